//! Both sides of a pooler: Σ pools of its clients ≤ `max_client_conn`, and what it opens to the server.

use super::Totals;
use crate::scenario::{Scenario, Service};
use serde::{Deserialize, Serialize};

/// What a pooler accepts, and what it opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PoolerBudget {
    /// The connections of clients that it accepts: instances × `max_client_conn`.
    pub accepts: u64,
    /// With the settings as they are.
    pub current: PoolerTotals,
    /// With the advised settings.
    pub advised: PoolerTotals,
}

/// The connections on both sides of a pooler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolerTotals {
    /// Of its clients.
    pub clients: Totals,
    /// To the server, at the most: instances × pairs × (`default_pool_size` + reserve).
    pub servers: u64,
}

impl PoolerBudget {
    pub(super) fn new(current: &Scenario, advised: &Scenario) -> Option<Self> {
        Some(Self {
            accepts: current.pooler.as_ref()?.clients(),
            current: PoolerTotals::from_scenario(current)?,
            advised: PoolerTotals::from_scenario(advised)?,
        })
    }
}

/// Whether the pooler, where there is one, accepts all clients that can be counted.
pub(super) fn accepts_all(scenario: &Scenario) -> bool {
    scenario.pooler.as_ref().is_none_or(|pooler| known_clients(scenario).fit(pooler.clients()))
}

/// The connections of the pooler's clients, without those of services that have no pool and do not say how many tasks they
/// run: they must not hide what the others take.
pub(crate) fn known_clients(scenario: &Scenario) -> Totals {
    clients(scenario.services.iter().filter(|service| scenario.is_pooled(service) && !service.has_unknown_tasks()))
}

fn clients<'a>(services: impl Iterator<Item = &'a Service>) -> Totals {
    services.map(|service| Totals::of_service(service, &service.pool)).fold(Totals::NONE, Totals::and)
}

impl PoolerTotals {
    pub(super) fn from_scenario(scenario: &Scenario) -> Option<Self> {
        let pooler = scenario.pooler.as_ref()?;
        Some(Self {
            clients: clients(scenario.services.iter().filter(|service| scenario.is_pooled(service))),
            servers: pooler.servers(pooler.default_pool_size.get().into()),
        })
    }
}
