//! What providers of PostgreSQL admit. Every value can be changed by its user, and providers change their rules.

use super::{
    CatalogKind, Choice, Entry, Plan, Provenance, Range,
    choice::number,
    entry::Sets::{self, Server as Fixed, ServerOf, ServerPlan},
};
use crate::units::{MaxConnections, floor_count};

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
        choice.set("database.superuser_reserved", SUPERUSER_RESERVED);
        choice.set("database.provider_reserved", kept_back.saturating_sub(SUPERUSER_RESERVED));
    }
    if let Some(gib) = server.memory_gib {
        choice.set("database.memory_gib", number(gib));
    }
    choice
}

const GIB: f64 = 1_073_741_824.0;

/// The nearest `max_connections` below.
fn whole(connections: f64) -> u32 {
    MaxConnections::clamped(floor_count(connections)).get()
}

/// The value of the last step that begins at `x` or below; the first where none does.
fn step(steps: &[(f64, u32)], x: f64) -> u32 {
    let reached = steps.iter().take_while(|(from, _)| *from <= x).last().or(steps.first());
    reached.map_or(1, |(_, connections)| *connections)
}

/// `DBInstanceClassMemory` is less than the memory that the instance is sold with: 88 to 97 % of it was measured. Too
/// few connections in a plan are a warning too many, and too many are refused: so the lower end.
fn rds(gib: f64) -> Server {
    let connections = |share: f64| whole((gib * GIB * share / 9_531_392.0).min(5000.0));
    let server = Server { most: Some(connections(0.97)), ..Server::with_max_connections(connections(0.88)) };
    server.with_memory(gib)
}

/// The formula of the documentation, which takes MiB; it gives the values of its table.
fn azure(gib: f64) -> Server {
    let connections = if gib <= 2.0 { gib * 25.0 } else { (gib * 1024.0 * 0.104_916_469_703_480_9).min(5000.0) };
    Server::with_max_connections(whole(connections)).with_memory(gib)
}

fn digitalocean(gib: f64) -> Server {
    Server::with_max_connections(whole(gib * 25.0)).with_memory(gib)
}

fn cloud_sql(gib: f64) -> Server {
    const STEPS: [(f64, u32); 8] =
        [(0.6, 25), (1.7, 50), (3.75, 100), (6.0, 200), (7.5, 400), (15.0, 500), (30.0, 600), (60.0, 800)];
    Server::with_max_connections(step(&STEPS, gib)).with_memory(gib)
}

/// A compute unit has 4 GiB.
fn neon(units: f64) -> Server {
    const STEPS: [(f64, u32); 11] = [
        (0.25, 104),
        (0.5, 209),
        (1.0, 419),
        (2.0, 839),
        (3.0, 1258),
        (4.0, 1678),
        (5.0, 2098),
        (6.0, 2517),
        (7.0, 2937),
        (8.0, 3357),
        (9.0, 4000),
    ];
    Server::with_max_connections(step(&STEPS, units)).with_memory(units * 4.0)
}

const fn memory(least: f64) -> Range {
    Range { of: "memory", unit: "GiB", least, most: 65_536.0 }
}

const fn plan(name: &'static str, max_connections: u32, gib: f64) -> Plan {
    Plan { name, max_connections, memory_gib: Some(gib) }
}

const SUPABASE: [Plan; 11] = [
    plan("nano", 60, 0.5),
    plan("micro", 60, 1.0),
    plan("small", 90, 2.0),
    plan("medium", 120, 4.0),
    plan("large", 160, 8.0),
    plan("xl", 240, 16.0),
    plan("2xl", 380, 32.0),
    plan("4xl", 480, 64.0),
    plan("8xl", 490, 128.0),
    plan("12xl", 500, 192.0),
    plan("16xl", 500, 256.0),
];

const fn bare(name: &'static str, max_connections: u32) -> Plan {
    Plan { name, max_connections, memory_gib: None }
}

const PRISMA: [Plan; 4] = [bare("free", 10), bare("starter", 10), bare("pro", 50), bare("business", 100)];

