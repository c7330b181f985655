//! `poolwise._engine`: the engine for Python. Text in, JSON out; `python/poolwise/` turns both into dicts.
//!
//! Every function releases the lock of the interpreter while it computes, so other threads of a service go on.

mod recorder;
mod scenario;
mod threads;

use poolwise::{
    answers::{self, AnswerError},
    predict::Predictor,
    read::{Entries, TextKind, read_bytes},
    simulate::Runs,
    units::{Positive, Seconds},
    write::{Kind, Options},
};
use pyo3::{exceptions::PyValueError, prelude::*};
use scenario::{Form, parse, unusable};
use std::ffi::OsString;

/// The JSON of `poolwise plan`. `quick` predicts by closed forms alone, in about a millisecond.
#[pyfunction]
fn plan(py: Python<'_>, text: &str, form: &str, quick: bool) -> PyResult<String> {
    let document = parse(py, text, Form::from_name(form))?;
    let predictor = if quick { Predictor::ClosedForm } else { Predictor::Full };
    py.detach(|| threads::run(|| answers::plan(&document, predictor))).map_err(|error| failed(&error))
}

/// The JSON of `poolwise check`.
#[pyfunction]
fn check(py: Python<'_>, text: &str, form: &str) -> PyResult<String> {
    let document = parse(py, text, Form::from_name(form))?;
    py.detach(|| threads::run(|| answers::check(&document))).map_err(|error| failed(&error))
}

/// The JSON of `poolwise read`. The scenario is what the text is diagnosed with.
#[pyfunction]
fn read(py: Python<'_>, pasted: &str, kind: Option<&str>, scenario: &str, form: &str) -> PyResult<String> {
    let document = parse(py, scenario, Form::from_name(form))?;
    let unknown = || one_of("kind", TextKind::ALL.map(TextKind::name).into_iter());
    let kind = kind.map(|name| TextKind::from_name(name).ok_or_else(unknown)).transpose()?;
    let answer = || answers::read(read_bytes(pasted.as_bytes(), kind, Entries::Permitted), &document);
    py.detach(|| threads::run(answer)).map_err(|error| failed(&error))
}

/// The text of a file, as `poolwise write` prints it.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python passes each argument of its function by place")]
fn write(
    py: Python<'_>,
    text: &str,
    form: &str,
    to: &str,
    service: Option<&str>,
    merge: Option<&str>,
    current: bool,
    monitoring: bool,
) -> PyResult<String> {
    let scenario = parse(py, text, Form::from_name(form))?.scenario;
    let kinds = poolwise::write::ALL.iter().map(|kind| kind.name);
    let kind = Kind::from_name(to).ok_or_else(|| one_of("to", kinds))?;
    let names = || scenario.services.iter().map(|service| service.name.as_str());
    let index = |name: &str| names().position(|service| service == name).ok_or_else(|| one_of("service", names()));
    let options = Options { service: service.map(index).transpose()?, current, monitoring };
    py.detach(|| threads::run(|| answers::write(&scenario, kind, &options, merge))).map_err(|error| failed(&error))
}

/// The JSON of `poolwise simulate`.
#[pyfunction]
fn simulate(py: Python<'_>, text: &str, form: &str, horizon_s: f64, replications: u64, seed: u64) -> PyResult<String> {
    let scenario = parse(py, text, Form::from_name(form))?.scenario;
    if !(horizon_s > 0.0 && horizon_s <= answers::MAX_HORIZON_S) {
        let message = format!("horizon_s must be a number of seconds above 0 and up to {}", answers::MAX_HORIZON_S);
        return Err(PyValueError::new_err(message));
    }
    if !(1..=answers::MAX_REPLICATIONS).contains(&replications) {
        let message = format!("replications must be a whole number from 1 to {}", answers::MAX_REPLICATIONS);
        return Err(PyValueError::new_err(message));
    }
    let runs = Runs {
        horizon_s: Seconds::clamped(horizon_s),
        warmup_s: Seconds::clamped(0.0),
        replications: Positive::clamped(replications),
        seed,
        step_s: Seconds::clamped(1.0),
    };
    py.detach(|| threads::run(|| answers::simulate(&scenario, runs))).map_err(|error| failed(&error))
}

/// The query of `poolwise query`.
#[pyfunction]
fn query() -> &'static str {
    poolwise::read::QUERY
}

/// Runs the command. The first argument is the name of the program; returns the exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| poolwise_cli::run(arguments))
}

fn failed(error: &AnswerError) -> PyErr {
    Python::attach(|py| unusable(py, error.message(), None, None, error.help()))
}

fn one_of<'a>(argument: &str, names: impl Iterator<Item = &'a str>) -> PyErr {
    let names = names.collect::<Vec<_>>().join(", ");
    PyValueError::new_err(format!("{argument} must be one of: {names}"))
}

#[pymodule(name = "_engine")]
mod engine {
    #[pymodule_export]
    use super::recorder::Recorder;
    #[pymodule_export]
    use super::{check, main, plan, query, read, simulate, write};
}
