//! Parameters of the server whose name and value stand apart: `name = "max_connections"`, `value = "500"` of parameter
//! groups and database flags.

use super::manifest::{pair, set, unquoted};
use crate::read::{psql, reader::Reader, source::Line};
use std::ops::Range;

/// What stands above the line that is read.
#[derive(Default)]
pub(super) struct Parameters {
    /// The name whose value follows.
    name: Option<Name>,
    /// A value whose name follows, as in the plans of Terraform.
    value: Option<Range<usize>>,
}

/// A parameter that is read, or any other.
enum Name {
    Setting(&'static str),
    Other,
}

impl Parameters {
    /// Takes the names and values of a line.
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, line: &Line<'_>) {
        // Puppet's `postgresql::server::config_entry { 'max_connections':`.
        let entry = line.text.split_once("config_entry").map(|(_, rest)| rest.trim_matches([' ', '{', ':']));
        if let Some(name) = entry {
            self.name = Some(Name::new(unquoted(name)));
        }
        let begins = line.text.trim_start().starts_with("- ");
        if begins || entry.is_none() && line.text.trim_end().ends_with(['{', '}']) {
            (self.name, self.value) = (None, None);
        }
        for part in line.text.split([',', ';', '{', '}']) {
            let Some((key, value)) = pair(part) else { continue };
            let key = key.rsplit([' ', '"', '\'']).next().unwrap_or_default();
            let word = unquoted(value);
            if ["name", "option", "ParameterName"].contains(&key) {
                match self.value.take() {
                    Some(value) => set_parameter(reader, &Name::new(word), value),
                    None => self.name = Some(Name::new(word)),
                }
            } else if ["value", "ParameterValue"].contains(&key) {
                let value = line.span(word.trim_start_matches(['>', ' ']));
                match self.name.take() {
                    Some(name) => set_parameter(reader, &name, value),
                    None => self.value = Some(value),
                }
            }
        }
    }
}

fn set_parameter(reader: &mut Reader<'_>, name: &Name, value: Range<usize>) {
    let Name::Setting(name) = *name else { return };
    if name == LIMIT {
        set(reader, "database.max_connections", LIMIT, value);
    } else if let Some(line) = reader.source.line(reader.source.line_of(value.start)) {
        let value = reader.text(&value);
        psql::take_named_timeout(reader, &line, name, value);
    }
}

const LIMIT: &str = "max_connections";

impl Name {
    fn new(name: &str) -> Self {
        let settings = [LIMIT, "idle_in_transaction_session_timeout", "statement_timeout"];
        settings.into_iter().find(|setting| *setting == name).map_or(Self::Other, Self::Setting)
    }
}
