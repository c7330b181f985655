//! PW059: settings that contradict each other.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    format::{count, duration, number, percent},
    scenario::{Database, Targets},
};

pub(super) const RULE: Rule = Rule {
    code: "PW059",
    name: "contradicting-settings",
    summary: "two settings contradict each other",
    severity: Severity::Warning,
    source: "docs/scenario.md: what each field means",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let services = outlook.services.iter().flat_map(|service| [too_few_at_most(service), burst_below_rate(service)]);
    let Targets { utilization_mean, utilization_peak, wait_p95_ms, wait_p99_ms, .. } = &outlook.scenario.targets;
    let busier_than_peak = (utilization_mean.get() > utilization_peak.get()).then(|| {
        let (mean, peak) = (percent(utilization_mean.get()), percent(utilization_peak.get()));
        FindingBody {
            message: format!(
                "the target of the mean utilization is {mean}, and that of the peak is {peak}, which is less"
            ),
            help: "set targets.utilization_peak to at least targets.utilization_mean".to_owned(),
            field: "targets.utilization_peak".to_owned(),
            ..FindingBody::default()
        }
    });
    let shorter_p99 = wait_p99_ms.filter(|p99| p99.get() < wait_p95_ms.get()).map(|p99| FindingBody {
        message: format!(
            "99 % of the requests are to wait at most {}, and 95 % of them at most {}, which is longer",
            duration(p99.get()),
            duration(wait_p95_ms.get())
        ),
        help: "set targets.wait_p99_ms to at least targets.wait_p95_ms".to_owned(),
        field: "targets.wait_p99_ms".to_owned(),
        ..FindingBody::default()
    });
    let others = [busier_than_peak, shorter_p99, all_reserved(&outlook.scenario.database)];
    services.chain(others).flatten().collect()
}

fn too_few_at_most(service: &ServiceOutcome<'_>) -> Option<FindingBody> {
    let (now, most) = (service.service.instances, service.service.max_instances?);
    (most < now).then(|| FindingBody {
        message: format!(
            "{} runs {} and may scale to {most}, which is fewer",
            service.service.name,
            count(now.get().into(), "instance")
        ),
        help: format!("set max_instances to at least {now}, or leave it out: until then {now} is taken for both"),
        field: service.field("max_instances"),
        evidence: vec![("instances", now.get().into()), ("max_instances", most.get().into())],
        ..FindingBody::default()
    })
}

fn burst_below_rate(service: &ServiceOutcome<'_>) -> Option<FindingBody> {
    let burst = service.service.burst.as_ref().filter(|burst| burst.factor.get() < 1.0)?;
    let factor = burst.factor.get();
    Some(FindingBody {
        message: format!(
            "a burst of {} multiplies its rate by {}, which makes it less",
            service.service.name,
            number(factor)
        ),
        help: "set burst.factor above 1: the rates of traffic are those outside of bursts".to_owned(),
        field: service.field("burst.factor"),
        evidence: vec![("factor", factor.into())],
        ..FindingBody::default()
    })
}

/// Such a server refuses to start.
fn all_reserved(database: &Database) -> Option<FindingBody> {
    let max = database.max_connections.get();
    let reserved = database.superuser_reserved.get().saturating_add(database.reserved.get());
    (reserved >= max).then(|| FindingBody {
        message: format!(
            "{reserved} connections are reserved, and max_connections is {max}: PostgreSQL does not start"
        ),
        help: "raise max_connections, or reserve fewer".to_owned(),
        field: "database.superuser_reserved".to_owned(),
        evidence: vec![("reserved", reserved.into()), ("max_connections", max.into())],
        ..FindingBody::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn each_contradiction_is_named_with_both_of_its_numbers() {
        check(
            "PW059",
            "services = [{ name = 'api', instances = 8, max_instances = 4 }]",
            Some("api runs 8 instances and may scale to 4"),
        );
        check("PW059", "services = [{ instances = 4, max_instances = 4 }]", None);
        let burst =
            |factor: &str| format!("services = [{{ burst = {{ factor = {factor}, every_s = 60, for_s = 5 }} }}]");
        check("PW059", &burst("0.5"), Some("multiplies its rate by 0.5"));
        check("PW059", &burst("1"), None);
        check("PW059", "targets = { wait_p99_ms = 10 }", Some("at most 10 ms, and 95 % of them at most 50 ms"));
        check("PW059", "targets = { wait_p99_ms = 50 }", None);
        check(
            "PW059",
            "targets = { utilization_mean = 0.95 }",
            Some("mean utilization is 95 %, and that of the peak is 90 %"),
        );
        check("PW059", "database = { max_connections = 3 }", Some("3 connections are reserved"));
        check("PW059", "database = { max_connections = 4 }", None);
    }
}
