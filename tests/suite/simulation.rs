//! The simulation against what is known without it, and the closed forms against the simulation.

use poolwise::{
    Scenario,
    predict::{Interval, Method, Prediction, State, predict, predict_by_formula},
    queue::Waiting,
    simulate::{Course, Runs, simulate},
    units::{Positive, Seconds},
};

fn scenario(service: &str) -> Scenario {
    Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap_or_else(|error| panic!("{service}: {error}"))
}

fn course(service: &str, horizon_s: f64, warmup_s: f64, replications: u64) -> Course {
    let runs = Runs {
        horizon_s: Seconds::clamped(horizon_s),
        warmup_s: Seconds::clamped(warmup_s),
        replications: Positive::clamped(replications),
        ..Runs::default()
    };
    let scenario = scenario(service);
    simulate(&scenario.services[0], &scenario.services[0].pool, runs)
}

/// The mean wait of M/M/c lies in the interval, widened to 99.9 % since there are many of them.
fn check_erlang(servers: u32, utilization: f64) {
    const WIDENED: f64 = 3.9 / 2.1;
    let load = utilization * f64::from(servers);
    let waiting = Waiting::new(servers.into(), load, 50.0).expect("stable");
    let rate = load / 0.05;
    let queue = format!(
        "connect_ms = 0\npool = {{ size = {servers}, overflow = 0, timeout_s = 1000 }}\n\
         traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]"
    );
    // As long as the queue remembers its start, and then a hundred times that.
    let memory = 0.1 / f64::from(servers) / (1.0 - utilization).powi(2) + 0.5;
    let found = course(&queue, 105.0 * memory, 5.0 * memory, 16).prediction;
    let interval = found.interval.as_ref().expect("16 runs have one");
    let [low, high] = interval.wait_mean_ms;
    let (centre, half) = (f64::midpoint(low, high), (high - low) / 2.0 * WIDENED);
    let name = format!("{servers} connections at {utilization}: {} ms", waiting.mean());
    assert!((waiting.mean() - centre).abs() <= half + 1e-3, "{name}, simulated {low} to {high}");
    // The share that waits scatters as the wait does, and is never above 1.
    let relative = half / centre.max(1e-9);
    let share = waiting.probability();
    assert!((found.wait_probability - share).abs() <= share * relative + 1e-3, "{name}: {}", found.wait_probability);
}

#[test]
fn it_is_erlang_c_where_both_apply() {
    for servers in [1, 2, 5, 20, 100, 500] {
        for utilization in [0.3, 0.7, 0.9, 0.99] {
            check_erlang(servers, utilization);
        }
    }
}

/// Scenarios of all kinds, for what holds in every run.
const KINDS: [&str; 10] = [
    "pool = { size = 5, overflow = 10 }\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 80 } }]",
    "pool = { size = 10, overflow = 0, timeout_s = 1 }\ntraffic = [{ rate_per_s = 240, hold_ms = { mean = 50 } }]",
    "pool = { size = 4, overflow = 4, timeout_s = 0 }\ntraffic = [{ rate_per_s = 90, hold_ms = { mean = 80, cv = 3 } }]",
    "pool = { size = 8, overflow = 2 }\nleak_probability = 0.002\ntraffic = [{ rate_per_s = 80, hold_ms = { mean = 30 } }]",
    "pool = { size = 6, overflow = 6, pre_ping = true, recycle_s = 3 }\nburst = { factor = 4, every_s = 20, for_s = 4 }\n\
     traffic = [{ rate_per_s = 60, hold_ms = { mean = 50, cv = 0 } }]",
    "pool = { size = 0 }\ntraffic = [{ rate_per_s = 60, hold_ms = { mean = 500 } }]",
    "pool = { size = 2, overflow = -1 }\ntraffic = [{ rate_per_s = 60, hold_ms = { samples = [1, 2, 300] } }]",
    "pool = { size = 3, overflow = 1, recycle_s = 0, lifo = true }\n\
     traffic = [{ rate_per_s = 30, hold_ms = { p50 = 20, p95 = 90, p99 = 200 } },\
     { name = 'jobs', rate_per_s = 1, hold_ms = { batch = 50, per_record = 10, cv = 0.2 } }]",
    "concurrency = 8\npool = { size = 4, overflow = 2 }\ntraffic = [{ rate_per_s = 110, hold_ms = { mean = 50 } }]",
    "concurrency = 30\nleak_probability = 0.0005\npool = { size = 4, overflow = 6, timeout_s = 0.2 }\n\
     traffic = [{ rate_per_s = 240, hold_ms = { mean = 50, cv = 2 } }]",
];

