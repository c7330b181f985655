//! What a program that collects logs puts before a line that states settings: a container's name, or the time. A chat
//! puts the time and the speaker there.

use super::with_blanks;
use crate::read::log;
use std::ops::Range;

/// The text with blanks in place of such prefixes; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    let is_chat = text.lines().filter(|line| speaker(line).is_some()).take(MIN_SPEAKERS).count() == MIN_SPEAKERS;
    if !is_chat && !text.contains(" | ") && !text.contains("Z ") {
        return None;
    }
    let of_chat = |line| speaker(line).filter(|_| is_chat && !log::has_error(line));
    let mut at = 0;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for line in text.split_inclusive('\n') {
        ranges.extend(container(line).or_else(|| time(line)).or_else(|| of_chat(line)).map(|length| at..at + length));
        at += line.len();
    }
    (!ranges.is_empty()).then(|| with_blanks(text, &ranges))
}

/// Fewer lines with a speaker are no chat.
const MIN_SPEAKERS: usize = 2;

/// How long `[10:04] ben: ` is before what somebody says.
fn speaker(line: &str) -> Option<usize> {
    let (time, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (name, message) = rest.split_once(": ")?;
    let is_time =
        time.len() <= 8 && time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let is_name = (1..=24).contains(&name.len()) && name.chars().all(char::is_alphanumeric);
    (is_time && is_name).then_some(line.len() - message.len())
}

/// How long `api-1     | ` is before a line with an assignment.
fn container(line: &str) -> Option<usize> {
    let (name, rest) = line.split_once(" | ")?;
    let name = name.trim_end();
    let (service, number) = name.rsplit_once(['-', '_'])?;
    let is_name = service.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_name && is_number && assigns_number(rest)).then_some(line.len() - rest.len())
}

/// Whether a text gives a name with an underscore a number: `pool_size=10`.
fn assigns_number(text: &str) -> bool {
    text.match_indices('=').any(|(at, _)| {
        let name = text[..at].rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
        name.contains('_') && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
    })
}

/// How long `2025-06-01T10:00:00.1234567Z ` is before a name and its number, alone in the line.
fn time(line: &str) -> Option<usize> {
    let (time, rest) = line.split_once("Z ").filter(|(time, _)| time.len() <= MAX_TIME_BYTES)?;
    let is_time = time.contains('T') && time.bytes().all(|byte| byte.is_ascii_digit() || b"-:.T".contains(&byte));
    let (name, value) = rest.trim().split_once([':', '='])?;
    let is_name = name.contains('_') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let value = value.trim().trim_matches(['"', '\'']);
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    (is_time && is_name && is_number).then_some(line.len() - rest.len())
}

/// No time is longer: `2025-06-01T10:00:00.123456789`.
const MAX_TIME_BYTES: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left: &str) {
        let plain = blank(text).unwrap_or_else(|| text.to_owned());
        assert_eq!((plain.len(), plain.trim_start()), (text.len(), left), "{text}");
    }

    #[test]
    fn blanks_prefixes_of_lines_with_settings() {
        check("api-1  | INFO pool_size=10 max_overflow=5", "INFO pool_size=10 max_overflow=5");
        check("2025-06-01T10:00:00.1234567Z   DB_POOL_SIZE: 5", "DB_POOL_SIZE: 5");
        check("[10:03] anna: A_B=5\n[10:04] ben: ok", "A_B=5\n             ok");
    }

    #[test]
    fn keeps_other_lines() {
        for line in [
            "api-1  | FATAL: sorry, too many clients already",
            "shop | a_b=5",
            "2025-06-01T10:00:00Z INFO a_b: 5 of 6",
            "10-1 | 5",
            "[10:03] anna: A_B=5",
            "[10:03] INFO: A\n[2025] ben: b",
        ] {
            check(line, line);
        }
    }
}
