//! The façade: one scenario in, one [`Plan`] out. The page, the command line and every other tool call this.

mod class_hold;
mod pooler;
mod verdict;

pub use crate::contract::VERSION;
pub use crate::server_load::{Busy, Load};
pub use class_hold::ClassHold;
pub use pooler::{PoolerPlan, PoolerSetup};
pub use verdict::{Status, Verdict};

use crate::{
    advise::{
        Advised, Assumed, FoundRemedy, Headroom, Miss, PoolerAdvice, PredictionCache, Reason, Remedy, advise_cached,
        assumed, assumed_of_pooler, pooler_headroom, remedies,
    },
    budget::Budget,
    deadlock::can_deadlock,
    format::percent,
    predict::{Prediction, Predictor, State},
    rules::{self, Finding, RuleContext},
    scenario::{Pool, Scenario, Service},
};
use serde::{Deserialize, Serialize};

/// Whether it fits, what will happen, what is wrong, and what to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
pub struct ServicePlan {
    /// Its name.
    pub name: String,
    /// Its pools at rest: instances × workers × engines; None beyond 64 bits.
    pub pools: Option<u64>,
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
    /// Whether requests are lost for good with the advised settings: they are the best that fits, and saturated.
    #[must_use]
    pub fn loses_requests(&self) -> bool {
        let prediction = &self.advised.prediction;
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
        let AdvisedSetup { prediction, missed, deadlocks, .. } = &self.advised;
        let missed: Vec<String> = missed.iter().map(Miss::text).collect();
        if self.feasible {
            None
        } else if self.loses_requests() {
            let share = percent(prediction.timeout_probability);
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

/// Settings of a pool and what they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
    /// What they do while a deploy runs; None where no instance is missing then, or all.
    pub in_deploy: Option<Prediction>,
    /// Whether tasks can take all connections and wait for each other until they time out, which no prediction counts.
    pub deadlocks: bool,
    /// What the pools bear beyond the traffic that is given; None without traffic, or where nothing bounds them.
    pub headroom: Option<Headroom>,
}

/// Advised settings, what they do, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdvisedSetup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
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

/// The plan for a scenario.
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
    let cache = PredictionCache::new(predictor);
    let current = Outlook::from_scenario(scenario, &cache);
    let AdvisedChanges { sized, advice, required: required_changes, remedies } =
        AdvisedChanges::new(scenario, &cache, Remedies::All);
    let judged = Judged::new(scenario, &sized, &current, &advice, required_changes.as_ref());
    let findings = judged.findings();
    let verdict = judged.verdict(&findings);
    let Judged { budget, database, .. } = judged;

    let rows = scenario.services.iter().zip(&sized.services).zip(current).zip(advice.services).enumerate();
    let services = rows.map(|(index, (((service, sized_for), current), advice))| ServicePlan {
        name: service.name.clone(),
        pools: service.pools(),
        holds: ClassHold::all_of(service),
        current: Setup {
            pool: service.pool.clone(),
            prediction: current.prediction,
            in_deploy: current.in_deploy,
            deadlocks: can_deadlock(service, &service.pool),
            headroom: current.headroom,
        },
        advised: AdvisedSetup {
            headroom: advice.headroom,
            prediction: advice.prediction,
            in_deploy: advice.in_deploy,
            deadlocks: can_deadlock(sized_for, &advice.pool),
            pool: advice.pool,
            reasons: resting_on(advice.reasons, |field| assumed(&sized, index, field)),
            missed: advice.missed,
        },
        feasible: advice.feasible,
        kept: advice.kept,
    });
    let services = services.collect();
    let pooler = scenario.pooler.as_ref().zip(advice.pooler).map(|(now, advice)| {
        let reasons = resting_on(advice.reasons, |_| assumed_of_pooler(&sized));
        PoolerPlan::new(now, PoolerAdvice { reasons, ..advice })
    });
    Plan { version: VERSION, verdict, budget, database, services, pooler, required_changes, remedies, findings }
}

/// What is wrong with a scenario: the findings of its plan, without the search for remedies.
///
/// ```
/// use poolwise::{Scenario, plan::check};
///
/// let scenario = Scenario::from_toml("[[services]]\ninstances = 20").unwrap();
/// assert_eq!(check(&scenario)[0].code, "PW001");
/// ```
#[must_use]
pub fn check(scenario: &Scenario) -> Vec<Finding> {
    let cache = PredictionCache::new(Predictor::Full);
    let current = Outlook::from_scenario(scenario, &cache);
    let AdvisedChanges { sized, advice, required, .. } = AdvisedChanges::new(scenario, &cache, Remedies::Allowed);
    Judged::new(scenario, &sized, &current, &advice, required.as_ref()).findings()
}

/// What a service's pools do as they are.
struct Outlook {
    prediction: Prediction,
    in_deploy: Option<Prediction>,
    headroom: Option<Headroom>,
}

impl Outlook {
    fn from_scenario(scenario: &Scenario, cache: &PredictionCache) -> Vec<Self> {
        let of_pooler = pooler_headroom(scenario, cache);
        let of_service = |service: &Service| {
            let prediction = cache.predict_once(service, &service.pool);
            let targets = scenario.targets.for_service(service);
            Self {
                in_deploy: service.in_deploy().map(|then| cache.predict_once(&then, &service.pool)),
                headroom: cache
                    .headroom(service, &service.pool, &targets, &prediction, None)
                    .map(|headroom| headroom.within(of_pooler.filter(|_| scenario.is_pooled(service)), service)),
                prediction,
            }
        };
        scenario.services.iter().map(of_service).collect()
    }
}

/// What rules and verdict look at.
struct Judged<'a> {
    scenario: &'a Scenario,
    current: &'a [Outlook],
    advice: &'a Advised,
    required_changes: Option<&'a Remedy>,
    budget: Budget,
    database: Load,
}

