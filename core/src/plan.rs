//! The façade: one document in, one [`Plan`] out. The page, the command line and every other tool call this.

mod class_hold;
mod pooler;
mod verdict;

pub use crate::contract::VERSION;
pub use crate::outlook::Setup;
pub use crate::server_load::{Busy, Load};
pub use class_hold::ClassHold;
pub use pooler::{PoolerPlan, PoolerSetup};
pub use verdict::{Status, Verdict};

use crate::{
    advise::{
        AdvisedChanges, Assumed, Headroom, Miss, PoolerAdvice, PredictionCache, Reason, Remedies, Remedy, assumed,
        assumed_of_pooler,
    },
    budget::Budget,
    format::percent,
    outlook::{Outlook, ServiceOutcome},
    predict::{Prediction, Predictor, State},
    rules::{self, Finding},
    scenario::{Document, ExplicitFields, Pool, Scenario, Service},
};
use serde::{Deserialize, Serialize};

/// Whether it fits, what will happen, what is wrong, and what to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Plan {
    /// The version of this form.
    pub version: u32,
    /// The whole plan in a sentence or two.
    pub verdict: Verdict,
    /// Connections against what the server admits.
    pub budget: Budget,
    /// What the server's cores have to do.
    pub database: Load,
    /// Each service, in the order of the scenario.
    pub services: Vec<ServicePlan>,
    /// The pooler, where there is one.
    pub pooler: Option<PoolerPlan>,
    /// What the advice changes besides pools, as the targets allow it, since pools alone would not do.
    pub required_changes: Option<Remedy>,
    /// What would meet every target, where no pools inside the budget do; the cheapest first.
    pub remedies: Vec<Remedy>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// One service as it is and as advised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServicePlan {
    /// Its name.
    pub name: String,
    /// Its pools at rest: instances × workers × engines; None beyond 64 bits. Of a function those at its busiest.
    pub pools: Option<u64>,
    /// When its busiest 15 minutes begin, in seconds from the beginning of its profile's period; None where its traffic has
    /// no profile, or several of different periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busiest_at_s: Option<f64>,
    /// What each class of its traffic is taken for.
    pub holds: Vec<ClassHold>,
    /// The settings as they are, and what they do.
    pub current: Setup,
    /// What to set instead.
    pub advised: AdvisedSetup,
    /// Whether the advice meets every target inside the budget.
    pub feasible: bool,
    /// Whether the advice leaves the size and overflow of a healthy pool as they are.
    pub kept: bool,
}

impl ServicePlan {
    /// `sized` is the scenario that the advice is for, `on_average` the service at its mean rate where that is not the
    /// rate that it is sized for.
    fn new(
        outcome: ServiceOutcome<'_>,
        sized: &Scenario,
        given: &ExplicitFields,
        on_average: Option<(&Service, &PredictionCache)>,
    ) -> Self {
        let ServiceOutcome { index, service, current, advice, deadlocks_as_advised, .. } = outcome;
        let advice = advice.clone();
        let split = |busiest: Prediction, pool: &Pool| match on_average {
            Some((service, cache)) => (cache.predict_once(service, pool), Some(busiest)),
            None => (busiest, None),
        };
        let (prediction, peak) = split(current.prediction, &current.pool);
        let current = Setup { prediction, peak, ..current };
        let (prediction, peak) = split(advice.prediction, &advice.pool);
        Self {
            name: service.name.clone(),
            pools: service.pools(),
            busiest_at_s: None,
            holds: ClassHold::all_of(service),
            current,
            advised: AdvisedSetup {
                headroom: advice.headroom,
                prediction,
                peak,
                in_deploy: advice.in_deploy,
                deadlocks: deadlocks_as_advised,
                pool: advice.pool,
                reasons: resting_on(advice.reasons, |field| assumed(sized, given, index, field)),
                missed: advice.missed,
            },
            feasible: advice.feasible,
            kept: advice.kept,
        }
    }

    /// Whether requests are lost for good with the advised settings: they are the best that fits, and saturated.
    #[must_use]
    pub fn loses_requests(&self) -> bool {
        let prediction = self.advised.busiest();
        !self.feasible && prediction.state == State::Saturated && prediction.timeout_probability > 0.0
    }

