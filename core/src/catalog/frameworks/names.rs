//! All the settings of a framework's pool.

use super::{Amount, Knob};
use crate::{
    catalog::{Choice, Range, choice::number},
    units::floor_count,
};
use serde::Serialize;
use serde_json::Value;

/// The settings of a framework's pool by what they are for; null where it has none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Names {
    /// The most connections.
    pub max: Knob,
    /// More than the most, for a while.
    pub overflow: Option<Knob>,
    /// How many stay open.
    pub min: Option<Knob>,
    /// The longest wait for one.
    pub timeout: Option<Knob>,
    /// The age at which one is replaced.
    pub lifetime: Option<Knob>,
    /// How long one may stand idle.
    pub idle: Option<Knob>,
    /// What tells a dead one.
    pub check: Option<Knob>,
}

/// The cores that a service may have.
const CORES: Range = Range { of: "cores", unit: "cores", least: 1.0, most: 4096.0 };

impl Names {
    pub(super) const fn new(max: Knob) -> Self {
        Self { max, overflow: None, min: None, timeout: None, lifetime: None, idle: None, check: None }
    }

    /// The longest wait by default, in seconds; None where it waits for ever.
    #[must_use]
    pub const fn timeout_s(&self) -> Option<f64> {
        match self.timeout {
            Some(Knob { default: Some(amount), .. }) => amount.seconds(),
            _ => None,
        }
    }

    /// The connections of a pool, in words: "5 + 10".
    ///
    /// ```
    /// use poolwise::catalog::find;
    /// let connections = |id| find(id).unwrap().names().unwrap().connections();
    /// assert_eq!(connections("sqlalchemy"), "5 + 10");
    /// assert_eq!(connections("prisma"), "cores × 2 + 1");
    /// ```
    #[must_use]
    pub fn connections(&self) -> String {
        let describe = |knob: &Knob| knob.default.map_or_else(String::new, |default| default.to_string());
        let overflow = self.overflow.map_or_else(String::new, |overflow| format!(" + {}", describe(&overflow)));
        describe(&self.max) + &overflow
    }

    /// Each setting that there is, with what it is for.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, Knob)> {
        let Self { max, overflow, min, timeout, lifetime, idle, check } = *self;
        let all = [
            ("most", Some(max)),
            ("overflow", overflow),
            ("kept open", min),
            ("longest wait", timeout),
            ("lifetime", lifetime),
            ("idle", idle),
            ("check", check),
        ];
        all.into_iter().filter_map(|(what, knob)| Some((what, knob?)))
    }

    /// The cores that its defaults follow from, where they do.
    pub(in crate::catalog) fn cores(&self) -> Option<Range> {
        matches!(self.max.default, Some(Amount::Cores { .. })).then_some(CORES)
    }

    /// What the defaults set, on so many cores.
    pub(in crate::catalog) fn choice(&self, cores: f64) -> Choice {
        let mut choice = Choice::default();
        if let Some(size) = connections(self.max, cores) {
            choice.set("services[0].pool.size", size);
            // Only SQLAlchemy has one.
            let overflow = self.overflow.and_then(|knob| connections(knob, cores));
            choice.set("services[0].pool.overflow", overflow.unwrap_or(0));
        }
        // Zero seconds fail at once in SQLAlchemy, so a wait without a limit has no value to be written.
        if let Some(seconds) = self.timeout_s() {
            choice.set("services[0].pool.timeout_s", number(seconds));
        }
        match self.lifetime.and_then(|knob| knob.default) {
            Some(Amount::Endless(_)) => choice.set("services[0].pool.recycle_s", -1),
            Some(amount) => {
                if let Some(seconds) = amount.seconds() {
                    choice.set("services[0].pool.recycle_s", number(seconds));
                }
            }
            None => {}
        }
        if let Some(Knob { default: Some(Amount::Switch(on)), .. }) = self.check {
            choice.set("services[0].pool.pre_ping", Value::Bool(on));
        }
        choice
    }
}

/// The connections that a setting is.
fn connections(knob: Knob, cores: f64) -> Option<u64> {
    match knob.default? {
        Amount::Connections(connections) => Some(connections.into()),
        Amount::Cores { times, plus, least } => {
            Some((floor_count(cores) * u64::from(times) + u64::from(plus)).max(least.into()))
        }
        _ => None,
    }
}
