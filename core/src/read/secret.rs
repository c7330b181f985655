//! What may be a secret, by its name or by its looks. Rather one value too many than one too few.

pub(super) use crate::plain_name::MASK;

use super::phrases::Phrases;
use crate::plain_name::shown_name;
use std::{borrow::Cow, sync::LazyLock};

/// Parts of names whose values nobody else should see.
const SECRET_NAMES: [&str; 20] = [
    "COOKIE",
    "BEARER",
    "SESSION",
    "CERT",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE",
    "CREDENTIAL",
    "AUTH",
    "SALT",
    "SIGNATURE",
    "WEBHOOK",
    "SESSION_KEY",
    "ENCRYPTION",
    "DSN",
];

/// How secrets of well-known issuers begin.
const SECRET_PREFIXES: [&str; 12] =
    ["-----BEGIN", "eyJ", "AKIA", "ASIA", "ghp_", "gho_", "github_pat_", "glpat-", "sk_", "sk-", "xox", "SG."];

static PREFIXES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SECRET_PREFIXES));

/// Whether `value` of the variable `key` may be secret.
pub(super) fn looks_secret(key: &str, value: &str) -> bool {
    let key = key.to_ascii_uppercase();
    let lower = value.to_ascii_lowercase();
    !value.is_empty()
        && !is_amount_or_switch(&key, value)
        && (SECRET_NAMES.iter().any(|name| key.contains(name))
            || key.ends_with("_KEY")
            || key.ends_with("PW")
            || key == "KEY"
            || lower.contains("passw")
            || lower.contains("pwd")
            || lower.contains("pw=")
            || has_secret_option(value)
            || lower.contains("hooks.slack.com")
            || is_credential(value))
}

