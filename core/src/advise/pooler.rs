//! The pooler's own pools: how many connections to the server each pair of user and database needs.

use super::{
    BusyCores, Headroom, Miss, PredictionCache, Reason,
    claim::{Claim, Rank},
    misses,
    required_capacity::{RequiredCapacity, Steps, largest_healthy},
    service_predictor::ServicePredictor,
    size_overflow::with_capacity,
};
use crate::{
    format::{count, number},
    predict::{Prediction, Predictor},
    scenario::{Burst, PoolMode, Pooler, Scenario, Service, Targets, Traffic},
    units::{Factor, Natural, Seconds, as_f64},
};

/// What to set in the pooler.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolerAdvice {
    /// `default_pool_size`.
    pub default_pool_size: u64,
    /// What one of its pools does with the settings as they are; None in session mode, where a connection to the
    /// server belongs to one client as long as that is connected.
    pub current: Option<Prediction>,
    /// The same as advised.
    pub prediction: Option<Prediction>,
    /// The targets that it misses as advised.
    pub missed: Vec<Miss>,
    /// What its pools bear as advised beyond the traffic that is given; None in session mode.
    pub headroom: Option<Headroom>,
    /// Whether it meets every target inside the budget.
    pub feasible: bool,
    /// The size that would, were the budget large enough.
    pub needed: Option<u64>,
    /// Why the advised number is what it is.
    pub reasons: Vec<Reason>,
}

/// The pooler as what it is to the server: a service whose pools are asked by all that connect through it.
pub(super) struct ServerSide<'a> {
    scenario: &'a Scenario,
    pooler: &'a Pooler,
    /// Of the service that stands in for its pools, with the traffic of all clients.
    predictor: &'a ServicePredictor<'a>,
    required: RequiredCapacity,
    /// More would be of no use, where the server's cores are busy.
    largest: Option<u64>,
}

/// `query_wait_timeout = 0` waits for ever; a year is as long.
const LONGEST_TIMEOUT_S: f64 = 31_536_000.0;

impl<'a> ServerSide<'a> {
    /// `capacities` are those of its clients' pools, in order.
    pub(super) fn new(
        scenario: &'a Scenario,
        pooler: &'a Pooler,
        capacities: &[u64],
        predictor: &'a ServicePredictor<'a>,
        largest: Option<u64>,
    ) -> Self {
        let required = if pooler.pool_mode == PoolMode::Session {
            let open = clients(scenario).iter().zip(capacities).fold(0_u64, |sum, (service, capacity)| {
                sum.saturating_add(service.pools_at_scale().unwrap_or(u64::MAX).saturating_mul(*capacity))
            });
            let each = open.div_ceil(pooler.pools()).max(1);
            RequiredCapacity::Sized(Steps { stable: each, targets: each, headroom: each, reachable: true })
        } else {
            RequiredCapacity::new(predictor)
        };
        // In session mode each client needs its own, whatever the cores do.
        let largest = largest.filter(|_| pooler.pool_mode != PoolMode::Session);
        Self { scenario, pooler, predictor, required, largest }
    }

    /// The connections of the reserve, which its pools may open on top of their size.
    pub(super) fn reserve(&self) -> u64 {
        let wanted = self.within_limit(self.wanted());
        self.pooler.servers(wanted).saturating_sub(self.pooler.pools().saturating_mul(wanted))
    }

