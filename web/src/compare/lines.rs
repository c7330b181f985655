//! The lines of the table: what each column says.

use super::Column;
use crate::fields::FIELDS;
use poolwise::{
    advise::{Miss, Target},
    compare::{Alternative, ServiceRow},
    format::{duration, number, percent},
    predict::State,
    scenario::{Pool, PoolClass, Service},
    units::Overflow,
};

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is about.
    pub name: String,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// What a column says.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// In words.
    pub text: String,
    /// Whether it is more than it may be.
    pub is_bad: bool,
}

impl Line {
    fn new<T>(name: &str, of: impl IntoIterator<Item = T>, cell: impl Fn(T) -> Cell) -> Self {
        Self { name: name.to_owned(), cells: of.into_iter().map(cell).collect() }
    }

    /// Whether a column says something else than another.
    fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair[0] != pair[1])
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, is_bad: false }
    }
}

/// What has a line of its own.
const TOLD: [&str; 4] =
    ["services[0].pool.size", "services[0].pool.overflow", "services[0].instances", "services[0].workers"];

pub(super) fn settings(columns: &[Column]) -> Vec<Line> {
    let services = || columns.iter().filter_map(|column| column.scenario.services.first());
    let pools = Line::new("Pool", services(), |service| pool(&service.pool).into());
    let processes = |service: &Service| format!("{} × {}", service.instances.get(), service.workers.get()).into();
    let others = FIELDS.iter().enumerate().filter(|(_, field)| !TOLD.contains(&field.path)).map(|(index, field)| {
        let name =
            if field.unit.is_empty() { field.label.to_owned() } else { format!("{}, {}", field.label, field.unit) };
        let text = |column: &Column| match column.texts[index].as_str() {
            "" => "–".to_owned(),
            "true" => "on".to_owned(),
            "false" => "off".to_owned(),
            text => text.to_owned(),
        };
        Line::new(&name, columns, |column| text(column).into())
    });
    let always = [pools, Line::new("Instances × workers", services(), processes)];
    always.into_iter().chain(others.filter(Line::differs)).collect()
}

/// "5 + 10".
fn pool(pool: &Pool) -> String {
    match (pool.class, pool.size.get(), pool.overflow) {
        (PoolClass::NullPool, ..) => "none".to_owned(),
        (_, 0, _) => "unlimited".to_owned(),
        (_, size, Overflow::Unlimited) => format!("{size} + unlimited"),
        (_, size, Overflow::AtMost(overflow)) => format!("{size} + {overflow}"),
    }
}

pub(super) fn outcomes(all: &[Alternative]) -> Vec<Line> {
    let services = || all.iter().filter_map(|one| one.services.first());
    let connections =
        |name, total: fn(&Alternative) -> Option<u64>| Line::new(name, all, |one| of_usable(one, total(one)));
    let (rest, deploy) = (
        connections("At rest", |one| one.connections.at_rest),
        connections("At a deploy's peak", |one| one.connections.at_deploy),
    );
    let scaled = connections("Scaled out", |one| one.connections.at_scale);
    let is_scaled = scaled.cells != deploy.cells;
    let mut lines = vec![rest, deploy];
    lines.extend(is_scaled.then_some(scaled));
    lines.push(Line::new("Utilization", services(), |row| share(row, row.utilization, Target::UtilizationMean)));
    lines.extend(services().any(|row| row.utilization_peak != row.utilization).then(|| {
        Line::new("Utilization in a burst", services(), |row| share(row, row.utilization_peak, Target::UtilizationPeak))
    }));
    lines.extend([
        Line::new("Wait p95", services(), |row| traffic(row, duration(row.wait_ms.p95), Target::WaitP95)),
        Line::new("Timeouts", services(), |row| {
            traffic(row, percent(row.timeout_probability), Target::TimeoutProbability)
        }),
        Line::new("Opened, all pools", all, |one| {
            one.connects_per_s.map_or_else(|| "–".to_owned(), |rate| format!("{}/s", number(rate))).into()
        }),
        Line::new("Targets missed", all, missed),
    ]);
    lines
}

fn of_usable(one: &Alternative, total: Option<u64>) -> Cell {
    let text = total.map_or_else(|| "no limit".to_owned(), |total| format!("{total} / {}", one.usable));
    Cell { text, is_bad: total.is_none_or(|total| total > one.usable) }
}

/// What holds only where requests come, bad where it misses its target.
fn traffic(row: &ServiceRow, text: String, target: Target) -> Cell {
    if row.state == State::NoTraffic {
        return "–".to_owned().into();
    }
    Cell { text, is_bad: row.missed.iter().any(|miss| miss.target == target && !miss.in_deploy) }
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
    if all.is_empty() { "none".to_owned().into() } else { Cell { text: all.join(", "), is_bad: true } }
}
