//! PW018: a service that works on after the proxy gave up.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{bounds::inside, format::seconds};

pub(super) const RULE: Rule = Rule {
    code: "PW018",
    name: "request-outlasts-proxy",
    summary: "a service keeps working after the proxy in front has timed out",
    severity: Severity::Warning,
    source: "nginx: proxy_read_timeout; gunicorn: timeout",
    url: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let request = service.service.request_timeout_s?.get();
        let proxy = service.service.proxy_timeout_s?.get();
        if proxy <= 0.0 || request < proxy {
            return None;
        }
        let within = inside(proxy);
        Some(FindingBody {
            message: format!(
                "{} works on a request for {}, and the proxy in front gives it up after {}: a client that tries again then \
                 pays for two connections",
                service.service.name,
                seconds(request),
                seconds(proxy),
            ),
            help: format!("set the service's own timeout to {}, below the proxy's", seconds(within)),
            field: service.field("request_timeout_s"),
            evidence: vec![("request_timeout_s", request.into()), ("proxy_timeout_s", proxy.into())],
            fix: service.set("request_timeout_s", within),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_requests_longer_than_the_proxy_waits() {
        check(
            "PW018",
            "request_timeout_s = 120\nproxy_timeout_s = 60",
            Some("works on a request for 120 s, and the proxy in front gives it up after 60 s"),
        );
        check("PW018", "request_timeout_s = 30\nproxy_timeout_s = 60", None);
        check("PW018", "request_timeout_s = 30", None);
        check("PW018", "proxy_timeout_s = 60", None);
    }
}
