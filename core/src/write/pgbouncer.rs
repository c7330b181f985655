//! `pgbouncer`: settings for PgBouncer, to be included by its own file.

use super::{Content, Kind, Writer, fleet::Fleet, text::comments};
use crate::{
    format::{count, grouped},
    plan::plan_with,
    predict::Predictor,
    scenario::{PoolMode, Pooler, Scenario},
    units::{Natural, Positive},
};
use serde_json::Value;
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "pgbouncer",
    title: "PgBouncer",
    ending: "-pgbouncer.ini",
    media_type: "text/plain",
    writer: Writer::Fleet(content),
};

/// A pooler that the file is about.
struct Written {
    pooler: Pooler,
    default_pool_size: u64,
    /// What stands above it, in sentences.
    summary: Vec<String>,
}

fn content(fleet: &Fleet<'_>) -> Content {
    let Written { pooler, default_pool_size: size, summary } = match written(fleet) {
        Ok(found) => found,
        Err(why) => {
            let mut summary = fleet.summary();
            summary.push(why);
            return comments(";;", &summary).into();
        }
    };
    let mut text = comments(";;", &summary);
    text += "\n;; Include this file in the section [pgbouncer] of pgbouncer.ini, below its other settings:\n";
    text += ";; %include poolwise-pgbouncer.ini\n";
    // A second header would set everything above it back to its default (PgBouncer 1.18).
    text += ";; It has no section of its own. Databases, users and where to listen stay in pgbouncer.ini.\n";
    let pairs = count(pooler.pairs.get().into(), "pair");
    let _ = write!(
        text,
        "pool_mode = {}\nmax_client_conn = {}\n;; For each pair of user and database; the plan has {pairs}.\n\
         default_pool_size = {size}\nreserve_pool_size = {}\n;; For all pairs of one database; 0 is no limit.\n\
         max_db_connections = {}\nquery_wait_timeout = {}\n",
        mode(pooler.pool_mode),
        pooler.max_client_conn,
        pooler.reserve_pool_size,
        pooler.max_db_connections,
        super::text::whole(pooler.query_wait_timeout_s.get()),
    );
    text += ";; PgBouncer 1.21 and later; older ones refuse to start with it. It is 200 by default since 1.24.\n";
    let fixed = fleet.advised_value("pooler.max_prepared_statements").and_then(Value::as_u64);
    let prepared = fixed.unwrap_or_else(|| pooler.max_prepared_statements.get().into());
    let _ = writeln!(text, ";max_prepared_statements = {prepared}");
    let mut notes = vec!["A reload applies all of it: RELOAD in PgBouncer's console.".to_owned()];
    if fixed.is_some() {
        notes.push(format!("max_prepared_statements = {prepared} needs PgBouncer 1.21: remove its ; there."));
    }
    if fleet.scenario.pooler.is_none() {
        notes.push(
            "The scenario has no pooler: this is one in transaction mode that would carry its traffic.".to_owned(),
        );
    }
    Content { text, notes }
}

/// The pooler of the scenario, or one in transaction mode that carries its traffic.
fn written(fleet: &Fleet<'_>) -> Result<Written, String> {
    if let (Some(pooler), Some(plan)) = (&fleet.scenario.pooler, &fleet.plan.pooler) {
        let setup = if fleet.current { &plan.current } else { &plan.advised };
        let mut summary = fleet.summary();
        summary.extend(fleet.pooler_warning().map(|warning| format!("Warning: {warning}.")));
        return Ok(Written { pooler: pooler.clone(), default_pool_size: setup.default_pool_size, summary });
    }
    let clients = fleet.connections().ok_or("Nothing bounds the clients' pools, so no pooler fits them.")?;
    let mut pooler = Pooler {
        pool_mode: PoolMode::Transaction,
        max_client_conn: Positive::clamped(clients.saturating_add(clients / 4)),
        reserve_pool_size: Natural::clamped(0),
        ..Pooler::default()
    };
    let scenario = Scenario { pooler: Some(pooler.clone()), ..fleet.scenario.clone() };
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    let of_pooler = plan.pooler.ok_or("No pooler can be sized without traffic.")?;
    let size = of_pooler.advised.default_pool_size.min(pooler.max_client_conn.get().into());
    // Services with a role each have a pool each: this bounds them all.
    pooler.max_db_connections = Natural::clamped(size);
    let usable = grouped(plan.budget.usable);
    let mut summary = vec![format!(
        "By Poolwise, for {} pools behind this PgBouncer: at most {} of {usable} to the server.",
        fleet.which(),
        grouped(size)
    )];
    summary.extend(fleet.summary().into_iter().skip(1));
    summary.extend(of_pooler.warning().map(|warning| format!("Warning: {warning}.")));
    Ok(Written { pooler, default_pool_size: size, summary })
}

fn mode(mode: PoolMode) -> &'static str {
    match mode {
        PoolMode::Session => "session",
        PoolMode::Transaction => "transaction",
        PoolMode::Statement => "statement",
    }
}
