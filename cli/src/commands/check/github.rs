//! Workflow commands, which GitHub Actions shows as annotations beside the scenario's lines.
//!
//! Source: GitHub documentation, "Workflow commands for GitHub Actions"; the escapes as in the toolkit's
//! packages/core/src/command.ts.

use super::places::Places;
use poolwise::rules::{Finding, Severity};
use std::borrow::Cow;

/// One command a line.
pub(super) fn commands(findings: &[Cow<'_, Finding>], places: &Places<'_>) -> String {
    findings.iter().map(|finding| command(finding, places) + "\n").collect()
}

fn command(finding: &Finding, places: &Places<'_>) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    // Standard input has no file to annotate.
    if let Some((path, line)) = places.path_and_line(&finding.field) {
        properties.push(format!("file={}", property(&path.to_string_lossy())));
        properties.push(format!("line={line}"));
    }
    properties.push(format!("title={}", property(&format!("{} {}", finding.code, finding.rule))));
    let message = format!("{}: {}\nhelp: {}", finding.field, finding.message, finding.help);
    format!("::{level} {}::{}", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_command_is_escaped() {
        assert_eq!(data("5 %, a: b\r\n"), "5 %25, a: b%0D%0A");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
