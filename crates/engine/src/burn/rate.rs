//! The real rate of use: from balances of the same account at different times.
//!
//! Packs are told apart by their ids, and each is followed through all the balances. From one to the next it can only have
//! been drawn on; one that appears was drawn on since it was bought. Where it expires, goes away or is filled up in
//! between, what was used is an interval, open above where nobody can say, and an issue says why. A balance that is an
//! error, or of which not all could be read, is left out with an issue.

use super::request;
use crate::balance::{Balance, Moment, Provider};
use crate::decimal::{self, Rounding};
use crate::issue::{Code, Issue};
use crate::read::At;
use crate::units::Units;
use serde::Serialize;

/// The most balances that are compared.
const MAX_SNAPSHOTS: usize = 1_000;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// How late Kling tells what is left.
const HALF_A_DAY: i64 = DAY / 2;

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

/// A use as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Used {
    /// At least so many units.
    pub least: Units,
    /// At most so many; null: nobody can say, because something was bought or left out.
    pub most: Option<Units>,
}

impl Used {
    const NONE: Self = Self { least: Units::ZERO, most: Some(Units::ZERO) };
    /// Nobody can say.
    const OPEN: Self = Self { least: Units::ZERO, most: None };

    fn exactly(units: Units) -> Self {
        Self { least: units, most: Some(units) }
    }

    fn at_most(units: Units) -> Self {
        Self { least: Units::ZERO, most: Some(units) }
    }

    fn plus(self, other: Self) -> Self {
        let most = self.most.zip(other.most).and_then(|(one, other)| one.plus(other));
        Self { least: self.least.plus(other.least).unwrap_or(Units::MAX), most }
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
    pub used: Used,
    /// Whole days of that time, at least one: rounded, so for words and not for sums.
    pub days: u64,
    /// Units a day, between what twelve hours' lag at either end makes of it (Kling's figures have one); null where the time
    /// is too short.
    #[serde(rename = "aDay")]
    pub a_day: Option<Used>,
}

impl Rate {
    /// Units a day that a forecast goes on with: the most there can have been, or what there was for sure, over the very
    /// time between the two. Rounded up to a thousandth, so that nothing runs dry before it is said to. `None`: not to be
    /// counted.
    #[must_use]
    pub fn going_on(&self) -> Option<Units> {
        let millis = i128::from(self.until.millis()) - i128::from(self.from.millis());
        let used = i128::from(self.used.most.unwrap_or(self.used.least).thousandths());
        let a_day = decimal::divide(used.checked_mul(i128::from(DAY))?, millis, Rounding::Up)?;
        i64::try_from(a_day).ok().and_then(Units::from_thousandths)
    }
}

/// A pack as one snapshot tells it: its place among the snapshots in order, and among the packs.
type Row<'a> = (&'a str, usize, usize);

/// The rate of use of every pool between the earliest and the latest of some snapshots, by all between.
///
/// # Errors
/// That there are not two of different times that can be read.
pub fn rate_of_use(snapshots: &[Snapshot]) -> Result<(Vec<Rate>, Vec<Issue>), Vec<Issue>> {
    let mut issues = Vec::new();
    let order = crate::places::sorted(snapshots.len(), &mut |a, b| snapshots[a].at.cmp(&snapshots[b].at));
    // an error is not an account without packs
    let (mut read, mut places): (Vec<&Snapshot>, Vec<usize>) = (Vec::new(), Vec::new());
    for place in order {
        match snapshots[place].balance.not_whole() {
            Some(issue) => {
                let words = format!("this balance is left out: {}", issue.words);
                issues.push(Issue::warning(format!("[{place}].balance"), issue.code, words));
            }
            None => {
                read.push(&snapshots[place]);
                places.push(place);
            }
        }
    }
    let span = read.first().zip(read.last()).filter(|(first, last)| first.at < last.at);
    let Some((first, last)) = span else {
        return Err(std::iter::once(too_few()).chain(issues).collect());
    };
    let mut uses: Vec<(Option<String>, Used)> = Vec::new();
    let mut add = |pool: &Option<String>, used: Used| match uses.iter().position(|(other, _)| other == pool) {
        Some(at) => uses[at].1 = uses[at].1.plus(used),
        None => uses.push((pool.clone(), used)),
    };
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut nameless: Vec<&Option<String>> = Vec::new();
    for (when, snapshot) in read.iter().enumerate() {
        for (row, pack) in snapshot.balance.packs.iter().enumerate() {
            match pack.id.as_deref() {
                Some(id) => rows.push((id, when, row)),
                None if nameless.contains(&&pack.pool) => {}
                None => {
                    nameless.push(&pack.pool);
                    add(&pack.pool, Used::OPEN);
                    let words = "a pack without an id is not told from others: what was used of it is not known";
                    let path = format!("[{}].balance.packs[{row}]", places[when]);
                    issues.push(Issue::warning(path, Code::PACK_LEFT_OUT, words));
                }
            }
        }
    }
    let order = crate::places::sorted(rows.len(), &mut |a, b| rows[a].cmp(&rows[b]));
    let rows: Vec<Row<'_>> = order.into_iter().map(|at| rows[at]).collect();
    for rows in rows.chunk_by(|one, other| one.0 == other.0) {
        let Some(&(_, when, row)) = rows.last() else { continue };
        let mut say = |code: Code, words: &str| {
            issues.push(Issue::warning(format!("[{}].balance.packs[{row}]", places[when]), code, words));
        };
        if rows.windows(2).any(|pair| pair[0].1 == pair[1].1) {
            say(Code::DUPLICATE_ID, "this id is listed twice in one balance: the first of them counts");
        }
        let used = use_of(rows, &read, &mut |words| say(Code::PACK_LEFT_OUT, words));
        add(&read[when].balance.packs[row].pool, used);
    }
    let millis = last.at.millis() - first.at.millis();
    let lag = if read.iter().any(|of| of.balance.provider == Provider::Kling) { HALF_A_DAY } else { 0 };
    let days = u64::try_from((millis + DAY / 2) / DAY).unwrap_or(1).max(1);
    let a_day = |used: Units, millis: i64| {
        let thousandths = i128::from(used.thousandths()) * i128::from(DAY) / i128::from(millis);
        i64::try_from(thousandths).ok().and_then(Units::from_thousandths)
    };
    let rate = |(pool, used): (Option<String>, Used)| {
        let least = (millis > lag).then(|| a_day(used.least, millis + lag)).flatten();
        let most = used.most.filter(|_| millis > lag).and_then(|most| a_day(most, millis - lag));
        Rate { pool, from: first.at, until: last.at, used, days, a_day: least.map(|least| Used { least, most }) }
    };
    let rates = uses.into_iter().map(rate).collect();
    Ok((rates, issues))
}

