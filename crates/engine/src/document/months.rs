//! How the work differs from month to month: what is entered of it, and the units that each month needs.
//!
//! Exact: a month is a whole number of thousandths, rounded up, so that what is bought always covers it. What cannot be
//! read is an issue at its field, and then no month is guessed: a missing month is never a month of nothing.
//!
//! This file imports `said`, `book` and the number rooms.

use super::said::{self, Document, Entry};
use crate::book::Book;
use crate::date::Date;
use crate::decimal::{self, DecimalError, Rounding};
use crate::issue::{Code, Issue, Level};
use crate::read::{At, Fields, brief};
use crate::trace::Trace;
use crate::units::{Units, UnitsError};
use serde::Serialize;
use serde_json::Value;

/// The most months that can be entered one by one.
pub const MAX_MONTHS: usize = 60;
/// The months of a season.
pub const SEASON: usize = 12;
/// The most per cent of the work that a month can be, or grow by.
const MOST_PERCENT: i128 = 1_000_000;
/// A whole, in thousandths of a per cent.
const WHOLE: i128 = 100_000;

/// How the months differ. Percentages have three decimals at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Demand {
    /// Not at all.
    #[default]
    Same,
    /// Each month is the month before and so much per cent more; below zero it shrinks, by 100 at most.
    Growth {
        /// Per cent a month.
        percent: Entry,
    },
    /// Each calendar month is a share of the work, in per cent.
    Season {
        /// Twelve, January first.
        percents: Vec<Entry>,
    },
    /// Each month of the plan is a share of the work, in per cent.
    Months {
        /// The first month first.
        percents: Vec<Entry>,
    },
    /// The units of each month for one pool, in place of what the lines need there. Other pools stay the same every month.
    Units {
        /// The pool; empty: the book's first.
        pool: String,
        /// The first month first.
        units: Vec<Entry>,
    },
}

impl Demand {
    /// Whether the months do not differ.
    #[must_use]
    pub fn is_same(&self) -> bool {
        *self == Self::Same
    }
}

/// Reads the `demand` of a Document from JSON.
pub(super) fn read(at: &At<'_>) -> Option<Demand> {
    let kind = at.value().get("kind").and_then(Value::as_str);
    // a key of another kind is as unknown here as any
    let keys: &[&str] = match kind {
        Some("growth") => &["kind", "percent"],
        Some("season" | "months") => &["kind", "percents"],
        Some("units") => &["kind", "pool", "units"],
        Some(_) | None => &["kind"],
    };
    let f = at.fields(keys)?;
    match f.need("kind")?.text()? {
        "same" => Some(Demand::Same),
        "growth" => f.need("percent").and_then(|at| said::entry_of(&at)).map(|percent| Demand::Growth { percent }),
        "season" => list(&f, "percents").map(|percents| Demand::Season { percents }),
        "months" => list(&f, "percents").map(|percents| Demand::Months { percents }),
        "units" => {
            let pool = said::pool(&f);
            let units = list(&f, "units");
            Some(Demand::Units { pool: pool?, units: units? })
        }
        _ => f.need("kind")?.wrong(Code::UNKNOWN_VALUE, "a demand is same, growth, season, months or units"),
    }
}

fn list(f: &Fields<'_>, key: &str) -> Option<Vec<Entry>> {
    let at = f.need(key)?;
    let entries = at.list()?;
    if entries.len() > MAX_MONTHS {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_MONTHS} months are read"));
    }
    let read: Vec<Option<Entry>> = entries.iter().map(said::entry_of).collect();
    read.into_iter().collect()
}

/// What was entered of the months, read.
pub(super) enum Shape {
    Same,
    /// Thousandths of a per cent.
    Growth(i128),
    /// Of each month of the plan, in thousandths of a per cent.
    Percents(Vec<i128>),
    /// Of each month of the plan, for one pool.
    Units {
        pool: String,
        units: Vec<Units>,
    },
    /// Something of it could not be read; of one pool only, where it is named.
    Broken(Option<String>),
}

