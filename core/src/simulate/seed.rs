//! The seed of a steady state.

use super::{hold::Holds, law::Law, model::PoolModel};

/// A seed that follows from the numbers of what is simulated, so that each prediction has random numbers of its own: their
/// errors are independent, and the same prediction is the same anywhere.
pub(super) fn seed_of(model: &PoolModel) -> u64 {
    let mut hash = Hash::default();
    let settings = &model.settings;
    for count in [settings.size, settings.capacity, model.at_once.unwrap_or(usize::MAX)] {
        // As wide on every target: beyond 32 bits all counts are as good as without a bound.
        hash.add(u32::try_from(count).unwrap_or(u32::MAX).into());
    }
    let rates = &model.rates;
    for number in [settings.timeout, settings.recycle, settings.ping, settings.connect, rates.quiet, rates.burst] {
        hash.add_number(number);
    }
    for number in [rates.every, rates.lasts] {
        hash.add_number(number);
    }
    hash.add(settings.lifo.into());
    add_holds(&mut hash, model.holds());
    hash.seed()
}

fn add_holds(hash: &mut Hash, holds: &Holds) {
    for class in holds.classes() {
        hash.add_number(class.share);
        hash.add_number(class.overhead);
        match &class.law {
            Law::Fixed(time) => [0.0, *time, 0.0].iter().for_each(|&number| hash.add_number(number)),
            Law::Exponential { mean } => [1.0, *mean, 0.0].iter().for_each(|&number| hash.add_number(number)),
            Law::Lognormal(law) => [2.0, law.mu(), law.sigma()].iter().for_each(|&number| hash.add_number(number)),
            Law::Percentiles(curve) => {
                curve.moments_up_to(f64::INFINITY).iter().for_each(|&number| hash.add_number(number));
            }
            Law::Samples(samples) => samples.iter().for_each(|&sample| hash.add_number(sample)),
        }
    }
}

/// FNV-1a over the bytes (Fowler, Noll and Vo), its bits mixed at the end by `SplitMix64` (Steele, Lea and Flood, 2014).
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, number: u64) {
        for byte in number.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    fn add_number(&mut self, number: f64) {
        // So that -0 is 0.
        self.add((number + 0.0).to_bits());
    }

    fn seed(&self) -> u64 {
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn seed(service: &str) -> u64 {
        let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
        let service = &scenario.services[0];
        seed_of(&PoolModel::new(service, &service.pool).expect("traffic"))
    }

    #[test]
    fn each_number_that_matters_makes_another_seed() {
        let base = "traffic = [{ rate_per_s = 20, hold_ms = { mean = 50, cv = 2 } }]";
        for other in [
            "traffic = [{ rate_per_s = 21, hold_ms = { mean = 50, cv = 2 } }]",
            "traffic = [{ rate_per_s = 20, hold_ms = { mean = 50, cv = 3 } }]",
            "pool = { size = 6 }\ntraffic = [{ rate_per_s = 20, hold_ms = { mean = 50, cv = 2 } }]",
            "connect_ms = 6\ntraffic = [{ rate_per_s = 20, hold_ms = { mean = 50, cv = 2 } }]",
        ] {
            assert_ne!(seed(base), seed(other), "{other}");
        }
        assert_eq!(seed(base), seed(&format!("name = 'other'\n{base}")));
    }
}
