//! Rows of the providers as cells of a table: which of them are shown, in which order, and what they say. Unknown is
//! said, never shown as a number.
//!
//! Imports `format` and the parts; the figures, and their order, are the engine's.

use super::providers::Shown;
use crate::format;
use crate::parts::cells::{chip, evidence, figure, more, named};
use crate::parts::{Column, Line, Piece};
use packwise_engine::book::{Evidence, Source};
use packwise_engine::compare::providers::Row;
use packwise_engine::date;
use packwise_engine::places;
use packwise_engine::units::Units;
use std::cmp::Ordering;

/// What narrows and sorts the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Every one of them occurs in the row; lower case.
    pub(super) words: Vec<String>,
    /// A family of models; empty for all.
    pub(super) family: String,
    /// An evidence; empty for any.
    pub(super) evidence: String,
    /// Whether what is no longer sold is shown.
    pub(super) gone: bool,
    /// The key to sort by, after a `-` where it falls; empty: by total.
    pub(super) sort: String,
}

impl Wanted {
    /// Whether a row is looked for.
    pub(super) fn takes(&self, row: &Row) -> bool {
        let hay =
            || format!("{}\n{}\n{}\n{}", row.seller, row.model, row.setting, row.differs.join("\n")).to_lowercase();
        (self.gone || row.retired.is_none())
            && (self.family.is_empty() || row.family == self.family)
            && (self.evidence.is_empty() || row.evidence.as_str() == self.evidence)
            && (self.words.is_empty() || self.words.iter().all(|word| hay().contains(word.as_str())))
    }
}

