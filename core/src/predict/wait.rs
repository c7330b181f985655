//! The wait for a connection, over the phases of the traffic. Times in seconds.

use super::{
    offered_traffic::{OfferedTraffic, Phase},
    steady_state_wait::SteadyStateWait,
};
use crate::{queue::Churn, units::as_f64};

/// The wait of all requests of all phases.
pub(super) struct Wait {
    timeout: f64,
    period: f64,
    parts: Vec<Part>,
}

/// A stretch of each period.
struct Part {
    phase: Phase,
    /// The share of all requests that arrive in it.
    requests: f64,
    law: Law,
}

/// What the requests of a stretch meet.
enum Law {
    /// A steady state.
    Steady(SteadyStateWait),
    /// A burst: its steady state, but no longer a wait than `most`, which is what can pile up in its time.
    Burst { steady: SteadyStateWait, most: f64 },
    /// All connections are busy, and the wait goes up or down evenly between these.
    Even { low: f64, high: f64 },
}

impl Wait {
    pub(super) fn new(traffic: &OfferedTraffic, servers: u64, hold: f64, timeout: f64) -> Self {
        let steady =
            |phase: &Phase| SteadyStateWait::new(servers, traffic.at_once, traffic.arrivals(phase, hold), timeout);
        let mut parts: Vec<Part> = traffic
            .phases
            .iter()
            .map(|phase| Part { phase: *phase, requests: 0.0, law: Law::Steady(steady(phase)) })
            .collect();
        if let [quiet, burst] = traffic.phases.as_slice()
            && traffic.rate * hold >= as_f64(servers)
        {
            let work_per_s = [quiet, burst].map(|phase| phase.rate * hold / as_f64(servers));
            let high = steady(burst).longest(timeout);
            parts = carried_over([quiet, burst], work_per_s, high, traffic.period, steady);
        } else if let [quiet, burst] = parts.as_mut_slice() {
            let piled = Pile::new(traffic, &burst.phase, as_f64(servers), hold);
            burst.law = Law::Burst { steady: steady(&burst.phase), most: piled.most };
            let drained_a_second = 1.0 - quiet.phase.rate * hold / as_f64(servers);
            let from = steady(&burst.phase).longest(timeout).min(piled.drift);
            if from > 0.0 && drained_a_second > 0.0 {
                let time = (from / drained_a_second / traffic.period).min(quiet.phase.time);
                quiet.phase.time -= time;
                let phase = Phase { time, ..quiet.phase };
                parts.push(Part { phase, requests: 0.0, law: Law::Even { low: 0.0, high: from } });
            }
        }
        parts.retain(|part| part.phase.rate > 0.0 && part.phase.time > 0.0);
        for part in &mut parts {
            part.requests = part.phase.time * part.phase.rate / traffic.rate;
        }
        Self { timeout, period: traffic.period, parts }
    }

    pub(super) fn probability(&self) -> f64 {
        self.over_requests(Law::wait_probability)
    }

    pub(super) fn timeout_probability(&self) -> f64 {
        self.over_requests(|law| law.timeout_probability(self.timeout))
    }

    pub(super) fn mean(&self) -> f64 {
        self.over_requests(|law| law.mean(self.timeout))
    }

    /// What a share `q` of the requests waits at most.
    pub(super) fn percentile(&self, q: f64) -> f64 {
        self.exceeded_by(1.0 - q)
    }

    /// What a share `q` of the requests waits at most until it holds a connection: a reused one is pinged first; a
    /// share `connect_share`, all of whom found room for a new one and did not queue, opens it instead.
    pub(super) fn checkout_percentile(&self, q: f64, ping: f64, connect: f64, connect_share: f64) -> f64 {
        let p = 1.0 - q;
        // As long as the answer is below the time to connect, the connecting requests are among those beyond it.
        let before_connects = (p > connect_share).then(|| ping + self.exceeded_by(p - connect_share));
        match before_connects {
            Some(time) if time < connect => time,
            _ => connect.max(ping + self.exceeded_by(p)),
        }
    }

    /// The most requests that any phase serves a second.
    pub(super) fn busiest_served_per_s(&self) -> f64 {
        let served = |part: &Part| match &part.law {
            Law::Steady(steady) | Law::Burst { steady, .. } => {
                part.phase.rate * (1.0 - steady.timeout_probability(self.timeout))
            }
            Law::Even { .. } => 0.0,
        };
        self.parts.iter().map(served).fold(0.0, f64::max)
    }

    /// A mean over time of the overflow, given that of each phase and that of a pool in full use. What a burst opens
    /// beyond the rest is opened anew in each period.
    pub(super) fn overflow(&self, full: Churn, of_phase: impl Fn(&Phase, &SteadyStateWait) -> Churn) -> Churn {
        let mut mean = Churn::default();
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for part in &self.parts {
            let churn = match &part.law {
                Law::Steady(steady) | Law::Burst { steady, .. } => of_phase(&part.phase, steady),
                Law::Even { .. } => full,
            };
            mean.connects_per_s += part.phase.time * churn.connects_per_s;
            mean.overflow_open += part.phase.time * churn.overflow_open;
            mean.size_busy += part.requests * churn.size_busy;
            least = least.min(churn.overflow_open);
            most = most.max(churn.overflow_open);
        }
        mean.connects_per_s += (most - least).max(0.0) / self.period;
        mean
    }

