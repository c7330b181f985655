//! The settings of a pool, as SQLAlchemy names them.

use crate::units::{Natural, Overflow, Recycle, Seconds};
use serde::{Deserialize, Serialize};

/// The settings of a SQLAlchemy `QueuePool`.
///
/// Source of the defaults: SQLAlchemy, lib/sqlalchemy/pool/impl.py.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { size = 5, overflow = 10 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pool {
    /// The class of the pool, default `QueuePool`.
    pub class: PoolClass,
    /// `pool_size`: connections kept open, default 5; 0 is unlimited.
    pub size: Natural,
    /// `max_overflow`: connections beyond the size, default 10; -1 is unlimited.
    pub overflow: Overflow,
    /// `pool_timeout`: the longest wait for a connection, default 30 s.
    pub timeout_s: Seconds,
    /// `pool_recycle`: the age at which a connection is replaced, default -1, never.
    pub recycle_s: Recycle,
    /// `pool_pre_ping`: test each connection before it is handed out, default false.
    pub pre_ping: bool,
    /// `pool_use_lifo`: hand out the connection that was returned last, default false.
    pub lifo: bool,
}

/// The class of a pool (`poolclass`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PoolClass {
    /// Keeps connections for the next checkout; async engines have its twin `AsyncAdaptedQueuePool`.
    #[default]
    QueuePool,
    /// Keeps none: each checkout opens a connection, each return closes it.
    NullPool,
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            class: PoolClass::QueuePool,
            size: Natural::clamped(5),
            overflow: Overflow::AtMost(10),
            timeout_s: Seconds::clamped(30.0),
            recycle_s: Recycle::Never,
            pre_ping: false,
            lifo: false,
        }
    }
}

impl Pool {
    /// The `QueuePool` that does what this one does: without a pool each checkout opens a connection, as many as are
    /// asked for.
    pub(crate) fn as_queue_pool(&self) -> Self {
        match self.class {
            PoolClass::QueuePool => self.clone(),
            PoolClass::NullPool => Self {
                class: PoolClass::QueuePool,
                size: Natural::clamped(0),
                overflow: Overflow::Unlimited,
                recycle_s: Recycle::After(Seconds::clamped(0.0)),
                pre_ping: false,
                ..self.clone()
            },
        }
    }

    /// size + overflow, the most connections it opens; None where either is unlimited, or where no pool is.
    ///
    /// ```
    /// use poolwise::scenario::Pool;
    /// assert_eq!(Pool::default().capacity(), Some(15));
    /// ```
    #[must_use]
    pub fn capacity(&self) -> Option<u64> {
        match (self.size.get(), self.overflow) {
            _ if self.class == PoolClass::NullPool => None,
            (0, _) | (_, Overflow::Unlimited) => None,
            (size, Overflow::AtMost(overflow)) => Some(u64::from(size) + u64::from(overflow)),
        }
    }
}
