//! Exact decimal text: reading, writing, and the one division of the engine.
//!
//! A decimal here is a whole number of some power of ten (thousandths, micros, billionths), held in an `i128`. Reading
//! never rounds: too many decimals is an error. Only [`divide`] rounds, and it says how.
//!
//! This room imports nothing from the crate.

use std::fmt;

/// Why a text is not the decimal that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Nothing was entered.
    Empty,
    /// Not digits with at most one point, e.g. `1.234,5`, `abc`, `1e30`, `NaN`.
    NotANumber,
    /// More decimals than the quantity keeps, e.g. four for units.
    TooManyDecimals,
    /// More digits than any quantity here can hold.
    TooLarge,
}

/// Reads `[-]digits[.digits]` as a whole number of `10^-scale`.
///
/// Trailing zeros beyond `scale` are accepted (`1.5000` has one decimal); no exponent, sign `+`, group separator or
/// blank is. `.5` and `5.` are read as people mean them.
///
/// # Errors
/// One of [`DecimalError`]; never rounds.
pub fn read(text: &str, scale: u32) -> Result<i128, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if text.is_empty() {
        return Err(DecimalError::Empty);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
        return Err(DecimalError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let kept = u32::try_from(fraction.len()).map_err(|_| DecimalError::TooManyDecimals)?;
    let Some(missing) = scale.checked_sub(kept) else {
        return Err(DecimalError::TooManyDecimals);
    };
    let mut value: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(byte - b'0')))
            .ok_or(DecimalError::TooLarge)?;
    }
    for _ in 0..missing {
        value = value.checked_mul(10).ok_or(DecimalError::TooLarge)?;
    }
    Ok(if negative { -value } else { value })
}

/// Writes a whole number of `10^-scale` with at least `least` decimals and no further trailing zeros.
///
/// # Errors
/// Those of the formatter.
pub fn write(f: &mut fmt::Formatter<'_>, value: i128, scale: u32, least: usize) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let base = 10_u128.pow(scale.min(38));
    let magnitude = value.unsigned_abs();
    let (whole, fraction) = (magnitude / base, magnitude % base);
    let width = usize::try_from(scale).unwrap_or(0);
    let mut decimals = if width == 0 { String::new() } else { format!("{fraction:0width$}") };
    while decimals.len() > least && decimals.ends_with('0') {
        decimals.pop();
    }
    if decimals.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{decimals}") }
}

/// Where the last digit goes when a division is not exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// To the nearest, ties to the even neighbour.
    HalfEven,
    /// To the nearest, ties upwards: what a price list and a tax form mean by rounding.
    HalfUp,
}

/// `numerator / denominator`, rounded as named; `None` when the denominator is not positive or the step overflows.
/// The one place in the engine that divides a price or a quantity.
#[must_use]
pub fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let quotient = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        // rest is compared with what is missing to the next whole, so that doubling cannot overflow
        Rounding::HalfEven => match rest.cmp(&(denominator - rest)) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => quotient.rem_euclid(2) == 1,
            std::cmp::Ordering::Greater => true,
        },
        Rounding::HalfUp => rest >= denominator - rest,
    };
    if up { quotient.checked_add(1) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_mean_and_nothing_else() {
        for (text, expected) in [
            ("0", Ok(0)),
            ("12", Ok(12_000)),
            ("118.5", Ok(118_500)),
            (".5", Ok(500)),
            ("5.", Ok(5_000)),
            ("1.5000", Ok(1_500)),
            ("-3.25", Ok(-3_250)),
            ("", Err(DecimalError::Empty)),
            ("-", Err(DecimalError::NotANumber)),
            (".", Err(DecimalError::NotANumber)),
            ("1.234,5", Err(DecimalError::NotANumber)),
            ("1e30", Err(DecimalError::NotANumber)),
            ("1 000", Err(DecimalError::NotANumber)),
            ("٣", Err(DecimalError::NotANumber)),
            ("0.0001", Err(DecimalError::TooManyDecimals)),
        ] {
            assert_eq!(read(text, 3), expected, "{text:?}");
        }
        assert_eq!(read(&"9".repeat(60), 3), Err(DecimalError::TooLarge));
    }

    #[test]
    fn division_rounds_as_named() {
        for (n, d, down, up, even) in
            [(5, 2, 2, 3, 2), (7, 2, 3, 4, 4), (-5, 2, -3, -2, -2), (6, 3, 2, 2, 2), (10, 4, 2, 3, 2), (11, 4, 2, 3, 3)]
        {
            assert_eq!(divide(n, d, Rounding::Down), Some(down), "{n}/{d} down");
            assert_eq!(divide(n, d, Rounding::Up), Some(up), "{n}/{d} up");
            assert_eq!(divide(n, d, Rounding::HalfEven), Some(even), "{n}/{d} half even");
        }
        for (n, d, half_up) in [(5, 2, 3), (7, 2, 4), (4, 3, 1), (5, 3, 2), (6, 3, 2), (-5, 2, -2)] {
            assert_eq!(divide(n, d, Rounding::HalfUp), Some(half_up), "{n}/{d} half up");
        }
        assert_eq!(divide(1, 0, Rounding::Up), None);
    }
}
