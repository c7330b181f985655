//! `chart-utilization`, `chart-wait`, `chart-day` and `chart-deploy`: a plan's charts as SVG.

use super::{Content, Kind, Writer, fleet::Settings};
use crate::{
    chart::{day, deploy, utilization, wait},
    scenario::{Service, ServiceKind},
};
use poolwise_chart::{ALWAYS, Axis, Chart, Color, Label, Paint, Panel, Side, Theme, svg};

const MEDIA_TYPE: &str = "image/svg+xml";

pub(super) const UTILIZATION: Kind = Kind {
    name: "chart-utilization",
    title: "Chart of the utilization",
    ending: "-utilization.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| {
        content(of_utilization(settings), "Utilization against traffic", || why_no_curve(settings))
    }),
};

pub(super) const WAIT: Kind = Kind {
    name: "chart-wait",
    title: "Chart of the wait",
    ending: "-wait.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| {
        content(of_wait(settings), "Waiting time against pool size", || why_no_curve(settings))
    }),
};

pub(super) const DAY: Kind = Kind {
    name: "chart-day",
    title: "Chart of a day",
    ending: "-day.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| content(of_day(settings), "Through the day", || why_no_day(settings))),
};

pub(super) const DEPLOY: Kind = Kind {
    name: "chart-deploy",
    title: "Chart of a deploy",
    ending: "-deploy.svg",
    media_type: MEDIA_TYPE,
    writer: Writer::Service(|settings| {
        content(of_deploy(settings), "Connections through a deploy", || why_no_deploy(settings))
    }),
};

/// In CSS pixels.
const SIZE: (u32, u32) = (640, 400);

/// The utilization against the traffic; None without traffic or where nothing bounds the pool.
pub(super) fn of_utilization(settings: &Settings<'_>) -> Option<Chart> {
    utilization(&settings.fleet.with_profile, settings.fleet.plan, settings.index, &[])
}

/// The wait against the pool's size; None without traffic or where nothing bounds the pool.
pub(super) fn of_wait(settings: &Settings<'_>) -> Option<Chart> {
    wait(&settings.fleet.with_profile, settings.fleet.plan, settings.index, &[])
}

/// The requests and the utilization over the profile's period; None without a profile.
pub(super) fn of_day(settings: &Settings<'_>) -> Option<Chart> {
    day(&settings.fleet.with_profile, settings.fleet.plan, settings.index)
}

/// The connections through a deploy; None where one takes no more than there are at rest.
pub(super) fn of_deploy(settings: &Settings<'_>) -> Option<Chart> {
    deploy(&settings.fleet.with_profile, settings.fleet.plan, settings.index)
}

fn why_no_curve(settings: &Settings<'_>) -> &'static str {
    if settings.service.rate_per_s() > 0.0 { "nothing bounds the pool" } else { "no traffic is given" }
}

fn why_no_day(settings: &Settings<'_>) -> &'static str {
    let given = settings.fleet.with_profile.services.get(settings.index);
    match given.and_then(Service::longest_period_s) {
        None => "no profile of the traffic is given",
        Some(_) if settings.service.kind == ServiceKind::Function => {
            "a function's instances come and go with its traffic"
        }
        Some(_) => "nothing bounds the pool",
    }
}

fn why_no_deploy(_: &Settings<'_>) -> &'static str {
    "a deploy takes no more connections than there are at rest"
}

/// A chart, or a picture that says why there is nothing to draw.
fn content(chart: Option<Chart>, title: &str, why_empty: impl Fn() -> &'static str) -> Content {
    picture(&chart.unwrap_or_else(|| empty(title, why_empty()))).into()
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

fn empty(title: &str, why: &str) -> Chart {
    let words = format!("Nothing to draw: {why}.");
    let label = Label {
        words: words.clone(),
        at: [0.5, 0.5],
        offset: [0, 0],
        side: Side::Middle,
        color: Color::Muted,
        is_tied: false,
    };
    let panel = Panel { share: 1.0, y: Axis::new(0.0, 1.0, []), labels: vec![(ALWAYS, label)], ..Panel::default() };
    let x = Axis::new(0.0, 1.0, []);
    Chart { title: title.to_owned(), summary: words, x, panels: vec![panel], ..Chart::default() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::plan,
        scenario::Scenario,
        write::{Options, write},
    };

    fn check(kind: &'static Kind, toml: &str, summary: &str) {
        let scenario = Scenario::from_toml(&format!("[[services]]\n{toml}")).unwrap();
        let files = write(kind, &scenario, &plan(&scenario), &Options::default());
        assert!(files[0].text.contains(summary), "{}: {}", kind.name, &files[0].text[..400]);
    }

    #[test]
    fn a_day_is_drawn_as_it_is_given() {
        let traffic =
            "traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 }, profile = { factors = [0.5, 1, 1.5, 1] } }]";
        check(&DAY, traffic, "with 180 requests per second, 120 on average");
        check(&DAY, &format!("kind = 'function'\n{traffic}"), "come and go with its traffic.");
    }

    #[test]
    fn an_empty_chart_says_why() {
        check(&DAY, "", "Nothing to draw: no profile of the traffic is given.");
        check(&WAIT, "", "Nothing to draw: no traffic is given.");
        check(&DEPLOY, "", "Nothing to draw: a deploy takes no more connections than there are at rest.");
        let unbounded = "pool = { overflow = -1 }\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]";
        check(&UTILIZATION, unbounded, "Nothing to draw: nothing bounds the pool.");
    }
}
