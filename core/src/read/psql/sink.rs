//! Adds the settings and numbers of psql's output to the reading, and notes about secrets.

use super::{
    settings::{self, KnownSetting, SettingMeaning},
    table::{Cell, Table},
};
use crate::read::{MeasuredQuantity, reader::Reader, secret};
use serde_json::Value;

/// Further notes about secrets would repeat the earlier ones.
const MAX_SECRET_NOTES: usize = 20;

/// No known setting has a value longer than this, in bytes.
const MAX_VALUE_BYTES: usize = 60;

/// Columns of plain words, which may mention passwords.
const PLAIN_COLUMNS: [&str; 11] = [
    "name",
    "key",
    "description",
    "short_desc",
    "extra_desc",
    "category",
    "version",
    "default",
    "enumvals",
    "server_version",
    "backend_type",
];

pub(super) struct Sink<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    secrets: usize,
}

impl<'r, 'a> Sink<'r, 'a> {
    pub(super) fn new(reader: &'r mut Reader<'a>) -> Self {
        Self { reader, secrets: 0 }
    }

    /// The setting `known` has a value; `unit` is the unit of a bare number.
    pub(super) fn add_setting(&mut self, setting: &'static KnownSetting, cell: &Cell<'_>, unit: &str) {
        if cell.is_null() {
            return;
        }
        let text = cell.text.as_ref();
        self.keep(setting, text);
        let at = cell.span.start;
        match setting.meaning {
            SettingMeaning::Field(field) => self.reader.set_whole(field, setting.name, cell.span.clone()),
            SettingMeaning::Timeout(quantity) => {
                if let Some(value) = millis(text, unit) {
                    self.reader.server_timeout(quantity, setting.name, cell.span.clone(), value);
                } else {
                    let message = format!("{}: must be a time, such as 30s or 5min", setting.name);
                    self.reader.note("not_a_duration", at, message);
                }
            }
            SettingMeaning::Pooler(quantity, field) => {
                self.add_measurement(quantity, None, cell);
                self.reader.set_whole(field, setting.name, cell.span.clone());
            }
            SettingMeaning::PoolerLimit(quantity, field) => {
                self.add_limit(quantity, None, cell);
                self.reader.set_whole(field, setting.name, cell.span.clone());
            }
            SettingMeaning::PoolMode => {
                self.add_pool_mode(None, cell);
                self.reader.set("pooler.pool_mode", setting.name, cell.span.clone(), cell.text.as_ref());
            }
            SettingMeaning::Version | SettingMeaning::Other => {}
        }
    }

    fn keep(&mut self, setting: &'static KnownSetting, text: &str) {
        let text = if setting.meaning == SettingMeaning::Version { first_word(text) } else { text };
        if text.len() <= MAX_VALUE_BYTES && !secret::looks_secret("", text) {
            self.reader.reading.entries.insert(setting.name.to_owned(), Some(text.to_owned()));
        }
    }

    /// Keeps the result of `version()`.
    pub(super) fn keep_version(&mut self, text: &str) {
        let setting = settings::find("server_version");
        if let Some((setting, version)) = setting.zip(text.trim().strip_prefix("PostgreSQL ")) {
            self.keep(setting, version);
        }
    }

    /// Adds a measurement if the cell is a number.
    pub(super) fn add_measurement(&mut self, quantity: MeasuredQuantity, of: Option<&str>, cell: &Cell<'_>) {
        if let Some(value) = number(&cell.text) {
            self.reader.add_measurement(quantity, of, cell.span.clone(), value);
        }
    }

    /// Adds a limit; 0 means unlimited.
    pub(super) fn add_limit(&mut self, quantity: MeasuredQuantity, of: Option<&str>, cell: &Cell<'_>) {
        match number(&cell.text) {
            Some(value) if is_zero(&value) => self.reader.add_measurement(quantity, of, cell.span.clone(), "unlimited"),
            Some(value) => self.reader.add_measurement(quantity, of, cell.span.clone(), value),
            None => {}
        }
    }

    pub(super) fn add_pool_mode(&mut self, of: Option<&str>, cell: &Cell<'_>) {
        if let Some(mode) = ["session", "transaction", "statement"].into_iter().find(|mode| *mode == cell.text) {
            self.reader.add_measurement(MeasuredQuantity::PgbouncerPoolMode, of, cell.span.clone(), mode);
        }
    }

