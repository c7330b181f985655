//! Scenarios side by side: named alternatives as they are, and the first of them as advised.
//!
//! All are judged by the targets of the first, or laxer targets would make an alternative the best. What the server
//! admits is each one's own, since a larger server may be the alternative.

mod alternative;

pub use alternative::{Alternative, PoolerRow, ServiceRow};

use crate::{
    plan::{VERSION, advised},
    predict::{Model, predict},
    scenario::Scenario,
};
use serde::Serialize;

/// What the last alternative is called.
pub const ADVISED: &str = "advised";

/// Alternatives side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The version of this form.
    pub version: u32,
    /// Each alternative as its settings are, in the order given, and the first one's advised settings at last.
    pub alternatives: Vec<Alternative>,
    /// The name of the best: of those that fit and meet every target, the one with the fewest connections at a deploy's
    /// peak, then with the fewest opened a second, then the first. None where none fits and meets them.
    pub best: Option<String>,
}

/// The alternatives, each a name and a scenario, and the advice for the first of them.
///
/// ```
/// use poolwise::{Scenario, compare::compare};
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
/// assert_eq!(comparison.alternatives[1].services[0].missed[0].field, "utilization_mean");
/// assert!(!comparison.alternatives[2].fits);
/// assert_eq!(comparison.best.as_deref(), Some("advised"));
/// ```
#[must_use]
pub fn compare(alternatives: &[(String, Scenario)]) -> Comparison {
    compare_with(alternatives, predict)
}

/// The same by a model of choice.
#[must_use]
pub fn compare_with(alternatives: &[(String, Scenario)], model: Model) -> Comparison {
    let Some((_, first)) = alternatives.first() else {
        return Comparison { version: VERSION, alternatives: Vec::new(), best: None };
    };
    let as_advised = (ADVISED.to_owned(), advised(first, model));
    let all = alternatives.iter().chain([&as_advised]);
    let alternatives: Vec<Alternative> =
        all.map(|(name, scenario)| Alternative::of(name, scenario, &first.targets, model)).collect();
    Comparison { version: VERSION, best: best(&alternatives), alternatives }
}

fn best(alternatives: &[Alternative]) -> Option<String> {
    let good = alternatives.iter().filter(|alternative| alternative.fits && alternative.meets_targets);
    let order = |a: &&Alternative, b: &&Alternative| {
        let opened = |alternative: &Alternative| alternative.connects_per_s.unwrap_or(f64::INFINITY);
        // What does not count its connections does not fit, and is not here.
        a.connections.at_deploy.cmp(&b.connections.at_deploy).then(opened(a).total_cmp(&opened(b)))
    };
    good.min_by(order).map(|alternative| alternative.name.clone())
}
