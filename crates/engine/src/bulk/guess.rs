//! Which column is what, guessed from the head and the first lines; for the reader to change.

use super::cells::{Cells, digits, number, plain};
use super::{DELIMITERS, MAX_COLUMNS, Mapping, Names};
use crate::book::Book;
use crate::issue::{Code, Issue};
use serde::Serialize;

/// Lines that are looked at.
const LOOKED_AT: usize = 50;
/// Lines that are shown.
const SHOWN: usize = 5;
/// Columns and characters that are shown.
const MOST_SHOWN: (usize, usize) = (24, 80);

/// Words that head a column, lower case.
const RATE: [&str; 8] = ["rate", "rate id", "rate_id", "model", "sku", "item", "product", "type"];
const SECONDS: [&str; 7] = ["seconds", "length", "duration", "sec", "secs", "s", "clip length"];
const COUNT: [&str; 10] =
    ["count", "quantity", "qty", "clips", "videos", "number", "count per month", "generations", "amount", "n"];
const TAKES: [&str; 5] = ["takes", "tries", "attempts", "retries", "takes each"];

/// A guess, and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// Which column is what.
    pub mapping: Mapping,
    /// What the columns are called; `column 1` and so on where there is no head.
    pub columns: Vec<String>,
    /// The first lines, the head left out, each cell shortened.
    pub preview: Vec<Vec<String>>,
    /// What could not be told.
    pub issues: Vec<Issue>,
}

