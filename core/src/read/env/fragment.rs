//! Environments in other files than a `.env`: compose files, Kubernetes, task definitions, Dockerfiles, Heroku, shells.

use super::assignment::{self, Assignment, COMPOSE, HEROKU, JSON, PROSE, TAG};
use crate::read::{
    config::amount,
    detect::Confidence,
    names,
    reader::Reader,
    secret,
    source::{Line, Source},
    value,
};
use std::{collections::BTreeSet, ops::Range};

/// The lines that are understood here, so that nobody complains about them.
#[derive(Default)]
pub(super) struct Lines {
    understood: BTreeSet<usize>,
    /// Those of them with a name or a value in a notation that no loader of `.env` files reads.
    in_other_notation: BTreeSet<usize>,
}

impl Lines {
    pub(super) fn hold(&self, line: usize) -> bool {
        self.understood.contains(&line)
    }

    /// Whether a line has a name or a value in another notation than a `.env` file's.
    pub(super) fn is_in_other_notation(&self, line: usize) -> bool {
        self.in_other_notation.contains(&line)
    }
}

/// What begins an environment, or stands in one.
const BEGINNINGS: [&str; 9] = [
    "environment:",
    "env:",
    "env_file:",
    "envFrom:",
    "data:",
    "stringData:",
    "kind: ConfigMap",
    "\"environment\": [",
    "\"Env\": [",
];

pub(super) fn detect(line: &str) -> Confidence {
    let trimmed = line.trim();
    if BEGINNINGS.contains(&trimmed.trim_start_matches("- ")) || is_heroku_title(trimmed) {
        return Confidence::Certain;
    }
    let assignments = assignment::find_all(line);
    // Programs and people mention variables in sentences; a log may be one.
    if assignments.iter().any(|found| found.dialect != PROSE) {
        return Confidence::Certain;
    }
    let is_named = names_variable(trimmed);
    let is_value = assignment::value_of_label(trimmed).is_some();
    let is_other = is_unknown_assignment(trimmed) || assignment::name_of_label(trimmed).is_some();
    Confidence::new(is_named, is_value || is_other || !assignments.is_empty())
}

/// Whether a line is `name: KEY` of a known variable, or its like.
pub(super) fn names_variable(line: &str) -> bool {
    assignment::name_of_label(line).is_some_and(|name| names::meaning(name).is_some())
}

/// Reads the fragments of a range.
pub(super) fn take(reader: &mut Reader<'_>, range: &Range<usize>) -> Lines {
    let source = reader.source;
    let mut lines = Lines::default();
    let mut noted = BTreeSet::new();
    let mut heroku = false;
    for line in source.lines(range.clone()) {
        let trimmed = line.text.trim();
        heroku |= is_heroku_title(trimmed);
        let mut found: Vec<_> = assignment::find_all(line.text).into_iter().map(|one| (line, one)).collect();
        let name = assignment::name_of_label(trimmed).filter(|_| found.is_empty());
        if let Some(key) = name
            && let Some((at, value)) = value_beside(source, &line)
        {
            lines.understood.insert(at.number);
            lines.in_other_notation.extend([at.number, line.number]);
            let dialect = if trimmed.contains(": ") { COMPOSE } else { JSON };
            found.push((at, Assignment { key, value, dialect }));
        }
        if name.is_some() || BEGINNINGS.contains(&trimmed) || is_heroku_title(trimmed) || is_unknown_assignment(trimmed)
        {
            lines.understood.insert(line.number);
        }
        for (at, mut one) in found {
            if heroku && one.dialect == COMPOSE {
                one.dialect = HEROKU;
            }
            lines.understood.insert(line.number);
            lines.in_other_notation.insert(line.number);
            if noted.insert(one.dialect.0) {
                reader.note(one.dialect.0, at.at, one.dialect.1);
            }
            set(reader, &at, &one);
        }
    }
    if !noted.is_empty() {
        // The rest of the file around it is nobody's mistake.
        let is_around = |text: &str| {
            text.ends_with([':', '{', '}', '[', ']', ','])
                || text.contains(": ")
                || text.starts_with(['-', '{', '}', '[', ']', '"'])
                || noted.contains(PROSE.0)
        };
        let around = source.lines(range.clone()).filter(|line| is_around(line.text.trim()));
        lines.understood.extend(around.map(|line| line.number));
    }
    lines
}

