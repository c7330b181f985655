//! Metrics as Prometheus scrapes them: pools, `PgBouncer` and PostgreSQL.

mod heroku;
mod histogram;
mod in_use;
mod json;
mod names;
mod sample;
mod series;

use super::{MeasuredQuantity, detect::Confidence, reader::Reader, source::Line};
use histogram::Histogram;
use names::{MetricMeaning, Together};
use series::{Added, Family, Series};
use std::{cell::LazyCell, collections::BTreeMap, ops::Range};

/// As much of a line as its detection needs: names and labels are shorter.
const HEAD: usize = 4096;

pub(super) fn detect(line: &str) -> Confidence {
    let line = line.trim();
    if let Some(comment) = line.strip_prefix("# ") {
        let is_known =
            comment == "EOF" || ["HELP ", "TYPE ", "UNIT "].iter().any(|keyword| comment.starts_with(keyword));
        return Confidence::new(is_known, false);
    }
    if line.len() <= HEAD && line.contains(heroku::MARK) {
        return Confidence::Certain;
    }
    if line.len() <= HEAD && heroku::is_info(line) {
        return Confidence::Certain;
    }
    if line.len() <= HEAD && json::is_answer(line) {
        return Confidence::Certain;
    }
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
    if line.len() > HEAD || !(line.starts_with(begins) || line.starts_with("{__name__=")) {
        return Confidence::No;
    }
    let Some(sample) = sample::parse(line) else { return Confidence::No };
    // Names in capitals are variables.
    if !sample.name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Confidence::No;
    }
    let has_labels = line.get(sample.name.len()..).is_some_and(|rest| rest.starts_with('{'));
    Confidence::new(has_labels || names::meaning(sample.name).is_some(), true)
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let source = reader.source;
    let is_heroku = LazyCell::new(|| heroku::has_info(source.text));
    let mut families: Families<'_> = BTreeMap::new();
    for line in source.lines(range) {
        if line.text.trim_start().starts_with('#') {
            continue;
        }
        if line.text.contains(heroku::MARK) {
            heroku::take(reader, &line);
            continue;
        }
        if heroku::is_info(line.text) {
            if *is_heroku {
                heroku::take_info(reader, &line);
            }
            continue;
        }
        if json::is_answer(line.text) {
            for sample in json::samples(line.text) {
                add(reader, &mut families, line, sample);
            }
        } else if let Some(sample) = sample::parse(line.text) {
            add(reader, &mut families, line, sample);
        }
    }
    // Settings and numbers come in the order of the text, as they do everywhere.
    let mut in_order: Vec<_> = families.iter().collect();
    in_order.sort_by_key(|(_, (_, at, _))| *at);
    let mut histograms = Vec::new();
    for (name, (meaning, _, family)) in in_order {
        let series: Vec<_> = family.all().collect();
        if let MetricMeaning::Buckets(timed, unit) = *meaning {
            histograms.push(Histogram { name, timed, unit, series });
        } else {
            take(reader, name, *meaning, &series, &families);
        }
    }
    histogram::take(reader, &histograms);
    in_use::take(reader, &families);
}

fn add<'t>(reader: &mut Reader<'_>, families: &mut Families<'t>, line: Line<'_>, sample: sample::Sample<'t>) {
    let Some(meaning) = names::meaning(sample.name).or_else(|| labeled_setting(&sample)) else { return };
    let (name, span) = (sample.name, line.span(sample.value));
    let Some(value) = finite(reader, line, &sample) else { return };
    let (_, _, family) = families.entry(name).or_insert_with(|| (meaning, line.at, Family::default()));
    if family.add(sample, value, span) == Added::Disputed {
        let message = format!("{name} has two values with the same labels; both are ignored");
        reader.note("duplicate_key", line.at, message);
    }
}

/// The server's limit among `CloudNativePG`'s settings, which one label tells apart.
fn labeled_setting(sample: &sample::Sample<'_>) -> Option<MetricMeaning> {
    let is_limit = sample.labels.iter().any(|(label, value)| *label == "name" && value == "max_connections");
    (is_limit && sample.name == "cnpg_pg_settings_setting").then_some(MetricMeaning::Field("database.max_connections"))
}

