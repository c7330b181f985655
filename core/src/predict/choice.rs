//! Which method answers.
//!
//! The closed forms are exact for exponential holds, one rate and connections that cost nothing to open. They answer
//! where the scenario is that, and where what it departs by does not matter: where nobody waits, the law of the hold
//! has no say (the busy connections are as many as a Poisson variable says, whatever the hold: Sevastyanov 1957).
//! Where opening connections lengthens the hold they do not answer, however rare a wait is: a request opens one exactly
//! when many are busy, so its hold is not exponential and depends on the others.
//! Otherwise a simulation answers, as far as it can be afforded within a plan: near saturation it cannot, but there the
//! queue is long and forgets everything but the mean and the variance of what arrives (Kingman 1961), which is what
//! the closed forms keep. Where it is few long holds that a simulation would have to wait for, these alone are simulated.
//!
//! Where they are chosen, the closed forms are within these bounds of a simulation, as `tests/suite/simulation.rs`
//! checks: utilization 0.005, mean wait, p95 and p99 5 % or 0.5 ms, timeouts 0.5 percentage points, connections opened
//! 10 % or one in a hundred requests. Where a simulation would take too long they answer without such a bound.

use super::{Prediction, State};
use crate::{
    scenario::{Pool, PoolClass, Service},
    units::{Recycle, as_f64},
};

/// At most one request in so many waits: then p99 is 0 and the mean is no matter.
const RARE_WAIT: f64 = 0.002;

/// Opening connections for at most this share of the requests is no matter.
const RARE_CONNECT: f64 = 0.001;

/// The share of the mean hold by which connecting may lengthen it. Beyond it a request's hold depends on how many others
/// are busy, since only then it connects, and no closed form has that.
const SMALL_LENGTHENING: f64 = 0.004;

/// Whether a queue of all the tasks that may ask takes about as long to work off as they wait: then some of them give up,
/// and fewer do for the tasks that stand in front of the worker.
fn both_limits_matter(service: &Service, pool: &Pool) -> bool {
    let (Some(at_once), Some(capacity)) = (service.checkouts_at_once(), pool.capacity()) else { return false };
    let longest_s = as_f64(at_once.saturating_sub(capacity)) * service.hold().mean_ms / 1000.0 / as_f64(capacity);
    let timeout_s = pool.timeout_s.get();
    0.5 * timeout_s < longest_s && longest_s < 2.0 * timeout_s
}

/// Whether the closed forms are within their bounds.
pub(super) fn is_good_enough(service: &Service, pool: &Pool, by_formula: &Prediction) -> bool {
    // Nobody waits for a pool that is none.
    if pool.class == PoolClass::NullPool {
        return true;
    }
    match by_formula.state {
        State::NoTraffic | State::Unbounded => return true,
        State::Saturated if by_formula.timeout_probability >= 1.0 => return true,
        State::Stable | State::Saturated => {}
    }
    let exponential = service.has_exponential_hold() && !both_limits_matter(service, pool);
    let connect_share = by_formula.connects_per_s / by_formula.throughput_per_s.max(f64::MIN_POSITIVE);
    let rare_wait = by_formula.wait_probability <= RARE_WAIT;
    let rare_connect = connect_share <= RARE_CONNECT;
    let lengthening = connect_share * service.connect_ms.get() / service.hold().mean_ms;
    // How old a connection gets is a matter of the history of all of them.
    let ages_matter = matches!(pool.recycle_s, Recycle::After(_)) && !rare_connect;
    let at_one_rate = (service.mean_rate_per_s() - service.rate_per_s()).abs() <= f64::EPSILON * service.rate_per_s();
    // Where nobody waits, the share that finds no connection does not depend on the law of the hold (Sevastyanov 1957).
    let refuses = pool.timeout_s.get() <= 0.0 && pool.capacity() == Some(pool.size.get().into());
    at_one_rate
        && !ages_matter
        && lengthening <= SMALL_LENGTHENING
        && (exponential || refuses || (rare_connect && rare_wait))
}
