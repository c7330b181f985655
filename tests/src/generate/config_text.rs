//! Configuration in YAML, INI and TOML, with settings of SQLAlchemy's pool among other keys, and in comments.

use proptest::{prelude::*, sample::select};

/// The format of a configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML, which `PyYAML` reads.
    Yaml,
    /// INI, which configparser reads.
    Ini,
    /// TOML, which tomllib reads.
    Toml,
}

impl Format {
    /// Its name: "yaml", "ini" or "toml".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Ini => "ini",
            Self::Toml => "toml",
        }
    }
}

/// One line of a section.
#[derive(Clone, Debug)]
enum Item {
    Setting { key: &'static str, value: String, style: usize },
    Comment(&'static str),
    Blank,
}

/// Keys that mean nothing to a pool.
const OTHERS: [(&str, &str); 5] =
    [("name", "shop"), ("region", "eu-1"), ("retries", "3"), ("echo_pool", "none"), ("ratio", "0.5")];

/// Comments that name settings which do not apply.
const COMMENTS: [&str; 4] = ["was smaller", "pool_size: 7", "max_overflow = 9", "set pool_timeout to 3"];

/// Values of a key that are numbers or switches, and words that are neither.
fn setting() -> impl Strategy<Value = (&'static str, String)> {
    // To some frameworks a timeout of 0 has no end, so it is read by none.
    let number = |key: &'static str, most: u32| (1..most).prop_map(move |number| (key, number.to_string()));
    prop_oneof![
        3 => number("pool_size", 500),
        3 => number("max_overflow", 500),
        2 => number("pool_timeout", 300),
        2 => number("pool_recycle", 7200),
        2 => any::<bool>().prop_map(|on| ("pool_pre_ping", on.to_string())),
        1 => select(vec!["max_overflow", "pool_recycle"]).prop_map(|key| (key, "-1".to_owned())),
        1 => (1..60_u32, 1..10_u32).prop_map(|(whole, tenth)| ("pool_timeout", format!("{whole}.{tenth}"))),
        1 => select(vec!["pool_size", "max_overflow"]).prop_map(|key| (key, "auto".to_owned())),
        4 => select(&OTHERS[..]).prop_map(|(key, value)| (key, value.to_owned())),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        6 => (setting(), 0..6_usize).prop_map(|((key, value), style)| Item::Setting { key, value, style }),
        1 => select(&COMMENTS[..]).prop_map(Item::Comment),
        1 => Just(Item::Blank),
    ]
}

/// A configuration of a format.
pub fn config_text() -> impl Strategy<Value = (Format, String)> {
    let sections = prop::collection::vec((prop::collection::vec(item(), 1..7), 0..4_usize), 1..4);
    let format = select(vec![Format::Yaml, Format::Ini, Format::Toml]);
    (format, sections, any::<bool>()).prop_map(|(format, sections, crlf)| {
        let sections = sections.into_iter().enumerate();
        let text: String = sections.map(|(index, (items, style))| section(format, index, &items, style)).collect();
        (format, if crlf { text.replace('\n', "\r\n") } else { text })
    })
}

fn section(format: Format, index: usize, items: &[Item], style: usize) -> String {
    let mut earlier_keys = Vec::new();
    // No format allows a key twice.
    let items = items.iter().filter(|item| match item {
        Item::Setting { key, .. } if earlier_keys.contains(key) => false,
        Item::Setting { key, .. } => {
            earlier_keys.push(key);
            true
        }
        Item::Comment(_) | Item::Blank => true,
    });
    let (head, indent) = match (format, style) {
        (Format::Yaml, 0) => (format!("section{index}:\n"), "  "),
        (Format::Yaml, 1) => (format!("section{index}:\n    database:\n"), "      "),
        (Format::Yaml, 2) => return flow(&format!("section{index}: "), items, ": "),
        (Format::Yaml, _) => (format!("section{index}:\n  -\n"), "    "),
        (Format::Toml, 1) => (format!("[section{index}.database]\n"), ""),
        (Format::Toml, 2) => return flow(&format!("[section{index}]\ndatabase = "), items, " = "),
        (Format::Toml, 3) => (format!("[[section{index}]]\n"), "  "),
        (Format::Ini, 1) => (format!("[app:section{index}]\n"), ""),
        (Format::Ini | Format::Toml, _) => (format!("[section{index}]\n"), ""),
    };
    // YAML wants a value in a section; the other formats allow a number that is none of a pool's.
    let filler = match format {
        Format::Yaml => format!("{indent}kind: x\n"),
        Format::Ini => "kind = x\n".to_owned(),
        Format::Toml => format!("{indent}kind = 'x'\n"),
    };
    let lines: String = items.map(|item| line(format, indent, item)).collect();
    format!("{head}{filler}{lines}")
}

/// A table in one line: `{ pool_size: 5, name: shop }`.
fn flow<'a>(head: &str, items: impl Iterator<Item = &'a Item>, sign: &str) -> String {
    let quoted = |value: &str| if is_word(value) { format!("\"{value}\"") } else { value.to_owned() };
    let pairs = items.filter_map(|item| match item {
        Item::Setting { key, value, .. } => Some(format!("{key}{sign}{}", quoted(value))),
        Item::Comment(_) | Item::Blank => None,
    });
    format!("{head}{{{}}}\n", pairs.collect::<Vec<_>>().join(", "))
}

fn line(format: Format, indent: &str, item: &Item) -> String {
    let (key, value, style) = match item {
        Item::Setting { key, value, style } => (key, value, *style),
        Item::Comment(text) if format == Format::Ini && text.len().is_multiple_of(2) => return format!("; {text}\n"),
        Item::Comment(text) => return format!("{indent}# {text}\n"),
        Item::Blank => return "\n".to_owned(),
    };
    let comment = COMMENTS[style % COMMENTS.len()];
    match (format, style) {
        (Format::Yaml, 1) => format!("{indent}{key}: '{value}'\n"),
        (Format::Yaml, 2) => format!("{indent}\"{key}\": {value}\n"),
        (Format::Yaml, 3) => format!("{indent}{key}: {value}  # {comment}\n"),
        (Format::Yaml, 4) => format!("{indent}{key}:   \"{value}\" # {comment}\n"),
        (Format::Yaml, _) => format!("{indent}{key}: {value}\n"),
        (Format::Ini, 1) => format!("{key}={value}\n"),
        (Format::Ini, 2) => format!("{key}: {value}\n"),
        (Format::Ini, 3) => format!("sqlalchemy.{key} = {value}\n"),
        (Format::Ini, 4) => format!("{key}\t=\t{value}\n"),
        (Format::Ini, _) => format!("{key} = {value}\n"),
        (Format::Toml, 1) => format!("{indent}{key} = \"{value}\"\n"),
        (Format::Toml, 2) if !is_word(value) => format!("{indent}{key}={value}\n"),
        (Format::Toml, 3) if !is_word(value) => format!("{indent}{key} = {value}  # {comment}\n"),
        (Format::Toml, 4) => format!("{indent}\"{key}\" = '{value}' # {comment}\n"),
        (Format::Toml, _) if is_word(value) => format!("{indent}{key} = '{value}'\n"),
        (Format::Toml, _) => format!("{indent}{key} = {value}\n"),
    }
}

/// Whether a value is neither a number nor a switch.
fn is_word(value: &str) -> bool {
    value.parse::<f64>().is_err() && value.parse::<bool>().is_err()
}
