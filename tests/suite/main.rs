//! The tests of the workspace that no single crate can have, as one program: one is linked sooner than thirty, and its tests
//! run beside each other.

#![cfg(not(target_arch = "wasm32"))]

mod advice;
mod advice_table;
mod book;
mod cli;
mod config_readers;
mod determinism;
mod documents;
mod env_readers;
mod examples;
mod field;
mod frameworks;
mod golden;
mod grafana;
mod ground_truth;
mod incidents;
mod layers;
mod linear;
mod manifests;
mod merge;
mod nasty;
mod predictions;
mod properties;
mod python;
mod reading;
mod reference;
mod robustness;
mod scenario_reference;
mod schema;
mod secrets;
mod seeds;
mod simulation;
mod validation;
mod written_kinds;
