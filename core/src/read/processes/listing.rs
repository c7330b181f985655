//! What kubectl, docker and heroku print about instances: `kubectl get deployment`, `kubectl describe`, `heroku ps`.

use super::manifest::set;
use crate::read::{reader::Reader, services::is_shared_name, source::Line};

/// One of these stands in every such listing.
pub(super) const HINTS: [&str; 6] = ["UP-TO-DATE", "MAXPODS", "MODE ", " desired | ", "max surge", "=== web ("];

/// A listing that is open, by its columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// `NAME READY UP-TO-DATE AVAILABLE AGE`, and `ID NAME MODE REPLICAS`: where the name and `3/3` stand.
    Ready { name: usize, count: usize },
    /// `NAME … MINPODS MAXPODS REPLICAS AGE`, from the end: one column may have blanks.
    Scaler,
}

/// A listing while it is read.
#[derive(Default)]
pub(super) struct Listing<'a> {
    columns: Option<Columns>,
    /// Its rows that are of applications, and what each counts.
    rows: Vec<(Line<'a>, &'a str, Option<&'a str>)>,
}

/// More rows than this are not looked at: of several none is known to be the service.
const MAX_ROWS: usize = 3;

impl<'a> Listing<'a> {
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, line: &Line<'a>) {
        if let Some(columns) = columns(line.text) {
            self.finish(reader);
            self.columns = Some(columns);
        } else if line.text.trim().is_empty() {
            self.finish(reader);
        } else if let Some(columns) = self.columns {
            match row(line.text, columns) {
                Some((name, ..)) if is_shared_name(name) => {}
                Some((_, count, max)) if self.rows.len() < MAX_ROWS => self.rows.push((*line, count, max)),
                Some(_) => {}
                None => self.finish(reader),
            }
        } else {
            describe(reader, line);
        }
    }

    /// Sets what the only row of an application says.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>) {
        if let [(line, count, max)] = self.rows.as_slice() {
            set(reader, "instances", "replicas", line.span(count));
            if let Some(max) = max {
                set(reader, "max_instances", "MAXPODS", line.span(max));
            }
        }
        *self = Self::default();
    }
}

/// Whether a line begins a listing, or is one of what is described.
pub(super) fn is_listing(line: &str) -> bool {
    line.starts_with(['N', 'I', 'R', '='])
        && (columns(line).is_some() || HINTS[3..].iter().any(|mark| line.contains(mark)))
}

/// The columns that a header names.
fn columns(line: &str) -> Option<Columns> {
    if !["READY", "MODE ", "MAXPODS"].iter().any(|column| line.contains(column)) {
        return None;
    }
    let columns: Vec<&str> = line.split_whitespace().collect();
    let place = |name: &str| columns.iter().position(|column| *column == name);
    let name = place("NAME")?;
    if place("MAXPODS").is_some() && columns.ends_with(&["MAXPODS", "REPLICAS", "AGE"]) {
        return Some(Columns::Scaler);
    }
    let count = place("READY")
        .filter(|_| place("UP-TO-DATE").is_some())
        .or(place("REPLICAS").filter(|_| place("MODE").is_some()))?;
    Some(Columns::Ready { name, count })
}

/// The name, the instances and the most instances of a row.
fn row(line: &str, columns: Columns) -> Option<(&str, &str, Option<&str>)> {
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    match columns {
        Columns::Ready { name, count } => {
            let (_, desired) = words.get(count)?.split_once('/')?;
            Some((words.get(name)?, Some(desired).filter(is_number)?, None))
        }
        Columns::Scaler => {
            let [.., max, replicas, _age] = words.as_slice() else { return None };
            Some((words.first()?, Some(*replicas).filter(is_number)?, Some(*max).filter(is_number)))
        }
    }
}

/// Lines of `kubectl describe deployment`, and heroku's head of a process: `=== web (Standard-1X): gunicorn app (3)`.
fn describe(reader: &mut Reader<'_>, line: &Line<'_>) {
    let text = line.text.trim();
    if let Some(rest) = text.strip_prefix("Replicas:").filter(|rest| rest.contains(" desired | ")) {
        let count = rest.trim_start().split(' ').next().unwrap_or_default();
        set(reader, "instances", "Replicas", line.span(count));
    } else if let Some(rest) = text.strip_prefix("RollingUpdateStrategy:") {
        for part in rest.split(',').map(str::trim) {
            let surge = part.strip_suffix(" max surge").map(|value| ("surge", value));
            let unavailable = part.strip_suffix(" max unavailable").map(|value| ("deploy.unavailable", value));
            if let Some((field, value)) = surge.or(unavailable) {
                set(reader, field, "RollingUpdateStrategy", line.span(value));
            }
        }
    } else if let Some(rest) = text.strip_prefix("=== web (").and_then(|rest| rest.strip_suffix(')'))
        && let Some((_, count)) = rest.rsplit_once(" (")
    {
        set(reader, "instances", "web", line.span(count));
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{processes::tests::check, read};

    #[test]
    fn reads_listings_of_one_service() {
        check("NAME  READY  UP-TO-DATE  AVAILABLE  AGE\napi   3/3    3           3          12d\n", &["instances 3"]);
        check(
            "NAME   READY  UP-TO-DATE  AVAILABLE  AGE\napi    2/4    4  2  12d\nredis  1/1  1  1  12d\n",
            &["instances 4"],
        );
        check(
            "NAME  REFERENCE  TARGETS  MINPODS  MAXPODS  REPLICAS  AGE\napi   Deployment/api  cpu: 41%/70%  3  20  5  90d\n",
            &["instances 5", "max_instances 20"],
        );
        check("ID    NAME  MODE        REPLICAS  IMAGE\nx1  api   replicated  6/6       shop:1\n", &["instances 6"]);
        check("Replicas:  5 desired | 5 updated | 5 total\n", &["instances 5"]);
        check("=== web (Standard-1X): gunicorn app:app -w 2 (3)\n", &["instances 3", "workers 2"]);
    }

    #[test]
    fn leaves_several_services_open() {
        for text in [
            "NAME  READY  UP-TO-DATE  AVAILABLE  AGE\napi   3/3  3  3  12d\njobs  2/2  2  2  12d\n",
            "NAME   READY  STATUS  RESTARTS  AGE\napi-x  1/1  Running  0  1h\n",
            "=== worker (Standard-1X): python work.py (3)\n",
        ] {
            assert_eq!(read(text, None).settings, [], "{text}");
        }
    }
}
