//! What the tests share: scenarios, documents, generated input, and other programs that read `.env` files.

pub mod scenarios;

#[cfg(not(target_arch = "wasm32"))]
pub mod canaries;
#[cfg(not(target_arch = "wasm32"))]
pub mod checked_in;
#[cfg(not(target_arch = "wasm32"))]
pub mod command;
#[cfg(not(target_arch = "wasm32"))]
pub mod documents;
#[cfg(not(target_arch = "wasm32"))]
pub mod env_rules;
#[cfg(not(target_arch = "wasm32"))]
pub mod generate;
#[cfg(not(target_arch = "wasm32"))]
pub mod nasty;
#[cfg(not(target_arch = "wasm32"))]
pub mod readers;
#[cfg(not(target_arch = "wasm32"))]
pub mod reading;
#[cfg(not(target_arch = "wasm32"))]
pub mod validation;
