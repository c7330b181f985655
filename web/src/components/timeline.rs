//! The course of a pool: the first minutes after a deploy or through bursts, or a day.

use super::{
    Context, card,
    chart::{TIMELINE, head, legend, picture, row},
    watch,
};
use crate::{
    day::{Day, Stage},
    message::{Message, on_single_click},
};
use poolwise_chart::Table;
use poolwise_view::{Course, Key};
use yew::prelude::*;

pub(super) fn card(context: &Context<'_>) -> Html {
    let timeline = &context.view.timeline;
    let day = context.day.course.as_deref();
    let course = day.or(context.course).filter(|_| timeline.without.is_empty());
    let is_stale = day.is_none() && context.is_course_stale;
    let Some(course) = course else {
        let words = if timeline.without.is_empty() { "Simulating…" } else { &timeline.without };
        return html! {
            <section class="card chart timeline">
                { head("One pool through time", "") }
                <p class="empty" aria-busy={is_stale.to_string()}>{ words }</p>
            </section>
        };
    };
    html! {
        <section class="card chart timeline">
            { head(&course.chart.title, &course.chart.aside) }
            <div class="course">
                { legend(context, TIMELINE, &course.chart, course.legend.iter().map(entry).collect()) }
                { picture(context, TIMELINE, &course.chart, is_stale) }
                <div class="beside">
                    { numbers(course) }
                    { day_actions(context, context.day) }
                </div>
            </div>
            { watch::watch(context) }
        </section>
    }
}

fn entry((key, words): &(Key, String)) -> Html {
    let class = match key {
        Key::Band => "key band",
        Key::Burst => "key burst",
    };
    html! { <li><span {class}></span>{ words }</li> }
}

fn numbers(course: &Course) -> Html {
    let Table { heads, rows } = &course.numbers;
    // The corner names nothing.
    let heads: Vec<&str> = std::iter::once("").chain(heads.iter().skip(1).map(String::as_str)).collect();
    html! { <table class="outcome">{ card::head(&heads) }<tbody>{ for rows.iter().map(|cells| row(cells)) }</tbody></table> }
}

fn day_actions(context: &Context<'_>, day: &Day) -> Html {
    let (words, message, is_disabled) = match day.stage {
        Stage::None | Stage::Lost => ("Simulate a day", Message::StartDay, !context.view.timeline.can_simulate_day),
        Stage::Running => ("Cancel", Message::StopDay, false),
        Stage::Done | Stage::Stopped => ("Show the first minutes", Message::CloseDay, false),
    };
    let (percent, done, runs) = (day.progress.percent, day.progress.done, day.progress.runs);
    let status = match day.stage {
        Stage::None => context.view.timeline.day.clone(),
        Stage::Running if runs == 0 => "starting…".to_owned(),
        Stage::Running => format!("{done} of {runs} runs done"),
        Stage::Done => String::new(),
        Stage::Stopped => format!("stopped after {done} of {runs} runs"),
        Stage::Lost => "The simulation worker is not running. Try again.".to_owned(),
    };
    html! {
        <div class="day">
            <button type="button" disabled={is_disabled} onclick={on_single_click(context.send, message)}>{ words }</button>
            if day.stage == Stage::Running {
                <div class="progress" role="progressbar" aria-label="Simulating a day" aria-valuemin="0" aria-valuemax="100"
                    aria-valuenow={percent.to_string()} aria-valuetext={format!("{percent} %, {done} of {runs} runs done")}>
                    <span ~style={format!("width: {percent}%")}></span>
                </div>
            }
            <p class="hint" role="status">{ status }</p>
        </div>
    }
}
