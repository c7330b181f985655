//! The fields of a scenario that people set by hand: where each is, what people call it, its value and its default.

mod database;
mod pooler;
mod service;
mod targets;

use super::{Database, Pooler, Scenario, Service, Targets, Traffic};
use serde::Serialize;
use serde_json::Value;
use std::sync::OnceLock;

/// A field of a scenario. A service's traffic is that of its first class.
///
/// ```
/// use poolwise::{Scenario, scenario::FieldDescriptor};
///
/// let (field, service) = FieldDescriptor::find("services[2].pool.timeout_s").unwrap();
/// assert_eq!((field.label, field.unit, service), ("Timeout", "s", Some(2)));
/// assert_eq!(field.path(0), "services[0].pool.timeout_s");
/// assert_eq!(field.default(), 30.0);
///
/// let scenario = Scenario::from_toml("services = [{ pool = { timeout_s = 5 } }]").unwrap();
/// assert_eq!(field.value(&scenario, 0), 5.0);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct FieldDescriptor {
    /// Its path in its table: `pool.size`.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Its unit; empty for none. That of a share is `%`, though the scenario has a fraction of 1.
    pub unit: &'static str,
    /// What it means, or where its default is from.
    pub description: &'static str,
    /// The table that has it.
    table: Table,
}

/// A table of a scenario, with what reads a field's value there.
#[derive(Debug)]
enum Table {
    Service(fn(&Service) -> Value),
    Database(fn(&Database) -> Value),
    Pooler(fn(&Pooler) -> Value),
    Targets(fn(&Targets) -> Value),
}

impl FieldDescriptor {
    /// All fields, table by table.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        [service::FIELDS, database::FIELDS, pooler::FIELDS, targets::FIELDS].into_iter().flatten()
    }

    /// Its path in a scenario: in the service at `service`, where it is a service's.
    #[must_use]
    pub fn path(&self, service: usize) -> String {
        let table = match self.table {
            Table::Service(_) => return format!("services[{service}].{}", self.key),
            Table::Database(_) => "database",
            Table::Pooler(_) => "pooler",
            Table::Targets(_) => "targets",
        };
        format!("{table}.{}", self.key)
    }

    /// The field at a path of a scenario, and the place of its service; no place for what all services share.
    #[must_use]
    pub fn find(path: &str) -> Option<(&'static Self, Option<usize>)> {
        let of_service = path.strip_prefix("services[").and_then(|rest| rest.split_once("]."));
        let service = match of_service {
            Some((place, _)) => Some(place.parse().ok()?),
            None => None,
        };
        let field = Self::all().find(|field| match (&field.table, of_service) {
            (Table::Service(_), Some((_, key))) => field.key == key,
            (Table::Service(_), None) | (_, Some(_)) => false,
            (_, None) => path.ends_with(field.key) && field.path(0) == path,
        })?;
        Some((field, service))
    }

    /// Its value, in the service at `service` where it is a service's; null for one that is not given or not there.
    #[must_use]
    pub fn value(&self, scenario: &Scenario, service: usize) -> Value {
        match self.table {
            Table::Service(value) => scenario.services.get(service).map(value),
            Table::Database(value) => Some(value(&scenario.database)),
            Table::Pooler(value) => scenario.pooler.as_ref().map(value),
            Table::Targets(value) => Some(value(&scenario.targets)),
        }
        .unwrap_or_default()
    }

    /// What holds if nobody sets it; null for an optional field, and for a part of an optional value.
    #[must_use]
    pub fn default(&self) -> Value {
        static DEFAULTS: OnceLock<Scenario> = OnceLock::new();
        let defaults = DEFAULTS.get_or_init(|| {
            let service = Service { traffic: vec![Traffic::default()], ..Service::default() };
            Scenario { services: vec![service], pooler: Some(Pooler::default()), ..Scenario::default() }
        });
        self.value(defaults, 0)
    }
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_one_of_the_scenario() {
        let service = Service { traffic: vec![Traffic::default()], ..Service::default() };
        let scenario = Scenario { services: vec![service], ..Scenario::default() };
        for field in FieldDescriptor::all() {
            let path = field.path(0);
            let (found, _) = FieldDescriptor::find(&path).unwrap();
            assert!(std::ptr::eq(found, field), "{path} is there twice");
            // A value that fits is taken, and one that does not shows that the path is known.
            if field.default().is_null() {
                let error = scenario.with(&path, Value::Array(vec![Value::Null])).unwrap_err().to_string();
                assert!(!error.contains("unknown") && !error.contains("did you mean"), "{path}: {error}");
            } else {
                let same = scenario.with(&path, field.default()).unwrap();
                assert_eq!(field.value(&same, 0), field.default(), "{path}");
            }
        }
    }

    #[test]
    fn defaults_are_those_of_the_types() {
        let check = |path: &str, default: Value| {
            assert_eq!(FieldDescriptor::find(path).unwrap().0.default(), default, "{path}");
        };
        check("services[0].pool.size", 5.into());
        check("services[7].pool.class", "QueuePool".into());
        check("services[0].deploy.unavailable", 0.into());
        check("services[0].max_instances", Value::Null);
        check("database.max_connections", 100.into());
        check("pooler.default_pool_size", 20.into());
        check("targets.headroom", 1.5.into());
        for path in ["services[0].pool", "services[x].pool.size", "services[0].cores", "server.cores", "cores"] {
            assert!(FieldDescriptor::find(path).is_none(), "{path}");
        }
    }
}
