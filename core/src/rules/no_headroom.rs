//! PW049: pools that bear hardly more than their traffic.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    advise::{lacks_headroom, misses, more_at_once},
    format::number,
};

pub(super) const RULE: Rule = Rule {
    code: "PW049",
    name: "no-headroom",
    summary: "the pools miss their targets with little more traffic than given",
    severity: Severity::Warning,
    source: "docs/advice.md: how far traffic that is a guess or an average is off",
    url: "https://en.wikipedia.org/wiki/Erlang_(unit)",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let of_pooler = outlook.advice.pooler.as_ref().and_then(|pooler| pooler.current.as_ref());
    let pooler_misses = of_pooler.is_some_and(|pooler| !misses(&outlook.scenario.targets, pooler).is_empty());
    outlook.each(|service| {
        // What is missed already has rules of its own.
        let is_missed = pooler_misses && outlook.scenario.is_pooled(service.service);
        if service.leaks() || is_missed || !service.misses().is_empty() {
            return None;
        }
        let bears = service.current.headroom?.traffic;
        lacks_headroom(&service.targets, bears).then(|| observation(outlook, service, bears))
    })
}

fn observation(outlook: &Outlook<'_>, service: &ServiceOutcome<'_>, bears: f64) -> FindingBody {
    let name = &service.service.name;
    // A pool behind a pooler bears no more than that does.
    let pooler = outlook.changed_pooler().filter(|_| outlook.scenario.is_pooled(service.service));
    let changes: Vec<String> =
        service.changed_pool_text().into_iter().chain(pooler.clone().map(|(text, _)| text)).collect();
    let advised = service.advice.headroom;
    let advised = advised.filter(|advised| service.advice.feasible && advised.traffic > bears && !changes.is_empty());
    let message = if bears > 1.0 {
        format!(
            "the pools of {name} bear {} times their traffic and no more: with more they miss a target",
            number(bears)
        )
    } else {
        format!("the pools of {name} have no headroom: with more traffic than this they miss a target")
    };
    FindingBody {
        message,
        help: match advised {
            Some(advised) => {
                format!("set {}: such pools bear {} times the traffic", changes.join(", and "), number(advised.traffic))
            }
            None if service.advice.prediction.has_one_for_all() => format!(
                "run {}, or hold connections for less time: its tasks use no larger pool",
                more_at_once(service.service)
            ),
            None if outlook.scenario.is_pooled(service.service) => {
                "let the pooler open more connections to the server, or hold connections for less time".to_owned()
            }
            None => "make room in the budget, or hold connections for less time".to_owned(),
        },
        field: service.field("pool.size"),
        evidence: vec![("bears_traffic", bears.into()), ("utilization", service.current.prediction.utilization.into())],
        fix: advised.map_or_else(Vec::new, |_| {
            service.advised_pool().into_iter().chain(pooler.map(|(_, setting)| setting)).collect()
        }),
        ..FindingBody::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Scenario, plan,
        rules::tests::{check, check_scenario},
    };

    #[test]
    fn warns_of_pools_that_just_meet_their_targets() {
        let traffic = "traffic = [{ rate_per_s = 108, hold_ms = { mean = 50 } }]";
        check("PW049", &format!("pool = {{ size = 8, overflow = 0 }}\n{traffic}"), Some("bear 1.1"));
        check("PW049", &format!("pool = {{ size = 15, overflow = 0 }}\n{traffic}"), None);
        // These have none, and another rule says so.
        check("PW049", &format!("pool = {{ size = 5, overflow = 0 }}\n{traffic}"), None);
        let none_asked = "targets = { headroom = 1 }";
        check("PW049", &format!("pool = {{ size = 8, overflow = 0 }}\n{traffic}\n{none_asked}"), None);
    }

    #[test]
    fn a_pooler_that_bears_too_little_is_what_to_enlarge() {
        let scenario = |size: u32, max: &str| {
            format!(
                "targets = {{ utilization_mean = 0.8 }}\n[pooler]\npool_mode = 'transaction'\nmax_client_conn = 500\ndefault_pool_size = {size}\n{max}\n[[services]]\n\
                 instances = 4\nworkers = 2\ntraffic = [{{ rate_per_s = 180, hold_ms = {{ mean = 60 }} }}]"
            )
        };
        // PW038 says what a pooler misses already.
        check_scenario("PW049", &scenario(5, ""), None);
        check_scenario("PW049", &scenario(15, "max_db_connections = 15"), Some("bear 1.15"));
        let help = |max: &str| {
            let findings = plan(&Scenario::from_toml(&scenario(15, max)).unwrap()).findings;
            findings.into_iter().find(|finding| finding.code == "PW049").map(|finding| finding.help).unwrap_or_default()
        };
        let limited = help("max_db_connections = 15");
        assert!(limited.starts_with("let the pooler open more connections to the server"), "{limited}");
        let help = help("");
        assert!(help.starts_with("set the pooler's default_pool_size") && help.contains("such pools bear"), "{help}");
    }

    #[test]
    fn tasks_that_are_too_few_use_no_larger_pool() {
        let service = "concurrency = 4\npool = { size = 4, overflow = 0 }\ntraffic = [{ rate_per_s = 70, hold_ms = { mean = 50 } }]";
        let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
        let finding = plan(&scenario).findings.into_iter().find(|finding| finding.code == "PW049").unwrap();
        assert!(finding.help.starts_with("run more tasks or workers"), "{}", finding.help);
    }
}
