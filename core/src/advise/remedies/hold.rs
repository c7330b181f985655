//! Less work for each connection: smaller batches, shorter holds, reads elsewhere.

use super::change::{Change, Description, Shortfall, TWENTIETHS, effect};
use crate::{
    advise::Advised,
    format::{number, percent},
    scenario::{Hold, Lever, Scenario, Service, Traffic},
    units::{PerSecond, Positive, as_f64, ceil_count},
};

struct SmallerBatch<'a>(Shortfall<'a>);

pub(super) fn smaller_batch<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    let is_large = |hold: &Hold| matches!(hold, Hold::Batch { batch, .. } if batch.get() > 1);
    let has_batch = |service: &Service| service.traffic.iter().any(|class| is_batch(class) && is_large(class.given()));
    short.busy_services_in(short.scenario).any(|(_, service)| has_batch(service)).then_some(())?;
    Some(Box::new(SmallerBatch(short)))
}

/// A stream is as long as its client listens, whatever it sends at once.
fn is_batch(class: &Traffic) -> bool {
    class.open_streams.is_none() && matches!(class.given(), Hold::Batch { .. })
}

impl Change for SmallerBatch<'_> {
    fn kind(&self) -> &'static str {
        "smaller-batch"
    }

    fn lever(&self) -> Option<Lever> {
        Some(Lever::Batch)
    }

    fn max_amount(&self) -> u64 {
        TWENTIETHS - 1 + HALVINGS
    }

    fn apply(&self, amount: u64) -> Scenario {
        self.0.with_each(|service| {
            for class in service.traffic.iter_mut().filter(|class| is_batch(class)) {
                let rate = class.rate_per_s.get();
                let hold = class.statement_ms.as_mut().unwrap_or(&mut class.hold_ms);
                if let Hold::Batch { batch, .. } = hold {
                    let before = f64::from(batch.get());
                    *batch = shrunk(*batch, amount);
                    // The same records in smaller batches are more batches.
                    class.rate_per_s = PerSecond::clamped(rate * before / f64::from(batch.get()));
                }
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let mut set = Vec::new();
        let mut sizes = Vec::new();
        for (index, service) in self.0.busy_services_in(changed) {
            for (number, class) in service.traffic.iter().enumerate().filter(|(_, class)| is_batch(class)) {
                let key = if class.statement_ms.is_some() { "statement_ms" } else { "hold_ms" };
                if let Hold::Batch { batch, .. } = class.given() {
                    let class_path = format!("services[{index}].traffic[{number}]");
                    set.push((format!("{class_path}.{key}.batch"), batch.get().into()));
                    set.push((format!("{class_path}.rate_per_s"), class.rate_per_s.get().into()));
                    sizes.push(format!("{batch} records in {}", service.name));
                }
            }
        }
        Description {
            change: format!("work in smaller batches: {}", sizes.join(", ")),
            effect: effect(changed, advised),
            cost: "one commit for each batch, so more of them".to_owned(),
            set,
            effort: 1.0,
        }
    }
}

/// After which even the largest batch is of one record.
const HALVINGS: u64 = 28;

/// A twentieth less for each step, and once there is one left, half of it.
fn shrunk(batch: Positive, steps: u64) -> Positive {
    let records = u64::from(batch.get());
    Positive::clamped(match TWENTIETHS.checked_sub(steps) {
        Some(left @ 1..) => records * left / TWENTIETHS,
        _ => (records / TWENTIETHS) >> (steps + 1 - TWENTIETHS),
    })
}

struct ShorterHold<'a>(Shortfall<'a>);

pub(super) fn shorter_hold<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.busy_services_in(short.scenario).next()?;
    Some(Box::new(ShorterHold(short)))
}

