//! Files for pools of other frameworks. Each has one maximum instead of a size and an overflow.

pub(super) mod bb8;
pub(super) mod database_sql;
pub(super) mod deadpool;
pub(super) mod hikaricp_properties;
pub(super) mod knex;
pub(super) mod node_postgres;
pub(super) mod npgsql;
pub(super) mod pgxpool;
pub(super) mod prisma;
pub(super) mod rails;
pub(super) mod sequelize;
pub(super) mod spring_yaml;
pub(super) mod sqlx;
pub(super) mod typeorm;

use super::{
    Content,
    fleet::Settings,
    text::{comments, whole},
};
use crate::{
    scenario::{PoolClass, ServiceKind},
    units::Recycle,
};

/// The longest timer of node and the largest number of most settings: 2³¹ - 1.
const MAX_INT: u64 = i32::MAX as u64;

/// A pool with one maximum.
pub(super) struct OnePool<'a> {
    /// A plain name of its service.
    name: &'a str,
    /// The most connections: size + overflow, from 1 to 2³¹ - 1.
    max: u64,
    /// The connections that stay open while they are idle: the size. A function keeps none.
    min: u64,
    timeout_s: f64,
    recycle_s: Recycle,
    pre_ping: bool,
    /// How long a connection may take to open; None for no limit.
    connect_timeout_s: Option<f64>,
    /// The `statement_timeout` that the scenario or a finding gives; None behind a pooler, which refuses it at start-up.
    statement_timeout_ms: Option<u64>,
    /// Whether it must prepare no statements, since the pooler in front of the server tracks none.
    is_unprepared: bool,
    /// How long a connection stays open while it is idle, in milliseconds; None for the pool's own default.
    idle_ms: Option<u64>,
}

/// As PW056 advises: a frozen function closes nothing, so its pool closes idle connections before.
const FUNCTION_IDLE_MS: u64 = 5000;

impl<'a> OnePool<'a> {
    /// None where the pool has no maximum that a framework takes.
    fn from_settings(settings: &'a Settings<'_>) -> Option<Self> {
        let max = settings.maximum().map(u64::from).filter(|max| settings.has_pool() && (1..=MAX_INT).contains(max))?;
        let pool = settings.pool;
        let keeps_idle = settings.service.kind != ServiceKind::Function;
        Some(Self {
            name: &settings.stem,
            max,
            min: if keeps_idle { max.min(pool.size.get().into()) } else { 0 },
            timeout_s: pool.timeout_s.get(),
            recycle_s: pool.recycle_s,
            pre_ping: pool.pre_ping,
            connect_timeout_s: settings.connect_timeout_s(),
            statement_timeout_ms: settings.statement_timeout_ms().filter(|_| !is_pooled(settings)),
            is_unprepared: settings.is_unprepared(),
            idle_ms: (!keeps_idle).then_some(FUNCTION_IDLE_MS),
        })
    }

    /// The longest wait for a connection in whole milliseconds, rounded up: 0 would be for ever in most frameworks.
    fn timeout_ms(&self) -> u64 {
        milliseconds(self.timeout_s)
    }

    /// The same in whole seconds.
    fn timeout_whole_s(&self) -> u64 {
        self.timeout_ms().div_ceil(1000)
    }

    /// How long a connection may take to open, in whole milliseconds, rounded up; None for no limit.
    fn connect_timeout_ms(&self) -> Option<u64> {
        self.connect_timeout_s.map(milliseconds)
    }

    /// The same in whole seconds.
    fn connect_timeout_whole_s(&self) -> Option<u64> {
        self.connect_timeout_ms().map(|ms| ms.div_ceil(1000))
    }

    /// The age at which a connection is replaced in whole milliseconds, rounded up; None for never.
    fn lifetime_ms(&self) -> Option<u64> {
        match self.recycle_s {
            Recycle::Never => None,
            Recycle::After(age) => Some(whole(microseconds(age.get()) / 1000.0).max(1)),
        }
    }

