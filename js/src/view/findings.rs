//! Findings and remedies.

use crate::{apply::Buttons, book};
use poolwise::{
    Plan,
    rules::{self, Severity},
};
use poolwise_view::{Finding, Level, Line, Remedy};

/// From so many services on, what a rule finds in each of them is one finding.
const MANY: usize = 3;

/// The findings, the worst first; those of one rule that are no errors are one where they are about many services.
pub(super) fn findings(plan: &Plan, buttons: Buttons<'_>) -> Vec<Finding> {
    let mut shown: Vec<Vec<&rules::Finding>> = Vec::new();
    for finding in &plan.findings {
        let is_same = |group: &&mut Vec<&rules::Finding>| {
            group.first().is_some_and(|first| (&first.code, first.severity) == (&finding.code, finding.severity))
        };
        match shown.iter_mut().find(is_same).filter(|_| finding.severity != Severity::Error) {
            Some(group) => group.push(finding),
            None => shown.push(vec![finding]),
        }
    }
    let one_each = |group: &[&rules::Finding]| group.iter().map(|one| finding(one, buttons)).collect();
    let rows = shown
        .iter()
        .map(|group| if group.len() < MANY { one_each(group) } else { vec![of_many(plan, group, buttons)] });
    rows.flatten().collect()
}

/// One finding for what a rule finds in many services: in words for the first, and for the others by name where nothing
/// else differs. What it applies is for all.
fn of_many(plan: &Plan, group: &[&rules::Finding], buttons: Buttons<'_>) -> Finding {
    let name_of = |found: &rules::Finding| {
        let index: usize = found.field.strip_prefix("services[")?.split(']').next()?.parse().ok()?;
        plan.services.get(index).map(|service| service.name.as_str())
    };
    let unnamed = |found: &rules::Finding| found.message.replace(name_of(found).unwrap_or_default(), "");
    let (first, others) = group.split_first().map_or((group[0], group), |(first, others)| (*first, others));
    let mut shown = finding(first, buttons);
    let (same, different): (Vec<&rules::Finding>, Vec<_>) =
        others.iter().copied().partition(|one| unnamed(one) == unnamed(first));
    let names: Vec<&str> = same.into_iter().filter_map(name_of).collect();
    if !names.is_empty() {
        shown.message = format!("{}. The same for {}", shown.message, names.join(", "));
    }
    let line = |one: &rules::Finding| Line {
        place: name_of(one).unwrap_or_default().to_owned(),
        text: one.message.clone(),
        ..Line::default()
    };
    shown.evidence = different.into_iter().map(line).collect();
    shown.title = format!("{} in {} services", shown.title, group.len());
    let set = group.iter().filter_map(|one| one.fix.as_ref()).flat_map(|fix| fix.set.clone()).collect();
    shown.apply = buttons.long(&first.code, &set);
    shown
}

fn finding(finding: &rules::Finding, buttons: Buttons<'_>) -> Finding {
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
