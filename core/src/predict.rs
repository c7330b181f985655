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

mod demand;
mod wait;

use crate::{
    queue::{Churn, churn},
    scenario::{Pool, Service},
    units::{MaxConnections, Recycle, as_f64},
};
use demand::Demand;
use serde::Serialize;
use wait::Wait;

/// What one pool of a service does, on average over a long time.
///
/// Rates are a second and times milliseconds, of this one pool. A quantity without a value is None, and `state`
/// says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prediction {
    /// What gave the numbers.
    pub method: Method,
    /// Whether they are those of a steady state.
    pub state: State,
    /// Mean connections that the traffic would hold if nobody waited: rate × hold, outside bursts included.
    pub offered_load: f64,
    /// size + overflow; None where unlimited.
    pub capacity: Option<u64>,
    /// Mean checked-out connections over the capacity; None where that is unlimited.
    pub utilization: Option<f64>,
    /// The same in the busiest phase of the traffic: the burst, or where there is none, always.
    pub utilization_peak: Option<f64>,
    /// Mean checked-out connections.
    pub busy_mean: f64,
    /// Mean requests that wait.
    pub waiting_mean: f64,
    /// The share of requests that find no connection free.
    pub wait_probability: f64,
    /// Queueing alone, over all requests, those that time out counted with the time they waited.
    pub wait_ms: Times,
    /// The same with the time to pre-ping and to open a connection.
    pub checkout_ms: Times,
    /// The share of requests that give up.
    pub timeout_probability: f64,
    /// Mean connections open beyond the size.
    pub overflow_open_mean: f64,
    /// The share of requests that find all `size` connections checked out.
    pub overflow_probability: f64,
    /// Connections opened a second, in the long run.
    pub connects_per_s: f64,
    /// Requests served a second.
    pub throughput_per_s: f64,
    /// How sure a simulation is; None for a closed form, which has no sampling error.
    pub interval: Option<Interval>,
}

/// What gave a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Method {
    /// The formulas of [`crate::queue`].
    ClosedForm,
}

/// Whether a pool has a steady state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum State {
    /// It keeps up with its traffic.
    Stable,
    /// It does not: the queue grows until requests time out.
    Saturated,
    /// It opens as many connections as are asked for: nobody waits, and no budget holds.
    Unbounded,
    /// There is no traffic.
    NoTraffic,
}

/// Mean and percentiles of a time, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Times {
    /// The mean.
    pub mean: f64,
    /// What half of the requests stay within.
    pub p50: f64,
    /// What 95 % stay within.
    pub p95: f64,
    /// What 99 % stay within.
    pub p99: f64,
}

/// A confidence interval of a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The confidence, such as 0.95.
    pub confidence: f64,
    /// Of the mean wait, in milliseconds.
    pub wait_mean_ms: [f64; 2],
    /// Of the utilization.
    pub utilization: [f64; 2],
}

/// What testing a connection before handing it out costs, in seconds: 0.1 ms, measured on loopback with
/// psycopg 3 and PostgreSQL 15; a network adds one round trip.
const PRE_PING_S: f64 = 0.0001;

/// No server admits more than PostgreSQL's own ceiling, whatever the pool says.
pub(crate) const MOST_CONNECTIONS: u64 = MaxConnections::MAX as u64;

