//! Splits a text into parts, each of one kind.
//!
//! Each reader classifies a line as certainly, maybe or not of its kind. A part is a run of lines that could all be of
//! one kind; a line without evidence joins the lines before it.

use super::{
    Part, TextKind, config, detect::Confidence, env, link, log, metrics, pool_state, psql, python, source::Source,
};
use std::{collections::BTreeMap, ops::Range};

type Detector = fn(&str) -> Confidence;

/// Every reader's detector, in the order of [`TextKind::ALL`]. A link needs none: its beginning shows what it is.
const DETECTORS: [(TextKind, Detector); 7] = [
    (TextKind::Env, env::detect),
    (TextKind::Snippet, python::detect),
    (TextKind::Config, config::detect),
    (TextKind::ErrorLog, log::detect),
    (TextKind::PoolState, pool_state::detect),
    (TextKind::Psql, psql::detect),
    (TextKind::Metrics, metrics::detect),
];

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kinds(u16);

impl Kinds {
    const ALL: Self = Self(u16::MAX);

    /// The kinds that a line certainly is of, and those that it may be of.
    fn detect(line: &str) -> (Self, Self) {
        let (mut certain, mut maybe) = (Self(0), Self(0));
        for (kind, detect) in DETECTORS {
            match detect(line) {
                Confidence::Certain => certain.0 |= bit(kind),
                Confidence::Maybe => maybe.0 |= bit(kind),
                Confidence::No => {}
            }
        }
        (certain, maybe)
    }

    /// The kinds that are in both sets, if there are any.
    fn intersect(self, other: Self) -> Option<Self> {
        Some(Self(self.0 & other.0)).filter(|both| both.0 != 0)
    }

    fn likeliest(self) -> TextKind {
        TextKind::ALL.into_iter().find(|kind| self.0 & bit(*kind) != 0).unwrap_or(TextKind::Env)
    }
}

fn bit(kind: TextKind) -> u16 {
    1 << kind as u16
}

/// Classifications of lines up to this length are cached: short lines repeat, and a text may have a million of them.
const MAX_CACHED_LINE_BYTES: usize = 32;
const MAX_CACHED_LINES: usize = 256;

/// The kinds that a line may be of, and whether it certainly is of one of them.
#[derive(Clone, Copy)]
struct Classification {
    kinds: Kinds,
    certain: bool,
}

