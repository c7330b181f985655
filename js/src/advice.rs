//! The settings that the advice changes: one list for the table, for the button and for what the button says.

use poolwise::{Plan, advise::Reason, plan::ServicePlan};
use serde_json::Value;
use std::collections::BTreeMap;

/// A setting as it is and as advised.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<'a> {
    /// Its path in the scenario.
    pub path: String,
    /// As it is.
    pub now: Value,
    /// As advised.
    pub then: Value,
    /// Why, where the plan has a reason.
    pub reason: Option<&'a Reason>,
}

impl Change<'_> {
    /// Whether it is to be set.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.now != self.then
    }
}

/// Shown even where they stay as they are: what the budget counts.
const ALWAYS: [&str; 2] = ["size", "overflow"];

/// The settings of the pool of the service at a place, and of the pooler: size and overflow, and each other that changes.
#[must_use]
pub fn changes(plan: &Plan, place: usize) -> Vec<Change<'_>> {
    let pools = plan.services.get(place).into_iter().flat_map(|service| pool_changes(service, place));
    let pooler = plan.pooler.as_ref().map(|pooler| Change {
        path: "pooler.default_pool_size".to_owned(),
        now: pooler.current.default_pool_size.into(),
        then: pooler.advised.default_pool_size.into(),
        reason: pooler.reasons.first(),
    });
    pools.chain(pooler).collect()
}

/// All that has to be set for the advice to hold, by path.
#[must_use]
pub fn set(plan: &Plan) -> BTreeMap<String, Value> {
    let also = plan.required_changes.iter().flat_map(|way| way.set.clone());
    let all = (0..plan.services.len()).flat_map(|place| changes(plan, place));
    let changed = all.filter(Change::is_new).map(|change| (change.path, change.then));
    also.chain(changed).collect()
}

fn pool_changes(service: &ServicePlan, place: usize) -> Vec<Change<'_>> {
    let values = |pool| match serde_json::to_value(pool) {
        Ok(Value::Object(values)) => values,
        _ => serde_json::Map::new(),
    };
    let (now, then) = (values(&service.current.pool), values(&service.advised.pool));
    let order = ["size", "overflow", "timeout_s", "recycle_s", "pre_ping", "lifo", "class"];
    let changes = order.iter().filter_map(|key| {
        let field = format!("pool.{key}");
        let reason = service.advised.reasons.iter().find(|reason| reason.field == field);
        let change = Change {
            path: format!("services[{place}].{field}"),
            now: now.get(*key)?.clone(),
            then: then.get(*key)?.clone(),
            reason,
        };
        (ALWAYS.contains(key) || change.is_new()).then_some(change)
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;
    use poolwise::{Scenario, plan};

    #[test]
    fn the_advice_is_done_once_all_of_it_is_set() {
        let scenario = Scenario::from_toml(
            "database = { idle_cut_s = 300 }\n[[services]]\ninstances = 4\nworkers = 2\nrequest_timeout_s = 20\n\
             pool = { size = 5, overflow = 10 }\ntraffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]",
        )
        .unwrap();
        let before = plan(&scenario);
        let set = set(&before);
        let keys: Vec<&str> = set.keys().filter_map(|path| path.rsplit('.').next()).collect();
        assert_eq!(keys, ["overflow", "pre_ping", "recycle_s", "size", "timeout_s"]);
        assert!(fields::filled(set.iter().map(|(path, value)| (path.as_str(), value))).is_some());
        let after = set.iter().fold(scenario, |scenario, (path, value)| scenario.with(path, value.clone()).unwrap());
        let after = plan(&after);
        assert_eq!(after.services[0].current.pool, before.services[0].advised.pool);
        assert!(changes(&after, 0).iter().all(|change| !change.is_new()), "{:?}", changes(&after, 0));
    }
}
