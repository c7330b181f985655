//! The programs that run processes, and what their options say.

/// What an option of a command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Workers,
    /// The most and the fewest of them: `--autoscale=10,3`.
    MostWorkers,
    Threads,
    WorkerClass,
    RequestTimeout,
    /// Celery's pool of tasks.
    TaskPool,
    /// A setting of PostgreSQL's server: `-c max_connections=200`.
    ServerSetting,
    /// `--max_connections=200`, whose value is the server's.
    MaxConnections,
    /// The `default_pool_size` of a pooler beside the server.
    PoolerSize,
    Instances,
    MaxInstances,
    /// `--scale web=3`.
    NamedInstances,
}

use Effect::{
    Instances, MaxConnections, MaxInstances, MostWorkers, NamedInstances, RequestTimeout, ServerSetting, TaskPool,
    Threads, WorkerClass, Workers,
};

/// A program that runs processes, and its options. Sources: each program's own documentation of its command line.
pub(super) struct Program {
    names: &'static [&'static str],
    pub(super) options: &'static [(&'static str, Effect)],
}

const PROGRAMS: [Program; 17] = [
    Program {
        names: &["gunicorn", "GUNICORN_CMD_ARGS"],
        options: &[
            ("-w", Workers),
            ("--workers", Workers),
            ("--threads", Threads),
            ("--worker-connections", Threads),
            ("-k", WorkerClass),
            ("--worker-class", WorkerClass),
            ("-t", RequestTimeout),
            ("--timeout", RequestTimeout),
        ],
    },
    Program { names: &["uvicorn"], options: &[("--workers", Workers), ("--limit-concurrency", Threads)] },
    Program { names: &["fastapi"], options: &[("--workers", Workers)] },
    Program { names: &["hypercorn"], options: &[("-w", Workers), ("--workers", Workers), ("-k", WorkerClass)] },
    Program { names: &["granian"], options: &[("--workers", Workers), ("--blocking-threads", Threads)] },
    Program {
        names: &["celery"],
        options: &[
            ("-c", Workers),
            ("--concurrency", Workers),
            ("--autoscale", MostWorkers),
            ("-P", TaskPool),
            ("--pool", TaskPool),
        ],
    },
    Program {
        names: &["puma", "pumactl"],
        options: &[("-w", Workers), ("--workers", Workers), ("-t", Threads), ("--threads", Threads)],
    },
    Program { names: &["sidekiq"], options: &[("-c", Threads), ("--concurrency", Threads)] },
    Program { names: &["pm2"], options: &[("-i", Workers), ("--instances", Workers)] },
    Program {
        names: &["uwsgi"],
        options: &[
            ("-p", Workers),
            ("--processes", Workers),
            ("--workers", Workers),
            ("--threads", Threads),
            ("--harakiri", RequestTimeout),
        ],
    },
    Program { names: &["waitress-serve"], options: &[("--threads", Threads)] },
    Program {
        names: &["dramatiq"],
        options: &[("-p", Workers), ("--processes", Workers), ("-t", Threads), ("--threads", Threads)],
    },
    Program {
        names: &["postgres", "docker-entrypoint.sh", "pg_ctl"],
        options: &[
            ("-c", ServerSetting),
            ("--max_connections", MaxConnections),
            ("--max-connections", MaxConnections),
            ("-N", MaxConnections),
        ],
    },
    Program { names: &["kubectl", "oc"], options: &[("--replicas", Instances)] },
    Program {
        names: &["docker", "docker-compose"],
        options: &[("--scale", NamedInstances), ("--replicas", Instances), ("-c", ServerSetting)],
    },
    Program { names: &["heroku", "fly", "flyctl"], options: &[("ps:scale", NamedInstances), ("count", Instances)] },
    Program {
        names: &["gcloud"],
        options: &[("--max-instances", MaxInstances), ("--min-instances", Instances), ("--concurrency", Threads)],
    },
];

impl Program {
    /// Whether it runs tasks beside a server, in processes of a service of their own.
    pub(super) fn is_background(&self) -> bool {
        ["celery", "sidekiq", "dramatiq"].contains(&self.names[0])
    }

    /// Whether it answers requests.
    pub(super) fn is_server(&self) -> bool {
        ["gunicorn", "uvicorn", "fastapi", "hypercorn", "granian", "puma", "uwsgi", "waitress-serve"]
            .contains(&self.names[0])
    }
}

/// The program that a word of a command names.
pub(super) fn program_of(word: &str) -> Option<&'static Program> {
    let word = word.strip_suffix('=').unwrap_or(word);
    let name = word.rsplit(['/', '=']).next().unwrap_or_default();
    PROGRAMS.iter().find(|program| program.names.contains(&name) || program.names.contains(&word))
}
