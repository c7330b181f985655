//! The identity of a finding.

use crate::scenario::Input;
use poolwise::rules::Finding;

/// What names a finding however its lines move: the rule, the service's name and the field.
pub(super) fn fingerprint(finding: &Finding, input: &Input) -> String {
    let of_service = finding.field.strip_prefix("services[").and_then(|rest| rest.split_once(']'));
    let service = of_service
        .and_then(|(index, field)| Some((input.document.scenario.services.get(index.parse::<usize>().ok()?)?, field)));
    match service {
        Some((service, field)) => format!("{}/{}/{}", finding.code, service.name, field.trim_start_matches('.')),
        None => format!("{}/{}", finding.code, finding.field),
    }
}
