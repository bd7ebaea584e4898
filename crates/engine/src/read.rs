//! Reading JSON so that every problem is found, each with its path.
//!
//! serde stops at the first problem and inside a list says what but not where. A form, and a person who writes a price
//! book, need all of them: so a value is walked with [`At`], which knows its path and writes what is wrong into one list.
//! Reading goes on past a problem; whoever reads checks [`Problems::into_result`] at the end.
//!
//! This room imports [`crate::issue`] and the number rooms.

use crate::date::{self, Date};
use crate::decimal::{self, DecimalError, Rounding};
use crate::issue::{Code, Issue};
use crate::money::{Price, PriceError};
use crate::units::{Units, UnitsError};
use serde_json::{Map, Value};
use std::cell::RefCell;

/// The most issues that are kept of one input: enough to mend it by, and few enough to hold and to show.
pub const MOST_ISSUES: usize = 2_000;

/// The issues found so far.
#[derive(Debug, Default)]
pub struct Problems(RefCell<Vec<Issue>>);

impl Problems {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. After [`MOST_ISSUES`], one more says that there are more, and the rest are only counted as wrong.
    pub fn add(&self, issue: Issue) {
        let mut issues = self.0.borrow_mut();
        match issues.len() {
            MOST_ISSUES => {
                let words = format!("there are more problems than these; only the first {MOST_ISSUES} are listed");
                issues.push(Issue::error("", Code::TOO_MANY, words));
            }
            more if more > MOST_ISSUES => {}
            _ => issues.push(issue),
        }
    }

    /// Whether none was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// `value` if nothing was wrong, else all that was.
    ///
    /// # Errors
    /// The issues.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Vec<Issue>> {
        let issues = self.0.into_inner();
        match value {
            Some(value) if issues.is_empty() => Ok(value),
            Some(_) | None => Err(issues),
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct At<'a> {
    value: &'a Value,
    path: String,
    problems: &'a Problems,
}

impl<'a> At<'a> {
    /// The top of a document.
    #[must_use]
    pub fn root(value: &'a Value, problems: &'a Problems) -> Self {
        Self { value, path: String::new(), problems }
    }

    /// Where this value stands, e.g. `packs[2].price`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value itself.
    #[must_use]
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// Says what is wrong here. Always `None`, so that a reader can end with it.
    pub fn wrong<T>(&self, code: Code, words: impl Into<String>) -> Option<T> {
        self.problems.add(Issue::error(&self.path, code, words));
        None
    }

    /// Says what is wrong at a path of its own.
    pub fn problem(&self, path: impl Into<String>, code: Code, words: impl Into<String>) {
        self.problems.add(Issue::error(path, code, words));
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        self.wrong(Code::WRONG_TYPE, format!("{wanted} was expected here, not {}", kind_of(self.value)))
    }

    /// The fields of an object; keys not in `known` are issues.
    #[must_use]
    pub fn fields(&self, known: &[&str]) -> Option<Fields<'a>> {
        let Value::Object(map) = self.value else {
            return self.wrong_type("an object");
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            self.problems.add(Issue::error(
                join(&self.path, key),
                Code::UNKNOWN_KEY,
                format!("nobody reads `{}`; known here: {}", brief(key), known.join(", ")),
            ));
        }
        Some(Fields { map, at: self.clone() })
    }

