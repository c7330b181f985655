//! The scenario as a file with comments that say where each value is from.

use super::search::{Origin, Rank};
use crate::text::printable;
use poolwise::{read::Setting, scenario::Document};
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Write};

pub(super) struct Draft {
    pub(super) text: String,
    /// How many values are from files.
    pub(super) used: usize,
    /// What is assumed, in sentences.
    pub(super) assumed: Vec<String>,
}

/// A value, and a comment about it.
struct Given {
    value: Value,
    comment: String,
}

/// Fields that are written where no file gives them, since the sum of connections rests on them.
const NEEDED: [(&str, &str); 5] = [
    ("database.max_connections", "PostgreSQL's default; SHOW max_connections tells"),
    ("services[0].instances", "how many run in production"),
    ("services[0].workers", "processes of each instance"),
    ("services[0].pool.size", "SQLAlchemy's default"),
    ("services[0].pool.overflow", "SQLAlchemy's default"),
];

/// Tables in the order of the file; a field of none of them is left out.
const TABLES: [(&str, &str); 5] = [
    ("[database]", "database."),
    ("[pooler]", "pooler."),
    ("[[services]]", "services[0]."),
    ("[services.pool]", "services[0].pool."),
    ("[services.deploy]", "services[0].deploy."),
];

const TRAFFIC: &str = "\
# No file says how much traffic there is, and without it no wait is predicted. Give the requests per second
# of all instances, and for how long each holds a connection:
# [[services.traffic]]
# rate_per_s = 100
# hold_ms = { mean = 50 }
";

impl Draft {
    pub(super) fn new(name: &str, found: &[Origin]) -> Self {
        let mut given = from_files(found);
        let used = given.len();
        let mut assumed =
            vec![format!("All files are about one service, {name}: for another run poolwise init in its folder.")];
        let defaults = serde_json::to_value(Document::from_toml("services = [{}]").unwrap_or_default().scenario)
            .unwrap_or_default();
        for (field, why) in NEEDED {
            let pointer = format!("/{}", field.replace("[0]", "/0").replace('.', "/"));
            let Some(value) = defaults.pointer(&pointer).filter(|_| !given.contains_key(field)) else { continue };
            let label = field.rsplit("services[0].").next().unwrap_or(field);
            assumed.push(format!("{label} = {value}: {why}."));
            given.insert(field.to_owned(), Given { value: value.clone(), comment: format!("assumed: {why}") });
        }
        let name = Given { value: name.into(), comment: "the folder's name".to_owned() };
        given.insert("services[0].name".to_owned(), name);
        Self { text: text(&given), used, assumed }
    }
}

/// The fields that the files set, the file that counts most first.
fn from_files(found: &[Origin]) -> BTreeMap<String, Given> {
    let mut document = Document::default();
    let mut given: BTreeMap<String, Given> = BTreeMap::new();
    for origin in found {
        for setting in origin.settings.iter().filter(|setting| is_shown(setting)) {
            let place = format!("{}:{} {}", origin.place, setting.line, setting.key);
            if let Some(before) = given.get_mut(&setting.field) {
                if before.value != setting.value {
                    let _ = write!(before.comment, "; {place} has {}", toml(&setting.value));
                }
                continue;
            }
            // What does not fit the field is no value of it.
            let Ok(with) = document.with(&setting.field, setting.value.clone()) else { continue };
            document = with;
            let doubt = if origin.rank <= Rank::Example { ", of no production" } else { "" };
            let comment = format!("{place}{doubt}");
            given.insert(setting.field.clone(), Given { value: setting.value.clone(), comment });
        }
    }
    given
}

/// Whether a value may be shown: a number, a switch, or a word of a field that takes words of a list only.
fn is_shown(setting: &Setting) -> bool {
    let ends =
        ["surge", "unavailable", "driver", "worker_class", "class", "kind", "environment", "pool_mode", "strategy"];
    let takes_words = ends.iter().any(|end| setting.field.ends_with(&format!(".{end}")));
    match &setting.value {
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(_) => takes_words,
        _ => false,
    }
}

fn text(given: &BTreeMap<String, Given>) -> String {
    let mut text =
        "# By poolwise init. Behind each value stands where it was read; what is assumed should be checked.\n"
            .to_owned();
    for (header, prefix) in TABLES {
        let fields = given.iter().filter_map(|(field, given)| {
            Some((field.strip_prefix(prefix).filter(|name| !name.contains(['.', '[']))?, given))
        });
        let mut fields = fields.peekable();
        if fields.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "\n{header}");
        for (name, Given { value, comment }) in fields {
            let _ = writeln!(text, "{name} = {}  # {}", toml(value), printable(comment));
        }
    }
    text + "\n" + TRAFFIC
}

/// A number, a switch or a text as TOML has it, which is as JSON has it.
fn toml(value: &Value) -> String {
    value.to_string()
}
