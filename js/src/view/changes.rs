//! What to change, before and after, and why.

use super::{Shown, services::name_among_others};
use crate::{advice, fields, phrases::setting_value};
use poolwise::{
    advise::{Assumed, Reason},
    format::{between, duration, number, percent},
    predict::{Prediction, State},
};
use poolwise_view::{Change, Changes};
use serde_json::Value;

impl Shown<'_> {
    /// None without a service that somebody gave.
    pub(super) fn changes(&self) -> Option<Changes> {
        let (plan, service) = (self.plan, self.service().filter(|_| self.is_service_given())?);
        let (before, after) = (service.current.busiest(), service.advised.busiest());
        let outcomes: &[Outcome] = if before.state == State::NoTraffic { &[] } else { &OUTCOMES };
        let besides = plan.required_changes.as_ref().map(|remedy| {
            let words = format!("The pools below also need this: {}. Cost: {}.", remedy.change, remedy.cost);
            (words, self.buttons().short("besides the pools", &remedy.set))
        });
        let name = name_among_others(&self.fleet.document.scenario, self.fleet.shown);
        let changes = advice::changes(plan, self.fleet.shown);
        let is_any_new = besides.is_some() || changes.iter().any(advice::Change::is_new);
        let what = match (is_any_new, self.has_other_cause()) {
            (false, _) => "Nothing to change",
            (true, false) => "What to change",
            (true, true) => "What to change once the cause is solved",
        };
        let outcomes = outcomes.iter().map(|outcome| of_both(outcome, before, after)).chain(self.borne());
        // What the server refuses waits for ever: it has no numbers.
        let reached = |outcome: Change| {
            if plan.budget.fits.current { outcome } else { Change { current: "–".to_owned(), ..outcome } }
        };
        Some(Changes {
            title: name.map_or_else(|| what.to_owned(), |name| format!("{what} in {name}")),
            besides,
            settings: changes.iter().map(setting).collect(),
            outcomes: outcomes.map(reached).collect(),
        })
    }

    /// The most traffic and the longest hold at which the targets are still met, each changed alone.
    fn borne(&self) -> Vec<Change> {
        let plan = self.service();
        let headrooms = plan.and_then(|plan| Some([plan.current.headroom?, plan.advised.headroom?]));
        let busiest = self.fleet.document.scenario.at_its_busiest();
        let (Some(headrooms), Some(service)) = (headrooms, busiest.services.get(self.fleet.shown)) else {
            return Vec::new();
        };
        let row = |name: &str, [current, advised]: [String; 2], because: &str| Change {
            name: name.to_owned(),
            current,
            advised,
            is_new: false,
            because: because.to_owned(),
            behind: Vec::new(),
        };
        let (rate, hold_ms) = (service.rate_per_s(), service.hold().mean_ms);
        let rates = headrooms.map(|headroom| at_most(headroom.traffic, |times| format!("{}/s", number(rate * times))));
        let holds = headrooms.map(|headroom| at_most(headroom.hold, |times| duration(hold_ms * times)));
        vec![
            row("Traffic it bears", rates, "the most requests of the service at which every target is met"),
            row("Hold it bears", holds, "the longest mean hold at which every target is met"),
        ]
    }
}

/// A quantity at the largest factor that meets the targets, as [`Headroom`](poolwise::advise::Headroom) has it.
fn at_most(factor: f64, quantity: impl Fn(f64) -> String) -> String {
    match factor {
        _ if factor <= 0.0 => "none".to_owned(),
        _ if factor >= MOST_TIMES => format!("over {}", quantity(MOST_TIMES)),
        _ => quantity(factor),
    }
}

/// Larger factors are not looked for.
const MOST_TIMES: f64 = 100.0;

fn setting(change: &advice::Change<'_>) -> Change {
    Change {
        name: fields::at(&change.path).map_or_else(|| change.path.clone(), |field| field.label.to_owned()),
        current: shown(&change.path, &change.now),
        advised: shown(&change.path, &change.then),
        is_new: change.is_new(),
        because: change.reason.map(|reason| reason.because.clone()).unwrap_or_default(),
        behind: change.reason.map(behind).unwrap_or_default(),
    }
}

/// A setting in words: "30 s", "never", "on".
fn shown(path: &str, value: &Value) -> String {
    match value {
        value if path.ends_with("recycle_s") && value.as_f64().is_some_and(|age| age < 0.0) => "never".to_owned(),
        value if path.ends_with("_s") => format!("{} s", number(value.as_f64().unwrap_or(0.0))),
        value => setting_value(value),
    }
}

/// The formula first, then what it rests on.
fn behind(reason: &Reason) -> Vec<String> {
    let assumed: Vec<String> = reason.assumed.iter().map(assumed).collect();
    let assumed = (!assumed.is_empty()).then(|| format!("Assumed: {}", assumed.join(", ")));
    reason.background().into_iter().chain(assumed).collect()
}

/// A default that an advised setting rests on, by the name of its field on the page.
fn assumed(assumed: &Assumed) -> String {
    let Some(field) = fields::at(&assumed.field) else { return format!("{} {}", assumed.field, assumed.value) };
    format!("{} {} {}", field.label, field.kind.text_of(&assumed.value), field.unit).trim_end().to_owned()
}

type Outcome = (&'static str, fn(&Prediction) -> String, &'static str);

const OUTCOMES: [Outcome; 6] = [
    (
        "Utilization",
        |p| p.utilization.map_or_else(|| "–".to_owned(), percent),
        "mean checked-out connections over size + overflow",
    ),
    (
        "Wait, mean",
        |p| {
            let interval = p.interval.map(|interval| between(interval.wait_mean_ms, duration, "to"));
            interval.unwrap_or_else(|| duration(p.wait_ms.mean))
        },
        "for a connection; a range where simulated: 95 % of such ranges hold the mean",
    ),
    ("Wait p95", |p| duration(p.wait_ms.p95), "95 % of requests wait less for a connection"),
    ("Wait p99", |p| duration(p.wait_ms.p99), "99 % of requests wait less"),
    ("Timeouts", |p| percent(p.timeout_probability), "share of requests that give up"),
    (
        "Opened",
        |p| format!("{}/s", number(p.connects_per_s)),
        "connections that one pool opens per second, in the long run",
    ),
];

fn of_both((name, of, hint): &Outcome, before: &Prediction, after: &Prediction) -> Change {
    Change {
        name: (*name).to_owned(),
        current: of(before),
        advised: of(after),
        is_new: false,
        because: (*hint).to_owned(),
        behind: Vec::new(),
    }
}
