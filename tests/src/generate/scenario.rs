//! Scenarios such as people have.

use poolwise::{
    Scenario,
    scenario::{
        Burst, Database, Deploy, Hold, Pool, PoolMode, Pooler, Service, ServiceKind, Strategy as DeployStrategy,
        Traffic,
    },
    units::{Cv, Factor, MaxConnections, Millis, Natural, Overflow, PerSecond, Positive, Recycle, Seconds, Surge},
};
use proptest::{bool::weighted, collection::vec, option, prelude::*};

/// Settings of a pool as a `.env` can say them: every one but `lifo`.
pub fn pool() -> impl Strategy<Value = Pool> {
    let size = prop_oneof![4 => 0..200_u32, 1 => any::<u32>()];
    let overflow = prop_oneof![4 => (0..200_u32).prop_map(Overflow::AtMost), 1 => any::<u32>().prop_map(Overflow::AtMost), 1 => Just(Overflow::Unlimited)];
    let recycle = prop_oneof![1 => Just(Recycle::Never), 3 => seconds().prop_map(Recycle::After)];
    (size, overflow, seconds(), recycle, any::<bool>()).prop_map(|(size, overflow, timeout_s, recycle_s, pre_ping)| {
        Pool { size: Natural::clamped(size.into()), overflow, timeout_s, recycle_s, pre_ping, ..Pool::default() }
    })
}

fn seconds() -> impl Strategy<Value = Seconds> {
    prop_oneof![(0..100_000_u32).prop_map(f64::from), 0.0..120.0, Just(1e-7), Just(31_536_000.0)]
        .prop_map(Seconds::clamped)
}

/// A service such as people have, from idle to far past saturation.
pub fn service() -> impl Strategy<Value = Service> {
    let fleet = (
        1..7_u64,
        1..5_u64,
        1..3_u64,
        prop_oneof![(0..3_u32).prop_map(Surge::Count), (0.0..200.0).prop_map(Surge::Percent)],
        option::weighted(0.3, 1..60_u64),
    );
    let pool =
        (1..40_u64, 0..40_u32, prop_oneof![Just(0.0), 0.01..1.0, 1.0..60.0], option::of(0.0..3600.0), any::<bool>())
            .prop_map(|(size, overflow, timeout_s, recycle_s, pre_ping)| Pool {
                size: Natural::clamped(size),
                overflow: Overflow::AtMost(overflow),
                timeout_s: Seconds::clamped(timeout_s),
                recycle_s: recycle_s.map_or(Recycle::Never, |age| Recycle::After(Seconds::clamped(age))),
                pre_ping,
                ..Pool::default()
            });
    let class = (0.1..400.0, hold()).prop_map(|(rate, hold_ms)| Traffic {
        rate_per_s: PerSecond::clamped(rate),
        hold_ms,
        ..Traffic::default()
    });
    let burst = (0.0..8.0, 1.0..600.0, 0.0..1.0).prop_map(|(factor, every, share): (f64, f64, f64)| Burst {
        factor: Factor::clamped(factor),
        every_s: Seconds::clamped(every),
        for_s: Seconds::clamped(every * share),
    });
    (fleet, pool, vec(class, 0..3), option::weighted(0.3, burst), 0.0..60.0).prop_map(
        |((instances, workers, engines, surge, concurrency), pool, traffic, burst, connect)| Service {
            instances: Positive::clamped(instances),
            workers: Positive::clamped(workers),
            concurrency: concurrency.map(Positive::clamped),
            engines: Positive::clamped(engines),
            surge,
            connect_ms: Millis::clamped(connect),
            pool,
            traffic,
            burst,
            ..Service::default()
        },
    )
}

fn hold() -> impl Strategy<Value = Hold> {
    let mean =
        (0.1..500.0, 0.0..3.0).prop_map(|(mean, cv)| Hold::Mean { mean: Millis::clamped(mean), cv: Cv::clamped(cv) });
    let percentiles = (0.1..50.0, 1.0..8.0, 1.0..4.0).prop_map(|(p50, p95, p99): (f64, f64, f64)| Hold::Percentiles {
        p50: Millis::clamped(p50),
        p95: Millis::clamped(p50 * p95),
        p99: Millis::clamped(p50 * p95 * p99),
    });
    let samples =
        vec(0.0..500.0, 1..12).prop_map(|samples| Hold::Samples(samples.into_iter().map(Millis::clamped).collect()));
    let batch = (1..100_u64, 0.0..20.0, 0.0..2.0).prop_map(|(batch, per_record, cv)| Hold::Batch {
        batch: Positive::clamped(batch),
        per_record: Millis::clamped(per_record),
        cv: Cv::clamped(cv),
    });
    prop_oneof![4 => mean, 1 => percentiles, 1 => samples, 1 => batch]
}

/// A scenario such as people have, of up to three services with names of their own.
pub fn scenario() -> impl Strategy<Value = Scenario> {
    let services = vec(in_practice(), 0..4);
    (20..600_u64, 0..20_u64, services, option::weighted(0.2, pooler())).prop_map(
        |(max_connections, others, services, pooler)| Scenario {
            database: Database {
                max_connections: MaxConnections::clamped(max_connections),
                other_clients: Natural::clamped(others),
                ..Database::default()
            },
            pooler,
            services: named(services),
            ..Scenario::default()
        },
    )
}

/// A service with a deploy of its own, and what is around it.
fn in_practice() -> impl Strategy<Value = Service> {
    let deploy = (0..4_u8, 0..2_u32, 0.0..60.0, 0.0..60.0).prop_map(|(strategy, unavailable, start, drain)| Deploy {
        strategy: match strategy {
            0 => DeployStrategy::BlueGreen,
            1 => DeployStrategy::Recreate,
            _ => DeployStrategy::Rolling,
        },
        unavailable: Surge::Count(unavailable),
        start_s: Seconds::clamped(start),
        drain_s: Seconds::clamped(drain),
    });
    let more = (option::weighted(0.3, deploy), option::weighted(0.3, 1..12_u64), option::weighted(0.2, 1.0..120.0));
    (service(), more, weighted(0.2), weighted(0.2)).prop_map(|(service, (deploy, most, request), is_job, direct)| {
        Service {
            deploy: deploy.unwrap_or_default(),
            max_instances: most.map(Positive::clamped),
            request_timeout_s: request.map(Seconds::clamped),
            kind: if is_job { ServiceKind::Job } else { ServiceKind::Web },
            direct,
            ..service
        }
    })
}

fn pooler() -> impl Strategy<Value = Pooler> {
    let mode = prop_oneof![3 => Just(PoolMode::Transaction), 1 => Just(PoolMode::Session)];
    (mode, 1..3_u64, 1..4_u64, 50..1000_u64, 1..40_u64, 0..6_u64).prop_map(
        |(pool_mode, instances, pairs, clients, size, reserve)| Pooler {
            pool_mode,
            instances: Positive::clamped(instances),
            pairs: Positive::clamped(pairs),
            max_client_conn: Positive::clamped(clients),
            default_pool_size: Positive::clamped(size),
            reserve_pool_size: Natural::clamped(reserve),
            ..Pooler::default()
        },
    )
}

fn named(services: Vec<Service>) -> Vec<Service> {
    services.into_iter().zip('a'..).map(|(service, name)| Service { name: name.into(), ..service }).collect()
}
