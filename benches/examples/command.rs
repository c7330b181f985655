//! How long the `poolwise` command takes, on as many threads as it uses: plans that have to simulate, and `check` of ten
//! thousand services with findings about every service.
//!
//! Takes the path of the command; `cargo xtask bench` runs it.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

const SERVICES: u32 = 10_000;

/// What else the machine does can only slow a run down.
const RUNS: u32 = 5;

fn main() -> Result<()> {
    let poolwise = PathBuf::from(env::args_os().nth(1).context("where is poolwise?")?);
    println!("The poolwise command, the fastest of {RUNS} runs");
    for (name, scenario) in scenarios()? {
        for command in ["plan", "check"] {
            time(&poolwise, &format!("{command}, {name}"), &[command], &scenario)?;
        }
    }
    let fleet = fleet()?;
    for format in ["text", "json", "github", "sarif"] {
        let name = format!("check, {SERVICES} services, {format}");
        time(&poolwise, &name, &["check", "--format", format], &fleet)?;
    }
    Ok(())
}

/// Scenarios whose plans take simulations.
fn scenarios() -> Result<Vec<(String, String)>> {
    let one = "services = [{ instances = 2, workers = 2, \
               traffic = [{ rate_per_s = 200, hold_ms = { mean = 50, cv = 2 } }] }]";
    let mixed = "database = { max_connections = 20, superuser_reserved = 0 }\n\
                 pooler = { instances = 2, pairs = 2, max_db_connections = 34 }\n\
                 [[services]]\nengines = 6\ncheckouts_per_task = 2\ndeploy = { unavailable = 20 }\n\
                 pool = { size = 1, overflow = 27, recycle_s = 1600, lifo = true }\n\
                 traffic = [{ rate_per_s = 0.87, hold_ms = { mean = 50, cv = 2 } }, \
                 { rate_per_s = 108, hold_ms = { mean = 91, cv = 1.9 } }, \
                 { rate_per_s = 52, hold_ms = { mean = 564, cv = 3 } }]";
    let mut all = vec![
        ("one service, cv 2".to_owned(), one.to_owned()),
        ("a mix of holds behind a pooler".to_owned(), mixed.to_owned()),
    ];
    for services in [1, 10, 20] {
        let mut bursting = "[database]\nmax_connections = 100\n".to_owned();
        for number in 1..=services {
            writeln!(
                bursting,
                "[[services]]\nname = \"service-{number}\"\npool = {{ size = 20, overflow = 30 }}\n\
                 traffic = [{{ rate_per_s = {}, hold_ms = {{ mean = 50, cv = 3 }} }}]\n\
                 burst = {{ factor = 3, every_s = 30, for_s = 10 }}",
                300 + number
            )?;
        }
        all.push((format!("{services} with bursts, cv 3"), bursting));
    }
    Ok(all)
}

/// Services with two findings each, all of which fit.
fn fleet() -> Result<String> {
    let mut scenario = "[database]\nmax_connections = 200000\n".to_owned();
    for number in 1..=SERVICES {
        writeln!(
            scenario,
            "[[services]]\nname = \"service-{number}\"\nforks_after_engine = true\n\
             pool = {{ size = 2, overflow = 1 }}\n\
             traffic = [{{ rate_per_s = 10, hold_ms = {{ mean = 20 }} }}]"
        )?;
    }
    Ok(scenario)
}

/// Prints the shortest time that a command takes for a scenario.
fn time(poolwise: &Path, name: &str, arguments: &[&str], scenario: &str) -> Result<()> {
    let file = env::temp_dir().join(format!("poolwise-bench-{}.toml", std::process::id()));
    fs::write(&file, scenario)?;
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        let output = Command::new(poolwise).args(arguments).arg(&file).stdout(Stdio::null()).output()?;
        best = best.min(start.elapsed().as_secs_f64());
        // 1: something is wrong with the scenario, which is what takes long to say.
        if !matches!(output.status.code(), Some(0 | 1)) {
            bail!("{name}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        }
    }
    fs::remove_file(&file)?;
    println!("  {name:<44}{:>8.0} ms", best * 1e3);
    Ok(())
}
