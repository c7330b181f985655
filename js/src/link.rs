//! A scenario in the fragment of an address: `#v1&service=api&pool.size=5&database.max_connections=200`.
//!
//! Keys are the fields' paths in the scenario, without `services[0].` and `traffic[0].`; those of a service follow its
//! name. Values are numbers, switches and words from fixed lists, so a link never holds a secret.

use crate::{
    fields::{FIELDS, Field, Kind},
    rows::{Origin, Row, objection, value_of},
};
use poolwise_view::{Opened, OpenedService, is_of_service};
use serde_json::Value;

/// What a fragment begins with.
pub const VERSION: &str = "v1";

/// A fragment longer than this was not made by the page.
const MAX_BYTES: usize = 8 * 1024;

/// More services than this are not opened.
const MAX_SERVICES: usize = 20;

/// The longest name of a service, in letters.
const MAX_NAME: usize = 40;

/// The key of a service's name, which those of its fields follow.
const SERVICE: &str = "service";

/// Says that errors or measurements were pasted, which no link holds.
pub const WITH_ERRORS: &str = "&errors=1";

/// What comes before the name of a field.
const PREFIXES: [&str; 2] = ["services[0].", "traffic[0]."];

/// The pairs of all fields that somebody gave and that can be read: `&pool.size=5`.
#[must_use]
pub fn pairs<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let given = rows.into_iter().filter(|row| row.origin != Origin::Default && row.error.is_none());
    let pair = |row: &Row| {
        let value = match value_of(row.field, &row.text).ok()?? {
            Value::String(word) => word.replace('%', "%25"),
            value => value.to_string(),
        };
        Some(format!("&{}={value}", key(row.field)))
    };
    given.filter_map(pair).collect()
}

/// The name of a service and its pairs; a name that is not plain is left out.
#[must_use]
pub fn service(name: &str, pairs: &str) -> String {
    let name = if is_plain(name) { name } else { "" };
    format!("&{SERVICE}={}{pairs}", name.replace(' ', "%20"))
}

fn key(field: &Field) -> &str {
    PREFIXES.iter().fold(field.path(), |path, prefix| path.strip_prefix(prefix).unwrap_or(path))
}

fn is_plain(name: &str) -> bool {
    name.len() <= MAX_NAME && name.chars().all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c))
}

/// What a fragment holds. A field that cannot be used is named, and the rest is kept.
///
/// ```
/// use poolwise_js::link::open;
/// let opened = open("#v1&service=api&pool.size=7&database.cores=some");
/// assert_eq!(opened.services[0].fields, [("services[0].pool.size".to_owned(), "7".to_owned())]);
/// assert_eq!(opened.problems.len(), 1);
/// ```
#[must_use]
pub fn open(fragment: &str) -> Opened {
    let mut opened = Opened { services: vec![OpenedService::default()], ..Opened::default() };
    let mut pairs = fragment.trim_start_matches('#').split('&');
    let version = pairs.next().unwrap_or_default();
    if fragment.len() > MAX_BYTES {
        opened.problems.push(format!("the link has {} bytes; the limit is {MAX_BYTES}", fragment.len()));
        return opened;
    }
    if version != VERSION {
        opened.problems.push("the link is from another version of the page, or cut off".to_owned());
    }
    // Fields before the first name are those of the first service.
    let mut is_first = true;
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = value.replace("%25", "%").replace("%20", " ");
        if pair == WITH_ERRORS.trim_start_matches('&') {
            opened.problems.push(
                "pasted errors and measurements are not kept: paste the text again to see what happened".to_owned(),
            );
            continue;
        }
        if key != SERVICE {
            put(&mut opened, key, &value);
            is_first = false;
            continue;
        }
        if !std::mem::take(&mut is_first) {
            if opened.services.len() == MAX_SERVICES {
                opened.problems.push(format!("only {MAX_SERVICES} services are opened"));
                return opened;
            }
            opened.services.push(OpenedService::default());
        }
        if let Some(service) = opened.services.last_mut().filter(|_| is_plain(&value)) {
            service.name = value;
        }
    }
    opened
}

