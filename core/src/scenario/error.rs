//! Why a scenario could not be read.

use crate::plain_name::{MASK, shown_name};
use serde_path_to_error::{Path, Segment};
use std::{
    borrow::Cow,
    fmt::{self, Write},
};

/// An unreadable scenario: which field, where in the text, what is wrong and what would be right.
///
/// Values are never part of the message except numbers: a text value in the wrong place may be a secret. Nor are keys that
/// may hold one, such as a URL in the place of a key.
///
/// ```
/// use poolwise::Scenario;
///
/// let error = Scenario::from_toml("[[services]]\ninstnces = 4\n").unwrap_err();
/// assert_eq!((error.line(), error.field()), (Some(2), Some("services[0].instnces")));
/// assert!(error.to_string().contains("did you mean `instances`?"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    pub(super) message: String,
    pub(super) field: Option<String>,
    pub(super) position: Option<(usize, usize)>,
}

impl ScenarioError {
    /// The field it is about, as a path such as `services[0].pool.size`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position.map(|(line, _)| line)
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.position.map(|(_, column)| column)
    }

    /// The same without its place, for a text that nobody wrote.
    #[must_use]
    pub fn without_position(self) -> Self {
        Self { position: None, ..self }
    }

    /// What would be right, where the message says it: the nearest known key, the allowed words or the allowed range.
    ///
    /// ```
    /// use poolwise::Scenario;
    ///
    /// let hint = |json: &str| Scenario::from_json(json).unwrap_err().hint().map(str::to_owned);
    /// let nearest = hint(r#"{"services": [{"instnces": 4}]}"#).unwrap();
    /// assert!(nearest.starts_with("did you mean `instances`? Known here: name, kind"), "{nearest}");
    /// let allowed = hint(r#"{"services": [{"kind": "api"}]}"#).unwrap();
    /// assert!(allowed.starts_with("must be one of: web, job"), "{allowed}");
    /// assert_eq!(hint("{"), None);
    /// ```
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self.message.strip_prefix("no such key; ") {
            None => self.message.starts_with("must be ").then_some(self.message.as_str()),
            hint => hint,
        }
    }

    /// From serde's message for the value at `path`.
    pub(super) fn at(path: &str, message: &str, position: Option<(usize, usize)>) -> Self {
        // A place inside the text that is not yet any field's is written "?".
        let message = &message.replace("expected a sequence", "expected a list of tables, written [[name]] or [{ … }]");
        let path = path.trim_end_matches(['?', '.']);
        let parent = (!path.is_empty()).then(|| path.to_owned());
        match unknown_key(message) {
            Some((key, help)) => Self { message: help, field: Some(key_path(parent, &shown_key(key))), position },
            None => Self {
                message: unknown_variant(message).unwrap_or_else(|| without_texts(message)),
                field: parent,
                position,
            },
        }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.position {
            write!(f, "line {line}, column {column}: ")?;
        }
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ScenarioError {}

/// Serde names an unknown key within the path of its struct, and the path to the error sometimes ends with it.
fn key_path(parent: Option<String>, key: &str) -> String {
    match parent {
        None => key.to_owned(),
        Some(parent) if parent == key || parent.ends_with(&format!(".{key}")) => parent,
        Some(parent) => format!("{parent}.{key}"),
    }
}

/// The path to an error as a message shows it: `services[0].pool.size`. The name of a variant may be a text that was
/// typed, and is left out.
pub(super) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        let key = match segment {
            Segment::Seq { index } => {
                let _ = write!(text, "[{index}]");
                continue;
            }
            Segment::Map { key } => shown_key(key),
            Segment::Enum { .. } => continue,
            Segment::Unknown => "?".into(),
        };
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(&key);
    }
    text
}

/// The longest key that is shown in full: far longer than any that is known.
const MAX_KEY_CHARS: usize = 40;

/// A key as a message shows it. Signs of a URL or an assignment in it mean that it is no key, and may hold a password.
pub(super) fn shown_key(key: &str) -> Cow<'_, str> {
    if key.contains(['@', ':', '/', '=', '?']) {
        return MASK.into();
    }
    let key = shown_name(key);
    match key.char_indices().nth(MAX_KEY_CHARS) {
        Some((end, _)) => format!("{}…", &key[..end]).into(),
        None => key,
    }
}

/// What serde expects instead of an unknown name, and the name.
fn unknown_name<'a>(message: &'a str, kind: &str) -> Option<(&'a str, Vec<&'a str>)> {
    // The name may hold any text, and what is expected holds no such words.
    let (name, expected) = message.strip_prefix(kind)?.strip_prefix(" `")?.rsplit_once("`, expected ")?;
    Some((name, expected.split('`').skip(1).step_by(2).collect()))
}

