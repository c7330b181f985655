//! PW006: a pool without headroom.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{format::percent, predict::State};

pub(super) const RULE: Rule = Rule {
    code: "PW006",
    name: "high-utilization",
    summary: "more of a pool is checked out than the targets allow",
    severity: Severity::Warning,
    source: "checked-out connections over size + max_overflow, against the targets utilization_mean and utilization_peak",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let targets = &service.targets;
        let prediction = &service.current.prediction;
        let (mean, peak) = (prediction.utilization?, prediction.utilization_peak?);
        let over_mean = mean > targets.utilization_mean.get();
        // Of a connection for every task all may be busy.
        let matters = prediction.state == State::Stable && !prediction.has_one_for_all();
        if !matters || !(over_mean || peak > targets.utilization_peak.get()) {
            return None;
        }
        let (when, value, target) = if over_mean {
            ("on average", mean, targets.utilization_mean)
        } else {
            ("in a burst", peak, targets.utilization_peak)
        };
        Some(FindingBody {
            help: format!("{}; at high utilization a little more traffic multiplies the wait", service.feasible_help()),
            ..service.undersized(
                format!(
                    "{} of {} is checked out {when}; the target is {}",
                    percent(value),
                    service.one_pool(),
                    percent(target.get()),
                ),
                vec![("utilization", mean.into()), ("utilization_peak", peak.into()), ("target", target.get().into())],
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_utilization_above_the_target() {
        check(
            "PW006",
            "pool = { size = 6, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("83.3 % of each pool of app is checked out on average"),
        );
        check(
            "PW006",
            "concurrency = 6\npool = { size = 6, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW006",
            "pool = { size = 12, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]\nburst = { factor = 2.3, every_s = 60, for_s = 10 }",
            Some("in a burst"),
        );
        check(
            "PW006",
            "pool = { size = 12, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
    }
}
