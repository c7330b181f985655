//! The runs of a course, one after the other or on many threads.

use super::{
    calibration::Calibration,
    controls::MAX_CONTROLS,
    course::{Course, Requests, Runs},
    model::PoolModel,
    parallel::map_in_order,
    report::{Part, Report},
    run::Run,
    series::{Series, Steps},
    totals::Totals,
};
use crate::{
    prediction::Prediction,
    scenario::{Pool, Service},
    units::as_f64,
};

/// A simulation that can be looked at on its way.
///
/// ```
/// use poolwise::{Scenario, simulate::{Runs, Simulation, simulate}};
///
/// let text = "[[services]]\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
/// let scenario = Scenario::from_toml(text).unwrap();
/// let (service, runs) = (&scenario.services[0], Runs::default());
/// let mut simulation = Simulation::new(service, &service.pool, runs);
/// while simulation.progress() < 0.5 {
///     simulation.advance(10_000);
/// }
/// assert!(simulation.course().requests.arrived < 50 * 10_000);
/// simulation.finish();
/// assert_eq!(simulation.course(), simulate(service, &service.pool, runs));
/// ```
pub struct Simulation<'a> {
    service: &'a Service,
    pool: &'a Pool,
    runs: Runs,
    /// None without traffic, or where the warm-up leaves nothing to count.
    model: Option<PoolModel>,
    totals: Totals,
    parts: Vec<Part>,
    /// The run that is on its way.
    current: Option<Watched>,
    done: u64,
    requests: Requests,
    series: Series,
    first_timeouts: Vec<f64>,
}

/// A run and its steps, where they are asked for.
struct Watched {
    run: Run,
    steps: Option<Steps>,
}

/// Runs that are shared among threads before their sums are taken: enough for any machine, and little memory.
const RUNS_PER_BATCH: u64 = 64;

impl<'a> Simulation<'a> {
    /// Nothing is run yet.
    #[must_use]
    pub fn new(service: &'a Service, pool: &'a Pool, runs: Runs) -> Self {
        let counts = runs.warmup_s.get() < runs.horizon_s.get();
        let model = PoolModel::new(service, pool).filter(|_| counts);
        Self {
            service,
            pool,
            runs,
            model,
            totals: Totals::new(),
            parts: Vec::new(),
            current: None,
            done: 0,
            requests: Requests::default(),
            series: Series::default(),
            first_timeouts: Vec::new(),
        }
    }

    /// Goes on for about so many requests, to the end of a run at most, and says whether it came to that.
    pub fn advance(&mut self, requests: u64) -> bool {
        let Some(model) = self.model.as_ref().filter(|_| self.done < self.replications()) else {
            self.done = self.replications();
            return true;
        };
        let mut watched = self.current.take().unwrap_or_else(|| Watched::new(model, self.runs, self.done));
        let ended = watched.advance(model, requests);
        if ended {
            self.add(watched);
        } else {
            self.current = Some(watched);
        }
        ended
    }

    /// Does the rest of the runs, on as many threads as there are.
    pub fn finish(&mut self) {
        if self.current.is_some() {
            self.advance(u64::MAX);
        }
        let runs = self.runs;
        while let Some(model) = self.model.as_ref().filter(|_| self.done < self.replications()) {
            let next = self.done..self.done.saturating_add(RUNS_PER_BATCH).min(self.replications());
            let whole = map_in_order(next, |number| {
                let mut watched = Watched::new(model, runs, number);
                watched.advance(model, u64::MAX);
                watched
            });
            for watched in whole {
                self.add(watched);
            }
        }
        self.done = self.replications();
    }

    /// The share of the runs that is done, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let current = self.current.as_ref().map_or(0.0, |watched| watched.run.share());
        (as_f64(self.done) + current) / as_f64(self.replications())
    }

    /// What the runs say that are done.
    #[must_use]
    pub fn course(&self) -> Course {
        let Some(model) = self.model.as_ref().filter(|_| self.done > 0) else {
            return Course {
                prediction: Prediction::without_traffic(self.pool.capacity(), self.service.checkouts_at_once()),
                requests: Requests::default(),
                runs_with_timeouts: 0,
                series: Vec::new(),
            };
        };
        let Self { service, pool, totals, parts, .. } = self;
        // A course is from an empty pool, of which no mean is known.
        let calibration = &Calibration::new(&vec![[0.0; MAX_CONTROLS]; parts.len()]);
        let report = Report { service, pool, model, totals, parts, calibration };
        let mut prediction = report.prediction(totals.requests / totals.time);
        let count = self.first_timeouts.len();
        prediction.first_timeout_s =
            (count > 0).then(|| self.first_timeouts.iter().sum::<f64>() / as_f64(count as u64));
        Course {
            prediction,
            requests: self.requests,
            runs_with_timeouts: u32::try_from(count).unwrap_or(u32::MAX),
            series: self.series.moments(self.runs.horizon_s.get(), self.runs.step()),
        }
    }

    fn add(&mut self, Watched { run, steps }: Watched) {
        let counters = run.into_counters();
        self.done += 1;
        self.requests += counters.fates;
        self.first_timeouts.extend(Some(counters.first_timeout).filter(|time| time.is_finite()));
        self.series.extend(steps);
        let timeout = self.model.as_ref().map_or(0.0, |model| model.settings.timeout);
        self.parts.push(Part::new(&counters, counters.busy / counters.time, timeout));
        self.totals.add(&counters, 1.0);
    }

    fn replications(&self) -> u64 {
        self.runs.replications.get().into()
    }
}

impl Watched {
    fn new(model: &PoolModel, runs: Runs, number: u64) -> Self {
        let (horizon, step) = (runs.horizon_s.get(), runs.step());
        Self {
            run: Run::new(model, runs.seed, number, (runs.warmup_s.get(), horizon)),
            steps: (step > 0.0).then(|| Steps::new(horizon, step)),
        }
    }

    fn advance(&mut self, model: &PoolModel, requests: u64) -> bool {
        match &mut self.steps {
            Some(steps) => self.run.advance(model, requests, |request| steps.add(request, model.settings.timeout)),
            None => self.run.advance(model, requests, |_| ()),
        }
    }
}
