//! What cells of the price tables say, in words: figures, sources, lives. Unknown is said, never shown as a number.
//!
//! Imports `format` and the parts; the figures are the engine's.

use crate::format;
use crate::parts::Piece;
use crate::parts::cells::named;
pub(super) use crate::parts::cells::{NOT_KNOWN, chip, evidence, figure, more};
use packwise_engine::book::{Billing, Book, Dispute, Evidence, Figure, Life, Pack, Rate};
use packwise_engine::date::Date;
use packwise_engine::money::{Price, Rounded};
use packwise_engine::units::Units;

/// Where a figure is from: how sure, which document, when it was checked.
pub(super) fn source(book: &Book, of: Evidence, id: Option<&str>, checked: Option<Date>) -> Vec<Piece> {
    let source = book.source(id);
    let day = checked.or(source.and_then(|source| source.checked));
    let day = day.map_or_else(|| "date not known".to_owned(), |day| format!("checked {}", format::day(day)));
    vec![evidence(of), Piece::Words("grid__day", day), named(source)]
}

/// What other sources say instead, each with its source.
pub(super) fn disputes(book: &Book, disputes: &[Dispute], unit: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for dispute in disputes {
        let other = other(book, dispute, unit);
        pieces.push(Piece::Words("grid__other", format!("{other}:")));
        pieces.extend(source(book, dispute.evidence, dispute.source.as_deref(), None));
        pieces.extend(dispute.note.as_ref().map(more));
    }
    pieces
}

/// The figure that another source gives.
pub(super) fn other(book: &Book, dispute: &Dispute, unit: &str) -> String {
    let units = dispute.units.map(|units| format!("{} {unit}", format::quantity(units)));
    let price = dispute.price.map(|price| format::money(price, &book.currency));
    units.or(price).unwrap_or_else(|| "another figure".to_owned())
}

/// What the units of a rate are for, e.g. `per second, 3–15 s`.
pub(super) fn per(billing: Billing) -> String {
    let range = |min: Option<u32>, max: Option<u32>| match (min, max) {
        (Some(min), Some(max)) => format!(", {min}–{max} s"),
        (Some(min), None) => format!(", from {min} s"),
        (None, Some(max)) => format!(", up to {max} s"),
        (None, None) => String::new(),
    };
    match billing {
        Billing::Clip { seconds } => format!("per {seconds} s clip"),
        Billing::Second { min, max, step } => {
            let steps = if step == 1 { String::new() } else { format!(", in steps of {step} s") };
            format!("per second{}{steps}", range(min, max))
        }
        Billing::Image => "per image".to_owned(),
        Billing::Call => "per call".to_owned(),
        Billing::Started { seconds, min, max } => format!("per started {seconds} s{}", range(min, max)),
    }
}

/// How long a pack can be used.
pub(super) fn life(life: Life) -> String {
    match life {
        Life::Months(1) => "1 month".to_owned(),
        Life::Months(months) => format!("{months} months"),
        Life::Days(1) => "1 day".to_owned(),
        Life::Days(days) => format!("{days} days"),
        Life::Never => "never expires".to_owned(),
        Life::Unknown => NOT_KNOWN.to_owned(),
    }
}

/// The price of a rate at list, exactly.
pub(super) fn list_price(book: &Book, rate: &Rate) -> Option<packwise_engine::money::Cost> {
    book.pool(&rate.pool)?.list_unit_price.known()?.per_unit(rate.units.known()?)
}

/// The price of so many units at a pack's effective rate, rounded for show.
pub(super) fn pack_price(pack: &Pack, units: Units) -> Option<Rounded> {
    pack.price.known()?.times(1)?.share(units, pack.units.known()?)
}

/// A price as it is shown, exactly.
pub(super) fn money(price: Figure<Price>, currency: &str) -> Option<String> {
    price.known().map(|price| format::money(price, currency))
}
