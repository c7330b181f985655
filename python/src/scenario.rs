//! A scenario from the text that Python gives, or a `poolwise.ScenarioError`.

use poolwise::scenario::Document;
use pyo3::prelude::*;

/// The form of a scenario's text.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Json,
    Toml,
    /// JSON that was made from a dict.
    Dict,
}

impl Form {
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "toml" => Self::Toml,
            "dict" => Self::Dict,
            _ => Self::Json,
        }
    }
}

/// The document of a text. Positions count in text that a person wrote, so a dict, which arrives as JSON, has none.
pub(crate) fn parse(py: Python<'_>, text: &str, form: Form) -> PyResult<Document> {
    let parsed = py.detach(|| match form {
        Form::Json | Form::Dict => Document::from_json(text),
        Form::Toml => Document::from_toml(text),
    });
    parsed.map_err(|error| {
        let (error, position) = match form {
            Form::Dict => (error.without_position(), None),
            Form::Json | Form::Toml => {
                let position = error.line().zip(error.column());
                (error, position)
            }
        };
        unusable(py, &error.to_string(), error.field(), position, error.hint())
    })
}

/// A `poolwise.ScenarioError`, which Python defines.
pub(crate) fn unusable(
    py: Python<'_>,
    message: &str,
    path: Option<&str>,
    position: Option<(usize, usize)>,
    hint: Option<&str>,
) -> PyErr {
    let (line, column) = position.unzip();
    let made = py
        .import("poolwise._errors")
        .and_then(|module| module.getattr("ScenarioError"))
        .and_then(|class| class.call1((message, path, line, column, hint)));
    match made {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}
