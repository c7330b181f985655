//! One alternative: its connections, and what each of its services does.

use crate::{
    advise::{Headroom, Miss, all_misses, misses, predict_pooler},
    budget::{Budget, Totals},
    deadlock::can_deadlock,
    predict::{LatencySummary, Predictor, State},
    scenario::{Pool, Scenario, Service, Targets},
};
use serde::{Deserialize, Serialize};

/// A scenario's settings and what they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Alternative {
    /// Its name.
    pub name: String,
    /// The services of the first alternative that it does not have, by name: what it does without them says nothing.
    pub lacks: Vec<String>,
    /// Connections to the server.
    pub connections: Totals,
    /// What the server admits.
    pub usable: u64,
    /// Whether the connections stay within that, the deploy included.
    pub fits: bool,
    /// Whether every service meets every target, the pooler too, and no tasks can wait for each other for ever.
    pub meets_targets: bool,
    /// By how much the service that lacks most misses the headroom that advice would give it, as a factor on its traffic; 0
    /// where every service has it.
    pub missing_headroom: f64,
    /// Connections opened per second by all services; None where their pools are beyond 64 bits.
    pub connects_per_s: Option<f64>,
    /// Each service, in the order of the scenario.
    pub services: Vec<ServiceRow>,
    /// The pooler, where there is one.
    pub pooler: Option<PoolerRow>,
}

/// A service's settings and what they do: times and shares in one pool, rates of all of them, since alternatives may
/// differ in how many there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServiceRow {
    /// Its name.
    pub name: String,
    /// Its pools at rest; None beyond 64 bits.
    pub pools: Option<u64>,
    /// The settings of each.
    pub pool: Pool,
    /// Whether a pool keeps up.
    pub state: State,
    /// Mean checked-out connections over size + overflow; None where that is unlimited.
    pub utilization: Option<f64>,
    /// The same in a burst.
    pub utilization_peak: Option<f64>,
    /// The wait for a connection.
    pub wait_ms: LatencySummary,
    /// The share of requests that give up.
    pub timeout_probability: f64,
    /// Connections opened a second, by all its pools; None where those are beyond 64 bits.
    pub connects_per_s: Option<f64>,
    /// Requests served a second, by all its pools; None where those are beyond 64 bits.
    pub throughput_per_s: Option<f64>,
    /// The targets that it misses.
    pub missed: Vec<Miss>,
    /// What its pools bear beyond the traffic that is given; None without traffic, or where nothing bounds them.
    pub headroom: Option<Headroom>,
    /// Whether its tasks can take all connections and wait for each other for ever.
    pub deadlocks: bool,
}

/// A pooler's setting and what it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PoolerRow {
    /// Its pools: one for each pair, in each instance.
    pub pools: u64,
    /// `default_pool_size`.
    pub default_pool_size: u64,
    /// Mean used connections over the size; None in session mode, where no connection is shared.
    pub utilization: Option<f64>,
    /// The wait of a client for a connection to the server; None in session mode.
    pub wait_ms: Option<LatencySummary>,
    /// The share of clients that give up; None in session mode.
    pub timeout_probability: Option<f64>,
    /// The targets that it misses.
    pub missed: Vec<Miss>,
}

impl Alternative {
    /// Whether it can be the best: it has every service, fits and meets every target.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.fits && self.meets_targets && self.lacks.is_empty()
    }

    pub(super) fn new(name: &str, scenario: &Scenario, first: &Scenario, predictor: Predictor) -> Self {
        let targets = &first.targets;
        let has = |name: &str| scenario.services.iter().any(|service| service.name == name);
        let services: Vec<ServiceRow> = scenario
            .services
            .iter()
            .map(|service| ServiceRow::from_service(service, &targets.for_service(service), predictor))
            .collect();
        let pooler = PoolerRow::from_scenario(scenario, targets, predictor);
        let sound = services.iter().all(|service| service.missed.is_empty() && !service.deadlocks);
        let budget = Budget::new(scenario, scenario);
        Self {
            name: name.to_owned(),
            lacks: first.services.iter().map(|service| &service.name).filter(|name| !has(name)).cloned().collect(),
            connections: budget.current,
            usable: budget.usable,
            fits: budget.fits.current,
            meets_targets: sound && pooler.as_ref().is_none_or(|pooler| pooler.missed.is_empty()),
            missing_headroom: scenario.services.iter().zip(&services).fold(0.0, |most: f64, (service, row)| {
                let missing = |bears: Headroom| bears.missing(service, &service.pool, &targets.for_service(service));
                row.headroom.map_or(most, |bears| most.max(missing(bears)))
            }),
            connects_per_s: services.iter().try_fold(0.0, |sum, service| Some(sum + service.connects_per_s?)),
            services,
            pooler,
        }
    }
}

impl ServiceRow {
    fn from_service(service: &Service, targets: &Targets, predictor: Predictor) -> Self {
        let prediction = predictor.predict(service, &service.pool);
        let in_deploy = service.in_deploy().map(|service| predictor.predict(&service, &service.pool));
        let of_all = |rate: f64| service.pools().map(|_| service.in_all_pools(rate));
        Self {
            name: service.name.clone(),
            pools: service.pools(),
            pool: service.pool.clone(),
            missed: all_misses(targets, &prediction, in_deploy.as_ref()),
            headroom: Headroom::measure(service, &service.pool, targets, &prediction, None, true),
            deadlocks: can_deadlock(service, &service.pool),
            state: prediction.state,
            utilization: prediction.utilization,
            utilization_peak: prediction.utilization_peak,
            wait_ms: prediction.wait_ms,
            timeout_probability: prediction.timeout_probability,
            connects_per_s: of_all(prediction.connects_per_s),
            throughput_per_s: of_all(prediction.throughput_per_s),
        }
    }
}

impl PoolerRow {
    fn from_scenario(scenario: &Scenario, targets: &Targets, predictor: Predictor) -> Option<Self> {
        let pooler = scenario.pooler.as_ref()?;
        let prediction = predict_pooler(scenario, predictor);
        let prediction = prediction.as_ref();
        Some(Self {
            pools: pooler.pools(),
            default_pool_size: pooler.default_pool_size.get().into(),
            utilization: prediction.and_then(|prediction| prediction.utilization),
            wait_ms: prediction.map(|prediction| prediction.wait_ms),
            timeout_probability: prediction.map(|prediction| prediction.timeout_probability),
            missed: prediction.map_or_else(Vec::new, |prediction| misses(targets, prediction)),
        })
    }
}
