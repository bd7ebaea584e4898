//! Bulk: very many lines of work out of CSV or TSV text, priced exactly and fast.
//!
//! A row is a line of work: rate, seconds, count, takes, in columns that are guessed and can be chosen ([`Mapping`]). Each
//! row draws what [`crate::deduct`] says that it draws: its answer for a rate and a length is asked for once and then
//! remembered. A row that cannot be priced is an issue at its line of the file and adds nothing; its pool's sum then says
//! that it is incomplete.
//!
//! Work goes in steps ([`Bulk::step`]), so that whoever runs it can show how far it is, and stop.
//!
//! This room imports `book`, `deduct`, `workload` and the rooms below them.

mod guess;
mod split;

pub use guess::{Mapping, guess};
pub use split::{Fields, Rows, separator};

use crate::book::{Book, Rate};
use crate::deduct::{self, PoolDeduction};
use crate::issue::{Code, Issue};
use crate::units::Units;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The most rows that are priced.
pub const MAX_ROWS: usize = 200_000;
/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// The most rows with an issue that are told of, one by one; all are counted.
pub const MOST_ISSUES: usize = 10_000;
/// The most results a month of one row, and the most takes of one: those of a Document.
const MAX_COUNT: u64 = 1_000_000_000;
const MAX_TAKES: u64 = 10_000;
/// Lengths whose units are remembered, in seconds.
const REMEMBERED: usize = 64;

/// What one row draws a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file that it begins on, from one.
    pub line: u32,
    /// Place of its rate in the book; none where it has none.
    pub rate: Option<u32>,
    /// Units; none where it could not be priced.
    pub units: Option<Units>,
}

/// What became of all rows so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that were read, empty ones left out.
    pub rows: usize,
    /// Rows that could be priced.
    pub priced: usize,
    /// What each pool is drawn.
    pub pools: Vec<PoolDeduction>,
    /// What is wrong, with paths such as `line 7.count`; at most [`MOST_ISSUES`].
    pub issues: Vec<Issue>,
    /// Rows with an issue, told of or not.
    pub wrong: usize,
    /// Whether there were more rows than are priced.
    pub cut: bool,
}

/// Rows being priced.
#[derive(Debug)]
pub struct Bulk<'a> {
    book: &'a Book,
    mapping: Mapping,
    rows: Rows<'a>,
    begun: bool,
    rates: Rates<'a>,
    done: Vec<Row>,
    sums: Vec<Option<Units>>,
    incomplete: Vec<bool>,
    /// Whether a row named no rate of the book, so that no pool is whole.
    lost: bool,
    issues: Vec<Issue>,
    wrong: usize,
    cut: bool,
}

