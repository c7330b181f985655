//! A connection-pool advisor: what a SQLAlchemy `QueuePool` in front of PostgreSQL will do, and what to set.
//!
//! The engine does no I/O, reads no clock and no environment, and cannot fail on input. It gives the same bytes natively and
//! as WebAssembly, on any number of threads.
//!
//! # A plan
//!
//! A [`Scenario`] goes in: a server, and services with their pools and traffic. A [`Plan`] comes out: whether the pools of all
//! processes fit the server, how long requests wait, what is wrong, and what to set with the reason for each number.
//!
//! ```
//! use poolwise::scenario::{Database, Hold, Pool, Scenario, Service};
//!
//! let api = Service::new("api").instances(4).workers(2).pool(Pool::new(5, 10)).traffic(120.0, Hold::mean_ms(50.0));
//! let plan = poolwise::plan(&Scenario::new(Database::new(100), [api]));
//!
//! assert_eq!(plan.verdict.headline, "Over budget by 23 connections");
//! assert_eq!(plan.findings[0].code, "PW001");
//! let advised = &plan.services[0].advised;
//! assert_eq!((advised.pool.size.get(), advised.pool.overflow.number()), (3, 0));
//! assert_eq!(advised.reasons[0].field, "pool.size");
//! ```
//!
//! [`Scenario::from_json`] and, with the feature `toml`, `Scenario::from_toml` read scenarios that people wrote; a
//! [`Document`](scenario::Document) also knows which fields they gave, so that the plan can name the defaults it rests on.
//! [`plan_with`] answers by formulas alone in about a millisecond, where [`plan()`] may simulate.
//!
//! # The parts alone
//!
//! - [`read`](mod@read) understands what people paste, and drops what looks secret; [`diagnose`](mod@diagnose) says which causes
//!   fit it:
//!
//!   ```
//!   let reading = poolwise::read::read("DB_POOL_SIZE=20\nDB_PASSWORD=hunter2\n", None);
//!   assert_eq!((reading.settings.len(), reading.settings[0].field.as_str()), (1, "services[0].pool.size"));
//!   ```
//! - [`queue`] has the formulas, and [`simulate`](mod@simulate) follows a pool request by request:
//!
//!   ```
//!   let waiting = poolwise::queue::Waiting::new(12, 10.0, 50.0).unwrap();
//!   assert!((waiting.mean() - 11.235).abs() < 0.001);
//!   ```
//! - [`budget`] counts connections against what the server admits, and [`advise`](mod@advise) searches for settings.
//! - [`write`](mod@write) writes the files to set them with, and merges into a `.env`.
//! - [`catalog`] knows what providers admit and what frameworks have by default.
//! - [`answers`] has the answers of the command as text, for other front ends.
//!
//! The package's folder `examples/` has a program for each thing that one would embed.
//!
//! # Features
//!
//! - `toml`, the default: scenario files.
//! - `parallel`: simulated runs on all cores.
//! - `schema`: JSON Schemas of the types.

pub mod advise;
pub mod answers;
mod bounds;
pub mod budget;
pub mod catalog;
pub mod chart;
pub mod compare;
mod contract;
mod deadlock;
pub mod deploy;
pub mod diagnose;
pub mod format;
mod outlook;
mod plain_name;
pub mod plan;
pub mod predict;
mod prediction;
pub mod queue;
pub mod read;
mod rule_index;
pub mod rules;
pub mod scenario;
mod server_load;
pub mod simulate;
mod timeouts;
pub mod units;
pub mod write;

pub use plain_name::shown_name;
pub use plan::{Plan, plan, plan_with};
pub use scenario::Scenario;
