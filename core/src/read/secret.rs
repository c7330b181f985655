//! What may be a secret, by its name or by its looks. Rather one value too many than one too few.

/// What stands in place of a secret.
pub(crate) const MASK: &str = "***";

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

/// Whether `value` of the variable `key` may be secret.
pub(crate) fn looks_secret(key: &str, value: &str) -> bool {
    let key = key.to_ascii_uppercase();
    let lower = value.to_ascii_lowercase();
    !value.is_empty()
        && (SECRET_NAMES.iter().any(|name| key.contains(name))
            || key.ends_with("_KEY")
            || key.ends_with("PW")
            || key == "KEY"
            || has_userinfo(value)
            || lower.contains("passw")
            || lower.contains("pwd")
            || lower.contains("hooks.slack.com")
            || SECRET_PREFIXES.iter().any(|prefix| value.contains(prefix))
            || looks_random(value))
}

/// `scheme://user…@host`: whatever stands between may hold a password, however it is written.
fn has_userinfo(value: &str) -> bool {
    value.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

/// Long, without blanks or a path's separators, and mixing cases and digits as only machines do.
fn looks_random(value: &str) -> bool {
    // The alphabet of base64 has a slash, and so have addresses and paths.
    let path = value.contains("://") || value.starts_with(['/', '.']);
    let inside = |c: char| c.is_ascii_alphanumeric() || "+_-=".contains(c) || (c == '/' && !path);
    value.split(|c: char| !inside(c)).any(|word| {
        let has = |which: fn(&char) -> bool| word.chars().any(|c| which(&c));
        word.len() >= 20 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, value: &str, secret: bool) {
        assert_eq!(looks_secret(key, value), secret, "{key}={value}");
    }

    #[test]
    fn secrets_are_known_by_name_or_looks() {
        check("DB_PASSWORD", "hunter2", true);
        check("PGPASSWORD", "hunter2", true);
        check("DATABASE_URL", "postgresql://app:p@ss/word@db:5432/app", true);
        check("DATABASE_URL", "postgresql://db:5432/app", false);
        check("CONN", "host=db user=app password=s3cr=t", true);
        check("ANYTHING", "ghp_abcdefghij", true);
        check("ANYTHING", "c2VjcmV0IHZhbHVlIDEyMzQ1Ng", true);
        check("STRIPE_KEY", "abc", true);
        check("OPTIONS", "{\"password\":\"hunter8\"}", true);
        check("DBPW", "hunter2", true);
        check("ANYTHING", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true);
        check("LOG_PATH", "/var/log/2026/application/server01.log", false);
        check("DB_NAME", "app", false);
        check("DB_POOL_SIZE", "20", false);
        check("DB_PASSWORD", "", false);
    }
}
