//! Which fields the user gave, and which have their default for want of a better value.

use serde_json::Value;
use std::collections::BTreeSet;

/// The fields of a scenario that were given, by path. What is read from a document knows them; a scenario that is built
/// in Rust gives none.
///
/// It says where values come from and not what they are, so scenarios that differ in nothing else are equal.
///
/// ```
/// use poolwise::Scenario;
///
/// let scenario = Scenario::from_toml("[[services]]\npool = { size = 5 }").unwrap();
/// assert!(scenario.given.has("services[0].pool.size"));
/// assert!(!scenario.given.has("services[0].pool.overflow"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeSet<String>);

impl PartialEq for Given {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Given {
    /// Whether the field at this path was given.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// All that a document says.
    pub(super) fn of(document: &Value) -> Self {
        let mut given = Self::default();
        given.insert("", document);
        given
    }

    /// Counts the field at this path as given, or where its value is a table, each in that.
    pub(super) fn insert(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.insert(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value);
                }
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                for (index, value) in items.iter().enumerate() {
                    self.insert(&format!("{path}[{index}]"), value);
                }
            }
            _ => {
                self.0.insert(path.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Scenario;

    fn check(scenario: &Scenario, given: &[&str]) {
        assert_eq!(scenario.given.0.iter().map(String::as_str).collect::<Vec<_>>(), given);
    }

    #[test]
    fn documents_and_settings_give_fields() {
        let json = r#"{"services": [{"pool": {"size": 5}, "traffic": [{"hold_ms": {"samples": [1, 2]}}]}]}"#;
        let (samples, size) = ("services[0].traffic[0].hold_ms.samples", "services[0].pool.size");
        let scenario = Scenario::from_json(json).unwrap();
        check(&scenario, &[size, samples]);
        check(&scenario.with("database.cores", 4.into()).unwrap(), &["database.cores", size, samples]);
        let filled =
            Scenario::filled(serde_json::from_str(json).unwrap(), [(size, 7.into()), ("database.cores", 4.into())]);
        check(&filled.unwrap(), &["database.cores", size, samples]);
        check(&Scenario::default(), &[]);
        let hold = serde_json::json!({ "mean": 50, "cv": 1 });
        let (mean, cv) = ("services[0].traffic[0].hold_ms.mean", "services[0].traffic[0].hold_ms.cv");
        check(&Scenario::default().with("services[0].traffic[0].hold_ms", hold).unwrap(), &[cv, mean]);
    }
}
