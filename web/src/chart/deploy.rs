//! Connections through a deploy: what is held while instances are replaced, against what is admitted.

use super::{Chart, Drawn, PX, Theme, frame};
use frame::{Axis, Label, px};
use plotters::{coord::Shift, prelude::*, style::text_anchor::HPos};
use poolwise::{
    Plan, Scenario,
    deploy::{Rollout, Step},
    format::{number, seconds},
    scenario::{Pool, Service},
    units::{Seconds, as_f64},
};

/// The connections that the instances of a service may hold, through a deploy, current and advised.
#[derive(Clone, Debug, PartialEq)]
pub struct Deploy {
    /// What changes, from the start.
    steps: Vec<Step>,
    /// Whether the steps' times are given; otherwise they are counted.
    timed: bool,
    /// What may be open at once, and who says so.
    limit: (u64, &'static str),
    /// Connections of others to the same limit.
    others: u64,
    /// Connections of one instance; None where nothing bounds them.
    current: Option<u64>,
    advised: u64,
    at_rest: u64,
    peak: u64,
}

impl Deploy {
    /// For the service at `index`; None where a deploy takes no more connections than there are at rest, or where nothing
    /// bounds the pools.
    #[must_use]
    pub fn of(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Self> {
        let service = scenario.services.get(index)?;
        let setups = plan.services.get(index)?;
        let timed = service.deploy.start_s.get() > 0.0 || service.deploy.drain_s.get() > 0.0;
        let mut counted = service.clone();
        if !timed {
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
        let current = each(service, &setups.current.pool);
        let own = current.and_then(|each| each.checked_mul(at_rest));
        let others = if scenario.is_pooled(service) {
            0
        } else {
            let all = plan.budget.current.at_rest.zip(own);
            all.map_or_else(|| scenario.database.other_clients.get().into(), |(all, own)| all.saturating_sub(own))
        };
        let advised = each(service, &setups.advised.pool)?;
        Some(Self { steps: rollout.steps, timed, limit, others, current, advised, at_rest, peak: rollout.peak })
    }

    /// What it is of, for beside the title.
    #[must_use]
    pub fn describe(&self) -> String {
        let others = if self.others > 0 { format!(", {} of others included", self.others) } else { String::new() };
        let times = if self.timed { "" } else { ", in rounds, since no times are given" };
        format!("as many as may be open{others}{times}")
    }

    /// Connections while so many instances hold them.
    fn open(&self, instances: u64, each: u64) -> u64 {
        instances.saturating_mul(each).saturating_add(self.others)
    }

    fn time(&self, at: f64) -> String {
        if self.timed { seconds(at) } else { format!("round {}", number(at + 1.0)) }
    }

    /// The corners of the line of a setup that opens `each` connections an instance.
    fn line(&self, each: u64, last: f64) -> Vec<(f64, f64)> {
        let mut corners = Vec::with_capacity(2 * self.steps.len() + 3);
        let mut height = as_f64(self.open(self.at_rest, each));
        corners.push((-last * BEFORE, height));
        for step in &self.steps {
            corners.push((step.at_s, height));
            height = as_f64(self.open(step.holding(), each));
            corners.push((step.at_s, height));
        }
        corners.push((last * (1.0 + BEFORE), height));
        corners
    }
}

/// What is shown before and after a deploy, as a share of it.
const BEFORE: f64 = 0.08;

/// So much room a label has on either side of its middle.
const HALF_A_LABEL: i32 = 100 * PX.cast_signed();

fn each(service: &Service, pool: &Pool) -> Option<u64> {
    let pools = u64::from(service.workers.get()).checked_mul(service.engines.get().into())?;
    service.capacity(pool)?.checked_mul(pools)
}

impl Chart for Deploy {
    fn title(&self) -> &'static str {
        "Connections through a deploy"
    }

    fn summary(&self) -> String {
        let peak = |each| self.open(self.peak, each);
        let rest = |each| self.open(self.at_rest, each);
        let now = self.current.map_or_else(
            || "any number of connections may be open as it is".to_owned(),
            |each| format!("up to {} connections may be open as it is, {} at rest", peak(each), rest(each)),
        );
        format!(
            "During a deploy {now}; {} as advised, {} at rest. {} are {}.",
            peak(self.advised),
            rest(self.advised),
            self.limit.0,
            self.limit.1
        )
    }

    fn heads(&self) -> Vec<String> {
        ["From", "Old", "Ending", "Starting", "New", "Current", "Advised"].map(str::to_owned).to_vec()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |step: &Step| {
            let now =
                self.current.map_or_else(|| "no limit".to_owned(), |each| self.open(step.holding(), each).to_string());
            let counts = [step.old, step.ending, step.starting, step.new].map(|count| count.to_string());
            let then = self.open(step.holding(), self.advised).to_string();
            std::iter::once(self.time(step.at_s)).chain(counts).chain([now, then]).collect()
        };
        self.steps.iter().map(row).collect()
    }

    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB> {
        let last = self.steps.last().map_or(1.0, |step| step.at_s).max(1.0);
        let most = self.current.unwrap_or(0).max(self.advised);
        let top = as_f64(self.open(self.peak, most).max(self.limit.0)) * 1.15;
        let ticks = frame::even_ticks(last, 6.0);
        let whole = ticks.into_iter().filter(|tick| self.timed || tick.fract().abs() < 1e-9);
        let x =
            Axis { range: -last * BEFORE..last * (1.0 + BEFORE), ticks: whole.map(|at| (at, self.time(at))).collect() };
        let y = Axis {
            range: 0.0..top,
            ticks: frame::even_ticks(top, 4.0).into_iter().map(|count| (count, number(count))).collect(),
        };
        let mut chart = frame::plane(area, theme, &x, &y)?;
        let limit = as_f64(self.limit.0);
        chart.draw_series([Rectangle::new(
            [(x.range.start, limit), (x.range.end, top)],
            theme.over.mix(0.08).filled(),
        )])?;

        let same = self.current == Some(self.advised);
        let (left, upper) = chart.backend_coord(&(x.range.start, top));
        let (right, lower) = chart.backend_coord(&(x.range.end, 0.0));
        let mut labels = Vec::new();
        let peak = self.steps.iter().find(|step| step.holding() == self.peak).map_or(0.0, |step| step.at_s);
        let (peak, _) = chart.backend_coord(&(peak, 0.0));
        // Above its line where that is highest: at its ends a label would hide the last step.
        let peak = peak.clamp(left + HALF_A_LABEL, (right - HALF_A_LABEL).max(left + HALF_A_LABEL));
        let mut label = |words: String, height: u64, (x, h): (i32, HPos), color| {
            let (_, at) = chart.backend_coord(&(0.0, as_f64(height)));
            labels.push(Label { words, at: (x, at - px(9)), color, h, dot: None });
        };
        let limited = format!("{} {}", self.limit.0, self.limit.1);
        label(limited, self.limit.0, (right - px(4), HPos::Right), theme.text);
        let name = if same { "current and advised" } else { "advised" };
        let above = |each| self.open(self.peak, each);
        label(self.words(name, self.advised), above(self.advised), (peak, HPos::Center), theme.accent);
        if let Some(each) = self.current.filter(|_| !same) {
            label(self.words("current", each), above(each), (peak, HPos::Center), theme.muted);
        }
        let (_, at) = chart.backend_coord(&(0.0, limit));
        area.draw(&PathElement::new(vec![(left, at), (right, at)], theme.text.stroke_width(PX * 3 / 2)))?;
        if let Some(each) = self.current.filter(|_| !same) {
            let style = theme.muted.stroke_width(PX * 3 / 2);
            chart.draw_series(DashedLineSeries::new(self.line(each, last), PX * 5, PX * 4, style))?;
        }
        chart.draw_series(LineSeries::new(self.line(self.advised, last), theme.accent.stroke_width(PX * 2)))?;
        frame::labels(area, theme, labels, upper..lower)
    }
}

impl Deploy {
    fn words(&self, name: &str, each: u64) -> String {
        format!("{name} {} → {}", self.open(self.at_rest, each), self.open(self.peak, each))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::backend::SVGBackend;
    use poolwise::plan;

    /// What the chart of a service says, drawn as SVG and in its table.
    fn check(service: &str, texts: &[&str], summary: &str, rows: &[&str]) {
        let scenario = Scenario::from_toml(&format!(
            "database = {{ other_clients = 7 }}\n[[services]]\n{service}\npool = {{ size = 5, overflow = 10 }}\n\
             traffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]"
        ))
        .unwrap();
        let chart = Deploy::of(&scenario, &plan(&scenario), 0);
        let Some(chart) = chart else {
            assert!(texts.is_empty(), "{service}: nothing is drawn");
            return;
        };
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (900 * PX, 280 * PX)).into_drawing_area();
            chart.draw(&area, &Theme::from_properties(|_| "#000000".to_owned())).unwrap();
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{service}");
        for words in texts {
            assert!(svg.contains(words), "{service}: no {words:?} in {svg}");
        }
        assert!(chart.summary().contains(summary), "{}", chart.summary());
        let table: Vec<String> = chart.rows().iter().map(|row| row.join(" ")).collect();
        if !rows.is_empty() {
            assert_eq!(table, rows, "{service}");
        }
    }

    #[test]
    fn a_deploy_is_drawn_where_it_takes_more() {
        check("instances = 4", &[], "", &[]);
        check(
            "instances = 2\nsurge = 1\ndeploy = { start_s = 10, drain_s = 30 }",
            &["97 usable", "current and advised 37 → 67", "20 s"],
            "up to 67 connections may be open as it is, 37 at rest",
            &[
                "0 s 2 0 1 0 52 52",
                "10 s 1 1 1 1 67 67",
                "20 s 0 2 0 2 67 67",
                "40 s 0 1 0 2 52 52",
                "50 s 0 0 0 2 37 37",
            ],
        );
        check("instances = 4\nsurge = '25%'", &["current and advised 67 → 82", "round 1"], "97 are usable", &[]);
        check("instances = 2\ndeploy = { strategy = 'blue-green' }", &["current and advised 37 → 67"], "", &[]);
        check("instances = 6\nsurge = 1", &["current 97 → 112", "advised 25 → 28"], "", &[]);
    }
}
