//! The same work in another edition: what "your work in 2025 and today" compares, and what switching books does.
//!
//! A line goes to the counterpart of its rate, with the length that it had; everything else stays as it was typed, but packs to leave out that the
//! other book does not have, which an issue names. A line
//! for which the other book has nothing keeps its rate, so that nothing entered is lost and the way back finds it: the
//! report names it as unknown, and so does an issue here.
//!
//! This file imports `book`, `decimal`, `issue`, `said`, `months` and a limit of `evaluate`.

use super::evaluate::MOST_WITHOUT;
use super::months::{Demand, known_pool};
use super::said::{Document, Entry, Line};
use crate::book::{self, Billing, Book, Counterparts, How, Rate};
use crate::decimal;
use crate::issue::{Code, Issue};
use crate::read::brief;
use serde::Serialize;
use std::collections::BTreeSet;

/// A Document in another book, and what became of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retargeted {
    /// The Document.
    pub document: Document,
    /// Each line, in order.
    pub moved: Vec<Moved>,
    /// What could not go along, with paths into the Document as it was.
    pub issues: Vec<Issue>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Index of the line.
    pub line: usize,
    /// Its rate before.
    pub from: String,
    /// Its rate now; null where the other book has nothing for it, and it kept the one it had.
    pub to: Option<String>,
    /// How that was found; null where nothing was.
    pub how: Option<How>,
}

/// The same work priced by `to` instead of `from`, the book that it was entered for. With `today_equivalents`, a rate
/// that is retired on the Document's day is replaced by what the book gives as its present equivalent, if that makes the
/// same length: another thing, said to be one by [`How::Equivalent`].
#[must_use]
pub fn retarget(document: &Document, from: &Book, to: &Book, today_equivalents: bool) -> Retargeted {
    let mut out = Retargeted { document: document.clone(), moved: Vec::new(), issues: Vec::new() };
    out.document.book.clone_from(&to.id);
    let both = Counterparts::new(from, to);
    for (index, line) in out.document.lines.iter_mut().enumerate() {
        let day = document.as_of;
        let found = match found(line, from, to, &both) {
            Ok(found) if today_equivalents => Ok(today(found, from, to, &both, line, day)),
            other => other,
        };
        let mut moved = Moved { line: index, from: line.rate.clone(), to: None, how: None };
        match found {
            Ok(Some(Found { rate, seconds, how })) => {
                moved.to = Some(rate.id.clone());
                moved.how = Some(how);
                line.rate.clone_from(&rate.id);
                match seconds {
                    Length::AsTyped => {}
                    Length::Seconds(seconds) => line.seconds = Entry::new(seconds.to_string()),
                    Length::ItsOwn => line.seconds = Entry::default(),
                }
            }
            Ok(None) => out.issues.push(Issue::warning(
                format!("lines[{index}].rate"),
                Code::NO_COUNTERPART,
                format!("{} has nothing that is the same as {}", to.title, said(from, line)),
            )),
            Err(own) => out.issues.push(Issue::warning(
                format!("lines[{index}].seconds"),
                Code::NO_COUNTERPART,
                format!("`{}` is for {own} s, and another length was entered: the line stays as it is", line.rate),
            )),
        }
        out.moved.push(moved);
    }
    // `extend`, not `collect`: a set that is collected sorts first, and each sort is code that the page must carry
    let mut packs = BTreeSet::new();
    packs.extend(to.packs.iter().map(|pack| pack.id.as_str()));
    out.document.without.retain(|id| packs.contains(id.as_str()));
    let gone = document.without.iter().enumerate().filter(|(_, id)| !packs.contains(id.as_str()));
    let mut more = 0_usize;
    for (index, id) in gone {
        if more < MOST_WITHOUT {
            let words = format!("{} has no pack `{}` to leave out", to.title, brief(id));
            out.issues.push(Issue::note(format!("without[{index}]"), Code::UNKNOWN_PACK, words));
        }
        more += 1;
    }
    if more > MOST_WITHOUT {
        let words = format!("{} has none of {} more packs to leave out", to.title, more - MOST_WITHOUT);
        out.issues.push(Issue::note("without", Code::TOO_MANY, words));
    }
    out.issues.extend(units_kept(document, from, to));
    if !document.jobs.is_empty() && to.job.is_none() {
        let words = format!("{} prices no jobs; they stay as they are", to.title);
        out.issues.push(Issue::warning("jobs", Code::NO_COUNTERPART, words));
    }
    out
}

