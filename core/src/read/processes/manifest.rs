//! Manifests that say how many instances run: Kubernetes, compose files, supervisor, task definitions, charts.

use super::{
    owner::{is_in_group, is_of_pooler, is_of_server, is_other_program},
    parameters::Parameters,
};
use crate::read::{
    Setting,
    config::amount,
    reader::Reader,
    source::{Line, Source},
    value,
};
use std::ops::Range;

/// One of these stands in every text that has a manifest to read.
pub(super) const HINTS: [&str; 31] = [
    "aximumPercent",
    "deployment_maximum_percent",
    "workers ENV",
    "preload_app!",
    "on_worker_boot",
    "terminationGracePeriodSeconds",
    "replicas",
    "instances",
    "numberOfInstances",
    "replicaCount",
    "Replicas",
    "desired_count",
    "desiredCount",
    "DesiredCount",
    "numprocs",
    "maxSurge",
    "exec_mode",
    "max_instances",
    "maxScale",
    "min_machines_running",
    "max_connections",
    "axConnections",
    "instance_count",
    "numInstances",
    "egg:waitress",
    "puma[",
    "group \"",
    "containerConcurrency",
    "processes",
    "maxUnavailable",
    "concurrency",
];

/// Keys and the fields that they set.
const KEYS: [(&str, &str); 20] = [
    ("replicas", "instances"),
    ("replicaCount", "instances"),
    ("minReplicas", "instances"),
    ("maxReplicas", "max_instances"),
    ("desired_count", "instances"),
    ("desiredCount", "instances"),
    // CloudFormation's.
    ("DesiredCount", "instances"),
    ("min_machines_running", "instances"),
    ("numprocs", "instances"),
    ("maxSurge", "surge"),
    ("maxUnavailable", "deploy.unavailable"),
    ("terminationGracePeriodSeconds", "deploy.drain_s"),
    ("autoscaling.knative.dev/maxScale", "max_instances"),
    ("autoscaling.knative.dev/minScale", "instances"),
    ("containerConcurrency", "concurrency"),
    ("max_instances", "max_instances"),
    ("min_instances", "instances"),
    ("max_instance_count", "max_instances"),
    ("min_instance_count", "instances"),
    ("numInstances", "instances"),
];

/// ECS counts the tasks of a deploy in percent of those that run: 150 is a surge of 50 %.
const SURGE_KEYS: [&str; 3] = ["MaximumPercent", "maximumPercent", "deployment_maximum_percent"];

/// Whose configuration it is, where that decides what words mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    /// `instances` are processes.
    Pm2,
    /// Ruby: `workers 2`, `threads 5, 5`.
    Puma,
    Other,
}

/// What the lines are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// uWSGI's section.
    Uwsgi,
    /// waitress, in a file of paste.
    Waitress,
    /// What Kubernetes found, below what it was given.
    Status,
    Other,
}

/// More settings than this are in no manifest, and to look around each would take long.
const MAX_LOOKUPS: usize = 200;

/// More names than this are in no configuration of puma.
const MAX_NAMES: usize = 50;

/// A manifest while it is read.
pub(super) struct Manifest {
    program: Program,
    part: Part,
    /// Names that Ruby assigns a value, and where it stands.
    assigned: Vec<(String, Range<usize>)>,
    /// How many lines were compared with those around them.
    lookups: usize,
    /// Whether the text has `replicas` at its outermost level.
    counts_replicas: bool,
    parameters: Parameters,
}

/// Whether a line surely is one of a manifest.
pub(super) fn is_manifest(line: &str) -> bool {
    let value_is_number = |value: &str| {
        value.trim_start_matches(['"', '\'']).starts_with(|c: char| c.is_ascii_digit()) || value.starts_with("${")
    };
    let names_limit = line.contains("ParameterName=max_connections");
    names_limit
        || is_puma_directive(line)
        || pair(line).is_some_and(|(key, value)| {
            (SURGE_KEYS.contains(&key) || KEYS.iter().any(|(name, _)| *name == key)) && value_is_number(value)
        })
}

impl Manifest {
    pub(super) fn new(text: &str) -> Self {
        let is_pm2 = text.contains("exec_mode") || text.contains("pm2") || text.contains("apps:");
        let is_puma =
            ["preload_app!", "on_worker_boot", "workers ENV", "threads ENV"].iter().any(|mark| text.contains(mark))
                || text.contains("puma") && text.contains("threads ");
        let program = if is_pm2 {
            Program::Pm2
        } else if is_puma {
            Program::Puma
        } else {
            Program::Other
        };
        let counts_replicas = text.starts_with("replicas:") || text.contains("\nreplicas:");
        Self {
            program,
            part: Part::Other,
            assigned: Vec::new(),
            lookups: 0,
            counts_replicas,
            parameters: Parameters::default(),
        }
    }