/// What is allowed, where serde's message is about a word that it does not know.
fn unknown_variant(message: &str) -> Option<String> {
    let (_, known) = unknown_name(message, "unknown variant")?;
    Some(format!("must be one of: {}", known.join(", ")))
}

/// The key and a better message, where serde's is about a key that it does not know.
pub(super) fn unknown_key(message: &str) -> Option<(&str, String)> {
    let (key, known) = unknown_name(message, "unknown field")?;
    let nearest = known.iter().max_by(|a, b| likeness(key, a).total_cmp(&likeness(key, b)));
    let guess = match nearest {
        Some(name) if likeness(key, name) > 0.6 => format!("did you mean `{name}`? "),
        _ => String::new(),
    };
    Some((key, format!("no such key; {guess}Known here: {}", known.join(", "))))
}

/// From 0 to 1; a name within the other is closer than any misspelling: `pool_size` means `size`.
fn likeness(a: &str, b: &str) -> f64 {
    // To compare long texts takes long, and no name is.
    if a.len() > 2 * MAX_KEY_CHARS {
        return 0.0;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() > 2 && long.split('_').any(|part| part == short) {
        return 1.0;
    }
    strsim::normalized_damerau_levenshtein(a, b)
}

/// Serde quotes a text of the wrong type in full; only its type may be told.
fn without_texts(message: &str) -> String {
    match (message.find("string \""), message.rfind("\", expected")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}a text{}", &message[..start], &message[end + 1..])
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Scenario;

    fn check(json: &str, parts: &[&str]) {
        let error = Scenario::from_json(json).unwrap_err().to_string();
        assert!(!error.contains("hunter2") && error.len() < 600, "{json}: {error}");
        for part in parts {
            assert!(error.contains(part), "{json}: {error}");
        }
    }

    #[test]
    fn an_unknown_word_is_not_repeated() {
        let service = |fields: &str| format!(r#"{{"services": [{{{fields}}}]}}"#);
        check(&service(r#""kind": "hunter2""#), &["services[0].kind: must be one of: web, job"]);
        check(&service(r#""environment": "hunter2""#), &["must be one of: production, staging, development"]);
        check(&service(r#""driver": "hunter2""#), &["must be one of: psycopg2, psycopg, asyncpg"]);
        check(&service(r#""worker_class": "hunter2""#), &["must be one of: sync"]);
        check(&service(r#""deploy": {"strategy": "hunter2"}"#), &["deploy.strategy: must be one of: rolling"]);
        check(&service(r#""pool": {"class": "hunter2"}"#), &["pool.class: must be one of: QueuePool, NullPool"]);
        check(&service(r#""pool": {"class": {"hunter2": 1}}"#), &["must be one of: QueuePool"]);
        check(&service(r#""kind": "a`, expected `hunter2""#), &["must be one of: web, job"]);
        check(r#"{"targets": {"may_change": ["hunter2"]}}"#, &["may_change[0]: must be one of: "]);
        check(r#"{"rules": {"PW001": "hunter2"}}"#, &["rules.PW001: must be one of: off, info, warning, error"]);
        check(r#"{"pooler": {"pool_mode": "postgresql://app:hunter2@db/app"}}"#, &["must be one of: session"]);
    }

    #[test]
    fn a_key_is_shown_where_it_is_one() {
        check(r#"{"services": [{"a`b`c": 3}]}"#, &["services[0].a`b`c: no such key; Known here: name, kind"]);
        check(r#"{"postgresql://app:hunter2@db": 3}"#, &["***: no such key"]);
        check(r#"{"rules": {"//app:hunter2@db": 3}}"#, &["rules.***: "]);
        let long = format!("{}hunter2", "x".repeat(200_000));
        check(&format!(r#"{{"{long}": 1}}"#), &["***: no such key; Known here: database"]);
        check(&format!(r#"{{"rules": {{"{long}": "off"}}}}"#), &["no such rule"]);
    }

    #[test]
    fn a_path_that_is_none_is_not_repeated() {
        for path in ["postgresql://a:hunter2@db/app?sslmode", "services[hunter2@db].instances", "a..hunter2=b"] {
            let error = Scenario::default().with(path, 1.into()).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{path}: {error}");
        }
        let error = Scenario::default().with("services[0.pool", 1.into()).unwrap_err().to_string();
        assert!(error.starts_with("services[0.pool: not a path"), "{error}");
    }
}
