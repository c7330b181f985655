//! A pooler between the services and the server.

use crate::units::{Natural, Positive, Seconds};
use serde::{Deserialize, Serialize};

/// PgBouncer, or a managed pooler that works like it. Its settings go by `PgBouncer`'s names.
///
/// Source of the defaults: `PgBouncer`, doc/config.md.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { pool_mode = \"transaction\" }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pooler {
    /// `pool_mode`, default session.
    pub pool_mode: PoolMode,
    /// How many of it run, each with pools of its own, default 1.
    pub instances: Positive,
    /// Pairs of a user and a database that connect through it; each has a pool of its own. Default 1.
    pub pairs: Positive,
    /// `max_client_conn`: connections that it accepts, default 100.
    pub max_client_conn: Positive,
    /// `default_pool_size`: connections to the server for each pair, default 20.
    pub default_pool_size: Positive,
    /// `reserve_pool_size`: more of them where clients have waited for some time, default 0.
    pub reserve_pool_size: Natural,
    /// `max_db_connections`: the most connections to one database whatever the pairs, default 0, which is no limit.
    pub max_db_connections: Natural,
    /// `query_wait_timeout`: the longest that a client waits for a connection to the server, default 120 s; 0 is for
    /// ever.
    pub query_wait_timeout_s: Seconds,
    /// `max_prepared_statements`, default 200, as of 1.24; give 0 for an older one that does not set it.
    pub max_prepared_statements: Natural,
}

/// When a connection to the server goes back to the pooler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PoolMode {
    /// When the client disconnects, which a pool of connections does not.
    #[default]
    Session,
    /// After each transaction.
    Transaction,
    /// After each statement.
    Statement,
}

impl Default for Pooler {
    fn default() -> Self {
        let one = Positive::clamped(1);
        Self {
            pool_mode: PoolMode::Session,
            instances: one,
            pairs: one,
            max_client_conn: Positive::clamped(100),
            default_pool_size: Positive::clamped(20),
            reserve_pool_size: Natural::clamped(0),
            max_db_connections: Natural::clamped(0),
            query_wait_timeout_s: Seconds::clamped(120.0),
            max_prepared_statements: Natural::clamped(200),
        }
    }
}

impl Pooler {
    /// Connections of clients that all its instances accept.
    #[must_use]
    pub fn clients(&self) -> u64 {
        u64::from(self.max_client_conn.get()).saturating_mul(self.instances.get().into())
    }

    /// How many connections of a pool of `pool_size` are ever open at once, if all pairs are as busy: where
    /// `max_db_connections` is below their sum, each gets its part of that.
    ///
    /// ```
    /// use poolwise::{scenario::Pooler, units::{Natural, Positive}};
    ///
    /// let pairs = Positive::new(3).unwrap();
    /// let pooler = Pooler { pairs, max_db_connections: Natural::new(30).unwrap(), ..Pooler::default() };
    /// assert_eq!((pooler.open_at_most(8), pooler.open_at_most(20)), (8, 10));
    /// ```
    #[must_use]
    pub fn open_at_most(&self, pool_size: u64) -> u64 {
        match self.max_db_connections.get() {
            0 => pool_size,
            most => pool_size.min(u64::from(most / self.pairs.get()).max(1)),
        }
    }

    /// Pools of connections to the server: one for each pair, in each instance.
    #[must_use]
    pub fn pools(&self) -> u64 {
        u64::from(self.pairs.get()).saturating_mul(self.instances.get().into())
    }

    /// Connections to the server that it opens at the most, if each of its pools had `pool_size` and the reserve.
    ///
    /// ```
    /// use poolwise::{scenario::Pooler, units::{Natural, Positive}};
    ///
    /// let pooler = Pooler {
    ///     pairs: Positive::new(3).unwrap(),
    ///     reserve_pool_size: Natural::new(5).unwrap(),
    ///     ..Pooler::default()
    /// };
    /// assert_eq!(pooler.servers(20), 75);
    /// ```
    #[must_use]
    pub fn servers(&self, pool_size: u64) -> u64 {
        let each = pool_size.saturating_add(self.reserve_pool_size.get().into());
        let all = each.saturating_mul(self.pairs.get().into());
        let most = match self.max_db_connections.get() {
            0 => all,
            most => all.min(most.into()),
        };
        most.saturating_mul(self.instances.get().into())
    }
}
