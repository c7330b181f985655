//! Advice by pools alone, or by what the targets allow to change besides.

use super::{Advised, FoundRemedy, PredictionCache, Remedy, advise_cached, remedies};
use crate::scenario::Scenario;

/// How the targets are met: by pools alone, or by what the user allows besides.
pub(crate) struct AdvisedChanges {
    /// The scenario that the advice is for, with the required change.
    pub(crate) sized: Scenario,
    pub(crate) advice: Advised,
    /// The remedy that is a part of the advice.
    pub(crate) required: Option<Remedy>,
    /// Those that the user may choose, the cheapest first.
    pub(crate) remedies: Vec<Remedy>,
}

/// Which remedies to look for where pools alone do not suffice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedies {
    All,
    /// Only where the targets allow to make one of them a part of the advice.
    Allowed,
}

impl AdvisedChanges {
    pub(crate) fn new(scenario: &Scenario, cache: &PredictionCache, wanted: Remedies) -> Self {
        let advice = advise_cached(scenario, cache);
        let allowed = &scenario.targets.may_change;
        let looks = !advice.is_feasible() && (wanted == Remedies::All || !allowed.is_empty());
        let mut found = if looks { remedies(scenario, &advice, cache) } else { Vec::new() };
        let is_allowed = |found: &FoundRemedy| found.lever.is_some_and(|lever| allowed.contains(&lever));
        match found.iter().position(is_allowed).map(|allowed| found.swap_remove(allowed)) {
            Some(FoundRemedy { remedy, scenario, advised, .. }) => {
                Self { sized: scenario, advice: advised, required: Some(remedy), remedies: Vec::new() }
            }
            None => Self {
                sized: scenario.clone(),
                advice,
                required: None,
                remedies: found.into_iter().map(|found| found.remedy).collect(),
            },
        }
    }

    /// The scenario with the advised settings and the required change.
    pub(crate) fn apply(&self) -> Scenario {
        self.advice.apply(&self.sized)
    }
}
