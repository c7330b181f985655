//! Scenarios written in Rust.
//!
//! Builders take plain numbers. What is out of a field's range counts as the nearest value that is in it, as it does in
//! [`Count::clamped`](crate::units::Count::clamped); [`Count::new`](crate::units::Count::new) refuses instead, and every
//! field is public.

use super::{Database, Hold, Pool, PoolClass, Scenario, Service, ServiceKind, Traffic};
use crate::units::{Cv, MaxConnections, Millis, Natural, Overflow, PerSecond, Positive, Seconds};

impl Scenario {
    /// Services on one server.
    ///
    /// ```
    /// use poolwise::scenario::{Database, Hold, Pool, Scenario, Service};
    ///
    /// let api = Service::new("api")
    ///     .instances(4)
    ///     .workers(2)
    ///     .pool(Pool::new(5, 10))
    ///     .traffic(120.0, Hold::mean_ms(50.0));
    /// let scenario = Scenario::new(Database::new(100), [api]);
    /// let plan = poolwise::plan(&scenario);
    /// assert_eq!(plan.verdict.headline, "Over budget by 23 connections");
    /// ```
    #[must_use]
    pub fn new(database: Database, services: impl IntoIterator<Item = Service>) -> Self {
        Self { database, services: services.into_iter().collect(), ..Self::default() }
    }
}

impl Database {
    /// A server with this `max_connections`, from 1 to 262143.
    #[must_use]
    pub fn new(max_connections: u32) -> Self {
        Self { max_connections: MaxConnections::clamped(max_connections.into()), ..Self::default() }
    }

    /// `superuser_reserved_connections`, `reserved_connections` and what a provider keeps for itself are fields of their
    /// own; these are connections of others, such as migrations and monitoring.
    #[must_use]
    pub fn other_clients(self, connections: u32) -> Self {
        Self { other_clients: Natural::clamped(connections.into()), ..self }
    }
}

impl Service {
    /// A service of one process with SQLAlchemy's defaults, and no traffic.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// What it does: serve requests, which is the default, or run jobs.
    #[must_use]
    pub fn kind(self, kind: ServiceKind) -> Self {
        Self { kind, ..self }
    }

    /// How many instances run, at least 1.
    #[must_use]
    pub fn instances(self, instances: u32) -> Self {
        Self { instances: Positive::clamped(instances.into()), ..self }
    }

    /// Processes per instance, at least 1, each with pools of its own.
    #[must_use]
    pub fn workers(self, workers: u32) -> Self {
        Self { workers: Positive::clamped(workers.into()), ..self }
    }

    /// Tasks at once in a worker, at least 1: threads, greenlets or coroutines.
    #[must_use]
    pub fn concurrency(self, tasks: u32) -> Self {
        Self { concurrency: Some(Positive::clamped(tasks.into())), ..self }
    }

    /// The pool of each process.
    #[must_use]
    pub fn pool(self, pool: Pool) -> Self {
        Self { pool, ..self }
    }

    /// One more class of traffic: checkouts per second of the whole service, and how long each keeps its connection.
    #[must_use]
    pub fn traffic(mut self, rate_per_s: f64, hold: Hold) -> Self {
        self.traffic.push(Traffic { rate_per_s: PerSecond::clamped(rate_per_s), hold_ms: hold, ..Traffic::default() });
        self
    }
}

impl Pool {
    /// A `QueuePool`: connections that are kept, 0 for unlimited, and how many more may be open.
    ///
    /// ```
    /// use poolwise::scenario::Pool;
    /// assert_eq!(Pool::new(20, 10).capacity(), Some(30));
    /// ```
    #[must_use]
    pub fn new(size: u32, overflow: u32) -> Self {
        Self { size: Natural::clamped(size.into()), overflow: Overflow::AtMost(overflow), ..Self::default() }
    }

    /// No pool: each checkout opens a connection, and each return closes it.
    #[must_use]
    pub fn null() -> Self {
        Self { class: PoolClass::NullPool, ..Self::default() }
    }

    /// `pool_timeout`, in seconds.
    #[must_use]
    pub fn timeout_s(self, seconds: f64) -> Self {
        Self { timeout_s: Seconds::clamped(seconds), ..self }
    }

    /// `pool_pre_ping`: each connection is tested before it is handed out.
    #[must_use]
    pub fn pre_ping(self) -> Self {
        Self { pre_ping: true, ..self }
    }
}

impl Hold {
    /// A mean in milliseconds, with a cv of 1, as exponential times have.
    #[must_use]
    pub fn mean_ms(mean: f64) -> Self {
        Self::Mean { mean: Millis::clamped(mean), cv: Cv::clamped(1.0) }
    }

    /// A mean in milliseconds, and the standard deviation over it.
    #[must_use]
    pub fn mean_ms_cv(mean: f64, cv: f64) -> Self {
        Self::Mean { mean: Millis::clamped(mean), cv: Cv::clamped(cv) }
    }

    /// Percentiles in milliseconds. In another order than ascending each counts as the largest of those before it.
    ///
    /// ```
    /// use poolwise::scenario::Hold;
    /// assert!(Hold::percentiles_ms(20.0, 80.0, 200.0).moments().cv > 1.0);
    /// ```
    #[must_use]
    pub fn percentiles_ms(p50: f64, p95: f64, p99: f64) -> Self {
        let p95 = p95.max(p50);
        Self::Percentiles { p50: Millis::clamped(p50), p95: Millis::clamped(p95), p99: Millis::clamped(p99.max(p95)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builders_make_what_toml_makes() {
        let toml = "[database]\nmax_connections = 200\nother_clients = 7\n\
                    [[services]]\nname = \"api\"\ninstances = 4\nworkers = 2\nconcurrency = 40\n\
                    pool = { size = 5, overflow = 10, timeout_s = 3, pre_ping = true }\n\
                    traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } },\n\
                    { rate_per_s = 3, hold_ms = { p50 = 1, p95 = 2, p99 = 4 } }]\n\
                    [[services]]\nname = \"jobs\"\nkind = \"job\"\npool = { class = \"NullPool\" }\n";
        let api = Service::new("api")
            .instances(4)
            .workers(2)
            .concurrency(40)
            .pool(Pool::new(5, 10).timeout_s(3.0).pre_ping())
            .traffic(120.0, Hold::mean_ms(50.0))
            .traffic(3.0, Hold::percentiles_ms(1.0, 2.0, 4.0));
        let jobs = Service::new("jobs").kind(ServiceKind::Job).pool(Pool::null());
        let scenario = Scenario::new(Database::new(200).other_clients(7), [api, jobs]);
        assert_eq!(scenario, Scenario::from_toml(toml).unwrap());
    }

    #[test]
    fn numbers_out_of_range_count_as_the_nearest() {
        let service = Service::new("api").instances(0).traffic(f64::NAN, Hold::mean_ms_cv(-1.0, f64::INFINITY));
        assert_eq!(service.instances.get(), 1);
        assert!(service.rate_per_s().abs() < f64::EPSILON);
        assert!(service.traffic[0].moments().mean_ms.abs() < f64::EPSILON);
        assert_eq!(Database::new(0).max_connections.get(), 1);
    }
}
