//! How long a plan takes.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use poolwise::{
    Plan, Scenario, plan, plan_with,
    predict::{Method, predict_by_formula},
};

pub(crate) fn print() -> Result<()> {
    println!("A plan of one service: 180/s for 50 ms, four pools of 3 + 0");
    let formulas = |scenario: &Scenario| plan_with(scenario, predict_by_formula);
    time("plan_with(predict_by_formula)", Method::ClosedForm, "{ mean = 50 }", formulas)?;
    time("plan, exponential holds", Method::ClosedForm, "{ mean = 50 }", plan)?;
    time("plan, lognormal holds of cv 2", Method::Simulation, "{ mean = 50, cv = 2 }", plan)
}

/// Prints the shortest time that a plan takes, given the method by which it predicts the present pool.
fn time(name: &str, method: Method, hold: &str, plan: impl Fn(&Scenario) -> Plan) -> Result<()> {
    let scenario = Scenario::from_toml(&format!(
        "[[services]]\ninstances = 4\npool = {{ size = 3, overflow = 0 }}\n\
         traffic = [{{ rate_per_s = 180, hold_ms = {hold} }}]"
    ))?;
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