    /// Adds a note about each row of a table that may hold a secret, without any of its text.
    pub(super) fn note_secrets_in_table(&mut self, table: &Table<'_>, is_settings: bool) {
        let is_plain = |cell: &Cell<'_>| PLAIN_COLUMNS.contains(&cell.text.as_ref());
        // Settings are full of paths and ciphers, which look as random as keys.
        let may_hold = |text: &str| !is_settings || text.contains("passw") || text.contains("://");
        let plain: Vec<bool> = table.columns.iter().map(is_plain).collect();
        for row in table.rows() {
            if self.secrets >= MAX_SECRET_NOTES {
                return;
            }
            let mut cells = row.iter().zip(&plain).filter(|(_, plain)| !**plain);
            if let Some((cell, _)) = cells.find(|(cell, _)| may_hold(&cell.text) && holds_secret(&cell.text)) {
                self.note_secret(cell.span.start);
            }
        }
    }

    /// Adds a note about a line outside of a table that may hold a secret.
    pub(super) fn note_secrets_in_line(&mut self, text: &str, at: usize) {
        if self.secrets < MAX_SECRET_NOTES && holds_secret(text) {
            self.note_secret(at);
        }
    }

    fn note_secret(&mut self, at: usize) {
        self.secrets += 1;
        self.reader.note_secret("a query", at);
    }
}

/// Messages of psql that resemble secrets.
const PLAIN_LINES: [&str; 3] = ["Password for user", "SSL connection", "PostgreSQL "];

fn holds_secret(text: &str) -> bool {
    let text = text.trim();
    if text.len() < 6 || PLAIN_LINES.iter().any(|plain| text.starts_with(plain)) || !secret::looks_secret("", text) {
        return false;
    }
    // A word about passwords is none. A password stands in quotes or behind an equals sign.
    let lower = text.to_ascii_lowercase();
    let words = ["passw", "pwd"];
    let mut places = words.iter().flat_map(|word| lower.match_indices(word)).peekable();
    if places.peek().is_none() {
        return true;
    }
    let is_given = |at: usize| {
        // The rest of the word, and not of the text, which may be long and full of such words.
        let behind = lower.get(at..).unwrap_or_default().chars().take(40);
        let mut behind = behind.skip_while(|&c| c.is_alphanumeric() || c == '_').skip_while(|&c| c == ' ');
        behind.next().is_some_and(|c| matches!(c, '\'' | '"' | '=' | ':'))
    };
    places.any(|(at, _)| is_given(at)) || lower.contains("://")
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// A finite number, whole where it can be.
pub(super) fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<u64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().filter(|x| x.is_finite()).map(Value::from))
}

fn is_zero(value: &Value) -> bool {
    value.as_f64().is_some_and(|x| x == 0.0)
}

/// PostgreSQL's units of time, in microseconds.
const UNITS: [(&str, u32); 6] =
    [("us", 1), ("ms", 1000), ("s", 1_000_000), ("min", 60_000_000), ("h", 3_600_000_000), ("d", 0)];

/// A time in milliseconds, of a number with its unit or of one in `unit`.
fn millis(text: &str, unit: &str) -> Option<Value> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
    let own = text.get(digits.len()..)?.trim();
    let unit = if own.is_empty() { unit } else { own };
    let (_, micros) = UNITS.iter().find(|(name, _)| *name == unit)?;
    // A day has more microseconds than fit.
    let micros = if *micros == 0 { 86_400_000_000 } else { u64::from(*micros) };
    if let Some(total) = digits.parse::<u64>().ok().and_then(|n| n.checked_mul(micros)).filter(|n| n % 1000 == 0) {
        return Some((total / 1000).into());
    }
    let x = digits.parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0)?;
    let micros = if micros == 86_400_000_000 { 86_400_000_000.0 } else { f64::from(u32::try_from(micros).ok()?) };
    Some((x * micros / 1000.0).into()).filter(|value: &Value| value.is_number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, unit: &str, expected: Option<f64>) {
        assert_eq!(millis(text, unit).and_then(|value| value.as_f64()), expected, "{text} {unit}");
    }

    #[test]
    fn parses_times_as_postgresql_prints_them() {
        check("30000", "ms", Some(30000.0));
        check("30", "s", Some(30000.0));
        check("5min", "ms", Some(300_000.0));
        check("1.5h", "ms", Some(5_400_000.0));
        check("1d", "ms", Some(86_400_000.0));
        check("250 ms", "ms", Some(250.0));
        check("500us", "ms", Some(0.5));
        for text in ["", "NaN", "inf", "1e999", "-1", "5 weeks", "five", "18446744073709551616e400"] {
            check(text, "ms", None);
        }
    }

    #[test]
    fn detects_passwords_and_not_words_about_them() {
        for text in
            ["Chooses the algorithm for encrypting passwords.", "Password for user app: ", "idle in transaction"]
        {
            assert!(!holds_secret(text), "{text}");
        }
        let secrets =
            ["ALTER ROLE app PASSWORD 'hunter2'", "host=db password=hunter2", "psql postgresql://app:hunter2@db/app"];
        for text in secrets {
            assert!(holds_secret(text), "{text}");
        }
    }
}
