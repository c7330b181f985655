//! PW056: idle instances of a function keep their connections for long.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{count, grouped, seconds},
    scenario::ServiceKind,
};

pub(super) const RULE: Rule = Rule {
    code: "PW056",
    name: "idle-functions-hold-connections",
    summary: "idle instances of a function keep their connections for long",
    severity: Severity::Warning,
    source: "public reports of serverless services that ran out of connections until idle ones were closed within seconds",
    url: "https://vercel.com/guides/connection-pooling-with-functions",
    check,
};

/// Instances come and go within seconds: a connection that stays for longer mostly serves no further request.
const MAX_IDLE_S: f64 = 10.0;

/// What cured the reported cases.
const SHORT_IDLE_S: f64 = 5.0;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let idle = service.service.idle_s.filter(|idle| idle.get() > MAX_IDLE_S)?.get();
        if service.service.kind != ServiceKind::Function || !service.has_pool() {
            return None;
        }
        let instances = u64::from(service.service.instances.get());
        let held = service.current.pool.capacity().map_or_else(String::new, |capacity| {
            let all = service.service.pools().and_then(|pools| pools.checked_mul(capacity));
            all.map_or_else(String::new, |all| format!(", up to {} in all", grouped(all)))
        });
        Some(FindingBody {
            message: format!(
                "an idle instance of {} keeps its connections for {}: after a burst or a deploy {} hold{} connections \
                 without work{held}",
                service.service.name,
                seconds(idle),
                count(instances, "instance"),
                if instances == 1 { "s" } else { "" },
            ),
            help: format!(
                "close idle connections after {}, with NullPool in SQLAlchemy, whose pool has no idle timeout; or put a \
                 pooler in front",
                seconds(SHORT_IDLE_S)
            ),
            field: service.field("idle_s"),
            evidence: vec![("idle_s", idle.into()), ("instances", instances.into())],
            fix: vec![(service.field("idle_s"), SHORT_IDLE_S.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_functions_whose_idle_instances_hold_connections() {
        let function = "kind = 'function'\npool = { size = 10, overflow = 0 }\n\
                        traffic = [{ rate_per_s = 40, hold_ms = { mean = 500 } }]";
        let idle = |seconds: u32| format!("{function}\nidle_s = {seconds}");
        check("PW056", &idle(30), Some("20 instances hold connections without work, up to 200 in all"));
        check("PW056", &idle(5), None);
        check("PW056", function, None);
        check("PW056", "idle_s = 30", None);
    }
}