    fn over_requests(&self, quantity: impl Fn(&Law) -> f64) -> f64 {
        self.parts.iter().map(|part| part.requests * quantity(&part.law)).sum()
    }

    /// The smallest wait that is exceeded with probability at most `p`.
    fn exceeded_by(&self, p: f64) -> f64 {
        if let [Part { law: Law::Steady(steady), .. }] = self.parts.as_slice() {
            return steady.wait_exceeded_by(p);
        }
        if self.over_requests(|law| law.exceeds(0.0)) <= p {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.timeout);
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(low, high);
            if self.over_requests(|law| law.exceeds(middle)) > p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// Halvings of the timeout: 2⁻⁶⁰ of it is below any clock.
const BISECTIONS: u32 = 60;

impl Law {
    fn wait_probability(&self) -> f64 {
        match self {
            Self::Steady(steady) | Self::Burst { steady, .. } => steady.wait_probability(),
            Self::Even { .. } => 1.0,
        }
    }

    fn timeout_probability(&self, timeout: f64) -> f64 {
        match self {
            Self::Steady(steady) => steady.timeout_probability(timeout),
            Self::Burst { steady, most } => steady.timeout_probability(timeout) * evenly_beyond(timeout, *most),
            Self::Even { .. } => 0.0,
        }
    }

    fn mean(&self, timeout: f64) -> f64 {
        match self {
            Self::Steady(steady) => steady.mean_wait(),
            Self::Burst { steady, most } => {
                // Evenly from 0 to `most`, and no more than the timeout.
                let beyond = evenly_beyond(timeout, *most);
                let even = (1.0 - beyond) * most.min(timeout) / 2.0 + beyond * timeout;
                steady.mean_wait().min(even)
            }
            Self::Even { low, high } => f64::midpoint(*low, *high),
        }
    }

    fn exceeds(&self, t: f64) -> f64 {
        match self {
            Self::Steady(steady) => steady.exceeds(t),
            Self::Burst { steady, most } => steady.exceeds(t).min(evenly_beyond(t, *most)),
            Self::Even { low, high } => evenly_beyond(t - low, high - low),
        }
    }
}

/// The share beyond `t` of what is evenly spread from 0 to `most`.
fn evenly_beyond(t: f64, most: f64) -> f64 {
    if t < most { 1.0 - t.max(0.0) / most } else { 0.0 }
}

/// The parts of a period where more arrives on average than is served: the queue is never worked off. It is as long as
/// patience lets it at the end of a burst, goes down in the quiet time, and grows again with the next burst until requests
/// give up as fast as more arrive. Where the quiet traffic is too much by itself, it never goes down.
///
/// `work_per_s` is what the quiet traffic and the burst bring per second, over what is served, and `high` the longest wait.
fn carried_over(
    [quiet, burst]: [&Phase; 2],
    work_per_s: [f64; 2],
    high: f64,
    period: f64,
    steady: impl Fn(&Phase) -> SteadyStateWait,
) -> Vec<Part> {
    let [drained_per_s, grows_per_s] = [1.0 - work_per_s[0], work_per_s[1] - 1.0];
    let low = (high - drained_per_s.max(0.0) * quiet.time * period).max(0.0);
    let filling = ((high - low) / grows_per_s / period).min(burst.time);
    let law = if drained_per_s > 0.0 { Law::Even { low, high } } else { Law::Steady(steady(quiet)) };
    let parts = [
        (quiet.time, quiet, law),
        (filling, burst, Law::Even { low, high }),
        (burst.time - filling, burst, Law::Steady(steady(burst))),
    ];
    parts.map(|(time, phase, law)| Part { phase: Phase { time, ..*phase }, requests: 0.0, law }).into()
}

/// The wait that can pile up in a burst.
struct Pile {
    /// By its mean surplus of work: (ρ − 1) × its length, 0 where it is no surplus.
    drift: f64,
    /// The same and two standard deviations of the work that arrives.
    most: f64,
}

impl Pile {
    fn new(traffic: &OfferedTraffic, burst: &Phase, servers: f64, hold: f64) -> Self {
        let length = burst.time * traffic.period;
        let utilization = burst.rate * hold / servers;
        let drift = ((utilization - 1.0) * length).max(0.0);
        // Poisson arrivals of work: variance λ·E[S²] a second, over the servers that share it.
        let variance = utilization * hold / servers * (1.0 + traffic.hold_cv * traffic.hold_cv) * length;
        Self { drift, most: drift + 2.0 * variance.sqrt() }
    }
}
