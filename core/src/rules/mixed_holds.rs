//! PW031: quick requests behind slow ones.

use super::{Facts, Observation, Rule, Severity};
use crate::{
    format::{duration, number},
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
const TIMES: f64 = 50.0;

/// Behind a hold that is shorter nobody waits long, however many times longer than others it is.
const SLOW_MS: f64 = 100.0;

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    facts.each(|service| {
        let mean = |class: &(usize, &Traffic)| class.1.moments().mean_ms;
        let classes = service.service.traffic.iter().enumerate();
        let mut classes: Vec<_> = classes.filter(|(_, class)| class.rate_per_s.get() > 0.0).collect();
        classes.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        let (quick, slow) = (classes.first()?, classes.last()?);
        let (quick_ms, slow_ms) = (mean(quick), mean(slow));
        if quick_ms <= 0.0 || slow_ms < SLOW_MS || slow_ms < TIMES * quick_ms {
            return None;
        }
        Some(Observation {
            message: format!(
                "{} of {} hold a connection for {} and {} for {}, {} times as long: the quick ones wait behind the slow ones",
                quick.1.name,
                service.service.name,
                duration(quick_ms),
                slow.1.name,
                duration(slow_ms),
                number(slow_ms / quick_ms),
            ),
            help: format!(
                "give {} an engine of their own with a small pool, or a service of their own: then they wait for each other \
                 only",
                slow.1.name
            ),
            field: service.field(&format!("traffic[{}]", slow.0)),
            evidence: vec![("quick_ms", quick_ms.into()), ("slow_ms", slow_ms.into())],
            ..Observation::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn it_speaks_where_it_should() {
        let traffic = |rate: f64, quick: f64, slow: f64| {
            format!(
                "traffic = [{{ name = 'reads', rate_per_s = 50, hold_ms = {{ mean = {quick:?} }} }}, \
                 {{ name = 'reports', rate_per_s = {rate:?}, hold_ms = {{ mean = {slow:?} }} }}]"
            )
        };
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
}
