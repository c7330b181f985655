//! What one pool does under its traffic: one service in, one [`Prediction`] out.
//!
//! ```
//! use poolwise::{Scenario, predict::{State, predict}};
//!
//! let scenario = Scenario::from_toml(
//!     "[[services]]\npool = { size = 10, overflow = 0 }\ntraffic = [{ rate_per_s = 136.8, hold_ms = { mean = 51.1 } }]",
//! )
//! .unwrap();
//! let service = &scenario.services[0];
//! let prediction = predict(service, &service.pool);
//! assert_eq!(prediction.state, State::Stable);
//! // A real pool of 10 under this traffic was 0.6995 utilized and waited 4.4 ms on average.
//! assert!((prediction.utilization.unwrap() - 0.699).abs() < 1e-3);
//! ```

pub mod choice;
mod first_timeout;
mod formula;
mod offered_traffic;
mod range;
mod scaled_pool;
mod steady_state_wait;
mod wait;

pub(crate) use crate::prediction::Essentials;
pub use crate::prediction::{Interval, LatencySummary, Method, Prediction, Range, State};
use crate::{
    scenario::{Pool, Service},
    simulate::{by_fluid, has_few_long_holds, steady, steady_in_few_runs},
    units::as_f64,
};
use formula::formula;
use offered_traffic::OfferedTraffic;
use range::range;
pub(crate) use scaled_pool::ScaledPool;

/// What predicts the pools of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predictor {
    /// [`predict`]: the closed forms where they are good enough, else a simulation, which takes milliseconds.
    Full,
    /// [`predict_by_formula`]: the closed forms alone, in microseconds.
    ClosedForm,
}

impl Predictor {
    /// How one of the service's pools does with the settings `pool`.
    #[must_use]
    pub fn predict(self, service: &Service, pool: &Pool) -> Prediction {
        match self {
            Self::Full => predict(service, pool),
            Self::ClosedForm => predict_by_formula(service, pool),
        }
    }
}

/// How one of the service's pools does with the settings `pool`.
///
/// Traffic is spread evenly over the pools; each is modelled by itself, never the fleet as one pool. Where the closed
/// forms are good enough they answer, else a simulation: see [`choice`].
#[must_use]
pub fn predict(service: &Service, pool: &Pool) -> Prediction {
    let by_formula = predict_by_formula(service, pool);
    simulate_instead(service, pool, &by_formula).unwrap_or(by_formula)
}

/// What a simulation predicts where the closed form is not good enough; else None.
pub(crate) fn simulate_instead(service: &Service, pool: &Pool, by_formula: &Prediction) -> Option<Prediction> {
    let is_good_enough = choice::is_good_enough(service, pool, by_formula);
    if is_good_enough || is_saturated_by_long_holds(service, pool, by_formula) {
        return None;
    }
    let simulated = by_fluid(service, pool, by_formula).or_else(|| steady(service, pool))?;
    let first_timeout_s = simulated.first_timeout_s.or(by_formula.first_timeout_s);
    Some(Prediction { first_timeout_s, range: range(service, pool, &simulated), ..simulated })
}

/// The same by a few runs, where those are enough for the result to be settled.
pub(crate) fn simulate_briefly(
    service: &Service,
    pool: &Pool,
    by_formula: &Prediction,
    is_settled: &dyn Fn(&Prediction) -> bool,
) -> Option<Prediction> {
    let is_good_enough = choice::is_good_enough(service, pool, by_formula);
    if is_good_enough { None } else { steady_in_few_runs(service, pool, is_settled) }
}

/// Whether a pool is saturated and has holds that a simulation sees too few of, while the closed forms are at their best.
fn is_saturated_by_long_holds(service: &Service, pool: &Pool, by_formula: &Prediction) -> bool {
    by_formula.state == State::Saturated && service.burst.is_none() && has_few_long_holds(service, pool)
}

/// The part that targets limit, where some of the traffic holds its connections so much longer than the rest that these holds
/// are followed by themselves; else None.
pub(crate) fn essentials_of_long_holds(service: &Service, pool: &Pool) -> Option<Essentials> {
    let by_formula = formula_alone(service, pool);
    if is_saturated_by_long_holds(service, pool, &by_formula) {
        return Some(Essentials::from(&by_formula));
    }
    by_fluid(service, pool, &by_formula).map(|prediction| Essentials::from(&prediction))
}

/// The same by closed form alone, in microseconds.
///
/// A burst is a steady state of its own, as far as its length lets the wait pile up (its surplus of work, and two
/// standard deviations), and is worked off afterwards; only a simulation follows it in time.
#[must_use]
pub fn predict_by_formula(service: &Service, pool: &Pool) -> Prediction {
    let prediction = formula_alone(service, pool);
    Prediction { range: range(service, pool, &prediction), ..prediction }
}

