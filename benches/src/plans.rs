//! How long a plan takes.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use poolwise::{
    Plan, Scenario, plan, plan_with,
    predict::{Method, Predictor},
};

pub(crate) fn print() -> Result<()> {
    println!("A plan of one service, and of ten: each 180/s for 50 ms, four pools of 3 + 0");
    let formulas = |scenario: &Scenario| plan_with(scenario, Predictor::ClosedForm);
    let lognormal = "{ mean = 50, cv = 2 }";
    time("plan_with(Predictor::ClosedForm)", Method::ClosedForm, 1, "{ mean = 50 }", formulas)?;
    time("plan, exponential holds", Method::ClosedForm, 1, "{ mean = 50 }", plan)?;
    time("plan, lognormal holds of cv 2", Method::Simulation, 1, lognormal, plan)?;
    time("the same for ten services", Method::Simulation, 10, lognormal, plan)
}

/// Prints the shortest time that a plan takes, given the method by which it predicts the present pool.
fn time(name: &str, method: Method, services: usize, hold: &str, plan: impl Fn(&Scenario) -> Plan) -> Result<()> {
    let service = format!(
        "[[services]]\ninstances = 4\npool = {{ size = 3, overflow = 0 }}\n\
         traffic = [{{ rate_per_s = 180, hold_ms = {hold} }}]\n"
    );
    let database = "[database]\nmax_connections = 1000\n";
    let scenario = Scenario::from_toml(&format!("{database}{}", service.repeat(services)))?;
    let start = Instant::now();
    let (mut best, mut tries) = (f64::INFINITY, 0);
    while tries < 5 || start.elapsed().as_secs_f64() < 1.0 {
        let start = Instant::now();
        let plan = black_box(plan(black_box(&scenario)));
        best = best.min(start.elapsed().as_secs_f64());
        tries += 1;
        let found = plan.services[0].current.prediction.method;
        ensure!(found == method, "{name}: the prediction is by {found:?}");
    }
    let time = if best < 1e-3 { format!("{:.0} µs", best * 1e6) } else { format!("{:.0} ms", best * 1e3) };
    println!("  {name:<30}{time:>10}");
    Ok(())
}