    /// What it claims of the budget, besides the reserve.
    pub(super) fn claim(&self) -> Claim<'_> {
        let Self { required, predictor, .. } = *self;
        let (stable, targets) = match required {
            RequiredCapacity::Sized(steps) => (steps.stable, steps.targets),
            RequiredCapacity::NoPool | RequiredCapacity::Unknown => (self.wanted(), self.wanted()),
        };
        let headroom = move |percent: u64| match required {
            RequiredCapacity::Sized(_) => self.within_limit(required.at_share_of_headroom(predictor, percent)),
            RequiredCapacity::NoPool | RequiredCapacity::Unknown => self.within_limit(self.wanted()),
        };
        Claim {
            // After any service of the same size.
            name: "\u{10ffff}",
            rank: if let RequiredCapacity::Sized(_) = required { Rank::Web } else { Rank::Unknown },
            pools: self.pooler.pools(),
            floor: 1,
            has_pools: true,
            without_deadlock: 1,
            stable: self.within_limit(stable),
            targets: self.within_limit(targets),
            healthy: self.within_limit(self.healthy()),
            headroom: Box::new(headroom),
        }
    }

    /// What it takes where the budget has room for all of the headroom.
    fn wanted(&self) -> u64 {
        match self.required {
            RequiredCapacity::Sized(steps) => steps.headroom,
            RequiredCapacity::NoPool | RequiredCapacity::Unknown => self.pooler.default_pool_size.get().into(),
        }
    }

    /// The size that it has, where that bears the headroom and is not far more than the traffic needs.
    fn healthy(&self) -> u64 {
        let size = u64::from(self.pooler.default_pool_size.get());
        match self.required {
            RequiredCapacity::Sized(steps) if (steps.headroom..=largest_healthy(steps)).contains(&size) => size,
            _ => self.wanted(),
        }
    }

    /// More than `max_db_connections` leaves it, or than busy cores serve, would be of no use.
    fn within_limit(&self, size: u64) -> u64 {
        self.pooler.open_at_most(size).min(self.largest.unwrap_or(u64::MAX))
    }

    pub(super) fn advice(&self, size: u64, fits: bool) -> PoolerAdvice {
        let Self { scenario, pooler, predictor, required, .. } = *self;
        let predict = |size: u64| {
            let pool = with_capacity(&predictor.service.pool, pooler.open_at_most(size));
            (pooler.pool_mode != PoolMode::Session).then(|| predictor.predict(&pool))
        };
        let prediction = predict(size);
        let missed = prediction.as_ref().map_or_else(Vec::new, |prediction| misses(&scenario.targets, prediction));
        let needed = required.met_by(predictor.service);
        let pool = with_capacity(&predictor.service.pool, pooler.open_at_most(size));
        let headroom = prediction.as_ref().and_then(|prediction| {
            Headroom::measure(
                predictor.service,
                &pool,
                &scenario.targets,
                prediction,
                None,
                predictor.cache.follows_long_holds(),
            )
        });
        PoolerAdvice {
            headroom,
            default_pool_size: size,
            current: predict(pooler.default_pool_size.get().into()),
            feasible: fits && needed.is_none_or(|needed| needed <= size) && missed.is_empty(),
            needed,
            reasons: vec![self.reason(size, &scenario.targets)],
            missed,
            prediction,
        }
    }

    fn reason(&self, size: u64, targets: &Targets) -> Reason {
        let (pools, pairs) = (count(self.pooler.pools(), "pool"), count(self.pooler.pairs.get().into(), "pair"));
        let service = self.predictor.service;
        let wanted = self.pooler.open_at_most(self.wanted());
        let busy_cores =
            BusyCores::from_scenario(self.scenario).filter(|_| size < wanted && self.largest == Some(size));
        let (because, formula) = match (self.pooler.pool_mode, self.required) {
            (PoolMode::Session, _) => (
                "in session mode a connection to the server belongs to one client as long as that is connected, and a \
                 pool of connections stays connected: the pooler saves none"
                    .to_owned(),
                format!("connections of clients / {pools}, rounded up: {size}"),
            ),
            (_, RequiredCapacity::Unknown | RequiredCapacity::NoPool) => {
                ("no traffic is given".to_owned(), format!("{size} × {pools}"))
            }
            _ => {
                let rate = service.mean_rate_per_s() * self.share_of_one();
                let hold = service.hold().mean_ms / 1000.0;
                let because = match busy_cores {
                    Some(cores) => {
                        format!("{}: more connections would wait there, and get no more done", cores.describe())
                    }
                    None => "a connection to the server is held for a transaction only, so all clients share these; \
                             bursts of several services count as if they came at once"
                        .to_owned(),
                };
                (
                    because,
                    format!(
                        "offered load of one of {pools}: {}/s × {} s ≈ {}; smallest that meets the targets, a/c ≤ {}, and \
                         bears the headroom",
                        number(rate),
                        number(hold),
                        number(rate * hold),
                        crate::format::percent(targets.utilization_mean.get()),
                    ),
                )
            }
        };
        let capped = self.required.met_by(service).is_some_and(|needed| self.pooler.open_at_most(needed) < needed);
        let formula = if capped {
            format!("{formula}; no more than max_db_connections {} / {pairs}", self.pooler.max_db_connections)
        } else {
            formula
        };
        Reason {
            field: "pooler.default_pool_size".into(),
            value: size.into(),
            kept: size == u64::from(self.pooler.default_pool_size.get()),
            because,
            formula,
            source: "PgBouncer, doc/config.md; M/M/c+D as for any pool".into(),
            changes: "the traffic of all services behind it, the mode, and the number of pairs".into(),
            assumed: Vec::new(),
        }
    }

    fn share_of_one(&self) -> f64 {
        1.0 / as_f64(self.pooler.pools())
    }
}

