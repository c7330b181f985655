//! PW001: more connections than the server admits.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity, pooler_servers};
use crate::{
    advise::Miss,
    budget::Totals,
    format::{count, grouped, percent},
    scenario::ServiceKind,
};

pub(super) const RULE: Rule = Rule {
    code: "PW001",
    name: "over-budget",
    summary: "all pools together may open more connections than PostgreSQL admits",
    severity: Severity::Error,
    source: "PostgreSQL manual, Connections and Authentication: max_connections, superuser_reserved_connections",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let usable = outlook.budget.usable;
    // The pooler alone is too much; PW036 says so.
    if pooler_servers::alone(outlook).is_some() {
        return Vec::new();
    }
    let (at_rest, at_deploy) = (outlook.budget.current.at_rest, outlook.budget.current.at_deploy);
    let over = match at_deploy {
        Some(at_deploy) if at_deploy > usable => Some(at_deploy - usable),
        Some(_) => return Vec::new(),
        // Without a bound there is no sum; PW002 says so.
        None if outlook.scenario.services.iter().any(|service| service.capacity(&service.pool).is_none()) => {
            return Vec::new();
        }
        None => None,
    };
    let fits = outlook.budget.fits.advised;
    let others = u64::from(outlook.scenario.database.other_clients.get());
    vec![FindingBody {
        message: message(at_rest, at_deploy, usable, over, outlook.scenario.database.max_connections.get().into()),
        help: if others > usable {
            format!(
                "other clients alone take {}, more than is usable: open fewer of them, or raise max_connections. No pool is \
                 small enough",
                grouped(others)
            )
        } else if let Some(service) = outlook.deadlocked().filter(|_| fits) {
            format!(
                "in pools that fit, tasks of {} would wait for each other's connections until they time out: let a task hold one, run \
                 fewer tasks or workers, or raise max_connections",
                service.service.name
            )
        } else if fits && outlook.required_change.is_some() {
            format!("set {}", outlook.advised_text())
        } else if fits {
            format!("shrink the pools: {}{}", outlook.advised_text(), still_missed(outlook))
        } else if let Some(service) = direct(outlook).find(|service| !service.has_pool()) {
            format!(
                "{} opens a connection for each of its tasks: give it a QueuePool, which bounds them, put PgBouncer in front, \
                 or raise max_connections",
                service.service.name
            )
        } else {
            let beside =
                if others > 0 { format!(" beside the {} of other clients", grouped(others)) } else { String::new() };
            format!(
                "even one connection per pool is too many{beside}: {}, raise max_connections, or put PgBouncer in front",
                fewer_pools(outlook)
            )
        },
        field: if others > usable { "database.other_clients".to_owned() } else { largest(outlook) },
        evidence: vec![
            ("at_rest", at_rest.into()),
            ("at_deploy", at_deploy.into()),
            ("usable", usable.into()),
            ("over", over.into()),
        ],
        fix: outlook.advised_settings(),
        ..FindingBody::default()
    }]
}

/// What pools that fit do not do: ". 33 % of the requests to api then time out: …".
fn still_missed(outlook: &Outlook<'_>) -> String {
    let lost = |service: &&ServiceOutcome<'_>| service.advice.prediction.timeout_probability;
    let missing =
        outlook.services.iter().filter(|service| service.advice.needed.is_some() && !service.advice.missed.is_empty());
    let Some(worst) = missing.max_by(|a, b| lost(a).total_cmp(&lost(b))) else { return String::new() };
    let name = &worst.service.name;
    let missed = if lost(&worst) > 0.005 {
        format!("{} of the requests to {name} then time out", percent(lost(&worst)))
    } else {
        let missed: Vec<String> = worst.advice.missed.iter().map(Miss::text).collect();
        format!("{name} then misses a target, {}", missed.join(", "))
    };
    format!(". {missed}: raise max_connections instead, {}, or put PgBouncer in front", fewer_pools(outlook))
}

/// What leaves fewer pools: a function's platform starts as many instances as it is let.
fn fewer_pools(outlook: &Outlook<'_>) -> &'static str {
    if outlook.services.iter().all(|one| one.service.kind == ServiceKind::Function) {
        "let the platform start fewer instances"
    } else {
        "run fewer workers"
    }
}

/// The pool size of the service that takes the most connections of the server.
fn largest(outlook: &Outlook<'_>) -> String {
    let connections = |service: &ServiceOutcome<'_>| {
        Totals::of_service(service.service, &service.service.pool).at_deploy.unwrap_or(u64::MAX)
    };
    // Of several equal ones the first.
    let largest = direct(outlook).min_by_key(|service| std::cmp::Reverse(connections(service)));
    largest.map_or_else(
        || "database.other_clients".to_owned(),
        |service| service.field(if service.has_pool() { "pool.size" } else { "pool.class" }),
    )
}

