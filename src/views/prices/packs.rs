//! The table of packs: its entries, keys, columns and cells, and what of it goes into a file. Also the pools.

use super::cells;
use super::sheet::{Entry, Key, at_pack, evidence_key, source_hay};
use crate::format;
use crate::parts::{Column, Line, Piece};
use packwise_engine::book::{Book, Figure, Life, MinimumOrder, Pack};
use packwise_engine::units::Units;

/// What a link to a pack says: packs of two pools can have one id.
fn link_id(pack: &Pack) -> String {
    format!("{}:{}", pack.pool, pack.id)
}

fn known(pack: &Pack) -> bool {
    pack.units.known().is_some() && pack.price.known().is_some() && pack.life != Life::Unknown
}

/// What of each pack is searched and filtered.
pub(super) fn entries(book: &Book) -> Vec<Entry> {
    let entry = |pack: &Pack| {
        let pool = book.pool(&pack.pool).map(|pool| pool.name.as_str());
        let hay = [Some(pack.id.as_str()), Some(&pack.name), Some(&pack.pool), pool, pack.note.as_deref()]
            .into_iter()
            .flatten();
        Entry::new(link_id(pack), hay.chain(source_hay(book, pack.source.as_deref(), &pack.disputes)))
            .facet("pool", &pack.pool)
            .facet("evidence", pack.evidence.as_str())
            .status(false, !pack.disputes.is_empty(), known(pack))
    };
    book.packs.iter().map(entry).collect()
}

/// What the packs are sorted by under a key; nothing under a key that is not one.
pub(super) fn keys(book: &Book, key: &str) -> Option<Vec<Key>> {
    let of: fn(&Pack) -> Key = match key {
        "model" => |pack| Key::words(&pack.name),
        "units" => |pack| Key::whole(pack.units.known().map(|units| units.thousandths().into())),
        "list" => |pack| Key::whole(pack.list_price.known().map(|price| price.micros().into())),
        "price" => |pack| Key::whole(pack.price.known().map(|price| price.micros().into())),
        "unit-price" => |pack| at_pack(Some(Units::ONE), pack.price.known(), pack.units.known()),
        "life" => |pack| match pack.life {
            Life::Months(months) => Key::whole(Some(i128::from(months) * 30)),
            Life::Days(days) => Key::whole(Some(days.into())),
            Life::Never => Key::whole(Some(i128::from(u64::MAX))),
            Life::Unknown => Key::Unknown,
        },
        "at-once" => |pack| Key::whole(pack.concurrency.known().map(Into::into)),
        "evidence" => |pack| evidence_key(pack.evidence),
        _ => return None,
    };
    Some(book.packs.iter().map(of).collect())
}

/// The columns.
pub(super) fn columns() -> Vec<Column> {
    [
        ("model", "Pack", "what"),
        ("units", "Units", "number"),
        ("list", "List price", "number"),
        ("price", "Price", "number"),
        ("unit-price", "A unit", "number"),
        ("life", "Life", "number"),
        ("at-once", "At once", "number"),
        ("", "Terms", "words"),
        ("evidence", "Source", "source"),
        ("", "To do", "tools"),
    ]
    .into_iter()
    .map(|(key, name, class)| Column::new(key, name, class))
    .collect()
}

/// The pack in a row of cells.
pub(super) fn line(book: &Book, at: usize) -> Line {
    let Some(pack) = book.packs.get(at) else { return Line::new() };
    let pool = book.pool(&pack.pool);
    let unit = pool.map_or("units", |pool| pool.units.as_str());
    let mut price = vec![cells::figure(cells::money(pack.price, &book.currency))];
    if let (Some(list), Some(price_paid)) = (pack.list_price.known(), pack.price.known()) {
        let saved = i128::from(list.micros()) - i128::from(price_paid.micros());
        price.extend(
            format::percent(saved, list.micros().into())
                .filter(|_| saved > 0)
                .map(|off| cells::more(format!("{off} off"))),
        );
    }
    for dispute in &pack.disputes {
        price.push(Piece::Words("grid__other", format!("or {}", cells::other(book, dispute, unit))));
    }
    let unit_price = cells::pack_price(pack, Units::ONE).map(|price| format::money_each(price, &book.currency));
    let mut source = Vec::new();
    if !pack.disputes.is_empty() {
        source.extend(
            cells::money(pack.price, &book.currency).map(|price| Piece::Words("grid__other", format!("{price}:"))),
        );
    }
    source.extend(cells::source(book, pack.evidence, pack.source.as_deref(), pack.checked));
    source.extend(pack.note.as_ref().map(cells::more));
    source.extend(cells::disputes(book, &pack.disputes, unit));
    let (value, label) = (link_id(pack), format!("Link to {}", pack.name));
    vec![
        vec![
            Piece::Words("grid__name", pack.name.clone()),
            cells::more(pool.map_or(pack.pool.as_str(), |pool| pool.name.as_str())),
            Piece::Words("grid__id", pack.id.clone()),
        ],
        vec![cells::figure(pack.units.known().map(format::quantity)), cells::more(unit)],
        vec![cells::figure(cells::money(pack.list_price, &book.currency))],
        price,
        vec![cells::figure(unit_price)],
        vec![if pack.life == Life::Unknown { cells::figure(None) } else { Piece::Words("", cells::life(pack.life)) }],
        vec![cells::figure(pack.concurrency.known().map(format::quantity))],
        terms(pack),
        source,
        vec![Piece::Button { act: "row", value, words: "Link".to_owned(), label }],
    ]
}

