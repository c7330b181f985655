//! The known settings of PostgreSQL and PgBouncer. No other setting is kept, since it may hold a secret.

use crate::read::MeasuredQuantity;

/// How Poolwise uses a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SettingMeaning {
    /// A field of the scenario.
    Field(&'static str),
    /// A timeout of the server; 0 turns it off. The quantity of its measurement in milliseconds.
    Timeout(MeasuredQuantity),
    /// A number of `PgBouncer`'s: the quantity of its measurement, and the scenario's field.
    Pooler(MeasuredQuantity, &'static str),
    /// The same for a limit; 0 means unlimited.
    PoolerLimit(MeasuredQuantity, &'static str),
    /// `session`, `transaction` or `statement`.
    PoolMode,
    /// The server's version, in its first word.
    Version,
    /// Kept among the entries only.
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
    setting("statement_timeout", SettingMeaning::Timeout(MeasuredQuantity::StatementTimeoutMs)),
    setting("lock_timeout", SettingMeaning::Timeout(MeasuredQuantity::LockTimeoutMs)),
    setting(
        "idle_in_transaction_session_timeout",
        SettingMeaning::Timeout(MeasuredQuantity::IdleInTransactionSessionTimeoutMs),
    ),
    setting("idle_session_timeout", SettingMeaning::Timeout(MeasuredQuantity::IdleSessionTimeoutMs)),
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
    setting(
        "default_pool_size",
        SettingMeaning::Pooler(MeasuredQuantity::PgbouncerDefaultPoolSize, "pooler.default_pool_size"),
    ),
    setting(
        "max_client_conn",
        SettingMeaning::Pooler(MeasuredQuantity::PgbouncerMaxClientConn, "pooler.max_client_conn"),
    ),
    setting(
        "reserve_pool_size",
        SettingMeaning::Pooler(MeasuredQuantity::PgbouncerReservePoolSize, "pooler.reserve_pool_size"),
    ),
    setting(
        "max_db_connections",
        SettingMeaning::PoolerLimit(MeasuredQuantity::PgbouncerMaxDbConnections, "pooler.max_db_connections"),
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

/// No name is longer, so longer ones are not looked up.
const MAX_NAME_BYTES: usize = 40;

pub(super) fn find(name: &str) -> Option<&'static KnownSetting> {
    let plausible = name.len() <= MAX_NAME_BYTES && name.starts_with(|c: char| c.is_ascii_lowercase());
    if plausible { SETTINGS.iter().find(|setting| setting.name == name) } else { None }
}

const ALTER_SYSTEM: &str = "alter system set ";

/// Whether a line is `ALTER SYSTEM SET …`: what somebody is about to change is not the present value.
pub(super) fn is_alter_system(line: &str) -> bool {
    line.get(..ALTER_SYSTEM.len()).is_some_and(|head| head.eq_ignore_ascii_case(ALTER_SYSTEM))
}

/// The file with the server's settings.
pub(in crate::read) const SERVER_FILE: &str = "postgresql.conf";

/// A line without the place that grep puts before it: `/etc/postgresql/15/main/postgresql.conf:65:`.
pub(super) fn without_place(line: &str) -> &str {
    let behind = line.split_once(SERVER_FILE).and_then(|(_, rest)| rest.strip_prefix(':'));
    behind.map_or(line, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(':'))
}

/// The setting that a line gives a value, and the value without its quotes. A line that is commented out gives none.
pub(super) fn assignment(text: &str) -> Option<(&'static KnownSetting, &str)> {
    let end = text.bytes().take(60).position(|byte| !(byte.is_ascii_lowercase() || byte == b'_'))?;
    let setting = find(text.get(..end)?)?;
    let rest = text.get(end..)?.trim_start();
    let value = rest.strip_prefix('=')?.trim_start();
    let value = match value.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next()?,
        None => value.split([' ', '\t', '#', ';']).next()?,
    };
    // Python and others write assignments too; their values are calls, strings and arguments.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.+_".contains(c);
    (!value.is_empty() && value.chars().all(plain)).then_some((setting, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        assert_eq!(assignment(line).map(|(setting, value)| (setting.name, value)), expected, "{line}");
    }

    #[test]
    fn parses_only_assignments_to_known_settings() {
        check("max_connections = 200\t# (change requires restart)", Some(("max_connections", "200")));
        check("superuser_reserved_connections=3", Some(("superuser_reserved_connections", "3")));
        let name = "idle_in_transaction_session_timeout";
        check("idle_in_transaction_session_timeout = '5min'\t# in milliseconds", Some((name, "5min")));
        assert!(is_alter_system("alter system set max_connections to '200';"));
        check("pool_mode = transaction", Some(("pool_mode", "transaction")));
        for line in [
            "#max_connections = 100",
            "max_connections=10,",
            "max_connections = int(os.getenv(\"X\"))",
            "max_connections == 5",
            "max_connections: 5",
            "MAX_CONNECTIONS=5",
            "ALTER SYSTEM SET max_connections = 200;",
            "primary_conninfo = 'password=x'",
            "max_connections =",
            "max_connections = ''",
            "",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn strips_places_of_matches() {
        for line in ["a/postgresql.conf:65:x = 1", "postgresql.conf:x = 1", "x = 1"] {
            assert_eq!(without_place(line), "x = 1", "{line}");
        }
    }

    #[test]
    fn finds_every_setting_once() {
        for setting in &SETTINGS {
            assert_eq!(find(setting.name), Some(setting), "{}", setting.name);
            assert!(setting.name.len() <= MAX_NAME_BYTES, "{}", setting.name);
        }
        assert_eq!(find("primary_conninfo"), None);
    }
}
