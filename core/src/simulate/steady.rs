//! A pool in the long run, by independent runs with the start of each left out.
//!
//! Independent replications and not the batches of one long run, since they can share the work among threads, and since
//! their means are independent whatever the queue's memory is. What they cost, a start for each, is affordable: how
//! long a queue remembers its start is known beforehand.

use super::{
    calibration::Calibration,
    controls::{Controls, Sums},
    counters::Counters,
    length::{self, Window, window},
    model::PoolModel,
    parallel::map_in_order,
    report::{Part, Report},
    run::Run,
    seed::seed_of,
    totals::Totals,
};
use crate::{
    prediction::{Interval, Prediction},
    scenario::{Pool, Service},
    units::{Fraction, as_f64},
};

/// The runs of a steady state, and half as many more as long as they leave it unsure: enough to know from them by how much each
/// of the known quantities moves the others.
const RUNS: u64 = 32;

/// Whole periods of bursts take longer, and fewer quantities are known of them.
const RUNS_WITH_BURSTS: u64 = 20;

/// The runs of a prediction that only has to say on which side of the targets it is, and those added where they do not.
const FEW_RUNS: [u64; 2] = [6, 10];

/// Requests counted in each run, at least.
const MIN_COUNTED_REQUESTS: f64 = 8_000.0;

/// So many in all are enough, sure or not: more would take longer than a plan may. Where some holds are long and rare,
/// few of them are among a million requests.
const MAX_REQUESTS: f64 = 900_000.0;
const MAX_REQUESTS_WITH_LONG_HOLDS: f64 = 2_000_000.0;

/// How far from the mean wait its interval may reach to be sure enough: a share of it, or so many milliseconds.
const MAX_WAIT_ERROR_SHARE: f64 = 0.03;
const MAX_WAIT_ERROR_MS: f64 = 0.2;

/// The same of p95, by which pools are sized, and of p99, which takes twice as many runs to know as well.
const MAX_P95_ERROR_SHARE: f64 = 0.05;
const MAX_P99_ERROR_SHARE: f64 = 0.1;
const MAX_PERCENTILE_ERROR_MS: f64 = 0.5;

/// How far from the utilization its interval may reach.
const MAX_UTILIZATION_ERROR: f64 = 0.003;

/// The steady state of one pool of a service, or None where it would take too long: near saturation, where the
/// closed forms are at their best, or with long periods.
///
/// A leak is left out: one that empties the pool has no steady state, and another is of no account.
pub(crate) fn steady(service: &Service, pool: &Pool) -> Option<Prediction> {
    let service = &without_leak(service);
    let (mut steady, within) = Replications::new(service, pool)?;
    steady.run(within, steady.batch());
    let mut prediction = steady.prediction();
    // What connections cost is only known now, and with it how much the queue remembers.
    let within = match window(&steady.model, prediction.offered_load, MIN_COUNTED_REQUESTS) {
        Some(longer) if length::start(&steady.model, prediction.offered_load) > MIN_LONGER_FACTOR * within.0 => {
            steady.runs.clear();
            steady.run(longer, steady.batch());
            prediction = steady.prediction();
            longer
        }
        _ => within,
    };
    let requests_in = |runs: u64| as_f64(runs) * within.1 * steady.model.rates.mean();
    let (mut requests, more) = (requests_in(steady.batch()), steady.batch() / 2);
    let step = requests_in(more);
    let rare = steady.controls.has_rare_class();
    let max_requests = if rare { MAX_REQUESTS_WITH_LONG_HOLDS } else { MAX_REQUESTS };
    while !is_sure(&prediction) && requests + step <= max_requests {
        steady.run(within, more);
        requests += step;
        prediction = steady.prediction();
    }
    Some(prediction)
}

/// The same by half of the runs or less, where those are enough for the result to be settled; else None.
pub(crate) fn steady_in_few_runs(
    service: &Service,
    pool: &Pool,
    is_settled: &dyn Fn(&Prediction) -> bool,
) -> Option<Prediction> {
    let service = &without_leak(service);
    let (mut steady, within) = Replications::new(service, pool)?;
    FEW_RUNS.into_iter().find_map(|count| {
        steady.run(within, count);
        Some(steady.prediction()).filter(is_settled)
    })
}

fn without_leak(service: &Service) -> Service {
    Service { leak_probability: Fraction::clamped(0.0), ..service.clone() }
}

/// A start that is so much longer than the one that was left out is not forgotten.
const MIN_LONGER_FACTOR: f64 = 1.5;

/// A part of the mean that is missed in the runs, over what they have, from which on it is said.
const MIN_MISSED_SHARE: f64 = 0.3;

/// The runs so far.
struct Replications<'a> {
    service: &'a Service,
    pool: &'a Pool,
    model: PoolModel,
    controls: Controls,
    seed: u64,
    /// Streams of random numbers that were used.
    drawn: u64,
    runs: Vec<Counted>,
}

/// What a run counted, and what was followed beside it.
struct Counted {
    counters: Counters,
    sums: Sums,
    part: Part,
    /// Requests that were expected.
    expected: f64,
}

fn is_sure(prediction: &Prediction) -> bool {
    prediction.interval.is_some_and(
        |Interval { wait_mean_ms: [low, high], wait_p95_ms, wait_p99_ms, utilization, .. }| {
            (high - low) / 2.0 <= (MAX_WAIT_ERROR_SHARE * prediction.wait_ms.mean).max(MAX_WAIT_ERROR_MS)
                && (utilization[1] - utilization[0]) / 2.0 <= MAX_UTILIZATION_ERROR
                && is_within(wait_p95_ms, MAX_P95_ERROR_SHARE * prediction.wait_ms.p95)
                && is_within(wait_p99_ms, MAX_P99_ERROR_SHARE * prediction.wait_ms.p99)
        },
    )
}

