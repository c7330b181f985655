//! Plans that an experienced engineer has read: for each scenario in `data/golden`, what is advised, in a few lines.

use poolwise::{
    Plan, Scenario,
    advise::{Miss, advise},
    plan,
    plan::{PoolerPlan, ServicePlan, plan_document},
    predict::Predictor,
    scenario::{Document, Pool, PoolClass},
    simulate::{Runs, simulate},
    units::{Positive, Recycle, Seconds},
};
use poolwise_tests::checked_in;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/golden")
}

/// The names of the files with this extension.
fn names(extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder()).expect("the golden plans").map(|file| file.expect("a golden plan").path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == extension));
    files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

fn document(name: &str) -> Document {
    let text = fs::read_to_string(folder().join(format!("{name}.toml"))).expect(name);
    assert!(text.starts_with("# "), "{name} does not say what it is");
    assert!(text.contains("\n# The advice: "), "{name} does not say why its advice is right");
    Document::from_toml(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn scenario(name: &str) -> Scenario {
    document(name).scenario
}

fn size(pool: &Pool) -> String {
    match pool.class {
        PoolClass::NullPool => "NullPool".to_owned(),
        PoolClass::QueuePool => format!("{} + {}", pool.size, pool.overflow),
    }
}

/// "never", or after how long.
fn recycled(pool: &Pool) -> String {
    match pool.recycle_s {
        Recycle::Never => "never".to_owned(),
        Recycle::After(age) => format!("{age} s"),
    }
}

/// "feasible", or what is missed.
fn outcome(feasible: bool, missed: &[Miss]) -> String {
    let missed: Vec<&str> = missed.iter().map(|miss| miss.target.field()).collect();
    match (feasible, missed.is_empty()) {
        (true, _) => "feasible".to_owned(),
        (false, true) => "not feasible".to_owned(),
        (false, false) => format!("not feasible, misses {}", missed.join(", ")),
    }
}

fn service(planned: &ServicePlan) -> String {
    let (now, then) = (&planned.current.pool, &planned.advised.pool);
    let mut text = format!("{}: {} -> {}", planned.name, size(now), size(then));
    for (name, now, then) in [
        ("timeout", format!("{} s", now.timeout_s), format!("{} s", then.timeout_s)),
        ("recycle", recycled(now), recycled(then)),
        ("pre_ping", now.pre_ping.to_string(), then.pre_ping.to_string()),
    ] {
        if now != then {
            let _ = write!(text, ", {name} {then}");
        }
    }
    let kept = if planned.kept { "kept, " } else { "" };
    format!("{text}: {kept}{}", outcome(planned.feasible, &planned.advised.missed))
}

fn pooler(planned: &PoolerPlan) -> String {
    let (now, then) = (planned.current.default_pool_size, planned.advised.default_pool_size);
    format!("pooler: default_pool_size {now} -> {then}: {}", outcome(planned.feasible, &planned.missed))
}

fn render(plan: &Plan) -> String {
    let mut lines = vec![plan.verdict.headline.clone()];
    let limit = |count: Option<u64>| count.map_or_else(|| "no limit".to_owned(), |count| count.to_string());
    let (now, then) = (plan.budget.current, plan.budget.advised);
    let usable = plan.budget.usable;
    lines.push(format!("connections at the peak: {} -> {} of {usable}", limit(now.at_scale), limit(then.at_scale)));
    lines.extend(plan.services.iter().map(service));
    lines.extend(plan.pooler.iter().map(pooler));
    lines.extend(plan.required_changes.iter().map(|remedy| format!("also change: {}: {}", remedy.kind, remedy.change)));
    lines.extend(plan.remedies.iter().map(|remedy| format!("remedy: {}: {}", remedy.kind, remedy.change)));
    lines.extend(plan.findings.iter().map(|finding| {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        format!("{} {} {severity}", finding.code, finding.rule)
    }));
    lines.join("\n") + "\n"
}

#[test]
fn plans_are_those_that_were_read() {
    let golden = names("toml");
    for name in &golden {
        let plan = plan_document(&document(name), Predictor::Full);
        checked_in::check(&format!("data/golden/{name}.txt"), &render(&plan));
        let texts = serde_json::to_string(&plan).expect("a plan");
        assert!(!texts.contains("  "), "{name}: a gap in a text: {texts}");
    }
    assert_eq!(names("txt"), golden, "a text without its scenario");
}

#[test]
fn twenty_instances_of_fifteen_do_not_fit() {
    let plan = plan(&scenario("twenty-by-fifteen"));
    assert_eq!((plan.budget.current.at_rest, plan.budget.usable), (Some(300), 97));
    assert!(!plan.budget.fits.current && plan.budget.fits.advised);
}

/// 10000 requests a second × 100 ms are 1000 erlangs, and one pool of 1000 / 0.85 connections, rounded up, bears them at
/// 85 % utilization. At so many hardly anybody waits: the utilization alone decides.
#[test]
fn a_large_pool_needs_little_above_its_load() {
    let of = |targets: &str| {
        let text = format!(
            "{}\n[targets]\nheadroom = 1\n{targets}",
            fs::read_to_string(folder().join("large-pool.toml")).unwrap()
        );
        let advice = advise(&Scenario::from_toml(&text).unwrap()).services.swap_remove(0);
        assert!(advice.feasible, "{targets}");
        advice.needed
    };
    assert_eq!(of("utilization_mean = 0.85"), Some(1177));
    assert_eq!(of(""), Some(1429), "1000 / 0.70");
    // `data/reference/erlang_sizing.csv`: 5 % have to wait, so that the p95 is just zero.
    assert_eq!(of("utilization_mean = 1\nutilization_peak = 1\nwait_p95_ms = 0"), Some(1056));
}

/// Formulas that know only the mean hold would be wrong here.
#[test]
fn advice_for_heavy_tails_holds_in_a_simulation() {
    for name in ["heavy-tail-cv", "heavy-tail-percentiles"] {
        let scenario = scenario(name);
        let plan = plan(&scenario);
        let advised = &plan.services[0].advised.pool;
        assert!(plan.services[0].feasible, "{name}");
        let runs = Runs {
            horizon_s: Seconds::clamped(900.0),
            warmup_s: Seconds::clamped(60.0),
            replications: Positive::clamped(40),
            seed: 20_260,
            step_s: Seconds::clamped(0.0),
        };
        let simulated = simulate(&scenario.services[0], advised, runs).prediction;
        let targets = &scenario.targets;
        assert!(simulated.wait_ms.p95 <= targets.wait_p95_ms.get(), "{name}: p95 {} ms", simulated.wait_ms.p95);
        assert!(simulated.timeout_probability <= targets.timeout_probability.get(), "{name}");
    }
}

/// Little's law needs 2.5 connections in each of the two pools of 25 that time out: what is missing is returned late or
/// never, and a larger pool would only last longer.
#[test]
fn a_pool_that_empties_by_itself_gets_no_larger() {
    let plan = plan(&scenario("prisma-7644-leak"));
    let service = &plan.services[0];
    assert!((service.current.prediction.offered_load - 2.5).abs() < 1e-9);
    assert!(service.advised.pool.capacity() <= service.current.pool.capacity());
    assert!(!service.feasible && plan.remedies.is_empty());
}
