//! What a link meant when it was made, and what the same work is today, line by line.
//!
//! *Then* is priced by the very book that the link was made with where that is still at hand (a published edition never
//! changes, so its id and digest say so), else it is what the link itself carries. *Now* is the same Document in the
//! edition of its provider that holds on the day that the caller says. A Document that says no day counts its months from
//! the day on which the link was made, then, and from that day, now.
//!
//! This file imports `long`, and what `link` does.

use super::Made;
use crate::book::{Book, Books, Edition};
use crate::date::Date;
use crate::document::{Document, Moved, Report, evaluate_with, retarget};
use crate::issue::{Code, Issue};
use crate::money::{Cost, Rounded};
use crate::plan::{Answer, Options};
use crate::read::brief;
use crate::units::Units;
use serde::Serialize;
use std::sync::Arc;

/// What a side rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The book itself.
    Book,
    /// What the link says: its book is not at hand, or another one has its id.
    Link,
}

/// A Document at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// What it rests on.
    pub basis: Basis,
    /// Id of the book.
    pub book: String,
    /// Its title; null where it is not at hand.
    pub title: Option<String>,
    /// SHA-256 of its file, in hexadecimal; of a link its first digits; null where nothing says it.
    pub digest: Option<String>,
    /// The day: on which the link was made, or that is now. Null where the link does not say.
    pub day: Option<Date>,
    /// The currency of the total, ISO 4217; empty where not known.
    pub currency: String,
    /// What all of it costs; null where that is not known.
    pub total: Option<Cost>,
    /// Each line of the Document.
    pub lines: Vec<SideLine>,
}

/// One line at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SideLine {
    /// Its rate.
    pub rate: String,
    /// The rate in few words; null where the book is not at hand, or has none of that id.
    pub name: Option<String>,
    /// Units of one generation; null where not known.
    pub units_each: Option<Units>,
    /// Units a month; null where not known.
    pub units: Option<Units>,
    /// What one kept result costs by the plan. Rounded; null where not known.
    pub price_kept: Option<Rounded>,
}

/// Both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThenNow {
    /// When the link was made.
    pub then: Side,
    /// Now.
    pub now: Side,
    /// Whether the two differ in their book.
    pub changed: bool,
    /// The Document as it is now: in the edition of now, its lines at their counterparts.
    pub document: Document,
    /// What became of each line; empty where the book stayed.
    pub moved: Vec<Moved>,
    /// What must be known of it.
    pub issues: Vec<Issue>,
}

/// Then and now of a Document, `made` as a long link says, on a day. `options` are those of each plan.
#[must_use]
pub fn then_now(document: &Document, made: Option<&Made>, books: &Books, today: Date, options: Options) -> ThenNow {
    let nothing = Made::default();
    let made = made.unwrap_or(&nothing);
    let own = books.get(&document.book);
    // a short link says no digest: a published edition is known by its id
    let same = own.filter(|edition| made.digest.is_empty() || made.is_of(edition));
    let present = present(document, own, books, today);
    let mut issues = Vec::new();
    let dated = |document: &Document, day: Option<Date>| Document { as_of: document.as_of.or(day), ..document.clone() };
    let report_then = same.map(|_| evaluate_with(&dated(document, made.day), books, options));
    let then = then_side(document, made, report_then.as_ref(), same, &mut issues);
    let changed = differ(same, present);
    let moved = match (own, present) {
        (Some(own), Some(present)) if own.book.id != present.book.id => {
            Some(retarget(document, &own.book, &present.book, false))
        }
        _ => None,
    };
    let (now_document, moved) = match (moved, present) {
        (Some(moved), _) => {
            issues.extend(moved.issues);
            (moved.document, moved.moved)
        }
        (None, Some(present)) => (Document { book: present.book.id.clone(), ..document.clone() }, Vec::new()),
        (None, None) => (document.clone(), Vec::new()),
    };
    let report_now = evaluate_with(&dated(&now_document, Some(today)), books, options);
    let edition = books.get(&now_document.book);
    let mut now = side(Basis::Book, &now_document, &report_now, edition.map(|edition| &edition.book));
    now.day = Some(today);
    if present.is_none() {
        let words =
            format!("there is no price book `{}` here: what this costs now cannot be said", brief(&document.book));
        issues.push(Issue::warning("book", Code::UNKNOWN_BOOK, words));
    }
    ThenNow { then, now, changed, document: now_document, moved, issues }
}

