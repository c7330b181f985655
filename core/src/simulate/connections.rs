//! The open connections, by when they come back.

/// Connections that are open, each with the time at which it comes back or, where it is idle, came back, and with its
/// age in the way that the pool wants to know it.
///
/// A tournament among those times (Knuth, The Art of Computer Programming 3, 5.4.1) has the first always at hand. A
/// new time plays once a level, and no step of that depends on who wins, so the processor never guesses wrong: a heap
/// takes twice as long.
pub(super) struct Connections<A> {
    back_at: Vec<f64>,
    ages: Vec<A>,
    /// The winners: of all at place 1, of two at `i` those at `2i` and `2i + 1`, and the connections from `leaves` on;
    /// the two in a pair, so that the processor has only one bound to check.
    winners: Vec<[Key; 2]>,
    /// A power of two; places without a connection have one that never comes back.
    leaves: usize,
}

/// The bits of a time, which for times above 0 are ordered as the times are, with the connection's index for the last
/// of them. Of times that differ there only, a part in 10¹³ for a hundred connections, any may win.
type Key = u64;

const NEVER: Key = Key::MAX;

impl<A: Copy> Connections<A> {
    pub(super) fn new() -> Self {
        Self { back_at: Vec::new(), ages: Vec::new(), winners: vec![[NEVER; 2]], leaves: 1 }
    }

    pub(super) fn len(&self) -> usize {
        self.back_at.len()
    }

    /// The one that comes back first, or came back first, and when; never where there is none.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "an index takes the low bits, of which there are enough")]
    pub(super) fn first(&self) -> (usize, f64) {
        let index = self.winners[0][1] as usize & (self.leaves - 1);
        (index, self.back_at.get(index).copied().unwrap_or(f64::INFINITY))
    }

    /// The one that came back last by `now`.
    pub(super) fn last(&self, now: f64) -> Option<(usize, f64)> {
        let mut last = None;
        let mut latest = f64::NEG_INFINITY;
        for (index, &back_at) in self.back_at.iter().enumerate() {
            if back_at <= now && back_at >= latest {
                (last, latest) = (Some((index, back_at)), back_at);
            }
        }
        last
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
            self.winners = vec![[NEVER; 2]; self.leaves];
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
        self.play_as(last, NEVER);
        self.back_at.truncate(last);
        self.ages.truncate(last);
        Some(back_at)
    }

    #[inline]
    fn play(&mut self, index: usize) {
        let places = self.leaves as u64 - 1;
        self.play_as(index, self.back_at[index].to_bits() & !places | index as u64);
    }

    #[inline]
    fn play_as(&mut self, index: usize, key: Key) {
        let mut winner = key;
        let mut place = self.leaves + index;
        while place > 1 {
            let pair = &mut self.winners[place / 2];
            pair[place % 2] = winner;
            winner = winner.min(pair[1 - place % 2]);
            place /= 2;
        }
        self.winners[0][1] = winner;
    }
}
