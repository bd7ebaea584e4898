//! The real rate of use: from balances of the same account at different times.
//!
//! Between two balances a pack can only have been drawn on, unless it expired in between: then what was drawn and what
//! was lost cannot be told apart, and it is left out. Packs are told apart by their ids.

use super::{Between, request};
use crate::balance::{Balance, Moment};
use crate::issue::{Code, Issue};
use crate::read::At;
use crate::units::Units;
use serde::Serialize;

/// The most balances that are compared.
const MAX_SNAPSHOTS: usize = 1_000;

/// A balance and when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When.
    pub at: Moment,
    /// What there was.
    pub balance: Balance,
}

impl Snapshot {
    /// Reads `[{at, balance}, ...]`, each balance a vendor's answer or what was read of one.
    #[must_use]
    pub fn read_all(at: &At<'_>) -> Option<Vec<Self>> {
        let entries = at.list()?;
        if entries.len() > MAX_SNAPSHOTS {
            return at.wrong(Code::TOO_MANY, format!("at most {MAX_SNAPSHOTS} balances are compared"));
        }
        let read: Vec<Option<Self>> = entries.iter().map(Self::read).collect();
        read.into_iter().collect()
    }

    fn read(at: &At<'_>) -> Option<Self> {
        let f = at.fields(&["at", "balance"])?;
        let when = f.need("at").and_then(|_| request::moment(&f, "at"));
        let balance = f.need("balance").and_then(|at| request::held(&at));
        Some(Self { at: when??, balance: balance? })
    }
}

/// The use of one pool between the first and the last snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// The pool; null: not known.
    pub pool: Option<String>,
    /// From when.
    pub from: Moment,
    /// Until when.
    pub until: Moment,
    /// Units used in that time.
    pub used: Units,
    /// Whole days of that time, at least one.
    pub days: u64,
    /// Units a day, between what twelve hours' lag at either end makes of it; null where the time is too short.
    #[serde(rename = "aDay")]
    pub a_day: Option<Between>,
}

/// The rate of use of every pool between the earliest and the latest of some snapshots.
///
/// # Errors
/// That there are not two of different times.
pub fn rate_of_use(snapshots: &[Snapshot]) -> Result<(Vec<Rate>, Vec<Issue>), Vec<Issue>> {
    let first = snapshots.iter().min_by_key(|snapshot| snapshot.at);
    let last = snapshots.iter().max_by_key(|snapshot| snapshot.at);
    let (Some(first), Some(last)) = (first, last) else { return Err(vec![too_few()]) };
    const HALF_A_DAY: i64 = 43_200_000;
    let millis = last.at.millis() - first.at.millis();
    if millis <= 0 {
        return Err(vec![too_few()]);
    }
    let mut issues = Vec::new();
    let mut rates: Vec<(Option<String>, Units)> = Vec::new();
    for (index, before) in first.balance.packs.iter().enumerate() {
        let path = format!("packs[{index}]");
        let after = last.balance.packs.iter().find(|pack| pack.id.is_some() && pack.id == before.id);
        let ended = before.expires.is_some_and(|expires| expires <= last.at);
        let left_out = |words: &str| Issue::warning(path.clone(), Code::PACK_LEFT_OUT, words);
        match (before.remaining, after.and_then(|after| after.remaining)) {
            _ if ended && before.remaining.is_some_and(|units| units > Units::ZERO) => {
                issues.push(left_out("it expired in between: what was used and what was lost cannot be told apart"));
            }
            (Some(had), Some(has)) => match had.minus(has) {
                Some(used) => {
                    let at = rates.iter().position(|(pool, _)| *pool == before.pool);
                    match at {
                        Some(at) => rates[at].1 = rates[at].1.plus(used).unwrap_or(Units::MAX),
                        None => rates.push((before.pool.clone(), used)),
                    }
                }
                None => issues
                    .push(left_out("it holds more than before: it was filled up, or the figures are of two packs")),
            },
            (None, _) | (_, None) => {
                issues.push(left_out("it is not in both, or what is left of it was not told"));
            }
        }
    }
    const DAY: i64 = 86_400_000;
    let days = u64::try_from((millis + DAY / 2) / DAY).unwrap_or(1).max(1);
    let a_day = |used: Units, millis: i64| {
        (millis > 0).then(|| i128::from(used.thousandths()) * i128::from(DAY) / i128::from(millis))
    };
    let units = |thousandths: Option<i128>| {
        thousandths.and_then(|units| i64::try_from(units).ok()).and_then(Units::from_thousandths)
    };
    let rates = rates
        .into_iter()
        .map(|(pool, used)| {
            let between = units(a_day(used, millis + HALF_A_DAY)).zip(units(a_day(used, millis - HALF_A_DAY)));
            let a_day = between.map(|(least, most)| Between { least, most });
            Rate { pool, from: first.at, until: last.at, used, days, a_day }
        })
        .collect();
    Ok((rates, issues))
}

fn too_few() -> Issue {
    Issue::error("", Code::TOO_SMALL, "a rate of use needs two balances of different times")
}
