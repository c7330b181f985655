//! The search for settings that meet the targets inside the budget.
//!
//! First the capacity, size + overflow, since that is what the budget pays for: the smallest that meets every target.
//! Then its split: the smallest size that holds the mean load and at which opening connections is negligible, so that
//! the rest is given back to the server in quiet times. The search starts where the closed forms would end, and asks the
//! same model that the report prints.

mod allot;
mod asked;
mod assumed;
mod need;
mod pooler;
mod reason;
mod search;
mod sensitivity;
mod settings;
mod shares;
mod split;
mod ways;

use asked::Asked;
pub use assumed::{Assumed, assumed, assumed_of_pooler};
use need::Need;
pub use pooler::PoolerAdvice;
pub(crate) use pooler::predict_pooler;
pub use reason::Reason;
pub use sensitivity::Sensitivity;
use shares::Shares;
pub use ways::WayOut;
pub(crate) use ways::{Found, ways_out};

use crate::{
    bounds::can_deadlock,
    format::{duration, percent},
    predict::{Model, Prediction, State, predict},
    scenario::{Pool, Scenario, Service, Targets},
    units::{Fraction, Positive},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What to set.
#[derive(Clone, Debug, PartialEq)]
pub struct Advised {
    /// Each service's advice, in the order of the scenario.
    pub services: Vec<Advice>,
    /// The pooler's, where there is one.
    pub pooler: Option<PoolerAdvice>,
}

/// What to set for one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The settings of each of its pools.
    pub pool: Pool,
    /// What they do.
    pub prediction: Prediction,
    /// What they do while a deploy runs, where instances are missing then.
    pub in_deploy: Option<Prediction>,
    /// Why each advised number is what it is.
    pub reasons: Vec<Reason>,
    /// Whether they meet every target inside the budget, and tasks cannot wait for each other for ever.
    pub feasible: bool,
    /// The targets that they miss.
    pub missed: Vec<Miss>,
    /// The capacity that would meet every target, were the budget large enough; None without traffic, or where no
    /// capacity would.
    pub needed: Option<u64>,
}

/// A target that a prediction misses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Miss {
    /// The target's field in the scenario.
    pub field: Cow<'static, str>,
    /// What it allows.
    pub target: f64,
    /// What is predicted.
    pub value: f64,
    /// Whether that is so while a deploy has instances missing, and not always.
    pub in_deploy: bool,
}

impl Miss {
    /// "mean utilization 90 % instead of 70 %".
    #[must_use]
    pub fn text(&self) -> String {
        let (name, show): (_, fn(f64) -> String) = match &*self.field {
            "utilization_mean" => ("mean utilization", percent),
            "utilization_peak" => ("peak utilization", percent),
            "wait_p95_ms" => ("p95 wait", duration),
            _ => ("timeouts", percent),
        };
        let meanwhile = if self.in_deploy { " in a deploy" } else { "" };
        format!("{name}{meanwhile} {} instead of {}", show(self.value), show(self.target))
    }
}

impl Advised {
    /// The scenario with the advised settings.
    #[must_use]
    pub fn apply(&self, scenario: &Scenario) -> Scenario {
        let mut advised = scenario.clone();
        for (service, advice) in advised.services.iter_mut().zip(&self.services) {
            service.pool = advice.pool.clone();
        }
        if let (Some(pooler), Some(advice)) = (&mut advised.pooler, &self.pooler) {
            pooler.default_pool_size = Positive::clamped(advice.default_pool_size);
        }
        advised
    }

    /// Whether every service meets every target inside the budget, and the pooler lets it.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.services.iter().all(|advice| advice.feasible) && self.pooler.as_ref().is_none_or(|pooler| pooler.feasible)
    }
}

/// Advice for each service of the scenario, in order, and for the pooler.
///
/// ```
/// use poolwise::{Scenario, advise::advise};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\ninstances = 4\nworkers = 2\nsurge = '25%'\ntraffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]",
/// )
/// .unwrap();
/// let advice = &advise(&scenario).services[0];
/// assert!(advice.feasible);
/// assert!(advice.pool.capacity().unwrap() * 10 <= scenario.database.usable());
/// ```
#[must_use]
pub fn advise(scenario: &Scenario) -> Advised {
    advise_with(scenario, predict)
}

