//! The paste box and what was recognized in it.

use super::{Context, buttons, services, stories};
use crate::{
    message::{Message, Send, on_click},
    state::Action,
};
use poolwise_view::{Candidate, Line, LineList, PastedSetting, is_of_service};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Lines beyond this many stand behind "more".
const FIRST_LINES: usize = 4;

const PLACEHOLDER: &str = "An error, a .env, create_engine(…), a log, pool.status(), psql output, metrics, …\n\n\
                           QueuePool limit of size 20 overflow 30 reached, connection timed out";

pub(super) fn paste(context: &Context<'_>) -> Html {
    let oninput = {
        let send = context.send.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                send.emit(Message::Do(Action::Paste(area.value())));
            }
        })
    };
    let reading = &context.view.reading;
    html! {
        <section class="card paste" aria-labelledby="paste-title">
            <h2 id="paste-title"><label for="paste">{ "Paste what you have" }</label></h2>
            <textarea id="paste" rows="6" wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off"
                placeholder={PLACEHOLDER} aria-describedby="paste-reading"
                value={AttrValue::from(context.state.paste())} {oninput} />
            <a class="skip" href="#verdict">{ "Skip to the result" }</a>
            if context.has_files() { <a class="skip" href="#files-title">{ "Skip to the files" }</a> }
            <p class="hint query">
                { "Have psql? One query collects the rest: " }
                { buttons::copy(context, "the query for psql", &context.page.query) }
                if context.state.input.services.len() == 1 { { services::add(context) } }
            </p>
            if context.view.is_scenario {
                <p class="query">
                    { "This is a scenario of Poolwise. " }
                    { buttons::plain(context.send, "Open it", Message::Import(context.state.paste().to_string())) }
                </p>
            }
            { stories::stories(context) }
            <div id="paste-reading" aria-live="polite">
                <ul class="chips">{ for reading.settings.iter().map(|setting| entry(context, setting)) }</ul>
                { for reading.lists.iter().map(list) }
                if !reading.secrets.is_empty() { <p class="hint">{ &reading.secrets }</p> }
            </div>
        </section>
    }
}

/// The values that a text has for a field: one to be taken back or used again, or several of which the user chooses.
fn entry(context: &Context<'_>, setting: &PastedSetting) -> Html {
    let key = setting.path.clone();
    match setting.candidates.as_slice() {
        [candidate] => html! { <li {key}>{ chip(context.send, setting, candidate) }</li> },
        _ => html! { <li {key} class="wide">{ choice(context, setting) }</li> },
    }
}

fn chip(send: &Send, PastedSetting { path, name, is_unused, .. }: &PastedSetting, candidate: &Candidate) -> Html {
    let (class, action, sign) = if *is_unused { ("chip unused", "Use", "↺") } else { ("chip", "Do not use", "×") };
    let button = format!("{action} {name} of line {}", candidate.line);
    html! {
        <span {class} title={candidate.quoted.clone()} data-path={path.clone()} data-line={candidate.line.to_string()}>
            <span class="what">{ format!("{name} ") }<b>{ &candidate.value }</b>{ format!(" · {}", candidate.place) }</span>
            { buttons::named(send, sign, button, Message::Do(Action::Toggle(path.clone()))) }
        </span>
    }
}

fn choice(context: &Context<'_>, PastedSetting { path, name, candidates, .. }: &PastedSetting) -> Html {
    // What was just chosen stays chosen, whatever the engine knows of it.
    let is_pending = context.answered != context.state.order();
    let chosen = context.state.entries(!is_of_service(path)).chosen.iter().find(|one| is_pending && one.path == *path);
    let option = |candidate: &Candidate| {
        let is_chosen =
            chosen.map_or(candidate.is_chosen, |one| one.line == candidate.line && one.value == candidate.json);
        let action = Action::Choose(path.clone(), candidate.line, candidate.json.clone());
        html! {
            <label title={candidate.quoted.clone()}>
                <input type="radio" name={path.clone()} checked={is_chosen}
                    onclick={on_click(context.send, Message::Do(action))} />
                <span><b>{ &candidate.value }</b>{ format!(" · {}", candidate.place) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choice">
            <legend>{ format!("{name}: conflicting values. Which one is in effect?") }</legend>
            { for candidates.iter().map(option) }
        </fieldset>
    }
}

/// A list whose later lines stand behind "more".
fn list(LineList { title, noun, lines }: &LineList) -> Html {
    let (first, more) = lines.split_at(lines.len().min(FIRST_LINES));
    html! {
        <>
            <h3>{ title }</h3>
            <ul class="lines">{ for first.iter().map(line) }</ul>
            { more_lines(noun, more) }
        </>
    }
}

fn more_lines(noun: &str, lines: &[Line]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    let plural = if lines.len() == 1 { "" } else { "s" };
    html! {
        <details>
            <summary>{ format!("{} more {noun}{plural}", lines.len()) }</summary>
            <ul class="lines">{ for lines.iter().map(line) }</ul>
        </details>
    }
}

/// Something that a line of the text says.
pub(super) fn line(Line { place, text, value }: &Line) -> Html {
    html! {
        <li>
            <span class="line">{ place }</span>{ " " }
            <span>{ text }if !value.is_empty() { <b>{ value }</b> }</span>
        </li>
    }
}
