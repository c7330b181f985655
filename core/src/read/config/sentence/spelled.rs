//! Names of settings that a sentence spells out: `our pool size is 10`.

/// Names of settings as people spell them out, and the words that may stand before one: that of a pool of threads has
/// another.
const SPELLED: [&str; 6] =
    ["max pool size", "maximum pool size", "pool size", "max overflow", "pool timeout", "pool recycle"];
const BEFORE_SPELLED: [&str; 14] = [
    "a",
    "the",
    "our",
    "my",
    "with",
    "and",
    "of",
    "database",
    "db",
    "connection",
    "sqlalchemy",
    "current",
    "use",
    "using",
];

/// The names that are spelled out in a line: where each begins and ends.
pub(super) fn spelled(line: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let lower = if ["ool ", "ax overflow"].iter().any(|part| line.contains(part)) {
        line.to_ascii_lowercase()
    } else {
        String::new()
    };
    // To look for a name that is there costs more than to see that it is not.
    let names = SPELLED.iter().filter(|name| lower.contains(**name));
    let places: Vec<(usize, usize)> = names
        .flat_map(|name| lower.match_indices(name).map(|(at, name)| (at, at + name.len())))
        .filter(|(at, _)| {
            let before = lower[..*at].trim_end().rsplit([' ', '(', ',']).next().unwrap_or_default();
            before.is_empty() || before.ends_with([':', '-', '.']) || BEFORE_SPELLED.contains(&before)
        })
        .collect();
    places.into_iter()
}
