//! A pool over the period of its traffic's profile, mostly a day: what it is asked for, and how full it is.

use super::{always, number_of};
use crate::{
    format::{number, percent, seconds, time_of_day},
    plan::{Plan, ServicePlan},
    predict::{Prediction, predict_by_formula},
    scenario::{Pool, Scenario, Service, ServiceKind, WINDOW_S},
    units::as_f64,
};
use poolwise_chart::{ALWAYS, Axis, Chart, Color, Curve, CurveNumber, Dashes, Label, Mark, Panel, Side, Table};

/// In how many steps the period is drawn: quarters of an hour of a day.
const STEPS: u64 = 96;
/// Every so many steps make a row of the table.
const STEPS_PER_ROW: usize = 4;
/// A little room above 100 %.
const TOP: f64 = 1.05;
const DAY_S: f64 = 86_400.0;

/// The period in steps.
struct Course<'a> {
    period_s: f64,
    steps: Vec<Step>,
    plan: &'a ServicePlan,
    target: f64,
}

/// What happens in one step, on average.
struct Step {
    from_s: f64,
    /// Requests per second of the whole service.
    rate: f64,
    /// Of one pool, from 0 to 1, as it is and as advised.
    utilization: [f64; 2],
}

/// The requests and the utilization of one pool of the service at `index` over the period of its profile, by closed form.
/// None without a profile, where nothing bounds the pool, and for a function, whose instances come and go with its traffic.
///
/// ```
/// let scenario = poolwise::Scenario::from_toml(
///     "[[services]]\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 50 }, profile = { factors = [0.5, 1, 1.5, 1] } }]")
///     .unwrap();
/// let chart = poolwise::chart::day(&scenario, &poolwise::plan(&scenario), 0).unwrap();
/// assert!(chart.summary.starts_with("From 12:00 on it is busiest, with 180 requests per second"), "{}", chart.summary);
/// ```
#[must_use]
pub fn day(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Chart> {
    let service = scenario.services.get(index)?;
    let plan = plan.services.get(index)?;
    let period_s = service.longest_period_s().filter(|_| service.kind != ServiceKind::Function)?;
    let step_s = period_s / as_f64(STEPS);
    let average = |number: u64| {
        let from_s = as_f64(number) * step_s;
        let then = service.on_average(from_s, step_s);
        let share = |pool: &Pool| predict_by_formula(&then, pool).utilization;
        let utilization = [share(&plan.current.pool).unwrap_or(0.0), share(&plan.advised.pool).unwrap_or(0.0)];
        Step { from_s, rate: then.rate_per_s(), utilization }
    };
    service.capacity(&plan.current.pool)?;
    let target = scenario.targets.for_service(service).utilization_peak.get();
    let course = Course { period_s, steps: (0..STEPS).map(average).collect(), plan, target };
    (course.most_requests() > 0.0).then(|| course.chart(service))
}

impl Course<'_> {
    fn is_day(&self) -> bool {
        (self.period_s - DAY_S).abs() < 1.0
    }

    fn most_requests(&self) -> f64 {
        self.steps.iter().map(|step| step.rate).fold(0.0, f64::max)
    }

    fn chart(&self, service: &Service) -> Chart {
        // With room for a label above the busiest time.
        let top = self.most_requests() * 1.35;
        let requests = Panel {
            title: "requests per second".to_owned(),
            share: 0.4,
            y: Axis::new(0.0, top, Axis::even(top, 2.0).into_iter().map(|rate| (rate, number(rate)))),
            marks: self.busiest(top).chain(always([self.line(|step| step.rate, Color::Text, Dashes::None)])).collect(),
            labels: self.busiest_label(top),
        };
        let [current, advised] = [("current", Color::Muted, Dashes::Current), ("advised", Color::Accent, Dashes::None)]
            .map(|(name, color, dashes)| Curve { name: name.to_owned(), color, dashes });
        let lines = [&current, &advised].into_iter().enumerate().map(|(index, curve)| {
            (number_of(index), self.line(|step| step.utilization[index], curve.color, curve.dashes))
        });
        let too_full = Mark::Zone { x: [0.0, self.period_s], y: [self.target, TOP], color: Color::Over, opacity: 0.08 };
        let utilization = Panel {
            title: "utilization of one pool".to_owned(),
            share: 0.6,
            y: Axis::new(0.0, TOP, [0.0, self.target, 1.0].map(|share| (share, percent(share)))),
            marks: always([too_full]).chain(lines).collect(),
            labels: vec![(ALWAYS, label("too full", [self.period_s, TOP], Side::Before, Color::Over))],
        };
        Chart {
            title: if self.is_day() { "Through the day" } else { "Through the profile" }.to_owned(),
            aside: "by closed form, in 96 steps".to_owned(),
            summary: self.summary(service),
            x: Axis::new(0.0, self.period_s, self.ticks()),
            panels: vec![requests, utilization],
            curves: vec![current, advised],
            table: self.table(),
            rows_at: self.rows().map(|step| step.from_s).collect(),
        }
    }

    /// A line of steps.
    fn line(&self, value: impl Fn(&Step) -> f64, color: Color, dashes: Dashes) -> Mark {
        let step_s = self.period_s / as_f64(STEPS);
        let corners =
            self.steps.iter().flat_map(|step| [step.from_s, step.from_s + step_s].map(|at| [at, value(step)]));
        Mark::Line { points: corners.collect(), color, width: if dashes == Dashes::None { 4 } else { 3 }, dashes }
    }

    /// The stretch for which the pool is sized.
    fn busiest(&self, top: f64) -> impl Iterator<Item = (CurveNumber, Mark)> {
        let zone = |from: f64| Mark::Zone {
            x: [from, (from + WINDOW_S).min(self.period_s)],
            y: [0.0, top],
            color: Color::Accent,
            opacity: 0.25,
        };
        always(self.plan.busiest_at_s.map(zone))
    }

    fn busiest_label(&self, top: f64) -> Vec<(CurveNumber, Label)> {
        let at = self.plan.busiest_at_s;
        at.map(|from| (ALWAYS, label("sized for this", [from, top], Side::Beside, Color::Accent))).into_iter().collect()
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        (0..=4).map(|quarter| self.period_s * f64::from(quarter) / 4.0).map(|at| (at, self.time(at))).collect()
    }

    /// A time of the day, or days or seconds from the beginning of another period.
    fn time(&self, at_s: f64) -> String {
        if self.is_day() {
            if at_s >= DAY_S { "24:00".to_owned() } else { time_of_day(at_s) }
        } else if self.period_s > DAY_S {
            format!("day {}", number(at_s / DAY_S + 1.0))
        } else {
            seconds(at_s)
        }
    }

    fn summary(&self, service: &Service) -> String {
        let busy = |prediction: &Prediction| prediction.utilization.map_or_else(String::new, percent);
        let from = self.plan.busiest_at_s.map_or_else(
            || "In the busiest 15 minutes of each class there are".to_owned(),
            |at| format!("From {} on it is busiest, with", self.time(at)),
        );
        format!(
            "{from} {} requests per second, {} on average; a pool is {} busy then as it is and {} as advised.",
            number(service.at_its_busiest().rate_per_s()),
            number(service.rate_per_s()),
            busy(self.plan.current.busiest()),
            busy(self.plan.advised.busiest()),
        )
    }

    fn rows(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().step_by(STEPS_PER_ROW)
    }

    fn table(&self) -> Table {
        let row = |step: &Step| {
            let [current, advised] = step.utilization.map(percent);
            vec![self.time(step.from_s), number(step.rate), current, advised]
        };
        Table {
            heads: ["From", "Requests /s", "Current", "Advised"].map(str::to_owned).to_vec(),
            rows: self.rows().map(row).collect(),
        }
    }
}