fn direct<'a>(outlook: &'a Outlook<'a>) -> impl Iterator<Item = &'a ServiceOutcome<'a>> {
    outlook.services.iter().filter(|service| !outlook.scenario.is_pooled(service.service))
}

fn message(at_rest: Option<u64>, at_deploy: Option<u64>, usable: u64, over: Option<u64>, max: u64) -> String {
    let (Some(at_rest), Some(at_deploy), Some(over)) = (at_rest, at_deploy, over) else {
        return format!("more connections than 64 bits can count; {usable} are usable");
    };
    let refused = match at_rest.saturating_sub(usable) {
        0 => format!("{} of them during a deploy", grouped(over)),
        rest if rest == over => format!("the last {}", grouped(over)),
        rest => format!("the last {}, and {} during a deploy,", grouped(rest), grouped(over)),
    };
    // Ordinary roles meet the reserved slots before the last one is taken.
    let refusal =
        if usable < max { "remaining connection slots are reserved" } else { "sorry, too many clients already" };
    let during =
        if at_deploy == at_rest { String::new() } else { format!(" at rest, {} during a deploy", grouped(at_deploy)) };
    format!(
        "{}{during}, {} usable: {refused} are refused with \"{refusal}\"",
        count(at_rest, "connection"),
        grouped(usable),
    )
}

#[cfg(test)]
mod tests {
    use crate::{
        Scenario, plan,
        rules::tests::{check, check_scenario},
    };

    #[test]
    fn reports_refused_connections() {
        check(
            "PW001",
            "instances = 4\nworkers = 2\npool = { size = 5, overflow = 10 }",
            Some("the last 23 are refused"),
        );
        check(
            "PW001",
            "instances = 4\nsurge = 3\npool = { size = 10, overflow = 10 }",
            Some("43 of them during a deploy are refused"),
        );
        check("PW001", "instances = 4294967295\nworkers = 4294967295", Some("more connections than 64 bits"));
        check_scenario(
            "PW001",
            "database = { other_clients = 120 }\nservices = [{}]",
            Some("135 connections, 97 usable: the last 38 are refused"),
        );
        check("PW001", "instances = 6", None);
        check("PW001", "instances = 6\npool = { size = 0 }", None);
    }

    #[test]
    fn it_names_what_changes_and_what_that_costs() {
        let check = |scenario: &str, words: &str, no_words: &str| {
            let findings = plan(&Scenario::from_toml(scenario).unwrap()).findings;
            let help = &findings.iter().find(|finding| finding.code == "PW001").unwrap().help;
            assert!(help.contains(words) && !help.contains(no_words), "{scenario}: {help}");
        };
        check(
            "database = { max_connections = 40 }\n[[services]]\nname = 'api'\ninstances = 6\nworkers = 4\n\
             traffic = [{ rate_per_s = 600, hold_ms = { mean = 60 } }]",
            "shrink the pools: api size 1, overflow 0. 33.4 % of the requests to api then time out",
            "overflow 0;",
        );
        let job = "[[services]]\nname = 'job'\nkind = 'job'\ndirect = true";
        check(
            &format!(
                "[pooler]\npool_mode = 'transaction'\nmax_client_conn = 200\ndefault_pool_size = 90\n[[services]]\n\
                 name = 'api'\ninstances = 4\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n{job}"
            ),
            "the pooler's default_pool_size",
            "api size",
        );
        check(
            &format!("database = {{ other_clients = 96 }}\n{}\ninstances = 3", job.replace("direct = true", "")),
            "too many beside the 96 of other clients",
            "shrink",
        );
    }

    fn check_fix(scenario: &str, fixed: &[&str], help: &str) {
        let finding = &plan(&Scenario::from_toml(scenario).unwrap()).findings[0];
        let set = finding.fix.iter().flat_map(|fix| fix.set.keys());
        assert_eq!(set.map(String::as_str).collect::<Vec<_>>(), fixed, "{scenario}");
        assert!(finding.code == "PW001" && finding.help.contains(help), "{finding:?}");
    }

    #[test]
    fn its_fix_does_no_harm_and_is_whole() {
        let pool = ["services[0].pool.overflow", "services[0].pool.size"];
        check_fix("[[services]]\ninstances = 40\npool = { size = 5 }", &pool, "shrink the pools: app size 1");
        check_fix(
            "[[services]]\ninstances = 40\nconcurrency = 4\ncheckouts_per_task = 2\npool = { size = 5 }",
            &[],
            "tasks of app would wait for each other's connections until they time out",
        );
        check_fix(
            "targets = { may_change = ['max_connections'] }\n[[services]]\ninstances = 20\nworkers = 8",
            &["database.max_connections", pool[0], "services[0].pool.pre_ping", pool[1], "services[0].pool.timeout_s"],
            "max_connections",
        );
    }
}
