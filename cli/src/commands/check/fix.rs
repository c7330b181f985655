//! Fixes of findings, where they are safe.

use crate::{
    edit,
    failure::Failure,
    output::replace,
    scenario::{Input, ScenarioFile},
    text,
};
use poolwise::{
    format::count,
    plan::check,
    rules::{Finding, Severity},
    scenario::Document,
};
use serde_json::Value;
use similar::{DiffOp, TextDiff};
use std::{collections::BTreeMap, io::Write, ops::Range};

/// Fields of a service that are its owner's to choose. What a server has, or how many instances run, is only described in a
/// scenario: to change it there would change nothing.
const CHOSEN: [&str; 9] = [
    "pool.size",
    "pool.overflow",
    "pool.timeout_s",
    "pool.recycle_s",
    "pool.pre_ping",
    "pool.lifo",
    "echo",
    "statement_timeout_ms",
    "connect_timeout_s",
];

/// So many fixes are tried; each takes a check of the whole scenario.
const MAX_ATTEMPTS: usize = 200;

/// A fix that sets nothing but such fields.
pub(super) struct SafeFix<'a> {
    set: &'a BTreeMap<String, Value>,
}

/// Lines of a text that become another text.
pub(super) struct Replaced {
    /// From 1, the end excluded.
    pub(super) lines: Range<usize>,
    pub(super) text: String,
}

impl<'a> SafeFix<'a> {
    pub(super) fn from_finding(finding: &'a Finding) -> Option<Self> {
        let set = &finding.fix.as_ref()?.set;
        let is_chosen = |path: &String| {
            path.split_once("].")
                .is_some_and(|(service, field)| service.starts_with("services[") && CHOSEN.contains(&field))
        };
        set.keys().all(is_chosen).then_some(Self { set })
    }

    /// The one file that it changes, and what that becomes; None where it changes several, or none in TOML.
    pub(super) fn edit<'f>(&self, files: &'f [ScenarioFile]) -> Option<(&'f ScenarioFile, String)> {
        let is_of = |file: &&ScenarioFile| self.set.keys().all(|path| file.local(path).is_some());
        let file = files.iter().find(is_of).filter(|file| file.is_toml() && file.path().is_some())?;
        Some((file, self.edited(file, file.text())?))
    }

    fn edited(&self, file: &ScenarioFile, text: &str) -> Option<String> {
        let set = self.set.iter().filter_map(|(path, value)| Some((file.local(path)?, value)));
        edit::set(text, set)
    }

    fn applied(&self, document: &Document) -> Option<Document> {
        self.set.iter().try_fold(document.clone(), |document, (path, value)| document.with(path, value.clone()).ok())
    }
}

/// The lines in which two texts differ.
pub(super) fn replaced_lines(before: &str, after: &str) -> Vec<Replaced> {
    let diff = TextDiff::from_lines(before, after);
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let replaced = |op: &DiffOp| Replaced {
        lines: op.old_range().start + 1..op.old_range().end + 1,
        text: op.new_range().filter_map(|line| diff.new_slice(line)).collect(),
    };
    changed.map(replaced).collect()
}

/// What files become, and how many findings that resolves.
pub(super) struct Fixed {
    document: Document,
    /// One text per file.
    texts: Vec<String>,
    count: u64,
}

/// Makes every safe fix after which its finding is gone and nothing is worse.
pub(super) fn fix(input: &Input) -> Fixed {
    let mut fixed = Fixed {
        document: input.document.clone(),
        texts: input.files.iter().map(|file| file.text().to_owned()).collect(),
        count: 0,
    };
    let mut found = check(&fixed.document);
    let mut tried: Vec<(String, String)> = Vec::new();
    while tried.len() < MAX_ATTEMPTS {
        let id = |finding: &Finding| (finding.code.to_string(), finding.field.clone());
        let next = found.iter().find_map(|finding| {
            Some((SafeFix::from_finding(finding)?, id(finding))).filter(|(_, id)| !tried.contains(id))
        });
        let Some((safe, next)) = next else { break };
        if let Some((document, texts, after)) = attempt(&safe, &fixed, input, &found, &next) {
            fixed = Fixed { document, texts, count: fixed.count + 1 };
            found = after;
        }
        tried.push(next);
    }
    fixed
}

type Attempt = (Document, Vec<String>, Vec<Finding>);

fn attempt(
    safe: &SafeFix<'_>,
    before: &Fixed,
    input: &Input,
    found: &[Finding],
    (code, field): &(String, String),
) -> Option<Attempt> {
    let document = safe.applied(&before.document)?;
    let mut texts = before.texts.clone();
    for (file, text) in input.files.iter().zip(&mut texts) {
        if safe.set.keys().any(|path| file.local(path).is_some()) {
            *text = safe.edited(file, text).filter(|_| file.is_toml())?;
        }
    }
    let after = check(&document);
    let remains = after.iter().any(|finding| finding.code == *code && finding.field == *field);
    let is_new = |finding: &&Finding| !found.iter().any(|old| old.code == finding.code && old.field == finding.field);
    let is_worse = after.iter().filter(is_new).any(|finding| finding.severity != Severity::Info);
    (!remains && !is_worse).then_some((document, texts, after))
}

/// What would be changed, as a unified diff.
pub(super) fn diff(input: &Input, fixed: &Fixed) -> String {
    let mut diffs = String::new();
    for (file, text) in input.files.iter().zip(&fixed.texts) {
        let place = file.place();
        diffs += &TextDiff::from_lines(file.text(), text).unified_diff().header(&place, &place).to_string();
    }
    diffs
}

/// Writes the files that changed, and says so on standard error.
pub(super) fn write(input: Input, fixed: Fixed) -> Result<Input, Failure> {
    for (file, text) in input.files.iter().zip(&fixed.texts) {
        if file.text() == text {
            continue;
        }
        let Some(path) = file.path() else {
            return Err(Failure::new(file.place(), "cannot be fixed in place: name a file, or use --fix --diff"));
        };
        replace(path, text, Some(file.source()))?;
    }
    if fixed.count > 0 {
        // A closed standard error cannot be reported anywhere.
        let _ = writeln!(
            anstream::stderr(),
            "{}",
            text::styled(text::BOLD, &format!("Fixed {}.", count(fixed.count, "finding")))
        );
    }
    let files = input.files.into_iter().zip(fixed.texts).map(|(file, text)| file.with_text(text)).collect();
    Ok(Input { document: fixed.document, files })
}