/// The parts of a text, from the top. Lines that no reader recognizes are in no part, unless all lines are such.
pub(super) fn split(source: &Source<'_>) -> Vec<Part> {
    let whole = 0..source.text.len();
    if link::is_link(source.text) {
        return vec![part(source, TextKind::Link, whole)];
    }
    let mut segments: Vec<(Kinds, Range<usize>)> = Vec::new();
    let mut after_blank = true;
    let mut brackets = python::Brackets::default();
    let mut after_frame = false;
    let mut after_fence = false;
    let mut in_section = false;
    let mut in_route = false;
    let mut html_end = 0;
    let mut cache: BTreeMap<&str, Classification> = BTreeMap::new();
    for line in source.lines(whole.clone()) {
        let end = line.at + line.text.len();
        if line.text.trim_start().starts_with("```") {
            after_fence = true;
            brackets = python::Brackets::default();
            continue;
        }
        // A frame of a traceback is followed by its line of code.
        let classification = if after_frame && line.text.starts_with("    ") {
            Classification { kinds: Kinds(bit(TextKind::ErrorLog)), certain: true }
        } else {
            let short = line.text.len() <= MAX_CACHED_LINE_BYTES && !brackets.are_open();
            let classification = cache
                .get(line.text)
                .copied()
                .filter(|_| short)
                .unwrap_or_else(|| classify(line.text, brackets.are_open()));
            if short && cache.len() < MAX_CACHED_LINES {
                cache.insert(line.text, classification);
            }
            classification
        };
        let next = || source.line(line.number + 1).map_or("", |next| next.text);
        if line.at >= html_end {
            html_end = psql::html_end(source, &line).unwrap_or(0);
        }
        let is_header = || !brackets.are_open() && psql::is_lone_header(line.text, next);
        let classification = if line.at < html_end || is_header() {
            Classification { kinds: Kinds(bit(TextKind::Psql)), certain: true }
        } else {
            classification
        };
        let is_row = !after_blank && line.text.starts_with(' ') && line.text.contains(" | ");
        let is_in_table = |(kinds, _): &(Kinds, Range<usize>)| kinds.0 == bit(TextKind::Psql);
        let classification = if is_row && segments.last().is_some_and(is_in_table) {
            Classification { kinds: Kinds(bit(TextKind::Psql)), certain: true }
        } else {
            classification
        };
        let is_inner = line.text.is_empty() || line.text.starts_with([' ', '\t']);
        in_route = in_route && is_inner || config::begins_route(line.text);
        let is_of_section = in_route || in_section && is_of_section(line.text, classification);
        let classification = if is_of_section {
            Classification { kinds: Kinds(bit(TextKind::Config)), certain: true }
        } else {
            classification
        };
        in_section =
            config::section(line.text).is_some() || in_section && (line.text.trim().is_empty() || is_of_section);
        after_frame = line.text.trim_start().starts_with("File \"") && line.text.contains("\", line ");
        if classification.certain && classification.kinds.0 != bit(TextKind::Snippet) {
            brackets = python::Brackets::default();
        }
        let is_python = classification.kinds.0 == bit(TextKind::Snippet);
        if is_python || brackets.are_open() {
            brackets.feed(line.text);
        }
        let joined = match segments.last() {
            _ if std::mem::take(&mut after_fence) => None,
            None => None,
            Some((kinds, _)) if *kinds != Kinds::ALL && !classification.certain && !after_blank => {
                Some(kinds.intersect(classification.kinds).unwrap_or(*kinds))
            }
            Some((kinds, _)) => kinds.intersect(classification.kinds),
        };
        match (joined, segments.last_mut()) {
            (Some(joined), Some((kinds, span))) => {
                *kinds = joined;
                span.end = end;
            }
            _ => segments.push((classification.kinds, line.at..end)),
        }
        after_blank = line.text.trim().is_empty();
    }
    let parts: Vec<Part> = segments
        .into_iter()
        .filter(|(kinds, _)| *kinds != Kinds::ALL)
        .map(|(kinds, span)| part(source, kinds.likeliest(), span))
        .collect();
    if parts.is_empty() { vec![part(source, TextKind::Env, whole)] } else { parts }
}

/// Whether a line below a `[section]` is one of an ini file: a setting or a comment.
fn is_of_section(line: &str, classification: Classification) -> bool {
    let line = line.trim_start();
    let key = line.split(['=', ':']).next().unwrap_or_default().trim_end();
    // TOML allows quotes.
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let is_key = !key.is_empty()
        && key.len() < line.len()
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let is_env = classification.certain && classification.kinds.0 & bit(TextKind::Env) != 0;
    config::is_comment(line) || is_key && !is_env
}

fn classify(line: &str, in_brackets: bool) -> Classification {
    if line.trim().is_empty() {
        return Classification { kinds: Kinds::ALL, certain: false };
    }
    if !in_brackets && config::is_sentence(line) && !log::has_error(line) {
        return Classification { kinds: Kinds(bit(TextKind::Config)), certain: true };
    }
    let (certain, maybe) = Kinds::detect(line);
    // A program's own statistics, and an error, name settings as well.
    let statistics = Kinds(bit(TextKind::PoolState) | bit(TextKind::Metrics));
    if !in_brackets && certain.intersect(statistics).is_none() && config::lists_settings(line) && !log::has_error(line)
    {
        return Classification { kinds: Kinds(bit(TextKind::Config)), certain: true };
    }
    if certain.0 != 0 {
        // A program's output is certain even if it names the same settings as code does, and a line inside of a call
        // belongs to the call.
        let printed =
            Kinds(bit(TextKind::ErrorLog) | bit(TextKind::PoolState) | bit(TextKind::Psql) | bit(TextKind::Metrics));
        // A list of environment objects is no Python, whatever the bracket belongs to; an item of a dict is.
        let is_object = certain.0 == bit(TextKind::Env)
            && (line.trim_start().starts_with(['{', '"']) && !is_python_item(line) || env::names_variable(line));
        let written = if in_brackets && !is_object { Kinds(bit(TextKind::Snippet)) } else { certain };
        return Classification { kinds: certain.intersect(printed).unwrap_or(written), certain: true };
    }
    if in_brackets {
        return Classification { kinds: Kinds(bit(TextKind::Snippet)), certain: true };
    }
    // It is of an environment or of Python, and of no log above it.
    Classification { kinds: if maybe.0 == 0 { Kinds::ALL } else { maybe }, certain: env::sets_variable(line) }
}

