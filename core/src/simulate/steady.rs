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

/// The runs of a steady state, and as many more, which are longer, as long as they leave it unsure.
const RUNS: u64 = 20;

/// The seed of every steady state: a plan has no random part of its own.
const SEED: u64 = 1;

/// Requests counted in each of the first runs, at least, and in each of the others.
const FIRST: f64 = 10_000.0;
const MORE: f64 = 20_000.0;

/// So many counted in all are enough, sure or not: more would take longer than a plan may.
const ENOUGH: u64 = 500_000;

/// How far from the mean wait its interval may reach to be sure enough: a share of it, or so many milliseconds. The
/// closed forms are chosen within the same bounds.
const SURE: f64 = 0.05;
const SURE_MS: f64 = 0.5;

/// The most requests in a run, and where whole periods of bursts must be run through.
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
    let (first, more) = (stretch(service, &model, FIRST)?, stretch(service, &model, MORE)?);
    let mut steady = Steady { service, pool, model: &model, sums: Sums::default(), sum_of_firsts: 0.0, runs: 0 };
    steady.run(first);
    let mut prediction = steady.prediction();
    while !is_sure(&prediction) && steady.sums.requests() < ENOUGH {
        steady.run(more);
        prediction = steady.prediction();
    }
    Some(prediction)
}

/// The runs so far.
struct Steady<'a> {
    service: &'a Service,
    pool: &'a Pool,
    model: &'a Model,
    sums: Sums,
    /// Of the times to the first request that gave up.
    sum_of_firsts: f64,
    runs: u64,
}

fn is_sure(prediction: &Prediction) -> bool {
    prediction.interval.is_some_and(|Interval { wait_mean_ms: [low, high], .. }| {
        (high - low) / 2.0 <= (SURE * prediction.wait_ms.mean).max(SURE_MS)
    })
}

impl Steady<'_> {
    /// Adds runs of which the part `within` two times is counted.
    fn run(&mut self, within: (f64, f64)) {
        let model = self.model;
        let whole = |number| {
            let mut run = Run::new(model, SEED, number, within);
            run.advance(model, u64::MAX, |_| ());
            run.into_tally()
        };
        let (rate, hold, all_ask) = (model.rates.mean(), self.hold(), self.all_ask());
        for run in each(self.runs..self.runs + RUNS, whole) {
            self.sum_of_firsts += run.first_timeout;
            let asking_per_s = if all_ask { rate } else { as_f64(run.requests) / run.time };
            // Rate and hold are known, so what is busy follows from the share that times out and from what connections
            // cost, which is surer than what the connections of this run happened to do (Little 1961).
            let served_per_s = asking_per_s * (1.0 - share(run.timed_out, run.requests));
            let busy = served_per_s * (hold + run.mean_cost());
            self.sums.add(run, busy);
        }
        self.runs += RUNS;
    }

    fn prediction(&self) -> Prediction {
        // Runs in which nobody gave up do not say how long it would have taken.
        let first_timeout_s = Some(self.sum_of_firsts / as_f64(self.runs)).filter(|time| time.is_finite());
        let rate = if self.all_ask() { self.model.rates.mean() } else { self.sums.arrivals_per_s() };
        Prediction { first_timeout_s, ..self.sums.prediction(self.service, self.pool, self.model, rate) }
    }

    /// Where requests pile up in front of the workers, fewer of them ask than arrive.
    fn all_ask(&self) -> bool {
        self.model.at_once.is_none() || self.model.rates.mean() * self.hold() < self.model.servers()
    }

    fn hold(&self) -> f64 {
        self.service.hold().mean_ms / 1000.0
    }
}

/// What part of a run is counted, for so many requests at least: from when, and to when.
fn stretch(service: &Service, model: &Model, counted: f64) -> Option<(f64, f64)> {
    let (rate, settings) = (model.rates.mean(), &model.settings);
    let moments = service.hold();
    let (hold, spread) = (moments.mean_ms / 1000.0, f64::midpoint(1.0, moments.cv * moments.cv));
    let servers = model.servers();
    if servers > MOST_SERVERS {
        return None;
    }
    let slack = 1.0 - rate * hold / servers;
    let longest = model.longest_queue() * hold / servers;
    // Where tasks run out before patience does, the queue goes on in front of the worker.
    let patience = if slack < 0.0 {
        settings.timeout.min(longest)
    } else if longest < settings.timeout {
        f64::INFINITY
    } else {
        settings.timeout
    };

    // The queue forgets as a Brownian motion between 0 and the end of patience does, of the variance of the work that
    // arrives: with slack, as soon as that has worked it off; without, once the surplus has filled it; and no later than it
    // takes to wander all the way.
    let variance = 2.0 * rate * hold * spread * hold / (servers * servers);
    let fills = if slack < 0.0 { patience / -slack } else { 0.0 };
    let wanders = patience * patience / variance;
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
