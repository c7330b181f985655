//! The Poolwise page: what you have on the left, what happens on the right.
//!
//! [`state`] keeps the raw text of the paste box and of the fields, nothing else; [`view`] derives all that is shown
//! from it, and [`components`] show it. Charts are functions from data to any plotters backend ([`chart`]); [`canvas`]
//! is the backend for the screen. [`browser`] holds every side effect.

pub mod browser;
pub mod canvas;
pub mod chart;
pub mod components;
pub mod fields;
pub mod ladder;
pub mod state;
pub mod view;

pub use components::App;
