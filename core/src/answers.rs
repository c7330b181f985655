//! The answers of the front ends as text: the JSON and the files that the command prints, and the Python and npm packages
//! return. All of them call these functions, so that their answers have the same bytes.

use crate::{
    diagnose::Report,
    plan::VERSION,
    predict::Predictor,
    read::Reading,
    rules::Finding,
    scenario::{Document, Scenario},
    simulate::{Runs, simulate_all},
    write::{self, Kind, Options},
};
use serde::Serialize;
use std::fmt::{self, Write as _};

/// Why a question has no answer, in a sentence, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerError {
    message: String,
    help: Option<String>,
}

impl AnswerError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.help {
            Some(help) => write!(f, "{}: {help}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for AnswerError {}

/// Indented JSON with a line end.
///
/// # Errors
/// If a value has no JSON form, such as a map whose keys are no text.
pub fn json(value: &impl Serialize) -> Result<String, AnswerError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| AnswerError::new(format!("JSON: {error}")))?;
    Ok(without_controls(text) + "\n")
}

/// The same JSON with what steers a terminal or turns the direction of a text as escapes: JSON asks that only of the first
/// 32 characters.
fn without_controls(text: String) -> String {
    let is_control = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_control) {
        return text;
    }
    // Outside of strings JSON has none of them.
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_control(c) {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// The JSON of `poolwise plan`.
///
/// # Errors
/// If a value has no JSON form, which no plan has.
pub fn plan(document: &Document, predictor: Predictor) -> Result<String, AnswerError> {
    json(&crate::plan::plan_document(document, predictor))
}

/// The JSON of `poolwise check`.
///
/// # Errors
/// As [`plan`].
pub fn check(document: &Document) -> Result<String, AnswerError> {
    findings(&crate::plan::check(document))
}

/// The contract's form of findings.
#[derive(Serialize)]
struct Findings<'a> {
    version: u32,
    findings: &'a [Finding],
}

/// The JSON of findings, as `poolwise check` prints them.
///
/// # Errors
/// As [`plan`].
pub fn findings(findings: &[Finding]) -> Result<String, AnswerError> {
    json(&Findings { version: VERSION, findings })
}

/// The JSON of `poolwise read`.
///
/// # Errors
/// As [`plan`].
pub fn read(reading: Reading, document: &Document) -> Result<String, AnswerError> {
    json(&Report::from_reading(reading, document))
}

/// The JSON of `poolwise simulate`.
///
/// # Errors
/// If the runs would take minutes.
pub fn simulate(scenario: &Scenario, runs: Runs) -> Result<String, AnswerError> {
    check_duration(scenario, runs)?;
    json(&simulate_all(scenario, runs))
}

/// The longest run: a week, in seconds.
pub const MAX_HORIZON_S: f64 = 604_800.0;
/// The most runs.
pub const MAX_REPLICATIONS: u64 = 10_000;

/// About a minute of work.
const MAX_REQUESTS: f64 = 1e9;

/// Refuses runs that would take minutes.
///
/// # Errors
/// If they have more than a billion requests or steps.
pub fn check_duration(scenario: &Scenario, runs: Runs) -> Result<(), AnswerError> {
    let requests: f64 = scenario.services.iter().map(|service| runs.requests(service)).sum();
    let steps = runs.horizon_s.get() * f64::from(runs.replications.get());
    if requests.max(100.0 * steps) <= MAX_REQUESTS {
        return Ok(());
    }
    Err(AnswerError::new(format!("{} runs of {} s are too much to simulate", runs.replications, runs.horizon_s))
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
) -> Result<String, AnswerError> {
    if scenario.services.is_empty() {
        return Err(AnswerError::new("the scenario has no services; add one under [[services]]"));
    }
    if merge.is_some() && kind.name != "env" {
        return Err(AnswerError::new("only a .env is edited; other kinds are files of their own, or patches"));
    }
    let plan = crate::plan::plan(scenario);
    let mut files = write::write(kind, scenario, &plan, options);
    if files.len() > 1 {
        let names: Vec<&str> = scenario.services.iter().map(|service| service.name.as_str()).collect();
        return Err(AnswerError::new("the scenario has several services; choose one").with_help(names.join(", ")));
    }
    if let Some(text) = merge {
        return Ok(write::merge(text, scenario, &plan, options));
    }
    files.pop().map(|file| file.text).ok_or_else(|| AnswerError::new("nothing to write"))
}
