//! PD006: the server refuses connections.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::{
    budget::Budget,
    format::{number, percent},
    read::ErrorClass,
    units::as_f64,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD006",
    name: "server-limit",
    summary: "the server has reached, or nearly reached, its connection limit",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, max_connections; SQLSTATE 53300",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    commands: &[commands::BY_CLIENT, commands::LIMITS, commands::PROCESSES, commands::EVERYTHING],
    detect,
};

/// With this share of the limit in use, the next deploy will not fit.
const NEARLY_FULL_SHARE: f64 = 0.9;

/// How many clients the evidence names.
const MAX_NAMED_CLIENTS: usize = 3;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let usable = as_f64(context.scenario.database.usable());
    let total = context.largest("connections_total");
    let error = context.error(ErrorClass::ServerMaxConnections);
    if error.is_none() && !total.is_some_and(|(_, total)| total >= NEARLY_FULL_SHARE * usable) {
        return None;
    }
    let mut evidence: Vec<_> =
        error.map(|error| Evidence::new(Some(error.line), describe_error(error))).into_iter().collect();
    evidence.extend(total.map(|(measurement, total)| {
        Evidence::new(
            Some(measurement.line),
            format!("{} connections, of which applications may use {}", number(total), number(usable)),
        )
    }));
    let mut clients: Vec<_> = context.measurements("connections_of").collect();
    clients.sort_by(|a, b| b.1.total_cmp(&a.1));
    evidence.extend(clients.iter().take(MAX_NAMED_CLIENTS).filter_map(|(measurement, connections)| {
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
            format!(
                "the pools may open {} connections, and the server has {} usable slots",
                number(allowed),
                number(usable)
            )
        }
        (None, true) => {
            "the server is full of idle connections: the pools are too large, not the server too small".to_owned()
        }
        (None, false) => format!("all {} usable slots of the server are taken", number(usable)),
    };
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message,
        help: "a bigger pool makes it worse. Make instances × workers × engines × (size + overflow) fit, or put \
               PgBouncer in front; a larger max_connections costs memory and a restart"
            .to_owned(),
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
        assert_eq!(found[0].message, "the pools may open 120 connections, and the server has 97 usable slots");
        check("FATAL:  sorry, too many clients already\n", "", &["server-limit certain"]);
    }
}
