//! PW026: little of the budget is left.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    budget::PLANNED_PERCENT,
    format::{grouped, percent},
    units::as_f64,
};

pub(super) const RULE: Rule = Rule {
    code: "PW026",
    name: "budget-nearly-used",
    summary: "the pools may take more than 85 % of what PostgreSQL admits",
    severity: Severity::Info,
    source: "PostgreSQL manual, Connections and Authentication: max_connections",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let usable = outlook.budget.usable;
    let Some(peak) = outlook.budget.current.at_scale.filter(|peak| *peak > 0 && *peak <= usable) else {
        return Vec::new();
    };
    let share = as_f64(peak) / as_f64(usable);
    if u128::from(peak) * 100 <= u128::from(usable) * u128::from(PLANNED_PERCENT) {
        return Vec::new();
    }
    vec![FindingBody {
        message: format!(
            "{} of {} connections may be open at the peak, {}: {} left",
            grouped(peak),
            grouped(usable),
            percent(share),
            match usable - peak {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                left => format!("{} are", grouped(left)),
            },
        ),
        help: "it fits. A migration, a psql session and the next instance use what is left: count them among other_clients, or \
               leave room"
            .to_owned(),
        field: "database.max_connections".to_owned(),
        evidence: vec![("at_scale", peak.into()), ("usable", usable.into()), ("share", share.into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_few_connections_left() {
        check(
            "PW026",
            "services = [{ instances = 6 }]",
            Some("90 of 97 connections may be open at the peak, 92.8 %: 7 are left"),
        );
        check("PW026", "services = [{ pool = { size = 97, overflow = 0 } }]", Some("100 %: none is left"));
        check("PW026", "services = [{ instances = 7 }]", None);
        check("PW026", "services = [{ instances = 5 }]", None);
        check("PW026", "", None);
    }
}
