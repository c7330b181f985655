//! How many processes there are, wherever a text says it: start commands, manifests, and what `ps` prints.
//!
//! A command is read alike in a Procfile, a unit of systemd, a program of supervisor, a compose file, a Dockerfile and a
//! Kubernetes manifest. These lines stand between those of other kinds, so this reader looks at all of them.

mod banner;
mod boot_log;
mod command;
mod counts;
mod listing;
mod manifest;
mod owner;
mod parameters;
mod programs;
mod ps;
mod sessions;
mod tasks;

use super::{TextKind, config, reader::Reader, source::Source};
use command::Command;
pub(super) use command::{TASKS, starts_server, starts_tasks, worker_class};
use std::ops::Range;

/// Whether a line surely tells of processes.
pub(super) fn detects(line: &str) -> bool {
    if is_row(line) {
        return false;
    }
    command::is_command(line)
        || manifest::is_manifest(line)
        || ps::is_process(line)
        || banner::is_banner(line)
        || tasks::is_setting(line)
        || listing::is_listing(line)
        || counts::is_count(line)
        || sessions::is_session(line)
}

/// Whether a line is a row of psql's, where a session's application may be named as a process is.
fn is_row(line: &str) -> bool {
    line.starts_with(' ') && line.contains(" | ") && !line.trim_start().starts_with('|')
}

/// Reads what a whole text says about processes.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    let hints = command::HINTS
        .iter()
        .chain(&manifest::HINTS)
        .chain(&ps::HINTS)
        .chain(&boot_log::HINTS)
        .chain(&banner::HINTS)
        .chain(&tasks::HINTS)
        .chain(&listing::HINTS)
        .chain(&counts::HINTS)
        .chain([&sessions::HINT]);
    if !hints.copied().any(|hint| text.contains(hint)) {
        return;
    }
    let source: &Source<'_> = reader.source;
    let is_command = |line: &super::source::Line<'_>| !config::is_comment(line.text.trim_start());
    let serves = source.lines(range.clone()).filter(is_command).any(|line| command::starts_server(line.text));
    let mut command = Command::beside_server(serves);
    let tasks = tasks::Tasks::new(text, serves);
    let banner = banner::Banner::new(text, serves);
    let mut listing = listing::Listing::default();
    let mut boot_log = boot_log::BootLog::default();
    let mut manifest = manifest::Manifest::new(text);
    let mut processes = ps::Processes::default();
    let mut sessions = sessions::Sessions::default();
    for line in source.lines(range) {
        let trimmed = line.text.trim_start();
        if config::is_comment(trimmed) && !trimmed.starts_with("# ps ") || is_row(line.text) {
            continue;
        }
        if processes.take(&line) {
            continue;
        }
        sessions.take(&line);
        boot_log.take(&line);
        banner.take(reader, &line);
        tasks.take(reader, &line);
        listing.take(reader, &line);
        counts::take(reader, &line);
        command.take(reader, &line);
        manifest.take(reader, &line);
    }
    processes.finish(reader);
    sessions.finish(reader);
    boot_log.finish(reader);
    listing.finish(reader);
}

/// The kind of the settings that this reader finds.
pub(super) const KIND: TextKind = TextKind::Config;

#[cfg(test)]
mod tests {
    use crate::read::read;

    /// Checks the settings of a text as "field value", without the service.
    pub(super) fn check(text: &str, expected: &[&str]) {
        let reading = read(text, None);
        let found = reading
            .settings
            .iter()
            .map(|one| format!("{} {}", one.field.trim_start_matches("services[0]."), one.value));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        assert!(reading.notes.iter().all(|note| note.code != "not_an_assignment"), "{text} {:?}", reading.notes);
    }
}
