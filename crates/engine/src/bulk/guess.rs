//! Which column says what: guessed from the head and from what stands in the rows, and always to be chosen instead.
//!
//! This file imports `split` and `book`.

use super::split::{Rows, separator};
use crate::book::Book;

/// Rows that are looked at.
const LOOKED_AT: usize = 50;

/// Which column says what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What separates fields.
    pub separator: u8,
    /// Whether the first row is a head.
    pub head: bool,
    /// The column of the rate's id.
    pub rate: usize,
    /// That of the seconds; none: no row says them.
    pub seconds: Option<usize>,
    /// That of the count; none: each row is one result.
    pub count: Option<usize>,
    /// That of the takes; none: one each.
    pub takes: Option<usize>,
}

/// What a head says, in the words that people use.
const HEADS: [(&str, &[&str]); 4] = [
    ("rate", &["rate", "model", "sku", "id", "product", "item"]),
    ("seconds", &["seconds", "duration", "length", "sec", "secs", "s"]),
    ("count", &["count", "quantity", "qty", "clips", "number", "amount", "n"]),
    ("takes", &["takes", "retries", "attempts", "tries"]),
];

/// Guesses the columns of a text.
#[must_use]
pub fn guess(text: &str, book: &Book) -> Mapping {
    let separator = separator(text);
    let rows: Vec<Vec<String>> = Rows::new(text, separator)
        .filter(|row| !row.is_empty())
        .take(LOOKED_AT)
        .map(|row| (0..row.len()).map(|column| row.get(column).to_lowercase()).collect())
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let known = |field: &String| book.rates.iter().any(|rate| rate.id.eq_ignore_ascii_case(field));
    let head =
        rows.first().is_some_and(|first| !first.iter().any(known) && !first.iter().any(|field| is_number(field)));
    let named = |what: &str| {
        let first = rows.first().filter(|_| head)?;
        let (_, words) = HEADS.iter().find(|(name, _)| *name == what)?;
        words.iter().find_map(|word| {
            first.iter().position(|field| field.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word))
        })
    };
    let body = || rows.iter().skip(usize::from(head));
    let share =
        |column: usize, is: &dyn Fn(&String) -> bool| body().filter(|row| row.get(column).is_some_and(is)).count();
    // what stands in the rows says more of rates than a head does
    let mut rate = (0, named("rate").unwrap_or(0));
    for column in 0..width {
        let found = share(column, &known);
        if found > rate.0 {
            rate = (found, column);
        }
    }
    let rate = rate.1;
    let free = |column: &usize| *column != rate;
    let seconds = named("seconds").filter(free);
    let count = named("count").filter(free);
    let takes = named("takes").filter(free);
    if head {
        return Mapping { separator, head, rate, seconds, count, takes };
    }
    // without a head: the columns after the rate, in the order of a Document's line
    let numbers: Vec<usize> =
        (0..width).filter(free).filter(|&column| share(column, &|field| is_number(field)) > 0).collect();
    let (seconds, count, takes) = match numbers.as_slice() {
        [] => (None, None, None),
        [count] => (None, Some(*count), None),
        [seconds, count] => (Some(*seconds), Some(*count), None),
        [seconds, count, takes, ..] => (Some(*seconds), Some(*count), Some(*takes)),
    };
    Mapping { separator, head, rate, seconds, count, takes }
}

fn is_number(field: &str) -> bool {
    let digits = field.strip_suffix('s').unwrap_or(field);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
