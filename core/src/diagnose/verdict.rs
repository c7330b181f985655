//! The verdict on a plan, given the evidence in a paste.

use super::{BiggerPool, Certainty, Diagnosis, context::DiagnosisContext};
use crate::{
    format::number,
    plan::{Plan, Status, Verdict},
    predict::State,
    read::{ErrorClass, MeasuredQuantity, Reading},
    scenario::Document,
    units::as_f64,
};

/// A server with this share of its usable connections in use counts as full.
const FULL_SERVER_SHARE: f64 = 0.9;

/// The verdict on a plan and on the incident in a paste: refused connections, a full server and an empty pool outrank a
/// budget that fits.
///
/// ```
/// use poolwise::{diagnose::{diagnose, verdict}, plan, read::read, scenario::Document};
///
/// let document = Document::from_toml("services = [{}]").unwrap();
/// let reading = read("FATAL:  sorry, too many clients already", None);
/// let diagnoses = diagnose(&reading, &document);
/// let verdict = verdict(&plan(&document.scenario), &reading, &document, &diagnoses);
/// assert!(verdict.headline.starts_with("PostgreSQL refuses connections"));
/// ```
#[must_use]
pub fn verdict(plan: &Plan, reading: &Reading, document: &Document, diagnoses: &[Diagnosis]) -> Verdict {
    let Some(Incident { headline, .. }) = incident(plan, reading, document, diagnoses) else {
        return plan.verdict.clone();
    };
    let Verdict { headline: of_plan, detail, status } = &plan.verdict;
    // Without traffic the plan only counts connections.
    let detail = if *status == Status::Unknown { detail.clone() } else { format!("{of_plan}. {detail}") };
    Verdict { status: Status::Over, headline, detail }
}

/// What has happened, where it outranks what the plan finds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Incident {
    /// In one word: "refused", "full", "read-only", "exhausted" or "waiting".
    pub word: &'static str,
    /// In a sentence.
    pub headline: String,
    /// Sessions of the server that were counted, where the text counts them.
    pub sessions: Option<f64>,
}

/// The incident in a paste that the plan does not explain.
#[must_use]
pub fn incident(plan: &Plan, reading: &Reading, document: &Document, diagnoses: &[Diagnosis]) -> Option<Incident> {
    let context = DiagnosisContext::new(reading, document);
    // A budget that does not fit, or a pool that the traffic saturates, explains an empty pool.
    let explained = plan.verdict.status == Status::Over;
    let empty_pool = || empty_pool(&context, diagnoses).filter(|_| !explained);
    let (word, headline) = full_server(&context).or_else(|| read_only(diagnoses)).or_else(empty_pool)?;
    let sessions = Some(sessions(&context)).filter(|sessions| *sessions > 0.0);
    Some(Incident { word, headline, sessions })
}

/// Sessions of the server that the text counts; 0 where it counts none.
fn sessions(context: &DiagnosisContext<'_>) -> f64 {
    let counted = context.largest(MeasuredQuantity::ConnectionsTotal).or_else(|| context.sessions_by_state());
    counted.map_or(0.0, |(_, total)| total)
}

