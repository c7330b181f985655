//! Broken lines, which tell curves apart without their colors.

use crate::{Dashes, pen::px};
use plotters_backend::BackendCoord;

/// Lengths in CSS pixels that are drawn and left out by turns.
type Pattern = &'static [i32];

const ALTERNATIVES: [Pattern; 8] = [
    &[2, 3],
    &[9, 3, 2, 3],
    &[14, 4],
    &[9, 3, 2, 3, 2, 3],
    &[2, 6],
    &[14, 3, 5, 3],
    &[5, 2],
    &[14, 3, 2, 3, 2, 3, 2, 3],
];

/// The parts of a path that are drawn.
pub(crate) fn pieces(path: Vec<BackendCoord>, dashes: Dashes) -> Vec<Vec<BackendCoord>> {
    match dashes {
        Dashes::None => vec![path],
        Dashes::Current => broken(&path, &[5, 4]),
        Dashes::Fine => broken(&path, &[2, 3]),
        Dashes::Alternative(index) => broken(&path, ALTERNATIVES[usize::from(index) % ALTERNATIVES.len()]),
    }
}

fn broken(path: &[BackendCoord], pattern: Pattern) -> Vec<Vec<BackendCoord>> {
    let mut lengths = pattern.iter().cycle().map(|length| f64::from(px(*length)));
    let (mut left, mut is_drawn) = (lengths.next().unwrap_or(f64::INFINITY), true);
    let mut all: Vec<Vec<BackendCoord>> = path.first().map(|first| vec![*first]).into_iter().collect();
    for pair in path.windows(2) {
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

fn between(from: BackendCoord, to: BackendCoord, share: f64) -> BackendCoord {
    #[expect(clippy::cast_possible_truncation, reason = "between two places of the picture")]
    let at = |from: i32, to: i32| from + (f64::from(to - from) * share).round() as i32;
    (at(from.0, to.0), at(from.1, to.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &[BackendCoord], pattern: Pattern, expected: &[&[BackendCoord]]) {
        let scaled = |path: &[BackendCoord]| path.iter().map(|(x, y)| (px(*x), px(*y))).collect::<Vec<_>>();
        let expected: Vec<_> = expected.iter().map(|piece| scaled(piece)).collect();
        assert_eq!(broken(&scaled(path), pattern), expected);
    }

    #[test]
    fn a_broken_line_bends_with_its_path() {
        check(&[(0, 0), (20, 0)], &[5, 4], &[&[(0, 0), (5, 0)], &[(9, 0), (14, 0)], &[(18, 0), (20, 0)]]);
        check(&[(0, 0), (3, 0), (3, 7)], &[5, 4], &[&[(0, 0), (3, 0), (3, 2)], &[(3, 6), (3, 7)]]);
        check(&[(0, 0)], &[5, 4], &[]);
        check(&[], &[5, 4], &[]);
    }
}