#[test]
fn no_request_is_lost() {
    for kind in KINDS {
        let requests = course(kind, 60.0, 0.0, 5).requests;
        let fates = requests.served + requests.timed_out + requests.leaked + requests.in_flight;
        assert_eq!(requests.arrived, fates, "{kind}: {requests:?}");
        assert!(requests.served > 1000, "{kind}: {requests:?}");
    }
}

/// What the series counts at each moment is what the requests say of their times.
#[test]
fn littles_law_holds_in_every_run() {
    for kind in KINDS {
        let Course { prediction, series, .. } = course(kind, 60.0, 0.0, 1);
        let mean = |level: fn(&poolwise::simulate::Moment) -> f64| series.iter().map(level).sum::<f64>() / 60.0;
        let near = |name: &str, over_time: f64, over_requests: f64, slack: f64| {
            let most = slack + 1e-4 * over_requests;
            assert!((over_time - over_requests).abs() <= most, "{kind}: {name} {over_time} and {over_requests}");
        };
        near("busy", mean(|moment| moment.busy), prediction.busy_mean, 1e-6);
        // Those that wait at the end have waited for a part of their time only: at most as long as almost all do.
        let at_the_end = series.last().expect("60 steps").waiting + 1.0;
        let unfinished = at_the_end * (2.0 * prediction.wait_ms.p99 / 1000.0).min(60.0) / 60.0;
        near("waiting", mean(|moment| moment.waiting), prediction.waiting_mean, unfinished + 1e-6);
    }
}

#[test]
fn one_pool_waits_less_than_its_parts() {
    for (parts, rate, hold) in [(4, 200, "mean = 50"), (10, 60, "mean = 50, cv = 2"), (16, 100, "mean = 100, cv = 0")] {
        let of = |instances: u64, size: u64| {
            let service = format!(
                "instances = {instances}\npool = {{ size = {size}, overflow = 0 }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ {hold} }} }}]"
            );
            course(&service, 300.0, 10.0, 8).prediction.wait_ms.mean
        };
        let size = if parts == 4 { 4 } else { 1 };
        let (whole, divided) = (of(1, parts * size), of(parts, size));
        assert!(whole < divided, "{parts} pools: {divided} ms, one: {whole} ms");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| KINDS.map(|kind| course(kind, 20.0, 2.0, 9)))
    };
    assert_eq!(on(1), on(7));
}

/// A chain of what a request can meet: time to connect, the wait, the leak that ends everything.
#[test]
fn a_leak_ends_in_timeouts() {
    let service = "pool = { size = 10, overflow = 0, timeout_s = 2 }\nleak_probability = 0.01\n\
                   traffic = [{ rate_per_s = 50, hold_ms = { mean = 20 } }]";
    let Course { prediction, series, requests, .. } = course(service, 120.0, 0.0, 50);
    // 10 connections at 0.5 leaks a second, and the patience of the first that finds none.
    let first = prediction.first_timeout_s.expect("it leaks");
    assert!((first - 22.0).abs() < 4.0, "the first timeout after {first} s");
    assert_eq!(requests.leaked, 500);
    let last = series.last().expect("120 steps");
    assert!((last.busy - 10.0).abs() < 1e-3 && (last.waiting - 100.0).abs() < 10.0, "{last:?}");
}

