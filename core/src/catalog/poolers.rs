//! Poolers between services and server, with their own defaults.

mod managed;
mod software;

use super::{
    CatalogKind, Entry, Provenance,
    entry::Sets,
    fields::Constant::{self, Word},
};

pub(super) fn all() -> impl Iterator<Item = &'static Entry> {
    software::ALL.iter().chain(&managed::ALL)
}

const SESSION: (&str, Constant) = ("pooler.pool_mode", Word("session"));
const TRANSACTION: (&str, Constant) = ("pooler.pool_mode", Word("transaction"));

const fn pooler(id: &'static str, name: &'static str, provenance: Provenance, sets: Sets) -> Entry {
    let (source, url, rule) = ("", "", "its defaults, for one pooler");
    let kind = CatalogKind::Pooler;
    Entry { id, name, kind, provenance, dated: "2026-11", source, url, rule, notes: &[], sets, also: &[] }
}
