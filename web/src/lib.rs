//! The Poolwise page: what you have on the left, what happens on the right.
//!
//! [`state`] keeps what the user has given, raw, and nothing else. An [`engine`] in a worker answers with everything that is
//! shown, and [`components`] show it: plain functions from a view to HTML, put together by the one component [`App`].
//! [`pictures`] draws the charts, and [`browser`] holds what else the browser does for the page.
//!
//! Architecture invariant: nothing here computes a number that is shown, and nothing here waits for the engine.

mod app;
mod boot;
pub mod browser;
pub mod components;
pub mod day;
pub mod engine;
mod memory;
pub mod message;
pub mod pictures;
pub mod state;

pub use app::{App, Start};
pub use boot::start;
