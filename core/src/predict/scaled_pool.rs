//! One pool under more traffic than is given, or longer holds, by closed form: what a search asks many times.

use super::{Essentials, LONGEST_RUN_S, State, formula::essentials, offered_traffic::OfferedTraffic};
use crate::{
    scenario::{Moments, Pool, Service, Traffic},
    units::as_f64,
};

/// A pool of a service that has traffic.
pub(crate) struct ScaledPool {
    pool: Pool,
    capacity: Option<u64>,
    traffic: OfferedTraffic,
    classes: Vec<Class>,
    leaked_per_s: f64,
}

/// A class of the traffic.
struct Class {
    rate: f64,
    /// Of the hold or the statement that is given.
    given: Moments,
    /// What the hold is longer by, whatever the statement takes.
    overhead_ms: f64,
}

impl ScaledPool {
    /// None without traffic. Of functions more traffic starts more instances, which this does not count.
    pub(crate) fn new(service: &Service, pool: &Pool) -> Option<Self> {
        let class = |class: &Traffic| Class {
            rate: class.mean_rate_per_s(),
            given: class.given().moments(),
            overhead_ms: class.overhead_ms(),
        };
        Some(Self {
            pool: pool.as_queue_pool(),
            capacity: service.capacity(pool),
            traffic: OfferedTraffic::on_one_pool(service)?,
            classes: service.traffic.iter().map(class).collect(),
            leaked_per_s: service.leaked_per_s(),
        })
    }

    /// With so many times the rate, or with holds so many times as long.
    pub(crate) fn essentials(&self, rate: f64, hold: f64) -> Essentials {
        let moments = Moments::mixed(self.classes.iter().map(|class| {
            let Moments { mean_ms, cv } = class.given;
            (class.rate, Moments { mean_ms: mean_ms * hold, cv }.longer_by(class.overhead_ms))
        }));
        let without_leak = essentials(&self.traffic.scaled(rate, moments), &self.pool, self.capacity);
        match self.capacity {
            // As `leaked` predicts it.
            Some(capacity)
                if without_leak.state != State::Saturated
                    && as_f64(capacity) < self.leaked_per_s * rate * LONGEST_RUN_S =>
            {
                let timeout_ms = self.pool.timeout_s.get() * 1000.0;
                Essentials {
                    state: State::Saturated,
                    utilization: Some(1.0),
                    utilization_peak: Some(1.0),
                    wait_p95_ms: timeout_ms,
                    wait_p99_ms: timeout_ms,
                    timeout_probability: 1.0,
                    ..without_leak
                }
            }
            _ => without_leak,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scenario, predict::predict_by_formula};

    fn check(service: &str) {
        let traffic = "rate_per_s = 180, hold_ms = { mean = 50, cv = 2 }";
        let text = format!("[[services]]\n{}", service.replace("TRAFFIC", traffic));
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        let scaled = ScaledPool::new(service, &service.pool).unwrap();
        for (rate, hold) in [(1.0, 1.0), (0.5, 1.0), (1.7, 1.0), (1.0, 1.7), (9.0, 1.0), (1.0, 9.0)] {
            let found = scaled.essentials(rate, hold);
            let expected = Essentials::from(&predict_by_formula(&service.scaled(rate, hold), &service.pool));
            let near = |a: f64, b: f64| (a - b).abs() < 1e-3 * (1.0 + b);
            let both_near = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => near(a, b),
                (a, b) => a == b,
            };
            assert!(
                (found.state, found.has_one_for_all) == (expected.state, expected.has_one_for_all)
                    && both_near(found.utilization, expected.utilization)
                    && both_near(found.utilization_peak, expected.utilization_peak)
                    && near(found.wait_p95_ms, expected.wait_p95_ms)
                    && near(found.wait_p99_ms, expected.wait_p99_ms)
                    && near(found.timeout_probability, expected.timeout_probability),
                "{text} × {rate}, {hold}:\n{found:?}\n{expected:?}"
            );
        }
    }

    #[test]
    fn a_scaled_pool_is_that_of_the_scaled_service() {
        check("traffic = [{ TRAFFIC }]");
        check("instances = 3\npool = { size = 8, overflow = 0 }\ntraffic = [{ TRAFFIC }]");
        check("pool = { size = 3, overflow = 9, recycle_s = 60 }\nconnect_ms = 40\ntraffic = [{ TRAFFIC }]");
        check("traffic = [{ TRAFFIC }]\nburst = { factor = 4, every_s = 60, for_s = 5 }");
        check("traffic = [{ TRAFFIC }, { rate_per_s = 2, statement_ms = { mean = 900 } }]");
        check("concurrency = 4\ntraffic = [{ TRAFFIC }]");
        check("leak_probability = 1e-6\ntraffic = [{ TRAFFIC }]");
        check("leak_probability = 7e-9\npool = { size = 40 }\ntraffic = [{ TRAFFIC }]");
        check("pool = { class = 'NullPool' }\nconcurrency = 40\ntraffic = [{ TRAFFIC }]");
        check("pool = { overflow = -1 }\ntraffic = [{ TRAFFIC }]");
        check("traffic = [{ rate_per_s = 50, hold_ms = { p50 = 20, p95 = 100, p99 = 200 } }]");
    }
}
