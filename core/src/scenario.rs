//! What the user has: a database, services with their pools and traffic, and the targets to meet.
//!
//! Plain data. Its serde form is the contract's TOML and JSON; every key may be left out, and then has the
//! documented default.
//!
//! ```
//! use poolwise::Scenario;
//!
//! let scenario = Scenario::from_toml(
//!     r#"
//!     [[services]]
//!     name = "api"
//!     instances = 4
//!     pool = { size = 5, overflow = 10 }
//!     traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]
//!     "#,
//! )
//! .unwrap();
//! assert_eq!(scenario.services[0].pools(), Some(4));
//! assert_eq!(scenario.database.max_connections.get(), 100);
//! ```

mod buckets;
mod builders;
mod burst;
mod busiest;
mod database;
mod deploy;
mod document;
mod enums;
mod error;
mod explicit_fields;
mod export;
mod fields;
mod fit;
mod hold;
mod parse;
mod path;
mod pool;
mod pooler;
mod profile;
mod service;
mod severities;
mod targets;
mod traffic;

pub use buckets::Buckets;
pub use burst::Burst;
pub use database::Database;
pub use deploy::{Deploy, Strategy};
pub use document::Document;
pub use enums::{Driver, Environment, ServiceKind, WorkerClass};
pub use error::ScenarioError;
pub use explicit_fields::ExplicitFields;
pub use fields::FieldDescriptor;
pub(crate) use fit::{Fit, Piece};
pub use hold::{Distribution, Hold, Moments};
pub use pool::{Pool, PoolClass};
pub use pooler::{PoolMode, Pooler};
pub use profile::Profile;
pub(crate) use profile::WINDOW_S;
pub use service::Service;
pub use severities::{Level, Severities};
pub use targets::{Lever, TargetOverrides, Targets};
pub use traffic::{OVERHEAD_MS, Traffic};

use serde::{Deserialize, Serialize};

/// Everything that a plan follows from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table with database, services and targets")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenario {
    /// The PostgreSQL server that all services share.
    pub database: Database,
    /// A pooler between the services and the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooler: Option<Pooler>,
    /// The services, each with pools of its own.
    pub services: Vec<Service>,
    /// What good means.
    pub targets: Targets,
    /// Rules whose findings count as something else than usual, or not at all: `PW012 = "off"`.
    #[serde(skip_serializing_if = "is_default")]
    pub rules: Severities,
}

impl Scenario {
    /// Whether the connections of a service end at the pooler.
    #[must_use]
    pub fn is_pooled(&self, service: &Service) -> bool {
        self.pooler.is_some() && !service.direct
    }
}

/// Whether a field need not be written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