/// Takes the variables that a line names in objects of JSON.
pub(super) fn take_objects(reader: &mut Reader<'_>, line: &Line<'_>) {
    for one in assignment::find_all(line.text).iter().filter(|one| one.dialect == JSON) {
        set(reader, line, one);
    }
}

/// The value of a name stands no further below or above it.
const MAX_LINES_TO_VALUE: usize = 4;

/// The value that belongs to the name in a line: in the same object or list item, in either order.
fn value_beside<'s>(source: &Source<'s>, name: &Line<'s>) -> Option<(Line<'s>, &'s str)> {
    let value = |line: Line<'s>| Some((line, assignment::value_of_label(line.text.trim())?));
    let begins_item = |line: &Line<'_>| line.text.trim_start().starts_with(['{', '-']);
    let ends_item = |line: &Line<'_>| line.text.trim_start().starts_with('}');
    let is_other = |line: &Line<'_>| begins_item(line) || assignment::name_of_label(line.text.trim()).is_some();
    let below = (name.number + 1..=name.number + MAX_LINES_TO_VALUE).map_while(|number| source.line(number));
    let below = below.take_while(|line| !ends_item(line) && !is_other(line)).find_map(value);
    if below.is_some() || begins_item(name) {
        return below;
    }
    for number in (name.number.saturating_sub(MAX_LINES_TO_VALUE)..name.number).rev() {
        let line = source.line(number).filter(|line| !ends_item(line))?;
        // The first line of a list item may have the value.
        let found = assignment::value_of_label(line.text.trim().trim_start_matches(['-', '{', ' ']));
        if found.is_some() || begins_item(&line) {
            return found.map(|value| (line, value));
        }
    }
    None
}

fn set(reader: &mut Reader<'_>, line: &Line<'_>, found: &Assignment<'_>) {
    let Some(meaning) = names::meaning(found.key) else { return };
    let mut span = line.span(found.value);
    let mut unless = (found.dialect == TAG).then(|| secret::key_or_mask(found.key).into_owned());
    if found.value.starts_with("${")
        && let Ok(amount) = amount::parse(found.value, span.start)
    {
        (span, unless) = (amount.span, amount.unless);
    }
    match value::parse(meaning, reader.text(&span)) {
        Ok(value) => reader.set_meaning(unless.as_deref(), meaning, found.key, span, value),
        Err((code, message)) => reader.note(code, span.start, format!("{}: {message}", secret::key_or_mask(found.key))),
    }
}

fn is_heroku_title(line: &str) -> bool {
    line.starts_with("=== ") && line.ends_with(" Config Vars")
}

/// `KEY: value`, `- KEY=value` and `ENV KEY=value` of variables that nobody knows.
fn is_unknown_assignment(line: &str) -> bool {
    let line = line.trim_start_matches("- ").trim_start_matches(['"', '\'']);
    let line =
        ["ENV ", "set ", "-e ", "--env ", "$env:"].iter().find_map(|begin| line.strip_prefix(begin)).unwrap_or(line);
    let length =
        line.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_').count();
    let rest = line[length..].trim_start_matches(['"', '\'']);
    let begins = line.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    begins && length > 1 && (rest.starts_with(": ") || (rest.starts_with('=') && !line.is_empty()))
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
        check("[\n  {\n    \"value\": \"20\",\n    \"name\": \"DB_POOL_SIZE\"\n  },\n", 3, "looks_like_compose");
        check("env:\n- value: \"20\"\n  name: DB_POOL_SIZE\n- value: x\n  name: Y\n", 2, "looks_like_compose");
        check("env:\n  - { value: \"20\", name: DB_POOL_SIZE }\n", 2, "looks_like_json");
        check(
            "environment = [\n  {\n    name  = \"DB_POOL_SIZE\"\n    value = \"20\"\n  },\n]\n",
            4,
            "looks_like_json",
        );
        check("variable \"db_pool_size\" {\n  type    = number\n  default = 20\n}\n", 3, "looks_like_json");
        check("{\n  \"name\": \"DB_POOL_SIZE\",\n  \"value\": \"20\"\n}\n", 3, "looks_like_compose");
    }
}
