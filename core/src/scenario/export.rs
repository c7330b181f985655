//! Documents as texts: what their user gave, and nothing else.

use super::{Document, ExplicitFields};
use serde_json::{Map, Value};
use std::fmt::Write;

impl Document {
    /// The fields that were given, as a tree that [`Document::from_json`] reads back.
    ///
    /// ```
    /// use poolwise::scenario::Document;
    ///
    /// let text = r#"{"services":[{"name":"api","pool":{"size":5}}]}"#;
    /// assert_eq!(Document::from_json(text).unwrap().to_json().to_string(), text);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        // A scenario is numbers, words and lists of them, all of which JSON has.
        let tree = serde_json::to_value(&self.scenario).unwrap_or_default();
        let mut given = given(&tree, "", &self.given).unwrap_or_else(|| Value::Object(Map::new()));
        if let (Some(_), Some(parts)) = (&self.scenario.pooler, given.as_object_mut()) {
            parts.entry("pooler").or_insert_with(|| Value::Object(Map::new()));
        }
        given
    }

    /// The same as TOML, the form of a `poolwise.toml`: a table per part and per service, with its fields in lines.
    ///
    /// ```
    /// use poolwise::scenario::Document;
    ///
    /// let text = "[database]\nmax_connections = 50\n\n[[services]]\nname = \"api\"\ninstances = 2\npool = { size = 5 }\n";
    /// assert_eq!(Document::from_toml(text).unwrap().to_toml(), text);
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        let tree = self.to_json();
        for (name, part) in tree.as_object().into_iter().flatten() {
            match part {
                Value::Array(tables) => {
                    for table in tables {
                        write_table(&mut text, &format!("[[{name}]]"), table);
                    }
                }
                table => write_table(&mut text, &format!("[{name}]"), table),
            }
        }
        text
    }
}

/// The part of a tree at `path` that was given; of a list of tables every table, so that the others keep their places, unless
/// none of them gives anything and they are no services.
fn given(value: &Value, path: &str, fields: &ExplicitFields) -> Option<Value> {
    match value {
        Value::Object(parts) => {
            let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let kept = parts.iter().filter_map(|(key, part)| Some((key.clone(), given(part, &below(key), fields)?)));
            let kept: Map<String, Value> = kept.collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let table = |(index, item)| given(item, &format!("{path}[{index}]"), fields);
            let tables: Vec<Option<Value>> = items.iter().enumerate().map(table).collect();
            let counts = path == "services" || tables.iter().any(Option::is_some);
            counts.then(|| tables.into_iter().map(|one| one.unwrap_or_else(|| Value::Object(Map::new()))).collect())
        }
        value => (fields.has(path) && !value.is_null()).then(|| value.clone()),
    }
}

fn write_table(text: &mut String, head: &str, table: &Value) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.extend([head, "\n"]);
    // What it is called comes first.
    let fields = || table.as_object().into_iter().flatten();
    let (names, others) = (fields().filter(|(key, _)| *key == "name"), fields().filter(|(key, _)| *key != "name"));
    for (key, value) in names.chain(others) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} = {}", name(key), inline(value));
    }
}

/// A value within a line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(parts) => {
            let parts: Vec<String> =
                parts.iter().map(|(key, part)| format!("{} = {}", name(key), inline(part))).collect();
            if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::String(text) => quoted(text),
        value => value.to_string().trim_end_matches(".0").to_owned(),
    }
}

/// A key: bare where it may be.
fn name(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// A basic string: as JSON has it, but for the one control character that JSON leaves as it is.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

#[cfg(all(test, feature = "toml"))]
mod tests {
    use super::*;

    fn check(text: &str) {
        let document = Document::from_toml(text).unwrap();
        let (toml, json) = (document.to_toml(), document.to_json().to_string());
        assert_eq!(Document::from_toml(&toml).unwrap(), document, "{toml}");
        assert_eq!(Document::from_json(&json).unwrap(), document, "{json}");
    }

    #[test]
    fn documents_are_read_back_as_they_were() {
        check("");
        check("[[services]]\n[[services]]\nname = 'b'");
        check("[pooler]\n[[services]]\nname = \"it's \\\"quoted\\\" \\u007F \\n\"\nsurge = '25%'");
        check("[[services]]\ntraffic = [{ rate_per_s = 0.1, hold_ms = { samples = [1, 2.5] } }, { rate_per_s = 3 }]");
        check("[rules]\nPW008 = 'off'\n[targets]\nmay_change = ['workers']\nwait_p99_ms = 1e-3");
        check(
            "[[services]]\npool = { recycle_s = -1, overflow = -1 }\nburst = { factor = 4, every_s = 30, for_s = 5 }",
        );
    }
}
