//! Where the fields of a JSON text are.

use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

/// The texts of the top level's fields and of each service.
pub(super) struct Places<'a> {
    text: &'a str,
    fields: Fields<'a>,
    services: Vec<&'a RawValue>,
}

type Fields<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

impl<'a> Places<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let fields: Fields<'a> = serde_json::from_str(text).ok()?;
        let services =
            fields.get("services").and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default();
        Some(Self { text, fields, services })
    }

    /// Where the value of the deepest part of `path` that exists begins, in bytes.
    pub(super) fn start(&self, path: &str) -> Option<usize> {
        let mut found = None;
        let mut fields = Some(Cow::Borrowed(&self.fields));
        for (depth, part) in path.split('.').enumerate() {
            let mut indices = part.split('[');
            let mut here = fields.as_ref().zip(indices.next()).and_then(|(fields, key)| fields.get(key).copied());
            for index in indices {
                found = here.or(found);
                let index: Option<usize> = index.strip_suffix(']').and_then(|index| index.parse().ok());
                here = match (depth, index) {
                    (0, Some(index)) if part.starts_with("services[") => self.services.get(index).copied(),
                    (_, Some(index)) => {
                        let items: Option<Vec<&RawValue>> = here.and_then(|list| serde_json::from_str(list.get()).ok());
                        items.and_then(|items| items.get(index).copied())
                    }
                    _ => None,
                };
            }
            found = here.or(found);
            fields = here.and_then(|value| serde_json::from_str(value.get()).ok()).map(Cow::Owned);
            if fields.is_none() {
                break;
            }
        }
        // The raw values are parts of the text.
        Some((found?.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }
}

#[cfg(test)]
mod tests {
    use crate::locate::Lines;

    fn check(path: &str, expected: usize) {
        let text = "\
{
  \"database\": { \"max_connections\": 100 },
  \"services\": [
    { \"name\": \"a\\\"[{\" },
    {
      \"name\": \"jobs\",
      \"traffic\": [
        { \"rate_per_s\": 2,
          \"hold_ms\": { \"mean\": 50 } }
      ]
    }
  ]
}
";
        assert_eq!(Lines::of_json(text).line(path), expected, "{path}");
    }

    #[test]
    fn a_field_has_the_line_of_its_value() {
        check("database.max_connections", 2);
        check("services[0].name", 4);
        check("services[1].name", 6);
        check("services[1].traffic[0].hold_ms.mean", 9);
    }

    #[test]
    fn a_missing_field_has_the_line_around_it() {
        check("services[1].pool.size", 5);
        check("services[7].name", 3);
        check("services[1].traffic[0].hold_ms.cv", 9);
        check("targets.headroom", 1);
    }
}
