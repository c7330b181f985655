//! The Poolwise page: what you have on the left, what happens on the right.
//!
//! [`state`] keeps the raw text of the paste box and of the fields, nothing else; [`view`] derives all that is shown
//! from it, and [`components`] show it. What takes longer than a frame may is asked of a [`worker`], in the words of
//! [`wire`], and [`simulated`] keeps its answers. Charts are functions from data to any plotters backend ([`chart`]);
//! [`canvas`] is the backend for the screen. [`browser`] holds every other side effect.

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
