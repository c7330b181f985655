//! Any scenario that the types admit.

use poolwise::{
    Scenario,
    scenario::{
        Buckets, Burst, Database, Deploy, Driver, Environment, Hold, Lever, Pool, PoolClass, PoolMode, Pooler, Profile,
        Service, ServiceKind, Severities, Strategy as DeployStrategy, TargetOverrides, Targets, Traffic, WorkerClass,
    },
    units::{
        Cv, Factor, Fraction, Gibibytes, MaxConnections, Millis, Multiple, Natural, Overflow, PerSecond, Positive,
        Recycle, Reserved, Seconds, Surge,
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

/// Any scenario that the types admit, most of them absurd.
pub fn any_scenario() -> impl Strategy<Value = Scenario> {
    let levers = subsequence(
        vec![Lever::Instances, Lever::Workers, Lever::Batch, Lever::MaxConnections, Lever::MaxClientConn],
        0..=5,
    );
    let waits = (number(86_400_000.0), option::of(number(86_400_000.0)));
    let targets = (number(1.0), number(1.0), waits, number(1.0), number(1_000.0), levers).prop_map(
        |(mean, peak, (p95, p99), timeouts, headroom, levers)| Targets {
            utilization_mean: Fraction::clamped(mean),
            utilization_peak: Fraction::clamped(peak),
            wait_p95_ms: Millis::clamped(p95),
            wait_p99_ms: p99.map(Millis::clamped),
            timeout_probability: Fraction::clamped(timeouts),
            headroom: Multiple::clamped(headroom),
            may_change: levers.into_iter().collect(),
        },
    );
    // Boxed, since what they hold is large and a test's stack is not.
    let (database, pooler, service) = (any_database().boxed(), any_pooler().boxed(), any_service().boxed());
    (database, option::of(pooler), vec(service, 0..4), targets.boxed()).prop_map(
        |(database, pooler, services, targets)| Scenario {
            database,
            pooler,
            services,
            targets,
            rules: Severities::default(),
        },
    )
}

fn any_database() -> impl Strategy<Value = Database> {
    let connections = (count(), count(), count(), count(), count(), option::of(count()));
    let millis = || option::of(number(86_400_000.0));
    let rest = (
        option::of(count()),
        option::of(number(65_536.0)),
        option::of(count()),
        millis(),
        millis(),
        (option::of(number(31_536_000.0)), any::<bool>()),
    );
    (connections, rest).prop_map(
        |(
            (max_connections, superuser, reserved, provider, others, cores),
            (version, memory, standby, statement, idle, (cut, fails_over)),
        )| {
            Database {
                max_connections: MaxConnections::clamped(max_connections),
                superuser_reserved: Reserved::clamped(superuser),
                reserved: Reserved::clamped(reserved),
                provider_reserved: Reserved::clamped(provider),
                other_clients: Natural::clamped(others),
                cores: cores.map(Positive::clamped),
                memory_gib: memory.map(Gibibytes::clamped),
                version: version.map(Positive::clamped),
                statement_timeout_ms: statement.map(Millis::clamped),
                idle_in_transaction_timeout_ms: idle.map(Millis::clamped),
                idle_cut_s: cut.map(Seconds::clamped),
                fails_over,
                standby_max_connections: standby.map(MaxConnections::clamped),
            }
        },
    )
}

fn any_pooler() -> impl Strategy<Value = Pooler> {
    let mode =
        prop_oneof![2 => Just(PoolMode::Transaction), 1 => Just(PoolMode::Session), 1 => Just(PoolMode::Statement)];
    let sizes = (count(), count(), count(), count(), count(), count());
    (mode, sizes, number(31_536_000.0), count()).prop_map(
        |(pool_mode, (instances, pairs, clients, size, reserve, most), wait, prepared)| Pooler {
            pool_mode,
            instances: Positive::clamped(instances),
            pairs: Positive::clamped(pairs),
            max_client_conn: Positive::clamped(clients),
            default_pool_size: Positive::clamped(size),
            reserve_pool_size: Natural::clamped(reserve),
            max_db_connections: Natural::clamped(most),
            query_wait_timeout_s: Seconds::clamped(wait),
            max_prepared_statements: Natural::clamped(prepared),
        },
    )
}

/// The service with any deploy, and anything around it.
fn with_any_practice(service: impl Strategy<Value = Service>) -> impl Strategy<Value = Service> {
    let seconds = || number(31_536_000.0).prop_map(Seconds::clamped);
    let strategy = select(vec![
        DeployStrategy::Rolling,
        DeployStrategy::BlueGreen,
        DeployStrategy::Preboot,
        DeployStrategy::Recreate,
    ]);
    let deploy = (strategy, any_surge(), seconds(), seconds())
        .prop_map(|(strategy, unavailable, start_s, drain_s)| Deploy { strategy, unavailable, start_s, drain_s });
    let driver = option::of(select(vec![Driver::Psycopg2, Driver::Psycopg, Driver::Asyncpg]));
    let environment = select(vec![Environment::Production, Environment::Staging, Environment::Development]);
    let worker_class =
        option::of(select(vec![WorkerClass::Sync, WorkerClass::Gthread, WorkerClass::Gevent, WorkerClass::Uvicorn]));
    let words = (any::<bool>(), environment, driver, any::<bool>(), any::<bool>(), worker_class, any::<bool>());
    let timeouts =
        (option::of(number(86_400_000.0)), option::of(seconds()), option::of(seconds()), option::of(seconds()));
    (service, deploy, option::of(count()), count(), words, timeouts).prop_map(
        |(
            service,
            deploy,
            most,
            checkouts,
            (is_job, environment, driver, direct, echo, worker_class, forks_after_engine),
            (statement, connect, request, proxy),
        )| {
            Service {
                kind: if is_job { ServiceKind::Job } else { ServiceKind::Web },
                environment,
                max_instances: most.map(Positive::clamped),
                deploy,
                checkouts_per_task: Positive::clamped(checkouts),
                driver,
                direct,
                statement_timeout_ms: statement.map(Millis::clamped),
                connect_timeout_s: connect,
                request_timeout_s: request,
                proxy_timeout_s: proxy,
                echo,
                worker_class,
                forks_after_engine,
                ..service
            }
        },
    )
}

fn any_surge() -> impl Strategy<Value = Surge> {
    prop_oneof![any::<u32>().prop_map(Surge::Count), number(1000.0).prop_map(Surge::Percent)]
}

fn any_service() -> impl Strategy<Value = Service> {
    let overflow =
        prop_oneof![count().prop_map(|n| Overflow::AtMost(Natural::clamped(n).get())), Just(Overflow::Unlimited)];
    let recycle =
        prop_oneof![Just(Recycle::Never), number(31_536_000.0).prop_map(|age| Recycle::After(Seconds::clamped(age)))];
    let class = prop_oneof![4 => Just(PoolClass::QueuePool), 1 => Just(PoolClass::NullPool)];
    let pool = (class, count(), overflow, number(31_536_000.0), recycle, any::<bool>(), any::<bool>()).prop_map(
        |(class, size, overflow, timeout_s, recycle_s, pre_ping, lifo)| Pool {
            class,
            size: Natural::clamped(size),
            overflow,
            timeout_s: Seconds::clamped(timeout_s),
            recycle_s,
            pre_ping,
            lifo,
        },
    );
    let burst = (number(10_000.0), number(31_536_000.0), number(1.0)).prop_map(|(factor, every, share)| {
        let every = every.max(1e-9);
        Burst {
            factor: Factor::clamped(factor),
            every_s: Seconds::clamped(every),
            for_s: Seconds::clamped(every * share),
        }
    });
    let fleet = (count(), count(), count(), any_surge(), option::of(count()));
    let traffic = vec((any::<String>(), number(10_000_000.0), any_hold(), option::of(any_profile())), 0..4);
    let kind = (any_kind(), option::of(number(86_400_000.0)), option::of(number(31_536_000.0)));
    let times = (number(86_400_000.0), prop_oneof![2 => Just(0.0), 1 => number(1.0)]);
    let own = (option::of(number(1.0)), option::of(number(86_400_000.0)), option::of(number(1_000.0)), number(1_000.0));
    let service = ((any::<String>(), kind), fleet, pool, traffic, option::of(burst), times, own).prop_map(
        |(
            (name, kind),
            (instances, workers, engines, surge, concurrency),
            pool,
            traffic,
            burst,
            (connect, leak),
            own,
        )| {
            Service {
                name,
                kind: kind.0,
                duration_ms: kind.1.map(Millis::clamped),
                idle_s: kind.2.map(Seconds::clamped),
                instances: Positive::clamped(instances),
                surge,
                workers: Positive::clamped(workers),
                engines: Positive::clamped(engines),
                concurrency: concurrency.map(Positive::clamped),
                connect_ms: Millis::clamped(connect),
                leak_probability: Fraction::clamped(leak),
                pool,
                traffic: traffic
                    .into_iter()
                    .map(|(name, rate, hold_ms, profile)| Traffic {
                        name,
                        rate_per_s: PerSecond::clamped(rate),
                        hold_ms,
                        profile,
                        ..Traffic::default()
                    })
                    .collect(),
                burst,
                imbalance: Multiple::clamped(own.3),
                targets: TargetOverrides {
                    utilization_mean: own.0.map(Fraction::clamped),
                    wait_p95_ms: own.1.map(Millis::clamped),
                    headroom: own.2.map(Multiple::clamped),
                    ..TargetOverrides::default()
                },
                ..Service::default()
            }
        },
    );
    with_any_practice(service.boxed())
}

fn any_hold() -> impl Strategy<Value = Hold> {
    let time = || number(86_400_000.0).prop_map(Millis::clamped);
    let cv = || number(100.0).prop_map(Cv::clamped);
    prop_oneof![
        (time(), cv()).prop_map(|(mean, cv)| Hold::Mean { mean, cv }),
        vec(number(86_400_000.0), 3).prop_map(|mut times| {
            times.sort_by(f64::total_cmp);
            // A median of nothing is refused, unless all of it is nothing.
            if times[2] > 0.0 {
                times = times.into_iter().map(|time| time.max(1e-9)).collect();
            }
            let [p50, p95, p99] = [times[0], times[1], times[2]].map(Millis::clamped);
            Hold::Percentiles { p50, p95, p99 }
        }),
        vec(time(), 1..5).prop_map(Hold::Samples),
        any_buckets(),
        (count(), time(), cv()).prop_map(|(batch, per_record, cv)| Hold::Batch {
            batch: Positive::clamped(batch),
            per_record,
            cv
        }),
    ]
}

/// A histogram with at least two bounds that say something, of cumulative counts or of those of each bucket.
fn any_buckets() -> impl Strategy<Value = Hold> {
    let buckets = vec((1e-3..1000.0_f64, 0.0..1e9_f64), 2..20);
    (buckets, any::<bool>()).prop_map(|(steps, is_open)| {
        let mut bound = 0.0;
        let mut buckets: Vec<(f64, f64)> = steps
            .into_iter()
            .map(|(step, count)| {
                bound += step;
                (bound, count + 1.0)
            })
            .collect();
        if is_open {
            buckets.push((f64::INFINITY, 1.0));
        }
        Hold::Buckets(Buckets::new(buckets).expect("every bucket has a value"))
    })
}

fn any_profile() -> impl Strategy<Value = Profile> {
    (1e-3..31_536_000.0_f64, vec(number(10_000.0).prop_map(Factor::clamped), 1..30))
        .prop_map(|(period_s, factors)| Profile { period_s: Seconds::clamped(period_s), factors })
}

fn any_kind() -> impl Strategy<Value = ServiceKind> {
    prop_oneof![3 => Just(ServiceKind::Web), 1 => Just(ServiceKind::Job), 1 => Just(ServiceKind::Function)]
}

/// A count of any magnitude, the ends of its range often.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..20_u64, 2 => 0..5000_u64, 1 => 0..=u64::from(u32::MAX), 1 => Just(u64::from(u32::MAX)), 1 => Just(262_143)]
}

/// A number from 0 to `most` of any magnitude, the ends of its range often.
fn number(most: f64) -> impl Strategy<Value = f64> {
    let magnitude = (-12.0..1.0_f64).prop_map(move |exponent| (10_f64.powf(exponent) * most).min(most));
    prop_oneof![2 => 0.0..most, 4 => magnitude, 1 => Just(0.0), 1 => Just(most), 1 => Just(1.0_f64.min(most)), 1 => Just(f64::MIN_POSITIVE)]
}
