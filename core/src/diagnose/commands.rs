//! Commands that collect more evidence. Each was run on PostgreSQL 15, PgBouncer 1.18 or SQLAlchemy 2.

mod of_pools;

use serde::Serialize;

/// A command or a query, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Command {
    /// What it shows.
    pub tells: &'static str,
    /// Where it is run: "psql", "shell", "pgbouncer", or the language of the pool: "python", "ruby", "node", "rust", "go".
    pub run_in: &'static str,
    /// The command.
    pub run: &'static str,
}

impl Command {
    /// Whether it needs an application in Python.
    pub(super) fn is_of_python(&self) -> bool {
        self.run_in == "python" || *self == STACKS || *self == PROCESSES
    }
}

pub(crate) const EVERYTHING: Command = Command {
    tells: "everything that Poolwise reads from PostgreSQL, as one JSON value to paste here",
    run_in: "shell",
    run: "psql -At -c \"$(poolwise query)\"",
};

pub(crate) const BY_STATE: Command = Command {
    tells: "how many connections are active, idle, or idle in a transaction",
    run_in: "psql",
    run: "SELECT state, count(*) FROM pg_stat_activity\n\
          WHERE backend_type = 'client backend' GROUP BY state ORDER BY 2 DESC;",
};

pub(crate) const BY_CLIENT: Command = Command {
    tells: "which clients fill the server",
    run_in: "psql",
    run: "SELECT usename, application_name, client_addr, state, count(*)\n\
          FROM pg_stat_activity WHERE backend_type = 'client backend'\n\
          GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 20;",
};

pub(crate) const SESSION_STARTS: Command = Command {
    tells: "when the newest session of each role began: where logins fail, before the password changed",
    run_in: "psql",
    run: "SELECT usename, count(*), min(backend_start) AS oldest, max(backend_start) AS newest\n\
          FROM pg_stat_activity WHERE backend_type = 'client backend'\n\
          GROUP BY usename ORDER BY newest;",
};

pub(crate) const LONGEST: Command = Command {
    tells: "the oldest transactions, and what each waits for",
    run_in: "psql",
    run: "SELECT pid, state, wait_event_type, now() - xact_start AS transaction_age,\n\
          \x20 now() - state_change AS in_state, left(query, 60) AS query\n\
          FROM pg_stat_activity WHERE xact_start IS NOT NULL\n\
          ORDER BY xact_start LIMIT 20;",
};

pub(crate) const BLOCKED: Command = Command {
    tells: "which sessions wait for a lock, and which sessions block them",
    run_in: "psql",
    run: "SELECT pid, pg_blocking_pids(pid) AS blocked_by,\n\
          \x20 now() - query_start AS waiting, left(query, 60) AS query\n\
          FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0;",
};

pub(crate) const LIMITS: Command = Command {
    tells: "the server's connection limit and its reserved slots",
    run_in: "psql",
    run: "SELECT name, setting, unit FROM pg_settings\n\
          WHERE name ~ 'max_connections|reserved_connections'\n\
          \x20 OR name IN ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'statement_timeout');",
};

pub(crate) const STANDBY: Command = Command {
    tells: "whether the server is a standby, and whether transactions are read only",
    run_in: "psql",
    run: "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only');",
};

pub(crate) const ROLE_LIMITS: Command = Command {
    tells: "the connection limits of roles and databases",
    run_in: "psql",
    run: "SELECT 'role' AS of, rolname AS name, rolconnlimit AS connections\n\
          FROM pg_roles WHERE rolconnlimit >= 0\n\
          UNION ALL SELECT 'database', datname, datconnlimit\n\
          FROM pg_database WHERE datconnlimit >= 0;",
};

pub(crate) const POOL_STATUS: Command = Command {
    tells: "how many connections are checked out; run it again after a minute to see whether the number falls",
    run_in: "python",
    run: "print(engine.pool.status())",
};

pub(crate) const STACKS: Command = Command {
    tells: "what each thread of a process is doing, without stopping it",
    run_in: "shell",
    run: "py-spy dump --nonblocking --pid PID",
};

pub(crate) const CHECKOUTS: Command = Command {
    tells: "which code checks out connections and does not return them",
    run_in: "python",
    run: "import logging\n\
          logging.getLogger(\"sqlalchemy.pool\").setLevel(logging.DEBUG)",
};

pub(crate) const PROCESSES: Command = Command {
    tells: "how many processes run, each with its own pool",
    run_in: "shell",
    run: "ps -eo pid,ppid,nlwp,args | grep -E '[g]unicorn|[u]vicorn|[c]elery'",
};

pub(crate) const SHOW_POOLS: Command = Command {
    tells: "how many clients wait in PgBouncer, and how many server connections each database and role has",
    run_in: "pgbouncer",
    run: "SHOW POOLS;",
};

pub(crate) const SHOW_CONFIG: Command =
    Command { tells: "PgBouncer's limits", run_in: "pgbouncer", run: "SHOW CONFIG;" };

pub(crate) const HOLD: Command = Command {
    tells: "how long each checkout holds a connection, which with the rate of requests determines the load",
    run_in: "python",
    run: "from time import perf_counter\nfrom sqlalchemy import event\n\n@event.listens_for(engine, \"checkout\")\ndef checkout(connection, record, proxy):\n    record.info[\"since\"] = perf_counter()\n\n@event.listens_for(engine, \"checkin\")\ndef checkin(connection, record):\n    since = record.info.pop(\"since\", None)\n    if since is not None:\n        print(f\"held for {perf_counter() - since:.3f} s\")",
};
