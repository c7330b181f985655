//! Generated input. Without `PROPTEST_RNG_SEED` the same on every run, so that a failure comes again without a file
//! that remembers it; `PROPTEST_CASES` asks for more of it.

mod any_scenario;
mod config_text;
mod env_text;
mod paste;
mod python_text;
mod scenario;

pub use any_scenario::any_scenario;
pub use config_text::{Format, config_text};
pub use env_text::env_text;
pub use paste::any_paste;
pub use python_text::python_text;
pub use scenario::{pool, scenario, service};

use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngSeed, TestRunner},
};
use std::{env, fmt::Debug};

/// So many cases of a property.
#[must_use]
pub fn config(cases: u32) -> Config {
    let config = Config { failure_persistence: None, ..Config::default() };
    let seed = if config.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { config.rng_seed };
    let cases = if env::var_os("PROPTEST_CASES").is_some() { config.cases } else { cases };
    Config { cases, rng_seed: seed, ..config }
}

/// So many values of a strategy, for readers that are asked about all of them at once.
///
/// # Panics
/// Where the strategy rejects too much.
pub fn samples<T: Debug>(cases: u32, strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let config = config(cases);
    let cases = config.cases;
    let mut runner = TestRunner::new(config);
    (0..cases).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}
