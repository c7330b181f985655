//! What holds for every service and scenario that people may have.

use poolwise::{
    Plan, Scenario,
    advise::{Miss, advise, misses, misses_in_deploy},
    plan,
    predict::{Prediction, Predictor, predict, predict_by_formula},
    rules::Finding,
    scenario::{Buckets, Hold, Pool, Pooler, Service, Targets},
    units::{MaxConnections, Millis, Natural, Overflow, PerSecond, Positive, Seconds},
};
use poolwise_tests::generate::{config, scenario, service};
use proptest::{option, prelude::*};

fn with_size(service: &Service, size: u64) -> Pool {
    Pool { size: Natural::clamped(size), overflow: Overflow::AtMost(0), ..service.pool.clone() }
}

fn sized(predictor: Predictor, service: &Service, size: u64) -> Prediction {
    predictor.predict(service, &with_size(service, size))
}

/// What a pool misses, a deploy's misses among it.
fn missed(targets: &Targets, service: &Service, pool: &Pool) -> Vec<Miss> {
    let in_deploy = service.in_deploy().map(|service| misses_in_deploy(targets, &predict(&service, pool)));
    misses(targets, &predict(service, pool)).into_iter().chain(in_deploy.unwrap_or_default()).collect()
}

fn by_formula(service: &Service, size: u64) -> Prediction {
    sized(Predictor::ClosedForm, service, size)
}

/// A burst's law is pieced together, and where the pieces meet a little more traffic may wait a little less.
fn steady_service() -> impl Strategy<Value = Service> {
    service().prop_map(|service| Service { burst: None, ..service })
}

/// Nobody waits longer in `better` than in `worse`, but for the last bits.
fn check_no_worse(better: &Prediction, worse: &Prediction) -> Result<(), TestCaseError> {
    let waits = |prediction: &Prediction| {
        let wait = prediction.wait_ms;
        [wait.mean, wait.p50, wait.p95, wait.p99, prediction.timeout_probability]
    };
    for (better, worse) in waits(better).into_iter().zip(waits(worse)) {
        prop_assert!(better <= worse * (1.0 + 1e-9) + 1e-12, "{better} > {worse}");
    }
    Ok(())
}

/// What is assumed has the service's place in its path.
fn without_places(mut plan: Plan) -> Plan {
    for reason in plan.services.iter_mut().flat_map(|service| &mut service.advised.reasons) {
        reason.assumed.clear();
    }
    plan
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn waits_fall_with_size(service in service(), size in 1..60_u64, more in 1..20_u64) {
        check_no_worse(&by_formula(&service, size + more), &by_formula(&service, size))?;
    }

    #[test]
    fn waits_rise_with_the_rate(service in steady_service(), size in 1..60_u64, factor in 1.0..2.0) {
        let mut busier = service.clone();
        for class in &mut busier.traffic {
            class.rate_per_s = PerSecond::clamped(class.rate_per_s.get() * factor);
        }
        check_no_worse(&by_formula(&service, size), &by_formula(&busier, size))?;
    }

    #[test]
    fn waits_rise_with_the_hold(service in steady_service(), size in 1..60_u64, factor in 1.0..2.0) {
        // Of several classes, one that gets slower changes their mixture's variability too.
        let mut faster = service;
        faster.traffic.truncate(1);
        let mut slower = faster.clone();
        for class in &mut slower.traffic {
            let times = match &mut class.hold_ms {
                Hold::Mean { mean, .. } | Hold::Batch { per_record: mean, .. } => vec![mean],
                Hold::Percentiles { p50, p95, p99 } => vec![p50, p95, p99],
                Hold::Samples(samples) => samples.iter_mut().collect(),
                Hold::Buckets(buckets) => {
                    let slower = buckets.cumulative().iter().map(|(bound, count)| (bound * factor, *count));
                    *buckets = Buckets::new(slower.collect()).unwrap();
                    continue;
                }
            };
            for time in times {
                *time = Millis::clamped(time.get() * factor);
            }
        }
        check_no_worse(&by_formula(&faster, size), &by_formula(&slower, size))?;
    }

    #[test]
    fn shares_are_shares_and_flows_balance(service in service()) {
        check_balance(&service, &predict_by_formula(&service, &service.pool))?;
    }
}

