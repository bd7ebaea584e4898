//! The table of rates: its entries, keys, columns and cells, and what of it goes into a file.

use super::cells;
use super::sheet::{Entry, Key, NO_QUALITY, at_pack, evidence_key, source_hay};
use crate::format;
use crate::parts::{Column, Line, Piece};
use packwise_engine::book::{Billing, Book, Pack, Rate};
use packwise_engine::decimal::{Rounding, divide};
use packwise_engine::deduct;
use packwise_engine::money::Cost;

/// The most packs that are shown side by side unasked.
pub(super) const MANY: usize = 10;

/// A pack that prices are shown at: packs of several pools can have one id, and then share a column.
pub(super) fn pack_columns(book: &Book) -> Vec<(String, String)> {
    let mut columns: Vec<(String, String)> = Vec::new();
    for pack in &book.packs {
        if !columns.iter().any(|(id, _)| *id == pack.id) {
            columns.push((pack.id.clone(), pack.name.clone()));
        }
    }
    columns
}

/// The pack of a rate's pool that has this id.
fn pack_of<'a>(book: &'a Book, rate: &Rate, id: &str) -> Option<&'a Pack> {
    book.packs.iter().find(|pack| pack.pool == rate.pool && pack.id == id)
}

/// What of each rate is searched and filtered.
pub(super) fn entries(book: &Book) -> Vec<Entry> {
    let entry = |rate: &Rate| {
        let pool = book.pool(&rate.pool).map(|pool| pool.name.as_str());
        let texts = [Some(rate.id.as_str()), Some(&rate.model), Some(&rate.feature), Some(&rate.pool), pool];
        let more = [rate.quality.as_deref(), rate.sound.as_deref(), rate.note.as_deref()];
        let hay = texts.into_iter().chain(more).flatten();
        let sources = source_hay(book, rate.source.as_deref(), &rate.disputes);
        Entry::new(rate.id.clone(), hay.chain(sources))
            .facet("pool", &rate.pool)
            .facet("model", &rate.model)
            .facet("feature", &rate.feature)
            .facet("quality", rate.quality.as_deref().unwrap_or(NO_QUALITY))
            .facet("evidence", rate.evidence.as_str())
            .status(rate.retired.is_some(), !rate.disputes.is_empty(), rate.units.known().is_some())
    };
    book.rates.iter().map(entry).collect()
}

/// What the rates are sorted by under a key; nothing under a key that is not one.
pub(super) fn keys(book: &Book, key: &str) -> Option<Vec<Key>> {
    let of: Box<dyn Fn(&Rate) -> Key> = match key {
        "model" => Box::new(|rate| Key::words(&deduct::name(rate))),
        "units" => Box::new(|rate| Key::whole(rate.units.known().map(|units| units.thousandths().into()))),
        "list" => Box::new(|rate| Key::whole(cells::list_price(book, rate).map(Cost::billionths))),
        "status" => Box::new(|rate| Key::Words(status_words(rate))),
        "evidence" => Box::new(|rate| evidence_key(rate.evidence)),
        _ => {
            let id = key.strip_prefix("at-").filter(|id| book.packs.iter().any(|pack| pack.id == **id))?;
            Box::new(move |rate| {
                let pack = pack_of(book, rate, id);
                at_pack(
                    rate.units.known(),
                    pack.and_then(|pack| pack.price.known()),
                    pack.and_then(|pack| pack.units.known()),
                )
            })
        }
    };
    Some(book.rates.iter().map(of).collect())
}

/// The columns, with prices at these packs.
pub(super) fn columns(packs: &[(String, String)]) -> Vec<Column> {
    let mut columns = vec![
        Column::new("model", "Rate", "what"),
        Column::new("units", "Units", "units"),
        Column::new("list", "List", "number"),
    ];
    columns.extend(packs.iter().map(|(id, name)| Column::new(format!("at-{id}"), short(id, name), "number")));
    columns.push(Column::new("status", "Status", "words"));
    columns.push(Column::new("evidence", "Source", "source"));
    columns.push(Column::new("", "To do", "tools"));
    columns
}

/// A pack in a narrow head: by its name, where that is short.
fn short<'a>(id: &'a str, name: &'a str) -> &'a str {
    if name.chars().count() > 16 { id } else { name }
}

/// The rate in a row of cells.
pub(super) fn line(book: &Book, at: usize, packs: &[(String, String)]) -> Line {
    let Some(rate) = book.rates.get(at) else { return Line::new() };
    let name = deduct::name(rate);
    let unit = book.pool(&rate.pool).map_or("units", |pool| pool.units.as_str());

    let details =
        [Some(&rate.feature).filter(|feature| **feature != rate.model), rate.quality.as_ref(), rate.sound.as_ref()];
    let details: Vec<&str> = details.into_iter().flatten().map(String::as_str).collect();
    let mut what = vec![Piece::Words("grid__name", rate.model.clone()), cells::more(details.join(", "))];
    what.push(Piece::Words("grid__id", rate.id.clone()));

    let mut units =
        vec![cells::figure(rate.units.known().map(format::quantity)), cells::more(cells::per(rate.billing))];
    for dispute in &rate.disputes {
        units.push(Piece::Words("grid__other", format!("or {}", cells::other(book, dispute, unit))));
    }

    let mut cells_of = vec![what, units];
    let list = cells::list_price(book, rate).map(|price| format::money(price, &book.currency));
    cells_of.push(vec![cells::figure(list)]);
    for (id, _) in packs {
        cells_of.push(vec![match pack_of(book, rate, id) {
            Some(pack) => {
                let price = rate.units.known().and_then(|units| cells::pack_price(pack, units));
                cells::figure(price.map(|price| format::money_each(price, &book.currency)))
            }
            None => Piece::Words("grid__none", "–".to_owned()),
        }]);
    }

    cells_of.push(status(book, rate));
    cells_of.push(source(book, rate, unit));
    let button =
        |act, words: &str, label: String| Piece::Button { act, value: rate.id.clone(), words: words.to_owned(), label };
    cells_of
        .push(vec![button("use", "Use", format!("Use {name}")), button("row", "Link", format!("Link to {}", rate.id))]);
    cells_of
}