impl Shape {
    /// Reads what was entered for so many months; without a number of months, as many as were entered.
    pub(super) fn read(document: &Document, book: &Book, months: Option<u32>, issues: &mut Vec<Issue>) -> Self {
        let months = months.and_then(|months| usize::try_from(months).ok());
        match &document.demand {
            Demand::Same => Self::Same,
            Demand::Growth { percent: typed } => {
                percent(typed, -WHOLE, "demand.percent", issues).map_or(Self::Broken(None), Self::Growth)
            }
            Demand::Season { percents } => {
                let first = document.as_of.map_or(0, first_month);
                let wanted: Vec<usize> = (0..months.unwrap_or(SEASON)).map(|month| (first + month) % SEASON).collect();
                if percents.len() > SEASON {
                    let words = "a season has twelve months, January first; those after December are not used";
                    issues.push(Issue::warning("demand.percents", Code::TOO_MANY, words));
                }
                let read = |index: usize, issues: &mut Vec<Issue>| {
                    let path = format!("demand.percents[{index}]");
                    match percents.get(index) {
                        Some(typed) => percent(typed, 0, &path, issues),
                        None => missing(path, "the season ends before December: a month of it is missing", issues),
                    }
                };
                // each once, and in the order in which they stand
                let year: Vec<Option<i128>> = (0..SEASON)
                    .map(|index| {
                        if wanted.contains(&index) {
                            return read(index, issues);
                        }
                        // one that is not planned withholds nothing
                        let typed = percents.get(index).filter(|typed| !typed.is_empty())?;
                        let mut found = Vec::new();
                        percent(typed, 0, &format!("demand.percents[{index}]"), &mut found);
                        issues.extend(found.into_iter().map(|issue| Issue { level: Level::Warning, ..issue }));
                        None
                    })
                    .collect();
                let found: Option<Vec<i128>> = wanted.iter().map(|&index| year.get(index).copied().flatten()).collect();
                found.map_or(Self::Broken(None), Self::Percents)
            }
            Demand::Months { percents } => {
                let read = |typed: &Entry, path: &str, issues: &mut Vec<Issue>| percent(typed, 0, path, issues);
                let found = each(percents, "percents", months, &read, issues);
                found.map_or(Self::Broken(None), Self::Percents)
            }
            Demand::Units { pool, units } => {
                let Some(pool) = known_pool(pool, book) else {
                    let words = format!("the book {} has no pool `{}`", book.id, brief(pool));
                    issues.push(Issue::error("demand.pool", Code::UNKNOWN_POOL, words));
                    return Self::Broken(None);
                };
                let read = |typed: &Entry, path: &str, issues: &mut Vec<Issue>| quantity(typed, path, issues);
                match each(units, "units", months, &read, issues) {
                    Some(units) => Self::Units { pool, units },
                    None => Self::Broken(Some(pool)),
                }
            }
        }
    }

    /// The pool whose units are entered month by month.
    pub(super) fn pool(&self) -> Option<&str> {
        match self {
            Self::Units { pool, .. } | Self::Broken(Some(pool)) => Some(pool),
            Self::Same | Self::Growth(_) | Self::Percents(_) | Self::Broken(None) => None,
        }
    }

    /// Whether the months of a pool could be read.
    pub(super) fn is_known_of(&self, pool: &str) -> bool {
        match self {
            Self::Broken(only) => only.as_ref().is_some_and(|only| only != pool),
            Self::Same | Self::Growth(_) | Self::Percents(_) | Self::Units { .. } => true,
        }
    }

    /// The units of each month of a pool whose lines draw so many in a whole month; `None` where that is more than can
    /// be counted exactly, or not known.
    pub(super) fn demand(&self, pool: &str, monthly: Units, months: usize) -> Option<Vec<Units>> {
        match self {
            Self::Units { pool: of, units } if of == pool => Some(units.clone()),
            Self::Same | Self::Units { .. } => Some(vec![monthly; months]),
            Self::Percents(percents) => percents.iter().map(|&percent| share(monthly, percent)).collect(),
            Self::Growth(percent) => {
                let whole = WHOLE.checked_add(*percent)?;
                let mut month = monthly;
                let mut all = Vec::with_capacity(months);
                for index in 0..months {
                    if index > 0 {
                        month = share(month, whole)?;
                    }
                    all.push(month);
                }
                Some(all)
            }
            Self::Broken(only) => only.as_ref().filter(|only| *only != pool).map(|_| vec![monthly; months]),
        }
    }

    /// How the months of a pool came about; none where they are all the same.
    pub(super) fn trace(&self, pool: &str, monthly: Units, demand: &[Units], total: Units) -> Option<Trace> {
        let lines = || ("a whole month", monthly.to_string(), format!("pools.{pool}.units"));
        let written = |percents: &[i128]| {
            let texts: Vec<String> = percents.iter().map(|&percent| Percent(percent).to_string()).collect();
            texts.join(", ")
        };
        let sum = || {
            let months: Vec<String> = demand.iter().map(Units::to_string).collect();
            ("months", months.join(" + "), "each as said".to_owned())
        };
        let figure = format!("pools.{pool}.demand");
        Some(match self {
            Self::Growth(percent) => Trace::new(
                figure,
                "sum of the months; each is the month before and its growth, rounded up to a thousandth",
                [lines(), ("growth a month, %", written(&[*percent]), "demand.percent".to_owned()), sum()],
                total,
            ),
            Self::Percents(percents) => Trace::new(
                figure,
                "sum of the months; each is a whole month x its per cent, rounded up to a thousandth",
                [lines(), ("per cent of each", written(percents), "demand.percents".to_owned()), sum()],
                total,
            ),
            Self::Units { pool: of, .. } if of == pool => {
                Trace::new(figure, "sum of the months, as entered", [sum()], total)
            }
            Self::Same | Self::Units { .. } | Self::Broken(_) => return None,
        })
    }
}

