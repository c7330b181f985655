//! What the page and its worker say to each other, as JSON: documents, plans and courses in the contract's form.
//!
//! Every request has a tag, which its answers repeat, so that an answer that comes too late is known for one.

use poolwise::{
    Plan,
    scenario::{Document, Pool, Service},
    simulate::{Course, Runs},
    units::{Positive, Seconds},
};
use serde::{Deserialize, Serialize};

/// A worker's files keep their names when they change, so a browser may have kept old ones beside a new page. They then
/// do not understand each other, and the page goes on without.
pub const VERSION: &str = env!("POOLWISE_BUILD");

/// What the page asks.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request<'a> {
    /// [`VERSION`] of the page.
    pub version: &'a str,
    /// Which request this is.
    pub tag: u32,
    /// What is asked.
    pub ask: Ask,
}

/// What can be asked. Of each kind only the newest request is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// The plan for a document, simulated where that is better.
    Plan(Document),
    /// What pools do from their first request on.
    Courses(SimulationPlan),
    /// No more of the courses that were asked for.
    Stop,
}

/// Pools of a service on their way through time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimulationPlan {
    /// The service, whose own pool does not count.
    pub service: Service,
    /// The pools: the current one, then the advised one where it differs.
    pub pools: Vec<Pool>,
    /// How long.
    pub horizon_s: Seconds,
    /// In steps of so much.
    pub step_s: Seconds,
    /// How often.
    pub replications: Positive,
    /// Whether to tell what is known after each run, and not only at the end.
    pub partly: bool,
}

impl SimulationPlan {
    /// How each pool is simulated: otherwise as `poolwise simulate` does it, with its seed.
    #[must_use]
    pub fn runs(&self) -> Runs {
        let Self { horizon_s, step_s, replications, .. } = *self;
        Runs { horizon_s, step_s, replications, ..Runs::default() }
    }
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// [`VERSION`] of the worker.
    pub version: String,
    /// The request that it answers; 0 for none.
    pub tag: u32,
    /// What is reply.
    pub reply: Reply,
}

/// What a worker can say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It has started. What it is sent before is lost.
    Ready,
    /// The plan.
    Plan(Box<Plan>),
    /// How much of the courses is done, from 0 to 1.
    Progress(f64),
    /// What the runs so far say.
    Courses(Courses),
}

/// The courses of a simulation plan, as far as they are simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Courses {
    /// Runs that are done, of all pools together.
    pub done: u32,
    /// One for each pool, in order.
    pub courses: Vec<Course>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{state::UserInput, view::rows_of};
    use poolwise::{Scenario, plan, plan::plan_document, predict::Predictor, simulate::simulate};
    use serde_json::Value;

    const SCENARIO: &str = "[[services]]\ninstances = 4\nsurge = '25%'\npool = { size = 5, overflow = 10 }\n\
                            traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]\n\
                            burst = { factor = 3, every_s = 20, for_s = 5 }";

    /// Equal but for the last bit of a number, which a fast parser may miss.
    fn equal(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Number(x), Value::Number(y)) => {
                let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
                (x - y).abs() <= x.abs() * 1e-15
            }
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && equal(a.1, b.1))
            }
            _ => a == b,
        }
    }

    /// What is reply arrives as it was reply.
    fn check(reply: Reply) {
        let answer = serde_json::to_value(Answer { version: VERSION.to_owned(), tag: 7, reply }).unwrap();
        let heard: Answer = serde_json::from_str(&answer.to_string()).unwrap();
        let heard = serde_json::to_value(heard).unwrap();
        assert!(equal(&answer, &heard), "{answer}\n{heard}");
    }

    #[test]
    fn answers_arrive_whole() {
        let scenario = Scenario::from_toml(SCENARIO).unwrap();
        let service = scenario.services[0].clone();
        let simulation_plan = SimulationPlan {
            pools: vec![service.pool.clone()],
            service,
            horizon_s: Seconds::clamped(20.0),
            step_s: Seconds::clamped(1.0),
            replications: Positive::clamped(3),
            partly: true,
        };
        check(Reply::Ready);
        check(Reply::Progress(0.25));
        check(Reply::Plan(Box::new(plan(&scenario))));
        check(Reply::Plan(Box::new(plan(&Scenario::default()))));
        let course = simulate(&simulation_plan.service, &simulation_plan.pools[0], simulation_plan.runs());
        check(Reply::Courses(Courses { done: 3, courses: vec![course] }));

        for ask in [Ask::Plan(scenario.into()), Ask::Courses(simulation_plan), Ask::Stop] {
            let text = serde_json::to_string(&Request { version: VERSION, tag: 7, ask: ask.clone() }).unwrap();
            assert_eq!(serde_json::from_str::<Request<'_>>(&text).unwrap().ask, ask);
        }
    }

    /// The plan that the worker makes of the fields' texts.
    fn plan_in_worker(typed: &[(&'static str, &str)]) -> Plan {
        let typed = typed.iter().map(|(path, text)| (*path, (*text).to_owned()));
        let input = UserInput { typed: typed.collect(), ..UserInput::default() };
        let ask = Ask::Plan(rows_of(&input).1);
        let text = serde_json::to_string(&Request { version: VERSION, tag: 7, ask }).unwrap();
        match serde_json::from_str::<Request<'_>>(&text).unwrap().ask {
            Ask::Plan(document) => plan_document(&document, Predictor::Full),
            ask => panic!("{ask:?}"),
        }
    }

    #[test]
    fn the_worker_knows_which_fields_were_typed() {
        let check = |others: Option<&str>, is_reported: bool| {
            let mut typed = vec![("services[0].pool.size", "60"), ("services[0].pool.overflow", "0")];
            typed.extend(others.map(|others| ("database.other_clients", others)));
            let plan = plan_in_worker(&typed);
            assert_eq!(plan.findings.iter().any(|finding| finding.code == "PW050"), is_reported, "{others:?}");
        };
        check(None, true);
        check(Some("0"), false);
        check(Some("5"), false);
    }

    #[test]
    fn the_worker_assumes_only_what_was_not_typed() {
        let check = |typed: &[(&'static str, &str)], is_assumed: bool| {
            let plan = plan_in_worker(typed);
            let assumed = &plan.services[0].advised.reasons[0].assumed;
            assert_eq!(assumed.iter().any(|one| one.field == "services[0].workers"), is_assumed, "{typed:?}");
        };
        check(&[], true);
        check(&[("services[0].workers", "1")], false);
    }
}
