//! A link of the page: a scenario in a URL's fragment, numbers and switches only.
//!
//! Today's links begin with `#v1&` and name the scenario's fields; those of the first page begin with `#v=1&` and have names
//! of their own.

use super::{reader::Reader, value};
use std::{collections::BTreeSet, ops::Range};

/// A link longer than this was not made by the page.
const MAX_LINK_BYTES: usize = 8 * 1024;

/// How a parameter's text becomes a value.
#[derive(Clone, Copy)]
enum Form {
    Whole,
    Number,
    Switch,
}

use Form::{Number, Switch, Whole};

/// The first page's parameters and the fields that they set.
const PARAMETERS: [(&str, &str, Form); 22] = [
    ("rate", "traffic[0].rate_per_s", Number),
    ("ms", "traffic[0].hold_ms.mean", Number),
    ("cv", "traffic[0].hold_ms.cv", Number),
    ("size", "pool.size", Whole),
    ("overflow", "pool.overflow", Whole),
    ("timeout", "pool.timeout_s", Number),
    ("recycle", "pool.recycle_s", Number),
    ("pre_ping", "pool.pre_ping", Switch),
    ("lifo", "pool.lifo", Switch),
    ("instances", "instances", Whole),
    ("surge", "surge", Whole),
    ("workers", "workers", Whole),
    ("engines", "engines", Whole),
    ("concurrency", "concurrency", Whole),
    ("connect_ms", "connect_ms", Number),
    ("leak", "leak_probability", Number),
    ("max_connections", "database.max_connections", Whole),
    ("superuser_reserved", "database.superuser_reserved", Whole),
    ("reserved", "database.reserved", Whole),
    ("provider_reserved", "database.provider_reserved", Whole),
    ("other_clients", "database.other_clients", Whole),
    ("cores", "database.cores", Whole),
];

/// What parts the services of a link: the name of each stands before its fields.
const SERVICE: &str = "service";

/// Whether a whole text is a link: `#v1&…` or `#v=1&…`, with or without an address before it.
pub(super) fn is_link(text: &str) -> bool {
    let text = text.trim();
    let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
    let address = text.split('#').next().unwrap_or_default();
    let is_versioned = fragment.starts_with("v=") || fragment == "v1" || fragment.starts_with("v1&");
    is_versioned && (address.is_empty() || address.contains("://")) && !text.contains(char::is_whitespace)
}

/// Says that errors or measurements were pasted, which no link holds.
const ERRORS: &str = "errors";

/// Whether a parameter has this name: the first page's own, or its field's without `traffic[0].`.
fn is_called((name, field, _): &(&str, &str, Form), key: &str) -> bool {
    *name == key || field.trim_start_matches("traffic[0].") == key
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    if text.len() > MAX_LINK_BYTES {
        let message = format!("a link of {} bytes; the limit is {MAX_LINK_BYTES} bytes", text.len());
        reader.note("too_long", range.start, message);
        return;
    }
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment).trim_end();
    let start = range.start + text.trim_end().len() - fragment.len();
    let mut keys = BTreeSet::new();
    let mut at = start;
    let mut services = 0;
    for pair in fragment.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let span = at + (pair.len() - value.len())..at + pair.len();
        at += pair.len() + 1;
        if pair.is_empty() || pair == "v1" || key == ERRORS {
            continue;
        }
        if key == SERVICE {
            services += 1;
            if services > 1 {
                let message = "the link has several services; the first one is read, and the page opens all of them";
                reader.note("several_services", at - pair.len() - 1, message);
                return;
            }
            continue;
        }
        if !keys.insert(key) {
            reader.note("duplicate_key", span.start, "the parameter is repeated; the first value is used");
        } else if let Some((_, field, form)) = PARAMETERS.iter().find(|parameter| is_called(parameter, key)) {
            reader.set_parsed(field, key, span, |text| match form {
                Whole => value::whole(text),
                Number => value::number(text),
                Switch => value::switch(text),
            });
        } else if key != "v" {
            reader.note("unknown_key", span.start, "this parameter of a link is not read; it is ignored");
        } else if value != "1" {
            reader.note(
                "unknown_version",
                span.start,
                "the link is from another version of the page; it is read as version 1",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    fn check(text: &str, settings: &[(&str, f64)], codes: &[&str]) {
        let reading = read(text, None);
        assert_eq!(reading.kind, TextKind::Link, "{text}");
        let found: Vec<_> =
            reading.settings.iter().map(|one| (one.key.as_str(), one.value.as_f64().unwrap())).collect();
        assert_eq!(found, settings, "{text}");
        let notes: Vec<_> = reading.notes.iter().map(|note| note.code).collect();
        assert_eq!(notes, codes, "{text}");
    }

    #[test]
    fn reads_links() {
        check("#v=1&rate=120.5&ms=50&instances=4\n", &[("rate", 120.5), ("ms", 50.0), ("instances", 4.0)], &[]);
        check("https://example.org/poolwise/#v=1&size=5", &[("size", 5.0)], &[]);
        check(
            "https://example.org/#v1&service=api&pool.size=5&rate_per_s=90&database.max_connections=200",
            &[("pool.size", 5.0), ("rate_per_s", 90.0), ("database.max_connections", 200.0)],
            &[],
        );
        check("#v1&service=a&pool.size=5&service=b&pool.size=6", &[("pool.size", 5.0)], &["several_services"]);
        check("#v1&driver=asyncpg&pool.size=5", &[("pool.size", 5.0)], &["unknown_key"]);
        check("#v1", &[], &["nothing_found"]);
        check("#v1&size=5&errors=1", &[("size", 5.0)], &[]);
        check("#v=1&rate=NaN&ms=50", &[("ms", 50.0)], &["not_finite"]);
        check("#v=1&instances=-3&size=5", &[("size", 5.0)], &["out_of_range"]);
        check("#v=1&size=5&size=9", &[("size", 5.0)], &["duplicate_key"]);
        check("#v=2&size=5&back=javascript:alert(1)", &[("size", 5.0)], &["unknown_version", "unknown_key"]);
    }
}
