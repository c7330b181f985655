//! The logs of gunicorn and uvicorn, which have one line per worker that starts.

use crate::read::{reader::Reader, source::Line};
use std::{collections::BTreeSet, ops::Range};

/// One of these stands in every text that has such a line.
pub(super) const HINTS: [&str; 2] = ["Booting worker with pid", "Started server process ["];

/// What a server prints when its main process starts, when a worker does, and when the number of workers changes.
struct Words {
    start: &'static [&'static str],
    boot: &'static str,
    change: &'static [&'static str],
    /// Whether a worker's line means nothing without the start above it.
    needs_start: bool,
}

const SERVERS: [Words; 2] = [
    Words {
        start: &["Starting gunicorn", "Listening at:"],
        boot: "Booting worker with pid: ",
        change: &[
            "Worker exiting",
            "WORKER TIMEOUT",
            "was terminated",
            "was sent SIG",
            "exited with code",
            "Handling signal:",
        ],
        needs_start: false,
    },
    // Without a parent, uvicorn prints the same line for its only process, as it does in gunicorn's workers.
    Words {
        start: &["Started parent process ["],
        boot: "Started server process [",
        change: &["died", "Terminated child process"],
        needs_start: true,
    },
];

/// The workers of one server's log.
#[derive(Default)]
struct Workers<'a> {
    /// What collectors put before the lines since the start; several containers log side by side.
    prefix: &'a str,
    has_start: bool,
    pids: BTreeSet<&'a str>,
    first: Option<Range<usize>>,
    /// The line of the last worker.
    last: usize,
    change: Change,
    /// The minute of the first line.
    minute: Option<&'a str>,
    /// Whether the number of workers is not what was counted.
    is_unclear: bool,
}

/// When the number of workers changed.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    #[default]
    None,
    /// While the first ones may still have been starting.
    Early,
    /// Once the first ones were all there: later ones replace them.
    Later,
}

/// The start of each server, while lines are read.
#[derive(Default)]
pub(super) struct BootLog<'a> {
    workers: [Workers<'a>; SERVERS.len()],
}

/// More processes are no server's.
const MAX_WORKERS: usize = 1000;

impl<'a> BootLog<'a> {
    /// Takes the next line.
    pub(super) fn take(&mut self, line: &Line<'a>) {
        for (words, workers) in SERVERS.iter().zip(&mut self.workers) {
            workers.take(words, line);
        }
    }

    /// Sets the number of workers that have started.
    pub(super) fn finish(self, reader: &mut Reader<'_>) {
        for (words, workers) in SERVERS.iter().zip(self.workers) {
            let count = workers.pids.len();
            // One worker alone may be the last of many whose lines are cut off.
            let is_known = workers.has_start || !words.needs_start && count > 1;
            if let Some(first) = workers.first.filter(|_| is_known && !workers.is_unclear) {
                reader.set("workers", "workers started", first, count);
            }
        }
    }
}

impl<'a> Workers<'a> {
    fn take(&mut self, words: &Words, line: &Line<'a>) {
        let prefix = container(line.text);
        if words.start.iter().any(|start| line.text.contains(start)) {
            // gunicorn prints two lines when it starts.
            *self = Self { prefix, has_start: true, minute: minute(line.text), ..Self::default() };
            return;
        }
        if let Some((before, rest)) = line.text.split_once(words.boot) {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
            if self.has_start && prefix != self.prefix || digits.is_empty() || self.change == Change::Later {
                return;
            }
            if self.first.is_none() {
                self.minute = self.minute.or_else(|| minute(line.text));
            }
            // A worker that starts minutes later replaces another.
            self.is_unclear |= self.minute != minute(line.text);
            let is_apart = !self.has_start && self.first.is_some() && line.number > self.last + 1;
            self.is_unclear |= self.change == Change::Early || is_apart || self.pids.len() >= MAX_WORKERS;
            self.last = line.number;
            let start = before.len();
            self.first.get_or_insert_with(|| line.span(&line.text[start..start + words.boot.len() + digits.len()]));
            self.pids.insert(digits);
        } else if words.change.iter().any(|change| line.text.contains(change)) {
            let has_started = self.has_start && !self.pids.is_empty() || self.pids.len() > 1;
            let is_later = has_started && self.minute != minute(line.text);
            self.change = self.change.max(if is_later { Change::Later } else { Change::Early });
        }
    }
}

