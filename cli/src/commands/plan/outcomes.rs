//! The predictions for one pool of each service, current and advised.

use crate::text::{
    ADVISED, BAD, BOLD, PLAIN, QUIET,
    amount::{small_duration, small_number, small_percent},
    page::Page,
    table::{Align, Cell, Table},
};
use anstyle::Style;
use poolwise::{
    Plan, Scenario,
    advise::{Headroom, Miss, Target, misses, misses_in_deploy},
    format::{amount, count, duration, grouped, number, percent, time_of_day},
    plan::ServicePlan,
    predict::{Prediction, State},
    scenario::{Service, ServiceKind, Targets},
    units::{Positive, Quantity},
};

pub(super) fn outcomes(page: &mut Page, scenario: &Scenario, plan: &Plan) {
    page.heading("What happens", "in one pool; missed targets are marked *");
    if let Some(refused) = refused(plan) {
        page.paragraph(BAD, 2, &refused);
    }
    let busiest = scenario.at_its_busiest();
    let services = scenario.services.iter().zip(&busiest.services).zip(&plan.services);
    for ((written, service), planned) in services {
        page.gap();
        page.item(BOLD, 2, &format!("{}:", service.name), PLAIN, &traffic(service));
        for hold in planned.holds.iter().filter(|hold| !hold.is_given()) {
            page.paragraph(QUIET, 4, &format!("holds of {}: {}", hold.name, hold.describe()));
        }
        if planned.current.prediction.state == State::NoTraffic {
            continue;
        }
        if service.kind == ServiceKind::Function {
            page.paragraph(QUIET, 4, &instances(service));
        }
        if written.has_profile() {
            page.paragraph(QUIET, 4, &busiest_window(written, planned));
        }
        let setups = [
            ("current", PLAIN, planned.current.busiest(), planned.current.in_deploy.as_ref()),
            ("advised", ADVISED, planned.advised.busiest(), planned.advised.in_deploy.as_ref()),
        ];
        let targets = scenario.targets.for_service(service);
        table(page, setups, &targets, service.burst.is_some());
        if let Some(serving) = service.serving_in_deploy() {
            let all = count(service.instances.get().into(), "instance");
            let of = format!("in deploy: while {serving} of {all} serve, as if that lasted");
            page.paragraph(QUIET, 4, &of);
        }
        if let Some(which) = deadlocked(planned) {
            page.paragraph(
                BAD,
                4,
                &format!("{which}: tasks can deadlock and then wait until they time out; the numbers above do not include that"),
            );
        }
        let setups = [("current", planned.current.headroom), ("advised", planned.advised.headroom)];
        let is_same = planned.kept && planned.current.headroom == planned.advised.headroom;
        for (label, headroom) in setups.into_iter().take(if is_same { 1 } else { 2 }) {
            if let Some(headroom) = headroom {
                page.paragraph(QUIET, 4, &format!("{label} {}", bears(headroom)));
            }
        }
    }
    let of_pooler = plan
        .pooler
        .as_ref()
        .and_then(|pooler| pooler.current.prediction.as_ref().zip(pooler.advised.prediction.as_ref()));
    if let Some((now, then)) = of_pooler.filter(|(now, _)| now.state != State::NoTraffic) {
        page.gap();
        page.item(
            BOLD,
            2,
            "the pooler:",
            PLAIN,
            "how long a client waits for a server connection, on top of the wait in its own pool",
        );
        let setups = [("current", PLAIN, now, None), ("advised", ADVISED, then, None)];
        table(page, setups, &scenario.targets, false);
    }
}

/// Explains which numbers ignore that the server refuses connections.
fn refused(plan: &Plan) -> Option<String> {
    let (taken, usable) = (plan.budget.current.at_scale?, plan.budget.usable);
    (taken > usable).then(|| {
        format!(
            "The server admits {} of {} connections and refuses the rest. \"Current\" shows what would happen if it admitted \
             them all.",
            grouped(usable),
            grouped(taken)
        )
    })
}

/// The settings with which tasks can deadlock.
fn deadlocked(planned: &ServicePlan) -> Option<&'static str> {
    match (planned.current.deadlocks, planned.advised.deadlocks) {
        (true, true) => Some("current and advised"),
        (true, false) => Some("current"),
        (false, true) => Some("advised"),
        (false, false) => None,
    }
}

/// The name and style of a row, its prediction, and the prediction during a deploy.
type Setup<'a> = (&'static str, Style, &'a Prediction, Option<&'a Prediction>);

