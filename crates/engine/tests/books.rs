//! The price books: the shipped ones are sound, pinned and described by their schema; broken ones are told all that is
//! wrong with them.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{Book, Books, Evidence, Figure, Life, MinimumOrder};
use packwise_engine::date;
use packwise_engine::issue::{Code, Issue};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// SHA-256 of every published edition. A published edition never changes: to change a price is to add an edition. A new
/// edition adds a line here; no line is ever edited.
const PUBLISHED: [(&str, &str); 3] = [
    ("kling-2025", "9f8640dbd5533c1bc92fc6c8e33742812633a239344b9aed774e7fe7fa40fa40"),
    ("kling-2026", "b66177448f03b15d53161c065bc2aea9c4fff30bb7d1ceb5c3637aec51eedc0b"),
    ("u-gen-2026", "f8c650778afe590ddca511098b8c72894c5291855077c7c442ad531a385fbeea"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/books/v1")
}

#[test]
fn shipped_books_are_sound_and_pinned() {
    for (file, json) in Books::shipped_files() {
        if let Err(issues) = Book::read(json) {
            let all: Vec<String> = issues.iter().map(Issue::to_string).collect();
            panic!("{file}:\n{}", all.join("\n"));
        }
    }
    let books = Books::shipped();
    let found: Vec<(&str, &str)> =
        books.editions().iter().map(|edition| (edition.book.id.as_str(), edition.digest.as_str())).collect();
    assert_eq!(found, PUBLISHED, "a published edition never changes; to change a price, add an edition");
}

#[test]
fn the_index_names_every_book_as_it_is() {
    let index: Value = serde_json::from_str(&fs::read_to_string(folder().join("index.json")).unwrap()).unwrap();
    let books = Books::shipped();
    // the market's prices do not stand on the shelf, and are served all the same
    let editions: Vec<_> = books.editions().iter().chain(packwise_engine::book::market()).collect();
    let expected: Vec<Value> = editions
        .iter()
        .map(|edition| {
            let book = &edition.book;
            json!({
                "id": book.id, "file": format!("{}.json", book.id), "provider": book.provider.id, "edition": book.edition,
                "title": book.title, "effective": book.effective, "sha256": edition.digest,
            })
        })
        .collect();
    assert_eq!(index["books"], Value::Array(expected));
    let files = fs::read_dir(folder()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name().to_string_lossy().into_owned();
        name.ends_with(".json") && name != "index.json" && !name.ends_with(".schema.json")
    });
    assert_eq!(files.count(), editions.len(), "every book in the folder is shipped and in the index");
}

/// The reader and the types cannot drift apart: what was read is written back as it stood.
#[test]
fn a_book_written_back_is_the_same() {
    for (file, json) in Books::shipped_files() {
        let read: Value = serde_json::from_str(json).unwrap();
        let written = serde_json::to_value(Book::read(json).unwrap()).unwrap();
        let mut read = read;
        if let Some(object) = read.as_object_mut() {
            object.remove("$schema");
        }
        assert_eq!(normal(&written), normal(&read), "{file}");
    }
}

/// `10` and `10.0` are one number to JSON.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(entries) => entries.iter().map(normal).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), normal(value))).collect()),
        _ => value.clone(),
    }
}

/// `PACKWISE_BLESS=1` writes the schema anew from the types.
#[cfg(feature = "schema")]
#[test]
fn the_schema_is_made_from_the_types_and_fits_the_books() {
    let mut schema = serde_json::to_value(schemars::schema_for!(Book)).unwrap();
    schema["title"] = json!("A Packwise price book");
    schema["properties"]["$schema"] = json!({ "type": "string", "description": "Address of this schema." });
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = folder().join("price-book.schema.json");
    if std::env::var_os("PACKWISE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "run `cargo xtask bless`");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (file, json) in Books::shipped_files() {
        let book: Value = serde_json::from_str(json).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&book).map(|error| format!("{}: {error}", error.instance_path)).collect();
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
    }
    let mut broken: Value = serde_json::from_str(Books::shipped_files()[0].1).unwrap();
    broken["packs"][0]["price"] = json!(1400);
    assert!(!validator.is_valid(&broken), "the schema lets a float price through");
}

