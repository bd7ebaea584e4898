//! Figures as a spreadsheet has them: double precision, of which fifteen digits are shown and counted.
//!
//! This file imports nothing from the crate.

use serde_json::Value;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// The plain decimal of a figure of the report: a text or a number; `None` where it is null.
pub(crate) fn text(figure: &Value) -> Option<String> {
    match figure {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A plain decimal as a double; `None` where it has more digits than a spreadsheet keeps.
pub(crate) fn exact(text: &str) -> Option<f64> {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    if whole.is_empty() || ![whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
    let digits = digits.trim_start_matches('0');
    // zeros at the end of a whole number cost nothing
    let counted = if fraction.trim_end_matches('0').is_empty() { digits.trim_end_matches('0') } else { digits };
    (counted.len() <= DIGITS).then(|| text.parse().ok()).flatten()
}

/// `ROUND(number, decimals)`: of the fifteen digits, half away from zero.
pub(crate) fn round(number: f64, decimals: i32) -> f64 {
    // as a decimal of fifteen digits: d.dddde±x
    let shown = format!("{:.*e}", DIGITS - 1, number.abs());
    let Some((mantissa, power)) = shown.split_once('e') else { return number };
    let Ok(power) = power.parse::<i32>() else { return number };
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    // how many of the digits stay
    let keep = power + 1 + decimals;
    let Ok(keep) = usize::try_from(keep) else { return 0.0 };
    if keep >= digits.len() {
        return number;
    }
    let up = digits.get(keep).is_some_and(|digit| *digit >= 5);
    digits.truncate(keep);
    let mut value = digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>();
    if value.is_empty() {
        value.push('0');
    }
    let Ok(whole) = value.parse::<u64>() else { return number };
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}e{}", whole + u64::from(up), -decimals).parse().unwrap_or(number)
}

/// Whether a spreadsheet that came to `number` shows the figure, of which it has fifteen digits.
pub(crate) fn agrees(number: f64, figure: &str) -> bool {
    let shown = |number: f64| format!("{:.*e}", DIGITS - 1, number + 0.0);
    figure.parse().is_ok_and(|figure: f64| shown(figure) == shown(number))
}

/// Whether it came within a millionth of the figure.
pub(crate) fn near(number: f64, figure: &str) -> bool {
    figure.parse().is_ok_and(|figure: f64| (number - figure).abs() < 1e-6)
}

/// A per cent as the share that a cell formatted as per cent holds.
pub(crate) fn share(percent: &str) -> Option<f64> {
    // 12.5 is 12.5e-2: read as a decimal, so that no division adds an error of its own
    exact(percent)?;
    format!("{percent}e-2").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits_are_exact_and_sixteen_are_not() {
        for text in ["0", "0.00", "3290.00", "123456789012345", "0.000000001", "-1.50", "9223372036850000000"] {
            assert!(exact(text).is_some(), "{text}");
        }
        for text in ["1234567890123456", "9223372036854.775807", "", "x", "1e5", ".5"] {
            assert!(exact(text).is_none(), "{text}");
        }
    }

    #[test]
    fn halves_go_up_though_doubles_fall_short_of_them() {
        for (number, decimals, rounded) in [
            (593.845, 2, 593.85),
            (1.005, 2, 1.01),
            (2.5, 0, 3.0),
            (0.004, 2, 0.0),
            (0.005, 2, 0.01),
            (999.995, 2, 1000.0),
        ] {
            assert_eq!(round(number, decimals).to_string(), rounded.to_string());
        }
        assert_eq!(round(3125.5 * 0.19, 2).to_string(), "593.85");
        assert_eq!(round(-1.005, 2).to_string(), "-1.01");
        assert!(agrees(0.1 + 0.2, "0.30") && !agrees(0.1 + 0.2001, "0.30") && agrees(-0.0, "0.00"));
    }
}