/// The pool that is meant by its id; by none, the book's first.
pub(super) fn known_pool(id: &str, book: &Book) -> Option<String> {
    let found = if id.is_empty() { book.pools.first() } else { book.pool(id) };
    found.map(|pool| pool.id.clone())
}

/// The place of a day's month in a season.
fn first_month(day: Date) -> usize {
    usize::try_from(day.month() - 1).unwrap_or(0)
}

/// So many thousandths of a per cent of a quantity, rounded up.
fn share(units: Units, percent: i128) -> Option<Units> {
    let product = i128::from(units.thousandths()).checked_mul(percent)?;
    let thousandths = decimal::divide(product, WHOLE, Rounding::Up)?;
    i64::try_from(thousandths).ok().and_then(Units::from_thousandths)
}

/// Reads an entry, or names what is wrong at its path.
type ReadOne<T> = dyn Fn(&Entry, &str, &mut Vec<Issue>) -> Option<T>;

/// Each planned month of a list that was entered. What is entered beyond them is kept, and said not to be planned.
fn each<T>(
    entries: &[Entry],
    key: &str,
    months: Option<usize>,
    read: &ReadOne<T>,
    issues: &mut Vec<Issue>,
) -> Option<Vec<T>> {
    let months = months.unwrap_or(entries.len());
    let mut found: Vec<Option<T>> = Vec::with_capacity(months);
    for (index, typed) in entries.iter().enumerate().take(months) {
        found.push(read(typed, &format!("demand.{key}[{index}]"), issues));
    }
    if entries.len() < months {
        let words = format!("{} of {months} months are given; a month that is not given is not known", entries.len());
        found.push(missing(format!("demand.{key}[{}]", entries.len()), &words, issues));
    }
    if entries.len() > months {
        let words = format!("only the first {months} of {} months that are given are planned", entries.len());
        issues.push(Issue::note(format!("demand.{key}"), Code::TOO_MANY, words));
    }
    found.into_iter().collect()
}

fn missing<T>(path: String, words: &str, issues: &mut Vec<Issue>) -> Option<T> {
    issues.push(Issue::error(path, Code::EMPTY, words));
    None
}

/// A percentage out of an entry, in thousandths, or an issue at its field.
fn percent(entry: &Entry, least: i128, path: &str, issues: &mut Vec<Issue>) -> Option<i128> {
    let text = entry.as_str();
    let (code, words) = match decimal::read(text, 3) {
        Ok(number) if number < least && least == 0 => {
            (Code::NEGATIVE, format!("{} % is below zero; a month of nothing is 0", brief(text)))
        }
        Ok(number) if number < least => (Code::TOO_SMALL, "work shrinks by 100 % at the most".to_owned()),
        Ok(number) if number > MOST_PERCENT * 1_000 => (Code::TOO_LARGE, format!("{MOST_PERCENT} % is the most here")),
        Ok(number) => return Some(number),
        Err(error) => wrong(error, text, "a percentage is needed here", MOST_PERCENT),
    };
    issues.push(Issue::error(path, code, words));
    None
}

/// A quantity out of an entry, or an issue at its field.
pub(super) fn quantity(entry: &Entry, path: &str, issues: &mut Vec<Issue>) -> Option<Units> {
    let text = entry.as_str();
    let most = i128::from(Units::MAX.thousandths() / 1_000);
    let (code, words) = match Units::read(text) {
        Ok(units) => return Some(units),
        Err(UnitsError::Negative) => (Code::NEGATIVE, format!("{} is below zero; units never are", brief(text))),
        Err(UnitsError::TooLarge) => (Code::TOO_LARGE, format!("{most} is the most here")),
        Err(UnitsError::Decimal(error)) => wrong(error, text, "a number of units is needed here", most),
    };
    issues.push(Issue::error(path, code, words));
    None
}

fn wrong(error: DecimalError, text: &str, needed: &str, most: i128) -> (Code, String) {
    match error {
        DecimalError::Empty => (Code::EMPTY, needed.to_owned()),
        DecimalError::NotANumber => (Code::NOT_A_NUMBER, format!("“{}” is not a number", brief(text))),
        DecimalError::TooManyDecimals => {
            (Code::TOO_MANY_DECIMALS, format!("{} has more than three decimals", brief(text)))
        }
        DecimalError::TooLarge => (Code::TOO_LARGE, format!("{most} is the most here")),
    }
}

/// Thousandths of a per cent, as text.
struct Percent(i128);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        decimal::write(f, self.0, 3, 0)
    }
}