fn finite(reader: &mut Reader<'_>, line: Line<'_>, sample: &sample::Sample<'_>) -> Option<f64> {
    let value = sample.value.parse::<f64>().ok().filter(|value| value.is_finite());
    if value.is_none() {
        let message = format!("{}: the value is NaN or infinite; it is ignored", sample.name);
        reader.note("not_finite", line.at, message);
    }
    value
}

type Families<'t> = BTreeMap<&'t str, (MetricMeaning, usize, Family<'t>)>;

fn take(reader: &mut Reader<'_>, name: &str, meaning: MetricMeaning, all: &[&Series<'_>], families: &Families<'_>) {
    match meaning {
        MetricMeaning::Field(field) => {
            if let Some(one) = agreed(reader, name, all) {
                set(reader, field, name, one);
            }
        }
        MetricMeaning::MaxSize => {
            if let Some(one) = agreed(reader, name, all) {
                match number(one.value) {
                    whole if whole == 0 => {
                        let message = format!("{name}: 0 is no limit; the plan's size is unchanged");
                        reader.note("unlimited", one.span.start, message);
                    }
                    whole if whole.is_u64() => reader.set_max(None, name, one.span.clone(), whole),
                    _ => reader.set_whole("pool.size", name, one.span.clone()),
                }
            }
        }
        MetricMeaning::Timeout(ms) => {
            if let Some(one) = agreed(reader, name, all) {
                reader.server_timeout(ms, name, one.span.clone(), number(one.value * 1000.0));
            }
        }
        MetricMeaning::Measured(quantity, together) => measured(reader, name, quantity, together, all),
        MetricMeaning::Limit(quantity) => {
            let labels = series::differing(all);
            for one in all {
                let of = series::owner(one, &labels);
                if one.value == 0.0 {
                    reader.add_measurement(quantity, of.as_deref(), one.span.clone(), "unlimited");
                } else {
                    reader.add_measurement(quantity, of.as_deref(), one.span.clone(), number(one.value));
                }
            }
        }
        MetricMeaning::ByState => by_state(reader, name, all),
        MetricMeaning::ByPoolState => by_pool_state(reader, all),
        MetricMeaning::Sum(quantity, unit) => mean(reader, name, quantity, unit, all, families),
        MetricMeaning::Companion | MetricMeaning::Buckets(..) => {}
    }
}

fn set(reader: &mut Reader<'_>, field: &str, name: &str, one: &Series<'_>) {
    // Clients print 5.0 where the number of connections is 5.
    let whole = number(one.value);
    if whole.is_u64() {
        reader.set(field, name, one.span.clone(), whole);
    } else {
        reader.set_whole(field, name, one.span.clone());
    }
}

/// The series of a setting that counts: they should all say the same.
fn agreed<'s, 'a>(reader: &mut Reader<'_>, name: &str, all: &[&'s Series<'a>]) -> Option<&'s Series<'a>> {
    let first = *all.first()?;
    let largest = all.iter().fold(first, |largest, one| if one.value > largest.value { one } else { largest });
    let smallest = all.iter().fold(first.value, |smallest, one| smallest.min(one.value));
    if smallest < largest.value {
        let message = format!(
            "{name}: {} series with different values, from {smallest} to {}; the largest is used",
            all.len(),
            largest.value
        );
        reader.note("several_series", first.span.start, message);
    }
    Some(largest)
}

fn measured(reader: &mut Reader<'_>, name: &str, quantity: MeasuredQuantity, together: Together, all: &[&Series<'_>]) {
    let labels = if quantity == MeasuredQuantity::ConnectionsOf { vec!["datname"] } else { series::differing(all) };
    for one in all {
        // SQLAlchemy counts overflow from minus the pool's size: below zero none is open.
        let value = if quantity == MeasuredQuantity::OverflowOpen { one.value.max(0.0) } else { one.value };
        reader.add_measurement(quantity, series::owner(one, &labels).as_deref(), one.span.clone(), number(value));
    }
    several(reader, name, together, all);
}