#[test]
fn a_course_that_is_short_says_as_much() {
    const BUSY: &str = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50, cv = 0 } }]";
    let bounded = format!("pool = {{ size = 10, overflow = 0 }}\n{BUSY}");
    let last = course(&bounded, 2.5, 0.0, 200).series.pop().expect("three steps");
    assert!((last.busy - 5.0).abs() < 0.3, "half a step is as full as a whole one: {last:?}");

    let overflowing = format!("pool = {{ size = 1, overflow = -1 }}\n{BUSY}");
    let found = course(&overflowing, 1.0, 0.0, 40).prediction.overflow_probability;
    assert!(found > 0.9, "nearly all find the one connection busy: {found}");

    let refusing = format!("pool = {{ size = 5, overflow = 0, timeout_s = 0, pre_ping = true }}\n{BUSY}");
    let Course { prediction, runs_with_timeouts, .. } = course(&refusing, 20.0, 5.0, 10);
    assert!(prediction.timeout_probability > 0.2 && runs_with_timeouts == 10, "{prediction:?}");
    assert!((prediction.checkout_ms.p95 - 0.1).abs() < 0.01, "who is refused has not waited longest: {prediction:?}");

    let crowded = format!("pool = {{ size = 4, overflow = 0, timeout_s = 0.1 }}\n{BUSY}");
    let Prediction { wait_ms, checkout_ms, .. } = course(&crowded, 20.0, 5.0, 10).prediction;
    assert!(
        (checkout_ms.p50 - wait_ms.p50).abs() < 0.5,
        "who gives up has waited longest: {wait_ms:?} {checkout_ms:?}"
    );

    let leaking = format!("leak_probability = 0.1\npool = {{ size = 10, overflow = 0, timeout_s = 1 }}\n{BUSY}");
    assert_eq!(course(&leaking, 20.0, 10.0, 5).prediction.state, State::Saturated);
    assert_eq!(course(&leaking, 20.0, 20.0, 5).prediction.state, State::NoTraffic, "nothing is left to count");
}

/// The bounds that `predict::choice` states, where it lets the closed forms answer.
fn check_bounds(service: &str) -> Method {
    let scenario = scenario(service);
    let service_ = &scenario.services[0];
    let chosen = predict(service_, &service_.pool);
    if chosen.method == Method::Simulation || chosen.state == State::NoTraffic {
        return chosen.method;
    }
    let formula = predict_by_formula(service_, &service_.pool);
    let memory = 150.0;
    let simulated = course(service, 6.0 * memory, memory, 6).prediction;
    let [low, high] = simulated.interval.as_ref().expect("six runs").wait_mean_ms;
    let unsure = (high - low) / (high + low).max(1e-9);
    let near = |name: &str, of: fn(&Prediction) -> f64, relative: f64, absolute: f64| {
        let (formula, simulated) = (of(&formula), of(&simulated));
        let most = relative * simulated.abs() + absolute;
        assert!((formula - simulated).abs() <= most, "{service}: {name} {formula}, simulated {simulated}");
    };
    near("utilization", |p| p.utilization.unwrap_or(0.0), 0.0, 0.005);
    near("mean wait", |p| p.wait_ms.mean, 0.05 + unsure, 0.5);
    near("p95", |p| p.wait_ms.p95, 0.05 + unsure, 0.5);
    near("p99", |p| p.wait_ms.p99, 0.05 + unsure, 0.5);
    near("timeouts", |p| p.timeout_probability, 0.0, 0.005);
    near("opened", |p| p.connects_per_s, 0.10, 0.01 * simulated.throughput_per_s);
    chosen.method
}

#[test]
fn the_closed_forms_are_within_their_bounds() {
    let mut by_formula = 0;
    for (size, overflow) in [(10, 0), (5, 10), (20, 0), (2, 6)] {
        for load in [0.02, 0.3, 0.6, 0.8, 0.95, 1.1] {
            for cv in [0.0, 1.0, 1.02, 2.0] {
                for extra in [
                    "timeout_s = 1",
                    "timeout_s = 1, pre_ping = true",
                    "timeout_s = 0.1, recycle_s = 60",
                    "timeout_s = 1, recycle_s = 2",
                ] {
                    let rate = load * f64::from(size + overflow) / 0.05;
                    let service = format!(
                        "pool = {{ size = {size}, overflow = {overflow}, {extra} }}\n\
                         traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50, cv = {cv} }} }}]"
                    );
                    by_formula += usize::from(check_bounds(&service) == Method::ClosedForm);
                }
            }
        }
    }
    assert!(by_formula > 60, "{by_formula} of 384");
}

