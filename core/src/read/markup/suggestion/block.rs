//! The lines below a heading that announces a suggestion, an example or earlier values.

use super::{
    cues::{IMPERATIVES, STATES},
    words,
};
use crate::read::log;

/// Words of a heading below which values are suggested, tried or outdated.
const SUGGESTS: [&str; 24] = [
    "fix",
    "fixes",
    "solution",
    "solutions",
    "workaround",
    "recommend",
    "recommended",
    "recommendation",
    "suggest",
    "suggested",
    "suggestion",
    "suggestions",
    "proposal",
    "proposed",
    "example",
    "e.g",
    "try",
    "tried",
    "should",
    "could",
    "instead",
    "was",
    "previously",
    "before",
];

/// What shows examples, unless somebody has an own one.
const GUIDES: [&str; 5] = ["guide", "docs", "documentation", "tutorial", "manual"];
const OWN: [&str; 10] = ["we", "i", "our", "my", "as", "per", "according", "following", "followed", "configured"];

/// What a heading says of what is or happens: "This should be enough, we run:", "I should mention that we get:".
const USES: [&str; 9] =
    ["we run", "we use", "we get", "we see", "i run", "i use", "i get", "i see", "should be enough"];

/// What a heading without a colon ends with.
const CONTINUES: [&str; 12] =
    ["set", "add", "to", "use", "run", "put", "with", "e.g", "example", "like", "so", "instead"];

/// What begins a line of code that ends in a colon.
const CODE: [&str; 11] = ["if", "elif", "else", "for", "while", "with", "def", "class", "try", "except", "case"];

/// Words of what happened, which ends a suggestion and begins none.
const EVENTS: [&str; 8] =
    ["exception", "fatal:", "error:", "traceback", "limit of size", "timed out", "too many clients", "panic"];

/// No heading is longer.
const MAX_HEADING_BYTES: usize = 160;

/// Fewer words are no sentence.
const MIN_WORDS: usize = 3;

/// Where the lines stand.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Block {
    /// In no suggestion.
    #[default]
    None,
    /// Below a heading, where the first line of the suggestion has not come yet.
    Announced,
    /// Between the fences of a code block.
    Fenced,
    /// In lines without fences.
    Plain { after_blank: bool },
}

impl Block {
    /// Takes the next line, and says whether it is suggested.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let is_fence = line.trim_start().starts_with("```");
        match *self {
            Self::Fenced => {
                // An error happened, whatever the line above the fence says.
                let ends = is_fence || log::has_error(line);
                *self = if ends { Self::None } else { Self::Fenced };
                return !ends;
            }
            Self::Announced if is_fence => {
                *self = Self::Fenced;
                return false;
            }
            Self::Announced | Self::Plain { .. } if line.trim().is_empty() => {
                if let Self::Plain { after_blank } = self {
                    *after_blank = true;
                }
                return false;
            }
            Self::Announced | Self::Plain { .. } => {
                let after_blank = *self == Self::Announced || *self == Self::Plain { after_blank: true };
                if !is_fence && !ends_block(line, after_blank) {
                    *self = Self::Plain { after_blank: false };
                    return true;
                }
            }
            Self::None => {}
        }
        *self = if announces(line) { Self::Announced } else { Self::None };
        false
    }
}

/// Whether a line announces that suggested values follow: "How to fix it:".
fn announces(line: &str) -> bool {
    let Some((lower, ends_in_colon)) = heading(line) else { return false };
    let last = words(&lower).last().unwrap_or_default();
    let quotes_guide =
        words(&lower).any(|word| GUIDES.contains(&word)) && !words(&lower).any(|word| OWN.contains(&word));
    if ends_in_colon && quotes_guide {
        return true;
    }
    (ends_in_colon || CONTINUES.contains(&last))
        && (words(&lower).any(|word| SUGGESTS.contains(&word))
            || IMPERATIVES.iter().any(|begin| lower.starts_with(begin)))
        && !words(&lower).any(|word| STATES.contains(&word) || word.starts_with("log") || word.starts_with("error"))
        && !USES.iter().any(|words| lower.contains(words))
}

/// A heading in lower case, and whether it ends in a colon; None for code and values.
fn heading(line: &str) -> Option<(String, bool)> {
    let text = line.trim().trim_matches(['*', '_', ' ', '>', '-']);
    if text.len() > MAX_HEADING_BYTES || text.starts_with(['#', '/']) || text.contains(['=', '(', '{', '[', '"']) {
        return None;
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_key = !text.contains(' ') && first.starts_with(|c: char| c.is_lowercase());
    (!text.is_empty() && !is_key && !CODE.contains(&first)).then(|| (text.to_lowercase(), text.ends_with(':')))
}

/// Whether a line is no longer part of a suggestion that began above.
fn ends_block(line: &str, after_blank: bool) -> bool {
    let lower = line.to_lowercase();
    if EVENTS.iter().any(|event| lower.contains(event)) {
        return true;
    }
    let is_indented = line.starts_with([' ', '\t']);
    let is_label = heading(line).is_some_and(|(_, ends_in_colon)| ends_in_colon);
    let plain = words(&lower).filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic)).count();
    let is_prose = plain >= MIN_WORDS && !line.contains('=') && !line.contains(": ");
    let is_stamped = line.starts_with(|c: char| c.is_ascii_digit());
    !is_indented && (is_label || after_blank && (is_prose || is_stamped))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which lines of a text are suggested.
    fn check(text: &str, suggested: &[usize]) {
        let mut block = Block::default();
        let found: Vec<usize> =
            text.lines().enumerate().filter(|(_, line)| block.take(line)).map(|(at, _)| at + 1).collect();
        assert_eq!(found, suggested, "{text}");
    }

    #[test]
    fn takes_lines_below_a_heading() {
        check("How to fix:\n\nmax_connections = 300\n", &[3]);
        check("I'd suggest raising it in postgresql.conf:\n\n```\na = 1\n```\nb = 2\n", &[4]);
        check("Try:\n\npostgres:\n  command: postgres -c max_connections=200\n", &[3, 4]);
        check("Possible solution: in postgresql.conf set\na = 1\nb = 2\n", &[2, 3]);
        check("We recommend:\n\n    a=50\n\nWe use:\n\n    a=5\n", &[3]);
        check("The current guide is for the string to look like this:\na=1\n", &[2]);
        check("Recommended settings:\n  a=20\nOurs:\n  a=5\n", &[2]);
        check("Fix: increase it:\na = 1\nFATAL: sorry, too many clients already\n", &[2]);
    }

    #[test]
    fn ignores_headings_of_the_state_and_code() {
        for text in [
            "Our example config:\na = 1\n",
            "try:\n    a = 1\n",
            "for example in examples:\n    a = 1\n",
            "fix:\n  a: 1\n",
            "The current values:\na = 1\n",
            "# Recommended:\nA=1\n",
            "Per the docs, we use:\nA=1\n",
            "I should mention that we get:\n\n```\nQueuePool limit of size 5 overflow 10 reached\n```\n",
            "This should be enough, this is what we run:\n\na = 1\n",
            "Should you get more, it fails so:\n```\nFATAL: sorry, too many clients already\n```\n",
        ] {
            check(text, &[]);
        }
    }
}
