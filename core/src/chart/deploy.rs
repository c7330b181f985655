//! Connections through a deploy: what is held while instances are replaced, against what is admitted.

use super::{always, number_of};
use crate::{
    deploy::{Rollout, Step},
    format::{number, seconds},
    plan::Plan,
    scenario::{Pool, Scenario, Service},
    units::{Seconds, as_f64},
};
use poolwise_chart::{ALWAYS, Axis, Chart, Color, Curve, CurveNumber, Dashes, Label, Mark, Panel, Side, Table};

/// What is shown before and after a deploy, as a share of it.
const MARGIN: f64 = 0.08;

/// The connections that the instances of a service may hold, through a deploy.
struct Deploy {
    /// What changes, from the start.
    steps: Vec<Step>,
    /// Whether the steps' times are given; otherwise they are counted.
    is_timed: bool,
    /// What may be open at once, and what that is.
    limit: (u64, &'static str),
    /// As it is; None where nothing bounds the connections of an instance.
    current: Option<Held>,
    advised: Held,
    at_rest: u64,
    peak: u64,
}

/// What counts against the limit, with one setup of all pools.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Held {
    /// Connections of one instance of the service.
    each: u64,
    /// Connections of others at rest.
    others: u64,
}

/// The connections of the service at `index` through a deploy, over seconds or rounds. None where a deploy takes no more
/// connections than there are at rest, or where nothing bounds the advised pool.
#[must_use]
pub fn deploy(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Chart> {
    let service = scenario.services.get(index)?;
    let setups = plan.services.get(index)?;
    let is_timed = service.deploy.start_s.get() > 0.0 || service.deploy.drain_s.get() > 0.0;
    let mut counted = service.clone();
    if !is_timed {
        // All would happen at once; a second for each round keeps their order.
        counted.deploy.start_s = Seconds::clamped(1.0);
    }
    let rollout = Rollout::new(&counted, counted.instances);
    let at_rest = u64::from(service.instances.get());
    if rollout.peak <= at_rest || rollout.steps.is_empty() {
        return None;
    }
    let limit = match &plan.budget.pooler {
        Some(pooler) if scenario.is_pooled(service) => (pooler.accepts, "clients accepted"),
        _ => (plan.budget.usable, "usable"),
    };
    let is_pooled = scenario.is_pooled(service);
    let held = |pool: &Pool, all_at_rest: Option<u64>| {
        let each = of_an_instance(service, pool)?;
        let others = match all_at_rest.zip(each.checked_mul(at_rest)) {
            _ if is_pooled => 0,
            Some((all, own)) => all.saturating_sub(own),
            None => scenario.database.other_clients.get().into(),
        };
        Some(Held { each, others })
    };
    let current = held(&setups.current.pool, plan.budget.current.at_rest);
    let advised = held(&setups.advised.pool, plan.budget.advised.at_rest)?;
    let peak = rollout.peak;
    Some(Deploy { steps: rollout.steps, is_timed, limit, current, advised, at_rest, peak }.chart())
}

fn of_an_instance(service: &Service, pool: &Pool) -> Option<u64> {
    let pools = u64::from(service.workers.get()).checked_mul(service.engines.get().into())?;
    service.capacity(pool)?.checked_mul(pools)
}

/// A setup as it is drawn.
struct DrawnSetup {
    curve: Curve,
    held: Held,
    /// The width of its line, in half CSS pixels.
    width: u32,
}

impl Deploy {
    fn chart(&self) -> Chart {
        let last = self.steps.last().map_or(1.0, |step| step.at_s).max(1.0);
        let most = self.setups().map(|setup| setup.held.open(self.peak)).max().unwrap_or(0);
        let top = as_f64(most.max(self.limit.0)) * 1.15;
        let (from, to) = (-last * MARGIN, last * (1.0 + MARGIN));
        let is_whole = |tick: &f64| self.is_timed || tick.fract().abs() < 1e-9;
        let x_ticks = Axis::even(last, 6.0).into_iter().filter(is_whole).map(|at| (at, self.time(at)));
        Chart {
            title: "Connections through a deploy".to_owned(),
            aside: self.aside(),
            summary: self.summary(),
            x: Axis::new(from, to, x_ticks),
            panels: vec![Panel {
                title: String::new(),
                share: 1.0,
                y: Axis::new(0.0, top, Axis::even(top, 4.0).into_iter().map(|count| (count, number(count)))),
                marks: self.marks([from, to], top),
                labels: self.labels(to, top),
            }],
            curves: self.setups().map(|setup| setup.curve).collect(),
            table: self.table(),
            rows_at: self.steps.iter().map(|step| step.at_s).collect(),
        }
    }

    fn time(&self, at: f64) -> String {
        if self.is_timed { seconds(at) } else { format!("round {}", number(at + 1.0)) }
    }

    /// What is held as it is, where that differs from what is advised.
    fn other_current(&self) -> Option<Held> {
        self.current.filter(|current| *current != self.advised)
    }

    /// The corners of the line of a setup.
    fn line(&self, held: Held, [from, to]: [f64; 2]) -> Vec<[f64; 2]> {
        let mut height = as_f64(held.open(self.at_rest));
        let mut corners = vec![[from, height]];
        for step in &self.steps {
            corners.push([step.at_s, height]);
            height = as_f64(held.open(step.holding()));
            corners.push([step.at_s, height]);
        }
        corners.push([to, height]);
        corners
    }

    /// What is drawn of each setup that differs from the others.
    fn setups(&self) -> impl Iterator<Item = DrawnSetup> {
        let setup = |name: &str, held, color, dashes, width| {
            let curve = Curve { name: name.to_owned(), color, dashes };
            DrawnSetup { curve, held, width }
        };
        let name = if self.current == Some(self.advised) { "current and advised" } else { "advised" };
        let current = self.other_current().map(|held| setup("current", held, Color::Muted, Dashes::Current, 3));
        current.into_iter().chain([setup(name, self.advised, Color::Accent, Dashes::None, 4)])
    }

    fn marks(&self, ends: [f64; 2], top: f64) -> Vec<(CurveNumber, Mark)> {
        let limit = as_f64(self.limit.0);
        let line = |points, color, width, dashes| Mark::Line { points, color, width, dashes };
        let ground = always([
            Mark::Zone { x: ends, y: [limit, top], color: Color::Over, opacity: 0.08 },
            line(vec![[ends[0], limit], [ends[1], limit]], Color::Text, 3, Dashes::None),
        ]);
        let lines = self.setups().enumerate().map(|(index, DrawnSetup { curve, held, width })| {
            (number_of(index), line(self.line(held, ends), curve.color, width, curve.dashes))
        });
        ground.chain(lines).collect()
    }

    /// Above each line where that is highest: at its ends a label would hide the last step.
    fn labels(&self, to: f64, top: f64) -> Vec<(CurveNumber, Label)> {
        let peak_s = self.steps.iter().find(|step| step.holding() == self.peak).map_or(0.0, |step| step.at_s);
        let label = |words: String, at: [f64; 2], side, color| {
            let right = if side == Side::Before { 4 } else { 0 };
            Label { words, at, offset: [right, -9], side, color, is_tied: false }
        };
        let limit = format!("{} {}", self.limit.0, self.limit.1);
        let limit = label(limit, [to, as_f64(self.limit.0)], Side::Before, Color::Text);
        let refused = Label { offset: [4, 9], ..label("refused".to_owned(), [to, top], Side::Before, Color::Over) };
        let setups = self.setups().enumerate().map(|(index, DrawnSetup { curve, held, .. })| {
            let (rest, peak) = (held.open(self.at_rest), held.open(self.peak));
            let words = format!("{} {rest} → {peak}", curve.name);
            (number_of(index), label(words, [peak_s, as_f64(peak)], Side::Middle, curve.color))
        });
        [(ALWAYS, limit), (ALWAYS, refused)].into_iter().chain(setups).collect()
    }

    fn aside(&self) -> String {
        let (advised, current) = (self.advised.others, self.current.map_or(self.advised.others, |held| held.others));
        let others = match (current, advised) {
            (0, 0) => String::new(),
            (current, advised) if current == advised => format!(", {current} of others included"),
            (current, advised) => format!(", those of others included: {current}, {advised} as advised"),
        };
        let times = if self.is_timed { "" } else { ", in rounds, since no times are given" };
        format!("as many as may be open{others}{times}")
    }

    fn summary(&self) -> String {
        let (rest, peak) = (|held: Held| held.open(self.at_rest), |held: Held| held.open(self.peak));
        let now = self.current.map_or_else(
            || "any number of connections may be open as it is".to_owned(),
            |held| format!("up to {} connections may be open as it is, {} at rest", peak(held), rest(held)),
        );
        let (limit, what) = self.limit;
        let advised = self.advised;
        format!("During a deploy {now}; {} as advised, {} at rest. {limit} are {what}.", peak(advised), rest(advised))
    }

    fn table(&self) -> Table {
        let row = |step: &Step| {
            let open = |held: Held| held.open(step.holding()).to_string();
            let current = self.current.map_or_else(|| "no limit".to_owned(), open);
            let counts = [step.old, step.ending, step.starting, step.new].map(|count| count.to_string());
            [self.time(step.at_s)].into_iter().chain(counts).chain([current, open(self.advised)]).collect()
        };
        Table {
            heads: ["From", "Old", "Ending", "Starting", "New", "Current", "Advised"].map(str::to_owned).to_vec(),
            rows: self.steps.iter().map(row).collect(),
        }
    }
}

impl Held {
    /// Connections while so many instances hold them.
    fn open(self, instances: u64) -> u64 {
        instances.saturating_mul(self.each).saturating_add(self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;

    fn check(toml: &str, index: usize) -> Option<(String, String)> {
        let scenario = Scenario::from_toml(toml).unwrap();
        deploy(&scenario, &plan(&scenario), index).map(|chart| (chart.summary, chart.aside))
    }

    #[test]
    fn others_are_counted_as_their_setup_has_them() {
        let wide = "[[services]]\nname = 'wide'\ninstances = 4\nworkers = 2\nsurge = 1\n\
                    pool = { size = 20, overflow = 30 }\ntraffic = [{ rate_per_s = 60, hold_ms = { mean = 40 } }]\n";
        let scenario = Scenario::from_toml(&format!("{wide}{}", wide.replace("wide'", "other'"))).unwrap();
        let plan = plan(&scenario);
        let budget = &plan.budget;
        let (rest, peak) = (budget.advised.at_rest.unwrap(), budget.advised.at_deploy.unwrap());
        assert!(rest < peak && peak < budget.usable && budget.usable < budget.current.at_rest.unwrap());
        let chart = deploy(&scenario, &plan, 0).unwrap();
        let advised = chart.panels[0].labels.iter().find(|(_, label)| label.words.starts_with("advised")).unwrap();
        assert!(advised.1.words.starts_with(&format!("advised {rest} → ")), "{}", advised.1.words);
        assert!(chart.summary.contains(&format!("{rest} at rest")), "{}", chart.summary);
    }

    #[test]
    fn draws_nothing_where_a_deploy_takes_no_more() {
        assert_eq!(check("[[services]]\ninstances = 4", 0), None);
        assert_eq!(check("[[services]]\ninstances = 4\nsurge = 1", 1), None);
        assert!(check("[[services]]\ninstances = 4\nsurge = 1", 0).is_some());
    }
}
