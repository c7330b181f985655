//! A pool in the long run, by independent runs with the start of each left out.
//!
//! Independent replications and not the batches of one long run, since they can share the work among threads, and since
//! their means are independent whatever the queue's memory is. What they cost, a start for each, is affordable: how
//! long a queue remembers its start is known beforehand.

use super::{model::Model, report::Sums, run::Run, runs::each, tally::share};
use crate::{
    predict::{Interval, Prediction},
    scenario::{Pool, Service},
    units::{Fraction, as_f64},
};

/// The runs of a steady state; Student's t for 19 degrees of freedom gives their interval.
const RUNS: u64 = 20;

/// The seed of every steady state: a plan has no random part of its own.
const SEED: u64 = 1;

/// Requests counted in each run, at least: first a few, and where these leave the mean wait unsure, many.
const FEW: f64 = 10_000.0;
const MANY: f64 = 40_000.0;

/// How far from the mean wait its interval may reach to be sure enough: a share of it, or so many milliseconds. The
/// closed forms are chosen within the same bounds.
const SURE: f64 = 0.05;
const SURE_MS: f64 = 0.5;

/// The most requests in a run, and where whole periods of bursts must be run through. More would take longer than a
/// plan may.
const MOST: f64 = 120_000.0;
const MOST_WITH_BURSTS: f64 = 150_000.0;

/// The largest pool. In one that is larger what happens hardly differs from its mean, and little is left to simulate.
const MOST_SERVERS: f64 = 5_000.0;

/// How many times over the start is forgotten.
const FORGOTTEN: f64 = 5.0;

/// The steady state of one pool of a service, or None where it would take too long: near saturation, where the
/// closed forms are at their best, or with long periods.
///
/// A leak is left out: one that empties the pool has no steady state, and another is of no account.
pub(crate) fn steady(service: &Service, pool: &Pool) -> Option<Prediction> {
    let service = &Service { leak_probability: Fraction::clamped(0.0), ..service.clone() };
    let model = Model::new(service, pool)?;
    // Whether it takes too long is decided by what it may come to, so that no two pools differ in the method by chance.
    let many = stretch(service, &model, MANY)?;
    let few = simulated(service, pool, &model, stretch(service, &model, FEW)?);
    Some(if is_sure(&few) { few } else { simulated(service, pool, &model, many) })
}

fn is_sure(prediction: &Prediction) -> bool {
    prediction.interval.is_some_and(|Interval { wait_mean_ms: [low, high], .. }| {
        (high - low) / 2.0 <= (SURE * prediction.wait_ms.mean).max(SURE_MS)
    })
}

fn simulated(service: &Service, pool: &Pool, model: &Model, within: (f64, f64)) -> Prediction {
    let hold = service.hold().mean_ms / 1000.0;
    let mut sums = Sums::default();
    let mut sum_of_firsts = 0.0;
    let whole = |number| {
        let mut run = Run::new(model, SEED, number, within);
        run.advance(model, u64::MAX, |_| ());
        run.into_tally()
    };
    for run in each(RUNS, whole) {
        sum_of_firsts += run.first_timeout;
        // Rate and hold are known, so what is busy follows from the share that times out and from what connections
        // cost, which is surer than what the connections of this run happened to do (Little 1961).
        let served_per_s = model.rates.mean() * (1.0 - share(run.timed_out, run.requests));
        let busy = served_per_s * (hold + run.mean_cost());
        sums.add(run, busy);
    }
    // Runs in which nobody gave up do not say how long it would have taken.
    let first_timeout_s = Some(sum_of_firsts / as_f64(RUNS)).filter(|time| time.is_finite());
    Prediction { first_timeout_s, ..sums.prediction(service, pool, model, model.rates.mean()) }
}

/// What part of a run is counted, for so many requests at least: from when, and to when.
fn stretch(service: &Service, model: &Model, counted: f64) -> Option<(f64, f64)> {
    let (rate, settings) = (model.rates.mean(), &model.settings);
    let moments = service.hold();
    let (hold, spread) = (moments.mean_ms / 1000.0, f64::midpoint(1.0, moments.cv * moments.cv));
    let servers = as_f64(settings.capacity as u64);
    if servers > MOST_SERVERS {
        return None;
    }
    let slack = 1.0 - rate * hold / servers;

    // The queue forgets as a Brownian motion between 0 and the timeout does, of the variance of the work that arrives:
    // with slack, as soon as that has worked it off; without, once the surplus has filled it; and no later than it
    // takes to wander all the way.
    let variance = 2.0 * rate * hold * spread * hold / (servers * servers);
    let fills = if slack < 0.0 { settings.timeout / -slack } else { 0.0 };
    let wanders = settings.timeout * settings.timeout / variance;
    let start = FORGOTTEN * ((variance / (slack * slack)).min(wanders) + spread * hold + settings.connect)
        + 2.0 * fills.min(wanders);

    if model.bursts() {
        let every = model.rates.every;
        let from = (start / every).ceil() * every;
        let to = from + (counted / rate / every).ceil() * every;
        (to * rate <= MOST_WITH_BURSTS).then_some((from, to))
    } else {
        let to = start + (counted / rate).max(start);
        (to * rate <= MOST).then_some((start, to))
    }
}
