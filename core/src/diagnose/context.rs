//! What the patterns examine: the reading, the scenario, and the engine's prediction for it.

use super::Evidence;
use crate::{
    format::number,
    predict::{Prediction, State, predict_by_formula},
    read::{ErrorClass, LoggedError, MeasuredQuantity, Measurement, Reading, Setting, TextKind, clues::ClueKind},
    scenario::{Database, Document, ExplicitFields, Scenario, Service},
    units::{Natural, Overflow, as_f64},
};
use serde_json::Value;

pub(super) struct DiagnosisContext<'a> {
    pub(super) reading: &'a Reading,
    pub(super) scenario: &'a Scenario,
    /// The fields of the scenario that the text or the user gave.
    given: &'a ExplicitFields,
    service: Service,
    /// Whether the size of the pool is in the text or the scenario.
    is_size_known: bool,
    /// The prediction for one pool of the first service; None without traffic.
    pub(super) prediction: Option<Prediction>,
}

impl<'a> DiagnosisContext<'a> {
    pub(super) fn new(reading: &'a Reading, document: &'a Document) -> Self {
        let Document { scenario, given } = document;
        let mut service = scenario.at_its_busiest().services.first().cloned().unwrap_or_default();
        let size_of_error = pool_of_error(reading);
        if let Some((size, overflow)) = size_of_error {
            // New settings beside an old error are not those that the error is about.
            (service.pool.size, service.pool.overflow) = (size, overflow);
        }
        let of_other_pool = reading.errors.iter().any(|error| error.class == ErrorClass::AppPoolExhausted)
            && !reading.errors.iter().any(|error| error.library == SQLALCHEMY);
        if of_other_pool && !given.has("services[0].pool.overflow") {
            service.pool.overflow = Overflow::AtMost(0);
        }
        let is_size_known = size_of_error.is_some() || given.has("services[0].pool.size");
        let prediction = predict_by_formula(&service, &service.pool);
        let prediction = (prediction.state != State::NoTraffic).then_some(prediction);
        Self { reading, scenario, given, service, is_size_known, prediction }
    }

    pub(super) fn service(&self) -> &Service {
        &self.service
    }

