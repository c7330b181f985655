//! `poolwise plan`: the whole plan.

mod reasons;
mod ways;

use crate::{
    args::{Format, PlanArguments},
    failure::Failure,
    output::Output,
    scenario::Input,
    text::{
        self, ADVISED, BAD, BOLD, PLAIN, QUIET,
        amount::{small_duration, small_number, small_percent},
        bar, findings,
        page::Page,
        table::{Align, Cell, Table, changes},
    },
};
use poolwise::{
    Plan, Scenario,
    advise::misses,
    format::{count, duration, number},
    plan::ServicePlan,
    predict::{Prediction, State},
    scenario::{Service, Targets},
};

pub(crate) fn run(arguments: &PlanArguments) -> Result<Output, Failure> {
    let scenario = Input::load(&arguments.input, None)?.scenario;
    let plan = poolwise::plan(&scenario);
    match arguments.format {
        Format::Json => Output::json(&plan),
        Format::Text => Ok(Output::styled(report(&scenario, &plan, text::width()))),
    }
}

/// The plan for people: the verdict first, then what it rests on, then what to do.
fn report(scenario: &Scenario, plan: &Plan, width: usize) -> String {
    let mut page = Page::new(width);
    let (style, mark) = text::status(plan.verdict.status);
    page.item(style, 0, mark, style, &plan.verdict.headline);
    page.paragraph(PLAIN, 2, &plan.verdict.detail);

    page.heading("Connections", "");
    bar::budget(&mut page, &plan.budget);
    if plan.services.is_empty() {
        page.gap();
        page.paragraph(
            PLAIN,
            2,
            "The scenario has no services yet: add one under [[services]], or read one with --env.",
        );
        return page.finish();
    }
    settings(&mut page, plan);
    outcomes(&mut page, scenario, plan);
    if !plan.findings.is_empty() {
        page.heading("Findings", &findings::summary(&plan.findings));
        for finding in &plan.findings {
            findings::finding(&mut page, finding, None);
        }
    }
    ways::ways_out(&mut page, plan);
    reasons::reasons(&mut page, plan);
    page.finish()
}

fn settings(page: &mut Page, plan: &Plan) {
    page.heading("Settings", "current → advised; of one pool, and the connections of all");
    let column =
        |value: fn(&ServicePlan) -> (String, String)| changes(&plan.services.iter().map(value).collect::<Vec<_>>());
    let sizes = column(|service| (service.current.pool.size.to_string(), service.advised.pool.size.to_string()));
    let overflows =
        column(|service| (service.current.pool.overflow.to_string(), service.advised.pool.overflow.to_string()));
    let capacities = column(|service| (limit(service.current.pool.capacity()), limit(service.advised.pool.capacity())));
    let lines: Vec<_> =
        plan.budget.services.iter().map(|line| (limit(line.current.at_rest), limit(line.advised.at_rest))).collect();

    let mut table = Table::new(&[
        ("service", Align::Left),
        ("pools", Align::Right),
        ("size", Align::Left),
        ("overflow", Align::Left),
        ("capacity", Align::Left),
        ("connections", Align::Left),
    ]);
    let cells = sizes.into_iter().zip(overflows).zip(capacities).zip(changes(&lines));
    for (service, (((size, overflow), capacity), connections)) in plan.services.iter().zip(cells) {
        let pools = service.pools.map_or_else(|| "over 2⁶⁴".to_owned(), |pools| pools.to_string());
        table.row(vec![Cell::new(&service.name), Cell::new(pools), size, overflow, capacity, connections]);
    }
    table.print(page, 2);
    ways::also_change(page, plan);
    ways::until(page, plan);
}

fn limit(connections: Option<u64>) -> String {
    connections.map_or_else(|| "no limit".to_owned(), |n| n.to_string())
}

