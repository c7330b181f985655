//! PW011: connections that never come back.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{count, duration},
    predict::empty_after_s,
};

pub(super) const RULE: Rule = Rule {
    code: "PW011",
    name: "leak",
    summary: "connections are checked out and never returned",
    severity: Severity::Error,
    source: "SQLAlchemy, Connection Pooling: a connection returns to the pool when it is closed",
    url: "https://docs.sqlalchemy.org/en/20/core/connections.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let leak = service.service.leak_probability.get();
        let capacity = service.current.prediction.capacity?;
        let empty_after_s = empty_after_s(service.service, Some(capacity))?;
        Some(FindingBody {
            message: format!(
                "a pool of {} loses its {} in about {}: after that every request times out",
                service.service.name,
                count(capacity, "connection"),
                duration(empty_after_s * 1000.0),
            ),
            help: "a larger pool only lasts longer. Close every session: use context managers, or finally where there is none"
                .to_owned(),
            field: service.field("leak_probability"),
            evidence: vec![("empty_after_s", empty_after_s.into()), ("leak_probability", leak.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_when_a_leak_empties_the_pool() {
        check("PW011", "leak_probability = 1e-12\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]", None);
        check(
            "PW011",
            "leak_probability = 0.001\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("loses its 15 connections in about 2.5 min"),
        );
        check("PW011", "leak_probability = 0.001", None);
        check("PW011", "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]", None);
    }
}
