//! Pools that are watched request by request.

use serde::{Deserialize, Serialize};

/// A short stretch of the same requests to a pool as it is and as advised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// What is shown.
    pub title: String,
    /// The pool as it is, then as advised where that differs.
    pub pools: Vec<WatchedPool>,
}

/// A pool that is watched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WatchedPool {
    /// What happens, in a sentence.
    pub summary: String,
    /// An SVG element that moves by itself, without words from outside.
    pub svg: String,
}