    /// What the advised settings do not do, where they are the best that fits and still not good enough; None where they
    /// meet every target.
    ///
    /// ```
    /// let text = "[[services]]\ninstances = 90\ntraffic = [{ rate_per_s = 9000, hold_ms = { mean = 50 } }]";
    /// let plan = poolwise::plan(&poolwise::Scenario::from_toml(text).unwrap());
    /// let warning = plan.services[0].warning().unwrap();
    /// assert_eq!(warning, "with these settings 80 % of the requests still time out; no pools that fit carry the traffic");
    /// ```
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let AdvisedSetup { missed, deadlocks, .. } = &self.advised;
        let missed: Vec<String> = missed.iter().map(Miss::text).collect();
        if self.feasible {
            None
        } else if self.loses_requests() {
            let share = percent(self.advised.busiest().timeout_probability);
            Some(format!(
                "with these settings {share} of the requests still time out; no pools that fit carry the traffic"
            ))
        } else if *deadlocks {
            Some("with these settings tasks can still wait for each other's connections until they time out".to_owned())
        } else if missed.is_empty() {
            Some("even these settings are too many connections for the server".to_owned())
        } else {
            Some(format!("these settings are the best that fits, and miss a target: {}", missed.join(", ")))
        }
    }
}

/// Advised settings, what they do, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AdvisedSetup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service; where its traffic has a profile, at the mean rate.
    pub prediction: Prediction,
    /// What they do in the busiest 15 minutes, for which they are sized; None where the traffic has no profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak: Option<Prediction>,
    /// What they do while a deploy runs; None where no instance is missing then, or all.
    pub in_deploy: Option<Prediction>,
    /// Whether tasks can take all connections and wait for each other until they time out, which no prediction counts.
    pub deadlocks: bool,
    /// Why each advised number is what it is.
    pub reasons: Vec<Reason>,
    /// The targets that they miss.
    pub missed: Vec<Miss>,
    /// What the pools bear beyond the traffic that is given; None without traffic, or where nothing bounds them.
    pub headroom: Option<Headroom>,
}

impl AdvisedSetup {
    /// What they do when it counts: in the busiest 15 minutes, or at any time where the traffic has no profile.
    #[must_use]
    pub fn busiest(&self) -> &Prediction {
        self.peak.as_ref().unwrap_or(&self.prediction)
    }
}

/// The plan for a scenario. No field counts as given: [`plan_document`] knows which ones the user wrote.
///
/// ```
/// use poolwise::{Scenario, plan};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\ninstances = 4\nworkers = 2\npool = { size = 5, overflow = 10 }\n\
///      traffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]",
/// )
/// .unwrap();
/// let plan = plan(&scenario);
/// assert!(!plan.budget.fits.current && plan.budget.fits.advised);
/// assert_eq!(plan.findings[0].code, "PW001");
/// ```
#[must_use]
pub fn plan(scenario: &Scenario) -> Plan {
    plan_with(scenario, Predictor::Full)
}

/// The same by a predictor of choice: [`Predictor::ClosedForm`] takes microseconds where a simulation takes many
/// milliseconds.
#[must_use]
pub fn plan_with(scenario: &Scenario, predictor: Predictor) -> Plan {
    plan_document(&scenario.clone().into(), predictor)
}

