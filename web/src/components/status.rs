//! How settings stand, by an icon and a word.

use poolwise::plan::Status;
use yew::prelude::*;

pub(super) fn badge(status: Status) -> Html {
    html! { <span class={classes!("status", word(status))}>{ icon(status) }{ word(status) }</span> }
}

/// The word, which is its class too.
pub(super) fn word(status: Status) -> &'static str {
    match status {
        Status::Fits => "fits",
        Status::Tight => "tight",
        Status::Over => "over",
        Status::Unknown => "unknown",
    }
}

fn icon(status: Status) -> Html {
    let path = match status {
        Status::Fits => "M3 8.5l3.2 3.2L13 5",
        Status::Tight => "M8 3.5v5.5M8 12v.5",
        Status::Over => "M4 4l8 8M12 4l-8 8",
        Status::Unknown => "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4M8 12.2v.3",
    };
    html! { <svg viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}
