//! A scenario file, as the command reads it, put into the page's fields.

use crate::fields::{self, Filled};
use poolwise::scenario::Document;
use poolwise_view::{Opened, OpenedService};
use serde_json::Value;

/// Whether a text is meant as a scenario: it has a table that no other kind of text has.
#[must_use]
pub fn is_scenario(text: &str) -> bool {
    let is_json = || serde_json::from_str::<Value>(text).is_ok_and(|tree| tree["services"].is_array());
    text.lines().any(|line| line.trim() == "[[services]]") || text.trim_start().starts_with('{') && is_json()
}

/// What the fields hold after a scenario is opened. A field that the page does not have is named, and the rest is kept.
///
/// # Errors
/// Where the text is no scenario: what is wrong, and its line and column.
///
/// ```
/// let opened = poolwise_js::import::open("[[services]]\nname = 'api'\npool = { size = 7 }").unwrap();
/// assert_eq!(opened.services[0].name, "api");
/// assert_eq!(opened.services[0].fields, [("services[0].pool.size".to_owned(), "7".to_owned())]);
/// ```
pub fn open(text: &str) -> Result<Opened, String> {
    let is_json = text.trim_start().starts_with('{');
    let document = if is_json { Document::from_json(text) } else { Document::from_toml(text) };
    let document = document.map_err(|error| error.to_string())?;
    let mut opened = Opened::default();
    for service in &document.scenario.services {
        opened.services.push(OpenedService { name: service.name.clone(), fields: Vec::new() });
    }
    if opened.services.is_empty() {
        opened.services.push(OpenedService::default());
    }
    put("", &document.to_json(), &mut opened);
    Ok(opened)
}

/// Puts what stands below a path into its fields, the deepest part first that has some.
fn put(path: &str, value: &Value, opened: &mut Opened) {
    let is_name = path.starts_with("services[") && path.ends_with("].name");
    match (fields::filled([(path, value)]), value) {
        (Some(filled), _) => filled.into_iter().for_each(|one| put_text(one, opened)),
        (None, Value::Object(parts)) => {
            for (key, part) in parts {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                put(&below, part, opened);
            }
        }
        (None, Value::Array(items)) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                put(&format!("{path}[{index}]"), item, opened);
            }
        }
        _ if is_name => {}
        _ => opened.problems.push(format!("{path}: the page has no field for it")),
    }
}

fn put_text(Filled { field, service, text }: Filled, opened: &mut Opened) {
    let fields = match service {
        Some(place) => opened.services.get_mut(place).map(|service| &mut service.fields),
        None => Some(&mut opened.shared),
    };
    if let Some(fields) = fields {
        fields.push((field.path().to_owned(), text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fields: &[&[&str]], problems: &[&str]) {
        let opened = open(text).unwrap();
        let texts = |service: &OpenedService| -> Vec<String> {
            service.fields.iter().map(|(path, text)| format!("{path} {text}")).collect()
        };
        assert_eq!(opened.services.iter().map(texts).collect::<Vec<_>>(), fields, "{text}");
        assert_eq!(opened.problems, problems, "{text}");
    }

    #[test]
    fn fields_of_a_scenario_are_those_of_the_page() {
        check("[[services]]\npool = { size = 7 }", &[&["services[0].pool.size 7"]], &[]);
        check(
            "[[services]]\ninstances = 2\n[[services]]\ninstances = 3\nsurge = '25%'",
            &[&["services[0].instances 2"], &["services[0].instances 3", "services[0].surge 25"]],
            &[],
        );
        check(
            "[[services]]\ntraffic = [{ rate_per_s = 5, hold_ms = { mean = 50 } }, { rate_per_s = 1 }]",
            &[&["services[0].traffic[0].hold_ms.mean 50", "services[0].traffic[0].rate_per_s 5"]],
            &["services[0].traffic[1].rate_per_s: the page has no field for it"],
        );
        check(r#"{"services": [{"pool": {"size": 7}}]}"#, &[&["services[0].pool.size 7"]], &[]);
    }

    #[test]
    fn a_broken_scenario_is_refused_with_the_place() {
        let error = open("[[services]]\npool = 7").unwrap_err();
        assert!(error.starts_with("line 2, column 8: services[0].pool: "), "{error}");
        let error = open("[[services]]\npool = {").unwrap_err();
        assert!(error.contains("line 2"), "{error}");
        assert!(is_scenario("# ours\n[[services]]\n") && is_scenario("{\"services\": []}"));
        assert!(!is_scenario("DB_POOL_SIZE=5") && !is_scenario("{\"services\": {\"web\": {}}}"));
    }
}
