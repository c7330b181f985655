//! JSON: Prometheus' `query_range`, `CloudWatch`'s datapoints and metric data, and Datadog's points.

use super::{Series, Unit, time};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn parse(text: &str) -> Option<Series> {
    let document: Value = serde_json::from_str(text).ok()?;
    let result = document.pointer("/data/result").or_else(|| document.get("result")).unwrap_or(&document);
    prometheus(result).or_else(|| cloudwatch(&document)).or_else(|| datadog(&document))
}

/// `[{"metric": {…}, "values": [[1764028800, "12.5"], …]}, …]`
fn prometheus(result: &Value) -> Option<Series> {
    let all = result.as_array()?.iter().map(|series| {
        let name = series.pointer("/metric/__name__").and_then(Value::as_str).unwrap_or_default();
        let values = series.get("values")?.as_array()?;
        let points = values.iter().map(|point| Some((seconds(point.get(0)?)?, number(point.get(1)?)?)));
        let is_counter = ["_total", "_count", "_sum"].iter().any(|ending| name.ends_with(ending));
        let unit = if is_counter { Unit::SinceStart } else { Unit::from_title(name) };
        Some((points.collect::<Option<Vec<_>>>()?, unit))
    });
    // What has another name than the first is another quantity, and what is no series is another document.
    sum(all.collect::<Option<Vec<_>>>()?)
}

/// `{"Label": …, "Datapoints": [{"Timestamp": …, "Sum": 120.0}, …]}`, or `{"MetricDataResults": [{"Timestamps": […], "Values":
/// […]}, …]}`.
fn cloudwatch(document: &Value) -> Option<Series> {
    if let Some(datapoints) = document.get("Datapoints").and_then(Value::as_array) {
        let statistic = |point: &Value| ["Sum", "SampleCount"].iter().find_map(|name| point.get(name)?.as_f64());
        let points = datapoints.iter().map(|point| Some((seconds(point.get("Timestamp")?)?, statistic(point)?)));
        return sum(vec![(points.collect::<Option<_>>()?, Unit::InStep)]);
    }
    let results = document.get("MetricDataResults")?.as_array()?;
    let all = results.iter().map(|result| {
        let times = result.get("Timestamps")?.as_array()?;
        let values = result.get("Values")?.as_array()?;
        let points = times.iter().zip(values).map(|(time, value)| Some((seconds(time)?, number(value)?)));
        let label = result.get("Label").and_then(Value::as_str).unwrap_or_default();
        let unit = if label.is_empty() { Unit::InStep } else { Unit::from_title(label) };
        Some((points.collect::<Option<Vec<_>>>()?, unit))
    });
    sum(all.collect::<Option<Vec<_>>>()?)
}

/// `{"series": [{"metric": …, "pointlist": [[1764028800000, 12.5], …]}, …]}`
fn datadog(document: &Value) -> Option<Series> {
    let all = document.get("series")?.as_array()?.iter().map(|series| {
        let values = series.get("pointlist")?.as_array()?;
        let points = values.iter().map(|point| Some((seconds(point.get(0)?)?, number(point.get(1)?)?)));
        let title = series.get("expression").or_else(|| series.get("metric")).and_then(Value::as_str);
        Some((points.collect::<Option<Vec<_>>>()?, Unit::from_title(title.unwrap_or_default())))
    });
    sum(all.collect::<Option<Vec<_>>>()?)
}

/// A time as a number or as text.
fn seconds(value: &Value) -> Option<f64> {
    value.as_f64().map(time::epoch).or_else(|| time::parse(value.as_str()?))
}

/// A number, also as text; what is no number or null is a gap.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(f64::NAN),
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    }
}

/// All series added up, time by time. Counters are added as what each of them counted in a step, since each starts anew when
/// its process does.
fn sum(all: Vec<(Vec<(f64, f64)>, Unit)>) -> Option<Series> {
    let unit = all.first()?.1;
    let mut sums: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    let mut summed = 0;
    for (mut points, _) in all.into_iter().filter(|(_, of)| *of == unit) {
        summed += 1;
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        if unit == Unit::SinceStart {
            points = counted(&points);
        }
        for (time, value) in points {
            let sum = sums.entry(time.to_bits()).or_insert((time, 0.0));
            sum.1 += value;
        }
    }
    Some(Series { points: sums.into_values().collect(), unit, summed })
}

/// What a counter counted up to each time since the one before; a counter that fell was started anew.
fn counted(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let step = |pair: &[(f64, f64)]| {
        let ((_, before), (time, now)) = (pair[0], pair[1]);
        (time, if now >= before { now - before } else { now })
    };
    points.windows(2).map(step).collect()
}
