//! PW031: quick requests behind slow ones.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    format::{amount, duration, number},
    scenario::Traffic,
};

pub(super) const RULE: Rule = Rule {
    code: "PW031",
    name: "mixed-holds",
    summary: "quick and slow requests share a pool",
    severity: Severity::Info,
    source: "Pollaczek 1930, Khinchine 1932: the wait grows with the variance of the hold",
    url: "https://en.wikipedia.org/wiki/Pollaczek%E2%80%93Khinchine_formula",
    check,
};

/// So many times as long is another kind of work.
const MIN_HOLD_RATIO: f64 = 50.0;

/// Behind a hold that is shorter nobody waits long, however many times longer than others it is.
const MIN_SLOW_HOLD_MS: f64 = 100.0;

/// From so many busy connections of a pool on, slow requests alone take it for long enough that the quick ones feel it:
/// with 0.3 on average, a quarter of the time one of them holds a connection.
const MIN_SLOW_BUSY: f64 = 0.3;

/// The quickest and the slowest class of a service's traffic, where they do not belong into one pool.
struct Mix<'a> {
    quick: &'a Traffic,
    slow: &'a Traffic,
    slow_index: usize,
    quick_ms: f64,
    slow_ms: f64,
}

impl<'a> Mix<'a> {
    fn from_service(service: &ServiceOutcome<'a>) -> Option<Self> {
        let mean = |class: &(usize, &Traffic)| class.1.moments().mean_ms;
        let classes = service.service.traffic.iter().enumerate();
        let mut classes: Vec<_> = classes.filter(|(_, class)| class.mean_rate_per_s() > 0.0).collect();
        classes.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        let (quick, slow) = (classes.first()?, classes.last()?);
        let (quick_ms, slow_ms) = (mean(quick), mean(slow));
        (quick_ms > 0.0 && slow_ms >= MIN_SLOW_HOLD_MS && slow_ms >= MIN_HOLD_RATIO * quick_ms).then_some(Self {
            quick: quick.1,
            slow: slow.1,
            slow_index: slow.0,
            quick_ms,
            slow_ms,
        })
    }
}

/// Whether quick and slow requests share the pools of the service.
pub(super) fn is_mixed(service: &ServiceOutcome<'_>) -> bool {
    service.has_pool() && Mix::from_service(service).is_some()
}

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let Mix { quick, slow, slow_index, quick_ms, slow_ms } = Mix::from_service(service)?;
        let slow_busy = service.service.per_pool(slow.mean_rate_per_s()) * slow_ms / 1000.0;
        let is_felt = slow_busy >= MIN_SLOW_BUSY;
        Some(FindingBody {
            message: format!(
                "{} of {} hold a connection for {} and {} for {}, {} times as long: the quick ones wait behind the slow \
                 ones, which keep {} of each pool busy",
                quick.name,
                service.service.name,
                duration(quick_ms),
                slow.name,
                duration(slow_ms),
                number(slow_ms / quick_ms),
                amount(slow_busy, "connection"),
            ),
            help: format!(
                "use an engine of its own with a small pool for {}, or a service of its own: then only they wait for each \
                 other",
                slow.name
            ),
            field: service.field(&format!("traffic[{slow_index}]")),
            evidence: vec![
                ("quick_ms", quick_ms.into()),
                ("slow_ms", slow_ms.into()),
                ("slow_busy_mean", slow_busy.into()),
            ],
            severity: is_felt.then_some(Severity::Warning),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        Scenario, plan,
        rules::{Severity, tests::check},
    };

    fn traffic(rate: f64, quick: f64, slow: f64) -> String {
        format!(
            "traffic = [{{ name = 'reads', rate_per_s = 50, hold_ms = {{ mean = {quick:?} }} }}, \
             {{ name = 'reports', rate_per_s = {rate:?}, hold_ms = {{ mean = {slow:?} }} }}]"
        )
    }

    #[test]
    fn reports_quick_requests_that_share_a_pool_with_slow_ones() {
        check(
            "PW031",
            &traffic(0.5, 10.0, 2000.0),
            Some("reads of app hold a connection for 10 ms and reports for 2 s, 200 times as long"),
        );
        check("PW031", &traffic(0.5, 10.0, 400.0), None);
        check("PW031", &traffic(0.5, 0.1, 20.0), None);
        check("PW031", &traffic(0.0, 10.0, 2000.0), None);
        check("PW031", "", None);
    }

    #[test]
    fn warns_where_the_slow_ones_keep_a_third_of_a_connection_busy() {
        let check = |service: &str, severity: Severity| {
            let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
            let findings = plan(&scenario).findings;
            let finding = findings.iter().find(|finding| finding.code == "PW031").unwrap();
            assert_eq!(finding.severity, severity, "{service}: {}", finding.message);
        };
        check(&traffic(0.15, 10.0, 2000.0), Severity::Warning);
        check(&traffic(0.14, 10.0, 2000.0), Severity::Info);
        check(&format!("workers = 2\n{}", traffic(0.28, 10.0, 2000.0)), Severity::Info);
        check(&format!("instances = 2\n{}", traffic(0.3, 10.0, 2000.0)), Severity::Warning);
    }
}
