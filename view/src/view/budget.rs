//! The connections against the limit.

use serde::{Deserialize, Serialize};

/// The connections against the limit, to scale. Places and widths are percentages of the picture's width, as SVG writes
/// them: "12.5%".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Current, and advised where it differs.
    pub bars: Vec<Bar>,
    /// Where what is reserved starts, and how wide it is.
    pub reserved: [String; 2],
    /// The limit, and the advised limit where it differs.
    pub limits: Vec<String>,
    /// The limit in words.
    pub limit: String,
    /// Where these words stand.
    pub limit_at: String,
    /// Whether they end there.
    pub is_limit_right: bool,
    /// The sum, and what the patterns mean.
    pub legend: String,
    /// What the numbers mean further.
    pub facts: Vec<String>,
}

/// The connections of a setup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Whose they are.
    pub name: String,
    /// All of it in words.
    pub summary: String,
    /// The parts, from the left.
    pub parts: Vec<Part>,
    /// The sum.
    pub total: String,
    /// Whether that is more than the limit.
    pub is_over: bool,
}

/// A part of a bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it starts.
    pub from: String,
    /// Its width.
    pub width: String,
    /// What it is, in words; empty where the bar's words suffice.
    pub title: String,
}

/// What a part of a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartKind {
    /// Clients besides the services.
    Others,
    /// An instance at rest, or a service of several.
    Instance,
    /// A service of several beside one that looks otherwise.
    OtherService,
    /// What a deploy adds.
    Surge,
    /// What autoscaling adds.
    Scaled,
    /// Nothing bounds it.
    Unbounded,
}
