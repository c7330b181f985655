//! What writers write about: all services with the settings of their pools, and what stands above each file.

use super::{
    Options,
    text::{slug, whole},
};
use crate::{
    format::{count, grouped, number, percent},
    plan::{Plan, ServicePlan},
    predict::Prediction,
    scenario::{Pool, PoolClass, PoolMode, Scenario, Service, ServiceKind, Strategy},
    units::{Quantity, Surge, as_f64},
};
use serde_json::Value;

/// All services of a scenario at its busiest, with their plan.
pub(crate) struct Fleet<'a> {
    pub(crate) scenario: Scenario,
    /// The same with the traffic as it is given.
    pub(crate) with_profile: Scenario,
    pub(crate) plan: &'a Plan,
    /// Whether the current settings are written instead of the advised ones.
    pub(crate) current: bool,
    /// Whether the variables of a monitor are written.
    pub(crate) monitoring: bool,
    /// The names of files and objects, one per service, all different.
    stems: Vec<String>,
}

/// `maxSurge` of a Deployment that gives none. Source: Kubernetes' documentation of Deployments.
const KUBERNETES_SURGE: Surge = Surge::Percent(25.0);

/// One service with the settings to write.
pub(crate) struct Settings<'a> {
    /// Its place in the scenario.
    pub(crate) index: usize,
    pub(crate) service: &'a Service,
    pub(crate) plan: &'a ServicePlan,
    pub(crate) pool: &'a Pool,
    /// What the settings do, in the busiest 15 minutes.
    pub(crate) prediction: &'a Prediction,
    /// A plain name of it, unlike that of any other service: "api".
    pub(crate) stem: String,
    pub(crate) fleet: &'a Fleet<'a>,
}

/// The scenario with what the advice changes besides pools.
fn with_required_changes(scenario: &Scenario, plan: &Plan, current: bool) -> Scenario {
    let changes = plan.required_changes.iter().filter(|_| !current).flat_map(|change| &change.set);
    changes.fold(scenario.clone(), |scenario, (path, value)| scenario.with(path, value.clone()).unwrap_or(scenario))
}

impl<'a> Fleet<'a> {
    pub(crate) fn new(scenario: &Scenario, plan: &'a Plan, options: &Options) -> Self {
        let mut stems: Vec<String> = Vec::new();
        for (service, number) in scenario.services.iter().zip(1..) {
            let mut name = slug(&service.name);
            if name.is_empty() {
                "service".clone_into(&mut name);
            }
            stems.push(if stems.contains(&name) { format!("{name}-{number}") } else { name });
        }
        let &Options { current, monitoring, .. } = options;
        let with_profile = with_required_changes(scenario, plan, current);
        let scenario = with_profile.at_its_busiest().into_owned();
        Self { scenario, with_profile, plan, current, monitoring, stems }
    }

    pub(crate) fn services(&'a self) -> impl Iterator<Item = Settings<'a>> {
        let rows = self.scenario.services.iter().zip(&self.plan.services).zip(&self.stems).enumerate();
        rows.map(|(index, ((service, plan), stem))| {
            let (pool, prediction) = if self.current {
                (&plan.current.pool, plan.current.busiest())
            } else {
                (&plan.advised.pool, plan.advised.busiest())
            };
            Settings { index, service, plan, pool, prediction, stem: stem.clone(), fleet: self }
        })
    }

    /// "advised" or "current".
    pub(crate) fn which(&self) -> &'static str {
        if self.current { "current" } else { "advised" }
    }

    /// The connections of all services and other clients at the peak of a deploy; None where nothing bounds them.
    pub(crate) fn connections(&self) -> Option<u64> {
        let budget = &self.plan.budget;
        if self.current { budget.current.at_deploy } else { budget.advised.at_deploy }
    }

    /// What the server admits, with what the advice changes besides pools.
    pub(crate) fn usable(&self) -> u64 {
        let budget = &self.plan.budget;
        if self.current { budget.usable } else { budget.advised_usable }
    }

    /// Whether what Kubernetes starts by itself in a deploy has room, where the scenario gives no way to deploy.
    pub(crate) fn has_room_for_kubernetes_surge(&self) -> bool {
        let direct = self.services().filter(|service| !self.scenario.is_pooled(service.service));
        let all = direct.map(|service| {
            service.connections_with_kubernetes_surge().or_else(|| service.connections_at_peak()).unwrap_or(u64::MAX)
        });
        let others = self.scenario.database.other_clients.get().into();
        all.fold(others, u64::saturating_add) <= self.usable()
    }

    /// What the advice or a finding sets a field of the scenario to; None for the current settings.
    pub(crate) fn advised_value(&self, field: &str) -> Option<&Value> {
        if self.current {
            return None;
        }
        let required = self.plan.required_changes.as_ref().and_then(|change| change.set.get(field));
        let fixed = || self.plan.findings.iter().find_map(|finding| finding.fix.as_ref()?.set.get(field));
        required.or_else(fixed)
    }

    /// What the pooler does not do with the advised settings, where they are the best that fits.
    pub(crate) fn pooler_warning(&self) -> Option<String> {
        self.plan.pooler.as_ref().filter(|_| !self.current)?.warning()
    }

    /// What stands above a file about all services, in sentences.
    pub(crate) fn summary(&self) -> Vec<String> {
        let taken = self.connections().map_or_else(
            || "nothing bounds their connections".to_owned(),
            |taken| format!("at most {} of {}", grouped(taken), grouped(self.usable())),
        );
        let mut sentences = vec![format!("By Poolwise, for {} pools: {taken}.", self.which())];
        sentences.extend(self.services().map(|one| one.sum()));
        sentences
    }
}

