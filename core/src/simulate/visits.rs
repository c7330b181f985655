//! The requests of one run one by one, to be watched.

use super::{Runs, model::PoolModel, pool::Outcome, run::Run};
use crate::scenario::{Pool, Service};

/// What became of one request to a pool. All times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// When it asks for a connection, counted from the start of the pool.
    pub asks_s: f64,
    /// How long it waits for one; where it gives up, the pool's timeout.
    pub wait_s: f64,
    /// Whether it gives up.
    pub gives_up: bool,
    /// Whether a connection is opened for it.
    pub opens: bool,
    /// How long the connection is opened or tested before it is used; 0 where it gives up.
    pub cost_s: f64,
    /// How long it holds the connection after that; infinite where it leaks it, 0 where it gives up.
    pub hold_s: f64,
}

impl Visit {
    /// When it has a connection, or gives up.
    #[must_use]
    pub fn waits_until_s(&self) -> f64 {
        self.asks_s + self.wait_s
    }

    /// When it is gone.
    #[must_use]
    pub fn leaves_s(&self) -> f64 {
        self.waits_until_s() + self.cost_s + self.hold_s
    }
}

/// The requests of the first run of [`simulate`](super::simulate), in the order in which they ask the pool; none without
/// traffic.
///
/// Two pools of a service get the same requests, unless a worker's tasks let them in at other times.
///
/// ```
/// use poolwise::{Scenario, simulate::{Runs, visits}};
///
/// let text = "[[services]]\npool = { size = 1, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]";
/// let service = &Scenario::from_toml(text).unwrap().services[0];
/// let visits = visits(service, &service.pool, Runs::default());
/// assert!(visits[0].opens && visits.iter().any(|visit| visit.wait_s > 0.0));
/// ```
#[must_use]
pub fn visits(service: &Service, pool: &Pool, runs: Runs) -> Vec<Visit> {
    let Some(model) = PoolModel::new(service, pool) else { return Vec::new() };
    let mut visits = Vec::new();
    Run::new(&model, runs.seed, 0, (0.0, runs.horizon_s.get())).advance(&model, u64::MAX, |request| {
        visits.push(match request.outcome {
            Outcome::Served { wait, cost, connects } => Visit {
                asks_s: request.at,
                wait_s: wait,
                gives_up: false,
                opens: connects,
                cost_s: cost,
                hold_s: request.hold,
            },
            Outcome::TimedOut => Visit {
                asks_s: request.at,
                wait_s: model.settings.timeout,
                gives_up: true,
                opens: false,
                cost_s: 0.0,
                hold_s: 0.0,
            },
        });
    });
    visits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scenario, simulate::simulate, units::Positive};

    fn check(service: &str) -> Vec<Visit> {
        let text = format!("[[services]]\n{service}\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]");
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        let runs = Runs { replications: Positive::clamped(1), ..Runs::default() };
        let found = visits(service, &service.pool, runs);

        let course = simulate(service, &service.pool, runs);
        assert_eq!(found.len() as u64, course.requests.arrived, "{text}");
        let capacity = service.pool.capacity().unwrap_or(u64::MAX);
        for visit in found.iter().step_by(97) {
            let busy = found
                .iter()
                .filter(|other| !other.gives_up)
                .filter(|other| other.waits_until_s() <= visit.asks_s && visit.asks_s < other.leaves_s());
            assert!(busy.count() as u64 <= capacity, "{text} at {}", visit.asks_s);
        }
        found
    }

    #[test]
    fn visits_are_those_of_the_simulation() {
        let calm = check("pool = { size = 5, overflow = 10 }");
        let full = check("pool = { size = 3, overflow = 1, timeout_s = 1 }");
        assert!(!calm.iter().any(|visit| visit.gives_up) && full.iter().any(|visit| visit.gives_up));
        // The same requests come to both.
        assert!(calm.iter().zip(&full).all(|(calm, full)| calm.asks_s.to_bits() == full.asks_s.to_bits()));
        check("concurrency = 6\npool = { size = 4, overflow = 0 }");
        check("pool = { size = 2, overflow = 3, recycle_s = 1 }\nleak_probability = 0.0001");
    }

    #[test]
    fn nobody_visits_a_pool_without_traffic() {
        let service = &Scenario::from_toml("[[services]]").unwrap().services[0];
        assert_eq!(visits(service, &service.pool, Runs::default()), []);
    }
}
