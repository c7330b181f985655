//! Which fields the user gave, and which have their default for want of a better value.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write};

/// The fields of a scenario that were given, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExplicitFields(BTreeSet<String>);

impl ExplicitFields {
    /// Whether the field at this path was given.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether a field of the table at this path was given.
    #[must_use]
    pub fn has_below(&self, path: &str) -> bool {
        let from = format!("{path}.");
        self.0.range(from.clone()..).next().is_some_and(|first| first.starts_with(&from))
    }

    /// Whether nothing tells which fields were given, as of a scenario that is built in Rust.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the fields of another document, whose services come behind as many as `services`.
    pub(super) fn append(&mut self, other: Self, services: usize) {
        self.0.extend(other.0.into_iter().map(|path| shifted(&path, services).unwrap_or(path)));
    }

    /// All fields of a document's tree.
    pub(super) fn from_tree(tree: &Value) -> Self {
        let mut given = Self::default();
        given.insert("", tree);
        given
    }

    /// Counts the field at this path as given, or where its value is a table, each in that.
    pub(super) fn insert(&mut self, path: &str, value: &Value) {
        self.insert_at(&mut path.to_owned(), value);
    }

    /// The same for a field whose path is at the end of `path`, which is as before afterwards.
    fn insert_at(&mut self, path: &mut String, value: &Value) {
        let length = path.len();
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    if length > 0 {
                        path.push('.');
                    }
                    path.push_str(key);
                    self.insert_at(path, value);
                    path.truncate(length);
                }
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                for (index, value) in items.iter().enumerate() {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "[{index}]");
                    self.insert_at(path, value);
                    path.truncate(length);
                }
            }
            _ => {
                self.0.insert(path.clone());
            }
        }
    }
}

/// The path of a service's field where as many services as `by` come before it.
fn shifted(path: &str, by: usize) -> Option<String> {
    let (index, field) = path.strip_prefix("services[")?.split_once(']')?;
    Some(format!("services[{}]{field}", index.parse::<usize>().ok()? + by))
}

#[cfg(test)]
mod tests {
    use crate::scenario::Document;

    fn check(document: &Document, given: &[&str]) {
        assert_eq!(document.given.0.iter().map(String::as_str).collect::<Vec<_>>(), given);
    }

    #[test]
    fn documents_and_settings_give_fields() {
        let json = r#"{"services": [{"pool": {"size": 5}, "traffic": [{"hold_ms": {"samples": [1, 2]}}]}]}"#;
        let (samples, size) = ("services[0].traffic[0].hold_ms.samples", "services[0].pool.size");
        let document = Document::from_json(json).unwrap();
        check(&document, &[size, samples]);
        check(&document.with("database.cores", 4.into()).unwrap(), &["database.cores", size, samples]);
        let filled =
            Document::filled(serde_json::from_str(json).unwrap(), [(size, 7.into()), ("database.cores", 4.into())]);
        check(&filled.unwrap(), &["database.cores", size, samples]);
        check(&Document::default(), &[]);
        let hold = serde_json::json!({ "mean": 50, "cv": 1 });
        let (mean, cv) = ("services[0].traffic[0].hold_ms.mean", "services[0].traffic[0].hold_ms.cv");
        check(&Document::default().with("services[0].traffic[0].hold_ms", hold).unwrap(), &[cv, mean]);
    }
}