    /// The entries of a list.
    #[must_use]
    pub fn list(&self) -> Option<Vec<At<'a>>> {
        let Value::Array(entries) = self.value else {
            return self.wrong_type("a list");
        };
        Some(
            entries
                .iter()
                .enumerate()
                .map(|(index, value)| At { value, path: format!("{}[{index}]", self.path), problems: self.problems })
                .collect(),
        )
    }

    /// A text of at most 2,000 characters.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self.value {
            Value::String(text) if text.chars().count() > 2_000 => {
                self.wrong(Code::TOO_LARGE, "a text of at most 2,000 characters was expected here")
            }
            Value::String(text) => Some(text),
            _ => self.wrong_type("a text"),
        }
    }

    /// An id: 1 to 64 of `a-z A-Z 0-9 . _ -`, so that a link and a file name can carry it.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        let text = self.text()?;
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if fits {
            Some(text.to_owned())
        } else {
            self.wrong(Code::BAD_ID, "an id has 1 to 64 of the characters a-z A-Z 0-9 . _ -")
        }
    }

    /// The id of a price book: an id, or two with a `+` between where negotiated prices are laid over an edition.
    #[must_use]
    pub fn book_id(&self) -> Option<String> {
        let text = self.text()?;
        match text.split_once('+') {
            Some((of, overlay)) => {
                let part = |text: &str| {
                    At { value: &Value::String(text.to_owned()), path: self.path.clone(), problems: self.problems }.id()
                };
                Some(format!("{}+{}", part(of)?, part(overlay)?))
            }
            None => self.id(),
        }
    }

    /// True or false.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong_type("true or false"))
    }

    /// A day as `YYYY-MM-DD`.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let text = self.text()?;
        date::read(text).or_else(|| self.wrong(Code::NOT_A_DATE, "a day as YYYY-MM-DD was expected here"))
    }

    /// A price: a decimal string of at most six decimals, never a JSON number.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        let Value::String(text) = self.value else {
            return self.wrong_type("a price as a decimal string, e.g. \"0.14\",");
        };
        match Price::read(text) {
            Ok(price) => Some(price),
            Err(PriceError::Negative) => self.wrong(Code::NEGATIVE, "a price is never below zero"),
            Err(PriceError::Decimal(error)) => self.not_decimal(error, 6),
        }
    }

    /// A quantity of units: a JSON number (read by its shortest decimal form) or a decimal string, three decimals.
    #[must_use]
    pub fn units(&self) -> Option<Units> {
        let text = self.decimal_text("a number of units")?;
        match Units::read(&text) {
            Ok(units) => Some(units),
            Err(UnitsError::Negative) => self.wrong(Code::NEGATIVE, "units are never below zero"),
            Err(UnitsError::TooLarge) => {
                self.wrong(Code::TOO_LARGE, "at most 9,007,199,254,740.991 units can be counted")
            }
            Err(UnitsError::Decimal(error)) => self.not_decimal(error, 3),
        }
    }

    /// A quantity of units as somebody else's program tells it: a float more often than not, so one of more than three
    /// decimals is counted to the nearest thousandth, and a note says so.
    #[must_use]
    pub fn units_told(&self, notes: &mut Vec<Issue>) -> Option<Units> {
        if let Value::Number(number) = self.value {
            let text = plain(number);
            if let Err(DecimalError::TooManyDecimals) = decimal::read(&text, 3)
                && let Some(units) = nearest(&text).and_then(Units::from_thousandths)
            {
                let words = format!("{} was told; counted as {units}", brief(&text));
                notes.push(Issue::note(&self.path, Code::TOO_MANY_DECIMALS, words));
                return Some(units);
            }
        }
        self.units()
    }

    /// A whole number within bounds: a JSON number or a decimal string.
    #[must_use]
    pub fn whole(&self, least: u64, most: u64) -> Option<u64> {
        let text = self.decimal_text("a whole number")?;
        match crate::decimal::read(&text, 0) {
            Ok(number) if number < i128::from(least) && number < 0 => {
                self.wrong(Code::NEGATIVE, format!("{least} is the least"))
            }
            Ok(number) if number < i128::from(least) => self.wrong(Code::TOO_SMALL, format!("{least} is the least")),
            Ok(number) => match u64::try_from(number) {
                Ok(number) if number <= most => Some(number),
                Ok(_) | Err(_) => self.wrong(Code::TOO_LARGE, format!("{most} is the most")),
            },
            Err(DecimalError::TooManyDecimals) => self.wrong(Code::NOT_WHOLE, "a whole number was expected here"),
            Err(error) => self.not_decimal(error, 0),
        }
    }

    /// The decimal text of a JSON number (its shortest form, without exponent) or of a string.
    fn decimal_text(&self, wanted: &str) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(plain(number)),
            _ => self.wrong_type(wanted),
        }
    }

    fn not_decimal<T>(&self, error: DecimalError, decimals: u32) -> Option<T> {
        match error {
            DecimalError::Empty => self.wrong(Code::EMPTY, "a number was expected here"),
            DecimalError::NotANumber => {
                self.wrong(Code::NOT_A_NUMBER, "only digits and one decimal point make a number here")
            }
            DecimalError::TooManyDecimals => {
                self.wrong(Code::TOO_MANY_DECIMALS, format!("at most {decimals} decimals are counted"))
            }
            DecimalError::TooLarge => self.wrong(Code::TOO_LARGE, "the number is too large to be counted exactly"),
        }
    }
}

