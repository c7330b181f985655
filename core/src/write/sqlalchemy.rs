//! Writes modules that create a SQLAlchemy engine.

use super::{Kind, Writer, python::module};

/// An engine and sessions, with threads.
pub(super) const KIND: Kind = Kind {
    name: "sqlalchemy",
    title: "SQLAlchemy",
    ending: "-sqlalchemy.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module(settings, include_str!("python/sqlalchemy.py"))),
};

/// An async engine and async sessions.
pub(super) const ASYNC_KIND: Kind = Kind {
    name: "sqlalchemy-async",
    title: "SQLAlchemy, asyncio",
    ending: "-sqlalchemy-async.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module(settings, include_str!("python/sqlalchemy_async.py"))),
};