    pub(super) fn take(&mut self, reader: &mut Reader<'_>, line: &Line<'_>) {
        let trimmed = line.text.trim();
        if trimmed.starts_with('[') {
            self.part = if trimmed == "[uwsgi]" { Part::Uwsgi } else { Part::Other };
        }
        if trimmed.ends_with("egg:waitress#main") || trimmed.ends_with("egg:waitress") {
            self.part = Part::Waitress;
        }
        self.parameters.take(reader, line);
        if self.program == Program::Puma {
            self.take_puma(reader, line);
        }
        if trimmed == "status:" && trimmed.len() == line.text.trim_end().len() {
            self.part = Part::Status;
        } else if self.part == Part::Status && !line.text.starts_with(' ') {
            self.part = Part::Other;
        }
        if self.part == Part::Status || is_switched_off(reader.source, line) {
            return;
        }
        for part in parts(line.text) {
            let Some((key, value)) = pair(part) else { continue };
            if SURGE_KEYS.contains(&key)
                && let Some(surge) = value.parse::<u32>().ok().and_then(|percent| percent.checked_sub(100))
            {
                reader.set("surge", key, line.span(value), format!("{surge}%"));
                continue;
            }
            // GitLab's `puma['worker_processes']`.
            let index = key.strip_suffix(']').and_then(|key| key.split_once('['));
            let (table, key) = index.map_or(("", key), |(table, key)| (table, unquoted(key)));
            let field = match key {
                "instances" if self.program == Program::Pm2 => Some("workers"),
                "processes" | "workers" if self.part == Part::Uwsgi => Some("workers"),
                // Beside the replicas these are the processes of each.
                "workers" if self.counts_replicas && part.len() == line.text.len() && part.starts_with("workers") => {
                    Some("workers")
                }
                "threads" if [Part::Uwsgi, Part::Waitress].contains(&self.part) => Some("concurrency"),
                "worker_processes" if table == "puma" => Some("workers"),
                "max_threads" if table == "puma" => Some("concurrency"),
                "instances" | "numberOfInstances" => Some("pooler.instances"),
                "count" if is_in_group(reader.source, line) => Some("instances"),
                _ => KEYS.iter().find(|(name, _)| *name == key).map(|(_, field)| *field),
            };
            if field.is_none() && !is_limit(key) || self.lookups >= MAX_LOOKUPS {
                continue;
            }
            self.lookups += 1;
            if is_limit(key) && is_of_server(reader.source, line) {
                set(reader, "database.max_connections", key, line.span(value));
            }
            let Some(field) = field else { continue };
            let may_be_poolers = ["instances", "pooler.instances"].contains(&field);
            if may_be_poolers && is_of_pooler(reader.source, line) {
                set(reader, "pooler.instances", key, line.span(value));
            } else if field != "pooler.instances" && !is_other_program(reader.source, line) {
                set(reader, field, key, line.span(value));
            }
        }
    }

    /// Directives of puma's configuration; threads have the fewest and the most.
    fn take_puma(&mut self, reader: &mut Reader<'_>, line: &Line<'_>) {
        if let Some((name, value)) = line.text.trim().split_once(" = ").filter(|_| self.assigned.len() < MAX_NAMES) {
            self.assigned.push((name.to_owned(), line.span(value)));
        }
        let (name, rest) = line.text.trim().split_once(' ').unwrap_or_default();
        let field = match name {
            "workers" => "workers",
            "threads" => "concurrency",
            _ => return,
        };
        let begins_list = rest.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase());
        let value = if begins_list { rest.rsplit(',').next().unwrap_or(rest) } else { rest };
        let assigned = self.assigned.iter().rfind(|(name, _)| name == value.trim()).map(|(_, span)| span.clone());
        set(reader, field, name, assigned.unwrap_or_else(|| line.span(value.trim())));
    }
}

/// Whether a line of a chart's values is about autoscaling that is switched off.
fn is_switched_off(source: &Source<'_>, line: &Line<'_>) -> bool {
    if !line.text.contains("Replicas:") {
        return false;
    }
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = indent(line.text);
    let before = (1..=MAX_BLOCK_LINES).filter_map(|back| source.line(line.number.checked_sub(back)?));
    before
        .take_while(|other| indent(other.text) >= own && !other.text.trim().is_empty())
        .any(|other| indent(other.text) == own && other.text.trim() == "enabled: false")
}

/// Few blocks about autoscaling have more lines.
const MAX_BLOCK_LINES: usize = 12;

/// Whether a key is the server's limit where the lines around it are about the server.
fn is_limit(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or_default();
    ["max_connections", "maxConnections", "max-connections", "postgresqlMaxConnections"].contains(&name)
}

