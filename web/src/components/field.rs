//! One field: a slider and a number box, with its unit and where its value is from.

use super::{Send, select::Select};
use crate::{
    fields::{Field, Kind},
    state::Action,
    view::{Origin, Row},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FieldProps {
    pub(super) send: Send,
    pub(super) row: Row,
}

#[component]
pub(super) fn FieldRow(props: &FieldProps) -> Html {
    let FieldProps { send, row } = props;
    let field = row.field;
    let id = field.path.replace(['[', ']', '.'], "-");
    match field.kind {
        Kind::Switch => return switch(&id, send, row),
        Kind::Choice(options) => return choice(&id, send, row, options),
        _ => {}
    }

    let typed = |send: &Send, text_of: fn(&'static Field, String) -> String| {
        let send = send.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.dispatch(Action::Type(field, text_of(field, input.value())));
            }
        }
    };
    let on_type = typed(send, |_, text| text);
    let on_slide = typed(send, |field, position| step(field, &position));
    let on_double = {
        let send = send.clone();
        move |_: MouseEvent| send.dispatch(Action::Reset(field))
    };

    let steps = field.scale.steps();
    let position = field.scale.nearest(row.number());
    let share = ratio(position, steps.len().saturating_sub(1)) * 100.0;
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = if row.error.is_some() { format!("{error_id} {hint_id}") } else { hint_id.clone() };
    let spoken = format!("{} {}", row.text, field.unit);
    html! {
        <div class={classes!("field", row.error.is_some().then_some("invalid"))}>
            <label for={id.clone()}>{ field.label }</label>
            <span class="box">
                <input id={id.clone()} type="text" inputmode="decimal" autocomplete="off" value={row.text.clone()}
                    placeholder="not given" oninput={on_type} aria-invalid={row.error.is_some().to_string()}
                    aria-describedby={described} />
                if !field.unit.is_empty() { <span class="unit" aria-hidden="true">{ field.unit }</span> }
            </span>
            <p class="hint" id={hint_id}>{ origin(row) }{ field.hint }</p>
            <input class="slider" type="range" min="0" max={steps.len().saturating_sub(1).to_string()} step="1"
                value={position.to_string()} ~style={format!("--share: {share}%")} oninput={on_slide} ondblclick={on_double}
                aria-label={field.label} aria-valuetext={spoken} />
            if let Some(error) = &row.error {
                <p class="error" id={error_id} role="alert">{ error }</p>
            }
            { reset(send, row) }
        </div>
    }
}

fn switch(id: &str, send: &Send, row: &Row) -> Html {
    let field = row.field;
    let on = row.text == "true";
    let onchange = {
        let send = send.clone();
        move |_: Event| send.dispatch(Action::Type(field, (!on).to_string()))
    };
    let hint_id = format!("{id}-hint");
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ field.label }</label>
            <span class="box switch">
                <input id={id.to_owned()} type="checkbox" role="switch" checked={on} {onchange}
                    aria-describedby={hint_id.clone()} />
            </span>
            <p class="hint" id={hint_id}>{ origin(row) }{ field.hint }</p>
        </div>
    }
}

fn choice(id: &str, send: &Send, row: &Row, options: &[&'static str]) -> Html {
    let field = row.field;
    let choose = {
        let send = send.clone();
        move |word| send.dispatch(Action::Type(field, word))
    };
    let hint_id = format!("{id}-hint");
    let words = |word: &&'static str| (*word, if word.is_empty() { "not given" } else { *word });
    let options: Vec<_> = options.iter().map(words).collect();
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ field.label }</label>
            <Select id={id.to_owned()} {options} chosen={row.text.clone()} {choose} described_by={hint_id.clone()} />
            <p class="hint" id={hint_id}>{ origin(row) }{ field.hint }</p>
            { reset(send, row) }
        </div>
    }
}

fn reset(send: &Send, row: &Row) -> Html {
    if row.origin != Origin::Typed {
        return html! {};
    }
    let (send, field) = (send.clone(), row.field);
    let onclick = move |_: MouseEvent| send.dispatch(Action::Reset(field));
    html! {
        <button type="button" class="reset" {onclick} aria-label={format!("Reset {}", field.label)}>{ "reset" }</button>
    }
}

/// The text of the slider's step at `position`.
fn step(field: &Field, position: &str) -> String {
    let steps = field.scale.steps();
    let index = position.parse::<usize>().unwrap_or(0);
    steps.get(index).or(steps.last()).map_or_else(String::new, ToString::to_string)
}

fn origin(row: &Row) -> Html {
    match row.origin {
        Origin::Default if row.text.is_empty() => html! {},
        Origin::Default => html! { <span class="origin">{ "default" }</span> },
        Origin::Pasted(kind, line) => {
            html! {
                <span class="origin pasted" title={row.quoted.clone()}>
                    { format!("your {}, line {line}", kind.title()) }
                </span>
            }
        }
        Origin::Assumed(kind, line) => {
            html! { <span class="origin pasted">{ format!("default of your {}, line {line}", kind.title()) }</span> }
        }
        Origin::Typed => html! { <span class="origin typed">{ "yours" }</span> },
    }
}

#[expect(clippy::cast_precision_loss, reason = "a slider has some hundred steps")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
