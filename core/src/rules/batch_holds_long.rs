//! PW030: a batch that holds its connection for long.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    format::{count, duration, number},
    scenario::{Hold, Traffic},
    units::{PerSecond, as_f64, floor_count},
};

pub(super) const RULE: Rule = Rule {
    code: "PW030",
    name: "batch-holds-long",
    summary: "a job's batch holds its connection longer than a second",
    severity: Severity::Warning,
    source: "Little 1961: busy connections follow from the hold, whatever it is made of",
    url: "https://doi.org/10.1287/opre.9.3.383",
    check,
};

/// Long enough for the commit not to matter, short enough for who waits behind it.
const MAX_BATCH_HOLD_MS: f64 = 1000.0;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let classes = |service: &ServiceOutcome<'_>| {
        let observe = |(index, class)| class_of(service, index, class);
        service.service.traffic.iter().enumerate().filter_map(observe).collect::<Vec<_>>()
    };
    outlook.services.iter().flat_map(classes).collect()
}

fn class_of(service: &ServiceOutcome<'_>, index: usize, class: &Traffic) -> Option<FindingBody> {
    let Hold::Batch { batch, per_record, .. } = class.given() else { return None };
    let (records, each) = (f64::from(batch.get()), per_record.get());
    let hold = records * each;
    if hold <= MAX_BATCH_HOLD_MS {
        return None;
    }
    let path = |key: &str| service.field(&format!("traffic[{index}].{key}"));
    let field = path(if class.statement_ms.is_some() { "statement_ms.batch" } else { "hold_ms.batch" });
    let smaller = floor_count(MAX_BATCH_HOLD_MS / each);
    // The same records in smaller batches are more of them.
    let rate = PerSecond::clamped(class.rate_per_s.get() * records / as_f64(smaller.max(1)));
    Some(FindingBody {
        message: format!(
            "{} of {} hold a connection for {} × {} = {}",
            class.name,
            service.service.name,
            count(batch.get().into(), "record"),
            duration(each),
            duration(hold),
        ),
        help: if smaller > 0 {
            format!(
                "commit after {}, {} times per second: the same records in holds of {}, so other requests wait less",
                count(smaller, "record"),
                number(rate.get()),
                duration(as_f64(smaller) * each),
            )
        } else {
            "a single record takes longer than a second: no batch is small enough. Shorten its work, or do it \
             before the connection is taken"
                .to_owned()
        },
        fix: if smaller > 0 {
            vec![(field.clone(), smaller.into()), (path("rate_per_s"), rate.get().into())]
        } else {
            Vec::new()
        },
        field,
        evidence: vec![("batch", batch.get().into()), ("per_record_ms", each.into()), ("hold_ms", hold.into())],
        ..FindingBody::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_batches_that_hold_longer_than_a_second() {
        let traffic = |hold: &str| format!("traffic = [{{ rate_per_s = 0.5, {hold} }}]");
        check(
            "PW030",
            &traffic("hold_ms = { batch = 200, per_record = 20 }"),
            Some("hold a connection for 200 records × 20 ms = 4 s"),
        );
        check("PW030", &traffic("statement_ms = { batch = 200, per_record = 20 }"), Some("= 4 s"));
        check("PW030", &traffic("hold_ms = { batch = 2, per_record = 2000 }"), Some("= 4 s"));
        // What counts is the hold and not the number of records.
        check("PW030", &traffic("hold_ms = { batch = 500, per_record = 0.5 }"), None);
        check("PW030", &traffic("hold_ms = { mean = 4000 }"), None);
    }
}
