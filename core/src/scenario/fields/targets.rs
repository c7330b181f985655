//! The targets.

use super::{FieldDescriptor, Table, json};
use crate::scenario::Targets;
use serde_json::Value;

const fn field(
    key: &'static str,
    (label, unit): (&'static str, &'static str),
    description: &'static str,
    value: fn(&Targets) -> Value,
) -> FieldDescriptor {
    FieldDescriptor { key, label, unit, description, table: Table::Targets(value) }
}

pub(super) const FIELDS: &[FieldDescriptor] = &[
    field("utilization_mean", ("Utilization, mean", "%"), "of size + overflow", |of| json(&of.utilization_mean)),
    field("utilization_peak", ("Utilization in a burst", "%"), "of size + overflow", |of| json(&of.utilization_peak)),
    field("wait_p95_ms", ("Wait, p95", "ms"), "95 % of requests wait less", |of| json(&of.wait_p95_ms)),
    field("wait_p99_ms", ("Wait, p99", "ms"), "99 % of requests wait less; optional", |of| json(&of.wait_p99_ms)),
    field("headroom", ("Headroom", "×"), "factor on the given traffic that advised pools must bear", |of| {
        json(&of.headroom)
    }),
    field("timeout_probability", ("Timeouts", "%"), "at most this share of requests", |of| {
        json(&of.timeout_probability)
    }),
];
