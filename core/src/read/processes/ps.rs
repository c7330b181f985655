//! What `ps` prints of servers' processes: one line per worker.

use crate::read::{reader::Reader, source::Line};
use std::ops::Range;

/// One of these stands in every line about a worker.
pub(super) const HINTS: [&str; 5] =
    ["gunicorn: worker", "puma: cluster worker", "ForkPoolWorker", "gunicorn: master", IN_TREE];

/// How `pstree` prints a process with its number; the first one is the master.
const IN_TREE: &str = "-gunicorn(";

/// Whether a line is about a worker or its master.
pub(super) fn is_process(line: &str) -> bool {
    // A log has the name of the process that wrote a line.
    let is_log = line.contains("/ForkPoolWorker");
    HINTS.iter().any(|hint| line.contains(hint)) && !line.contains("grep ") && !is_log
}

/// The workers of a listing.
#[derive(Default)]
pub(super) struct Processes {
    workers: u32,
    first: Option<Range<usize>>,
}

impl Processes {
    /// Counts the worker of a line; false if there is none.
    pub(super) fn take(&mut self, line: &Line<'_>) -> bool {
        if !is_process(line.text) {
            return false;
        }
        if !line.text.contains("gunicorn: master") {
            let in_tree = u32::try_from(line.text.matches(IN_TREE).count()).unwrap_or(u32::MAX);
            self.workers = self.workers.saturating_add(in_tree.max(1));
            // The rest of the line may hold the process's environment, and that its secrets.
            let hint = HINTS.iter().find_map(|hint| line.text.match_indices(hint).next().map(|(_, text)| text));
            self.first = self.first.take().or(hint.map(|text| line.span(text)));
        }
        true
    }

    /// Sets the number of workers.
    pub(super) fn finish(self, reader: &mut Reader<'_>) {
        if let Some(first) = self.first {
            reader.set("workers", "processes listed", first, self.workers);
        }
    }
}
