//! The fields as they stand.

use crate::rows::{Origin, Row};
use poolwise_view::{Field, Source};

pub(super) fn field(row: &Row) -> Field {
    let (origin, source) = match row.origin {
        Origin::Default if row.text.is_empty() => (String::new(), Source::Default),
        Origin::Default => ("default".to_owned(), Source::Default),
        Origin::Pasted(kind, line) => (format!("your {}, line {line}", kind.title()), Source::Pasted),
        Origin::Assumed(kind, line) => (format!("assumed from your {}, line {line}", kind.title()), Source::Pasted),
        Origin::Example => ("example".to_owned(), Source::Pasted),
        Origin::Typed => ("yours".to_owned(), Source::Typed),
    };
    Field {
        text: row.field.shown(&row.text).to_owned(),
        origin,
        source,
        quoted: row.quoted.clone().unwrap_or_default(),
        error: row.error.clone().unwrap_or_default(),
        step: row.field.scale.nearest(row.number()).try_into().unwrap_or(u16::MAX),
    }
}
