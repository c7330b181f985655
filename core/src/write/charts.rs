//! `chart-utilization`, `chart-wait`, `chart-day` and `chart-deploy`: a plan's charts as SVG.

use super::{Content, Kind, Writer, fleet::Settings};
use crate::chart::{day, deploy, utilization, wait};
use poolwise_chart::{ALWAYS, Axis, Chart, Color, Label, Paint, Panel, Side, Theme, svg};

const MEDIA_TYPE: &str = "image/svg+xml";

pub(super) const UTILIZATION: Kind = Kind {
    name: "chart-utilization",
    title: "Chart of the utilization",
    ending: "-utilization.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| content(of_utilization(settings), "Utilization against traffic")),
};

pub(super) const WAIT: Kind = Kind {
    name: "chart-wait",
    title: "Chart of the wait",
    ending: "-wait.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| content(of_wait(settings), "Waiting time against pool size")),
};

pub(super) const DAY: Kind = Kind {
    name: "chart-day",
    title: "Chart of a day",
    ending: "-day.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| content(of_day(settings), "Through the day")),
};

pub(super) const DEPLOY: Kind = Kind {
    name: "chart-deploy",
    title: "Chart of a deploy",
    ending: "-deploy.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| content(of_deploy(settings), "Connections through a deploy")),
};

/// In CSS pixels.
const SIZE: (u32, u32) = (640, 400);

/// The utilization against the traffic; None without traffic or where nothing bounds the pool.
pub(super) fn of_utilization(settings: &Settings<'_>) -> Option<Chart> {
    utilization(&settings.fleet.scenario, settings.fleet.plan, settings.index, &[])
}

/// The wait against the pool's size; None without traffic or where nothing bounds the pool.
pub(super) fn of_wait(settings: &Settings<'_>) -> Option<Chart> {
    wait(&settings.fleet.scenario, settings.fleet.plan, settings.index, &[])
}

/// The requests and the utilization over the profile's period; None without a profile.
pub(super) fn of_day(settings: &Settings<'_>) -> Option<Chart> {
    day(&settings.fleet.scenario, settings.fleet.plan, settings.index)
}

/// The connections through a deploy; None where one takes no more than there are at rest.
pub(super) fn of_deploy(settings: &Settings<'_>) -> Option<Chart> {
    deploy(&settings.fleet.scenario, settings.fleet.plan, settings.index)
}

/// A chart, or a picture that says that there is nothing to draw.
fn content(chart: Option<Chart>, title: &str) -> Content {
    picture(&chart.unwrap_or_else(|| empty(title))).into()
}

/// A chart as an SVG file of its own, on a light ground.
///
/// ```
/// use poolwise::{Scenario, chart::wait, plan, write::picture};
/// let text = "[[services]]\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]";
/// let scenario = Scenario::from_toml(text).unwrap();
/// let chart = wait(&scenario, &plan(&scenario), 0, &[]).unwrap();
/// assert!(picture(&chart).starts_with("<svg xmlns"));
/// ```
#[must_use]
pub fn picture(chart: &Chart) -> String {
    svg(chart, SIZE, &theme(), Paint::Fixed) + "\n"
}

fn empty(title: &str) -> Chart {
    let words =
        "Nothing to draw: no traffic or no profile is given, nothing bounds the pool, or a deploy adds no connections.";
    let label = Label {
        words: words.to_owned(),
        at: [0.5, 0.5],
        offset: [0, 0],
        side: Side::Middle,
        color: Color::Muted,
        is_tied: false,
    };
    let panel = Panel { share: 1.0, y: Axis::new(0.0, 1.0, []), labels: vec![(ALWAYS, label)], ..Panel::default() };
    let x = Axis::new(0.0, 1.0, []);
    Chart { title: title.to_owned(), summary: words.to_owned(), x, panels: vec![panel], ..Chart::default() }
}

/// The page's colors on a light ground.
pub(super) fn theme() -> Theme {
    Theme::from_properties(|name| {
        let color = match name {
            "--text" => "#14181f",
            "--muted" => "#566070",
            "--line-strong" => "#b3bbc7",
            "--surface" => "#ffffff",
            "--fits" => "#17703d",
            "--tight" => "#925600",
            "--over" => "#b3261e",
            "--curve-2" => "#0b7a75",
            "--curve-3" => "#7a3fb0",
            "--curve-4" => "#a3195b",
            "--curve-5" => "#6a5f00",
            _ => "#1f56c8",
        };
        color.to_owned()
    })
}
