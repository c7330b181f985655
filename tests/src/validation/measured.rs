//! What was measured, as `tests/validation/summary.py` writes it, and the service that it was measured on.

use poolwise::{
    scenario::{Hold, Service, Traffic},
    units::{Cv, Millis, PerSecond},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file of all runs.
#[derive(Deserialize, Serialize)]
pub struct Runs {
    /// One for each scenario.
    pub scenarios: Vec<Run>,
}

/// One scenario and what was measured on it.
#[derive(Deserialize, Serialize)]
pub struct Run {
    /// Its name.
    pub id: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// How requests are served: asyncpg, psycopg, threads.
    pub driver: String,
    /// From an empty pool to the last arrival.
    pub duration_s: f64,
    /// What of it is not measured.
    pub warmup_s: f64,
    /// The service, with what its statements take.
    pub service: Service,
    /// What was measured.
    pub measured: Measured,
}

/// Means over the measured time, of one pool; rates are the whole service's, but for connections opened.
#[derive(Deserialize, Serialize)]
pub struct Measured {
    traffic: Vec<Class>,
    /// What opening a connection took, where any was opened.
    pub connect_ms: Option<f64>,
    /// By how much a hold was longer than its statement.
    pub overhead_ms: Option<f64>,
    /// Checked-out connections over size + overflow.
    pub utilization: f64,
    /// Queueing alone, with those that gave up.
    pub wait_all_ms: Times,
    /// The share that gave up.
    pub timeout_probability: f64,
    /// Connections opened a second.
    pub connects_per_s: f64,
    /// When the first gave up, from the start.
    pub first_timeout_s: Option<f64>,
    /// Of Python, SQLAlchemy, the driver and PostgreSQL.
    pub versions: BTreeMap<String, String>,
}

#[derive(Deserialize, Serialize)]
struct Class {
    name: String,
    rate_per_s: f64,
    hold_ms: Moments,
    statement_ms: Moments,
}

#[derive(Deserialize, Serialize)]
struct Moments {
    mean: f64,
    cv: f64,
}

/// In milliseconds.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub struct Times {
    /// The mean.
    pub mean: f64,
    /// What 95 % stay within.
    pub p95: f64,
    /// What 99 % stay within.
    pub p99: f64,
}

impl Run {
    /// Whether it is about how a pool comes from empty to somewhere, and not about a steady state.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.service.burst.is_some() || self.service.leak_probability.get() > 0.0
    }

    /// The service with rates, holds and the time to connect as they were in the run.
    #[must_use]
    pub fn as_observed(&self) -> Service {
        let mut service = self.with_traffic(|class, traffic| traffic.hold_ms = class.hold_ms.as_hold());
        if let Some(connect) = self.measured.connect_ms {
            service.connect_ms = Millis::clamped(connect);
        }
        service
    }

    /// The service as a user knows it: rates, and how long the server says that statements took.
    #[must_use]
    pub fn as_known(&self) -> Service {
        self.with_traffic(|class, traffic| traffic.statement_ms = Some(class.statement_ms.as_hold()))
    }

    fn with_traffic(&self, times: impl Fn(&Class, &mut Traffic)) -> Service {
        let mut service = self.service.clone();
        // The rate of a scenario is that outside bursts.
        let bursts = service.mean_rate_per_s() / service.rate_per_s();
        let traffic = |class: &Class| {
            let rate_per_s = PerSecond::clamped(class.rate_per_s / bursts);
            let mut traffic = Traffic { name: class.name.clone(), rate_per_s, ..Traffic::default() };
            times(class, &mut traffic);
            traffic
        };
        service.traffic = self.measured.traffic.iter().map(traffic).collect();
        service
    }
}

impl Moments {
    fn as_hold(&self) -> Hold {
        Hold::Mean { mean: Millis::clamped(self.mean), cv: Cv::clamped(self.cv) }
    }
}
