//! Every field of the page, as data.

mod table;

use crate::slider::SliderScale;
use poolwise::scenario::FieldDescriptor;
use poolwise_view::split_path;
use serde_json::Value;
use std::sync::LazyLock;
use table::{LEVERS, ROWS, STARTS_AT};

/// One field: where it goes in the scenario, and how it is shown.
#[derive(Debug, PartialEq)]
pub struct Field {
    path: String,
    /// The card it stands in.
    pub group: Group,
    /// Its name.
    pub label: &'static str,
    /// Its unit, shown in the number box.
    pub unit: &'static str,
    /// What it means, or where its default is from.
    pub hint: &'static str,
    /// How its text becomes a value.
    pub kind: Kind,
    /// What holds if nobody says otherwise; empty for "not given".
    pub default: String,
    /// The slider's steps.
    pub scale: SliderScale,
}

/// All fields, in the order of the page within their groups.
pub static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let of_engine = ROWS.iter().filter_map(|row| {
        let of_service = FieldDescriptor::find(&format!("services[0].{}", row.path));
        let (described, _) = of_service.or_else(|| FieldDescriptor::find(row.path))?;
        let path = described.path(0);
        let start = STARTS_AT.iter().find(|(field, _)| *field == path).map(|(_, text)| (*text).to_owned());
        Some(Field {
            default: start.unwrap_or_else(|| row.kind.text_of(&described.default())),
            path,
            group: row.group,
            label: described.label,
            unit: described.unit,
            hint: described.description,
            kind: row.kind,
            scale: row.scale,
        })
    });
    let levers = LEVERS.iter().map(|(path, label)| Field {
        path: (*path).to_owned(),
        group: Group::Targets,
        label,
        unit: "",
        hint: "if pools alone cannot meet the targets",
        kind: Kind::Switch,
        default: "false".to_owned(),
        scale: SliderScale::Even(0.0, 1.0),
    });
    of_engine.chain(levers).collect()
});

/// The fields that stand in view at first: with these alone there is an answer.
pub const ESSENTIALS: [&str; 7] = [
    "services[0].traffic[0].rate_per_s",
    "services[0].traffic[0].hold_ms.mean",
    "services[0].instances",
    "services[0].workers",
    "services[0].pool.size",
    "services[0].pool.overflow",
    "database.max_connections",
];

/// Values of a field: what each is called, and its text.
type NamedValues = &'static [(&'static str, &'static str)];

/// The fields that have values with a name, which stand for more than a number or lie beyond the slider.
const NAMED_VALUES: [(&str, NamedValues); 4] = [
    ("services[0].traffic[0].hold_ms.cv", &[("steady", "0.5"), ("typical", "1"), ("spiky", "2")]),
    ("services[0].pool.size", &[("unlimited", "0")]),
    ("services[0].pool.overflow", &[("unlimited", "-1")]),
    ("services[0].pool.recycle_s", &[("never", "-1")]),
];

impl Field {
    /// Its path in the scenario of one service: `services[0].pool.size`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its values that have a name, each with its text.
    #[must_use]
    pub fn named_values(&self) -> NamedValues {
        NAMED_VALUES.iter().find(|(path, _)| *path == self.path).map_or(&[], |(_, values)| values)
    }

    /// A text as people read it: a negative number stands for a word, which is shown instead.
    ///
    /// ```
    /// let recycle = poolwise_js::fields::at("services[0].pool.recycle_s").unwrap();
    /// assert_eq!([recycle.shown("-1"), recycle.shown("280")], ["never", "280"]);
    /// assert_eq!([recycle.numeric("never"), recycle.numeric("280")], ["-1", "280"]);
    /// ```
    #[must_use]
    pub fn shown<'a>(&self, text: &'a str) -> &'a str {
        let is_it = |(_, value): &&(&str, &str)| *value == text && text.starts_with('-');
        self.named_values().iter().find(is_it).map_or(text, |(name, _)| name)
    }

    /// The number that a text stands for, where it is the name of one.
    #[must_use]
    pub fn numeric<'a>(&self, text: &'a str) -> &'a str {
        let is_it = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(text);
        self.named_values().iter().find(is_it).map_or(text, |(_, value)| value)
    }
}

/// The cards of the left column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The pool's settings.
    Pool,
    /// What asks for connections.
    Traffic,
    /// What multiplies the pool.
    Service,
    /// How a deploy replaces instances.
    Deploy,
    /// The server.
    Database,
    /// What stands between the service and the server.
    Pooler,
    /// When who gives up.
    Timeouts,
    /// A periodic burst.
    Burst,
    /// What good means.
    Targets,
}