proptest! {
    // A simulation takes its time.
    #![proptest_config(config(48))]

    #[test]
    fn shares_are_shares_and_flows_balance_in_a_simulation(service in service()) {
        check_balance(&service, &predict(&service, &service.pool))?;
    }

    /// Beyond what is uncertain about either: two methods may meet here, and two samples.
    #[test]
    fn simulated_waits_fall_with_size_and_rise_with_load(
        service in service(), size in 1..60_u64, more in 1..20_u64, factor in 1.0..2.0
    ) {
        let mut busier = service.clone();
        for class in &mut busier.traffic {
            class.rate_per_s = PerSecond::clamped(class.rate_per_s.get() * factor);
        }
        let now = sized(Predictor::Full, &service, size);
        check_surely_no_worse(&sized(Predictor::Full, &service, size + more), &now)?;
        check_surely_no_worse(&now, &sized(Predictor::Full, &busier, size))?;
    }
}

fn check_surely_no_worse(better: &Prediction, worse: &Prediction) -> Result<(), TestCaseError> {
    let mean = |prediction: &Prediction| {
        let wait = prediction.wait_ms.mean;
        prediction.interval.as_ref().map_or([wait, wait], |interval| interval.wait_mean_ms)
    };
    prop_assert!(mean(better)[0] <= mean(worse)[1] * 1.05 + 0.5, "{better:?}\n{worse:?}");
    Ok(())
}

fn check_balance(service: &Service, now: &Prediction) -> Result<(), TestCaseError> {
    let shares = [now.utilization, now.utilization_peak].into_iter().flatten();
    for share in shares.chain([now.wait_probability, now.timeout_probability, now.overflow_probability]) {
        prop_assert!((0.0..=1.0).contains(&share), "{now:?}");
    }
    let Overflow::AtMost(overflow) = service.pool.overflow else { panic!("a bounded pool") };
    let capacity = f64::from(service.pool.size.get()) + f64::from(overflow);
    prop_assert!((0.0..=capacity * (1.0 + 1e-9)).contains(&now.busy_mean), "{now:?}");
    prop_assert!((0.0..=f64::from(overflow) * (1.0 + 1e-9)).contains(&now.overflow_open_mean), "{now:?}");
    prop_assert!(now.connects_per_s >= 0.0, "{now:?}");
    let wait = now.wait_ms;
    let longest = service.pool.timeout_s.get() * 1000.0;
    prop_assert!(wait.p50 <= wait.p95 && wait.p95 <= wait.p99 && wait.p99 <= longest * (1.0 + 1e-9), "{now:?}");
    prop_assert!(wait.mean <= longest * (1.0 + 1e-9), "{now:?}");
    prop_assert!(now.timeout_probability <= now.wait_probability * (1.0 + 1e-9), "{now:?}");
    // The fields agree by Little's law; that the simulation obeys it is tested with its series.
    let rate = now.throughput_per_s / (1.0 - now.timeout_probability).max(f64::MIN_POSITIVE);
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1.0 + a.abs() + b.abs());
    let waiting = rate * wait.mean / 1000.0;
    prop_assert!(now.timeout_probability >= 1.0 || near(now.waiting_mean, waiting), "{waiting}: {now:?}");
    if let Some(interval) = now.interval {
        let within = |[low, high]: [f64; 2], value: f64| low <= value * (1.0 + 1e-6) && value <= high * (1.0 + 1e-6);
        prop_assert!(within(interval.utilization, now.utilization.expect("bounded")), "{now:?}");
        prop_assert!(within(interval.wait_mean_ms, wait.mean), "{now:?}");
    }
    Ok(())
}

