//! How the numbers were found, and how sure they are.

use super::Shown;
use poolwise::{
    format::{between, duration, percent},
    predict::{self, State},
};
use poolwise_view::Method;

const BY_FORMULA: &str = "Closed forms of queueing theory: Erlang C, with requests that give up after the pool's timeout. \
    They have no sampling error, and are used where they are exact enough: at one rate, for holds that are \
    exponential or hardly ever meet a queue, where connections are rarely opened. They are also used, with an error \
    that grows with the bursts and the variability of the holds, where a simulation would take too long.";

const SIMULATED: &str = "Independent runs of one pool, request by request, as SQLAlchemy's QueuePool serves them, \
    each counted from when it has forgotten its start. The same scenario always gives the same numbers; other runs \
    would give others, and 95 % of intervals made like this one contain the long-run mean.";

const WHY_SIMULATED: &str = "Simulated, since here the closed forms are too coarse: there are bursts, holds that are \
    not exponential, or connections that are opened often.";

const PENDING: &str =
    "These numbers are from closed forms. Where those are too coarse, a simulation replaces them in a moment.";

/// A shorter wait reads as 0, and so would its interval.
const SHORTEST_MS: f64 = 0.001;

impl Shown<'_> {
    /// None without traffic.
    pub(super) fn method(&self) -> Option<Method> {
        let service = self.service()?;
        let prediction = service.current.busiest();
        if prediction.state == State::NoTraffic {
            return None;
        }
        let (name, sure, explained) = match (prediction.method, prediction.interval) {
            (predict::Method::Simulation, Some(interval)) => {
                let utilization = between(interval.utilization, percent, "to");
                let sure = if interval.wait_mean_ms[1] < SHORTEST_MS {
                    format!(", utilization {utilization}")
                } else {
                    let wait = between(interval.wait_mean_ms, duration, "to");
                    format!(", 95 % confident of {wait}; utilization {utilization}")
                };
                ("Simulated", sure, vec![WHY_SIMULATED, SIMULATED])
            }
            (predict::Method::Simulation, None) => ("Simulated", String::new(), vec![WHY_SIMULATED]),
            (predict::Method::ClosedForm, _) => {
                let sure = prediction.utilization.map_or_else(String::new, |u| format!(", utilization {}", percent(u)));
                ("Closed form", sure, vec![if self.is_refining { PENDING } else { BY_FORMULA }])
            }
        };
        let holds = service.holds.iter().map(|hold| format!("Holds of {}: {}.", hold.name, hold.describe()));
        Some(Method {
            name: name.to_owned(),
            summary: format!(
                ": {}mean wait {}{sure}",
                if self.plan.budget.fits.current { "" } else { "if the server admitted all of them, " },
                duration(prediction.wait_ms.mean)
            ),
            explained: explained.into_iter().map(str::to_owned).chain(holds).collect(),
        })
    }
}
