//! The largest inputs that answers are promised for, each with the time that it may take: a plan of a fleet by formulas, and a
//! long paste. `check` of ten thousand services is in `command.rs`.
//!
//! `cargo xtask bench scale` runs it alone, `cargo xtask bench` with the others.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use poolwise::plan_with;
use poolwise::predict::Predictor;
use poolwise::read::read;
use poolwise::scenario::{Database, Hold, Pool, Scenario, Service};

const SERVICES: u32 = 1000;
const INSTANCES: u32 = 10_000;
const MAX_PLAN: Duration = Duration::from_secs(1);

const PASTED_BYTES: usize = 2 * 1024 * 1024;
const MAX_READING: Duration = Duration::from_millis(150);

/// What else the machine does can only slow a run down.
const RUNS: u32 = 5;

fn main() -> Result<()> {
    let mut is_fast_enough = true;
    println!("The fastest of {RUNS} runs on one thread");
    let fleet = fleet();
    let name = format!("plan by formulas, {SERVICES} services of {INSTANCES} instances");
    is_fast_enough &= time(&name, MAX_PLAN, || plan_with(&fleet, Predictor::ClosedForm).services.len());
    for (kind, line) in [
        ("log", "2026-11-21 02:10:11 ERROR QueuePool limit of size 5 overflow 10 reached, timeout 30.00\n"),
        ("environment", "DB_POOL_SIZE=20 # connections\n"),
        ("metrics", "db_pool_checked_out{service=\"api\",pod=\"api-7d9\"} 12\n"),
        ("text of no kind", "the quick brown fox jumps over the lazy dog\n"),
    ] {
        let pasted = line.repeat(PASTED_BYTES / line.len());
        let name = format!("reading, 2 MiB of {kind}");
        is_fast_enough &= time(&name, MAX_READING, || read(&pasted, None).settings.len());
    }
    if let Some(memory) = peak_memory() {
        println!("{:<60} {memory:>12}", "memory of this program at its peak");
    }
    ensure!(is_fast_enough, "not all were fast enough");
    Ok(())
}

/// No two services are the same, so that nothing is answered from a cache.
fn fleet() -> Scenario {
    let services = (1..=SERVICES).map(|number| {
        Service::new(format!("service-{number}"))
            .instances(INSTANCES)
            .pool(Pool::new(5, 10))
            .traffic(100.0 * f64::from(number), Hold::mean_ms_cv(20.0 + f64::from(number % 50), 1.5))
    });
    Scenario::new(Database::new(262_143), services)
}

/// Prints how long the fastest run takes, and returns whether that is no more than it may.
fn time(name: &str, limit: Duration, mut work: impl FnMut() -> usize) -> bool {
    let mut fastest = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        std::hint::black_box(work());
        fastest = fastest.min(start.elapsed());
    }
    println!("{name:<60} {:>9.1} ms, at most {} ms", fastest.as_secs_f64() * 1000.0, limit.as_millis());
    fastest <= limit
}

/// As Linux counts it: "123456 kB".
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