fn put(opened: &mut Opened, key: &str, value: &str) {
    let Some(field) = FIELDS.iter().find(|field| self::key(field) == key) else {
        let key = if is_plain(key) { key } else { "a field" };
        opened.problems.push(format!("{key}: there is no such field"));
        return;
    };
    match text_of(field, value) {
        Err(error) => opened.problems.push(format!("{}: {error}", field.label)),
        Ok(text) => {
            let fields = match opened.services.last_mut() {
                Some(service) if is_of_service(field.path()) => &mut service.fields,
                _ => &mut opened.shared,
            };
            if fields.iter().all(|(path, _)| path != field.path()) {
                fields.push((field.path().to_owned(), text));
            }
        }
    }
}

/// The text of a field with this value, where the scenario takes it.
fn text_of(field: &'static Field, value: &str) -> Result<String, String> {
    let value = match field.kind {
        Kind::Choice(_) | Kind::Surge => value.into(),
        Kind::Switch => Value::Bool(value.parse().map_err(|_| "must be true or false".to_owned())?),
        Kind::Whole | Kind::Number | Kind::Percent => {
            let number: Option<f64> = value.parse().ok().filter(|number: &f64| number.is_finite());
            number.ok_or_else(|| "must be a number".to_owned())?.into()
        }
    };
    let text = field.kind.text_of(&value);
    objection(field, &text).map_or(Ok(text), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{given::Given, rows::rows_of};

    const SIZE: &str = "services[0].pool.size";

    #[test]
    fn a_link_opens_as_it_was_made() {
        let given = [
            (SIZE, "7"),
            ("services[0].surge", "25"),
            ("services[0].leak_probability", "0.5"),
            ("services[0].pool.pre_ping", "true"),
            ("services[0].driver", "asyncpg"),
            ("services[0].burst.factor", "3"),
            ("database.max_connections", "200"),
            ("targets.may_change.workers", "true"),
        ];
        let (rows, _) = rows_of(&Given::of_fields(&given, ""));
        let (own, shared): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| is_of_service(row.field.path()));
        let link = format!("#{VERSION}{}{}", service("the api", &pairs(&own)), pairs(&shared));
        let opened = open(&link);
        assert_eq!((opened.services[0].name.as_str(), opened.problems), ("the api", Vec::<String>::new()), "{link}");
        let mut found: Vec<_> = opened.services[0].fields.iter().chain(&opened.shared).collect();
        found.sort();
        let mut expected: Vec<_> = given.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec();
        expected.sort();
        assert_eq!(found, expected.iter().collect::<Vec<_>>(), "{link}");
    }

    /// The size of each service's pool, and what is wrong with the link.
    fn check(link: &str, sizes: &[&str], problems: &[&str]) {
        let opened = open(link);
        let size = |one: &OpenedService| {
            one.fields.iter().find(|(path, _)| path == SIZE).map_or_else(String::new, |(_, text)| text.clone())
        };
        assert_eq!(opened.services.iter().map(size).collect::<Vec<_>>(), sizes, "{link}");
        assert_eq!(opened.problems, problems, "{link}");
    }

    #[test]
    fn what_a_link_holds_amiss_is_named_and_the_rest_kept() {
        check("#v1", &[""], &[]);
        check("#v1&service=a&pool.size=5&service=b&pool.size=6", &["5", "6"], &[]);
        check("#v1&pool.size=5&service=b&pool.size=6", &["5", "6"], &[]);
        check("#v1&pool.size=5&pool.size=9", &["5"], &[]);
        check(
            "#v1&pool.size=-3&instances=2",
            &[""],
            &["Pool size: must be a whole number from 0 to 4294967295, found -3"],
        );
        check("#v1&pool.size=x&rate_per_s=NaN", &[""], &["Pool size: must be a number", "Requests: must be a number"]);
        check("#v1&nothing=1&<b>=2", &[""], &["nothing: there is no such field", "a field: there is no such field"]);
        check("#v1&kind=other", &[""], &["Kind: must be one of web, job, function"]);
        check("#v2&pool.size=5", &["5"], &["the link is from another version of the page, or cut off"]);
        let lost = "pasted errors and measurements are not kept: paste the text again to see what happened";
        check("#v1&pool.size=5&errors=1", &["5"], &[lost]);
        check("", &[""], &["the link is from another version of the page, or cut off"]);
        check(&format!("#v1{}", "&pool.size=5".repeat(1000)), &[""], &["the link has 12003 bytes; the limit is 8192"]);
        let many = format!("#v1{}", "&service=a".repeat(30));
        assert_eq!(open(&many).services.len(), MAX_SERVICES);
    }
}
