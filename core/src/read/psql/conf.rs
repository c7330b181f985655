//! Lines of `postgresql.conf` and `pgbouncer.ini`, and `ALTER SYSTEM`, which writes such lines.

use super::names::{self, KnownSetting};

const ALTER_SYSTEM: &str = "alter system set ";

/// The setting that a line gives a value, and the value without its quotes. A line that is commented out gives none.
pub(super) fn assignment(line: &str) -> Option<(&'static KnownSetting, &str)> {
    let head = line.get(..ALTER_SYSTEM.len()).filter(|head| head.eq_ignore_ascii_case(ALTER_SYSTEM));
    let is_sql = head.is_some();
    let text = head.map_or(line, |_| line.get(ALTER_SYSTEM.len()..).unwrap_or_default().trim_start());
    let end = text.bytes().take(60).position(|byte| !(byte.is_ascii_lowercase() || byte == b'_'))?;
    let setting = names::find(text.get(..end)?)?;
    let rest = text.get(end..)?.trim_start();
    let to = |rest: &'_ str| rest.get(..3).is_some_and(|to| is_sql && to.eq_ignore_ascii_case("to "));
    let value = if to(rest) { rest.get(3..)? } else { rest.strip_prefix('=')? }.trim_start();
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
    fn only_assignments_to_known_names_count() {
        check("max_connections = 200\t# (change requires restart)", Some(("max_connections", "200")));
        check("superuser_reserved_connections=3", Some(("superuser_reserved_connections", "3")));
        let name = "idle_in_transaction_session_timeout";
        check("idle_in_transaction_session_timeout = '5min'\t# in milliseconds", Some((name, "5min")));
        check("ALTER SYSTEM SET max_connections = 200;", Some(("max_connections", "200")));
        check("alter system set max_connections to '200';", Some(("max_connections", "200")));
        check("pool_mode = transaction", Some(("pool_mode", "transaction")));
        for line in [
            "#max_connections = 100",
            "max_connections=10,",
            "max_connections = int(os.getenv(\"X\"))",
            "max_connections == 5",
            "max_connections: 5",
            "MAX_CONNECTIONS=5",
            "primary_conninfo = 'password=x'",
            "max_connections =",
            "max_connections = ''",
            "",
        ] {
            check(line, None);
        }
    }
}
