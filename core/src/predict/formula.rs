//! The closed forms of a steady state.

use super::{
    Essentials, LatencySummary, Method, Prediction, State, first_timeout::first_timeout_s,
    offered_traffic::OfferedTraffic, wait::Wait,
};
use crate::{
    prediction::{MAX_CONNECTIONS, PRE_PING_S, has_one_for_all},
    queue::{Churn, churn, most_ever_busy},
    scenario::Pool,
    units::{Recycle, as_f64},
};

/// What a pool does under its traffic, by closed form.
///
/// Opening a connection lengthens the hold, and a longer hold makes opening rarer or more frequent: the prediction is
/// that of the share of requests at which both agree.
///
/// `capacity` is what bounds the connections: the pool, or where there is none, the tasks that ask.
pub(super) fn formula(traffic: &OfferedTraffic, pool: &Pool, capacity: Option<u64>) -> Prediction {
    agreed_pool(|share| SteadyStatePool::new(traffic, pool, share), AGREEMENT).prediction(capacity)
}

/// The part of it that targets limit, for a search that asks many times.
pub(super) fn essentials(traffic: &OfferedTraffic, pool: &Pool, capacity: Option<u64>) -> Essentials {
    // A time to connect of 0 has no say in the hold.
    let agreement = ROUGH_HOLD * traffic.hold / traffic.connect;
    agreed_pool(|share| SteadyStatePool::new(traffic, pool, share), agreement).essentials(capacity)
}

/// The pool whose share of requests that open a connection follows from itself.
///
/// Iteration settles in a handful of rounds where connecting is rare. Where many requests connect it jumps between too
/// few and too many; bisection then always ends at a share that follows from itself, since the share that follows is a
/// continuous function and stays from 0 to 1.
fn agreed_pool<'a>(pool: impl Fn(f64) -> SteadyStatePool<'a>, agreement: f64) -> SteadyStatePool<'a> {
    let mut share = 0.0;
    for _ in 0..MAX_ROUNDS {
        let candidate = pool(share);
        let following = candidate.next_connect_share();
        if (following - share).abs() <= agreement {
            return candidate;
        }
        share = following;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > agreement {
        let middle = f64::midpoint(low, high);
        if pool(middle).next_connect_share() > middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    pool(high)
}

const MAX_ROUNDS: u32 = 16;
const AGREEMENT: f64 = 1e-9;

/// The part of the hold by which connecting may be wrong in a search.
const ROUGH_HOLD: f64 = 2e-5;

/// A pool in its steady state, given the share of requests that open a connection.
struct SteadyStatePool<'a> {
    traffic: &'a OfferedTraffic,
    pool: &'a Pool,
    connect_share: f64,
    /// The connections that can be busy at once.
    servers: u64,
    hold: f64,
    wait: Wait,
    churn: Churn,
    recycles_per_s: f64,
}

impl<'a> SteadyStatePool<'a> {
    fn new(traffic: &'a OfferedTraffic, pool: &'a Pool, connect_share: f64) -> Self {
        let ping = if pool.pre_ping { PRE_PING_S } else { 0.0 };
        let hold = traffic.hold + ping * (1.0 - connect_share) + traffic.connect * connect_share;
        let servers = traffic.busy_at_most(pool.capacity().unwrap_or(MAX_CONNECTIONS).min(MAX_CONNECTIONS));
        let wait = Wait::new(traffic, servers, hold, pool.timeout_s.get());

        // A pool of unlimited size keeps all it ever opened, and where it has one for each task that asks, none is left to
        // find all of them busy; otherwise overflow comes and goes.
        let size = u64::from(pool.size.get());
        let one_for_each = traffic.at_once.is_some_and(|at_once| at_once <= size);
        let churn = if size == 0 || size > servers || one_for_each {
            Churn::default()
        } else {
            let most = as_f64(servers - size.min(servers));
            let full = Churn { connects_per_s: 0.0, overflow_open: most, size_busy: 1.0 };
            wait.overflow(full, |phase, queue| {
                let load = phase.rate * hold;
                churn(size.min(servers), servers, phase.rate, load, queue.idle_probability())
            })
        };
        let recycles_per_s = match pool.recycle_s {
            Recycle::After(age) if age.get() > 0.0 => {
                let kept = if size == 0 {
                    traffic.rate * hold
                } else {
                    most_ever_busy(traffic.rate * hold).min(as_f64(size.min(servers)))
                };
                ((kept + churn.overflow_open) / age.get()).min(traffic.rate)
            }
            // An age of 0 replaces the connection at every checkout.
            Recycle::After(_) => traffic.rate,
            Recycle::Never => 0.0,
        };
        Self { traffic, pool, connect_share, servers, hold, wait, churn, recycles_per_s }
    }

    fn connects_per_s(&self) -> f64 {
        (self.churn.connects_per_s + self.recycles_per_s).min(self.traffic.rate)
    }

    /// The share of requests that open a connection, as it follows from the holds that `connect_share` lengthens.
    fn next_connect_share(&self) -> f64 {
        let served = self.served_per_s();
        if served > 0.0 { (self.connects_per_s() / served).min(1.0) } else { 0.0 }
    }