/// What several series come to is said, and which number counts.
fn several(reader: &mut Reader<'_>, name: &str, together: Together, all: &[&Series<'_>]) {
    let (Some(first), true) = (all.first(), all.len() > 1) else { return };
    let sum: f64 = all.iter().map(|one| one.value).sum();
    let max = all.iter().fold(first.value, |max, one| max.max(one.value));
    let counts = match together {
        Together::Sum => "the sum is used",
        Together::Max => "the maximum is used",
    };
    let message = format!("{name}: {} series; the sum is {sum}, the maximum {max}; {counts}", all.len());
    reader.note("several_series", first.span.start, message);
}

/// Connections by state. The exporter gives every database every state, most of them empty.
fn by_state(reader: &mut Reader<'_>, name: &str, all: &[&Series<'_>]) {
    let mut states: BTreeMap<MeasuredQuantity, Vec<&Series<'_>>> = BTreeMap::new();
    for one in all {
        let state = series::get(one, "state").map_or("", AsRef::as_ref);
        states.entry(super::psql::session_state(state)).or_default().push(one);
    }
    for (state, of_state) in states {
        let open: Vec<_> = of_state.iter().copied().filter(|one| one.value > 0.0).collect();
        let labels: Vec<_> = series::differing(&open).into_iter().filter(|label| *label != "state").collect();
        let shown = if open.is_empty() { of_state.get(..1).unwrap_or_default() } else { open.as_slice() };
        for one in shown {
            reader.add_measurement(state, series::owner(one, &labels).as_deref(), one.span.clone(), number(one.value));
        }
        several(reader, &format!("{name} ({state})"), Together::Sum, &open);
    }
}

/// A pool's connections by state, as OpenTelemetry names them.
fn by_pool_state(reader: &mut Reader<'_>, all: &[&Series<'_>]) {
    let labels: Vec<_> = series::differing(all).into_iter().filter(|label| !label.ends_with("state")).collect();
    for one in all {
        let state = ["state", "db_client_connection_state", "db_client_connections_state"];
        let state = state.iter().find_map(|label| series::get(one, label)).map_or("", AsRef::as_ref);
        let quantity = match state {
            "used" => MeasuredQuantity::CheckedOut,
            "idle" => MeasuredQuantity::CheckedIn,
            _ => continue,
        };
        reader.add_measurement(quantity, series::owner(one, &labels).as_deref(), one.span.clone(), number(one.value));
    }
}

/// A mean from how long all uses took and how many there were.
fn mean(
    reader: &mut Reader<'_>,
    name: &str,
    quantity: MeasuredQuantity,
    unit: names::Unit,
    all: &[&Series<'_>],
    families: &Families<'_>,
) {
    let counts = name.strip_suffix("_sum").and_then(|stem| families.get(format!("{stem}_count").as_str()));
    let Some((_, _, counts)) = counts else { return };
    let labels = series::differing(all);
    let (mut uses, mut time, mut means) = (0.0, 0.0, 0);
    for one in all {
        let Some(count) = counts.with_labels(&one.labels).filter(|count| *count > 0.0) else { continue };
        (uses, time, means) = (uses + count, time + one.value, means + 1);
        let mean = one.value * unit.in_ms() / count;
        if mean.is_finite() && mean >= 0.0 {
            reader.add_measurement(quantity, series::owner(one, &labels).as_deref(), one.span.clone(), mean);
        }
    }
    if let (Some(first), true) = (all.first(), means > 1) {
        let mean = time * unit.in_ms() / uses;
        let message = format!("{name}: {means} series; the mean of all is {mean:.3} ms");
        reader.note("several_series", first.span.start, message);
    }
}

/// Whole where it is: most metrics count something.
fn number(value: f64) -> serde_json::Value {
    let whole = format!("{value}").parse::<u64>();
    whole.map_or_else(|_| value.into(), Into::into)
}

#[cfg(test)]
mod tests;