/// Prints the predictions for the current and the advised pool.
fn table(page: &mut Page, setups: [Setup<'_>; 2], targets: &Targets, bursts: bool) {
    // 80 columns have room for either the peak of a burst or the median, which bursts hardly change.
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
    let mut row = |label, style, prediction, missed: &[Miss]| {
        let cells = outcome(prediction, missed).into_iter().zip(titles);
        let shown = cells.filter(|(_, (name, _))| *name != hidden).map(|(cell, _)| cell);
        table.row([Cell::styled(style, label)].into_iter().chain(shown).collect());
    };
    for (label, style, prediction, in_deploy) in setups {
        row(label, style, prediction, &misses(targets, prediction));
        if let Some(then) = in_deploy {
            row("in deploy", QUIET, then, &misses_in_deploy(targets, then));
        }
    }
    table.print(page, 4);
}

/// "bears 1.7 times the traffic, a hold 1.6 times as long, 1 lost instance, a process with 1.7 times its share".
fn bears(headroom: Headroom) -> String {
    if headroom.traffic < 1.0 {
        return format!("meets its targets at only {} of its traffic", percent(headroom.traffic));
    }
    let mut parts = vec![
        format!("{} times the traffic", factor(headroom.traffic)),
        format!("a hold {} times as long", factor(headroom.hold)),
    ];
    if headroom.lost_instances > 0 {
        parts.push(count(headroom.lost_instances, "lost instance"));
    }
    if headroom.imbalance > 1.0 {
        parts.push(format!("a process with {} times its share", factor(headroom.imbalance)));
    }
    format!("bears {}", parts.join(", "))
}

fn factor(factor: f64) -> String {
    if factor < 100.0 { number(factor) } else { "over 100".to_owned() }
}

/// Utilization, its peak, the wait's percentiles, timeouts and opened connections.
fn outcome(prediction: &Prediction, missed: &[Miss]) -> Vec<Cell> {
    use Target::{TimeoutProbability, UtilizationMean, UtilizationPeak, WaitP95};
    // Where tasks are too few for the traffic, what is missed is not the number that stands here.
    let cell = |targets: &[Target], value: Option<f64>, shown: String| {
        let miss = missed.iter().any(|miss| targets.contains(&miss.target) && Some(miss.value) == value);
        if miss { Cell::styled(BAD, format!("*{shown}")) } else { Cell::new(shown) }
    };
    let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), small_percent);
    let (wait, timeouts) = (&prediction.wait_ms, prediction.timeout_probability);
    vec![
        cell(&[UtilizationMean, UtilizationPeak], prediction.utilization, share(prediction.utilization)),
        cell(&[UtilizationPeak], prediction.utilization_peak, share(prediction.utilization_peak)),
        Cell::new(small_duration(wait.p50)),
        cell(&[WaitP95], Some(wait.p95), small_duration(wait.p95)),
        Cell::new(small_duration(wait.p99)),
        cell(&[TimeoutProbability], Some(timeouts), small_percent(timeouts)),
        Cell::new(small_number(prediction.connects_per_s)),
    ]
}

/// "its traffic takes 20 instances: 40 invocations per second × 500 ms ÷ 1 at once".
fn instances(function: &Service) -> String {
    let invocation_ms = function.duration_ms.map_or(function.hold().mean_ms, Quantity::get);
    let at_once = function.concurrency.map_or(1, Positive::get);
    format!(
        "{} at its busiest: {} per second × {} ÷ {} at once on average, and more for moments; no fewer than given",
        count(function.instances.get().into(), "instance"),
        amount(function.rate_per_s(), "invocation"),
        duration(invocation_ms),
        at_once,
    )
}

/// "the busiest 15 minutes, from 19:00; on average over the profile 60 requests per second, utilization 38 %, advised 20 %".
fn busiest_window(service: &Service, planned: &ServicePlan) -> String {
    let from = planned.busiest_at_s.map_or_else(String::new, |at_s| format!(", from {}", when(service, at_s)));
    let utilization = |prediction: &Prediction| prediction.utilization.map_or_else(|| "–".to_owned(), small_percent);
    let which = if service.imbalance.get() > 1.0 { "the busiest" } else { "each" };
    format!(
        "these are its busiest 15 minutes{from}; on average over its profile {} per second in {which} pool, utilization {}, advised {}",
        amount(per_pool(service), "request"),
        utilization(&planned.current.prediction),
        utilization(&planned.advised.prediction),
    )
}

/// A time of the profile's period.
fn when(service: &Service, at_s: f64) -> String {
    let mut profiles = service.traffic.iter().filter_map(|class| class.profile.as_ref());
    match profiles.next() {
        Some(profile) if profile.is_daily() => time_of_day(at_s),
        _ => format!("{} of its period", duration(at_s * 1000.0)),
    }
}

/// The requests per second that the busiest of its pools gets.
fn per_pool(service: &Service) -> f64 {
    service.per_pool(service.rate_per_s())
}

/// "8 pools, each with 22.5 requests per second held for 60 ms", or "the busiest of 8 pools, with …".
fn traffic(service: &Service) -> String {
    let pools = service.pools();
    let rate = service.rate_per_s();
    if rate <= 0.0 {
        return "nothing is predicted, since no traffic is given".to_owned();
    }
    let is_uneven = service.imbalance.get() > 1.0;
    let each = match pools {
        Some(1) => "1 pool with".to_owned(),
        Some(pools) if is_uneven => format!("the busiest of {}, with", count(pools, "pool")),
        Some(pools) => format!("{}, each with", count(pools, "pool")),
        None => "more pools than 64 bits hold, each with".to_owned(),
    };
    let burst = service.burst.as_ref().map_or_else(String::new, |burst| {
        format!("; × {} for {} s of every {} s", burst.factor, burst.for_s, burst.every_s)
    });
    let hold = service.hold().mean_ms;
    let (of_each, nothing) = if hold > 0.0 {
        (format!(" held for {}", duration(hold)), "")
    } else {
        (String::new(), "; nothing is predicted until you give how long a request holds its connection")
    };
    format!("{each} {} per second{of_each}{burst}{nothing}", amount(per_pool(service), "request"))
}
