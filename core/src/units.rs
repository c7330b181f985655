//! Checked quantities: past this door no NaN, infinity, negative or overflow exists.
//!
//! A quantity is made by its constructor or by serde, which calls the same constructor; both refuse
//! what is out of range with a sentence that says what would be right.
//!
//! ```
//! use poolwise::units::{Positive, Millis};
//!
//! assert_eq!(Millis::new(50.0).unwrap().get(), 50.0);
//! assert_eq!(
//!     Millis::new(f64::NAN).unwrap_err().to_string(),
//!     "must be a number from 0 to 86400000 (milliseconds), found NaN",
//! );
//! assert_eq!(
//!     Positive::new(0).unwrap_err().to_string(),
//!     "must be a whole number from 1 to 4294967295, found 0",
//! );
//! ```

mod convert;
mod count;
mod quantity;
mod scalar;
mod special;

pub use count::{Count, MaxConnections, Natural, Positive, Reserved};
pub use quantity::{Cv, Factor, Fraction, Gibibytes, Millis, Multiple, PerSecond, Quantity, Seconds, Unit, unit};
pub use special::{Overflow, Recycle, Surge};

use std::fmt;

/// Why a value was refused: what it was and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange(String);

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutOfRange {}

/// How far a product of decimal inputs may stand from the whole number that it means.
const SNAP: f64 = 1e-9;

/// The smallest whole number not below `x`, where `x` may miss a whole number by rounding:
/// 100 × 0.07 is 7.000000000000001 in binary and means 7.
///
/// Shape: one number, finite and at least 0; a value a relative 1e-9 from a whole number counts as it.
///
/// ```
/// assert_eq!(poolwise::units::ceil(100.0 * 0.07), 7.0);
/// assert_eq!(poolwise::units::ceil(7.5), 8.0);
/// ```
#[must_use]
pub fn ceil(x: f64) -> f64 {
    snap(x).unwrap_or_else(|| x.ceil())
}

/// The largest whole number not above `x`, with the tolerance of [`ceil`]: 90 × 0.7 is 62.99999999999999
/// in binary and means 63.
///
/// ```
/// assert_eq!(poolwise::units::floor(90.0 * 0.7), 63.0);
/// assert_eq!(poolwise::units::floor(7.5), 7.0);
/// ```
#[must_use]
pub fn floor(x: f64) -> f64 {
    snap(x).unwrap_or_else(|| x.floor())
}

/// [`ceil`] as a count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative; beyond u64 it saturates")]
pub(crate) fn ceil_count(x: f64) -> u64 {
    ceil(x) as u64
}

/// [`floor`] as a count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative; beyond u64 it saturates")]
pub(crate) fn floor_count(x: f64) -> u64 {
    floor(x) as u64
}

/// A count as a float.
///
/// Shape: one number; exact below 2⁵³, which is far above any pool.
///
/// ```
/// assert_eq!(poolwise::units::as_f64(15), 15.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "exact below 2⁵³, which is far above any pool")]
pub fn as_f64(n: u64) -> f64 {
    n as f64
}

/// A refused number as it is shown: 1e99 not as a hundred digits.
fn found(value: f64) -> String {
    if value.abs() >= 1e15 { format!("{value:e}") } else { value.to_string() }
}

fn snap(x: f64) -> Option<f64> {
    let whole = x.round();
    ((x - whole).abs() <= SNAP * whole.abs().max(f64::MIN_POSITIVE)).then_some(whole)
}
