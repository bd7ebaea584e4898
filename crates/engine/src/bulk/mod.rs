//! Bulk: a file of work, up to hundreds of thousands of lines, priced in one go.
//!
//! The text is CSV or TSV. Which column is what is guessed ([`guess`]) and can be changed ([`Mapping`]). Every line is priced
//! as [`crate::deduct`] prices one: exactly, and never a line that is not understood: that one adds nothing, is
//! counted, and is named with its line number and column. Lines that are alike but for their count are also summed as one
//! line of work, so that a plan can be made of them.
//!
//! Nothing is read twice to find out more: issues and priced lines can be written as CSV ([`Bulk::write`]) by going through
//! the text again, so that a file of a million bad lines costs no more memory than one of none.
//!
//! This room imports `book`, `deduct` and the rooms below them.

mod cells;
mod guess;
mod write;

pub use guess::{Guess, guess};
pub use write::Face;

use crate::book::{Book, Figure, Rate};
use crate::deduct;
use crate::issue::{Code, Issue};
use crate::money::{Cost, Price};
use crate::read::{At, Problems, brief};
use crate::units::Units;
use cells::{Cells, digits};
use serde::Serialize;
use serde_json::Value;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 128 << 20;
/// The most lines of work that are priced; the rest of a longer file is named, not priced.
pub const MAX_LINES: u64 = 1_000_000;
/// The most lines whose issues are told in full; all of them are written by [`Face::Issues`].
pub const MOST_TOLD: usize = 100;
/// The most columns that a line may have.
pub const MAX_COLUMNS: usize = 256;
/// The most kinds of work (rate, length and takes alike) that are summed apart.
pub const MAX_KINDS: usize = 2_000;

/// Which column is what, columns counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// What stands between two cells: a comma, a semicolon, a tab or a bar.
    pub delimiter: char,
    /// Whether the first line names the columns.
    pub head: bool,
    /// The rate: its id in the book, or its name in words.
    pub rate: usize,
    /// Seconds of each clip; none: not told.
    pub seconds: Option<usize>,
    /// Kept results; none: one a line.
    pub count: Option<usize>,
    /// Generations for each kept result; none: one.
    pub takes: Option<usize>,
}

/// What may stand between two cells.
pub const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

impl Mapping {
    /// Reads `{delimiter, head, rate, seconds, count, takes}`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let read = Self::of(&At::root(value, &problems));
        problems.into_result(read)
    }

    fn of(at: &At<'_>) -> Option<Self> {
        let fields = at.fields(&["delimiter", "head", "rate", "seconds", "count", "takes"])?;
        let column = |at: At<'_>| {
            at.whole(0, u64::try_from(MAX_COLUMNS - 1).unwrap_or(0)).and_then(|at| usize::try_from(at).ok())
        };
        let maybe = |key: &str| -> Option<Option<usize>> {
            match fields.nullable(key)? {
                Some(at) => column(at).map(Some),
                None => Some(None),
            }
        };
        let delimiter = fields.need("delimiter").and_then(|at| {
            let text = at.text()?;
            let found = DELIMITERS.into_iter().find(|mark| text.chars().eq([*mark]));
            found.or_else(|| {
                at.wrong(Code::UNKNOWN_VALUE, "a comma, a tab, a semicolon or a bar stands between two cells")
            })
        });
        let head = fields.need("head").and_then(|at| at.flag());
        let rate = fields.need("rate").and_then(column);
        let (seconds, count, takes) = (maybe("seconds"), maybe("count"), maybe("takes"));
        Some(Self { delimiter: delimiter?, head: head?, rate: rate?, seconds: seconds?, count: count?, takes: takes? })
    }

    fn delimiter(&self) -> u8 {
        u8::try_from(self.delimiter).unwrap_or(b',')
    }
}

/// Work that is alike but for its count, summed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kind {
    /// Id of the rate.
    pub rate: String,
    /// The pool that it draws on.
    pub pool: String,
    /// Seconds of each clip, where they were told.
    pub seconds: Option<u32>,
    /// Generations for each kept result.
    pub takes: u64,
    /// Lines that are this.
    pub lines: u64,
    /// Kept results of them all.
    pub count: u64,
    /// Units for one generation.
    pub units_each: Units,
    /// Units of them all.
    pub units: Units,
    /// Units x the pool's list unit price; null where that is not known.
    pub list_cost: Option<Cost>,
}

/// What one pool is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolSum {
    /// The pool.
    pub pool: String,
    /// Lines of it that were priced.
    pub lines: u64,
    /// Their units.
    pub units: Units,
    /// Units x the pool's list unit price; null where that is not known.
    pub list_cost: Option<Cost>,
}

