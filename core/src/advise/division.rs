//! The division of the budget: first of what the pooler accepts among its clients, then of the server's connections among
//! the pooler and the services that connect directly.

use super::{
    BusyCores, PoolerAdvice, PredictionCache,
    budget_shares::{Available, Shares, share},
    claim::{Claim, WHOLE},
    pooler::{self, ServerSide},
    required_capacity::RequiredCapacity,
    service_predictor::ServicePredictor,
};
use crate::{
    budget::PLANNED_PERCENT,
    scenario::{PoolMode, Pooler, Scenario},
};

/// What each service and the pooler get of the budget.
pub(super) struct Division {
    /// The capacity of each service's pools, in the order of the scenario.
    pub(super) capacities: Vec<u64>,
    /// Whether all stay within what the server and the pooler admit.
    pub(super) fit: bool,
    /// Whether they take more of the server's connections than advice plans with.
    pub(super) beyond_planned: bool,
    /// As [`Advised::headroom_percent`](super::Advised::headroom_percent).
    pub(super) headroom_percent: Option<u64>,
    /// As [`Advised::short_of_clients`](super::Advised::short_of_clients).
    pub(super) short_of_clients: bool,
    pub(super) pooler: Option<PoolerAdvice>,
}

impl Division {
    /// Services that connect to the server share it with the pooler; the others share what the pooler accepts.
    pub(super) fn new(
        scenario: &Scenario,
        required: &[RequiredCapacity],
        predictors: &[ServicePredictor<'_>],
        cache: &PredictionCache,
    ) -> Self {
        let claims = |pooled: bool| -> Vec<Claim<'_>> {
            let rows = scenario.services.iter().zip(required).zip(predictors);
            let rows = rows.filter(|((service, _), _)| scenario.is_pooled(service) == pooled);
            rows.map(|((service, required), predictor)| Claim::new(*required, predictor, service)).collect()
        };
        let accepted = scenario.pooler.as_ref().map_or(0, Pooler::clients);
        let mut of_clients = claims(true);
        if scenario.pooler.as_ref().is_some_and(|pooler| pooler.pool_mode == PoolMode::Session) {
            // There each connection of a client takes one of the server, so none is kept that is not needed.
            of_clients.iter_mut().for_each(Claim::drop_what_is_healthy);
        }
        let accepted = Available { planned: accepted, all: accepted };
        let clients = share(accepted, accepted, &of_clients);

        let stand_in = scenario.pooler.as_ref().map(|pooler| pooler::stand_in(scenario, pooler));
        let predictor = stand_in.as_ref().map(|service| ServicePredictor::new(service, &scenario.targets, cache));
        let server_side = scenario.pooler.as_ref().zip(predictor.as_ref());
        let busy_cores = BusyCores::from_scenario(scenario);
        let server_side = server_side.map(|(pooler, predictor)| {
            let largest = busy_cores.and_then(|cores| cores.largest(predictor.service));
            ServerSide::new(scenario, pooler, &clients.capacities, predictor, largest)
        });

        let usable = scenario.database.usable();
        let reserve = server_side.as_ref().map_or(0, ServerSide::reserve);
        let alone = Available { planned: usable * PLANNED_PERCENT / 100, all: usable }.less(reserve);
        let available = alone.less(scenario.database.other_clients.get().into());
        let mut direct = claims(false);
        if let Some(cores) = busy_cores {
            let services = scenario.services.iter().filter(|service| !scenario.is_pooled(service));
            for (claim, service) in direct.iter_mut().zip(services) {
                claim.limit(cores.largest(service).unwrap_or(u64::MAX));
            }
        }
        direct.extend(server_side.as_ref().map(ServerSide::claim));
        let servers = share(available, alone, &direct);
        let taken = direct
            .iter()
            .zip(&servers.capacities)
            .fold(0, |sum: u64, (claim, capacity)| sum.saturating_add(claim.pools.saturating_mul(*capacity)));

        let capacities = in_order(scenario, &clients, &servers);
        // Nothing tells what such a service takes, so nothing fits beside it; the others are sized as if it were not there.
        let unbounded = scenario.services.iter().any(|one| one.has_unknown_tasks() && !scenario.is_pooled(one));
        let fit = clients.fit && servers.fit && !unbounded;
        let headroom_percent = clients.headroom_percent.zip(servers.headroom_percent).map(|(a, b)| a.min(b));
        let pooler = server_side.as_ref().zip(servers.capacities.last()).map(|(side, size)| side.advice(*size, fit));
        let short_of_clients = !of_clients.is_empty() && clients.headroom_percent != Some(WHOLE);
        let beyond_planned = taken > available.planned;
        Self { capacities, fit, beyond_planned, headroom_percent, short_of_clients, pooler }
    }
}

/// The capacities of all services in the order of the scenario.
fn in_order(scenario: &Scenario, clients: &Shares, servers: &Shares) -> Vec<u64> {
    let (mut clients, mut servers) = (clients.capacities.iter(), servers.capacities.iter());
    let next = |service| if scenario.is_pooled(service) { clients.next() } else { servers.next() };
    scenario.services.iter().map(next).map(|capacity| capacity.copied().unwrap_or(1)).collect()
}
