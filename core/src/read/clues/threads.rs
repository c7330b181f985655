//! Whether Starlette's threads share a pool: it runs synchronous endpoints on them, and asynchronous ones on none.

use super::{Clue, ClueKind, add, lines};
use crate::read::source::Source;

/// What names the framework: in code, in commands, and in the paths of a traceback.
const FRAMEWORK: [&str; 5] = ["fastapi", "FastAPI", "starlette", "Starlette", "Depends("];

/// What names a pool or a driver of asyncio.
const ASYNC: [&str; 5] =
    ["AsyncAdaptedQueuePool", "create_async_engine", "AsyncSession", "postgresql+asyncpg", "AsyncConnectionPool"];

/// The framework, and what says that its endpoints await their connections.
pub(super) fn find(source: &Source<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    for line in lines(source) {
        if FRAMEWORK.iter().any(|name| line.text.contains(name)) {
            add(&mut clues, ClueKind::Starlette, line.number);
        }
    }
    let asynchronous = lines(source).find(|line| ASYNC.iter().any(|name| line.text.contains(name)));
    if let Some(line) = asynchronous.filter(|_| !clues.is_empty()) {
        add(&mut clues, ClueKind::AsyncPool, line.number);
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(ClueKind, usize)]) {
        let found: Vec<_> = find(&Source::new(text)).iter().map(|clue| (clue.kind, clue.line)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_framework_and_pools_of_asyncio() {
        check("import x\nfrom fastapi import FastAPI\n", &[(ClueKind::Starlette, 2)]);
        check(
            "def f(db = Depends(get_db)):\nengine = create_async_engine(url)\n",
            &[(ClueKind::Starlette, 1), (ClueKind::AsyncPool, 2)],
        );
        check("from flask import Flask\nengine = create_async_engine(url)\n", &[]);
    }
}
