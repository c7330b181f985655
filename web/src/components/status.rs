//! How settings stand, by an icon, a word and a color.

use poolwise_view::Level;
use yew::prelude::*;

/// The icon and a word.
pub(super) fn badge(level: Level, word: &str) -> Html {
    html! { <span class={classes!("status", class(level))}>{ icon(level) }{ word }</span> }
}

/// The class that colors it.
pub(super) fn class(level: Level) -> &'static str {
    match level {
        Level::Fits => "fits",
        Level::Tight => "tight",
        Level::Over => "over",
        Level::Unknown => "unknown",
    }
}

fn icon(level: Level) -> Html {
    let path = match level {
        Level::Fits => "M3 8.5l3.2 3.2L13 5",
        Level::Tight => "M8 3.5v5.5M8 12v.5",
        Level::Over => "M4 4l8 8M12 4l-8 8",
        Level::Unknown => "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4M8 12.2v.3",
    };
    html! { <svg viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}
