//! Numbers of errors that are older than the settings beside them: a log of last week, from before the change.
//!
//! The error itself stays, with its numbers; they are the present state of no pool.

use super::{Reading, Setting, TextKind};
use std::collections::BTreeSet;

/// What people write of a time before the present settings.
const EARLIER: [&str; 22] = [
    "before the change",
    "before the fix",
    "before the deploy",
    "before the increase",
    "before that",
    "before we ",
    "before i ",
    "last week",
    "last month",
    "last night",
    "last year",
    "yesterday",
    "old log",
    "old error",
    "old config",
    "old settings",
    "older log",
    "earlier",
    "previous",
    "used to ",
    "back then",
    " ago",
];

/// What a line about the present has, whatever it says of an earlier time as well.
const PRESENT: [&str; 5] = ["since the change", "after the change", "still", "today", " now"];

/// No heading is longer.
const MAX_HEADING_BYTES: usize = 160;

/// Removes the pool's numbers of such errors, where the text has settings of a pool besides.
pub(super) fn drop_numbers(reading: &mut Reading, text: &str) {
    let is_of_error = |setting: &Setting| setting.kind == TextKind::ErrorLog && is_of_pool(setting);
    let errors: BTreeSet<usize> =
        reading.settings.iter().filter(|setting| is_of_error(setting)).map(|setting| setting.line).collect();
    let present = |field: &str| {
        let mut settings = reading.settings.iter().filter(|setting| setting.kind != TextKind::ErrorLog);
        settings.rfind(|setting| setting.field.ends_with(field) && setting.is_certain())
    };
    let Some(size) = present(".pool.size").or_else(|| present(".pool.overflow")).filter(|_| !errors.is_empty()) else {
        return;
    };
    let old = lines_of_earlier_time(text, &errors);
    // A newer size has an overflow of its own: that of the error belongs to the size of the error.
    let replaced =
        |setting: &&Setting| is_of_error(setting) && setting.field == size.field && !setting.agrees_with(size);
    let is_newer = reading.chosen(&size.field).is_some_and(|chosen| chosen.kind != TextKind::ErrorLog);
    let overflows: BTreeSet<usize> = reading.settings.iter().filter(replaced).map(|setting| setting.line).collect();
    let is_replaced =
        |setting: &Setting| is_newer && setting.field.ends_with(".overflow") && overflows.contains(&setting.line);
    reading.settings.retain(|setting| !is_of_error(setting) || !old.contains(&setting.line) && !is_replaced(setting));
}

fn is_of_pool(setting: &Setting) -> bool {
    setting.field.starts_with("services[0].pool.")
}

/// Those of the lines that a heading above them, or words in front of the error, give an earlier time.
fn lines_of_earlier_time(text: &str, errors: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut old = BTreeSet::new();
    let mut is_earlier = false;
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let is_error = errors.contains(&number);
        if !is_error && let Some(heading) = heading(line) {
            is_earlier = tells_earlier(heading);
        }
        if is_error && (is_earlier || tells_earlier(before_error(line))) {
            old.insert(number);
        }
    }
    old
}

/// A line that announces what stands below it.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim();
    let is_heading = text.ends_with(':') || text.starts_with("# ") || text.starts_with("## ") || text.starts_with("**");
    (is_heading && text.len() <= MAX_HEADING_BYTES && !text.contains('=')).then_some(text)
}

/// The words in front of an error in its line.
fn before_error(line: &str) -> &str {
    let end = ["QueuePool limit", "Error", "Exception", "could not obtain", "Timed out"];
    let end = end.iter().filter_map(|begin| line.find(begin)).min().unwrap_or(0);
    &line[..end.min(line.floor_char_boundary(MAX_HEADING_BYTES))]
}

fn tells_earlier(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    has(&EARLIER) && !has(&PRESENT)
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    /// Checks the size and the overflow that count.
    fn check(text: &str, size: u64, overflow: Option<u64>) {
        let reading = read(text, None);
        let chosen = |field: &str| reading.chosen(field).and_then(|setting| setting.value.as_u64());
        let found = (chosen("services[0].pool.size"), chosen("services[0].pool.overflow"));
        assert_eq!(found, (Some(size), overflow), "{text}");
        assert_eq!(reading.errors.len(), 1, "{text}");
    }

    const ERROR: &str = "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00";

    #[test]
    fn numbers_of_earlier_errors_are_no_settings() {
        check(
            &format!("DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=0\n\nlog of last week, before the change:\n{ERROR}\n"),
            20,
            Some(0),
        );
        check(&format!("DB_POOL_SIZE=20\n\nBefore the fix:\n\n```\n{ERROR}\n```\n"), 20, None);
        check(&format!("DB_POOL_SIZE=20\n\nYesterday we had {ERROR}\n"), 20, None);
        check(&format!("{ERROR}\n\nDB_POOL_SIZE=20\n"), 20, None);
    }

    #[test]
    fn numbers_of_present_errors_count() {
        check(&format!("DB_POOL_SIZE=20\n\n{ERROR}\n"), 5, Some(10));
        check(&format!("Log of last week:\n{ERROR}\n"), 5, Some(10));
        check(&format!("DB_POOL_SIZE=20\nOld settings:\nnone\nThe log:\n{ERROR}\n"), 5, Some(10));
        check(&format!("DB_POOL_SIZE=20\n\nStill, as last week:\n{ERROR}\n"), 5, Some(10));
    }
}
