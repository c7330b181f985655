//! PW049: pools that bear hardly more than their traffic.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{advise::lacks_headroom, format::number};

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
    outlook.each(|service| {
        // What is missed already has rules of its own.
        if service.leaks() || !service.misses().is_empty() {
            return None;
        }
        let bears = service.current.headroom?.traffic;
        lacks_headroom(&service.targets, bears).then(|| observation(service, bears))
    })
}

fn observation(service: &ServiceOutcome<'_>, bears: f64) -> FindingBody {
    let name = &service.service.name;
    let advised = service.advice.headroom.filter(|advised| service.advice.feasible && advised.traffic > bears);
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
                format!("set {}: such pools bear {} times the traffic", service.advised_text(), number(advised.traffic))
            }
            None => "make room in the budget, run more tasks or workers, or hold connections for less time".to_owned(),
        },
        field: service.field("pool.size"),
        evidence: vec![("bears_traffic", bears.into()), ("utilization", service.current.prediction.utilization.into())],
        fix: advised.map_or_else(Vec::new, |_| service.advised_pool()),
        ..FindingBody::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

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
}