/// An issue of a line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineIssue {
    /// Line of the text, from 1; a line of work with a line break in quotes has the number of its first.
    pub line: u64,
    /// What is wrong: its path is the mapping's field (`rate`, `seconds`, `count`, `takes`).
    #[serde(flatten)]
    pub issue: Issue,
}

/// What a file comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Lines of work, priced or not; empty lines are none.
    pub lines: u64,
    /// Those that were priced.
    pub priced: u64,
    /// Each pool that is drawn on, in the book's order. Complete only if every line was priced.
    pub pools: Vec<PoolSum>,
    /// The work by kind, in the book's order.
    pub kinds: Vec<Kind>,
    /// The first lines that could not be priced ([`MOST_TOLD`] at most).
    pub line_issues: Vec<LineIssue>,
    /// What is wrong with the file, and what a reader must know of its rates.
    pub issues: Vec<Issue>,
}

/// What was counted of one kind so far.
#[derive(Clone, Copy, Debug)]
struct Counted {
    seconds: Option<u32>,
    takes: u64,
    lines: u64,
    count: u64,
    each: Units,
    /// Units of all lines; `None`: more than can be counted.
    units: Option<Units>,
}

/// Why a line has no price: the cell and the code; words are made only for the lines that are told.
type Wrong = (Cell, Code);

/// A column of the mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Rate,
    Seconds,
    Count,
    Takes,
}

impl Cell {
    fn name(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Seconds => "seconds",
            Self::Count => "count",
            Self::Takes => "takes",
        }
    }
}

/// A line that was priced.
#[derive(Clone, Copy, Debug)]
struct Priced {
    rate: usize,
    each: Units,
    units: Units,
}

/// A file that is being priced, some lines at a time.
#[derive(Debug)]
pub struct Bulk<'b, 't> {
    book: &'b Book,
    mapping: Mapping,
    names: Names,
    cells: Cells<'t>,
    text: &'t [u8],
    /// For each rate what was counted of it.
    counted: Vec<Vec<Counted>>,
    kinds: usize,
    lines: u64,
    priced: u64,
    told: Vec<LineIssue>,
    issues: Vec<Issue>,
    ended: bool,
}

impl<'b, 't> Bulk<'b, 't> {
    /// Prepares to price `text` from `book`.
    ///
    /// # Errors
    /// That the text is too long, empty or no text.
    pub fn new(book: &'b Book, mapping: Mapping, text: &'t [u8]) -> Result<Self, Issue> {
        let text = cells::plain(text)?;
        let cells = Cells::new(text, mapping.delimiter(), mapping.head);
        Ok(Self {
            names: Names::new(book),
            counted: vec![Vec::new(); book.rates.len()],
            book,
            mapping,
            cells,
            text,
            kinds: 0,
            lines: 0,
            priced: 0,
            told: Vec::new(),
            issues: Vec::new(),
            ended: false,
        })
    }

    /// Prices up to `most` further lines. False: there are no more.
    pub fn step(&mut self, most: u64) -> bool {
        for _ in 0..most {
            if self.ended || !self.cells.next() {
                self.ended = true;
                return false;
            }
            if self.cells.is_blank() {
                continue;
            }
            if self.lines >= MAX_LINES {
                let words = format!("only the first {MAX_LINES} lines are priced; the file has more");
                self.issues.push(Issue::error(format!("line {}", self.cells.line()), Code::TOO_MANY, words));
                self.ended = true;
                return false;
            }
            self.lines += 1;
            match self.line() {
                Ok(_) => self.priced += 1,
                Err(wrong) => {
                    if self.told.len() < MOST_TOLD {
                        let issue = self.say(wrong);
                        self.told.push(LineIssue { line: self.cells.line(), issue });
                    }
                }
            }
        }
        true
    }

