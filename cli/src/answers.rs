//! The JSON and the files that the commands print, from a scenario in memory. The Python package answers with the same
//! functions, so that both have the same bytes.

use crate::failure::Failure;
use poolwise::{
    Scenario,
    diagnose::Report,
    plan::VERSION,
    predict::Predictor,
    read::Reading,
    rules::Finding,
    scenario::Document,
    simulate::{Runs, simulate_all},
    write::{self, Kind, Options},
};
use serde::Serialize;

/// Indented JSON with a line end.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new("JSON", error.to_string()))?;
    Ok(text + "\n")
}

/// The JSON of `poolwise plan`.
///
/// # Errors
/// If a value has no JSON form, which no plan has.
pub fn plan(document: &Document, predictor: Predictor) -> Result<String, Failure> {
    json(&poolwise::plan::plan_document(document, predictor))
}

/// The JSON of `poolwise check`.
///
/// # Errors
/// As [`plan`].
pub fn check(document: &Document) -> Result<String, Failure> {
    findings(&poolwise::plan::check(document))
}

/// The contract's form of findings.
#[derive(Serialize)]
struct Findings<'a> {
    version: u32,
    findings: &'a [Finding],
}

pub(crate) fn findings(findings: &[Finding]) -> Result<String, Failure> {
    json(&Findings { version: VERSION, findings })
}

/// The JSON of `poolwise read`.
///
/// # Errors
/// As [`plan`].
pub fn read(reading: Reading, document: &Document) -> Result<String, Failure> {
    json(&Report::from_reading(reading, document))
}

/// The JSON of `poolwise simulate`.
///
/// # Errors
/// If the runs would take minutes.
pub fn simulate(scenario: &Scenario, runs: Runs) -> Result<String, Failure> {
    refuse_what_never_ends(scenario, runs)?;
    json(&simulate_all(scenario, runs))
}

/// The longest run: a week, in seconds.
pub const MAX_HORIZON_S: f64 = 604_800.0;
/// The most runs.
pub const MAX_REPLICATIONS: u64 = 10_000;

/// About a minute of work.
const MAX_REQUESTS: f64 = 1e9;

pub(crate) fn refuse_what_never_ends(scenario: &Scenario, runs: Runs) -> Result<(), Failure> {
    let requests: f64 = scenario.services.iter().map(|service| runs.requests(service)).sum();
    let steps = runs.horizon_s.get() * f64::from(runs.replications.get());
    if requests.max(100.0 * steps) <= MAX_REQUESTS {
        return Ok(());
    }
    Err(Failure::new("", format!("{} runs of {} s are too much to simulate", runs.replications, runs.horizon_s))
        .with_help("choose a shorter --horizon or fewer --replications: 20 runs are enough for most questions"))
}

/// The file of one kind about a service, or about all of them: what `poolwise write` prints. `merge` is the text of a
/// `.env` to edit.
///
/// # Errors
/// If the scenario has no services, or the kind has a file for each of several.
pub fn write(
    scenario: &Scenario,
    kind: &'static Kind,
    options: &Options,
    merge: Option<&str>,
) -> Result<String, Failure> {
    if scenario.services.is_empty() {
        return Err(Failure::new("", "the scenario has no services; add one under [[services]]"));
    }
    if merge.is_some() && kind.name != "env" {
        return Err(Failure::new("", "only a .env is edited; other kinds are files of their own, or patches"));
    }
    let plan = poolwise::plan(scenario);
    let mut files = write::write(kind, scenario, &plan, options);
    if files.len() > 1 {
        return Err(Failure::new("", "the scenario has several services; choose one")
            .with_help(crate::scenario::service_names(scenario)));
    }
    if let Some(text) = merge {
        return Ok(write::merge(text, scenario, &plan, options));
    }
    files.pop().map(|file| file.text).ok_or_else(|| Failure::new("", "nothing to write"))
}
