//! What the user has: a database, services with their pools and traffic, and the targets to meet.
//!
//! Plain data. Its serde form is the contract's TOML and JSON; every key may be left out, and then has the
//! documented default.
//!
//! ```
//! use poolwise::Scenario;
//!
//! let scenario = Scenario::from_toml(
//!     r#"
//!     [[services]]
//!     name = "api"
//!     instances = 4
//!     pool = { size = 5, overflow = 10 }
//!     traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]
//!     "#,
//! )
//! .unwrap();
//! assert_eq!(scenario.services[0].pools(), Some(4));
//! assert_eq!(scenario.database.max_connections.get(), 100);
//! ```

mod error;
mod fit;
mod hold;
mod parse;
mod path;
mod traffic;

pub use error::ScenarioError;
pub use hold::{Distribution, Hold, Moments};
pub use traffic::{OVERHEAD_MS, Traffic};

use crate::units::{
    Factor, Fraction, MaxConnections, Millis, Natural, Overflow, Positive, Recycle, Reserved, Seconds, Surge, as_f64,
};
use serde::{Deserialize, Serialize};

/// Everything that a plan follows from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table with database, services and targets")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenario {
    /// The PostgreSQL server that all services share.
    pub database: Database,
    /// The services, each with pools of its own.
    pub services: Vec<Service>,
    /// What good means.
    pub targets: Targets,
}

/// The PostgreSQL server.
///
/// Source of the defaults: PostgreSQL manual, "Connections and Authentication".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { max_connections = 100 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Database {
    /// `max_connections`, default 100.
    pub max_connections: MaxConnections,
    /// `superuser_reserved_connections`, default 3.
    pub superuser_reserved: Reserved,
    /// `reserved_connections` (PostgreSQL 16 and later), default 0.
    pub reserved: Reserved,
    /// Kept back by a managed service, default 0.
    pub provider_reserved: Reserved,
    /// Connections of others: migrations, monitoring, psql, BI; default 0.
    pub other_clients: Natural,
    /// The server's cores, without hyper-threads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<Positive>,
}

/// One service: so many instances, each with workers, each with engines, each with a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { name = \"api\", instances = 4 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// Its name, default "app".
    pub name: String,
    /// Instances (replicas, pods, dynos) at rest, default 1.
    pub instances: Positive,
    /// Extra instances during a deploy, default 0.
    pub surge: Surge,
    /// Processes an instance, default 1.
    pub workers: Positive,
    /// Engines (pools) a process, default 1.
    pub engines: Positive,
    /// Tasks at once in a worker: threads, greenlets or coroutines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Positive>,
    /// Time to open a connection. The default, 5 ms, is what psycopg with scram-sha-256 took on loopback
    /// (4.6 ms measured), rounded up; a network's round trips and TLS come on top.
    pub connect_ms: Millis,
    /// The chance that a checkout is never returned, default 0.
    pub leak_probability: Fraction,
    /// The settings of each of its pools.
    pub pool: Pool,
    /// Its traffic by class; the rates are the whole service's.
    pub traffic: Vec<Traffic>,
    /// A periodic burst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
}

/// The settings of a SQLAlchemy `QueuePool`.
///
/// Source of the defaults: SQLAlchemy, lib/sqlalchemy/pool/impl.py.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { size = 5, overflow = 10 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pool {
    /// `pool_size`: connections kept open, default 5; 0 is unlimited.
    pub size: Natural,
    /// `max_overflow`: connections beyond the size, default 10; -1 is unlimited.
    pub overflow: Overflow,
    /// `pool_timeout`: the longest wait for a connection, default 30 s.
    pub timeout_s: Seconds,
    /// `pool_recycle`: the age at which a connection is replaced, default -1, never.
    pub recycle_s: Recycle,
    /// `pool_pre_ping`: test each connection before it is handed out, default false.
    pub pre_ping: bool,
    /// `pool_use_lifo`: hand out the connection that was returned last, default false.
    pub lifo: bool,
}

/// A periodic burst: the rate is multiplied by `factor` for `for_s` of every `every_s` seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BurstFields")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from, deny_unknown_fields))]
pub struct Burst {
    /// What the rate is multiplied by.
    pub factor: Factor,
    /// The period.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0.0)))]
    pub every_s: Seconds,
    /// How much of each period the burst lasts; at most the period.
    pub for_s: Seconds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table such as { factor = 3, every_s = 30, for_s = 10 }")]
struct BurstFields {
    factor: Factor,
    every_s: Seconds,
    for_s: Seconds,
}

/// What good means: the targets that advice must meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { wait_p95_ms = 50 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Targets {
    /// Mean share of size + overflow that is checked out, default 0.70.
    pub utilization_mean: Fraction,
    /// The same in a burst, default 0.90.
    pub utilization_peak: Fraction,
    /// The wait for a connection that 95 % of requests stay within, default 50 ms.
    pub wait_p95_ms: Millis,
    /// The share of requests that give up waiting, default 0.0001.
    pub timeout_probability: Fraction,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            max_connections: MaxConnections::clamped(100),
            superuser_reserved: Reserved::clamped(3),
            reserved: Reserved::clamped(0),
            provider_reserved: Reserved::clamped(0),
            other_clients: Natural::clamped(0),
            cores: None,
        }
    }
}

