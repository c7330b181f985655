//! A chart on a canvas, with its name, its summary and its data. What is on the canvas is drawn after this.

use super::{Context, buttons, card};
use crate::message::{Message, Pointer, on_click};
use poolwise_chart::{Chart, Color, Curve, CurveNumber, Dashes, Table};
use poolwise_view::ChartId;
use yew::prelude::*;

/// The canvas of the utilization against the traffic.
pub const UTILIZATION: &str = "chart-utilization";
/// The canvas of the wait against the pool's size.
pub const WAIT: &str = "chart-wait";
/// The canvas of the day.
pub const DAY: &str = "chart-day";
/// The canvas of a deploy.
pub const DEPLOY: &str = "chart-deploy";
/// The canvas of a pool through time.
pub const TIMELINE: &str = "chart-timeline";

/// The chart on the canvas of an id, as the engine calls it.
#[must_use]
pub fn chart_of(id: &str) -> ChartId {
    match id {
        UTILIZATION => ChartId::Utilization,
        WAIT => ChartId::Wait,
        DAY => ChartId::Day,
        DEPLOY => ChartId::Deploy,
        _ => ChartId::Timeline,
    }
}

/// The card of a chart; where there is none, what it would be called and why there is none.
pub(super) fn card(context: &Context<'_>, id: &'static str, chart: Option<&Chart>, title: &str, without: &str) -> Html {
    let class = classes!("card", "chart", [DAY, DEPLOY].contains(&id).then_some("wide"));
    match chart {
        Some(chart) => html! {
            <section {class}>
                { head(&chart.title, &chart.aside) }
                { legend(context, id, chart, Html::default()) }
                { picture(context, id, chart, false) }
            </section>
        },
        None => html! { <section {class}>{ head(title, "") }<p class="empty">{ without }</p></section> },
    }
}

/// The heading of a card, and what stands beside it.
pub(super) fn head(title: &str, aside: &str) -> Html {
    html! { <div class="chart-head"><h2>{ title }</h2><span class="aside">{ aside }</span></div> }
}

/// The curves, each of which may be left out, and what else is explained.
pub(super) fn legend(context: &Context<'_>, id: &'static str, chart: &Chart, others: Html) -> Html {
    let hidden = context.ui.hidden(id);
    let entry = |(number, curve): (CurveNumber, &Curve)| {
        let class = classes!("key", color_class(curve), (curve.dashes != Dashes::None).then_some("dashed"));
        let onclick = on_click(context.send, Message::ToggleCurve(id, number));
        let is_shown = (!hidden.has(number)).to_string();
        html! {
            <li><button type="button" aria-pressed={is_shown} {onclick}><span {class}></span>{ &curve.name }</button></li>
        }
    };
    let has_several = chart.curves.len() > 1;
    html! { <ul class="legend">if has_several { { for (1..).zip(&chart.curves).map(entry) } }{ others }</ul> }
}

/// The class that has the curve's color.
fn color_class(curve: &Curve) -> &'static str {
    match curve.color {
        Color::Accent => "accent",
        Color::SecondCurve => "curve-2",
        Color::ThirdCurve => "curve-3",
        Color::EvenAlternative => "curve-4",
        Color::OddAlternative => "curve-5",
        _ => "muted",
    }
}

/// Takes the picture away.
fn actions(context: &Context<'_>, id: &'static str, title: &str) -> Html {
    let button = |words: &str, message| buttons::link(context.send, words, format!("{words}: {title}"), message);
    let words = buttons::after_press(context, id, "Copy");
    html! {
        <span class="take">
            { button(words, Message::CopyChart(id)) }
            { button("PNG", Message::DownloadChart(id, false)) }
            { button("SVG", Message::DownloadChart(id, true)) }
        </span>
    }
}

/// The chart and its data, which come when the page is live; a stale one will be drawn anew.
pub(super) fn picture(context: &Context<'_>, id: &'static str, chart: &Chart, is_stale: bool) -> Html {
    let pointed = context.ui.pointed.filter(|(pointed, _)| *pointed == id).map(|(_, readout)| readout);
    let words = pointed.map_or_else(String::new, |readout| chart.words(readout.row));
    let (send, sends) = (context.send.clone(), context.send.clone());
    let onpointermove =
        Callback::from(move |event: PointerEvent| send.emit(Message::Point(id, Pointer::At(event.offset_x()))));
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        sends.emit(Message::Point(id, Pointer::Step(step)));
    });
    let send = context.send.clone();
    let onpointerleave = Callback::from(move |_: PointerEvent| send.emit(Message::Point(id, Pointer::Away)));
    html! {
        <div class={classes!("picture", is_stale.then_some("stale"))} aria-busy={is_stale.to_string()}>
            <div class="canvas" {onpointermove} {onpointerleave}>
                <canvas {id} role="img" aria-label={format!("{}. {}", chart.title, chart.summary)} tabindex="0"
                    aria-describedby={format!("{id}-readout")} {onkeydown}></canvas>
                if let Some(readout) = pointed {
                    <svg class="hair" aria-hidden="true"><line x1={readout.x.to_string()} x2={readout.x.to_string()} y1="0" y2="100%" /></svg>
                }
            </div>
            <p class="readout" id={format!("{id}-readout")} aria-live="polite">{ words }</p>
            if context.is_live { { actions(context, id, &chart.title) } }
            <details class="data">
                <summary onclick={on_click(context.send, Message::ShowData(chart_of(id)))}>{ "Data" }</summary>
                <p class="hint">{ &chart.summary }</p>
                if context.ui.has_data(chart_of(id)) {
                    <div class="scroll" tabindex="0" role="region" aria-label={format!("Data of {}", chart.title)}>
                        { table(&chart.table) }
                    </div>
                }
            </details>
        </div>
    }
}

fn table(Table { heads, rows }: &Table) -> Html {
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    html! { <table>{ card::head(&heads) }<tbody>{ for rows.iter().map(|cells| row(cells)) }</tbody></table> }
}

/// A row whose first cell names it.
pub(super) fn row(cells: &[String]) -> Html {
    let (name, cells) = cells.split_first().map_or(("", &[][..]), |(name, cells)| (name.as_str(), cells));
    card::row(name, cells.iter().map(String::as_str))
}
