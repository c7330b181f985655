//! Poolwise's engine behind a small message API.
//!
//! An [`Engine`] takes what the user has given, raw, and answers with everything that is shown ([`poolwise_view`]).
//! [`given`] works out what counts, [`rows`] and [`services`] make the scenario of it, and [`view`] puts the plan into words, numbers and
//! charts. [`worker`] runs an engine in a browser's worker, where no frame waits for it.
//!
//! Architecture invariant: an answer depends on its question alone.

pub mod advice;
pub mod apply;
mod archive;
mod book;
pub mod catalog;
mod engine;
pub mod fields;
pub mod given;
pub mod import;
mod joint;
pub mod link;
mod other_pool;
pub mod page;
mod phrases;
pub mod rows;
pub mod services;
pub mod simulation_plan;
pub mod slider;
pub mod stories;
pub mod timeline;
pub mod typed_number;
pub mod view;
pub mod watch;
pub mod worker;

pub use archive::archive;
pub use engine::{Engine, Question};
pub use simulation_plan::SimulationPlan;
