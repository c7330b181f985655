//! `pgbouncer`: settings for PgBouncer, to be included by its own file.

use super::{Content, Kind, Writer, fleet::Fleet, text::comments};
use crate::{
    plan::plan_with,
    predict::Predictor,
    scenario::{PoolMode, Pooler, Scenario},
    units::{Natural, Positive},
};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "pgbouncer",
    title: "PgBouncer",
    ending: "-pgbouncer.ini",
    media_type: "text/plain",
    writer: Writer::Fleet(content),
};

fn content(fleet: &Fleet<'_>) -> Content {
    let mut summary = fleet.summary();
    summary.extend(fleet.pooler_warning().map(|warning| format!("Warning: {warning}.")));
    let mut text = comments(";;", &summary);
    let (pooler, size) = match pooler(fleet) {
        Ok(found) => found,
        Err(why) => {
            text += &comments(";;", &[why]);
            return text.into();
        }
    };
    text += "\n;; Include this file in the section [pgbouncer] of pgbouncer.ini, below its other settings:\n";
    text += ";; %include poolwise-pgbouncer.ini\n";
    // A second header would set everything above it back to its default (PgBouncer 1.18).
    text += ";; It has no section of its own. Databases, users and where to listen stay in pgbouncer.ini.\n";
    let _ = write!(
        text,
        "pool_mode = {}\nmax_client_conn = {}\ndefault_pool_size = {size}\nreserve_pool_size = {}\nmax_db_connections = {}\n\
         query_wait_timeout = {}\n",
        mode(pooler.pool_mode),
        pooler.max_client_conn,
        pooler.reserve_pool_size,
        pooler.max_db_connections,
        super::text::whole(pooler.query_wait_timeout_s.get()),
    );
    text += ";; PgBouncer 1.21 and later; older ones refuse to start with it. It is 200 by default since 1.24.\n";
    let _ = writeln!(text, ";max_prepared_statements = {}", pooler.max_prepared_statements);
    let mut notes = vec!["A reload applies all of it: RELOAD in PgBouncer's console.".to_owned()];
    if fleet.scenario.pooler.is_none() {
        notes.push(
            "The scenario has no pooler: this is one in transaction mode that would carry its traffic.".to_owned(),
        );
    }
    Content { text, notes }
}

/// The pooler and the size of its pools: that of the scenario, or one in transaction mode that carries its traffic.
fn pooler(fleet: &Fleet<'_>) -> Result<(Pooler, u64), String> {
    if let (Some(pooler), Some(plan)) = (&fleet.scenario.pooler, &fleet.plan.pooler) {
        let setup = if fleet.current { &plan.current } else { &plan.advised };
        return Ok((pooler.clone(), setup.default_pool_size));
    }
    let clients = fleet.connections().ok_or("Nothing bounds the clients' pools, so no pooler fits them.")?;
    let pooler = Pooler {
        pool_mode: PoolMode::Transaction,
        max_client_conn: Positive::clamped(clients.saturating_add(clients / 4)),
        reserve_pool_size: Natural::clamped(0),
        ..Pooler::default()
    };
    let scenario = Scenario { pooler: Some(pooler.clone()), ..fleet.scenario.clone() };
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    let size = plan.pooler.map(|pooler| pooler.advised.default_pool_size);
    size.map(|size| (pooler, size)).ok_or_else(|| "No pooler can be sized without traffic.".to_owned())
}

fn mode(mode: PoolMode) -> &'static str {
    match mode {
        PoolMode::Session => "session",
        PoolMode::Transaction => "transaction",
        PoolMode::Statement => "statement",
    }
}