/// The plan for a document: findings and reasons know which fields its user gave, and which defaults are assumed.
///
/// ```
/// use poolwise::{plan::plan_document, predict::Predictor, scenario::Document};
///
/// let document = Document::from_toml("[[services]]\nkind = 'web'").unwrap();
/// let plan = plan_document(&document, Predictor::Full);
/// let reason = &plan.services[0].advised.reasons[0];
/// assert_eq!((&*reason.field, &*reason.assumed[0].field), ("pool.size", "services[0].instances"));
/// ```
#[must_use]
pub fn plan_document(document: &Document, predictor: Predictor) -> Plan {
    let Document { scenario: written, given } = document;
    let scenario = &*written.at_its_busiest();
    let cache = PredictionCache::new(predictor);
    // First, since the search for remedies uses up the cache's simulations.
    let current = Setup::all_current(scenario, &cache);
    let changes = AdvisedChanges::new(scenario, &cache, Remedies::All);
    let outlook = Outlook::new(scenario, given, current, &changes);
    let findings = rules::check(&outlook);
    let verdict = Verdict::new(&outlook, &findings);

    let Outlook { services, budget, database, .. } = outlook;
    let services = services.into_iter().zip(&written.services).map(|(outcome, written)| {
        let on_average = outcome.service.with_profile_of(written);
        let on_average = on_average.as_ref().map(|service| (service, &cache));
        let plan = ServicePlan::new(outcome, &changes.sized, given, on_average);
        ServicePlan { busiest_at_s: written.busiest_at_s(), ..plan }
    });
    let services = services.collect();
    let pooler = scenario.pooler.as_ref().zip(changes.advice.pooler).map(|(now, advice)| {
        let reasons = resting_on(advice.reasons, |_| assumed_of_pooler(&changes.sized, given));
        PoolerPlan::new(now, PoolerAdvice { reasons, ..advice })
    });
    Plan {
        version: VERSION,
        verdict,
        budget,
        database,
        services,
        pooler,
        required_changes: changes.required,
        remedies: changes.remedies,
        findings,
    }
}

/// What is wrong with a document: the findings of its plan, without the search for remedies.
///
/// ```
/// use poolwise::{plan::check, scenario::Document};
///
/// let document = Document::from_toml("[[services]]\ninstances = 20").unwrap();
/// assert_eq!(check(&document)[0].code, "PW001");
/// ```
#[must_use]
pub fn check(document: &Document) -> Vec<Finding> {
    let Document { scenario, given } = document;
    let scenario = &*scenario.at_its_busiest();
    let cache = PredictionCache::new(Predictor::Full);
    let current = Setup::all_current(scenario, &cache);
    let changes = AdvisedChanges::new(scenario, &cache, Remedies::Allowed);
    rules::check(&Outlook::new(scenario, given, current, &changes))
}

/// The search for remedies advises many a scenario whose reasons nobody reads, so only a plan's say what they rest on.
fn resting_on(reasons: Vec<Reason>, assumed: impl Fn(&str) -> Vec<Assumed>) -> Vec<Reason> {
    reasons.into_iter().map(|reason| Reason { assumed: assumed(&reason.field), ..reason }).collect()
}

/// The scenario as it would be with the advised settings, and with what the targets allow to change besides.
pub(crate) fn advised(scenario: &Scenario, predictor: Predictor) -> Scenario {
    AdvisedChanges::new(&scenario.at_its_busiest(), &PredictionCache::new(predictor), Remedies::Allowed).apply()
}

#[cfg(test)]
mod tests {
    use super::{Predictor, plan_document};
    use crate::scenario::Document;

    fn findings_are_those_of_the_plan(text: &str, code: &str) {
        let document = Document::from_toml(text).unwrap();
        let found = super::check(&document);
        assert!(found.iter().any(|finding| finding.code == code), "{text}: {found:?}");
        assert_eq!(found, plan_document(&document, Predictor::Full).findings, "{text}");
    }

    #[test]
    fn check_finds_what_the_plan_finds() {
        let check = findings_are_those_of_the_plan;
        let traffic = "traffic = [{ rate_per_s = 600, hold_ms = { mean = 60 } }]";
        check("services = [{ forks_after_engine = true }]", "PW051");
        check(&format!("[[services]]\ninstances = 4\nworkers = 6\n{traffic}"), "PW001");
        let may_change = "targets = { may_change = ['max_connections'] }";
        check(&format!("{may_change}\n[[services]]\ninstances = 40\nworkers = 4\n{traffic}"), "PW001");
        let deploy = "deploy = { unavailable = '50%', start_s = 60 }\npool = { size = 16, overflow = 0 }";
        check(&format!("[[services]]\ninstances = 4\n{deploy}\n{traffic}"), "PW047");
    }
}