impl Default for Service {
    fn default() -> Self {
        let one = Positive::clamped(1);
        Self {
            name: "app".to_owned(),
            instances: one,
            surge: Surge::Count(0),
            workers: one,
            engines: one,
            concurrency: None,
            connect_ms: Millis::clamped(5.0),
            leak_probability: Fraction::clamped(0.0),
            pool: Pool::default(),
            traffic: Vec::new(),
            burst: None,
        }
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            size: Natural::clamped(5),
            overflow: Overflow::AtMost(10),
            timeout_s: Seconds::clamped(30.0),
            recycle_s: Recycle::Never,
            pre_ping: false,
            lifo: false,
        }
    }
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            utilization_mean: Fraction::clamped(0.70),
            utilization_peak: Fraction::clamped(0.90),
            wait_p95_ms: Millis::clamped(50.0),
            timeout_probability: Fraction::clamped(0.0001),
        }
    }
}

impl TryFrom<BurstFields> for Burst {
    type Error = String;

    fn try_from(BurstFields { factor, every_s, for_s }: BurstFields) -> Result<Self, String> {
        if every_s.get() <= 0.0 {
            Err("every_s must be above 0 seconds, found 0".to_owned())
        } else if for_s.get() > every_s.get() {
            Err(format!("for_s must be at most every_s, {every_s} seconds, found {for_s}"))
        } else {
            Ok(Self { factor, every_s, for_s })
        }
    }
}

impl Database {
    /// The connections that applications may use: `max_connections` less what is reserved.
    ///
    /// ```
    /// assert_eq!(poolwise::scenario::Database::default().usable(), 97);
    /// ```
    #[must_use]
    pub fn usable(&self) -> u64 {
        [self.superuser_reserved, self.reserved, self.provider_reserved]
            .into_iter()
            .fold(u64::from(self.max_connections.get()), |left, kept| left.saturating_sub(kept.get().into()))
    }
}

impl Service {
    /// The pools at rest: instances × workers × engines. None where that is beyond 64 bits.
    #[must_use]
    pub fn pools(&self) -> Option<u64> {
        self.pools_of(self.instances.get().into())
    }

    /// The pools at a deploy's peak: (instances + surge) × workers × engines. None where beyond 64 bits.
    #[must_use]
    pub fn pools_at_deploy(&self) -> Option<u64> {
        self.pools_of(u64::from(self.instances.get()) + self.surge.of(self.instances.get()))
    }

    fn pools_of(&self, instances: u64) -> Option<u64> {
        instances.checked_mul(self.workers.get().into())?.checked_mul(self.engines.get().into())
    }

    /// All checkouts a second, of the whole service, outside a burst.
    #[must_use]
    pub fn rate_per_s(&self) -> f64 {
        // Not sum(), which makes -0.0 of nothing.
        self.traffic.iter().fold(0.0, |sum, class| sum + class.rate_per_s.get())
    }

    /// All checkouts a second on average over its bursts.
    ///
    /// ```
    /// let scenario = poolwise::Scenario::from_toml(
    ///     "[[services]]\ntraffic = [{ rate_per_s = 100 }]\nburst = { factor = 3, every_s = 60, for_s = 6 }",
    /// )
    /// .unwrap();
    /// assert_eq!(scenario.services[0].mean_rate_per_s(), 120.0);
    /// ```
    #[must_use]
    pub fn mean_rate_per_s(&self) -> f64 {
        let bursts = self
            .burst
            .as_ref()
            .map_or(1.0, |burst| 1.0 + (burst.factor.get() - 1.0) * burst.for_s.get() / burst.every_s.get());
        self.rate_per_s() * bursts
    }

    /// The part of a service's rate that falls to one pool.
    pub(crate) fn per_pool(&self, rate_per_s: f64) -> f64 {
        rate_per_s / self.pools().map_or(f64::INFINITY, as_f64)
    }

    /// Connections that one pool loses a second.
    pub(crate) fn leaked_per_s(&self) -> f64 {
        self.per_pool(self.mean_rate_per_s()) * self.leak_probability.get()
    }

    /// Whether all its requests hold their connections exponentially, with one mean.
    pub(crate) fn has_exponential_hold(&self) -> bool {
        let mut classes = self.traffic.iter().filter(|class| class.rate_per_s.get() > 0.0);
        let exponential = |class: &Traffic| class.given().is_exponential().then(|| class.moments());
        let first = classes.next().and_then(exponential);
        first.is_some() && classes.all(|class| exponential(class) == first)
    }

    /// The hold of a request of any class: the classes mixed by their rates. All zeros without traffic.
    #[must_use]
    pub fn hold(&self) -> Moments {
        Moments::mixed(self.traffic.iter().map(|class| (class.rate_per_s.get(), class.moments())))
    }
}

impl Pool {
    /// size + overflow, the most connections it opens; None where either is unlimited.
    ///
    /// ```
    /// use poolwise::scenario::Pool;
    /// assert_eq!(Pool::default().capacity(), Some(15));
    /// ```
    #[must_use]
    pub fn capacity(&self) -> Option<u64> {
        match (self.size.get(), self.overflow) {
            (0, _) | (_, Overflow::Unlimited) => None,
            (size, Overflow::AtMost(overflow)) => Some(u64::from(size) + u64::from(overflow)),
        }
    }
}
