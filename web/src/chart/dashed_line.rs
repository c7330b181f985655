//! Broken lines, which tell curves apart without their colors.

use super::{ChartColor, Drawn, PX, frame::px};
use crate::state::MOST;
use plotters::{coord::Shift, prelude::*};

/// Lengths in pixels that are drawn and left out by turns.
pub(super) type Pattern = &'static [u32];

/// The curve of the settings as they are.
pub(super) const CURRENT: Pattern = &[5, 4];

/// The curves of the alternatives.
const ALTERNATIVES: [Pattern; MOST] = [
    &[2, 3],
    &[9, 3, 2, 3],
    &[14, 4],
    &[9, 3, 2, 3, 2, 3],
    &[2, 6],
    &[14, 3, 5, 3],
    &[5, 2],
    &[14, 3, 2, 3, 2, 3, 2, 3],
];

/// The pattern of an alternative.
pub(super) fn of(index: usize) -> Pattern {
    ALTERNATIVES[index % ALTERNATIVES.len()]
}

/// Draws a broken line through places of the picture.
pub(super) fn line<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    places: &[(i32, i32)],
    pattern: Pattern,
    color: ChartColor,
) -> Drawn<DB> {
    let style = color.stroke_width(PX * 3 / 2);
    pieces(places, pattern).into_iter().try_for_each(|piece| area.draw(&PathElement::new(piece, style)))
}

/// The parts of a path that are drawn.
fn pieces(places: &[(i32, i32)], pattern: Pattern) -> Vec<Vec<(i32, i32)>> {
    let mut lengths = pattern.iter().cycle().map(|length| f64::from(px(*length)));
    let (mut left, mut is_drawn) = (lengths.next().unwrap_or(f64::INFINITY), true);
    let mut all: Vec<Vec<(i32, i32)>> = places.first().map(|first| vec![*first]).into_iter().collect();
    for pair in places.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = f64::hypot(f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = between(from, to, done / length);
            if let (true, Some(piece)) = (is_drawn, all.last_mut()) {
                piece.push(at);
            } else {
                all.push(vec![at]);
            }
            is_drawn = !is_drawn;
            left = lengths.next().unwrap_or(f64::INFINITY);
        }
        left -= length - done;
        if let (true, Some(piece)) = (is_drawn, all.last_mut()) {
            piece.push(to);
        }
    }
    all.retain(|piece| piece.len() > 1);
    all
}

fn between(from: (i32, i32), to: (i32, i32), share: f64) -> (i32, i32) {
    #[expect(clippy::cast_possible_truncation, reason = "between two places of the picture")]
    let at = |from: i32, to: i32| from + (f64::from(to - from) * share).round() as i32;
    (at(from.0, to.0), at(from.1, to.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &[(i32, i32)], pattern: Pattern, expected: &[&[(i32, i32)]]) {
        let pixels = |(x, y): &(i32, i32)| (px(1) * x, px(1) * y);
        let found = pieces(&places.iter().map(pixels).collect::<Vec<_>>(), pattern);
        let expected: Vec<Vec<_>> = expected.iter().map(|piece| piece.iter().map(pixels).collect()).collect();
        assert_eq!(found, expected, "{places:?} {pattern:?}");
    }

    #[test]
    fn dashes_go_around_corners() {
        check(&[], &[2, 3], &[]);
        check(&[(0, 0)], &[2, 3], &[]);
        check(&[(0, 0), (12, 0)], &[5, 4], &[&[(0, 0), (5, 0)], &[(9, 0), (12, 0)]]);
        check(&[(0, 0), (3, 0), (3, 9)], &[5, 4], &[&[(0, 0), (3, 0), (3, 2)], &[(3, 6), (3, 9)]]);
        check(&[(0, 0), (0, 20)], &[9, 3, 2, 3], &[&[(0, 0), (0, 9)], &[(0, 12), (0, 14)], &[(0, 17), (0, 20)]]);
    }

    #[test]
    fn no_two_curves_look_alike() {
        for (index, pattern) in ALTERNATIVES.iter().enumerate() {
            assert!(!ALTERNATIVES[..index].contains(pattern) && *pattern != CURRENT, "{pattern:?}");
        }
    }
}
