//! A pool's course through time: busy connections, requests that wait, and requests that give up.

mod clock;
mod numbers;
mod panel;

use crate::simulation_plan::{self, DAY_S, SimulationPlan};
use clock::{clock, time_ticks};
use poolwise::{
    format::{count, duration, number, percent},
    simulate::{Course, Moment},
};
use poolwise_view::{
    self as view, Key, Progress,
    chart::{Axis, Chart, Table},
};

/// What one pool does from its first request on, as it is and as advised.
struct Timeline<'a> {
    tracks: Vec<Track<'a>>,
    horizon_s: f64,
    step_s: f64,
    /// From when to when, within the horizon; none where they would be slivers.
    bursts: Vec<[f64; 2]>,
    /// Runs of each pool that are done.
    runs: u32,
    has_bursts: bool,
    /// The service, where there are others.
    name: Option<&'a str>,
}

/// The course of one pool.
struct Track<'a> {
    whose: Whose,
    /// Its size + overflow.
    capacity: Option<u64>,
    course: &'a Course,
}

/// Whose course it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Current,
    Advised,
    /// The current pool, which is as advised.
    Both,
}

/// More bursts than this would be slivers.
const MAX_BURSTS: f64 = 12.0;
/// A mean over so many seconds hides what happens within.
const LONG_STEP_S: f64 = 60.0;
/// Rows of the data table, at most.
const MAX_ROWS: usize = 36;
/// With fewer runs, 5 % of them are less than one.
const MIN_RUNS_WITH_SHARES: u32 = 20;

/// What is shown of courses, as far as `progress` says; None before the first run is done.
#[must_use]
pub fn course(plan: &SimulationPlan, courses: &[Course], progress: Progress) -> Option<view::Course> {
    if courses.is_empty() || courses.iter().any(|course| course.series.is_empty()) {
        return None;
    }
    let whose: &[Whose] = if plan.pools.len() > 1 { &[Whose::Current, Whose::Advised] } else { &[Whose::Both] };
    let tracks = whose.iter().zip(&plan.pools).zip(courses);
    let tracks = tracks.map(|((&whose, pool), course)| Track { whose, capacity: pool.capacity(), course });
    let horizon_s = plan.horizon_s.get();
    let timeline = Timeline {
        tracks: tracks.collect(),
        horizon_s,
        step_s: plan.step_s.get(),
        bursts: bursts(plan),
        runs: progress.done,
        has_bursts: plan.service.burst.is_some(),
        name: plan.has_siblings.then_some(plan.service.name.as_str()),
    };
    let aside = format!("{}, each from an empty pool", simulation_plan::describe(plan, progress.done));
    Some(view::Course {
        chart: timeline.chart(aside),
        legend: timeline.legend(),
        numbers: timeline.numbers(),
        progress,
    })
}

fn bursts(plan: &SimulationPlan) -> Vec<[f64; 2]> {
    let Some(burst) = &plan.service.burst else { return Vec::new() };
    let (horizon, every, lasts) = (plan.horizon_s.get(), burst.every_s.get(), burst.for_s.get());
    let starts = std::iter::successors(Some(0.0), |start| Some(start + every));
    let within = starts.take_while(|start| *start < horizon && horizon <= MAX_BURSTS * every);
    within.map(|start| [start, (start + lasts).min(horizon)]).collect()
}

impl Whose {
    fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Advised => "advised",
            Self::Both => "current, as advised",
        }
    }
}