/// Guesses which column of a text is what; `delimiter`: what stands between two cells, where that is known.
///
/// # Errors
/// That the text is too long, empty or no text.
pub fn guess(book: &Book, text: &[u8], delimiter: Option<char>) -> Result<Guess, Issue> {
    let text = plain(text)?;
    let names = Names::new(book);
    let known = delimiter.filter(|mark| DELIMITERS.contains(mark)).and_then(|mark| u8::try_from(mark).ok());
    let delimiter = known.unwrap_or_else(|| likeliest(text, &names));
    let rows = rows(text, delimiter);
    let first = rows.first().cloned().unwrap_or_default();
    let is_rate = |cell: &[u8]| names.find(cell).is_some();
    let heads = |cell: &[u8], words: &[&str]| {
        let cell = cell.to_ascii_lowercase();
        words.iter().any(|word| word.as_bytes() == cell)
    };
    let known = |cell: &Vec<u8>| [&RATE[..], &SECONDS, &COUNT, &TAKES].iter().any(|words| heads(cell, words));
    let numeric = |cell: &[u8]| number(cell, true).is_ok();
    let says = |row: &Vec<Vec<u8>>| row.iter().any(|cell| is_rate(cell) || numeric(cell));
    // a head names columns, and has neither a rate nor a number where the line below it has one
    let head = !says(&first) && (first.iter().any(known) || rows.get(1).is_some_and(says));
    let body: Vec<&Vec<Vec<u8>>> = rows.iter().skip(usize::from(head)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0).min(MAX_COLUMNS);
    let cell = |row: &Vec<Vec<u8>>, at: usize| row.get(at).cloned().unwrap_or_default();
    let share = |at: usize, what: &dyn Fn(&[u8]) -> bool| body.iter().filter(|row| what(&cell(row, at))).count();
    let headed = |words: &[&str], taken: &[usize]| {
        let free = (0..columns).filter(|at| head && !taken.contains(at));
        // words of the list in their order: the first is the surest
        words.iter().find_map(|word| free.clone().find(|at| heads(&cell(&first, *at), &[word])))
    };
    let mut issues = Vec::new();
    let most = (0..columns).map(|at| (share(at, &is_rate), at)).filter(|(found, _)| *found > 0);
    let most = most.fold(None, |best: Option<(usize, usize)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    let rate = most.map(|(_, at)| at).or_else(|| headed(&RATE, &[]));
    if most.is_none() {
        let words = format!("no cell of the first lines is a rate of {}: choose the column, or another book", book.id);
        issues.push(Issue::warning("rate", Code::UNKNOWN_RATE, words));
    }
    let rate = rate.unwrap_or(0);
    let seconds = headed(&SECONDS, &[rate]);
    let count = headed(&COUNT, &[rate, seconds.unwrap_or(rate)]);
    let takes = headed(&TAKES, &[rate, seconds.unwrap_or(rate), count.unwrap_or(rate)]);
    let mut mapping = Mapping { delimiter: char::from(delimiter), head, rate, seconds, count, takes };
    if !head || (mapping.seconds.is_none() && mapping.count.is_none()) {
        by_numbers(book, &names, &body, columns, &mut mapping);
    }
    if mapping.count.is_none() {
        issues.push(Issue::note("count", Code::ASSUMPTION, "no column is a count: each line counts as one"));
    }
    let shown = |cell: &[u8]| {
        let text = String::from_utf8_lossy(cell).into_owned();
        if text.chars().count() > MOST_SHOWN.1 {
            text.chars().take(MOST_SHOWN.1 - 1).chain(['…']).collect()
        } else {
            text
        }
    };
    let names = (0..columns).map(|at| {
        let said = if head { shown(&cell(&first, at)) } else { String::new() };
        if said.is_empty() { format!("column {}", at + 1) } else { said }
    });
    let preview =
        body.iter().take(SHOWN).map(|row| (0..columns.min(MOST_SHOWN.0)).map(|at| shown(&cell(row, at))).collect());
    Ok(Guess { columns: names.collect(), preview: preview.collect(), mapping, issues })
}

/// Without a head: the first column of whole numbers is the seconds where the rates are billed by length, the next the
/// count, the next the takes.
fn by_numbers(book: &Book, names: &Names, body: &[&Vec<Vec<u8>>], columns: usize, mapping: &mut Mapping) {
    let whole = |at: usize| {
        let cells = body.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
        let all = cells.clone().count();
        all > 0 && cells.filter(|cell| digits(cell).is_some() || number(cell, true).is_ok()).count() == all
    };
    let taken = [Some(mapping.rate), mapping.seconds, mapping.count, mapping.takes];
    let mut numbers = (0..columns).filter(|at| !taken.contains(&Some(*at)) && whole(*at));
    let timed = body.iter().filter_map(|row| names.find(row.get(mapping.rate)?)).any(|at| {
        use crate::book::Billing::{Second, Started};
        book.rates.get(at).is_some_and(|rate| matches!(rate.billing, Second { .. } | Started { .. }))
    });
    if timed && mapping.seconds.is_none() {
        mapping.seconds = numbers.next();
    }
    if mapping.count.is_none() {
        mapping.count = numbers.next();
    }
    if mapping.takes.is_none() && !mapping.head {
        mapping.takes = numbers.next();
    }
}

/// What stands between the cells: the mark that makes most rates known, then most cells.
fn likeliest(text: &[u8], names: &Names) -> u8 {
    let mut best: Option<((usize, usize), u8)> = None;
    for mark in DELIMITERS {
        let Ok(mark) = u8::try_from(mark) else { continue };
        let rows = rows(text, mark);
        let rates = rows.iter().filter(|row| row.iter().any(|cell| names.find(cell).is_some())).count();
        let cells = rows.iter().map(Vec::len).sum();
        if best.is_none_or(|best| (rates, cells) > best.0) {
            best = Some(((rates, cells), mark));
        }
    }
    best.map_or(b',', |(_, mark)| mark)
}

/// The first lines that are not blank, as cells.
fn rows(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
    let mut cells = Cells::new(text, delimiter, false);
    let mut rows = Vec::new();
    while rows.len() < LOOKED_AT && cells.next() {
        if !cells.is_blank() {
            rows.push((0..cells.count().min(MAX_COLUMNS)).map(|at| cells.get(at).to_vec()).collect());
        }
    }
    rows
}
