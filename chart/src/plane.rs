//! Where the values of a panel lie in the picture.

use crate::Axis;
use plotters_backend::BackendCoord;

/// A rectangle of the picture, and the values at its edges.
pub(crate) struct Plane {
    pub(crate) left: i32,
    pub(crate) right: i32,
    pub(crate) top: i32,
    pub(crate) bottom: i32,
    x: [f64; 2],
    y: [f64; 2],
}

impl Plane {
    pub(crate) fn new([left, right]: [i32; 2], [top, bottom]: [i32; 2], x: &Axis, y: &Axis) -> Self {
        // Never narrower than a unit, however small the picture is.
        let (right, bottom) = (right.max(left + 1), bottom.max(top + 1));
        Self { left, right, top, bottom, x: [x.from, x.to], y: [y.from, y.to] }
    }

    pub(crate) fn x(&self, value: f64) -> i32 {
        place(value, self.x, [self.left, self.right])
    }

    pub(crate) fn y(&self, value: f64) -> i32 {
        place(value, self.y, [self.bottom, self.top])
    }

    pub(crate) fn at(&self, [x, y]: [f64; 2]) -> BackendCoord {
        (self.x(x), self.y(y))
    }
}

/// A value between two ends, in the picture; what lies outside is at the nearer end.
fn place(value: f64, [from, to]: [f64; 2], [start, end]: [i32; 2]) -> i32 {
    let share = if to > from { ((value - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "between two places of the picture")]
    let offset = (f64::from(end - start) * share).round() as i32;
    start + offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_stay_at_the_edge() {
        let plane = Plane::new([10, 110], [20, 220], &Axis::new(0.0, 10.0, []), &Axis::new(-1.0, 1.0, []));
        assert_eq!(plane.at([5.0, 0.0]), (60, 120));
        assert_eq!(plane.at([-3.0, 9.0]), (10, 20));
        assert_eq!(plane.at([f64::INFINITY, f64::NEG_INFINITY]), (110, 220));
        assert_eq!(plane.at([f64::NAN, 0.0]).1, 120);
    }
}