fn order_words(pack: &Pack) -> Option<String> {
    pack.minimum_order.map(|order| match order {
        MinimumOrder::Term { periods } => format!("at least {periods} months running"),
        MinimumOrder::Packs { count } => format!("at least {count} packs"),
    })
}

fn terms(pack: &Pack) -> Vec<Piece> {
    let mut pieces = vec![Piece::Words("", order_words(pack).unwrap_or_else(|| "no minimum order stated".to_owned()))];
    pieces.extend(pack.limit.map(|limit| cells::more(format!("at most {} for one buyer", format::quantity(limit)))));
    if !pack.disputes.is_empty() {
        pieces.push(cells::chip(true, "disputed"));
    }
    if !known(pack) {
        pieces.push(cells::chip(true, "not all of it is known"));
    }
    pieces
}

/// The columns of the pools.
pub(super) fn pool_columns() -> Vec<Column> {
    vec![
        Column::new("", "Pool", "what"),
        Column::new("", "A unit at list", "number"),
        Column::new("", "Packs", "words"),
        Column::new("", "Source", "source"),
    ]
}

/// The pool in a row of cells.
pub(super) fn pool_line(book: &Book, at: usize) -> Line {
    let Some(pool) = book.pools.get(at) else { return Line::new() };
    let mut source = cells::source(book, pool.evidence, pool.source.as_deref(), pool.checked);
    source.extend(pool.note.as_ref().map(cells::more));
    let packs = book.packs_of(&pool.id).count();
    let packs = if !pool.packs_known {
        vec![cells::chip(true, "not known"), cells::more("there are packs, and no source lists them")]
    } else {
        vec![Piece::Words("", format::quantity(packs))]
    };
    vec![
        vec![Piece::Words("grid__name", pool.name.clone()), Piece::Words("grid__id", pool.id.clone())],
        vec![
            cells::figure(cells::money(pool.list_unit_price, &book.currency)),
            cells::more(format!("per {}", pool.unit)),
        ],
        packs,
        source,
    ]
}

/// The packs at these places as a table of plain text, heads first. Prices are exact.
pub(super) fn table(book: &Book, places: &[usize]) -> Vec<Vec<String>> {
    let heads = [
        "id",
        "pool",
        "name",
        "units",
        "currency",
        "list_price",
        "price",
        "life",
        "at_once",
        "minimum_order",
        "limit",
        "evidence",
        "source",
        "address",
        "checked",
        "other_figures",
        "note",
    ];
    let mut rows = vec![heads.into_iter().map(str::to_owned).collect::<Vec<String>>()];
    for pack in places.iter().filter_map(|at| book.packs.get(*at)) {
        let price = |price: Figure<packwise_engine::money::Price>| {
            price.known().map(|price| price.to_string()).unwrap_or_default()
        };
        let mut row = vec![pack.id.clone(), pack.pool.clone(), pack.name.clone()];
        row.push(pack.units.known().map(|units| units.to_string()).unwrap_or_default());
        row.extend([book.currency.clone(), price(pack.list_price), price(pack.price)]);
        row.push(if pack.life == Life::Unknown { String::new() } else { cells::life(pack.life) });
        row.push(pack.concurrency.known().map(|count| count.to_string()).unwrap_or_default());
        row.push(order_words(pack).unwrap_or_default());
        row.push(pack.limit.map(|limit| limit.to_string()).unwrap_or_default());
        row.extend(super::csv::source(book, pack.evidence, pack.source.as_deref(), pack.checked, &pack.disputes));
        row.push(pack.note.clone().unwrap_or_default());
        rows.push(row);
    }
    rows
}