impl Timeline<'_> {
    fn chart(&self, aside: String) -> Chart {
        let title = match () {
            () if self.horizon_s >= DAY_S => "One pool through a day",
            () if self.has_bursts => "One pool through its bursts",
            () => "One pool after a deploy",
        };
        Chart {
            title: self.name.map_or_else(|| title.to_owned(), |name| format!("{title}: {name}")),
            aside,
            summary: self.summary(),
            x: Axis::new(0.0, self.horizon_s, time_ticks(self.horizon_s)),
            panels: self.panels(),
            curves: self.tracks.iter().map(Track::curve).collect(),
            table: self.table(),
            rows_at: self.rows().map(|index| self.time(index)).collect(),
        }
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let band = match self.runs {
            MIN_RUNS_WITH_SHARES.. => Some("5 to 95 % of the runs"),
            2.. => Some("all runs"),
            _ => None,
        };
        let entries =
            [band.map(|words| (Key::Band, words)), (!self.bursts.is_empty()).then_some((Key::Burst, "burst"))];
        entries.into_iter().flatten().map(|(key, words)| (key, words.to_owned())).collect()
    }

    fn summary(&self) -> String {
        let tracks: Vec<String> = self.tracks.iter().map(|track| track.summary(self.step_s)).collect();
        let runs = count(self.runs.into(), "simulated run");
        format!("{runs} of {}, each from an empty pool. {}", simulation_plan::span(self.horizon_s), tracks.join(" "))
    }

    fn table(&self) -> Table {
        let quantities = ["Busy", "Waiting", "Timeouts /s"];
        let is_alone = self.tracks.len() == 1;
        let heads = quantities.iter().flat_map(|quantity| {
            self.tracks.iter().map(move |track| {
                if is_alone { (*quantity).to_owned() } else { format!("{quantity}, {}", track.whose.name()) }
            })
        });
        Table {
            heads: std::iter::once("From".to_owned()).chain(heads).collect(),
            rows: self.rows().map(|index| self.row(index)).collect(),
        }
    }

    /// The steps that stand in the table.
    fn rows(&self) -> impl Iterator<Item = usize> {
        let steps = self.tracks.iter().map(|track| track.course.series.len()).min().unwrap_or(0);
        let least = steps.div_ceil(MAX_ROWS);
        let every = [1, 2, 5, 10].into_iter().find(|every| *every >= least).unwrap_or(least).max(1);
        (0..steps).step_by(every)
    }

    /// When a step begins, in seconds.
    fn time(&self, index: usize) -> f64 {
        self.tracks.iter().find_map(|track| track.course.series.get(index)).map_or(0.0, |moment| moment.t)
    }

    fn row(&self, index: usize) -> Vec<String> {
        let moments = || self.tracks.iter().filter_map(|track| track.course.series.get(index));
        let spread = |mean: f64, [low, high]: [f64; 2]| {
            if high > low { format!("{} ({} to {})", number(mean), number(low), number(high)) } else { number(mean) }
        };
        let mut cells = vec![clock(self.time(index), self.horizon_s)];
        cells.extend(moments().map(|moment| spread(moment.busy, moment.busy_range)));
        cells.extend(moments().map(|moment| spread(moment.waiting, moment.waiting_range)));
        cells.extend(moments().map(|moment| number(moment.timed_out / self.step_s)));
        cells
    }
}

impl Track<'_> {
    fn summary(&self, step_s: f64) -> String {
        let most = |of: fn(&Moment) -> f64| self.course.series.iter().map(of).fold(0.0, f64::max);
        let over = if step_s < LONG_STEP_S { String::new() } else { format!(" over {}", duration(step_s * 1000.0)) };
        let of = self.capacity.map_or_else(String::new, |capacity| format!(" of {capacity}"));
        let timeouts = match (self.course.prediction.timeout_probability, self.course.prediction.first_timeout_s) {
            (share, Some(first)) if share > 0.0 => {
                format!("{} time out, the first after {}", percent(share), duration(first * 1000.0))
            }
            _ => "none times out".to_owned(),
        };
        format!(
            "{}: at most {}{of} connections are busy and {} requests wait, on average{over}; {timeouts}.",
            self.whose.name(),
            number(most(|moment| moment.busy)),
            number(most(|moment| moment.waiting)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise::{Scenario, plan_with, predict::Predictor, simulate::simulate};

    /// The titles and labels of a pool of 5 + 0, and the width of its data table.
    fn check(rate: f64, service: &str, expected: &[&str], columns: usize) {
        let text = format!(
            "[[services]]\npool = {{ size = 5, overflow = 0, timeout_s = 1 }}\n\
             traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n{service}"
        );
        let scenario = Scenario::from_toml(&text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        let plan = simulation_plan::timeline(&scenario, &plan, 0).unwrap().unwrap();
        let courses: Vec<Course> = plan.pools.iter().map(|pool| simulate(&plan.service, pool, plan.runs())).collect();
        let shown = course(&plan, &courses, Progress { percent: 100, done: 20, runs: 20 }).unwrap();
        let labels = shown.chart.panels.iter().flat_map(|panel| &panel.labels).map(|(_, label)| &label.words);
        let words: Vec<&String> = shown
            .chart
            .panels
            .iter()
            .map(|panel| &panel.title)
            .chain(labels)
            .chain(shown.chart.x.ticks.iter().map(|tick| &tick.label))
            .collect();
        for one in expected {
            assert!(words.iter().any(|words| words == one), "{rate} {service}: no {one:?} in {words:?}");
        }
        let has_timeouts = |words: &&str| *words == "timeouts per second";
        assert_eq!(words.iter().any(|words| has_timeouts(&words.as_str())), expected.iter().any(has_timeouts));
        let Table { heads, rows } = &shown.chart.table;
        assert_eq!(heads.len(), columns);
        assert!((24..=MAX_ROWS).contains(&rows.len()) && rows.iter().all(|row| row.len() == columns), "{rows:?}");
    }

    #[test]
    fn a_course_is_drawn_with_what_bounds_it() {
        check(
            20.0,
            "",
            &["busy connections of one pool", "requests waiting", "limit 5 (current)", "limit 5 (advised)", "60 s"],
            7,
        );
        check(200.0, "", &["limit 5 (current)", "timeouts per second"], 7);
        check(40.0, "burst = { factor = 4, every_s = 30, for_s = 5 }", &["timeouts per second", "80 s"], 7);
        check(0.001, "", &["requests waiting: none", "limit 5 (current), above"], 7);
    }
}