/// Units that were entered, and owned ones, stay as they are: no book says what another's units are worth in its own.
fn units_kept(document: &Document, from: &Book, to: &Book) -> Vec<Issue> {
    let mut issues = Vec::new();
    if from.id == to.id {
        return issues;
    }
    if let Demand::Units { pool, .. } = &document.demand {
        let words = match known_pool(pool, to).and_then(|id| to.pool(&id)) {
            Some(there) => format!(
                "the months were entered in units of {}; they are taken as so many {} of {}, which may be other work",
                from.title, there.units, to.title
            ),
            None => format!("{} has no pool `{}`, for which the months were entered", to.title, brief(pool)),
        };
        issues.push(Issue::warning("demand", Code::NO_COUNTERPART, words));
    }
    let gone = document.owned.iter().enumerate().filter(|(_, pack)| known_pool(&pack.pool, to).is_none());
    for (index, pack) in gone {
        let words = format!("{} has no pool `{}`: an owned pack of it is not counted", to.title, brief(&pack.pool));
        issues.push(Issue::warning(format!("owned[{index}].pool"), Code::UNKNOWN_POOL, words));
    }
    if issues.is_empty() && !document.owned.is_empty() {
        let words = format!("what is owned is counted as it stands, as if its units were those of {}", to.title);
        issues.push(Issue::note("owned", Code::ASSUMPTION, words));
    }
    issues
}

/// What a line becomes.
struct Found<'a> {
    rate: &'a Rate,
    seconds: Length,
    how: How,
}

/// What becomes of a line's length.
enum Length {
    AsTyped,
    Seconds(u32),
    ItsOwn,
}

/// The counterpart of a line's rate, or the clip's own length where the line says another.
fn found<'a>(line: &Line, from: &Book, to: &'a Book, both: &Counterparts<'_>) -> Result<Option<Found<'a>>, u32> {
    let Some(own) = from.rate(&line.rate) else {
        // the work was never of the first book; if it is of the second, it has come home
        return Ok(to.rate(&line.rate).map(|rate| Found { rate, seconds: Length::AsTyped, how: How::SameId }));
    };
    let typed = typed(line);
    if let Billing::Clip { seconds: own } = own.billing
        && !line.seconds.is_empty()
        && typed != Some(own)
    {
        return Err(own);
    }
    let Some(there) = both.of(&own.id, typed) else {
        // the same rate for lengths that one of the books does not make: the report says so, as it did before
        let same_terms = |rate: &&Rate| from.provider.id == to.provider.id && rate.billing == own.billing;
        let stays = to.rate(&own.id).filter(same_terms);
        return Ok(stays.map(|rate| Found { rate, seconds: Length::AsTyped, how: How::SameId }));
    };
    let Some(rate) = to.rate(&there.rate) else { return Ok(None) };
    let seconds = length(own, rate, there.seconds);
    Ok(Some(Found { rate, seconds, how: there.how }))
}

/// The present equivalent of what was found, or of the rate itself where nothing was.
fn today<'a>(
    found: Option<Found<'a>>,
    from: &Book,
    to: &'a Book,
    both: &Counterparts<'_>,
    line: &Line,
    day: Option<crate::date::Date>,
) -> Option<Found<'a>> {
    let own = from.rate(&line.rate);
    // the length that is asked for: what was typed, or the clip's own
    let seconds = match own.map(|rate| rate.billing) {
        Some(Billing::Clip { seconds }) => Some(seconds),
        Some(_) | None => typed(line),
    };
    let Some(here) = found else {
        // nothing is the same; perhaps something does today what it did
        let now = book::present(from, own?, seconds, day)?;
        let there = both.of(&now.id, seconds)?;
        let rate = to.rate(&there.rate)?;
        return Some(Found { rate, seconds: length(own?, rate, there.seconds), how: How::Equivalent });
    };
    match book::present(to, here.rate, seconds, day) {
        Some(rate) => {
            Some(Found { rate, seconds: length(own.unwrap_or(here.rate), rate, seconds), how: How::Equivalent })
        }
        None => Some(here),
    }
}

/// What becomes of the length of a line that goes from one rate to another, for clips of `seconds`.
fn length(own: &Rate, other: &Rate, seconds: Option<u32>) -> Length {
    match (own.billing, other.billing) {
        (Billing::Clip { .. }, Billing::Clip { .. }) => Length::AsTyped,
        (Billing::Clip { .. }, Billing::Second { .. } | Billing::Started { .. }) => {
            seconds.map_or(Length::AsTyped, Length::Seconds)
        }
        (_, Billing::Clip { .. }) => Length::ItsOwn,
        (_, Billing::Second { .. } | Billing::Started { .. } | Billing::Image | Billing::Call) => Length::AsTyped,
    }
}

/// The length of a line, if it is a number of seconds.
fn typed(line: &Line) -> Option<u32> {
    decimal::read(line.seconds.as_str(), 0).ok().and_then(|seconds| u32::try_from(seconds).ok())
}

/// A line's rate in words, with its length where it is asked by length.
fn said(from: &Book, line: &Line) -> String {
    match from.rate(&line.rate) {
        Some(rate) if line.seconds.is_empty() => crate::deduct::name(rate),
        Some(rate) => format!("{} at {} s", crate::deduct::name(rate), brief(line.seconds.as_str())),
        None => format!("`{}`", brief(&line.rate)),
    }
}