const fn provider(id: &'static str, name: &'static str, provenance: Provenance, sets: Sets) -> Entry {
    let (source, url, rule) = ("", "", "");
    Entry { id, name, kind: CatalogKind::Provider, provenance, dated: "2026", source, url, rule, notes: &[], sets }
}

pub(super) static ALL: [Entry; 8] = [
    Entry {
        source: "Amazon RDS User Guide, Quotas and constraints; its share of the memory as others measured it",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
        rule: "LEAST(DBInstanceClassMemory / 9531392, 5000)",
        notes: &[
            "DBInstanceClassMemory is 88 to 97 % of the memory that is sold; 88 % is taken, so the server may admit \
             more. SHOW max_connections knows.",
            "How many connections rds_reserved keeps back is not provenance here; set database.provider_reserved if you know.",
        ],
        ..provider(
            "rds",
            "RDS, Aurora",
            Provenance::Documented,
            ServerOf { range: memory(0.5), kept_back: None, rule: rds },
        )
    },
    Entry {
        source: "what users tell; not verified in Google's documentation",
        url: "https://cloud.google.com/sql/docs/postgres",
        rule: "by memory, in steps from 25 at 0.6 GB to 800 from 60 GB on",
        notes: &["Between two steps that are provenance the lower one is taken."],
        ..provider(
            "cloud-sql",
            "Cloud SQL",
            Provenance::SecondHand,
            ServerOf { range: memory(0.6), kept_back: Some(5), rule: cloud_sql },
        )
    },
    Entry {
        source: "Microsoft, Limits in Azure Database for PostgreSQL flexible server",
        url: "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-limits",
        rule: "25 a GiB up to 2 GiB, then 0.1049 a MiB, at most 5000",
        ..provider(
            "azure",
            "Azure Flexible",
            Provenance::Documented,
            ServerOf { range: memory(1.0), kept_back: Some(15), rule: azure },
        )
    },
    Entry {
        source: "Supabase, Compute and Disk, in the documentation's repository",
        url: "https://supabase.com/docs/guides/platform/compute-and-disk",
        rule: "by compute size, from 60 to 500",
        notes: &[
            "Supabase advises a pool of at most 40 % of max_connections where its REST API is used heavily, else 80 %.",
            "Its own services connect too, and how many connections they take is not provenance here: count them as \
             database.other_clients.",
        ],
        ..provider("supabase", "Supabase", Provenance::Source, ServerPlan { plans: &SUPABASE, kept_back: None })
    },
    Entry {
        dated: "2026-01",
        source: "Neon, Connection pooling",
        url: "https://neon.com/docs/connect/connection-pooling",
        rule: "by compute, from 104 at 0.25 CU to 4000 from 9 CU on",
        notes: &["Between two sizes the lower one is taken."],
        ..provider(
            "neon",
            "Neon",
            Provenance::Documented,
            ServerOf {
                range: Range { of: "compute", unit: "CU", least: 0.25, most: 56.0 },
                kept_back: Some(7),
                rule: neon,
            },
        )
    },
    Entry {
        source: "DigitalOcean, PostgreSQL Limits",
        url: "https://docs.digitalocean.com/products/databases/postgresql/details/limits",
        rule: "25 a GB of memory",
        ..provider(
            "digitalocean",
            "DigitalOcean",
            Provenance::Documented,
            ServerOf { range: memory(1.0), kept_back: Some(3), rule: digitalocean },
        )
    },
    Entry {
        source: "Prisma Postgres, Connection pooling: direct connections",
        url: "https://www.prisma.io/docs/postgres/database/connection-pooling",
        rule: "direct connections by plan, from 10 to 100",
        notes: &["Connections through its pooler are counted apart."],
        ..provider(
            "prisma-pg",
            "Prisma Postgres",
            Provenance::Documented,
            ServerPlan { plans: &PRISMA, kept_back: Some(5) },
        )
    },
    Entry {
        source: "PostgreSQL manual, Connections and Authentication; measured on 15, 16 and 18",
        url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
        rule: "the default, whatever the machine",
        ..provider(
            "self-hosted",
            "PostgreSQL",
            Provenance::Measured,
            Fixed { max_connections: 100, kept_back: Some(3) },
        )
    },
];
