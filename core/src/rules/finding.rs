//! What a rule finds.

use super::Severity;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// What a rule has to say about a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code: "PW001".
    pub code: Cow<'static, str>,
    /// The rule's name: "over-budget".
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is the case, with its numbers.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The field it is about, as a path: `services[0].pool.size`.
    pub field: String,
    /// The numbers it rests on, by name.
    pub evidence: BTreeMap<Cow<'static, str>, Value>,
    /// Settings that resolve it, where settings do.
    pub fix: Option<Fix>,
    /// What the rule rests on.
    pub source: Cow<'static, str>,
    /// Where the source can be read.
    pub url: Cow<'static, str>,
}

/// Settings that resolve a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fix {
    /// Field path to new value.
    pub set: BTreeMap<String, Value>,
}

/// What a rule found, before its rule is named on it.
#[derive(Default)]
pub(super) struct FindingBody {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) field: String,
    pub(super) evidence: Vec<(&'static str, Value)>,
    pub(super) fix: Vec<(String, Value)>,
    /// Where it is worse than the rule's findings usually are.
    pub(super) severity: Option<Severity>,
}
