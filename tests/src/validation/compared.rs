//! One run beside what is predicted for it.

use super::measured::Run;
use poolwise::{
    predict::{Prediction, predict},
    scenario::Service,
    simulate::{self, simulate},
    units::{Positive, Seconds},
};

/// A measured number, what is predicted for it, and what it may be.
pub struct Quantity {
    /// Its name.
    pub name: &'static str,
    /// What was measured.
    pub measured: f64,
    /// What is predicted.
    pub predicted: f64,
    /// Between what the measurement must lie.
    pub goal: [f64; 2],
    /// Between what the prediction must lie, so that a wrong one does not move the goal to where it is itself.
    band: [f64; 2],
}

/// One run beside its predictions.
pub struct Compared {
    /// What is predicted from the holds as they were observed.
    pub quantities: Vec<Quantity>,
    /// The mean wait, predicted from what a user knows: the time that the server says statements take.
    pub end_to_end: Quantity,
    /// What the prediction says of itself.
    pub prediction: Prediction,
}

/// How far apart the same traffic may lie in two runs of the same length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Where 90 % of the runs lie.
    NineTenths,
    /// Where all of them lie.
    All,
}

/// Simulated runs that say how much a run of that length scatters.
const SCATTER: u64 = 200;

/// By how much the band is widened on each side.
const WIDENED: f64 = 0.10;
const UTILIZATION: f64 = 0.02;
const TIMEOUTS: f64 = 0.01;
const CONNECTS: f64 = 0.15;
const END_TO_END: f64 = 0.25;
/// Below this a wait is what SQLAlchemy takes to hand out a connection: some tenths of a millisecond.
const SHORTEST_MS: f64 = 0.5;

impl Compared {
    /// Compares a run with what is predicted for it.
    #[must_use]
    pub fn new(run: &Run, width: Width) -> Self {
        let observed = run.as_observed();
        let scatter: Vec<Prediction> = (0..SCATTER).map(|seed| alone(run, &observed, seed)).collect();
        let band = |of: fn(&Prediction) -> f64| band(scatter.iter().map(of).collect(), width);
        let prediction = of(run, &observed);
        let measured = &run.measured;
        let wait = |name, measured: f64, of: fn(&Prediction) -> f64| {
            let [low, high] = band(of);
            let goal = [low * (1.0 - WIDENED) - SHORTEST_MS, high * (1.0 + WIDENED) + SHORTEST_MS];
            Quantity { name, measured, predicted: of(&prediction), goal, band: goal }
        };
        let around = |centre: f64, by: f64| [centre - by, centre + by];
        let wider = |[low, high]: [f64; 2], by: f64| [low - by, high + by];
        let timeouts = band(|prediction| prediction.timeout_probability);
        let (connects, opened) = (band(|prediction| prediction.connects_per_s), prediction.connects_per_s);
        let by = if width == Width::All { CONNECTS * 2.0 } else { CONNECTS };
        let once = 1.0 / (run.duration_s - run.warmup_s);
        let quantities = [
            Quantity {
                name: "utilization",
                measured: measured.utilization,
                predicted: utilization_of(&prediction),
                goal: around(utilization_of(&prediction), UTILIZATION),
                band: wider(band(utilization_of), UTILIZATION),
            },
            wait("mean wait", measured.wait_all_ms.mean, |prediction| prediction.wait_ms.mean),
            wait("p95", measured.wait_all_ms.p95, |prediction| prediction.wait_ms.p95),
            wait("p99", measured.wait_all_ms.p99, |prediction| prediction.wait_ms.p99),
            Quantity {
                name: "timeouts",
                measured: measured.timeout_probability,
                predicted: prediction.timeout_probability,
                goal: [
                    timeouts[0].min(prediction.timeout_probability - TIMEOUTS),
                    timeouts[1].max(prediction.timeout_probability + TIMEOUTS),
                ],
                band: wider(timeouts, TIMEOUTS),
            },
            Quantity {
                name: "opened/s",
                measured: measured.connects_per_s,
                predicted: opened,
                // A handful in a run is a matter of chance.
                goal: [connects[0].min(opened * (1.0 - by)), connects[1].max(opened * (1.0 + by))],
                band: [connects[0] * (1.0 - by) - once, connects[1] * (1.0 + by) + once],
            },
        ];
        let quantities = quantities.into_iter().chain(first_timeout(run, &prediction, &scatter, width)).collect();
        let known = of(run, &run.as_known()).wait_ms.mean;
        let end_to_end = Quantity {
            name: "mean wait, end to end",
            measured: measured.wait_all_ms.mean,
            predicted: known,
            goal: [known * (1.0 - END_TO_END) - SHORTEST_MS, known * (1.0 + END_TO_END) + SHORTEST_MS],
            band: [known, known],
        };
        Self { quantities, end_to_end, prediction }
    }
}

impl Quantity {
    /// Whether the measurement and the prediction are where they must be.
    #[must_use]
    pub fn holds(&self) -> bool {
        let within = |[low, high]: [f64; 2], value: f64| (low..=high).contains(&value);
        within(self.goal, self.measured) && within(self.band, self.predicted)
    }
}

/// When the first gave up, where nine of ten simulated runs have one that does.
fn first_timeout(run: &Run, prediction: &Prediction, scatter: &[Prediction], width: Width) -> Option<Quantity> {
    let firsts: Vec<f64> = scatter.iter().filter_map(|alone| alone.first_timeout_s).collect();
    if firsts.len() * 10 < scatter.len() * 9 {
        return None;
    }
    let [low, high] = band(firsts, width);
    let goal = [low * (1.0 - WIDENED) * 1000.0, high * (1.0 + WIDENED) * 1000.0];
    let ms = |first: Option<f64>| first.map_or(f64::INFINITY, |first| first * 1000.0);
    let (measured, predicted) = (ms(run.measured.first_timeout_s), ms(prediction.first_timeout_s));
    Some(Quantity { name: "first timeout", measured, predicted, goal, band: goal })
}

fn utilization_of(prediction: &Prediction) -> f64 {
    prediction.utilization.unwrap_or(0.0)
}

/// What Poolwise says of the run: the steady state, or its course where it has none.
fn of(run: &Run, service: &Service) -> Prediction {
    if run.is_transient() {
        simulate(service, &service.pool, runs(run, 100, 0)).prediction
    } else {
        predict(service, &service.pool)
    }
}

/// One run of the same length.
fn alone(run: &Run, service: &Service, seed: u64) -> Prediction {
    simulate(service, &service.pool, runs(run, 1, seed)).prediction
}

fn runs(run: &Run, replications: u64, seed: u64) -> simulate::Runs {
    simulate::Runs {
        horizon_s: Seconds::clamped(run.duration_s),
        warmup_s: Seconds::clamped(run.warmup_s),
        replications: Positive::clamped(replications),
        seed,
        ..simulate::Runs::default()
    }
}

fn band(mut values: Vec<f64>, width: Width) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let beyond = if width == Width::All { 0 } else { values.len() / 20 };
    [values[beyond], values[values.len() - 1 - beyond]]
}
