//! The search for settings that meet the targets inside the budget, with room to spare.
//!
//! First the capacity, size + overflow, since that is what the budget pays for: the smallest that meets every target and
//! bears the headroom, or what the pool has, where that is healthy. Then its split: the smallest size that holds the mean
//! load and at which opening connections is negligible, so that the rest is given back to the server in quiet times. The
//! search starts where the closed forms would end, and asks the same model that the report prints.

mod advised_changes;
mod assumed;
mod autoscaling;
mod budget_shares;
mod case;
mod claim;
mod cores;
mod division;
mod headroom;
mod max_min_fair;
mod misses;
mod pooler;
mod prediction_cache;
mod reason;
mod remedies;
mod required_capacity;
mod search;
mod service_predictor;
mod settings;
mod settled;
mod size_overflow;

pub(crate) use advised_changes::{AdvisedChanges, Remedies};
pub use assumed::Assumed;
pub(crate) use assumed::{assumed, assumed_of_pooler};
pub(crate) use autoscaling::what_leaves_no_more;
use case::Case;
pub(crate) use cores::BusyCores;
use division::Division;
pub use headroom::Headroom;
pub use misses::{Miss, Target, misses, misses_in_deploy};
pub(crate) use misses::{all_misses, misses_under_stress};
pub use pooler::PoolerAdvice;
pub(crate) use pooler::{pooler_headroom, predict_pooler};
pub(crate) use prediction_cache::PredictionCache;
pub use reason::Reason;
pub(crate) use reason::more_at_once;
pub use remedies::Remedy;
pub(crate) use remedies::{FoundRemedy, remedies};
use required_capacity::RequiredCapacity;
use service_predictor::ServicePredictor;
pub(crate) use size_overflow::with_quiet_overflow;

use crate::{
    predict::{Prediction, Predictor},
    scenario::{Pool, Scenario, Service, Targets},
    units::{Fraction, Positive},
};
use serde_json::Value;

/// What to set.
#[derive(Clone, Debug, PartialEq)]
pub struct Advised {
    /// Each service's advice, in the order of the scenario.
    pub services: Vec<Advice>,
    /// The pooler's, where there is one.
    pub pooler: Option<PoolerAdvice>,
    /// The share of the headroom that there is room for, in percent; None where the targets cannot all be met.
    pub headroom_percent: Option<u64>,
    /// Whether it is what the pooler accepts that leaves no room for all of the headroom.
    pub(crate) short_of_clients: bool,
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
    /// Whether the pool is healthy and keeps its size and its overflow.
    pub kept: bool,
    /// What the pools bear beyond the traffic that is given; None without traffic, or where nothing bounds them.
    pub headroom: Option<Headroom>,
    /// The targets that they miss.
    pub missed: Vec<Miss>,
    /// The capacity that would meet every target, were the budget large enough; None without traffic, or where no
    /// capacity would.
    pub needed: Option<u64>,
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

    /// The settings that are not in `scenario` as advised, by path.
    pub(crate) fn settings(&self, scenario: &Scenario) -> Vec<(String, Value)> {
        let mut settings = Vec::new();
        for (index, (service, advice)) in scenario.services.iter().zip(&self.services).enumerate() {
            let (now, then) = (fields(&service.pool), fields(&advice.pool));
            let changed = now.into_iter().zip(then).filter(|(now, then)| now != then);
            settings.extend(changed.map(|(_, (name, value))| (format!("services[{index}].pool.{name}"), value)));
        }
        if let (Some(pooler), Some(advice)) = (&scenario.pooler, &self.pooler)
            && u64::from(pooler.default_pool_size.get()) != advice.default_pool_size
        {
            settings.push(("pooler.default_pool_size".to_owned(), advice.default_pool_size.into()));
        }
        settings
    }

    /// Whether every service meets every target inside the budget, and the pooler lets it.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.services.iter().all(|advice| advice.feasible) && self.pooler.as_ref().is_none_or(|pooler| pooler.feasible)
    }
}