/// What the pooler bears with the settings as they are; None without one, and in session mode.
pub(crate) fn pooler_headroom(scenario: &Scenario, cache: &PredictionCache) -> Option<Headroom> {
    let pooler = scenario.pooler.as_ref().filter(|pooler| pooler.pool_mode != PoolMode::Session)?;
    let service = stand_in(scenario, pooler);
    let pool = with_capacity(&service.pool, pooler.open_at_most(pooler.default_pool_size.get().into()));
    Headroom::measure(
        &service,
        &pool,
        &scenario.targets,
        &cache.predict_once(&service, &pool),
        None,
        cache.follows_long_holds(),
    )
}

/// What one of the pooler's pools does with the settings as they are; None without one, and in session mode.
pub(crate) fn predict_pooler(scenario: &Scenario, predictor: Predictor) -> Option<Prediction> {
    let pooler = scenario.pooler.as_ref().filter(|pooler| pooler.pool_mode != PoolMode::Session)?;
    let service = stand_in(scenario, pooler);
    let pool = with_capacity(&service.pool, pooler.open_at_most(pooler.default_pool_size.get().into()));
    Some(predictor.predict(&service, &pool))
}

fn clients(scenario: &Scenario) -> Vec<&Service> {
    scenario.services.iter().filter(|service| scenario.is_pooled(service)).collect()
}

/// The service that stands in for the pooler's pools.
pub(super) fn stand_in(scenario: &Scenario, pooler: &Pooler) -> Service {
    let clients = clients(scenario);
    let timeout = match pooler.query_wait_timeout_s.get() {
        seconds if seconds > 0.0 => seconds,
        _ => LONGEST_TIMEOUT_S,
    };
    let mut classes: Vec<Traffic> = clients.iter().flat_map(|service| service.traffic.clone()).collect();
    // Sums of the same numbers in another order may differ in their last bits.
    classes.sort_by(|a, b| {
        let key = |class: &Traffic| (class.mean_rate_per_s(), class.moments().mean_ms, class.moments().cv);
        let ((rate, mean, cv), other) = (key(a), key(b));
        rate.total_cmp(&other.0).then(mean.total_cmp(&other.1)).then(cv.total_cmp(&other.2))
    });
    let mut service = Service {
        name: "pooler".to_owned(),
        instances: pooler.instances,
        engines: pooler.pairs,
        traffic: classes,
        burst: burst_of_all(&clients),
        ..Service::default()
    };
    service.pool.timeout_s = Seconds::clamped(timeout);
    service.pool.size = Natural::clamped(pooler.default_pool_size.get().into());
    service
}

/// The bursts of all clients as one, which multiplies their load together. Bursts of several rhythms count as if they came
/// at once: in the longest of their periods, for the largest share of time that any of them takes.
fn burst_of_all(clients: &[&Service]) -> Option<Burst> {
    let load = |service: &Service| service.rate_per_s() * service.hold().mean_ms;
    let bursts: Vec<&Burst> = clients.iter().filter_map(|service| service.burst.as_ref()).collect();
    let only = bursts.len() == clients.len() && bursts.windows(2).all(|pair| pair[0] == pair[1]);
    if only {
        return bursts.first().map(|burst| (*burst).clone());
    }
    let quiet: f64 = clients.iter().map(|service| load(service)).sum();
    let in_burst =
        |service: &Service| load(service) * service.burst.as_ref().map_or(1.0, |burst| burst.factor.get().max(1.0));
    let busiest: f64 = clients.iter().map(|service| in_burst(service)).sum();
    let every_s = bursts.iter().map(|burst| burst.every_s.get()).fold(0.0, f64::max);
    let share = bursts.iter().map(|burst| burst.for_s.get() / burst.every_s.get()).fold(0.0, f64::max);
    (busiest > quiet && every_s > 0.0).then(|| Burst {
        factor: Factor::clamped(busiest / quiet),
        every_s: Seconds::clamped(every_s),
        for_s: Seconds::clamped((share * every_s).min(every_s)),
    })
}