    /// Bytes of the text that were read so far, and all of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.cells.position(), self.text.len())
    }

    /// Prices the line that stands in the cells.
    fn line(&mut self) -> Result<Priced, Wrong> {
        let found = self.names.find(self.cells.get(self.mapping.rate));
        let rate = found.ok_or_else(|| {
            let empty = self.cells.get(self.mapping.rate).is_empty();
            (Cell::Rate, if empty { Code::EMPTY } else { Code::UNKNOWN_RATE })
        })?;
        let seconds = match self.mapping.seconds.map(|at| self.cells.get(at)) {
            None | Some(b"") => None,
            Some(cell) => Some(number(cell, Cell::Seconds)?),
        };
        let seconds = match seconds {
            Some(seconds) => Some(u32::try_from(seconds).map_err(|_| (Cell::Seconds, Code::TOO_LARGE))?),
            None => None,
        };
        let count = match self.mapping.count {
            Some(at) => number(self.cells.get(at), Cell::Count)?,
            None => 1,
        };
        let takes = match self.mapping.takes.map(|at| self.cells.get(at)) {
            None | Some(b"") => 1,
            Some(cell) => number(cell, Cell::Takes)?,
        };
        if takes == 0 {
            return Err((Cell::Takes, Code::TOO_SMALL));
        }
        let Some(counted) = self.counted.get_mut(rate) else { return Err((Cell::Rate, Code::UNKNOWN_RATE)) };
        let at = counted.iter().position(|kind| kind.seconds == seconds && kind.takes == takes);
        let at = match at {
            Some(at) => at,
            None => {
                let each = self.book.rates.get(rate).map(|rate| deduct::units_each(rate, seconds));
                let (each, _) = each
                    .transpose()
                    .map_err(|issue| {
                        let cell = if issue.path == "seconds" { Cell::Seconds } else { Cell::Rate };
                        (cell, issue.code)
                    })?
                    .ok_or((Cell::Rate, Code::UNKNOWN_RATE))?;
                if self.kinds >= MAX_KINDS {
                    return Err((Cell::Rate, Code::TOO_MANY));
                }
                self.kinds += 1;
                counted.push(Counted { seconds, takes, lines: 0, count: 0, each, units: Some(Units::ZERO) });
                counted.len() - 1
            }
        };
        let Some(kind) = counted.get_mut(at) else { return Err((Cell::Rate, Code::UNKNOWN_RATE)) };
        let overflow = (Cell::Count, Code::OVERFLOW);
        let units = kind.each.times(count).and_then(|units| units.times(takes)).ok_or(overflow)?;
        kind.count = kind.count.checked_add(count).ok_or(overflow)?;
        kind.lines += 1;
        kind.units = kind.units.and_then(|sum| sum.plus(units));
        Ok(Priced { rate, each: kind.each, units })
    }

    /// What is wrong with the line that stands in the cells, in words.
    fn say(&self, (cell, code): Wrong) -> Issue {
        let at = match cell {
            Cell::Rate => Some(self.mapping.rate),
            Cell::Seconds => self.mapping.seconds,
            Cell::Count => self.mapping.count,
            Cell::Takes => self.mapping.takes,
        };
        let said = String::from_utf8_lossy(at.map_or(b"", |at| self.cells.get(at)));
        let said = brief(&said);
        let words = match code {
            Code::EMPTY => format!("the {} is missing", cell.name()),
            Code::UNKNOWN_RATE => format!("the book {} has no rate `{said}`", self.book.id),
            Code::NOT_WHOLE => format!("`{said}` is no whole number"),
            Code::NOT_A_NUMBER => format!("`{said}` is no number"),
            Code::NEGATIVE => format!("`{said}` is below zero"),
            Code::TOO_LARGE => format!("`{said}` is more than is counted"),
            Code::TOO_SMALL => "a kept result takes at least one generation".to_owned(),
            Code::OVERFLOW => "this line draws more units than can be counted exactly".to_owned(),
            Code::TOO_MANY => format!("only {MAX_KINDS} kinds of work are told apart"),
            // what the rate itself refuses is said in its words
            _ => self.refused().unwrap_or_else(|| format!("`{said}` cannot be priced")),
        };
        Issue::error(cell.name(), code, words)
    }

    /// Why the rate of the line that stands in the cells refuses it.
    fn refused(&self) -> Option<String> {
        let rate = self.book.rates.get(self.names.find(self.cells.get(self.mapping.rate))?)?;
        let seconds = self.mapping.seconds.map(|at| self.cells.get(at)).filter(|cell| !cell.is_empty());
        let seconds = seconds.and_then(|cell| number(cell, Cell::Seconds).ok());
        let seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
        deduct::units_each(rate, seconds).err().map(|issue| issue.words)
    }

    /// What the file comes to; of what was priced so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            lines: self.lines,
            priced: self.priced,
            line_issues: self.told.clone(),
            issues: self.issues.clone(),
            ..Summary::default()
        };
        let overflow =
            || Issue::error("units", Code::OVERFLOW, "these units add up to more than can be counted exactly");
        let mut too_many = false;
        for (rate, counted) in self.book.rates.iter().zip(&self.counted) {
            if !counted.is_empty() {
                deduct::remarks(rate, None, &rate.id, &mut summary.issues);
            }
            for kind in counted {
                let Some(units) = kind.units else {
                    too_many = true;
                    continue;
                };
                summary.kinds.push(Kind {
                    rate: rate.id.clone(),
                    pool: rate.pool.clone(),
                    seconds: kind.seconds,
                    takes: kind.takes,
                    lines: kind.lines,
                    count: kind.count,
                    units_each: kind.each,
                    units,
                    list_cost: self.list_price(rate).and_then(|price| price.per_unit(units)),
                });
            }
        }
        for pool in &self.book.pools {
            let mut of = summary.kinds.iter().filter(|kind| kind.pool == pool.id).peekable();
            if of.peek().is_none() {
                continue;
            }
            let lines = of.clone().map(|kind| kind.lines).sum();
            match of.try_fold(Units::ZERO, |sum, kind| sum.plus(kind.units)) {
                Some(units) => {
                    let list_cost = pool.list_unit_price.known().and_then(|price| price.per_unit(units));
                    summary.pools.push(PoolSum { pool: pool.id.clone(), lines, units, list_cost });
                }
                None => too_many = true,
            }
        }
        if too_many {
            summary.issues.insert(0, overflow());
        }
        if self.lines == 0 {
            summary.issues.push(Issue::error("", Code::EMPTY, "there is no line of work in it"));
        }
        summary
    }

    /// The list price of a unit of a rate's pool.
    fn list_price(&self, rate: &Rate) -> Option<Price> {
        match self.book.pool(&rate.pool)?.list_unit_price {
            Figure::Known(price) => Some(price),
            Figure::Unknown => None,
        }
    }
}

