//! Why an advised number is what it is.

mod capacity;
mod formula;

use super::{
    Assumed, Case,
    required_capacity::{RequiredCapacity, Steps},
};
use crate::{
    deadlock::can_deadlock,
    format::{self, number, percent},
    predict::Prediction,
    scenario::{Pool, Service, WorkerClass},
};
use capacity::without_traffic;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// One advised number and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// The setting, within its service: "pool.size".
    pub field: Cow<'static, str>,
    /// The advised value.
    pub value: Value,
    /// Whether it is what it was.
    pub kept: bool,
    /// Why, in a sentence.
    pub because: String,
    /// The formula with the values put in.
    pub formula: String,
    /// Where the formula is from.
    pub source: Cow<'static, str>,
    /// What would change it.
    pub changes: Cow<'static, str>,
    /// The defaults that it rests on, since the user gave nothing there.
    pub assumed: Vec<Assumed>,
}

impl Reason {
    /// The value as people write it: 30 and not 30.0.
    #[must_use]
    pub fn shown(&self) -> String {
        format::value(&self.value)
    }

    /// What it rests on, a sentence each: the formula, what would change it, and the source.
    #[must_use]
    pub fn background(&self) -> [String; 3] {
        [self.formula.clone(), format!("Changes with: {}", self.changes), format!("Source: {}", self.source)]
    }
}

/// What lets a service do more at once: a sync worker serves one request, whatever it is set to.
pub(crate) fn more_at_once(service: &Service) -> &'static str {
    match service.worker_class {
        Some(WorkerClass::Sync) => "more workers",
        _ => "more tasks or workers",
    }
}

/// Why, how it was reckoned, and where that is from.
type Why = (String, String, &'static str);

impl Case<'_> {
    /// Why the size and the overflow of `pool` are what they are; `kept` where they are those of a healthy pool.
    pub(super) fn reasons(&self, pool: &Pool, kept: bool) -> Vec<Reason> {
        let service = self.service;
        let capacity = pool.capacity().unwrap_or(0);
        let prediction = &self.predictor.predict(pool);
        let (because, formula, source) = match self.required {
            RequiredCapacity::NoPool => return Vec::new(),
            _ if can_deadlock(service, pool) => self.deadlocks(prediction, capacity),
            RequiredCapacity::Unknown => without_traffic(service, capacity),
            RequiredCapacity::Sized(steps) if kept => self.kept(steps, prediction, capacity),
            RequiredCapacity::Sized(steps) if steps.reachable && steps.targets <= capacity => {
                self.met(steps, prediction, capacity)
            }
            RequiredCapacity::Sized(Steps { targets, reachable: true, .. }) => {
                self.short(prediction, pool, &format!("{targets} would meet the targets"))
            }
            RequiredCapacity::Sized(_) if prediction.has_one_for_all() => self.too_few_tasks(prediction, capacity),
            RequiredCapacity::Sized(steps) if self.only_in_deploy(pool) && steps.targets <= capacity => {
                self.too_few_in_deploy(prediction, capacity)
            }
            RequiredCapacity::Sized(_) => self.short(prediction, pool, "no pool size meets the targets"),
        };
        let changes = match self.required {
            RequiredCapacity::Unknown => "giving its traffic: a rate, and how long a connection is held",
            _ => "the rate, the hold and its variability, the targets, and the number of pools that share the traffic",
        };
        let size = Reason {
            field: "pool.size".into(),
            value: pool.size.get().into(),
            kept: service.pool.size == pool.size,
            because,
            formula,
            source: source.into(),
            changes: changes.into(),
            assumed: Vec::new(),
        };
        vec![size, self.overflow(pool, prediction, capacity)]
    }

    fn overflow(&self, pool: &Pool, prediction: &Prediction, capacity: u64) -> Reason {
        let (service, size) = (self.service, pool.size);
        let same = (service.pool.size, service.pool.overflow) == (pool.size, pool.overflow);
        let because = match (pool.overflow.number(), self.required) {
            _ if same => "kept as it is".to_owned(),
            (_, RequiredCapacity::Unknown) => "the other half is opened on demand and given back".to_owned(),
            (0, RequiredCapacity::Sized(steps)) if steps.targets > capacity => "the budget leaves none".to_owned(),
            (0, _) if size.get() == 1 => "one connection is all that is needed".to_owned(),
            (0, _) => {
                "with a smaller size more than one checkout in a hundred would open a connection, or a target would be \
                       missed"
                    .to_owned()
            }
            _ => format!(
                "opened when all {size} are busy, as {} of the requests find them, and closed when {size} stand idle",
                percent(prediction.overflow_probability)
            ),
        };
        Reason {
            field: "pool.overflow".into(),
            value: pool.overflow.number().into(),
            kept: service.pool.overflow == pool.overflow,
            because,
            formula: format!(
                "{} connections opened per second, {} open beyond the size on average",
                number(prediction.connects_per_s),
                number(prediction.overflow_open_mean)
            ),
            source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py; commute times of a birth–death chain".into(),
            changes: "how far the traffic varies around its mean, and what opening a connection costs".into(),
            assumed: Vec::new(),
        }
    }
}
