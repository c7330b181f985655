//! Strings: keys of dicts, names of variables and of a command line's options, and URLs.

use super::{DRIVER_OPTIONS, Walk};
use crate::read::{
    config,
    python::{lex::Flavour, options},
    secret,
};
use std::ops::Range;

/// Functions that declare an option of a command line: argparse's and click's.
const DECLARATIONS: [&str; 2] = ["add_argument", "option"];

impl Walk<'_, '_, '_> {
    pub(super) fn text(&mut self, index: usize, inside: Range<usize>, flavour: Flavour) {
        let text = self.reader.text(&inside);
        if secret::looks_secret("", text) && !(flavour.formatted && is_filled_in(text)) {
            self.reader.note_secret("a string", inside.start);
        }
        config::take_url(self.reader, inside);
        if let Some(frame) = self.frames.last_mut().filter(|frame| DECLARATIONS.contains(&frame.function))
            && let Some(name) = text.strip_prefix("--")
        {
            frame.declares = name;
        }
        match self.word(index + 1) {
            ":" => {
                let key = self.frames.last().map_or("", |frame| frame.key);
                let option = match key {
                    "pool" => options::pool_item(text),
                    "POOL_OPTIONS" | options::POOL_ARGS => options::queue_pool_item(text),
                    _ if DRIVER_OPTIONS.contains(&key) => options::driver_item(text, self.reader.source.text),
                    _ => options::engine_option(text).or_else(|| options::variable(text)),
                };
                if text == "CONN_MAX_AGE" {
                    self.note_conn_max_age(index);
                }
                if let Some(option) = option {
                    self.option(option, text, index + 2);
                } else if text == "pool" && self.word(index + 2) == "True" {
                    self.djangos_default(index + 2);
                }
            }
            "]" if self.word(index + 2) == "=" => {
                // What follows the bracket is outside of it.
                let bracket = self.frames.pop();
                if index > 1 && self.word(index - 2) == "environ" {
                    self.environment(text, index + 3);
                } else {
                    self.variable(text, index + 3, false);
                }
                self.frames.extend(bracket);
            }
            "," if index > 0 && self.word(index - 1) == "(" && self.sets_environment() => {
                self.environment(text, index + 2);
            }
            _ => {}
        }
    }
}

/// Whether a formatted URL's user and password are put in from elsewhere: `postgresql://{USER}:{PW}@db/app`.
fn is_filled_in(text: &str) -> bool {
    let userinfo =
        text.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map_or("", |(userinfo, _)| userinfo);
    userinfo.rsplit_once(':').is_some_and(|(_, password)| password.starts_with('{') && password.ends_with('}'))
}
