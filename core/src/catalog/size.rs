//! What an entry's numbers follow from: a number of something, or a plan with a name.

use super::{CatalogError, aws_class, fields::Fields};
use serde::Serialize;
use std::fmt;

/// How the size of an entry is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Size {
    /// By a number.
    Number(Range),
    /// By the name of a plan.
    Plan {
        /// All that there are.
        plans: &'static [Plan],
    },
    /// By the name of a variant: a version of the software, or a size with a name.
    Variant {
        /// What the variants are: "version".
        of: &'static str,
        /// All that there are.
        variants: &'static [Variant],
    },
}

/// The numbers that are a size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// What is counted: "memory".
    pub of: &'static str,
    /// In what: "GiB".
    pub unit: &'static str,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

/// A plan of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Plan {
    /// Its name, in lower case.
    pub name: &'static str,
    /// The server's `max_connections`.
    pub max_connections: u32,
    /// The server's memory, where the provider says it.
    pub memory_gib: Option<f64>,
}

/// A variant of an entry, with settings of its own.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variant {
    /// Its name, in lower case.
    pub name: &'static str,
    #[serde(skip)]
    pub(super) fields: Fields,
}

impl PartialEq for Variant {
    fn eq(&self, other: &Self) -> bool {
        // The settings follow from the name.
        self.name == other.name
    }
}

impl Size {
    /// What counts, in one word: "memory".
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Number(range) => range.of,
            Self::Plan { .. } => "plan",
            Self::Variant { of, .. } => of,
        }
    }

    /// The names to choose from, if the size has a name.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Plan { plans } => plans.iter().map(|plan| plan.name).collect(),
            Self::Variant { variants, .. } => variants.iter().map(|variant| variant.name).collect(),
        }
    }
}

/// What is right, in words.
///
/// ```
/// let neon = poolwise::catalog::find("neon").unwrap();
/// assert_eq!(neon.size().unwrap().to_string(), "compute in CU, from 0.25 to 56");
/// ```
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(range) => range.fmt(f),
            Self::Plan { .. } | Self::Variant { .. } => {
                write!(f, "the {}: {}", self.word(), self.names().join(", "))
            }
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, unit, least, most } = self;
        let unit = if of == unit { String::new() } else { format!(" in {unit}") };
        write!(f, "{of}{unit}, from {least} to {most}")
    }
}

impl Range {
    /// The number that a text is.
    pub(super) fn number(&self, text: Option<&str>) -> Result<f64, CatalogError> {
        let text = text.ok_or_else(|| missing(self))?.trim();
        let of_class = || aws_class::memory_gib(text).filter(|_| self.unit == "GiB");
        let number = text.parse().ok().or_else(of_class).filter(|number| (self.least..=self.most).contains(number));
        number.ok_or_else(|| wrong(self))
    }
}

/// The plan of the name `text`, in upper or lower case.
pub(super) fn plan(plans: &'static [Plan], text: Option<&str>) -> Result<&'static Plan, CatalogError> {
    let size = Size::Plan { plans };
    let text = text.ok_or_else(|| missing(&size))?.trim();
    plans.iter().find(|plan| plan.name.eq_ignore_ascii_case(text)).ok_or_else(|| wrong(&size))
}

/// The variant of the name `text`, in upper or lower case.
pub(super) fn variant(
    of: &'static str,
    variants: &'static [Variant],
    text: Option<&str>,
) -> Result<&'static Variant, CatalogError> {
    let size = Size::Variant { of, variants };
    let text = text.ok_or_else(|| missing(&size))?.trim();
    let named = variants.iter().find(|variant| variant.name.eq_ignore_ascii_case(text));
    let of_version = || variants.iter().find(|variant| of == VERSION && holds_version(variant.name, text));
    named.or_else(of_version).ok_or_else(|| wrong(&size))
}

/// The word for variants that are ranges of versions.
pub(super) const VERSION: &str = "version";

/// Whether a range of versions has a version: "before-1.21", "1.21-1.23", or "1.24" and all later ones.
fn holds_version(range: &str, text: &str) -> bool {
    let minor = |text: &str| {
        let mut parts = text.trim_start_matches('v').splitn(3, '.').map(str::parse::<u32>);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    };
    let Some(version) = minor(text) else { return false };
    let (first, last) = match range.split_once('-') {
        Some(("before", end)) => (None, minor(end).map(|(major, minor)| (major, minor.saturating_sub(1)))),
        Some((start, end)) => (minor(start), minor(end)),
        None => (minor(range), None),
    };
    first.is_none_or(|first| version >= first) && last.is_none_or(|last| version <= last)
}

/// That an entry of one size is given none.
pub(super) fn none(text: Option<&str>) -> Result<(), CatalogError> {
    text.map_or(Ok(()), |_| Err(CatalogError::new("it has one size only; leave the size out")))
}

fn missing(right: &impl fmt::Display) -> CatalogError {
    CatalogError::new(format!("it needs a size, {right}"))
}

fn wrong(right: &impl fmt::Display) -> CatalogError {
    CatalogError::new(format!("it has no such size; it takes {right}"))
}
