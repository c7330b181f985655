//! The numbers of a course.

use super::{Timeline, Track};
use crate::phrases::many;
use poolwise::{
    format::{between, duration, percent},
    units::as_f64,
};
use poolwise_view::chart::Table;

type Row = (&'static str, fn(&Track<'_>, f64) -> String);

/// What each track is asked for, with the number of its runs.
const ROWS: [Row; 5] = [
    ("requests per run", |track, runs| many(as_f64(track.course.requests.arrived) / runs, "")),
    ("of these time out", |track, _| match track.course.prediction.timeout_probability {
        0.0 => "none".to_owned(),
        share => percent(share),
    }),
    ("first timeout after", |track, runs| {
        let prediction = &track.course.prediction;
        let some = f64::from(track.course.runs_with_timeouts);
        match prediction.first_timeout_s.map(|first| duration(first * 1000.0)) {
            Some(first) if some < runs => format!("{first}, in {some} of {runs} runs"),
            Some(first) => first,
            None if prediction.timeout_probability > 0.0 => "the end".to_owned(),
            None => "–".to_owned(),
        }
    }),
    ("mean wait, 95 % interval", |track, _| {
        let prediction = &track.course.prediction;
        let interval = prediction.interval.map(|interval| between(interval.wait_mean_ms, duration, "to"));
        interval.unwrap_or_else(|| duration(prediction.wait_ms.mean))
    }),
    ("wait p99", |track, _| duration(track.course.prediction.wait_ms.p99)),
];

impl Timeline<'_> {
    pub(super) fn numbers(&self) -> Table {
        let runs = f64::from(self.runs.max(1));
        let row = |(name, of): &Row| {
            std::iter::once((*name).to_owned()).chain(self.tracks.iter().map(|track| of(track, runs))).collect()
        };
        let names = self.tracks.iter().map(|track| track.whose.name().to_owned());
        Table { heads: std::iter::once(String::new()).chain(names).collect(), rows: ROWS.iter().map(row).collect() }
    }
}
