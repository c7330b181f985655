//! What providers of PostgreSQL admit. Every value can be changed by its user, and providers change their rules.

mod clouds;
mod postgres;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use postgres::NEON_COMPUTE;
pub(super) use rules::neon;

use super::{CatalogKind, Choice, Entry, Plan, Provenance, Range, choice::number, entry::Sets};

pub(super) fn all() -> impl Iterator<Item = &'static Entry> {
    clouds::ALL.iter().chain(&postgres::ALL)
}

/// What is known of a server from its size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Server {
    pub(super) max_connections: u32,
    /// As many at the most, where the rule leaves it open.
    most: Option<u32>,
    memory_gib: Option<f64>,
}

impl Server {
    pub(super) const fn with_max_connections(max_connections: u32) -> Self {
        Self { max_connections, most: None, memory_gib: None }
    }

    const fn with_memory(self, gib: f64) -> Self {
        Self { memory_gib: Some(gib), ..self }
    }
}

impl From<&Plan> for Server {
    fn from(plan: &Plan) -> Self {
        Self { memory_gib: plan.memory_gib, ..Self::with_max_connections(plan.max_connections) }
    }
}

/// `superuser_reserved_connections` as PostgreSQL has it, and every provider that says a number.
const SUPERUSER_RESERVED: u32 = 3;

/// What a server sets. Providers tell what they keep back in all, and PostgreSQL's own reserve is a part of that: it must
/// not be subtracted a second time.
pub(super) fn choice(server: Server, kept_back: Option<u32>) -> Choice {
    let mut choice =
        Choice { max_connections_between: server.most.map(|most| [server.max_connections, most]), ..Choice::default() };
    choice.set("database.max_connections", server.max_connections);
    if let Some(kept_back) = kept_back {
        choice = reserves(choice, kept_back);
    }
    if let Some(gib) = server.memory_gib {
        choice.set("database.memory_gib", number(gib));
    }
    choice
}

/// The choice with what a provider keeps back in all.
pub(super) fn reserves(mut choice: Choice, kept_back: u32) -> Choice {
    choice.set("database.superuser_reserved", SUPERUSER_RESERVED);
    choice.set("database.provider_reserved", kept_back.saturating_sub(SUPERUSER_RESERVED));
    choice
}

const fn memory(least: f64) -> Range {
    Range { of: "memory", unit: "GiB", least, most: 65_536.0 }
}

const fn plan(name: &'static str, max_connections: u32, gib: f64) -> Plan {
    Plan { name, max_connections, memory_gib: Some(gib) }
}

const fn bare(name: &'static str, max_connections: u32) -> Plan {
    Plan { name, max_connections, memory_gib: None }
}

const fn provider(id: &'static str, name: &'static str, provenance: Provenance, sets: Sets) -> Entry {
    let (source, url, rule) = ("", "", "");
    let kind = CatalogKind::Provider;
    Entry { id, name, kind, provenance, dated: "2026", source, url, rule, notes: &[], sets, also: &[] }
}