/// Reads a whole number: digits, or as spreadsheets write them (`1,200`, `1 200`, `5.0`, `5s`).
fn number(cell: &[u8], of: Cell) -> Result<u64, Wrong> {
    match digits(cell) {
        Some(number) => Ok(number),
        None => cells::number(cell, of == Cell::Seconds).map_err(|code| (of, code)),
    }
}

/// The rates by what a cell may say: their id, and their name in words where only one has it. Upper and lower case are one.
#[derive(Debug)]
struct Names {
    /// Places of `named`, by digest; `u32::MAX`: none.
    table: Vec<u32>,
    named: Vec<(Box<[u8]>, usize)>,
}

impl Names {
    fn new(book: &Book) -> Self {
        let mut named: Vec<(Box<[u8]>, usize)> = Vec::new();
        for (at, rate) in book.rates.iter().enumerate() {
            named.push((lower(rate.id.as_bytes()).into(), at));
        }
        // made once: a book has hundreds of rates, and each is held against all
        let words: Vec<Vec<u8>> = book.rates.iter().map(|rate| lower(deduct::name(rate).as_bytes())).collect();
        for (at, name) in words.iter().enumerate() {
            let taken = named.iter().any(|(other, _)| **other == **name);
            let shared = words.iter().enumerate().any(|(other, of)| other != at && of == name);
            if !taken && !shared {
                named.push((name.clone().into(), at));
            }
        }
        let size = (named.len() * 4).next_power_of_two().max(8);
        let mut table = vec![u32::MAX; size];
        for (place, (name, _)) in named.iter().enumerate() {
            let mut slot = digest(name) & (size - 1);
            while table.get(slot).is_some_and(|there| *there != u32::MAX) {
                slot = (slot + 1) & (size - 1);
            }
            if let (Some(free), Ok(place)) = (table.get_mut(slot), u32::try_from(place)) {
                *free = place;
            }
        }
        Self { table, named }
    }

    /// The place of the rate that a cell names.
    fn find(&self, cell: &[u8]) -> Option<usize> {
        let mask = self.table.len() - 1;
        let mut slot = digest(cell) & mask;
        // at most a quarter of the slots is taken, so this ends
        loop {
            let place = usize::try_from(*self.table.get(slot)?).ok()?;
            let (name, rate) = self.named.get(place)?;
            if name.len() == cell.len() && name.iter().zip(cell).all(|(a, b)| *a == b.to_ascii_lowercase()) {
                return Some(*rate);
            }
            slot = (slot + 1) & mask;
        }
    }
}

fn lower(text: &[u8]) -> Vec<u8> {
    text.to_ascii_lowercase()
}

/// FNV-1a of the lower case, as far as an index needs it.
fn digest(text: &[u8]) -> usize {
    let mut sum: u32 = 0x811c_9dc5;
    for byte in text {
        sum = (sum ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    }
    usize::try_from(sum ^ (sum >> 15)).unwrap_or(0)
}
