//! The server's cores as a limit: where they are busy, a larger pool moves the queue to the server and gets no more done.

use crate::{
    format::{amount, count},
    scenario::{Scenario, Service},
    units::{as_f64, ceil_count},
};

/// A server with more work than its cores serve at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BusyCores {
    /// Connections that the traffic of all services keeps busy.
    load: f64,
    /// How many busy connections the cores serve at once: the least and the most.
    knee: [u64; 2],
}

impl BusyCores {
    /// None where the cores are not given, or serve the traffic.
    pub(crate) fn from_scenario(scenario: &Scenario) -> Option<Self> {
        let knee = scenario.database.knee()?;
        let mut loads: Vec<f64> = scenario.services.iter().map(load_of_all).collect();
        // In another order the last bits of the sum may differ.
        loads.sort_by(f64::total_cmp);
        let load = loads.into_iter().fold(0.0, |sum, load| sum + load);
        (load > as_f64(knee[1])).then_some(Self { load, knee })
    }

    /// The largest capacity that a pool of a service should grow to: what it has, or its part of what the cores serve at
    /// once.
    pub(super) fn largest(self, service: &Service) -> Option<u64> {
        let part = as_f64(self.knee[1]) * service.offered_load() / self.load;
        Some(service.capacity(&service.pool)?.max(ceil_count(part)).max(1))
    }

    /// Whether the cores are why a pool has no larger capacity than this.
    pub(crate) fn limits(self, service: &Service, capacity: u64) -> bool {
        self.largest(service).is_some_and(|largest| largest <= capacity)
    }

    /// "30 connections are busy on average, and 2 cores serve 2 to 5 at once".
    pub(crate) fn describe(self) -> String {
        let [low, high] = self.knee;
        format!(
            "the traffic keeps {} busy on average, and the server's {} serve {low} to {high} at once",
            amount(self.load, "connection"),
            count(low, "core"),
        )
    }
}

fn load_of_all(service: &Service) -> f64 {
    let load = service.offered_load();
    if load > 0.0 { service.in_all_pools(load) } else { 0.0 }
}
