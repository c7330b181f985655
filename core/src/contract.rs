//! The contract that the JSON of every command follows.

/// The version of the contract, which plans, simulations and comparisons name.
pub const VERSION: u32 = 1;
