//! What advice promises, over generated scenarios.

#![cfg(not(target_arch = "wasm32"))]

use poolwise::{
    Plan, Scenario,
    advise::{Advised, advise, advise_with, misses},
    plan, plan_with,
    predict::{Prediction, predict, predict_by_formula},
    scenario::{Lever, Service},
    units::{MaxConnections, PerSecond},
};
use poolwise_tests::generate::{config, scenario, service};
use proptest::prelude::*;

fn busier(scenario: &Scenario, factor: f64) -> Scenario {
    let mut busier = scenario.clone();
    for class in busier.services.iter_mut().flat_map(|service| &mut service.traffic) {
        class.rate_per_s = PerSecond::clamped(class.rate_per_s.get() * factor);
    }
    busier
}

fn with_connections(scenario: &Scenario, max_connections: u32) -> Scenario {
    let mut other = scenario.clone();
    other.database.max_connections = MaxConnections::clamped(max_connections.into());
    other
}

/// The scenario with the settings of a way out.
fn with_settings<'a>(
    scenario: &Scenario,
    set: impl IntoIterator<Item = (&'a String, &'a serde_json::Value)>,
) -> Scenario {
    let put = |scenario: Scenario, (path, value): (&String, &serde_json::Value)| {
        scenario.with(path, value.clone()).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    set.into_iter().fold(scenario.clone(), put)
}

fn is_feasible(plan: &Plan) -> bool {
    plan.services.iter().all(|service| service.feasible) && plan.pooler.as_ref().is_none_or(|pooler| pooler.feasible)
}

/// How far a prediction is from the targets, 0 where it meets them: what "worse" is measured by.
fn shortfall(scenario: &Scenario, prediction: &Prediction) -> f64 {
    misses(&scenario.targets, prediction).iter().map(|miss| miss.value / miss.target).sum()
}

fn check_no_worse(scenario: &Scenario, larger: &Advised, smaller: &Advised) -> Result<(), TestCaseError> {
    for (larger, smaller) in larger.services.iter().zip(&smaller.services) {
        prop_assert!(!smaller.feasible || larger.feasible, "{smaller:?}\n{larger:?}");
        prop_assert!(larger.pool.capacity() >= smaller.pool.capacity() || larger.feasible, "{smaller:?}\n{larger:?}");
        let [larger, smaller] = [larger, smaller].map(|advice| shortfall(scenario, &advice.prediction));
        prop_assert!(larger <= smaller * (1.0 + 1e-9), "{larger} > {smaller}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn more_traffic_never_needs_fewer_connections(service in service(), factor in 1.0..3.0) {
        let scenario = Scenario { services: vec![Service { burst: None, ..service }], ..Scenario::default() };
        let needed = |scenario: &Scenario| advise_with(scenario, predict_by_formula).services[0].needed;
        if let (Some(now), Some(then)) = (needed(&scenario), needed(&busier(&scenario, factor))) {
            prop_assert!(now <= then, "{now} > {then}");
        }
    }

    #[test]
    fn a_larger_budget_never_makes_advice_worse(scenario in scenario(), more in 1..300_u32) {
        // A burst's law is pieced together, and where the pieces meet one connection more may wait a little longer.
        let mut scenario = Scenario { pooler: None, ..scenario };
        scenario.services.iter_mut().for_each(|service| service.burst = None);
        let connections = scenario.database.max_connections.get();
        let larger = advise_with(&with_connections(&scenario, connections + more), predict_by_formula);
        check_no_worse(&scenario, &larger, &advise_with(&scenario, predict_by_formula))?;
    }
}

proptest! {
    // A simulation takes its time.
    #![proptest_config(config(12))]

    #[test]
    fn nor_does_it_where_it_is_simulated(service in service(), factor in 1.1..3.0) {
        let scenario = Scenario { services: vec![service], ..Scenario::default() };
        let needed = |scenario: &Scenario| advise(scenario).services[0].needed;
        if let (Some(now), Some(then)) = (needed(&scenario), needed(&busier(&scenario, factor))) {
            prop_assert!(now <= then, "{now} > {then}");
        }
    }

    #[test]
    fn every_way_out_leads_out(scenario in scenario(), connections in 20..60_u32) {
        let scenario = with_connections(&scenario, connections);
        for way in plan(&scenario).remedies {
            // A replica is no setting of the scenario.
            let settings = !way.set.is_empty();
            prop_assert_eq!(settings, way.kind != "read-replica");
            if settings {
                let then = plan(&with_settings(&scenario, &way.set));
                prop_assert!(is_feasible(&then), "{way:?}\n{then:?}");
            }
        }
    }

    #[test]
    fn what_may_change_is_changed_only_where_pools_do_not_suffice(scenario in scenario(), connections in 20..60_u32) {
        let scenario = with_connections(&scenario, connections);
        let before = plan(&scenario);
        let mut allowed = scenario.clone();
        allowed.targets.may_change.extend([Lever::Workers, Lever::MaxConnections]);
        let after = plan(&allowed);
        prop_assert!(after.required_changes.is_none() || !is_feasible(&before));
        if let Some(way) = &after.required_changes {
            prop_assert!(is_feasible(&after) && before.remedies.contains(way), "{way:?}");
        } else {
            prop_assert_eq!(after.services, before.services);
        }
    }

    #[test]
    fn it_holds_as_far_as_it_says(service in service()) {
        let scenario = Scenario { services: vec![service], ..Scenario::default() };
        let plan = plan(&scenario);
        let (service, advised) = (&scenario.services[0], &plan.services[0].advised);
        if let Some(bears) = advised.holds_up_to {
            let scaled = busier(&scenario, bears.traffic);
            let then = predict(&scaled.services[0], &advised.pool);
            // It is a closed form, and says so: a fifth more is near.
            let most = |target: f64| 1.2 * target;
            prop_assert!(then.wait_ms.p95 <= most(scenario.targets.wait_p95_ms.get()), "{} ×: {then:?}", bears.traffic);
            prop_assert!(then.utilization <= Some(most(scenario.targets.utilization_mean.get())), "{then:?}");
            prop_assert!(!service.traffic.is_empty());
        }
    }
}

#[test]
fn the_first_further_tenth_is_too_much() {
    let text = "[[services]]\ntraffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]";
    let scenario = Scenario::from_toml(text).expect("a scenario");
    let plan = plan_with(&scenario, predict_by_formula);
    let bears = plan.services[0].advised.holds_up_to.expect("traffic").traffic;
    let meets = |factor| {
        let scaled = busier(&scenario, factor);
        misses(&scenario.targets, &predict_by_formula(&scaled.services[0], &plan.services[0].advised.pool)).is_empty()
    };
    assert!(meets(bears) && !meets(bears + 0.1), "{bears}");
}

/// The change that a way out of a kind tells, by closed form.
fn check_way(scenario: &str, kind: &str, change: &str) {
    let plan = plan_with(&Scenario::from_toml(scenario).expect("a scenario"), predict_by_formula);
    let way = plan.remedies.iter().find(|way| way.kind == kind).unwrap_or_else(|| panic!("{kind}: {plan:?}"));
    assert_eq!(way.change, change, "{scenario}");
}

#[test]
fn a_way_out_is_the_least_that_does() {
    let busy = "pool = { size = 5, overflow = 5 }\ntraffic = [{ rate_per_s = 400, hold_ms = { mean = 20 } }]";
    check_way(
        &format!("[[services]]\ninstances = 4\nmax_instances = 60\nsurge = '25%'\n{busy}"),
        "fewer-autoscaled",
        "run at most 25 instances of app instead of 60",
    );
    // 60 pools of 3 are 180; with a fifth of the budget to spare, and three that are reserved, 230.
    check_way(
        &format!("[[services]]\ninstances = 4\nmax_instances = 60\n{busy}"),
        "larger-max-connections",
        "raise max_connections from 100 to 230",
    );
    // A twentieth of the batch is 100 records, and even half of these make the next batch wait too long.
    check_way(
        "[[services]]\ninstances = 90\nkind = 'job'\n\
         traffic = [{ rate_per_s = 20, hold_ms = { batch = 2000, per_record = 1, cv = 0 } }]",
        "smaller-batch",
        "work in smaller batches: 25 records in app",
    );
}
