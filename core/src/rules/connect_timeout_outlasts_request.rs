//! PW058: opening a connection may take longer than the request that waits for it.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{duration, seconds},
    timeouts::{MAX_USER_WAIT_S, connect_within_s, given_up_s, left_for_waiting_s, statement_timeout_s, when_given_up},
};

pub(super) const RULE: Rule = Rule {
    code: "PW058",
    name: "connect-timeout-outlasts-request",
    summary: "opening a connection may take longer than the request that waits for it",
    severity: Severity::Warning,
    source: "PostgreSQL manual, libpq: connect_timeout; zero, negative or unspecified is no limit",
    url: "https://www.postgresql.org/docs/current/libpq-connect.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let database = &outlook.scenario.database;
    outlook.each(|service| {
        let (name, kind) = (&service.service.name, service.service.kind);
        let connect = service.service.connect_timeout_s?.get();
        let left = left_for_waiting_s(database, service.service);
        // Where nobody says when a request is given up, a user still does; a job may wait for its server.
        let most = left.or_else(|| kind.answers().then_some(MAX_USER_WAIT_S))?;
        let is_endless = connect <= 0.0;
        if !is_endless && (connect < most || left.is_none() && connect <= most) {
            return None;
        }
        let takes = if is_endless { "has no limit".to_owned() } else { format!("may take {}", seconds(connect)) };
        let then = match (when_given_up(service.service), statement_timeout_s(database, service.service)) {
            (Some(given_up), Some(statement)) => {
                format!("with a statement of up to {} behind it, and its request {given_up}", seconds(statement))
            }
            (Some(given_up), None) => format!("and its request {given_up}"),
            (None, _) => "and its client is gone by then".to_owned(),
        };
        let within = connect_within_s(left);
        Some(FindingBody {
            message: format!(
                "opening a connection of {name} {takes}, {then}: a server that does not answer holds up every request that \
                 needs a new connection"
            ),
            help: format!(
                "set the driver's connect timeout to {}: a server that answers at all does so sooner",
                duration(within * 1000.0)
            ),
            field: service.field("connect_timeout_s"),
            evidence: [("connect_timeout_s", Some(connect)), ("given_up_s", given_up_s(service.service))]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?.into())))
                .collect(),
            fix: service.set("connect_timeout_s", within),
            severity: left.is_none().then_some(Severity::Info),
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_connects_longer_than_the_request() {
        let code = "PW058";
        check(
            code,
            "connect_timeout_s = 60\nrequest_timeout_s = 30",
            Some("may take 60 s, and its request times out after 30 s"),
        );
        check(
            code,
            "connect_timeout_s = 20\nrequest_timeout_s = 30\nstatement_timeout_ms = 15000",
            Some("may take 20 s, with a statement of up to 15 s behind it, and its request times out after 30 s"),
        );
        check(code, "connect_timeout_s = 0\nproxy_timeout_s = 20", Some("has no limit, and its request times out"));
        check(code, "connect_timeout_s = 0", Some("has no limit, and its client is gone by then"));
        check(code, "connect_timeout_s = 1\nrequest_timeout_s = 1", Some("may take 1 s"));
        check(code, "connect_timeout_s = 30", None);
        check(code, "connect_timeout_s = 10\nrequest_timeout_s = 30", None);
        check(code, "kind = 'job'\nconnect_timeout_s = 0", None);
        check(code, "request_timeout_s = 30", None);
    }
}