#[test]
fn the_seeds_tables_are_whole() {
    let books = Books::shipped();
    let book = &books.get("kling-2025").unwrap().book;
    assert_eq!(book.rates.iter().filter(|rate| rate.pool == "video").count(), 28, "rows of Credit Deduction Details");
    let packs: Vec<(&str, &str, String, String, Evidence)> = book
        .packs
        .iter()
        .map(|pack| {
            let price = |figure: Figure<packwise_engine::money::Price>| figure.known().unwrap().to_string();
            (
                pack.pool.as_str(),
                pack.id.as_str(),
                pack.units.known().unwrap().to_string(),
                price(pack.price),
                pack.evidence,
            )
        })
        .collect();
    let row = |pool, id, units: &str, price: &str, evidence| (pool, id, units.to_owned(), price.to_owned(), evidence);
    assert_eq!(
        packs,
        [
            row("video", "B1", "10000", "1400.00", Evidence::Official),
            row("video", "B2", "15000", "1890.00", Evidence::Official),
            row("video", "B3", "20000", "2240.00", Evidence::Official),
            row("image", "B1", "200000", "700.00", Evidence::Official),
            row("image", "B2", "400000", "1260.00", Evidence::Official),
            row("image", "B3", "600000", "1680.00", Evidence::Derived),
        ]
    );
    assert!(book.packs.iter().all(|pack| pack.minimum_order == Some(MinimumOrder::Term { periods: 3 })));
    assert!(book.packs.iter().all(|pack| pack.life == Life::Months(1)));
    assert!(!book.pool("try-on").unwrap().packs_known);
}

/// CATALOG-FACTS.md section 8, row 16: every video pack of 2026 costs units x 0.14 less its discount.
#[test]
fn the_packs_of_2026_cost_what_their_discounts_say() {
    let books = Books::shipped();
    let book = &books.get("kling-2026").unwrap().book;
    let list = book.pool("video").unwrap().list_unit_price.known().unwrap();
    for (id, discount) in
        [("trial-s", 30), ("trial-l", 30), ("package-1", 0), ("package-2", 0), ("package-3", 10), ("package-4", 10)]
    {
        let pack = book.packs_of("video").find(|pack| pack.id == id).unwrap();
        let full = list.per_unit(pack.units.known().unwrap()).unwrap().billionths();
        assert_eq!(pack.price.known().unwrap().times(100).unwrap().billionths(), full * (100 - discount), "{id}");
        assert_eq!(pack.list_price.known().unwrap().times(1).unwrap().billionths(), full, "{id}");
    }
}

#[test]
fn books_are_found_by_id_and_by_day() {
    let books = Books::shipped();
    let on = |day: &str| books.on("kling", date::read(day).unwrap()).map(|edition| edition.book.id.clone());
    assert_eq!(on("2025-06-01").as_deref(), Some("kling-2025"));
    assert_eq!(on("2026-05-28").as_deref(), Some("kling-2025"));
    assert_eq!(on("2026-05-29").as_deref(), Some("kling-2026"));
    assert_eq!(books.on("nobody", date::read("2026-05-29").unwrap()), None);
    assert!(books.get("kling-1999").is_none());
}

#[test]
fn an_edition_cannot_be_shadowed() {
    let mut books = Books::shipped();
    let (_, json) = Books::shipped_files()[0];
    assert!(books.add(json).is_ok(), "the same bytes change nothing");
    assert_eq!(books.editions().len(), PUBLISHED.len());
    let issues = books.add(&json.replace("\"2240.00\"", "\"2239.00\"")).unwrap_err();
    assert_eq!(issues[0].code, Code::DUPLICATE_ID);
}

/// One small sound book, to be broken in one way at a time.
fn small() -> Value {
    json!({
        "format": 1, "id": "acme-1", "provider": { "id": "acme", "name": "Acme" }, "edition": "1", "title": "Acme, first",
        "currency": "USD", "effective": { "from": null, "until": null }, "checked": null, "notes": [],
        "sources": [{ "id": "page", "title": "Price page", "url": "https://example.com/prices", "checked": "2026-01-02" }],
        "pools": [{
            "id": "video", "name": "Video", "unit": "credit", "units": "credits", "listUnitPrice": "0.10", "packsKnown": true,
            "evidence": "official", "source": "page", "checked": null, "note": null
        }],
        "packs": [{
            "id": "S", "pool": "video", "name": "Small", "units": 100, "listPrice": "10.00", "price": "9.00",
            "life": { "months": 1 }, "concurrency": 2, "minimumOrder": null, "limit": null, "evidence": "official",
            "source": "page", "checked": null, "disputes": [], "note": null
        }],
        "rates": [{
            "id": "a", "pool": "video", "model": "A", "feature": "Video", "quality": null, "sound": null, "units": 1.5,
            "billing": { "per": "second", "min": 3, "max": 10, "step": 1 }, "evidence": "official", "source": "page",
            "checked": null, "retired": null, "disputes": [], "note": null
        }]
    })
}

