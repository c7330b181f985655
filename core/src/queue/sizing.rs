//! The smallest number of servers that does, one question a function.

use super::erlang::{next_inverse, waiting_from_blocking};
use crate::units::{Factor, Fraction, Millis, PerSecond, ceil_count};

/// Connections for a rate and a hold by Little's law, with headroom on top: ⌈rate × hold × headroom⌉.
///
/// `headroom` is 1.2 for "a buffer of 20 %". Rounded up with a tolerance, so that 100/s × 70 ms is 7 and not 8.
/// Source: Little, "A Proof for the Queuing Formula L = λW", 1961.
///
/// ```
/// use poolwise::{queue::servers_for, units::{Factor, Millis, PerSecond}};
/// let buffered = |headroom| {
///     servers_for(PerSecond::new(100.0).unwrap(), Millis::new(50.0).unwrap(), Factor::new(headroom).unwrap())
/// };
/// assert_eq!(buffered(1.5), 8);
/// assert_eq!(buffered(1.2), 6);
/// ```
#[must_use]
pub fn servers_for(rate: PerSecond, hold: Millis, headroom: Factor) -> u64 {
    ceil_count(rate.get() * hold.get() / 1000.0 * headroom.get())
}

/// Connections for a rate and a hold of which a share is to be busy on average: ⌈rate × hold ÷ utilization⌉.
/// At least 1 and, where the utilization is 0, `u64::MAX`: no number does.
///
/// ```
/// use poolwise::{queue::servers_for_utilization, units::{Fraction, Millis, PerSecond}};
/// let seventy = Fraction::new(0.7).unwrap();
/// assert_eq!(servers_for_utilization(PerSecond::new(10.0).unwrap(), Millis::new(70.0).unwrap(), seventy), 1);
/// ```
#[must_use]
pub fn servers_for_utilization(rate: PerSecond, hold: Millis, utilization: Fraction) -> u64 {
    let load = rate.get() * hold.get() / 1000.0;
    if load == 0.0 { 1 } else { ceil_count(load / utilization.get()).max(1) }
}

/// The smallest number of servers that loses at most `blocking` of `load` erlangs (Erlang B).
///
/// ```
/// use poolwise::{queue::servers_for_blocking, units::Fraction};
/// assert_eq!(servers_for_blocking(50.0, Fraction::new(0.001).unwrap()), 71);
/// ```
#[must_use]
pub fn servers_for_blocking(load: f64, blocking: Fraction) -> u64 {
    smallest(load, |_, b| b <= blocking.get())
}

/// The smallest number of servers at which at most a share `waiting` of the customers waits (Erlang C).
///
/// ```
/// use poolwise::{queue::servers_for_wait_probability, units::Fraction};
/// assert_eq!(servers_for_wait_probability(50.0, Fraction::new(0.05).unwrap()), 64);
/// ```
#[must_use]
pub fn servers_for_wait_probability(load: f64, waiting: Fraction) -> u64 {
    smallest(load, |servers, b| servers > load && waiting_from_blocking(servers, load, b) <= waiting.get())
}

/// The smallest number of servers at which a share `q` of the customers waits at most `wait` mean holds.
///
/// ```
/// use poolwise::{queue::servers_for_wait, units::Fraction};
/// assert_eq!(servers_for_wait(50.0, Fraction::new(0.95).unwrap(), 1.0), 53);
/// ```
#[must_use]
pub fn servers_for_wait(load: f64, q: Fraction, wait: f64) -> u64 {
    let beyond = 1.0 - q.get();
    smallest(load, |servers, b| {
        let spare = servers - load;
        spare > 0.0 && waiting_from_blocking(servers, load, b) * libm::exp(-spare * wait) <= beyond
    })
}

/// The first k ≥ 1 for which `enough(k, B(k))`; `u64::MAX` where the load is beyond any pool.
fn smallest(load: f64, enough: impl Fn(f64, f64) -> bool) -> u64 {
    const MOST: u64 = 10_000_000;
    let mut inverse = 1.0;
    let mut k = 0.0;
    for servers in 1..=MOST {
        k += 1.0;
        inverse = next_inverse(inverse, k, load);
        if enough(k, 1.0 / inverse) {
            return servers;
        }
    }
    u64::MAX
}
