//! The table in docs/advice.md: what the policy of the advice costs and gives.

use poolwise::{
    Scenario,
    advise::advise,
    format::{duration, percent},
    predict::{Prediction, predict},
    scenario::{Pool, Service},
    units::{Multiple, PerSecond},
};
use poolwise_tests::checked_in;
use std::fmt::Write as _;

/// A name, what multiplies the pool, the rate and the hold.
const ROWS: [(&str, &str, f64, &str); 8] = [
    ("4 × 2 processes, 180/s × 60 ms", "instances = 4\nworkers = 2\nsurge = '25%'", 180.0, "mean = 60"),
    ("1 process, 100/s × 50 ms", "", 100.0, "mean = 50"),
    ("2 instances, 100/s × 50 ms", "instances = 2", 100.0, "mean = 50"),
    ("10 × 4 processes, 2000/s × 10 ms", "instances = 10\nworkers = 4", 2000.0, "mean = 10"),
    ("2 × 4 processes, 500/s × 20 ms", "instances = 2\nworkers = 4", 500.0, "mean = 20"),
    ("1 process, 30/s × 200 ms", "", 30.0, "mean = 200"),
    ("4 processes, 8/s × 500 ms", "workers = 4", 8.0, "mean = 500"),
    ("2 × 2 processes, 200/s × 50 ms, cv 3", "instances = 2\nworkers = 2", 200.0, "mean = 50, cv = 3"),
];

const BEGIN: &str = "<!-- table: begin -->\n";
const END: &str = "<!-- table: end -->";

fn scenario(fleet: &str, rate: f64, hold: &str) -> Scenario {
    let pool = "pool = { size = 5, overflow = 10, pre_ping = true }";
    let traffic = format!("traffic = [{{ rate_per_s = {rate}, hold_ms = {{ {hold} }} }}]");
    Scenario::from_toml(&format!("[[services]]\n{fleet}\n{pool}\n{traffic}")).expect("a scenario")
}

/// The service with so many times its traffic.
fn busier(service: &Service, factor: f64) -> Service {
    let mut busier = service.clone();
    for class in &mut busier.traffic {
        class.rate_per_s = PerSecond::clamped(class.rate_per_s.get() * factor);
    }
    busier
}

/// The p95 wait, or the share that times out.
fn outcome(prediction: &Prediction) -> String {
    if prediction.timeout_probability > 0.0001 {
        format!("**{} time out**", percent(prediction.timeout_probability))
    } else {
        duration(prediction.wait_ms.p95)
    }
}

/// The pool, the connections in all, and what happens at 1, 1.5 and 2 times the traffic.
fn cells(scenario: &Scenario, pool: &Pool) -> String {
    let service = &scenario.services[0];
    let all = service.pools().expect("a few") * pool.capacity().expect("bounded");
    let outcomes = [1.0, 1.5, 2.0].map(|factor| outcome(&predict(&busier(service, factor), pool)));
    format!("{} + {} = {all} | {}", pool.size, pool.overflow, outcomes.join(" | "))
}

fn table() -> String {
    let mut table = String::from(
        "| service | fewest, in all | 1 × | 1.5 × | 2 × | advised, in all | 1 × | 1.5 × | 2 × |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for (name, fleet, rate, hold) in ROWS {
        let scenario = scenario(fleet, rate, hold);
        let mut fewest = scenario.clone();
        fewest.targets.headroom = Multiple::clamped(1.0);
        // A pool that is far too large, so that none is kept.
        fewest.services[0].pool.size = poolwise::units::Natural::clamped(1000);
        let [fewest, advised] = [&fewest, &scenario].map(|scenario| advise(scenario).services.swap_remove(0).pool);
        let _ = writeln!(table, "| {name} | {} | {} |", cells(&scenario, &fewest), cells(&scenario, &advised));
    }
    table
}

#[test]
fn the_table_of_the_policy_is_what_the_engine_predicts() {
    let path = "../docs/advice.md";
    let page = checked_in::read(path);
    let (before, rest) = page.split_once(BEGIN).expect("where the table begins");
    let (_, after) = rest.split_once(END).expect("where the table ends");
    checked_in::check(path, &format!("{before}{BEGIN}{}{END}{after}", table()));
}