fn status_words(rate: &Rate) -> String {
    let mut words = vec![if rate.retired.is_some() { "retired" } else { "current" }];
    if !rate.disputes.is_empty() {
        words.push("disputed");
    }
    if rate.units.known().is_none() {
        words.push("price not known");
    }
    words.join(", ")
}

fn status(book: &Book, rate: &Rate) -> Vec<Piece> {
    let mut pieces = Vec::new();
    match &rate.retired {
        Some(retired) => {
            let since = retired
                .since
                .map_or_else(|| "since when is not known".to_owned(), |day| format!("since {}", format::day(day)));
            pieces.push(cells::chip(true, "retired"));
            pieces.push(cells::more(since));
            if let Some(other) = retired.equivalent.as_deref().and_then(|id| book.rate(id)) {
                let short = deduct::short_name(other);
                let label = format!("Use {} in place of {}", deduct::name(other), deduct::name(rate));
                pieces.push(Piece::Button {
                    act: "use",
                    value: other.id.clone(),
                    words: format!("Use {short}"),
                    label,
                });
            } else {
                pieces.push(cells::more("no equivalent is known"));
            }
        }
        None => pieces.push(Piece::Words("grid__plain", "current".to_owned())),
    }
    if !rate.disputes.is_empty() {
        pieces.push(cells::chip(true, "disputed"));
    }
    if rate.units.known().is_none() {
        pieces.push(cells::chip(true, "price not known"));
    }
    pieces
}

fn source(book: &Book, rate: &Rate, unit: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some(units) = rate.units.known().filter(|_| !rate.disputes.is_empty()) {
        pieces.push(Piece::Words("grid__other", format!("{} {unit}:", format::quantity(units))));
    }
    pieces.extend(cells::source(book, rate.evidence, rate.source.as_deref(), rate.checked));
    pieces.extend(rate.note.as_ref().map(cells::more));
    pieces.extend(cells::disputes(book, &rate.disputes, unit));
    if let Some(retired) = &rate.retired {
        pieces.push(Piece::Words("grid__other", "Retired:".to_owned()));
        pieces.extend(cells::source(book, retired.evidence, retired.source.as_deref(), None));
    }
    pieces
}

/// The rates at these places as a table of plain text, heads first. Prices are exact, those at a pack to nine decimals.
pub(super) fn table(book: &Book, places: &[usize]) -> Vec<Vec<String>> {
    let packs = pack_columns(book);
    let heads = [
        "id",
        "model",
        "feature",
        "quality",
        "sound",
        "pool",
        "units",
        "per",
        "seconds",
        "min_seconds",
        "max_seconds",
        "step_seconds",
        "currency",
        "list_price",
    ];
    let mut head: Vec<String> = heads.into_iter().map(str::to_owned).collect();
    head.extend(packs.iter().map(|(id, _)| format!("price_at_{id}")));
    let ends =
        ["status", "retired_since", "equivalent", "evidence", "source", "address", "checked", "other_figures", "note"];
    head.extend(ends.into_iter().map(str::to_owned));
    let mut rows = vec![head];
    for rate in places.iter().filter_map(|at| book.rates.get(*at)) {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let (per, seconds, min, max, step) = match rate.billing {
            Billing::Clip { seconds } => ("clip", Some(seconds), None, None, None),
            Billing::Second { min, max, step } => ("second", None, min, max, Some(step)),
            Billing::Image => ("image", None, None, None, None),
            Billing::Call => ("call", None, None, None, None),
            Billing::Started { seconds, min, max } => ("started block", Some(seconds), min, max, None),
        };
        let units = rate.units.known();
        let mut row = vec![
            rate.id.clone(),
            rate.model.clone(),
            rate.feature.clone(),
            some(&rate.quality),
            some(&rate.sound),
            rate.pool.clone(),
        ];
        row.push(units.map(|units| units.to_string()).unwrap_or_default());
        row.extend([per.to_owned(), number(seconds), number(min), number(max), number(step), book.currency.clone()]);
        row.push(cells::list_price(book, rate).map(|price| price.to_string()).unwrap_or_default());
        for (id, _) in &packs {
            let exact = || {
                let pack = pack_of(book, rate, id)?;
                let (price, held) = (pack.price.known()?, pack.units.known()?);
                let billionths = price.per_unit(units?)?.billionths().checked_mul(1_000)?;
                divide(billionths, held.thousandths().into(), Rounding::HalfEven).map(Cost::from_billionths)
            };
            row.push(exact().map(|price| price.to_string()).unwrap_or_default());
        }
        row.push(status_words(rate));
        let retired = rate.retired.as_ref();
        row.push(retired.and_then(|retired| retired.since).map(|day| day.to_string()).unwrap_or_default());
        row.push(retired.and_then(|retired| retired.equivalent.clone()).unwrap_or_default());
        row.extend(super::csv::source(book, rate.evidence, rate.source.as_deref(), rate.checked, &rate.disputes));
        row.push(some(&rate.note));
        rows.push(row);
    }
    rows
}
