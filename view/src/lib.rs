//! What the page and its engine say to each other.
//!
//! The page sends what the user has given, raw ([`Input`]); the engine answers with everything that is shown, in words
//! and with its charts ([`View`]). The page never computes a number, and the engine never sees the screen.
//!
//! Architecture invariant: data only. Nothing here depends on the engine, the browser or Yew.

mod input;
mod message;
mod page;
mod view;

pub use input::{
    Choice, Entries, Input, Kept, Opened, OpenedService, PastePart, Pick, Refusal, ServiceInput, Typed, is_of_service,
    join_path, split_path,
};
pub use message::{Answer, BUILD, ChartId, Progress, Request, decode, encode};
pub use page::{FieldKind, FieldSpec, GroupSpec, Page, ShelfSpec, Story};
pub use poolwise_chart as chart;
pub use view::*;
