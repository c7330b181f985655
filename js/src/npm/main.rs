//! The engine of the npm package: text in, the command's JSON out. `js/npm/` turns both into objects.
//!
//! Node's tests of the package compare each answer with the command's (`tests/npm/`).

mod failure;

use failure::{Failure, one_of, whole};
use poolwise::{
    answers,
    predict::Predictor,
    read::{Entries, TextKind, read_bytes},
    scenario::Document,
    simulate::Runs,
    units::{Positive, Seconds},
    write::{Kind, Options},
};
use wasm_bindgen::prelude::*;

/// The largest seed: numbers of JavaScript are exact up to here.
const MAX_SEED: u64 = (1 << 53) - 1;

/// A module without a program: JavaScript calls the functions.
fn main() {}

/// The document of a scenario. `form` is "toml" or "json" for a text that a person wrote, and "object" for one that was made
/// from an object: its lines are of no use.
fn parse(text: &str, form: &str) -> Result<Document, Failure> {
    match form {
        "toml" => Document::from_toml(text).map_err(|error| Failure::from_scenario(&error)),
        "json" => Document::from_json(text).map_err(|error| Failure::from_scenario(&error)),
        _ => Document::from_json(text).map_err(|error| Failure::from_scenario(&error.without_position())),
    }
}

/// The JSON of `poolwise plan`. `quick` predicts by closed forms alone, in about a millisecond.
///
/// # Errors
/// If the scenario cannot be used; the value is the JSON of a [`Failure`], as of every function here.
#[wasm_bindgen]
pub fn plan(text: &str, form: &str, quick: bool) -> Result<String, String> {
    let predictor = if quick { Predictor::ClosedForm } else { Predictor::Full };
    Ok(answers::plan(&parse(text, form)?, predictor).map_err(Failure::from)?)
}

/// The JSON of `poolwise check`.
///
/// # Errors
/// If the scenario cannot be used.
#[wasm_bindgen]
pub fn check(text: &str, form: &str) -> Result<String, String> {
    Ok(answers::check(&parse(text, form)?).map_err(Failure::from)?)
}

/// The JSON of `poolwise read`. The scenario is what the text is diagnosed with.
///
/// # Errors
/// If there is no such kind, or the scenario cannot be used.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands an optional text over as an owned one")]
pub fn read(pasted: &str, kind: Option<String>, text: &str, form: &str) -> Result<String, String> {
    let unknown = || one_of("kind", TextKind::ALL.map(TextKind::name).into_iter());
    let kind = kind.as_deref().map(|name| TextKind::from_name(name).ok_or_else(unknown)).transpose()?;
    let reading = read_bytes(pasted.as_bytes(), kind, Entries::Permitted);
    Ok(answers::read(reading, &parse(text, form)?).map_err(Failure::from)?)
}

/// The text of a file, as `poolwise write` prints it.
///
/// # Errors
/// If there is no such kind or service, or the scenario cannot be used.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands an optional text over as an owned one")]
pub fn write(
    text: &str,
    form: &str,
    to: &str,
    service: Option<String>,
    merge: Option<String>,
    current: bool,
    monitoring: bool,
) -> Result<String, String> {
    let scenario = parse(text, form)?.scenario;
    let kinds = poolwise::write::ALL.iter().map(|kind| kind.name);
    let kind = Kind::from_name(to).ok_or_else(|| one_of("to", kinds))?;
    let names = || scenario.services.iter().map(|service| service.name.as_str());
    let index = |name: &str| names().position(|service| service == name).ok_or_else(|| one_of("service", names()));
    let options = Options { service: service.as_deref().map(index).transpose()?, current, monitoring };
    Ok(answers::write(&scenario, kind, &options, merge.as_deref()).map_err(Failure::from)?)
}

/// The JSON of `poolwise simulate`.
///
/// # Errors
/// If a number is out of its range, or the scenario cannot be used.
#[wasm_bindgen]
pub fn simulate(text: &str, form: &str, horizon_s: f64, replications: f64, seed: f64) -> Result<String, String> {
    let scenario = parse(text, form)?.scenario;
    if !(horizon_s > 0.0 && horizon_s <= answers::MAX_HORIZON_S) {
        let message = format!("horizon_s must be a number of seconds above 0 and up to {}", answers::MAX_HORIZON_S);
        return Err(Failure::range(message).into());
    }
    let replications = whole("replications", replications, 1, answers::MAX_REPLICATIONS)?;
    let runs = Runs {
        horizon_s: Seconds::clamped(horizon_s),
        warmup_s: Seconds::clamped(0.0),
        replications: Positive::clamped(replications),
        seed: whole("seed", seed, 0, MAX_SEED)?,
        step_s: Seconds::clamped(1.0),
    };
    Ok(answers::simulate(&scenario, runs).map_err(Failure::from)?)
}
