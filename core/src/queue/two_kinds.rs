//! A queue of requests of two kinds, each with exponential holds of its own: M/H₂/c.

use super::matrix::Matrix;
use crate::units::as_f64;

/// The wait in a stable queue in which each request is of the second kind with the same probability.
///
/// Exact, by the matrix-geometric method: with j of the busy servers at the second kind, the queue is a quasi-birth-death
/// process of c + 1 phases. Latouche and Ramaswami's logarithmic reduction gives its first-passage matrix (*Introduction
/// to Matrix Analytic Methods in Stochastic Modeling*, 1999, chapter 8), block elimination the levels with idle servers.
///
/// ```
/// use poolwise::queue::TwoKinds;
///
/// // 92.1 requests per second on 5 connections, 90 % of them for 20 ms, the others for 200 ms.
/// let queue = TwoKinds::new(5, 3.5 / 0.038, 0.1, [0.02, 0.2]).unwrap();
/// assert!((queue.mean_wait - 0.024_122_8).abs() < 1e-7);
/// assert!((queue.wait_probability - 0.395_035).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoKinds {
    /// The probability that a request finds no server free, from 0 to 1.
    pub wait_probability: f64,
    /// The mean wait in seconds over all requests.
    pub mean_wait: f64,
}

/// The work grows with the third power of the servers: 50 of them take about ten milliseconds.
const MAX_SERVERS: u64 = 50;

/// The reduction doubles the levels that it covers at each step, so 2⁴⁰ of them are beyond any queue.
const MAX_STEPS: u32 = 40;

impl TwoKinds {
    /// The queue for one of `servers`, at which `rate` requests per second arrive. A share `second` of them holds its
    /// server for `holds[1]` seconds on average, the others for `holds[0]`.
    ///
    /// None where it is not stable, or has more servers than are computed in a few milliseconds.
    #[must_use]
    pub fn new(servers: u64, rate: f64, second: f64, holds: [f64; 2]) -> Option<Self> {
        let load = rate * ((1.0 - second) * holds[0] + second * holds[1]);
        if servers == 0 || servers > MAX_SERVERS || load >= as_f64(servers) || load <= 0.0 {
            return None;
        }
        let chain = Chain { rate, second, ends: holds.map(|hold| 1.0 / hold), servers: usize::try_from(servers).ok()? };
        chain.solve()
    }
}

/// The transition rates. A level is the number of requests inside, a phase how many of those served are of the second
/// kind.
struct Chain {
    rate: f64,
    second: f64,
    /// Holds that end per second, of one server at either kind.
    ends: [f64; 2],
    servers: usize,
}

impl Chain {
    /// Holds that end per second with `busy` servers, `phase` of them at the second kind: of either kind.
    fn ending(&self, busy: usize, phase: usize) -> [f64; 2] {
        [as_f64((busy - phase) as u64) * self.ends[0], as_f64(phase as u64) * self.ends[1]]
    }

    fn leaving(&self, busy: usize, phase: usize) -> f64 {
        let [first, second] = self.ending(busy, phase);
        self.rate + first + second
    }

    /// One request less where others wait: one of them takes the free server.
    fn down_with_queue(&self) -> Matrix {
        let n = self.servers + 1;
        let mut down = Matrix::zero(n, n);
        for phase in 0..n {
            let [first, second] = self.ending(self.servers, phase);
            if phase > 0 {
                down.add(phase, phase - 1, second * (1.0 - self.second));
            }
            down.add(phase, phase, first * (1.0 - self.second) + second * self.second);
            if phase + 1 < n {
                down.add(phase, phase + 1, first * self.second);
            }
        }
        down
    }

    /// From each phase to each when the queue is first one shorter.
    fn first_passage(&self) -> Option<Matrix> {
        let n = self.servers + 1;
        let per_step: Vec<f64> = (0..n).map(|phase| 1.0 / self.leaving(self.servers, phase)).collect();
        let mut low = self.down_with_queue().scaled_rows(&per_step);
        let mut high =
            Matrix::identity(n).scaled_rows(&per_step.iter().map(|step| step * self.rate).collect::<Vec<_>>());
        let (mut passage, mut reached) = (low.clone(), high.clone());
        for _ in 0..MAX_STEPS {
            let stay = high.times(&low).plus(&low.times(&high), 1.0);
            let inverse = Matrix::identity(n).plus(&stay, -1.0).inverse()?;
            high = inverse.times(&high.times(&high));
            low = inverse.times(&low.times(&low));
            passage = passage.plus(&reached.times(&low), 1.0);
            reached = reached.times(&high);
            let missing = passage.row_sums().iter().map(|sum| 1.0 - sum).fold(0.0, f64::max);
            if missing < 1e-12 {
                break;
            }
        }
        Some(passage)
    }

