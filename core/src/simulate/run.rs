//! One run of a model, which can be stopped on its way and gone on with.

use super::{
    arrivals::Arrivals,
    controls::{Controls, Followed, Sums},
    counters::{Counters, Request},
    model::{Arrival, PoolModel},
    pool::{Age, QueuePool},
    random::Random,
    task_gate::{Admitted, TaskGate},
};
use crate::{queue::most_ever_busy, units::as_f64};
use rand_pcg::Pcg64;

/// A run. To know when each connection was opened takes time, and only matters where they get too old.
pub(super) enum Run {
    Ageless(PoolRun<()>),
    Aged(PoolRun<f64>),
}

/// From an empty pool to an end, with what happens from a moment on counted.
pub(super) struct PoolRun<A> {
    within: (f64, f64),
    bits: Pcg64,
    arrivals: Arrivals,
    /// Where it is known how many tasks there are.
    task_gate: Option<TaskGate>,
    pool: QueuePool<A>,
    counters: Counters,
    /// Requests until it is looked again whether all of `size` are busy.
    until_look: usize,
    arrivals_per_look: usize,
    /// The integral of the overflow when counting began.
    overflow_before: Option<f64>,
    /// What is followed beside it.
    followed: Option<Followed>,
    ended: bool,
}

/// Requests drawn at once.
const ARRIVALS_PER_BATCH: usize = 64;

/// A pool of unlimited size opens what it needs.
const MAX_OPEN_AT_START: usize = 10_000;

/// Requests between two looks at a pool, and one more for so many connections of its size, since a look takes longer the
/// more there is to look at. Never more where more are open: looks would be rarer when all are busy.
const ARRIVALS_PER_LOOK: usize = 8;
const CONNECTIONS_PER_ARRIVAL: usize = 4;

impl Run {
    /// The start of a run that counts `within` a beginning and the end. Runs with other numbers are independent of it.
    pub(super) fn new(model: &PoolModel, seed: u64, number: u64, within: (f64, f64)) -> Self {
        if model.settings.recycle.is_finite() {
            Self::Aged(PoolRun::new(model, seed, number, within))
        } else {
            Self::Ageless(PoolRun::new(model, seed, number, within))
        }
    }

    /// A whole run from a pool that is in use as it would be after a long time if nobody waited, and what was followed
    /// beside it.
    pub(super) fn steady(
        model: &PoolModel,
        controls: &Controls,
        seed: u64,
        number: u64,
        within: (f64, f64),
    ) -> (Counters, Sums) {
        if model.settings.recycle.is_finite() {
            PoolRun::<f64>::steady(model, controls, seed, number, within)
        } else {
            PoolRun::<()>::steady(model, controls, seed, number, within)
        }
    }

    /// Goes on for about so many requests, to each of which `see` is shown, and says whether it has come to its end.
    pub(super) fn advance(&mut self, model: &PoolModel, requests: u64, see: impl FnMut(&Request)) -> bool {
        match self {
            Self::Ageless(run) => run.advance(model, None, requests, see),
            Self::Aged(run) => run.advance(model, None, requests, see),
        }
    }

    /// The share of its time that is behind it.
    pub(super) fn share(&self) -> f64 {
        match self {
            Self::Ageless(run) => run.share(),
            Self::Aged(run) => run.share(),
        }
    }

    /// What was counted.
    pub(super) fn into_counters(self) -> Counters {
        match self {
            Self::Ageless(run) => run.counters,
            Self::Aged(run) => run.counters,
        }
    }
}

impl<A: Age> PoolRun<A> {
    fn new(model: &PoolModel, seed: u64, number: u64, within: (f64, f64)) -> Self {
        // Short runs do not all look at the same moment.
        let first_look = usize::try_from(number % ARRIVALS_PER_LOOK as u64).unwrap_or(0);
        // Without overflow, to find all of `size` busy is to wait, which is counted anyway.
        let looks = model.settings.size < model.settings.capacity;
        Self {
            within,
            bits: Random::bits(seed, number),
            arrivals: Arrivals::new(model.rates),
            task_gate: model.at_once.map(TaskGate::new),
            pool: QueuePool::new(model.settings),
            counters: Counters::new(model, within),
            until_look: if looks { first_look } else { usize::MAX },
            arrivals_per_look: ARRIVALS_PER_LOOK + model.settings.size.min(MAX_OPEN_AT_START) / CONNECTIONS_PER_ARRIVAL,
            overflow_before: (within.0 <= 0.0).then_some(0.0),
            followed: None,
            ended: false,
        }
    }

    fn steady(model: &PoolModel, controls: &Controls, seed: u64, number: u64, within: (f64, f64)) -> (Counters, Sums) {
        let mut run = Self::new(model, seed, number, within);
        run.followed = Some(Followed::new(controls));
        run.warm_up(model, controls);
        run.advance(model, Some(controls), u64::MAX, |_| ());
        let sums = run.followed.map(|followed| followed.sums()).unwrap_or_default();
        (run.counters.trimmed(), sums)
    }

