//! What an account still has: the vendors' balance answers read as they really come, and nothing guessed unseen.
//!
//! An answer is read in full whatever is wrong with parts of it: what a field does not tell stays unknown (`null`, never
//! zero), and an issue says where. Fields that nobody here reads are let through, because vendors add some. What a name
//! seems to say of pool and size is a guess by rule ([`guess`]), marked as one, for the reader to change.
//!
//! This room imports `plan` (for [`crate::plan::Owned`]) and the rooms below it, of `book` what finds a key that stands twice.

mod guess;
mod kling;
mod moment;
mod owned;
mod u_gen;

pub use moment::Moment;
pub use owned::{MonthsOf, months_of};

pub(crate) use moment::days_between;

use crate::book;
use crate::decimal;
use crate::issue::{Code, Issue, Level};
use crate::read::{At, Fields, MOST_ISSUES, Problems, plain};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;

/// The longest answer that is read, in bytes.
pub const MAX_BYTES: usize = 4_000_000;
/// The most packs, or transactions, of one answer.
pub const MAX_ROWS: usize = 5_000;

/// Whose answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// Kling: `GET /account/costs`.
    Kling,
    /// U-Gen: `GET /credits/balance` or `/credits/transactions`.
    UGen,
}

/// An account's balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Whose it is.
    pub provider: Provider,
    /// The packs; a U-Gen account is one pack that does not expire.
    pub packs: Vec<Held>,
    /// Units reserved for work that goes on; `None` where the provider does not tell.
    pub reserved: Option<Units>,
    /// A page of transactions, as listed; empty for a balance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transactions: Vec<Transaction>,
    /// What is wrong with the answer, and what its reader must know.
    pub issues: Vec<Issue>,
}

/// A pack that is held. `None` everywhere: not told, or not readable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The vendor's id.
    pub id: Option<String>,
    /// The vendor's name.
    pub name: Option<String>,
    /// The pool its units are of, guessed by its name.
    pub pool: Option<String>,
    /// The size that its name says, in units.
    pub tier: Option<Units>,
    /// `decreasing_total`, `constant_period`, or what else the vendor says.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Units that it held when it was bought.
    pub total: Option<Units>,
    /// Units left; Kling's figure lags up to twelve hours.
    pub remaining: Option<Units>,
    /// `toBeOnline`, `online`, `expired`, `runOut`, or what else the vendor says.
    pub status: Option<String>,
    /// When it was bought.
    pub purchased: Option<Moment>,
    /// From when it can be used.
    pub effective: Option<Moment>,
    /// When what is left is lost. For U-Gen `None` is never.
    pub expires: Option<Moment>,
}

impl Balance {
    /// What kept the list of packs from being read in full: the vendor's own error, or an answer that is broken outside
    /// of the single packs. Such a balance is not one of an account without packs.
    #[must_use]
    pub fn not_whole(&self) -> Option<&Issue> {
        let in_a_row = |issue: &Issue| issue.path.contains('[');
        let mut errors = self.issues.iter().filter(|issue| issue.level == Level::Error);
        errors.find(|issue| issue.code == Code::VENDOR_ERROR || !in_a_row(issue))
    }

    /// Whether an earlier pack has the id of this one: then it is the same pack, and counts once.
    #[must_use]
    pub fn again(&self, index: usize) -> bool {
        let id = self.packs.get(index).and_then(|pack| pack.id.as_deref());
        id.is_some() && self.packs.iter().take(index).any(|other| other.id.as_deref() == id)
    }
}

/// One movement of a U-Gen account; of one that cannot be read nothing is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// `purchase`, `reserve`, `consume`, `release`, `refund`, `bonus`, or what else the vendor says.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The signed amount, as a decimal text of credits.
    pub amount: Option<String>,
    /// Credits before it.
    pub before: Option<Units>,
    /// Credits after it.
    pub after: Option<Units>,
}

/// Reads a vendor's answer as pasted: JSON, with the `//` comments that the documentation's examples have.
///
/// # Errors
/// That it is no JSON, or nothing that is known here.
pub fn read_text(text: &str) -> Result<Balance, Vec<Issue>> {
    let problem = |code, words: String| vec![Issue::error("", code, words)];
    if text.len() > MAX_BYTES {
        return Err(problem(Code::TOO_LARGE, format!("at most {MAX_BYTES} bytes are read")));
    }
    if text.trim().is_empty() {
        return Err(problem(Code::EMPTY, "paste the provider's answer here".to_owned()));
    }
    if text.trim_start().starts_with('<') {
        let words = "this is a web page, not the provider's answer: a login page or an error in between, perhaps";
        return Err(problem(Code::NOT_JSON, words.to_owned()));
    }
    // as some editors save it
    let text = text.trim_start_matches('\u{feff}');
    let parsed = serde_json::from_str(text).map(|value| (value, false));
    // examples are often copied with their comments
    let bare = || serde_json::from_str(&without_comments(text)).map(|value| (value, true));
    // a number that nobody can count is wrong where it stands, and the rest is read
    let quoted = || {
        let bare = without_comments(text);
        let commented = bare.lines().ne(text.lines());
        serde_json::from_str(&without_endless(&bare)).map(|value| (value, commented))
    };
    match parsed.or_else(|error| bare().or_else(|_| quoted()).map_err(|_| error)) {
        Ok((value, commented)) => {
            let mut balance = read(&value)?;
            // serde_json keeps the last of two equal keys without a word, and so could hide what is left
            let repeated =
                if commented { book::repeated_paths(&without_comments(text)) } else { book::repeated_paths(text) };
            for path in repeated.into_iter().take(MOST_ISSUES) {
                let words = "this key stands twice in one object: the last of its values was read";
                balance.issues.push(Issue::warning(path, Code::DUPLICATE_KEY, words));
            }
            if commented {
                let words = "it had comments, as the documentation's examples do: they were left out";
                balance.issues.insert(0, Issue::note("", Code::ASSUMPTION, words));
            }
            Ok(balance)
        }
        Err(error) => {
            let words = format!("not JSON: line {}, column {}", error.line(), error.column());
            Err(problem(Code::NOT_JSON, words))
        }
    }
}

