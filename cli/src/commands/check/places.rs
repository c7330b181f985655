//! Where findings stand: the scenario's file, and the lines of its fields.

use crate::{locate::Lines, scenario::ScenarioFile};
use std::path::Path;

/// The places of a scenario's fields.
pub(super) struct Places<'a> {
    file: &'a ScenarioFile,
    /// None for JSON, which keeps no lines.
    lines: Option<Lines<'a>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(file: &'a ScenarioFile) -> Self {
        Self { file, lines: file.toml().map(Lines::of) }
    }

    /// A field's file and line as people read them: `poolwise.toml:4`.
    pub(super) fn text(&self, field: &str) -> String {
        match &self.lines {
            Some(lines) => format!("{}:{}", self.file.place(), lines.line(field)),
            None => self.file.place(),
        }
    }

    /// A field's file and line for programs; None for standard input, which is no file.
    pub(super) fn path_and_line(&self, field: &str) -> Option<(&Path, usize)> {
        let line = || self.lines.as_ref().map_or(1, |lines| lines.line(field));
        self.file.path().map(|path| (path, line()))
    }
}
