//! A grid on the standard normal variable, for functions of it that are tabulated.

use crate::units::as_f64;

/// The grid reaches from −`MAX_Z` to `MAX_Z`; beyond lies one draw in 10¹⁵.
const MAX_Z: u32 = 8;
const STEPS_PER_UNIT: u32 = 64;

/// The points of the grid.
pub(super) const POINTS: usize = (2 * MAX_Z * STEPS_PER_UNIT + 1) as usize;

/// The distance between two points.
pub(super) const STEP: f64 = 1.0 / STEPS_PER_UNIT as f64;

/// Adding 1.5 × 2⁵² to a number rounds it to a whole one, which the lowest bits of the sum are. A cast takes several times as
/// long, since it has to mind numbers that are too large.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// Where a value lies on the grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The nearest point.
    pub(super) point: usize,
    /// How far beyond it, in steps: −0.5 to 0.5.
    pub(super) rest: f64,
}

impl Place {
    /// The place of `z`, or of the end of the grid where it is beyond.
    #[inline]
    pub(super) fn from_z(z: f64) -> Self {
        let steps = (z + f64::from(MAX_Z)) * f64::from(STEPS_PER_UNIT);
        let rounded = steps + ROUNDING;
        let point = (rounded.to_bits() & 0xFFFF) as usize;
        if point < POINTS {
            return Self { point, rest: steps - (rounded - ROUNDING) };
        }
        Self { point: if z < 0.0 { 0 } else { POINTS - 1 }, rest: 0.0 }
    }
}

/// The values of the normal variable at the points.
pub(super) fn points() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|point| as_f64(point as u64) * STEP - f64::from(MAX_Z))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_its_point_and_the_rest() {
        let points: Vec<f64> = points().collect();
        for z in [-8.0, -7.999, -1.2345, -0.004, 0.0, 0.0078, 0.0079, 3.3, 7.9999, 8.0] {
            let Place { point, rest } = Place::from_z(z);
            assert!((points[point] + rest * STEP - z).abs() < 1e-12 && rest.abs() <= 0.5, "{z}: {point} {rest}");
        }
        for (z, point) in [(-8.1, 0), (-40.0, 0), (8.1, POINTS - 1), (900.0, POINTS - 1)] {
            assert_eq!(Place::from_z(z).point, point, "{z}");
        }
    }
}
