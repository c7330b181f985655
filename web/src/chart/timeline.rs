//! A pool's course through time: busy connections, requests that wait, and requests that give up.

mod clock;
mod panel;

use super::{Chart, Drawn, Theme, frame};
use crate::{
    protocol::{Courses, SimulationPlan},
    simulation_plan,
};
use clock::{clock, time_ticks};
use frame::{Axis, px};
use panel::Panel;
use plotters::{coord::Shift, prelude::*};
use poolwise::{
    format::{duration, number, percent},
    simulate::{Course, Moment},
};

/// What one pool does from its first request on, as it is and as advised.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Each with the runs so far.
    tracks: Vec<Track>,
    horizon_s: f64,
    step_s: f64,
    /// From when to when, within the horizon; none where they would be slivers.
    bursts: Vec<(f64, f64)>,
    /// Runs of each pool that are done.
    runs: u32,
    bursty: bool,
}

/// The course of one pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Whose it is.
    pub whose: Whose,
    /// Its size + overflow.
    pub capacity: Option<u64>,
    /// What it does.
    pub course: Course,
}

/// Whose course it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The pool as it is.
    Current,
    /// The pool as advised.
    Advised,
    /// The pool as it is, which is as advised.
    Both,
}

/// More bursts than this would be slivers.
const MOST_BURSTS: f64 = 12.0;

/// A mean over so many seconds hides what happens within.
const LONG_STEP_S: f64 = 60.0;

/// Rows of the data table, at most.
const MOST_ROWS: usize = 36;

impl Timeline {
    /// None before the first run is done.
    #[must_use]
    pub fn of(simulation_plan: &SimulationPlan, courses: &Courses) -> Option<Self> {
        if courses.courses.iter().any(|course| course.series.is_empty()) {
            return None;
        }
        let whose: &[Whose] =
            if simulation_plan.pools.len() > 1 { &[Whose::Current, Whose::Advised] } else { &[Whose::Both] };
        let tracks = whose.iter().zip(&simulation_plan.pools).zip(&courses.courses);
        let tracks: Vec<Track> = tracks
            .map(|((&whose, pool), course)| Track { whose, capacity: pool.capacity(), course: course.clone() })
            .collect();
        let horizon_s = simulation_plan.horizon_s.get();
        let bursts = simulation_plan.service.burst.as_ref().map_or_else(Vec::new, |burst| {
            let (every, lasts) = (burst.every_s.get(), burst.for_s.get());
            let starts = std::iter::successors(Some(0.0), |start| Some(start + every));
            let within = starts.take_while(|start| *start < horizon_s && horizon_s <= MOST_BURSTS * every);
            within.map(|start| (start, (start + lasts).min(horizon_s))).collect()
        });
        let pools = u32::try_from(tracks.len().max(1)).unwrap_or(1);
        Some(Self {
            bursts,
            horizon_s,
            step_s: simulation_plan.step_s.get(),
            runs: courses.done / pools,
            bursty: simulation_plan.service.burst.is_some(),
            tracks: (!tracks.is_empty()).then_some(tracks)?,
        })
    }

    /// The pools, the current one first.
    #[must_use]
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// Whether bursts are marked.
    #[must_use]
    pub fn marks_bursts(&self) -> bool {
        !self.bursts.is_empty()
    }

    /// Runs of each pool that are done.
    #[must_use]
    pub fn runs(&self) -> u32 {
        self.runs
    }

    fn time_axis(&self, shown: bool) -> Axis {
        let ticks = if shown { time_ticks(self.horizon_s) } else { Vec::new() };
        Axis { range: 0.0..self.horizon_s, ticks }
    }

    fn times_out(&self) -> bool {
        self.tracks.iter().any(|track| track.course.series.iter().any(|moment| moment.timed_out > 0.0))
    }
}

impl Whose {
    /// As the page calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Advised => "advised",
            Self::Both => "current, as advised",
        }
    }
}

impl Track {
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

impl Chart for Timeline {
    fn title(&self) -> &'static str {
        if self.horizon_s >= simulation_plan::DAY_S {
            "One pool through a day"
        } else if self.bursty {
            "One pool through its bursts"
        } else {
            "One pool after a deploy"
        }
    }

    fn summary(&self) -> String {
        let tracks: Vec<String> = self.tracks.iter().map(|track| track.summary(self.step_s)).collect();
        let runs = poolwise::format::count(self.runs.into(), "simulated run");
        format!("{runs} of {}, each from an empty pool. {}", simulation_plan::span(self.horizon_s), tracks.join(" "))
    }

