//! What frameworks call their pools' settings.

mod table;

use super::pairs::Pair;
use crate::read::MeasuredQuantity;

pub(super) use table::FRAMEWORKS;

/// A framework or driver with a pool of its own.
pub(super) struct Framework {
    pub(super) name: &'static str,
    /// What a text holds that is surely about it.
    pub(super) marks: &'static [&'static str],
    /// Its keys in lower case without signs: those that nothing else has, and those that count only beside a mark.
    own: &'static [(&'static str, Role, Unit)],
    common: &'static [(&'static str, Role, Unit)],
    /// How long it waits for a connection by default.
    pub(super) default_timeout: DefaultTimeout,
}

/// How long a framework waits for a connection by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum DefaultTimeout {
    Seconds(f64),
    /// It waits without a limit.
    Endless,
    /// Nothing is assumed.
    Unknown,
}

impl DefaultTimeout {
    const fn new(seconds: Option<f64>) -> Self {
        match seconds {
            Some(seconds) => Self::Seconds(seconds),
            None => Self::Endless,
        }
    }
}

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The most connections.
    Max,
    /// Connections that are kept, beside an overflow.
    Size,
    /// Connections beyond the size.
    Overflow,
    /// The longest wait for one.
    Timeout,
    /// The longest that opening one may take; 0 is no limit.
    ConnectTimeout,
    /// The age at which one is replaced; 0 is never.
    Lifetime,
    /// The same for SQLAlchemy, where -1 is never.
    Recycle,
    /// A switch, by its field.
    Switch(&'static str),
    /// A number of a field.
    Field(&'static str),
    /// A number of `PgBouncer`'s: the name of its measurement, and its field.
    Pooler(MeasuredQuantity, &'static str),
    /// `PgBouncer`'s `pool_mode`.
    PoolMode,
    /// Known, and of no consequence.
    Other,
}

/// The unit of a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A count.
    One,
    Second,
    Millisecond,
}

impl Unit {
    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::One | Self::Second => 1.0,
            Self::Millisecond => 1e-3,
        }
    }
}

impl Framework {
    /// What a pair says about this framework's pool; `is_recognized` is whether the text is surely about it.
    pub(super) fn option(&self, pair: &Pair<'_>, is_recognized: bool) -> Option<(Role, Unit)> {
        let find = |table: &[(&str, Role, Unit)]| {
            table.iter().find(|(key, ..)| pair.is(key)).map(|(_, role, unit)| (*role, *unit))
        };
        find(self.own).or_else(|| if is_recognized { find(self.common) } else { None })
    }

    /// Whether a pair surely tells this framework: Python, statistics and logs have SQLAlchemy's names as well.
    pub(super) fn is_shown_by(&self, pair: &Pair<'_>) -> bool {
        self.option(pair, false).is_some() && (![SQLALCHEMY, "PostgreSQL"].contains(&self.name) || pair.is_of_file())
    }
}

pub(super) const SQLALCHEMY: &str = "SQLAlchemy";
pub(super) const PGBOUNCER: &str = "PgBouncer";
pub(super) const LIBPQ: &str = "libpq";
pub(super) const TORTOISE: &str = "Tortoise ORM";
