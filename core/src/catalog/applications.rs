//! Well-known applications, with the processes and pools that they start if nobody configures them.

use super::{
    CatalogKind, Choice, Entry, Provenance, Range,
    entry::Sets,
    fields::{
        Constant::{Number, Switch, Word},
        Fields,
    },
};
use crate::units::floor_count;

const AIRFLOW: Fields = &[
    ("services[0].workers", Number(1.0)),
    ("services[0].pool.size", Number(5.0)),
    ("services[0].pool.overflow", Number(10.0)),
    ("services[0].pool.recycle_s", Number(1800.0)),
    ("services[0].pool.pre_ping", Switch(true)),
];

/// `SQLALCHEMY_ENGINE_OPTIONS` is empty, so the pool has SQLAlchemy's defaults.
const SUPERSET: Fields = &[
    ("services[0].workers", Number(1.0)),
    ("services[0].worker_class", Word("gthread")),
    ("services[0].concurrency", Number(20.0)),
    ("services[0].pool.size", Number(5.0)),
    ("services[0].pool.overflow", Number(10.0)),
];

const DIFY: Fields = &[
    ("services[0].workers", Number(1.0)),
    ("services[0].worker_class", Word("gevent")),
    ("services[0].concurrency", Number(10.0)),
    ("services[0].pool.size", Number(30.0)),
    ("services[0].pool.overflow", Number(10.0)),
    ("services[0].pool.timeout_s", Number(30.0)),
    ("services[0].pool.recycle_s", Number(3600.0)),
    ("services[0].pool.pre_ping", Switch(false)),
];

const MASTODON: Fields = &[
    ("services[0].workers", Number(2.0)),
    ("services[0].concurrency", Number(5.0)),
    ("services[0].pool.size", Number(5.0)),
    ("services[0].pool.overflow", Number(0.0)),
];

const N8N: Fields = &[
    ("services[0].workers", Number(1.0)),
    ("services[0].pool.size", Number(2.0)),
    ("services[0].pool.overflow", Number(0.0)),
    ("services[0].pool.recycle_s", Number(3600.0)),
];

const KEYCLOAK: Fields = &[
    ("services[0].workers", Number(1.0)),
    ("services[0].pool.size", Number(100.0)),
    ("services[0].pool.overflow", Number(0.0)),
];

/// Prisma's own default: two connections for each core, and one.
fn langfuse(cores: f64) -> Choice {
    let mut choice = Choice::default().with_fields(&[("services[0].workers", Number(1.0))]);
    choice.set("services[0].pool.size", 2 * floor_count(cores) + 1);
    choice.set("services[0].pool.overflow", 0);
    choice.set("services[0].pool.timeout_s", 10);
    choice
}

const fn application(id: &'static str, name: &'static str, sets: Sets) -> Entry {
    Entry {
        id,
        name,
        kind: CatalogKind::Application,
        provenance: Provenance::Source,
        dated: "2026-11",
        source: "",
        url: "",
        rule: "its defaults, for the part that is named; other parts have pools of their own",
        notes: &[],
        sets,
        also: &[],
    }
}

pub(super) static ALL: [Entry; 7] = [
    Entry {
        source: "Airflow 3, config_templates/config.yml: [database], and workers of [api]",
        url: "https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html",
        notes: &["The scheduler, the DAG processor and the triggerer have the same settings: add them as services."],
        ..application("airflow", "Airflow 3, API server", Sets::Fixed(AIRFLOW))
    },
    Entry {
        source: "Superset, docker/entrypoints/run-server.sh and superset/config.py",
        url: "https://github.com/apache/superset/blob/master/docker/entrypoints/run-server.sh",
        notes: &[
            "The pool is that of the metadata database, and 20 threads share its 15 connections.",
            "Celery's worker processes have pools too: add them as a service.",
        ],
        ..application("superset", "Superset, web server", Sets::Fixed(SUPERSET))
    },
    Entry {
        source: "Dify, api/configs/middleware/__init__.py and api/docker/entrypoint.sh",
        url: "https://github.com/langgenius/dify/blob/main/api/configs/middleware/__init__.py",
        notes: &[
            "gunicorn admits 10 connections of clients (SERVER_WORKER_CONNECTIONS), so 30 of the 40 connections stay \
             unused.",
            "The Celery worker is one process with the same pool: add it as a service.",
        ],
        ..application("dify", "Dify, API", Sets::Fixed(DIFY))
    },
    Entry {
        source: "Langfuse, packages/shared/src/db.ts; Prisma's defaults up to version 6",
        url: "https://github.com/langfuse/langfuse/blob/main/packages/shared/src/db.ts",
        rule: "Prisma's defaults, cores × 2 + 1 connections; connection_limit in DATABASE_URL changes that",
        notes: &[
            "The web container and the worker container have a pool each: add the other one as a service.",
            "Langfuse recommends at least 2 cores for each container, and two web containers.",
        ],
        ..application(
            "langfuse",
            "Langfuse, web or worker",
            Sets::FixedBy { range: Range { of: "cores", unit: "cores", least: 1.0, most: 4096.0 }, rule: langfuse },
        )
    },
    Entry {
        source: "Mastodon, config/puma.rb and config/database.yml",
        url: "https://github.com/mastodon/mastodon/blob/main/config/puma.rb",
        notes: &[
            "WEB_CONCURRENCY is 2 processes and MAX_THREADS 5 threads, which is the pool's size too if DB_POOL is not \
             set.",
            "Sidekiq has a pool of its own: add it as a service.",
        ],
        ..application("mastodon", "Mastodon, web server", Sets::Fixed(MASTODON))
    },
    Entry {
        source: "n8n, packages/@n8n/config/src/configs/database.config.ts",
        url: "https://github.com/n8n-io/n8n/blob/master/packages/@n8n/config/src/configs/database.config.ts",
        notes: &["DB_POSTGRESDB_POOL_SIZE is 2. Worker processes have a pool each: add them as a service."],
        ..application("n8n", "n8n, main process", Sets::Fixed(N8N))
    },
    Entry {
        provenance: Provenance::Documented,
        source: "Keycloak, All configuration: db-pool-max-size",
        url: "https://www.keycloak.org/server/all-config",
        notes: &["One instance may take more connections than a PostgreSQL with its defaults admits."],
        ..application("keycloak", "Keycloak", Sets::Fixed(KEYCLOAK))
    },
];
