//! How many instances of a service fit.

use super::{Totals, pooler::PoolerTotals};
use crate::{
    deploy::Rollout,
    format::grouped,
    scenario::{Scenario, Service},
    units::Positive,
};
use serde::{Deserialize, Serialize};

/// The most instances of a service that fit, deploys included, if everything else stays as it is; None where nothing
/// bounds its pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FittingInstances {
    /// With the settings as they are.
    pub current: Option<u64>,
    /// With the advised settings.
    pub advised: Option<u64>,
}

impl FittingInstances {
    /// In words: "up to 3 instances fit; with the advised pools up to 12 instances fit".
    ///
    /// ```
    /// use poolwise::budget::FittingInstances;
    ///
    /// let words = |current, advised| FittingInstances { current, advised }.describe();
    /// assert_eq!(words(Some(0), Some(12)), "not even 1 instance fits; with the advised pools up to 12 instances fit");
    /// assert_eq!(words(Some(1), Some(1)), "1 instance fits");
    /// ```
    #[must_use]
    pub fn describe(self) -> String {
        const UNKNOWN: &str = "its number of connections has no limit, so any instance may be too many";
        match (self.current, self.advised) {
            (None, None) => UNKNOWN.to_owned(),
            (None, Some(then)) => format!("{UNKNOWN}; with the advised pools {}", fit(then)),
            (Some(now), Some(then)) if now != then => format!("{}; with the advised pools {}", fit(now), fit(then)),
            (Some(now), _) => fit(now),
        }
    }
}

fn fit(most: u64) -> String {
    match most {
        0 => "not even 1 instance fits".to_owned(),
        1 => "1 instance fits".to_owned(),
        _ => format!("up to {} instances fit", grouped(most)),
    }
}

/// What all services of a scenario open, added up once for all of them.
pub(super) struct Sums {
    servers: Totals,
    /// Of the pooler's clients, where there is one.
    clients: Option<Totals>,
}

impl Sums {
    pub(super) fn from_scenario(scenario: &Scenario) -> Self {
        Self {
            servers: Totals::from_scenario(scenario),
            clients: PoolerTotals::from_scenario(scenario).map(|totals| totals.clients),
        }
    }
}

pub(super) fn fitting_instances(scenario: &Scenario, sums: &Sums, index: usize) -> Option<u64> {
    let service = scenario.services.get(index)?;
    let capacity = service.capacity(&service.pool)?;
    let (limit, all) = match (&scenario.pooler, sums.clients) {
        (Some(pooler), Some(clients)) if scenario.is_pooled(service) => (pooler.clients(), clients),
        _ => (scenario.database.usable(), sums.servers),
    };
    let own = Totals::of_service(service, &service.pool).at_scale?;
    let left = limit.saturating_sub(all.at_scale? - own);
    Some(most_instances(|instances| connections(service, instances, capacity).is_some_and(|count| count <= left)))
}

fn connections(service: &Service, instances: u32, capacity: u64) -> Option<u64> {
    service.pools_of(Rollout::peak_of(service, Positive::clamped(instances.into())))?.checked_mul(capacity)
}

/// The largest number that fits, 0 where not even one does.
fn most_instances(fits: impl Fn(u32) -> bool) -> u64 {
    let (mut fitting, mut failing) = (0_u32, 1_u32);
    while fits(failing) {
        fitting = failing;
        match failing.checked_mul(2) {
            Some(more) => failing = more,
            None => return failing.into(),
        }
    }
    while failing - fitting > 1 {
        let middle = fitting + (failing - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            failing = middle;
        }
    }
    fitting.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Option<u64>]) {
        let scenario = Scenario::from_toml(text).unwrap();
        let found: Vec<_> = (0..scenario.services.len())
            .map(|index| fitting_instances(&scenario, &Sums::from_scenario(&scenario), index))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn as_many_instances_as_fit() {
        check("services = [{ workers = 2 }]", &[Some(3)]);
        check("services = [{ workers = 2, surge = '25%' }]", &[Some(2)]);
        check("services = [{ instances = 20 }]", &[Some(6)]);
        check("services = [{ pool = { size = 60 } }, { name = 'b' }]", &[Some(1), Some(1)]);
        check("services = [{ pool = { size = 99 } }]", &[Some(0)]);
        check("services = [{ pool = { size = 0 } }]", &[None]);
        check("pooler = { max_client_conn = 1000 }\nservices = [{}, { direct = true }]", &[Some(66), Some(5)]);
    }
}