fn differ(same: Option<&Arc<Edition>>, present: Option<&Arc<Edition>>) -> bool {
    match (same, present) {
        (Some(same), Some(present)) => same.digest != present.digest,
        (_, None) => false,
        (None, Some(_)) => true,
    }
}

/// Whether the price book of now is another one than that of then: [`ThenNow::changed`], without pricing anything.
#[must_use]
pub fn has_changed(document: &Document, made: &Made, books: &Books, today: Date) -> bool {
    let own = books.get(&document.book);
    let same = own.filter(|edition| made.digest.is_empty() || made.is_of(edition));
    differ(same, present(document, own, books, today))
}

/// The edition of now: the one that holds today at the Document's provider; of one's own book that book itself.
fn present<'a>(
    document: &Document,
    own: Option<&'a Arc<Edition>>,
    books: &'a Books,
    today: Date,
) -> Option<&'a Arc<Edition>> {
    match own {
        Some(own) if own.local => Some(own),
        Some(own) => books.on(&own.book.provider.id, today).or(Some(own)),
        // a book that is not at hand names its provider in its id
        None => books
            .editions()
            .iter()
            .map(|edition| &edition.book.provider.id)
            .find(|id| document.book.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('-')))
            .and_then(|provider| books.on(provider, today)),
    }
}

fn then_side(
    document: &Document,
    made: &Made,
    report: Option<&Report>,
    edition: Option<&Arc<Edition>>,
    issues: &mut Vec<Issue>,
) -> Side {
    let said = |total: Option<Cost>| total.map_or_else(|| "none".to_owned(), |total| total.to_string());
    let Some(report) = report else {
        let each = |at: usize| made.each.get(at).copied().flatten();
        let lines = document.lines.iter().enumerate().map(|(at, line)| SideLine {
            rate: line.rate.clone(),
            units_each: each(at),
            units: each(at).and_then(|each| each.times(number(&line.count)?)?.times(number(&line.takes)?)),
            ..SideLine::default()
        });
        return Side {
            basis: Basis::Link,
            book: document.book.clone(),
            title: None,
            digest: Some(made.digest.clone()).filter(|digest| !digest.is_empty()),
            day: made.day,
            currency: made.currency.clone(),
            total: made.total,
            lines: lines.collect(),
        };
    };
    let mut then = side(Basis::Book, document, report, edition.map(|edition| &edition.book));
    then.day = made.day;
    let proved = report.pools.iter().all(|pool| {
        pool.plan.as_ref().and_then(Answer::plan).is_none_or(|plan| plan.status == crate::plan::Status::Optimal)
    });
    if made.negotiated {
        let words =
            "whoever made this had negotiated prices, which are not in it: the prices of then are the published ones";
        issues.push(Issue::note("made.total", Code::NEGOTIATED, words));
    }
    if !made.digest.is_empty() && !made.negotiated && proved && made.total != then.total {
        let words = format!(
            "the link says that this cost {} in all; the same price book, worked out again, says {}",
            said(made.total),
            said(then.total)
        );
        issues.push(Issue::warning("made.total", Code::CONTRADICTION, words));
    }
    then
}

/// A whole number as entered.
fn number(entry: &crate::document::Entry) -> Option<u64> {
    crate::decimal::read(entry.as_str(), 0).ok().and_then(|number| u64::try_from(number).ok())
}

fn side(basis: Basis, document: &Document, report: &Report, book: Option<&Book>) -> Side {
    let mut lines: Vec<SideLine> = Vec::new();
    for line in &document.lines {
        lines.push(SideLine { rate: line.rate.clone(), ..SideLine::default() });
    }
    for line in &report.lines {
        if let Some(place) = lines.get_mut(line.line) {
            place.name = Some(line.short_name.clone());
            place.units_each = Some(line.units_each);
            place.units = Some(line.units);
            place.price_kept = line.price_kept;
        }
    }
    let total = report.totals.first();
    Side {
        basis,
        book: document.book.clone(),
        title: book.map(|book| book.title.clone()),
        digest: report.book.as_ref().map(|book| book.digest.clone()),
        day: None,
        currency: total.map(|total| total.currency.clone()).unwrap_or_default(),
        total: total.and_then(|total| total.cost),
        lines,
    }
}
