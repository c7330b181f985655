//! Environments in other files than a `.env`: compose files, Kubernetes, Dockerfiles, Heroku and shells.

use crate::read::{detect::Confidence, names, reader::Reader, source::Line, value};
use std::{collections::BTreeSet, ops::Range};

/// The lines that are understood here, so that nobody complains about them.
pub(super) struct Lines(BTreeSet<usize>);

impl Lines {
    pub(super) fn hold(&self, line: usize) -> bool {
        self.0.contains(&line)
    }
}

/// Where a fragment is from: the note's code and its words.
type Dialect = (&'static str, &'static str);

const COMPOSE: Dialect =
    ("looks_like_compose", "this is YAML, as in a compose file or Kubernetes; it is not valid in a .env file");
const SHELL: Dialect = ("looks_like_shell", "this is a shell or Dockerfile command; it is not valid in a .env file");
const HEROKU: Dialect = ("looks_like_heroku", "this is output of heroku config; a .env file needs KEY=value");

/// One assignment in a line.
struct Assignment<'a> {
    key: &'a str,
    value: &'a str,
    dialect: Dialect,
}

/// What begins a YAML environment, or stands in one.
const YAML: [&str; 7] = ["environment:", "env:", "env_file:", "envFrom:", "data:", "stringData:", "kind: ConfigMap"];

pub(super) fn detect(line: &str) -> Confidence {
    let trimmed = line.trim();
    if YAML.contains(&trimmed.trim_start_matches("- ")) || is_heroku_title(trimmed) {
        return Confidence::Certain;
    }
    if let Some(assignment) = assignment(line) {
        return Confidence::new(names::meaning(assignment.key).is_some(), true);
    }
    Confidence::new(named(trimmed).is_some(), trimmed.starts_with("value:"))
}

/// Reads the fragments of a range.
pub(super) fn take(reader: &mut Reader<'_>, range: &Range<usize>) -> Lines {
    let source = reader.source;
    let mut lines = Lines(BTreeSet::new());
    let mut noted = BTreeSet::new();
    let mut name: Option<&str> = None;
    let mut heroku = false;
    for line in source.lines(range.clone()) {
        let trimmed = line.text.trim();
        heroku |= is_heroku_title(trimmed);
        let of_name = name.take().zip(trimmed.strip_prefix("value:").map(|value| unquoted(value.trim())));
        let found = match of_name {
            Some((key, value)) => Some(Assignment { key, value, dialect: COMPOSE }),
            None => assignment(line.text),
        };
        name = named(trimmed);
        if name.is_some() || YAML.contains(&trimmed) || is_heroku_title(trimmed) {
            lines.0.insert(line.number);
        }
        let Some(mut found) = found else { continue };
        if heroku && found.dialect == COMPOSE {
            found.dialect = HEROKU;
        }
        lines.0.insert(line.number);
        if noted.insert(found.dialect.0) {
            reader.note(found.dialect.0, line.at, found.dialect.1);
        }
        set(reader, &line, &found);
    }
    if noted.contains(COMPOSE.0) {
        // The rest of the YAML around it is nobody's mistake.
        let is_yaml = |text: &str| text.ends_with(':') || text.contains(": ") || text.starts_with("- ");
        let around = source.lines(range.clone()).filter(|line| is_yaml(line.text.trim()));
        lines.0.extend(around.map(|line| line.number));
    }
    lines
}

fn set(reader: &mut Reader<'_>, line: &Line<'_>, found: &Assignment<'_>) {
    let Some(meaning) = names::meaning(found.key) else { return };
    let span = line.span(found.value);
    match value::parse(meaning, found.value) {
        Ok(value) => reader.set_meaning(None, meaning, found.key, span, value),
        Err((code, message)) => reader.note(code, span.start, format!("{}: {message}", found.key)),
    }
}