/// What is wrong with a row.
type Wrong = (&'static str, Code, String);

impl<'a> Bulk<'a> {
    /// Rows of a text, at the prices of a book.
    #[must_use]
    pub fn new(text: &'a str, book: &'a Book, mapping: Mapping) -> Self {
        Self {
            book,
            mapping,
            rows: Rows::new(text, mapping.separator),
            begun: false,
            rates: Rates::new(book),
            done: Vec::new(),
            sums: vec![Some(Units::ZERO); book.pools.len()],
            incomplete: vec![false; book.pools.len()],
            lost: false,
            issues: Vec::new(),
            wrong: 0,
            cut: text.len() > MAX_BYTES,
        }
    }

    /// Prices so many rows more. False when all are done.
    pub fn step(&mut self, rows: usize) -> bool {
        if !self.begun {
            self.begun = true;
            if self.mapping.head {
                let _ = self.rows.next();
            }
        }
        let mut fields = Fields::default();
        for _ in 0..rows {
            if !self.rows.read(&mut fields) {
                return false;
            }
            if fields.is_empty() {
                continue;
            }
            if self.done.len() >= MAX_ROWS || self.rows.at() > MAX_BYTES {
                self.cut = true;
                return false;
            }
            self.row(&fields);
        }
        true
    }

    /// How far it is, in bytes of the text.
    #[must_use]
    pub fn at(&self) -> usize {
        self.rows.at()
    }

    fn row(&mut self, fields: &Fields<'_>) {
        let line = u32::try_from(fields.line).unwrap_or(u32::MAX);
        let of = |column: Option<usize>| column.map_or("", |column| fields.get(column));
        let name = of(Some(self.mapping.rate));
        let Some(rate) = self.rates.find(name) else {
            self.lost = true;
            let words = format!("the book {} has no rate `{}`", self.book.id, crate::read::brief(name));
            self.tell(line, ("rate", Code::UNKNOWN_RATE, words));
            self.done.push(Row { line, rate: None, units: None });
            return;
        };
        let read = || {
            let seconds = match of(self.mapping.seconds) {
                "" => None,
                text => Some(seconds(text)?),
            };
            let count = match self.mapping.count {
                Some(_) => whole("count", of(self.mapping.count), 0, MAX_COUNT)?,
                None => 1,
            };
            let takes = match of(self.mapping.takes) {
                "" => 1,
                text => whole("takes", text, 1, MAX_TAKES)?,
            };
            Ok::<_, Wrong>((seconds, count, takes))
        };
        let read = read();
        let priced = read.and_then(|(seconds, count, takes)| {
            let each = self.rates.each(rate, seconds)?;
            let units = each.times(count).and_then(|units| units.times(takes));
            units.ok_or_else(|| {
                let words = "this row draws more units than can be counted exactly".to_owned();
                ("count", Code::OVERFLOW, words)
            })
        });
        let pool = self.rates.pool(rate);
        let units = match priced {
            Ok(units) => {
                if let Some(sum) = self.sums.get_mut(pool) {
                    *sum = sum.and_then(|sum| sum.plus(units));
                }
                Some(units)
            }
            Err(wrong) => {
                if let Some(incomplete) = self.incomplete.get_mut(pool) {
                    *incomplete = true;
                }
                self.tell(line, wrong);
                None
            }
        };
        self.done.push(Row { line, rate: u32::try_from(rate).ok(), units });
    }

    fn tell(&mut self, line: u32, (field, code, words): Wrong) {
        self.wrong += 1;
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(Issue::error(format!("line {line}.{field}"), code, words));
        }
    }

    /// Each row so far, in the order of the text.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.done
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let mut issues = self.issues.clone();
        let mut pools = Vec::new();
        for (place, pool) in self.book.pools.iter().enumerate() {
            let drawn = self.done.iter().any(|row| {
                row.units.is_some()
                    && row.rate.and_then(|rate| usize::try_from(rate).ok()).map(|rate| self.rates.pool(rate))
                        == Some(place)
            });
            let incomplete = self.incomplete.get(place).copied().unwrap_or(true);
            if !drawn && !incomplete {
                continue;
            }
            match self.sums.get(place).copied().flatten() {
                Some(units) => pools.push(PoolDeduction {
                    pool: pool.id.clone(),
                    units,
                    list_cost: pool.list_unit_price.known().and_then(|price| price.per_unit(units)),
                    complete: !incomplete && !self.lost && !self.cut,
                }),
                None => {
                    let words = "the units of these rows add up to more than can be counted exactly";
                    issues.push(Issue::error(format!("pools.{}", pool.id), Code::OVERFLOW, words));
                }
            }
        }
        if self.cut {
            let words = format!("only the first {MAX_ROWS} rows, of {} MiB at most, are priced", MAX_BYTES >> 20);
            issues.push(Issue::error("", Code::TOO_MANY, words));
        }
        let priced = self.done.iter().filter(|row| row.units.is_some()).count();
        Outcome { rows: self.done.len(), priced, pools, issues, wrong: self.wrong, cut: self.cut }
    }

    /// The result as CSV: line, rate, pool and units of each row, empty where there are none.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::from("line,rate,pool,units\r\n");
        for row in &self.done {
            let rate = row.rate.and_then(|rate| usize::try_from(rate).ok());
            let rate = rate.and_then(|rate| self.book.rates.get(rate));
            let (id, pool) = rate.map_or(("", ""), |rate| (rate.id.as_str(), rate.pool.as_str()));
            // ids are letters, digits and `._-`: nothing in them needs quotes or could be taken for a formula
            let units = row.units.map(|units| units.to_string()).unwrap_or_default();
            let _ = write!(out, "{},{id},{pool},{units}\r\n", row.line);
        }
        out
    }

    /// The issues as CSV, for whoever mends the file: line, field, code, words.
    #[must_use]
    pub fn issues_csv(&self) -> String {
        let mut out = String::from("line,field,code,words\r\n");
        for issue in &self.issues {
            let (line, field) = issue.path.split_once('.').unwrap_or((&issue.path, ""));
            let line = line.strip_prefix("line ").unwrap_or(line);
            let _ = write!(out, "{line},{field},{},\"{}\"\r\n", issue.code, issue.words.replace('"', "\"\""));
        }
        out
    }
}

