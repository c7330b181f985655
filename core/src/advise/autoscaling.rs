//! What autoscaling leaves the pools: they are sized for the largest fleet, and that may be too little for the present one.

use super::Advised;
use crate::{
    format::count,
    scenario::{Scenario, Service},
};

/// What leaves the pools of a service no more than they get: "the budget leaves once 40 instances run".
pub(crate) fn what_leaves_no_more(scenario: &Scenario, service: &Service) -> String {
    let what = if scenario.is_pooled(service) { "the pooler's max_client_conn leaves" } else { "the budget leaves" };
    match service.most_instances() {
        most if most > service.instances => format!("{what} once {} run", count(most.get().into(), "instance")),
        _ => what.to_owned(),
    }
}

impl Advised {
    /// Whether autoscaling alone leaves the pools too little: those that meet every target would fit the instances that run
    /// now.
    pub(crate) fn fails_only_scaled_out(&self, scenario: &Scenario) -> bool {
        if self.is_feasible() || !scenario.services.iter().any(|service| service.most_instances() > service.instances) {
            return false;
        }
        let wanted = |pooled: bool| {
            let rows = scenario.services.iter().zip(&self.services);
            let rows = rows.filter(|(service, _)| scenario.is_pooled(service) == pooled);
            rows.fold(0_u64, |sum, (service, advice)| {
                let capacity = advice.needed.filter(|_| !advice.feasible).or_else(|| service.capacity(&advice.pool));
                let taken = service.pools_at_deploy().zip(capacity).and_then(|(pools, each)| pools.checked_mul(each));
                // A target that no pool meets is not autoscaling's fault.
                let is_met = advice.missed.is_empty() || advice.needed.is_some();
                sum.saturating_add(taken.filter(|_| is_met).unwrap_or(u64::MAX))
            })
        };
        let of_pooler = scenario.pooler.as_ref().zip(self.pooler.as_ref());
        let servers =
            of_pooler.map_or(0, |(pooler, advice)| pooler.servers(advice.needed.unwrap_or(advice.default_pool_size)));
        let others = u64::from(scenario.database.other_clients.get());
        let taken = wanted(false).saturating_add(servers).saturating_add(others);
        taken <= scenario.database.usable()
            && scenario.pooler.as_ref().is_none_or(|pooler| wanted(true) <= pooler.clients())
    }
}
