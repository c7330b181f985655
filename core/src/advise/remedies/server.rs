//! More connections: a larger server, or a pooler that shares those there are.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::{Advised, PredictionCache, advise_with, claim::WHOLE, outline, search::smallest},
    budget::{CONNECTION_MIB, PLANNED_PERCENT, Totals},
    deadlock::no_deadlock_from,
    format::{number, percent},
    predict::Predictor,
    scenario::{Database, Lever, PoolMode, Pooler, Scenario, Service},
    units::{MaxConnections, Positive, as_f64},
};

/// The share of the server's memory that connections may take at the most, as PW033 has it.
const MAX_MEMORY_SHARE: f64 = 0.25;

/// The effort of a restart at a quiet hour. A server that admits many times as many connections costs more than one that
/// admits a few more.
const RESTART_EFFORT: f64 = 1.5;

/// People set round numbers.
const CONNECTIONS_PER_STEP: u64 = 10;

struct LargerMaxConnections<'a> {
    scenario: &'a Scenario,
    /// Its `max_connections`.
    now: u64,
    /// How many steps larger it can be.
    most: u64,
}

pub(super) fn larger_max_connections<'a>(Shortfall { scenario, .. }: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    let now = u64::from(scenario.database.max_connections.get());
    let most = u64::from(MaxConnections::MAX).saturating_sub(now) / CONNECTIONS_PER_STEP;
    (most > 0).then_some(())?;
    Some(Box::new(LargerMaxConnections { scenario, now, most }))
}

impl Change for LargerMaxConnections<'_> {
    fn kind(&self) -> &'static str {
        "larger-max-connections"
    }

    fn lever(&self) -> Option<Lever> {
        Some(Lever::MaxConnections)
    }

    fn max_amount(&self) -> u64 {
        self.most
    }

    fn apply(&self, amount: u64) -> Scenario {
        let more = self.now.saturating_add(amount * CONNECTIONS_PER_STEP);
        let rounded = more.div_ceil(CONNECTIONS_PER_STEP) * CONNECTIONS_PER_STEP;
        let mut changed = self.scenario.clone();
        changed.database.max_connections = MaxConnections::clamped(rounded);
        changed
    }

    /// A restart should buy the headroom too: the smallest round number at which the advice has all of it, and with that
    /// the part that it does not plan with. Where there is none, room for the pools that suffice.
    fn settle(&self, changed: &Scenario, advised: &Advised, closed_forms: &PredictionCache) -> Option<Scenario> {
        let Database { max_connections: least, .. } = changed.database;
        let with_tens = |tens: u64| {
            let mut larger = changed.clone();
            larger.database.max_connections = MaxConnections::clamped(tens.saturating_mul(CONNECTIONS_PER_STEP));
            larger
        };
        let has_headroom = |tens: u64| {
            let outline = outline(&with_tens(tens), closed_forms);
            outline.feasible && outline.headroom_percent == Some(WHOLE)
        };
        let from = u64::from(least.get()).div_ceil(CONNECTIONS_PER_STEP);
        let enough = smallest(from..=u64::from(MaxConnections::MAX) / CONNECTIONS_PER_STEP, from, has_headroom)
            .unwrap_or_else(|| {
                let kept_back = u64::from(least.get()).saturating_sub(changed.database.usable());
                let taken = Totals::from_scenario(&advised.apply(changed)).at_scale.unwrap_or(0);
                (taken.saturating_mul(100) / PLANNED_PERCENT + 1 + kept_back).div_ceil(CONNECTIONS_PER_STEP)
            });
        let mut settled = with_tens(enough);
        settled.database.max_connections = settled.database.max_connections.max(least);
        Some(settled)
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let now = self.now;
        let after = u64::from(changed.database.max_connections.get());
        let taken = CONNECTION_MIB.map(|mib| mib * as_f64(after.saturating_sub(now)));
        let [low, high] = taken;
        let memory =
            self.scenario.database.memory_gib.map(|memory| memory.get() * 1024.0).filter(|memory| *memory > 0.0);
        let [at_least, at_most] = taken.map(|taken| memory.map_or(0.0, |memory| taken / memory));
        let share = memory.map_or_else(String::new, |_| format!(", at most {} of all", percent(at_most)));
        Description {
            change: format!("raise max_connections from {now} to {after}"),
            effect: effect(changed, advised),
            cost: format!(
                "a restart of the server, and {} to {} MiB of its memory where all are open{share}",
                number(low),
                number(high)
            ),
            set: vec![("database.max_connections".to_owned(), after.into())],
            effort: if at_least > MAX_MEMORY_SHARE {
                f64::INFINITY
            } else if at_most > MAX_MEMORY_SHARE {
                8.0
            } else {
                RESTART_EFFORT * (as_f64(after) / as_f64(now)).sqrt()
            },
        }
    }
}

struct PgBouncer<'a>(&'a Scenario);

pub(super) fn pgbouncer<'a>(Shortfall { scenario, missing }: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    // A task that holds several connections holds as many of the pooler's: the deadlock would only move there.
    let nested = scenario.services.iter().any(|service| no_deadlock_from(service).is_some());
    // Without a known number of tasks nothing says how many clients it has to accept.
    let unknown = scenario.services.iter().any(Service::has_unknown_tasks);
    if scenario.pooler.is_some() || nested || unknown || !missing.contains(&true) {
        return None;
    }
    Some(Box::new(PgBouncer(scenario)))
}

impl Change for PgBouncer<'_> {
    fn kind(&self) -> &'static str {
        "pgbouncer"
    }

    fn apply(&self, _: u64) -> Scenario {
        let pooler = Pooler {
            pool_mode: PoolMode::Transaction,
            max_client_conn: Positive::clamped(u64::from(u32::MAX)),
            ..Pooler::default()
        };
        let mut changed = Scenario { pooler: Some(pooler.clone()), ..self.0.clone() };
        let advised = advise_with(&changed, Predictor::ClosedForm);
        let with_pools = advised.apply(&changed);
        let clients = with_pools.services.iter().fold(0_u64, |sum, service| {
            sum.saturating_add(Totals::of_service(service, &service.pool).at_scale.unwrap_or(u64::MAX))
        });
        let accepted = clients.saturating_mul(2).div_ceil(100).saturating_mul(100);
        let size = advised.pooler.map_or(0, |pooler| pooler.default_pool_size);
        changed.pooler = Some(Pooler {
            max_client_conn: Positive::clamped(accepted),
            default_pool_size: Positive::clamped(size),
            ..pooler
        });
        changed
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let pooler = changed.pooler.clone().unwrap_or_default();
        let size = advised.pooler.as_ref().map_or(0, |pooler| pooler.default_pool_size);
        let set = [
            ("pooler.pool_mode", "transaction".into()),
            ("pooler.default_pool_size", size.into()),
            ("pooler.max_client_conn", pooler.max_client_conn.get().into()),
        ];
        Description {
            change: format!(
                "put PgBouncer in front, in transaction mode, with default_pool_size {size} and max_client_conn {}",
                pooler.max_client_conn
            ),
            effect: effect(changed, advised),
            cost:
                "one more thing to run, for one user and database; nothing of a session outlives its transaction: no \
                   SET, advisory locks or LISTEN, and prepared statements only from 1.21 on"
                    .to_owned(),
            set: set.map(|(path, value)| (path.to_owned(), value)).to_vec(),
            effort: 5.0,
        }
    }
}
