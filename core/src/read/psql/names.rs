//! The settings of PostgreSQL and PgBouncer that are known. No other is kept: a setting may hold a secret.

/// What a setting is to Poolwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field of the scenario.
    Field(&'static str),
    /// A time after which the server ends something; 0 turns it off. Its name in milliseconds.
    Timeout(&'static str),
    /// A number of `PgBouncer`'s, as it is observed, and its field of the scenario.
    Pooler(&'static str, &'static str),
    /// The same for a limit; 0 is none.
    PoolerLimit(&'static str, &'static str),
    /// `session`, `transaction` or `statement`.
    PoolMode,
    /// The server's version: its first word says it, the rest who built it.
    Version,
    /// Kept for those who read on.
    Other,
}

/// A setting's name and meaning.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) meaning: Meaning,
}

const fn known(name: &'static str, meaning: Meaning) -> Known {
    Known { name, meaning }
}

const KNOWN: [Known; 40] = [
    known("max_connections", Meaning::Field("database.max_connections")),
    known("superuser_reserved_connections", Meaning::Field("database.superuser_reserved")),
    known("reserved_connections", Meaning::Field("database.reserved")),
    known("statement_timeout", Meaning::Timeout("statement_timeout_ms")),
    known("lock_timeout", Meaning::Timeout("lock_timeout_ms")),
    known("idle_in_transaction_session_timeout", Meaning::Timeout("idle_in_transaction_session_timeout_ms")),
    known("idle_session_timeout", Meaning::Timeout("idle_session_timeout_ms")),
    known("server_version", Meaning::Version),
    known("server_version_num", Meaning::Other),
    known("shared_buffers", Meaning::Other),
    known("shared_buffers_bytes", Meaning::Other),
    known("work_mem", Meaning::Other),
    known("max_worker_processes", Meaning::Other),
    known("max_parallel_workers", Meaning::Other),
    known("max_parallel_workers_per_gather", Meaning::Other),
    known("max_wal_senders", Meaning::Other),
    known("max_prepared_transactions", Meaning::Other),
    known("autovacuum_max_workers", Meaning::Other),
    known("transaction_timeout", Meaning::Other),
    known("deadlock_timeout", Meaning::Other),
    known("tcp_keepalives_idle", Meaning::Other),
    known("default_pool_size", Meaning::Pooler("pgbouncer_default_pool_size", "pooler.default_pool_size")),
    known("max_client_conn", Meaning::Pooler("pgbouncer_max_client_conn", "pooler.max_client_conn")),
    known("reserve_pool_size", Meaning::Pooler("pgbouncer_reserve_pool_size", "pooler.reserve_pool_size")),
    known("max_db_connections", Meaning::PoolerLimit("pgbouncer_max_db_connections", "pooler.max_db_connections")),
    known("pool_mode", Meaning::PoolMode),
    known("min_pool_size", Meaning::Other),
    known("max_user_connections", Meaning::Other),
    known("reserve_pool_timeout", Meaning::Other),
    known("max_prepared_statements", Meaning::Field("pooler.max_prepared_statements")),
    known("query_timeout", Meaning::Other),
    known("query_wait_timeout", Meaning::Field("pooler.query_wait_timeout_s")),
    known("client_idle_timeout", Meaning::Other),
    known("idle_transaction_timeout", Meaning::Other),
    known("server_idle_timeout", Meaning::Other),
    known("server_lifetime", Meaning::Other),
    known("server_connect_timeout", Meaning::Other),
    known("server_login_retry", Meaning::Other),
    known("server_round_robin", Meaning::Other),
    known("pkt_buf", Meaning::Other),
];

/// The longest name there is, so that nothing longer is looked up.
const LONGEST: usize = 40;

pub(super) fn find(name: &str) -> Option<&'static Known> {
    let plausible = name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase());
    if plausible { KNOWN.iter().find(|known| known.name == name) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_once_each() {
        for known in &KNOWN {
            assert_eq!(find(known.name), Some(known), "{}", known.name);
            assert!(known.name.len() <= LONGEST, "{}", known.name);
        }
        assert_eq!(find("primary_conninfo"), None);
    }
}
