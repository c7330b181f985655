//! Settings whose number has a special value, as SQLAlchemy and Kubernetes write them.

use super::{
    OutOfRange, Seconds, found,
    scalar::{self, FromScalar, Scalar},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// `max_overflow`: how many connections beyond the pool's size may be open. Written as -1 where unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// -1: as many as are asked for.
    Unlimited,
    /// At most so many.
    AtMost(u32),
}

/// `pool_recycle`: the age at which a connection is replaced when next checked out. Written as -1 where never.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recycle {
    /// -1: never.
    Never,
    /// After so many seconds.
    After(Seconds),
}

/// Extra instances while a deploy runs: a count, or a percentage of the instances rounded up, as Kubernetes'
/// `maxSurge` (Deployment, `spec.strategy.rollingUpdate`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surge {
    /// So many.
    Count(u32),
    /// So many hundredths of the instances.
    Percent(f64),
}

/// The largest surge that is believed: ten times the instances.
const MAX_PERCENT: f64 = 1000.0;

impl Overflow {
    /// From SQLAlchemy's number.
    ///
    /// # Errors
    /// Where `n` is below -1 or above 4294967295.
    pub fn new(n: i64) -> Result<Self, OutOfRange> {
        match (n, u32::try_from(n)) {
            (-1, _) => Ok(Self::Unlimited),
            (_, Ok(n)) => Ok(Self::AtMost(n)),
            _ => Err(OutOfRange(format!(
                "must be a whole number from 0 to {}, or -1 for unlimited, found {n}",
                u32::MAX
            ))),
        }
    }

    /// SQLAlchemy's number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Unlimited => -1,
            Self::AtMost(n) => n.into(),
        }
    }
}

impl Recycle {
    /// From SQLAlchemy's number.
    ///
    /// # Errors
    /// Where `seconds` is neither -1 nor from 0 to a year.
    pub fn new(seconds: f64) -> Result<Self, OutOfRange> {
        #[expect(clippy::float_cmp, reason = "-1 is the sentinel itself, not a measurement")]
        if seconds == -1.0 {
            Ok(Self::Never)
        } else {
            Seconds::new(seconds).map(Self::After).map_err(|_| {
                OutOfRange(format!(
                    "must be a number from 0 to 31536000 (seconds), or -1 for never, found {}",
                    found(seconds)
                ))
            })
        }
    }

    /// SQLAlchemy's number.
    #[must_use]
    pub fn number(self) -> f64 {
        match self {
            Self::Never => -1.0,
            Self::After(seconds) => seconds.get(),
        }
    }
}

impl Surge {
    /// From the text of a setting: `"25%"` or `"1"`.
    ///
    /// # Errors
    /// Where the text is neither.
    ///
    /// ```
    /// use poolwise::units::Surge;
    /// assert_eq!(Surge::parse("25%").unwrap().rounded_up(6), 2);
    /// assert!(Surge::parse("a quarter").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, OutOfRange> {
        let percent = text.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok());
        match (percent, text.trim().parse()) {
            (Some(percent), _) if (0.0..=MAX_PERCENT).contains(&percent) => Ok(Self::Percent(percent + 0.0)),
            (None, Ok(count)) => Ok(Self::Count(count)),
            _ => Err(OutOfRange(Self::EXPECTED.to_owned())),
        }
    }

    /// How many extra instances this is, for `instances` at rest.
    ///
    /// ```
    /// use poolwise::units::Surge;
    /// assert_eq!(Surge::Percent(25.0).rounded_up(5), 2);
    /// assert_eq!(Surge::Percent(7.0).rounded_up(100), 7);
    /// assert_eq!(Surge::Count(1).rounded_up(5), 1);
    /// ```
    #[must_use]
    pub fn rounded_up(self, instances: u32) -> u64 {
        match self {
            Self::Count(n) => n.into(),
            Self::Percent(percent) => {
                let (whole, has_rest) = percent_of(percent, instances);
                whole.saturating_add(has_rest.into())
            }
        }
    }

    /// The same rounded down, as Kubernetes' `maxUnavailable` is, and no more than there are.
    ///
    /// ```
    /// use poolwise::units::Surge;
    /// assert_eq!(Surge::Percent(25.0).rounded_down(5), 1);
    /// ```
    #[must_use]
    pub fn rounded_down(self, instances: u32) -> u64 {
        match self {
            Self::Count(n) => n.min(instances).into(),
            Self::Percent(percent) => percent_of(percent, instances).0.min(instances.into()),
        }
    }

    const EXPECTED: &'static str =
        "must be a count of instances, such as 1, or a percentage from \"0%\" to \"1000%\", such as \"25%\"";
}

