//! What one item of a list counts: `3 pods`, `4 gunicorn workers each`, `200 requests/s`, `40 ms queries`.

use crate::read::processes::programs::{Program, program_of};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Instances,
    Workers,
    Threads,
    Rate,
    QueryMs,
}

impl Quantity {
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Instances => "instances",
            Self::Workers => "workers",
            Self::Threads => "concurrency",
            Self::Rate => "traffic[0].rate_per_s",
            Self::QueryMs => "traffic[0].hold_ms.mean",
        }
    }

    pub(super) fn is_of_traffic(self) -> bool {
        matches!(self, Self::Rate | Self::QueryMs)
    }
}

/// A number, and what it is multiplied by to be in the unit of its field.
pub(super) struct Count<'a> {
    pub(super) quantity: Quantity,
    pub(super) number: &'a str,
    pub(super) factor: f64,
    /// Whether the noun alone shows that processes of the application are meant: replicas may be those of the server.
    pub(super) is_telling: bool,
}

const INSTANCES: [&str; 5] = ["pods", "replicas", "instances", "containers", "dynos"];

/// What people put before the first count.
const BEGINNINGS: [&str; 27] = [
    "keep gunicorn at ",
    "gunicorn at ",
    "uvicorn at ",
    "we run ",
    "we're running ",
    "we are running ",
    "we have ",
    "we get ",
    "we serve ",
    "i run ",
    "i'm running ",
    "i have ",
    "running ",
    "runs on ",
    "runs ",
    "on ",
    "with ",
    "load is ",
    "traffic is ",
    "right now ",
    "currently ",
    "config: ",
    "kubernetes: ",
    "setup: ",
    "peak: ",
    "production has ",
    "production runs ",
];

/// What may stand before `pods` and `workers`: whose they are.
const OWNERS: [&str; 7] = ["app", "api", "web", "backend", "application", "server", "service"];

/// What stands between a number and its unit of time, and how often that is per second.
const RATES: [(&str, f64); 11] = [
    ("rps", 1.0),
    ("requests/s", 1.0),
    ("requests/sec", 1.0),
    ("requests/second", 1.0),
    ("req/s", 1.0),
    ("req/sec", 1.0),
    ("reqs/s", 1.0),
    ("requests per second", 1.0),
    ("requests/min", 1.0 / 60.0),
    ("req/min", 1.0 / 60.0),
    ("requests per minute", 1.0 / 60.0),
];

/// What takes a time in milliseconds that is a part of the hold.
const TIMED: [&str; 6] = ["queries", "query", "per query", "transactions", "per transaction", "db time"];

/// No number of such a list is longer.
const MAX_DIGITS: usize = 7;

/// What an item counts, and its number.
pub(super) fn count(item: &str) -> Option<Count<'_>> {
    let item = without_beginning(item);
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = item.split_at(digits);
    if number.is_empty() || digits > MAX_DIGITS {
        return None;
    }
    let one = |quantity, factor| Some(Count { quantity, number, factor, is_telling: false });
    let words = rest.trim();
    if let Some(timed) = words.strip_prefix("ms ").map(str::trim) {
        return one(Quantity::QueryMs, 1.0).filter(|_| TIMED.contains(&timed));
    }
    if let Some((_, factor)) = RATES.iter().find(|(unit, _)| *unit == words) {
        return one(Quantity::Rate, *factor);
    }
    let words: Vec<&str> = rest.strip_prefix(' ')?.split(' ').collect();
    let of_server = |word: &str| program_of(word).is_some_and(Program::is_server);
    let is_owner = |word: &str| OWNERS.contains(&word) || of_server(word);
    let (quantity, tail, is_telling) = match words.as_slice() {
        [noun, tail @ ..] if INSTANCES.contains(noun) => (Quantity::Instances, tail, ["pods", "dynos"].contains(noun)),
        [owner, noun, tail @ ..] if OWNERS.contains(owner) && INSTANCES.contains(noun) => {
            (Quantity::Instances, tail, true)
        }
        ["worker", "processes", tail @ ..] => (Quantity::Workers, tail, true),
        ["workers", tail @ ..] => (Quantity::Workers, tail, false),
        [owner, "workers", tail @ ..] if is_owner(owner) => (Quantity::Workers, tail, of_server(owner)),
        ["threads", tail @ ..] => (Quantity::Threads, tail, false),
        _ => return None,
    };
    let count = Count { quantity, number, factor: 1.0, is_telling };
    (digits <= MAX_DIGITS_OF_PROCESSES && is_tail(tail)).then_some(count)
}

/// No number of processes is longer.
const MAX_DIGITS_OF_PROCESSES: usize = 4;

fn without_beginning(item: &str) -> &str {
    let begin = |item: &str| {
        let lower = item.get(..MAX_BEGINNING_BYTES.min(item.len())).unwrap_or_default().to_ascii_lowercase();
        BEGINNINGS.iter().find(|begin| lower.starts_with(**begin)).map_or(0, |begin| begin.len())
    };
    // Two of them may stand there: "Right now we run".
    let rest = &item[begin(item)..];
    &rest[begin(rest)..]
}

const MAX_BEGINNING_BYTES: usize = 18;

/// Whether the words behind a noun say whose they are, or what for, and not what happened to them.
fn is_tail(words: &[&str]) -> bool {
    match words {
        [] | ["each" | "total"] | ["per", _] | ["for" | "behind", ..] => true,
        ["of", "the" | "our" | "my", owner, ..] => OWNERS.contains(&owner.to_ascii_lowercase().as_str()),
        _ => false,
    }
}