/// The text of a line up to the minute of its time: `[2026-11-21 20:09`.
fn minute(line: &str) -> Option<&str> {
    let is_time = |at: &usize| {
        let time = line.as_bytes().get(at - 2..at + 6);
        time.is_some_and(|time| time[5] == b':' && [0, 1, 3, 4].iter().all(|place| time[*place].is_ascii_digit()))
    };
    let second = line.match_indices(':').map(|(at, _)| at).filter(|at| *at >= 2).find(is_time);
    second.map(|at| &line[..at + 3])
}

/// The name that compose and kubectl put before the lines of a container.
fn container(line: &str) -> &str {
    let end = if line.starts_with("[pod/") { line.find(']') } else { line.find('|') };
    end.map_or("", |end| &line[..end])
}

#[cfg(test)]
mod tests {
    use crate::read::processes::tests::check;

    fn gunicorn(messages: &[&str]) -> String {
        let lines = messages.iter().map(|message| format!("[2026-11-21 20:09:38 +0000] [1] [INFO] {message}\n"));
        lines.collect::<Vec<_>>().concat()
    }

    const BOOT: [&str; 3] = ["Booting worker with pid: 7", "Booting worker with pid: 8", "Booting worker with pid: 9"];

    #[test]
    fn counts_workers_that_gunicorn_starts() {
        let start = ["Starting gunicorn 21.2.0", "Listening at: http://0.0.0.0:8000 (1)", "Using worker: sync"];
        check(&gunicorn(&BOOT), &["workers 3"]);
        check(&gunicorn(&[&start[..], &BOOT].concat()), &["workers 3"]);
        let again = gunicorn(&[&start[..], &BOOT[..2], &["Handling signal: term"], &start, &BOOT].concat());
        check(&again, &["workers 3"]);
        // A worker that replaces another is no further one.
        check(&gunicorn(&[&start[..], &BOOT[..2], &["Worker exiting (pid: 7)"], &BOOT[2..]].concat()), &[]);
        check(&gunicorn(&[&BOOT[..1], &["GET /"], &BOOT[1..]].concat()), &[]);
        check(&gunicorn(&BOOT[..1]), &[]);
        let later = |messages: &[&str]| gunicorn(messages).replace("20:09", "21:40");
        check(&(gunicorn(&BOOT[..2]) + &later(&BOOT[2..])), &[]);
        let replaced = later(&["Worker exiting (pid: 7)", BOOT[2]]);
        check(&(gunicorn(&[&start[..], &BOOT[..2]].concat()) + &replaced), &["workers 2"]);
        check(&(gunicorn(&BOOT[..2]) + &replaced), &["workers 2"]);
        check(&(gunicorn(&BOOT[..1]) + &replaced), &[]);
        let uvicorn = "INFO:     Started parent process [1]\nINFO:     Started server process [8]\nINFO:     Waiting for \
                       application startup.\nINFO:     Started server process [9]\n";
        check(uvicorn, &["workers 2"]);
        check("INFO:     Started server process [8]\n", &[]);
        let of = |name: &str, messages: &[&str]| {
            gunicorn(messages).lines().map(|line| format!("{name}  | {line}\n")).collect::<Vec<_>>().concat()
        };
        let side_by_side =
            [of("web-1", &start[1..]), of("web-2", &start[1..]), of("web-1", &BOOT[..2]), of("web-2", &BOOT)];
        check(&side_by_side.concat(), &["workers 3"]);
    }
}
