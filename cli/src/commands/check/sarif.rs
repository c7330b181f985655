//! SARIF 2.1.0, which code-scanning tools read.

use super::{
    fingerprint::fingerprint,
    fix::{SafeFix, replaced_lines},
    places::Places,
};
use crate::{commands::explain, scenario::Input};
use poolwise::rules::{self, Finding, Severity};
use serde::Serialize;
use serde_json::{Value, json};
use std::{borrow::Cow, collections::BTreeMap, fmt::Write, path::Path};

/// How many findings get a fix, each of which takes an edit of its file.
const MAX_FIXES: usize = 100;
/// Of a file that gets fixes: an edit parses and compares all of it.
const MAX_FIXED_BYTES: usize = 64 * 1024;

/// The log of one run. Typed, and its words borrowed: a fleet has tens of thousands of results.
pub(super) fn log<'a>(findings: &'a [Finding], places: &Places<'a>, input: &Input) -> impl Serialize + use<'a> {
    let results = findings.iter().enumerate().map(|(index, finding)| {
        let fix =
            SafeFix::from_finding(finding).filter(|_| index < MAX_FIXES).and_then(|fix| fix_of(&fix, input, finding));
        Result { fixes: fix.map(|fix| [fix]), ..Result::new(finding, places, input) }
    });
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        runs: [Run {
            column_kind: "unicodeCodePoints",
            results: results.collect(),
            tool: json!({ "driver": {
                "name": "Poolwise",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules::ALL.iter().map(rule).collect::<Vec<_>>(),
            } }),
        }],
        version: "2.1.0",
    }
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'a>; 1],
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    column_kind: &'static str,
    results: Vec<Result<'a>>,
    tool: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Value; 1]>,
    level: &'static str,
    locations: [Location<'a>; 1],
    message: Message,
    partial_fingerprints: Fingerprints,
    properties: Properties<'a>,
    rule_id: &'a str,
    rule_index: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    logical_locations: [LogicalLocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "poolwiseFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    evidence: &'a BTreeMap<Cow<'static, str>, Value>,
}

fn rule(rule: &rules::Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": sentence(rule.summary) },
        "help": { "text": format!("poolwise explain {}. Source: {}", rule.code, rule.source), "markdown": explain::page(rule) },
        "helpUri": rule.url,
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

/// What the lines of a file become.
fn fix_of(fix: &SafeFix<'_>, input: &Input, finding: &Finding) -> Option<Value> {
    if input.files.iter().any(|file| file.text().len() > MAX_FIXED_BYTES) {
        return None;
    }
    let (file, text) = fix.edit(&input.files)?;
    let replacements: Vec<Value> = replaced_lines(file.text(), &text).into_iter().map(|replaced| {
        json!({
            "deletedRegion": { "startLine": replaced.lines.start, "startColumn": 1, "endLine": replaced.lines.end, "endColumn": 1 },
            "insertedContent": { "text": replaced.text },
        })
    }).collect();
    Some(json!({
        "description": { "text": sentence(&finding.help) },
        "artifactChanges": [{ "artifactLocation": { "uri": uri(file.path()?) }, "replacements": replacements }],
    }))
}

impl<'a> Result<'a> {
    fn new(finding: &'a Finding, places: &Places<'_>, input: &Input) -> Self {
        let physical_location = places.path_and_line(&finding.field).map(|(path, start_line)| PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(path) },
            region: Region { start_line },
        });
        Self {
            fixes: None,
            level: level(finding.severity),
            locations: [Location {
                logical_locations: [LogicalLocation { fully_qualified_name: &finding.field, kind: "property" }],
                physical_location,
            }],
            message: Message { text: format!("{} {}", sentence(&finding.message), sentence(&finding.help)) },
            partial_fingerprints: Fingerprints { finding: fingerprint(finding, input) },
            properties: Properties { evidence: &finding.evidence },
            rule_id: &finding.code,
            rule_index: rules::ALL.iter().position(|rule| rule.code == finding.code).unwrap_or_default(),
        }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// With a full stop, since what follows is a sentence of its own.
fn sentence(text: &str) -> String {
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{text}{end}")
}

/// A path as a URI reference: what is not plain is percent-encoded (RFC 3986), and a full path gets its scheme.
fn uri(path: &Path) -> String {
    let path_text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let mut uri = String::new();
    if path.is_absolute() {
        uri.push_str(if path_text.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path_text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri(Path::new("deploy/pool wise.toml")), "deploy/pool%20wise.toml");
        assert_eq!(uri(Path::new("a:b.toml")), "a%3Ab.toml");
        #[cfg(unix)]
        assert_eq!(uri(Path::new("/srv/ü.toml")), "file:///srv/%C3%BC.toml");
    }
}
