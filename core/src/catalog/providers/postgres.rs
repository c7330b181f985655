//! Providers that run PostgreSQL alone, by plan or compute size.

use super::{
    bare, memory, plan, provider,
    rules::{neon, render},
};
use crate::catalog::{
    Entry, Plan, Provenance, Range,
    entry::Sets::{ServerOf, ServerPlan, Unpublished},
};

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

const PRISMA: [Plan; 4] = [bare("free", 10), bare("starter", 10), bare("pro", 50), bare("business", 100)];

const AIVEN: [Plan; 7] = [
    bare("free", 20),
    bare("hobbyist", 25),
    bare("4", 100),
    bare("8", 200),
    bare("16", 400),
    bare("32", 800),
    bare("64", 1000),
];

/// The compute sizes of Neon.
pub(in crate::catalog) const NEON_COMPUTE: Range = Range { of: "compute", unit: "CU", least: 0.25, most: 56.0 };

pub(super) static ALL: [Entry; 6] = [
    Entry {
        dated: "2026-11",
        source: "Supabase, Compute and Disk, in the documentation's repository",
        url: "https://supabase.com/docs/guides/platform/compute-and-disk",
        rule: "by compute size, from 60 to 500",
        notes: &[
            "Supabase advises a pool of at most 40 % of max_connections where its REST API is used heavily, else 80 %.",
            "Its own services connect too, and how many connections they take is not known here: count them as \
             database.other_clients.",
            "Its pooler is supabase-pool here.",
        ],
        ..provider("supabase", "Supabase", Provenance::Source, ServerPlan { plans: &SUPABASE, kept_back: None })
    },
    Entry {
        dated: "2026-11",
        source: "Neon, Connection pooling",
        url: "https://neon.com/docs/connect/connection-pooling",
        rule: "by compute, from 104 at 0.25 CU to 4000 from 9 CU on",
        notes: &["Between two sizes the lower one is taken.", "Its pooler is neon-pool here."],
        ..provider(
            "neon",
            "Neon",
            Provenance::Documented,
            ServerOf { range: NEON_COMPUTE, kept_back: Some(7), rule: neon },
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
        dated: "2026-11",
        source: "Render, Postgres on Render: Connection limits and pooling",
        url: "https://render.com/tutorials/postgres-on-render/connection-limits-and-pooling",
        rule: "by memory: 100 below 8 GB, 200 below 16 GB, 400 below 32 GB, else 500",
        notes: &[
            "Render advises to plan for about 10 connections fewer than it admits, and has no pooler.",
            "Of the current plans; a legacy instance admits fewer.",
            "With high availability a standby takes over: set database.fails_over then.",
        ],
        ..provider(
            "render",
            "Render",
            Provenance::Documented,
            ServerOf { range: memory(0.25), kept_back: Some(10), rule: render },
        )
    },
    Entry {
        dated: "2026-11",
        source: "Aiven for PostgreSQL, Connection limits per plan",
        url: "https://aiven.io/docs/products/postgresql/reference/pg-connection-limits",
        rule: "by plan: 20 and 25, then by the number in the plan's name, such as startup-4; 1000 from 64 on",
        notes: &[
            "Aiven may use any number of them to manage the service: count those as database.other_clients.",
            "Its pooler is aiven-pool here.",
            "Business and Premium plans have standby nodes: set database.fails_over then.",
        ],
        ..provider("aiven", "Aiven", Provenance::Documented, ServerPlan { plans: &AIVEN, kept_back: None })
    },
    Entry {
        dated: "2026-11",
        source: "Tiger Data, Connection pooling",
        url: "https://www.tigerdata.com/docs/deploy/tiger-cloud/tiger-cloud-aws/service-management/connection-pooling",
        rule: "not published; SHOW max_connections knows",
        notes: &[
            "It keeps back 12 + 5 connections.",
            "Its PgBouncer admits max_connections − 17 clients in session mode, 20 times as many in transaction mode.",
        ],
        ..provider("tiger", "Tiger Cloud", Provenance::Documented, Unpublished { kept_back: 17 })
    },
];