    /// The same in whole seconds.
    fn lifetime_whole_s(&self) -> Option<u64> {
        self.lifetime_ms().map(|ms| ms.div_ceil(1000))
    }
}

fn milliseconds(seconds: f64) -> u64 {
    whole(microseconds(seconds) / 1000.0).clamp(1, MAX_INT)
}

/// Whole microseconds: 1.1 × 1000 is a little more than 1100, which must not become 1101.
fn microseconds(seconds: f64) -> f64 {
    libm::round(seconds * 1e6)
}

fn is_pooled(settings: &Settings<'_>) -> bool {
    settings.fleet.scenario.is_pooled(settings.service)
}

/// A service's file: its summary in comments behind `mark`, and what `body` makes of its pool. A pool that no framework
/// takes gets comments that say what to do, and no number.
pub(super) fn content(settings: &Settings<'_>, mark: &str, body: fn(&OnePool<'_>) -> String) -> Content {
    let Some(pool) = OnePool::from_settings(settings) else {
        let mut sentences = settings.summary();
        sentences.push(without_maximum(settings).to_owned());
        sentences.push("Choose a size and an overflow in the scenario, then write this file again.".to_owned());
        return comments(mark, &sentences).into();
    };
    let mut sentences = settings.summary_of_one_maximum();
    if pool.is_unprepared {
        sentences
            .push("The pooler tracks no prepared statements, so that none may outlive its transaction.".to_owned());
    }
    if settings.statement_timeout_ms().is_some() && is_pooled(settings) {
        sentences
            .push("No statement timeout: poolers refuse it when a client connects. Set it for the role.".to_owned());
    }
    (comments(mark, &sentences) + &body(&pool)).into()
}

fn without_maximum(settings: &Settings<'_>) -> &'static str {
    match settings.pool.class {
        PoolClass::NullPool => "NullPool keeps no connections and limits none; this framework's pool has a maximum.",
        PoolClass::QueuePool => "Nothing that this framework takes limits the pool; its own pool has a maximum.",
    }
}

/// The options that PostgreSQL's drivers send at start-up: "-c `statement_timeout=5000`".
fn startup_options(pool: &OnePool<'_>) -> Option<String> {
    pool.statement_timeout_ms.map(|ms| format!("-c statement_timeout={ms}"))
}

/// What the libraries of node say to that: pg prepares a query only where it has a name.
const UNNAMED_QUERIES: &str = "// pg prepares queries that have a name: give none a name behind this pooler.\n";

/// What tokio-postgres says to that: it prepares every query.
const TYPED_QUERIES: &str = "// tokio-postgres prepares statements in query() and execute(): use query_typed(), or a pooler that tracks them.\n";

/// What their pools take besides.
const NO_TLS: &str = "// NoTls does not encrypt: to a server on another machine, connect with tokio-postgres-rustls or postgres-native-tls.\n";

/// Lines "key: value" of an object, each with these blanks in front and this at its end. A key without a value is left out.
fn lines(indent: &str, separator: &str, end: &str, pairs: &[(&str, Option<String>)]) -> String {
    let present = pairs.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
    present.flat_map(|(key, value)| [indent, key, separator, value, end, "\n"]).collect()
}

/// A duration in Rust, or None of one.
fn rust_duration(ms: Option<u64>) -> String {
    ms.map_or_else(|| "None::<Duration>".to_owned(), |ms| format!("Some(Duration::from_millis({ms}))"))
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn rounds_up_to_whole_milliseconds() {
        for (seconds, expected) in [(1.5, 1500), (1.1, 1100), (0.1 + 0.2, 300), (0.0, 1), (0.000_4, 1), (1.0004, 1001)]
        {
            assert_eq!(milliseconds(seconds), expected, "{seconds}");
        }
        assert_eq!(milliseconds(31_536_000.0), 2_147_483_647);
    }
}
