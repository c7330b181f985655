//! Diagnoses a problem from a paste: causes that fit the evidence, and commands that collect more evidence.
//!
//! A rule of [`crate::rules`] judges settings; a diagnosis explains an incident. There is one file per pattern, and
//! [`ALL`] lists them. Diagnoses for which a bigger pool is the wrong answer come first.
//!
//! ```
//! use poolwise::{diagnose::{BiggerPool, diagnose}, read::read, scenario::Document};
//!
//! let reading = read("QueuePool limit of size 20 overflow 5 reached, connection timed out, timeout 30.00", None);
//! // 600 requests per minute that hold a connection for half a second, on two instances.
//! let traffic = "[[services]]\ninstances = 2\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 500 } }]";
//! let document = reading.apply_to_document(&Document::from_toml(traffic).unwrap(), 0);
//! let first = &diagnose(&reading, &document)[0];
//! assert_eq!((first.name, first.bigger_pool), ("stable-queue", BiggerPool::Wrong));
//! ```

pub(crate) mod commands;
mod conn_max_age_under_asgi;
mod context;
mod engine_across_fork;
mod evidence;
mod failed_over;
mod frozen_credentials;
mod idle_cut;
mod leak;
mod long_holds;
mod nested_checkouts;
mod pool_not_exhausted;
mod pool_too_large;
mod pool_too_small;
mod pooler_limit;
mod prepared_statements;
mod relief;
mod role_limit;
mod server_limit;
mod session_held_by_stream;
mod stable_queue;
mod stale_connections;
mod threads;
mod two_engines;
mod unknown_load;
mod verdict;

pub use self::verdict::{Incident, incident, verdict, why_bigger};
pub use commands::Command;
pub use evidence::Evidence;
pub use relief::{Relief, relief};

use crate::{read::Reading, rules::Fix, scenario::Document};
use context::DiagnosisContext;
use serde::Serialize;
use serde_json::Value;

/// A pattern of evidence that leads to one diagnosis.
pub struct Pattern {
    /// Its stable code: "PD001".
    pub code: &'static str,
    /// Its name: "stable-queue".
    pub name: &'static str,
    /// What it detects, in one line.
    pub summary: &'static str,
    /// Whether a bigger pool solves the problem.
    pub bigger_pool: BiggerPool,
    /// The source of its reasoning.
    pub source: &'static str,
    /// A link to the source.
    pub url: &'static str,
    /// What restores the service until the cause is solved, where something does.
    relief: Option<Relief>,
    /// What to run next.
    commands: &'static [Command],
    detect: fn(&DiagnosisContext<'_>) -> Option<DiagnosisBody>,
}

/// Every pattern, in the order of the codes.
pub static ALL: [Pattern; 21] = [
    stable_queue::PATTERN,
    leak::PATTERN,
    long_holds::PATTERN,
    nested_checkouts::PATTERN,
    threads::PATTERN,
    server_limit::PATTERN,
    role_limit::PATTERN,
    pooler_limit::PATTERN,
    pool_too_small::PATTERN,
    pool_too_large::PATTERN,
    two_engines::PATTERN,
    stale_connections::PATTERN,
    unknown_load::PATTERN,
    pool_not_exhausted::PATTERN,
    failed_over::PATTERN,
    prepared_statements::PATTERN,
    frozen_credentials::PATTERN,
    idle_cut::PATTERN,
    session_held_by_stream::PATTERN,
    conn_max_age_under_asgi::PATTERN,
    engine_across_fork::PATTERN,
];

/// Whether a bigger pool solves the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BiggerPool {
    /// It hides the problem or makes it worse.
    Wrong,
    /// It does, within the budget.
    Right,
    /// It is unrelated, or the evidence does not show it yet.
    Beside,
}

/// How well the evidence fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Certainty {
    /// The text states it.
    Certain,
    /// The numbers show it.
    Likely,
    /// No evidence contradicts it.
    Possible,
}

/// A cause that fits the pasted text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Diagnosis {
    /// The pattern's code: "PD001".
    pub code: &'static str,
    /// The pattern's name: "stable-queue".
    pub name: &'static str,
    /// How well the evidence fits.
    pub certainty: Certainty,
    /// Whether a bigger pool solves the problem.
    pub bigger_pool: BiggerPool,
    /// The cause, with its numbers.
    pub message: String,
    /// What restores the service until the cause is solved; None where nothing is known to.
    pub relief: Option<Relief>,
    /// What to do, and what not to do.
    pub help: String,
    /// The evidence for it.
    pub evidence: Vec<Evidence>,
    /// The evidence that would confirm it.
    pub more: String,
    /// Commands to run next, the most informative first.
    pub commands: Vec<Command>,
    /// Settings that resolve it, if settings can.
    pub fix: Option<Fix>,
    /// The source of its reasoning.
    pub source: &'static str,
    /// A link to the source.
    pub url: &'static str,
}

/// A reading and its diagnoses, as `poolwise read` prints them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// The settings, errors and measurements of the text.
    #[serde(flatten)]
    pub reading: Reading,
    /// The causes that fit the reading and the scenario.
    pub diagnoses: Vec<Diagnosis>,
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

