//! The server that all services share.

use super::is_default;
use crate::units::{Gibibytes, MaxConnections, Millis, Natural, Positive, Reserved, Seconds};
use serde::{Deserialize, Serialize};

/// The PostgreSQL server.
///
/// Source of the defaults: PostgreSQL manual, "Connections and Authentication".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { max_connections = 100 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Database {
    /// `max_connections`, default 100.
    pub max_connections: MaxConnections,
    /// `superuser_reserved_connections`, default 3.
    pub superuser_reserved: Reserved,
    /// `reserved_connections` (PostgreSQL 16 and later), default 0.
    pub reserved: Reserved,
    /// Kept back by a managed service, default 0.
    pub provider_reserved: Reserved,
    /// Connections of others: migrations, monitoring, psql, BI; default 0.
    pub other_clients: Natural,
    /// The server's cores, without hyper-threads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<Positive>,
    /// The server's memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<Gibibytes>,
    /// The major version of PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Positive>,
    /// `statement_timeout`; 0 is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_timeout_ms: Option<Millis>,
    /// `idle_in_transaction_session_timeout`; 0 is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_in_transaction_timeout_ms: Option<Millis>,
    /// After how long a connection that stands idle is cut: `idle_session_timeout`, a firewall's or a load balancer's
    /// limit, or the time until a serverless database sleeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_cut_s: Option<Seconds>,
    /// Whether a standby takes over when this server fails, as with Multi-AZ or high availability; default false.
    #[serde(skip_serializing_if = "is_default")]
    pub fails_over: bool,
    /// `max_connections` of a standby that replays this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby_max_connections: Option<MaxConnections>,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            max_connections: MaxConnections::clamped(100),
            superuser_reserved: Reserved::clamped(3),
            reserved: Reserved::clamped(0),
            provider_reserved: Reserved::clamped(0),
            other_clients: Natural::clamped(0),
            cores: None,
            memory_gib: None,
            version: None,
            statement_timeout_ms: None,
            idle_in_transaction_timeout_ms: None,
            idle_cut_s: None,
            fails_over: false,
            standby_max_connections: None,
        }
    }
}

impl Database {
    /// How many active connections the cores serve at once, from the cores to twice the cores and one; None where the cores
    /// are not given. Beyond it more of them take longer and get no more done.
    ///
    /// From a measurement, where throughput grew up to the cores and then stayed the same, to the rule of thumb of
    /// the PostgreSQL wiki, cores × 2 + effective spindles.
    pub(crate) fn knee(&self) -> Option<[u64; 2]> {
        let cores = u64::from(self.cores?.get());
        Some([cores, 2 * cores + 1])
    }

    /// The connections that applications may use: `max_connections` less what is reserved.
    ///
    /// ```
    /// assert_eq!(poolwise::scenario::Database::default().usable(), 97);
    /// ```
    #[must_use]
    pub fn usable(&self) -> u64 {
        [self.superuser_reserved, self.reserved, self.provider_reserved]
            .into_iter()
            .fold(u64::from(self.max_connections.get()), |left, kept| left.saturating_sub(kept.get().into()))
    }
}
