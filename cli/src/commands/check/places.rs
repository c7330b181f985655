//! Where findings stand: the scenario's files, and the lines of its fields.

use crate::{locate::Lines, scenario::ScenarioFile};
use std::path::Path;

/// The places of a scenario's fields.
pub(super) struct Places<'a> {
    files: Vec<(&'a ScenarioFile, Lines<'a>)>,
}

impl<'a> Places<'a> {
    pub(super) fn of(files: &'a [ScenarioFile]) -> Self {
        let lines = |file: &'a ScenarioFile| {
            if file.is_toml() { Lines::of_toml(file.text()) } else { Lines::of_json(file.text()) }
        };
        Self { files: files.iter().map(|file| (file, lines(file))).collect() }
    }

    /// The file of a field and its line there; the first file where no file has it. None without files.
    fn find(&self, field: &str) -> Option<(&'a ScenarioFile, usize)> {
        let mut files = self.files.iter();
        let found = files.find_map(|(file, lines)| Some((*file, lines.line(&file.local(field)?))));
        found.or_else(|| self.files.first().map(|(file, lines)| (*file, lines.line(field))))
    }

    /// A field's file and line as people read them: `poolwise.toml:4`; None without files.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        self.find(field).map(|(file, line)| format!("{}:{line}", file.place()))
    }

    /// A field's file and line for programs; None for standard input, which is no file.
    pub(super) fn path_and_line(&self, field: &str) -> Option<(&'a Path, usize)> {
        self.find(field).and_then(|(file, line)| Some((file.path()?, line)))
    }
}