/// The same by a model of choice.
#[must_use]
pub fn advise_with(scenario: &Scenario, model: Model) -> Advised {
    let (sound, settings): (Vec<_>, Vec<_>) = scenario.services.iter().map(|service| sound(scenario, service)).unzip();
    let asked: Vec<Asked<'_>> = sound.iter().map(|service| Asked::new(service, model)).collect();
    let needs: Vec<Need> = asked.iter().map(|asked| Need::of(asked, &scenario.targets)).collect();
    let shares = Shares::of(scenario, &needs, model);

    let rows = asked.iter().zip(needs).zip(&shares.capacities).zip(settings);
    let services = rows.zip(&scenario.services).map(|((((asked, need), &share), settings), service)| {
        let case = Case { service, asked, targets: &scenario.targets, need, fits: shares.fit };
        case.settle(share, settings)
    });
    Advised { services: services.collect(), pooler: shares.pooler }
}

/// The targets that `prediction` misses.
///
/// Where a connection is there for every task, all of them may be busy: more would be of no use, unless the tasks
/// themselves are too few for the traffic.
#[must_use]
pub fn misses(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let of_those_in_use = |utilization: Option<f64>| match (prediction.has_one_for_all(), prediction.state) {
        (false, _) => utilization,
        (true, State::Saturated) => Some(1.0),
        (true, _) => None,
    };
    let rows = [
        ("utilization_mean", targets.utilization_mean.get(), of_those_in_use(prediction.utilization)),
        ("utilization_peak", targets.utilization_peak.get(), of_those_in_use(prediction.utilization_peak)),
        ("wait_p95_ms", targets.wait_p95_ms.get(), Some(prediction.wait_ms.p95)),
        ("timeout_probability", targets.timeout_probability.get(), Some(prediction.timeout_probability)),
    ];
    rows.into_iter()
        .filter_map(|(field, target, value)| {
            Some(Miss { field: field.into(), target, value: value?, in_deploy: false })
        })
        .filter(|miss| miss.value > miss.target)
        .collect()
}

/// The targets that `prediction` misses, where that is of the time in which a deploy has instances missing: it passes, as
/// a burst does, so that the mean utilization is not asked for.
#[must_use]
pub fn misses_in_deploy(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let all = misses(targets, prediction).into_iter().filter(|miss| miss.field != "utilization_mean");
    all.map(|miss| Miss { in_deploy: true, ..miss }).collect()
}

/// Both.
pub(crate) fn all_misses(targets: &Targets, at_rest: &Prediction, in_deploy: Option<&Prediction>) -> Vec<Miss> {
    let mut all = misses(targets, at_rest);
    all.extend(in_deploy.into_iter().flat_map(|prediction| misses_in_deploy(targets, prediction)));
    all
}

/// One service on its way to an advice.
struct Case<'a> {
    service: &'a Service,
    /// The same as it is sized for.
    asked: &'a Asked<'a>,
    targets: &'a Targets,
    need: Need,
    /// Whether all services stay within what the server admits.
    fits: bool,
}

impl Case<'_> {
    fn settle(&self, share: u64, settings: Vec<Reason>) -> Advice {
        let Self { service, asked, targets, need, fits } = *self;
        let leaks = service.leak_probability.get() > 0.0;
        let sound = &asked.service.pool;
        let capacity = need.of_share(service, share);
        let pool = match need {
            Need::NoPool => sound.clone(),
            Need::Unknown => split::in_halves(sound, capacity),
            _ if service.pool.capacity() == Some(capacity) && (leaks || can_deadlock(service, sound)) => sound.clone(),
            Need::Capacity(_) | Need::Hopeless(_) => split::split(asked, targets, capacity),
        };
        let prediction = if leaks { asked.model(service, &pool) } else { asked.predict(&pool) };
        let in_deploy = if leaks {
            service.in_deploy().map(|service| asked.model(&service, &pool))
        } else {
            asked.predict_in_deploy(&pool)
        };
        let missed = all_misses(targets, &prediction, in_deploy.as_ref());
        let feasible = fits && missed.is_empty() && !can_deadlock(service, &pool);
        let mut reasons = self.reasons(&pool);
        reasons.extend(settings);
        Advice { reasons, feasible, missed, needed: need.met_by(service), prediction, in_deploy, pool }
    }
}

/// The service to size for, with the settings that advice changes whatever the size. No pool is large enough for a leak,
/// so a pool is sized as if it were mended.
fn sound(scenario: &Scenario, service: &Service) -> (Service, Vec<Reason>) {
    let (pool, reasons) = settings::settled(&scenario.database, service);
    (Service { leak_probability: Fraction::clamped(0.0), pool, ..service.clone() }, reasons)
}