/// Reads a vendor's answer.
///
/// # Errors
/// That it is nothing that is known here.
pub fn read(value: &Value) -> Result<Balance, Vec<Issue>> {
    let problem = |code, words: &str| vec![Issue::error("", code, words)];
    let Value::Object(map) = value else {
        return Err(problem(Code::WRONG_TYPE, "a provider's balance is an object"));
    };
    let has = |key: &str| map.contains_key(key);
    let inside = |key: &str| map.get("data").is_some_and(|data| data.get(key).is_some());
    // some clients put what came under `data`
    if let Some(data) =
        map.get("data").filter(|_| inside("credit_balance") || inside("available_credits") || inside("items"))
    {
        return read(data);
    }
    if has("credit_balance") || has("available_credits") || has("credit_reserved") {
        Ok(u_gen::balance(value))
    } else if has("items") {
        Ok(u_gen::transactions(value))
    } else if has("error") || has("detail") {
        Ok(u_gen::failure(value))
    } else if has("code") || inside("code") || inside(kling::LIST) || has(kling::LIST) {
        Ok(kling::balance(value))
    } else {
        let words = "this is no balance that is known here: Kling's /account/costs, or U-Gen's /credits/balance or /credits/transactions";
        Err(problem(Code::UNKNOWN_VALUE, words))
    }
}

/// Leaves out what stands between `//` and the end of a line, where it is not in a text.
fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for line in text.lines() {
        let (mut inside, mut escaped, mut end) = (false, false, line.len());
        let mut before = ' ';
        for (at, letter) in line.char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' if inside => escaped = true,
                '"' => inside = !inside,
                '/' if !inside && before == '/' => {
                    end = at - 1;
                    break;
                }
                _ => {}
            }
            before = letter;
        }
        bare.push_str(&line[..end]);
        bare.push('\n');
    }
    bare
}

/// Makes texts of the numbers that are too large for a float, e.g. `1e400`, where they are not in a text.
fn without_endless(text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 16);
    let (mut inside, mut escaped) = (false, false);
    let mut number = String::new();
    for letter in text.chars().chain(['\n']) {
        if !inside && (letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')) {
            number.push(letter);
            continue;
        }
        let digits = number.trim_start_matches('-').starts_with(|letter: char| letter.is_ascii_digit());
        let endless = digits && is_endless(&number);
        let quote = if endless { "\"" } else { "" };
        made.push_str(quote);
        made.push_str(&number);
        made.push_str(quote);
        number.clear();
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
        made.push(letter);
    }
    made
}

/// Whether serde_json refuses a number only because no float is as large.
fn is_endless(number: &str) -> bool {
    serde_json::from_str::<Value>(number).is_err_and(|error| error.to_string().starts_with("number out of range"))
}

/// A text of a vendor, whatever it says; `None` with an issue where it is no text.
fn words(f: &Fields<'_>, key: &str) -> Option<String> {
    f.get(key).and_then(|at| at.text()).map(str::to_owned)
}

/// A quantity of a vendor.
fn quantity(f: &Fields<'_>, key: &str, notes: &mut Vec<Issue>) -> Option<Units> {
    f.get(key)?.units_told(notes)
}

/// A signed amount as decimal text, and in thousandths.
fn amount(f: &Fields<'_>, key: &str) -> Option<(String, i128)> {
    let at = f.get(key)?;
    let text = match at.value() {
        Value::Number(number) => plain(number),
        Value::String(text) => text.clone(),
        _ => return at.wrong(Code::WRONG_TYPE, "a number of credits was expected here"),
    };
    match decimal::read(&text, 3) {
        Ok(thousandths) => Some((text, thousandths)),
        Err(_) => at.wrong(Code::NOT_A_NUMBER, "a number of credits with at most three decimals was expected here"),
    }
}

/// Milliseconds since 1970; those of the seventies are perhaps seconds of today.
fn moment(f: &Fields<'_>, key: &str, notes: &mut Vec<Issue>) -> Option<Moment> {
    let at = f.get(key)?;
    let millis = at.whole(0, 253_370_764_800_000)?;
    if (100_000_000..100_000_000_000).contains(&millis) {
        let words =
            "it looks like seconds since 1970; it is read as milliseconds, as documented: a day of the seventies";
        notes.push(Issue::warning(at.path(), Code::ASSUMPTION, words));
    }
    match i64::try_from(millis).ok().and_then(Moment::from_millis) {
        Some(moment) => Some(moment),
        None => at.wrong(Code::NOT_A_DATE, "milliseconds since 1970 were expected here"),
    }
}

/// The fields of an object of which not all are known.
fn open<'a>(at: &At<'a>) -> Option<Fields<'a>> {
    match at.value() {
        Value::Object(map) => {
            let known: Vec<&str> = map.keys().map(String::as_str).collect();
            at.fields(&known)
        }
        _ => at.wrong(Code::WRONG_TYPE, "an object was expected here"),
    }
}

/// What was found wrong while reading, then what is worth knowing.
fn told(problems: Problems, mut notes: Vec<Issue>) -> Vec<Issue> {
    let mut issues = match problems.into_result(Some(())) {
        Ok(()) => Vec::new(),
        Err(issues) => issues,
    };
    issues.append(&mut notes);
    issues
}
