//! Findings and remedies.

use crate::{apply::Buttons, book};
use poolwise::{
    Plan,
    rules::{self, Severity},
};
use poolwise_view::{Finding, Level, Remedy};

pub(super) fn finding(finding: &rules::Finding, buttons: Buttons<'_>) -> Finding {
    let (level, word) = match finding.severity {
        Severity::Error => (Level::Over, "error"),
        Severity::Warning => (Level::Tight, "warning"),
        Severity::Info => (Level::Unknown, "info"),
    };
    Finding {
        level,
        code: finding.code.to_string(),
        page: book::rule(&finding.code, &finding.rule),
        word: word.to_owned(),
        title: finding.rule.replace('-', " "),
        message: finding.message.clone(),
        evidence: Vec::new(),
        help: finding.help.clone(),
        more: String::new(),
        source: (finding.source.to_string(), finding.url.to_string()),
        apply: finding.fix.as_ref().and_then(|fix| buttons.long(&finding.code, &fix.set)),
    }
}

/// Remedies, where no pools inside the budget meet the targets.
pub(super) fn remedies(plan: &Plan, buttons: Buttons<'_>) -> Vec<Remedy> {
    let remedy = |(number, remedy): (usize, &poolwise::advise::Remedy)| Remedy {
        change: remedy.change.clone(),
        effect: remedy.effect.clone(),
        cost: format!("Cost: {}.", remedy.cost),
        apply: buttons.short(&format!("remedy {number}"), &remedy.set),
    };
    (1..).zip(&plan.remedies).map(remedy).collect()
}
