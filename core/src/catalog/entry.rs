//! One row of the catalogue.

use super::{
    CatalogError, Choice, Plan, Range, Size,
    frameworks::Names,
    presets::Values,
    providers::{self, Server},
    size,
};
use serde::Serialize;

/// A provider, a framework or a preset.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// What it is chosen by: "neon".
    pub id: &'static str,
    /// Its name, or what a preset is for.
    pub name: &'static str,
    /// What kind of entry it is.
    pub kind: CatalogKind,
    /// How its numbers are known.
    #[serde(rename = "known")]
    pub provenance: Provenance,
    /// When they were true: a year, or a year and a month.
    pub dated: &'static str,
    /// Where they are from.
    pub source: &'static str,
    /// Where to read about them.
    pub url: &'static str,
    /// What they follow from, in a line.
    pub rule: &'static str,
    /// What else to know.
    pub notes: &'static [&'static str],
    #[serde(skip)]
    pub(super) sets: Sets,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CatalogKind {
    /// Who runs the server.
    Provider,
    /// What has the pool, with its defaults.
    Framework,
    /// Settings of a pool that a document recommends.
    Preset,
}

/// How the numbers of an entry are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Provenance {
    /// Measured on the real thing.
    Measured,
    /// Read in its own source.
    Source,
    /// From its own documentation.
    Documented,
    /// From somebody else.
    SecondHand,
}

impl Provenance {
    /// As it is written: "second-hand".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Source => "source",
            Self::Documented => "documented",
            Self::SecondHand => "second-hand",
        }
    }
}

/// What an entry sets, and what that depends on.
#[derive(Debug)]
pub(super) enum Sets {
    /// A server of one size.
    Server { max_connections: u32, kept_back: Option<u32> },
    /// A server that follows from a number.
    ServerOf { range: Range, kept_back: Option<u32>, rule: fn(f64) -> Server },
    /// A server by the provider's plan.
    ServerPlan { plans: &'static [Plan], kept_back: Option<u32> },
    /// The defaults of a framework's pool.
    Framework(&'static Names),
    /// The pool of a preset.
    Pool(Values),
}

impl Entry {
    /// What its settings depend on; None where they are always the same.
    #[must_use]
    pub fn size(&self) -> Option<Size> {
        match &self.sets {
            Sets::ServerOf { range, .. } => Some(Size::Number(*range)),
            Sets::ServerPlan { plans, .. } => Some(Size::Plan { plans }),
            Sets::Framework(names) => names.cores().map(Size::Number),
            Sets::Server { .. } | Sets::Pool(_) => None,
        }
    }

    /// What it sets, for a `size` where there are several.
    ///
    /// # Errors
    /// Where the size is missing, or is none that there is; says which there are.
    pub fn choose(&self, size: Option<&str>) -> Result<Choice, CatalogError> {
        match &self.sets {
            &Sets::Server { max_connections, kept_back } => {
                size::none(size)?;
                Ok(providers::choice(Server::of(max_connections), kept_back))
            }
            Sets::ServerOf { range, kept_back, rule } => Ok(providers::choice(rule(range.number(size)?), *kept_back)),
            Sets::ServerPlan { plans, kept_back } => {
                Ok(providers::choice(Server::from(size::plan(plans, size)?), *kept_back))
            }
            Sets::Framework(names) => match names.cores() {
                None => size::none(size).map(|()| names.choice(1.0)),
                Some(cores) => Ok(names.choice(cores.number(size)?)),
            },
            Sets::Pool(values) => size::none(size).map(|()| values.choice()),
        }
    }

    /// The connections that a provider keeps back in all, `superuser_reserved_connections` included.
    #[must_use]
    pub fn kept_back(&self) -> Option<u32> {
        match self.sets {
            Sets::Server { kept_back, .. } | Sets::ServerOf { kept_back, .. } | Sets::ServerPlan { kept_back, .. } => {
                kept_back
            }
            Sets::Framework(_) | Sets::Pool(_) => None,
        }
    }

    /// What a framework calls its pool's settings.
    #[must_use]
    pub fn names(&self) -> Option<&Names> {
        match self.sets {
            Sets::Framework(names) => Some(names),
            _ => None,
        }
    }

    /// The `max_connections` of its smallest and its largest size; None where it is about a pool.
    ///
    /// ```
    /// assert_eq!(poolwise::catalog::find("supabase").unwrap().max_connections(), Some([60, 500]));
    /// ```
    #[must_use]
    pub fn max_connections(&self) -> Option<[u32; 2]> {
        match &self.sets {
            &Sets::Server { max_connections, .. } => Some([max_connections; 2]),
            Sets::ServerOf { range, rule, .. } => {
                Some([range.least, range.most].map(|size| rule(size).max_connections))
            }
            Sets::ServerPlan { plans, .. } => {
                let all = || plans.iter().map(|plan| plan.max_connections);
                all().min().zip(all().max()).map(|(least, most)| [least, most])
            }
            Sets::Framework(_) | Sets::Pool(_) => None,
        }
    }
}
