//! Scenarios: such as people have, and any that the types admit.

use poolwise::{
    Scenario,
    scenario::{Burst, Database, Hold, Pool, Service, Targets, Traffic},
    units::{
        Cv, Factor, Fraction, MaxConnections, Millis, Natural, Overflow, PerSecond, Positive, Recycle, Reserved,
        Seconds, Surge,
    },
};
use proptest::{collection::vec, option, prelude::*};

/// Settings of a pool as a `.env` can say them: every one but `lifo`.
pub fn pool() -> impl Strategy<Value = Pool> {
    let size = prop_oneof![4 => 0..200_u32, 1 => any::<u32>()];
    let overflow = prop_oneof![4 => (0..200_u32).prop_map(Overflow::AtMost), 1 => any::<u32>().prop_map(Overflow::AtMost), 1 => Just(Overflow::Unlimited)];
    let recycle = prop_oneof![1 => Just(Recycle::Never), 3 => seconds().prop_map(Recycle::After)];
    (size, overflow, seconds(), recycle, any::<bool>()).prop_map(|(size, overflow, timeout_s, recycle_s, pre_ping)| {
        Pool { size: Natural::clamped(size.into()), overflow, timeout_s, recycle_s, pre_ping, lifo: false }
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
    );
    let pool =
        (1..40_u64, 0..40_u32, prop_oneof![Just(0.0), 0.01..1.0, 1.0..60.0], option::of(0.0..3600.0), any::<bool>())
            .prop_map(|(size, overflow, timeout_s, recycle_s, pre_ping)| Pool {
                size: Natural::clamped(size),
                overflow: Overflow::AtMost(overflow),
                timeout_s: Seconds::clamped(timeout_s),
                recycle_s: recycle_s.map_or(Recycle::Never, |age| Recycle::After(Seconds::clamped(age))),
                pre_ping,
                lifo: false,
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
        |((instances, workers, engines, surge), pool, traffic, burst, connect)| Service {
            instances: Positive::clamped(instances),
            workers: Positive::clamped(workers),
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
    (20..600_u64, 0..20_u64, vec(service(), 0..4)).prop_map(|(max_connections, others, services)| Scenario {
        database: Database {
            max_connections: MaxConnections::clamped(max_connections),
            other_clients: Natural::clamped(others),
            ..Database::default()
        },
        services: named(services),
        targets: Targets::default(),
    })
}

fn named(services: Vec<Service>) -> Vec<Service> {
    services.into_iter().zip('a'..).map(|(service, name)| Service { name: name.into(), ..service }).collect()
}

/// Any scenario that the types admit, most of them absurd.
pub fn any_scenario() -> impl Strategy<Value = Scenario> {
    let database = (count(), count(), count(), count(), count(), option::of(count())).prop_map(
        |(max_connections, superuser, reserved, provider, others, cores)| Database {
            max_connections: MaxConnections::clamped(max_connections),
            superuser_reserved: Reserved::clamped(superuser),
            reserved: Reserved::clamped(reserved),
            provider_reserved: Reserved::clamped(provider),
            other_clients: Natural::clamped(others),
            cores: cores.map(Positive::clamped),
        },
    );
    let targets =
        (number(1.0), number(1.0), number(86_400_000.0), number(1.0)).prop_map(|(mean, peak, wait, timeouts)| {
            Targets {
                utilization_mean: Fraction::clamped(mean),
                utilization_peak: Fraction::clamped(peak),
                wait_p95_ms: Millis::clamped(wait),
                timeout_probability: Fraction::clamped(timeouts),
            }
        });
    (database, vec(any_service(), 0..4), targets).prop_map(|(database, services, targets)| Scenario {
        database,
        services,
        targets,
    })
}

fn any_service() -> impl Strategy<Value = Service> {
    let surge = prop_oneof![any::<u32>().prop_map(Surge::Count), number(1000.0).prop_map(Surge::Percent)];
    let overflow =
        prop_oneof![count().prop_map(|n| Overflow::AtMost(Natural::clamped(n).get())), Just(Overflow::Unlimited)];
    let recycle =
        prop_oneof![Just(Recycle::Never), number(31_536_000.0).prop_map(|age| Recycle::After(Seconds::clamped(age)))];
    let pool = (count(), overflow, number(31_536_000.0), recycle, any::<bool>(), any::<bool>()).prop_map(
        |(size, overflow, timeout_s, recycle_s, pre_ping, lifo)| Pool {
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
    let fleet = (count(), count(), count(), surge, option::of(count()));
    let traffic = vec((any::<String>(), number(10_000_000.0), any_hold()), 0..4);
    let times = (number(86_400_000.0), prop_oneof![2 => Just(0.0), 1 => number(1.0)]);
    (any::<String>(), fleet, pool, traffic, option::of(burst), times).prop_map(
        |(name, (instances, workers, engines, surge, concurrency), pool, traffic, burst, (connect, leak))| Service {
            name,
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
                .map(|(name, rate, hold_ms)| Traffic {
                    name,
                    rate_per_s: PerSecond::clamped(rate),
                    hold_ms,
                    statement_ms: None,
                })
                .collect(),
            burst,
        },
    )
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
        (count(), time(), cv()).prop_map(|(batch, per_record, cv)| Hold::Batch {
            batch: Positive::clamped(batch),
            per_record,
            cv
        }),
    ]
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
