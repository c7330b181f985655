//! PW046: the pooler's queue outlasts the requests in it.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    bounds::inside,
    format::seconds,
    timeouts::{request_within_s, when_given_up},
};

pub(super) const RULE: Rule = Rule {
    code: "PW046",
    name: "wait-in-a-row",
    summary: "requests time out before the pooler ends their wait",
    severity: Severity::Warning,
    source: "PgBouncer, doc/config.md: query_wait_timeout, 120 s unless set, 0 for ever",
    url: "https://www.pgbouncer.org/config.html#query_wait_timeout",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some(pooler) = &outlook.scenario.pooler else { return Vec::new() };
    let wait = pooler.query_wait_timeout_s.get();
    let behind = outlook.services.iter().filter(|service| outlook.scenario.is_pooled(service.service));
    let given_up = behind.filter_map(|service| Some((request_within_s(service.service)?, service.service)));
    let first = given_up.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    let outlasts = first.filter(|(request, _)| wait <= 0.0 || wait >= *request);
    let field = "pooler.query_wait_timeout_s";
    let long = outlasts.map(|(request, service)| FindingBody {
        message: format!(
            "a transaction may wait {} in the pooler, and a request to {} {}: then the queue is of requests that are gone",
            if wait > 0.0 { seconds(wait) } else { "for ever".to_owned() },
            service.name,
            when_given_up(service).unwrap_or_default(),
        ),
        help: format!("set query_wait_timeout to {}", seconds(inside(request))),
        field: field.to_owned(),
        evidence: vec![("query_wait_timeout_s", wait.into()), ("given_up_s", request.into())],
        fix: vec![(field.to_owned(), inside(request).into())],
        ..FindingBody::default()
    });
    long.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_pooler_wait_longer_than_the_request() {
        let scenario = |pooler: &str, service: &str| format!("pooler = {{ {pooler} }}\nservices = [{{ {service} }}]");
        check("PW046", &scenario("", "request_timeout_s = 60"), Some("may wait 120 s in the pooler"));
        check("PW046", &scenario("query_wait_timeout_s = 0", "request_timeout_s = 60"), Some("may wait for ever"));
        check("PW046", &scenario("query_wait_timeout_s = 30", "request_timeout_s = 60"), None);
        check("PW046", &scenario("", "request_timeout_s = 60, direct = true"), None);
        check("PW046", &scenario("", ""), None);
        check("PW046", "services = [{ request_timeout_s = 60 }]", None);
    }
}
