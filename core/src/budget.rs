//! instances × (size + overflow) ≤ `max_connections` − reserved, with everything that multiplies it.
//!
//! ```
//! use poolwise::{Scenario, budget::Totals};
//!
//! let scenario = Scenario::from_toml(
//!     "[[services]]\ninstances = 4\nworkers = 2\nsurge = '25%'\npool = { size = 5, overflow = 10 }",
//! )
//! .unwrap();
//! let totals = Totals::from_scenario(&scenario);
//! assert_eq!((totals.at_rest, totals.at_deploy), (Some(120), Some(150)));
//! assert!(!totals.fit(scenario.database.usable()));
//! ```

mod fitting_instances;
mod pooler;

pub use fitting_instances::FittingInstances;
use fitting_instances::{Sums, fitting_instances};
pub(crate) use pooler::known_clients;
pub use pooler::{PoolerBudget, PoolerTotals};

use crate::{
    deploy::Rollout,
    scenario::{Pool, Scenario, Service},
    units::as_f64,
};
use serde::{Deserialize, Serialize};

/// The connections that all services and other clients can open, against what the server admits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Budget {
    /// What the server admits: `max_connections` less what is reserved.
    pub usable: u64,
    /// The same where the advice changes `max_connections` too.
    pub advised_usable: u64,
    /// With the settings as they are.
    pub current: Totals,
    /// With the advised settings.
    pub advised: Totals,
    /// Whether each stays within what is usable, the deploy included.
    pub fits: Fits,
    /// One line a service.
    pub services: Vec<BudgetLine>,
    /// Both sides of the pooler, where there is one.
    pub pooler: Option<PoolerBudget>,
    /// What the connections take of the server's memory.
    pub memory: Memory,
}

/// Connections to the server; None where nothing bounds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// With the instances at rest.
    pub at_rest: Option<u64>,
    /// At the peak of a deploy, of all services at once.
    pub at_deploy: Option<u64>,
    /// The same while as many instances run as autoscaling may start.
    pub at_scale: Option<u64>,
}

/// Whether settings stay within the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fits {
    /// The settings as they are.
    pub current: bool,
    /// The advised ones.
    pub advised: bool,
}

/// What multiplies one service's pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BudgetLine {
    /// The service.
    pub name: String,
    /// Instances at rest.
    pub instances: u32,
    /// The most instances outside of deploys.
    pub max_instances: u32,
    /// Extra instances at the peak of a deploy.
    pub surge: u64,
    /// Processes an instance.
    pub workers: u32,
    /// Engines a process.
    pub engines: u32,
    /// Whether its connections end at the pooler.
    pub pooled: bool,
    /// Its connections with the settings as they are.
    pub current: Totals,
    /// Its connections with the advised settings.
    pub advised: Totals,
    /// How many instances fit, if everything else stays as it is.
    #[serde(rename = "until")]
    pub fitting_instances: FittingInstances,
}

/// The server's memory that connections take, in MiB: a range, since it depends on what they did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Memory {
    /// Of one connection: [`CONNECTION_MIB`].
    pub per_connection_mib: [f64; 2],
    /// Of all with the settings as they are, at their peak; None where nothing bounds them.
    pub current_mib: Option<[f64; 2]>,
    /// The same with the advised settings.
    pub advised_mib: Option<[f64; 2]>,
}

/// Memory of one connection in MiB: from the overhead that A. Freund measured (2020), to what Azure and `DigitalOcean`
/// budget. What queries take (`work_mem`) comes on top.
pub const CONNECTION_MIB: [f64; 2] = [2.0, 10.0];

/// How much of what is usable advice plans with, in percent: the rest is for migrations, monitoring, people with a psql, and
/// the next instance. Beyond it there is little room.
pub(crate) const PLANNED_PERCENT: u64 = 85;