fn outcomes(page: &mut Page, scenario: &Scenario, plan: &Plan) {
    page.heading("What happens", "in one pool; a target missed is marked *");
    for (service, planned) in scenario.services.iter().zip(&plan.services) {
        page.gap();
        page.item(BOLD, 2, &format!("{}:", service.name), PLAIN, &traffic(service));
        for hold in planned.holds.iter().filter(|hold| !hold.is_given()) {
            page.paragraph(QUIET, 4, &format!("holds of {}: {}", hold.name, hold.told()));
        }
        if planned.current.prediction.state == State::NoTraffic {
            continue;
        }
        // In 80 columns there is room for the peak of a burst or for the median, which a burst leaves where it was.
        let bursts = service.burst.is_some();
        let hidden = if bursts { "p50" } else { "peak" };
        let titles = [
            ("utilization", "utilization"),
            ("peak", "peak"),
            ("p50", "wait p50"),
            ("p95", if bursts { "wait p95" } else { "p95" }),
            ("p99", "p99"),
            ("timeouts", "timeouts"),
            ("opened", "opened/s"),
        ];
        let columns = titles.iter().filter(|(name, _)| *name != hidden).map(|&(_, title)| (title, Align::Right));
        let mut table = Table::new(&[("", Align::Left)].into_iter().chain(columns).collect::<Vec<_>>());
        for (label, prediction) in [("current", &planned.current.prediction), ("advised", &planned.advised.prediction)]
        {
            let style = if label == "advised" { ADVISED } else { PLAIN };
            let cells = outcome(prediction, &scenario.targets).into_iter().zip(titles);
            let shown = cells.filter(|(_, (name, _))| *name != hidden).map(|(cell, _)| cell);
            table.row([Cell::styled(style, label)].into_iter().chain(shown).collect());
        }
        table.print(page, 4);
        if let Some(bears) = planned.advised.holds_up_to {
            let (traffic, hold) = (times(bears.traffic), times(bears.hold));
            page.paragraph(QUIET, 4, &format!("advised holds up to {traffic} the traffic, {hold} the hold"));
        }
    }
}

/// "1.7 ×", or that it is more than anybody asks for.
fn times(factor: f64) -> String {
    if factor < 100.0 { format!("{factor} ×") } else { "over 100 ×".to_owned() }
}

/// Utilization, its peak, the wait's percentiles, timeouts and opened connections.
fn outcome(prediction: &Prediction, targets: &Targets) -> Vec<Cell> {
    let missed = misses(targets, prediction);
    let cell = |target: &str, value: String| {
        let miss = missed.iter().any(|miss| miss.field == target);
        if miss { Cell::styled(BAD, format!("*{value}")) } else { Cell::new(value) }
    };
    let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), small_percent);
    let wait = &prediction.wait_ms;
    vec![
        cell("utilization_mean", share(prediction.utilization)),
        cell("utilization_peak", share(prediction.utilization_peak)),
        Cell::new(small_duration(wait.p50)),
        cell("wait_p95_ms", small_duration(wait.p95)),
        Cell::new(small_duration(wait.p99)),
        cell("timeout_probability", small_percent(prediction.timeout_probability)),
        Cell::new(small_number(prediction.connects_per_s)),
    ]
}

/// "8 pools, each with 22.5 requests a second held for 60 ms".
fn traffic(service: &Service) -> String {
    let pools = service.pools();
    let rate = service.rate_per_s();
    if rate <= 0.0 {
        return "no traffic is given, so nothing is predicted".to_owned();
    }
    let each = match pools {
        Some(1) => "1 pool with".to_owned(),
        Some(pools) => format!("{}, each with", count(pools, "pool")),
        None => "more pools than 64 bits hold, each with".to_owned(),
    };
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let share = rate / pools.unwrap_or(u64::MAX) as f64;
    let burst = service.burst.as_ref().map_or_else(String::new, |burst| {
        format!("; × {} for {} s of every {} s", burst.factor, burst.for_s, burst.every_s)
    });
    format!("{each} {} requests a second held for {}{burst}", number(share), duration(service.hold().mean_ms))
}
