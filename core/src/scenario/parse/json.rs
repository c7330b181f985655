//! JSON as a tree, and the places of its values.

use crate::scenario::{
    ScenarioError,
    error::{path_text, shown_key},
    path::Step,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use std::fmt;

/// The tree of a JSON text.
///
/// # Errors
/// Where it is no JSON, or has a key twice in one object: which of them counts, nobody can know.
pub(super) fn tree(text: &str) -> Result<Value, ScenarioError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let Tree(tree) = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| located(&path_text(error.path()), error.inner()))?;
    deserializer.end().map_err(|error| located("", &error))?;
    Ok(tree)
}

fn located(path: &str, error: &serde_json::Error) -> ScenarioError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    ScenarioError::at(path, message, Some((error.line(), error.column())))
}

/// Line and column of the value at the end of the way, or of that the key; as far as the way goes.
pub(super) fn position(text: &str, steps: &[Step<'_>], key: Option<&str>) -> Option<(usize, usize)> {
    let error = Seek { steps, key }.deserialize(&mut serde_json::Deserializer::from_str(text)).err()?;
    Some((error.line(), error.column()))
}

/// A value in which no key stands twice.
struct Tree(Value);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree(value.into()))
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree(Value::Null))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
                let mut list = Vec::new();
                while let Some(Tree(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Tree(list.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
                let mut object = Map::new();
                while let Some(key) = entries.next_key::<String>()? {
                    if object.contains_key(&key) {
                        return Err(A::Error::custom(format!("the key `{}` stands here twice", shown_key(&key))));
                    }
                    let Tree(value) = entries.next_value()?;
                    object.insert(key, value);
                }
                Ok(Tree(object.into()))
            }
        }

        deserializer.deserialize_any(AnyValue)
    }
}

/// Goes to a value and ends there with an error, which has the place. Whatever else is found on the way ends it too.
struct Seek<'a> {
    steps: &'a [Step<'a>],
    key: Option<&'a str>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if let Some((Step::Index(index), steps)) = self.steps.split_first() {
            for _ in 0..*index {
                items.next_element::<IgnoredAny>()?;
            }
            items.next_element_seed(Seek { steps, ..self })?;
        }
        Err(A::Error::custom("here"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let (step, steps) = match self.steps.split_first() {
            Some((Step::Key(key), steps)) => (Some(*key), Some(steps)),
            Some((Step::Index(_), _)) => (None, None),
            None => (self.key, None),
        };
        while let Some(wanted) = step
            && let Some(key) = entries.next_key::<String>()?
        {
            match steps {
                Some(steps) if key == wanted => return entries.next_value_seed(Seek { steps, ..self }),
                None if key == wanted => break,
                _ => entries.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Err(A::Error::custom("here"))
    }
}

#[cfg(test)]
mod tests {
    use crate::Scenario;

    fn check(text: &str, place: &str) {
        let error = Scenario::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with(place), "{text}: {error}");
    }

    #[test]
    fn an_error_has_the_place_of_what_is_wrong() {
        check("{", "line 1, column 1: EOF");
        check("{} {}", "line 1, column 4: trailing characters");
        check("{\"services\":\n[{},\n{\"instances\": 0}]}", "line 3, column 15: services[1].instances: must be");
        check("{\"services\":\n[{\"pool\":\n{\"sise\": 7}}]}", "line 3, column 7: services[0].pool.sise: no such key");
        check("{\"services\": 4}", "line 1, column 14: services: ");
        check("{\"services\": [\n{\"surge\": {}}]}", "line 2, column 12: services[0].surge: ");
        let twice = "{\"services\": [{\"pool\": {\"size\": 5,\n\"size\": 6}}]}";
        check(twice, "line 2, column 6: services[0].pool: the key `size` stands here twice");
    }
}
