//! SARIF 2.1.0, which code-scanning tools read.

use super::places::Places;
use poolwise::rules::{self, Finding, Severity};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};

/// The log of one run.
pub(super) fn log(findings: &[Finding], places: Option<&Places<'_>>) -> Value {
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
            "results": findings.iter().map(|finding| result(finding, places)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(rule: &rules::Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": sentence(rule.summary) },
        "help": { "text": format!("Source: {}", rule.source) },
        "helpUri": rule.url,
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(finding: &Finding, places: Option<&Places<'_>>) -> Value {
    let mut location = json!({
        "logicalLocations": [{ "fullyQualifiedName": finding.field, "kind": "property" }],
    });
    if let Some((path, line)) = places.and_then(|places| places.path_and_line(&finding.field)) {
        location["physicalLocation"] =
            json!({ "artifactLocation": { "uri": uri(path) }, "region": { "startLine": line } });
    }
    json!({
        "ruleId": finding.code,
        "ruleIndex": rules::ALL.iter().position(|rule| rule.code == finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": format!("{} {}", sentence(&finding.message), sentence(&finding.help)) },
        "locations": [location],
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
