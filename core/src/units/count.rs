//! Whole numbers within a range.

use super::{
    OutOfRange, found,
    scalar::{self, FromScalar, Scalar},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The largest count: what 32 unsigned bits hold. Products of counts are 64-bit and checked.
const MANY: u32 = u32::MAX;

/// PostgreSQL's own ceiling for `max_connections` (`MAX_BACKENDS`, src/include/postmaster/postmaster.h).
const MAX_BACKENDS: u32 = 262_143;

/// A whole number from `MIN` to `MAX`.
///
/// ```
/// use poolwise::units::MaxConnections;
///
/// assert_eq!(MaxConnections::new(100).unwrap().get(), 100);
/// assert!(MaxConnections::new(0).is_err());
/// assert!(MaxConnections::new(262_144).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Count<const MIN: u32, const MAX: u32>(u32);

/// How many of something there are, at least one: instances, workers, engines, records in a batch.
pub type Positive = Count<1, MANY>;

/// How many of something there are, perhaps none: other clients, the size of a pool (0 is unlimited there).
pub type Natural = Count<0, MANY>;

/// PostgreSQL's `max_connections`, 1 to 262143.
pub type MaxConnections = Count<1, MAX_BACKENDS>;

/// Connections kept back, 0 to 262143.
pub type Reserved = Count<0, MAX_BACKENDS>;

impl<const MIN: u32, const MAX: u32> Count<MIN, MAX> {
    /// The smallest value of this count.
    pub const MIN: u32 = MIN;
    /// The largest value of this count.
    pub const MAX: u32 = MAX;

    /// A count.
    ///
    /// # Errors
    /// Where `n` is not from `MIN` to `MAX`.
    pub fn new(n: u32) -> Result<Self, OutOfRange> {
        Self::from_int(i128::from(n))
    }

    /// The nearest count to `n`.
    ///
    /// ```
    /// use poolwise::units::Positive;
    /// assert_eq!(Positive::clamped(0).get(), 1);
    /// ```
    #[must_use]
    pub fn clamped(n: u64) -> Self {
        Self(u32::try_from(n).unwrap_or(MAX).clamp(MIN, MAX))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }

    fn from_int(n: i128) -> Result<Self, OutOfRange> {
        u32::try_from(n)
            .ok()
            .filter(|n| (MIN..=MAX).contains(n))
            .map(Self)
            .ok_or_else(|| OutOfRange(format!("{}, found {n}", Self::expected())))
    }

    fn expected() -> String {
        format!("must be a whole number from {MIN} to {MAX}")
    }
}

impl<const MIN: u32, const MAX: u32> fmt::Display for Count<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: u32, const MAX: u32> FromScalar for Count<MIN, MAX> {
    fn expect(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn from_scalar(scalar: Scalar<'_>) -> Option<Result<Self, OutOfRange>> {
        match scalar {
            Scalar::Whole(n) => Some(Self::from_int(n)),
            #[expect(clippy::cast_possible_truncation, reason = "far beyond the range before it loses a bit")]
            Scalar::Real(x) if x.fract() == 0.0 && x.abs() < 1e15 => Some(Self::from_int(x as i128)),
            Scalar::Real(x) => Some(Err(OutOfRange(format!("{}, found {}", Self::expected(), found(x))))),
            Scalar::Text(_) => None,
        }
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Count<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::deserialize(deserializer)
    }
}

#[cfg(feature = "schema")]
impl<const MIN: u32, const MAX: u32> schemars::JsonSchema for Count<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Count{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}
