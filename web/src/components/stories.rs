//! Stories to start from, and the one in view.

use super::{Context, buttons, card::card};
use crate::message::Message;
use poolwise_view::Story;
use yew::prelude::*;

/// All stories, in view as long as nothing is given.
pub(super) fn stories(context: &Context<'_>) -> Html {
    if !context.is_live {
        return Html::default();
    }
    let story = |(place, story): (usize, &Story)| {
        html! { <li>{ buttons::link(context.send, &story.title, String::new(), Message::TellStory(place)) }</li> }
    };
    html! {
        <details class="stories" open={context.state.is_example() || context.state.is_empty()}>
            <summary>{ "Start from a story" }</summary>
            <ul>{ for context.page.stories.iter().enumerate().map(story) }</ul>
        </details>
    }
}

/// What happened in the story in view, what the advice would have been, and what of a link cannot be used.
pub(super) fn current(context: &Context<'_>) -> Html {
    let story = context.ui.story.and_then(|place| context.page.stories.get(place));
    let problems = &context.ui.problems;
    html! {
        <>
            if let Some(Story { title, happened, outcome, .. }) = story {
                { card("story", title, html! { <><p>{ happened }</p><p><b>{ "What helps: " }</b>{ outcome }</p></> }) }
            }
            if !problems.is_empty() {
                <section class="card story" role="alert">
                    <p>{ "Not all of it can be used:" }</p>
                    <ul class="error">{ for problems.iter().map(|problem| html! { <li>{ problem }</li> }) }</ul>
                </section>
            }
        </>
    }
}
