//! What the user has given, raw: the only state of the page.

use serde::{Deserialize, Serialize};

/// Everything that the user has given.
///
/// What was done last counts. Each entry has its `order`, a number that only grows, and names the text that was pasted
/// then: a text that is pasted later and says something else about a field replaces what was typed into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The services, at least one.
    pub services: Vec<ServiceInput>,
    /// What is common to all of them: the server, the pooler, the targets.
    pub shared: Entries,
    /// What is kept to compare with.
    pub kept: Vec<Kept>,
}

impl Default for Input {
    /// One service of which nothing is given.
    fn default() -> Self {
        Self { services: vec![ServiceInput::default()], shared: Entries::default(), kept: Vec::new() }
    }
}

/// What the user has given of a service. Paths of its fields begin with `services[0]`, whichever service it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceInput {
    /// Its name; empty where nobody gave one.
    pub name: String,
    /// The pasted text, by its number; 0 is the empty text.
    pub paste: u32,
    /// What of that text is about this service.
    pub part: PastePart,
    /// What was given beside the text.
    pub entries: Entries,
}

/// What of a pasted text is about a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PastePart {
    /// All of it, until it turns out to be about several services.
    #[default]
    Any,
    /// All of it: the user does not want it split.
    Whole,
    /// What is about one of its services, by place.
    Of(u8),
}

/// What was given beside the pasted text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entries {
    /// What was typed into fields, slid or applied: at most one entry per field.
    pub typed: Vec<Typed>,
    /// Pasted settings that the user does not want.
    pub refused: Vec<Refusal>,
    /// The user's choices among several pasted values of a field.
    pub chosen: Vec<Choice>,
    /// Rows of the catalog: at most one of each kind.
    pub picks: Vec<Pick>,
}

/// Paths of a service's fields begin with this.
const SERVICE: &str = "services[0]";

/// Whether a path is that of a service's field, not of what all services share.
#[must_use]
pub fn is_of_service(path: &str) -> bool {
    path.starts_with(SERVICE)
}

/// The service of a path, by its place, and the path in [`ServiceInput`]; no service for what all share.
///
/// ```
/// use poolwise_view::split_path;
/// assert_eq!(split_path("services[2].pool.size"), (Some(2), "services[0].pool.size".to_owned()));
/// assert_eq!(split_path("database.cores"), (None, "database.cores".to_owned()));
/// ```
#[must_use]
pub fn split_path(path: &str) -> (Option<usize>, String) {
    let of_service = path.strip_prefix("services[").and_then(|rest| rest.split_once(']'));
    match of_service.and_then(|(place, rest)| Some((place.parse().ok()?, rest))) {
        Some((place, rest)) => (Some(place), format!("{SERVICE}{rest}")),
        None => (None, path.to_owned()),
    }
}

/// The path of a field of the service at a place: the opposite of [`split_path`].
#[must_use]
pub fn join_path(place: usize, path: &str) -> String {
    path.strip_prefix(SERVICE).map_or_else(|| path.to_owned(), |rest| format!("services[{place}]{rest}"))
}

/// The text of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// The field's path in the scenario.
    pub path: String,
    /// Its text; None where the user went back to what is pasted, picked or assumed.
    pub text: Option<String>,
    /// The text that was pasted then.
    pub paste: u32,
    /// When this was done, among all that was done.
    pub order: u32,
}

/// A pasted setting that is not used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// The field's path in the scenario.
    pub path: String,
    /// The text that was pasted then.
    pub paste: u32,
}

/// One of several pasted values of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The field's path in the scenario.
    pub path: String,
    /// The line of the text.
    pub line: u32,
    /// The value, as JSON.
    pub value: String,
}

/// A row of the catalog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// The kind of row: a place among [`Page::shelves`](crate::Page::shelves).
    pub shelf: u8,
    /// The row.
    pub id: String,
    /// Its size, as the user typed it; None for a small one.
    pub size: Option<String>,
    /// The text that was pasted then.
    pub paste: u32,
    /// When this was done, among all that was done.
    pub order: u32,
}

/// Everything that the user had given when it was kept, without what was kept beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// What was given.
    pub input: Input,
}

/// What the fragment of an address holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The services, at least one.
    pub services: Vec<OpenedService>,
    /// Fields that all services share: paths and texts.
    pub shared: Vec<(String, String)>,
    /// What cannot be used, in words.
    pub problems: Vec<String>,
}

/// A service of an address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenedService {
    /// Its name; empty for none.
    pub name: String,
    /// Its fields: paths, which begin with `services[0]`, and texts.
    pub fields: Vec<(String, String)>,
}

impl Entries {
    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, path: &str) -> Option<&Typed> {
        self.typed.iter().find(|typed| typed.path == path)
    }

    /// The texts that were pasted when these were given; a number may occur several times.
    fn texts(&self) -> impl Iterator<Item = u32> {
        let typed = self.typed.iter().map(|typed| typed.paste);
        let refused = self.refused.iter().map(|refusal| refusal.paste);
        typed.chain(refused).chain(self.picks.iter().map(|pick| pick.paste))
    }
}

impl Input {
    /// The texts that it names, those of what is kept too; a number may occur several times.
    pub fn texts(&self) -> impl Iterator<Item = u32> {
        let own = |input: &Self| {
            let of_services = input.services.iter().flat_map(|service| service.entries.texts().chain([service.paste]));
            of_services.chain(input.shared.texts()).collect::<Vec<u32>>()
        };
        let kept: Vec<u32> = self.kept.iter().flat_map(|kept| own(&kept.input)).collect();
        own(self).into_iter().chain(kept).filter(|text| *text > 0)
    }

    /// What belongs to a field of the service at a place, or to all services.
    #[must_use]
    pub fn entries(&self, service: usize, path: &str) -> Option<&Entries> {
        if is_of_service(path) { Some(&self.services.get(service)?.entries) } else { Some(&self.shared) }
    }

    /// What was typed into a field of the service at a place, or of all services.
    #[must_use]
    pub fn typed(&self, service: usize, path: &str) -> Option<&Typed> {
        self.entries(service, path)?.typed(path)
    }
}
