//! Everything that is shown, in words.

mod budget;
mod changes;
mod course;
mod fields;
mod paste;
mod watch;

pub use budget::{Bar, Budget, Part, PartKind};
pub use changes::{Change, Changes, ComparedLine, Comparison, File, Remedy};
pub use course::{Course, Key, Timeline};
pub use fields::{Field, Shelf, Size, Source};
pub use paste::{Candidate, Command, Diagnosis, Line, LineList, PastedSetting, Reading};
pub use watch::{Watch, WatchedPool};

use poolwise_chart::Chart;
use serde::{Deserialize, Serialize};

/// What the page shows for an input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Whether a better answer is on its way.
    pub is_refining: bool,
    /// The result in a sentence and its figures.
    pub verdict: Verdict,
    /// The services, in their order.
    pub services: Vec<ServiceLine>,
    /// What is wrong with the name of the service in view; empty for nothing.
    pub name_hint: String,
    /// Names of the services that the pasted text of the service in view is about; empty for one.
    pub parts: Vec<String>,
    /// Whether the pasted text of the service in view is a scenario, which can be opened.
    pub is_scenario: bool,
    /// All that is given, as the fragment of an address, without its `#`.
    pub link: String,
    /// The fields of the service in view as they stand, and those that all services share.
    pub fields: Vec<Field>,
    /// What is picked from the catalog.
    pub shelves: Vec<Shelf>,
    /// Paths of fields of the service in view whose typed text no longer counts.
    pub superseded_fields: Vec<String>,
    /// Places of shelves whose pick no longer counts.
    pub superseded_picks: Vec<u8>,
    /// What was recognized in the pasted text.
    pub reading: Reading,
    /// Whether anything is known of the services: of one that nobody has described there is nothing to show.
    pub is_described: bool,
    /// What has happened, as far as the paste shows.
    pub diagnosis: Option<Diagnosis>,
    /// What helps where no pools inside the budget meet the targets.
    pub remedies: Vec<Remedy>,
    /// The connections against the limit.
    pub budget: Budget,
    /// Utilization against traffic, where there is traffic.
    pub utilization: Option<Chart>,
    /// Waiting time against pool size, where there is traffic.
    pub wait: Option<Chart>,
    /// Requests and utilization through the day, where the traffic has a profile.
    pub day: Option<Chart>,
    /// Connections through a deploy, where one takes more than there are at rest.
    pub deploy: Option<Chart>,
    /// What is shown of a pool through time.
    pub timeline: Timeline,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// What to change.
    pub changes: Option<Changes>,
    /// What is kept, beside what is and what is advised.
    pub comparison: Option<Comparison>,
    /// The kinds of files that fit what is pasted, the best first.
    pub fitting_files: Vec<String>,
    /// The kind of the files below.
    pub file_kind: String,
    /// The files to take away.
    pub files: Vec<File>,
    /// The result as Markdown, for tickets.
    pub markdown: String,
}

/// How settings stand; each has its color, its icon and its word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Nothing is known.
    #[default]
    Unknown,
    /// Good.
    Fits,
    /// Good, with little to spare.
    Tight,
    /// Too much.
    Over,
}

/// A service among several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceLine {
    /// Its name.
    pub name: String,
    /// Its processes and pools: "4 × 2 × (5 + 10)".
    pub pools: String,
    /// The connections that it may open, deploys included.
    pub connections: String,
    /// The advised pools and their connections: "4 × 2 × (3 + 2): 40".
    pub advised: String,
    /// How full its pools are on average; empty without traffic.
    pub utilization: String,
    /// What the advice means for it, where it does not get all that it asks for; else empty.
    pub remark: String,
    /// How it stands.
    pub level: Level,
}

/// Settings that a button puts into their fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Apply {
    /// What the button is called where its words do not say all.
    pub name: String,
    /// The words on it.
    pub words: String,
    /// Paths and texts of the fields; a path names its service by place.
    pub set: Vec<(String, String)>,
}

/// The result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// How the settings stand.
    pub level: Level,
    /// The same in a word.
    pub word: String,
    /// In a sentence.
    pub headline: String,
    /// The most important numbers.
    pub figures: Vec<Figure>,
    /// The sum behind it.
    pub detail: String,
    /// How the numbers were found.
    pub method: Option<Method>,
    /// Which fields cannot be read; empty where all can.
    pub unreadable: String,
    /// The advice, where it changes something.
    pub advice: Option<Apply>,
}

/// A number with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// The number, with its unit.
    pub value: String,
    /// Whether it misses its target.
    pub is_bad: bool,
}

/// How the numbers were found, and how sure they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Its name.
    pub name: String,
    /// What it says.
    pub summary: String,
    /// What it means, paragraph by paragraph.
    pub explained: Vec<String>,
}

/// A finding or a diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is, or how sure.
    pub level: Level,
    /// Its code.
    pub code: String,
    /// The address of its page in the book; empty without one.
    pub page: String,
    /// Its severity or certainty in a word.
    pub word: String,
    /// Its name.
    pub title: String,
    /// What is the case.
    pub message: String,
    /// The lines that show it.
    pub evidence: Vec<Line>,
    /// What to do.
    pub help: String,
    /// What would show more; empty for nothing.
    pub more: String,
    /// Where this is from: the link's words and address.
    pub source: (String, String),
    /// What it sets.
    pub apply: Option<Apply>,
}
