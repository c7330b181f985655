//! instances × (size + overflow) ≤ `max_connections` − reserved, with everything that multiplies it.
//!
//! ```
//! use poolwise::{Scenario, budget::Totals};
//!
//! let scenario = Scenario::from_toml(
//!     "[[services]]\ninstances = 4\nworkers = 2\nsurge = '25%'\npool = { size = 5, overflow = 10 }",
//! )
//! .unwrap();
//! let totals = Totals::of(&scenario);
//! assert_eq!((totals.at_rest, totals.at_deploy), (Some(120), Some(150)));
//! assert!(!totals.fit(scenario.database.usable()));
//! ```

use crate::scenario::{Pool, Scenario, Service};
use serde::Serialize;

/// The connections that all services and other clients can open, against what the server admits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Budget {
    /// What the server admits: `max_connections` less what is reserved.
    pub usable: u64,
    /// With the settings as they are.
    pub current: Totals,
    /// With the advised settings.
    pub advised: Totals,
    /// Whether each stays within what is usable, the deploy included.
    pub fits: Fits,
    /// One line a service.
    pub services: Vec<Line>,
}

/// Connections at rest and at a deploy's peak; None where nothing bounds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// With the instances at rest.
    pub at_rest: Option<u64>,
    /// With the surge instances of a deploy, of all services at once.
    pub at_deploy: Option<u64>,
}

/// Whether settings stay within the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fits {
    /// The settings as they are.
    pub current: bool,
    /// The advised ones.
    pub advised: bool,
}

/// What multiplies one service's pool.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The service.
    pub name: String,
    /// Instances at rest.
    pub instances: u32,
    /// Extra instances during a deploy.
    pub surge: u64,
    /// Processes an instance.
    pub workers: u32,
    /// Engines a process.
    pub engines: u32,
    /// Its connections with the settings as they are.
    pub current: Totals,
    /// Its connections with the advised settings.
    pub advised: Totals,
}

impl Budget {
    /// The budget of `current`, where `advised` is the same scenario with other pools.
    #[must_use]
    pub fn of(current: &Scenario, advised: &Scenario) -> Self {
        let usable = current.database.usable();
        let totals = (Totals::of(current), Totals::of(advised));
        Self {
            usable,
            current: totals.0,
            advised: totals.1,
            fits: Fits { current: totals.0.fit(usable), advised: totals.1.fit(usable) },
            services: current
                .services
                .iter()
                .zip(&advised.services)
                .map(|(now, then)| Line::of(now, &then.pool))
                .collect(),
        }
    }
}

impl Totals {
    /// All connections of a scenario: its services' and the other clients'.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let others = Some(u64::from(scenario.database.other_clients.get()));
        scenario.services.iter().map(|service| Self::of_service(service, &service.pool)).fold(
            Self { at_rest: others, at_deploy: others },
            |sum, service| Self {
                at_rest: add(sum.at_rest, service.at_rest),
                at_deploy: add(sum.at_deploy, service.at_deploy),
            },
        )
    }

    /// The connections of one service if each of its pools had the settings `pool`.
    #[must_use]
    pub fn of_service(service: &Service, pool: &Pool) -> Self {
        let times = |pools: Option<u64>| pools?.checked_mul(pool.capacity()?);
        Self { at_rest: times(service.pools()), at_deploy: times(service.pools_at_deploy()) }
    }

    /// Whether they stay within `usable` even at a deploy's peak.
    #[must_use]
    pub fn fit(self, usable: u64) -> bool {
        self.at_deploy.is_some_and(|connections| connections <= usable)
    }
}

impl Line {
    fn of(service: &Service, advised: &Pool) -> Self {
        Self {
            name: service.name.clone(),
            instances: service.instances.get(),
            surge: service.surge.of(service.instances.get()),
            workers: service.workers.get(),
            engines: service.engines.get(),
            current: Totals::of_service(service, &service.pool),
            advised: Totals::of_service(service, advised),
        }
    }
}

fn add(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a?.checked_add(b?)
}