/// How one of the service's pools does with the settings `pool`, by closed form.
///
/// Traffic is spread evenly over the pools; each is modelled by itself, never the fleet as one pool.
/// A burst is a steady state of its own, as far as its length lets the wait pile up (its surplus of work, and two
/// standard deviations), and is worked off afterwards; only a simulation follows it in time.
#[must_use]
pub fn predict(service: &Service, pool: &Pool) -> Prediction {
    let demand = Demand::on_one_pool(service);
    let capacity = pool.capacity();
    let Some(demand) = demand else { return Prediction::without_traffic(capacity) };
    if let Some(capacity) = capacity.filter(|_| lasts_s(capacity, demand.leaked) < LONGEST_RUN_S) {
        return Prediction::leaked(&demand, pool, capacity);
    }

    // Opening a connection lengthens the hold, and a longer hold makes opening rarer or more frequent: the two
    // are iterated until they agree, which takes a handful of rounds since connecting is rare.
    let mut connect_share = 0.0;
    let mut steady = Steady::new(&demand, pool, connect_share);
    for _ in 0..MOST_ROUNDS {
        let next = steady.connect_share();
        if (next - connect_share).abs() <= AGREEMENT {
            break;
        }
        connect_share = next;
        steady = Steady::new(&demand, pool, connect_share);
    }
    steady.prediction(connect_share)
}

/// How long a pool lasts that loses so many connections a second, in seconds; infinite where it loses none or opens
/// any number.
pub(crate) fn lasts_s(capacity: Option<u64>, leaked_per_s: f64) -> f64 {
    capacity.map_or(f64::INFINITY, as_f64) / leaked_per_s
}

/// A year: no process runs longer, so a leak that takes longer empties no pool.
pub(crate) const LONGEST_RUN_S: f64 = 31_536_000.0;

const MOST_ROUNDS: u32 = 16;
const AGREEMENT: f64 = 1e-9;

/// A pool in its steady state, given the share of requests that open a connection.
struct Steady<'a> {
    demand: &'a Demand,
    pool: &'a Pool,
    hold: f64,
    wait: Wait,
    churn: Churn,
    recycles_per_s: f64,
}

impl<'a> Steady<'a> {
    fn new(demand: &'a Demand, pool: &'a Pool, connect_share: f64) -> Self {
        let ping = if pool.pre_ping { PRE_PING_S } else { 0.0 };
        let hold = demand.hold + ping * (1.0 - connect_share) + demand.connect * connect_share;
        let servers = pool.capacity().unwrap_or(MOST_CONNECTIONS).min(MOST_CONNECTIONS);
        let wait = Wait::new(demand, servers, hold, pool.timeout_s.get());

        // A pool of unlimited size keeps all it ever opened; otherwise overflow comes and goes.
        let size = u64::from(pool.size.get());
        let churn = if size == 0 {
            Churn::default()
        } else {
            let most = as_f64(servers - size.min(servers));
            let full = Churn { connects_per_s: 0.0, overflow_open: most, size_busy: 1.0 };
            wait.overflow(full, |phase, queue| {
                let load = phase.rate * hold;
                churn(size.min(servers), servers, phase.rate, load, queue.idle_probability())
            })
        };
        let kept = if size == 0 { demand.rate * hold } else { as_f64(size.min(servers)) };
        let recycles_per_s = match pool.recycle_s {
            Recycle::After(age) if age.get() > 0.0 => ((kept + churn.overflow_open) / age.get()).min(demand.rate),
            // An age of 0 replaces the connection at every checkout.
            Recycle::After(_) => demand.rate,
            Recycle::Never => 0.0,
        };
        Self { demand, pool, hold, wait, churn, recycles_per_s }
    }

    fn connects_per_s(&self) -> f64 {
        (self.churn.connects_per_s + self.recycles_per_s).min(self.demand.rate)
    }

    fn connect_share(&self) -> f64 {
        let served = self.demand.rate * (1.0 - self.wait.timeout_probability());
        if served > 0.0 { (self.connects_per_s() / served).min(1.0) } else { 0.0 }
    }

