//! Amounts in the cells of a table: below some least, digits say nothing and make a column wide.

use poolwise::format::{duration, number, percent};

pub(crate) fn small_number(value: f64) -> String {
    small(value, 0.001, number)
}

pub(crate) fn small_percent(fraction: f64) -> String {
    small(fraction, 0.00001, percent)
}

pub(crate) fn small_duration(ms: f64) -> String {
    small(ms, 0.01, duration)
}

fn small(value: f64, least: f64, format: fn(f64) -> String) -> String {
    if value > 0.0 && value < least { format!("<{}", format(least)) } else { format(value) }
}