/// The causes that fit a reading and a document that has its settings.
///
/// Causes for which a bigger pool is the wrong answer come first, then the more certain ones. Possible causes come last.
#[must_use]
pub fn diagnose(reading: &Reading, document: &Document) -> Vec<Diagnosis> {
    let context = DiagnosisContext::new(reading, document);
    let mut found: Vec<Diagnosis> =
        ALL.iter().filter_map(|pattern| Some(pattern.diagnosis((pattern.detect)(&context)?, &context))).collect();
    found.sort_by_key(|diagnosis| {
        (diagnosis.certainty == Certainty::Possible, diagnosis.bigger_pool, diagnosis.certainty)
    });
    found
}

/// The sentence before all diagnoses, where the first is one that a bigger pool does not solve.
#[must_use]
pub fn callout(diagnoses: &[Diagnosis]) -> Option<&'static str> {
    let first = diagnoses.first().filter(|first| first.bigger_pool == BiggerPool::Wrong)?;
    Some(match first.certainty {
        Certainty::Possible => "A bigger pool may not be the answer.",
        Certainty::Certain | Certainty::Likely => "A bigger pool is not the answer.",
    })
}

/// What to run next for all diagnoses, each command once, without those of the [`relief`].
#[must_use]
pub fn next_commands(diagnoses: &[Diagnosis]) -> Vec<&Command> {
    let first = relief(diagnoses).map_or(&[][..], |relief| relief.commands);
    let mut commands: Vec<&Command> = Vec::new();
    for command in diagnoses.iter().flat_map(|diagnosis| &diagnosis.commands) {
        if !commands.contains(&command) && !first.contains(command) {
            commands.push(command);
        }
    }
    commands
}

impl Report {
    /// Diagnoses a reading. Its settings override those of the document.
    #[must_use]
    pub fn from_reading(reading: Reading, document: &Document) -> Self {
        let diagnoses = diagnose(&reading, &reading.apply_to_document(document, 0));
        Self { reading, diagnoses }
    }
}

impl Pattern {
    fn diagnosis(&self, body: DiagnosisBody, context: &DiagnosisContext<'_>) -> Diagnosis {
        let mut commands: Vec<Command> = match context.other_pool() {
            Some(library) => self.commands.iter().filter_map(|command| command.for_pool_of(library)).collect(),
            None => self.commands.to_vec(),
        };
        if commands.is_empty() {
            commands.push(commands::BY_STATE);
        }
        let fix = body.fix.into_iter().map(|(field, value)| (field.to_owned(), value));
        let fix = Fix { set: fix.collect() };
        Diagnosis {
            code: self.code,
            name: self.name,
            certainty: body.certainty,
            bigger_pool: self.bigger_pool,
            message: body.message,
            relief: self.relief.clone(),
            help: body.help,
            evidence: body.evidence,
            more: body.more.to_owned(),
            commands,
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

    /// Checks the diagnoses of a text and a scenario, given as "name certainty".
    pub(super) fn check(text: &str, scenario: &str, expected: &[&str]) -> Vec<Diagnosis> {
        let reading = read(text, None);
        let document = reading.apply_to_document(&Document::from_toml(scenario).unwrap(), 0);
        let found = diagnose(&reading, &document);
        let names: Vec<String> =
            found.iter().map(|one| format!("{} {:?}", one.name, one.certainty).to_lowercase()).collect();
        assert_eq!(names, expected, "{text} {document:?}");
        found
    }

    #[test]
    fn every_pattern_has_a_code_in_order_and_a_command() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(ALL.iter().all(|pattern| !pattern.commands.is_empty()));
    }

    #[test]
    fn proposes_python_only_to_python() {
        let runs_python = |text: &str| {
            let found = diagnose(&read(text, None), &Document::default());
            assert!(found.iter().all(|one| !one.commands.is_empty()), "{text}");
            found.iter().flat_map(|one| &one.commands).any(Command::is_of_python)
        };
        assert!(runs_python("QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30"));
        assert!(!runs_python("HikariPool-1 - Connection is not available, request timed out after 30000ms."));
        assert!(!runs_python("Knex: Timeout acquiring a connection. The pool is probably full."));
    }

    #[test]
    fn proposes_what_shows_the_state_of_the_pool_with_the_error() {
        let check = |text: &str, run: &str| {
            let found = diagnose(&read(text, None), &Document::default());
            let mut commands = found.iter().flat_map(|one| &one.commands);
            assert!(commands.any(|command| command.run.starts_with(run)), "{text}: no {run}: {found:?}");
        };
        check("Knex: Timeout acquiring a connection. The pool is probably full.", "const { pool } = knex.client");
        check("HikariPool-1 - Connection is not available, request timed out after 30000ms.", "curl -s localhost:8080");
        check(
            "ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds",
            "ActiveRecord::Base.connection_pool.stat",
        );
    }

    #[test]
    fn diagnoses_nothing_without_an_incident() {
        check("", "", &[]);
        check("DB_POOL_SIZE=20\n", "", &[]);
        check("KeyError: 'pool_size'\n", "", &[]);
    }
}
