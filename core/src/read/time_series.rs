//! A rate over time: an answer of Prometheus' `query_range`, a CSV file of Grafana, `CloudWatch` or Datadog, or two columns of
//! time and rate.
//!
//! It becomes the rate and the profile of the first service's traffic. Times are taken as they stand; a time with a zone is
//! taken to UTC.

mod columns;
mod documents;
mod profile;
mod time;

use super::reader::Reader;
use profile::Profile;
use serde_json::json;
use std::ops::Range;

/// Values over time.
#[derive(Clone, Debug, Default, PartialEq)]
struct Series {
    /// Seconds since 1970 or since midnight, and the value; in the order of the text, not finite where it has a gap.
    points: Vec<(f64, f64)>,
    unit: Unit,
    /// How many series or columns were added up.
    summed: usize,
}

/// What the values are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    PerSecond,
    PerMinute,
    PerHour,
    /// How many came in the step that begins at the time.
    InStep,
    /// How many came since the process started.
    SinceStart,
    /// Something that is no rate, such as a number of connections.
    NoRate,
}

/// A shorter one says nothing of a day.
const MIN_POINTS: usize = 4;

/// The words of a query or a column's title that give the unit of its values, the telling ones first.
const UNITS: [(Unit, &[&str]); 5] = [
    (Unit::PerMinute, &["/min", "per minute", "per_minute", "perminute", "rpm"]),
    (Unit::PerHour, &["/h", "per hour", "per_hour"]),
    (
        Unit::PerSecond,
        &["/s", "per second", "per_second", "persecond", "rate", "rps", "qps", "tps", "ops", "throughput"],
    ),
    (Unit::NoRate, &["connection", "utilization", "percent", "latency", "duration", "bytes", "checked", "overflow"]),
    (Unit::InStep, &["sum", "count", "hits", "requests", "invocations", "queries", "total"]),
];

impl Unit {
    /// The unit that a title or a label names; requests per second where it names none.
    fn from_title(title: &str) -> Self {
        let title = title.to_ascii_lowercase();
        let named = UNITS.iter().find(|(_, words)| words.iter().any(|word| title.contains(word)));
        named.map_or(Self::PerSecond, |(unit, _)| *unit)
    }

    fn words(self) -> &'static str {
        match self {
            Self::PerSecond => "requests per second",
            Self::PerMinute => "requests per minute",
            Self::PerHour => "requests per hour",
            Self::InStep => "requests in each step",
            Self::SinceStart => "a counter of requests",
            Self::NoRate => "no rate",
        }
    }
}

/// Whether a text is nothing but a series.
pub(super) fn is_whole(text: &str) -> bool {
    parse(text).is_some()
}

fn parse(text: &str) -> Option<Series> {
    let series = if text.trim_start().starts_with(['{', '[']) { documents::parse(text) } else { columns::parse(text) };
    series.filter(|series| series.points.len() >= MIN_POINTS)
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    let Some(series) = parse(text) else {
        reader.note("no_series", range.start, "no times with numbers beside them, such as 2026-11-25 10:00:00,120");
        return;
    };
    if series.unit == Unit::NoRate {
        let message = "these values are no rate of requests, as far as their title says; give requests per second";
        reader.note("not_a_rate", range.start, message);
        return;
    }
    let Some(profile) = Profile::new(&series) else {
        let message = "the times must be evenly spaced for the most part, and some value above 0";
        reader.note("no_profile", range.start, message);
        return;
    };
    let mut words = format!("taken as {}, in steps of {} s", series.unit.words(), profile.step_s);
    if series.summed > 1 {
        words = format!("{words}; {} series are added up", series.summed);
    }
    if profile.filled > 0 {
        words = format!("{words}; {} gaps are filled", profile.filled);
    }
    reader.note("time_series", range.start, words);
    // They stand nowhere in the text.
    let place = range.start..range.start;
    reader.set("traffic[0].rate_per_s", "time series", place.clone(), profile.mean);
    let value = json!({ "period_s": profile.period_s, "factors": profile.factors });
    reader.set("traffic[0].profile", "time series", place, value);
}

#[cfg(test)]
mod tests;