impl<'a> Judged<'a> {
    fn new(
        scenario: &'a Scenario,
        sized: &Scenario,
        current: &'a [Outlook],
        advice: &'a Advised,
        required_changes: Option<&'a Remedy>,
    ) -> Self {
        let budget = Budget::new(scenario, &advice.apply(sized));
        let current_predictions = current.iter().map(|service| &service.prediction);
        let advised_predictions = advice.services.iter().map(|advice| &advice.prediction);
        let database = Load::new(scenario, current_predictions, advised_predictions);
        Self { scenario, current, advice, required_changes, budget, database }
    }

    fn with_context<T>(&self, judge: impl FnOnce(&RuleContext<'_>) -> T) -> T {
        let current: Vec<Prediction> = self.current.iter().map(|service| service.prediction.clone()).collect();
        let in_deploy: Vec<_> = self.current.iter().map(|service| service.in_deploy.clone()).collect();
        let headroom: Vec<_> = self.current.iter().map(|service| service.headroom).collect();
        judge(&RuleContext {
            scenario: self.scenario,
            budget: &self.budget,
            database: &self.database,
            current: &current,
            in_deploy: &in_deploy,
            headroom: &headroom,
            advice: self.advice,
            besides: self.required_changes,
        })
    }

    fn findings(&self) -> Vec<Finding> {
        self.with_context(rules::check)
    }

    fn verdict(&self, findings: &[Finding]) -> Verdict {
        self.with_context(|context| Verdict::new(context, findings))
    }
}

/// The search for remedies advises many a scenario whose reasons nobody reads, so only a plan's say what they rest on.
fn resting_on(reasons: Vec<Reason>, assumed: impl Fn(&str) -> Vec<Assumed>) -> Vec<Reason> {
    reasons.into_iter().map(|reason| Reason { assumed: assumed(&reason.field), ..reason }).collect()
}

/// The scenario as it would be with the advised settings, and with what the targets allow to change besides.
pub(crate) fn advised(scenario: &Scenario, predictor: Predictor) -> Scenario {
    let changed = AdvisedChanges::new(scenario, &PredictionCache::new(predictor), Remedies::Allowed);
    changed.advice.apply(&changed.sized)
}

/// How the targets are met: by pools alone, or by what the user allows besides.
struct AdvisedChanges {
    /// The scenario that the advice is for.
    sized: Scenario,
    advice: Advised,
    required: Option<Remedy>,
    remedies: Vec<Remedy>,
}

/// Which remedies to look for where pools alone do not suffice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedies {
    All,
    /// Only where the targets allow to make one of them a part of the advice.
    Allowed,
}

impl AdvisedChanges {
    fn new(scenario: &Scenario, cache: &PredictionCache, wanted: Remedies) -> Self {
        let advice = advise_cached(scenario, cache);
        let allowed = &scenario.targets.may_change;
        let looks = !advice.is_feasible() && (wanted == Remedies::All || !allowed.is_empty());
        let mut found = if looks { remedies(scenario, &advice, cache) } else { Vec::new() };
        let is_allowed = |found: &FoundRemedy| found.lever.is_some_and(|lever| allowed.contains(&lever));
        match found.iter().position(is_allowed).map(|allowed| found.swap_remove(allowed)) {
            Some(FoundRemedy { remedy, scenario, .. }) => {
                let advice = advise_cached(&scenario, cache);
                Self { sized: scenario, advice, required: Some(remedy), remedies: Vec::new() }
            }
            None => Self {
                sized: scenario.clone(),
                advice,
                required: None,
                remedies: found.into_iter().map(|found| found.remedy).collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan};

    fn findings_are_those_of_the_plan(text: &str, code: &str) {
        let scenario = Scenario::from_toml(text).unwrap();
        let found = super::check(&scenario);
        assert!(found.iter().any(|finding| finding.code == code), "{text}: {found:?}");
        assert_eq!(found, plan(&scenario).findings, "{text}");
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
