//! One setting of a framework.

use serde::{Serialize, Serializer};
use std::fmt;

/// A setting: its name, and what it is by default.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Knob {
    /// Its name.
    pub name: &'static str,
    /// Its default, as the framework writes it; null where that is not known here.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub default: Option<Amount>,
}

/// What a setting is by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// So many connections.
    Connections(u32),
    /// So many connections a core and some more, at the least so many.
    Cores {
        /// A core.
        times: u32,
        /// More.
        plus: u32,
        /// At the least.
        least: u32,
    },
    /// So many seconds.
    Seconds(f64),
    /// So many milliseconds.
    Millis(f64),
    /// No limit in time, written like this.
    Endless(&'static str),
    /// On or off.
    Switch(bool),
    /// Something that no field of a scenario has.
    Text(&'static str),
}

impl Knob {
    pub(super) const fn new(name: &'static str, default: Amount) -> Self {
        Self { name, default: Some(default) }
    }

    /// One whose default is not known.
    pub(super) const fn named(name: &'static str) -> Self {
        Self { name, default: None }
    }
}

impl Amount {
    /// The seconds that it is; None where it is no time, or without a limit.
    #[must_use]
    pub const fn seconds(self) -> Option<f64> {
        match self {
            Self::Seconds(seconds) => Some(seconds),
            Self::Millis(millis) => Some(millis / 1000.0),
            _ => None,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connections(connections) => connections.fmt(f),
            Self::Cores { times, plus, least } => {
                f.write_str("cores")?;
                if *times > 1 {
                    write!(f, " × {times}")?;
                }
                if *plus > 0 {
                    write!(f, " + {plus}")?;
                }
                if *least > 0 { write!(f, ", min. {least}") } else { Ok(()) }
            }
            Self::Seconds(seconds) => write!(f, "{seconds} s"),
            Self::Millis(millis) => write!(f, "{millis} ms"),
            Self::Switch(on) => on.fmt(f),
            Self::Endless(text) | Self::Text(text) => f.write_str(text),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