    fn heads(&self) -> Vec<String> {
        let quantities = ["Busy", "Waiting", "Timeouts /s"];
        let of =
            |quantity: &&str| {
                let quantity = (*quantity).to_owned();
                let alone = self.tracks.len() == 1;
                self.tracks.iter().map(move |track| {
                    if alone { quantity.clone() } else { format!("{quantity}, {}", track.whose.name()) }
                })
            };
        std::iter::once("From".to_owned()).chain(quantities.iter().flat_map(of)).collect()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let steps = self.tracks.iter().map(|track| track.course.series.len()).min().unwrap_or(0);
        let least = steps.div_ceil(MOST_ROWS);
        let every = [1, 2, 5, 10].into_iter().find(|every| *every >= least).unwrap_or(least);
        let spread = |mean: f64, [low, high]: [f64; 2]| {
            if high > low { format!("{} ({} to {})", number(mean), number(low), number(high)) } else { number(mean) }
        };
        let row = |index: usize| {
            let at = |of: &dyn Fn(&Moment) -> String| -> Vec<String> {
                self.tracks.iter().filter_map(|track| track.course.series.get(index)).map(of).collect()
            };
            let time = self.tracks.first().and_then(|track| track.course.series.get(index)).map_or(0.0, |m| m.t);
            let mut cells = vec![clock(time, self.horizon_s)];
            cells.extend(at(&|moment| spread(moment.busy, moment.busy_range)));
            cells.extend(at(&|moment| spread(moment.waiting, moment.waiting_range)));
            cells.extend(at(&|moment| number(moment.timed_out / self.step_s)));
            cells
        };
        (0..steps).step_by(every).map(row).collect()
    }

    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB> {
        let panels = if self.times_out() {
            vec![(Panel::busy(self), 0.44), (Panel::waiting(self), 0.28), (Panel::timed_out(self), 0.28)]
        } else {
            vec![(Panel::busy(self), 0.55), (Panel::waiting(self), 0.45)]
        };
        let last = panels.len() - 1;
        let (_, height) = area.dim_in_pixel();
        #[expect(clippy::cast_possible_wrap, reason = "a chart is not two thousand million pixels high")]
        let above_axis = f64::from(height as i32 - frame::X_LABELS);
        let mut rest = area.clone();
        for (index, (panel, share)) in panels.into_iter().enumerate() {
            let part = if index == last {
                rest.clone()
            } else {
                #[expect(clippy::cast_possible_truncation, reason = "part of a chart's height")]
                let (upper, lower) = rest.split_vertically((above_axis * share) as i32);
                rest = lower;
                upper
            };
            panel.draw((area, &part), theme, &self.time_axis(index == last), &self.bursts)?;
        }
        Ok(())
    }
}

/// The height of a label's line and a little.
fn headroom() -> i32 {
    px(20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::PX;
    use plotters::backend::SVGBackend;
    use poolwise::{Scenario, plan_with, predict::Predictor, simulate::simulate};

    /// What the timeline of a pool of 5 + 0 says, drawn as SVG, and the width of its data table.
    fn check(rate: f64, service: &str, texts: &[&str], columns: usize) {
        let text = format!(
            "[[services]]\npool = {{ size = 5, overflow = 0, timeout_s = 1 }}\n\
             traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n{service}"
        );
        let scenario = Scenario::from_toml(&text).unwrap();
        let plan = plan_with(&scenario, Predictor::ClosedForm);
        let simulation_plan = simulation_plan::timeline(&scenario, &plan, 0).unwrap().unwrap();
        let courses = simulation_plan
            .pools
            .iter()
            .map(|pool| simulate(&simulation_plan.service, pool, simulation_plan.runs()))
            .collect();
        let timeline = Timeline::of(&simulation_plan, &Courses { done: 40, courses }).unwrap();
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (480 * PX, 320 * PX)).into_drawing_area();
            timeline.draw(&area, &Theme::from_properties(|_| "#000000".to_owned())).unwrap();
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{rate} {service}");
        for words in texts {
            assert!(svg.contains(words), "{rate} {service}: no {words:?} in {svg}");
        }
        assert_eq!(svg.contains("timeouts a second"), texts.contains(&"timeouts a second"), "{rate} {service}");
        assert_eq!(timeline.heads().len(), columns);
        let rows = timeline.rows();
        assert!((24..=MOST_ROWS).contains(&rows.len()) && rows.iter().all(|row| row.len() == columns), "{rows:?}");
    }

    #[test]
    fn the_course_of_a_pool_is_drawn_with_what_bounds_it() {
        check(
            20.0,
            "",
            &["busy connections of one pool", "requests waiting", "limit 5 (current)", "limit 5 (advised)", "60 s"],
            7,
        );
        check(200.0, "", &["limit 5 (current)", "timeouts a second"], 7);
        check(40.0, "burst = { factor = 4, every_s = 30, for_s = 5 }", &["timeouts a second", "80 s"], 7);
        check(0.001, "", &["requests waiting: none", "limit 5 (current), above"], 7);
    }
}
