//! The formulas against tables that were computed with fifty digits, and against numbers that trap binary fractions.

use poolwise::{
    Scenario,
    budget::Totals,
    plan,
    queue::{
        Waiting, erlang_b, erlang_c, servers_for, servers_for_blocking, servers_for_utilization, servers_for_wait,
        servers_for_wait_probability,
    },
    units::{Factor, Fraction, Millis, PerSecond, Surge, ceil, floor},
};
use serde_json::Value;

const REFERENCE: &str = include_str!("../data/reference/erlang_reference.csv");
const SIZING: &str = include_str!("../data/reference/erlang_sizing.csv");
const TRAPS: &str = include_str!("../data/reference/numeric_traps.json");

/// The relative error that a table's row may have.
const EXACT: f64 = 1e-12;

/// The tables' first columns; the later ones hold quoted text.
fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell} is no number"))
}

fn check(what: &str, found: f64, expected: &str) {
    let expected = number(expected);
    let error = (found - expected).abs();
    assert!(error <= EXACT * expected.abs(), "{what}: {found:e} is not {expected:e}, off by {:e}", error / expected);
}

#[test]
fn erlang_b_c_and_waits_are_those_of_the_table() {
    let rows = rows(REFERENCE);
    assert_eq!(rows.len(), 57);
    for row in rows {
        let [id, _, c, load, _, b, waiting, mean, p95, p99, ..] = row[..] else { panic!("{row:?}") };
        let (c, load) = (c.parse().expect(id), number(load));
        check(&format!("{id} B"), erlang_b(c, load), b);
        if waiting.is_empty() {
            assert!(erlang_c(c, load).is_none() && Waiting::new(c, load, 1.0).is_none(), "{id}");
            continue;
        }
        check(&format!("{id} C"), erlang_c(c, load).expect(id), waiting);
        let wait = Waiting::new(c, load, 1.0).expect(id);
        check(&format!("{id} mean"), wait.mean(), mean);
        check(&format!("{id} p95"), wait.percentile(0.95), p95);
        check(&format!("{id} p99"), wait.percentile(0.99), p99);
    }
}

#[test]
fn the_smallest_number_of_servers_is_that_of_the_table() {
    let rows = rows(SIZING);
    assert_eq!(rows.len(), 49);
    for row in rows {
        let [question, load, target, c, at_c, below_c] = row[..] else { panic!("{row:?}") };
        let (load, target) = (number(load), number(target));
        let share = Fraction::clamped(target);
        let found = match question {
            "min_c_for_P_block" => servers_for_blocking(load, share),
            "min_c_for_P_wait" => servers_for_wait_probability(load, share),
            "min_c_for_p95_wait_in_service_times" => servers_for_wait(load, Fraction::clamped(0.95), target),
            _ => panic!("{question}"),
        };
        assert_eq!(found.to_string(), c, "{row:?}");

        let value = |servers| match question {
            "min_c_for_P_block" => erlang_b(servers, load),
            _ => erlang_c(servers, load).unwrap_or(1.0),
        };
        for (servers, printed) in [(found, at_c), (found - 1, below_c)] {
            // The table prints fifteen digits.
            assert!(printed.is_empty() || (value(servers) / number(printed) - 1.0).abs() <= 1e-14, "{row:?}");
        }
    }
}

fn traps(kind: &str) -> Vec<Value> {
    let traps: Value = serde_json::from_str(TRAPS).expect("numeric_traps.json");
    traps[kind].as_array().expect(kind).clone()
}

/// A number, which the table writes as text where binary fractions do not have it.
fn of(row: &Value, key: &str) -> f64 {
    row[key].as_f64().or_else(|| row[key].as_str()?.parse().ok()).unwrap_or_else(|| panic!("{row} {key}"))
}

#[test]
fn a_product_that_means_a_whole_number_is_that_number() {
    for row in traps("ceil") {
        let (rate, ms, headroom) = (of(&row, "rate"), of(&row, "ms"), of(&row, "headroom"));
        let servers = servers_for(PerSecond::clamped(rate), Millis::clamped(ms), Factor::clamped(headroom));
        assert_eq!(servers, row["correct"], "{row}");
        let orders = [
            rate * (ms / 1000.0) * headroom,
            rate * headroom * (ms / 1000.0),
            (ms / 1000.0) * headroom * rate,
            rate * ms * headroom / 1000.0,
            rate * ms / 1000.0 * headroom,
        ];
        for product in orders {
            assert!((ceil(product) - of(&row, "correct")).abs() < f64::EPSILON, "{row} {product}");
        }
    }
    for row in traps("utilisation") {
        let (rate, ms) = (PerSecond::clamped(of(&row, "rate")), Millis::clamped(of(&row, "ms")));
        assert_eq!(servers_for_utilization(rate, ms, Fraction::clamped(of(&row, "util"))), row["correct"], "{row}");
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the table's counts are small")]
fn a_percentage_that_means_a_whole_number_is_that_number() {
    for row in traps("percent") {
        let (n, percent) = (of(&row, "N"), of(&row, "pct"));
        let product = n * (percent / 100.0);
        if row["op"] == "floor" {
            assert_eq!(floor(product) as u64, row["correct"], "{row}");
        } else {
            assert_eq!(ceil(product) as u64, row["correct"], "{row}");
            assert_eq!(Surge::Percent(percent).rounded_up(n as u32), row["correct"], "{row}");
        }
    }
}

#[test]
fn products_of_counts_are_exact_or_none() {
    for row in traps("overflow") {
        let (instances, size, overflow) = (&row["instances"], &row["size"], &row["overflow"]);
        let scenario = Scenario::from_json(&format!(
            r#"{{"services": [{{"instances": {instances}, "pool": {{"size": {size}, "overflow": {overflow}}},
                 "traffic": [{{"rate_per_s": 100, "hold_ms": {{"mean": 50}}}}]}}]}}"#
        ))
        .expect("a scenario");
        // What no u64 holds is a float in the table.
        assert_eq!(Totals::from_scenario(&scenario).at_rest, row["exact"].as_u64(), "{row}");
        let plan = plan(&scenario);
        assert!(!plan.budget.fits.current, "{row}");
        let errors: Vec<_> = plan.findings.iter().filter(|finding| finding.code == "PW001").collect();
        assert_eq!(errors.len(), 1, "{row}: {:?}", plan.findings);
    }
}