    /// The error of an exhausted application pool.
    pub(super) fn exhausted(&self) -> Option<&'a LoggedError> {
        self.error(ErrorClass::AppPoolExhausted)
    }

    pub(super) fn error(&self, class: ErrorClass) -> Option<&'a LoggedError> {
        self.reading.errors.iter().find(|error| error.class == class)
    }

    /// The library of the first error, where the errors are from pools of another language than Python.
    pub(super) fn other_pool(&self) -> Option<&'static str> {
        let of_pools = self.reading.errors.iter().filter(|error| error.class.is_of_pool());
        let mut libraries = of_pools.map(|error| error.library).peekable();
        let first = *libraries.peek()?;
        libraries.all(|library| !PYTHON.contains(&library)).then_some(first)
    }

    /// The line of a clue in code or commands.
    pub(super) fn clue(&self, kind: ClueKind) -> Option<usize> {
        self.reading.clues.iter().find(|clue| clue.kind == kind).map(|clue| clue.line)
    }

    /// All measurements of a quantity, each with its number.
    pub(super) fn measurements(&self, quantity: MeasuredQuantity) -> impl Iterator<Item = (&'a Measurement, f64)> {
        let of_quantity = self.reading.measurements.iter().filter(move |measurement| measurement.quantity == quantity);
        of_quantity.filter_map(|measurement| Some((measurement, measurement.value.as_f64()?)))
    }

    /// The sessions of the server by state, where each is counted once: the first measurement, and the sum.
    pub(super) fn sessions_by_state(&self) -> Option<(&'a Measurement, f64)> {
        let states = || SESSION_STATES.into_iter().map(|state| self.measurements(state));
        // Several counts of a state may be of several moments, unless one table has them by owner.
        let once_each = states().all(|of_state| of_state.count() <= 1);
        let mut all: Vec<_> = states().flatten().collect();
        all.sort_by_key(|(measurement, _)| measurement.line);
        let first = all.first().filter(|_| once_each || is_one_table(&all))?;
        Some((first.0, all.iter().map(|(_, count)| count).sum()))
    }

    /// The sessions of the server where one table counts those of each owner: the first measurement, and the sum.
    pub(super) fn sessions_by_owner(&self) -> Option<(&'a Measurement, f64)> {
        let all: Vec<_> = self.measurements(MeasuredQuantity::ConnectionsOf).collect();
        // Of several tables each may count the same sessions.
        let first = all.first().filter(|_| is_one_table(&all))?;
        Some((first.0, all.iter().map(|(_, count)| count).sum()))
    }

    /// The largest measurement of a quantity.
    pub(super) fn largest(&self, quantity: MeasuredQuantity) -> Option<(&'a Measurement, f64)> {
        self.measurements(quantity).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Connections that one pool can open; None if unlimited, or if neither the text nor the scenario has its size.
    pub(super) fn capacity(&self) -> Option<f64> {
        self.service.pool.capacity().filter(|_| self.is_size_known).map(as_f64)
    }

    /// Connections of the server that applications may use; None unless the text or the scenario has `max_connections`.
    pub(super) fn usable(&self) -> Option<f64> {
        let is_known = self.given.has("database.max_connections");
        is_known.then(|| as_f64(self.scenario.database.usable()))
    }

    /// Slots of the server that applications may use, in words. A number of reserved slots that nobody gave is assumed.
    pub(super) fn usable_slots(&self, usable: f64) -> String {
        let reserved = self.scenario.database.superuser_reserved;
        let is_default = reserved == Database::default().superuser_reserved;
        let is_assumed = is_default && !self.given.has("database.superuser_reserved");
        let assumed = if is_assumed { format!(" ({reserved} reserved, assumed)") } else { String::new() };
        format!("{} usable slots{assumed}", number(usable))
    }

    /// Whether the size of the pool is in the text or the scenario.
    pub(super) fn is_size_known(&self) -> bool {
        self.is_size_known
    }

    /// Whether the text or the scenario has the overflow of the pool: a pool's own statistics show only what is open of it.
    pub(super) fn is_overflow_known(&self) -> bool {
        const FIELD: &str = "services[0].pool.overflow";
        let mut of_text = self.reading.settings.iter().filter(|setting| setting.field == FIELD).peekable();
        if of_text.peek().is_some() { of_text.any(Setting::is_certain) } else { self.given.has(FIELD) }
    }

    /// The pool's own numbers where they show that a checkout timed out although the pool was not used up.
    pub(super) fn spare(&self) -> Option<SpareConnections> {
        self.exhausted()?;
        let last = |quantity| {
            let of_pool = self.measurements(quantity).filter(|(measurement, _)| OF_POOL.contains(&measurement.kind));
            // Of several gauges none is known to be that of the pool with the error.
            let mut gauges = self.measurements(quantity);
            let gauge = gauges.next().filter(|_| gauges.next().is_none());
            of_pool.last().or(gauge)
        };
        let (idle, busy) = (last(MeasuredQuantity::CheckedIn), last(MeasuredQuantity::CheckedOut));
        let open = last(MeasuredQuantity::TotalConnections).map(|(measurement, open)| (measurement.line, open));
        let open = open.or_else(|| {
            let ((measurement, idle), (_, busy)) = idle.zip(busy)?;
            Some((measurement.line, idle + busy))
        });
        let (line, open) = open?;
        let idle = idle.map_or(0.0, |(_, idle)| idle);
        // The size beside the error may be the number of open connections itself.
        let configured =
            self.reading.settings.iter().rfind(|setting| {
                setting.field == "services[0].pool.size" && setting.is_certain() && setting.line != line
            });
        let size = configured.and_then(|setting| setting.value.as_f64());
        if open == 0.0 {
            Some(SpareConnections { line, kind: Spare::NoneOpen, open, idle, size })
        } else if idle >= MIN_IDLE_SHARE * open {
            Some(SpareConnections { line, kind: Spare::Idle, open, idle, size })
        } else if size.is_some_and(|size| open < size) && busy.is_some() {
            Some(SpareConnections { line, kind: Spare::NotGrown, open, idle, size })
        } else {
            None
        }
    }

    /// Connections that the traffic needs in one pool by Little's law; None without traffic.
    pub(super) fn load(&self) -> Option<f64> {
        self.prediction.as_ref().map(|prediction| prediction.offered_load)
    }

    /// The line and the largest number of checked-out connections, measured or implied by an error of an empty pool.
    pub(super) fn busy(&self) -> Option<(Option<usize>, f64)> {
        let measured =
            self.largest(MeasuredQuantity::CheckedOut).map(|(measurement, busy)| (Some(measurement.line), busy));
        let empty = self.exhausted().filter(|_| self.spare().is_none()).zip(self.capacity());
        let empty = empty.map(|(error, capacity)| (Some(error.line), capacity));
        measured.or(empty)
    }

    /// Whether the pool was empty, or nearly so.
    pub(super) fn is_empty(&self) -> bool {
        let nearly = |(_, busy): (_, f64)| self.capacity().is_some_and(|capacity| busy >= 0.9 * capacity);
        self.spare().is_none() && (self.exhausted().is_some() || self.busy().is_some_and(nearly))
    }

    /// Whether the pool keeps up with the traffic so well that the traffic alone would not empty it.
    pub(super) fn keeps_up(&self) -> bool {
        self.prediction
            .as_ref()
            .is_some_and(|prediction| prediction.state == State::Stable && prediction.timeout_probability < 1e-4)
    }

    /// The evidence that the pool was empty.
    pub(super) fn emptiness(&self) -> Vec<Evidence> {
        let error = self.exhausted().map(|error| Evidence::new(Some(error.line), describe_error(error)));
        let busy =
            self.largest(MeasuredQuantity::CheckedOut).zip(self.capacity()).map(|((measurement, busy), capacity)| {
                let of = if self.is_overflow_known() { format!(" of {}", number(capacity)) } else { String::new() };
                Evidence::new(Some(measurement.line), format!("{}{of} connections were checked out", number(busy)))
            });
        error.into_iter().chain(busy).collect()
    }

    /// Little's law for one pool, in words: "3.33/s × 500 ms = 2.5 of 25 connections".
    pub(super) fn littles_law(&self) -> Option<Evidence> {
        let (load, capacity) = (self.load()?, self.capacity()?);
        let rate = self.service.rate_of_one();
        let hold_ms = if rate > 0.0 { load / rate * 1000.0 } else { 0.0 };
        let text = format!(
            "{}/s in each pool × {} ms = {} of its {} connections (Little's law)",
            number(rate),
            number(hold_ms),
            number(load),
            number(capacity),
        );
        Some(Evidence::new(None, &text))
    }
}

