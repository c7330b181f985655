//! The kinds of text that Poolwise reads.

use serde::Serialize;

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum TextKind {
    /// `KEY=value` lines as python-dotenv reads them, and the environments of compose files, Kubernetes, Heroku and
    /// shells.
    Env,
    /// Python: engines, pools and their options.
    Snippet,
    /// Errors, alone, in a traceback or in a long log.
    ErrorLog,
    /// A pool's status output.
    PoolState,
    /// Output of psql, and the result of `poolwise query`.
    Psql,
    /// Metrics as Prometheus scrapes them.
    Metrics,
    /// Configuration of other frameworks, and database URLs.
    Config,
    /// A rate over time: an answer of `query_range`, or a CSV file of Grafana, `CloudWatch` or Datadog.
    TimeSeries,
    /// A link of the page.
    Link,
}

impl TextKind {
    /// All kinds. A text that could be of several is of the first.
    pub const ALL: [Self; 9] = [
        Self::Env,
        Self::Snippet,
        Self::Config,
        Self::ErrorLog,
        Self::PoolState,
        Self::Psql,
        Self::Metrics,
        Self::TimeSeries,
        Self::Link,
    ];

    /// Its name.
    ///
    /// ```
    /// assert_eq!(poolwise::read::TextKind::ErrorLog.name(), "error_log");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Env => "env",
            Self::Snippet => "snippet",
            Self::ErrorLog => "error_log",
            Self::PoolState => "pool_state",
            Self::Psql => "psql",
            Self::Metrics => "metrics",
            Self::Config => "config",
            Self::TimeSeries => "time_series",
            Self::Link => "link",
        }
    }

    /// Its title for people: "Python", "log".
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Env => ".env",
            Self::Snippet => "Python",
            Self::ErrorLog => "log",
            Self::PoolState => "pool state",
            Self::Psql => "psql",
            Self::Metrics => "metrics",
            Self::Config => "configuration",
            Self::TimeSeries => "time series",
            Self::Link => "link",
        }
    }

    /// The kind with this name; `python`, `log`, `errors` and `pool` are aliases.
    ///
    /// ```
    /// use poolwise::read::TextKind;
    /// assert_eq!(TextKind::from_name("env"), Some(TextKind::Env));
    /// assert_eq!(TextKind::from_name("python"), Some(TextKind::Snippet));
    /// assert_eq!(TextKind::from_name("exe"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let other = match name {
            "python" => Some(Self::Snippet),
            "log" | "errors" => Some(Self::ErrorLog),
            "pool" => Some(Self::PoolState),
            _ => None,
        };
        Self::ALL.into_iter().find(|kind| kind.name() == name).or(other)
    }
}
