//! How many requests Poolwise simulates a second, beside other simulators of queues: `cargo xtask bench`.
//!
//! Takes the Python that has ciw and simpy.

mod machine;
mod plans;
mod queue;

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::queue::{Contender, Queue, Run};

/// All take turns, each time with another seed, and the fastest turn counts: what else the machine does can only slow
/// one down.
const TURNS: u32 = 21;

/// The Python ones, which take seconds, join in every third turn.
const PYTHON_EVERY: u32 = 3;

/// The mean wait over the turns may differ from theory by so many standard errors; with seven turns, one in 500 does.
const TOLERANCE: f64 = 5.0;

/// A mean wait below so many milliseconds is not compared: it comes from a few clusters, of which a short run may have
/// none.
const RARE_MS: f64 = 0.1;

fn main() -> Result<()> {
    let python = PathBuf::from(env::args_os().nth(1).context("which Python has ciw and simpy?")?);
    println!("{}\n", machine::describe());
    let mut all_agree = true;
    for load in [0.9, 0.7] {
        for connections in [20, 100, 500] {
            let queue = Queue { connections, load };
            let mut turns: Vec<Vec<Run>> = Contender::ALL.iter().map(|_| Vec::new()).collect();
            for seed in 1..=TURNS {
                for (contender, runs) in Contender::ALL.into_iter().zip(&mut turns) {
                    if contender.is_python() && seed % PYTHON_EVERY != 0 {
                        continue;
                    }
                    runs.push(queue.run(contender, seed, &python)?);
                }
            }
            all_agree &= print(queue, &turns);
        }
    }
    plans::print()?;
    ensure!(all_agree, "the mean waits marked with ! are not those of the queue");
    println!("\nAll mean waits of M/M/c above {RARE_MS} ms agree with Erlang C within {TOLERANCE} standard errors.");
    Ok(())
}

/// Prints what was measured of one queue, and says whether all who simulate it and no more agree with the theory.
fn print(queue: Queue, turns: &[Vec<Run>]) -> bool {
    let theory = queue.mean_wait_ms();
    println!(
        "{} connections at load {}: {:.0} requests/s, mean wait {theory:.3} ms by Erlang C",
        queue.connections,
        queue.load,
        queue.rate_per_s()
    );
    println!("  {:<24}{:>12}{:>10}{:>10}{:>20}", "", "requests/s", "ns each", "× poolsim", "mean wait, ms");
    let fastest = |runs: &[Run]| runs.iter().map(|run| run.ns_per_request).fold(f64::INFINITY, f64::min);
    let position = Contender::ALL.iter().position(|&contender| contender == Contender::Poolsim);
    let poolsim = position.map_or(f64::NAN, |position| fastest(&turns[position]));
    let mut all_agree = true;
    for (contender, runs) in Contender::ALL.into_iter().zip(turns) {
        let ns = fastest(runs);
        let (wait, error) = mean_and_error(runs.iter().map(|run| run.mean_wait_ms));
        let agrees = theory < RARE_MS || (wait - theory).abs() <= TOLERANCE * error;
        let remark = if !contender.is_bare() || agrees { "" } else { " !" };
        all_agree &= remark.is_empty();
        println!(
            "  {:<24}{:>12}{:>10}{:>10}{:>20}{remark}",
            contender.name(),
            grouped(1e9 / ns),
            format!("{ns:.1}"),
            ratio(poolsim / ns),
            format!("{wait:.3} ± {error:.3}")
        );
    }
    println!();
    all_agree
}

/// The mean of some runs, and its standard error.
fn mean_and_error(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.collect();
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// Three digits, the rest noughts, in groups: 31 200 000.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(if index < 3 { digit } else { '0' });
    }
    text
}

fn ratio(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { format!("{ratio:.1}") }
}
