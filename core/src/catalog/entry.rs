//! One entry of the catalog.

use super::{
    CatalogError, Choice, Plan, Range, Size, Variant,
    fields::Fields,
    frameworks::Names,
    presets::Values,
    providers::{self, Server},
    size,
};
use serde::Serialize;

/// A provider, a framework, a preset or another source of settings.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Entry {
    /// Its identifier: "neon".
    pub id: &'static str,
    /// Its name, or the purpose of a preset.
    pub name: &'static str,
    /// What kind of entry it is.
    pub kind: CatalogKind,
    /// How its numbers were obtained.
    #[serde(rename = "known")]
    pub provenance: Provenance,
    /// When the numbers were checked: a year, or a year and a month.
    pub dated: &'static str,
    /// The source of the numbers.
    pub source: &'static str,
    /// A link to the source.
    pub url: &'static str,
    /// The rule behind the numbers, in one line.
    pub rule: &'static str,
    /// Further notes.
    pub notes: &'static [&'static str],
    #[serde(skip)]
    pub(super) sets: Sets,
    /// Settings beside those that depend on the size.
    #[serde(skip)]
    pub(super) also: Fields,
}

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CatalogKind {
    /// A provider of PostgreSQL servers.
    Provider,
    /// A framework or driver with the defaults of its pool.
    Framework,
    /// Settings of a pool that a document recommends.
    Preset,
    /// A pooler between services and server, with its own defaults.
    Pooler,
    /// A part of a network that cuts idle connections.
    Network,
    /// A well-known application with the processes and pools that it starts.
    Application,
    /// A platform that starts instances as requests come.
    Platform,
}

/// How the numbers of an entry were obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Provenance {
    /// Measured on the product.
    Measured,
    /// Read in the product's source code.
    Source,
    /// From the product's documentation.
    Documented,
    /// From a third party.
    SecondHand,
}

impl Provenance {
    /// Its name: "second-hand".
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
    /// A server whose `max_connections` the provider does not publish.
    Unpublished { kept_back: u32 },
    /// Settings that are always the same.
    Fixed(Fields),
    /// Settings that follow from a number.
    FixedBy { range: Range, rule: fn(f64) -> Choice },
    /// Settings by the name of a variant.
    Variants { of: &'static str, variants: &'static [Variant] },
}

impl Entry {
    /// The size that its settings depend on; None if they are always the same.
    #[must_use]
    pub fn size(&self) -> Option<Size> {
        match &self.sets {
            Sets::ServerOf { range, .. } | Sets::FixedBy { range, .. } => Some(Size::Number(*range)),
            Sets::ServerPlan { plans, .. } => Some(Size::Plan { plans }),
            Sets::Framework(names) => names.cores().map(Size::Number),
            &Sets::Variants { of, variants } => Some(Size::Variant { of, variants }),
            Sets::Server { .. } | Sets::Unpublished { .. } | Sets::Pool(_) | Sets::Fixed(_) => None,
        }
    }

    /// The settings of the entry, for a `size` if it has several.
    ///
    /// # Errors
    /// If the size is missing or unknown; the message lists the sizes.
    pub fn choose(&self, size: Option<&str>) -> Result<Choice, CatalogError> {
        Ok(self.sized(size)?.with_fields(self.also))
    }

    /// The settings that depend on the size.
    fn sized(&self, size: Option<&str>) -> Result<Choice, CatalogError> {
        match &self.sets {
            &Sets::Server { max_connections, kept_back } => {
                size::none(size)?;
                Ok(providers::choice(Server::with_max_connections(max_connections), kept_back))
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
            &Sets::Unpublished { kept_back } => {
                size::none(size).map(|()| providers::reserves(Choice::default(), kept_back))
            }
            Sets::Fixed(fields) => size::none(size).map(|()| Choice::default().with_fields(fields)),
            Sets::FixedBy { range, rule } => Ok(rule(range.number(size)?)),
            Sets::Variants { of, variants } => {
                Ok(Choice::default().with_fields(size::variant(of, variants, size)?.fields))
            }
        }
    }

    /// The connections that a provider reserves in total, including `superuser_reserved_connections`.
    #[must_use]
    pub fn kept_back(&self) -> Option<u32> {
        match self.sets {
            Sets::Server { kept_back, .. } | Sets::ServerOf { kept_back, .. } | Sets::ServerPlan { kept_back, .. } => {
                kept_back
            }
            Sets::Unpublished { kept_back } => Some(kept_back),
            _ => None,
        }
    }

    /// The names of a framework's pool settings.
    #[must_use]
    pub fn names(&self) -> Option<&Names> {
        match self.sets {
            Sets::Framework(names) => Some(names),
            _ => None,
        }
    }

    /// The `max_connections` of its smallest and its largest size; None if it is not published, or the entry is no
    /// provider.
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
            _ => None,
        }
    }
}
