//! The servers of the large clouds, and the one that the user runs.

use super::{
    memory, provider,
    rules::{aurora_serverless, aurora_serverless_low, azure, cloud_sql, digitalocean, ionos, rds},
};
use crate::catalog::{
    Entry, Provenance, Range,
    entry::Sets::{Server, ServerOf},
    fields::{Constant::Switch, Fields},
};

/// A standby takes over by itself.
const FAILS_OVER: Fields = &[("database.fails_over", Switch(true))];

const CAPACITY: Range = Range { of: "maximum", unit: "ACU", least: 1.0, most: 256.0 };

const MEMORY_SHARE: &str = "DBInstanceClassMemory is 88 to 97 % of the memory that is sold; 88 % is taken, so the \
                            server may admit more. SHOW max_connections knows.";
const RDS_RESERVED: &str = "How many connections rds_reserved keeps back is not known here; set \
                            database.provider_reserved if you know.";
const AURORA_FAILOVER: &str = "A failure promotes a reader of the cluster to the primary, or creates a new primary if \
                               there is no reader.";
const STATIC: &str = "It follows from the maximum capacity, whatever the current one, and is static: a change of the \
                      range counts after a restart.";
const SECOND_HAND_STEPS: &str = "189, 3360 and 5000 are AWS's numbers; 823 and 1669 are second-hand. Between two of \
                                 them the lower one is taken.";

pub(super) static ALL: [Entry; 9] = [
    Entry {
        source: "Amazon RDS User Guide, Quotas and constraints; its share of the memory as others measured it",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
        rule: "LEAST(DBInstanceClassMemory / 9531392, 5000)",
        notes: &[MEMORY_SHARE, RDS_RESERVED, "With Multi-AZ a standby takes over: set database.fails_over then."],
        ..provider("rds", "RDS", Provenance::Documented, ServerOf { range: memory(0.5), kept_back: None, rule: rds })
    },
    Entry {
        source: "Amazon RDS User Guide, Quotas and constraints; Amazon Aurora User Guide, Failing over a cluster",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-failover.html",
        rule: "LEAST(DBInstanceClassMemory / 9531392, 5000)",
        notes: &[MEMORY_SHARE, RDS_RESERVED, AURORA_FAILOVER],
        also: FAILS_OVER,
        ..provider(
            "aurora",
            "Aurora",
            Provenance::Documented,
            ServerOf { range: memory(0.5), kept_back: None, rule: rds },
        )
    },
    Entry {
        dated: "2026-11",
        source: "Amazon Aurora User Guide, Performance and scaling for Aurora Serverless v2",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html",
        rule: "Aurora Serverless v2: by the maximum capacity, from 189 at 1 ACU to 5000 from 32 ACU on; for a minimum of 1 \
               ACU or more",
        notes: &[STATIC, SECOND_HAND_STEPS, RDS_RESERVED, AURORA_FAILOVER],
        also: FAILS_OVER,
        ..provider(
            "aurora-v2",
            "Aurora v2",
            Provenance::Documented,
            ServerOf { range: CAPACITY, kept_back: None, rule: aurora_serverless },
        )
    },
    Entry {
        dated: "2026-11",
        source: "Amazon Aurora User Guide, Performance and scaling for Aurora Serverless v2",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html",
        rule: "Aurora Serverless v2: by the maximum capacity, from 189 at 1 ACU to 2000; for a minimum of 0 or 0.5 ACU",
        notes: &[
            STATIC,
            SECOND_HAND_STEPS,
            "A cluster that scales to zero cannot have RDS Proxy in front.",
            RDS_RESERVED,
            AURORA_FAILOVER,
        ],
        also: FAILS_OVER,
        ..provider(
            "aurora-v2-low",
            "Aurora v2, min<1",
            Provenance::Documented,
            ServerOf { range: CAPACITY, kept_back: None, rule: aurora_serverless_low },
        )
    },
    Entry {
        source: "what users report; not verified in Google's documentation",
        url: "https://cloud.google.com/sql/docs/postgres",
        rule: "by memory, in steps from 25 at 0.6 GB to 800 from 60 GB on",
        notes: &[
            "Between two known steps the lower one is taken.",
            "A limit that was set by hand does not follow a resize. SHOW max_connections knows.",
            "With high availability a standby takes over: set database.fails_over then.",
        ],
        ..provider(
            "cloud-sql",
            "Cloud SQL",
            Provenance::SecondHand,
            ServerOf { range: memory(0.6), kept_back: Some(5), rule: cloud_sql },
        )
    },
    Entry {
        dated: "2026-11",
        source: "Microsoft, Limits in Azure Database for PostgreSQL flexible server",
        url: "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-limits",
        rule: "25 per GiB up to 2 GiB, then 0.1049 per MiB; from 25 to 5000",
        notes: &[
            "It is computed when the server is created, and a later resize does not change it. SHOW max_connections \
             knows.",
            "Its built-in PgBouncer is azure-pool here.",
            "With high availability a standby takes over: set database.fails_over then.",
        ],
        ..provider(
            "azure",
            "Azure Flexible",
            Provenance::Documented,
            ServerOf { range: memory(1.0), kept_back: Some(15), rule: azure },
        )
    },
    Entry {
        source: "DigitalOcean, PostgreSQL Limits",
        url: "https://docs.digitalocean.com/products/databases/postgresql/details/limits",
        rule: "25 per GB of memory",
        notes: &["With a standby node a failure promotes it: set database.fails_over then."],
        ..provider(
            "digitalocean",
            "DigitalOcean",
            Provenance::Documented,
            ServerOf { range: memory(1.0), kept_back: Some(3), rule: digitalocean },
        )
    },
    Entry {
        dated: "2026-11",
        source: "IONOS Cloud, PostgreSQL: Limitations",
        url: "https://docs.ionos.com/cloud/databases/postgresql/overview/limitations",
        rule: "by memory, from 384 at 4 GB to 1000 above 8 GB",
        notes: &[
            "PgBouncer is optional.",
            "A cluster of several nodes handles the failure of one: set database.fails_over then.",
        ],
        ..provider(
            "ionos",
            "IONOS",
            Provenance::Documented,
            ServerOf { range: memory(4.0), kept_back: Some(11), rule: ionos },
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
            Server { max_connections: 100, kept_back: Some(3) },
        )
    },
];
