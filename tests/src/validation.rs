//! Predictions against what real pools did in front of a real database: `tests/validation` measures, this compares.

mod compared;
mod measured;
mod page;

/// Where the measurements are kept, from the folder of the project.
pub const KEPT: &str = "tests/data/validation.json";

pub use compared::{Compared, Quantity, Width};
pub use measured::{Measured, Run, Runs};
pub use page::page;
