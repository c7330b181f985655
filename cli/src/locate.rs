//! From a field's path to its line in a scenario's text.

mod json;

use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The lines of a text's fields. The text is parsed once, however many fields are looked up.
pub(crate) struct Lines<'a> {
    document: Option<Parsed<'a>>,
    /// Where each line but the first begins, in bytes.
    starts: Vec<usize>,
}

enum Parsed<'a> {
    Toml(Spanned<DeTable<'a>>),
    Json(json::Places<'a>),
}

impl<'a> Lines<'a> {
    pub(crate) fn of_toml(text: &'a str) -> Self {
        Self { document: DeTable::parse(text).ok().map(Parsed::Toml), starts: starts(text) }
    }

    pub(crate) fn of_json(text: &'a str) -> Self {
        Self { document: json::Places::parse(text).map(Parsed::Json), starts: starts(text) }
    }

    /// The line, from 1, of the field at `path` (`services[0].pool.size`); where it is not there that of the nearest
    /// table around it; else 1.
    pub(crate) fn line(&self, path: &str) -> usize {
        let start = self.document.as_ref().and_then(|document| match document {
            Parsed::Toml(document) => start(document.get_ref(), path),
            Parsed::Json(places) => places.start(path),
        });
        let start = start.unwrap_or(0);
        self.starts.partition_point(|&line| line <= start) + 1
    }
}

fn starts(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at + 1).collect()
}

/// Where the deepest part of `path` that exists begins.
fn start(document: &DeTable<'_>, path: &str) -> Option<usize> {
    let mut found: Option<Range<usize>> = None;
    let mut table = Some(document);
    for part in path.split('.') {
        let mut indices = part.split('[');
        let Some((key, value)) = table.zip(indices.next()).and_then(|(table, key)| table.get_key_value(key)) else {
            break;
        };
        found = Some(key.span());
        let mut here = Some(value);
        for index in indices {
            here = index.strip_suffix(']').and_then(|index| element(here?, index));
            found = here.map(Spanned::span).or(found);
        }
        table = here.and_then(|value| value.get_ref().as_table());
    }
    found.map(|span| span.start)
}

fn element<'a, 'i>(value: &'a Spanned<DeValue<'i>>, index: &str) -> Option<&'a Spanned<DeValue<'i>>> {
    value.get_ref().as_array()?.get(index.parse::<usize>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: usize) {
        let text = "\
# a comment
[database]
max_connections = 100

[[services]]
name = 'api'

[[services]]
name = 'jobs'
pool.size = 7

[services.burst]
factor = 3

[[services.traffic]]
rate_per_s = 2
hold_ms = { mean = 50,
            cv = 2 }
";
        assert_eq!(Lines::of_toml(text).line(path), expected, "{path}");
    }

    #[test]
    fn a_field_has_a_line() {
        check("database.max_connections", 3);
        check("services[1].name", 9);
        check("services[1].pool.size", 10);
        check("services[1].burst.factor", 13);
        check("services[1].traffic[0].hold_ms.cv", 18);
    }

    #[test]
    fn a_missing_field_has_the_line_around_it() {
        check("database.reserved", 2);
        check("services[0].pool.size", 5);
        check("services[1].pool.overflow", 10);
        check("services[7].pool.size", 5);
        check("targets.wait_p95_ms", 1);
        check("", 1);
    }
}
