//! PW044: a service whose traffic was forgotten.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::predict::State;

pub(super) const RULE: Rule = Rule {
    code: "PW044",
    name: "no-traffic",
    summary: "a service has no traffic although others have",
    severity: Severity::Info,
    source: "Little 1961: without a rate and a hold there is no load to judge by",
    url: "https://doi.org/10.1287/opre.9.3.383",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    // A scenario without any traffic asks about the budget only.
    let only_budget = outlook.scenario.services.iter().all(|service| service.rate_per_s() <= 0.0);
    outlook.each(|service| {
        (service.current.prediction.state == State::NoTraffic && !only_budget).then(|| FindingBody {
            message: format!(
                "{} has {}, so its pools cannot be predicted: they count in the budget only",
                service.service.name,
                if service.service.rate_per_s() > 0.0 {
                    "traffic without a hold"
                } else {
                    "no traffic"
                },
            ),
            help: "give a rate and a hold, estimated if necessary: services without traffic come last when the budget is divided"
                .to_owned(),
            field: service.field("traffic"),
            evidence: vec![("rate_per_s", service.service.rate_per_s().into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_one_service_without_traffic() {
        let api = "{ name = 'api', traffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }] }";
        check("PW044", &format!("services = [{api}, {{ name = 'jobs' }}]"), Some("jobs has no traffic"));
        let free = "{ name = 'jobs', traffic = [{ rate_per_s = 10, hold_ms = { mean = 0 } }] }";
        check("PW044", &format!("services = [{api}, {free}]"), Some("jobs has traffic without a hold"));
        check("PW044", &format!("services = [{free}]"), Some("jobs has traffic without a hold"));
        check("PW044", &format!("services = [{api}]"), None);
        check("PW044", "services = [{ name = 'api' }, { name = 'jobs' }]", None);
    }
}