    fn solve(&self) -> Option<TwoKinds> {
        let (c, n) = (self.servers, self.servers + 1);
        let leaving = |busy: usize| (0..=busy).map(move |phase| self.leaving(busy, phase));
        // The rate matrix: the mean visits to the next level between two to this one.
        let visits =
            Matrix::diagonal(leaving(c)).plus(&self.first_passage()?, -self.rate).inverse()?.times_number(self.rate);

        // Upwards: the probabilities of a level as multiples of those of the next.
        let mut ratios: Vec<Matrix> = Vec::new();
        let mut balance = Matrix::diagonal(leaving(0));
        for busy in 0..c {
            let mut down = Matrix::zero(busy + 2, busy + 1);
            for phase in 0..busy + 2 {
                let [first, second] = self.ending(busy + 1, phase);
                if phase <= busy {
                    down.add(phase, phase, first);
                }
                if phase > 0 {
                    down.add(phase, phase - 1, second);
                }
            }
            let ratio = down.times(&balance.inverse()?);
            let mut up = Matrix::zero(busy + 1, busy + 2);
            for phase in 0..=busy {
                up.add(phase, phase, self.rate * (1.0 - self.second));
                up.add(phase, phase + 1, self.rate * self.second);
            }
            balance = Matrix::diagonal(leaving(busy + 1)).plus(&ratio.times(&up), -1.0);
            ratios.push(ratio);
        }
        balance = balance.plus(&visits.times(&self.down_with_queue()), -1.0);

        // Where all are busy and nobody waits: the left null vector, scaled by the sum of all probabilities.
        let mut conditions = balance;
        let mut scale = Matrix::zero(1, n);
        for row in 0..n {
            conditions.set(row, n - 1, 1.0);
        }
        scale.set(0, n - 1, 1.0);
        let full = scale.times(&conditions.inverse()?);
        let inverse = Matrix::identity(n).plus(&visits, -1.0).inverse()?;
        let waiting = full.times(&inverse);
        let all_busy: f64 = waiting.row_sums().iter().sum();
        let queued: f64 = waiting.times(&inverse).row_sums().iter().sum::<f64>() - all_busy;
        let (mut level, mut total) = (full, all_busy);
        for ratio in ratios.iter().rev() {
            level = level.times(ratio);
            total += level.row_sums().iter().sum::<f64>();
        }
        Some(TwoKinds { wait_probability: all_busy / total, mean_wait: queued / total / self.rate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Waiting;

    #[test]
    fn kinds_that_do_not_differ_are_erlangs() {
        for (servers, load) in [(1, 0.5), (2, 1.9), (10, 2.0), (20, 18.0), (40, 38.0)] {
            let queue = TwoKinds::new(servers, load / 0.05, 0.3, [0.05, 0.05]).expect("stable");
            let erlang = Waiting::new(servers, load, 0.05).expect("stable");
            assert!((queue.mean_wait / erlang.mean() - 1.0).abs() < 1e-6, "{servers} {load}: {queue:?}");
            assert!((queue.wait_probability / erlang.probability() - 1.0).abs() < 1e-6, "{servers} {load}: {queue:?}");
        }
    }

    #[test]
    fn one_server_waits_as_pollaczek_and_khinchine_say() {
        let queue = TwoKinds::new(1, 10.0, 0.01, [0.02, 3.0]).expect("stable");
        let (load, second_moment) = (10.0 * (0.99 * 0.02 + 0.03), 2.0 * (0.99 * 0.02 * 0.02 + 0.01 * 9.0));
        assert!((queue.mean_wait / (10.0 * second_moment / 2.0 / (1.0 - load)) - 1.0).abs() < 1e-8, "{queue:?}");
    }

    #[test]
    fn what_has_no_steady_state_has_no_wait() {
        assert_eq!(TwoKinds::new(2, 100.0, 0.5, [0.01, 0.03]), None);
        assert_eq!(TwoKinds::new(51, 1.0, 0.5, [0.01, 0.03]), None);
    }
}
