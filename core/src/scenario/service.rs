//! What asks for connections.

use super::{
    Burst, Deploy, Driver, Environment, Moments, Pool, PoolClass, ServiceKind, TargetOverrides, Traffic, WorkerClass,
    is_default,
};
use crate::units::{Fraction, Millis, Multiple, PerSecond, Positive, Seconds, Surge, as_f64};
use serde::{Deserialize, Serialize};

/// One service: so many instances, each with workers, each with engines, each with a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { name = \"api\", instances = 4 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, by its name in the contract's form")]
pub struct Service {
    /// Its name, default "app".
    pub name: String,
    /// What it does, default "web".
    #[serde(skip_serializing_if = "is_default")]
    pub kind: ServiceKind,
    /// Where it runs, default "production".
    #[serde(skip_serializing_if = "is_default")]
    pub environment: Environment,
    /// Instances (replicas, pods, dynos) at rest, default 1.
    pub instances: Positive,
    /// The most instances that autoscaling runs; as many as at rest where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_instances: Option<Positive>,
    /// Extra instances during a rolling deploy, default 0.
    pub surge: Surge,
    /// How else a deploy replaces instances.
    #[serde(skip_serializing_if = "is_default")]
    pub deploy: Deploy,
    /// Processes per instance, default 1.
    pub workers: Positive,
    /// The class of gunicorn's workers (`--worker-class`), where gunicorn runs the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_class: Option<WorkerClass>,
    /// Whether its processes are forked after the engine was created, and keep the connections that were open: gunicorn
    /// with `preload_app`, Celery's prefork. Not where each calls `engine.dispose(close=False)`. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub forks_after_engine: bool,
    /// Engines (pools) per process, default 1.
    pub engines: Positive,
    /// Tasks at once in a worker: threads, greenlets or coroutines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Positive>,
    /// Connections that one task may hold at once, default 1.
    #[serde(skip_serializing_if = "is_one")]
    pub checkouts_per_task: Positive,
    /// What connects, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// Whether it connects past the pooler, default false.
    #[serde(skip_serializing_if = "is_default")]
    pub direct: bool,
    /// Time to open a connection. The default, 5 ms, is what psycopg with scram-sha-256 took on loopback
    /// (4.6 ms measured), rounded up; a network's round trips and TLS come on top.
    pub connect_ms: Millis,
    /// How long the driver tries to open a connection: `connect_timeout` of libpq and psycopg, `timeout` of asyncpg; 0 is
    /// no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_timeout_s: Option<Seconds>,
    /// The chance that a checkout is never returned, default 0.
    pub leak_probability: Fraction,
    /// `statement_timeout` of its connections; 0 is none, and the server's holds where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_timeout_ms: Option<Millis>,
    /// When the service itself gives up a request, such as gunicorn's `--timeout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_timeout_s: Option<Seconds>,
    /// When the proxy or load balancer in front gives up a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_timeout_s: Option<Seconds>,
    /// How long one invocation of a function takes, from its start to its answer; as long as its mean hold where it is
    /// not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<Millis>,
    /// How long an idle instance of a function keeps its connections: the pool's idle timeout, or the time until the
    /// platform ends the instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_s: Option<Seconds>,
    /// Whether it gives up connections to a server that takes no writes any more: `target_session_attrs=read-write`
    /// with a finite `pool_recycle`, or a `handle_error` listener that takes SQLSTATE 25006 for a disconnect. Default
    /// false.
    #[serde(skip_serializing_if = "is_default")]
    pub checks_writable: bool,
    /// Whether the engine logs every statement (`echo`), default false.
    #[serde(skip_serializing_if = "is_default")]
    pub echo: bool,
    /// The settings of each of its pools.
    pub pool: Pool,
    /// Its traffic by class; the rates are the whole service's.
    pub traffic: Vec<Traffic>,
    /// A periodic burst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
    /// How uneven its traffic is spread: the busiest process's share over the fair share, default 1. The predictions are
    /// those of the busiest process.
    #[serde(skip_serializing_if = "is_one_times")]
    pub imbalance: Multiple,
    /// Targets of its own, in the place of the scenario's.
    #[serde(skip_serializing_if = "is_default")]
    pub targets: TargetOverrides,
}

impl Default for Service {
    fn default() -> Self {
        let one = Positive::clamped(1);
        Self {
            name: "app".to_owned(),
            kind: ServiceKind::default(),
            environment: Environment::default(),
            instances: one,
            max_instances: None,
            surge: Surge::Count(0),
            deploy: Deploy::default(),
            workers: one,
            worker_class: None,
            forks_after_engine: false,
            engines: one,
            concurrency: None,
            checkouts_per_task: one,
            driver: None,
            direct: false,
            connect_ms: Millis::clamped(5.0),
            connect_timeout_s: None,
            leak_probability: Fraction::clamped(0.0),
            statement_timeout_ms: None,
            request_timeout_s: None,
            proxy_timeout_s: None,
            duration_ms: None,
            idle_s: None,
            checks_writable: false,
            echo: false,
            pool: Pool::default(),
            traffic: Vec::new(),
            burst: None,
            imbalance: Multiple::clamped(1.0),
            targets: TargetOverrides::default(),
        }
    }
}

