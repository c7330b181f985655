//! The index of files that are written together.

use super::File;
use serde::Serialize;

/// A row of the index.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    file: &'a str,
    service: Option<&'a str>,
}

/// The index of files that are written together: a JSON list of their kinds, names and services.
///
/// ```
/// use poolwise::{Scenario, plan, write::{ALL, Options, index, write}};
/// let scenario = Scenario::from_toml("[[services]]\nname = 'api'").unwrap();
/// let files = write(&ALL[0], &scenario, &plan(&scenario), &Options::default());
/// let rows: serde_json::Value = serde_json::from_str(&index(&files)).unwrap();
/// assert_eq!(rows[0], serde_json::json!({ "kind": "env", "file": "api.env", "service": "api" }));
/// ```
#[must_use]
pub fn index(files: &[File]) -> String {
    let mut rows = Vec::new();
    for File { kind, name, service, .. } in files {
        rows.push(Row { kind, file: name, service: service.as_deref() });
    }
    // Texts alone always make JSON.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}
