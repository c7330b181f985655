//! What restores a service at once, until the cause of its trouble is solved, for the person on call.

use super::{Command, Diagnosis, commands};
use serde::Serialize;

/// What to do first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Relief {
    /// What to do, and what it costs.
    pub text: &'static str,
    /// What to do it with, in order.
    pub commands: &'static [Command],
}

/// What to do first for all diagnoses: that of the first one that has any.
#[must_use]
pub fn relief(diagnoses: &[Diagnosis]) -> Option<&Relief> {
    diagnoses.iter().find_map(|diagnosis| diagnosis.relief.as_ref())
}

pub(super) const FREE_A_POOL: Relief = Relief {
    text: "Look at the oldest transactions, and end one that has been idle for minutes: its work is rolled back. If there is \
           none, restart one instance after the other: each gets its connections back, until the cause returns.",
    commands: &[commands::LONGEST, END_ONE],
};

pub(super) const RESTART: Relief = Relief {
    text: "Restart one instance after the other: each gets its connections back, until the cause returns.",
    commands: &[],
};

pub(super) const END_TRANSACTION: Relief = Relief {
    text: "End the oldest transaction that is idle or blocks others: its work is rolled back, and its session ends.",
    commands: &[commands::LONGEST, END_ONE],
};

pub(super) const END_IDLE_SESSIONS: Relief = Relief {
    text: "Stop a deploy or a job that can wait. Then connect as a superuser, for whom slots are reserved, and end idle sessions \
           of the application that has most of them. A request that gets such a connection fails once, unless the pool tests \
           connections.",
    commands: &[Command {
        tells: "ends sessions that have been idle for ten minutes; put the application and its role in",
        run_in: "psql",
        run: "SELECT pid, pg_terminate_backend(pid)\n\
              FROM pg_stat_activity\n\
              WHERE application_name = 'NAME' AND usename = 'ROLE'\n\
              \x20 AND state = 'idle' AND state_change < now() - interval '10 minutes'\n\
              \x20 AND pid <> pg_backend_pid();",
    }],
};

pub(super) const RAISE_ROLE_LIMIT: Relief = Relief {
    text: "If the server has slots left, raise the limit of the role or the database: it counts from the next connection on.",
    commands: &[Command {
        tells: "admits more connections of one role; put its name and the new limit in",
        run_in: "psql",
        run: "ALTER ROLE name CONNECTION LIMIT 50;",
    }],
};

pub(super) const RAISE_POOLER_LIMIT: Relief = Relief {
    text: "If the server has slots left, raise the limit that is reached in the pooler's settings. PgBouncer takes it at \
           RELOAD, which cuts no client off.",
    commands: &[],
};

pub(super) const OPEN_NEW_CONNECTIONS: Relief = Relief {
    text: "Restart one instance after the other: broken connections are given up, and new ones are opened.",
    commands: &[],
};

pub(super) const REACH_THE_PRIMARY: Relief = Relief {
    text: "Restart one instance after the other: new connections reach the server that takes writes, if the address leads \
           there by now.",
    commands: &[],
};

pub(super) const NEW_PASSWORD: Relief =
    Relief { text: "Restart one instance after the other with the present credentials.", commands: &[] };

const END_ONE: Command =
    Command { tells: "ends one session; put its pid in", run_in: "psql", run: "SELECT pg_terminate_backend(12345);" };
