//! What other ways of sizing a pool give for the same services, and what their pools then do.
//!
//! `cargo xtask bench comparison` prints the table of docs/comparison.md. Sizes are what each way says; waits and timeouts
//! are predicted by Poolwise for all of them, and docs/validation.md has how far that is from real pools.

use anyhow::{Context as _, Result};
use poolsim_core::types::{DistributionModel, PoolConfig, SimulationOptions, WorkloadConfig};
use poolwise::{
    Scenario,
    format::{duration, percent},
    plan,
    predict::{Prediction, predict},
    scenario::{Hold, Pool, Service},
};

/// The database of all: four cores, one disk, and PostgreSQL's default of 100 connections, of which 97 are usable.
const CORES: u32 = 4;
const DISKS: u32 = 1;
const USABLE: u32 = 97;

/// Processes, requests per second of all of them, and the mean hold in milliseconds, exponential.
const SERVICES: [(u32, f64, f64); 5] =
    [(1, 100.0, 50.0), (8, 180.0, 60.0), (40, 2000.0, 10.0), (1, 30.0, 200.0), (4, 8.0, 500.0)];

/// A way to size the pools of a service.
#[derive(Clone, Copy)]
enum Way {
    Sqlalchemy,
    Hikari,
    UsersTimesQuery,
    WithOverhead,
    Poolsim,
    Poolwise,
}

impl Way {
    const ALL: [Self; 6] =
        [Self::Sqlalchemy, Self::Hikari, Self::UsersTimesQuery, Self::WithOverhead, Self::Poolsim, Self::Poolwise];

    fn name(self) -> &'static str {
        match self {
            Self::Sqlalchemy => "SQLAlchemy's default",
            Self::Hikari => "2 × cores + disks",
            Self::UsersTimesQuery => "users × query time",
            Self::WithOverhead => "users × query time + 5",
            Self::Poolsim => "poolsim-core 0.4.0",
            Self::Poolwise => "Poolwise",
        }
    }

    /// The pool of each process.
    fn pool(self, processes: u32, rate: f64, hold_ms: f64) -> Result<Pool> {
        let busy = rate * hold_ms / 1000.0;
        // These give one number for the whole service, which its processes share.
        let shared = |all: f64| Pool::new(per_process(all, processes), 0);
        Ok(match self {
            Self::Sqlalchemy => Pool::new(5, 10),
            Self::Hikari => shared(f64::from(2 * CORES + DISKS)),
            Self::UsersTimesQuery => shared(busy.ceil()),
            Self::WithOverhead => shared((busy + 5.0).ceil()),
            Self::Poolsim => Pool::new(poolsim(processes, rate, hold_ms)?, 0),
            Self::Poolwise => {
                let scenario = Scenario::new(Default::default(), [service(processes, rate, hold_ms)]);
                plan(&scenario).services.swap_remove(0).advised.pool
            }
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
fn per_process(all: f64, processes: u32) -> u32 {
    (all / f64::from(processes)).ceil().max(1.0) as u32
}

/// For one process, which is what its model has, with the percentiles of the exponential hold.
fn poolsim(processes: u32, rate: f64, hold_ms: f64) -> Result<u32> {
    let percentile = |beyond: f64| hold_ms * beyond.ln();
    let workload = WorkloadConfig {
        requests_per_second: rate / f64::from(processes),
        latency_p50_ms: percentile(2.0),
        latency_p95_ms: percentile(20.0),
        latency_p99_ms: percentile(100.0),
        raw_samples_ms: None,
        step_load_profile: None,
    };
    let limit = (USABLE / processes).max(1);
    let pool = PoolConfig {
        max_server_connections: limit,
        connection_overhead_ms: 5.0,
        idle_timeout_ms: None,
        min_pool_size: 1,
        max_pool_size: limit,
    };
    let options = SimulationOptions {
        distribution: DistributionModel::Exponential,
        seed: Some(1),
        ..SimulationOptions::default()
    };
    let report = poolsim_core::simulate(&workload, &pool, &options).context("poolsim-core")?;
    Ok(report.optimal_pool_size)
}

fn service(processes: u32, rate: f64, hold_ms: f64) -> Service {
    Service::new("api").instances(processes).pool(Pool::new(5, 10)).traffic(rate, Hold::mean_ms_cv(hold_ms, 1.0))
}

/// The p95 wait, or the share that times out.
fn outcome(prediction: &Prediction) -> String {
    if prediction.timeout_probability > 0.0001 {
        format!("**{} time out**", percent(prediction.timeout_probability))
    } else {
        duration(prediction.wait_ms.p95)
    }
}

fn main() -> Result<()> {
    println!("| service | sized by | each process | in all | 1 × | 1.5 × | 2 × |\n|---|---|---|---|---|---|---|");
    for (processes, rate, hold_ms) in SERVICES {
        let noun = if processes == 1 { "process" } else { "processes" };
        let mut name = format!("{processes} {noun}, {rate}/s × {hold_ms} ms");
        for way in Way::ALL {
            let pool = way.pool(processes, rate, hold_ms)?;
            let all = u64::from(processes) * pool.capacity().context("a pool with a limit")?;
            let outcomes =
                [1.0, 1.5, 2.0].map(|factor| outcome(&predict(&service(processes, rate * factor, hold_ms), &pool)));
            let fits = if all > u64::from(USABLE) { " **of 97**" } else { "" };
            println!(
                "| {name} | {} | {} + {} | {all}{fits} | {} |",
                way.name(),
                pool.size.get(),
                pool.overflow.number(),
                outcomes.join(" | ")
            );
            name.clear();
        }
    }
    Ok(())
}
