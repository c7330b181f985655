//! What the worker has answered, and which of it belongs to what the page shows.

use crate::{
    protocol::{Ask, Courses, Reply, SimulationPlan},
    simulation_plan,
    worker::{Heard, Worker},
};
use gloo_timers::callback::Timeout;
use poolwise::{Plan, scenario::Document};
use std::rc::Rc;
use yew::prelude::*;

/// The page asks once its fields have been left alone for so many milliseconds.
const SETTLED_MS: u32 = 50;

/// The worker's newest answers. Each knows what was asked, so none is taken for the answer to something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulated {
    /// No worker answers.
    pub lost: bool,
    plan: Option<(Rc<Ask>, Rc<Plan>)>,
    /// Plans that were answered. Each question for one has ended the courses of the one before.
    plans: u32,
    /// The newest courses.
    pub travelled: Option<Rc<Travelled>>,
}

/// Courses, and what they are the courses of.
#[derive(Clone, Debug, PartialEq)]
pub struct Travelled {
    ask: Rc<Ask>,
    /// As far as they are simulated.
    pub courses: Courses,
}

impl Travelled {
    /// What was reply to a question.
    #[must_use]
    pub fn new(ask: Rc<Ask>, courses: Courses) -> Option<Self> {
        matches!(*ask, Ask::Courses(_)).then_some(Self { ask, courses })
    }

    /// What was asked.
    #[must_use]
    pub fn simulation_plan(&self) -> Option<&SimulationPlan> {
        match &*self.ask {
            Ask::Courses(simulation_plan) => Some(simulation_plan),
            Ask::Plan(_) | Ask::Stop => None,
        }
    }
}

impl Simulated {
    /// The plan for a document, where it has been answered.
    #[must_use]
    pub fn plan(&self, document: &Document) -> Option<Rc<Plan>> {
        let (ask, plan) = self.plan.as_ref()?;
        matches!(&**ask, Ask::Plan(asked) if asked == document).then(|| plan.clone())
    }

    /// The timeline of the first service, or why there is none; None without traffic or before its plan is known.
    #[must_use]
    pub fn timeline(&self, document: &Document) -> Option<Result<SimulationPlan, String>> {
        simulation_plan::timeline(&document.scenario, &*self.plan(document)?, 0)
    }

    fn has_travelled(&self, simulation_plan: &SimulationPlan) -> bool {
        self.travelled.as_ref().is_some_and(|travelled| travelled.simulation_plan() == Some(simulation_plan))
    }
}

impl Reducible for Simulated {
    type Action = Heard;

    fn reduce(self: Rc<Self>, heard: Heard) -> Rc<Self> {
        let mut next = (*self).clone();
        match heard {
            Heard::Ready => next.lost = false,
            Heard::Lost => next.lost = true,
            Heard::Reply(ask, Reply::Plan(plan)) => {
                next.plan = Some((ask, plan.into()));
                next.plans += 1;
            }
            Heard::Reply(ask, Reply::Courses(courses)) => next.travelled = Travelled::new(ask, courses).map(Rc::new),
            Heard::Reply(_, Reply::Ready | Reply::Progress(_)) => return self,
        }
        Rc::new(next)
    }
}

/// Keeps asking a worker about the document, and about the courses of its pools.
#[hook]
pub fn use_simulated(document: &Document) -> Simulated {
    let reply = use_reducer_eq(Simulated::default);
    let worker = use_mut_ref(|| None::<Worker>);
    {
        let (worker, dispatcher) = (worker.clone(), reply.dispatcher());
        use_effect_with((), move |()| {
            let hear = {
                let dispatcher = dispatcher.clone();
                move |heard| dispatcher.dispatch(heard)
            };
            let started = Worker::start(hear);
            if started.is_none() {
                dispatcher.dispatch(Heard::Lost);
            }
            *worker.borrow_mut() = started;
            move || drop(worker.take())
        });
    }
    {
        let worker = worker.clone();
        use_effect_with(document.clone(), move |document| {
            let ask = Ask::Plan(document.clone());
            let later = Timeout::new(SETTLED_MS, move || {
                if let Some(worker) = &*worker.borrow() {
                    worker.ask(ask);
                }
            });
            move || drop(later)
        });
    }
    let unknown =
        reply.timeline(document).and_then(Result::ok).filter(|simulation_plan| !reply.has_travelled(simulation_plan));
    use_effect_with((unknown, reply.plans), move |(unknown, _)| {
        if let (Some(simulation_plan), Some(worker)) = (unknown, &*worker.borrow()) {
            worker.ask(Ask::Courses(simulation_plan.clone()));
        }
    });
    (*reply).clone()
}
