//! PD006: the server refuses connections.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{
    budget::Budget,
    format::{number, percent},
    read::{ErrorClass, MeasuredQuantity},
    units::as_f64,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD006",
    name: "server-limit",
    summary: "the server has reached, or nearly reached, its connection limit",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, max_connections; SQLSTATE 53300",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    relief: Some(relief::END_IDLE_SESSIONS),
    commands: &[commands::BY_CLIENT, commands::LIMITS, commands::PROCESSES, commands::EVERYTHING],
    detect,
};

/// With this share of the limit in use, the next deploy will not fit.
const NEARLY_FULL_SHARE: f64 = 0.9;

/// How many clients the evidence names.
const MAX_NAMED_CLIENTS: usize = 3;

const HELP: &str = "a bigger pool makes it worse. Make instances × workers × engines × (size + overflow) fit, or put PgBouncer in \
                    front; a larger max_connections costs memory and a restart";

const HELP_WITH_IDLE: &str = "a bigger pool makes it worse. Give the application that has most of them fewer processes or a \
                              smaller size, which is what a pool keeps open at rest, or put PgBouncer in front; a larger \
                              max_connections only makes room for more of them";

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let usable = context.usable();
    let counted = context.largest(MeasuredQuantity::ConnectionsTotal);
    let by_group = || context.sessions_by_state().or_else(|| context.sessions_by_owner());
    let total = counted.or_else(|| by_group().filter(|_| usable.is_some()));
    let error = context.error(ErrorClass::ServerMaxConnections);
    // Most servers have the default limit, so a count near it is worth a question.
    let presumed = usable.unwrap_or_else(|| as_f64(context.scenario.database.usable()));
    let is_nearly_full =
        |(_, total): (_, f64)| total >= NEARLY_FULL_SHARE * presumed && (usable.is_some() || total <= presumed);
    if error.is_none() && !total.is_some_and(is_nearly_full) {
        return None;
    }
    let mut evidence: Vec<_> =
        error.map(|error| Evidence::new(Some(error.line), describe_error(error))).into_iter().collect();
    evidence.extend(total.map(|(measurement, total)| {
        Evidence::new(
            Some(measurement.line),
            match usable {
                Some(usable) => format!("{} connections of {}", number(total), context.usable_slots(usable)),
                None => format!("{} connections", number(total)),
            },
        )
    }));
    let mut clients: Vec<_> = context.measurements(MeasuredQuantity::ConnectionsOf).collect();
    clients.sort_by(|a, b| b.1.total_cmp(&a.1));
    evidence.extend(clients.iter().take(MAX_NAMED_CLIENTS).filter_map(|(measurement, connections)| {
        Some(Evidence::new(
            Some(measurement.line),
            format!("{} of {}", number(*connections), measurement.of.as_deref()?),
        ))
    }));
    let idle: f64 = context.measurements(MeasuredQuantity::Idle).map(|(_, idle)| idle).sum();
    let seen_total = total.map_or(0.0, |(_, total)| total);
    let mostly_idle = seen_total > 0.0 && idle > 0.5 * seen_total;
    if mostly_idle {
        evidence.push(Evidence::new(None, format!("{} of the connections are idle", percent(idle / seen_total))));
    }
    let allowed = Budget::new(context.scenario, context.scenario).current.at_deploy.map(as_f64);
    let is_known = context.is_size_known() && usable.is_some();
    let over = allowed.filter(|&allowed| allowed > presumed).map(|allowed| {
        let (pools, slots) = (number(allowed), context.usable_slots(presumed));
        let given = if is_known { "" } else { "with defaults where nothing is given (assumed), " };
        format!("{given}the pools may open {pools} connections, and the server has {slots}")
    });
    let over = if is_known {
        over
    } else {
        evidence.extend(over.map(|assumed| Evidence::new(None, assumed)));
        None
    };
    let message = match (over, mostly_idle, usable) {
        (Some(over), ..) => over,
        (None, true, _) => {
            "the server is full of idle connections: the pools are too large, not the server too small".to_owned()
        }
        (None, false, Some(usable)) if error.is_some() => {
            format!("all {} of the server are taken", context.usable_slots(usable))
        }
        (None, false, Some(usable)) => {
            format!("nearly all {} of the server are taken", context.usable_slots(usable))
        }
        (None, false, None) if error.is_some() => {
            "the server refuses connections since its limit is reached; the text does not tell the limit".to_owned()
        }
        (None, false, None) => format!(
            "{} connections are open, nearly all if max_connections has its default of {} (assumed)",
            number(seen_total),
            context.scenario.database.max_connections.get(),
        ),
    };
    Some(DiagnosisBody {
        certainty: match (error, usable) {
            (Some(_), _) => Certainty::Certain,
            (None, Some(_)) => Certainty::Likely,
            (None, None) => Certainty::Possible,
        },
        message,
        help: (if mostly_idle { HELP_WITH_IDLE } else { HELP }).to_owned(),
        evidence,
        more: "which clients hold the connections, and how many processes each service runs",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_full_server() {
        let found = check(
            "FATAL:  sorry, too many clients already\n",
            "[[services]]\ninstances = 8",
            &["server-limit certain"],
        );
        assert!(found[0].message.ends_with("the text does not tell the limit"), "{}", found[0].message);
        let assumed = &found[0].evidence.last().unwrap().text;
        assert!(assumed.contains("(assumed), the pools may open 120 connections"), "{assumed}");
        let given =
            "database = { max_connections = 50 }\nservices = [{ instances = 8, pool = { size = 5, overflow = 5 } }]";
        let found = check("FATAL:  sorry, too many clients already\n", given, &["server-limit certain"]);
        let slots = "the pools may open 80 connections, and the server has 47 usable slots";
        assert_eq!(found[0].message, format!("{slots} (3 reserved, assumed)"));
        let reserved = given.replace("max_connections = 50", "max_connections = 50, superuser_reserved = 3");
        let found = check("FATAL:  sorry, too many clients already\n", &reserved, &["server-limit certain"]);
        assert_eq!(found[0].message, slots);
    }

    #[test]
    fn states_no_limit_that_nobody_gave() {
        let found = check("FATAL:  sorry, too many clients already\n", "", &["server-limit certain"]);
        let shown = format!("{found:?}");
        assert!(!shown.contains("97") && !shown.contains("100"), "{shown}");
        let count = "$ psql -c \"SELECT count(*) FROM pg_stat_activity\"\n count \n-------\n    95\n(1 row)\n";
        let found = check(count, "", &["server-limit possible"]);
        assert!(found[0].message.contains("(assumed)"), "{}", found[0].message);
        check(&count.replace("95", "400"), "", &[]);
        check(count, "database = { max_connections = 100 }", &["server-limit likely"]);
    }

    #[test]
    fn idle_sessions_that_fill_the_server_come_first() {
        let table = "FATAL:  sorry, too many clients already\n usename | application_name | state | count\n\
                     ---------+------------------+-------+-------\n api | gunicorn | idle | 120\n worker | celery | idle | 51\n \
                     api | gunicorn | idle in transaction | 14\n api | gunicorn | active | 9\n(4 rows)\n";
        let limit = "database = { max_connections = 200, superuser_reserved = 3 }";
        let found = check(table, limit, &["server-limit certain", "long-holds likely"]);
        assert!(found[0].message.starts_with("the server is full of idle connections"), "{}", found[0].message);
        assert_eq!(found[0].evidence[1].text, "194 connections of 197 usable slots");
    }
}
