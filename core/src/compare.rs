//! Scenarios side by side: named alternatives as they are, and the first of them as advised.
//!
//! All are judged by the targets of the first, or laxer targets would make an alternative the best. What the server
//! admits is each one's own, since a larger server may be the alternative.

mod alternative;

pub use alternative::{Alternative, PoolerRow, ServiceRow};

use crate::{
    advise::lacks_headroom,
    budget::PLANNED_PERCENT,
    contract::VERSION,
    plan::advised,
    predict::Predictor,
    scenario::{Scenario, Service},
};
use serde::{Deserialize, Serialize};

/// What the last alternative is called.
pub const ADVISED: &str = "advised";

/// Alternatives side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison {
    /// The version of this form.
    pub version: u32,
    /// Each alternative as its settings are, in the order given, and the first one's advised settings at last.
    pub alternatives: Vec<Alternative>,
    /// The name of the best: of those that have every service, fit and meet every target, the one that has some headroom,
    /// then the one that leaves the part of the server free that advice does not plan with, then the one that comes nearest to
    /// the headroom that advice would give it, then the one with the fewest connections at a deploy's peak, then with the
    /// fewest opened per second, then the first. None where none is so.
    pub best: Option<String>,
}

/// The alternatives, each a name and a scenario, and the advice for the first of them.
///
/// ```
/// use poolwise::{Scenario, advise::Target, compare::compare};
///
/// let of = |size: u32| {
///     let text = format!(
///         "[[services]]\ninstances = 4\npool = {{ size = {size}, overflow = 0 }}\n\
///          traffic = [{{ rate_per_s = 120, hold_ms = {{ mean = 50 }} }}]"
///     );
///     (format!("size {size}"), Scenario::from_toml(&text).unwrap())
/// };
/// let comparison = compare(&[of(20), of(2), of(30)]);
/// let names: Vec<&str> = comparison.alternatives.iter().map(|alternative| &*alternative.name).collect();
/// assert_eq!(names, ["size 20", "size 2", "size 30", "advised"]);
/// // Two connections for 1.5 that are busy on average are fewer than the targets take, and 120 do not fit.
/// assert_eq!(comparison.alternatives[1].services[0].missed[0].target, Target::UtilizationMean);
/// assert!(!comparison.alternatives[2].fits);
/// assert_eq!(comparison.best.as_deref(), Some("advised"));
/// ```
#[must_use]
pub fn compare(alternatives: &[(String, Scenario)]) -> Comparison {
    compare_with(alternatives, Predictor::Full)
}

/// The same by a predictor of choice.
#[must_use]
pub fn compare_with(alternatives: &[(String, Scenario)], predictor: Predictor) -> Comparison {
    let Some((_, first)) = alternatives.first() else {
        return Comparison { version: VERSION, alternatives: Vec::new(), best: None };
    };
    let as_advised = (ADVISED.to_owned(), advised(first, predictor));
    let all = alternatives.iter().chain([&as_advised]).map(|(name, scenario)| (&**name, scenario));
    side_by_side(first, all, predictor)
}

/// Only what is given, each a name and a scenario, judged by the targets and the services of `first`: for who has the
/// advice already.
///
/// ```
/// use poolwise::{Scenario, compare::side_by_side, predict::Predictor};
///
/// let scenario = Scenario::default();
/// let comparison = side_by_side(&scenario, [("as it is", &scenario)], Predictor::ClosedForm);
/// assert_eq!(comparison.alternatives.len(), 1);
/// assert_eq!(comparison.best.as_deref(), Some("as it is"));
/// ```
#[must_use]
pub fn side_by_side<'a>(
    first: &Scenario,
    scenarios: impl IntoIterator<Item = (&'a str, &'a Scenario)>,
    predictor: Predictor,
) -> Comparison {
    let of = |(name, scenario): (&str, &Scenario)| Alternative::new(name, &scenario.at_its_busiest(), first, predictor);
    let alternatives: Vec<Alternative> = scenarios.into_iter().map(of).collect();
    Comparison { version: VERSION, best: best(first, &alternatives), alternatives }
}