/// Whether a line is an item of a dict whose value is no string: `"POOL_SIZE": 10`.
fn is_python_item(line: &str) -> bool {
    let value = line.split_once("\":").map(|(_, value)| value.trim_start());
    value.is_some_and(|value| !value.starts_with(['"', '\'', '{', '[']))
}

/// The whole text as one part.
pub(super) fn whole(source: &Source<'_>, kind: TextKind) -> Part {
    part(source, kind, 0..source.text.len())
}

fn part(source: &Source<'_>, kind: TextKind, span: Range<usize>) -> Part {
    let last = span.start.max(span.end.saturating_sub(1));
    Part { kind, lines: (source.line_of(span.start), source.line_of(last)), span }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(TextKind, (usize, usize))]) {
        let parts: Vec<_> = split(&Source::new(text)).into_iter().map(|part| (part.kind, part.lines)).collect();
        assert_eq!(parts, expected, "{text}");
    }

    /// Errors and settings are pasted together, often without a blank line between them.
    #[test]
    fn errors_leave_the_settings_beside_them_alone() {
        let errors = [
            "FATAL: sorry, too many clients already",
            "QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00",
            "2026-11-21 02:10:11,123 ERROR app: QueuePool limit of size 20 overflow 30 reached",
            "org.postgresql.util.PSQLException: FATAL: sorry, too many clients already",
            "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
            "{\"level\":\"error\",\"msg\":\"pool timed out while waiting for an open connection\"}",
            "time=\"2026\" level=error msg=\"sorry, too many clients already\"",
        ];
        let settings = [
            "DB_POOL_SIZE=7",
            "export DB_POOL_SIZE=7",
            "db_pool_size=7",
            "pool_size=7",
            "DB_POOL_SIZE: \"7\"",
            "SQLALCHEMY_POOL_SIZE = 7",
            "app.config['SQLALCHEMY_POOL_SIZE'] = 7",
            "engine = create_engine(url, pool_size=7)",
            "spring.datasource.hikari.maximum-pool-size=7",
            "max_connections = 7",
            " max_connections \n-----------------\n 7\n(1 row)",
            "max_connections\n-----------------\n7",
            "web: gunicorn app:app -w 7",
            "We run pool_size=7 with asyncpg.",
        ];
        for (error, setting) in errors.iter().flat_map(|error| settings.map(|setting| (error, setting))) {
            for text in [format!("{error}\n{setting}\n"), format!("{setting}\n{error}\n")] {
                let reading = super::super::read(&text, None);
                assert_eq!(reading.errors.len(), 1, "{text}");
                assert!(reading.settings.iter().any(|one| one.value.as_f64() == Some(7.0)), "{text}");
            }
        }
    }

    #[test]
    fn splits_text_into_runs_of_one_kind() {
        check("A=1\nB=2\n", &[(TextKind::Env, (1, 2))]);
        check("hello\n", &[(TextKind::Env, (1, 1))]);
        check(
            "FATAL: sorry, too many clients already\nDB_POOL_SIZE=20\nWEB_CONCURRENCY=4\n",
            &[(TextKind::ErrorLog, (1, 1)), (TextKind::Env, (2, 3))],
        );
        check("POOL = 20\nengine = create_engine(url, pool_size=POOL)\n", &[(TextKind::Snippet, (1, 2))]);
        check(
            "A=1\n\nKeyError: 'x'\n\npool_size 5\n",
            &[(TextKind::Env, (1, 1)), (TextKind::ErrorLog, (3, 3)), (TextKind::Metrics, (5, 5))],
        );
        check(
            "Set it so:\n```bash\nA=1\n```\nand\n```python\nimport x\n```\n",
            &[(TextKind::Env, (3, 3)), (TextKind::Snippet, (7, 7))],
        );
        check("f = create_engine(\n    url,\n\n    pool_size=5,\n)\n", &[(TextKind::Snippet, (1, 5))]);
    }
}
