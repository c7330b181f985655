//! The charts: functions from data to any plotters backend.
//!
//! Lengths are in [`PX`] parts of a CSS pixel: backends work in whole numbers, and whole CSS pixels make curves wobble
//! on a dense screen.

mod deploy;
mod frame;
mod theme;
mod timeline;
mod utilization;
mod wait;

pub use deploy::Deploy;
pub use theme::{Colour, Theme};
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
    use plotters::backend::SVGBackend;
    use poolwise::{Scenario, plan};

    /// What the charts of a scenario say, drawn as SVG.
    fn check(size: u32, overflow: i32, rate: f64, said: &[&str]) {
        let scenario = Scenario::default()
            .with("services[0].pool.size", size.into())
            .and_then(|s| s.with("services[0].pool.overflow", overflow.into()))
            .and_then(|s| s.with("services[0].traffic[0].rate_per_s", rate.into()))
            .and_then(|s| s.with("services[0].traffic[0].hold_ms.mean", 50.into()))
            .unwrap();
        let plan = plan(&scenario);
        let theme = Theme::from_properties(|_| "#000000".to_owned());
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (480 * PX, 320 * PX)).into_drawing_area();
            let halves = area.split_evenly((1, 2));
            if let Some(chart) = Utilization::of(&scenario, &plan, 0) {
                chart.draw(&halves[0], &theme).unwrap();
            }
            if let Some(chart) = Waits::of(&scenario, &plan, 0) {
                chart.draw(&halves[1], &theme).unwrap();
            }
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{size} {overflow} {rate}");
        for words in said {
            assert!(svg.contains(words), "{size} + {overflow} at {rate}: no {words:?} in {svg}");
        }
    }

    #[test]
    fn charts_show_where_the_pool_stands() {
        check(5, 10, 120.0, &["you are here", "current 40", "advised", "target p95 50 ms", "current 15", "p50", "p99"]);
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
            assert_eq!(Waits::of(&scenario, &plan(&scenario), 0), None, "{size} {overflow} {rate}");
            assert_eq!(Utilization::of(&scenario, &plan(&scenario), 0), None, "{size} {overflow} {rate}");
        }
    }
}
