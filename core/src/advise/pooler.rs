//! The pooler's own pools: how many connections to the server each pair of user and database needs.

use super::{Miss, Reason, allot::Wanted, asked::Asked, misses, need::Need, split::with_capacity};
use crate::{
    format::{count, number},
    predict::{Model, Prediction},
    scenario::{PoolMode, Pooler, Scenario, Service, Targets, Traffic},
    units::{Natural, PerSecond, Seconds, as_f64},
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
    /// Whether it meets every target inside the budget.
    pub feasible: bool,
    /// The size that would, were the budget large enough.
    pub needed: Option<u64>,
    /// Why the advised number is what it is.
    pub reasons: Vec<Reason>,
}

/// The pooler as what it is to the server: a service whose pools are asked by all that connect through it.
pub(super) struct ServerSide {
    pooler: Pooler,
    /// Stands in for its pools, with the traffic of all clients.
    service: Service,
    need: Need,
    model: Model,
}

/// `query_wait_timeout = 0` waits for ever; a year is as long.
const FOR_EVER_S: f64 = 31_536_000.0;

impl ServerSide {
    /// None without a pooler. `capacities` are those of its clients' pools, in order.
    pub(super) fn of(scenario: &Scenario, capacities: &[u64], model: Model) -> Option<Self> {
        let pooler = scenario.pooler.clone()?;
        let clients = clients(scenario);
        let service = stand_in(&pooler, &clients);
        let need = if pooler.pool_mode == PoolMode::Session {
            let open = clients.iter().zip(capacities).fold(0_u64, |sum, (service, capacity)| {
                sum.saturating_add(service.pools_at_scale().unwrap_or(u64::MAX).saturating_mul(*capacity))
            });
            Need::Capacity(open.div_ceil(pooler.pools()).max(1))
        } else {
            Need::of(&Asked::new(&service, model), &scenario.targets)
        };
        Some(Self { pooler, service, need, model })
    }

    /// The connections of the reserve, which its pools may open on top of their size.
    pub(super) fn reserve(&self) -> u64 {
        let wanted = self.wanted();
        self.pooler.servers(wanted).saturating_sub(self.pooler.pools().saturating_mul(wanted))
    }

    /// What it asks of the budget, besides the reserve.
    pub(super) fn share(&self) -> Wanted<'_> {
        Wanted {
            // After any service of the same size.
            name: "\u{10ffff}",
            known: !matches!(self.need, Need::Unknown),
            capacity: self.wanted(),
            least: 1,
            pools: self.pooler.pools(),
        }
    }

    /// More than `max_db_connections` leaves it would be of no use.
    fn wanted(&self) -> u64 {
        self.pooler.open_at_most(match self.need {
            Need::Capacity(size) | Need::Hopeless(size) => size,
            Need::Unknown | Need::NoPool => self.pooler.default_pool_size.get().into(),
        })
    }

    pub(super) fn advice(&self, scenario: &Scenario, size: u64, fits: bool) -> PoolerAdvice {
        let prediction = predicted(&self.pooler, &self.service, size, self.model);
        let missed = prediction.as_ref().map_or_else(Vec::new, |prediction| misses(&scenario.targets, prediction));
        let enough = self.need.met_by(&self.service).is_none_or(|needed| needed <= size);
        PoolerAdvice {
            default_pool_size: size,
            current: predict_pooler(scenario, self.model),
            feasible: fits && enough && missed.is_empty(),
            needed: self.need.met_by(&self.service),
            reasons: vec![self.reason(size, &scenario.targets)],
            missed,
            prediction,
        }
    }

    fn reason(&self, size: u64, targets: &Targets) -> Reason {
        let (pools, pairs) = (count(self.pooler.pools(), "pool"), count(self.pooler.pairs.get().into(), "pair"));
        let (because, formula) = match (self.pooler.pool_mode, self.need) {
            (PoolMode::Session, _) => (
                "in session mode a connection to the server belongs to one client as long as that is connected, and a \
                 pool of connections stays connected: the pooler saves none"
                    .to_owned(),
                format!("connections of clients / {pools}, rounded up: {size}"),
            ),
            (_, Need::Unknown | Need::NoPool) => ("no traffic is given".to_owned(), format!("{size} × {pools}")),
            _ => {
                let rate = self.service.mean_rate_per_s() * self.share_of_one();
                let hold = self.service.hold().mean_ms / 1000.0;
                (
                    "a connection to the server is held for a transaction only, so all clients share these; bursts of \
                     several services count as if they came at once"
                        .to_owned(),
                    format!(
                        "offered load of one of {pools}: {}/s × {} s ≈ {}; the least that meets the targets, a/c ≤ {}",
                        number(rate),
                        number(hold),
                        number(rate * hold),
                        crate::format::percent(targets.utilization_mean.get()),
                    ),
                )
            }
        };
        let capped = self.need.met_by(&self.service).is_some_and(|needed| self.pooler.open_at_most(needed) < needed);
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

/// What one of the pooler's pools does with the settings as they are; None without one, and in session mode.
pub(crate) fn predict_pooler(scenario: &Scenario, model: Model) -> Option<Prediction> {
    let pooler = scenario.pooler.as_ref()?;
    predicted(pooler, &stand_in(pooler, &clients(scenario)), pooler.default_pool_size.get().into(), model)
}

fn predicted(pooler: &Pooler, service: &Service, size: u64, model: Model) -> Option<Prediction> {
    let pool = with_capacity(&service.pool, pooler.open_at_most(size));
    (pooler.pool_mode != PoolMode::Session).then(|| model(service, &pool))
}

fn clients(scenario: &Scenario) -> Vec<&Service> {
    scenario.services.iter().filter(|service| scenario.is_pooled(service)).collect()
}

fn stand_in(pooler: &Pooler, clients: &[&Service]) -> Service {
    let timeout = match pooler.query_wait_timeout_s.get() {
        seconds if seconds > 0.0 => seconds,
        _ => FOR_EVER_S,
    };
    let classes = clients.iter().flat_map(|service| {
        let busiest = service.burst.as_ref().map_or(1.0, |burst| burst.factor.get().max(1.0));
        service.traffic.iter().map(move |class| Traffic {
            rate_per_s: PerSecond::clamped(class.rate_per_s.get() * busiest),
            ..class.clone()
        })
    });
    let mut classes: Vec<Traffic> = classes.collect();
    // Sums of the same numbers in another order may differ in their last bits.
    classes.sort_by(|a, b| {
        let key = |class: &Traffic| (class.rate_per_s.get(), class.moments().mean_ms, class.moments().cv);
        let ((rate, mean, cv), other) = (key(a), key(b));
        rate.total_cmp(&other.0).then(mean.total_cmp(&other.1)).then(cv.total_cmp(&other.2))
    });
    let mut service = Service {
        name: "pooler".to_owned(),
        instances: pooler.instances,
        engines: pooler.pairs,
        traffic: classes,
        ..Service::default()
    };
    service.pool.timeout_s = Seconds::clamped(timeout);
    service.pool.size = Natural::clamped(pooler.default_pool_size.get().into());
    service
}
