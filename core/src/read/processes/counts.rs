//! Processes that people count beside a pool's settings: `3 pods, 4 gunicorn workers each`.

use super::{
    manifest::set,
    programs::{Program, program_of},
};
use crate::read::{config, reader::Reader, source::Line};

/// One of these stands in every such line.
pub(super) const HINTS: [&str; 6] = [" pods", " replicas", " instances", " containers", " dynos", " workers"];

const INSTANCES: [&str; 5] = ["pods", "replicas", "instances", "containers", "dynos"];

/// What people put before the first count.
const BEGINNINGS: [&str; 8] = ["we run ", "we have ", "i run ", "i have ", "running ", "runs on ", "on ", "with "];

/// No such line is longer.
const MAX_BYTES: usize = 200;

/// Whether a line counts processes.
pub(super) fn is_count(line: &str) -> bool {
    !counts(line).is_empty()
}

/// Takes the counts of a line.
pub(super) fn take(reader: &mut Reader<'_>, line: &Line<'_>) {
    for (field, number) in counts(line.text) {
        set(reader, field, field, line.span(number));
    }
}

/// The counts of a line that has several, or one beside a setting: one alone may count anything.
fn counts(line: &str) -> Vec<(&'static str, &str)> {
    // Most lines begin with something else, which is cheap to see.
    let begins = |c: char| c.is_ascii_digit() || "wWiIrRoO".contains(c);
    if line.len() > MAX_BYTES || !line.trim_start_matches(['-', '*', '•', ' ']).starts_with(begins) {
        return Vec::new();
    }
    if !HINTS.iter().any(|hint| line.contains(hint)) || !config::states_now(line) {
        return Vec::new();
    }
    let items = items(line);
    let counts: Vec<_> = items.iter().filter_map(|item| count(item)).collect();
    let number = |field: &str| counts.iter().filter(|(of, _)| *of == field).count();
    let is_setting = |item: &&str| item.split([' ', '=']).any(config::is_pool_setting);
    let is_beside_setting = || number("instances") > 0 && items.iter().any(is_setting);
    let is_clear = number("instances") < 2 && number("workers") < 2 && (counts.len() > 1 || is_beside_setting());
    if is_clear { counts } else { Vec::new() }
}

/// The parts of a list.
fn items(line: &str) -> Vec<&str> {
    let parts = line.split([',', ';']).flat_map(|part| part.split(" with ")).flat_map(|part| part.split(" and "));
    parts.map(|part| part.trim().trim_start_matches(['-', '*', '•', ' ']).trim_end_matches('.')).collect()
}

/// What an item counts, and its number: `3 pods`, `4 gunicorn workers each`.
fn count(item: &str) -> Option<(&'static str, &str)> {
    let lower = item.get(..MAX_BEGINNING_BYTES.min(item.len())).unwrap_or_default().to_ascii_lowercase();
    let begin = BEGINNINGS.iter().find(|begin| lower.starts_with(**begin)).map_or(0, |begin| begin.len());
    let words: Vec<&str> = item[begin..].split(' ').collect();
    let words = match words.as_slice() {
        [words @ .., "each"] | [words @ .., "per", _] | words => words,
    };
    let number = words.first().filter(|word| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    match words {
        [_, noun] if INSTANCES.contains(noun) => Some(("instances", number)),
        [_, "workers"] => Some(("workers", number)),
        [_, program, "workers"] if program_of(program).is_some_and(Program::is_server) => Some(("workers", number)),
        _ => None,
    }
}

const MAX_BEGINNING_BYTES: usize = 10;

#[cfg(test)]
mod tests {
    use crate::read::{processes::tests::check, read};

    #[test]
    fn reads_counts_beside_each_other() {
        let both = ["instances 3", "workers 4"];
        check("- 3 pods, 4 gunicorn workers each", &both);
        check("We run 3 pods with 4 uvicorn workers per pod.", &both);
        check("3 replicas, 4 workers each", &both);
        check("6 pods, DB_POOL_SIZE=5", &["pool.size 5", "instances 6"]);
    }

    #[test]
    fn leaves_other_counts_alone() {
        for text in [
            "3 pods",
            "3 pods were evicted, 4 workers crashed",
            "2 of 3 pods, 4 workers each",
            "If we had 3 pods with 4 workers each",
            "3 pods, 2 celery workers each",
            "3 instances, 0 failed",
            "3 pods and 5 pods, 4 workers each",
        ] {
            assert_eq!(read(text, None).settings, [], "{text}");
        }
    }
}
