//! Writes a module for Flask-SQLAlchemy.

use super::{Kind, Writer, python::module};

/// The options of the engine that Flask-SQLAlchemy creates.
pub(super) const KIND: Kind = Kind {
    name: "flask",
    title: "Flask",
    ending: "-flask.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module(settings, include_str!("python/flask.py"))),
};
