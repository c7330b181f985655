//! The page's worker: what takes longer than a frame may.
//!
//! It keeps nothing between requests. A request of the same kind as one before replaces it; work is done in slices,
//! and between them the worker listens, so that work that nobody waits for any more ends.

use gloo_timers::future::TimeoutFuture;
use poolwise::{plan::plan_document, predict::Predictor, simulate::Simulation};
use poolwise_web::protocol::{Answer, Ask, Courses, Reply, Request, SimulationPlan, VERSION};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The page hears of nothing that was asked before and is asked anew.
#[derive(Default)]
struct Newest {
    plan: Cell<u32>,
    courses: Cell<u32>,
}

thread_local! {
    static NEWEST: Newest = Newest::default();
}

/// The worker listens again after so many milliseconds, as soon as a plan or so many requests are done.
const SLICE_MS: f64 = 30.0;
const AT_ONCE: u64 = 20_000;

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|message: MessageEvent| {
        let Some(text) = message.data().as_string() else { return };
        // A page of another version has heard so from the first word, and goes on without.
        if let Ok(request) = serde_json::from_str::<Request<'_>>(&text)
            && request.version == VERSION
        {
            spawn_local(answer(request.tag, request.ask));
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    hear.forget();
    say(0, Reply::Ready);
}

fn say(tag: u32, reply: Reply) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Ok(text) = serde_json::to_string(&Answer { version: VERSION.to_owned(), tag, reply }) {
        // Only what cannot be copied is refused, and a text can.
        let _ = scope.post_message(&JsValue::from_str(&text));
    }
}

async fn answer(tag: u32, ask: Ask) {
    match ask {
        Ask::Plan(document) => {
            // The courses of an older scenario are of no use any more.
            NEWEST.with(|newest| (newest.plan.set(tag), newest.courses.set(tag)));
            pause().await;
            if NEWEST.with(|newest| newest.plan.get()) == tag {
                say(tag, Reply::Plan(Box::new(plan_document(&document, Predictor::Full))));
            }
        }
        Ask::Courses(simulation_plan) => {
            NEWEST.with(|newest| newest.courses.set(tag));
            travel(tag, &simulation_plan).await;
        }
        Ask::Stop => NEWEST.with(|newest| newest.courses.set(tag)),
    }
}

/// Simulates the pools run by run, each run of all of them before the next.
async fn travel(tag: u32, simulation_plan: &SimulationPlan) {
    let runs = simulation_plan.runs();
    let mut simulations: Vec<Simulation<'_>> =
        simulation_plan.pools.iter().map(|pool| Simulation::new(&simulation_plan.service, pool, runs)).collect();
    let pools = simulations.len();
    let (mut done, mut listened) = (0, js_sys::Date::now());
    for run in 1..=runs.replications.get() {
        for index in 0..pools {
            while !simulations[index].advance(AT_ONCE) {
                if js_sys::Date::now() - listened > SLICE_MS {
                    if simulation_plan.partly {
                        say(tag, Reply::Progress(progress(&simulations)));
                    }
                    pause().await;
                    if NEWEST.with(|newest| newest.courses.get()) != tag {
                        return;
                    }
                    listened = js_sys::Date::now();
                }
            }
            done += 1;
        }
        if simulation_plan.partly || run == runs.replications.get() {
            let courses = simulations.iter().map(Simulation::course).collect();
            say(tag, Reply::Courses(Courses { done, courses }));
        }
    }
}

fn progress(simulations: &[Simulation<'_>]) -> f64 {
    let pools = u32::try_from(simulations.len()).unwrap_or(u32::MAX);
    simulations.iter().map(Simulation::progress).sum::<f64>() / f64::from(pools.max(1))
}

/// Lets messages in that came meanwhile.
async fn pause() {
    TimeoutFuture::new(0).await;
}
