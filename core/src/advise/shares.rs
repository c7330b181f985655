//! How the budget is shared.

use super::{
    allot::{Wanted, allot},
    need::Need,
    pooler::{PoolerAdvice, ServerSide},
};
use crate::{
    predict::Model,
    scenario::{Pooler, Scenario, Service},
};

/// How the connections are divided.
pub(super) struct Shares {
    /// The capacity of each service's pools.
    pub(super) capacities: Vec<u64>,
    /// Whether they stay within what the server admits, and the pooler.
    pub(super) fit: bool,
    pub(super) pooler: Option<PoolerAdvice>,
}

impl Shares {
    /// Services that connect to the server share it with the pooler; the others share what the pooler accepts.
    pub(super) fn of(scenario: &Scenario, needs: &[Need], model: Model) -> Self {
        let wanted = |pooled: bool| -> Vec<Wanted<'_>> {
            let services =
                scenario.services.iter().zip(needs).filter(|(service, _)| scenario.is_pooled(service) == pooled);
            services.map(|(service, need)| need.share(service)).collect()
        };
        let accepted = scenario.pooler.as_ref().map_or(0, Pooler::clients);
        let (clients, clients_fit) = allot(accepted, &wanted(true));
        let server_side = ServerSide::of(scenario, &clients, model);

        let others = u64::from(scenario.database.other_clients.get());
        let reserve = server_side.as_ref().map_or(0, ServerSide::reserve);
        let available = scenario.database.usable().saturating_sub(others).saturating_sub(reserve);
        let mut direct = wanted(false);
        direct.extend(server_side.as_ref().map(ServerSide::share));
        let (servers, servers_fit) = allot(available, &direct);

        let (mut clients, mut direct) = (clients.into_iter(), servers.iter());
        let capacity = |service: &Service| {
            let next = if scenario.is_pooled(service) { clients.next() } else { direct.next().copied() };
            next.unwrap_or(1)
        };
        // Nobody knows what it takes, so nothing fits beside it; the others are sized as if it were not there.
        let unbounded = scenario.services.iter().any(|one| one.has_unknown_tasks() && !scenario.is_pooled(one));
        let fit = clients_fit && servers_fit && !unbounded;
        Self {
            capacities: scenario.services.iter().map(capacity).collect(),
            fit,
            pooler: server_side.zip(servers.last()).map(|(side, size)| side.advice(scenario, *size, fit)),
        }
    }
}
