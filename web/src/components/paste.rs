//! The paste box and what was recognised in it.

use super::Send;
use crate::{
    fields,
    state::{Action, State},
    view::{Origin, View},
};
use poolwise::read::{Note, Setting};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PasteProps {
    pub(super) send: Send,
    pub(super) state: State,
    pub(super) view: Rc<View>,
}

/// Notes beyond this many stand behind "more".
const FIRST_NOTES: usize = 4;

#[component]
pub(super) fn Paste(props: &PasteProps) -> Html {
    let PasteProps { send, state, view } = props;
    let oninput = {
        let send = send.clone();
        move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                send.dispatch(Action::Paste(area.value()));
            }
        }
    };
    let chips = view.reading.settings.iter().map(|setting| html! { <li>{ chip(setting, props) }</li> });
    let (first, more) = view.reading.notes.split_at(view.reading.notes.len().min(FIRST_NOTES));
    html! {
        <section class="card paste" aria-labelledby="paste-title">
            <h2 id="paste-title"><label for="paste">{ "Paste what you have" }</label></h2>
            <textarea id="paste" rows="8" spellcheck="false" autocomplete="off" autocapitalize="off"
                placeholder={"A .env, such as\nDB_POOL_SIZE=20\nDB_MAX_OVERFLOW=30"}
                aria-describedby="paste-said" value={state.paste.clone()} {oninput} />
            <div id="paste-said" aria-live="polite">
                <ul class="chips">{ for chips }</ul>
                <ul class="notes">{ for first.iter().map(note) }</ul>
                if !more.is_empty() {
                    <details>
                        <summary>{ format!("{} more notes", more.len()) }</summary>
                        <ul class="notes">{ for more.iter().map(note) }</ul>
                    </details>
                }
            </div>
        </section>
    }
}

fn chip(setting: &Setting, PasteProps { send, state, view }: &PasteProps) -> Html {
    let field = fields::at(&setting.field);
    let name = field.map_or(setting.field.as_str(), |field| field.label);
    let refused = state.refused.contains(&setting.field);
    let origin = field.and_then(|field| view.row(field)).map(|row| row.origin);
    let class = if refused || origin == Some(Origin::Typed) { "chip unused" } else { "chip" };
    let onclick = {
        let (send, path) = (send.clone(), setting.field.clone());
        move |_| send.dispatch(Action::Toggle(path.clone()))
    };
    let action = if refused { "Use" } else { "Do not use" };
    html! {
        <span {class}>
            { format!("{name} ") }<b>{ value(setting) }</b>{ format!(" · line {}", setting.line) }
            <button type="button" {onclick} aria-label={format!("{action} {name} of line {}", setting.line)}>
                { if refused { "↺" } else { "×" } }
            </button>
        </span>
    }
}

fn value(setting: &Setting) -> String {
    match &setting.value {
        serde_json::Value::Bool(true) => "on".to_owned(),
        serde_json::Value::Bool(false) => "off".to_owned(),
        value => value.as_f64().map_or_else(|| value.to_string(), |x| x.to_string()),
    }
}

fn note(Note { line: number, message, .. }: &Note) -> Html {
    html! { <li><span class="line">{ format!("line {number}") }</span>{ " " }{ message }</li> }
}
