//! Writes a module that makes a pool of asyncpg.

use super::{Kind, Writer, python::module_of_one_maximum};

/// A pool that opens its connections beforehand.
pub(super) const KIND: Kind = Kind {
    name: "asyncpg",
    title: "asyncpg",
    ending: "-asyncpg.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module_of_one_maximum(settings, include_str!("python/asyncpg.py"))),
};
