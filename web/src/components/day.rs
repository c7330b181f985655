//! A day of the pools, simulated in a worker of its own: it is stopped by ending that, at once.

use crate::{
    simulated::Travelled,
    wire::{Ask, Journey, Said},
    worker::{Heard, Worker},
};
use poolwise::Scenario;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// How far a day is simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Day {
    pub(super) stage: Stage,
    /// What it is of.
    journey: Option<Journey>,
    /// Runs that are done, of all pools together.
    done: u32,
    /// What they say, as far as they are done of all pools.
    pub(super) travelled: Option<Rc<Travelled>>,
    /// The worker could not start, or has stopped.
    lost: bool,
}

/// Whether a day is being simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nobody asked for one.
    #[default]
    None,
    /// It is.
    Running,
    /// It was.
    Done,
    /// It was, and was told to stop.
    Stopped,
    /// No worker does it.
    Lost,
}

pub(super) enum DayAction {
    Start(Journey),
    Heard(Heard),
    Stop,
    /// The page shows something else.
    Close,
}

impl Day {
    /// Runs of each pool, in all.
    pub(super) fn runs(&self) -> u32 {
        self.journey.as_ref().map_or(1, |journey| journey.replications.get())
    }

    /// The run that is being done, from 1.
    pub(super) fn run(&self) -> u32 {
        (self.done / self.pools() + 1).min(self.runs())
    }

    /// Done of what there is to do, in percent.
    pub(super) fn percent(&self) -> u32 {
        self.done * 100 / (self.pools() * self.runs()).max(1)
    }

    fn pools(&self) -> u32 {
        self.journey.as_ref().and_then(|journey| u32::try_from(journey.pools.len()).ok()).unwrap_or(1).max(1)
    }

    fn all(&self) -> bool {
        self.done >= self.pools() * self.runs()
    }
}

impl Reducible for Day {
    type Action = DayAction;

    fn reduce(self: Rc<Self>, action: DayAction) -> Rc<Self> {
        let running = self.stage == Stage::Running;
        let mut next = (*self).clone();
        match action {
            DayAction::Start(journey) => {
                next = Self { stage: Stage::Running, journey: Some(journey), ..Self::default() };
            }
            DayAction::Stop if running && next.travelled.is_some() => next.stage = Stage::Stopped,
            DayAction::Stop if running => next = Self { lost: next.lost, ..Self::default() },
            DayAction::Close => next = Self { lost: next.lost, ..Self::default() },
            DayAction::Heard(Heard::Ready) => next.lost = false,
            DayAction::Heard(Heard::Lost) => {
                next.lost = true;
                next.stage = if running { Stage::Lost } else { next.stage };
            }
            DayAction::Heard(Heard::Said(_, Said::Progress(done))) if running => next.done = done,
            DayAction::Heard(Heard::Said(ask, Said::Courses(courses))) if running => {
                next.done = courses.done;
                next.travelled = Travelled::new(ask, courses).map(Rc::new);
                next.stage = if next.all() { Stage::Done } else { Stage::Running };
            }
            DayAction::Heard(_) | DayAction::Stop => return self,
        }
        next.into()
    }
}

/// A day, and what starts it and ends it.
#[derive(Clone)]
pub(super) struct DayHandle {
    pub(super) day: UseReducerHandle<Day>,
    /// Ready before it is needed: the page may have lost its network by then.
    worker: Rc<RefCell<Option<Worker>>>,
}

impl DayHandle {
    pub(super) fn start(&self, journey: Journey) {
        self.day.dispatch(DayAction::Start(journey.clone()));
        if self.day.lost || self.worker.borrow().is_none() {
            self.renew();
        }
        if let Some(worker) = &*self.worker.borrow() {
            worker.ask(Ask::Courses(journey));
        }
    }

    pub(super) fn stop(&self) {
        self.renew();
        self.day.dispatch(DayAction::Stop);
    }

    pub(super) fn close(&self) {
        self.day.dispatch(DayAction::Close);
    }

    /// Ends the worker, whatever it is at, and starts another.
    fn renew(&self) {
        let send = self.day.dispatcher();
        let hear = {
            let send = send.clone();
            move |heard| send.dispatch(DayAction::Heard(heard))
        };
        let started = Worker::start(hear);
        if started.is_none() {
            send.dispatch(DayAction::Heard(Heard::Lost));
        }
        self.worker.replace(started);
    }
}

/// A day of this scenario; of another it is dropped, and its worker with it. Where there are `workers` at all, one is
/// kept ready.
#[hook]
pub(super) fn use_day(scenario: &Scenario, workers: bool) -> DayHandle {
    let handle = DayHandle { day: use_reducer_eq(Day::default), worker: use_mut_ref(|| None) };
    {
        let handle = handle.clone();
        use_effect_with(workers, move |workers| {
            if *workers && handle.worker.borrow().is_none() {
                handle.renew();
            }
        });
    }
    {
        // Of this render: what runs then is what is dropped with the scenario.
        let (handle, running) = (handle.clone(), use_mut_ref(|| false));
        *running.borrow_mut() = handle.day.stage == Stage::Running;
        use_effect_with(scenario.clone(), move |_| {
            move || {
                if *running.borrow() {
                    handle.renew();
                }
                handle.close();
            }
        });
    }
    handle
}
