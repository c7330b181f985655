//! Plain numbers as quantities, for those who have them in variables.

use super::{Count, OutOfRange, Overflow, Quantity, Seconds, Unit};

/// A count from a number; an error outside of its range.
///
/// ```
/// use poolwise::units::Positive;
/// assert_eq!(Positive::try_from(4).unwrap().get(), 4);
/// assert!(Positive::try_from(0).is_err());
/// ```
impl<const MIN: u32, const MAX: u32> TryFrom<u32> for Count<MIN, MAX> {
    type Error = OutOfRange;

    fn try_from(n: u32) -> Result<Self, OutOfRange> {
        Self::new(n)
    }
}

impl<const MIN: u32, const MAX: u32> From<Count<MIN, MAX>> for u32 {
    fn from(count: Count<MIN, MAX>) -> Self {
        count.get()
    }
}

/// A quantity from a number; an error outside of its unit's range.
///
/// ```
/// use poolwise::units::Millis;
/// assert_eq!(Millis::try_from(50.0).unwrap().get(), 50.0);
/// assert!(Millis::try_from(-1.0).is_err());
/// ```
impl<U: Unit> TryFrom<f64> for Quantity<U> {
    type Error = OutOfRange;

    fn try_from(value: f64) -> Result<Self, OutOfRange> {
        Self::new(value)
    }
}

impl<U: Unit> From<Quantity<U>> for f64 {
    fn from(quantity: Quantity<U>) -> Self {
        quantity.get()
    }
}

/// A duration in seconds, exact to the nanosecond as far as a float is; an error above the unit's range.
///
/// ```
/// use poolwise::units::Seconds;
/// use std::time::Duration;
/// assert_eq!(Seconds::try_from(Duration::from_millis(1500)).unwrap().get(), 1.5);
/// ```
impl TryFrom<std::time::Duration> for Seconds {
    type Error = OutOfRange;

    fn try_from(duration: std::time::Duration) -> Result<Self, OutOfRange> {
        Self::new(duration.as_secs_f64())
    }
}

/// At most so many; unlimited is [`Overflow::Unlimited`].
impl From<u32> for Overflow {
    fn from(n: u32) -> Self {
        Self::AtMost(n)
    }
}
