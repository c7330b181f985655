//! The open connections, by when they come back.

use std::hint::select_unpredictable;

/// Connections that are open, each with the time at which it comes back or, where it is idle, came back, and with its
/// age in the way that the pool wants to know it.
///
/// A tournament among those times (Knuth, The Art of Computer Programming 3, 5.4.1) has the first always at hand. A
/// new time plays once a level, and no step of that depends on who wins, so the processor never guesses wrong: a heap
/// takes twice as long.
pub(super) struct Connections<A> {
    back_at: Vec<f64>,
    ages: Vec<A>,
    /// The winners: of all at 1, of two at `i` those at `2i` and `2i + 1`, and the connections from `leaves` on.
    winners: Vec<Winner>,
    /// A power of two; places without a connection have one that never comes back.
    leaves: usize,
}

#[derive(Clone, Copy)]
struct Winner {
    /// The bits of a time; those of times above 0 are ordered as the times are.
    back_at: u64,
    index: usize,
}

impl Winner {
    const NEVER: Self = Self { back_at: f64::INFINITY.to_bits(), index: 0 };

    #[inline]
    fn or(self, other: Self) -> Self {
        let wins = self.back_at <= other.back_at;
        Self {
            back_at: select_unpredictable(wins, self.back_at, other.back_at),
            index: select_unpredictable(wins, self.index, other.index),
        }
    }
}

impl<A: Copy> Connections<A> {
    pub(super) fn new() -> Self {
        Self { back_at: Vec::new(), ages: Vec::new(), winners: vec![Winner::NEVER; 2], leaves: 1 }
    }

    pub(super) fn len(&self) -> usize {
        self.back_at.len()
    }

    /// The one that comes back first, or came back first, and when; never where there is none.
    #[inline]
    pub(super) fn first(&self) -> (usize, f64) {
        let winner = self.winners[1];
        (winner.index, f64::from_bits(winner.back_at))
    }

    /// The one that came back last by `now`.
    pub(super) fn last(&self, now: f64) -> Option<(usize, f64)> {
        let back = self.back_at.iter().copied().enumerate().filter(|&(_, back_at)| back_at <= now);
        back.max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// How many are back by `time`.
    pub(super) fn back_by(&self, time: f64) -> usize {
        self.back_at.iter().filter(|&&back_at| back_at <= time).count()
    }

    #[inline]
    pub(super) fn age(&self, index: usize) -> A {
        self.ages[index]
    }

    pub(super) fn open(&mut self, back_at: f64, age: A) {
        let index = self.len();
        self.back_at.push(back_at);
        self.ages.push(age);
        if index == self.leaves {
            self.leaves *= 2;
            self.winners = vec![Winner::NEVER; 2 * self.leaves];
            for index in 0..index {
                self.play(index);
            }
        }
        self.play(index);
    }

    /// Checks one out anew.
    #[inline]
    pub(super) fn check_out(&mut self, index: usize, back_at: f64, age: A) {
        self.back_at[index] = back_at;
        self.ages[index] = age;
        self.play(index);
    }

    /// Closes the one that came back last by `now`, and says when that was.
    pub(super) fn close_last(&mut self, now: f64) -> Option<f64> {
        let (index, back_at) = self.last(now)?;
        let last = self.len() - 1;
        // The one at the end moves to its place.
        self.back_at[index] = self.back_at[last];
        self.ages[index] = self.ages[last];
        self.play(index);
        self.back_at[last] = f64::INFINITY;
        self.play(last);
        self.back_at.truncate(last);
        self.ages.truncate(last);
        Some(back_at)
    }

    #[inline]
    fn play(&mut self, index: usize) {
        let mut winner = Winner { back_at: self.back_at[index].to_bits(), index };
        let mut place = self.leaves + index;
        self.winners[place] = winner;
        while place > 1 {
            winner = winner.or(self.winners[place ^ 1]);
            place /= 2;
            self.winners[place] = winner;
        }
    }
}
