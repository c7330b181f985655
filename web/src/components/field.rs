//! One field: a slider and a number box, with its unit and where its value is from.

use super::{
    Context,
    buttons::{self, Look},
    select::select,
};
use crate::{
    message::{Message, on_click, on_input},
    state::Action,
};
use poolwise_view::{Field, FieldKind, FieldSpec, Source};
use yew::prelude::*;

/// A field with its place on the page.
pub(super) fn field(context: &Context<'_>, spec: &FieldSpec, field: &Field) -> Html {
    let id = spec.path.replace(['[', ']', '.'], "-");
    // What is typed is shown at once; the engine's answer says the same later.
    let typed =
        context.state.input.typed(context.state.shown, &spec.path).filter(|typed| typed.order > context.answered);
    let text = typed.and_then(|typed| typed.text.as_ref()).unwrap_or(&field.text);
    match &spec.kind {
        FieldKind::Switch => switch(context, &id, (spec, field), text == "true"),
        FieldKind::Choice(words) => choice(context, &id, (spec, field), words, text),
        FieldKind::Number(steps) => number(context, &id, (spec, field), steps, text),
    }
}

/// Puts a text into a field.
fn typed(path: &str) -> impl Fn(String) -> Message + 'static {
    let path = path.to_owned();
    move |text| Message::Do(Action::Type(path.clone(), text))
}

fn number(context: &Context<'_>, id: &str, (spec, field): (&FieldSpec, &Field), steps: &[String], text: &str) -> Html {
    let is_wrong = !field.error.is_empty();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = if is_wrong { format!("{error_id} {hint_id}") } else { hint_id.clone() };
    let last = steps.len().saturating_sub(1);
    // A step that was just slid to is where the slider is, whatever the engine knows of it.
    let position = steps.iter().position(|step| step == text).unwrap_or(usize::from(field.step)).min(last);
    let on_slide = {
        let (typed, steps) = (typed(&spec.path), steps.to_vec());
        on_input(context.send, move |position| {
            let step = position.parse().ok().and_then(|index: usize| steps.get(index)).or(steps.last());
            typed(step.cloned().unwrap_or_default())
        })
    };
    let reset_message = Message::Do(Action::Reset(spec.path.clone()));
    html! {
        <div class={classes!("field", is_wrong.then_some("invalid"))} data-path={spec.path.clone()}>
            <label for={id.to_owned()}>{ &spec.label }</label>
            <span class="box">
                <input id={id.to_owned()} type="text" inputmode="decimal" autocomplete="off" value={text.to_owned()}
                    placeholder="not given" oninput={on_input(context.send, typed(&spec.path))}
                    aria-invalid={is_wrong.to_string()} aria-describedby={described} />
                // A word has no unit.
                if !text.starts_with(|first: char| first.is_ascii_alphabetic()) { { unit(&spec.unit) } }
            </span>
            { hint(hint_id, spec, field) }
            { named_values(context, spec, text) }
            <input class="slider" type="range" min="0" max={last.to_string()} step="1" value={position.to_string()}
                oninput={on_slide}
                ondblclick={on_click(context.send, reset_message)} aria-label={spec.label.clone()}
                aria-valuetext={format!("{text} {}", spec.unit)} />
            { error(error_id, &field.error) }
            { reset(context, (spec, field)) }
        </div>
    }
}

/// Values that have a name, each a press away.
fn named_values(context: &Context<'_>, spec: &FieldSpec, text: &str) -> Html {
    if spec.named.is_empty() {
        return Html::default();
    }
    let button = |(name, value): &(String, String)| {
        buttons::choice(context.send, name, text == value, typed(&spec.path)(value.clone()))
    };
    html! { <span class="named" role="group" aria-label={spec.label.clone()}>{ for spec.named.iter().map(button) }</span> }
}

fn switch(context: &Context<'_>, id: &str, (spec, field): (&FieldSpec, &Field), is_on: bool) -> Html {
    let hint_id = format!("{id}-hint");
    let onclick = on_click(context.send, typed(&spec.path)((!is_on).to_string()));
    html! {
        <div class="field" data-path={spec.path.clone()}>
            <label for={id.to_owned()}>{ &spec.label }</label>
            <span class="box switch">
                <input id={id.to_owned()} type="checkbox" role="switch" checked={is_on} {onclick}
                    aria-describedby={hint_id.clone()} />
            </span>
            { hint(hint_id, spec, field) }
        </div>
    }
}

fn choice(
    context: &Context<'_>,
    id: &str,
    (spec, field): (&FieldSpec, &Field),
    words: &[String],
    chosen: &str,
) -> Html {
    let hint_id = format!("{id}-hint");
    let options = words.iter().map(|word| (word.as_str(), if word.is_empty() { "not given" } else { word }));
    html! {
        <div class="field" data-path={spec.path.clone()}>
            <label for={id.to_owned()}>{ &spec.label }</label>
            { select(context.send, (id.to_owned(), Some(hint_id.clone())), options, chosen, typed(&spec.path)) }
            { hint(hint_id, spec, field) }
            { reset(context, (spec, field)) }
        </div>
    }
}

fn reset(context: &Context<'_>, (spec, field): (&FieldSpec, &Field)) -> Html {
    if field.source != Source::Typed {
        return Html::default();
    }
    let look = Look { class: "reset", name: format!("Reset {}", spec.label), ..Look::default() };
    buttons::button(context.send, "reset", look, Message::Do(Action::Reset(spec.path.clone())))
}

fn hint(id: String, spec: &FieldSpec, field: &Field) -> Html {
    let class = match field.source {
        Source::Default => "origin",
        Source::Pasted => "origin pasted",
        Source::Typed => "origin typed",
    };
    let title = (!field.quoted.is_empty()).then(|| field.quoted.clone());
    html! {
        <p class="hint" {id}>
            if !field.origin.is_empty() { <span {class} {title}>{ &field.origin }</span> }
            { &spec.hint }
        </p>
    }
}

/// The unit inside a number box.
pub(super) fn unit(unit: &str) -> Html {
    if unit.is_empty() {
        return Html::default();
    }
    html! { <span class="unit" aria-hidden="true">{ unit }</span> }
}

/// What is wrong with a text.
pub(super) fn error(id: String, error: &str) -> Html {
    if error.is_empty() {
        return Html::default();
    }
    html! { <p class="error" {id} role="alert">{ error }</p> }
}
