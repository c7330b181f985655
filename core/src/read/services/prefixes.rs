//! Variables of several services in one file: `API_DB_POOL_SIZE` and `WORKER_DB_POOL_SIZE`.

use super::{MAX_SECTIONS, Section};
use crate::read::names::{OptionMeaning, ignored_prefix, meaning};
use std::collections::{BTreeMap, BTreeSet};

/// Words of prefixes that are about the database, not the service.
const OF_DATABASE: [&str; 6] = ["DB", "DATABASE", "SQLALCHEMY", "SQL", "POSTGRES", "PG"];

/// Prefixes of one service's several engines.
const OF_ENGINES: [&str; 9] = ["READ", "WRITE", "READER", "WRITER", "REPLICA", "PRIMARY", "SECONDARY", "RO", "RW"];

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let mut setters: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for key in lines.iter().filter_map(|line| key(line)) {
        let Some(prefix) = ignored_prefix(key).and_then(prefix_of_service) else { continue };
        if let Some(field) = meaning(key).and_then(OptionMeaning::field) {
            setters.entry(field).or_default().insert(prefix.clone());
        }
        if !order.contains(&prefix) {
            order.push(prefix);
        }
        if order.len() > MAX_SECTIONS {
            return Vec::new();
        }
    }
    // Two that set the same are two services; one alone may be a product's prefix.
    let services: BTreeSet<&String> = setters.values().filter(|prefixes| prefixes.len() > 1).flatten().collect();
    let section = |prefix: &String| {
        let is_own =
            |line: &str| key(line).is_some_and(|key| key.to_ascii_uppercase().starts_with(&format!("{prefix}_")));
        let own = lines.iter().enumerate().filter(|(_, line)| is_own(line)).map(|(number, _)| number..number + 1);
        Section { name: prefix.to_lowercase(), lines: own.collect(), is_shared: false }
    };
    order.iter().filter(|prefix| services.contains(prefix)).map(section).collect()
}

/// The variable that a line sets.
fn key(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches("export ");
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(key)
}

/// What is left of a prefix without its words about the database: `API` of `API_DB_`.
fn prefix_of_service(prefix: &str) -> Option<String> {
    let upper = prefix.to_ascii_uppercase();
    let mut words: Vec<&str> = upper.split('_').filter(|word| !word.is_empty()).collect();
    while words.last().is_some_and(|word| OF_DATABASE.contains(word)) {
        words.pop();
    }
    let name = words.join("_");
    (!name.is_empty() && !OF_ENGINES.contains(&name.as_str())).then_some(name)
}