impl Settings<'_> {
    /// size + overflow; None where either is unlimited, or where no pool is.
    pub(crate) fn capacity(&self) -> Option<u64> {
        self.pool.capacity()
    }

    /// The one maximum of a pool that has no overflow; None where it is unlimited or more than a number of 32 bits.
    pub(crate) fn maximum(&self) -> Option<u32> {
        u32::try_from(self.capacity()?).ok()
    }

    pub(crate) fn has_pool(&self) -> bool {
        self.pool.class == PoolClass::QueuePool
    }

    /// All its connections at the peak of a deploy, with as many instances as autoscaling may start.
    pub(crate) fn connections_at_peak(&self) -> Option<u64> {
        self.service.pools_at_scale()?.checked_mul(self.capacity()?)
    }

    /// The same where the scenario gives no way to deploy: Kubernetes then starts a quarter more instances. None where it
    /// gives one, and for a function.
    pub(crate) fn connections_with_kubernetes_surge(&self) -> Option<u64> {
        let Service { kind, deploy, surge, .. } = self.service;
        let is_given = surge.rounded_up(u32::MAX) > 0 || deploy.unavailable.rounded_down(u32::MAX) > 0;
        if is_given || deploy.strategy != Strategy::Rolling || *kind == ServiceKind::Function {
            return None;
        }
        let surging = Service { surge: KUBERNETES_SURGE, ..self.service.clone() };
        surging.pools_at_scale()?.checked_mul(self.capacity()?)
    }

    /// What the settings do not do, where they are the best that fits, or what the pooler in front of them does not.
    pub(crate) fn warning(&self) -> Option<String> {
        let of_pooler = || self.fleet.pooler_warning().filter(|_| self.fleet.scenario.is_pooled(self.service));
        if self.fleet.current { None } else { self.plan.warning().or_else(of_pooler) }
    }

    /// "api: 8 pools × (4 + 0) = 32 connections".
    pub(crate) fn sum(&self) -> String {
        let pools =
            self.service.pools().map_or_else(|| "more pools than 64 bits hold".to_owned(), |n| count(n, "pool"));
        let each = match self.capacity() {
            Some(_) => format!("({} + {})", self.pool.size, self.pool.overflow),
            None => "unlimited".to_owned(),
        };
        let all = self.service.pools().zip(self.capacity()).and_then(|(pools, each)| pools.checked_mul(each));
        let all = all.map_or_else(String::new, |all| format!(" = {}", count(all, "connection")));
        format!("{}: {pools} × {each}{all}.", self.service.name)
    }

    /// What stands above the file of a service, in sentences: whose pool it is, what it takes and bears, and what it does
    /// not do.
    pub(crate) fn summary(&self) -> Vec<String> {
        let mut sentences = vec![
            format!("Connection pool of {}, by Poolwise: {} settings.", self.service.name, self.fleet.which()),
            self.sum(),
        ];
        let rate = self.service.rate_per_s();
        if rate > 0.0 {
            let utilization = self.prediction.utilization.map_or_else(String::new, |utilization| {
                format!(
                    ", {} of a pool in use, p95 wait {} ms",
                    percent(utilization),
                    number(self.prediction.wait_ms.p95)
                )
            });
            let each = rate / as_f64(self.service.pools().unwrap_or(u64::MAX));
            sentences.push(format!("For {} requests per second in each pool{utilization}.", number(each)));
        }
        sentences.extend(self.warning().map(|warning| format!("Warning: {warning}.")));
        sentences
    }

    /// The same for a pool that has one maximum instead of a size and an overflow.
    pub(crate) fn summary_of_one_maximum(&self) -> Vec<String> {
        let mut sentences = self.summary();
        let (size, overflow) = (&self.pool.size, &self.pool.overflow);
        sentences.push(match self.maximum() {
            Some(maximum) => format!("This pool has one maximum: {size} + {overflow} = {maximum}."),
            None => "This pool is unlimited in the scenario: a maximum must be chosen.".to_owned(),
        });
        sentences
    }

    /// Whether the pooler may give each transaction another server, and tracks no prepared statements.
    pub(crate) fn is_unprepared(&self) -> bool {
        let scenario = &self.fleet.scenario;
        let pooler = scenario.pooler.as_ref().filter(|_| scenario.is_pooled(self.service));
        pooler.is_some_and(|pooler| pooler.pool_mode != PoolMode::Session && pooler.max_prepared_statements.get() == 0)
    }

    /// What a finding about this service says to set a field to: "echo", "`statement_timeout_ms`".
    pub(crate) fn fixed(&self, field: &str) -> Option<&Value> {
        self.fleet.advised_value(&format!("services[{}].{field}", self.index))
    }

    /// How long a connection may take to open, in seconds, as a finding says to set it or else as the scenario has it; None
    /// for no limit.
    pub(crate) fn connect_timeout_s(&self) -> Option<f64> {
        let given = || self.service.connect_timeout_s.map(Quantity::get);
        let seconds = self.fixed("connect_timeout_s").and_then(Value::as_f64).or_else(given)?;
        Some(seconds).filter(|seconds| *seconds > 0.0)
    }

    /// The `statement_timeout` in whole milliseconds that a finding says to set, or else the scenario's; None for none.
    pub(crate) fn statement_timeout_ms(&self) -> Option<u64> {
        let given = || self.service.statement_timeout_ms.map(crate::units::Millis::get);
        let ms = self.fixed("statement_timeout_ms").and_then(Value::as_f64).or_else(given)?;
        Some(whole(ms).min(i32::MAX as u64)).filter(|ms| *ms > 0)
    }
}
