//! Processes and traffic that people count beside a pool's settings: `3 pods, 4 gunicorn workers each`,
//! `200 requests/s, 40 ms queries, 6 pods × 4 workers`.

mod item;

use super::manifest::set;
use crate::read::{config, phrases::Phrases, reader::Reader, source::Line};
use item::{Count, Quantity, count};
use std::sync::LazyLock;

/// One of these stands in every such line.
pub(super) const HINTS: [&str; 9] =
    [" pods", " replicas", " instances", " containers", " dynos", " workers", " worker processes", " requests", " req"];

static CUES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(HINTS.into_iter().chain([" rps"])));

/// What begins a sentence in which a count stands alone: somebody says what runs.
const RUNS: [&str; 6] = ["we run ", "we're running ", "we are running ", "i run ", "i'm running ", "i am running "];

/// What shows that a sentence is about another time or another stage.
const ELSEWHERE: [&str; 15] = [
    "before ",
    "was ",
    "were ",
    "had ",
    "previously",
    "used to ",
    "last week",
    "yesterday",
    "originally",
    "our test",
    "load test used",
    "load tests use",
    "benchmark",
    "staging",
    "locally",
];

/// No such line is longer.
const MAX_BYTES: usize = 200;

/// Whether a line counts processes or traffic.
pub(super) fn is_count(line: &str) -> bool {
    !counts(line).is_empty()
}

/// Takes the counts of a line.
pub(super) fn take(reader: &mut Reader<'_>, line: &Line<'_>) {
    for Count { quantity, number, factor, .. } in counts(line.text) {
        let (field, span) = (quantity.field(), line.span(number));
        let Some(value) = number.parse::<f64>().ok().filter(|_| quantity.is_of_traffic()) else {
            set(reader, field, field, span);
            continue;
        };
        let at = span.start;
        if reader.set(field, field, span, value * factor) && quantity == Quantity::QueryMs {
            let message = "a request holds its connection for at least as long as its queries take, all of them \
                           together, and for the work in between; this time is used as the hold";
            reader.note("query_as_hold", at, message);
        }
    }
}

/// The counts of a line that has several, or one beside a setting: one alone may count anything.
fn counts(line: &str) -> Vec<Count<'_>> {
    if line.len() > MAX_BYTES || !CUES.are_in(line) || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    sentences(line).flat_map(in_sentence).collect()
}

/// The sentences of a line, which a dot or a semicolon and a blank part.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut may_end = false;
    line.split(move |c: char| {
        let ends = may_end && c == ' ';
        may_end = matches!(c, '.' | ';');
        ends
    })
}

fn in_sentence(sentence: &str) -> Vec<Count<'_>> {
    let lower = sentence.to_ascii_lowercase();
    if ELSEWHERE.iter().any(|word| lower.contains(word)) || !config::states_now(sentence) {
        return Vec::new();
    }
    let items = items(sentence);
    let counts: Vec<Count<'_>> = items.iter().filter_map(|item| count(item)).collect();
    let number = |quantity: Quantity| counts.iter().filter(|count| count.quantity == quantity).count();
    let is_repeated = counts.iter().any(|count| number(count.quantity) > 1);
    let is_setting = |item: &&str| item.split([' ', '=']).any(config::is_pool_setting);
    let of_processes = number(Quantity::Instances) + number(Quantity::Workers);
    let is_beside_setting = || of_processes > 0 && items.iter().any(is_setting);
    let text = lower.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let is_stated = || counts.iter().any(|count| count.is_telling) && RUNS.iter().any(|run| text.contains(run));
    // How many threads and how much traffic mean nothing without processes.
    let is_clear = of_processes > 0 && counts.len() > 1 || is_beside_setting() || is_stated();
    if is_clear && !is_repeated { counts } else { Vec::new() }
}

/// What parts the items of a list, besides commas and brackets.
const SEPARATORS: [&str; 4] = [" with ", " and ", " x ", " * "];

/// The parts of a list.
fn items(sentence: &str) -> Vec<&str> {
    let parts = sentence.split([',', ';', '(', ')', '×']);
    let mut items: Vec<&str> = parts.collect();
    for separator in SEPARATORS {
        items = items.iter().flat_map(|item| item.split(separator)).collect();
    }
    let is_mark = |c: char| c.is_whitespace() || "-*•".contains(c);
    items.iter().map(|item| item.trim_matches(is_mark).trim_end_matches(['.', '!'])).collect()
}

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
        check("3 replicas x 4 workers. before it was 6 replicas", &both);
        check("We run 3 replicas of the API with 4 gunicorn workers each.", &both);
        check("Kubernetes: 3 pods × 4 workers", &both);
        check("Our load test used 500 requests/s and 5 pods; production has 3 pods x 4 workers.", &both);
        check("We run 8 pods for the load test", &["instances 8"]);
        check("Right now we're running 2 worker processes, so it fits", &["workers 2"]);
        check("- Keep gunicorn at 4 workers × 2 threads (8 max)", &["workers 4", "concurrency 2"]);
    }

    #[test]
    fn reads_traffic_beside_processes() {
        let traffic = ["traffic[0].rate_per_s 200.0", "traffic[0].hold_ms.mean 40.0", "instances 6", "workers 4"];
        check("200 requests/s, 40 ms queries, 6 pods × 4 workers", &traffic);
        check("200 requests per second, 40ms per query, 6 pods with 4 workers each", &traffic);
        check("12000 req/min, 40 ms transactions, 6 pods and 4 workers", &traffic);
        let reading = read("200 rps, 40 ms queries, 6 pods", None);
        assert!(reading.notes.iter().any(|note| note.code == "query_as_hold"), "{:?}", reading.notes);
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
            "200 requests/s, 40 ms queries",
            "We need 3 more pods, 4 workers",
            "last week we had 3 pods, 4 workers each",
            "We run 8 tests",
            "We run 2 replicas",
            "We run 3 instances of the report",
            "We run 12 containers on this box",
            "We run 2 workers",
            "We should run 3 pods with 4 workers",
            "Staging has 3 pods, 4 workers each",
        ] {
            assert_eq!(read(text, None).settings, [], "{text}");
        }
    }
}
