//! Processes that are forked, and engines that exist before that.

use super::{Clue, ClueKind, add, has_word, lines};
use crate::read::source::Source;

/// Celery's pools that do not fork.
const UNFORKED: [&str; 8] =
    ["gevent", "eventlet", "-P solo", "-P threads", "-P thread", "--pool=solo", "--pool=threads", "--pool threads"];

/// Where programs let an application run code in a process that was just forked.
const AFTER_FORK: [&str; 4] = ["post_fork", "worker_process_init", "register_at_fork", "postfork"];

/// The clues to engines that are shared across a fork.
pub(super) fn find(source: &Source<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    let text = source.text;
    let has_gunicorn = text.contains("gunicorn") || text.contains("GUNICORN");
    let forks = !UNFORKED.iter().any(|pool| text.contains(pool));
    let runs_after_fork = AFTER_FORK.iter().any(|hook| text.contains(hook));
    for line in lines(source) {
        let (number, line) = (line.number, without_comment(line.text));
        let is_preload = has_gunicorn && line.split(is_between).any(|word| word == "--preload")
            || line.replace(' ', "").contains("preload_app=True");
        if is_preload {
            add(&mut clues, ClueKind::Preload, number);
        }
        let runs_celery = || line.split(is_between).any(|word| word.rsplit('/').next() == Some("celery"));
        if line.contains("ForkPoolWorker") || forks && runs_celery() && has_word(line, "worker") {
            add(&mut clues, ClueKind::Prefork, number);
        }
        if creates_engine(line) {
            add(&mut clues, ClueKind::ModuleEngine, number);
        }
        let is_disposed = line.contains(".dispose(close=False)") || runs_after_fork && line.contains(".dispose(");
        if is_disposed {
            add(&mut clues, ClueKind::DisposedAfterFork, number);
        }
    }
    clues
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || "\"'[],`()=".contains(c)
}

fn without_comment(line: &str) -> &str {
    line.split(" #").next().unwrap_or_default()
}

/// Whether a line binds an engine at the beginning of the line, so outside of functions.
fn creates_engine(line: &str) -> bool {
    let Some((name, call)) = line.split_once('=') else { return false };
    let name = name.split(':').next().unwrap_or_default().trim_end();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let function = call.trim_start().split('(').next().unwrap_or_default();
    let function = function.rsplit('.').next().unwrap_or_default();
    is_name && call.contains('(') && ["create_engine", "create_async_engine"].contains(&function)
}

#[cfg(test)]
mod tests {
    use crate::read::clues::tests::check;

    #[test]
    fn finds_forks() {
        check("gunicorn app:app --preload -w 4\n", &["Preload 1"]);
        check("# gunicorn.conf.py\nworkers = 4\npreload_app = True\n", &["Preload 3"]);
        check("preload_app = False\n", &[]);
        check("bundle exec puma --preload\n", &[]);
        check("worker: celery -A shop worker -c 8\n", &["Prefork 1"]);
        check("celery -A shop worker -c 100 -P gevent\n", &[]);
        check("celery -A shop beat\n", &[]);
        check("[2026-11-26 09:00:00,000: ERROR/ForkPoolWorker-2] lost\n", &["Prefork 1"]);
    }

    #[test]
    fn finds_engines_of_modules() {
        check("engine = create_engine(url)\n", &["ModuleEngine 1"]);
        check("engine: Engine = sqlalchemy.create_engine(\n    url,\n)\n", &["ModuleEngine 1"]);
        check("def make():\n    engine = create_engine(url)\n", &[]);
        check("# engine = create_engine(url)\n", &[]);
        check(
            "engine = create_engine(url)\ndef post_fork(server, worker):\n    engine.dispose(close=False)\n",
            &["ModuleEngine 1", "DisposedAfterFork 3"],
        );
    }
}
