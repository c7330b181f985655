//! Writes files with the advised settings, for each place where such settings live.
//!
//! ```
//! use poolwise::{scenario::Document, write::{Kind, Options, write}};
//!
//! let document = Document::from_toml("[[services]]\nname = 'api'\ninstances = 2").unwrap();
//! let files = write(Kind::from_name("env").unwrap(), &document.scenario, &poolwise::plan(&document.scenario), &Options::default());
//! assert_eq!(files[0].name, "api.env");
//! assert!(files[0].text.contains("\nDB_POOL_SIZE=5\n"));
//! ```

mod asyncpg;
mod charts;
mod compose;
mod django;
mod env;
mod exporter;
mod flask;
mod fleet;
mod frameworks;
mod grafana;
mod index;
mod kubernetes;
mod pgbouncer;
mod postgresql;
mod prometheus_rules;
mod psycopg_pool;
mod python;
mod report;
mod runbook;
mod sqlalchemy;
mod text;

pub use charts::picture;
pub use env::{env, mark_env, masked_env, merge_env};
pub use index::index;

use crate::{plan::Plan, scenario::Scenario};
use fleet::{Fleet, Settings};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The name of its kind: "env".
    pub kind: &'static str,
    /// A name to save it under, in lower-case letters, digits, dashes and dots: "api.env".
    pub name: String,
    /// Its media type: "text/plain".
    pub media_type: &'static str,
    /// Its content.
    pub text: String,
    /// What to know before it is used, in sentences.
    pub notes: Vec<String>,
    /// The service that it is about; None for a file about all of them.
    pub service: Option<String>,
}

/// What to write files for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only the service at this index; files about all services are the same whatever it is.
    pub service: Option<usize>,
    /// The current settings instead of the advised ones.
    pub current: bool,
    /// Also the variables that ask for the monitor of the Python package, where a kind has variables.
    pub monitoring: bool,
}

/// A kind of file.
#[derive(Debug)]
pub struct Kind {
    /// Its name: "env".
    pub name: &'static str,
    /// Its title for people: ".env".
    pub title: &'static str,
    /// What stands behind the name of the service or the fleet: ".env", "-deployment.yaml".
    pub(crate) ending: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) writer: Writer,
}

/// What writes a kind of file.
#[derive(Debug)]
pub(crate) enum Writer {
    /// One file per service.
    Service(fn(&Settings<'_>) -> Content),
    /// One file about all services.
    Fleet(fn(&Fleet<'_>) -> Content),
}

/// What a writer makes: the text, and notes about it.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self { text, notes: Vec::new() }
    }
}

/// Every kind, in the order in which lists show them.
///
/// ```
/// assert_eq!(poolwise::write::ALL[0].name, "env");
/// ```
pub const ALL: &[Kind] = &[
    env::KIND,
    compose::KIND,
    kubernetes::KIND,
    sqlalchemy::KIND,
    sqlalchemy::ASYNC_KIND,
    flask::KIND,
    django::KIND,
    psycopg_pool::KIND,
    asyncpg::KIND,
    exporter::KIND,
    pgbouncer::KIND,
    postgresql::KIND,
    prometheus_rules::KIND,
    grafana::KIND,
    runbook::KIND,
    report::KIND,
    charts::UTILIZATION,
    charts::WAIT,
    charts::DAY,
    charts::DEPLOY,
    frameworks::hikaricp_properties::KIND,
    frameworks::spring_yaml::KIND,
    frameworks::rails::KIND,
    frameworks::prisma::KIND,
    frameworks::node_postgres::KIND,
    frameworks::knex::KIND,
    frameworks::sequelize::KIND,
    frameworks::typeorm::KIND,
    frameworks::npgsql::KIND,
    frameworks::pgxpool::KIND,
    frameworks::database_sql::KIND,
    frameworks::sqlx::KIND,
    frameworks::deadpool::KIND,
    frameworks::bb8::KIND,
];

impl Kind {
    /// The kind with this name.
    ///
    /// ```
    /// use poolwise::write::Kind;
    /// assert_eq!(Kind::from_name("env").unwrap().title, ".env");
    /// assert!(Kind::from_name("exe").is_none());
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|kind| kind.name == name)
    }

    /// Whether each service has a file of its own.
    #[must_use]
    pub fn is_per_service(&self) -> bool {
        matches!(self.writer, Writer::Service(_))
    }
}

/// Files of a kind for a scenario and its plan: one per service, or one about all. None for an index that no service has.
#[must_use]
pub fn write(kind: &'static Kind, scenario: &Scenario, plan: &Plan, options: &Options) -> Vec<File> {
    let fleet = Fleet::new(scenario, plan, options);
    let file = |stem: &str, service: Option<String>, content: Content| File {
        kind: kind.name,
        name: format!("{stem}{}", kind.ending),
        media_type: kind.media_type,
        text: content.text,
        notes: content.notes,
        service,
    };
    match kind.writer {
        Writer::Fleet(writer) => vec![file("poolwise", None, writer(&fleet))],
        Writer::Service(writer) => {
            let services = fleet.services().filter(|one| options.service.is_none_or(|index| index == one.index));
            services.map(|one| file(&one.stem, Some(one.service.name.clone()), writer(&one))).collect()
        }
    }
}

/// Merges a service's settings into the text of a `.env`, as [`merge_env`] does, with those that a finding says to change and
/// with the plan's warning. Without a service in the options it is the first.
///
/// ```
/// use poolwise::{scenario::Document, write::{Options, merge}};
///
/// let scenario = Document::from_toml("services = [{ echo = true }]").unwrap().scenario;
/// let merged = merge("DB_ECHO=yes # for now\n", &scenario, &poolwise::plan(&scenario), &Options::default());
/// assert!(merged.starts_with("DB_ECHO=false # for now\nDB_POOL_SIZE=5\n"));
/// ```
#[must_use]
pub fn merge(text: &str, scenario: &Scenario, plan: &Plan, options: &Options) -> String {
    let fleet = Fleet::new(scenario, plan, options);
    let service = fleet.services().nth(options.service.unwrap_or(0));
    service.map_or_else(|| text.to_owned(), |settings| env::merged(text, &settings))
}
