//! A pooler that accepts what the pools in front of it open, and opens what its clients need.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::{Advised, advise_with},
    budget::known_clients,
    format::count,
    predict::Predictor,
    scenario::{Lever, PoolMode, Pooler, Scenario},
    units::{Natural, Positive},
};

/// People set round numbers.
const ROUNDING_CLIENTS: u64 = 100;

struct MoreClients<'a> {
    scenario: &'a Scenario,
    pooler: &'a Pooler,
    /// The `max_client_conn` that suffices.
    enough: Positive,
}

pub(super) fn more_clients<'a>(Shortfall { scenario, .. }: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    let pooler = scenario.pooler.as_ref()?;
    let enough = enough_clients(scenario, pooler).filter(|enough| *enough > pooler.max_client_conn)?;
    Some(Box::new(MoreClients { scenario, pooler, enough }))
}

impl Change for MoreClients<'_> {
    fn kind(&self) -> &'static str {
        "more-clients"
    }

    fn lever(&self) -> Option<Lever> {
        Some(Lever::MaxClientConn)
    }

    fn apply(&self, _: u64) -> Scenario {
        accepting(self.scenario, self.pooler, self.enough)
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let (now, enough) = (self.pooler.max_client_conn, self.enough);
        let clients = known_clients(&advised.apply(changed)).at_scale.unwrap_or(u64::MAX);
        Description {
            change: format!("raise max_client_conn of the pooler from {now} to {enough}"),
            effect: format!(
                "it accepts the {} of the clients, and {}",
                count(clients, "connection"),
                effect(changed, advised)
            ),
            cost:
                "a reload of PgBouncer, a few kilobytes of its memory for each client, and a file descriptor for each: \
                   see `ulimit -n`"
                    .to_owned(),
            set: vec![("pooler.max_client_conn".to_owned(), enough.get().into())],
            effort: 0.8,
        }
    }
}

fn accepting(scenario: &Scenario, pooler: &Pooler, max_client_conn: Positive) -> Scenario {
    Scenario { pooler: Some(Pooler { max_client_conn, ..pooler.clone() }), ..scenario.clone() }
}

/// What accepts all that pools open which are as large as they should be, and healthy ones as they are.
fn enough_clients(scenario: &Scenario, pooler: &Pooler) -> Option<Positive> {
    let unlimited = accepting(scenario, pooler, Positive::clamped(u64::from(u32::MAX)));
    let clients = known_clients(&advise_with(&unlimited, Predictor::ClosedForm).apply(&unlimited)).at_scale?;
    let each =
        clients.div_ceil(pooler.instances.get().into()).div_ceil(ROUNDING_CLIENTS).saturating_mul(ROUNDING_CLIENTS);
    u32::try_from(each).ok().map(|each| Positive::clamped(each.into()))
}

struct MoreServers<'a> {
    scenario: &'a Scenario,
    pooler: &'a Pooler,
    /// The `max_db_connections` that suffices.
    enough: Natural,
}

pub(super) fn more_servers<'a>(Shortfall { scenario, .. }: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    let pooler = scenario.pooler.as_ref().filter(|pooler| pooler.pool_mode != PoolMode::Session)?;
    let now = Some(pooler.max_db_connections).filter(|now| now.get() > 0)?;
    let enough = enough_servers(scenario, pooler).filter(|enough| *enough > now)?;
    Some(Box::new(MoreServers { scenario, pooler, enough }))
}

impl Change for MoreServers<'_> {
    fn kind(&self) -> &'static str {
        "more-servers"
    }

    fn apply(&self, _: u64) -> Scenario {
        opening(self.scenario, self.pooler, self.enough)
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let (now, enough) = (self.pooler.max_db_connections, self.enough);
        Description {
            change: format!("raise max_db_connections of the pooler from {now} to {enough}"),
            effect: effect(changed, advised),
            cost: "a reload of PgBouncer, and more connections of the server at the same time".to_owned(),
            set: vec![("pooler.max_db_connections".to_owned(), enough.get().into())],
            effort: 0.8,
        }
    }
}

fn opening(scenario: &Scenario, pooler: &Pooler, max_db_connections: Natural) -> Scenario {
    Scenario { pooler: Some(Pooler { max_db_connections, ..pooler.clone() }), ..scenario.clone() }
}

/// What leaves each pair as many connections as it should have, with the reserve.
fn enough_servers(scenario: &Scenario, pooler: &Pooler) -> Option<Natural> {
    let unlimited = opening(scenario, pooler, Natural::clamped(0));
    let size = advise_with(&unlimited, Predictor::ClosedForm).pooler?.default_pool_size;
    let each = size.saturating_add(pooler.reserve_pool_size.get().into());
    Some(Natural::clamped(each.saturating_mul(pooler.pairs.get().into())))
}
