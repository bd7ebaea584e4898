//! The vendor's own list of model rates: the answer of its pricing endpoint, pasted.
//!
//! A bare list of rows with `model_id`, `variant`, `billing_unit` and `credits`; `kie_cost_usd` and `price_usd` beside
//! them say where the credits come from (credits = price_usd x 100). Every problem is named with its path. A good row is
//! kept whatever its neighbours are; a row of which a figure is in doubt is not.
//!
//! This file imports `said`, `book`, `decimal`, `issue`, `read` and `units`.

use super::said::BillingUnit;
use crate::book;
use crate::decimal;
use crate::issue::{Code, Issue};
use crate::read::{At, Fields, MOST_ISSUES, Problems, brief};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The longest answer that is read: 4 MiB.
pub const MAX_PRICING_BYTES: usize = 4 << 20;
/// The most rows that are read.
pub const MAX_PRICING_ROWS: usize = 5_000;

/// A list of model rates, read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pricing {
    /// The good rows, in their order.
    pub rates: Vec<PricedModel>,
    /// What is wrong with the others, and what a reader must know of the good ones.
    pub issues: Vec<Issue>,
}

/// The rate of one variant of one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PricedModel {
    /// The model.
    pub model: String,
    /// Its variant.
    pub variant: String,
    /// What the credits are for.
    pub billing_unit: BillingUnit,
    /// The credits.
    pub credits: Units,
}

/// The keys that are known; the last two only explain the credits.
const KEYS: [&str; 6] = ["model_id", "variant", "billing_unit", "credits", "kie_cost_usd", "price_usd"];

/// Reads the answer of the pricing endpoint. Nothing is lost without a word: each row is in `rates` or has an issue.
#[must_use]
pub fn read_pricing(text: &str) -> Pricing {
    let none = |issue: Issue| Pricing { rates: Vec::new(), issues: vec![issue] };
    if text.len() > MAX_PRICING_BYTES {
        let words = format!("this has {} bytes; at most 4 MiB ({MAX_PRICING_BYTES} bytes) are read", text.len());
        return none(Issue::error("", Code::TOO_LARGE, words));
    }
    // as some editors save it
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return none(Issue::error(
            "",
            Code::EMPTY,
            "paste the answer of the pricing endpoint: a list that begins with [",
        ));
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return none(book::not_json(text, &error)),
    };
    let Value::Array(rows) = &value else {
        let words = "a bare list was expected here, as the pricing endpoint answers it: it begins with [";
        return none(Issue::error("", Code::WRONG_TYPE, words));
    };
    let mut list = List::default();
    // serde_json keeps the last of two equal keys without a word, and so could hide a price
    for path in book::repeated_paths(text) {
        let row: Option<usize> =
            path.strip_prefix('[').and_then(|rest| rest.split_once(']')).and_then(|(row, _)| row.parse().ok());
        list.in_doubt.extend(row);
        let words = "this key stands twice in one row, and only one of its values could hold: the row is left out";
        list.tell(Issue::error(path, Code::DUPLICATE_KEY, words));
    }
    for (index, row) in rows.iter().enumerate().take(MAX_PRICING_ROWS) {
        list.row(index, row);
    }
    if rows.len() > MAX_PRICING_ROWS {
        let words = format!("only the first {MAX_PRICING_ROWS} of {} rows are read", rows.len());
        list.tell(Issue::error(format!("[{MAX_PRICING_ROWS}]"), Code::TOO_MANY, words));
    }
    if rows.is_empty() {
        list.tell(Issue::warning("", Code::EMPTY, "the list is empty: no rate is given"));
    }
    list.finish()
}

/// The rows so far.
#[derive(Default)]
struct List {
    rates: Vec<(usize, PricedModel)>,
    issues: Vec<Issue>,
    /// Rows of which a key stands twice.
    in_doubt: BTreeSet<usize>,
    /// Where in `rates` a variant of a model stands.
    places: BTreeMap<(String, String), usize>,
    /// Places in `rates` that another row contradicts.
    contradicted: BTreeSet<usize>,
    /// What has been said once for all rows.
    told: BTreeSet<String>,
}

impl List {
    fn tell(&mut self, issue: Issue) {
        match self.issues.len() {
            MOST_ISSUES => {
                let words = format!("there are more problems than these; only the first {MOST_ISSUES} are listed");
                self.issues.push(Issue::error("", Code::TOO_MANY, words));
            }
            more if more > MOST_ISSUES => {}
            _ => self.issues.push(issue),
        }
    }

    /// What holds for every row is said of the first that shows it.
    fn tell_once(&mut self, of: String, issue: Issue) {
        if self.told.len() < MOST_ISSUES && self.told.insert(of) {
            self.tell(issue);
        }
    }