/// A JSON number as plain decimal text, e.g. `118.5`, or `1` followed by thirty zeros for `1e30`.
#[must_use]
pub fn plain(number: &serde_json::Number) -> String {
    // serde_json writes a float in its shortest form that reads back the same, very large and very small ones with an exponent
    let text = number.to_string();
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().unwrap_or(0)),
        None => (text.as_str(), 0_i32),
    };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (mut whole, mut decimals) = (whole.to_owned(), decimals.trim_end_matches('0').to_owned());
    for _ in 0..exponent {
        whole.push(if decimals.is_empty() { '0' } else { decimals.remove(0) });
    }
    for _ in exponent..0 {
        decimals.insert(0, whole.pop().unwrap_or('0'));
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// A decimal of many decimals, in the nearest whole number of thousandths.
fn nearest(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.')?;
    let kept: String = fraction.chars().take(12).collect();
    let scale = u32::try_from(kept.len()).ok()?;
    let parts = decimal::read(&format!("{whole}.{kept}"), scale).ok()?;
    let divisor = 10_i128.checked_pow(scale.checked_sub(3)?)?;
    i64::try_from(decimal::divide(parts, divisor, Rounding::HalfEven)?).ok()
}

/// The fields of an object.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    at: At<'a>,
}

impl<'a> Fields<'a> {
    /// A field that must be there and not null.
    #[must_use]
    pub fn need(&self, key: &str) -> Option<At<'a>> {
        match self.map.get(key) {
            None => {
                self.missing(key);
                None
            }
            Some(value) => Some(self.child(key, value)),
        }
    }

    /// A field that must be there, where null says *unknown* or *none*: outer `None` is an issue, inner `None` a null.
    #[must_use]
    pub fn nullable(&self, key: &str) -> Option<Option<At<'a>>> {
        match self.map.get(key) {
            None => {
                self.missing(key);
                None
            }
            Some(Value::Null) => Some(None),
            Some(value) => Some(Some(self.child(key, value))),
        }
    }

    /// A field that may be absent or null.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<At<'a>> {
        match self.map.get(key) {
            None | Some(Value::Null) => None,
            Some(value) => Some(self.child(key, value)),
        }
    }

    fn child(&self, key: &str, value: &'a Value) -> At<'a> {
        At { value, path: join(&self.at.path, key), problems: self.at.problems }
    }

    fn missing(&self, key: &str) {
        self.at.problems.add(Issue::error(join(&self.at.path, key), Code::MISSING, format!("`{key}` is missing")));
    }
}

/// The path of a field: what every issue's path is made with.
pub(crate) fn join(path: &str, key: &str) -> String {
    let key = brief(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// At most 64 characters of what was entered, so that an issue stays readable.
#[must_use]
pub fn brief(text: &str) -> String {
    if text.chars().count() <= 64 { text.to_owned() } else { text.chars().take(63).chain(['…']).collect() }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_plain_decimals() {
        for (json, text) in [
            ("118.50", "118.5"),
            ("0.0", "0"),
            ("-0.0", "-0"),
            ("-3.25e0", "-3.25"),
            ("1e30", "1000000000000000000000000000000"),
            ("1.5e-7", "0.00000015"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(plain(&serde_json::from_str(json).unwrap()), text);
        }
    }

    proptest! {
        /// As short as the standard library writes it, and read back the same; of two as short and as near, it may take the other.
        #[test]
        fn every_float_is_its_shortest_decimal(float in any::<f64>().prop_filter("JSON has it", |it| it.is_finite())) {
            let number = serde_json::Number::from_f64(float).unwrap();
            let text = plain(&number);
            prop_assert_eq!(text.len(), float.to_string().len());
            prop_assert_eq!(text.parse::<f64>(), Ok(float));
        }
    }
}
