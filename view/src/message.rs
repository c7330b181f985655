//! The messages, and how they travel: postcard, which has no field names.

use crate::{Course, Input, Opened, Page, View, Watch};
use poolwise_chart::Hidden;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::rc::Rc;

/// A name for the sources of the engine and of its messages. Trunk puts no hash into the names of the engine's files, so a
/// browser may have kept old ones beside a new page: every message begins with this.
pub const BUILD: &str = env!("POOLWISE_BUILD");

/// What the page asks of its engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A text that was pasted. The engine keeps it as long as a question names it.
    Text {
        /// Its number, from 1.
        number: u32,
        /// The text.
        text: String,
    },
    /// What is to be shown for this input. A newer question replaces an older one.
    Show {
        /// Which question this is.
        question: u32,
        /// What the user has given.
        input: Input,
        /// The place of the service that is in view.
        service: u32,
        /// The kind of file that is in view.
        file: String,
    },
    /// A day of the pools of this input, run by run.
    SimulateDay {
        /// Which question this is.
        question: u32,
        /// What the user has given.
        input: Input,
        /// The place of the service that is in view.
        service: u32,
    },
    /// What the fragment of an address holds.
    Open(String),
    /// A chart of what was shown last, as a file.
    Picture {
        /// Which.
        chart: ChartId,
        /// The curves that are left out.
        hidden: Hidden,
    },
    /// A file that the user opens, whatever is in it.
    Import(String),
    /// The scenario of what was shown last, as a file: JSON, or else TOML.
    Export {
        /// Whether it is to be JSON.
        is_json: bool,
    },
    /// Every kind of file for what was shown last, in one.
    Archive,
    /// The pools of what was shown last, request by request.
    Watch {
        /// The question that was shown last.
        question: u32,
    },
    /// Nobody waits for the day any more.
    Stop,
}

/// What the engine says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// It has started. What it is sent before is lost.
    Ready(Rc<Page>),
    /// What the fragment of an address or a scenario file holds.
    Opened(Opened),
    /// A file that was opened is no scenario: its text is to be pasted.
    Text(String),
    /// A scenario file cannot be read, and why.
    Refused(String),
    /// A file to save.
    File {
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// What is to be shown, first by formula and then as well as it can be known.
    View {
        /// The question.
        question: u32,
        /// What is shown.
        view: Rc<View>,
    },
    /// What simulated pools do over time, as far as the runs are done.
    Course {
        /// The question.
        question: u32,
        /// What is shown of it.
        course: Rc<Course>,
    },
    /// Pools request by request; None where they cannot be drawn.
    Watch {
        /// The question.
        question: u32,
        /// What is shown.
        watch: Option<Rc<Watch>>,
    },
    /// How far a day is simulated.
    Progress {
        /// The question.
        question: u32,
        /// How far.
        progress: Progress,
    },
}

/// One of the page's charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChartId {
    /// The utilization against the traffic.
    Utilization,
    /// The wait against the pool's size.
    Wait,
    /// Requests and utilization through the day.
    Day,
    /// The connections through a deploy.
    Deploy,
    /// A pool through time.
    Timeline,
}

/// How far a simulation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Of all that there is to do, from 0 to 100.
    pub percent: u8,
    /// Runs that are done of every pool.
    pub done: u32,
    /// Runs of every pool in all.
    pub runs: u32,
}

/// The bytes of a message.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Only a length that is not known beforehand is refused, and none of the messages has one.
    let body = postcard::to_allocvec(message).unwrap_or_default();
    [BUILD.as_bytes(), &body].concat()
}

/// The message of these bytes; None where they are of another build.
///
/// ```
/// use poolwise_view::{Request, decode, encode};
/// assert_eq!(decode(&encode(&Request::Stop)), Some(Request::Stop));
/// assert_eq!(decode::<Request>(&[99]), None);
/// ```
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes.strip_prefix(BUILD.as_bytes())?).ok()
}