/// The pool's own numbers at a timeout that the pool's size does not explain.
pub(super) struct SpareConnections {
    pub(super) line: usize,
    pub(super) kind: Spare,
    pub(super) open: f64,
    pub(super) idle: f64,
    /// The configured size, if the text has it elsewhere.
    pub(super) size: Option<f64>,
}

/// The only library whose pools have an overflow.
const SQLALCHEMY: &str = "SQLAlchemy";

/// The libraries with pools for Python whose errors are known.
const PYTHON: [&str; 7] = [SQLALCHEMY, "psycopg_pool", "psycopg", "psycopg2", "asyncpg", "peewee", "Odoo"];

/// The kinds of text that show a pool at one moment.
const OF_POOL: [TextKind; 2] = [TextKind::ErrorLog, TextKind::PoolState];

/// Whether measurements stand on lines that follow one another.
fn is_one_table(measurements: &[(&Measurement, f64)]) -> bool {
    measurements.windows(2).all(|pair| pair[1].0.line == pair[0].0.line + 1)
}

/// Each session of the server is in one of these.
const SESSION_STATES: [MeasuredQuantity; 5] = [
    MeasuredQuantity::Active,
    MeasuredQuantity::Idle,
    MeasuredQuantity::IdleInTransaction,
    MeasuredQuantity::IdleInTransactionAborted,
    MeasuredQuantity::Other,
];

/// Why the pool was not used up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spare {
    /// No connection was open.
    NoneOpen,
    /// Connections were idle.
    Idle,
    /// Fewer connections were open than the pool may have.
    NotGrown,
}

/// One connection may become idle just as a request gives up; this share of them does not.
const MIN_IDLE_SHARE: f64 = 0.2;

/// The size and overflow that the last error of an exhausted pool gives.
fn pool_of_error(reading: &Reading) -> Option<(Natural, Overflow)> {
    let error = reading.errors.iter().find(|error| error.class == ErrorClass::AppPoolExhausted)?;
    let number = |name: &str| error.facts.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let size = number("pool_size")?;
    // Only SQLAlchemy has an overflow.
    let overflow = number("max_overflow").unwrap_or(0);
    Some((Natural::clamped(size.into()), Overflow::AtMost(overflow)))
}

/// What an error means, and how often it occurs.
pub(super) fn describe_error(error: &LoggedError) -> String {
    let times = match (error.count, &error.first, &error.last) {
        (1, ..) => return error.message.clone(),
        (count, Some(first), Some(last)) if first != last => format!("{count} times, {first} to {last}"),
        (count, ..) => format!("{count} times"),
    };
    format!("{} ({times})", error.message)
}
