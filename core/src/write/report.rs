//! `report`: the plan as one HTML page that asks for nothing else and prints well.

use super::{
    Content, Kind, Writer,
    charts::{of_day, of_deploy, of_utilization, of_wait, theme},
    fleet::{Fleet, Settings},
    text::on_one_line,
};
use crate::{
    budget::Totals,
    format::{duration, grouped, number, percent, value},
    predict::{Prediction, State},
    rules::{Finding, Severity},
};
use poolwise_chart::{Chart, Paint, svg};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "report",
    title: "Report",
    ending: "-report.html",
    media_type: "text/html",
    writer: Writer::Fleet(content),
};

/// In CSS pixels.
const CHART_SIZE: (u32, u32) = (560, 340);

const STYLE: &str = "\
body { max-width: 1160px; margin: 24px auto; padding: 0 16px; font: 15px/1.5 system-ui, sans-serif; color: #14181f; }
h1 { font-size: 1.75rem; margin: 0 0 8px; } h2 { font-size: 1.25rem; margin: 32px 0 8px; } h3 { font-size: 1rem; margin: 16px 0 4px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: 4px 16px 4px 0; border-bottom: 1px solid #d5dae2; text-align: left; }
td.number, th.number { text-align: right; } .error { color: #b3261e; } .warning { color: #925600; } .muted { color: #566070; }
.charts { display: flex; flex-wrap: wrap; gap: 16px; } figure { margin: 0; } figcaption { font-weight: 600; } svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } h2, h3, figure, tr { break-inside: avoid; break-after: avoid; } figure { break-after: auto; } }
";

fn content(fleet: &Fleet<'_>) -> Content {
    let plan = fleet.plan;
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    page.raw(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Poolwise report</title>\n",
    );
    page.raw(&format!("<style>\n{STYLE}</style>\n"));
    page.element("h1", &plan.verdict.headline);
    page.element("p", &plan.verdict.detail);
    budget(&mut page, fleet);
    for settings in fleet.services() {
        service(&mut page, &settings);
    }
    page.element("h2", "Findings");
    if plan.findings.is_empty() {
        page.element("p", "None.");
    }
    for finding in &plan.findings {
        page.finding(finding);
    }
    page.raw("<p class=\"muted\">By Poolwise. Predictions are for SQLAlchemy's QueuePool in front of PostgreSQL.</p>\n</html>\n");
    page.0.into()
}

fn budget(page: &mut Page, fleet: &Fleet<'_>) {
    let budget = &fleet.plan.budget;
    page.element("h2", "Connection budget");
    let total = |total: Option<u64>| total.map_or_else(|| "no limit".to_owned(), grouped);
    let row = |name: &str, totals: Totals, usable: u64| {
        [name.to_owned(), total(totals.at_rest), total(totals.at_deploy), total(totals.at_scale), grouped(usable)]
    };
    page.table(
        &["Pools", "At rest", "During a deploy", "Scaled out", "Usable"],
        [row("current", budget.current, budget.usable), row("advised", budget.advised, budget.advised_usable)],
    );
}

fn service(page: &mut Page, settings: &Settings<'_>) {
    let plan = settings.plan;
    page.element("h2", &settings.service.name);
    let pool = |pool: &crate::scenario::Pool| format!("{} + {}", pool.size, pool.overflow);
    let with_traffic = |of: fn(&Prediction) -> String, prediction: &Prediction| {
        if prediction.state == State::NoTraffic { "–".to_owned() } else { of(prediction) }
    };
    let (now, then) = (plan.current.busiest(), plan.advised.busiest());
    let row =
        |name: &str, of: fn(&Prediction) -> String| [name.to_owned(), with_traffic(of, now), with_traffic(of, then)];
    page.table(
        &["", "Current", "Advised"],
        [
            ["Size + overflow".to_owned(), pool(&plan.current.pool), pool(&plan.advised.pool)],
            row("Utilization", |p| p.utilization.map_or_else(|| "–".to_owned(), percent)),
            row("Wait, mean", |p| duration(p.wait_ms.mean)),
            row("Wait, p95", |p| duration(p.wait_ms.p95)),
            row("Wait, p99", |p| duration(p.wait_ms.p99)),
            row("Timeouts", |p| percent(p.timeout_probability)),
            row("Opened by a pool, per second", |p| number(p.connects_per_s)),
        ],
    );
    if let Some(warning) = settings.warning() {
        page.raw(&format!("<p class=\"error\">{}</p>\n", escaped(&warning)));
    }
    page.element("h3", "Why");
    page.raw("<ul>\n");
    for reason in &plan.advised.reasons {
        let line = format!("{} = {}: {}", reason.field, value(&reason.value), reason.because);
        page.element("li", &line);
    }
    page.raw("</ul>\n<div class=\"charts\">\n");
    let charts = [of_utilization(settings), of_wait(settings), of_day(settings), of_deploy(settings)];
    for chart in charts.into_iter().flatten() {
        page.chart(&chart);
    }
    page.raw("</div>\n");
}

/// HTML, with everything that comes from the scenario escaped.
#[derive(Default)]
struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn element(&mut self, tag: &str, text: &str) {
        let _ = writeln!(self.0, "<{tag}>{}</{tag}>", escaped(text));
    }

    fn table<const COLUMNS: usize>(
        &mut self,
        heads: &[&str; COLUMNS],
        rows: impl IntoIterator<Item = [String; COLUMNS]>,
    ) {
        let class = |index: usize| if index == 0 { "" } else { " class=\"number\"" };
        self.raw("<table>\n<tr>");
        for (index, head) in heads.iter().enumerate() {
            let _ = write!(self.0, "<th{}>{}</th>", class(index), escaped(head));
        }
        self.raw("</tr>\n");
        for row in rows {
            self.raw("<tr>");
            for (index, cell) in row.iter().enumerate() {
                let _ = write!(self.0, "<td{}>{}</td>", class(index), escaped(cell));
            }
            self.raw("</tr>\n");
        }
        self.raw("</table>\n");
    }

    fn finding(&mut self, finding: &Finding) {
        let class = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "muted",
        };
        let title = format!("{} {}", finding.code, finding.rule.replace('-', " "));
        let _ = writeln!(self.0, "<h3 class=\"{class}\">{}</h3>", escaped(&title));
        self.element("p", &format!("{}.", finding.message));
        if !finding.help.is_empty() {
            self.element("p", &format!("Help: {}.", finding.help));
        }
    }

    fn chart(&mut self, chart: &Chart) {
        let picture = svg(chart, CHART_SIZE, &theme(), Paint::Fixed);
        let _ = writeln!(self.0, "<figure><figcaption>{}</figcaption>{picture}</figure>", escaped(&chart.title));
    }
}

fn escaped(text: &str) -> String {
    let safe = on_one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    safe.replace('"', "&quot;").replace('\'', "&#39;")
}
