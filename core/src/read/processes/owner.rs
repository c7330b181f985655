//! Whose instances a manifest counts: a pooler, a cache or the database server has replicas too.

use crate::read::{
    services::{SHARED_IMAGES, is_shared_image, is_shared_name},
    source::{Line, Source},
};

/// What the names of poolers' blocks and kinds hold, beside those of [`SHARED_IMAGES`].
const POOLERS: [&str; 2] = ["bouncer", "pooler"];

/// Whole names of blocks about the database server.
const DATABASES: [&str; 3] = ["db", "database", "pg"];

/// An object of a manifest has no more lines.
const MAX_LINES: usize = 200;

/// Whether a line of a manifest is about a pooler, the database server, or anything else that is no application.
pub(super) fn is_other_program(source: &Source<'_>, line: &Line<'_>) -> bool {
    let parents = parents(source, line);
    if parents.iter().any(|parent| is_other_name(key(parent.text))) {
        return true;
    }
    let below_services = parents.iter().position(|parent| key(parent.text) == "services").filter(|at| *at > 0);
    let object = match below_services {
        Some(at) => container(source, &parents[at - 1]),
        None => document(source, line),
    };
    let images: Vec<_> = object.iter().filter(|line| line.text.contains("image:")).collect();
    let kind = object.iter().find_map(|line| line.text.strip_prefix("kind:"));
    kind.is_some_and(is_other_name)
        || !images.is_empty() && images.iter().all(|line| is_shared_image(line.text))
        || images.is_empty() && object.iter().any(|line| names_shared(line.text))
}

/// Whether a line names an object of Kubernetes as a program that all services share: `  name: shop-redis`.
fn names_shared(line: &str) -> bool {
    line.strip_prefix("  name:").is_some_and(|name| is_shared_name(name.trim().trim_matches(['"', '\''])))
}

/// Keys below which parameters of the server stand, in lower case.
const SERVER_KEYS: [&str; 4] = ["postgres", "server_parameters", "database_flags", "parameter_group"];

/// Whether a line with `max_connections` is about PostgreSQL's server: below a key that says so, in a file of its
/// configuration, or with such a key itself.
pub(super) fn is_of_server(source: &Source<'_>, line: &Line<'_>) -> bool {
    let is_server = |text: &str| {
        let name = text.trim().split(['=', '{']).next().unwrap_or_default().to_ascii_lowercase();
        let is_file = name.trim_end_matches(['|', '-', '>', '+', ' ']).ends_with(".conf:");
        (is_file || SERVER_KEYS.iter().any(|key| name.contains(key))) && !name.contains("bouncer")
    };
    let own = line.text.trim().split(['=', ':']).next().unwrap_or_default();
    let parents = parents(source, line);
    // CloudFormation's group of parameters says elsewhere whose they are, and other servers have the same.
    let is_group = own.trim().trim_matches('"') == "max_connections"
        && parents.first().is_some_and(|parent| key(parent.text) == "Parameters")
        && !document(source, line).iter().any(|line| is_of_mysql(line.text));
    is_group || own.contains("postgresql.") || parents.iter().any(|parent| is_server(parent.text))
}

fn is_of_mysql(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.contains("mysql") || lower.contains("mariadb")
}

/// Whether a line of a manifest is about a pooler: in a block of its name, or in an object of its kind.
pub(super) fn is_of_pooler(source: &Source<'_>, line: &Line<'_>) -> bool {
    let is_name = |name: &str| POOLERS.iter().any(|pooler| name.to_ascii_lowercase().contains(pooler));
    parents(source, line).iter().any(|parent| is_name(key(parent.text)))
        || document(source, line).iter().any(|line| line.text.strip_prefix("kind:").is_some_and(is_name))
}

/// Whether a line is in a group of Nomad.
pub(super) fn is_in_group(source: &Source<'_>, line: &Line<'_>) -> bool {
    parents(source, line).first().is_some_and(|parent| parent.text.trim().starts_with("group \""))
}

/// Whether a key or a kind is one of another program.
fn is_other_name(name: &str) -> bool {
    let lower = name.trim().to_ascii_lowercase();
    DATABASES.contains(&&*lower) || POOLERS.iter().chain(&SHARED_IMAGES).any(|other| lower.contains(other))
}

/// The lines that a line is indented below, the nearest first.
fn parents<'a>(source: &Source<'a>, line: &Line<'_>) -> Vec<Line<'a>> {
    let mut limit = indent(line.text);
    let mut parents = Vec::new();
    for above in (1..line.number).rev().take(MAX_LINES).filter_map(|number| source.line(number)) {
        if is_break(&above) || limit == 0 {
            break;
        }
        if !is_blank(&above) && indent(above.text) < limit {
            limit = indent(above.text);
            parents.push(above);
        }
    }
    parents
}

/// The lines below a container's name.
fn container<'a>(source: &Source<'a>, name: &Line<'a>) -> Vec<Line<'a>> {
    let below = (name.number + 1..).take(MAX_LINES).map_while(|number| source.line(number));
    below.take_while(|line| is_blank(line) || indent(line.text) > indent(name.text)).collect()
}

/// The lines of the document around a line.
fn document<'a>(source: &Source<'a>, line: &Line<'_>) -> Vec<Line<'a>> {
    let above = (1..=line.number).rev().take(MAX_LINES).map_while(|number| source.line(number));
    let below = (line.number + 1..).take(MAX_LINES).map_while(|number| source.line(number));
    let inside = |line: &Line<'_>| !is_break(line);
    above.take_while(inside).chain(below.take_while(inside)).collect()
}

fn key(line: &str) -> &str {
    let line = line.trim().trim_start_matches("- ");
    line.split(':').next().unwrap_or_default().trim_matches(['"', '\''])
}

fn is_break(line: &Line<'_>) -> bool {
    line.text.trim_end() == "---"
}

fn is_blank(line: &Line<'_>) -> bool {
    line.text.trim().is_empty() || line.text.trim_start().starts_with('#')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks whether the line with "replicas" or "instances" is about another program.
    fn check(text: &str, expected: bool) {
        let source = Source::new(text);
        let mut lines = source.lines(0..text.len());
        let line = lines.find(|line| line.text.contains("replicas")).expect("a line with replicas");
        assert_eq!(is_other_program(&source, &line), expected, "{text}");
    }

    #[test]
    fn tells_poolers_and_servers_from_applications() {
        check("proxy:\n  pgBouncer:\n    replicas: 2\n", true);
        check("kind: StatefulSet\nspec:\n  replicas: 3\n  containers:\n    - image: postgres:16\n", true);
        check("services:\n  cache:\n    image: redis:7\n    deploy:\n      replicas: 9\n", true);
        check("services:\n  db:\n    image: x\n  api:\n    image: shop\n    deploy:\n      replicas: 4\n", false);
        check(
            "kind: Deployment\nspec:\n  replicas: 3\n  containers:\n    - image: shop/api:1\n    - image: pgbouncer\n",
            false,
        );
        check("replicas: 3\n", false);
        check("kind: Deployment\nmetadata:\n  name: shop-redis\nspec:\n  replicas: 3\n", true);
        check("kind: Deployment\nmetadata:\n  name: kafka-consumer\nspec:\n  replicas: 3\n", false);
    }
}
