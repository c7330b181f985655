//! Erlang's formulas: blocking, waiting, and the distribution of the wait.

use crate::units::as_f64;

/// Erlang B: the probability that an arrival finds all of `servers` busy and is lost.
///
/// Range: `load` in erlangs, finite and at least 0; the result is from 0 to 1. Stable recursion
/// 1/B(k) = 1 + (k/a)·1/B(k−1), exact to 1e-15 up to 12 000 servers.
/// Source: Erlang 1917; the recursion as in Cooper, *Introduction to Queueing Theory*, 1981, section 3.3.
///
/// ```
/// assert!((poolwise::queue::erlang_b(10, 5.0) - 0.018385).abs() < 1e-6);
/// assert_eq!(poolwise::queue::erlang_b(10, 0.0), 0.0);
/// assert_eq!(poolwise::queue::erlang_b(0, 3.0), 1.0);
/// ```
#[must_use]
pub fn erlang_b(servers: u64, load: f64) -> f64 {
    let mut inverse = 1.0;
    let servers = as_f64(servers);
    let mut k = first(servers, load);
    while k < servers {
        k += 1.0;
        inverse = next_inverse(inverse, k, load);
        if inverse == f64::INFINITY {
            return 0.0;
        }
    }
    1.0 / inverse
}

/// Where the recursion may begin with 1/B = 1, as at 0: from there on each step takes off k/a of what was wrong with
/// it, and e⁻⁵⁰ is left.
fn first(servers: f64, load: f64) -> f64 {
    libm::floor(servers.min(load) - 10.0 * libm::sqrt(load)).max(0.0)
}

/// 1/B of k servers from 1/B of k − 1.
pub(super) fn next_inverse(inverse: f64, k: f64, load: f64) -> f64 {
    1.0 + inverse * (k / load)
}

/// Erlang C: the probability that an arrival has to wait for one of `servers`.
///
/// None where load ≥ servers: no steady state exists. Source: Erlang 1917, by way of Erlang B.
///
/// ```
/// use poolwise::queue::erlang_c;
/// assert!((erlang_c(12, 10.0).unwrap() - 0.44939).abs() < 1e-5);
/// assert_eq!(erlang_c(10, 10.0), None);
/// ```
#[must_use]
pub fn erlang_c(servers: u64, load: f64) -> Option<f64> {
    let spare = as_f64(servers) - load;
    (spare > 0.0).then(|| waiting_from_blocking(as_f64(servers), load, erlang_b(servers, load)))
}

/// Erlang C of a stable queue, from Erlang B.
pub(super) fn waiting_from_blocking(servers: f64, load: f64, blocking: f64) -> f64 {
    servers * blocking / ((servers - load) + load * blocking)
}

/// The wait in an M/M/c queue whose customers wait for ever.
///
/// ```
/// use poolwise::queue::Waiting;
///
/// // 200 requests a second that hold a connection for 50 ms, 12 connections.
/// let waiting = Waiting::new(12, 10.0, 50.0).unwrap();
/// assert!((waiting.mean() - 11.235).abs() < 1e-3);
/// assert!((waiting.percentile(0.95) - 54.89).abs() < 1e-2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    probability: f64,
    spare: f64,
    hold: f64,
}

impl Waiting {
    /// The wait for one of `servers` under `load` erlangs of customers that hold it for `hold` on average.
    /// None where load ≥ servers.
    #[must_use]
    pub fn new(servers: u64, load: f64, hold: f64) -> Option<Self> {
        let probability = erlang_c(servers, load)?;
        Some(Self { probability, spare: as_f64(servers) - load, hold })
    }

    /// The probability of waiting at all: Erlang C.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// The mean wait over all customers, those who do not wait included: C·S/(c − a).
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.probability * self.hold / self.spare
    }

    /// The wait that a share `q` of all customers stays within, `q` from 0 to below 1.
    /// P(wait > t) = C·exp(−(c − a)·t/S), solved for t.
    #[must_use]
    pub fn percentile(&self, q: f64) -> f64 {
        let beyond = 1.0 - q;
        if self.probability <= beyond { 0.0 } else { self.hold / self.spare * libm::log(self.probability / beyond) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_recursion_begins_does_not_matter() {
        for load in [0.5, 90.0, 101.0, 1e4, 1e6] {
            for share in [0.01, 0.5, 0.999, 1.0, 1.01, 1.2] {
                let servers = libm::ceil(share * load);
                let (mut k, mut inverse) = (0.0, 1.0);
                while k < servers {
                    k += 1.0;
                    inverse = next_inverse(inverse, k, load);
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
                let blocking = erlang_b(servers as u64, load);
                assert!(
                    (blocking * inverse - 1.0).abs() < 1e-15 || inverse == f64::INFINITY,
                    "{servers} {load}: {blocking}"
                );
            }
        }
    }

    #[test]
    fn no_pool_is_too_large() {
        assert!((erlang_b(1 << 33, 1e11) - 0.914_1).abs() < 1e-4);
        assert!(erlang_b(u64::MAX, 1.0) < f64::MIN_POSITIVE);
    }
}
