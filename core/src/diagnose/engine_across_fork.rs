//! PD021: connections that several processes share after a fork.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::read::{ErrorClass, clues::ClueKind};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD021",
    name: "engine-across-fork",
    summary: "processes use connections that were opened before they were forked",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Connection Pooling: Using Connection Pools with Multiprocessing or os.fork()",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#using-connection-pools-with-multiprocessing-or-os-fork",
    relief: None,
    commands: &[commands::PROCESSES, commands::BY_CLIENT],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    if context.clue(ClueKind::DisposedAfterFork).is_some() {
        return None;
    }
    let shared = context.error(ErrorClass::ConnectionShared);
    // Much else closes a connection, so alone it is no sign of a fork.
    let closed = context.error(ErrorClass::ConnectionClosed);
    let forks = [
        (ClueKind::Preload, "gunicorn loads the application before it forks its workers (preload)"),
        (ClueKind::Prefork, "Celery forks the processes that run its tasks"),
    ];
    let fork = forks.into_iter().find_map(|(kind, text)| Some(Evidence::new(Some(context.clue(kind)?), text)));
    let engine = context.clue(ClueKind::ModuleEngine);
    let certainty = match (shared, closed, &fork, engine) {
        (Some(_), _, Some(_), _) => Certainty::Certain,
        (Some(_), ..) | (None, Some(_), Some(_), _) => Certainty::Likely,
        // The engine is harmless until a connection is opened before the fork.
        (None, None, Some(_), Some(_)) => Certainty::Possible,
        _ => return None,
    };
    let mut evidence: Vec<_> =
        shared.or(closed).map(|error| Evidence::new(Some(error.line), describe_error(error))).into_iter().collect();
    evidence.extend(fork);
    evidence.extend(engine.map(|line| Evidence::new(Some(line), "an engine is created where its module is imported")));
    let message = if shared.is_some() {
        "several processes or threads use one connection at once, as where an engine connects before a fork"
    } else {
        "the engine exists before the processes are forked: connections that are open then are shared by all of them"
    };
    Some(DiagnosisBody {
        certainty,
        message: message.to_owned(),
        help: "call engine.dispose(close=False) in each new process before it uses the engine: in gunicorn's post_fork, in \
               Celery's worker_process_init; or create the engine there. A bigger pool changes nothing"
            .to_owned(),
        evidence,
        more: "whether anything connects before the fork, and whether threads share a connection",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    const SHARED: &str = "psycopg2.OperationalError: SSL error: decryption failed or bad record mac\n";
    const CLOSED: &str = "psycopg2.OperationalError: server closed the connection unexpectedly\n";
    const PRELOAD: &str = "gunicorn app:app --preload -w 4\n";
    const CELERY: &str = "celery -A shop worker -c 8\n";
    const ENGINE: &str = "engine = create_engine(url, pool_size=5)\n";

    #[test]
    fn is_certain_where_a_shared_connection_meets_a_fork() {
        check(&format!("{PRELOAD}\n{SHARED}"), "", &["engine-across-fork certain"]);
        check(
            &format!("{CELERY}\nlost synchronization with server: got message type\n"),
            "",
            &["engine-across-fork certain"],
        );
    }

    #[test]
    fn is_likely_by_the_error_alone_and_by_closed_connections_after_a_fork() {
        check(SHARED, "", &["engine-across-fork likely"]);
        let libpq = "DatabaseError: error with status PGRES_TUPLES_OK and no message from the libpq\n";
        check(libpq, "", &["engine-across-fork likely"]);
        check(&format!("{PRELOAD}\n{CLOSED}"), "", &["stale-connections likely", "engine-across-fork likely"]);
    }

    #[test]
    fn is_possible_by_code_alone() {
        check(&format!("{PRELOAD}\n{ENGINE}"), "", &["engine-across-fork possible"]);
        check(&format!("{CELERY}\n{ENGINE}"), "", &["engine-across-fork possible"]);
    }

    #[test]
    fn is_silent_where_nothing_is_shared() {
        let disposed = "def post_fork(server, worker):\n    engine.dispose(close=False)\n";
        check(&format!("{PRELOAD}\n{ENGINE}{disposed}"), "", &[]);
        check(CLOSED, "", &["stale-connections likely"]);
        check(
            &format!("could not receive data from server: SSL SYSCALL error: EOF detected\n{ENGINE}"),
            "",
            &["stale-connections likely"],
        );
        check(&format!("celery -A shop worker -P gevent -c 100\n{ENGINE}"), "", &[]);
        check(ENGINE, "", &[]);
    }
}
