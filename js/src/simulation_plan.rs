//! How long and how often the page simulates pools: a few periods of a burst, the first minute or so, or a day.

use crate::phrases::many;
use poolwise::{
    Plan, Scenario,
    format::{count, duration},
    predict::State,
    scenario::{Burst, Pool, Service},
    simulate::{Runs, requests_to_a_pool},
    units::{Positive, Seconds, as_f64},
};

/// What is simulated of the pools of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulationPlan {
    /// The service, whose own pool does not count.
    pub service: Service,
    /// Whether there are other services beside it.
    pub has_siblings: bool,
    /// The pools: the current one, then the advised one where it differs.
    pub pools: Vec<Pool>,
    /// How long each run lasts.
    pub horizon_s: Seconds,
    /// The length of a step.
    pub step_s: Seconds,
    /// How many runs each pool has.
    pub replications: Positive,
}

impl SimulationPlan {
    /// How each pool is simulated: otherwise as `poolwise simulate` does it, with its seed.
    #[must_use]
    pub fn runs(&self) -> Runs {
        let Self { horizon_s, step_s, replications, .. } = *self;
        Runs { horizon_s, step_s, replications, ..Runs::default() }
    }
}

/// Requests that the timeline may take: about half a second's work in a browser, and it is done after every change.
const MAX_REQUESTS: f64 = 3e6;

/// Requests that a day may take: about a minute's work in a browser.
const MAX_REQUESTS_OF_A_DAY: f64 = 3e8;

/// With fewer runs than this their band says nothing.
const MIN_RUNS: f64 = 5.0;
const MAX_RUNS: f64 = 40.0;
const RUNS_OF_A_DAY: f64 = 10.0;

/// A day in seconds.
pub const DAY_S: f64 = 86_400.0;

/// The longest timeline, unless a burst is longer.
const TEN_MINUTES_S: f64 = 600.0;

/// Five minutes: a day has 288 of them.
const STEP_OF_A_DAY_S: f64 = 300.0;

