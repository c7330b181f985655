//! One pool as it runs: a seeded simulation of a `QueuePool` under Poisson arrivals, request by request.
//!
//! Each run has random numbers of its own, so the same scenario and seed give the same bytes on any machine and on
//! any number of threads.

mod arrivals;
mod calibration;
mod connections;
mod controls;
mod counters;
mod course;
mod curve;
mod fluid;
mod histogram;
mod hold;
mod law;
mod length;
mod lognormal;
mod long_holds;
mod model;
mod normal_grid;
mod parallel;
mod pool;
mod quantiles;
mod random;
mod report;
mod run;
mod scenario_runs;
mod seed;
mod series;
mod simulation;
mod steady;
mod task_gate;
mod totals;
mod twin;
mod visits;

pub use course::{Course, Requests, Runs, requests_to_a_pool, simulate};
pub(crate) use fluid::{by_fluid, has_few_long_holds};
pub use scenario_runs::{ScenarioRuns, ServiceCourse, simulate_all};
pub use series::Moment;
pub use simulation::Simulation;
pub(crate) use steady::{steady, steady_in_few_runs};
pub use visits::{Visit, visits};