/// The whole part of `percent` hundredths of `instances`, and whether there is a rest. Reckoned in whole numbers from the
/// decimal that was written: a product of floats is wrong by one from ten million instances on.
fn percent_of(percent: f64, instances: u32) -> (u64, bool) {
    // The shortest decimal that is read as this number, such as 2.5e1.
    let text = format!("{percent:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    // Neither NaN nor a negative number has digits only.
    let digits: u128 = mantissa.replace('.', "").parse().unwrap_or(0);
    let product = u128::from(instances) * digits;
    let exponent = exponent.parse().unwrap_or(0) - i64::try_from(decimals).unwrap_or(0) - 2;
    let power = u32::try_from(exponent.unsigned_abs()).ok().and_then(|exponent| 10_u128.checked_pow(exponent));
    let (whole, rest) = match power {
        Some(power) if exponent >= 0 => (product.saturating_mul(power), 0),
        Some(power) => (product / power, product % power),
        None if exponent >= 0 => (product.saturating_mul(u128::MAX), 0),
        None => (0, product),
    };
    (u64::try_from(whole).unwrap_or(u64::MAX), rest > 0)
}

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl fmt::Display for Recycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl fmt::Display for Surge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(n) => n.fmt(f),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl Serialize for Overflow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.number())
    }
}

impl<'de> Deserialize<'de> for Overflow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl Serialize for Recycle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.number())
    }
}

impl<'de> Deserialize<'de> for Recycle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl Serialize for Surge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(n) => serializer.serialize_u32(*n),
            Self::Percent(_) => serializer.collect_str(self),
        }
    }
}

impl FromScalar for Surge {
    fn expect(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a count of instances, such as 1, or a percentage, such as \"25%\"")
    }

    fn from_scalar(scalar: Scalar<'_>) -> Option<Result<Self, OutOfRange>> {
        match scalar {
            Scalar::Whole(n) => {
                let count = u32::try_from(n).map_err(|_| OutOfRange(Self::EXPECTED.to_owned()));
                Some(count.map(Self::Count))
            }
            Scalar::Real(_) => None,
            Scalar::Text(text) => Some(Self::parse(text)),
        }
    }
}

impl<'de> Deserialize<'de> for Surge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_of_huge_fleets_are_exact() {
        let check = |percent: &str, instances: u32, up: u64, down: u64| {
            let surge = Surge::parse(percent).unwrap();
            assert_eq!(
                (surge.rounded_up(instances), surge.rounded_down(instances)),
                (up, down),
                "{percent} of {instances}"
            );
        };
        check("49.681201045392%", 100_000_000, 49_681_202, 49_681_201);
        check("16%", u32::MAX, 687_194_768, 687_194_767);
        check("7%", 100, 7, 7);
        check("1000%", u32::MAX, 42_949_672_950, u64::from(u32::MAX));
        check("0%", u32::MAX, 0, 0);
        check("0.0000000000000000000000000000000000000000000001%", 1, 1, 0);
        check("-0%", 5, 0, 0);
        assert_eq!(Surge::parse("-0%").unwrap().to_string(), "0%");
        assert_eq!(Surge::Percent(f64::NAN).rounded_up(5), 0);
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{Overflow, Recycle, Surge};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for Overflow {
        fn schema_name() -> Cow<'static, str> {
            "Overflow".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "integer", "minimum": -1, "maximum": u32::MAX, "description": "-1 is unlimited" })
        }
    }

    impl JsonSchema for Recycle {
        fn schema_name() -> Cow<'static, str> {
            "Recycle".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "seconds; -1 is never", "anyOf": [
                { "const": -1 },
                { "type": "number", "minimum": 0, "maximum": 31_536_000 }
            ] })
        }
    }

    impl JsonSchema for Surge {
        fn schema_name() -> Cow<'static, str> {
            "Surge".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": u32::MAX },
                { "type": "string", "pattern": "^ *([0-9]+|[0-9]+(\\.[0-9]+)? *%) *$" }
            ] })
        }
    }
}
