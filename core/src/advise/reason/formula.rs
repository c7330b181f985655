//! The formulas that reasons give, with the values put in.

use crate::{
    advise::{Case, required_capacity::RequiredCapacity},
    deadlock::no_deadlock_from,
    format::{duration, number, percent},
    predict::{Method, Prediction},
    scenario::Service,
    units::Count,
};

impl Case<'_> {
    /// "a/c ≤ 70 %, wait p95 ≤ 50 ms, …", and the headroom.
    pub(super) fn sizing_formula(&self, prediction: &Prediction, capacity: u64) -> String {
        let targets = self.predictor.targets;
        let stress = self.predictor.stress;
        // A capacity that the budget has cut does not bear it.
        let has_headroom = matches!(self.required, RequiredCapacity::Sized(steps) if capacity >= steps.headroom);
        let headroom = if stress.is_any() && has_headroom {
            format!(
                "; at {} × the traffic a/c ≤ {} and the same waits; at {} × it keeps up",
                number(stress.traffic),
                percent(targets.utilization_peak.get()),
                number(stress.stable)
            )
        } else {
            String::new()
        };
        let p99 = targets.wait_p99_ms.map_or_else(String::new, |wait| format!(", p99 ≤ {}", duration(wait.get())));
        format!(
            "{}; smallest c with a/c ≤ {}, wait p95 ≤ {}{p99}, P(timeout) ≤ {}{headroom}: c = {capacity}",
            load_formula(self.service, prediction.offered_load),
            percent(targets.utilization_mean.get()),
            duration(targets.wait_p95_ms.get()),
            percent(targets.timeout_probability.get()),
        )
    }
}

pub(super) const NO_DEADLOCK: &str =
    "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1 connections, and no deadlock is possible";

pub(super) fn no_deadlock_formula(service: &Service) -> String {
    let tasks = service.concurrency.map_or(1, Count::get);
    let least = no_deadlock_from(service).unwrap_or(1);
    format!("c ≥ {tasks} × ({} − 1) + 1 = {least}", service.checkouts_per_task)
}

/// The connections that a worker's tasks use at once, which no target changes.
pub(super) fn tasks_formula(service: &Service, offered_load: f64, capacity: u64) -> String {
    format!("{}; tasks × connections per task = {capacity}", load_formula(service, offered_load))
}

/// Where the numbers of a prediction come from.
pub(super) fn source(prediction: &Prediction) -> &'static str {
    match prediction.method {
        Method::ClosedForm => "Little 1961; M/M/c+D (Barrer 1957), stretched by (1 + cv²)/2 (Allen–Cunneen)",
        Method::Simulation => "Little 1961; simulation of the pool, first come, first served",
    }
}

/// Mean busy connections of one pool if nobody waited, for a reason's formula.
pub(super) fn load_formula(service: &Service, offered_load: f64) -> String {
    let (rate, hold) = (number(service.rate_of_one()), number(service.hold().mean_ms / 1000.0));
    let in_deploy = service.serving_in_deploy().zip(service.in_deploy()).map_or_else(String::new, |(serving, then)| {
        let all = service.instances;
        format!(", and {} while a deploy leaves {serving} of {all} to serve", number(then.offered_load()))
    });
    format!("offered load a = {rate}/s × {hold} s ≈ {}{in_deploy}", number(offered_load))
}
