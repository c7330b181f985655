//! Numbers and texts of a document, for the units that are made of them.

use super::OutOfRange;
use serde::{
    Deserializer,
    de::{self, Unexpected},
};
use std::{fmt, marker::PhantomData};

/// A value of a document. TOML and JSON writers differ in whether a whole number has a point.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Whole(i128),
    Real(f64),
    Text(&'a str),
}

/// A unit that is read from scalars.
pub(super) trait FromScalar: Sized {
    /// Writes what is expected, as in "a whole number from 1 to 4294967295".
    fn expect(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The unit; None where it is not written as such a scalar.
    fn from_scalar(scalar: Scalar<'_>) -> Option<Result<Self, OutOfRange>>;
}

/// Reads a unit from a number or a text.
pub(super) fn deserialize<'de, T: FromScalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Visitor(PhantomData))
}

struct Visitor<T>(PhantomData<T>);

impl<T: FromScalar> Visitor<T> {
    fn convert<E: de::Error>(self, scalar: Scalar<'_>, unexpected: Unexpected<'_>) -> Result<T, E> {
        match T::from_scalar(scalar) {
            Some(converted) => converted.map_err(E::custom),
            None => Err(E::invalid_type(unexpected, &self)),
        }
    }
}

impl<T: FromScalar> de::Visitor<'_> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::expect(f)
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<T, E> {
        self.convert(Scalar::Whole(n.into()), Unexpected::Signed(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<T, E> {
        self.convert(Scalar::Whole(n.into()), Unexpected::Unsigned(n))
    }

    fn visit_f64<E: de::Error>(self, x: f64) -> Result<T, E> {
        self.convert(Scalar::Real(x), Unexpected::Float(x))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        self.convert(Scalar::Text(text), Unexpected::Str(text))
    }
}