/// The places of the rows that are looked for, in order: unknown last, whichever way the others go.
pub(super) fn places(rows: &[Row], wanted: &Wanted) -> Vec<usize> {
    let (key, falling) = match wanted.sort.strip_prefix('-') {
        Some(key) => (key, true),
        None => (wanted.sort.as_str(), false),
    };
    let turn = |order: Ordering| if falling { order.reverse() } else { order };
    let figure = |a: Option<i128>, b: Option<i128>| match (a, b) {
        (Some(a), Some(b)) => turn(a.cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let of = |row: &Row| match key {
        "list" => row.list.map(|list| list.micros()),
        "each" => row.each.map(|each| each.micros()),
        "next" => row.next.map(|next| next.billionths()),
        _ => row.total.map(|total| total.billionths()),
    };
    let day = |row: &Row| row.checked.map(|day| day.to_string()).or_else(|| row.seen.clone());
    let mut shown: Vec<usize> =
        (0..rows.len()).filter(|at| rows.get(*at).is_some_and(|row| wanted.takes(row))).collect();
    places::sort(&mut shown, &mut |a, b| {
        let (Some(a), Some(b)) = (rows.get(a), rows.get(b)) else { return Ordering::Equal };
        match key {
            "who" => turn(a.seller.to_lowercase().cmp(&b.seller.to_lowercase()).then_with(|| a.model.cmp(&b.model))),
            "source" => match (day(a), day(b)) {
                (Some(a), Some(b)) => turn(a.cmp(&b)),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
            _ => figure(of(a), of(b)),
        }
    });
    shown
}

/// The columns, for a `clip` or a `second`.
pub(super) fn columns(noun: &str) -> Vec<Column> {
    vec![
        Column::new("who", "Provider and model", "what"),
        Column::new("list", format!("A {noun} at list"), "number"),
        Column::new("each", format!("Each kept {noun}"), "number"),
        Column::new("total", "Total", "number"),
        Column::new("next", "One more a month", "number"),
        Column::new("", "How it is bought", "units"),
        Column::new("", "What differs", "words"),
        Column::new("source", "Source", "source"),
    ]
}

/// The setting of a row, in words.
pub(super) fn setting_of(row: &Row) -> String {
    row.setting.clone()
}

/// The same, after other words.
pub(super) fn setting_after(row: &Row) -> String {
    let each: Vec<&str> = std::iter::once(row.setting.as_str()).chain(row.differs.iter().map(String::as_str)).collect();
    let each: Vec<&str> = each.into_iter().filter(|words| !words.is_empty()).collect();
    if each.is_empty() { String::new() } else { format!(" ({})", each.join("; ")) }
}

/// The row in cells.
pub(super) fn line(shown: &Shown, at: usize) -> Line {
    let Some(row) = shown.found.rows.get(at) else { return Line::new() };
    let currency = shown.asked.currency.as_str();
    let each = |amount: &dyn std::fmt::Display| format::money_each(amount, currency);
    let mut what = vec![
        Piece::Words("grid__name", row.seller.clone()),
        Piece::Words("grid__figure", row.model.clone()),
        more(row.setting.clone()),
    ];
    if row.retired.is_some() {
        what.push(chip(true, "no longer sold"));
    }
    if !row.disputes.is_empty() {
        what.push(chip(true, "disputed"));
    }
    let mut list = vec![figure(row.list.map(|list| each(&list)))];
    if shown.noun() == "clip" {
        list.extend(row.list_second.map(|second| more(format!("{}/s", each(&second)))));
    }
    list.extend(row.disputes.iter().filter_map(|(dispute, _)| {
        let other = dispute.price?;
        let each = each(&other);
        Some(Piece::Words(
            "grid__other",
            if row.billed == "second" { format!("or {each}/s") } else { format!("or {each}") },
        ))
    }));
    let least = |words: String| if row.at_least { format!("from {words}") } else { words };
    let mut total = vec![figure(row.total.map(|total| least(format::money(total, currency))))];
    if row.total.is_some() && !row.proved {
        total.push(more("the best found, not proved"));
    }
    if let Some(issue) = row.issue.as_ref().filter(|_| row.total.is_none() && row.list.is_some()) {
        total.push(more(issue.words.clone()));
    }
    let next = row.next.map(|next| format::money(next, currency));
    vec![
        what,
        list,
        vec![figure(row.each.map(|price| least(each(&price))))],
        total,
        vec![figure(next)],
        bought(row, currency),
        row.differs.iter().map(|words| more(words.clone())).collect(),
        source(row, currency),
    ]
}

/// How it is bought, and what of it goes to waste.
fn bought(row: &Row, currency: &str) -> Vec<Piece> {
    if !row.packs {
        return vec![more("paid as it is used")];
    }
    let mut pieces = Vec::new();
    if !row.buys.is_empty() {
        let all: Vec<String> =
            row.buys.iter().map(|(name, count)| format!("{} × {name}", format::quantity(count))).collect();
        pieces.push(Piece::Words("", all.join(" + ")));
    }
    if row.breakage > Units::ZERO {
        pieces.push(Piece::Words("grid__other", format!("{} {} expire", format::quantity(row.breakage), row.units)));
    }
    if row.leftover > Units::ZERO {
        pieces.push(more(format!("{} {} left over", format::quantity(row.leftover), row.units)));
    }
    if row.after_months.billionths() > 0 {
        pieces.push(Piece::Words(
            "grid__other",
            format!("{} of it after the months", format::money(row.after_months, currency)),
        ));
    }
    pieces
}

/// Where it is from: how sure, which document, when it was seen; what others say instead.
fn source(row: &Row, currency: &str) -> Vec<Piece> {
    let seen = row.seen.as_ref().map(|seen| match date::read(&format!("{seen}-01")) {
        Some(month) => format!("seen {}", format::month(month)),
        None => format!("seen {seen}"),
    });
    let day = row.checked.map(|day| format!("checked {}", format::day(day))).or(seen);
    let mut pieces = cited(row.evidence, row.source.as_ref());
    pieces.insert(1, Piece::Words("grid__day", day.unwrap_or_else(|| "date not known".to_owned())));
    pieces.extend(row.note.as_ref().map(|note| more(note.clone())));
    for (dispute, source) in &row.disputes {
        let other = dispute.price.map(|price| format::money(price, currency));
        let other = other.or(dispute.units.map(|units| format!("{} {}", format::quantity(units), row.units)));
        pieces.push(Piece::Words("grid__other", format!("{} a {}:", other.unwrap_or_default(), row.billed)));
        pieces.extend(cited(dispute.evidence, source.as_ref()));
        pieces.extend(dispute.note.as_ref().map(|note| more(note.clone())));
    }
    if let Some(retired) = &row.retired {
        let since = retired.since.map_or_else(String::new, |day| format!(" since {}", format::day(day)));
        pieces.push(Piece::Words("grid__other", format!("No longer sold{since} ({})", retired.evidence.as_str())));
    }
    pieces
}

fn cited(of: Evidence, source: Option<&Source>) -> Vec<Piece> {
    vec![evidence(of), named(source)]
}
