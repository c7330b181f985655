//! Changing one field of a scenario by its path, as `--set` and a finding's "apply" do.

use super::{Document, ExplicitFields, Scenario, ScenarioError, error::shown_key, parse::from_tree};
use serde_json::{Map, Value};

impl Scenario {
    /// This scenario with the field at `path` set to `value`. A list may grow by one default element,
    /// and what is missing on the way is made.
    ///
    /// # Errors
    /// Where the path is malformed or names no field, or the value does not fit it.
    ///
    /// ```
    /// use poolwise::Scenario;
    ///
    /// let scenario = Scenario::default().with("services[0].pool.size", 8.into()).unwrap();
    /// assert_eq!(scenario.services[0].pool.size.get(), 8);
    ///
    /// assert!(scenario.with("services[7].instances", 8.into()).is_err());
    /// let error = scenario.with("services[0].pool.sise", 8.into()).unwrap_err();
    /// assert!(error.to_string().contains("did you mean `size`?"));
    /// ```
    pub fn with(&self, path: &str, value: Value) -> Result<Self, ScenarioError> {
        let mut tree = serde_json::to_value(self).unwrap_or_default();
        *place(&mut tree, path)? = value;
        from_tree(tree).map_err(|misfit| misfit.error(None))
    }
}

impl Document {
    /// This document with the field at `path` set to `value`, as [`Scenario::with`] does; the field is then given.
    ///
    /// # Errors
    /// Where [`Scenario::with`] has one.
    pub fn with(&self, path: &str, value: Value) -> Result<Self, ScenarioError> {
        let mut given = self.given.clone();
        given.insert(path, &value);
        Ok(Self { scenario: self.scenario.with(path, value)?, given })
    }

    /// The document of the tree `given`, with `settings` (paths and values) where it says nothing itself. Of two
    /// settings of one path the later counts.
    ///
    /// # Errors
    /// Where [`Scenario::with`] has one, or the tree is no scenario.
    ///
    /// ```
    /// use poolwise::scenario::Document;
    /// use serde_json::json;
    ///
    /// let given = json!({ "services": [{ "pool": { "size": 8 } }] });
    /// let settings = [("services[0].pool.size", json!(20)), ("services[0].pool.overflow", json!(40))];
    /// let pool = &Document::filled(given, settings).unwrap().scenario.services[0].pool;
    /// assert_eq!((pool.size.get(), pool.overflow.number()), (8, 40));
    /// ```
    pub fn filled<'a, I>(mut given: Value, settings: I) -> Result<Self, ScenarioError>
    where
        I: IntoIterator<Item = (&'a str, Value), IntoIter: DoubleEndedIterator>,
    {
        for (path, value) in settings.into_iter().rev() {
            let place = place(&mut given, path)?;
            // A place made on the way to it is an empty table or nothing.
            if place.is_null() || place.as_object().is_some_and(Map::is_empty) {
                *place = value;
            }
        }
        let fields = ExplicitFields::from_tree(&given);
        Ok(Self { given: fields, scenario: from_tree(given).map_err(|misfit| misfit.error(None))? })
    }
}

/// A step on the way to a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (key, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        if key.is_empty() {
            return None;
        }
        steps.push(Step::Key(key));
        for index in indices.split_inclusive(']') {
            let index: usize = index.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
            steps.push(Step::Index(index));
        }
    }
    Some(steps)
}

/// The value at `path`, made where it is missing.
fn place<'a>(tree: &'a mut Value, path: &str) -> Result<&'a mut Value, ScenarioError> {
    let error = |message: String| ScenarioError { message, field: Some(shown_key(path).into_owned()), position: None };
    let steps = steps(path).ok_or_else(|| error("not a path; write it like services[0].pool.size".to_owned()))?;
    reach(tree, &steps).map_err(|length| {
        error(format!("there is no such entry: the list has {length}, counted from 0, and may grow by one"))
    })
}

/// The value at the end of the steps, or the length of the list that has no such entry.
fn reach<'a>(tree: &'a mut Value, steps: &[Step<'_>]) -> Result<&'a mut Value, usize> {
    let mut here = tree;
    for step in steps {
        here = match *step {
            Step::Key(key) => {
                if !here.is_object() {
                    *here = Value::Object(Map::new());
                }
                &mut here[key]
            }
            Step::Index(index) => {
                let mut items = match here.take() {
                    Value::Array(items) => items,
                    _ => Vec::new(),
                };
                if index == items.len() {
                    items.push(Value::Object(Map::new()));
                } else if index > items.len() {
                    return Err(items.len());
                }
                *here = Value::Array(items);
                &mut here[index]
            }
        };
    }
    Ok(here)
}
