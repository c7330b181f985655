//! The queue that all simulate, and who does.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use poolsim_core::{
    distribution::LatencyDistribution,
    monte_carlo,
    types::{SimulationOptions, WorkloadConfig},
};
use poolwise::{
    Scenario,
    simulate::{Runs, simulate},
    units::{Positive, Seconds},
};

/// The mean hold, in milliseconds.
const HOLD_MS: f64 = 50.0;
/// Requests of one run: enough for a tenth of a second at least.
const REQUESTS: u32 = 500_000;
/// The same in Python, which is a thousand times slower.
const PYTHON_REQUESTS: u32 = 20_000;

/// M/M/c: Poisson arrivals at a number of connections, each held for an exponential time.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    pub(crate) connections: u32,
    pub(crate) load: f64,
}

/// Who simulates it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Contender {
    /// Poolwise with a timeout, pre-ping and the time to connect; all or half of the connections are the pool's size.
    Pure,
    Half,
    /// Poolwise with a timeout that nobody reaches, and nothing else: what the others simulate.
    Bare,
    Poolsim,
    Simpy,
    Ciw,
}

impl Contender {
    pub(crate) const ALL: [Self; 6] = [Self::Pure, Self::Half, Self::Bare, Self::Poolsim, Self::Simpy, Self::Ciw];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pure => "Poolwise, no overflow",
            Self::Half => "Poolwise, half overflow",
            Self::Bare => "Poolwise, M/M/c only",
            Self::Poolsim => "poolsim-core 0.4.0",
            Self::Simpy => "simpy 4.1.2",
            Self::Ciw => "ciw 3.2.7",
        }
    }

    pub(crate) fn is_python(self) -> bool {
        matches!(self, Self::Simpy | Self::Ciw)
    }

    /// Whether it simulates M/M/c and no more.
    pub(crate) fn is_bare(self) -> bool {
        !matches!(self, Self::Pure | Self::Half)
    }
}

/// What one run says.
pub(crate) struct Run {
    pub(crate) ns_per_request: f64,
    pub(crate) mean_wait_ms: f64,
}

impl Queue {
    pub(crate) fn rate_per_s(self) -> f64 {
        self.load * f64::from(self.connections) * 1000.0 / HOLD_MS
    }

    /// Erlang's C formula, by the recursion of his B.
    pub(crate) fn mean_wait_ms(self) -> f64 {
        let offered = self.load * f64::from(self.connections);
        let blocked = (1..=self.connections).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
        let waits = blocked / (1.0 - self.load * (1.0 - blocked));
        waits * HOLD_MS / (f64::from(self.connections) * (1.0 - self.load))
    }

    pub(crate) fn run(self, contender: Contender, seed: u32, python: &Path) -> Result<Run> {
        let half = self.connections / 2;
        let costs = ", pre_ping = true }, connect_ms = 5";
        match contender {
            Contender::Pure => self.poolwise(self.connections, costs, seed),
            Contender::Half => self.poolwise(half, costs, seed),
            Contender::Bare => self.poolwise(self.connections, " }, connect_ms = 0", seed),
            Contender::Poolsim => self.poolsim(seed),
            Contender::Simpy => self.python("simpy", seed, python),
            Contender::Ciw => self.python("ciw", seed, python),
        }
    }

    fn poolwise(self, size: u32, costs: &str, seed: u32) -> Result<Run> {
        let (rate_per_s, overflow) = (self.rate_per_s(), self.connections - size);
        let scenario = Scenario::from_toml(&format!(
            "services = [{{ pool = {{ size = {size}, overflow = {overflow}, timeout_s = 30{costs}, \
             traffic = [{{ rate_per_s = {rate_per_s}, hold_ms = {{ mean = {HOLD_MS} }} }}] }}]"
        ))?;
        let horizon_s = Seconds::new(f64::from(REQUESTS) / rate_per_s)?;
        let runs = Runs {
            horizon_s,
            step_s: Seconds::clamped(0.0),
            replications: Positive::new(1)?,
            seed: seed.into(),
            ..Runs::default()
        };
        let service = &scenario.services[0];
        let start = Instant::now();
        let course = black_box(simulate(service, &service.pool, runs));
        let ns = start.elapsed().as_secs_f64() * 1e9;
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2⁵²")]
        let arrived = course.requests.arrived as f64;
        Ok(Run { ns_per_request: ns / arrived, mean_wait_ms: course.prediction.wait_ms.mean })
    }

    fn poolsim(self, seed: u32) -> Result<Run> {
        let workload = WorkloadConfig {
            requests_per_second: self.rate_per_s(),
            latency_p50_ms: HOLD_MS,
            latency_p95_ms: HOLD_MS,
            latency_p99_ms: HOLD_MS,
            raw_samples_ms: None,
            step_load_profile: None,
        };
        let law = LatencyDistribution::Exponential { mean_ms: HOLD_MS };
        let options = SimulationOptions { iterations: REQUESTS, seed: Some(seed.into()), ..Default::default() };
        let start = Instant::now();
        let result = black_box(monte_carlo::run(&workload, self.connections, &law, &options)?);
        let ns = start.elapsed().as_secs_f64() * 1e9;
        Ok(Run { ns_per_request: ns / f64::from(REQUESTS), mean_wait_ms: result.mean })
    }

    fn python(self, model: &str, seed: u32, python: &Path) -> Result<Run> {
        let script = format!("{}/python/{model}_queue.py", env!("CARGO_MANIFEST_DIR"));
        let arguments = [
            f64::from(self.connections),
            self.rate_per_s(),
            HOLD_MS / 1000.0,
            f64::from(PYTHON_REQUESTS),
            f64::from(seed),
        ];
        let mut command = Command::new(python);
        command.arg(&script).args(arguments.map(|argument| argument.to_string()));
        let output = command.output().with_context(|| format!("{} does not start", python.display()))?;
        ensure!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout)?;
        let numbers: Vec<f64> = printed.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [requests, seconds, wait_s] = numbers[..] else { anyhow::bail!("{script} printed {printed}") };
        Ok(Run { ns_per_request: seconds * 1e9 / requests, mean_wait_ms: wait_s * 1000.0 })
    }
}
