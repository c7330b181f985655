//! Simulates pools run by run, each run of all of them before the next.

use super::{is_newest, pause, save, say};
use crate::{SimulationPlan, timeline};
use poolwise::simulate::Simulation;
use poolwise_view::{Answer, Progress};
use std::rc::Rc;

/// The worker listens again after so many milliseconds.
const SLICE_MS: f64 = 30.0;
/// Requests that are simulated before the clock is looked at.
const REQUESTS_PER_LOOK: u64 = 20_000;

/// Simulates, and says what the runs so far show where `is_gradual`, else only what all show.
pub(super) async fn run(request: u32, question: u32, plan: &SimulationPlan, is_gradual: bool) {
    let runs = plan.runs();
    let mut simulations: Vec<Simulation<'_>> =
        plan.pools.iter().map(|pool| Simulation::new(&plan.service, pool, runs)).collect();
    let mut listened = js_sys::Date::now();
    let total = runs.replications.get();
    for done in 1..=total {
        for index in 0..simulations.len() {
            while !simulations[index].advance(REQUESTS_PER_LOOK) {
                if js_sys::Date::now() - listened > SLICE_MS {
                    if is_gradual {
                        say(&Answer::Progress { question, progress: progress(&simulations, done - 1, total) });
                    }
                    pause(0).await;
                    if !is_newest(request) {
                        return;
                    }
                    listened = js_sys::Date::now();
                }
            }
        }
        if is_gradual || done == total {
            let courses: Vec<_> = simulations.iter().map(Simulation::course).collect();
            if let Some(course) = timeline::course(plan, &courses, progress(&simulations, done, total)) {
                let course = Rc::new(course);
                save::keep_course(course.clone());
                say(&Answer::Course { question, course });
            }
        }
    }
}

fn progress(simulations: &[Simulation<'_>], done: u32, runs: u32) -> Progress {
    let pools = u32::try_from(simulations.len()).unwrap_or(u32::MAX).max(1);
    let share = simulations.iter().map(Simulation::progress).sum::<f64>() / f64::from(pools);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let percent = (share * 100.0).floor().clamp(0.0, 100.0) as u8;
    Progress { percent, done, runs }
}
