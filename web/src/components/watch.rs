//! Pools request by request: the pool as it is and as advised, one over the other, parted by a line that can be moved.

use super::{Context, buttons};
use crate::message::{Message, on_input};
use poolwise_view::WatchedPool;
use yew::prelude::*;

pub(super) fn watch(context: &Context<'_>) -> Html {
    let ui = context.ui;
    if !ui.is_watching {
        return buttons::plain(context.send, "Watch the requests one by one", Message::Watch(true));
    }
    let watch = match &ui.watch {
        None => return html! { <p class="hint" aria-busy="true">{ "Simulating…" }</p> },
        Some((_, None)) => {
            return html! { <p class="hint">{ "There are too many connections to draw them one by one." }</p> };
        }
        Some((_, Some(watch))) => watch,
    };
    let is_stale = ui.watch.as_ref().is_some_and(|(question, _)| *question != context.state.order());
    let film = |WatchedPool { svg, .. }: &WatchedPool| {
        html! { <div class="film">{ Html::from_html_unchecked(AttrValue::from(svg.clone())) }</div> }
    };
    let (words, is_compared) = (if ui.is_paused { "Play" } else { "Pause" }, watch.pools.len() > 1);
    html! {
        <div class={classes!("watch", is_stale.then_some("stale"))}>
            <p class="hint">{ &watch.title }</p>
            <div class="films" ~style={format!("--wipe: {}%", if is_compared { ui.wipe } else { 100 })}>
                { for watch.pools.iter().map(film) }
            </div>
            if is_compared {
                <label class="wipe">
                    <span>{ "as it is" }</span>
                    <input type="range" min="0" max="100" value={ui.wipe.to_string()} aria-label="Where the advised pool begins"
                        oninput={on_input(context.send, |text| Message::Wipe(text.parse().unwrap_or(50)))} />
                    <span>{ "as advised" }</span>
                </label>
            }
            <ul class="hint">{ for watch.pools.iter().map(|pool| html! { <li>{ &pool.summary }</li> }) }</ul>
            <ul class="legend">
                { key("asks", "arrives") }{ key("waits", "waits") }{ key("opens", "opens a connection") }
                { key("holds", "holds one") }{ key("late", "gives up") }
            </ul>
            <div class="actions">
                { buttons::plain(context.send, words, Message::PlayWatch) }
                { buttons::plain(context.send, "Close", Message::Watch(false)) }
            </div>
        </div>
    }
}

fn key(class: &'static str, words: &'static str) -> Html {
    html! { <li><span class={classes!("dot", class)}></span>{ words }</li> }
}
