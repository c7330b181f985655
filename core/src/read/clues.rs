//! What code and start commands show of how an application uses its connections, beside its settings.
//!
//! A clue is no setting and no error: only diagnoses use it. It has its kind and line, and nothing of the text.

mod fork;
mod persistent;
mod stream;
mod threads;

use super::source::{Line, Source};
use std::ops::Range;

/// What a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClueKind {
    /// An endpoint passes the session of a dependency that yields it to the response that it streams.
    SessionInStream,
    /// An endpoint that streams its response takes a session, which the stream itself may not use.
    SessionBesideStream,
    /// Django keeps its connections after a request: `CONN_MAX_AGE` above 0, or None.
    ConnMaxAge,
    /// The same, unless the environment says otherwise.
    ConnMaxAgeByDefault,
    /// An ASGI server runs the application.
    AsgiServer,
    /// The settings name an ASGI application, which also those do that WSGI serves.
    AsgiSettings,
    /// gunicorn loads the application before it forks its workers.
    Preload,
    /// Celery forks the processes that run its tasks.
    Prefork,
    /// An engine is created where the module is imported.
    ModuleEngine,
    /// The engine is disposed after a fork.
    DisposedAfterFork,
    /// Starlette or `FastAPI` runs the application.
    Starlette,
    /// The engine or the pool is asyncio's, which needs no threads.
    AsyncPool,
}

/// A clue and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clue {
    pub(crate) kind: ClueKind,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// One of these stands in every text that has a clue.
const HINTS: [&str; 14] = [
    "preload",
    "celery",
    "ForkPoolWorker",
    "create_engine(",
    "create_async_engine(",
    "CONN_MAX_AGE",
    "conn_max_age",
    "Response(",
    "text/event-stream",
    "fastapi",
    "starlette",
    "FastAPI",
    "Starlette",
    "Depends(",
];

/// The clues of a text, at most one of each kind.
pub(super) fn find(source: &Source<'_>) -> Vec<Clue> {
    let text = source.text;
    if !HINTS.iter().any(|hint| text.contains(hint)) {
        return Vec::new();
    }
    let mut clues = fork::find(source);
    clues.extend(persistent::find(source));
    clues.extend(stream::find(source));
    clues.extend(threads::find(source));
    clues
}

/// The lines of a text that are no comments.
fn lines<'a>(source: &'a Source<'_>) -> impl Iterator<Item = Line<'a>> + 'a {
    let all: Range<usize> = 0..source.text.len();
    source.lines(all).filter(|line| !line.text.trim_start().starts_with(['#', ';']))
}

/// Whether a word stands by itself: `db` in `f(db)`, but not in `get_db`.
fn has_word(text: &str, word: &str) -> bool {
    !word.is_empty() && places_of(text, word).next().is_some()
}

/// Where a word stands by itself.
fn places_of<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        !text[..at].ends_with(|c| in_word(c) || c == '.') && !text[at + word.len()..].starts_with(in_word)
    })
}

/// Adds a clue unless there is one of its kind.
fn add(clues: &mut Vec<Clue>, kind: ClueKind, line: usize) {
    if clues.iter().all(|clue| clue.kind != kind) {
        clues.push(Clue { kind, line });
    }
}

#[cfg(test)]
mod tests {
    use super::ClueKind;
    use crate::read::read;

    /// Checks the clues of a text, given as "Kind line".
    pub(super) fn check(text: &str, expected: &[&str]) {
        // The framework is in most texts, and has tests of its own.
        let of_framework = [ClueKind::Starlette, ClueKind::AsyncPool];
        let reading = read(text, None);
        let found = reading.clues.iter().filter(|clue| !of_framework.contains(&clue.kind));
        let found: Vec<_> = found.map(|clue| format!("{:?} {}", clue.kind, clue.line)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_nothing_in_settings() {
        check("DB_POOL_SIZE=20\n", &[]);
        check("def get(db = Depends(get_db)):\n    return Response(db.all())\n", &[]);
    }
}
