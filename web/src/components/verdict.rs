//! The result in a sentence, and its numbers.

use super::{
    Context,
    buttons::{self, Look},
    status,
};
use crate::{message::Message, state::Action};
use poolwise_view::{Figure, Method, Verdict};
use yew::prelude::*;

pub(super) fn verdict(context: &Context<'_>) -> Html {
    let verdict = &context.view.verdict;
    let class = status::class(verdict.level);
    html! {
        <>
            <section class={classes!("card", "verdict", class)} aria-labelledby="verdict">
                <div class="headline">
                    { status::badge(verdict.level, &verdict.word) }
                    <h2 id="verdict" aria-live="polite">{ &verdict.headline }</h2>
                    { advice(context, verdict) }
                </div>
                { figures(&verdict.figures) }
            </section>
            <section class={classes!("card", "detail", class)} aria-label="The sum behind it">
                { example(context) }
                <p>{ &verdict.detail }</p>
                { verdict.method.as_ref().map_or_else(Html::default, |one| method(context, one)) }
                if !verdict.unreadable.is_empty() { <p class="error">{ &verdict.unreadable }</p> }
                <p class="query">{ "For a ticket: " }{ buttons::copy(context, "the result as Markdown", &context.view.markdown) }</p>
                if context.ui.is_lost {
                    <p class="error" role="alert">{ "The engine has stopped, so nothing here changes any more. Reload the page to go on; what you pasted is in the box." }</p>
                }
            </section>
        </>
    }
}

/// What of the page is an example.
fn example(context: &Context<'_>) -> Html {
    let words = match () {
        () if !context.state.is_example() => return Html::default(),
        () if context.state.is_untouched() => "An example: paste your own text or change the fields.",
        () => "Partly an example still: fields marked \"example\" keep its values.",
    };
    html! { <p class="example">{ words }</p> }
}

fn advice(context: &Context<'_>, verdict: &Verdict) -> Html {
    let Some(apply) = &verdict.advice else { return Html::default() };
    let look = Look { class: "primary", title: apply.name.clone(), ..Look::default() };
    buttons::button(context.send, &apply.words, look, Message::Do(Action::Apply(apply.set.clone())))
}

fn figures(figures: &[Figure]) -> Html {
    let figure = |Figure { name, value, is_bad }: &Figure| {
        html! { <div class={is_bad.then_some("bad")}><dt>{ name }</dt><dd>{ value }</dd></div> }
    };
    html! { <dl class="figures">{ for figures.iter().map(figure) }</dl> }
}

/// The method in a line, with what it means behind it. It always takes the same room.
fn method(context: &Context<'_>, Method { name, summary, explained }: &Method) -> Html {
    let is_refining = context.view.is_refining || context.answered != context.state.order();
    html! {
        <details class="method">
            <summary title={explained.first().cloned()}>
                <b>{ name }</b>{ summary }
                <span class="refining">{ if is_refining { "refining…" } else { "" } }</span>
            </summary>
            <div>{ for explained.iter().map(|words| html! { <p>{ words }</p> }) }</div>
        </details>
    }
}
