//! Settings whose number has a special value, as SQLAlchemy and Kubernetes write them.

use super::{OutOfRange, Seconds, ceil_count, floor_count, found};
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
    /// assert_eq!(Surge::parse("25%").unwrap().of(6), 2);
    /// assert!(Surge::parse("a quarter").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, OutOfRange> {
        let percent = text.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok());
        match (percent, text.trim().parse()) {
            (Some(percent), _) if (0.0..=MAX_PERCENT).contains(&percent) => Ok(Self::Percent(percent)),
            (None, Ok(count)) => Ok(Self::Count(count)),
            _ => Err(OutOfRange(Self::EXPECTED.to_owned())),
        }
    }

    /// How many extra instances this is, for `instances` at rest.
    ///
    /// ```
    /// use poolwise::units::Surge;
    /// assert_eq!(Surge::Percent(25.0).of(5), 2);
    /// assert_eq!(Surge::Percent(7.0).of(100), 7);
    /// assert_eq!(Surge::Count(1).of(5), 1);
    /// ```
    #[must_use]
    pub fn of(self, instances: u32) -> u64 {
        match self {
            Self::Count(n) => n.into(),
            Self::Percent(percent) => ceil_count(f64::from(instances) * percent / 100.0),
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
            Self::Percent(percent) => floor_count(f64::from(instances) * percent / 100.0).min(instances.into()),
        }
    }

    const EXPECTED: &'static str =
        "must be a count of instances, such as 1, or a percentage from \"0%\" to \"1000%\", such as \"25%\"";
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

impl<'de> Deserialize<'de> for Surge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Surge;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a count of instances, such as 1, or a percentage, such as \"25%\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Surge, E> {
                Surge::parse(text).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Surge, E> {
                let count = u32::try_from(n).map_err(|_| E::custom(Surge::EXPECTED))?;
                Ok(Surge::Count(count))
            }

            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Surge, E> {
                let count = u64::try_from(n).map_err(|_| E::custom(Surge::EXPECTED))?;
                self.visit_u64(count)
            }
        }

        deserializer.deserialize_any(Visitor)
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
