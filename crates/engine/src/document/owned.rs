//! The packs that are there already: what is entered of them, and what the planner is told.
//!
//! Unknown is never zero and never for ever: a pack whose life was not entered withholds its pool's plan.
//!
//! This file imports `said`, `months`, `book`, `plan` and the rooms below them.

use super::evaluate::whole;
use super::months::{known_pool, quantity};
use super::said::{self, Document, Entry};
use crate::book::Book;
use crate::issue::{Code, Issue};
use crate::plan::Owned;
use crate::read::{At, brief};
use serde::Serialize;

/// The most owned packs of a Document.
pub const MAX_OWNED: usize = 60;
/// The most months that one can be entered to have left, or to wait.
const MOST_MONTHS: u64 = 1_200;

/// A pack that is there already, as entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OwnedPack {
    /// The pool that its units are of; empty: the book's first.
    pub pool: String,
    /// Units left in it.
    pub units: Entry,
    /// The month from which it can be used; 0 is the first.
    pub from: Entry,
    /// Months in which it can be used, from `from` on; null: it never expires.
    pub months_left: Option<Entry>,
    /// Tasks that it lets run at once; empty: not known.
    pub concurrency: Entry,
}

impl OwnedPack {
    /// So many units of a pool, usable from now on, with no life entered yet.
    #[must_use]
    pub fn new(units: impl Into<String>, pool: impl Into<String>) -> Self {
        Self {
            pool: pool.into(),
            units: Entry::new(units),
            from: Entry::new("0"),
            months_left: Some(Entry::default()),
            concurrency: Entry::default(),
        }
    }

    /// The same with so many months left.
    #[must_use]
    pub fn months_left(self, months: impl Into<String>) -> Self {
        Self { months_left: Some(Entry::new(months)), ..self }
    }

    /// The same without expiry.
    #[must_use]
    pub fn never_expires(self) -> Self {
        Self { months_left: None, ..self }
    }
}

/// Reads the `owned` of a Document from JSON.
pub(super) fn read(at: &At<'_>) -> Option<Vec<OwnedPack>> {
    let entries = at.list()?;
    if entries.len() > MAX_OWNED {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_OWNED} owned packs are read"));
    }
    let read: Vec<Option<OwnedPack>> = entries.iter().map(pack).collect();
    read.into_iter().collect()
}

fn pack(at: &At<'_>) -> Option<OwnedPack> {
    let f = at.fields(&["pool", "units", "from", "monthsLeft", "concurrency"])?;
    let pool = said::pool(&f);
    let units = f.need("units").and_then(|at| said::entry_of(&at));
    let from = said::entry(&f, "from", "0");
    let months_left = f.nullable("monthsLeft").and_then(|left| match left {
        None => Some(None),
        Some(at) => said::entry_of(&at).map(Some),
    });
    let concurrency = said::entry(&f, "concurrency", "");
    Some(OwnedPack { pool: pool?, units: units?, from: from?, months_left: months_left?, concurrency: concurrency? })
}

/// The owned packs, read.
pub(super) struct Balance {
    /// Each that could be read, with its pool and its place in the Document.
    packs: Vec<(String, usize, Owned)>,
    /// Pools of which one could not be read.
    broken: Vec<String>,
}

impl Balance {
    pub(super) fn read(document: &Document, book: &Book, issues: &mut Vec<Issue>) -> Self {
        let mut balance = Self { packs: Vec::new(), broken: Vec::new() };
        if document.owned.len() > MAX_OWNED {
            let words = format!("at most {MAX_OWNED} owned packs are counted");
            issues.push(Issue::error("owned", Code::TOO_MANY, words));
            balance.broken = book.pools.iter().map(|pool| pool.id.clone()).collect();
        }
        for (index, pack) in document.owned.iter().enumerate().take(MAX_OWNED) {
            let path = |field: &str| format!("owned[{index}].{field}");
            let units = quantity(&pack.units, &path("units"), issues);
            let from = whole(&pack.from, &path("from"), 0, MOST_MONTHS, issues);
            let left = match &pack.months_left {
                None => Some(None),
                Some(left) if left.is_empty() => {
                    let words = "say how many months it has left, or that it never expires";
                    issues.push(Issue::error(path("monthsLeft"), Code::EMPTY, words));
                    None
                }
                Some(left) => whole(left, &path("monthsLeft"), 1, MOST_MONTHS, issues).map(Some),
            };
            let concurrency = if pack.concurrency.is_empty() {
                Some(None)
            } else {
                whole(&pack.concurrency, &path("concurrency"), 1, 100_000, issues).map(Some)
            };
            let Some(pool) = known_pool(&pack.pool, book) else {
                let words =
                    format!("the book {} has no pool `{}`: this pack is not counted", book.id, brief(&pack.pool));
                issues.push(Issue::warning(path("pool"), Code::UNKNOWN_POOL, words));
                continue;
            };
            let number = |number: u64| u32::try_from(number).ok();
            match (units, from.and_then(number), left, concurrency) {
                (Some(units), Some(from), Some(left), Some(concurrency)) => {
                    let owned = Owned {
                        units,
                        from,
                        periods_left: left.and_then(number),
                        concurrency: concurrency.and_then(number),
                    };
                    balance.packs.push((pool, index, owned));
                }
                _ => balance.broken.push(pool),
            }
        }
        balance
    }

    /// Whether every pack could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }

    /// The packs of a pool; `None` where one of them could not be read.
    pub(super) fn of(&self, pool: &str) -> Option<Vec<Owned>> {
        let packs = self.packs.iter().filter(|(of, ..)| of == pool).map(|(.., owned)| *owned);
        (!self.broken.iter().any(|broken| broken == pool)).then(|| packs.collect())
    }

    /// Says which packs change nothing: those of pools that are not `planned`, and those that come too late.
    pub(super) fn idle(&self, planned: &dyn Fn(&str) -> bool, months: Option<u32>, issues: &mut Vec<Issue>) {
        for (pool, index, owned) in &self.packs {
            let (field, words) = if !planned(pool) {
                ("pool", "nothing of this work draws on these units")
            } else if months.is_some_and(|months| owned.from >= months) {
                ("from", "it cannot be used within the months planned")
            } else {
                continue;
            };
            issues.push(Issue::note(format!("owned[{index}].{field}"), Code::NO_EFFECT, words));
        }
    }
}
