//! A day of the pools, simulated in a worker of its own, so that plans do not wait for it.

use crate::{
    protocol::{Ask, Reply, SimulationPlan},
    use_simulation::Travelled,
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
    simulation_plan: Option<SimulationPlan>,
    /// The share of it that is done, from 0 to 1.
    share: f64,
    /// Runs that are done of all pools.
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
    Start(Box<SimulationPlan>),
    Heard(Heard),
    Stop,
    /// The page shows something else.
    Close,
}

impl Day {
    /// Runs of each pool, in all.
    pub(super) fn runs(&self) -> u32 {
        self.simulation_plan.as_ref().map_or(1, |simulation_plan| simulation_plan.replications.get())
    }

    /// Of these, how many are done.
    pub(super) fn done(&self) -> u32 {
        self.done
    }

    /// Done of what there is to do, in percent.
    pub(super) fn percent(&self) -> f64 {
        (self.share * 100.0).floor()
    }

    fn pools(&self) -> u32 {
        self.simulation_plan
            .as_ref()
            .and_then(|simulation_plan| u32::try_from(simulation_plan.pools.len()).ok())
            .unwrap_or(1)
            .max(1)
    }
}

impl Reducible for Day {
    type Action = DayAction;

    fn reduce(self: Rc<Self>, action: DayAction) -> Rc<Self> {
        let running = self.stage == Stage::Running;
        let mut next = (*self).clone();
        match action {
            DayAction::Start(simulation_plan) => {
                next = Self { stage: Stage::Running, simulation_plan: Some(*simulation_plan), ..Self::default() };
            }
            DayAction::Stop if running && next.travelled.is_some() => next.stage = Stage::Stopped,
            DayAction::Stop if running => next = Self { lost: next.lost, ..Self::default() },
            DayAction::Close => next = Self { lost: next.lost, ..Self::default() },
            DayAction::Heard(Heard::Ready) => next.lost = false,
            DayAction::Heard(Heard::Lost) if running => {
                next = Self { stage: Stage::Lost, lost: true, ..Self::default() };
            }
            DayAction::Heard(Heard::Lost) => next.lost = true,
            DayAction::Heard(Heard::Reply(_, Reply::Progress(share))) if running => next.share = share,
            DayAction::Heard(Heard::Reply(ask, Reply::Courses(courses))) if running => {
                next.done = courses.done / next.pools();
                next.share = f64::from(next.done) / f64::from(next.runs());
                next.stage = if next.done >= next.runs() { Stage::Done } else { Stage::Running };
                next.travelled = Travelled::new(ask, courses).map(Rc::new);
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
    pub(super) fn start(&self, simulation_plan: SimulationPlan) {
        self.day.dispatch(DayAction::Start(simulation_plan.clone().into()));
        if self.day.lost || self.worker.borrow().is_none() {
            self.renew();
        }
        if let Some(worker) = &*self.worker.borrow() {
            worker.ask(Ask::Courses(simulation_plan));
        }
    }

    pub(super) fn stop(&self) {
        self.end();
        self.day.dispatch(DayAction::Stop);
    }

    pub(super) fn close(&self) {
        self.day.dispatch(DayAction::Close);
    }

    /// Tells the worker that nobody waits for it.
    fn end(&self) {
        if let Some(worker) = &*self.worker.borrow() {
            worker.ask(Ask::Stop);
        }
    }

    /// Starts a worker, in place of one that is lost.
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

/// A day of this scenario; of another it is dropped. Where there are `workers` at all, one is
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
                    handle.end();
                }
                handle.close();
            }
        });
    }
    handle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation_plan;
    use poolwise::{plan_with, predict::Predictor};

    /// The stages of a day of two runs of two pools, after each of the actions.
    fn check(actions: impl FnOnce(&SimulationPlan) -> Vec<DayAction>, expected: &[(Stage, u32, f64, bool)]) {
        let text = "[[services]]\npool = { size = 5, overflow = 10 }\n\
                    traffic = [{ rate_per_s = 1, hold_ms = { mean = 50 } }]";
        let scenario = Scenario::from_toml(text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        let mut simulation_plan = simulation_plan::day(&scenario, &plan, 0).unwrap().unwrap();
        simulation_plan.replications = poolwise::units::Positive::clamped(2);
        assert_eq!(simulation_plan.pools.len(), 2);
        let mut day = Rc::new(Day::default());
        let mut found = Vec::new();
        for action in std::iter::once(DayAction::Start(simulation_plan.clone().into())).chain(actions(&simulation_plan))
        {
            day = day.reduce(action);
            found.push((day.stage, day.done(), day.percent(), day.travelled.is_some()));
        }
        assert_eq!(found, expected);
    }

    fn reply(simulation_plan: &SimulationPlan, reply: Reply) -> DayAction {
        DayAction::Heard(Heard::Reply(Rc::new(Ask::Courses(simulation_plan.clone())), reply))
    }

    fn courses(simulation_plan: &SimulationPlan, done: u32) -> DayAction {
        reply(simulation_plan, Reply::Courses(crate::protocol::Courses { done, courses: Vec::new() }))
    }

    const STARTED: (Stage, u32, f64, bool) = (Stage::Running, 0, 0.0, false);

    #[test]
    fn it_comes_to_its_end() {
        check(
            |simulation_plan| {
                vec![
                    reply(simulation_plan, Reply::Progress(0.129)),
                    courses(simulation_plan, 2),
                    courses(simulation_plan, 4),
                    DayAction::Stop,
                ]
            },
            &[
                STARTED,
                (Stage::Running, 0, 12.0, false),
                (Stage::Running, 1, 50.0, true),
                (Stage::Done, 2, 100.0, true),
                (Stage::Done, 2, 100.0, true),
            ],
        );
    }

    #[test]
    fn it_stops_with_what_is_done() {
        check(|_| vec![DayAction::Stop], &[STARTED, (Stage::None, 0, 0.0, false)]);
        check(
            |simulation_plan| {
                vec![courses(simulation_plan, 2), DayAction::Stop, courses(simulation_plan, 4), DayAction::Close]
            },
            &[
                STARTED,
                (Stage::Running, 1, 50.0, true),
                (Stage::Stopped, 1, 50.0, true),
                (Stage::Stopped, 1, 50.0, true),
                (Stage::None, 0, 0.0, false),
            ],
        );
    }

    #[test]
    fn it_is_lost_with_its_worker() {
        check(
            |simulation_plan| {
                vec![courses(simulation_plan, 2), DayAction::Heard(Heard::Lost), DayAction::Heard(Heard::Ready)]
            },
            &[STARTED, (Stage::Running, 1, 50.0, true), (Stage::Lost, 0, 0.0, false), (Stage::Lost, 0, 0.0, false)],
        );
    }
}
