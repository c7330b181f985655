//! PD002: connections that are checked out and never come back.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{
    format::number,
    read::{ErrorClass, LoggedError, MeasuredQuantity},
};
use serde_json::Value;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD002",
    name: "leak",
    summary: "a library reports connections that were not returned, more are checked out than the traffic needs, or their number never falls",
    bigger_pool: BiggerPool::Wrong,
    source: "SQLAlchemy, Connection Pooling: a connection returns to the pool when it is closed",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html",
    relief: Some(relief::RESTART),
    commands: &[commands::BY_STATE, commands::POOL_STATUS, commands::STACKS, commands::CHECKOUTS],
    detect,
};

/// So many rises without a fall are unlikely to be chance.
const MIN_RISES: usize = 3;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    // HikariCP reports a long hold as a leak, and takes it back when the connection returns.
    let returned = |error: &LoggedError| error.facts.get("returned").and_then(Value::as_u64).unwrap_or(0);
    let leak = context.error(ErrorClass::ConnectionLeak).filter(|error| returned(error) < error.count);
    if let Some(error) = leak {
        let evidence = vec![Evidence::new(Some(error.line), describe_error(error))];
        let message = "the library reports connections that were checked out and not returned".to_owned();
        return Some(body(Certainty::Certain, message, evidence));
    }
    let counts: Vec<(usize, f64)> = context
        .measurements(MeasuredQuantity::CheckedOut)
        .map(|(measurement, busy)| (measurement.line, busy))
        .collect();
    let of_one_pool =
        context.measurements(MeasuredQuantity::CheckedOut).all(|(measurement, _)| measurement.of.is_none());
    let never_falls = of_one_pool && counts.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let rises = counts.windows(2).filter(|pair| pair[0].1 < pair[1].1).count();
    if never_falls && rises >= MIN_RISES {
        let (first, last) = counts.first().zip(counts.last())?;
        return Some(body(
            Certainty::Likely,
            format!(
                "{} connections were checked out, then {}, and never fewer in between",
                number(first.1),
                number(last.1)
            ),
            vec![
                Evidence::new(Some(first.0), format!("{} checked out", number(first.1))),
                Evidence::new(Some(last.0), format!("{} checked out", number(last.1))),
            ],
        ));
    }
    let ((line, busy), load) = context.busy().zip(context.load())?;
    if !context.keeps_up() || busy < 3.0 * load + 3.0 {
        return None;
    }
    let mut evidence = vec![Evidence::new(line, format!("{} connections were checked out at once", number(busy)))];
    evidence.extend(context.littles_law());
    Some(body(
        Certainty::Likely,
        format!("{} connections were checked out, and this traffic holds {} on average", number(busy), number(load)),
        evidence,
    ))
}

fn body(certainty: Certainty, message: String, evidence: Vec<Evidence>) -> DiagnosisBody {
    DiagnosisBody {
        certainty,
        message,
        help:
            "a bigger pool only delays the failure. Close every session with a context manager, or in a finally block"
                .to_owned(),
        evidence,
        more: "the number of checked-out connections at night: a leak keeps it high without any traffic",
        fix: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_leak_if_checked_out_never_falls() {
        let status = |busy: u32| {
            format!(
                "Pool size: 20  Connections in pool: 1 Current Overflow: 0 Current Checked out connections: {busy}\n"
            )
        };
        let rising: String = [2, 5, 5, 9, 14].map(status).concat();
        check(&rising, "", &["leak likely"]);
        let wavering: String = [2, 5, 3, 9, 14].map(status).concat();
        check(&wavering, "", &[]);
    }

    #[test]
    fn diagnoses_leak_that_a_library_reports() {
        check("Apparent connection leak detected", "", &["leak certain"]);
        let reported = "Connection leak detection triggered for C@9 on thread w-1, stack trace follows\n";
        let returned = "Previously reported leaked connection C@9 on thread w-1 was returned to the pool (unleaked)\n";
        check(&[reported, returned].concat(), "", &[]);
        check(&[reported, reported, returned].concat(), "", &["leak certain"]);
        check(
            "The garbage collector is trying to clean up non-checked-in connection <X>, which will be terminated.",
            "",
            &["leak certain"],
        );
    }

    #[test]
    fn diagnoses_leak_beyond_littles_law() {
        let traffic = "[[services]]\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]";
        check("{'pool_size': 20, 'checked_in': 0, 'checked_out': 14, 'overflow': 0}", traffic, &["leak likely"]);
        check(
            "{'pool_size': 20, 'checked_in': 18, 'checked_out': 2, 'overflow': 0}",
            traffic,
            &["pool-too-large likely"],
        );
    }
}