fn label(words: &str, at: [f64; 2], side: Side, color: Color) -> Label {
    Label { words: words.to_owned(), at, offset: [4, 9], side, color, is_tied: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(service: &str) -> Option<Chart> {
        let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
        day(&scenario, &crate::plan(&scenario), 0)
    }

    fn traffic(profile: &str) -> String {
        format!("traffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }}, profile = {profile} }}]")
    }

    #[test]
    fn the_table_has_the_hours_and_the_mean_of_each_step() {
        let chart = chart(&traffic("{ factors = [0.5, 1.5] }")).unwrap();
        assert_eq!(chart.title, "Through the day");
        let row = |index: usize| chart.table.rows[index][..2].to_vec();
        assert_eq!([row(0), row(12)], [["00:00", "50"], ["12:00", "150"]]);
        assert_eq!((chart.table.rows.len(), chart.rows_at.len()), (24, 24));
        // 50/s for 50 ms on 15 connections.
        assert_eq!(chart.table.rows[0][2], "16.7 %");
    }

    #[test]
    fn other_periods_have_their_own_times() {
        let week = chart(&traffic("{ period_s = 604800, factors = [1, 1, 1, 1, 1, 0.2, 0.2] }")).unwrap();
        assert_eq!((week.title.as_str(), &*week.table.rows[0][0]), ("Through the profile", "day 1"));
        let minute = chart(&traffic("{ period_s = 60, factors = [1, 2] }")).unwrap();
        assert_eq!(minute.table.rows[12][0], "30 s");
    }

    #[test]
    fn without_a_profile_or_a_bound_there_is_no_day() {
        assert_eq!(chart("traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]"), None);
        assert_eq!(chart(&format!("pool = {{ overflow = -1 }}\n{}", traffic("{ factors = [1, 2] }"))), None);
        assert_eq!(chart(&format!("kind = 'function'\n{}", traffic("{ factors = [1, 2] }"))), None);
        assert_eq!(chart(&format!("pool = {{ class = 'NullPool' }}\n{}", traffic("{ factors = [1, 2] }"))), None);
        let with_tasks =
            format!("pool = {{ class = 'NullPool' }}\nconcurrency = 40\n{}", traffic("{ factors = [1, 2] }"));
        assert!(chart(&with_tasks).is_some());
        assert_eq!(chart(&traffic("{ factors = [0] }")), None);
    }
}
