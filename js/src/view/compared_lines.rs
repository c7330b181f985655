//! The lines of the comparison: what each column says.

use super::{
    comparison::Column,
    services::{name_among_others, pool},
};
use crate::fields::FIELDS;
use poolwise::{
    advise::{Miss, Target},
    compare::{Alternative, ServiceRow},
    format::{duration, number, percent},
    predict::State,
    scenario::Service,
};
use poolwise_view::ComparedLine;

/// What a column says, and whether that is more than it may be.
type Cell = (String, bool);

/// A line about each of some columns.
fn line<T>(name: &str, columns: impl IntoIterator<Item = T>, cell: impl Fn(T) -> Cell) -> ComparedLine {
    ComparedLine { name: name.to_owned(), cells: columns.into_iter().map(cell).collect() }
}

/// Whether a column says something else than another.
fn differs(line: &ComparedLine) -> bool {
    line.cells.windows(2).any(|pair| pair[0] != pair[1])
}

fn good(text: impl Into<String>) -> Cell {
    (text.into(), false)
}

/// Fields of lines that are always there.
const OF_ITS_OWN: [&str; 4] =
    ["services[0].pool.size", "services[0].pool.overflow", "services[0].instances", "services[0].workers"];

pub(super) fn settings(columns: &[Column], shown: usize) -> Vec<ComparedLine> {
    let services = || columns.iter().filter_map(|column| column.scenario.services.get(shown));
    let name = columns.first().and_then(|column| name_among_others(&column.scenario, shown));
    let pool_of = name.map_or_else(|| "Pool".to_owned(), |name| format!("Pool of {name}"));
    let pools = line(&pool_of, services(), |service| good(pool(&service.pool)));
    let processes = |service: &Service| good(format!("{} × {}", service.instances.get(), service.workers.get()));
    let others =
        FIELDS.iter().enumerate().filter(|(_, field)| !OF_ITS_OWN.contains(&field.path())).map(|(index, field)| {
            let name =
                if field.unit.is_empty() { field.label.to_owned() } else { format!("{}, {}", field.label, field.unit) };
            let text = |column: &Column| match field.shown(&column.texts[index]) {
                "" => "–".to_owned(),
                "true" => "on".to_owned(),
                "false" => "off".to_owned(),
                text => text.to_owned(),
            };
            line(&name, columns, |column| good(text(column)))
        });
    let always = [pools, line("Instances × workers", services(), processes)];
    always.into_iter().chain(others.filter(differs)).collect()
}

pub(super) fn outcomes(all: &[Alternative], shown: usize) -> Vec<ComparedLine> {
    let services = || all.iter().filter_map(|one| one.services.get(shown));
    let connections = |name, total: fn(&Alternative) -> Option<u64>| line(name, all, |one| of_usable(one, total(one)));
    let (rest, deploy) = (
        connections("At rest", |one| one.connections.at_rest),
        connections("At a deploy's peak", |one| one.connections.at_deploy),
    );
    let scaled = connections("Scaled out", |one| one.connections.at_scale);
    let is_scaled = scaled.cells != deploy.cells;
    let mut lines = vec![rest, deploy];
    lines.extend(is_scaled.then_some(scaled));
    lines.push(line("Utilization", services(), |row| share(row, row.utilization, Target::UtilizationMean)));
    lines.extend(services().any(|row| row.utilization_peak != row.utilization).then(|| {
        line("Utilization in a burst", services(), |row| share(row, row.utilization_peak, Target::UtilizationPeak))
    }));
    lines.extend([
        line("Wait p95", services(), |row| traffic(row, duration(row.wait_ms.p95), Target::WaitP95)),
        line("Timeouts", services(), |row| traffic(row, percent(row.timeout_probability), Target::TimeoutProbability)),
        line("Opened, all pools", all, |one| {
            good(one.connects_per_s.map_or_else(|| "–".to_owned(), |rate| format!("{}/s", number(rate))))
        }),
        line("Targets missed", all, missed),
    ]);
    lines
}

fn of_usable(one: &Alternative, total: Option<u64>) -> Cell {
    let text = total.map_or_else(|| "no limit".to_owned(), |total| format!("{total} / {}", one.usable));
    (text, total.is_none_or(|total| total > one.usable))
}

/// What holds only where requests come, bad where it misses its target.
fn traffic(row: &ServiceRow, text: String, target: Target) -> Cell {
    if row.state == State::NoTraffic {
        return good("–");
    }
    (text, row.missed.iter().any(|miss| miss.target == target && !miss.in_deploy))
}

fn share(row: &ServiceRow, share: Option<f64>, target: Target) -> Cell {
    traffic(row, share.map_or_else(|| "–".to_owned(), percent), target)
}

/// A target in as few words as a cell has room for.
fn short_name(miss: &Miss) -> &'static str {
    match miss.target {
        Target::UtilizationMean => "utilization",
        Target::UtilizationPeak => "in a burst",
        Target::WaitP95 => "wait",
        Target::WaitP99 => "p99 wait",
        Target::TimeoutProbability => "time out",
    }
}

fn missed(one: &Alternative) -> Cell {
    let of_pools = one
        .services
        .iter()
        .flat_map(|row| &row.missed)
        .map(|miss| format!("{}{}", short_name(miss), if miss.in_deploy { " in a deploy" } else { "" }));
    let of_pooler =
        one.pooler.iter().flat_map(|row| &row.missed).map(|miss| format!("{} of the pooler", short_name(miss)));
    let deadlocks = one.services.iter().any(|row| row.deadlocks).then(|| "deadlock".to_owned());
    let all: Vec<String> = of_pools.chain(of_pooler).chain(deadlocks).collect();
    if all.is_empty() { good("none") } else { (all.join(", "), true) }
}