/// What was used of one pack; what cannot be told for sure is said. `rows`: it in each snapshot, the earliest first.
fn use_of(rows: &[Row<'_>], read: &[&Snapshot], say: &mut dyn FnMut(&str)) -> Used {
    let pack = |&(_, when, row): &Row<'_>| &read[when].balance.packs[row];
    let mut used = Used::NONE;
    let mut before: Option<(usize, Units)> = None;
    for at in rows {
        let (held, when) = (pack(at), at.1);
        // of what is used up nothing is left, whatever the late figure says
        let left = if held.status.as_deref() == Some("runOut") { Some(Units::ZERO) } else { held.remaining };
        let Some(has) = left.filter(|_| before.is_none_or(|(last, _)| last < when)) else { continue };
        let new = match before {
            Some((last, had)) => match had.minus(has) {
                None => {
                    say("it holds more than before: it was filled up in between, and what was used is not known");
                    Used::OPEN
                }
                Some(gone) => {
                    let ended = held.expires.is_some_and(|expires| read[last].at < expires && expires <= read[when].at);
                    if ended && gone > Units::ZERO {
                        say("it expired in between: what was used and what was lost cannot be told apart");
                        Used::at_most(gone)
                    } else {
                        Used::exactly(gone)
                    }
                }
            },
            None if when == 0 => Used::NONE,
            // it appears: what is gone of what it held was used since, where it was bought since
            None => {
                let total = held.total.filter(|_| read[when].balance.provider == Provider::Kling);
                let earlier = held.purchased.is_some_and(|bought| bought < read[0].at) || rows[0].1 < when;
                match total.and_then(|total| total.minus(has)) {
                    None => {
                        say(
                            "it is not in the first balance, and what it held is not known: what was used of it is not either",
                        );
                        Used::OPEN
                    }
                    Some(gone) if earlier && gone > Units::ZERO => {
                        say("it was bought before the first balance, which does not tell what was left of it");
                        Used::at_most(gone)
                    }
                    Some(gone) => Used::exactly(gone),
                }
            }
        };
        used = used.plus(new);
        before = Some((when, has));
    }
    let Some((seen, had)) = before else {
        say("what is left of it was never told");
        return Used::OPEN;
    };
    if seen + 1 < read.len() && had > Units::ZERO {
        let over = rows.iter().find(|row| row.1 == seen).map(pack).is_some_and(|held| {
            held.status.as_deref() == Some("expired") || held.expires.is_some_and(|expires| expires <= read[seen].at)
        });
        if !over {
            say(
                "it is not in the last balance, or what is left of it is not told there: all of it may have been used since, or none",
            );
            used = used.plus(Used::at_most(had));
        }
    }
    used
}

fn too_few() -> Issue {
    Issue::error("", Code::TOO_SMALL, "a rate of use needs two balances of different times that can be read")
}
