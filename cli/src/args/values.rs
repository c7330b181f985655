//! Checks values of arguments: what is out of range is refused with what would be right.

use poolwise::answers::{MAX_HORIZON_S, MAX_REPLICATIONS};

/// The formulas answer within a second up to this number.
const MAX_SERVERS: u64 = 10_000_000;
const MAX_LOAD_ERLANGS: f64 = 1e9;

pub(super) fn servers(text: &str) -> Result<u64, String> {
    let right = || format!("must be a whole number from 1 to {MAX_SERVERS}");
    text.parse().ok().filter(|servers| (1..=MAX_SERVERS).contains(servers)).ok_or_else(right)
}

pub(super) fn load(text: &str) -> Result<f64, String> {
    let right = || "must be a number of erlangs from 0 to 1000000000".to_owned();
    // Adding zero turns -0.0 into 0.0.
    text.parse()
        .ok()
        .filter(|load| (0.0..=MAX_LOAD_ERLANGS).contains(load))
        .map(|load: f64| load + 0.0)
        .ok_or_else(right)
}

pub(super) fn hold_ms(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "must be a number of milliseconds, such as 50".to_owned())?;
    poolwise::units::Millis::new(number).map(poolwise::units::Quantity::get).map_err(|error| error.to_string())
}

pub(super) fn horizon(text: &str) -> Result<poolwise::units::Seconds, String> {
    let right = || format!("must be a number of seconds above 0 and up to {MAX_HORIZON_S}, a week");
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= MAX_HORIZON_S);
    seconds.map(poolwise::units::Seconds::clamped).ok_or_else(right)
}

pub(super) fn warmup(text: &str) -> Result<poolwise::units::Seconds, String> {
    let right = || format!("must be a number of seconds from 0 and below {MAX_HORIZON_S}, a week");
    let seconds = text.parse().ok().filter(|seconds| (0.0..MAX_HORIZON_S).contains(seconds));
    seconds.map(poolwise::units::Seconds::clamped).ok_or_else(right)
}

pub(super) fn replications(text: &str) -> Result<poolwise::units::Positive, String> {
    let right = || format!("must be a whole number from 1 to {MAX_REPLICATIONS}");
    let count = text.parse().ok().filter(|count| (1..=MAX_REPLICATIONS).contains(count));
    count.map(poolwise::units::Positive::clamped).ok_or_else(right)
}

pub(super) fn kind_to_read(text: &str) -> Result<poolwise::read::TextKind, String> {
    let names = poolwise::read::TextKind::ALL.map(poolwise::read::TextKind::name);
    poolwise::read::TextKind::from_name(text).ok_or_else(|| one_of(&names))
}

/// What `write --to` takes for every kind of file.
pub(crate) const ALL: &str = "all";

pub(super) fn kind_to_write(text: &str) -> Result<String, String> {
    let names: Vec<&str> = poolwise::write::ALL.iter().map(|kind| kind.name).chain([ALL]).collect();
    if names.contains(&text) { Ok(text.to_owned()) } else { Err(one_of(&names)) }
}

/// The code of a rule that is given by code or name.
pub(super) fn rule(text: &str) -> Result<&'static str, String> {
    let rule = poolwise::rules::ALL
        .iter()
        .find(|rule| [rule.code, rule.name].iter().any(|one| one.eq_ignore_ascii_case(text)));
    rule.map(|rule| rule.code)
        .ok_or_else(|| "must be the code or the name of a rule, such as PW001 or over-budget".to_owned())
}

pub(super) fn severity(text: &str) -> Result<poolwise::rules::Severity, String> {
    use poolwise::rules::Severity::{Error, Info, Warning};
    let named = [("error", Error), ("warning", Warning), ("info", Info)];
    let found = named.iter().find(|(name, _)| *name == text).map(|(_, severity)| *severity);
    found.ok_or_else(|| one_of(&named.map(|(name, _)| name)))
}

fn one_of(names: &[&str]) -> String {
    format!("must be one of: {}", names.join(", "))
}