fn formula_alone(service: &Service, pool: &Pool) -> Prediction {
    let capacity = service.capacity(pool);
    let Some(traffic) = OfferedTraffic::on_one_pool(service) else {
        return Prediction::without_traffic(capacity, service.checkouts_at_once());
    };
    let without_leak = formula(&traffic, &pool.as_queue_pool(), capacity);
    match (capacity, empty_after_s(service, capacity)) {
        // What is too much for the pool is so from the start.
        (Some(capacity), Some(lasts)) if !without_leak.is_overloaded() => {
            Prediction::leaked(&traffic, pool, capacity, lasts)
        }
        _ => without_leak,
    }
}

/// When a pool of a leaking service has lost all its connections, in seconds; None where it loses none, opens any
/// number, or outlives its process.
pub(crate) fn empty_after_s(service: &Service, capacity: Option<u64>) -> Option<f64> {
    let lasts = as_f64(capacity?) / service.leaked_per_s();
    (lasts < LONGEST_RUN_S).then_some(lasts)
}

/// A year: no process runs longer, so a leak that takes longer empties no pool.
pub(crate) const LONGEST_RUN_S: f64 = 31_536_000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn of(service: &str) -> Prediction {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n{service}");
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        predict_by_formula(service, &service.pool)
    }

    #[test]
    fn a_leak_counts_where_it_empties_the_pool_within_a_year() {
        assert_eq!(of("leak_probability = 1e-6").state, State::Saturated);
        assert_eq!(of("leak_probability = 1e-12"), of(""));
        // What is overloaded is so at once, and not only when the last connection is gone.
        let overloaded = "pool = { size = 4, overflow = 0 }";
        assert_eq!(of(&format!("leak_probability = 1e-8\n{overloaded}")), of(overloaded));
    }

    /// Means and p95 of 400 minutes simulated first come, first served, with 10 servers. The law is a bound: never
    /// below by more than a tenth, and above by at most these factors.
    #[test]
    fn bursts_by_formula_are_near_a_simulation() {
        for (factor, mean, p95, above) in
            [(1.5, 1.68, 10.8, 1.1), (1.9, 18.7, 127.0, 1.3), (2.2, 180.3, 947.0, 1.6), (3.0, 1249.0, 4497.0, 1.2)]
        {
            let burst = format!("burst = {{ factor = {factor:.1}, every_s = 60, for_s = 10 }}");
            let wait = of(&format!("pool = {{ size = 10, overflow = 0 }}\n{burst}")).wait_ms;
            for (found, simulated) in [(wait.mean, mean), (wait.p95, p95)] {
                let ratio = found / simulated;
                assert!((0.9..=above).contains(&ratio), "× {factor}: {found} ms, simulated {simulated} ms");
            }
        }
    }

    /// Checks timeouts and connections opened per second against an independent simulation of some hours.
    fn check_long_run(service: &str, timeouts: f64, connects_per_s: f64) {
        let text = format!("[[services]]\n{service}");
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        let found = predict(service, &service.pool);
        assert!((found.timeout_probability - timeouts).abs() < 0.01, "{text}\n{found:?}");
        let bound = 0.1 * connects_per_s + 0.01;
        assert!((found.connects_per_s - connects_per_s).abs() < bound, "{text}\n{found:?}");
    }

    #[test]
    fn what_a_burst_leaves_is_there_when_the_next_begins() {
        let burst = |rate: f64, factor: f64, every: f64, lasts: f64| {
            format!(
                "pool = {{ size = 10, overflow = 0 }}\ntraffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n\
                 burst = {{ factor = {factor}, every_s = {every}, for_s = {lasts} }}"
            )
        };
        check_long_run(&burst(150.0, 2.0, 30.0, 14.0), 0.091, 0.0);
        check_long_run(&burst(190.0, 1.3, 60.0, 30.0), 0.085, 0.0);
        check_long_run(&burst(100.0, 5.0, 30.0, 10.0), 0.143, 0.0);
    }

    #[test]
    fn only_connections_that_were_opened_get_too_old() {
        let recycled = |size: u32, recycle_s: f64, connect_ms: f64, rate: f64| {
            format!(
                "connect_ms = {connect_ms}\npool = {{ size = {size}, overflow = 0, recycle_s = {recycle_s} }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]"
            )
        };
        check_long_run(&recycled(50, 60.0, 50.0, 20.0), 0.0, 0.144);
        check_long_run(&recycled(40, 20.0, 100.0, 60.0), 0.0, 0.728);
    }
}
