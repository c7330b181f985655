//! `poolwise queue`: evaluates the bare formulas.

use crate::{
    args::{Format, QueueArguments},
    failure::Failure,
    output::Output,
    text::{
        self, BOLD, PLAIN, QUIET,
        page::Page,
        table::{Align, Cell, Table},
    },
};
use poolwise::{
    format::{amount, count, duration, number, percent},
    queue::{Waiting, erlang_b, erlang_c},
};
use serde::Serialize;

/// The results of the formulas; null without a steady state.
#[derive(Serialize)]
struct Queue {
    state: State,
    erlang_b: f64,
    erlang_c: Option<f64>,
    wait_ms: Wait,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Stable,
    Saturated,
    NoTraffic,
}

/// Over all requests, including those that do not wait.
#[derive(Serialize)]
struct Wait {
    mean: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
}

pub(crate) fn run(arguments: &QueueArguments) -> Result<Output, Failure> {
    let queue = Queue::of(arguments);
    match arguments.format {
        Format::Json => Output::json(&queue),
        Format::Text => Ok(Output::styled(report(arguments, &queue, text::width()))),
    }
}

impl Queue {
    fn of(&QueueArguments { servers, load, hold_ms, .. }: &QueueArguments) -> Self {
        let waiting = Waiting::new(servers, load, hold_ms);
        let percentile = |q| waiting.map(|waiting| waiting.percentile(q));
        Self {
            state: match waiting {
                None => State::Saturated,
                Some(_) if load == 0.0 => State::NoTraffic,
                Some(_) => State::Stable,
            },
            erlang_b: erlang_b(servers, load),
            erlang_c: erlang_c(servers, load),
            wait_ms: Wait {
                mean: waiting.map(|waiting| waiting.mean()),
                p50: percentile(0.50),
                p95: percentile(0.95),
                p99: percentile(0.99),
            },
        }
    }
}

fn report(arguments: &QueueArguments, queue: &Queue, width: usize) -> String {
    let mut page = Page::new(width);
    let &QueueArguments { servers, load, hold_ms, .. } = arguments;
    let title = format!("{}, {}, held for {}", count(servers, "connection"), amount(load, "erlang"), duration(hold_ms));
    page.paragraph(BOLD, 0, &title);
    page.gap();
    #[expect(clippy::cast_precision_loss, reason = "at most ten million")]
    let utilization = load / servers as f64;
    let (state, means) = match queue.state {
        State::Stable => ("stable", ""),
        State::Saturated => ("saturated", "the queue grows without end"),
        State::NoTraffic => ("no traffic", ""),
    };
    let duration_or_dash = |ms: Option<f64>| ms.map_or_else(|| "–".to_owned(), duration);
    let rows = [
        ("state", state.to_owned(), means),
        ("utilization", percent(utilization), "load / connections"),
        ("Erlang B", number(queue.erlang_b), "share of requests lost if none may wait"),
        ("Erlang C", queue.erlang_c.map_or_else(|| "–".to_owned(), number), "share of requests that wait"),
        ("mean wait", duration_or_dash(queue.wait_ms.mean), "over all requests"),
        ("p50", duration_or_dash(queue.wait_ms.p50), "half of the requests wait at most this long"),
        ("p95", duration_or_dash(queue.wait_ms.p95), ""),
        ("p99", duration_or_dash(queue.wait_ms.p99), ""),
    ];
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left), ("", Align::Left)]);
    for (name, value, meaning) in rows {
        table.row(vec![Cell::new(name), Cell::styled(BOLD, value), Cell::styled(QUIET, meaning)]);
    }
    table.print(&mut page, 2);
    page.gap();
    page.paragraph(PLAIN, 2, "M/M/c: requests arrive at random, hold times are exponential, nobody gives up.");
    page.finish()
}
