//! The course of a pool: the first minutes after a deploy or through bursts, or a day.

use super::{
    chart_card::{Picture, head},
    day::{Day, DayHandle, Stage, use_day},
};
use crate::{
    chart::{Chart, Timeline, Track},
    phrases::{between_ms, many},
    simulation_plan,
    use_simulation::{Simulated, Travelled},
    view::{PlanQuality, View},
};
use poolwise::{
    format::{duration, percent},
    predict::State,
    units::as_f64,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TimelineProps {
    pub(super) view: Rc<View>,
    pub(super) simulated: Simulated,
    pub(super) dark: bool,
}

#[component]
pub(super) fn TimelineCard(TimelineProps { view, simulated, dark }: &TimelineProps) -> Html {
    let handle = use_day(view.scenario(), view.known == PlanQuality::AtBest);
    let day = &*handle.day;
    let first = simulated.timeline(&view.document);
    let no_traffic = view.plan.services.first().is_none_or(|s| s.current.prediction.state == State::NoTraffic);

    let travelled = day.travelled.clone().or_else(|| simulated.travelled.clone()).filter(|_| !no_traffic);
    let chart = use_memo(travelled.clone(), |travelled| {
        let travelled = travelled.as_ref()?;
        Timeline::of(travelled.simulation_plan()?, &travelled.courses).map(Rc::new)
    });
    // What was asked last may still be on its way, or stand in the way of a day's first run.
    let refused = matches!(first, Some(Err(_)));
    let asked = first.as_ref().and_then(|first| first.as_ref().ok());
    let belongs = |travelled: &Rc<Travelled>| travelled.simulation_plan() == asked;
    let alone = view.known == PlanQuality::ByFormulaAlone || simulated.lost;
    let stale = match day.stage {
        _ if no_traffic || refused || alone => false,
        Stage::None | Stage::Lost => !travelled.as_ref().is_some_and(belongs),
        Stage::Running => day.travelled.is_none(),
        Stage::Done | Stage::Stopped => false,
    };

    let without = match &first {
        Some(Err(words)) => words.clone(),
        _ if no_traffic => "Enter requests per second to see what they do to a pool.".to_owned(),
        _ if alone => "Pools are simulated in a worker, which this browser did not start.".to_owned(),
        _ => "Simulating…".to_owned(),
    };
    let shown = (*chart).clone().filter(|_| !refused && !no_traffic && !alone);
    let title: AttrValue = match &shown {
        Some(chart) => chart.title().into(),
        None => "One pool through time".into(),
    };
    let description = |chart: &Rc<Timeline>| {
        let simulation_plan = travelled.as_ref()?.simulation_plan()?;
        Some(format!("{}, each from an empty pool", simulation_plan::describe(simulation_plan, chart.runs())))
    };
    let aside: AttrValue = shown.as_ref().and_then(description).unwrap_or_default().into();
    html! {
        <section class="card chart timeline">
            { head(&title, &aside) }
            if let Some(chart) = shown {
                <div class="course">
                    { legend(&chart) }
                    <Picture<Timeline> chart={chart.clone()} dark={*dark} {stale} />
                    <div class="beside">
                        { numbers(&chart) }
                        { actions(view, &handle, day) }
                    </div>
                </div>
            } else {
                <p class="empty" aria-busy={stale.to_string()}>{ without }</p>
            }
        </section>
    }
}

/// With fewer runs 5 % of them are less than one.
const FEWEST_WITH_SHARES: u32 = 20;

fn legend(chart: &Timeline) -> Html {
    let both = chart.tracks().len() > 1;
    html! {
        <ul class="legend">
            if both { <li><span class="key dashed"></span>{ "current" }</li> }
            <li><span class="key solid"></span>{ if both { "advised" } else { "current, as advised" } }</li>
            if chart.runs() >= FEWEST_WITH_SHARES {
                <li><span class="key band"></span>{ "5 to 95 % of the runs" }</li>
            } else if chart.runs() > 1 {
                <li><span class="key band"></span>{ "all runs" }</li>
            }
            if chart.marks_bursts() { <li><span class="key burst"></span>{ "burst" }</li> }
        </ul>
    }
}

type Row = (&'static str, fn(&Track, f64) -> String);

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
        prediction
            .interval
            .map_or_else(|| duration(prediction.wait_ms.mean), |sure| between_ms(sure.wait_mean_ms, "to"))
    }),
    ("wait p99", |track, _| duration(track.course.prediction.wait_ms.p99)),
];

fn numbers(chart: &Timeline) -> Html {
    let tracks = chart.tracks();
    let runs = f64::from(chart.runs().max(1));
    let row = |(name, of): &Row| {
        html! { <tr><th scope="row">{ *name }</th>{ for tracks.iter().map(|track| html! { <td>{ of(track, runs) }</td> }) }</tr> }
    };
    html! {
        <table class="outcome">
            <thead><tr><td></td>{ for tracks.iter().map(|track| html! { <th scope="col">{ track.whose.name() }</th> }) }</tr></thead>
            <tbody>{ for ROWS.iter().map(row) }</tbody>
        </table>
    }
}

fn actions(view: &View, handle: &DayHandle, day: &Day) -> Html {
    let plan =
        (view.known == PlanQuality::AtBest).then(|| simulation_plan::day(view.scenario(), &view.plan, 0)).flatten();
    let on = |act: fn(&DayHandle)| {
        let handle = handle.clone();
        Callback::from(move |event: MouseEvent| {
            if event.detail() < 2 {
                act(&handle);
            }
        })
    };
    let refused = plan.as_ref().and_then(|plan| plan.as_ref().err()).cloned();
    let start = {
        let (handle, simulation_plan) = (handle.clone(), plan.and_then(Result::ok));
        let disabled = simulation_plan.is_none();
        let onclick = move |event: MouseEvent| {
            // The second click of a double one would be for what has taken the button's place.
            if let Some(simulation_plan) = simulation_plan.as_ref().filter(|_| event.detail() < 2) {
                handle.start(simulation_plan.clone());
            }
        };
        html! { <button type="button" {disabled} {onclick}>{ "Simulate a day" }</button> }
    };
    let back = html! { <button type="button" onclick={on(DayHandle::close)}>{ "Show the first minutes" }</button> };
    let (done, runs, percent) = (day.done(), day.runs(), day.percent());
    let progress_text = format!("{percent} %, {done} of {runs} runs done");
    html! {
        <div class="day">
            { match day.stage {
                Stage::None | Stage::Lost => start,
                Stage::Running => html! { <button type="button" onclick={on(DayHandle::stop)}>{ "Cancel" }</button> },
                Stage::Done | Stage::Stopped => back,
            } }
            if day.stage == Stage::Running {
                <div class="progress" role="progressbar" aria-label="Simulating a day" aria-valuemin="0" aria-valuemax="100"
                    aria-valuenow={percent.to_string()} aria-valuetext={progress_text}>
                    <span ~style={format!("width: {percent}%")}></span>
                </div>
            }
            <p class="hint" role="status">{ match day.stage {
                Stage::None => refused.unwrap_or_else(|| "24 hours of this traffic, to see rare and slow events".to_owned()),
                Stage::Running => format!("{done} of {runs} runs done"),
                Stage::Done => String::new(),
                Stage::Stopped => format!("stopped after {done} of {runs} runs"),
                Stage::Lost => "The simulation worker is not running. Try again.".to_owned(),
            } }</p>
        </div>
    }
}
