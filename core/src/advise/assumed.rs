//! What a reason takes for granted because the user did not say it.

use crate::format;
use crate::scenario::{Database, ExplicitFields, Pooler, Scenario, Service, Targets};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A default that an advised number rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Assumed {
    /// The field, as a path: `targets.utilization_mean`.
    pub field: String,
    /// Its default.
    pub value: Value,
}

impl Assumed {
    /// The value as people write it: 5 and not 5.0.
    #[must_use]
    pub fn shown(&self) -> String {
        format::value(&self.value)
    }
}

/// A field's name in its table, and its value.
type Field<T> = (&'static str, fn(&T) -> Value);

/// What makes pools and fills them.
const OF_SERVICE: [Field<Service>; 7] = [
    ("instances", |of| of.instances.get().into()),
    ("workers", |of| of.workers.get().into()),
    ("engines", |of| of.engines.get().into()),
    ("checkouts_per_task", |of| of.checkouts_per_task.get().into()),
    ("connect_ms", |of| of.connect_ms.get().into()),
    ("surge", |of| of.surge.to_string().into()),
    ("imbalance", |of| of.imbalance.get().into()),
];

/// Whether a deploy that has instances missing has them missing for any time.
const IN_A_DEPLOY: [Field<Service>; 1] = [("deploy.start_s", |of| of.deploy.start_s.get().into())];

/// Between what a timeout lies.
const OF_TIMES: [Field<Service>; 1] = [("kind", |of| serde_json::to_value(of.kind).unwrap_or_default())];

const OF_TARGETS: [Field<Targets>; 4] = [
    ("utilization_mean", |of| of.utilization_mean.get().into()),
    ("wait_p95_ms", |of| of.wait_p95_ms.get().into()),
    ("timeout_probability", |of| of.timeout_probability.get().into()),
    ("headroom", |of| of.headroom.get().into()),
];

const IN_A_BURST: [Field<Targets>; 1] = [("utilization_peak", |of| of.utilization_peak.get().into())];

/// What the budget is.
const OF_DATABASE: [Field<Database>; 5] = [
    ("max_connections", |of| of.max_connections.get().into()),
    ("superuser_reserved", |of| of.superuser_reserved.get().into()),
    ("reserved", |of| of.reserved.get().into()),
    ("provider_reserved", |of| of.provider_reserved.get().into()),
    ("other_clients", |of| of.other_clients.get().into()),
];

/// What makes a pooler's pools, and which of its connections they are not.
const OF_POOLER: [Field<Pooler>; 5] = [
    ("pool_mode", |of| serde_json::to_value(of.pool_mode).unwrap_or_default()),
    ("instances", |of| of.instances.get().into()),
    ("pairs", |of| of.pairs.get().into()),
    ("reserve_pool_size", |of| of.reserve_pool_size.get().into()),
    ("query_wait_timeout_s", |of| of.query_wait_timeout_s.get().into()),
];

/// The defaults that the advised `default_pool_size` of the pooler rests on; none without one.
pub(crate) fn assumed_of_pooler(scenario: &Scenario, given: &ExplicitFields) -> Vec<Assumed> {
    let Some(pooler) = &scenario.pooler else { return Vec::new() };
    let mut assumed = Vec::new();
    defaults(given, "pooler", &OF_POOLER, pooler, &mut assumed);
    for (index, service) in scenario.services.iter().enumerate().filter(|(_, service)| scenario.is_pooled(service)) {
        variability(given, &place(index), service, &mut assumed);
    }
    defaults(given, "targets", &OF_TARGETS, &scenario.targets, &mut assumed);
    defaults(given, "database", &OF_DATABASE, &scenario.database, &mut assumed);
    assumed
}

/// The defaults that the advised value of `field`, a setting of the service at `index`, rests on; none for a service that
/// is not there.
pub(crate) fn assumed(scenario: &Scenario, given: &ExplicitFields, index: usize, field: &str) -> Vec<Assumed> {
    let Some(service) = scenario.services.get(index) else { return Vec::new() };
    let place = place(index);
    let mut assumed = Vec::new();
    match field {
        "pool.size" | "pool.overflow" => {
            defaults(given, &place, &OF_SERVICE, service, &mut assumed);
            if service.deploy.unavailable.rounded_down(service.instances.get()) > 0 {
                defaults(given, &place, &IN_A_DEPLOY, service, &mut assumed);
            }
            variability(given, &place, service, &mut assumed);
            defaults(given, "targets", &OF_TARGETS, &scenario.targets, &mut assumed);
            if service.burst.is_some() {
                defaults(given, "targets", &IN_A_BURST, &scenario.targets, &mut assumed);
            }
            defaults(given, "database", &OF_DATABASE, &scenario.database, &mut assumed);
        }
        _ => defaults(given, &place, &OF_TIMES, service, &mut assumed),
    }
    assumed
}

fn place(index: usize) -> String {
    format!("services[{index}]")
}

/// The fields of a table that have their default and were not given.
fn defaults<T: Default>(given: &ExplicitFields, table: &str, fields: &[Field<T>], of: &T, assumed: &mut Vec<Assumed>) {
    let default = T::default();
    for (name, value_of) in fields {
        let (field, value) = (format!("{table}.{name}"), value_of(of));
        if value == value_of(&default) && !given.has(&field) {
            assumed.push(Assumed { field, value });
        }
    }
}

/// A hold that is given by its mean alone counts as exponential.
fn variability(given: &ExplicitFields, place: &str, service: &Service, assumed: &mut Vec<Assumed>) {
    for (number, class) in service.traffic.iter().enumerate() {
        let key = if class.statement_ms.is_some() { "statement_ms" } else { "hold_ms" };
        let field = format!("{place}.traffic[{number}].{key}.cv");
        if class.given().is_exponential() && !given.has(&field) {
            assumed.push(Assumed { field, value: 1.into() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    fn check(toml: &str, field: &str, expected: &[&str]) {
        let Document { scenario, given } = Document::from_toml(toml).unwrap();
        let assumed = assumed(&scenario, &given, 0, field);
        let rows: Vec<String> = assumed.iter().map(|one| format!("{} = {}", one.field, one.value)).collect();
        assert_eq!(rows, expected, "{toml}");
    }

    #[test]
    fn a_pooler_rests_on_defaults_too() {
        let document = Document::from_toml(
            "[pooler]\npool_mode = 'transaction'\npairs = 2\nreserve_pool_size = 0\n\
             [[services]]\ntraffic = [{ rate_per_s = 9, hold_ms = { mean = 50 } }]",
        );
        let Document { scenario, given } = document.unwrap();
        let fields: Vec<String> = assumed_of_pooler(&scenario, &given).into_iter().map(|one| one.field).collect();
        let first = ["pooler.instances", "pooler.query_wait_timeout_s", "services[0].traffic[0].hold_ms.cv"];
        assert_eq!(fields[..3], first);
        assert!(assumed_of_pooler(&Scenario::default(), &given).is_empty());
    }

    #[test]
    fn what_is_not_given_is_assumed() {
        let given = "[database]\nmax_connections = 100\nsuperuser_reserved = 3\nreserved = 0\nprovider_reserved = 0\n\
                     other_clients = 5\n[targets]\nutilization_mean = 0.7\nwait_p95_ms = 50\n[[services]]\n\
                     instances = 4\nsurge = 0\nengines = 1\nimbalance = 1\nconnect_ms = 5\ncheckouts_per_task = 2\n\
                     traffic = [{ rate_per_s = 9, hold_ms = { mean = 50 } }]";
        check(
            given,
            "pool.size",
            &[
                "services[0].workers = 1",
                "services[0].traffic[0].hold_ms.cv = 1",
                "targets.timeout_probability = 0.0001",
                "targets.headroom = 1.5",
            ],
        );
        check(given, "pool.timeout_s", &["services[0].kind = \"web\""]);
        check("[[services]]\nkind = 'web'", "pool.timeout_s", &[]);
    }
}
