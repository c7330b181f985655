//! What advice promises, over generated scenarios.

mod cases;

use poolwise::{
    Plan, Scenario,
    advise::{Advised, Miss, advise, advise_with, misses, misses_in_deploy},
    plan,
    plan::ServicePlan,
    plan_with,
    predict::{Prediction, Predictor, State, predict, predict_by_formula},
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

/// The scenario with the settings of a remedy or a fix.
fn with_settings<'a>(
    scenario: &Scenario,
    set: impl IntoIterator<Item = (&'a String, &'a serde_json::Value)>,
) -> Scenario {
    let put = |scenario: Scenario, (path, value): (&String, &serde_json::Value)| {
        scenario.with(path, value.clone()).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    set.into_iter().fold(scenario.clone(), put)
}

/// Whether a connection is there for whatever the tasks ask for at once, so that a larger pool changes nothing.
fn has_one_for_each_task(prediction: &Prediction) -> bool {
    prediction.capacity.zip(prediction.max_concurrent_checkouts).is_some_and(|(capacity, tasks)| capacity >= tasks)
}

fn is_feasible(plan: &Plan) -> bool {
    plan.services.iter().all(|service| service.feasible) && plan.pooler.as_ref().is_none_or(|pooler| pooler.feasible)
}

/// How far a prediction is from the targets, 0 where it meets them: what "worse" is measured by.
fn shortfall(scenario: &Scenario, service: &Service, prediction: &Prediction) -> f64 {
    misses(&scenario.targets.for_service(service), prediction).iter().map(|miss| miss.value / miss.limit).sum()
}

/// The targets that each service misses as it is, by name.
fn missed(scenario: &Scenario, plan: &Plan) -> Vec<Vec<Miss>> {
    let rows = scenario.services.iter().zip(&plan.services);
    let of_service = |(service, planned): (&Service, &ServicePlan)| {
        let targets = scenario.targets.for_service(service);
        let in_deploy = planned.current.in_deploy.iter().flat_map(|then| misses_in_deploy(&targets, then));
        misses(&targets, &planned.current.prediction).into_iter().chain(in_deploy).collect()
    };
    rows.map(of_service).collect()
}

fn check_no_worse(scenario: &Scenario, larger: &Advised, smaller: &Advised) -> Result<(), TestCaseError> {
    for ((larger, smaller), service) in larger.services.iter().zip(&smaller.services).zip(&scenario.services) {
        prop_assert!(!smaller.feasible || larger.feasible, "{smaller:?}\n{larger:?}");
        prop_assert!(larger.pool.capacity() >= smaller.pool.capacity() || larger.feasible, "{smaller:?}\n{larger:?}");
        let [larger, smaller] = [larger, smaller].map(|advice| shortfall(scenario, service, &advice.prediction));
        prop_assert!(larger <= smaller * (1.0 + 1e-9), "{larger} > {smaller}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn more_traffic_never_needs_fewer_connections(service in service(), factor in 1.0..3.0) {
        let scenario = Scenario { services: vec![Service { burst: None, ..service }], ..Scenario::default() };
        let needed = |scenario: &Scenario| advise_with(scenario, Predictor::ClosedForm).services[0].needed;
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
        // Below that, it is other clients that have to change, and no pool.
        let each = scenario.services.iter().map(|service| service.pools_at_scale().expect("a few"));
        let least = each.sum::<u64>() + u64::from(scenario.database.other_clients.get());
        prop_assume!(least <= scenario.database.usable());
        let larger = advise_with(&with_connections(&scenario, connections + more), Predictor::ClosedForm);
        check_no_worse(&scenario, &larger, &advise_with(&scenario, Predictor::ClosedForm))?;
    }
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn advice_that_is_followed_stays(scenario in scenario(), connections in 20..300_u32) {
        let scenario = with_connections(&scenario, connections);
        let followed = advise_with(&scenario, Predictor::ClosedForm).apply(&scenario);
        let again = advise_with(&followed, Predictor::ClosedForm).apply(&followed);
        prop_assert_eq!(again.services, followed.services);
        prop_assert_eq!(again.pooler, followed.pooler);
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
    fn every_remedy_keeps_its_promise(scenario in scenario(), connections in 20..60_u32) {
        let scenario = with_connections(&scenario, connections);
        for remedy in plan(&scenario).remedies {
            // A replica is no setting of the scenario.
            let settings = !remedy.set.is_empty();
            prop_assert_eq!(settings, !remedy.kind.contains("read-replica"));
            if settings {
                let changed = with_settings(&scenario, &remedy.set);
                let then = plan(&changed);
                prop_assert!(then.budget.fits.current, "{remedy:?}\n{:?}", then.budget);
                prop_assert!(missed(&changed, &then).iter().all(Vec::is_empty), "{remedy:?}\n{then:?}");
            }
        }
    }

    #[test]
    fn applying_advice_and_fixes_never_hurts(scenario in scenario(), connections in 20..200_u32) {
        let scenario = with_connections(&scenario, connections);
        let before = plan(&scenario);
        // What the server refuses is not predicted, so nothing can be compared with it.
        prop_assume!(before.budget.fits.current);
        let missed_before = missed(&scenario, &before);
        let advised = advise(&scenario).apply(&scenario);
        let fixes = before.findings.iter().filter_map(|finding| finding.fix.as_ref());
        let fixed = fixes.map(|fix| with_settings(&scenario, &fix.set));
        for changed in [advised].into_iter().chain(fixed) {
            let after = plan(&changed);
            for (before, after) in missed_before.iter().zip(missed(&changed, &after)) {
                let new: Vec<_> = after.iter().filter(|miss| before.iter().all(|old| old.target != miss.target)).collect();
                prop_assert!(new.is_empty(), "{new:?}\n{changed:?}");
            }
            prop_assert!(after.budget.fits.current, "{:?}", after.budget);
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
        if let Some(remedy) = &after.required_changes {
            prop_assert!(is_feasible(&after) && before.remedies.contains(remedy), "{remedy:?}");
        } else {
            prop_assert_eq!(after.services, before.services);
        }
    }

    #[test]
    fn it_holds_as_far_as_it_says(service in service()) {
        let scenario = Scenario { services: vec![service], ..Scenario::default() };
        let plan = plan(&scenario);
        let (service, planned) = (&scenario.services[0], &plan.services[0]);
        let advised = &planned.advised;
        let Some(bears) = advised.headroom.filter(|_| planned.feasible) else { return Ok(()) };
        let targets = scenario.targets.for_service(service);
        let scaled = busier(&scenario, bears.traffic);
        let then = predict(&scaled.services[0], &advised.pool);
        // It is a closed form, and says so: a fifth more is near.
        let most = |target: f64| 1.2 * target;
        prop_assert!(then.wait_ms.p95 <= most(targets.wait_p95_ms.get()), "{} ×: {then:?}", bears.traffic);
        prop_assert!(has_one_for_each_task(&then) || then.utilization_peak <= Some(most(targets.utilization_peak.get())), "{then:?}");
        prop_assert!(!service.traffic.is_empty());
    }

    #[test]
    fn feasible_advice_with_room_bears_the_headroom(service in service()) {
        let scenario = with_connections(&Scenario { services: vec![service], ..Scenario::default() }, 20_000);
        let advised = plan(&scenario).services.swap_remove(0);
        prop_assume!(advised.feasible && advised.current.prediction.state != State::NoTraffic);
        let targets = scenario.targets.for_service(&scenario.services[0]);
        let busier = busier(&scenario, targets.headroom.get());
        let then = predict(&busier.services[0], &advised.advised.pool);
        // Tasks that are too few for so much traffic wait in front of the worker, whatever the pool.
        prop_assume!(!has_one_for_each_task(&then));
        let missed = misses_in_deploy(&targets, &then);
        prop_assert!(missed.is_empty(), "{missed:?} {:?}", advised.advised.pool);
        prop_assert!(advised.advised.headroom.is_some_and(|bears| bears.traffic >= targets.headroom.get()));
    }
}

#[test]
fn the_first_further_hundredth_is_too_much() {
    let text = "[[services]]\ntraffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]";
    let scenario = Scenario::from_toml(text).expect("a scenario");
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    let bears = plan.services[0].advised.headroom.expect("traffic").traffic;
    let meets = |factor| {
        let then = predict_by_formula(&busier(&scenario, factor).services[0], &plan.services[0].advised.pool);
        misses_in_deploy(&scenario.targets, &then).is_empty()
    };
    assert!(meets(bears) && !meets(bears + 0.01), "{bears}");
}