impl Service {
    /// The pools at rest: instances × workers × engines. None where that is beyond 64 bits.
    #[must_use]
    pub fn pools(&self) -> Option<u64> {
        self.pools_of(self.instances.get().into())
    }

    /// The instances that run at the most, outside of deploys.
    #[must_use]
    pub fn most_instances(&self) -> Positive {
        self.max_instances.map_or(self.instances, |most| most.max(self.instances))
    }

    /// The connections that one of its pools opens at the most with the settings `pool`; None where nothing bounds
    /// them. Without a pool it is the tasks that bound them.
    #[must_use]
    pub fn capacity(&self, pool: &Pool) -> Option<u64> {
        match pool.class {
            PoolClass::QueuePool => pool.capacity(),
            PoolClass::NullPool => self.checkouts_at_once(),
        }
    }

    /// The most connections that a worker's tasks ask of one pool at once: tasks × connections per task. None where the
    /// tasks are not known.
    ///
    /// Where all of them are busy, further requests stand in front of the worker, and not in the pool's queue.
    #[must_use]
    pub fn checkouts_at_once(&self) -> Option<u64> {
        Some(u64::from(self.concurrency?.get()) * u64::from(self.checkouts_per_task.get()))
    }

    /// Whether nothing says how many connections it opens at once: it has no pool, and its tasks are not known.
    pub(crate) fn has_unknown_tasks(&self) -> bool {
        self.pool.class == PoolClass::NullPool && self.concurrency.is_none()
    }

    pub(crate) fn pools_of(&self, instances: u64) -> Option<u64> {
        instances.checked_mul(self.workers.get().into())?.checked_mul(self.engines.get().into())
    }

    /// All checkouts per second, of the whole service, outside a burst and on average over its profiles.
    #[must_use]
    pub fn rate_per_s(&self) -> f64 {
        // Not sum(), which makes -0.0 of nothing.
        self.traffic.iter().fold(0.0, |sum, class| sum + class.mean_rate_per_s())
    }

    /// All checkouts per second on average over its bursts.
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

    /// The same with the rate of every class of traffic multiplied, and with the hold of every class.
    pub(crate) fn scaled(&self, rate: f64, hold: f64) -> Self {
        let class = |class: &Traffic| Traffic {
            rate_per_s: PerSecond::clamped(class.rate_per_s.get() * rate),
            hold_ms: class.hold_ms.times(hold),
            statement_ms: class.statement_ms.as_ref().map(|statement| statement.times(hold)),
            ..class.clone()
        };
        Self { traffic: self.traffic.iter().map(class).collect(), ..self.clone() }
    }

    /// The part of a rate per second of the whole service that falls to one pool, that of the busiest process.
    ///
    /// An instance of a function whose tasks are all busy gets no more: its platform starts another instance.
    ///
    /// ```
    /// use poolwise::scenario::Service;
    ///
    /// assert_eq!(Service::new("api").instances(4).workers(2).per_pool(180.0), 22.5);
    /// ```
    #[must_use]
    pub fn per_pool(&self, rate_per_s: f64) -> f64 {
        let share = rate_per_s * self.busiest_share() / as_f64(self.pools().unwrap_or(u64::MAX));
        match (self.kind, self.checkouts_at_once()) {
            (ServiceKind::Function, Some(at_once)) => {
                share.min(MAX_BUSY_TASKS * as_f64(at_once) * 1000.0 / self.hold().mean_ms)
            }
            _ => share,
        }
    }

    /// The busiest process's share of the traffic over the fair share: its imbalance, and no more than all of the traffic.
    pub(crate) fn busiest_share(&self) -> f64 {
        self.imbalance.get().min(as_f64(self.processes()))
    }

    /// A rate or a number of connections of all its pools together, given that of the busiest one.
    pub(crate) fn in_all_pools(&self, of_busiest: f64) -> f64 {
        of_busiest * as_f64(self.pools().unwrap_or(u64::MAX)) / self.busiest_share()
    }

    /// Processes at rest: instances × workers.
    pub(crate) fn processes(&self) -> u64 {
        u64::from(self.instances.get()) * u64::from(self.workers.get())
    }

    /// Checkouts a second of one pool, on average over its bursts.
    pub(crate) fn rate_of_one(&self) -> f64 {
        self.per_pool(self.mean_rate_per_s())
    }

    /// Connections of one pool that are busy on average if nobody waits, in erlangs.
    pub(crate) fn offered_load(&self) -> f64 {
        self.rate_of_one() * self.hold().mean_ms / 1000.0
    }

    /// Connections that one pool loses a second.
    pub(crate) fn leaked_per_s(&self) -> f64 {
        self.rate_of_one() * self.leak_probability.get()
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
        Moments::mixed(self.traffic.iter().map(|class| (class.mean_rate_per_s(), class.moments())))
    }
}

/// The share of the time for which the tasks of a function's instance are busy at the most.
const MAX_BUSY_TASKS: f64 = 0.99;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_one(count: &Positive) -> bool {
    count.get() == 1
}

#[cfg_attr(target_pointer_width = "64", expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so"))]
fn is_one_times(multiple: &Multiple) -> bool {
    multiple.get() <= 1.0
}
