//! The charts: functions from data to any plotters backend.
//!
//! Lengths are in [`PX`] parts of a CSS pixel: backends work in whole numbers, and whole CSS pixels make curves wobble
//! on a dense screen.

mod dashed_line;
mod deploy;
mod frame;
mod theme;
mod timeline;
mod utilization;
mod wait;

pub use deploy::Deploy;
pub use theme::{ChartColor, Theme};
pub use timeline::{Timeline, Track, Whose};
pub use utilization::Utilization;
pub use wait::Waits;

use plotters::{coord::Shift, prelude::*};

/// Units of length a CSS pixel.
pub const PX: u32 = 8;

/// Data that can be drawn, named and told.
pub trait Chart {
    /// Its title.
    fn title(&self) -> &'static str;
    /// What the picture shows, in a sentence.
    fn summary(&self) -> String;
    /// The heads of the data table.
    fn heads(&self) -> Vec<String>;
    /// The rows of the data table.
    fn rows(&self) -> Vec<Vec<String>>;
    /// Draws it.
    ///
    /// # Errors
    /// Where the backend fails.
    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB>;
}

/// What drawing on a backend comes to.
pub type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        compare::Column,
        fields,
        state::{Action, State},
        view::View,
    };
    use plotters::backend::SVGBackend;
    use poolwise::{Scenario, plan};
    use std::rc::Rc;
    use yew::Reducible;

    fn svg(scenario: &Scenario, kept: &[Column]) -> String {
        let plan = plan(scenario);
        let theme = Theme::from_properties(|_| "#000000".to_owned());
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (480 * PX, 320 * PX)).into_drawing_area();
            let halves = area.split_evenly((1, 2));
            if let Some(chart) = Utilization::of(scenario, &plan, 0, kept) {
                chart.draw(&halves[0], &theme).unwrap();
            }
            if let Some(chart) = Waits::of(scenario, &plan, 0, kept) {
                chart.draw(&halves[1], &theme).unwrap();
            }
        }
        svg
    }

    /// What the charts of a scenario say, drawn as SVG.
    fn check(size: u32, overflow: i32, rate: f64, texts: &[&str]) {
        let scenario = Scenario::default()
            .with("services[0].pool.size", size.into())
            .and_then(|s| s.with("services[0].pool.overflow", overflow.into()))
            .and_then(|s| s.with("services[0].traffic[0].rate_per_s", rate.into()))
            .and_then(|s| s.with("services[0].traffic[0].hold_ms.mean", 50.into()))
            .unwrap();
        let svg = svg(&scenario, &[]);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{size} {overflow} {rate}");
        for words in texts {
            assert!(svg.contains(words), "{size} + {overflow} at {rate}: no {words:?} in {svg}");
        }
    }

    #[test]
    fn charts_show_where_the_pool_stands() {
        check(
            5,
            10,
            120.0,
            &["you are here", "current and advised 40", "target p95 50 ms", "current 15", "p50", "p99"],
        );
        check(5, 0, 500.0, &["current 100 %", "current 5"]);
        check(10, 0, 0.001, &["advised 1"]);
        check(3000, 3000, 9_999.0, &["current 6000"]);
        check(9, 0, 110.0, &["current 9"]);
    }

    #[test]
    fn without_traffic_or_bound_there_is_nothing_to_draw() {
        for (size, overflow, rate) in [(5, 10, 0), (0, 10, 100), (5, -1, 100)] {
            let scenario = Scenario::from_toml(&format!(
                "[[services]]\npool = {{ size = {size}, overflow = {overflow} }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]",
            ))
            .unwrap();
            assert_eq!(Waits::of(&scenario, &plan(&scenario), 0, &[]), None, "{size} {overflow} {rate}");
            assert_eq!(Utilization::of(&scenario, &plan(&scenario), 0, &[]), None, "{size} {overflow} {rate}");
        }
    }

    #[test]
    fn alternatives_are_named_in_words_picture_and_data() {
        let typed = |path: &str, text: &str| Action::Type(fields::at(path).unwrap(), text.to_owned());
        let (rate, size) = ("services[0].traffic[0].rate_per_s", "services[0].pool.size");
        let keep = |name: &str| Action::Keep(name.to_owned());
        // As it is, with another size, with other traffic, without a bound, and without traffic.
        let actions = [
            vec![Action::Example, keep("same"), typed(size, "9"), keep("nine"), typed(rate, "700"), keep("busy")],
            vec![typed(size, "0"), keep("endless"), typed(rate, "0"), keep("idle"), Action::Use("same".to_owned())],
        ];
        let state = actions.concat().into_iter().fold(Rc::new(State::default()), Reducible::reduce);
        let view = View::of(&state.input);
        let kept: Vec<Column> = state.input.alternatives.iter().map(Column::kept).collect();
        let svg = svg(view.scenario(), &kept);
        for words in ["current and same", "nine 7", "busy 27", "same 15", "nine 19", "busy 19"] {
            assert!(svg.contains(words), "no {words:?} in {svg}");
        }
        assert!(!["NaN", "inf", "endless", "idle"].iter().any(|words| svg.contains(words)));
        let utilization = Utilization::of(view.scenario(), &view.plan, 0, &kept).unwrap();
        let waits = Waits::of(view.scenario(), &view.plan, 0, &kept).unwrap();
        for (heads, rows, summary) in [
            (utilization.heads(), utilization.rows(), utilization.summary()),
            (waits.heads(), waits.rows(), waits.summary()),
        ] {
            assert_eq!(
                heads.iter().filter(|head| ["same", "nine", "busy"].iter().any(|name| head.ends_with(name))).count(),
                3
            );
            assert!(rows.iter().all(|row| row.len() == heads.len()), "{heads:?} {rows:?}");
            assert!(["same: ", "nine: ", "busy: "].iter().all(|name| summary.contains(name)), "{summary}");
        }
    }
}
