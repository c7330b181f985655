//! Values that cannot be secrets: numbers, switches and words from fixed lists. Everything else is masked, whatever it looks
//! like, since a password may look like anything.

use super::secret::{MASK, key_or_mask, lone_key_or_mask, looks_secret};
use std::collections::BTreeMap;

/// The entries with every value masked that is not permitted, and every key that does not look like a name.
pub(super) fn permitted(entries: BTreeMap<String, Option<String>>) -> BTreeMap<String, Option<String>> {
    let permit = |(key, value): (String, Option<String>)| {
        let Some(value) = value else { return (lone_key_or_mask(&key).to_owned(), None) };
        let shown = if is_permitted(&key, &value) { value } else { MASK.to_owned() };
        (key_or_mask(&key).into_owned(), Some(shown))
    };
    entries.into_iter().map(permit).collect()
}

/// Whether a value may be shown: an empty one and a switch always, a number and a word from a fixed list unless the key says
/// that it is a secret.
pub(crate) fn is_permitted(key: &str, value: &str) -> bool {
    let is_switch = value.is_empty() || contains(&SWITCHES, value);
    let is_amount = is_number(value) && (names_a_quantity(key) || !looks_secret(key, value));
    is_switch || is_amount || (contains(&WORDS, value) && !looks_secret(key, value))
}

fn contains(words: &[&str], value: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(value))
}

const SWITCHES: [&str; 14] =
    ["0", "1", "disable", "disabled", "enable", "enabled", "f", "false", "no", "none", "off", "on", "true", "yes"];

/// Modes of pools, poolers and connections, levels of logs and names of environments.
const WORDS: [&str; 48] = [
    "allow",
    "AssertionPool",
    "AsyncAdaptedQueuePool",
    "asyncio",
    "critical",
    "debug",
    "dev",
    "development",
    "error",
    "fatal",
    "fifo",
    "gevent",
    "gthread",
    "info",
    "lifo",
    "local",
    "localhost",
    "max",
    "min",
    "never",
    "NullPool",
    "prefer",
    "prefork",
    "prod",
    "production",
    "QueuePool",
    "read committed",
    "repeatable read",
    "replica",
    "require",
    "serializable",
    "session",
    "SingletonThreadPool",
    "stage",
    "staging",
    "statement",
    "StaticPool",
    "sync",
    "test",
    "testing",
    "threads",
    "trace",
    "transaction",
    "UTC",
    "utf-8",
    "utf8",
    "verify-ca",
    "verify-full",
];

/// Endings of keys that count or measure something, so that a number is no secret: `SESSION_TIMEOUT`, `TOKEN_TTL`.
const QUANTITIES: [&str; 24] = [
    "AGE",
    "CONNECTIONS",
    "COUNT",
    "DAYS",
    "EXPIRY",
    "HOURS",
    "INTERVAL",
    "LENGTH",
    "LIMIT",
    "MAX",
    "MB",
    "MIN",
    "MINUTES",
    "MS",
    "PORT",
    "RATE",
    "RETRIES",
    "ROUNDS",
    "S",
    "SECONDS",
    "SIZE",
    "TIMEOUT",
    "TTL",
    "WORKERS",
];

fn names_a_quantity(key: &str) -> bool {
    let last = key.rsplit(['_', '.', '-']).next().unwrap_or(key);
    last.len() < key.len() && contains(&QUANTITIES, last)
}

/// A number as people write it: a sign, a fraction, dots as in a version, and a unit of time or memory.
fn is_number(value: &str) -> bool {
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let digits = unsigned.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%' || c == ' ');
    let unit = unsigned[digits.len()..].trim_start();
    let is_numeric = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_');
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= MAX_DIGITS
        && is_numeric
        && contains(&UNITS, unit)
}

/// The bytes of a large disk have 16.
const MAX_DIGITS: usize = 16;

const UNITS: [&str; 28] = [
    "", "%", "us", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hour",
    "hours", "d", "day", "days", "B", "kB", "MB", "GB", "TB", "Mi", "Gi", "G",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, value: &str, shown: bool) {
        assert_eq!(is_permitted(key, value), shown, "{key}={value}");
    }

    #[test]
    fn shows_only_what_cannot_be_a_secret() {
        for value in [
            "20",
            "-1",
            "30.5",
            "134217728",
            "128MB",
            "5 min",
            "16.2",
            "90%",
            "true",
            "OFF",
            "",
            "transaction",
            "production",
        ] {
            check("ANYTHING", value, true);
        }
        for value in [
            "hunter2",
            "app",
            "20#hunter2",
            "-c role=app",
            "postgresql://db/app",
            "4711 0815",
            "1e9x",
            "12345678901234567",
        ] {
            check("ANYTHING", value, false);
        }
    }

    #[test]
    fn secrets_may_be_numbers_and_settings_about_secrets_are_none() {
        check("DB_PASSWORD", "123456", false);
        check("API_TOKEN", "production", false);
        check("WEBHOOKS_ENABLED", "true", true);
        check("SESSION_TIMEOUT", "3600", true);
        check("TOKEN_TTL", "15 min", true);
        check("PASSWORD_MIN_LENGTH", "12", true);
        check("TIMEOUT", "30", true);
    }
}
