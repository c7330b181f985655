//! `postgresql`: ALTER SYSTEM and ALTER ROLE, to be run by psql.

use super::{
    Content, Kind, Writer,
    fleet::Fleet,
    text::{comments, whole},
};
use serde_json::Value;
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "postgresql",
    title: "PostgreSQL",
    ending: "-postgresql.sql",
    media_type: "application/sql",
    writer: Writer::Fleet(content),
};

/// Settings of the server that a finding or the advice may set, their names in PostgreSQL, and whether they take a restart.
/// All are whole numbers, times in milliseconds.
const OF_SERVER: [(&str, &str, bool); 4] = [
    ("database.max_connections", "max_connections", true),
    ("database.superuser_reserved", "superuser_reserved_connections", true),
    ("database.idle_in_transaction_timeout_ms", "idle_in_transaction_session_timeout", false),
    ("database.statement_timeout_ms", "statement_timeout", false),
];

fn content(fleet: &Fleet<'_>) -> Content {
    let mut text = comments("--", &fleet.summary());
    text += "--\n-- Run it as a superuser with psql: psql -X -v ON_ERROR_STOP=1 -f poolwise-postgresql.sql\n";
    let mut notes = Vec::new();
    let mut restarts = false;
    for (field, name, takes_restart) in OF_SERVER {
        let Some(value) = fleet.advised_value(field).and_then(Value::as_f64) else { continue };
        let _ = writeln!(text, "\nALTER SYSTEM SET {name} = {};", whole(value));
        restarts |= takes_restart;
    }
    text +=
        "\n-- A role per service: change the names to those of your roles, or leave out what has none of its own.\n";
    let has_room = fleet.has_room_for_kubernetes_surge();
    for service in fleet.services() {
        let variable = format!("role_{}", service.stem.replace('-', "_"));
        let _ = writeln!(text, "\\set {variable} '{}'", service.stem);
        let kubernetes = service.connections_with_kubernetes_surge().filter(|_| has_room);
        let most = kubernetes.or_else(|| service.connections_at_peak());
        match most.and_then(|most| i32::try_from(most).ok()) {
            Some(most) if !fleet.scenario.is_pooled(service.service) => {
                if kubernetes.is_some() {
                    text += "-- With a quarter more instances, which Kubernetes starts in a deploy where no strategy is given.\n";
                }
                let _ = writeln!(text, "ALTER ROLE :\"{variable}\" CONNECTION LIMIT {most};");
            }
            _ => text += "-- No CONNECTION LIMIT: nothing bounds its connections to the server, or a pooler does.\n",
        }
        if let Some(ms) = service.statement_timeout_ms() {
            let _ = writeln!(text, "ALTER ROLE :\"{variable}\" SET statement_timeout = {ms};");
        }
    }
    text += "\nSELECT pg_reload_conf();\n";
    if restarts {
        text += "-- max_connections and reserved slots apply after a restart of the server.\n";
        notes.push("Part of it applies after a restart of the server only.".to_owned());
    }
    notes.push("Limits and timeouts of a role apply to its next connections.".to_owned());
    Content { text, notes }
}
