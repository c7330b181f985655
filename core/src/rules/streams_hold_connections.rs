//! PW054: each open stream holds a connection.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    format::{count, grouped},
    scenario::Traffic,
};

pub(super) const RULE: Rule = Rule {
    code: "PW054",
    name: "streams-hold-connections",
    summary: "each open stream holds a connection until it ends",
    severity: Severity::Warning,
    source: "FastAPI, Dependencies with yield: a session of a dependency is closed after the response, and a stream ends late",
    url: "https://fastapi.tiangolo.com/advanced/advanced-dependencies/",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let classes = |service: &ServiceOutcome<'_>| {
        let observe = |(index, class)| streams(service, index, class);
        service.service.traffic.iter().enumerate().filter_map(observe).collect::<Vec<_>>()
    };
    outlook.services.iter().flat_map(classes).collect()
}

fn streams(service: &ServiceOutcome<'_>, index: usize, class: &Traffic) -> Option<FindingBody> {
    let open = u64::from(class.open_streams?.get());
    let name = &service.service.name;
    let capacity = service.service.capacity(&service.service.pool);
    let limit = capacity.map_or_else(String::new, |capacity| {
        let pools = service.service.pools().unwrap_or(u64::MAX);
        let in_all = if pools > 1 {
            format!(", {} in all {} pools", grouped(capacity.saturating_mul(pools)), grouped(pools))
        } else {
            String::new()
        };
        format!(". {} at once in one pool{in_all} stop every other request", count(capacity, "stream"))
    });
    Some(FindingBody {
        message: format!(
            "each of the {} of {name} that are open on average holds a connection until it ends{limit}",
            count(open, "stream"),
        ),
        help: format!(
            "close the session before the response streams, or open one for each read inside the generator: then a stream \
             holds no connection between its reads{}",
            larger_pool(service).unwrap_or_default()
        ),
        field: service.field(&format!("traffic[{index}].open_streams")),
        evidence: vec![("open_streams", open.into()), ("capacity", capacity.into())],
        ..FindingBody::default()
    })
}

/// What the advice for a larger pool is good for.
fn larger_pool(service: &ServiceOutcome<'_>) -> Option<String> {
    let advised = service.advice.pool.capacity()?;
    let is_larger = service.service.pool.capacity().is_some_and(|capacity| capacity < advised);
    (is_larger && service.advice.feasible).then(|| {
        format!(". A larger pool only moves the limit: {advised} connections in each pool carry {advised} streams")
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn says_how_many_streams_stop_everything() {
        let streams = "traffic = [{ open_streams = 8, hold_ms = { mean = 30000 } }]";
        check(
            "PW054",
            &format!("pool = {{ size = 1, overflow = 10 }}\n{streams}"),
            Some("11 streams at once in one pool stop"),
        );
        check(
            "PW054",
            &format!("instances = 3\n{streams}"),
            Some("15 streams at once in one pool, 45 in all 3 pools stop"),
        );
        check("PW054", &format!("pool = {{ size = 0 }}\n{streams}"), Some("holds a connection until it ends"));
        check("PW054", "traffic = [{ rate_per_s = 8, hold_ms = { mean = 30000 } }]", None);
    }
}
