//! All services of an input, and the scenario that they make together.

use crate::{
    given::{Given, Texts},
    link,
    rows::{Row, rows_of, rows_of_service},
};
use poolwise::scenario::Document;
use poolwise_view::{Input, is_of_service};

/// The services of an input.
pub struct Fleet {
    /// The place of the service in view.
    pub shown: usize,
    /// What counts of that service.
    pub given: Given,
    /// Its fields, and those that all services share.
    pub rows: Vec<Row>,
    /// That service alone, with what all share.
    pub alone: Document,
    /// All services together.
    pub document: Document,
    /// Fields of the other services that cannot be read, each as "its service: its label".
    pub unreadable: Vec<String>,
    /// All that is given, as the fragment of an address.
    pub link: String,
}

/// The services of an input, of which the one at a place is in view; the last one where there are fewer.
#[must_use]
pub fn fleet(input: &Input, shown: usize, texts: &Texts) -> Fleet {
    let count = input.services.len();
    let shown = shown.min(count.saturating_sub(1));
    let given = Given::new(input, shown, texts);
    let (rows, mut alone) = rows_of(&given);
    put_name(&mut alone, input, shown);
    let mut unreadable = Vec::new();
    let mut link = link::VERSION.to_owned();
    let mut documents: Vec<Document> = Vec::new();
    for place in 0..count {
        let name = &input.services[place].name;
        if place == shown {
            let own = rows.iter().filter(|row| is_of_service(row.field.path()));
            link += &link::service(name, &link::pairs(own));
            documents.push(alone.clone());
            continue;
        }
        let (rows, mut document) = rows_of_service(&Given::new(input, place, texts));
        put_name(&mut document, input, place);
        link += &link::service(name, &link::pairs(&rows));
        let wrong = rows.iter().filter(|row| row.error.is_some());
        unreadable.extend(wrong.map(|row| format!("{}: {}", document.scenario.services[0].name, row.field.label)));
        documents.push(document);
    }
    link += &link::pairs(rows.iter().filter(|row| !is_of_service(row.field.path())));
    if !given.reading.errors.is_empty() || !given.reading.measurements.is_empty() {
        link += link::WITH_ERRORS;
    }
    // Only the service in view brings what all share, so nothing is there twice.
    let document = Document::joined(documents).unwrap_or_else(|_| alone.clone());
    Fleet { shown, given, rows, alone, document, unreadable, link }
}

/// A service of several that has no name is called by its number.
fn put_name(document: &mut Document, input: &Input, place: usize) {
    let name = input.services.get(place).map(|service| service.name.trim()).unwrap_or_default();
    if let Ok(named) = document.with("services[0].name", name.into())
        && !name.is_empty()
    {
        *document = named;
    } else if input.services.len() > 1 {
        document.scenario.services[0].name = format!("service {}", place + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise_view::{Entries, PastePart, ServiceInput, Typed};

    const TWO: &str = "# api/.env\nDB_POOL_SIZE=10\n# worker/.env\nDB_POOL_SIZE=5\n# psql\nmax_connections = 300\n";

    fn service(name: &str, paste: u32, part: PastePart, size: Option<&str>) -> ServiceInput {
        let typed = size.map(|size| Typed {
            path: "services[0].pool.size".to_owned(),
            text: Some(size.to_owned()),
            paste,
            order: 9,
        });
        let entries = Entries { typed: typed.into_iter().collect(), ..Entries::default() };
        ServiceInput { name: name.to_owned(), paste, part, entries }
    }

    /// The name and the size of each service's pool.
    fn check(services: Vec<ServiceInput>, shown: usize, expected: &[(&str, u32)]) -> Fleet {
        let mut texts = Texts::default();
        texts.keep(1, TWO);
        texts.keep(2, "DB_POOL_SIZE=7");
        let fleet = fleet(&Input { services, ..Input::default() }, shown, &texts);
        let found: Vec<(&str, u32)> =
            fleet.document.scenario.services.iter().map(|one| (one.name.as_str(), one.pool.size.get())).collect();
        assert_eq!(found, expected);
        fleet
    }

    #[test]
    fn each_service_has_its_part_of_the_paste_and_its_own_fields() {
        let [first, second] = [PastePart::Of(0), PastePart::Of(1)];
        let both = || vec![service("api", 1, first, None), service("worker", 1, second, Some("6"))];
        for shown in 0..2 {
            let fleet = check(both(), shown, &[("api", 10), ("worker", 6)]);
            assert_eq!(fleet.shown, shown);
            assert_eq!(fleet.document.scenario.services[shown], fleet.alone.scenario.services[0]);
        }
        check(vec![service("", 1, PastePart::Whole, None)], 0, &[("app", 5)]);
        check(
            vec![service("", 2, PastePart::Any, None), service("", 0, PastePart::Any, None)],
            7,
            &[("service 1", 7), ("service 2", 5)],
        );
    }

    #[test]
    fn what_all_services_share_is_the_same_whichever_is_in_view() {
        let services = || vec![service("a", 1, PastePart::Of(0), None), service("b", 2, PastePart::Any, None)];
        let all = [0, 1].map(|shown| check(services(), shown, &[("a", 10), ("b", 7)]).document.scenario);
        assert_eq!(all[0], all[1]);
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named_with_its_service() {
        let services = vec![service("a", 0, PastePart::Any, None), service("b", 0, PastePart::Any, Some("x"))];
        assert_eq!(check(services, 0, &[("a", 5), ("b", 5)]).unreadable, ["b: Pool size"]);
    }
}