    /// What does not time out, and no more than the connections serve: the others stand in front of the workers.
    fn served_per_s(&self) -> f64 {
        (self.traffic.rate * (1.0 - self.wait.timeout_probability())).min(as_f64(self.servers) / self.hold)
    }

    fn essentials(&self, capacity: Option<u64>) -> Essentials {
        let busy = self.busy(capacity);
        let at_once = self.traffic.at_once;
        let percentile_ms = |q| self.wait.percentile(q) * 1000.0;
        Essentials {
            state: self.state(capacity),
            has_one_for_all: has_one_for_all(capacity, at_once),
            utilization: busy.share(busy.mean),
            utilization_peak: busy.share(busy.peak),
            wait_p95_ms: percentile_ms(0.95),
            wait_p99_ms: percentile_ms(0.99),
            timeout_probability: self.timeout_probability(),
        }
    }

    fn timeout_probability(&self) -> f64 {
        self.wait.timeout_probability().min(1.0)
    }

    fn state(&self, capacity: Option<u64>) -> State {
        let offered_load = self.traffic.rate * self.hold;
        State::from_load(offered_load, capacity.map(|capacity| self.traffic.busy_at_most(capacity)))
    }

    fn busy(&self, capacity: Option<u64>) -> Busy {
        let most = capacity.map_or(f64::INFINITY, as_f64);
        // Rounding may say a little more than everything.
        let servers = as_f64(self.servers).min(most);
        let mean = (self.served_per_s() * self.hold).min(servers);
        Busy { mean, peak: (self.wait.busiest_served_per_s() * self.hold).min(servers).max(mean), most }
    }

    fn prediction(&self, capacity: Option<u64>) -> Prediction {
        let connect_share = self.connect_share;
        let rate = self.traffic.rate;
        let timeout_probability = self.timeout_probability();
        let throughput_per_s = self.served_per_s();
        let busy = self.busy(capacity);
        let ping = if self.pool.pre_ping { PRE_PING_S } else { 0.0 };
        let wait_mean = self.wait.mean();
        let asking_per_s =
            if timeout_probability < 1.0 { throughput_per_s / (1.0 - timeout_probability) } else { rate };
        let connect = self.traffic.connect;
        Prediction {
            method: Method::ClosedForm,
            state: self.state(capacity),
            offered_load: rate * self.hold,
            capacity,
            max_concurrent_checkouts: self.traffic.at_once,
            utilization: busy.share(busy.mean),
            utilization_peak: busy.share(busy.peak),
            busy_mean: busy.mean,
            waiting_mean: asking_per_s * wait_mean,
            wait_probability: self.wait.probability().min(1.0),
            wait_ms: LatencySummary::from_percentiles(wait_mean, |q| self.wait.percentile(q)),
            checkout_ms: LatencySummary::from_percentiles(
                wait_mean + ping * (1.0 - connect_share) + connect * connect_share,
                |q| self.wait.checkout_percentile(q, ping, connect, connect_share),
            ),
            timeout_probability,
            first_timeout_s: first_timeout_s(
                self.traffic,
                capacity,
                self.hold,
                self.pool.timeout_s.get(),
                timeout_probability,
            ),
            overflow_open_mean: self.churn.overflow_open,
            overflow_probability: self.churn.size_busy.min(1.0),
            connects_per_s: self.connects_per_s(),
            throughput_per_s,
            interval: None,
            range: None,
        }
    }
}

/// Connections that are busy.
struct Busy {
    mean: f64,
    /// In the busiest phase.
    peak: f64,
    /// The most that there can be; infinite where nothing bounds them.
    most: f64,
}

impl Busy {
    /// Over all that there can be.
    fn share(&self, busy: f64) -> Option<f64> {
        self.most.is_finite().then(|| busy / self.most)
    }
}

impl Prediction {
    /// In the long run a leak checks out everything there is, and then every request times out.
    /// It takes `lasts` seconds.
    pub(super) fn leaked(traffic: &OfferedTraffic, pool: &Pool, capacity: u64, lasts: f64) -> Self {
        let timeout_ms = pool.timeout_s.get() * 1000.0;
        let given_up = LatencySummary { mean: timeout_ms, p50: timeout_ms, p95: timeout_ms, p99: timeout_ms };
        Self {
            state: State::Saturated,
            offered_load: traffic.rate * traffic.hold,
            utilization: Some(1.0),
            utilization_peak: Some(1.0),
            busy_mean: as_f64(capacity),
            waiting_mean: traffic.rate * pool.timeout_s.get(),
            wait_probability: 1.0,
            wait_ms: given_up,
            checkout_ms: given_up,
            timeout_probability: 1.0,
            first_timeout_s: Some(lasts + pool.timeout_s.get()),
            overflow_open_mean: as_f64(capacity.saturating_sub(pool.size.get().into())),
            overflow_probability: 1.0,
            ..Self::without_traffic(Some(capacity), traffic.at_once)
        }
    }
}
