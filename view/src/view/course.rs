//! A pool through time.

use crate::Progress;
use poolwise_chart::{Chart, Table};
use serde::{Deserialize, Serialize};

/// What is shown of a pool through time, besides its [`Course`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Why there is no course; empty where one is simulated.
    pub without: String,
    /// Whether a course comes.
    pub is_coming: bool,
    /// Whether a day can be simulated.
    pub can_simulate_day: bool,
    /// Why not, or what it would show.
    pub day: String,
}

/// What simulated pools do over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Their course.
    pub chart: Chart,
    /// What areas mean; the chart has its curves.
    pub legend: Vec<(Key, String)>,
    /// Their numbers; the first column names them.
    pub numbers: Table,
    /// How far the runs are.
    pub progress: Progress,
}

/// How a legend shows what it explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// An area around a line.
    Band,
    /// An area of time.
    Burst,
}