/// The rates of a book, found by id, and what they draw at each length that was asked for.
#[derive(Debug)]
struct Rates<'a> {
    rates: &'a [Rate],
    by_id: BTreeMap<&'a str, usize>,
    /// Places by a hash of the id: most rows need no walk through the map.
    slots: Vec<Option<usize>>,
    pools: Vec<usize>,
    /// Units by rate and length; the first place is of no length.
    each: Vec<Option<Units>>,
}

/// Slots of the hash; a power of two.
const SLOTS: usize = 4_096;

impl<'a> Rates<'a> {
    fn new(book: &'a Book) -> Self {
        let mut by_id = BTreeMap::new();
        let mut slots = vec![None; SLOTS];
        let mut pools = Vec::new();
        for (place, rate) in book.rates.iter().enumerate() {
            by_id.insert(rate.id.as_str(), place);
            if let Some(slot) = slots.get_mut(hash(&rate.id)) {
                *slot = Some(place);
            }
            pools.push(book.pools.iter().position(|pool| pool.id == rate.pool).unwrap_or(usize::MAX));
        }
        let each = vec![None; book.rates.len() * (REMEMBERED + 1)];
        Self { rates: &book.rates, by_id, slots, pools, each }
    }

    fn find(&self, id: &str) -> Option<usize> {
        let near = self.slots.get(hash(id)).copied().flatten();
        let is = |place: &usize| self.rates.get(*place).is_some_and(|rate| rate.id == id);
        near.filter(is).or_else(|| self.by_id.get(id).copied())
    }

    fn pool(&self, rate: usize) -> usize {
        self.pools.get(rate).copied().unwrap_or(usize::MAX)
    }

    fn each(&mut self, rate: usize, seconds: Option<u32>) -> Result<Units, Wrong> {
        let length = seconds.map_or(Some(0), |seconds| usize::try_from(seconds).ok().filter(|&seconds| seconds > 0));
        let place = length.filter(|&length| length <= REMEMBERED).map(|length| rate * (REMEMBERED + 1) + length);
        if let Some(each) = place.and_then(|place| self.each.get(place).copied().flatten()) {
            return Ok(each);
        }
        let Some(of) = self.rates.get(rate) else {
            return Err(("rate", Code::UNKNOWN_RATE, "there is no such rate".to_owned()));
        };
        match deduct::units_each(of, seconds) {
            Ok((each, _)) => {
                if let Some(place) = place.and_then(|place| self.each.get_mut(place)) {
                    *place = Some(each);
                }
                Ok(each)
            }
            Err(issue) => {
                let field = if issue.path == "rate" { "rate" } else { "seconds" };
                Err((field, issue.code, issue.words))
            }
        }
    }
}

/// FNV-1a, down to a slot.
fn hash(id: &str) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    for byte in id.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    usize::try_from(hash >> 12 ^ hash).unwrap_or(0) & (SLOTS - 1)
}

/// Seconds as `5`, `5s` or `5 s`.
fn seconds(text: &str) -> Result<u32, Wrong> {
    let plain = text.strip_suffix(['s', 'S']).unwrap_or(text).trim_ascii_end();
    whole("seconds", plain, 1, 86_400).map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// A whole number of plain digits.
fn whole(field: &'static str, text: &str, least: u64, most: u64) -> Result<u64, Wrong> {
    let digits = text.as_bytes();
    let mut number = 0_u64;
    let plain = !digits.is_empty() && digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit);
    if plain {
        for digit in digits {
            number = number * 10 + u64::from(digit - b'0');
        }
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        let words = format!("{number} is outside {least} to {most}");
        return Err((field, if number < least { Code::TOO_SMALL } else { Code::TOO_LARGE }, words));
    }
    let code = if text.is_empty() { Code::EMPTY } else { Code::NOT_A_NUMBER };
    let words = match code {
        Code::EMPTY => "nothing stands here, and a whole number is needed".to_owned(),
        _ => format!("`{}` is no whole number in plain digits", crate::read::brief(text)),
    };
    Err((field, code, words))
}
