//! `compare MEASURED.json` prints measurements beside predictions, and keeps them in `tests/data/validation.json`, from
//! which the tests make the tables of `docs/validation.md`.
//!
//! `compare MEASURED.json --short` is for runs too short to say much: it prints the ids of those that lie beyond
//! everything that 200 simulated runs of that length did, one a line, and nothing else.

use poolwise_tests::validation::{Compared, KEPT, Quantity, Run, Runs, Width, page};
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (file, short) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [file] => (*file, false),
        [file, "--short"] => (*file, true),
        _ => return Err("compare MEASURED.json [--short]".into()),
    };
    let runs: Runs = serde_json::from_str(&fs::read_to_string(file)?)?;
    let width = if short { Width::All } else { Width::NineTenths };
    let rows: Vec<(&Run, Compared)> = runs.scenarios.iter().map(|run| (run, Compared::new(run, width))).collect();
    if short {
        for (run, _) in rows.iter().filter(|(_, compared)| !compared.quantities.iter().all(Quantity::holds)) {
            println!("{}", run.id);
        }
    } else {
        println!("{}", page(&rows));
        fs::write(KEPT, serde_json::to_string_pretty(&runs)? + "\n")?;
    }
    Ok(())
}
