//! What the headline says of the pooler.

use super::{Case, Headline, Status};
use crate::{
    advise::misses,
    budget::{PoolerBudget, known_clients},
    format::{count, grouped, number, percent},
    predict::{Prediction, State},
    scenario::{PoolMode, Scenario, ServiceKind},
};

impl Case<'_> {
    pub(super) fn pooler_over(&self) -> Option<Headline> {
        let budget = self.outlook.budget.pooler.as_ref()?;
        if let Some(over) = refused_clients(self.outlook.scenario, budget) {
            return Some((Status::Over, format!("Over max_client_conn by {}", count(over, "connection"))));
        }
        let (clients, servers) = unshared(self.outlook.scenario, budget)?;
        Some((
            Status::Over,
            format!("Session mode: {} clients share {} connections to the server", grouped(clients), grouped(servers)),
        ))
    }

    pub(super) fn pooler_saturated(&self) -> Option<Headline> {
        let now = self.pooler().filter(|now| now.state == State::Saturated)?;
        let (load, capacity) = (number(now.offered_load), grouped(now.capacity.unwrap_or(0)));
        let words =
            format!("Saturated: the traffic through the pooler takes {load} of the {capacity} connections of a pool");
        Some((Status::Over, words))
    }

    pub(super) fn pooler_timeouts(&self) -> Option<Headline> {
        let target = self.outlook.scenario.targets.timeout_probability.get();
        let lost = self.pooler().map(|now| now.timeout_probability).filter(|lost| *lost > target)?;
        Some((Status::Over, format!("{} of the queries time out in the pooler", percent(lost))))
    }

    /// A pooler that misses a target, where a job loses requests besides.
    pub(super) fn pooler_beside_jobs(&self) -> Option<Headline> {
        let miss = misses(&self.outlook.scenario.targets, self.pooler()?).into_iter().next()?;
        let (_, of_job) = self.saturated(ServiceKind::is_job).or_else(|| self.timeouts(ServiceKind::is_job))?;
        let mut letters = of_job.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
        Some((Status::Over, format!("The pooler misses a target: {}; {first}{}", miss.text(), letters.as_str())))
    }

    pub(super) fn pooler(&self) -> Option<&Prediction> {
        self.outlook.advice.pooler.as_ref()?.current.as_ref()
    }
}

/// The connections of clients that the pooler does not accept, of those that can be counted; None where it accepts all.
fn refused_clients(scenario: &Scenario, pooler: &PoolerBudget) -> Option<u64> {
    known_clients(scenario).at_scale?.checked_sub(pooler.accepts).filter(|over| *over > 0)
}

/// In session mode a client keeps its connection to the server: the clients and the connections, where these are fewer.
fn unshared(scenario: &Scenario, pooler: &PoolerBudget) -> Option<(u64, u64)> {
    let in_session = scenario.pooler.as_ref().is_some_and(|pooler| pooler.pool_mode == PoolMode::Session);
    let clients = pooler.current.clients.at_scale.filter(|clients| in_session && *clients > pooler.current.servers)?;
    Some((clients, pooler.current.servers))
}
