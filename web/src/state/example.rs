//! An example to start from.

use super::Texts;
use poolwise_view::{Entries, Input, ServiceInput, Typed};

/// The order of what belongs to the example: before anything that the user does.
pub(super) const ORDER: u32 = 0;

/// What the text in its paste box begins with.
pub(super) const TITLE: &str = "# .env of the api\n";

/// What the example has in its paste box.
pub(super) const PASTE: &str = "# .env of the api\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=10\nDB_POOL_TIMEOUT=30\n\
                                DB_POOL_RECYCLE=1800\nDB_POOL_PRE_PING=true\nWEB_CONCURRENCY=2\n";

/// What is typed beside that.
const FIELDS: [(&str, &str); 4] = [
    ("services[0].traffic[0].rate_per_s", "180"),
    ("services[0].traffic[0].hold_ms.mean", "60"),
    ("services[0].instances", "4"),
    ("services[0].surge", "25"),
];

/// What the pasted text says, typed.
const PASTED_FIELDS: [(&str, &str); 6] = [
    ("services[0].pool.size", "5"),
    ("services[0].pool.overflow", "10"),
    ("services[0].pool.timeout_s", "30"),
    ("services[0].pool.recycle_s", "1800"),
    ("services[0].pool.pre_ping", "true"),
    ("services[0].workers", "2"),
];

/// The example with an empty paste box, ready for a paste.
pub(super) fn untouched() -> Input {
    input(ServiceInput { entries: entries(FIELDS.iter().chain(&PASTED_FIELDS), 0), ..ServiceInput::default() })
}

/// The example with its text in the paste box, under this number.
pub(super) fn pasted(number: u32, texts: &mut Texts) -> Input {
    texts.put(number, PASTE.to_owned());
    input(ServiceInput { paste: number, entries: entries(FIELDS.iter(), number), ..ServiceInput::default() })
}

/// One service, and a server whose limit is known.
fn input(service: ServiceInput) -> Input {
    let limit =
        Typed { path: "database.max_connections".to_owned(), text: Some("100".to_owned()), paste: 0, order: ORDER };
    let shared = Entries { typed: vec![limit], ..Entries::default() };
    Input { services: vec![service], shared, ..Input::default() }
}

fn entries<'a>(fields: impl Iterator<Item = &'a (&'static str, &'static str)>, paste: u32) -> Entries {
    let one = |(path, text): &(&str, &str)| Typed {
        path: (*path).to_owned(),
        text: Some((*text).to_owned()),
        paste,
        order: ORDER,
    };
    Entries { typed: fields.map(one).collect(), ..Entries::default() }
}
