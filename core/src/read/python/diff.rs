//! The new side of a diff.

use super::{calls, options};

pub(super) struct NewSide {
    /// The text as long as before, with blanks in place of what is not new.
    pub(super) text: String,
    /// Whether an engine is taken away as well as put in.
    pub(super) replaces_engine: bool,
}

/// The new side, where the text is a diff: every line begins with +, - or a blank, and some with + or -.
pub(super) fn new_side(text: &str) -> Option<NewSide> {
    let mut lines = text.split_inclusive('\n').filter(|line| !line.trim().is_empty());
    let is_marked = |line: &str| line.starts_with(['+', '-']);
    let is_of_diff = |line: &str| {
        line.starts_with(['+', '-', ' ', '\t', '@']) || line.starts_with("diff ") || line.starts_with("index ")
    };
    if !lines.clone().any(is_marked) || !lines.all(is_of_diff) {
        return None;
    }
    let mut new = String::with_capacity(text.len());
    let mut replaces_engine = false;
    for line in text.split_inclusive('\n') {
        let is_head = ["+++", "---", "@@", "diff ", "index "].iter().any(|head| line.starts_with(head));
        let is_old = line.starts_with('-');
        replaces_engine |= is_old && options::CALLS.iter().any(|call| call.makes_engine && calls(line, call.name));
        if is_head || is_old {
            new.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else if let Some(rest) = line.strip_prefix('+') {
            new.push(' ');
            new.push_str(rest);
        } else {
            new.push_str(line);
        }
    }
    Some(NewSide { text: new, replaces_engine })
}
