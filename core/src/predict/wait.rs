//! The wait for a connection, over the phases of the traffic. Times in seconds.

use super::demand::{Demand, Phase};
use crate::queue::{Churn, Patience};

/// The wait of all requests of all phases.
pub(super) struct Wait {
    timeout: f64,
    parts: Vec<Part>,
}

struct Part {
    phase: Phase,
    /// The share of all requests that arrive in this phase.
    requests: f64,
    queue: Patience,
}

impl Wait {
    pub(super) fn new(demand: &Demand, servers: u64, hold: f64, timeout: f64) -> Self {
        let part = |phase: &Phase| Part {
            phase: *phase,
            requests: phase.time * phase.rate / demand.rate,
            queue: Patience::new(servers, demand.arrivals(phase, hold), timeout),
        };
        let parts = demand.phases.iter().filter(|phase| phase.rate > 0.0).map(part).collect();
        Self { timeout, parts }
    }

    pub(super) fn probability(&self) -> f64 {
        self.over_requests(Patience::wait_probability)
    }

    pub(super) fn timeout_probability(&self) -> f64 {
        self.over_requests(Patience::timeout_probability)
    }

    pub(super) fn mean(&self) -> f64 {
        self.over_requests(Patience::mean_wait)
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
        let served = |part: &Part| part.phase.rate * (1.0 - part.queue.timeout_probability());
        self.parts.iter().map(served).fold(0.0, f64::max)
    }

    /// A mean over time of what each phase does.
    pub(super) fn averaged(&self, of_phase: impl Fn(&Phase, &Patience) -> Churn) -> Churn {
        self.parts.iter().fold(Churn::default(), |mut mean, part| {
            let churn = of_phase(&part.phase, &part.queue);
            mean.connects_per_s += part.phase.time * churn.connects_per_s;
            mean.overflow_open += part.phase.time * churn.overflow_open;
            mean.size_busy += part.requests * churn.size_busy;
            mean
        })
    }

    fn over_requests(&self, quantity: impl Fn(&Patience) -> f64) -> f64 {
        self.parts.iter().map(|part| part.requests * quantity(&part.queue)).sum()
    }

    /// The smallest wait that is exceeded with probability at most `p`.
    fn exceeded_by(&self, p: f64) -> f64 {
        if let [part] = self.parts.as_slice() {
            return part.queue.wait_exceeded_by(p);
        }
        if self.probability() <= p {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.timeout);
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(low, high);
            if self.over_requests(|queue| queue.exceeds(middle)) > p {
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