impl Change for ShorterHold<'_> {
    fn kind(&self) -> &'static str {
        "shorter-hold"
    }

    fn max_amount(&self) -> u64 {
        MAX_SHORTENED
    }

    fn apply(&self, amount: u64) -> Scenario {
        let share = as_f64(TWENTIETHS - amount) / as_f64(TWENTIETHS);
        self.0.with_each(|service| {
            *service = service.scaled(1.0, share);
            for class in &mut service.traffic {
                // As many come as before, so fewer of them hold a connection at once.
                if let Some(streams) = class.open_streams {
                    let holding = Positive::clamped(ceil_count(f64::from(streams.get()) * share));
                    *class = class.clone().with_streams(holding);
                }
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let mut set = Vec::new();
        let mut words = Vec::new();
        let mut shortened = 1.0_f64;
        for (index, service) in self.0.busy_services_in(changed) {
            let (now, before) = (service.hold().mean_ms, self.0.scenario.services[index].hold().mean_ms);
            shortened = shortened.min(now / before);
            words.push(format!("{} ms in {} instead of {}", number(now), service.name, number(before)));
            for (number, class) in service.traffic.iter().enumerate() {
                let key = if class.statement_ms.is_some() { "statement_ms" } else { "hold_ms" };
                let hold = serde_json::to_value(class.given()).unwrap_or_default();
                set.push((format!("services[{index}].traffic[{number}].{key}"), hold));
                if let Some(streams) = class.open_streams {
                    set.push((format!("services[{index}].traffic[{number}].open_streams"), streams.get().into()));
                }
            }
        }
        Description {
            change: format!("hold connections for less time: {}", words.join(", ")),
            effect: effect(changed, advised),
            cost:
                "faster statements, or less between checkout and return: no calls to other services while one is held"
                    .to_owned(),
            set,
            effort: effort_to_shorten(shortened),
        }
    }
}

/// No more is cut off holds, in twentieths: a quarter of them is left.
const MAX_SHORTENED: u64 = 15;

/// What it takes to shorten holds to such a share of what they are: a slow statement is soon found and given an index, and
/// a service that does everything twice as fast is another service. In steps that are joined by straight lines.
fn effort_to_shorten(share: f64) -> f64 {
    const POINTS: [(f64, f64); 4] = [(1.0, 1.0), (0.85, 1.5), (0.7, 4.0), (0.5, 10.0)];
    let between = POINTS.windows(2).find(|pair| share >= pair[1].0);
    match between {
        Some(&[(from, low), (to, high)]) => low + (high - low) * (from - share) / (from - to),
        _ => 10.0 * 0.5 / share.max(f64::MIN_POSITIVE),
    }
}

/// The largest share of the traffic that is moved to a replica: no application reads only.
const MAX_REPLICA_SHARE: u64 = 80;

struct ReadReplica<'a>(Shortfall<'a>);

pub(super) fn read_replica<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.busy_services_in(short.scenario).next()?;
    Some(Box::new(ReadReplica(short)))
}

impl Change for ReadReplica<'_> {
    fn kind(&self) -> &'static str {
        "read-replica"
    }

    fn max_amount(&self) -> u64 {
        MAX_REPLICA_SHARE * TWENTIETHS / 100 - (TWENTIETHS / 2 - 1)
    }

    /// In twentieths of the traffic, from half of it on: less is not worth a server.
    fn apply(&self, amount: u64) -> Scenario {
        let share = as_f64(amount + TWENTIETHS / 2 - 1) / as_f64(TWENTIETHS);
        self.0.with_each(|service| *service = service.scaled(1.0 - share, 1.0))
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let rate = |scenario| self.0.busy_services_in(scenario).map(|(_, service)| service.rate_per_s()).sum::<f64>();
        Description {
            change: format!(
                "move reads to a replica with pools of its own, {} of the traffic",
                percent(1.0 - rate(changed) / rate(self.0.scenario))
            ),
            effect: format!("on the primary, {}", effect(changed, advised)),
            cost: "a second server, a second engine in each worker, and reads that lag behind".to_owned(),
            set: Vec::new(),
            effort: 7.0,
        }
    }
}
