//! Units: what a pack holds and a generation deducts, in whole thousandths.
//!
//! Never negative, never above 9,007,199,254,740.991 (2^53 - 1 thousandths, so every count of them is a safe integer in
//! JavaScript). Crosses the border as a JSON number where that number reads back as the same thousandths, else as a
//! decimal string.
//!
//! This room imports [`crate::decimal`] only.

use crate::decimal::{self, DecimalError};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// A quantity of units, in whole thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units(i64);

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitsError {
    /// Not a decimal of at most three decimals.
    Decimal(DecimalError),
    /// Below zero.
    Negative,
    /// Above [`Units::MAX`].
    TooLarge,
}

impl Units {
    /// None at all.
    pub const ZERO: Self = Self(0);
    /// One unit.
    pub const ONE: Self = Self(1_000);
    /// 9,007,199,254,740.991 units.
    pub const MAX: Self = Self(9_007_199_254_740_991);

    /// A quantity from whole thousandths; `None` outside 0..=[`Units::MAX`].
    #[must_use]
    pub fn from_thousandths(thousandths: i64) -> Option<Self> {
        (0..=Self::MAX.0).contains(&thousandths).then_some(Self(thousandths))
    }

    /// Reads a decimal with at most three decimals.
    ///
    /// # Errors
    /// [`UnitsError`]: not such a decimal, negative, or above [`Units::MAX`].
    pub fn read(text: &str) -> Result<Self, UnitsError> {
        let thousandths = decimal::read(text, 3).map_err(|error| match error {
            DecimalError::TooLarge => UnitsError::TooLarge,
            DecimalError::Empty | DecimalError::NotANumber | DecimalError::TooManyDecimals => {
                UnitsError::Decimal(error)
            }
        })?;
        if thousandths < 0 {
            return Err(UnitsError::Negative);
        }
        i64::try_from(thousandths).ok().and_then(Self::from_thousandths).ok_or(UnitsError::TooLarge)
    }

    /// Whole thousandths.
    #[must_use]
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// The sum, or `None` above [`Units::MAX`].
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::from_thousandths)
    }

    /// The difference, or `None` below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::from_thousandths)
    }

    /// `count` times as much, or `None` above [`Units::MAX`].
    #[must_use]
    pub fn times(self, count: u64) -> Option<Self> {
        i64::try_from(count).ok().and_then(|count| self.0.checked_mul(count)).and_then(Self::from_thousandths)
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, i128::from(self.0), 3, 0)
    }
}

impl Serialize for Units {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000 == 0 {
            return serializer.serialize_i64(self.0 / 1_000);
        }
        // JSON has no other number; above 2^43 not every thousandth has a float of its own, and then text carries it.
        // serde_json reads and writes the float: the standard library's own ways would be linked only for this (20 kB).
        let text = self.to_string();
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Number(number)) if number.to_string() == text => number.serialize(serializer),
            Ok(_) | Err(_) => serializer.serialize_str(&text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_named() {
        assert_eq!(Units::read("9007199254740.991"), Ok(Units::MAX));
        assert_eq!(Units::read("9007199254740.992"), Err(UnitsError::TooLarge));
        assert_eq!(Units::read(&"9".repeat(50)), Err(UnitsError::TooLarge));
        assert_eq!(Units::read("-1"), Err(UnitsError::Negative));
        assert_eq!(Units::read("0.0005"), Err(UnitsError::Decimal(DecimalError::TooManyDecimals)));
        assert_eq!(Units::MAX.plus(Units::from_thousandths(1).unwrap()), None);
        assert_eq!(Units::MAX.times(2), None);
    }

    #[test]
    fn json_numbers_read_back_as_the_same_thousandths() {
        for text in ["118.5", "0.001", "8000", "8796093022207.999", "9007199254740.991"] {
            let units = Units::read(text).unwrap();
            let json = serde_json::to_string(&units).unwrap();
            assert_eq!(json.trim_matches('"'), text);
            let number: serde_json::Value = serde_json::from_str(&json).unwrap();
            let back = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
            assert_eq!(Units::read(&back), Ok(units), "{json}");
        }
    }
}