/// A word, and a sentence.
type Headline = (&'static str, String);

/// Every write fails on it, whatever the pools are.
fn read_only(diagnoses: &[Diagnosis]) -> Option<Headline> {
    let found = diagnoses.iter().find(|one| one.name == "failed-over" && one.certainty != Certainty::Possible)?;
    let mut words = found.message.chars();
    words.next().map(|first| ("read-only", first.to_uppercase().chain(words).collect()))
}

fn full_server(context: &DiagnosisContext<'_>) -> Option<Headline> {
    let limit = context.usable();
    let usable = limit.unwrap_or_else(|| as_f64(context.scenario.database.usable()));
    let total = sessions(context);
    let idle: f64 = context.measurements(MeasuredQuantity::Idle).map(|(_, idle)| idle).sum();
    let idle = if idle > 0.0 { format!(", {} of them idle", number(idle)) } else { String::new() };
    let in_use = (total > 0.0).then(|| {
        let of = limit.map_or_else(String::new, |usable| format!(" of {}", number(usable)));
        (total, format!("{}{of} connections are in use{idle}", number(total)))
    });
    match (context.error(ErrorClass::ServerMaxConnections), in_use) {
        (Some(_), Some((_, in_use))) => Some(("refused", format!("PostgreSQL refuses connections: {in_use}"))),
        (Some(_), None) => Some(("refused", "PostgreSQL refuses connections: all usable slots are taken".to_owned())),
        (None, Some((total, in_use))) if limit.is_some() && total >= FULL_SERVER_SHARE * usable => {
            Some(("full", in_use))
        }
        (None, Some((total, in_use))) if (FULL_SERVER_SHARE * usable..=usable).contains(&total) => {
            let assumed = context.scenario.database.max_connections.get();
            Some(("full", format!("{in_use}: nearly all if max_connections is {assumed} (assumed)")))
        }
        (None, _) => None,
    }
}

fn empty_pool(context: &DiagnosisContext<'_>, diagnoses: &[Diagnosis]) -> Option<Headline> {
    if !context.is_empty() {
        let contradicted = diagnoses.iter().find(|one| one.name == "pool-not-exhausted")?;
        return Some(("waiting", format!("Checkouts time out: {}", contradicted.message)));
    }
    let cause = diagnoses.iter().find(|one| one.certainty != Certainty::Possible && one.name != "unknown-load");
    let headline = match cause {
        Some(cause) => format!("Pool exhausted: {}", cause.message),
        None if context.prediction.is_none() => "Pool exhausted; the cause is unknown until you add traffic".to_owned(),
        None => "Pool exhausted; the given settings and traffic do not explain why".to_owned(),
    };
    Some(("exhausted", headline))
}

/// Explains advice for a bigger pool of the service at index `service` beside a diagnosis that a bigger pool does not solve;
/// None if only one of them is present.
#[must_use]
pub fn why_bigger(plan: &Plan, service: usize, diagnoses: &[Diagnosis]) -> Option<String> {
    let first = diagnoses.first()?;
    let wrong = first.bigger_pool == BiggerPool::Wrong && first.certainty != Certainty::Possible;
    let service = plan.services.get(service)?;
    let (now, then) = (service.current.pool.capacity()?, service.advised.pool.capacity()?);
    let for_traffic = service.current.prediction.state != State::NoTraffic;
    (wrong && for_traffic && then > now).then(|| {
        format!(
            "The advice goes from {now} to {then} connections per pool to give the traffic room. That does not solve this \
             problem: solve it first, or the larger pool runs empty too, only later."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnose::diagnose, plan, read::read};

    fn check(paste: &str, scenario: &str, headline: &str) {
        let reading = read(paste, None);
        let document = reading.apply_to_document(&Document::from_toml(scenario).unwrap(), 0);
        let diagnoses = diagnose(&reading, &document);
        let verdict = verdict(&plan(&document.scenario), &reading, &document, &diagnoses);
        assert_eq!(verdict.headline, headline, "{paste}");
    }

    const EXHAUSTED: &str = "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed \
                             out, timeout 30.00";

    #[test]
    fn evidence_outranks_a_budget_that_fits() {
        check(
            "FATAL:  sorry, too many clients already",
            "services = [{}]",
            "PostgreSQL refuses connections: all usable slots are taken",
        );
        check(
            " state  | count\n--------+-------\n active |     7\n idle   |    88\n(2 rows)\n",
            "services = [{}]",
            "95 connections are in use, 88 of them idle: nearly all if max_connections is 100 (assumed)",
        );
        check(
            " state  | count\n--------+-------\n active |     7\n idle   |    88\n(2 rows)\n",
            "services = [{}]\ndatabase = { max_connections = 100 }",
            "95 of 97 connections are in use, 88 of them idle",
        );
        check(
            "HikariPool-1 - Connection is not available, request timed out after 5001ms (total=0, active=0, idle=0, waiting=4)",
            "services = [{}]",
            "Checkouts time out: no connection of the pool was open: opening one fails or takes too long",
        );
        check(EXHAUSTED, "services = [{}]", "Pool exhausted; the cause is unknown until you add traffic");
        check(
            "DB_POOL_SIZE=5",
            "services = [{ workers = 2 }]",
            "At most 30 of an assumed 97 connections; add traffic to see whether that is enough",
        );
    }

    #[test]
    fn explains_advice_for_a_bigger_pool_beside_a_diagnosis_against_it() {
        let traffic = "[[services]]\ntraffic = [{ rate_per_s = 110, hold_ms = { mean = 50 } }]";
        let why = |paste: &str, scenario: &str| {
            let reading = read(paste, None);
            let document = reading.apply_to_document(&Document::from_toml(scenario).unwrap(), 0);
            why_bigger(&plan(&document.scenario), 0, &diagnose(&reading, &document))
        };
        assert_eq!(why(EXHAUSTED, traffic), None);
        let tight = "QueuePool limit of size 8 overflow 0 reached, connection timed out, timeout 30.00";
        assert!(why(tight, traffic).unwrap().starts_with("The advice goes from 8 to 12 connections per pool"));
    }
}
