//! Writes a module that makes a pool of `psycopg_pool`.

use super::{Kind, Writer, python::module_of_one_maximum};

/// A pool that opens its connections beforehand.
pub(super) const KIND: Kind = Kind {
    name: "psycopg-pool",
    title: "psycopg_pool",
    ending: "-psycopg-pool.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module_of_one_maximum(settings, include_str!("python/psycopg_pool.py"))),
};