/// Where a worker has so many tasks, no more requests ask at once.
#[test]
fn the_closed_forms_know_how_many_ask() {
    let mut by_formula = 0;
    for (size, overflow) in [(10, 0), (3, 7)] {
        for tasks in [1, 7, 10, 11, 20, 60, 400] {
            for load in [0.3, 0.8, 0.95, 1.1, 3.0] {
                for (cv, timeout) in [(1.0, 30.0), (1.0, 0.2), (0.0, 1.0), (2.0, 1.0)] {
                    let rate = load * 10.0 / 0.05;
                    let service = format!(
                        "concurrency = {tasks}\npool = {{ size = {size}, overflow = {overflow}, timeout_s = {timeout} }}\n\
                         traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50, cv = {cv} }} }}]"
                    );
                    by_formula += usize::from(check_bounds(&service) == Method::ClosedForm);
                }
            }
        }
    }
    assert!(by_formula > 100, "{by_formula} of 280");
}

/// Where few requests hold their connections thousands of times as long as the others, a prediction is near a run that follows
/// every request for so many seconds.
fn check_long_holds(service: &str, horizon_s: f64) {
    let scenario = scenario(service);
    let predicted = predict(&scenario.services[0], &scenario.services[0].pool);
    let simulated = course(service, horizon_s, horizon_s / 20.0, 8).prediction;
    let unsure = |of: fn(&Interval) -> [f64; 2]| {
        let half = |prediction: &Prediction| {
            let [low, high] = of(prediction.interval.as_ref().expect("several runs"));
            (high - low) / 2.0
        };
        half(&predicted).hypot(half(&simulated))
    };
    let near = |name: &str, of: fn(&Prediction) -> f64, relative: f64, absolute: f64| {
        let (found, expected) = (of(&predicted), of(&simulated));
        let most = relative * expected + absolute;
        assert!((found - expected).abs() <= most, "{service}: {name} {found}, simulated {expected} ± {most}");
    };
    near("utilization", |p| p.utilization.unwrap_or(0.0), 0.0, 0.02);
    near("mean wait", |p| p.wait_ms.mean, 0.1, 0.1 + 1.5 * unsure(|interval| interval.wait_mean_ms));
    near("p95", |p| p.wait_ms.p95, 0.1, 0.5 + 1.5 * unsure(|interval| interval.wait_p95_ms));
    near("p99", |p| p.wait_ms.p99, 0.1, 0.5 + 1.5 * unsure(|interval| interval.wait_p99_ms));
    near("timeouts", |p| p.timeout_probability, 0.2, 1e-3);
    near("opened", |p| p.connects_per_s, 0.25, 0.1);
}

#[test]
fn few_long_holds_are_followed_by_themselves() {
    let fast = |rate: f64| format!("{{ rate_per_s = {rate}, hold_ms = {{ mean = 5 }} }}");
    let pool = |size: u32, overflow: u32, timeout_s: f64| {
        format!("pool = {{ size = {size}, overflow = {overflow}, timeout_s = {timeout_s} }}\n")
    };
    let long = "{ rate_per_s = 0.2, hold_ms = { mean = 7500, cv = 0 } }";
    check_long_holds(&format!("{}traffic = [{}, {long}]", pool(5, 0, 2.0), fast(134.0)), 20_000.0);
    check_long_holds(&format!("{}traffic = [{}, {long}]", pool(3, 3, 30.0), fast(200.0)), 20_000.0);
    check_long_holds(&format!("concurrency = 8\n{}traffic = [{}, {long}]", pool(5, 0, 30.0), fast(134.0)), 20_000.0);
    let streams = "{ rate_per_s = 0.05, hold_ms = { mean = 60000 } }";
    check_long_holds(&format!("{}traffic = [{}, {streams}]", pool(10, 0, 30.0), fast(600.0)), 30_000.0);
}
