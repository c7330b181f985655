//! How bad the findings of single rules count in a scenario.

use crate::rule_index::{RULES, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rules by code, and what their findings count as. Read by code or by name.
///
/// ```
/// use poolwise::{Scenario, plan};
///
/// let scenario = Scenario::from_toml("services = [{}]\n[rules]\nstale-connections = 'off'").unwrap();
/// assert!(plan(&scenario).findings.iter().all(|finding| finding.code != "PW012"));
/// let error = Scenario::from_toml("[rules]\nstale-connection = 'off'").unwrap_err();
/// assert!(error.to_string().contains("did you mean `stale-connections`?"), "{error}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Level>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "BTreeMap<String, Level>"))]
pub struct Severities(BTreeMap<&'static str, Level>);

/// What a rule's findings count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// They are not told.
    Off,
    /// As something worth knowing.
    Info,
    /// As something that will hurt.
    Warning,
    /// As something that fails in production.
    Error,
}

impl Severities {
    /// How bad the findings of a rule count; None where they are not told.
    pub(crate) fn severity_of(&self, code: &str, usual: Severity) -> Option<Severity> {
        match self.0.get(code) {
            None => Some(usual),
            Some(Level::Off) => None,
            Some(Level::Info) => Some(Severity::Info),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
        }
    }
}

impl TryFrom<BTreeMap<String, Level>> for Severities {
    type Error = String;

    fn try_from(given: BTreeMap<String, Level>) -> Result<Self, String> {
        let code_of = |key: &String| {
            let rule = RULES.iter().find(|(code, name)| code.eq_ignore_ascii_case(key) || name == key);
            rule.map(|(code, _)| *code).ok_or_else(|| unknown(key))
        };
        given.iter().map(|(key, level)| Ok((code_of(key)?, *level))).collect::<Result<_, _>>().map(Self)
    }
}

fn unknown(key: &str) -> String {
    // To compare long texts takes long, and no name is.
    let likeness = |name: &str| if key.len() > 80 { 0.0 } else { strsim::normalized_damerau_levenshtein(key, name) };
    let nearest = RULES.iter().map(|(_, name)| *name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let guess = nearest.filter(|name| likeness(name) > 0.6);
    let guess = guess.map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    format!("no such rule; {guess}Rules go by code or name: PW001 or over-budget")
}
