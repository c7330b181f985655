//! Code Quality JSON, which GitLab shows in merge requests.
//!
//! Source: GitLab documentation, "Code Quality", "Code Quality report format": a description, a check name, a unique
//! fingerprint, a path, a line, and a severity of info, minor, major, critical or blocker.

use super::{fingerprint::fingerprint, places::Places};
use crate::scenario::Input;
use poolwise::rules::{Finding, Severity};
use serde_json::{Value, json};

/// GitLab shows no issue without a file; standard input has none, and is called so.
const STANDARD_INPUT: &str = "-";

/// One issue per finding.
pub(super) fn issues(findings: &[Finding], places: &Places<'_>, input: &Input) -> Value {
    findings.iter().map(|finding| issue(finding, places, input)).collect()
}

fn issue(finding: &Finding, places: &Places<'_>, input: &Input) -> Value {
    let place = places.path_and_line(&finding.field);
    let (path, line) = place.map_or((STANDARD_INPUT.into(), 1), |(path, line)| (path.to_string_lossy(), line));
    // GitLab takes a path from the repository's folder, without "./".
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    json!({
        "description": format!("{}: {}. {}", finding.field, finding.message, finding.help),
        "check_name": format!("{} {}", finding.code, finding.rule),
        "fingerprint": format!("{path}/{}", fingerprint(finding, input)),
        "severity": severity(finding.severity),
        "location": { "path": path, "lines": { "begin": line } },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}