/// The scenario with timeouts, idle connections that are cut, and tasks that hold several connections at once.
fn with_limits() -> impl Strategy<Value = Scenario> {
    let limits = (option::of(1.0..4000.0), option::of(1.0..60_000.0), option::weighted(0.3, 1.0..90.0));
    let tasks = (option::of(1..40_u64), 1..4_u64);
    (scenario(), limits, tasks).prop_map(|(mut scenario, (cut, statement, proxy), (concurrency, held))| {
        scenario.database.idle_cut_s = cut.map(Seconds::clamped);
        scenario.database.statement_timeout_ms = statement.map(Millis::clamped);
        for service in &mut scenario.services {
            service.proxy_timeout_s = proxy.map(Seconds::clamped);
            service.concurrency = concurrency.map(Positive::clamped);
            service.checkouts_per_task = Positive::clamped(held);
        }
        scenario
    })
}

/// The scenario with the settings that the plan advises.
fn followed(scenario: &Scenario, plan: &Plan) -> Scenario {
    let mut followed = scenario.clone();
    for (service, plan) in followed.services.iter_mut().zip(&plan.services) {
        service.pool = plan.advised.pool.clone();
    }
    if let (Some(pooler), Some(plan)) = (&mut followed.pooler, &plan.pooler) {
        pooler.default_pool_size = Positive::clamped(plan.advised.default_pool_size);
    }
    followed
}

fn with_connections(scenario: &Scenario, max_connections: u64) -> Scenario {
    let mut other = scenario.clone();
    other.database.max_connections = MaxConnections::clamped(max_connections);
    other
}

