//! How long `poolwise check` of ten thousand services takes in each format, with findings about every service.
//!
//! Takes the path of the command:
//! `cargo run --release --manifest-path benches/Cargo.toml --example check target/release/poolwise`.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

const SERVICES: u32 = 10_000;

/// What else the machine does can only slow a run down.
const RUNS: u32 = 5;

fn main() -> Result<()> {
    let poolwise = PathBuf::from(env::args_os().nth(1).context("where is poolwise?")?);
    let mut scenario = "[database]\nmax_connections = 200000\n".to_owned();
    for number in 1..=SERVICES {
        writeln!(
            scenario,
            "[[services]]\nname = \"service-{number}\"\nforks_after_engine = true\n\
             pool = {{ size = 2, overflow = 1 }}\n\
             traffic = [{{ rate_per_s = 10, hold_ms = {{ mean = 20 }} }}]"
        )?;
    }
    let file = env::temp_dir().join(format!("poolwise-check-{}.toml", std::process::id()));
    fs::write(&file, scenario)?;
    println!("poolwise check, {SERVICES} services, the fastest of {RUNS} runs");
    for format in ["text", "json", "github", "sarif"] {
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            let start = Instant::now();
            let mut command = Command::new(&poolwise);
            let status = command.args(["check", "--format", format]).arg(&file).stdout(Stdio::null()).status()?;
            ensure!(status.success(), "{format}: {status}");
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("  {format:<8}{:>8.0} ms", best * 1e3);
    }
    fs::remove_file(&file)?;
    Ok(())
}
