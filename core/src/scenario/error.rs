//! Why a scenario could not be read.

use std::fmt;

/// An unreadable scenario: which field, where in the text, what is wrong and what would be right.
///
/// Values are never part of the message except numbers: a text value in the wrong place may be a secret.
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

    /// From serde's message for the value at `path`.
    pub(super) fn at(path: &str, message: &str, position: Option<(usize, usize)>) -> Self {
        // A place inside the text that is not yet any field's is written "?".
        let message = &message.replace("expected a sequence", "expected a list of tables, written [[name]] or [{ … }]");
        let path = path.trim_end_matches(['?', '.']);
        let parent = (!path.is_empty()).then(|| path.to_owned());
        match unknown_key(message) {
            Some((key, help)) => Self { message: help, field: Some(key_path(parent, key)), position },
            None => Self { message: without_texts(message), field: parent, position },
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

/// The key and a better message, where serde's is about a key that it does not know.
fn unknown_key(message: &str) -> Option<(&str, String)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = quoted.next()?;
    let known: Vec<&str> = quoted.collect();
    let nearest = known.iter().max_by(|a, b| likeness(key, a).total_cmp(&likeness(key, b)));
    let guess = match nearest {
        Some(name) if likeness(key, name) > 0.6 => format!("did you mean `{name}`? "),
        _ => String::new(),
    };
    Some((key, format!("no such key; {guess}Known here: {}", known.join(", "))))
}

/// From 0 to 1; a name within the other is closer than any misspelling: `pool_size` means `size`.
fn likeness(a: &str, b: &str) -> f64 {
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
