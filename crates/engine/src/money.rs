//! Exact money: [`Price`] as published, [`Cost`] as summed.
//!
//! A price is a whole number of micros (millionths of the currency's unit). A cost is a whole number of billionths,
//! because a price of six decimals times thousandths of a unit needs nine. Both cross the border as decimal strings with
//! at least two decimals and no further trailing zeros. Adding and multiplying are checked; overflow is `None`.
//!
//! This room imports [`crate::decimal`] only.

use crate::decimal::{self, DecimalError, Rounding};
use crate::units::Units;
use serde::{Serialize, Serializer};
use std::fmt;

/// Decimals of a currency's smallest coin, by ISO 4217 (its column of minor units); 2 for a code that is in none of these
/// lists. It governs rounding and show; amounts are counted to the billionth whatever it says.
#[must_use]
pub fn decimals(currency: &str) -> u32 {
    const NONE: [&str; 17] = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ];
    const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
    const FOUR: [&str; 2] = ["CLF", "UYW"];
    match currency {
        currency if NONE.contains(&currency) => 0,
        currency if THREE.contains(&currency) => 3,
        currency if FOUR.contains(&currency) => 4,
        _ => 2,
    }
}

/// An amount as text with no fewer decimals than its currency has, and no more than it needs: `1500` yen, `12.30` dollars.
#[must_use]
pub fn in_currency(amount: impl fmt::Display, currency: &str) -> String {
    let mut text = amount.to_string();
    let least = usize::try_from(decimals(currency)).unwrap_or(2);
    let has = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if has < least {
        text.push_str(if has == 0 { "." } else { "" });
        text.extend(std::iter::repeat_n('0', least - has));
    }
    while text.split_once('.').is_some_and(|(_, decimals)| decimals.len() > least && decimals.ends_with('0')) {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    text
}

/// A published price: whole micros of a currency, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(i64);

impl Price {
    /// A price from whole micros; `None` if negative.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        (micros >= 0).then_some(Self(micros))
    }

    /// Reads a decimal string with at most six decimals.
    ///
    /// # Errors
    /// [`PriceError`]: not a decimal, negative, or too large.
    pub fn read(text: &str) -> Result<Self, PriceError> {
        let micros = decimal::read(text, 6).map_err(PriceError::Decimal)?;
        if micros < 0 {
            return Err(PriceError::Negative);
        }
        i64::try_from(micros).map(Self).map_err(|_| PriceError::Decimal(DecimalError::TooLarge))
    }

    /// Whole micros.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// `count` times this price, exactly.
    #[must_use]
    pub fn times(self, count: u64) -> Option<Cost> {
        i128::from(self.0).checked_mul(1_000)?.checked_mul(i128::from(count)).map(Cost)
    }

    /// This price for each of `units`, exactly.
    #[must_use]
    pub fn per_unit(self, units: Units) -> Option<Cost> {
        i128::from(self.0).checked_mul(i128::from(units.thousandths())).map(Cost)
    }
}

/// Why a text is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceError {
    /// Not a decimal of at most six decimals, or too large.
    Decimal(DecimalError),
    /// Below zero.
    Negative,
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, i128::from(self.0), 6, 2)
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An exact sum of money: whole billionths of a currency. May be negative (a difference).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(i128);

impl Cost {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// A cost from whole billionths.
    #[must_use]
    pub fn from_billionths(billionths: i128) -> Self {
        Self(billionths)
    }

    /// Whole billionths.
    #[must_use]
    pub fn billionths(self) -> i128 {
        self.0
    }

    /// The sum, or `None` on overflow.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` on overflow.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// This cost spread over `units`, per unit, rounded half even to six decimals; `None` when there are no units.
    #[must_use]
    pub fn per(self, units: Units) -> Option<Rounded> {
        // billionths / (thousandths / 1000) = billionths a unit x 1000 / thousandths; in micros: / 1000
        decimal::divide(self.0, i128::from(units.thousandths()), Rounding::HalfEven).map(Rounded)
    }

    /// This cost x `share` / `of`, rounded half even to six decimals: what part of a total falls to one thing.
    #[must_use]
    pub fn share(self, share: Units, of: Units) -> Option<Rounded> {
        let scaled = self.0.checked_mul(i128::from(share.thousandths()))?;
        let by = i128::from(of.thousandths()).checked_mul(1_000)?;
        decimal::divide(scaled, by, Rounding::HalfEven).map(Rounded)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, self.0, 9, 2)
    }
}

impl Serialize for Cost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount that was divided, and so rounded half even to six decimals: for show, never to be summed.
///
/// The type is the mark: what is a `Rounded` says so wherever it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rounded(i128);

impl Rounded {
    /// Whole micros, after rounding.
    #[must_use]
    pub fn micros(self) -> i128 {
        self.0
    }
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, self.0, 6, 2)
    }
}

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Units {
        Units::read(text).unwrap()
    }

    #[test]
    fn prices_print_canonically() {
        for (text, canonical) in [
            ("1400", "1400.00"),
            ("0.14", "0.14"),
            ("0.0035", "0.0035"),
            ("9.8", "9.80"),
            ("0.140000", "0.14"),
            ("0", "0.00"),
        ] {
            assert_eq!(Price::read(text).unwrap().to_string(), canonical);
        }
        assert_eq!(Price::read("-1"), Err(PriceError::Negative));
        assert_eq!(Price::read("0.0000001"), Err(PriceError::Decimal(DecimalError::TooManyDecimals)));
        assert_eq!(Price::read("9999999999999999"), Err(PriceError::Decimal(DecimalError::TooLarge)));
    }

    #[test]
    fn costs_are_exact_to_the_billionth() {
        let cost = Price::read("0.000001").unwrap().per_unit(units("0.001")).unwrap();
        assert_eq!(cost.to_string(), "0.000000001");
        assert_eq!(Price::read("0.14").unwrap().per_unit(units("31882")).unwrap().to_string(), "4463.48");
    }

    #[test]
    fn a_share_of_a_cost_is_rounded_and_says_so() {
        let cost = Price::read("3290").unwrap().times(1).unwrap();
        assert_eq!(cost.per(units("25000")).unwrap().to_string(), "0.1316");
        assert_eq!(cost.share(units("5"), units("25000")).unwrap().to_string(), "0.658");
        assert_eq!(cost.per(Units::ZERO), None);
    }

    #[test]
    fn overflow_is_none() {
        let most = Price::from_micros(i64::MAX).unwrap();
        assert!(most.times(u64::MAX).is_none());
        assert!(Cost::from_billionths(i128::MAX).plus(Cost::from_billionths(1)).is_none());
    }
}
