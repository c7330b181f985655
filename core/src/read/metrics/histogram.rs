//! Histograms of how long something took: holds of connections, or requests that hold one.

use super::{
    names::{MetricMeaning, Unit},
    series::{Series, get},
};
use crate::read::reader::Reader;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the times of a histogram are, the better one for the hold first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timed {
    /// Connections, from checkout to return.
    Holds,
    /// Requests, which hold a connection for as long as they take at the most.
    Requests,
}

/// Names of histograms without the ending `_bucket`, or how they end behind an application's own prefix.
const NAMES: [(&str, Timed, Unit); 20] = [
    // Poolwise's own exporter.
    ("db_pool_hold_seconds", Timed::Holds, Unit::Seconds),
    // HikariCP, by Micrometer and by its own metrics.
    ("hikaricp_connections_usage_seconds", Timed::Holds, Unit::Seconds),
    ("hikaricp_connection_usage_millis", Timed::Holds, Unit::Millis),
    // OpenTelemetry's semantic conventions, stable and before.
    ("db_client_connection_use_time_seconds", Timed::Holds, Unit::Seconds),
    ("db_client_connection_use_time", Timed::Holds, Unit::Seconds),
    ("db_client_connections_use_time_milliseconds", Timed::Holds, Unit::Millis),
    ("db_client_connections_use_time", Timed::Holds, Unit::Millis),
    ("connection_hold_seconds", Timed::Holds, Unit::Seconds),
    // Requests: OpenTelemetry, Micrometer, prometheus-fastapi-instrumentator, django-prometheus and hand-written ones.
    ("http_server_request_duration_seconds", Timed::Requests, Unit::Seconds),
    ("http_server_duration_milliseconds", Timed::Requests, Unit::Millis),
    ("http_server_requests_seconds", Timed::Requests, Unit::Seconds),
    ("http_request_duration_seconds", Timed::Requests, Unit::Seconds),
    ("http_request_duration_highr_seconds", Timed::Requests, Unit::Seconds),
    ("http_requests_duration_seconds", Timed::Requests, Unit::Seconds),
    ("http_request_duration_milliseconds", Timed::Requests, Unit::Millis),
    ("http_request_duration_ms", Timed::Requests, Unit::Millis),
    ("http_requests_latency_seconds_by_view_method", Timed::Requests, Unit::Seconds),
    ("request_duration_seconds", Timed::Requests, Unit::Seconds),
    ("requests_duration_seconds", Timed::Requests, Unit::Seconds),
    ("request_latency_seconds", Timed::Requests, Unit::Seconds),
];

/// What the buckets of this name are.
pub(super) fn meaning(name: &str) -> Option<MetricMeaning> {
    let stem = name.strip_suffix("_bucket")?;
    let ends =
        |listed: &str| stem.strip_suffix(listed).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('_'));
    let (_, timed, unit) = NAMES.iter().find(|(listed, ..)| ends(listed))?;
    Some(MetricMeaning::Buckets(*timed, *unit))
}

/// A histogram, all its series added up.
pub(super) struct Histogram<'s, 'a> {
    pub(super) name: &'s str,
    pub(super) timed: Timed,
    pub(super) unit: Unit,
    pub(super) series: Vec<&'s Series<'a>>,
}

/// Sets the hold from the histogram that says the most of it.
pub(super) fn take(reader: &mut Reader<'_>, histograms: &[Histogram<'_, '_>]) {
    let Some(best) = histograms.iter().min_by_key(|histogram| histogram.timed) else { return };
    let Some(first) = best.series.first() else { return };
    let mut counts: BTreeMap<u64, f64> = BTreeMap::new();
    for series in &best.series {
        let bound = get(series, "le").and_then(|bound| bound.parse::<f64>().ok()).filter(|bound| *bound > 0.0);
        if let Some(bound) = bound {
            *counts.entry((bound * best.unit.in_ms()).to_bits()).or_default() += series.value;
        }
    }
    // The bits of positive numbers are in their order.
    let pairs: Vec<Value> = counts.iter().map(|(bits, count)| pair(f64::from_bits(*bits), *count)).collect();
    let (name, at) = (best.name, first.span.start);
    let is_set = reader.set("traffic[0].hold_ms", name, first.span.clone(), json!({ "buckets": pairs }));
    if is_set && best.timed == Timed::Requests {
        let message =
            format!("{name}: a request holds a connection for no longer than it takes; its time is used as the hold");
        reader.note("request_as_hold", at, message);
    }
    for other in histograms.iter().filter(|other| other.name != best.name) {
        if let Some(first) = other.series.first() {
            let message = format!("{}: ignored, since {name} says more of how long connections are held", other.name);
            reader.note("several_histograms", first.span.start, message);
        }
    }
}

fn pair(bound: f64, count: f64) -> Value {
    if bound.is_finite() { json!([rounded(bound), count]) } else { json!(["inf", count]) }
}

/// Without the last digits of a product: 0.07 s are 70 ms.
fn rounded(ms: f64) -> f64 {
    format!("{ms:.9e}").parse().unwrap_or(ms)
}