    fn prediction(&self, connect_share: f64) -> Prediction {
        let capacity = self.pool.capacity();
        let rate = self.demand.rate;
        let timeout_probability = self.wait.timeout_probability().min(1.0);
        let throughput_per_s = rate * (1.0 - timeout_probability);
        // Rounding may say a little more than everything.
        let most = capacity.map_or(f64::INFINITY, as_f64);
        let busy_mean = (throughput_per_s * self.hold).min(most);
        let offered_load = rate * self.hold;
        let ping = if self.pool.pre_ping { PRE_PING_S } else { 0.0 };
        let wait_mean = self.wait.mean();
        let connect = self.demand.connect;
        Prediction {
            method: Method::ClosedForm,
            state: match capacity {
                None => State::Unbounded,
                Some(capacity) if offered_load >= as_f64(capacity) => State::Saturated,
                Some(_) => State::Stable,
            },
            offered_load,
            capacity,
            utilization: capacity.map(|_| busy_mean / most),
            utilization_peak: capacity.map(|_| (self.wait.busiest_served_per_s() * self.hold).min(most) / most),
            busy_mean,
            waiting_mean: rate * wait_mean,
            wait_probability: self.wait.probability().min(1.0),
            wait_ms: Times::of(wait_mean, |q| self.wait.percentile(q)),
            checkout_ms: Times::of(wait_mean + ping * (1.0 - connect_share) + connect * connect_share, |q| {
                self.wait.checkout_percentile(q, ping, connect, connect_share)
            }),
            timeout_probability,
            overflow_open_mean: self.churn.overflow_open,
            overflow_probability: self.churn.size_busy.min(1.0),
            connects_per_s: self.connects_per_s(),
            throughput_per_s,
            interval: None,
        }
    }
}

impl Prediction {
    fn without_traffic(capacity: Option<u64>) -> Self {
        Self {
            method: Method::ClosedForm,
            state: State::NoTraffic,
            offered_load: 0.0,
            capacity,
            utilization: capacity.map(|_| 0.0),
            utilization_peak: capacity.map(|_| 0.0),
            busy_mean: 0.0,
            waiting_mean: 0.0,
            wait_probability: 0.0,
            wait_ms: Times::default(),
            checkout_ms: Times::default(),
            timeout_probability: 0.0,
            overflow_open_mean: 0.0,
            overflow_probability: 0.0,
            connects_per_s: 0.0,
            throughput_per_s: 0.0,
            interval: None,
        }
    }

    /// In the long run a leak checks out everything there is, and then every request times out.
    fn leaked(demand: &Demand, pool: &Pool, capacity: u64) -> Self {
        let timeout_ms = pool.timeout_s.get() * 1000.0;
        let given_up = Times { mean: timeout_ms, p50: timeout_ms, p95: timeout_ms, p99: timeout_ms };
        Self {
            state: State::Saturated,
            offered_load: demand.rate * demand.hold,
            utilization: Some(1.0),
            utilization_peak: Some(1.0),
            busy_mean: as_f64(capacity),
            waiting_mean: demand.rate * pool.timeout_s.get(),
            wait_probability: 1.0,
            wait_ms: given_up,
            checkout_ms: given_up,
            timeout_probability: 1.0,
            overflow_open_mean: as_f64(capacity.saturating_sub(pool.size.get().into())),
            overflow_probability: 1.0,
            ..Self::without_traffic(Some(capacity))
        }
    }
}

impl Times {
    fn of(mean_s: f64, percentile_s: impl Fn(f64) -> f64) -> Self {
        let ms = |q| percentile_s(q) * 1000.0;
        Self { mean: mean_s * 1000.0, p50: ms(0.50), p95: ms(0.95), p99: ms(0.99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn of(service: &str) -> Prediction {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n{service}");
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        predict(service, &service.pool)
    }

    #[test]
    fn a_leak_counts_where_it_empties_the_pool_within_a_year() {
        assert_eq!(of("leak_probability = 1e-6").state, State::Saturated);
        assert_eq!(of("leak_probability = 1e-12"), of(""));
    }

    /// Means and p95 of 400 minutes simulated first come, first served, with 10 servers. The law is a bound: never
    /// below by more than a tenth, and above by at most these factors.
    #[test]
    fn bursts_are_near_a_simulation() {
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
}
