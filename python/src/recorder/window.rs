//! What happened in the last minutes, and the totals since the start.

use super::summary::{Histogram, Summary};
use std::collections::VecDeque;

/// Parts of the window; one more is kept, since the newest is not over.
const SLOTS: u64 = 30;

/// A few seconds, or the sum of all.
#[derive(Clone, Default)]
pub(super) struct Slot {
    index: u64,
    pub(super) wait: Summary,
    pub(super) checkout: Summary,
    pub(super) hold: Summary,
    pub(super) opening: Summary,
    pub(super) timeouts: u64,
    pub(super) opened: u64,
    pub(super) closed: u64,
    /// The most requests that had or wanted a connection at one moment.
    pub(super) at_once: u64,
}

/// Counters since the start of the process.
#[derive(Clone, Default)]
pub(super) struct Totals {
    pub(super) checkout: Histogram,
    pub(super) hold: Histogram,
    pub(super) timeouts: u64,
    pub(super) opened: u64,
    pub(super) closed: u64,
}

pub(super) struct Window {
    slot_s: f64,
    slots: VecDeque<Slot>,
    pub(super) totals: Totals,
}

impl Window {
    pub(super) fn new(length_s: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "thirty")]
        Self { slot_s: length_s / SLOTS as f64, slots: VecDeque::new(), totals: Totals::default() }
    }

    /// So many requests have or want a connection.
    pub(super) fn at_once(&mut self, now: f64, requests: usize) {
        let slot = self.slot(now);
        slot.at_once = slot.at_once.max(requests as u64);
    }

    /// A request got a connection after `waited_s`, of which `opening_s` went into opening it.
    pub(super) fn checkout(&mut self, now: f64, waited_s: f64, opening_s: f64) {
        let slot = self.slot(now);
        slot.wait.add((waited_s - opening_s).max(0.0));
        slot.checkout.add(waited_s);
        self.totals.checkout.add(waited_s);
    }

    pub(super) fn timeout(&mut self, now: f64, waited_s: f64) {
        self.checkout(now, waited_s, 0.0);
        self.slot(now).timeouts += 1;
        self.totals.timeouts += 1;
    }

    pub(super) fn hold(&mut self, now: f64, held_s: f64) {
        self.slot(now).hold.add(held_s);
        self.totals.hold.add(held_s);
    }

    pub(super) fn opened(&mut self, now: f64, took_s: Option<f64>) {
        let slot = self.slot(now);
        slot.opened += 1;
        if let Some(took_s) = took_s {
            slot.opening.add(took_s);
        }
        self.totals.opened += 1;
    }

    pub(super) fn closed(&mut self, now: f64) {
        self.slot(now).closed += 1;
        self.totals.closed += 1;
    }

    /// The seconds that the window covers, and their sum.
    pub(super) fn recent(&self, now: f64) -> (f64, Slot) {
        let oldest = self.index(now).saturating_sub(SLOTS);
        let mut sum = Slot { index: oldest, ..Slot::default() };
        for slot in self.slots.iter().filter(|slot| slot.index >= oldest) {
            sum.wait.include(&slot.wait);
            sum.checkout.include(&slot.checkout);
            sum.hold.include(&slot.hold);
            sum.opening.include(&slot.opening);
            sum.timeouts += slot.timeouts;
            sum.opened += slot.opened;
            sum.closed += slot.closed;
            sum.at_once = sum.at_once.max(slot.at_once);
        }
        (now - super::summary::float(oldest) * self.slot_s, sum)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time since the start")]
    fn index(&self, now: f64) -> u64 {
        (now / self.slot_s).max(0.0) as u64
    }

    fn slot(&mut self, now: f64) -> &mut Slot {
        let index = self.index(now);
        if self.slots.back().is_none_or(|newest| newest.index < index) {
            while self.slots.len() as u64 > SLOTS {
                self.slots.pop_front();
            }
            self.slots.push_back(Slot { index, ..Slot::default() });
        }
        let newest = self.slots.len() - 1;
        &mut self.slots[newest]
    }
}
