//! PW033: connections that take the server's memory.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::{number, percent};

pub(super) const RULE: Rule = Rule {
    code: "PW033",
    name: "connection-memory",
    summary: "the connections alone may take more than a quarter of the server's memory",
    severity: Severity::Warning,
    source: "A. Freund 2020, Measuring the Memory Overhead of a Postgres Connection: under 2 MiB",
    url: "https://blog.anarazel.de/2020/10/07/measuring-the-memory-overhead-of-a-postgres-connection/",
    check,
};

/// A quarter of the memory, which is what PostgreSQL's manual gives to `shared_buffers` to start with.
const MAX_MEMORY_SHARE: f64 = 0.25;

const MIB_PER_GIB: f64 = 1024.0;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let memory = outlook.scenario.database.memory_gib.map(|memory| memory.get() * MIB_PER_GIB);
    let Some((memory, [low, high])) = memory.zip(outlook.budget.memory.current_mib) else { return Vec::new() };
    if low <= MAX_MEMORY_SHARE * memory {
        return Vec::new();
    }
    let each = outlook.budget.memory.per_connection_mib;
    vec![FindingBody {
        // Even by the low estimate there is no memory for them.
        severity: (low > memory).then_some(Severity::Error),
        message: format!(
            "the connections at the peak take {} to {} MiB, {} to {} of the server's memory, before any query has sorted \
             anything",
            number(low),
            number(high),
            percent(low / memory),
            percent(high / memory),
        ),
        help: format!(
            "open fewer: shrink the pools, or put a pooler in front. Counted are {} to {} MiB for each; what work_mem allows \
             comes on top",
            number(each[0]),
            number(each[1]),
        ),
        field: "database.memory_gib".to_owned(),
        evidence: vec![("low_mib", low.into()), ("high_mib", high.into()), ("memory_mib", memory.into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::Severity;
    use crate::{Scenario, plan, rules::tests::check_scenario as check};

    #[test]
    fn reports_connections_that_fill_the_memory() {
        let scenario = |memory: &str, instances: u32| {
            format!("database = {{ max_connections = 1000, {memory} }}\nservices = [{{ instances = {instances} }}]")
        };
        check(
            "PW033",
            &scenario("memory_gib = 1", 20),
            Some("take 600 to 3000 MiB, 58.6 % to 293 % of the server's memory"),
        );
        check("PW033", &scenario("memory_gib = 4", 20), None);
        let severity = |memory: &str| {
            let findings = plan(&Scenario::from_toml(&scenario(memory, 20)).unwrap()).findings;
            findings.into_iter().find(|finding| finding.code == "PW033").map(|finding| finding.severity)
        };
        assert_eq!(severity("memory_gib = 1"), Some(Severity::Warning));
        assert_eq!(severity("memory_gib = 0.5"), Some(Severity::Error));
        check("PW033", &scenario("", 20), None);
    }
}