/// The settings of a pool that advice may change.
fn fields(pool: &Pool) -> [(&'static str, Value); 5] {
    [
        ("size", pool.size.get().into()),
        ("overflow", pool.overflow.number().into()),
        ("timeout_s", pool.timeout_s.get().into()),
        ("recycle_s", pool.recycle_s.number().into()),
        ("pre_ping", pool.pre_ping.into()),
    ]
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
    advise_with(scenario, Predictor::Full)
}

/// The same by a model of choice.
#[must_use]
pub fn advise_with(scenario: &Scenario, predictor: Predictor) -> Advised {
    advise_cached(scenario, &PredictionCache::new(predictor))
}

/// The same with the predictions of earlier advice at hand.
pub(crate) fn advise_cached(scenario: &Scenario, cache: &PredictionCache) -> Advised {
    divide(scenario, cache, |divided, cases| {
        let services = cases.into_iter().map(|(case, share, settings)| case.settle(share, settings)).collect();
        with_pooler(scenario, divided, services)
    })
}

/// What advice comes to, without the advice itself.
pub(crate) struct Outline {
    /// As [`Advised::is_feasible`].
    pub(crate) feasible: bool,
    /// As [`Advised::headroom_percent`].
    pub(crate) headroom_percent: Option<u64>,
}

/// Whether advice would meet every target inside the budget, which is known before any pool is divided into size and
/// overflow.
pub(crate) fn outline(scenario: &Scenario, cache: &PredictionCache) -> Outline {
    if has_too_many_pools(scenario) {
        return Outline { feasible: false, headroom_percent: None };
    }
    divide(scenario, cache, |divided, cases| Outline {
        feasible: cases.into_iter().all(|(case, share, _)| case.is_feasible(share))
            && divided.pooler.as_ref().is_none_or(|pooler| pooler.feasible),
        headroom_percent: divided.headroom_percent,
    })
}

/// Whether one connection for each pool is already more than the server admits, whatever the traffic.
fn has_too_many_pools(scenario: &Scenario) -> bool {
    let counted = |service: &&Service| !scenario.is_pooled(service) && !service.has_unknown_tasks();
    let pools = scenario.services.iter().filter(counted).map(|service| service.pools_at_scale().unwrap_or(u64::MAX));
    pools.fold(scenario.database.other_clients.get().into(), u64::saturating_add) > scenario.database.usable()
}

/// What `use_cases` makes of the division of the budget and of each service with its share of it, and of the settings that do
/// not depend on that.
fn divide<T>(
    scenario: &Scenario,
    cache: &PredictionCache,
    use_cases: impl FnOnce(Division, Vec<(Case<'_>, u64, Vec<Reason>)>) -> T,
) -> T {
    let targets: Vec<Targets> = scenario.services.iter().map(|service| scenario.targets.for_service(service)).collect();
    let (sound, settings): (Vec<_>, Vec<_>) = scenario.services.iter().map(|service| sound(scenario, service)).unzip();
    let rows = sound.iter().zip(&targets);
    let predictors: Vec<_> = rows.map(|(service, targets)| ServicePredictor::new(service, targets, cache)).collect();
    let required: Vec<RequiredCapacity> = predictors.iter().map(RequiredCapacity::new).collect();
    let divided = Division::new(scenario, &required, &predictors, cache);
    let rows = predictors.iter().zip(required).zip(&divided.capacities).zip(settings).zip(&scenario.services);
    let cases = rows.map(|((((predictor, required), &share), settings), service)| {
        let Division { fit: fits, beyond_planned, .. } = divided;
        (Case { scenario, service, predictor, required, fits, beyond_planned }, share, settings)
    });
    let cases = cases.collect();
    use_cases(divided, cases)
}

/// The advice of the services, which bear no more than the pooler does, with that of the pooler.
fn with_pooler(scenario: &Scenario, divided: Division, mut services: Vec<Advice>) -> Advised {
    let of_pooler = divided.pooler.as_ref().and_then(|pooler| pooler.headroom);
    for (service, advice) in
        scenario.services.iter().zip(&mut services).filter(|(service, _)| scenario.is_pooled(service))
    {
        advice.headroom = advice.headroom.map(|headroom| headroom.within(of_pooler, service));
    }
    let Division { headroom_percent, short_of_clients, pooler, .. } = divided;
    Advised { services, pooler, headroom_percent, short_of_clients }
}

/// From this factor on the traffic on, a pool has room for the swings that every service has from hour to hour.
const MIN_HEADROOM_FACTOR: f64 = 1.2;

/// What is borne is rounded down by up to this.
pub(crate) const HEADROOM_STEP: f64 = 0.01;

/// Whether a pool that bears so many times its traffic has too little to spare, where its targets ask for any headroom.
pub(crate) fn lacks_headroom(targets: &Targets, bears_traffic: f64) -> bool {
    bears_traffic < MIN_HEADROOM_FACTOR.min(targets.headroom.get()) - HEADROOM_STEP
}

/// The service to size for, with the settings that advice changes whatever the size. No pool is large enough for a leak,
/// so a pool is sized as if it were mended.
fn sound(scenario: &Scenario, service: &Service) -> (Service, Vec<Reason>) {
    let (pool, reasons) = settings::settled(&scenario.database, service);
    (Service { leak_probability: Fraction::clamped(0.0), pool, ..service.clone() }, reasons)
}
