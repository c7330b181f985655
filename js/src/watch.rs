//! Pools request by request: a short stretch of the same traffic through the pool as it is and as advised, as pictures that
//! move.

mod scene;
mod stretch;
mod svg;

use crate::simulation_plan::{SimulationPlan, span};
use poolwise::{
    format::{count, duration, number},
    scenario::Pool,
    simulate::visits,
};
use poolwise_view::{Watch, WatchedPool};
use scene::Scene;
use stretch::Stretch;

/// How long the pictures take, in seconds.
const PLAY_S: f64 = 24.0;

/// A pool with more connections has too many to be drawn.
const MAX_SLOTS: usize = 400;

/// What the requests of a short stretch meet in each of the pools: that in which most of them wait for the pool as it is.
///
/// None where there are no requests, or too many connections to draw.
#[must_use]
pub fn watch(plan: &SimulationPlan) -> Option<Watch> {
    let runs: Vec<_> = plan.pools.iter().map(|pool| visits(&plan.service, pool, plan.runs())).collect();
    let stretch = Stretch::busiest(runs.first()?, plan.horizon_s.get())?;
    let rows = plan.pools.iter().zip(&runs);
    let scenes: Vec<Scene> = rows.map(|(pool, visits)| Scene::new(pool, visits, stretch)).collect();
    let slots = scenes.iter().map(|scene| scene.slots).max().filter(|slots| *slots <= MAX_SLOTS)?;
    let pools = plan.pools.iter().zip(&scenes).zip(["as it is", "as advised"]).map(|((pool, scene), whose)| {
        let name = format!("{whose}, {}", sizes(pool));
        let summary = summary(&name, scene);
        WatchedPool { svg: svg::picture(scene, slots, &name, &summary, whose == "as advised"), summary }
    });
    Some(Watch { title: title(stretch, plan.horizon_s.get()), pools: pools.collect() })
}

/// "5 + 10"
fn sizes(pool: &Pool) -> String {
    match pool.capacity() {
        Some(_) => format!("{} + {}", pool.size, pool.overflow),
        None => "without a limit".to_owned(),
    }
}

fn title(stretch: Stretch, horizon_s: f64) -> String {
    let factor = PLAY_S / stretch.for_s;
    let pace = if factor >= 1.0 {
        format!("slowed down {} times", number(factor))
    } else {
        format!("sped up {} times", number(1.0 / factor))
    };
    format!("The busiest {} of {}, {pace}", duration(stretch.for_s * 1000.0), span(horizon_s))
}

/// "as it is, 5 + 10: of 52 requests 12 wait, up to 210 ms, and 3 give up."
fn summary(name: &str, scene: &Scene) -> String {
    let longest = duration(scene.longest_wait_s * 1000.0);
    let waits = match scene.waiting {
        0 => "none waits".to_owned(),
        1 => format!("1 waits, for {longest}"),
        many => format!("{many} wait, up to {longest}"),
    };
    let given_up = match scene.given_up {
        0 => String::new(),
        1 => ", and 1 gives up".to_owned(),
        many => format!(", and {many} give up"),
    };
    format!("{name}: of {} {waits}{given_up}.", count(scene.requests, "request"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation_plan;
    use poolwise::{Scenario, plan_with, predict::Predictor};

    /// What is shown of a pool, whose pictures must be well-formed.
    fn check(service: &str, expected: &[&str]) {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n{service}");
        let scenario = Scenario::from_toml(&text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        let watched = watch(&simulation_plan::timeline(&scenario, &plan, 0).unwrap().unwrap()).unwrap();
        for (pool, expected) in watched.pools.iter().zip(expected) {
            assert!(pool.summary.contains(expected), "{service}: {} {}", watched.title, pool.summary);
            let (open, closed) = (pool.svg.matches("<circle").count(), pool.svg.matches("</circle>").count());
            assert!(open > 20 && open == closed && pool.svg.ends_with("</svg>"), "{service}: {open} {closed}");
            assert!(!pool.svg.contains("NaN") && !pool.svg.contains("inf"), "{service}");
        }
        assert!(watched.title.contains("slowed down"), "{}", watched.title);
    }

    #[test]
    fn pools_are_drawn_with_what_their_requests_meet() {
        check("pool = { size = 2, overflow = 2, timeout_s = 1 }", &["give up", "as advised"]);
        check("pool = { size = 20, overflow = 10 }", &["as it is, 20 + 10"]);
        check("pool = { size = 3, overflow = -1 }", &["without a limit"]);
    }

    #[test]
    fn a_pool_with_too_many_connections_is_not_drawn() {
        let text = "[[services]]\npool = { size = 500 }\ntraffic = [{ rate_per_s = 9, hold_ms = { mean = 50 } }]";
        let scenario = Scenario::from_toml(text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        assert_eq!(watch(&simulation_plan::timeline(&scenario, &plan, 0).unwrap().unwrap()), None);
    }
}
