//! A column for each alternative.

use crate::text::{
    ADVISED as ADVISED_STYLE, BAD, PLAIN, QUIET,
    amount::{small_duration, small_number, small_percent},
    page::Page,
    table::{Align, Cell, Table, cut},
};
use poolwise::{
    advise::{Miss, Target},
    compare::{ADVISED, Alternative, Comparison, PoolerRow, ServiceRow},
    format::{grouped, number, percent, seconds},
    predict::State,
    scenario::PoolClass,
};

/// As many as 80 columns have room for.
const MAX_COLUMNS: usize = 5;
/// Of a name above a column.
const LONGEST_NAME: usize = 10;

/// Of a service's name beside what its table is about.
const LONGEST_SERVICE: usize = 24;

/// A row: its label, and what it says of one alternative; None where it has nothing to say.
type Row<T> = (&'static str, fn(&T) -> Option<Cell>);

pub(super) fn connections(page: &mut Page, comparison: &Comparison) {
    page.heading("Connections", "to the server");
    let scales = |alternative: &Alternative| alternative.connections.at_scale != alternative.connections.at_deploy;
    let mut rows: Vec<Row<Alternative>> = vec![
        ("at rest", |of| Some(Cell::new(limit(of.connections.at_rest)))),
        ("at a deploy", |of| Some(Cell::new(limit(of.connections.at_deploy)))),
        ("scaled out", |of| Some(Cell::new(limit(of.connections.at_scale)))),
        ("usable", |of| Some(Cell::new(grouped(of.usable)))),
        ("fits", |of| Some(if of.fits { Cell::new("yes") } else { Cell::styled(BAD, "*no") })),
        ("services", |of| (!of.lacks.is_empty()).then(|| Cell::styled(BAD, format!("*{} fewer", of.lacks.len())))),
    ];
    if comparison.alternatives.iter().all(|alternative| alternative.lacks.is_empty()) {
        rows.retain(|(label, _)| *label != "services");
    }
    if !comparison.alternatives.iter().any(scales) {
        rows.retain(|(label, _)| *label != "scaled out");
    }
    blocks(page, comparison, &rows, Some);
}

pub(super) fn services(page: &mut Page, comparison: &Comparison) {
    let mut names: Vec<&str> = Vec::new();
    for service in comparison.alternatives.iter().flat_map(|alternative| &alternative.services) {
        if !names.contains(&&*service.name) {
            names.push(&service.name);
        }
    }
    for name in names {
        page.heading(&cut(name, LONGEST_SERVICE), "waits in one pool, rates of all; * misses a target");
        let of = |alternative: &'_ Alternative| alternative.services.iter().position(|service| service.name == name);
        let services =
            comparison.alternatives.iter().filter_map(|alternative| alternative.services.get(of(alternative)?));
        let rows = rows(&services.collect::<Vec<_>>());
        blocks(page, comparison, &rows, |alternative| alternative.services.get(of(alternative)?));
    }
}

/// The peak is only told where a burst makes one, and deploys and deadlocks where they are trouble.
fn rows(services: &[&ServiceRow]) -> Vec<Row<ServiceRow>> {
    let peaks = services.iter().any(|service| service.utilization_peak != service.utilization);
    let deadlocks = services.iter().any(|service| service.deadlocks);
    let deploys = services.iter().any(|service| is_short_in_deploys(service));
    let mut rows: Vec<Row<ServiceRow>> = vec![
        ("pools", |of| Some(Cell::new(limit(of.pools)))),
        ("size + overflow", |of| Some(Cell::new(size(of)))),
        ("timeout", |of| Some(Cell::new(seconds(of.pool.timeout_s.get())))),
        ("utilization", |of| service_cell(of, Some(Target::UtilizationMean), of.utilization.map(percent))),
        ("peak", |of| service_cell(of, Some(Target::UtilizationPeak), of.utilization_peak.map(percent))),
        ("wait mean", |of| service_cell(of, None, Some(small_duration(of.wait_ms.mean)))),
        ("wait p50", |of| service_cell(of, None, Some(small_duration(of.wait_ms.p50)))),
        ("wait p95", |of| service_cell(of, Some(Target::WaitP95), Some(small_duration(of.wait_ms.p95)))),
        ("wait p99", |of| service_cell(of, None, Some(small_duration(of.wait_ms.p99)))),
        ("timeouts", |of| {
            service_cell(of, Some(Target::TimeoutProbability), Some(small_percent(of.timeout_probability)))
        }),
        ("bears traffic", |of| service_cell(of, None, of.headroom.map(|bears| format!("{} ×", number(bears.traffic))))),
        ("opened/s", |of| service_cell(of, None, of.connects_per_s.map(small_number))),
        ("served/s", |of| service_cell(of, None, of.throughput_per_s.map(number))),
        ("in deploys", |of| is_short_in_deploys(of).then(|| Cell::styled(BAD, "*short"))),
        ("deadlock", |of| of.deadlocks.then(|| Cell::styled(BAD, "*possible"))),
    ];
    rows.retain(|(label, _)| match *label {
        "peak" => peaks,
        "in deploys" => deploys,
        "deadlock" => deadlocks,
        _ => true,
    });
    rows
}

/// Whether a target is missed while a deploy has instances missing.
fn is_short_in_deploys(service: &ServiceRow) -> bool {
    service.missed.iter().any(|miss| miss.in_deploy)
}

pub(super) fn pooler(page: &mut Page, comparison: &Comparison) {
    if comparison.alternatives.iter().all(|alternative| alternative.pooler.is_none()) {
        return;
    }
    page.heading("pooler", "its connections to the server; * misses a target");
    let rows: [Row<PoolerRow>; 5] = [
        ("pools", |of| Some(Cell::new(grouped(of.pools)))),
        ("pool size", |of| Some(Cell::new(of.default_pool_size.to_string()))),
        ("utilization", |of| marked(&of.missed, Some(Target::UtilizationMean), of.utilization.map(percent))),
        ("wait p95", |of| marked(&of.missed, Some(Target::WaitP95), of.wait_ms.map(|wait| small_duration(wait.p95)))),
        ("timeouts", |of| {
            marked(&of.missed, Some(Target::TimeoutProbability), of.timeout_probability.map(small_percent))
        }),
    ];
    blocks(page, comparison, &rows, |alternative| alternative.pooler.as_ref());
}

/// Tables of at most [`MAX_COLUMNS`] alternatives; `part` is what the rows are about.
fn blocks<'a, T: 'a>(
    page: &mut Page,
    comparison: &'a Comparison,
    rows: &[Row<T>],
    part: impl Fn(&'a Alternative) -> Option<&'a T>,
) {
    for (number, alternatives) in comparison.alternatives.chunks(MAX_COLUMNS).enumerate() {
        if number > 0 {
            page.gap();
        }
        let names: Vec<String> = alternatives.iter().map(|alternative| cut(&alternative.name, LONGEST_NAME)).collect();
        let columns = names.iter().map(|name| (name.as_str(), Align::Right));
        let mut table = Table::new(&[("", Align::Left)].into_iter().chain(columns).collect::<Vec<_>>());
        for (label, value) in rows {
            let cells = alternatives.iter().map(|alternative| {
                let cell = part(alternative).and_then(value).unwrap_or_else(|| Cell::styled(QUIET, "–"));
                if alternative.name == ADVISED { cell.or_styled(ADVISED_STYLE) } else { cell }
            });
            table.row([Cell::styled(PLAIN, label)].into_iter().chain(cells).collect());
        }
        table.print(page, 2);
    }
}

/// Without traffic nothing is predicted.
fn service_cell(service: &ServiceRow, target: Option<Target>, value: Option<String>) -> Option<Cell> {
    if service.state == State::NoTraffic { None } else { marked(&service.missed, target, value) }
}

fn marked(missed: &[Miss], target: Option<Target>, value: Option<String>) -> Option<Cell> {
    let is_missed = missed.iter().any(|miss| Some(miss.target) == target && !miss.in_deploy);
    value.map(|value| if is_missed { Cell::styled(BAD, format!("*{value}")) } else { Cell::new(value) })
}

fn size(service: &ServiceRow) -> String {
    let pool = &service.pool;
    if pool.class == PoolClass::NullPool {
        return "NullPool".to_owned();
    }
    if pool.capacity().is_some() { format!("{} + {}", pool.size, pool.overflow) } else { "no limit".to_owned() }
}

fn limit(count: Option<u64>) -> String {
    count.map_or_else(|| "no limit".to_owned(), grouped)
}
