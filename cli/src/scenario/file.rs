//! A scenario file, and which fields of the scenario stand in it.

use crate::{
    failure::{Failure, shown},
    input::Source,
};
use poolwise::scenario::Document;
use serde_json::Value;
use std::{borrow::Cow, ops::Range, path::Path};

pub(crate) struct ScenarioFile {
    source: Source,
    form: Form,
    /// Which of the scenario's services are its own.
    services: Range<usize>,
    /// The other parts of the scenario that it gives.
    parts: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Toml,
    Json,
}

impl ScenarioFile {
    pub(super) fn new(mut source: Source) -> Self {
        if source.text.starts_with('\u{feff}') {
            source.text.remove(0);
        }
        Self { form: form(&source), source, services: 0..0, parts: Vec::new() }
    }

    /// Its path; None for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.source.path.as_deref()
    }

    /// Its name in messages.
    pub(crate) fn place(&self) -> String {
        self.source.place()
    }

    pub(crate) fn text(&self) -> &str {
        &self.source.text
    }

    /// The file with another text.
    pub(crate) fn with_text(mut self, text: String) -> Self {
        self.source.text = text;
        self
    }

    /// Its source, to be replaced.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) fn is_toml(&self) -> bool {
        self.form == Form::Toml
    }

    /// Takes the document's services as its own, behind as many as `before`.
    pub(super) fn own(&mut self, before: usize, document: &Document) {
        self.services = before..before + document.scenario.services.len();
        self.parts = ["database", "pooler", "targets", "rules"]
            .into_iter()
            .filter(|part| document.given.has_below(part))
            .collect();
    }

    /// The path of a scenario's field in this file; None for what stands in another file. `services[3].name` of all is
    /// `services[0].name` in the file whose first service is the fourth.
    pub(crate) fn local<'f>(&self, field: &'f str) -> Option<Cow<'f, str>> {
        let of_service = field.strip_prefix("services[").and_then(|rest| rest.split_once(']'));
        let Some((index, rest)) = of_service else {
            let part = field.split('.').next().unwrap_or(field);
            return self.parts.contains(&part).then_some(Cow::Borrowed(field));
        };
        let index: usize = index.parse().ok()?;
        let local = index.checked_sub(self.services.start).filter(|_| index < self.services.end)?;
        Some(if local == index { Cow::Borrowed(field) } else { Cow::Owned(format!("services[{local}]{rest}")) })
    }

    pub(super) fn parse(&self) -> Result<Document, Failure> {
        let parsed = match self.form {
            Form::Toml => Document::from_toml(&self.source.text),
            Form::Json => Document::from_json(&self.source.text),
        };
        parsed.map_err(|error| {
            let failure = Failure::new(self.source.place(), error.to_string());
            if self.looks_like_env() {
                failure.with_help(format!(
                    "  This looks like a .env: read it with --env {}",
                    self.path().map_or_else(|| "-".to_owned(), shown)
                ))
            } else {
                failure
            }
        })
    }

    /// Its fields as a tree, without defaults.
    pub(super) fn tree(&self) -> Value {
        let tree = match self.form {
            Form::Toml => toml::from_str(&self.source.text).ok(),
            Form::Json => serde_json::from_str(&self.source.text).ok(),
        };
        tree.unwrap_or_default()
    }

    fn looks_like_env(&self) -> bool {
        let name = self.path().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        name.starts_with(".env") || name.ends_with(".env")
    }
}

fn form(source: &Source) -> Form {
    let extension = source.path.as_deref().and_then(Path::extension).unwrap_or_default();
    if extension.eq_ignore_ascii_case("toml") {
        Form::Toml
    } else if extension.eq_ignore_ascii_case("json") {
        Form::Json
    } else if source.text.trim_start().starts_with('{') {
        // No TOML begins with a brace.
        Form::Json
    } else {
        Form::Toml
    }
}
