//! Names of services, databases, keys and files as messages may show them.

use std::borrow::Cow;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "***";

/// A text with every word masked that does not look like a part of a name. Passwords stand where names belong more often than
/// one hopes: in a wrong column, as an application's name, or as an argument.
///
/// ```
/// use poolwise::shown_name;
///
/// assert_eq!(shown_name("payments-api-2"), "payments-api-2");
/// assert_eq!(shown_name("api-7d9f8b6c5"), "api-***");
/// assert_eq!(shown_name("hunter2"), "***");
/// ```
#[must_use]
pub fn shown_name(name: &str) -> Cow<'_, str> {
    if name.split(|c: char| !c.is_alphanumeric()).all(is_plain_word) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len());
    for piece in name.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        shown.push_str(if is_plain_word(word) { word } else { MASK });
        shown.push_str(&piece[word.len()..]);
    }
    Cow::Owned(shown)
}

/// A number, a word of letters alone, a short one such as `db01`, a code such as `PW001`, or a usual one with a number, such as
/// `worker12`.
fn is_plain_word(word: &str) -> bool {
    let is_number = word.len() <= 8 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = word.len() <= 4;
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_code = word.len() <= 6 && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_usual = word.len() <= letters.len() + 3 && USUAL_WORDS.contains(&letters.to_ascii_lowercase().as_str());
    let is_letters = word.chars().all(char::is_alphabetic) && !mixes_cases(word);
    is_number || is_short || is_code || is_usual || is_letters
}

/// Words that a number is often appended to.
const USUAL_WORDS: [&str; 20] = [
    "app",
    "backend",
    "celery",
    "client",
    "host",
    "instance",
    "node",
    "pgbouncer",
    "pod",
    "pool",
    "postgres",
    "primary",
    "queue",
    "replica",
    "server",
    "service",
    "shard",
    "standby",
    "user",
    "worker",
];

/// Whether the case changes more often than in a name such as `HikariDataSourceConnectionPool`, or capitals repeat as in the
/// padding of base64.
fn mixes_cases(word: &str) -> bool {
    let pairs = || word.chars().zip(word.chars().skip(1));
    let changes = pairs().filter(|(c, next)| c.is_uppercase() != next.is_uppercase()).count();
    changes > 10 || (word.len() < 16 && changes > 5) || (changes > 0 && word.contains("AAA"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, shown: &str) {
        assert_eq!(shown_name(name), shown);
    }

    #[test]
    fn names_are_shown_and_what_may_be_a_password_is_not() {
        for name in [
            "api",
            "payments-api",
            "HikariPool-1",
            "worker12",
            "db01",
            "app@10.0.0.5:5432",
            "maximumPoolSize",
            "rules.PW001",
            "Zürich",
        ] {
            check(name, name);
        }
        check("Kanarie7", "***");
        check("celery@Tr0ub4dor", "celery@***");
        check("api-7d9f8b6c5-x2x4k", "api-***-***");
        check("aGVsbG8gd29ybGQ", "***");
        check("AbCdEfGhIj", "***");
        check("KeyAAAA", "***");
    }
}