/// Code, place counted from the end where `reversed`, and message of each finding, in an order of their own.
fn known(plan: &Plan, reversed: bool) -> Vec<(&str, Option<usize>, &str)> {
    let place = |finding: &Finding| {
        // The budget is about all services; the one that they name is the first of the largest.
        if matches!(&*finding.code, "PW001" | "PW027") {
            return None;
        }
        let index = finding.field.strip_prefix("services[")?.split(']').next()?.parse::<usize>().ok()?;
        Some(if reversed { plan.services.len() - 1 - index } else { index })
    };
    let mut known: Vec<_> =
        plan.findings.iter().map(|finding| (&*finding.code, place(finding), finding.message.as_str())).collect();
    known.sort_unstable();
    known
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn advice_keeps_what_it_promises(scenario in scenario()) {
        let plan = plan(&scenario);
        let fits = plan.budget.fits.advised;
        for (service, advised) in scenario.services.iter().zip(&plan.services) {
            let again = predict(service, &advised.advised.pool);
            prop_assert_eq!(&again, &advised.advised.prediction);
            let missed = missed(&scenario.targets.for_service(service), service, &advised.advised.pool);
            prop_assert_eq!(&missed, &advised.advised.missed);
            prop_assert_eq!(fits && missed.is_empty(), advised.feasible);
        }
        let pools = |pooled| {
            let services = scenario.services.iter().filter(|service| scenario.is_pooled(service) == pooled);
            services.map(|service| service.pools_at_scale().expect("a few")).sum::<u64>()
        };
        let others = u64::from(scenario.database.other_clients.get());
        let servers = scenario.pooler.as_ref().map_or(0, |pooler| pooler.servers(1));
        let accepted = scenario.pooler.as_ref().map_or(0, Pooler::clients);
        let one_each_fits = pools(false) + others + servers <= scenario.database.usable() && pools(true) <= accepted;
        prop_assert_eq!(fits, one_each_fits, "{:?}", plan.budget);
    }

    #[test]
    fn advice_passes_its_own_rules(scenario in with_limits()) {
        let before = plan(&scenario);
        prop_assume!(before.budget.fits.advised);
        let after = plan(&followed(&scenario, &before));
        let places = before.services.iter().enumerate().filter(|(_, service)| service.feasible);
        let mut advised: Vec<String> = places.map(|(index, _)| format!("services[{index}].pool.")).collect();
        if before.pooler.is_some_and(|pooler| pooler.feasible) {
            advised.push("pooler.default_pool_size".to_owned());
        }
        // Where the budget leaves too little headroom, no advised pool can have it.
        let short_of_room = before.services.iter().any(|service| {
            service.advised.headroom.is_some_and(|bears| bears.traffic < 1.2)
        });
        for finding in after.findings.iter().filter(|finding| finding.code != "PW049" || !short_of_room) {
            prop_assert!(!advised.iter().any(|field| finding.field.starts_with(field)), "{finding:?}");
        }
    }

    #[test]
    fn what_is_needed_is_the_least_that_meets_the_targets(scenario in scenario()) {
        for (service, advice) in scenario.services.iter().zip(advise(&scenario).services) {
            let Some(needed) = advice.needed else { continue };
            let service = Service { pool: advice.pool, ..service.clone() };
            let targets = scenario.targets.for_service(&service);
            let missed = |size| missed(&targets, &service, &with_size(&service, size));

            prop_assert!(missed(needed).is_empty(), "{needed}: {:?}", missed(needed));
            prop_assert!(needed == 1 || !missed(needed - 1).is_empty(), "{} would do instead of {needed}", needed - 1);
        }
    }

    #[test]
    fn advice_takes_what_is_needed_and_no_more(scenario in scenario(), more in 1..500_u64) {
        let scenario = Scenario { pooler: None, ..scenario };
        let advise = |connections| advise(&with_connections(&scenario, connections)).services;
        let wanted = advise(262_143);
        let connections = scenario.services.iter().zip(&wanted).map(|(service, advice)| {
            service.pools_at_scale().expect("a few") * advice.pool.capacity().expect("bounded")
        });
        // Advice plans with 85 % of what is usable.
        let total = connections.sum::<u64>() + u64::from(scenario.database.other_clients.get());
        let reserved = u64::from(scenario.database.superuser_reserved.get());
        let enough = (total * 100).div_ceil(85) + reserved;
        prop_assert_eq!(&advise(enough), &wanted);
        prop_assert_eq!(&advise(enough + more), &wanted);
    }

    #[test]
    fn the_order_of_services_does_not_matter(mut scenario in scenario()) {
        let twin = scenario.services.first().map(|service| Service { name: "twin".to_owned(), ..service.clone() });
        scenario.services.extend(twin);
        let mut reversed = scenario.clone();
        reversed.services.reverse();
        let (plan, mut other) = (without_places(plan(&scenario)), without_places(plan(&reversed)));
        prop_assert_eq!(known(&plan, false), known(&other, true));
        other.services.reverse();
        other.budget.services.reverse();
        prop_assert_eq!(&plan.services, &other.services);
        prop_assert_eq!(&plan.budget, &other.budget);
        prop_assert_eq!(plan.verdict.status, other.verdict.status);
    }
}

/// Two services that differ in nothing but their pool's size, under a target that no pool meets: what is remembered of one
/// must not become the advice for the other.
#[test]
fn services_that_differ_in_size_alone_get_their_own_advice() {
    let service = |size: u32| {
        format!(
            "[[services]]\nname = \"api\"\npool = {{ size = {size}, overflow = 0 }}\n\
             traffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n"
        )
    };
    let advised = |services: &str| {
        let text = format!("targets = {{ utilization_mean = 0 }}\ndatabase = {{ max_connections = 1000 }}\n{services}");
        advise(&Scenario::from_toml(&text).unwrap()).services
    };
    let (few, many) = (advised(&service(3)), advised(&service(20)));
    assert_ne!(few, many);
    assert_eq!(advised(&(service(3) + &service(20))), [few, many].concat());
}
