//! What a paste tells of a trouble: causes that fit the evidence, and the commands that would tell more.
//!
//! A rule of [`crate::rules`] judges settings; a diagnosis explains what has happened. Each is a file of its own, and
//! [`ALL`] is the whole list. Those that say that a bigger pool is the wrong answer come first.
//!
//! ```
//! use poolwise::{Scenario, diagnose::{BiggerPool, diagnose}, read::read};
//!
//! let reading = read("QueuePool limit of size 20 overflow 5 reached, connection timed out, timeout 30.00", None);
//! // 600 requests a minute that hold a connection for half a second, on two instances.
//! let traffic = "[[services]]\ninstances = 2\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 500 } }]";
//! let scenario = reading.apply(&Scenario::from_toml(traffic).unwrap());
//! let first = &diagnose(&reading, &scenario)[0];
//! assert_eq!((first.name, first.bigger_pool), ("stable-queue", BiggerPool::Wrong));
//! ```

mod commands;
mod context;
mod engines;
mod evidence_first;
mod leak;
mod long_holds;
mod nested;
mod pooler_limit;
mod role_limit;
mod server_limit;
mod stable_queue;
mod stale;
mod threads;
mod too_large;
mod too_small;
mod unknown_load;

pub use commands::Command;
pub use evidence_first::{verdict, why_bigger};

use crate::{read::Reading, rules::Fix, scenario::Scenario};
use context::DiagnosisContext;
use serde::Serialize;
use serde_json::Value;

/// A diagnosis: what identifies it, and what it looks for.
pub struct Pattern {
    /// Its stable code: "PD001".
    pub code: &'static str,
    /// Its name: "stable-queue".
    pub name: &'static str,
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Whether a bigger pool is the answer to it.
    pub bigger_pool: BiggerPool,
    /// What it rests on.
    pub source: &'static str,
    /// Where the source can be read.
    pub url: &'static str,
    /// What to run next.
    commands: &'static [Command],
    detect: fn(&DiagnosisContext<'_>) -> Option<DiagnosisBody>,
}

/// Every diagnosis, in the order of their codes.
pub static ALL: [Pattern; 13] = [
    stable_queue::PATTERN,
    leak::PATTERN,
    long_holds::PATTERN,
    nested::PATTERN,
    threads::PATTERN,
    server_limit::PATTERN,
    role_limit::PATTERN,
    pooler_limit::PATTERN,
    too_small::PATTERN,
    too_large::PATTERN,
    engines::PATTERN,
    stale::PATTERN,
    unknown_load::PATTERN,
];

/// Whether a bigger pool is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BiggerPool {
    /// It hides the trouble or makes it worse.
    Wrong,
    /// It is, inside the budget.
    Right,
    /// It has nothing to do with it, or cannot be told yet.
    Beside,
}

/// How well the evidence fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Certainty {
    /// The text says so.
    Certain,
    /// The numbers say so.
    Likely,
    /// Nothing speaks against it.
    Possible,
}

/// A cause that fits what was pasted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// The pattern's code: "PD001".
    pub code: &'static str,
    /// The pattern's name: "stable-queue".
    pub name: &'static str,
    /// How well the evidence fits.
    pub certainty: Certainty,
    /// Whether a bigger pool is the answer.
    pub bigger_pool: BiggerPool,
    /// What is the case, with its numbers.
    pub message: String,
    /// What to do, and what not to do.
    pub help: String,
    /// What in the text speaks for it.
    pub evidence: Vec<Evidence>,
    /// What would tell more.
    pub more: String,
    /// What to run next, the likeliest to tell first.
    pub commands: Vec<Command>,
    /// Settings that resolve it, where settings do.
    pub fix: Option<Fix>,
    /// What it rests on.
    pub source: &'static str,
    /// Where the source can be read.
    pub url: &'static str,
}

/// A reading and what it tells of a trouble: what `poolwise read` answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// What the text says.
    #[serde(flatten)]
    pub reading: Reading,
    /// What that tells, together with the scenario.
    pub diagnoses: Vec<Diagnosis>,
}

/// Something that speaks for a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Its line in the text; None for what follows from the fields.
    pub line: Option<usize>,
    /// What it says.
    pub text: String,
}

impl Evidence {
    /// Evidence in a line of the text, or from the fields if there is no line.
    fn new(line: Option<usize>, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

/// What a pattern found, without the fields that are the same for every diagnosis of the pattern.
struct DiagnosisBody {
    certainty: Certainty,
    message: String,
    help: String,
    evidence: Vec<Evidence>,
    more: &'static str,
    fix: Vec<(&'static str, Value)>,
}

/// The causes that fit a reading, given the scenario that it and the fields make: first those to which a bigger pool
/// is the wrong answer, and the surer before the less sure.
#[must_use]
pub fn diagnose(reading: &Reading, scenario: &Scenario) -> Vec<Diagnosis> {
    let context = DiagnosisContext::new(reading, scenario);
    let mut found: Vec<Diagnosis> =
        ALL.iter().filter_map(|pattern| (pattern.detect)(&context).map(|body| pattern.diagnosis(body))).collect();
    found.sort_by_key(|diagnosis| {
        (diagnosis.certainty == Certainty::Possible, diagnosis.bigger_pool, diagnosis.certainty)
    });
    found
}

impl Report {
    /// Diagnoses a reading. Its settings override those of the scenario.
    #[must_use]
    pub fn from_reading(reading: Reading, scenario: &Scenario) -> Self {
        let diagnoses = diagnose(&reading, &reading.apply(scenario));
        Self { reading, diagnoses }
    }
}

impl Pattern {
    fn diagnosis(&self, body: DiagnosisBody) -> Diagnosis {
        let fix = body.fix.into_iter().map(|(field, value)| (field.to_owned(), value));
        let fix = Fix { set: fix.collect() };
        Diagnosis {
            code: self.code,
            name: self.name,
            certainty: body.certainty,
            bigger_pool: self.bigger_pool,
            message: body.message,
            help: body.help,
            evidence: body.evidence,
            more: body.more.to_owned(),
            commands: self.commands.to_vec(),
            fix: (!fix.set.is_empty()).then_some(fix),
            source: self.source,
            url: self.url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;

    /// The diagnoses of a text and a scenario, as "name certainty".
    pub(super) fn check(text: &str, scenario: &str, expected: &[&str]) -> Vec<Diagnosis> {
        let reading = read(text, None);
        let scenario = reading.apply(&Scenario::from_toml(scenario).unwrap());
        let found = diagnose(&reading, &scenario);
        let names: Vec<String> =
            found.iter().map(|one| format!("{} {:?}", one.name, one.certainty).to_lowercase()).collect();
        assert_eq!(names, expected, "{text} {scenario:?}");
        found
    }

    #[test]
    fn codes_are_in_order_and_each_says_what_to_run() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(ALL.iter().all(|pattern| !pattern.commands.is_empty()));
    }

    #[test]
    fn nothing_is_diagnosed_where_nothing_happened() {
        check("", "", &[]);
        check("DB_POOL_SIZE=20\n", "", &[]);
        check("KeyError: 'pool_size'\n", "", &[]);
    }
}
