//! Real numbers with a unit and a range.

use super::{
    OutOfRange, found,
    scalar::{self, FromScalar, Scalar},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, marker::PhantomData};

/// What distinguishes one kind of quantity from another.
pub trait Unit {
    /// The unit's name, as an error message says it.
    const NAME: &'static str;
    /// The smallest value.
    const MIN: f64 = 0.0;
    /// The largest value.
    const MAX: f64;
}

/// A finite number within the range of its unit.
pub struct Quantity<U>(f64, PhantomData<U>);

/// The units of this crate's quantities.
pub mod unit {
    use super::Unit;

    /// Milliseconds, up to a day.
    pub enum Millis {}
    impl Unit for Millis {
        const NAME: &'static str = "milliseconds";
        const MAX: f64 = 86_400_000.0;
    }

    /// Seconds, up to a year.
    pub enum Seconds {}
    impl Unit for Seconds {
        const NAME: &'static str = "seconds";
        const MAX: f64 = 31_536_000.0;
    }

    /// Events a second, up to ten million.
    pub enum PerSecond {}
    impl Unit for PerSecond {
        const NAME: &'static str = "a second";
        const MAX: f64 = 10_000_000.0;
    }

    /// A share of a whole.
    pub enum Fraction {}
    impl Unit for Fraction {
        const NAME: &'static str = "a fraction of 1";
        const MAX: f64 = 1.0;
    }

    /// A coefficient of variation: standard deviation over mean.
    pub enum Cv {}
    impl Unit for Cv {
        const NAME: &'static str = "standard deviation over mean";
        const MAX: f64 = 100.0;
    }

    /// Gibibytes, up to 64 Ti.
    pub enum Gibibytes {}
    impl Unit for Gibibytes {
        const NAME: &'static str = "gibibytes";
        const MAX: f64 = 65_536.0;
    }

    /// How many times something is multiplied.
    pub enum Factor {}
    impl Unit for Factor {
        const NAME: &'static str = "times";
        const MAX: f64 = 10_000.0;
    }

    /// How many times something is multiplied, where less than once has no meaning.
    pub enum Multiple {}
    impl Unit for Multiple {
        const NAME: &'static str = "times";
        const MIN: f64 = 1.0;
        const MAX: f64 = 1_000.0;
    }
}

/// A duration in milliseconds, 0 to a day.
pub type Millis = Quantity<unit::Millis>;
/// A duration in seconds, 0 to a year.
pub type Seconds = Quantity<unit::Seconds>;
/// A rate in events a second, 0 to 10⁷.
pub type PerSecond = Quantity<unit::PerSecond>;
/// A share or probability, 0 to 1.
pub type Fraction = Quantity<unit::Fraction>;
/// A coefficient of variation, 0 (always the same) to 100; 1 is exponential.
pub type Cv = Quantity<unit::Cv>;
/// Memory in gibibytes, 0 to 65536.
pub type Gibibytes = Quantity<unit::Gibibytes>;
/// A multiple, 0 to 10⁴.
pub type Factor = Quantity<unit::Factor>;
/// A multiple, 1 to 1000.
pub type Multiple = Quantity<unit::Multiple>;

impl<U: Unit> Quantity<U> {
    /// A quantity of `value` units.
    ///
    /// # Errors
    /// Where `value` is not finite or not within the unit's range.
    pub fn new(value: f64) -> Result<Self, OutOfRange> {
        if (U::MIN..=U::MAX).contains(&value) {
            // Adding zero turns -0.0 into 0.0, which no output should show.
            Ok(Self(value + 0.0, PhantomData))
        } else {
            Err(OutOfRange(format!(
                "must be a number from {} to {} ({}), found {}",
                U::MIN,
                U::MAX,
                U::NAME,
                found(value)
            )))
        }
    }

    /// The nearest quantity to `value`; NaN counts as the smallest.
    ///
    /// ```
    /// use poolwise::units::Fraction;
    /// assert_eq!(Fraction::clamped(1.5).get(), 1.0);
    /// assert_eq!(Fraction::clamped(f64::NAN).get(), 0.0);
    /// ```
    #[must_use]
    pub fn clamped(value: f64) -> Self {
        // As above: the larger of -0.0 and 0.0 may be either.
        Self(value.max(U::MIN).min(U::MAX) + 0.0, PhantomData)
    }

    /// The number of units.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Millis {
    /// The same duration in seconds.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0 / 1000.0
    }
}

impl<U> Clone for Quantity<U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Quantity<U> {}

impl<U> PartialEq for Quantity<U> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq(&other.0)
    }
}

impl<U> fmt::Debug for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<U> fmt::Display for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<U> Serialize for Quantity<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<U: Unit> FromScalar for Quantity<U> {
    fn expect(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number from {} to {} ({})", U::MIN, U::MAX, U::NAME)
    }

    fn from_scalar(scalar: Scalar<'_>) -> Option<Result<Self, OutOfRange>> {
        #[expect(clippy::cast_precision_loss, reason = "far beyond every range before it loses a bit")]
        match scalar {
            Scalar::Whole(n) => Some(Self::new(n as f64)),
            Scalar::Real(x) => Some(Self::new(x)),
            Scalar::Text(_) => None,
        }
    }
}

impl<'de, U: Unit> Deserialize<'de> for Quantity<U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::deserialize(deserializer)
    }
}

#[cfg(feature = "schema")]
impl<U: Unit> schemars::JsonSchema for Quantity<U> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Quantity ({})", U::NAME).into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "number", "minimum": U::MIN, "maximum": U::MAX, "description": U::NAME
        })
    }
}
