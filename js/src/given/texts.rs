//! Pasted texts, each read once: sliders move often, and a text may be long.

use crate::import;
use poolwise::read::{Reading, read, services};
use poolwise_view::{Input, PastePart};
use std::{collections::BTreeMap, rc::Rc};

/// What the texts say that an input may name.
#[derive(Clone, Debug, Default)]
pub struct Texts(BTreeMap<u32, Text>);

/// What a text says.
#[derive(Clone, Debug)]
struct Text {
    whole: Rc<Reading>,
    is_scenario: bool,
    /// What it says of each service, where it is about several; with the service's name.
    parts: Vec<(String, Rc<Reading>)>,
}

impl Texts {
    /// Reads a text and keeps what it says.
    pub fn keep(&mut self, number: u32, text: &str) {
        let parts = services(text).into_iter().map(|one| (one.name, Rc::new(read(&one.text, None))));
        let is_scenario = import::is_scenario(text);
        let mut whole = read(text, None);
        if is_scenario {
            // It is recognized, as what it is.
            whole.notes.retain(|note| note.code != "nothing_found");
        }
        self.0.insert(number, Text { whole: Rc::new(whole), is_scenario, parts: parts.collect() });
    }

    /// What a part of a text says; nothing where it is not kept.
    #[must_use]
    pub fn reading(&self, number: u32, part: PastePart) -> Rc<Reading> {
        let reading = self.0.get(&number).and_then(|text| match part {
            PastePart::Any | PastePart::Whole => Some(text.whole.clone()),
            PastePart::Of(place) => text.parts.get(usize::from(place)).map(|(_, reading)| reading.clone()),
        });
        reading.unwrap_or_else(|| Rc::new(read("", None)))
    }

    /// The names of the services that a text is about; none where it is about one.
    pub fn parts(&self, number: u32) -> impl Iterator<Item = &str> {
        self.0.get(&number).into_iter().flat_map(|text| &text.parts).map(|(name, _)| name.as_str())
    }

    /// Whether a text is a scenario.
    #[must_use]
    pub fn is_scenario(&self, number: u32) -> bool {
        self.0.get(&number).is_some_and(|text| text.is_scenario)
    }

    /// Forgets the texts that an input does not name.
    pub fn forget_others(&mut self, input: &Input) {
        self.0.retain(|number, _| input.texts().any(|named| named == *number));
    }
}
