//! Holds that have given quantiles.

use super::{lognormal::Lognormal, random::Random};
use crate::scenario::{Fit, Piece};

/// The curve through the quantiles, in seconds.
pub(super) struct Curve {
    /// In the order of the quantiles that they have.
    pieces: Vec<(Piece, Lognormal)>,
}

/// A draw that a narrow piece does not have after so many is taken from its end.
const MAX_TRIES: u32 = 1_000;

impl Curve {
    pub(super) fn new(fit: &Fit) -> Self {
        let in_seconds = |piece: Piece| Piece { mu: piece.mu - libm::log(1000.0), ..piece };
        let pieces = fit.pieces().iter().map(|piece| in_seconds(*piece));
        Self { pieces: pieces.map(|piece| (piece, Lognormal::new(piece.mu, piece.sigma))).collect() }
    }

    /// Standard deviation over mean.
    pub(super) fn cv(&self) -> f64 {
        let [_, mean, square] = self.moments_up_to(f64::INFINITY);
        (square / (mean * mean) - 1.0).max(0.0).sqrt()
    }

    /// The hold of the same rank as the standard normal variable `z`.
    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        self.pieces.iter().find(|(piece, _)| z <= piece.to).map_or(0.0, |(_, lognormal)| lognormal.at(z))
    }

    /// The moments of order 0, 1 and 2 of the holds up to `longest`.
    pub(super) fn moments_up_to(&self, longest: f64) -> [f64; 3] {
        if longest <= 0.0 {
            return [0.0; 3];
        }
        let most = |piece: &Piece| {
            let over = libm::log(longest) - piece.mu;
            // All of a piece without spread is of one length, but for the last digits.
            if piece.sigma > 1e-9 { over / piece.sigma } else { (over + 1e-9) * f64::INFINITY }
        };
        [0.0, 1.0, 2.0].map(|order| self.pieces.iter().map(|(piece, _)| piece.moment(order, most(piece))).sum())
    }

    /// A hold that is the likelier the longer it is. In each piece, z is then normal with the piece's spread as its mean.
    pub(super) fn draw_by_length(&self, random: &mut Random<'_>) -> f64 {
        let weight = |piece: &Piece| piece.moment(1.0, f64::INFINITY);
        let mut left = random.unit() * self.pieces.iter().map(|(piece, _)| weight(piece)).sum::<f64>();
        let hit = self.pieces.iter().find(|(piece, _)| {
            left -= weight(piece);
            left < 0.0
        });
        let Some((piece, lognormal)) = hit.or(self.pieces.last()) else { return 0.0 };
        for _ in 0..MAX_TRIES {
            let z = random.normal() + piece.sigma;
            if piece.from < z && z <= piece.to {
                return lognormal.at(z);
            }
        }
        lognormal.at(if piece.to.is_finite() { piece.to } else { piece.from })
    }
}
