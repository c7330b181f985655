//! A plan's JSON read back.

use super::{interned, prediction::PredictionForm};
use poolwise::{
    Plan,
    advise::{Miss, Reason, Sensitivity, WayOut},
    budget::{Budget, Fits, Line, Memory, PoolerBudget, PoolerTotals, Totals, Until},
    plan::{AdvisedSetup, Busy, ClassHold, Load, PoolerPlan, PoolerSetup, ServicePlan, Setup, Status, Verdict},
    predict::Prediction,
    rules::{Finding, Fix, Severity},
    scenario::{Distribution, Pool},
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// A module that reads a list of what a form reads one of.
macro_rules! list {
    ($seen:vis $name:ident: $form:literal of $one:ty) => {
        $seen mod $name {
            use serde::Deserialize;

            #[derive(Deserialize)]
            struct One(#[serde(with = $form)] $one);

            pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<$one>, D::Error> {
                Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| one.0).collect())
            }
        }
    };
}
pub(super) use list;

/// By another name, or serde would borrow it from the JSON.
type Kept = &'static str;

#[derive(Deserialize)]
#[serde(remote = "Plan")]
struct Form {
    version: u32,
    #[serde(with = "VerdictForm")]
    verdict: Verdict,
    #[serde(with = "BudgetForm")]
    budget: Budget,
    #[serde(with = "LoadForm")]
    database: Load,
    #[serde(with = "services")]
    services: Vec<ServicePlan>,
    #[serde(deserialize_with = "pooler")]
    pooler: Option<PoolerPlan>,
    #[serde(deserialize_with = "maybe_way_out")]
    also_change: Option<WayOut>,
    #[serde(with = "ways_out")]
    ways_out: Vec<WayOut>,
    #[serde(with = "findings")]
    findings: Vec<Finding>,
}

pub(super) fn boxed<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Plan>, D::Error> {
    Form::deserialize(from).map(Box::new)
}

#[derive(Deserialize)]
#[serde(remote = "Verdict")]
struct VerdictForm {
    #[serde(with = "StatusForm")]
    status: Status,
    headline: String,
    detail: String,
}

#[derive(Deserialize)]
#[serde(remote = "Status", rename_all = "kebab-case")]
enum StatusForm {
    Fits,
    Tight,
    Over,
    Unknown,
}

#[derive(Deserialize)]
#[serde(remote = "Budget")]
struct BudgetForm {
    usable: u64,
    #[serde(with = "TotalsForm")]
    current: Totals,
    #[serde(with = "TotalsForm")]
    advised: Totals,
    #[serde(with = "FitsForm")]
    fits: Fits,
    #[serde(with = "lines")]
    services: Vec<Line>,
    #[serde(deserialize_with = "pooler_budget")]
    pooler: Option<PoolerBudget>,
    #[serde(with = "MemoryForm")]
    memory: Memory,
}

