//! SARIF 2.1.0, which code-scanning tools read.

use super::{
    fingerprint::fingerprint,
    fix::{SafeFix, replaced_lines},
    places::Places,
};
use crate::{commands::explain, scenario::Input};
use poolwise::rules::{self, Finding, Severity};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};

/// How many findings get a fix, each of which takes an edit of its file.
const MAX_FIXES: usize = 100;
/// Of a file that gets fixes: an edit parses and compares all of it.
const MAX_FIXED_BYTES: usize = 64 * 1024;

/// The log of one run.
pub(super) fn log(findings: &[Finding], places: &Places<'_>, input: &Input) -> Value {
    let results = findings.iter().enumerate().map(|(index, finding)| {
        let mut result = result(finding, places, input);
        let fix =
            SafeFix::from_finding(finding).filter(|_| index < MAX_FIXES).and_then(|fix| fix_of(&fix, input, finding));
        if let Some(fix) = fix {
            result["fixes"] = json!([fix]);
        }
        result
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Poolwise",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules::ALL.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    })
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

fn result(finding: &Finding, places: &Places<'_>, input: &Input) -> Value {
    let mut location = json!({
        "logicalLocations": [{ "fullyQualifiedName": finding.field, "kind": "property" }],
    });
    if let Some((path, line)) = places.path_and_line(&finding.field) {
        location["physicalLocation"] =
            json!({ "artifactLocation": { "uri": uri(path) }, "region": { "startLine": line } });
    }
    json!({
        "ruleId": finding.code,
        "ruleIndex": rules::ALL.iter().position(|rule| rule.code == finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": format!("{} {}", sentence(&finding.message), sentence(&finding.help)) },
        "locations": [location],
        "partialFingerprints": { "poolwiseFinding/v1": fingerprint(finding, input) },
        "properties": { "evidence": finding.evidence },
    })
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
