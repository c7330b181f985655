//! PW029: overflow in lasting use.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    bounds::lives_on_overflow,
    format::{number, percent},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW029",
    name: "size-below-load",
    summary: "more connections are busy on average than the pool keeps",
    severity: Severity::Warning,
    source: "Little 1961; SQLAlchemy, QueuePool: overflow is closed when it is returned",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let pool = &service.service.pool;
        let prediction = &service.current.prediction;
        if !service.has_pool() || prediction.state != State::Stable || !lives_on_overflow(pool, prediction) {
            return None;
        }
        Some(service.badly_split(
            outlook,
            format!(
                "{} connections of {} are busy on average and it keeps {}: {} of the requests find all of them \
                 busy and live on overflow",
                number(prediction.busy_mean),
                service.one_pool(),
                pool.size,
                percent(prediction.overflow_probability),
            ),
            vec![
                ("busy_mean", prediction.busy_mean.into()),
                ("size", pool.size.get().into()),
                ("overflow_probability", prediction.overflow_probability.into()),
            ],
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_load_above_the_pool_size() {
        let traffic = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check(
            "PW029",
            &format!("{traffic}\npool = {{ size = 2, overflow = 13 }}"),
            Some("5 connections of each pool of app are busy"),
        );
        check("PW029", &format!("{traffic}\npool = {{ size = 5, overflow = 10 }}"), None);
        check("PW029", &format!("{traffic}\npool = {{ size = 2, overflow = 0 }}"), None);
        check("PW029", &format!("{traffic}\npool = {{ size = 0 }}"), None);
        check("PW029", "", None);
    }
}