fn best(first: &Scenario, alternatives: &[Alternative]) -> Option<String> {
    let good = alternatives.iter().filter(|alternative| alternative.is_good());
    let has_no_headroom = |alternative: &Alternative| {
        let lacks = |service: &Service| {
            let row = alternative.services.iter().find(|row| row.name == service.name);
            let bears = row.and_then(|row| row.headroom);
            bears.is_some_and(|bears| lacks_headroom(&first.targets.for_service(service), bears.traffic))
        };
        first.services.iter().any(lacks)
    };
    let is_beyond_plan = |one: &Alternative| !one.connections.fit(one.usable * PLANNED_PERCENT / 100);
    let opened = |alternative: &Alternative| alternative.connects_per_s.unwrap_or(f64::INFINITY);
    let order = |a: &&Alternative, b: &&Alternative| {
        let coarse = |one: &Alternative| (has_no_headroom(one), is_beyond_plan(one));
        // What does not count its connections does not fit, and is not here.
        let fewest = || a.connections.at_deploy.cmp(&b.connections.at_deploy).then(opened(a).total_cmp(&opened(b)));
        coarse(a).cmp(&coarse(b)).then(a.missing_headroom.total_cmp(&b.missing_headroom)).then_with(fewest)
    };
    good.min_by(order).map(|alternative| alternative.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scenarios: &[&str], best: Option<&str>, lacking: &[&str]) -> Comparison {
        let all: Vec<Scenario> = scenarios.iter().map(|text| Scenario::from_toml(text).unwrap()).collect();
        let names = ["a", "b", "c"];
        let compared = side_by_side(&all[0], names.into_iter().zip(&all), Predictor::ClosedForm);
        assert_eq!(compared.best.as_deref(), best, "{scenarios:?}");
        let lacks: Vec<&str> = compared.alternatives.iter().flat_map(|one| &one.lacks).map(String::as_str).collect();
        assert_eq!(lacks, lacking, "{scenarios:?}");
        compared
    }

    /// A service with pools of so many connections that are offered so many erlangs.
    fn service(name: &str, size: u32, load: f64) -> String {
        let rate = load * 20.0;
        format!(
            "[[services]]\nname = '{name}'\npool = {{ size = {size}, overflow = 0 }}\n\
             traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n"
        )
    }

    #[test]
    fn the_best_has_all_services_fits_and_meets_the_targets_of_the_first() {
        let api = |size| service("api", size, 5.0);
        let with_jobs = |size| api(size) + &service("jobs", 10, 2.0);
        check(&[&api(20), &api(15)], Some("b"), &[]);
        // Eight meet the targets too, and bear hardly more.
        check(&[&api(20), &api(8), &api(15)], Some("c"), &[]);
        check(&[&api(20), &api(5)], Some("a"), &[]);
        // Fifteen for eight bear 1.5 times the traffic, and do not keep up at twice as much.
        check(&[&service("api", 15, 8.0), &service("api", 18, 8.0)], Some("b"), &[]);
        check(&[&api(200), &api(150)], None, &[]);
        check(&[&api(200), &("[database]\nmax_connections = 300\n".to_owned() + &api(150))], Some("b"), &[]);
        check(&[&with_jobs(20), &api(15)], Some("a"), &["jobs"]);
        check(&[&with_jobs(20), &api(15), &with_jobs(15)], Some("c"), &["jobs"]);
        check(&[&api(20), &with_jobs(5)], Some("a"), &[]);
        // Laxer targets of its own do not make it better.
        let lax = "[targets]\nutilization_mean = 1\nwait_p95_ms = 60000\ntimeout_probability = 1\n".to_owned();
        check(&[&api(20), &(lax + &api(6))], Some("a"), &[]);
    }

    #[test]
    fn of_equals_the_first_is_the_best() {
        let api = service("api", 20, 5.0);
        check(&[&api, &api], Some("a"), &[]);
        assert!(check(&[&api], Some("a"), &[]).alternatives[0].is_good());
    }
}
