//! What a service is, in a word from a fixed list.

use serde::{Deserialize, Serialize};

/// What a service does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ServiceKind {
    /// It answers requests, for which somebody waits.
    #[default]
    Web,
    /// It works in the background.
    Job,
    /// It answers requests, and its platform starts instances as requests come: Lambda, Cloud Run, Vercel. How many run
    /// follows from the rate, the duration and the concurrency.
    Function,
}

impl ServiceKind {
    /// Whether it works in the background, and nobody waits for it.
    pub(crate) fn is_job(self) -> bool {
        self == Self::Job
    }

    /// Whether somebody waits for its answers.
    pub(crate) fn answers(self) -> bool {
        !self.is_job()
    }
}

/// Where a service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Environment {
    /// Where its users are.
    #[default]
    Production,
    /// Where it is tried.
    Staging,
    /// On somebody's desk.
    Development,
}

/// What connects to PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Driver {
    /// psycopg2, which prepares nothing by itself.
    Psycopg2,
    /// psycopg 3, which prepares a statement that comes a fifth time.
    Psycopg,
    /// asyncpg, which prepares every statement.
    Asyncpg,
}

/// The class of gunicorn's workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum WorkerClass {
    /// One request at a time. A worker that takes longer than gunicorn's `--timeout` is killed.
    Sync,
    /// Threads; the worker keeps reporting while they wait.
    Gthread,
    /// Greenlets of gevent.
    Gevent,
    /// Coroutines of uvicorn.
    Uvicorn,
}