fn problems(book: &Value) -> Vec<(String, &'static str)> {
    match Book::from_value(book) {
        Ok(_) => Vec::new(),
        Err(issues) => issues.into_iter().map(|issue| (issue.path, issue.code.as_str())).collect(),
    }
}

#[test]
fn each_hole_in_a_book_is_named_where_it_is() {
    assert_eq!(problems(&small()), []);
    let rate = json!({ "since": null, "equivalent": "a", "evidence": "derived", "source": null });
    for (pointer, value, path, code) in [
        ("/packs/0/price", json!(9.0), "packs[0].price", "wrong-type"),
        ("/packs/0/price", json!("-9"), "packs[0].price", "negative"),
        ("/packs/0/price", json!("1.0000001"), "packs[0].price", "too-many-decimals"),
        ("/packs/0/price", json!("11.00"), "packs[0]", "contradiction"),
        ("/packs/0/units", json!(0), "packs[0].units", "too-small"),
        ("/packs/0/units", json!(1.0005), "packs[0].units", "too-many-decimals"),
        ("/packs/0/units", json!(1e30), "packs[0].units", "too-large"),
        ("/packs/0/life", json!({ "months": 0 }), "packs[0].life.months", "too-small"),
        ("/packs/0/life", json!({ "months": -1 }), "packs[0].life.months", "negative"),
        ("/packs/0/life", json!("forever"), "packs[0].life", "unknown-value"),
        ("/packs/0/pool", json!("audio"), "packs[0].pool", "dangling-reference"),
        ("/packs/0/source", json!("rumour"), "packs[0].source", "dangling-reference"),
        ("/packs/0/minimumOrder", json!({ "kind": "term", "count": 3 }), "packs[0].minimumOrder.count", "unknown-key"),
        ("/packs/0/concurrency", json!(2.5), "packs[0].concurrency", "not-whole"),
        (
            "/rates/0/billing",
            json!({ "per": "second", "min": 9, "max": 3, "step": 1 }),
            "rates[0].billing",
            "contradiction",
        ),
        ("/rates/0/billing", json!({ "per": "hour" }), "rates[0].billing.per", "unknown-value"),
        ("/rates/0/retired", rate, "rates[0].retired.equivalent", "cyclic-reference"),
        ("/rates/0/id", json!("a b"), "rates[0].id", "bad-id"),
        ("/rates/0/model", json!("  "), "rates[0].model", "empty"),
        ("/sources/0/url", json!("javascript:alert(1)"), "sources[0].url", "unknown-value"),
        ("/sources/0/checked", json!("2026-02-30"), "sources[0].checked", "not-a-date"),
        ("/pools/0/packsKnown", json!(false), "pools[0].packsKnown", "contradiction"),
        ("/currency", json!("dollars"), "currency", "unknown-value"),
        ("/id", json!("acme-2"), "id", "contradiction"),
        ("/format", json!(2), "format", "too-large"),
        ("/rates", json!({}), "rates", "wrong-type"),
    ] {
        let mut book = small();
        *book.pointer_mut(pointer).unwrap() = value.clone();
        assert!(
            problems(&book).contains(&(path.to_owned(), code)),
            "{pointer} = {value}: expected {code} at {path}, got {:?}",
            problems(&book)
        );
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let mut book = small();
    book["packs"][0]["price"] = json!(9.0);
    book["packs"][0]["colour"] = json!("red");
    book["rates"][0]["units"] = json!("many");
    book.as_object_mut().unwrap().remove("title");
    let copy = book["packs"][0].clone();
    book["packs"].as_array_mut().unwrap().push(copy);
    let mut found = problems(&book);
    found.sort();
    let expected = [
        ("packs[0].colour", "unknown-key"),
        ("packs[0].price", "wrong-type"),
        ("packs[1].colour", "unknown-key"),
        ("packs[1].id", "duplicate-id"),
        ("packs[1].price", "wrong-type"),
        ("rates[0].units", "not-a-number"),
        ("title", "missing"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
}

#[test]
fn what_is_no_book_at_all_is_said_to_be_none() {
    for (text, code) in [("", "not-json"), ("{", "not-json"), ("[]", "wrong-type"), ("{}", "missing")] {
        assert_eq!(Book::read(text).unwrap_err()[0].code.as_str(), code, "{text:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(Book::read(&deep).unwrap_err()[0].code.as_str(), "not-json");
    let large = " ".repeat(5 << 20);
    assert_eq!(Book::read(&large).unwrap_err()[0].code.as_str(), "too-large");
}
