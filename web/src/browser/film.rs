//! Pictures that move by themselves.

use super::document::all;
use gloo::utils::window;
use web_sys::SvgsvgElement;

/// Where they are on the page.
const FILMS: &str = ".film svg";

/// Lets all of them move, or holds them.
pub fn play(is_playing: bool) {
    for film in all::<SvgsvgElement>(FILMS) {
        if is_playing {
            film.unpause_animations();
        } else {
            film.pause_animations();
        }
    }
}

/// Whether the user wants nothing to move by itself.
#[must_use]
pub fn is_unwanted() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}
