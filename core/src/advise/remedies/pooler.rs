//! More connections of clients: a pooler that accepts what the pools in front of it open.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::{Advised, advise_with},
    budget::known_clients,
    format::count,
    predict::Predictor,
    scenario::{Lever, Pooler, Scenario},
    units::Positive,
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
