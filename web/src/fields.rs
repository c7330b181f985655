//! Every field of the page, as data.

use crate::ladder::Ladder;

/// One field: where it goes in the scenario, and how it is shown.
#[derive(Debug, PartialEq)]
pub struct Field {
    /// Its path in the scenario: `services[0].pool.size`.
    pub path: &'static str,
    /// The card it stands in.
    pub group: Group,
    /// Its name.
    pub label: &'static str,
    /// Its unit, shown in the number box.
    pub unit: &'static str,
    /// What it means, or where its default is from.
    pub hint: &'static str,
    /// How its text becomes a value.
    pub kind: Kind,
    /// What holds if nobody says otherwise; empty for "not given".
    pub default: &'static str,
    /// The slider's steps.
    pub ladder: Ladder,
}

/// The cards of the left column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The pool's settings.
    Pool,
    /// What asks for connections.
    Traffic,
    /// What multiplies the pool.
    Service,
    /// The server.
    Database,
    /// A periodic burst.
    Burst,
    /// What good means.
    Targets,
}

/// How a field's text becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Shown in percent, a fraction in the scenario.
    Percent,
    /// Shown in percent, "25%" in the scenario.
    Surge,
    /// True or false.
    Switch,
}

impl Group {
    /// All cards, from the top.
    pub const ALL: [Self; 6] = [Self::Traffic, Self::Pool, Self::Service, Self::Database, Self::Burst, Self::Targets];

    /// The card's title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pool => "Pool",
            Self::Traffic => "Traffic",
            Self::Service => "Service",
            Self::Database => "Database",
            Self::Burst => "Burst",
            Self::Targets => "Targets",
        }
    }

    /// Whether the card is open at first.
    #[must_use]
    pub fn starts_open(self) -> bool {
        !matches!(self, Self::Burst | Self::Targets)
    }

    /// Its fields, from the top.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        FIELDS.iter().filter(move |field| field.group == self)
    }
}

/// The field at a path of the scenario.
#[must_use]
pub fn at(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.path == path)
}

const fn field(
    (group, path, label, unit): (Group, &'static str, &'static str, &'static str),
    hint: &'static str,
    kind: Kind,
    default: &'static str,
    ladder: Ladder,
) -> Field {
    Field { path, group, label, unit, hint, kind, default, ladder }
}

use Group::{Burst, Database, Pool, Service, Targets, Traffic};
use Kind::{Number, Percent, Surge, Switch, Whole};
use Ladder::{Decades, Even, WholeDecades};

/// All fields, in the order of the page within their groups.
#[rustfmt::skip]
pub static FIELDS: [Field; 29] = [
    field((Traffic, "services[0].traffic[0].rate_per_s", "Requests", "/s"), "checkouts, of the whole service", Number, "0", Decades(0.1, 10_000.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.mean", "Connection held for", "ms"), "its statements and 1 to 2 ms more", Number, "50", Decades(0.1, 60_000.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.cv", "Variability", "cv"), "of the hold: 0 constant, 1 exponential", Number, "1", Decades(0.1, 10.0)),
    field((Pool, "services[0].pool.size", "Pool size", ""), "pool_size; 0 is unlimited", Whole, "5", Even(0.0, 60.0)),
    field((Pool, "services[0].pool.overflow", "Max overflow", ""), "max_overflow; -1 is unlimited", Whole, "10", Even(0.0, 60.0)),
    field((Pool, "services[0].pool.timeout_s", "Timeout", "s"), "pool_timeout: the longest wait", Number, "30", Decades(0.1, 120.0)),
    field((Pool, "services[0].pool.recycle_s", "Recycle after", "s"), "pool_recycle; -1 is never", Number, "-1", WholeDecades(1.0, 8_000.0)),
    field((Pool, "services[0].pool.pre_ping", "Pre-ping", ""), "pool_pre_ping: test before use", Switch, "false", Even(0.0, 1.0)),
    field((Pool, "services[0].pool.lifo", "LIFO", ""), "pool_use_lifo: last in, first out", Switch, "false", Even(0.0, 1.0)),
    field((Service, "services[0].instances", "Instances", ""), "replicas, pods or dynos at rest", Whole, "1", Even(1.0, 50.0)),
    field((Service, "services[0].surge", "Surge during a deploy", "%"), "rounded up; Kubernetes has 25 %", Surge, "0", Even(0.0, 100.0)),
    field((Service, "services[0].workers", "Workers per instance", ""), "each process has its own pool", Whole, "1", Even(1.0, 32.0)),
    field((Service, "services[0].engines", "Engines per worker", ""), "a replica is one more", Whole, "1", Even(1.0, 8.0)),
    field((Service, "services[0].concurrency", "Tasks at once per worker", ""), "threads or coroutines; optional", Whole, "", WholeDecades(1.0, 1_000.0)),
    field((Service, "services[0].connect_ms", "Opening a connection takes", "ms"), "4.6 ms with scram on loopback", Number, "5", Decades(0.1, 1_000.0)),
    field((Service, "services[0].leak_probability", "Leaked checkouts", "%"), "never returned", Percent, "0", Decades(0.001, 10.0)),
    field((Database, "database.max_connections", "max_connections", ""), "PostgreSQL's default is 100", Whole, "100", WholeDecades(1.0, 6_000.0)),
    field((Database, "database.superuser_reserved", "Reserved for superusers", ""), "superuser_reserved_connections", Whole, "3", Even(0.0, 20.0)),
    field((Database, "database.reserved", "Reserved for roles", ""), "reserved_connections, 16 and later", Whole, "0", Even(0.0, 50.0)),
    field((Database, "database.provider_reserved", "Kept by the provider", ""), "Azure keeps 15, Neon 7", Whole, "0", Even(0.0, 50.0)),
    field((Database, "database.other_clients", "Other clients", ""), "migrations, monitoring, psql, BI", Whole, "0", Even(0.0, 100.0)),
    field((Database, "database.cores", "Cores", ""), "of the server; optional", Whole, "", Even(1.0, 128.0)),
    field((Burst, "services[0].burst.factor", "Traffic is multiplied by", "×"), "1 is no burst", Number, "1", Decades(1.0, 100.0)),
    field((Burst, "services[0].burst.every_s", "Every", "s"), "the period", Number, "60", WholeDecades(1.0, 8_000.0)),
    field((Burst, "services[0].burst.for_s", "For", "s"), "how long the burst lasts", Number, "10", WholeDecades(1.0, 8_000.0)),
    field((Targets, "targets.utilization_mean", "Utilization, mean", "%"), "of size + overflow", Percent, "70", Even(1.0, 100.0)),
    field((Targets, "targets.utilization_peak", "Utilization in a burst", "%"), "of size + overflow", Percent, "90", Even(1.0, 100.0)),
    field((Targets, "targets.wait_p95_ms", "Wait, p95", "ms"), "95 % of requests wait less", Number, "50", Decades(0.1, 10_000.0)),
    field((Targets, "targets.timeout_probability", "Time out", "%"), "of requests, at most", Percent, "0.01", Decades(0.0001, 10.0)),
];