fn is_heroku_title(line: &str) -> bool {
    line.starts_with("=== ") && line.ends_with(" Config Vars")
}

/// The name in `- name: KEY`, whose value stands in the next line.
fn named(line: &str) -> Option<&str> {
    let name = unquoted(line.strip_prefix("- ")?.trim_start().strip_prefix("name:")?.trim());
    is_key(name).then_some(name)
}

fn assignment(line: &str) -> Option<Assignment<'_>> {
    let line = line.trim();
    let shell = |rest: &'_ str| -> Option<(usize, usize)> {
        let (key, value) = rest.split_once('=')?;
        Some((key.len(), value.len()))
    };
    for (prefix, dialect) in
        [("$env:", SHELL), ("set ", SHELL), ("setx ", SHELL), ("ENV ", SHELL), ("-e ", SHELL), ("--env ", SHELL)]
    {
        let Some(rest) = strip_prefix_ignoring_case(line, prefix) else { continue };
        let rest = unquoted(rest.trim_end_matches('\\').trim());
        let (key, value) = match shell(rest) {
            Some((key, value)) => (&rest[..key], &rest[rest.len() - value..]),
            None => rest.split_once(char::is_whitespace)?,
        };
        let (key, value) = (key.trim(), unquoted(value.trim()));
        return is_key(key).then_some(Assignment { key, value, dialect });
    }
    if let Some(item) = line.strip_prefix("- ") {
        let (key, value) = unquoted(item.trim()).split_once('=')?;
        return is_key(key).then_some(Assignment { key, value: unquoted(value), dialect: COMPOSE });
    }
    let (key, value) = line.split_once(':')?;
    let (key, value) = (unquoted(key), without_comment(value));
    let is_map = is_key(key) && key.chars().any(|c| c.is_ascii_uppercase()) && !value.is_empty();
    is_map.then_some(Assignment { key, value: unquoted(value), dialect: COMPOSE })
}

/// A YAML value without the comment behind it.
fn without_comment(value: &str) -> &str {
    value.split(" #").next().unwrap_or_default().trim()
}

fn strip_prefix_ignoring_case<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let head = line.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &line[prefix.len()..])
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The text between a pair of quotes, or all of it.
fn unquoted(text: &str) -> &str {
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    between('"').or_else(|| between('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    fn check(text: &str, size_line: usize, code: &str) {
        let reading = read(text, None);
        let size = reading.chosen("services[0].pool.size").unwrap_or_else(|| panic!("{text}: {:?}", reading.notes));
        assert_eq!((size.value.as_u64(), size.line), (Some(20), size_line), "{text}");
        assert!(reading.notes.iter().any(|note| note.code == code), "{text}: {:?}", reading.notes);
        assert!(reading.notes.iter().all(|note| note.code != "not_an_assignment"), "{text}: {:?}", reading.notes);
    }

    #[test]
    fn reads_environments_of_compose_kubernetes_and_shells() {
        check("environment:\n  - DB_POOL_SIZE=20\n  - DB_MAX_OVERFLOW=10\n", 2, "looks_like_compose");
        check("environment:\n  DB_POOL_SIZE: \"20\"  # a process\n", 2, "looks_like_compose");
        check("env:\n  - name: DB_POOL_SIZE\n    value: \"20\"\n", 3, "looks_like_compose");
        check("kind: ConfigMap\nmetadata:\n  name: api\ndata:\n  DB_POOL_SIZE: \"20\"\n", 5, "looks_like_compose");
        check("$env:DB_POOL_SIZE = \"20\"\nset DB_MAX_OVERFLOW=10\n", 1, "looks_like_shell");
        check("-e DB_POOL_SIZE=20 \\\n", 1, "looks_like_shell");
        check("ENV DB_POOL_SIZE=20\n", 1, "looks_like_shell");
        check("=== app Config Vars\n\nDB_POOL_SIZE:    20\n", 3, "looks_like_heroku");
    }
}
