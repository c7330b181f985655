//! Random numbers that are the same on every machine.
//!
//! The ziggurat of Marsaglia & Tsang ("The Ziggurat Method for Generating Random Variables", 2000), with 256 layers.
//! `rand_distr` has it too, but calls the standard library's `exp` and `ln` as soon as any crate in the build turns
//! on `num-traits/std`, and those differ from target to target in the last bit.

use crate::units::as_f64;
use rand_pcg::{Pcg64, rand_core::Rng as _};

/// What all streams share.
pub(super) struct Tables {
    exponential: Ziggurat,
    normal: Ziggurat,
}

impl Tables {
    pub(super) fn new() -> Self {
        let bell = |x: f64| libm::exp(-x * x / 2.0);
        Self {
            exponential: Ziggurat::new(EXPONENTIAL_TAIL, EXPONENTIAL_AREA, |x| libm::exp(-x), |y| -libm::log(y)),
            normal: Ziggurat::new(NORMAL_TAIL, NORMAL_AREA, bell, |y| (-2.0 * libm::log(y)).sqrt()),
        }
    }
}

/// A stream of random numbers: the same seed and stream give the same numbers.
#[derive(Clone)]
pub(super) struct Random<'a> {
    bits: Pcg64,
    tables: &'a Tables,
}

impl<'a> Random<'a> {
    pub(super) fn new(tables: &'a Tables, bits: Pcg64) -> Self {
        Self { bits, tables }
    }

    /// The beginning of a stream.
    pub(super) fn bits(seed: u64, stream: u64) -> Pcg64 {
        Pcg64::new(seed.into(), stream.into())
    }

    /// The stream as far as nothing was drawn from it yet.
    pub(super) fn into_bits(self) -> Pcg64 {
        self.bits
    }

    /// Exponential with mean 1.
    #[inline]
    pub(super) fn exponential(&mut self) -> f64 {
        let ziggurat = &self.tables.exponential;
        let (layer, u) = layer_and_unit(self.bits.next_u64());
        let x = u * ziggurat.x[layer];
        if x < ziggurat.x[layer + 1] {
            return x;
        }
        // Handed over whole, since a reference would keep the state out of the registers for good.
        let edge = Self { bits: self.bits.clone(), tables: self.tables };
        let (x, after) = edge.exponential_at_the_edge(layer, x);
        self.bits = after;
        x
    }

    /// What one in a hundred draws comes to.
    #[cold]
    fn exponential_at_the_edge(mut self, layer: usize, x: f64) -> (f64, Pcg64) {
        let x = if layer == 0 {
            EXPONENTIAL_TAIL - libm::log(1.0 - self.unit())
        } else if self.tables.exponential.height(layer, self.unit()) < libm::exp(-x) {
            x
        } else {
            self.exponential()
        };
        (x, self.bits)
    }

    /// Normal with mean 0 and variance 1.
    #[inline]
    pub(super) fn normal(&mut self) -> f64 {
        let ziggurat = &self.tables.normal;
        let (layer, u) = layer_and_unit(self.bits.next_u64());
        let x = (2.0 * u - 1.0) * ziggurat.x[layer];
        if x.abs() < ziggurat.x[layer + 1] {
            return x;
        }
        let edge = Self { bits: self.bits.clone(), tables: self.tables };
        let (x, after) = edge.normal_at_the_edge(layer, x);
        self.bits = after;
        x
    }

    #[cold]
    fn normal_at_the_edge(mut self, layer: usize, x: f64) -> (f64, Pcg64) {
        let x = if layer == 0 {
            self.normal_tail().copysign(x)
        } else if self.tables.normal.height(layer, self.unit()) < libm::exp(-x * x / 2.0) {
            x
        } else {
            self.normal()
        };
        (x, self.bits)
    }

    /// Evenly from 0 to 1, without 1.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        layer_and_unit(self.bits.next_u64()).1
    }

    /// Beyond the last layer (Marsaglia, "Generating a Variable from the Tail of the Normal Distribution", 1964).
    fn normal_tail(&mut self) -> f64 {
        loop {
            let x = self.exponential() / NORMAL_TAIL;
            let y = self.exponential();
            if 2.0 * y > x * x {
                return NORMAL_TAIL + x;
            }
        }
    }
}

const LAYERS: usize = 256;

/// Where the last layer ends, and the area of each, from the paper.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_557;
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const NORMAL_AREA: f64 = 0.004_928_673_233_974_655;

/// The right edges of the layers, from the bottom to the top, and the density there.
struct Ziggurat {
    x: [f64; LAYERS + 1],
    density: [f64; LAYERS + 1],
}

impl Ziggurat {
    fn new(tail: f64, area: f64, density: impl Fn(f64) -> f64, inverse: impl Fn(f64) -> f64) -> Self {
        let mut x = [0.0; LAYERS + 1];
        // The bottom layer has the tail's area too, as a rectangle.
        x[0] = area / density(tail);
        x[1] = tail;
        for layer in 2..LAYERS {
            x[layer] = inverse(area / x[layer - 1] + density(x[layer - 1]));
        }
        Self { x, density: x.map(density) }
    }

    /// A height within a layer, `u` of the way up.
    fn height(&self, layer: usize, u: f64) -> f64 {
        self.density[layer] + u * (self.density[layer + 1] - self.density[layer])
    }
}

/// The low 8 bits choose the layer, the high 53 the place in it.
#[inline]
fn layer_and_unit(bits: u64) -> (usize, f64) {
    // 2⁻⁵³
    const UNIT: f64 = f64::EPSILON / 2.0;
    ((bits & 0xFF) as usize, as_f64(bits >> 11) * UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the distribution function at its deciles and in its tail: with a million draws, the share below each
    /// is within five standard deviations.
    fn check<'a>(tables: &'a Tables, draw: fn(&mut Random<'a>) -> f64, below: &[(f64, f64)]) {
        let mut random = Random::new(tables, Random::bits(1, 1));
        let draws: Vec<f64> = (0..1_000_000).map(|_| draw(&mut random)).collect();
        for &(x, expected) in below {
            let share = as_f64(draws.iter().filter(|&&draw| draw < x).count() as u64) / 1e6;
            let deviation = (expected * (1.0 - expected) / 1e6).sqrt();
            assert!((share - expected).abs() < 5.0 * deviation, "below {x}: {share} instead of {expected}");
        }
    }

    #[test]
    fn exponential() {
        let below = [0.001, 0.1, 0.5, 1.0, 2.0, 5.0, 7.0, 8.0, 10.0].map(|x| (x, -libm::expm1(-x)));
        check(&Tables::new(), Random::exponential, &below);
    }

    #[test]
    fn normal() {
        let below = [-4.0, -3.0, -1.0, -0.01, 0.0, 0.5, 1.0, 2.0, 3.0, 3.7, 4.0]
            .map(|x| (x, libm::erfc(-x / core::f64::consts::SQRT_2) / 2.0));
        check(&Tables::new(), Random::normal, &below);
    }

    #[test]
    fn unit() {
        check(&Tables::new(), Random::unit, &[0.0001, 0.1, 0.5, 0.9, 0.9999].map(|x| (x, x)));
    }

    #[test]
    fn layers_have_equal_areas() {
        let tables = Tables::new();
        for (ziggurat, area) in [(tables.exponential, EXPONENTIAL_AREA), (tables.normal, NORMAL_AREA)] {
            for layer in 1..LAYERS {
                let found = ziggurat.x[layer] * (ziggurat.density[layer + 1] - ziggurat.density[layer]);
                assert!((found / area - 1.0).abs() < 1e-7, "layer {layer}: {found}");
            }
        }
    }
}
