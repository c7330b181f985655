//! Blanks what a terminal, a chat, a mail or a diff puts around a text, so that readers see the text itself.
//!
//! Everything stays at its place: what is blanked becomes as many blanks.

mod ansi;
mod arrows;
mod comments;
mod diff;
mod log_prefix;
mod markdown;
mod others;
mod suggestion;
mod tables;

use std::borrow::Cow;
pub(super) use tables::html_cell;

/// A text without markup, and whether it was a diff.
pub(super) struct Plain<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) diff: Option<diff::Diff>,
    /// Where the first suggested value stands, which is not the present one.
    pub(super) suggestion: Option<usize>,
    /// Lines of another service or stage that were left out.
    pub(super) other: Option<others::Other>,
}

/// Blanks the markup of a text.
pub(super) fn blank(text: &str) -> Plain<'_> {
    let text = apply(Cow::Borrowed(text), ansi::blank);
    let (text, diff) = match diff::new_side(&text) {
        Some((new, diff)) => (Cow::Owned(new), Some(diff)),
        None => (text, None),
    };
    let text = apply(text, comments::blank);
    let text = apply(text, log_prefix::blank);
    let text = apply(text, tables::blank);
    let text = apply(text, markdown::blank);
    let text = apply(text, arrows::blank);
    let (text, other) = match others::blank(&text) {
        Some((plain, other)) => (Cow::Owned(plain), Some(other)),
        None => (text, None),
    };
    match suggestion::blank(&text) {
        Some((text, at)) => Plain { text: Cow::Owned(text), diff, suggestion: Some(at), other },
        None => Plain { text, diff, suggestion: None, other },
    }
}

/// The text as it is: files of some kinds are read byte by byte, as their programs do.
pub(super) fn keep(text: &str) -> Plain<'_> {
    Plain { text: Cow::Borrowed(text), diff: None, suggestion: None, other: None }
}

/// Blanks escape codes and comments alone: in a file of a known kind all else is its own.
pub(super) fn blank_escapes(text: &str) -> Plain<'_> {
    let text = apply(Cow::Borrowed(text), ansi::blank);
    Plain { text: apply(text, comments::blank), diff: None, suggestion: None, other: None }
}

fn apply(text: Cow<'_, str>, blank: fn(&str) -> Option<String>) -> Cow<'_, str> {
    match blank(&text) {
        Some(blanked) => Cow::Owned(blanked),
        None => text,
    }
}

/// Replaces the bytes of ranges by blanks, except line ends; ranges are in order.
fn with_blanks(text: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start < at {
            continue;
        }
        blanked.push_str(&text[at..range.start]);
        let blanks =
            text[range.clone()].bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
        blanked.extend(blanks);
        at = range.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}