#[derive(Deserialize)]
#[serde(remote = "Totals")]
#[expect(clippy::struct_field_names, reason = "the contract's names")]
struct TotalsForm {
    at_rest: Option<u64>,
    at_deploy: Option<u64>,
    at_scale: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Memory")]
#[expect(clippy::struct_field_names, reason = "the contract's names")]
struct MemoryForm {
    per_connection_mib: [f64; 2],
    current_mib: Option<[f64; 2]>,
    advised_mib: Option<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(remote = "PoolerBudget")]
struct PoolerBudgetForm {
    accepts: u64,
    #[serde(with = "PoolerTotalsForm")]
    current: PoolerTotals,
    #[serde(with = "PoolerTotalsForm")]
    advised: PoolerTotals,
}

#[derive(Deserialize)]
#[serde(remote = "PoolerTotals")]
struct PoolerTotalsForm {
    #[serde(with = "TotalsForm")]
    clients: Totals,
    servers: u64,
}

#[derive(Deserialize)]
#[serde(remote = "Until")]
struct UntilForm {
    current: Option<u64>,
    advised: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Load")]
struct LoadForm {
    #[serde(with = "BusyForm")]
    busy_mean: Busy,
    knee: Option<[u64; 2]>,
}

#[derive(Deserialize)]
#[serde(remote = "Busy")]
struct BusyForm {
    current: f64,
    advised: f64,
}

#[derive(Deserialize)]
#[serde(remote = "PoolerPlan")]
struct PoolerPlanForm {
    #[serde(with = "PoolerSetupForm")]
    current: PoolerSetup,
    #[serde(with = "PoolerSetupForm")]
    advised: PoolerSetup,
    #[serde(with = "reasons")]
    reasons: Vec<Reason>,
    #[serde(with = "misses")]
    missed: Vec<Miss>,
    feasible: bool,
}

#[derive(Deserialize)]
#[serde(remote = "PoolerSetup")]
struct PoolerSetupForm {
    default_pool_size: u64,
    #[serde(deserialize_with = "maybe_prediction")]
    prediction: Option<Prediction>,
}

#[derive(Deserialize)]
#[serde(remote = "Miss")]
struct MissForm {
    #[serde(with = "interned")]
    field: Kept,
    target: f64,
    value: f64,
}

#[derive(Deserialize)]
#[serde(remote = "WayOut")]
struct WayOutForm {
    #[serde(with = "interned")]
    kind: Kept,
    change: String,
    effect: String,
    cost: String,
    set: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(remote = "Sensitivity")]
struct SensitivityForm {
    traffic: f64,
    hold: f64,
}

#[derive(Deserialize)]
#[serde(remote = "Fits")]
struct FitsForm {
    current: bool,
    advised: bool,
}

#[derive(Deserialize)]
#[serde(remote = "Line")]
struct LineForm {
    name: String,
    instances: u32,
    max_instances: u32,
    surge: u64,
    workers: u32,
    engines: u32,
    pooled: bool,
    #[serde(with = "TotalsForm")]
    current: Totals,
    #[serde(with = "TotalsForm")]
    advised: Totals,
    #[serde(with = "UntilForm")]
    until: Until,
}

#[derive(Deserialize)]
#[serde(remote = "ServicePlan")]
struct ServicePlanForm {
    name: String,
    pools: Option<u64>,
    #[serde(with = "holds")]
    holds: Vec<ClassHold>,
    #[serde(with = "SetupForm")]
    current: Setup,
    #[serde(with = "AdvisedForm")]
    advised: AdvisedSetup,
    feasible: bool,
}

#[derive(Deserialize)]
#[serde(remote = "ClassHold")]
struct ClassHoldForm {
    name: String,
    #[serde(with = "DistributionForm")]
    distribution: Distribution,
    mean_ms: f64,
    cv: f64,
    basis: String,
}

#[derive(Deserialize)]
#[serde(remote = "Distribution", rename_all = "kebab-case")]
enum DistributionForm {
    Fixed,
    Exponential,
    Lognormal,
    Samples,
}

#[derive(Deserialize)]
#[serde(remote = "Setup")]
struct SetupForm {
    pool: Pool,
    #[serde(with = "PredictionForm")]
    prediction: Prediction,
}

#[derive(Deserialize)]
#[serde(remote = "AdvisedSetup")]
struct AdvisedForm {
    pool: Pool,
    #[serde(with = "PredictionForm")]
    prediction: Prediction,
    #[serde(with = "reasons")]
    reasons: Vec<Reason>,
    #[serde(with = "misses")]
    missed: Vec<Miss>,
    #[serde(deserialize_with = "sensitivity")]
    holds_up_to: Option<Sensitivity>,
}

#[derive(Deserialize)]
#[serde(remote = "Reason")]
struct ReasonForm {
    #[serde(with = "interned")]
    field: Kept,
    value: Value,
    kept: bool,
    because: String,
    formula: String,
    #[serde(with = "interned")]
    source: Kept,
    #[serde(with = "interned")]
    changes: Kept,
}

#[derive(Deserialize)]
#[serde(remote = "Finding")]
struct FindingForm {
    #[serde(with = "interned")]
    code: Kept,
    #[serde(with = "interned")]
    rule: Kept,
    #[serde(with = "SeverityForm")]
    severity: Severity,
    message: String,
    help: String,
    field: String,
    #[serde(deserialize_with = "evidence")]
    evidence: BTreeMap<&'static str, Value>,
    #[serde(deserialize_with = "fix")]
    fix: Option<Fix>,
    #[serde(with = "interned")]
    source: Kept,
    #[serde(with = "interned")]
    url: Kept,
}

#[derive(Deserialize)]
#[serde(remote = "Severity", rename_all = "kebab-case")]
enum SeverityForm {
    Error,
    Warning,
    Info,
}

fn evidence<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<&'static str, Value>, D::Error> {
    let named = BTreeMap::<String, Value>::deserialize(from)?;
    Ok(named.into_iter().map(|(name, value)| (interned::interned(name), value)).collect())
}

fn fix<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Fix>, D::Error> {
    #[derive(Deserialize)]
    struct Form {
        set: BTreeMap<String, Value>,
    }
    Ok(Option::<Form>::deserialize(from)?.map(|Form { set }| Fix { set }))
}

/// A reader of what a form reads, or of nothing.
macro_rules! maybe {
    ($name:ident: $form:literal of $one:ty) => {
        fn $name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<$one>, D::Error> {
            #[derive(Deserialize)]
            struct One(#[serde(with = $form)] $one);
            Ok(Option::<One>::deserialize(from)?.map(|one| one.0))
        }
    };
}

maybe!(pooler: "PoolerPlanForm" of PoolerPlan);
maybe!(pooler_budget: "PoolerBudgetForm" of PoolerBudget);
maybe!(maybe_prediction: "PredictionForm" of Prediction);
maybe!(maybe_way_out: "WayOutForm" of WayOut);
maybe!(sensitivity: "SensitivityForm" of Sensitivity);

list!(services: "super::ServicePlanForm" of super::ServicePlan);
list!(holds: "super::ClassHoldForm" of super::ClassHold);
list!(lines: "super::LineForm" of super::Line);
list!(ways_out: "super::WayOutForm" of super::WayOut);
list!(misses: "super::MissForm" of super::Miss);
list!(reasons: "super::ReasonForm" of super::Reason);
list!(findings: "super::FindingForm" of super::Finding);
