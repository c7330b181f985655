//! PD013: an empty pool whose traffic is not given.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext, relief};
use crate::{
    format::{amount, number},
    read::MeasuredQuantity,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD013",
    name: "unknown-load",
    summary: "the pool is empty, and without traffic the cause is unknown: too few connections, or a leak",
    bigger_pool: BiggerPool::Beside,
    source: "Little's law",
    url: "https://en.wikipedia.org/wiki/Little%27s_law",
    relief: Some(relief::FREE_A_POOL),
    commands: &[commands::LONGEST, commands::BY_STATE, commands::POOL_STATUS, commands::EVERYTHING, commands::HOLD],
    detect,
};

/// The hold of a request with a few quick statements, for a sense of scale.
const TYPICAL_HOLD_MS: f64 = 50.0;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    if !context.is_empty() {
        return None;
    }
    if !context.is_size_known() {
        return Some(of_unknown_size(context));
    }
    let capacity = context.capacity()?;
    if context.load().is_some() {
        return None;
    }
    let served_per_s = capacity / (TYPICAL_HOLD_MS / 1000.0);
    let mut evidence = context.emptiness();
    evidence.push(Evidence::new(
        None,
        format!(
            "if each request held its connection for {TYPICAL_HOLD_MS} ms (assumed), {} would serve {} per second",
            amount(capacity, "connection"),
            amount(served_per_s, "request")
        ),
    ));
    let measured =
        context.largest(MeasuredQuantity::CheckedOut).filter(|_| context.exhausted().is_none()).map(|(_, busy)| busy);
    let is_waited_for = context.largest(MeasuredQuantity::Waiting).is_some_and(|(_, waiting)| waiting > 0.0);
    // A busy moment is no incident: requests that time out or wait are.
    let certainty = match measured {
        None => Certainty::Certain,
        Some(_) if is_waited_for => Certainty::Certain,
        Some(busy) if busy >= capacity => Certainty::Likely,
        Some(_) => Certainty::Possible,
    };
    let busy = match measured {
        Some(busy) if busy < capacity => format!("{} of {}", number(busy), number(capacity)),
        Some(_) if !context.is_overflow_known() => format!("all {} open", number(capacity)),
        _ => format!("all {}", number(capacity)),
    };
    let causes = "too much traffic for the pool, or connections that are not returned";
    let message = match certainty {
        Certainty::Certain => format!("{busy} connections of a pool were checked out: {causes}"),
        _ => format!("{busy} connections of a pool were checked out at that moment: if they stay so, {causes}"),
    };
    Some(DiagnosisBody {
        certainty,
        message,
        help: format!(
            "do not enlarge it yet. Give the requests per second and how long each holds a connection: if one process \
             serves far fewer than {} per second at {TYPICAL_HOLD_MS} ms, the pool is large enough and something else \
             occupies its connections",
            number(served_per_s),
        ),
        evidence,
        more: "the traffic of one process, and the hold of a request from checkout to return",
        fix: Vec::new(),
    })
}

/// An error that does not tell how large the pool is, beside no setting that does.
fn of_unknown_size(context: &DiagnosisContext<'_>) -> DiagnosisBody {
    let need =
        context.load().map(|load| format!(". This traffic holds {} connections on average in each pool", number(load)));
    DiagnosisBody {
        certainty: Certainty::Certain,
        message: format!(
            "a request got no connection of the pool in time; the text does not tell how large the pool is{}",
            need.as_deref().unwrap_or_default()
        ),
        help: "do not enlarge it yet. Give the size of the pool, the requests per second and how long each holds a \
               connection: too much traffic and connections that are not returned look the same in this error"
            .to_owned(),
        evidence: context.emptiness(),
        more: "the size of the pool, the traffic of one process, and the hold of a request from checkout to return",
        fix: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_unknown_load_without_traffic() {
        let found = check(
            "QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00\n",
            "",
            &["unknown-load certain"],
        );
        assert!(found[0].message.starts_with("all 50 connections"), "{}", found[0].message);
        let nearly = check("{'pool_size': 10, 'max_overflow': 0, 'checked_out': 9}", "", &["unknown-load possible"]);
        assert!(nearly[0].message.starts_with("9 of 10 connections"), "{}", nearly[0].message);
        assert!(found[0].help.contains("far fewer than 1000 per second at 50 ms"), "{}", found[0].help);
    }

    #[test]
    fn statistics_show_no_limit_of_overflow() {
        let status = "Pool size: 20  Connections in pool: 0 Current Overflow: 30 Current Checked out connections: 50";
        let found = check(status, "", &["unknown-load likely"]);
        assert!(found[0].message.starts_with("all 50 open connections"), "{}", found[0].message);
        assert!(found[0].evidence.iter().any(|one| one.text == "50 connections were checked out"), "{found:?}");
    }

    #[test]
    fn is_certain_only_if_requests_wait() {
        let busy = |busy: u32| format!("{{'pool_size': 10, 'max_overflow': 0, 'checked_out': {busy}}}\n");
        check(&busy(10), "", &["unknown-load likely"]);
        let metrics = "hikaricp_connections_max 10\nhikaricp_connections_active 10\nhikaricp_connections_pending 4\n";
        check(metrics, "", &["unknown-load certain"]);
    }

    #[test]
    fn states_no_size_that_nobody_gave() {
        for text in ["Timed out in bb8", "HikariPool-1 - Connection is not available, request timed out after 5001ms."]
        {
            let found = check(text, "", &["unknown-load certain"]);
            let shown = format!("{found:?}");
            assert!(!shown.contains("15") && !shown.contains("all "), "{shown}");
            let given = check(text, "services = [{ pool = { size = 7, overflow = 0 } }]", &["unknown-load certain"]);
            assert!(given[0].message.starts_with("all 7 connections"), "{}", given[0].message);
        }
    }

    #[test]
    fn uses_size_of_error_beside_new_settings() {
        let text =
            "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n\nDB_POOL_SIZE=20\n";
        let found = check(text, "", &["unknown-load certain"]);
        assert!(found[0].message.starts_with("all 15 connections"), "{}", found[0].message);
    }
}