/// How a field's text becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Shown in percent, a fraction in the scenario.
    Percent,
    /// Shown in percent, "25%" in the scenario.
    Surge,
    /// True or false.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Group {
    /// All cards, from the top.
    pub const ALL: [Self; 9] = [
        Self::Traffic,
        Self::Pool,
        Self::Service,
        Self::Database,
        Self::Deploy,
        Self::Pooler,
        Self::Timeouts,
        Self::Burst,
        Self::Targets,
    ];

    /// The card's title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pool => "Pool",
            Self::Traffic => "Traffic",
            Self::Service => "Service",
            Self::Deploy => "Deploy",
            Self::Database => "Database",
            Self::Pooler => "Pooler",
            Self::Timeouts => "Timeouts",
            Self::Burst => "Burst",
            Self::Targets => "Targets",
        }
    }

    /// Whether the card is open at first.
    #[must_use]
    pub fn starts_open(self) -> bool {
        matches!(self, Self::Traffic | Self::Pool | Self::Service | Self::Database)
    }

    /// Its fields, from the top.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        FIELDS.iter().filter(move |field| field.group == self)
    }
}

/// The field at a path of the scenario, whichever service it is of.
#[must_use]
pub fn at(path: &str) -> Option<&'static Field> {
    let (_, path) = split_path(path);
    FIELDS.iter().find(|field| field.path() == path)
}

/// The text of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// Which field.
    pub field: &'static Field,
    /// The place of its service; None for what all services share.
    pub service: Option<usize>,
    /// Its text.
    pub text: String,
}

/// What settings, by path, are in the fields. None where one of them has no field, since to apply a part of what belongs
/// together would say something else.
pub fn filled<'a>(set: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Option<Vec<Filled>> {
    let mut texts = Vec::new();
    set.into_iter().try_for_each(|(path, value)| fill(path, value, &mut texts))?;
    Some(texts)
}

fn fill(path: &str, value: &Value, texts: &mut Vec<Filled>) -> Option<()> {
    match (at(path), value) {
        (Some(field), _) => {
            texts.push(Filled { field, service: split_path(path).0, text: field.kind.text_of(value) });
        }
        // A hold is one value there and several fields here.
        (None, Value::Object(parts)) if !parts.is_empty() => {
            parts.iter().try_for_each(|(key, part)| fill(&format!("{path}.{key}"), part, texts))?;
        }
        _ => return None,
    }
    Some(())
}

impl Kind {
    /// A value as its field shows it.
    #[must_use]
    pub fn text_of(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => String::new(),
            (Self::Percent, value) => format!("{}", value.as_f64().unwrap_or(0.0) * 100.0),
            (Self::Number | Self::Whole, value) => value.as_f64().map_or_else(String::new, |x| x.to_string()),
            (Self::Surge, Value::String(text)) => text.trim_end_matches('%').to_owned(),
            (Self::Choice(_), Value::String(word)) => word.clone(),
            (Self::Surge | Self::Switch | Self::Choice(_), value) => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(set: &Value, expected: Option<&[(&str, &str)]>) {
        let set = set.as_object().unwrap();
        let found = filled(set.iter().map(|(path, value)| (path.as_str(), value)));
        let found: Option<Vec<_>> =
            found.as_ref().map(|all| all.iter().map(|one| (one.field.path(), one.text.as_str())).collect());
        assert_eq!(found.as_deref(), expected, "{set:?}");
    }

    #[test]
    fn what_is_applied_has_fields_for_all_of_it() {
        let hold = "services[0].traffic[0].hold_ms";
        check(&json!({ "services[0].pool.size": 4 }), Some(&[("services[0].pool.size", "4")]));
        check(&json!({ "pooler.pool_mode": "transaction" }), Some(&[("pooler.pool_mode", "transaction")]));
        check(
            &json!({ hold: { "cv": 2.0, "mean": 30.0 } }),
            Some(&[("services[0].traffic[0].hold_ms.cv", "2"), ("services[0].traffic[0].hold_ms.mean", "30")]),
        );
        check(&json!({ hold: { "p50": 2.0, "p95": 30.0 } }), None);
        let both = json!({ "services[0].pool.size": 4, "services[1].pool.size": 5 });
        check(&both, Some(&[("services[0].pool.size", "4"), ("services[0].pool.size", "5")]));
        check(&json!({ "services[0].pool.size": 4, "rules.ignore": 4 }), None);
    }
}
