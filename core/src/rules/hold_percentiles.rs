//! PW013: percentiles that no single distribution has.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    format::duration,
    scenario::{Distribution, Traffic},
};

pub(super) const RULE: Rule = Rule {
    code: "PW013",
    name: "hold-percentiles",
    summary: "the percentiles leave the mean uncertain",
    severity: Severity::Warning,
    source: "Little 1961: busy connections follow from the mean of the hold, which percentiles do not fix",
    url: "https://doi.org/10.1287/opre.9.3.383",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let classes = |service: &ServiceOutcome<'_>| {
        let observe = |(index, class)| class_of(service, index, class);
        service.service.traffic.iter().enumerate().filter_map(observe).collect::<Vec<_>>()
    };
    outlook.services.iter().flat_map(classes).collect()
}

fn class_of(service: &ServiceOutcome<'_>, index: usize, class: &Traffic) -> Option<FindingBody> {
    if class.given().distribution() != Distribution::Percentiles {
        return None;
    }
    let fit = class.given().fit().filter(|fit| !fit.is_good())?;
    let [p95, p99] = fit.nearest_lognormal().try_into().ok()?;
    let [low, high] = fit.mean_between();
    let mean = fit.moments().mean_ms;
    let key = if class.statement_ms.is_some() { "statement_ms" } else { "hold_ms" };
    Some(FindingBody {
        message: format!(
            "the percentiles of {} lie on no lognormal: the nearest has p95 {} and p99 {}. A curve through all three \
                 has a mean of {}, where anything from {} to {} is possible",
            class.name,
            duration(p95),
            duration(p99),
            duration(mean),
            duration(low),
            duration(high),
        ),
        help: "requests of two kinds share one name: give each kind a traffic class of its own, or the mean and cv, \
                   or samples"
            .to_owned(),
        field: service.field(&format!("traffic[{index}].{key}")),
        evidence: vec![
            ("fitted_mean_ms", mean.into()),
            ("mean_at_least_ms", low.into()),
            ("mean_up_to_ms", high.into()),
        ],
        ..FindingBody::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_percentiles_that_leave_the_mean_open() {
        let traffic = |hold: &str| format!("traffic = [{{ rate_per_s = 20, hold_ms = {hold} }}]");
        check("PW013", &traffic("{ p50 = 20, p95 = 104, p99 = 205 }"), None);
        check("PW013", &traffic("{ mean = 20, cv = 3 }"), None);
        check(
            "PW013",
            &traffic("{ p50 = 10, p95 = 10.5, p99 = 400 }"),
            Some("a mean of 20.5 ms, where anything from 8.92 ms to 29.7 ms is possible"),
        );
    }
}
