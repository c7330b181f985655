//! Which lines of a log hold what may be a secret. Nothing of them is kept; the user is told that they do.

use crate::read::{reader::Reader, secret, source::Line};

/// More than this many lines need not be told one by one.
const MAX_REPORTED_LINES: usize = 20;

/// One of these stands in every word that is looked at: to look at all words of a log would take too long.
const HINTS: [&str; 9] = ["://", "assw", "ASSW", "ecret", "SECRET", "oken", "AKIA", "ghp_", "eyJ"];

/// The lines that have been told of.
#[derive(Default)]
pub(super) struct Secrets<'a> {
    reported: Vec<&'a str>,
}

impl<'a> Secrets<'a> {
    pub(super) fn look(&mut self, reader: &mut Reader<'a>, line: &Line<'a>) {
        let is_hinted = || HINTS.iter().any(|hint| line.text.contains(hint));
        if self.reported.len() < MAX_REPORTED_LINES
            && is_hinted()
            && has_secret(line.text)
            && !self.reported.contains(&line.text)
        {
            self.reported.push(line.text);
            reader.note_secret("a part of this line", line.at);
        }
    }
}

fn has_secret(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if !HINTS.iter().any(|hint| word.contains(hint)) {
            continue;
        }
        let next = words.peek().copied().unwrap_or_default();
        if is_secret(word, next) {
            return true;
        }
    }
    false
}

fn is_secret(word: &str, next: &str) -> bool {
    let quotes = ['"', '\'', '\\', ',', '{', '(', '['];
    if let Some((_, rest)) = word.split_once("://") {
        return rest.contains('@');
    }
    if word.eq_ignore_ascii_case("password") {
        // ALTER ROLE app PASSWORD 'hunter2'
        return next.starts_with('\'');
    }
    match word.split_once(['=', ':']) {
        Some((key, value)) => {
            let value = value.trim_matches(quotes);
            secret::looks_secret(key.trim_matches(quotes), if value.is_empty() { next } else { value })
        }
        None => ["AKIA", "ghp_", "eyJ"].iter().any(|prefix| word.trim_start_matches(quotes).starts_with(prefix)),
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    fn check(text: &str, secrets: usize) {
        let reading = read(text, Some(TextKind::ErrorLog));
        let notes = reading.notes.iter().filter(|note| note.code == "secret").count();
        assert_eq!(notes, secrets, "{text}");
        assert!(!format!("{reading:?}").contains("hunter2"), "{text}");
    }

    #[test]
    fn reports_lines_with_secrets() {
        check("ERROR: cannot connect to postgresql://app:hunter2@db/app", 1);
        check("ERROR: dsn host=db password=hunter2", 1);
        check("{\"level\": \"error\", \"password\": \"hunter2\"}", 1);
        check("STATEMENT:  ALTER ROLE app PASSWORD 'hunter2'", 1);
        check("ERROR: Authorization: Bearer eyJhunter2", 1);
        check("ERROR: token=hunter2\nERROR: token=hunter2\n", 1);
        let lines: Vec<String> = (0..100).map(|n| format!("ERROR {n} token=hunter2")).collect();
        check(&lines.join("\n"), 20);
    }

    #[test]
    fn ignores_lines_without_secrets() {
        check("FATAL:  password authentication failed for user \"app\"", 0);
        check("TimeoutError: x (Background on this error at: https://sqlalche.me/e/20/3o7r)", 0);
    }
}
