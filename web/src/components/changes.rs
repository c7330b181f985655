//! What to change, before and after, and why.

use super::{Context, buttons, card::card};
use poolwise_view::{Change, Changes};
use yew::prelude::*;

pub(super) fn changes(context: &Context<'_>) -> Html {
    let Some(Changes { title, besides, settings, outcomes }) = &context.view.changes else { return Html::default() };
    let body = html! {
        <>
            if let Some((words, apply)) = besides {
                <div class="besides"><p>{ words }</p>{ buttons::apply(context.send, apply.as_ref()) }</div>
            }
            <div class="scroll">
                <table>
                    <thead>
                        <tr><th scope="col">{ "Setting" }</th><th scope="col">{ "Current" }</th><th scope="col">{ "Advised" }</th><th scope="col" class="because">{ "Because" }</th></tr>
                    </thead>
                    <tbody>{ for settings.iter().map(row) }</tbody>
                    <tbody class="outcome">{ for outcomes.iter().map(row) }</tbody>
                </table>
            </div>
        </>
    };
    card("changes", title, body)
}

fn row(change: &Change) -> Html {
    html! {
        <tr class={change.is_new.then_some("changed")}>
            <th scope="row">{ &change.name }</th>
            <td>{ &change.current }</td><td>{ &change.advised }</td>
            <td class="because">{ because(change) }</td>
        </tr>
    }
}

/// The reason, with its formula and what it rests on behind it.
fn because(Change { because, behind, .. }: &Change) -> Html {
    let Some((formula, sources)) = behind.split_first() else { return html! { because } };
    html! {
        <details>
            <summary>{ because }</summary>
            <p class="formula">{ formula }</p>
            { for sources.iter().map(|source| html! { <p class="source">{ source }</p> }) }
        </details>
    }
}
