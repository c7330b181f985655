//! The Poolwise page: what you have on the left, what happens on the right.
//!
//! [`state`] keeps the raw text of the paste box and of the fields, nothing else; [`view`] derives everything that is
//! shown, and [`components`] show it. A [`worker`] does what takes longer than a frame: [`protocol`] has its messages, and
//! [`use_simulation`] keeps its replies. Charts are functions from data to any plotters backend ([`chart`]), and
//! [`canvas`] is the backend for the screen. [`browser`] holds all other side effects.

pub mod advice;
pub mod browser;
pub mod canvas;
pub mod catalog;
pub mod chart;
pub mod compare;
pub mod components;
pub mod fields;
pub mod phrases;
pub mod protocol;
pub mod simulation_plan;
pub mod slider;
pub mod state;
pub mod use_simulation;
pub mod view;
pub mod worker;

pub use components::App;