/// The first minutes of the pools of the service at `index`: three periods where there is a burst, else long enough
/// for requests to give up. None without traffic.
///
/// # Errors
/// Where so many requests come that not even a moment could be simulated.
#[must_use]
pub fn timeline(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Result<SimulationPlan, String>> {
    let (service, pools) = travellers(scenario, plan, index)?;
    let wanted = horizon(&service, &pools);
    let share = as_f64(pools.len() as u64);
    // Few runs are worth more than a long time without a band; a burst has to be shown to its end.
    let seconds = MAX_REQUESTS / MIN_RUNS / share / peak_rate(&service);
    let least = service.burst.as_ref().map_or(0.5, |burst| burst.for_s.get().min(wanted));
    let horizon = if requests(&service, wanted) * share * MIN_RUNS > MAX_REQUESTS {
        // A round number that is not above it.
        nice_step(seconds / 2.5).clamp(least, wanted)
    } else {
        wanted
    };
    let runs = (MAX_REQUESTS / share / requests(&service, horizon)).floor().min(MAX_RUNS);
    if runs < 1.0 {
        return Some(Err(too_many(&service, horizon)));
    }
    let has_siblings = scenario.services.len() > 1;
    Some(Ok(SimulationPlan {
        has_siblings,
        ..simulation_plan((service, pools), horizon, nice_step(horizon / 300.0), runs)
    }))
}

/// A day of the pools of the service at `index`. None without traffic.
///
/// # Errors
/// Where not even one such day can be simulated in a browser.
#[must_use]
pub fn day(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Result<SimulationPlan, String>> {
    let (service, pools) = travellers(scenario, plan, index)?;
    let runs =
        (MAX_REQUESTS_OF_A_DAY / as_f64(pools.len() as u64) / requests(&service, DAY_S)).floor().min(RUNS_OF_A_DAY);
    if runs < 1.0 {
        return Some(Err(too_many(&service, DAY_S)));
    }
    let has_siblings = scenario.services.len() > 1;
    Some(Ok(SimulationPlan { has_siblings, ..simulation_plan((service, pools), DAY_S, STEP_OF_A_DAY_S, runs) }))
}

/// The pool as it is and, where it differs, as advised.
fn travellers(scenario: &Scenario, plan: &Plan, index: usize) -> Option<(Service, Vec<Pool>)> {
    let service = scenario.at_its_busiest().services.get(index)?.clone();
    let setups = plan.services.get(index).filter(|setups| setups.current.prediction.state != State::NoTraffic)?;
    let mut pools = vec![setups.current.pool.clone(), setups.advised.pool.clone()];
    pools.dedup();
    Some((service, pools))
}

fn horizon(service: &Service, pools: &[Pool]) -> f64 {
    let Some(burst) = &service.burst else {
        let patience = pools.iter().map(|pool| pool.timeout_s.get()).fold(0.0, f64::max);
        return (3.0 * patience).clamp(60.0, TEN_MINUTES_S);
    };
    let (every, lasts) = (burst.every_s.get(), burst.for_s.get());
    let periods = [3.0, 2.0].map(|n| n * every).into_iter().find(|length| *length <= TEN_MINUTES_S);
    periods.unwrap_or_else(|| every.min(TEN_MINUTES_S.max(1.5 * lasts)))
}

fn simulation_plan((service, pools): (Service, Vec<Pool>), horizon_s: f64, step_s: f64, runs: f64) -> SimulationPlan {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some dozens")]
    let replications = Positive::clamped(runs as u64);
    let (horizon_s, step_s) = (Seconds::clamped(horizon_s), Seconds::clamped(step_s));
    SimulationPlan { service, has_siblings: false, pools, horizon_s, step_s, replications }
}

/// Requests to one pool that are expected from its start until `until`.
fn requests(service: &Service, until: f64) -> f64 {
    requests_to_a_pool(service, Seconds::clamped(until)).max(1.0)
}

/// Requests per second to one pool at their most.
fn peak_rate(service: &Service) -> f64 {
    let factor = service.burst.as_ref().map_or(1.0, |burst: &Burst| burst.factor.get().max(1.0));
    #[expect(clippy::cast_precision_loss, reason = "shared among so many pools it is nothing")]
    let pools = service.pools().map_or(f64::INFINITY, |pools| pools as f64);
    (service.rate_per_s() / pools * factor).max(f64::MIN_POSITIVE)
}

fn too_many(service: &Service, horizon: f64) -> String {
    let requests = requests(service, horizon);
    format!("{} would be {} to a pool, more than this page can simulate.", span(horizon), many(requests, "requests"))
}

/// What is simulated, in words: "40 runs of 90 s", "2 of 10 runs of a day, in steps of 5 min".
#[must_use]
pub fn describe(simulation_plan: &SimulationPlan, done: u32) -> String {
    let (horizon, step) = (simulation_plan.horizon_s.get(), simulation_plan.step_s.get());
    let steps = if step < 60.0 { String::new() } else { format!(", in steps of {}", duration(step * 1000.0)) };
    let runs = simulation_plan.replications.get();
    let part = if done < runs { format!("{done} of ") } else { String::new() };
    format!("{part}{} of {}{steps}", count(runs.into(), "run"), span(horizon))
}

/// A length of time in words: "90 s", "3 min", "a day".
#[must_use]
pub fn span(seconds: f64) -> String {
    if (seconds - DAY_S).abs() < 0.5 { "a day".to_owned() } else { duration(seconds * 1000.0) }
}

/// The next of 1, 2 and 5 times a power of ten.
fn nice_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= least * 0.999).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise::{plan_with, predict::Predictor};

    /// The timeline's and the day's runs, or why there are none.
    fn check(rate: f64, service: &str, expected: [&str; 2]) {
        let text = format!(
            "[[services]]\npool = {{ size = 5, overflow = 10 }}\n\
             traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n{service}"
        );
        let scenario = Scenario::from_toml(&text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        let described = |simulation_plan: Option<Result<SimulationPlan, String>>| match simulation_plan {
            None => "none".to_owned(),
            Some(Ok(simulation_plan)) => {
                let steps = simulation_plan.horizon_s.get() / simulation_plan.step_s.get();
                let text = super::describe(&simulation_plan, simulation_plan.replications.get());
                format!("{} in {steps:.0} steps", text.split(',').next().unwrap_or_default())
            }
            Some(Err(words)) => words.split(',').next().unwrap_or_default().to_owned(),
        };
        assert_eq!(
            [timeline(&scenario, &plan, 0), day(&scenario, &plan, 0)].map(described),
            expected,
            "{rate} {service}"
        );
    }

    #[test]
    fn runs_are_as_long_and_as_many_as_a_browser_can_do() {
        let day = "10 runs of a day in 288 steps";
        check(0.0, "", ["none", "none"]);
        check(0.1, "", ["40 runs of 90 s in 180 steps", day]);
        check(100.0, "", ["40 runs of 90 s in 180 steps", day]);
        check(1000.0, "", ["16 runs of 90 s in 180 steps", "1 run of a day in 288 steps"]);
        check(100.0, "burst = { factor = 3, every_s = 60, for_s = 10 }", ["40 runs of 3 min in 180 steps", day]);
        check(100.0, "burst = { factor = 3, every_s = 250, for_s = 10 }", ["27 runs of 8.33 min in 250 steps", day]);
        check(100.0, "burst = { factor = 2, every_s = 3600, for_s = 900 }", ["6 runs of 22.5 min in 270 steps", day]);
        check(1e5, "", ["7 runs of 2 s in 200 steps", "a day would be 8640 million requests to a pool"]);
    }
}
