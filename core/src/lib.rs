//! A connection-pool advisor: what a SQLAlchemy `QueuePool` in front of PostgreSQL will do, and what to set.

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
