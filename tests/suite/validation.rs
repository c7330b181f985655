//! Predictions against the measurements that are kept: `cargo xtask validate` measures anew.

use poolwise_tests::{
    checked_in,
    validation::{Compared, Run, Runs, Width, page},
};
use std::fs;

/// What is known to be elsewhere than it must be, by scenario and quantity; `docs/validation.md` has the causes.
const MISSES: [(&str, &str); 17] = [
    ("pure10-exp-load30", "p99"),
    ("pure10-exp-load95", "mean wait, end to end"),
    ("overflow3+9-scram-load60-asyncpg", "mean wait, end to end"),
    ("overflow5+10-exp-load70-threads", "mean wait, end to end"),
    ("timeout1s-lognormal2-load110-threads", "first timeout"),
    ("tasks20-timeout1s-load150", "p99"),
    ("tasks20-timeout1s-load150-threads", "p95"),
    ("tasks20-timeout1s-load150-threads", "p99"),
    ("tasks20-timeout1s-load150-threads", "timeouts"),
    ("burst2.5-pure10", "p99"),
    ("burst2.5-pure10", "mean wait, end to end"),
    ("leak-slow-pure16", "utilization"),
    ("leak-slow-pure16", "mean wait, end to end"),
    ("long-holds-beside-quick-ones", "opened/s"),
    ("long-holds-beside-quick-ones", "mean wait, end to end"),
    ("streams-beside-requests", "mean wait, end to end"),
    ("streams-hold-the-pool", "mean wait, end to end"),
];

#[test]
fn predictions_are_what_real_pools_did() {
    let runs: Runs = serde_json::from_str(include_str!("../data/validation.json")).expect("validation.json");
    let rows: Vec<(&Run, Compared)> =
        runs.scenarios.iter().map(|run| (run, Compared::new(run, Width::NineTenths))).collect();

    let missed: Vec<(&str, &str)> = rows
        .iter()
        .flat_map(|(run, compared)| {
            let quantities = compared.quantities.iter().chain([&compared.end_to_end]);
            quantities.filter(|quantity| !quantity.holds()).map(|quantity| (run.id.as_str(), quantity.name))
        })
        .collect();
    assert_eq!(missed, MISSES);

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/validation.md");
    let book = fs::read_to_string(path).expect("docs/validation.md");
    let (before, after) = book.split_once("<!-- measured -->\n").expect("the place of the tables");
    let (_, after) = after.split_once("<!-- end -->").expect("the end of the tables");
    let made = format!("{before}<!-- measured -->\n{}<!-- end -->{after}", page(&rows));
    checked_in::check("../docs/validation.md", &made);
}
