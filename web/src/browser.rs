//! What the browser does for the page, one file per concern.

pub mod address;
mod canvas;
pub mod clipboard;
pub mod document;
pub mod download;
pub mod film;
pub mod keys;
pub mod layout;
pub mod light;
pub mod menu;
pub mod panic;
pub mod storage;
pub mod theme;
pub mod upload;