impl Budget {
    /// The budget of `current`, where `advised` is the same scenario with the advised settings.
    #[must_use]
    pub fn new(current: &Scenario, advised: &Scenario) -> Self {
        let totals = (Totals::from_scenario(current), Totals::from_scenario(advised));
        let usable = (current.database.usable(), advised.database.usable());
        let pooler = PoolerBudget::new(current, advised);
        let clients_fit = (pooler::accepts_all(current), pooler::accepts_all(advised));
        let sums = (Sums::from_scenario(current), Sums::from_scenario(advised));
        let fitting = |index| FittingInstances {
            current: fitting_instances(current, &sums.0, index),
            advised: fitting_instances(advised, &sums.1, index),
        };
        let lines = current.services.iter().zip(&advised.services).enumerate();
        Self {
            usable: usable.0,
            advised_usable: usable.1,
            current: totals.0,
            advised: totals.1,
            fits: Fits {
                current: totals.0.fit(usable.0) && clients_fit.0,
                advised: totals.1.fit(usable.1) && clients_fit.1,
            },
            services: lines.map(|(index, (now, then))| BudgetLine::new(current, now, then, fitting(index))).collect(),
            pooler,
            memory: Memory::from_totals(totals.0, totals.1),
        }
    }
}

impl Totals {
    /// Nothing.
    pub(crate) const NONE: Self = Self { at_rest: Some(0), at_deploy: Some(0), at_scale: Some(0) };

    /// All connections to the server: of services that connect to it, of the pooler and of other clients.
    #[must_use]
    pub fn from_scenario(scenario: &Scenario) -> Self {
        let others = u64::from(scenario.database.other_clients.get());
        let pooler = scenario.pooler.as_ref().map_or(0, |pooler| pooler.servers(pooler.default_pool_size.get().into()));
        let services = scenario.services.iter().filter(|service| !scenario.is_pooled(service));
        services
            .map(|service| Self::of_service(service, &service.pool))
            .fold(Self::constant(others.checked_add(pooler)), Self::and)
    }

    /// The connections of one service if each of its pools had the settings `pool`.
    #[must_use]
    pub fn of_service(service: &Service, pool: &Pool) -> Self {
        let times = |pools: Option<u64>| pools?.checked_mul(service.capacity(pool)?);
        Self {
            at_rest: times(service.pools()),
            at_deploy: times(service.pools_at_deploy()),
            at_scale: times(service.pools_at_scale()),
        }
    }

    /// Whether they stay within `usable` at all times.
    #[must_use]
    pub fn fit(self, usable: u64) -> bool {
        self.at_scale.is_some_and(|connections| connections <= usable)
    }

    fn constant(count: Option<u64>) -> Self {
        Self { at_rest: count, at_deploy: count, at_scale: count }
    }

    fn and(self, other: Self) -> Self {
        let add = |a: Option<u64>, b: Option<u64>| a?.checked_add(b?);
        Self {
            at_rest: add(self.at_rest, other.at_rest),
            at_deploy: add(self.at_deploy, other.at_deploy),
            at_scale: add(self.at_scale, other.at_scale),
        }
    }
}

impl BudgetLine {
    fn new(scenario: &Scenario, service: &Service, advised: &Service, fitting_instances: FittingInstances) -> Self {
        let at_most = service.most_instances();
        Self {
            name: service.name.clone(),
            instances: service.instances.get(),
            max_instances: at_most.get(),
            surge: Rollout::peak_of(service, service.instances) - u64::from(service.instances.get()),
            workers: service.workers.get(),
            engines: service.engines.get(),
            pooled: scenario.is_pooled(service),
            current: Totals::of_service(service, &service.pool),
            advised: Totals::of_service(advised, &advised.pool),
            fitting_instances,
        }
    }
}

impl Memory {
    fn from_totals(current: Totals, advised: Totals) -> Self {
        let range = |totals: Totals| totals.at_scale.map(|count| CONNECTION_MIB.map(|mib| mib * as_f64(count)));
        Self { per_connection_mib: CONNECTION_MIB, current_mib: range(current), advised_mib: range(advised) }
    }
}
