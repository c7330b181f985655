//! The settings of PostgreSQL and PgBouncer that are known. No other is kept: a setting may hold a secret.

/// What a setting is to Poolwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SettingMeaning {
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
pub(super) struct KnownSetting {
    pub(super) name: &'static str,
    pub(super) meaning: SettingMeaning,
}

const fn setting(name: &'static str, meaning: SettingMeaning) -> KnownSetting {
    KnownSetting { name, meaning }
}

const SETTINGS: [KnownSetting; 40] = [
    setting("max_connections", SettingMeaning::Field("database.max_connections")),
    setting("superuser_reserved_connections", SettingMeaning::Field("database.superuser_reserved")),
    setting("reserved_connections", SettingMeaning::Field("database.reserved")),
    setting("statement_timeout", SettingMeaning::Timeout("statement_timeout_ms")),
    setting("lock_timeout", SettingMeaning::Timeout("lock_timeout_ms")),
    setting("idle_in_transaction_session_timeout", SettingMeaning::Timeout("idle_in_transaction_session_timeout_ms")),
    setting("idle_session_timeout", SettingMeaning::Timeout("idle_session_timeout_ms")),
    setting("server_version", SettingMeaning::Version),
    setting("server_version_num", SettingMeaning::Other),
    setting("shared_buffers", SettingMeaning::Other),
    setting("shared_buffers_bytes", SettingMeaning::Other),
    setting("work_mem", SettingMeaning::Other),
    setting("max_worker_processes", SettingMeaning::Other),
    setting("max_parallel_workers", SettingMeaning::Other),
    setting("max_parallel_workers_per_gather", SettingMeaning::Other),
    setting("max_wal_senders", SettingMeaning::Other),
    setting("max_prepared_transactions", SettingMeaning::Other),
    setting("autovacuum_max_workers", SettingMeaning::Other),
    setting("transaction_timeout", SettingMeaning::Other),
    setting("deadlock_timeout", SettingMeaning::Other),
    setting("tcp_keepalives_idle", SettingMeaning::Other),
    setting("default_pool_size", SettingMeaning::Pooler("pgbouncer_default_pool_size", "pooler.default_pool_size")),
    setting("max_client_conn", SettingMeaning::Pooler("pgbouncer_max_client_conn", "pooler.max_client_conn")),
    setting("reserve_pool_size", SettingMeaning::Pooler("pgbouncer_reserve_pool_size", "pooler.reserve_pool_size")),
    setting(
        "max_db_connections",
        SettingMeaning::PoolerLimit("pgbouncer_max_db_connections", "pooler.max_db_connections"),
    ),
    setting("pool_mode", SettingMeaning::PoolMode),
    setting("min_pool_size", SettingMeaning::Other),
    setting("max_user_connections", SettingMeaning::Other),
    setting("reserve_pool_timeout", SettingMeaning::Other),
    setting("max_prepared_statements", SettingMeaning::Field("pooler.max_prepared_statements")),
    setting("query_timeout", SettingMeaning::Other),
    setting("query_wait_timeout", SettingMeaning::Field("pooler.query_wait_timeout_s")),
    setting("client_idle_timeout", SettingMeaning::Other),
    setting("idle_transaction_timeout", SettingMeaning::Other),
    setting("server_idle_timeout", SettingMeaning::Other),
    setting("server_lifetime", SettingMeaning::Other),
    setting("server_connect_timeout", SettingMeaning::Other),
    setting("server_login_retry", SettingMeaning::Other),
    setting("server_round_robin", SettingMeaning::Other),
    setting("pkt_buf", SettingMeaning::Other),
];

/// The longest name there is, so that nothing longer is looked up.
const LONGEST: usize = 40;

pub(super) fn find(name: &str) -> Option<&'static KnownSetting> {
    let plausible = name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase());
    if plausible { SETTINGS.iter().find(|setting| setting.name == name) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_once_each() {
        for setting in &SETTINGS {
            assert_eq!(find(setting.name), Some(setting), "{}", setting.name);
            assert!(setting.name.len() <= LONGEST, "{}", setting.name);
        }
        assert_eq!(find("primary_conninfo"), None);
    }
}