/// Whether a line is a directive of puma's configuration, which looks like no other kind.
fn is_puma_directive(line: &str) -> bool {
    let line = line.trim();
    ["workers ENV", "threads ENV", "preload_app!", "on_worker_boot"].iter().any(|begin| line.starts_with(begin))
        || line
            .strip_prefix("threads ")
            .is_some_and(|rest| rest.split(", ").all(|n| n.bytes().all(|b| b.is_ascii_digit())))
}

/// A line, or the parts of a map in one line.
fn parts(line: &str) -> Vec<&str> {
    if line.contains(['{', '}']) && !line.contains("${") { line.split([',', '{', '}']).collect() } else { vec![line] }
}

/// A key and its value, whatever the notation.
pub(super) fn pair(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_start_matches("- ").trim_end_matches([',', ';']);
    let end = line.trim_start_matches(['"', '\'']).find(['=', ':'])?;
    let skipped = line.len() - line.trim_start_matches(['"', '\'']).len();
    let key = line.get(..skipped + end)?.trim().trim_matches(['"', '\'']);
    let value = line.get(skipped + end + 1..)?.trim_start();
    let value = value.split(" #").next().unwrap_or_default().trim_end();
    (!value.is_empty()).then_some((key, value))
}

pub(super) fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

pub(super) fn set(reader: &mut Reader<'_>, field: &str, key: &str, span: Range<usize>) {
    let text = reader.text(&span);
    let word = unquoted(text);
    let start = span.start + (word.as_ptr() as usize - text.as_ptr() as usize);
    let span = start..start + word.len();
    let percent = word.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if ["surge", "deploy.unavailable"].contains(&field) && percent.is_some() {
        reader.set(field, key, span, word);
        return;
    }
    let is_set = |setting: &Setting| setting.field.ends_with(field) && setting.span.start == span.start;
    if reader.reading.settings.iter().any(is_set) {
        return;
    }
    if let Ok(amount) = amount::parse(word, span.start)
        && let Ok(value) = value::whole(reader.text(&amount.span))
    {
        reader.set_unless(amount.unless.as_deref(), field, key, amount.span, value);
    }
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    fn check(text: &str, expected: &[&str]) {
        let reading = read(text, None);
        let found: Vec<_> = reading
            .settings
            .iter()
            .map(|setting| format!("{} {}", setting.field.trim_start_matches("services[0]."), setting.value))
            .collect();
        assert_eq!(found, expected, "{text} {:?}", reading.parts);
    }

    #[test]
    fn reads_instances_of_manifests() {
        check("kind: Deployment\nspec:\n  replicas: 4\n", &["instances 4"]);
        check("    deploy:\n      replicas: 3\n", &["instances 3"]);
        check("replicaCount: 2  # per region\n", &["instances 2"]);
        check("minReplicas: 2\nmaxReplicas: 8\n", &["instances 2", "max_instances 8"]);
        check("rollingUpdate:\n  maxSurge: 25%\n  maxUnavailable: 0\n", &["surge \"25%\"", "deploy.unavailable 0"]);
        check("terminationGracePeriodSeconds: 60\n", &["deploy.drain_s 60"]);
        check("[program:web]\nnumprocs=4\n", &["instances 4"]);
        check("desired_count = 3\n", &["instances 3"]);
        check("{\"spec\":{\"replicas\":5}}\n", &["instances 5"]);
        check("Parameters:\n  max_connections: 300\n", &["database.max_connections 300"]);
        check(
            "parameter {\n  value = \"400\"\n  name = \"max_connections\"\n}\nparameter {\n  value = \"7\"\n  name = \"x\"\n}\n",
            &["database.max_connections 400"],
        );
        check(
            "[{ name: \"x\", value: \"7\" }, { name: \"max_connections\", value: \"500\" }]\n",
            &["database.max_connections 500"],
        );
        check("deploymentConfiguration:\n  maximumPercent: 200\n", &["surge \"100%\""]);
        check("Family: mysql8.0\nParameters:\n  max_connections: 300\n", &[]);
    }

    #[test]
    fn reads_instances_of_poolers() {
        check("kind: Pooler\nspec:\n  instances: 3\n", &["pooler.instances 3"]);
        check(
            "apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nspec:\n  instances: 3\n  type: rw\n",
            &["pooler.instances 3"],
        );
        check("pgBouncer:\n  replicas: 2\n", &["pooler.instances 2"]);
        check("proxy:\n  pgBouncer:\n    replicas: 2\n", &["pooler.instances 2"]);
        check("connectionPooler:\n  numberOfInstances: 2\n", &["pooler.instances 2"]);
        check("kind: Cluster\nspec:\n  instances: 3\n", &[]);
        check("numberOfInstances: 2\n", &[]);
        check(
            "services:\n  pgbouncer:\n    image: edoburu/pgbouncer\n    deploy:\n      replicas: 2\n",
            &["pooler.instances 2"],
        );
        check("parameter {\n  name  = \"max_connections\"\n  value = \"500\"\n}\n", &["database.max_connections 500"]);
    }
}
