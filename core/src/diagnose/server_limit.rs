//! PD006: the server admits no more connections.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::{
    budget::Budget,
    format::{number, percent},
    units::as_f64,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD006",
    name: "server-limit",
    summary: "the database's limit of connections is reached, or nearly",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, max_connections; SQLSTATE 53300",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    commands: &[commands::BY_CLIENT, commands::LIMITS, commands::PROCESSES, commands::EVERYTHING],
    detect,
};

/// From this share of the limit on, the next deploy will not fit.
const NEARLY: f64 = 0.9;

/// How many of the clients are named.
const NAMED: usize = 3;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let usable = as_f64(context.scenario.database.usable());
    let total = context.largest("connections_total");
    let error = context.error("server_max_connections");
    if error.is_none() && !total.is_some_and(|(_, total)| total >= NEARLY * usable) {
        return None;
    }
    let mut evidence: Vec<_> =
        error.map(|error| Evidence::new(Some(error.line), &describe_error(error))).into_iter().collect();
    evidence.extend(total.map(|(measurement, total)| {
        Evidence::new(
            Some(measurement.line),
            format!("{} connections, where applications may have {}", number(total), number(usable)),
        )
    }));
    let mut clients: Vec<_> = context.measurements("connections_of").collect();
    clients.sort_by(|a, b| b.1.total_cmp(&a.1));
    evidence.extend(clients.iter().take(NAMED).filter_map(|(measurement, connections)| {
        Some(Evidence::new(
            Some(measurement.line),
            format!("{} of {}", number(*connections), measurement.of.as_deref()?),
        ))
    }));
    let idle: f64 = context.measurements("idle").map(|(_, idle)| idle).sum();
    let seen_total = total.map_or(0.0, |(_, total)| total);
    let mostly_idle = seen_total > 0.0 && idle > 0.5 * seen_total;
    if mostly_idle {
        evidence.push(Evidence::new(None, format!("{} of the connections are idle", percent(idle / seen_total))));
    }
    let allowed = Budget::new(context.scenario, context.scenario).current.at_deploy.map(as_f64);
    let over = allowed.filter(|&allowed| allowed > usable);
    let message = match (over, mostly_idle) {
        (Some(allowed), _) => {
            format!("the pools may open {} connections, and the server admits {}", number(allowed), number(usable))
        }
        (None, true) => {
            "the server is full of idle connections: pools that are too large, not a server that is too small"
                .to_owned()
        }
        (None, false) => format!("the server admits {} connections, and they are taken", number(usable)),
    };
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message,
        help: "a bigger pool makes it worse. Make instances × workers × engines × (size + overflow) fit, or put \
               PgBouncer between; a larger max_connections costs memory and a restart"
            .to_owned(),
        evidence,
        more: "whose connections they are, and how many processes each service runs",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn a_full_server_is_not_helped_by_bigger_pools() {
        let found = check(
            "FATAL:  sorry, too many clients already\n",
            "[[services]]\ninstances = 8",
            &["server-limit certain"],
        );
        assert_eq!(found[0].message, "the pools may open 120 connections, and the server admits 97");
        check("FATAL:  sorry, too many clients already\n", "", &["server-limit certain"]);
    }
}