/// Whether the interval of a percentile reaches at most this far.
fn is_within([low, high]: [f64; 2], error_ms: f64) -> bool {
    (high - low) / 2.0 <= error_ms.max(MAX_PERCENTILE_ERROR_MS)
}

impl<'a> Replications<'a> {
    /// No runs yet, and the part of each that counts; None where they would take too long.
    fn new(service: &'a Service, pool: &'a Pool) -> Option<(Self, Window)> {
        let model = PoolModel::new(service, pool)?;
        let load = model.rates.mean() * (service.hold().mean_ms / 1000.0 + model.settings.ping);
        let within = window(&model, load, MIN_COUNTED_REQUESTS)?;
        let (controls, seed) = (model.controls(), seed_of(&model));
        Some((Self { service, pool, model, controls, seed, drawn: 0, runs: Vec::new() }, within))
    }

    fn batch(&self) -> u64 {
        if self.model.bursts() { RUNS_WITH_BURSTS } else { RUNS }
    }

    /// Adds so many runs, of which the part `within` two times is counted.
    fn run(&mut self, within: Window, count: u64) {
        if self.model.bursts() && self.forgets_bursts() {
            self.model.rates.first = within.0;
        }
        let (model, controls, seed) = (&self.model, &self.controls, self.seed);
        let (rate, hold, all_ask) = (model.rates.mean(), self.hold(), self.all_ask());
        let expected = model.rates.requests(within.1) - model.rates.requests(within.0);
        let whole = |number| {
            let (counters, sums) = Run::steady(model, controls, seed, number, within);
            let asking_per_s = if all_ask { rate } else { as_f64(counters.requests) / counters.time };
            // Rate and hold are known, so what is busy follows from the share that times out and from what connections
            // cost, which is surer than what the connections of this run happened to do (Little 1961).
            let timed_out = as_f64(counters.timed_out) / as_f64(counters.requests.max(1));
            let busy = asking_per_s * (1.0 - timed_out) * (hold + counters.mean_cost());
            let part = Part::new(&counters, busy, model.settings.timeout);
            Counted { counters, sums, part, expected }
        };
        let runs = map_in_order(self.drawn..self.drawn + count, whole);
        self.drawn += count;
        self.runs.extend(runs);
    }

    fn prediction(&self) -> Prediction {
        let Self { service, pool, model, runs, .. } = self;
        let load = model.rates.mean() * self.hold();
        let misses: Vec<_> = if model.at_once.is_some_and(|tasks| as_f64(tasks as u64) < load + 2.5 * libm::sqrt(load))
        {
            // In front of the tasks, what arrives is not what asks.
            runs.iter().map(|_| Default::default()).collect()
        } else {
            runs.iter().map(|run| self.controls.misses(&run.sums, run.expected)).collect()
        };
        let calibration = &Calibration::new(&misses);
        let mut totals = Totals::new();
        for (run, weight) in runs.iter().zip(calibration.bounded_weights()) {
            totals.add(&run.counters, weight);
        }
        let parts: Vec<Part> = runs.iter().map(|run| run.part).collect();
        let rate = if self.all_ask() { model.rates.mean() } else { totals.requests / totals.time };
        // Runs in which nobody gave up do not say how long it would have taken, nor those whose queue was there before.
        let sum_of_firsts: f64 = runs.iter().map(|run| run.counters.first_timeout - model.rates.first).sum();
        let first_timeout_s =
            Some(sum_of_firsts / as_f64(runs.len() as u64)).filter(|time| time.is_finite() && *time > 0.0);
        let first_timeout_s = first_timeout_s.filter(|_| !model.bursts() || self.forgets_bursts());
        let report = Report { service, pool, model, totals: &totals, parts: &parts, calibration };
        let mut prediction = report.prediction(rate);
        if let Some(interval) = &mut prediction.interval {
            // What a class of long holds does too rarely for these runs, the twin's known mean still has.
            let missed_ms = 1000.0 * self.missed_by_twin_s();
            let plain = parts.iter().map(|part| part.waited_ms).sum::<f64>()
                / parts.iter().map(|part| part.requests).sum::<f64>();
            if missed_ms > MIN_MISSED_SHARE * plain {
                interval.wait_mean_ms[1] = interval.wait_mean_ms[1].max(plain + missed_ms);
            }
        }
        Prediction { first_timeout_s, ..prediction }
    }

    /// By how much the twin's wait is below its mean in the runs, in seconds, where some holds are rare and long.
    fn missed_by_twin_s(&self) -> f64 {
        let twin = self.controls.twin.as_ref().filter(|_| self.controls.has_rare_class());
        let requests: f64 = self.runs.iter().map(|run| run.sums.requests).sum();
        twin.map_or(0.0, |twin| twin.mean_wait - self.runs.iter().map(|run| run.sums.twin).sum::<f64>() / requests)
    }

    /// Where requests pile up in front of the workers, fewer of them ask than arrive.
    fn all_ask(&self) -> bool {
        self.model.at_once.is_none() || self.model.rates.mean() * self.hold() < as_f64(self.model.servers())
    }

    /// Whether each burst finds the pool as the quiet traffic leaves it.
    fn forgets_bursts(&self) -> bool {
        let load = self.model.rates.mean() * (self.hold() + self.model.settings.ping);
        length::forgets_bursts(&self.model, load)
    }

    fn hold(&self) -> f64 {
        self.service.hold().mean_ms / 1000.0
    }
}