/// Whether a value holds an assignment to something secret, as the rest of a command does: `5 API_TOKEN=…`.
pub(super) fn names_secret(value: &str) -> bool {
    let upper = value.to_ascii_uppercase();
    SECRET_NAMES.iter().any(|name| {
        upper.match_indices(name).any(|(at, _)| {
            let rest = upper[at + name.len()..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            rest.trim_start_matches(['"', '\'']).starts_with(['=', ':'])
        })
    })
}

/// Whether a command's option in it names a secret: `app --token …`.
fn has_secret_option(value: &str) -> bool {
    value.split_whitespace().filter_map(|word| word.strip_prefix("--")).any(|option| {
        let name = option.split('=').next().unwrap_or_default().to_ascii_uppercase().replace('-', "_");
        SECRET_NAMES.iter().any(|secret| name.contains(secret)) || name.ends_with("_KEY") || name.ends_with("PW")
    })
}

/// Parts of names whose values are amounts, even beside the name of a secret: `SESSION_TIMEOUT`.
const AMOUNTS: [&str; 12] = [
    "TIMEOUT", "EXPIR", "TTL", "MINUTES", "SECONDS", "HOURS", "DAYS", "MAX_AGE", "LIFETIME", "INTERVAL", "LIMIT",
    "ROUNDS",
];

/// Last words of names whose values are counts: `PASSWORD_MIN_LENGTH`, `TOKEN_BUCKET_SIZE`.
const COUNTS: [&str; 7] = ["LENGTH", "SIZE", "COUNT", "TOKENS", "ATTEMPTS", "WORKERS", "RETRIES"];

/// Units of time behind a number: `AUTH_SESSION_TIMEOUT=30m`.
const UNITS: [&str; 7] = ["", "ms", "s", "m", "min", "h", "d"];

/// More digits may be a secret whatever the name says.
const MAX_AMOUNT_DIGITS: usize = 9;

/// Whether a value is a switch, or a number that its name makes an amount: these are no secrets, whatever else the name
/// holds. A password may be any word.
fn is_amount_or_switch(key: &str, value: &str) -> bool {
    let is_switch = ["true", "false", "yes", "no", "on", "off"].iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_number = |text: &str| {
        text.len() <= MAX_AMOUNT_DIGITS && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_amount = UNITS.iter().any(|unit| value.strip_suffix(unit).is_some_and(is_number));
    let is_count = is_number(value) && key.rsplit('_').next().is_some_and(|last| COUNTS.contains(&last));
    let is_password = ["PASS", "PWD"].iter().any(|name| key.contains(name)) || key.ends_with("PW");
    (is_switch && !is_password) || is_count || (is_amount && AMOUNTS.iter().any(|name| key.contains(name)))
}

/// Whether a text is a credential by its looks alone, whatever it is called.
fn is_credential(text: &str) -> bool {
    is_issued(text) || looks_random(text, "+_-/")
}

/// Whether it begins as well-known issuers' credentials do, or has a user and a password in it.
fn is_issued(text: &str) -> bool {
    has_userinfo(text) || PREFIXES.are_in(text) && SECRET_PREFIXES.iter().any(|prefix| text.contains(prefix))
}

/// `scheme://user…@host`: whatever stands between may hold a password, however it is written. Without a scheme it is
/// `user:password@host` in one word.
fn has_userinfo(value: &str) -> bool {
    let has_password = |word: &str| {
        let user = word.rsplit_once('@').map_or("", |(user, _)| user);
        user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
    };
    value.split_once("://").is_some_and(|(_, rest)| rest.contains('@')) || value.split_whitespace().any(has_password)
}

/// Whether a text in a place where no secret belongs looks like one: a URL or an address with a password, a token of a
/// well-known issuer, a line of a `.pgpass`, or what only machines write.
///
/// ```
/// use poolwise::read::looks_like_credential;
///
/// assert!(looks_like_credential("//app:hunter2@db/app"));
/// assert!(looks_like_credential("db:5432:app:app:hunter2"));
/// assert!(!looks_like_credential("poolwise.toml"));
/// ```
#[must_use]
pub fn looks_like_credential(text: &str) -> bool {
    is_credential(text) || text.matches(':').count() >= PGPASS_COLONS
}

/// A line of a `.pgpass` is host:port:database:user:password.
const PGPASS_COLONS: usize = 4;

/// A name as it may be shown: a word that is not plain is masked, and all of it if it looks like a credential.
///
/// Passwords stand where names belong more often than one hopes: in a wrong column, or as an application's name.
pub(super) fn name_or_mask(name: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| c.is_alphanumeric() || "_-. :/@+()[]*#".contains(c);
    if name.chars().count() > MAX_NAME_CHARS || !name.chars().all(is_allowed) || looks_secret("", name) {
        return Cow::Borrowed(MASK);
    }
    shown_name(name)
}

const MAX_NAME_CHARS: usize = 60;

/// What stood in the text for a value, as it may be shown: a number is short, and looks like no credential.
pub(super) fn text_or_mask(text: &str) -> &str {
    if text.len() <= 100 && !is_credential(text) { text } else { MASK }
}

/// A key among the entries as a loader has them: a secret alone in its line is a key to some readers.
pub(super) fn loaded_key_or_mask(key: &str) -> &str {
    // Underscores part the words of a name, and long names with a digit in them are no secrets.
    if key.len() > MAX_KEY_BYTES || is_issued(key) || looks_random(key, "+/") { MASK } else { key }
}

/// No variable has a longer name.
const MAX_KEY_BYTES: usize = 120;

/// A key without a value among the entries as a loader has them: a line of JSON, of XML or of a `.pgpass` is none.
pub(super) fn loaded_line_or_mask(key: &str) -> &str {
    if key.contains(['{', '<', ':']) { MASK } else { loaded_key_or_mask(key) }
}

/// A key without a value: a line of anything is one to some readers, and only the name of a variable is shown.
pub(super) fn lone_key_or_mask(key: &str) -> &str {
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let key = loaded_key_or_mask(key);
    if key.starts_with(|c: char| c.is_ascii_uppercase()) && key.chars().all(is_variable) { key } else { MASK }
}

/// A key as it may be shown. Names of environment variables, in capitals, are shown whatever is in them.
pub(crate) fn key_or_mask(key: &str) -> Cow<'_, str> {
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let key = loaded_key_or_mask(key);
    if key.starts_with(|c: char| c.is_ascii_uppercase()) && key.chars().all(is_variable) {
        Cow::Borrowed(key)
    } else {
        name_or_mask(key)
    }
}

/// Whether a URL's password holds characters that end it: `postgresql://app:p@ss/word@db/app`.
pub(super) fn has_password_to_encode(value: &str) -> bool {
    value.split_once("://").is_some_and(|(_, rest)| {
        let userinfo = rest.rsplit_once('@').map_or("", |(userinfo, _)| userinfo);
        userinfo.contains(['@', '/', '?', '#'])
    })
}

/// Long, without blanks or a path's separators, and mixing letters and digits as only machines do. `signs` may stand
/// between them.
fn looks_random(value: &str, signs: &str) -> bool {
    // The alphabet of base64 has a slash, and so have addresses and paths.
    let path = value.contains("://") || value.starts_with(['/', '.']);
    let inside = |c: char| c.is_ascii_alphanumeric() || (signs.contains(c) && !(c == '/' && path));
    value.split(|c: char| !inside(c)).any(|word| {
        let count = |which: fn(&char) -> bool| word.chars().filter(which).count();
        let (digits, upper, lower) =
            (count(char::is_ascii_digit), count(char::is_ascii_uppercase), count(char::is_ascii_lowercase));
        // Names of machines and of settings are long too, but in one case and with few digits.
        word.len() >= 20 && digits > 0 && upper + lower > 0 && ((upper > 0 && lower > 0) || digits >= 5)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, value: &str, secret: bool) {
        assert_eq!(looks_secret(key, value), secret, "{key}={value}");
    }

    #[test]
    fn detects_secrets_by_name_or_value() {
        check("DB_PASSWORD", "hunter2", true);
        check("PGPASSWORD", "hunter2", true);
        check("DATABASE_URL", "postgresql://app:p@ss/word@db:5432/app", true);
        check("DATABASE_URL", "postgresql://db:5432/app", false);
        check("CONN", "host=db user=app password=s3cr=t", true);
        check("ANYTHING", "ghp_abcdefghij", true);
        check("EXEC_START", "/usr/bin/app --token hunter2", true);
        check("EXEC_START", "/usr/bin/app --db-pw=hunter2", true);
        check("EXEC_START", "/usr/bin/app --workers 3", false);
        check("WEBHOOK_WORKERS", "3", false);
        check("ANYTHING", "c2VjcmV0IHZhbHVlIDEyMzQ1Ng", true);
        check("STRIPE_KEY", "abc", true);
        check("OPTIONS", "{\"password\":\"hunter8\"}", true);
        check("DBPW", "hunter2", true);
        check("ANYTHING", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true);
        check("LOG_PATH", "/var/log/2026/application/server01.log", false);
        check("DB_NAME", "app", false);
        check("DB_POOL_SIZE", "20", false);
        check("NOTE", "statement_timeout=30000", false);
        check("TARGET", "aarch64-unknown-linux-gnu", false);
        check("ANYTHING", "9f86d081884c7d659a2feaa0c55ad015", true);
        check("DB_PASSWORD", "", false);
        check("SESSION_TIMEOUT", "60000", false);
        check("WEBHOOKS_ENABLED", "true", false);
        check("ACCESS_TOKEN_EXPIRE_MINUTES", "30", false);
        check("AUTH_SESSION_TIMEOUT", "30m", false);
        check("PASSWORD_MIN_LENGTH", "12", false);
        check("MAX_TOKENS", "4096", false);
        check("RESIZE_TOKEN", "123456", true);
        check("AUTH_TOKEN", "30m", true);
        check("AUTH_TOKEN", "123456", true);
        check("SESSION_KEY", "81726354", true);
        check("DB_PASSWORD", "true", true);
        check("SERVER", "app:hunter2@db:5432/app", true);
        check("SERVER", "connected as app:hunter2@db", true);
        check("SERVER", "app@db:5432", false);
        check("SERVER", "at 12:30 me@example.org", false);
    }
}