    /// As many connections in use as if nobody ever waited: then their number is Poisson, and how long each is still held
    /// follows from the holds alone.
    fn warm_up(&mut self, model: &PoolModel, controls: &Controls) {
        let mut random = Random::new(&model.tables, self.bits.clone());
        let load = model.rates.quiet * model.holds().up_to(f64::INFINITY).mean;
        // Requests in front of a worker's tasks are not in the pool.
        let most = model.settings.capacity.min(model.at_once.unwrap_or(usize::MAX));
        let mut busy = 0;
        let mut so_far = random.exponential();
        while so_far < load && busy < most {
            busy += 1;
            so_far += random.exponential();
        }
        // With little to spare all are in use, and none has to be opened while the queue already grows.
        if load + load.sqrt() >= as_f64(most as u64) {
            busy = most;
        }
        let recycle = model.settings.recycle;
        // A pool opens no more than it ever needs. What is never used costs nothing, unless it gets too old.
        let needed = if recycle.is_finite() { most_ever_busy(load) } else { f64::INFINITY };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some thousands")]
        let needed = needed.min(as_f64(MAX_OPEN_AT_START as u64)) as usize;
        let open = busy.max(model.settings.size.min(most).min(needed));
        self.pool.open_idle(open, || if recycle.is_finite() { random.unit() * recycle } else { 0.0 });
        for _ in 0..busy {
            let (hold, left) = model.holds().under_way(&mut random);
            let request = Request { at: 0.0, hold: left, outcome: self.pool.request(0.0, left) };
            if let Some(task_gate) = &mut self.task_gate {
                task_gate.occupy(&Admitted::AT_START, &request, model.settings.timeout);
            }
            if let Some(followed) = &mut self.followed {
                followed.start(controls, hold, left);
            }
        }
        self.bits = random.into_bits();
    }

    fn share(&self) -> f64 {
        if self.ended { 1.0 } else { (self.arrivals.now() / self.within.1).min(1.0) }
    }

    fn advance(
        &mut self,
        model: &PoolModel,
        controls: Option<&Controls>,
        requests: u64,
        mut see: impl FnMut(&Request),
    ) -> bool {
        let (from, to) = self.within;
        let mut random = Random::new(&model.tables, self.bits.clone());
        let mut batch = [Arrival::default(); ARRIVALS_PER_BATCH];
        for _ in 0..requests.div_ceil(ARRIVALS_PER_BATCH as u64) {
            if self.ended {
                break;
            }
            let count = match controls.and_then(|controls| controls.twin.as_ref()) {
                Some(twin) => model.draw_with_twin(twin, &mut batch, &mut self.arrivals, &mut random, to),
                None => model.draw(&mut batch, &mut self.arrivals, &mut random, to),
            };
            let mut coming = &batch[..count];
            if let Some((followed, controls)) = self.followed.as_mut().zip(controls) {
                followed.count(controls, coming, from);
            }
            if self.task_gate.is_some() {
                let all_got_in = self.let_in(model, coming, &mut see);
                if count < batch.len() || !all_got_in {
                    self.end();
                }
                continue;
            }
            self.counters.fates.arrived += count as u64;
            if self.overflow_before.is_none() {
                let (before, counted) = coming.split_at(coming.partition_point(|arrival| arrival.at < from));
                self.serve(model, before, &mut see);
                if !counted.is_empty() {
                    self.overflow_before = Some(self.pool.overflow_until(from));
                }
                coming = counted;
            }
            while self.until_look < coming.len() {
                let (before, after) = coming.split_at(self.until_look);
                self.serve(model, before, &mut see);
                self.look(after[0].at);
                coming = after;
            }
            self.until_look = self.until_look.saturating_sub(coming.len());
            self.serve(model, coming, &mut see);
            if count < batch.len() {
                self.end();
            }
        }
        self.bits = random.into_bits();
        self.ended
    }

    fn end(&mut self) {
        let (from, to) = self.within;
        let before = self.overflow_before.unwrap_or_else(|| self.pool.overflow_until(from));
        self.counters.overflow = self.pool.overflow_until(to) - before;
        self.ended = true;
    }

    /// Serves requests as tasks are free for them, and says whether all of them got in before the end. Who does not has
    /// asked the pool for nothing.
    fn let_in(&mut self, model: &PoolModel, batch: &[Arrival], see: &mut impl FnMut(&Request)) -> bool {
        let Some(mut task_gate) = self.task_gate.take() else { return true };
        let (from, to) = self.within;
        let all = batch.iter().all(|arrival| {
            let admitted = task_gate.admit(arrival.at);
            let at = admitted.at;
            if at >= to {
                return false;
            }
            if at >= from && self.overflow_before.is_none() {
                self.overflow_before = Some(self.pool.overflow_until(from));
            }
            if self.until_look == 0 {
                self.look(at);
            }
            self.until_look -= 1;
            let request = Request { at, hold: arrival.hold, outcome: self.pool.request(at, arrival.hold) };
            self.counters.fates.arrived += 1;
            self.counters.count(model, &request, self.within);
            see(&request);
            task_gate.occupy(&admitted, &request, model.settings.timeout);
            true
        });
        self.task_gate = Some(task_gate);
        all
    }

    /// What there is to look at now and then has its place before and after, so that nothing is in the way here.
    #[inline]
    fn serve(&mut self, model: &PoolModel, batch: &[Arrival], see: &mut impl FnMut(&Request)) {
        for &Arrival { at, hold, .. } in batch {
            let request = Request { at, hold, outcome: self.pool.request(at, hold) };
            self.counters.count(model, &request, self.within);
            see(&request);
        }
    }

    #[cold]
    fn look(&mut self, at: f64) {
        self.counters.looked += 1;
        self.counters.size_busy += u64::from(self.pool.size_is_busy(at));
        self.until_look = self.arrivals_per_look;
    }
}