    fn row(&mut self, index: usize, value: &Value) {
        let at = |key: &str| format!("[{index}].{}", brief(key));
        let problems = Problems::new();
        let read = self.fields(index, &At::root(value, &problems));
        let found = match problems.into_result(read) {
            Ok(found) => found,
            Err(issues) => {
                for issue in issues {
                    let joint = if issue.path.is_empty() { "" } else { "." };
                    self.tell(Issue { path: format!("[{index}]{joint}{}", issue.path), ..issue });
                }
                return;
            }
        };
        if self.in_doubt.contains(&index) {
            return;
        }
        if value.get("credits").is_some_and(Value::is_string) {
            let words = "credits as a text; it is read as a number";
            self.tell(Issue::warning(at("credits"), Code::WRONG_TYPE, words));
        }
        if found.credits == Units::ZERO {
            let words = "0 credits: this model is priced at nothing";
            self.tell(Issue::warning(at("credits"), Code::TOO_SMALL, words));
        }
        self.explained(&at, value, found.credits);
        let key = (found.model.clone(), found.variant.clone());
        if let Some(&place) = self.places.get(&key) {
            let Some((first, other)) = self.rates.get(place) else { return };
            let named = format!("{} {}", brief(&found.model), brief(&found.variant));
            let issue = if *other == found {
                Issue::warning(at("model_id"), Code::DUPLICATE_ID, format!("{named} stands in row [{first}] already"))
            } else {
                let words = format!(
                    "{named} has another price in row [{first}]: which holds is not known, so neither is taken"
                );
                self.contradicted.insert(place);
                Issue::error(at("model_id"), Code::DUPLICATE_ID, words)
            };
            return self.tell(issue);
        }
        self.places.insert(key, self.rates.len());
        self.rates.push((index, found));
    }

    /// A row's own figures; each problem at its path within the row.
    fn fields(&mut self, index: usize, at: &At<'_>) -> Option<PricedModel> {
        let Value::Object(map) = at.value() else {
            return at.wrong(Code::WRONG_TYPE, "a row is an object with model_id, variant, billing_unit and credits");
        };
        for key in map.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let words = format!("nobody reads `{}` here; if it says what the credits are for, check them", brief(key));
            let issue = Issue::note(format!("[{index}].{}", brief(key)), Code::UNKNOWN_KEY, words);
            self.tell_once(brief(key), issue);
        }
        // what nobody reads has been named
        let keys: Vec<&str> = map.keys().map(String::as_str).collect();
        let f = at.fields(&keys)?;
        let model = name(&f, "model_id");
        let variant = name(&f, "variant");
        let unit = f.need("billing_unit").and_then(|at| {
            BillingUnit::read(at.text()?)
                .or_else(|| at.wrong(Code::UNKNOWN_VALUE, "a billing unit is per_generation or per_second"))
        });
        let mut notes = Vec::new();
        let credits = f.need("credits").and_then(|at| at.units_told(&mut notes));
        for note in notes {
            self.tell(Issue { path: format!("[{index}].{}", note.path), ..note });
        }
        Some(PricedModel { model: model?, variant: variant?, billing_unit: unit?, credits: credits? })
    }

    /// Says where the prices beside the credits do not explain them.
    fn explained(&mut self, at: &dyn Fn(&str) -> String, row: &Value, credits: Units) {
        for key in ["kie_cost_usd", "price_usd"] {
            let (text, written) = match row.get(key) {
                None | Some(Value::Null) => {
                    let words = format!("`{key}` is missing; the credits stand without it");
                    self.tell_once(format!("no {key}"), Issue::note(at(key), Code::MISSING, words));
                    continue;
                }
                Some(Value::Number(number)) => (crate::read::plain(number), false),
                Some(Value::String(text)) => (text.clone(), true),
                Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                    let words = "a price was expected here; the credits stand without it";
                    self.tell(Issue::warning(at(key), Code::WRONG_TYPE, words));
                    continue;
                }
            };
            let issue = match decimal::read(&text, FINE) {
                Err(_) => Issue::warning(at(key), Code::NOT_A_NUMBER, "this is no price; the credits stand without it"),
                Ok(price) if price < 0 => Issue::warning(at(key), Code::NEGATIVE, "a price is never below zero"),
                Ok(price) if key == "price_usd" && !is_hundredfold(price, credits) => {
                    let words = format!("{credits} credits are not 100 x {}; the credits are taken", brief(&text));
                    Issue::warning(at(key), Code::CONTRADICTION, words)
                }
                Ok(_) if written => Issue::note(at(key), Code::WRONG_TYPE, "a price as a text; it is read as a number"),
                Ok(_) => continue,
            };
            self.tell(issue);
        }
    }

    fn finish(self) -> Pricing {
        let contradicted = self.contradicted;
        let good = self.rates.into_iter().enumerate().filter(|(place, _)| !contradicted.contains(place));
        Pricing { rates: good.map(|(_, (_, rate))| rate).collect(), issues: self.issues }
    }
}

/// Decimals of a price that are compared: as many as JSON writes of a float.
const FINE: u32 = 18;
/// A thousandth of a credit in those decimals of a price: 0.00001.
const THOUSANDTH: i128 = 10_i128.pow(13);

/// Whether the credits are a hundred times the price, to a thousandth of a credit.
fn is_hundredfold(price: i128, credits: Units) -> bool {
    let credits = i128::from(credits.thousandths()).checked_mul(THOUSANDTH);
    credits.and_then(|credits| credits.checked_sub(price)).is_some_and(|apart| apart.abs() < THOUSANDTH)
}

/// The name of a model or a variant: at most 64 plain characters. One with other characters is no name of an API, and is
/// not carried further.
fn name(f: &Fields<'_>, key: &str) -> Option<String> {
    let at = f.need(key)?;
    let text = at.text()?;
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>&\"'`\\".contains(&byte);
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        return Some(text.to_owned());
    }
    at.wrong(Code::BAD_ID, "a name of a model or a variant has 1 to 64 letters, digits and marks such as . _ - / :")
}
