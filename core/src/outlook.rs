//! What each service of a scenario does as it is, with its advice: computed once, for rules, verdict and plan.

use crate::{
    advise::{
        Advice, Advised, AdvisedChanges, BusyCores, Headroom, Miss, PredictionCache, Remedy, misses, misses_in_deploy,
        pooler_headroom,
    },
    budget::Budget,
    deadlock::can_deadlock,
    prediction::Prediction,
    scenario::{Database, ExplicitFields, Pool, Scenario, Service, Targets},
    server_load::Load,
};
use serde::{Deserialize, Serialize};

/// Settings of a pool and what they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Setup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service; where its traffic has a profile, at the mean rate.
    pub prediction: Prediction,
    /// What they do in the busiest 15 minutes; None where the traffic has no profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak: Option<Prediction>,
    /// What they do while a deploy runs; None where no instance is missing then, or all.
    pub in_deploy: Option<Prediction>,
    /// Whether tasks can take all connections and wait for each other until they time out, which no prediction counts.
    pub deadlocks: bool,
    /// What the pools bear beyond the traffic that is given; None without traffic, or where nothing bounds them.
    pub headroom: Option<Headroom>,
}

impl Setup {
    /// What they do when it counts: in the busiest 15 minutes, or at any time where the traffic has no profile.
    #[must_use]
    pub fn busiest(&self) -> &Prediction {
        self.peak.as_ref().unwrap_or(&self.prediction)
    }

    /// The settings of each service as they are, in the order of the scenario.
    pub(crate) fn all_current(scenario: &Scenario, cache: &PredictionCache) -> Vec<Self> {
        let of_pooler = pooler_headroom(scenario, cache);
        let current = |service: &Service| {
            let prediction = cache.predict_once(service, &service.pool);
            let targets = scenario.targets.for_service(service);
            Self {
                pool: service.pool.clone(),
                in_deploy: service.in_deploy().map(|then| cache.predict_once(&then, &service.pool)),
                deadlocks: can_deadlock(service, &service.pool),
                headroom: cache
                    .headroom(service, &service.pool, &targets, &prediction, None)
                    .map(|headroom| headroom.within(of_pooler.filter(|_| scenario.is_pooled(service)), service)),
                prediction,
                peak: None,
            }
        };
        scenario.services.iter().map(current).collect()
    }
}

/// What rules and verdict judge.
pub(crate) struct Outlook<'a> {
    pub(crate) scenario: &'a Scenario,
    /// The fields of the scenario that the user gave.
    pub(crate) given: &'a ExplicitFields,
    /// Each service, in the order of the scenario.
    pub(crate) services: Vec<ServiceOutcome<'a>>,
    pub(crate) advice: &'a Advised,
    /// What the advice changes besides pools.
    pub(crate) required_change: Option<&'a Remedy>,
    pub(crate) budget: Budget,
    pub(crate) database: Load,
}

/// One service: what its pools do, and what to set instead.
pub(crate) struct ServiceOutcome<'a> {
    /// Its place in the scenario.
    pub(crate) index: usize,
    pub(crate) service: &'a Service,
    /// The targets that hold for it.
    pub(crate) targets: Targets,
    /// As it is.
    pub(crate) current: Setup,
    pub(crate) advice: &'a Advice,
    /// Whether its tasks can wait for each other for ever in its advised pools.
    pub(crate) deadlocks_as_advised: bool,
    /// The server's cores, where these are why its advised pools are no larger.
    pub(crate) busy_cores: Option<BusyCores>,
}

impl<'a> Outlook<'a> {
    /// Whether nobody gave `max_connections`, so that what the server admits rests on PostgreSQL's default.
    pub(crate) fn is_limit_assumed(&self) -> bool {
        let is_default = self.scenario.database.max_connections == Database::default().max_connections;
        is_default && !self.given.has("database.max_connections")
    }

    /// `current` has each service as it is, in the order of the scenario.
    pub(crate) fn new(
        scenario: &'a Scenario,
        given: &'a ExplicitFields,
        current: Vec<Setup>,
        changes: &'a AdvisedChanges,
    ) -> Self {
        let advice = &changes.advice;
        let busy_cores = BusyCores::from_scenario(scenario);
        let rows = scenario.services.iter().zip(current).zip(&advice.services).enumerate();
        let services: Vec<_> = rows
            .map(|(index, ((service, current), advice))| ServiceOutcome {
                index,
                service,
                targets: scenario.targets.for_service(service),
                current,
                advice,
                deadlocks_as_advised: can_deadlock(service, &advice.pool),
                busy_cores: busy_cores.filter(|cores| {
                    let capacity = advice.pool.capacity().filter(|_| !scenario.is_pooled(service));
                    capacity.is_some_and(|capacity| cores.limits(service, capacity))
                }),
            })
            .collect();
        let current_predictions = services.iter().map(|service| &service.current.prediction);
        let advised_predictions = services.iter().map(|service| &service.advice.prediction);
        Self {
            budget: Budget::new(scenario, &changes.apply()),
            database: Load::new(scenario, current_predictions, advised_predictions),
            required_change: changes.required.as_ref(),
            scenario,
            given,
            services,
            advice,
        }
    }
}

impl ServiceOutcome<'_> {
    /// The targets that it misses as it is.
    pub(crate) fn misses(&self) -> Vec<Miss> {
        misses(&self.targets, &self.current.prediction)
    }

    /// The targets that it misses as it is while a deploy has instances missing.
    pub(crate) fn misses_in_deploy(&self) -> Vec<Miss> {
        self.current.in_deploy.as_ref().map_or_else(Vec::new, |then| misses_in_deploy(&self.targets, then))
    }
}
