//! The programs that run processes, and what their options say.

use crate::read::reader::Reader;

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

const PROGRAMS: [Program; 22] = [
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
    Program { names: &["mlflow"], options: &[("-w", Workers), ("--workers", Workers)] },
    // Laravel Octane.
    Program { names: &["artisan"], options: &[("--workers", Workers)] },
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
        names: &["WSGIDaemonProcess"],
        options: &[("processes", Workers), ("threads", Threads), ("request-timeout", RequestTimeout)],
    },
    Program {
        names: &["mod_wsgi-express"],
        options: &[("--processes", Workers), ("--threads", Threads), ("--request-timeout", RequestTimeout)],
    },
    Program { names: &[RQ_POOL], options: &[("-n", Workers), ("--num-workers", Workers)] },
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

/// What follows `rq` where it starts several workers; its `-n` is a name where it starts one.
pub(super) const RQ_POOL: &str = "worker-pool";

impl Program {
    /// Whether it runs tasks beside a server, in processes of a service of their own.
    pub(super) fn is_background(&self) -> bool {
        ["celery", "sidekiq", "dramatiq", RQ_POOL].contains(&self.names[0])
    }

    /// Whether it answers requests.
    pub(super) fn is_server(&self) -> bool {
        const SERVERS: [&str; 10] = [
            "gunicorn",
            "uvicorn",
            "fastapi",
            "hypercorn",
            "granian",
            "puma",
            "uwsgi",
            "waitress-serve",
            "WSGIDaemonProcess",
            "mod_wsgi-express",
        ];
        SERVERS.contains(&self.names[0])
    }
}

/// Notes that a number is of tasks beside a server, and not the server's.
pub(super) fn note_other_service(reader: &mut Reader<'_>, key: &str, at: usize) {
    let message = format!("{key} is of another service than the server; read it alone for its pool");
    reader.note("other_service", at, message);
}

/// The program that a word of a command names.
pub(super) fn program_of(word: &str) -> Option<&'static Program> {
    let word = word.strip_suffix('=').unwrap_or(word);
    let name = word.rsplit(['/', '=']).next().unwrap_or_default();
    PROGRAMS.iter().find(|program| program.names.contains(&name) || program.names.contains(&word))
}
