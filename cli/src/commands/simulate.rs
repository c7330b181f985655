//! `poolwise simulate`: simulates each service's pool from a cold start.

use crate::{
    args::{Format, SimulateArguments},
    failure::Failure,
    output::Output,
    scenario::Input,
    text::{
        self, ADVISED, BAD, BOLD, PLAIN, QUIET, WARNING,
        chart::{Chart, axis},
        page::Page,
        table::{Align, Cell, Table},
    },
};
use poolwise::{
    answers,
    format::{count, duration, number, percent},
    predict::State,
    simulate::{Course, Moment, Runs, ScenarioRuns, ServiceCourse, simulate_all},
    units::Seconds,
};

pub(crate) fn run(arguments: &SimulateArguments) -> Result<Output, Failure> {
    let mut scenario = Input::load(&arguments.input, None)?.document.scenario;
    let runs = Runs {
        horizon_s: arguments.horizon,
        warmup_s: arguments.warmup,
        replications: arguments.replications,
        seed: arguments.seed,
        step_s: Seconds::clamped(1.0),
    };
    if runs.warmup_s.get() >= runs.horizon_s.get() {
        return Err(Failure::new("--warmup", format!("must be below --horizon, {} s", runs.horizon_s)));
    }
    answers::check_duration(&scenario, runs)?;
    if arguments.advised {
        let plan = poolwise::plan(&scenario);
        for (service, planned) in scenario.services.iter_mut().zip(plan.services) {
            service.pool = planned.advised.pool;
        }
    }
    let simulated = simulate_all(&scenario, runs);
    match arguments.format {
        Format::Json => Output::json(&simulated),
        Format::Text => Ok(Output::styled(report(&simulated, arguments.advised, text::width()))),
    }
}

fn report(simulated: &ScenarioRuns, advised: bool, width: usize) -> String {
    let mut page = Page::new(width);
    let title = format!(
        "{} of {}, each from an empty pool{}",
        count(simulated.replications.into(), "run"),
        duration(simulated.horizon_s * 1000.0),
        if advised { " with the advised settings" } else { "" }
    );
    page.paragraph(BOLD, 0, &title);
    if simulated.services.is_empty() {
        page.gap();
        page.paragraph(PLAIN, 2, "The scenario has no services yet: add one under [[services]].");
    }
    for service in &simulated.services {
        course(&mut page, simulated, service);
    }
    page.finish()
}

fn course(page: &mut Page, simulated: &ScenarioRuns, service: &ServiceCourse) {
    let prediction = &service.course.prediction;
    let pool = &service.pool;
    page.heading(&service.name, &format!("size {}, overflow {}, of one pool", pool.size, pool.overflow));
    if prediction.state == State::NoTraffic {
        page.gap();
        return page.paragraph(PLAIN, 2, "nothing is simulated, since no traffic is given");
    }
    numbers(page, simulated, service);
    page.gap();
    charts(page, simulated, service);
}

fn numbers(page: &mut Page, simulated: &ScenarioRuns, service: &ServiceCourse) {
    let prediction = &service.course.prediction;
    let wait = prediction.wait_ms;
    let sure = |value: f64, high: Option<f64>, tell: fn(f64) -> String| {
        high.map_or_else(String::new, |high| format!("± {}", tell((high - value).max(0.0))))
    };
    let interval = prediction.interval.as_ref();
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let a_run = |n: u64| number(n as f64 / f64::from(simulated.replications));
    let rows = [
        (
            "utilization",
            prediction.utilization.map_or_else(|| "–".to_owned(), percent),
            sure(prediction.utilization.unwrap_or(0.0), interval.map(|interval| interval.utilization[1]), percent),
        ),
        (
            "mean wait",
            duration(wait.mean),
            sure(wait.mean, interval.map(|interval| interval.wait_mean_ms[1]), duration),
        ),
        ("wait p50", duration(wait.p50), String::new()),
        ("p95", duration(wait.p95), String::new()),
        ("p99", duration(wait.p99), String::new()),
        ("timeouts", percent(prediction.timeout_probability), first_timeout(&service.course, simulated.replications)),
        ("opened/s", number(prediction.connects_per_s), String::new()),
    ];
    page.gap();
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left), ("", Align::Left)]);
    for (name, value, beside) in rows {
        table.row(vec![Cell::new(name), Cell::styled(BOLD, value), Cell::styled(QUIET, beside)]);
    }
    table.print(page, 2);
    page.gap();
    let requests = service.course.requests;
    let fates = [
        (requests.served, "served"),
        (requests.timed_out, "timed out"),
        (requests.leaked, "leaked"),
        (requests.in_flight, "in flight at the end"),
    ];
    let fates: Vec<String> =
        fates.iter().filter(|(n, _)| *n > 0).map(|(n, fate)| format!("{} {fate}", a_run(*n))).collect();
    let arrived = a_run(requests.arrived);
    let counted = if simulated.warmup_s > 0.0 {
        format!(" The numbers above leave out the first {}.", duration(simulated.warmup_s * 1000.0))
    } else {
        String::new()
    };
    page.paragraph(PLAIN, 2, &format!("Of {arrived} requests per run: {}.{counted}", fates.join(", ")));
}

/// "the first after 12 s", and the number of runs if not all have one.
fn first_timeout(course: &Course, replications: u32) -> String {
    let Some(first) = course.prediction.first_timeout_s else {
        let later = course.prediction.timeout_probability > 0.0;
        return if later { "all after the end".to_owned() } else { String::new() };
    };
    let first = format!("the first after {}", duration(first * 1000.0));
    if course.runs_with_timeouts == replications {
        first
    } else {
        format!("{first}, in {} of {replications} runs", course.runs_with_timeouts)
    }
}

fn charts(page: &mut Page, simulated: &ScenarioRuns, service: &ServiceCourse) {
    let series = &service.course.series;
    let of = |value: fn(&Moment) -> f64| series.iter().map(value).collect::<Vec<f64>>();
    let capacity = service.course.prediction.capacity;
    #[expect(clippy::cast_precision_loss, reason = "the height of an axis")]
    let ceiling = capacity.map_or(0.0, |capacity| capacity as f64);
    let (busy, waiting, timed_out) =
        (of(|moment| moment.busy), of(|moment| moment.waiting), of(|moment| moment.timed_out));
    let rows = [
        (
            if capacity.is_some() { "busy connections, up to size + overflow" } else { "busy connections" },
            ADVISED,
            busy,
            ceiling,
            4,
        ),
        ("waiting requests", WARNING, waiting, 0.0, 3),
        ("timeouts per second", BAD, timed_out, 0.0, 2),
    ];
    for (name, style, values, ceiling, height) in rows {
        if values.iter().any(|value| *value > 0.0) {
            Chart { name, style, values: &values, ceiling, height, tell: number }.print(page);
        }
    }
    axis(page, series.len(), &duration(simulated.horizon_s * 1000.0));
}
