//! The paste box and what was recognised in it.

use super::{Send, copy::Copy};
use crate::{
    fields,
    phrases::setting_value,
    state::{Action, UserInput},
    view::{Origin, View},
};
use poolwise::read::{LoggedError, Measurement, Note, QUERY, Setting};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PasteProps {
    pub(super) send: Send,
    pub(super) input: Rc<UserInput>,
    pub(super) view: Rc<View>,
}

/// Notes and measurements beyond this many stand behind "more".
const FIRST: usize = 4;

const PLACEHOLDER: &str = "An error, a .env, create_engine(…), a log, pool.status(), psql output, metrics, …\n\n\
                           QueuePool limit of size 20 overflow 30 reached, connection timed out";

#[component]
pub(super) fn Paste(props: &PasteProps) -> Html {
    let PasteProps { send, input, view } = props;
    let oninput = {
        let send = send.clone();
        move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                send.dispatch(Action::Paste(area.value()));
            }
        }
    };
    let reading = &view.reading;
    let chips = reading.fields().into_iter().map(|path| {
        let disputed = reading.is_disputed(path);
        let (class, entry) =
            (disputed.then_some("wide"), if disputed { choice(path, props) } else { chip(path, props) });
        html! { <li key={path.to_owned()} {class}>{ entry }</li> }
    });
    let secrets = reading.notes.iter().filter(|note| note.code == "secret").count();
    let notes: Vec<Html> =
        reading.notes.iter().filter(|note| !["secret", "conflict"].contains(&note.code)).map(note).collect();
    html! {
        <section class="card paste" aria-labelledby="paste-title">
            <h2 id="paste-title"><label for="paste">{ "Paste what you have" }</label></h2>
            <textarea id="paste" rows="8" spellcheck="false" autocomplete="off" autocapitalize="off"
                placeholder={PLACEHOLDER} aria-describedby="paste-reading" value={AttrValue::from(input.paste.text.clone())} {oninput} />
            <p class="hint query">{ "Have psql? One query collects the rest: " }<Copy text={QUERY} what="the query for psql" /></p>
            <div id="paste-reading" aria-live="polite">
                <ul class="chips">{ for chips }</ul>
                { list("Errors", "error", reading.errors.iter().map(error).collect()) }
                { list("Measured", "measurement", reading.measurements.iter().map(measured).collect()) }
                { list("Notes", "note", notes) }
                if secrets > 0 {
                    <p class="hint">{ omitted_secrets(secrets) }</p>
                }
            </div>
        </section>
    }
}

/// A list whose later items stand behind "more".
fn list(title: &str, noun: &str, items: Vec<Html>) -> Html {
    if items.is_empty() {
        return html! {};
    }
    let mut items = items;
    let more = items.split_off(items.len().min(FIRST));
    html! {
        <>
            <h3>{ title }</h3>
            <ul class="lines">{ for items }</ul>
            if !more.is_empty() {
                <details>
                    <summary>{ poolwise::format::count(more.len() as u64, &format!("more {noun}")) }</summary>
                    <ul class="lines">{ for more }</ul>
                </details>
            }
        </>
    }
}

fn name_of(path: &str) -> &str {
    fields::at(path).map_or(path, |field| field.label)
}

/// The one value that a paste has for a field, to be taken back or used again.
fn chip(path: &str, PasteProps { send, input, view }: &PasteProps) -> Html {
    let Some(setting) = input.candidate(path) else { return html! {} };
    let name = name_of(path);
    let refused = input.refused.contains(path);
    let unused = refused || is_typed(path, view);
    let class = if unused { "chip unused" } else { "chip" };
    let onclick = {
        let (send, path) = (send.clone(), path.to_owned());
        move |_| send.dispatch(Action::Toggle(path.clone()))
    };
    let action = if unused { "Use" } else { "Do not use" };
    html! {
        <span {class} title={setting.text.clone()}>
            <span class="what">{ format!("{name} ") }<b>{ setting_value(&setting.value) }</b>{ format!(" · {}", place(setting)) }</span>
            <button type="button" {onclick} aria-label={format!("{action} {name} of line {}", setting.line)}>
                { if unused { "↺" } else { "×" } }
            </button>
        </span>
    }
}

/// The values that a paste has for a field, one of which the user chooses.
fn choice(path: &str, PasteProps { send, input, view }: &PasteProps) -> Html {
    let chosen = input.setting(path).filter(|_| !is_typed(path, view));
    // Of those that agree the last stands for all, since it is the one that counts unless the user chooses.
    let mut of_field: Vec<&Setting> = Vec::new();
    for setting in view.reading.settings.iter().filter(|setting| setting.field == path) {
        match of_field.iter_mut().find(|known| known.agrees_with(setting)) {
            Some(known) if setting.is_certain() || !known.is_certain() => *known = setting,
            Some(_) => {}
            None => of_field.push(setting),
        }
    }
    let option = |setting: &Setting| {
        let onchange = {
            let (send, setting) = (send.clone(), setting.clone());
            move |_: Event| {
                send.dispatch(Action::Choose(setting.field.clone(), setting.line, setting.value.clone()));
            }
        };
        html! {
            <label title={setting.text.clone()}>
                <input type="radio" name={path.to_owned()} checked={chosen.is_some_and(|chosen| chosen.agrees_with(setting))} {onchange} />
                <span><b>{ setting_value(&setting.value) }</b>{ format!(" · {}", place(setting)) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choice">
            <legend>{ format!("{}: conflicting values. Which one is in effect?", name_of(path)) }</legend>
            { for of_field.into_iter().map(option) }
        </fieldset>
    }
}

/// Whether the user has given a field another value, here.
fn is_typed(path: &str, view: &View) -> bool {
    fields::at(path).and_then(|field| view.row(field)).is_some_and(|row| row.origin == Origin::Typed)
}

/// "line 3 · .env".
fn place(setting: &Setting) -> String {
    let place = format!("line {} · {}", setting.line, setting.kind.title());
    match &setting.unless_set {
        Some(variable) => format!("{place}, unless {variable} is set"),
        None if setting.assumed => format!("{place}, by default"),
        None => place,
    }
}

fn error(error: &LoggedError) -> Html {
    let times = if error.count == 1 { String::new() } else { format!(" ({} times)", error.count) };
    html! { <li>{ line(error.line) }<span>{ &error.message }{ times }</span></li> }
}

fn measured(seen: &Measurement) -> Html {
    let of = seen.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    html! { <li>{ line(seen.line) }<span>{ seen.name.replace('_', " ") }{ of }{ ": " }<b>{ setting_value(&seen.value) }</b></span></li> }
}

fn note(input: &Note) -> Html {
    html! { <li>{ line(input.line) }<span>{ &input.message }</span></li> }
}

fn line(number: usize) -> Html {
    html! { <><span class="line">{ format!("line {number}") }</span>{ " " }</> }
}

fn omitted_secrets(secrets: usize) -> String {
    let found = poolwise::format::count(secrets as u64, "possible secret");
    let they_are = if secrets == 1 { "It is" } else { "They are" };
    format!("{found} found. {they_are} not stored, displayed or added to links.")
}
