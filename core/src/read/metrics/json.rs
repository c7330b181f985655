//! Metrics in lines of JSON: an answer of Prometheus's API, and one of Spring's actuator.

use super::{names, sample::Sample};
use std::borrow::Cow;

/// What begins the labels of a series in an answer of Prometheus.
const METRIC: &str = "\"metric\":{";

/// What an answer of the actuator has behind its name.
const MEASUREMENTS: &str = "\"measurements\":[";

/// Whether a line is such an answer.
pub(super) fn is_answer(line: &str) -> bool {
    line.starts_with('{') && (line.contains(MEASUREMENTS) || line.contains(METRIC) && line.contains("\"value\":["))
}

/// The samples of an answer.
pub(super) fn samples(line: &str) -> Vec<Sample<'_>> {
    if line.contains(METRIC) {
        line.split(METRIC).skip(1).filter_map(of_series).collect()
    } else {
        of_actuator(line).into_iter().collect()
    }
}

/// `"__name__":"x","pool":"y"},"value":[1717236000,"10"]`
fn of_series(text: &str) -> Option<Sample<'_>> {
    let (inside, rest) = text.split_once('}')?;
    let pairs = inside.split(',').map(|pair| pair.split_once(':'));
    let pairs = pairs.map(|pair| pair.map(|(name, value)| (unquoted(name), unquoted(value))));
    let mut labels = pairs.collect::<Option<Vec<_>>>()?;
    let name = labels.remove(labels.iter().position(|(label, _)| *label == "__name__")?).1;
    let (_, value) = rest.strip_prefix(",\"value\":[")?.split_once(']')?.0.split_once(',')?;
    labels.sort_unstable();
    let labels = labels.into_iter().map(|(name, value)| (name, Cow::Borrowed(value))).collect();
    Some(Sample { name, labels, value: unquoted(value) })
}

/// `{"name":"hikaricp.connections.max","measurements":[{"statistic":"VALUE","value":10.0}]}`
fn of_actuator(line: &str) -> Option<Sample<'_>> {
    let (_, rest) = line.split_once("\"name\":\"")?;
    let (name, rest) = rest.split_once('"')?;
    let (_, value) = rest.split_once("\"statistic\":\"VALUE\",\"value\":")?;
    let value = value.split([',', '}']).next()?;
    Some(Sample { name: names::of_dotted(name)?, labels: Vec::new(), value: unquoted(value) })
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str)]) {
        let found = samples(line).into_iter().map(|sample| (sample.name, sample.value)).collect::<Vec<_>>();
        assert_eq!((found.as_slice(), is_answer(line)), (expected, true), "{line}");
    }

    #[test]
    fn reads_answers() {
        check(
            r#"{"name":"hikaricp.connections.max","measurements":[{"statistic":"VALUE","value":10.0}]}"#,
            &[("hikaricp_connections_max", "10.0")],
        );
        check(r#"{"name":"jvm.memory.max","measurements":[{"statistic":"VALUE","value":10.0}]}"#, &[]);
        check(
            r#"{"data":{"result":[{"metric":{"__name__":"a","pool":"x"},"value":[1,"9"]},{"metric":{"__name__":"b"},"value":[1,"8"]}]}}"#,
            &[("a", "9"), ("b", "8")],
        );
        check(r#"{"metric":{"le":"x"},"value":[1,"9"]}"#, &[]);
    }
}
