//! The files that `poolwise write` makes for pools in Rust, as they are written: that this compiles is what is tested.
//! `tests/suite/frameworks.rs` compares them with what is written now.

#[rustfmt::skip]
pub mod bb8;
#[rustfmt::skip]
pub mod deadpool;
#[rustfmt::skip]
pub mod sqlx;
