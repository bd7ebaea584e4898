//! Books that cannot be used: each is told what is wrong, at which path and on which line, and the shelf stays as it was.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{Book, Books, MAX_BYTES, Place, places};
use packwise_engine::document::{Document, Line, evaluate};
use packwise_engine::issue::Issue;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn shelf() -> Books {
    static BOOKS: OnceLock<Books> = OnceLock::new();
    BOOKS.get_or_init(Books::shipped).clone()
}

/// A sound book of one's own: one row a line, and three retired rates for equivalents to go round in.
const OWN: &str = r#"{
  "format": 1,
  "id": "acme-own",
  "provider": {"id": "acme", "name": "Acme & <b>Söhne</b>"},
  "edition": "own",
  "title": "Acme, as negotiated",
  "currency": "USD",
  "effective": {"from": "2026-01-01", "until": null},
  "checked": null,
  "notes": [
    {"text": "By letter.", "source": "letter"}
  ],
  "sources": [
    {"id": "letter", "title": "Their letter", "url": "https://example.com/letter", "checked": "2026-01-02"},
    {"id": "page", "title": "Price page", "url": null, "checked": null}
  ],
  "pools": [
    {"id": "video", "name": "Video", "unit": "credit", "units": "credits", "listUnitPrice": "0.14", "packsKnown": true, "evidence": "official", "source": "page", "checked": null, "note": null},
    {"id": "image", "name": "Image", "unit": "credit", "units": "credits", "listUnitPrice": null, "packsKnown": false, "evidence": "official", "source": "page", "checked": null, "note": null}
  ],
  "packs": [
    {"id": "B1", "pool": "video", "name": "B1", "units": 10000, "listPrice": "1400.00", "price": "1300.00", "life": {"months": 1}, "concurrency": 5, "minimumOrder": {"kind": "term", "periods": 3}, "limit": null, "evidence": "official", "source": "letter", "checked": null, "disputes": [], "note": null},
    {"id": "B2", "pool": "video", "name": "B2", "units": 15000, "listPrice": "2100.00", "price": "1800.00", "life": {"days": 30}, "concurrency": null, "minimumOrder": {"kind": "packs", "count": 2}, "limit": 9, "evidence": "official", "source": "letter", "checked": null, "disputes": [{"units": null, "price": "1700.00", "evidence": "third-party", "source": "page", "note": null}], "note": "Ours."}
  ],
  "rates": [
    {"id": "a", "pool": "video", "model": "A", "feature": "Video", "quality": "720p", "sound": "No sound", "units": 1.5, "billing": {"per": "second", "min": 3, "max": 10, "step": 1}, "evidence": "official", "source": "page", "checked": null, "retired": {"since": null, "equivalent": "d", "evidence": "derived", "source": null}, "disputes": [], "note": null},
    {"id": "b", "pool": "video", "model": "B", "feature": "Video", "quality": null, "sound": null, "units": 2, "billing": {"per": "clip", "seconds": 5}, "evidence": "official", "source": "page", "checked": null, "retired": {"since": "2026-01-01", "equivalent": "d", "evidence": "derived", "source": null}, "disputes": [], "note": null},
    {"id": "c", "pool": "video", "model": "C", "feature": "Video", "quality": null, "sound": null, "units": 2, "billing": {"per": "started", "seconds": 5, "min": null, "max": 60}, "evidence": "official", "source": "page", "checked": null, "retired": {"since": null, "equivalent": "d", "evidence": "derived", "source": null}, "disputes": [], "note": null},
    {"id": "d", "pool": "image", "model": "D", "feature": "Image", "quality": null, "sound": null, "units": null, "billing": {"per": "image"}, "evidence": "official", "source": "page", "checked": null, "retired": null, "disputes": [{"units": 3, "price": null, "evidence": "third-party", "source": null, "note": "Or so."}], "note": null}
  ]
}
"#;

/// The issues of a text, each with its line; 0 where the whole file is meant.
fn told(text: &str) -> Vec<(String, &'static str, u32)> {
    let mut books = shelf();
    let sound = books.add_local(OWN).unwrap().edition;
    let before = books.clone();
    let issues = books.add_local(text).map_or_else(|issues| issues, |lent| panic!("taken: {}", lent.edition.book.id));
    assert_eq!(books.editions(), before.editions(), "the shelf is as it was");
    assert_eq!(books.get("acme-own"), Some(&sound), "and so is the book at work");
    let found = places(text, &issues);
    assert!(issues.iter().all(|issue| !issue.words.is_empty() && issue.words.len() < 400), "{issues:?}");
    let line = |place: &Option<Place>| place.map_or(0, |place| place.line);
    issues.into_iter().zip(&found).map(|(issue, place)| (issue.path, issue.code.as_str(), line(place))).collect()
}

fn line_of(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].matches('\n').count() + 1).unwrap()
}

#[test]
fn the_sound_one_is_taken() {
    assert_eq!(Book::read(OWN).map_err(|issues| issues[0].to_string()).map(|book| book.rates.len()), Ok(4));
}

/// Rows that do not go together are named beside rows that are broken; a list of which an id is not to be read is not said
/// to lack one.
#[test]
fn references_are_checked_beside_broken_rows() {
    let found = |change: &dyn Fn(&mut Value)| {
        let mut book: Value = serde_json::from_str(OWN).unwrap();
        change(&mut book);
        let issues = Book::from_value(&book).unwrap_err();
        issues.into_iter().map(|issue| (issue.path, issue.code.as_str())).collect::<Vec<_>>()
    };
    let named = |list: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        list.iter().map(|(path, code)| ((*path).to_owned(), *code)).collect()
    };
    let all = found(&|book| {
        book["packs"][0]["units"] = json!("many");
        book["rates"][0]["model"] = json!(3);
        book["rates"][1]["id"] = json!("a");
        book["rates"][2]["source"] = json!("nowhere");
        book["rates"][2]["pool"] = json!("sound");
        book["edition"] = json!("other");
    });
    let expected = [
        ("packs[0].units", "not-a-number"),
        ("rates[0].model", "wrong-type"),
        ("id", "contradiction"),
        ("rates[1].id", "duplicate-id"),
        ("rates[2].pool", "dangling-reference"),
        ("rates[2].source", "dangling-reference"),
    ];
    assert_eq!(all, named(&expected));
    // what a row refers to may be the one whose id is broken
    assert_eq!(found(&|book| book["sources"][0]["id"] = json!(7)), named(&[("sources[0].id", "wrong-type")]));
    assert_eq!(found(&|book| book["pools"] = json!({})), named(&[("pools", "wrong-type")]));
    assert_eq!(found(&|book| book["rates"][3]["id"] = Value::Null), named(&[("rates[3].id", "wrong-type")]));
    // circles are still seen
    let circle = found(&|book| {
        book["title"] = json!(1);
        book["rates"][0]["retired"]["equivalent"] = json!("b");
        book["rates"][1]["retired"]["equivalent"] = json!("a");
    });
    let expected = [
        ("title", "wrong-type"),
        ("rates[0].retired.equivalent", "cyclic-reference"),
        ("rates[1].retired.equivalent", "cyclic-reference"),
    ];
    assert_eq!(circle, named(&expected));
}

/// Each hole made by putting one text for another; the issue is on the line where that was done.
#[test]
fn each_hole_is_named_on_its_line() {
    let row = |text: &str| OWN.find(text).unwrap_or_else(|| panic!("no {text}"));
    for (old, new, path, code) in [
        // prices
        (r#""price": "1300.00""#, r#""price": 1300.5"#, "packs[0].price", "wrong-type"),
        (r#""price": "1300.00""#, r#""price": 1300"#, "packs[0].price", "wrong-type"),
        (r#""price": "1300.00""#, r#""price": 13e2"#, "packs[0].price", "wrong-type"),
        (r#""price": "1300.00""#, r#""price": "13e2""#, "packs[0].price", "not-a-number"),
        (r#""price": "1300.00""#, r#""price": "1,300.00""#, "packs[0].price", "not-a-number"),
        (r#""price": "1300.00""#, r#""price": "$1300""#, "packs[0].price", "not-a-number"),
        (r#""price": "1300.00""#, r#""price": "NaN""#, "packs[0].price", "not-a-number"),
        (r#""price": "1300.00""#, r#""price": "Infinity""#, "packs[0].price", "not-a-number"),
        (r#""price": "1300.00""#, r#""price": """#, "packs[0].price", "empty"),
        (r#""price": "1300.00""#, r#""price": "-1300.00""#, "packs[0].price", "negative"),
        (r#""price": "1300.00""#, r#""price": "1300.0000001""#, "packs[0].price", "too-many-decimals"),
        (r#""price": "1300.00""#, r#""price": "99999999999999999999""#, "packs[0].price", "too-large"),
        (r#""price": "1300.00""#, r#""price": "1400.01""#, "packs[0]", "contradiction"),
        (r#""listUnitPrice": "0.14""#, r#""listUnitPrice": 0.14"#, "pools[0].listUnitPrice", "wrong-type"),
        (r#""price": "1700.00""#, r#""price": 1700"#, "packs[1].disputes[0].price", "wrong-type"),
        (
            r#""units": null, "price": "1700.00""#,
            r#""units": 1, "price": "1700.00""#,
            "packs[1].disputes[0]",
            "contradiction",
        ),
        // units and counts
        (r#""units": 10000"#, r#""units": 0"#, "packs[0].units", "too-small"),
        (r#""units": 10000"#, r#""units": -1"#, "packs[0].units", "negative"),
        (r#""units": 10000"#, r#""units": 1e300"#, "packs[0].units", "too-large"),
        (r#""units": 1.5"#, r#""units": 1.0005"#, "rates[0].units", "too-many-decimals"),
        (r#""units": 1.5"#, r#""units": 1e-9"#, "rates[0].units", "too-many-decimals"),
        (r#""concurrency": 5"#, r#""concurrency": 0"#, "packs[0].concurrency", "too-small"),
        (r#""concurrency": 5"#, r#""concurrency": 2.5"#, "packs[0].concurrency", "not-whole"),
        (r#""limit": 9"#, r#""limit": -9"#, "packs[1].limit", "negative"),
        (r#""periods": 3"#, r#""periods": 0"#, "packs[0].minimumOrder.periods", "too-small"),
        (r#""kind": "term""#, r#""kind": "lease""#, "packs[0].minimumOrder.kind", "unknown-value"),
        // lives
        (r#"{"months": 1}"#, r#"{"months": 0}"#, "packs[0].life.months", "too-small"),
        (r#"{"months": 1}"#, r#"{"months": -1}"#, "packs[0].life.months", "negative"),
        (r#"{"months": 1}"#, r#"{"months": 1.5}"#, "packs[0].life.months", "not-whole"),
        (r#"{"days": 30}"#, r#"{"days": -30}"#, "packs[1].life.days", "negative"),
        (r#"{"days": 30}"#, r#"{"days": 99999}"#, "packs[1].life.days", "too-large"),
        (r#"{"days": 30}"#, r#"{"days": 30, "months": 1}"#, "packs[1].life", "contradiction"),
        (r#"{"days": 30}"#, r#"{"weeks": 4}"#, "packs[1].life.weeks", "unknown-key"),
        (r#"{"days": 30}"#, r#""for ever""#, "packs[1].life", "unknown-value"),
        (r#"{"days": 30}"#, "30", "packs[1].life", "wrong-type"),
        // billing
        (r#""min": 3, "max": 10"#, r#""min": 10, "max": 3"#, "rates[0].billing", "contradiction"),
        (r#""per": "clip", "seconds": 5"#, r#""per": "clip", "seconds": 0"#, "rates[1].billing.seconds", "too-small"),
        (r#""per": "clip", "seconds": 5"#, r#""per": "clip", "seconds": -5"#, "rates[1].billing.seconds", "negative"),
        (r#""per": "clip", "seconds": 5"#, r#""per": "clip""#, "rates[1].billing.seconds", "missing"),
        (r#""per": "image""#, r#""per": "hour""#, "rates[3].billing.per", "unknown-value"),
        (r#""per": "image""#, r#""per": "image", "seconds": 5"#, "rates[3].billing.seconds", "unknown-key"),
        // ids and references
        (r#"{"id": "B2""#, r#"{"id": "B1""#, "packs[1].id", "duplicate-id"),
        (r#"{"id": "image", "name""#, r#"{"id": "video", "name""#, "pools[1].id", "duplicate-id"),
        (r#"{"id": "page""#, r#"{"id": "letter""#, "sources[1].id", "duplicate-id"),
        (r#"{"id": "b""#, r#"{"id": "a""#, "rates[1].id", "duplicate-id"),
        (r#"{"id": "b""#, r#"{"id": "b b""#, "rates[1].id", "bad-id"),
        (r#"{"id": "b""#, r#"{"id": "<img src=x onerror=alert(1)>""#, "rates[1].id", "bad-id"),
        (r#""id": "acme-own""#, r#""id": "acme-2""#, "id", "contradiction"),
        (r#"{"id": "b", "pool": "video""#, r#"{"id": "b", "pool": "audio""#, "rates[1].pool", "dangling-reference"),
        (
            r#""text": "By letter.", "source": "letter""#,
            r#""text": "By letter.", "source": "rumour""#,
            "notes[0].source",
            "dangling-reference",
        ),
        (
            r#""since": "2026-01-01", "equivalent": "d""#,
            r#""since": "2026-01-01", "equivalent": "z""#,
            "rates[1].retired.equivalent",
            "dangling-reference",
        ),
        (
            r#""since": "2026-01-01", "equivalent": "d""#,
            r#""since": "2026-01-01", "equivalent": "b""#,
            "rates[1].retired.equivalent",
            "cyclic-reference",
        ),
        // words, days, addresses
        (r#""since": "2026-01-01""#, r#""since": "2026-02-30""#, "rates[1].retired.since", "not-a-date"),
        (r#""until": null"#, r#""until": "2026-01-01""#, "effective", "contradiction"),
        (r#""until": null"#, r#""until": "2025-12-31""#, "effective", "contradiction"),
        (r#""until": null"#, r#""until": "soon""#, "effective.until", "not-a-date"),
        (r#""https://example.com/letter""#, r#""javascript:alert(1)""#, "sources[0].url", "unknown-value"),
        (r#""https://example.com/letter""#, r#""JavaScript:alert(1)""#, "sources[0].url", "unknown-value"),
        (
            r#""https://example.com/letter""#,
            r#""data:text/html,<script>alert(1)</script>""#,
            "sources[0].url",
            "unknown-value",
        ),
        (r#""https://example.com/letter""#, r#"" https://example.com""#, "sources[0].url", "unknown-value"),
        (r#""https://example.com/letter""#, r#""https://example.com/\n""#, "sources[0].url", "unknown-value"),
        (r#""currency": "USD""#, r#""currency": "$""#, "currency", "unknown-value"),
        (r#""title": "Acme, as negotiated""#, r#""title": "  ""#, "title", "empty"),
        (r#""format": 1"#, r#""format": 2"#, "format", "too-large"),
        (
            r#""evidence": "official", "source": "letter""#,
            r#""evidence": "sure", "source": "letter""#,
            "packs[0].evidence",
            "unknown-value",
        ),
        // keys
        (r#""currency": "USD""#, r#""currency": "USD", "curency": "EUR""#, "curency", "unknown-key"),
        (r#""limit": 9"#, r#""limit": 9, "a.b[0]": 1"#, "packs[1].a.b[0]", "unknown-key"),
        (r#""limit": 9"#, r#""limit": 9, "<b>": 1"#, "packs[1].<b>", "unknown-key"),
        (r#""price": "1300.00""#, r#""price": "1300.00", "price": "1.00""#, "packs[0].price", "duplicate-key"),
        (r#""price": "1300.00""#, r#""pri\u0063e": "1.00", "price": "1300.00""#, "packs[0].price", "duplicate-key"),
        (r#""limit": 9, "#, "", "packs[1].limit", "missing"),
        (r#""currency": "USD","#, "", "currency", "missing"),
    ] {
        let at = row(old);
        let text = format!("{}{new}{}", &OWN[..at], &OWN[at + old.len()..]);
        // what is missing at the top is missing in the object that begins on line 1
        let line = if path == "currency" && code == "missing" { 1 } else { line_of(OWN, at) };
        let expected = (path.to_owned(), code, line);
        assert!(told(&text).contains(&expected), "{old} -> {new}: expected {expected:?}, got {:?}", told(&text));
    }
}

#[test]
fn a_price_that_is_a_number_is_told_what_prices_are() {
    let text = OWN.replace(r#""price": "1300.00""#, r#""price": 1300.5"#);
    let issues = Book::read(&text).unwrap_err();
    assert!(issues[0].words.contains("decimal string"), "{}", issues[0].words);
}

/// Two rows, three rows, and one: each member of the circle is named; what only leads into it is not.
#[test]
fn equivalents_that_go_round_are_named_each() {
    let text = |equivalents: [&str; 3]| {
        let mut text = OWN.to_owned();
        for (id, equivalent) in ["a", "b", "c"].iter().zip(equivalents) {
            let at = text.find(&format!("{{\"id\": \"{id}\"")).unwrap();
            let at = at + text[at..].find("\"equivalent\": \"").unwrap() + "\"equivalent\": \"".len();
            text.replace_range(at..=at, equivalent);
        }
        text
    };
    let first = line_of(OWN, OWN.find("{\"id\": \"a\"").unwrap());
    for (equivalents, circle) in [
        (["b", "a", "d"], &[0, 1][..]),
        (["b", "c", "a"], &[0, 1, 2]),
        (["a", "d", "d"], &[0]),
        (["b", "c", "b"], &[1, 2]),
        (["b", "b", "a"], &[1]),
    ] {
        let expected: Vec<_> = circle
            .iter()
            .map(|&nth: &u32| (format!("rates[{nth}].retired.equivalent"), "cyclic-reference", first + nth))
            .collect();
        assert_eq!(told(&text(equivalents)), expected, "{equivalents:?}");
    }
}

#[test]
fn what_is_no_book_is_said_to_be_none() {
    let whole = |code: &'static str, line: u32| vec![(String::new(), code, line)];
    let lines = u32::try_from(OWN.lines().count()).unwrap();
    for (why, text, expected) in [
        ("empty", String::new(), whole("not-json", 1)),
        ("blank", " \n\n ".into(), whole("not-json", 3)),
        ("a list", "[]".into(), whole("wrong-type", 1)),
        ("a list on the second line", "\n[]".into(), whole("wrong-type", 2)),
        ("a text", "\"book\"".into(), whole("wrong-type", 1)),
        ("null", "null".into(), whole("wrong-type", 1)),
        ("words", "id,price\n1,2".into(), whole("not-json", 1)),
        ("a page", "<!DOCTYPE html>".into(), whole("not-json", 1)),
        ("a byte order mark", format!("\u{feff}{OWN}"), whole("not-json", 1)),
        ("cut off", OWN.trim_end().trim_end_matches('}').trim_end().into(), whole("not-json", lines - 1)),
        ("cut in a text", OWN[..OWN.find("negotiated").unwrap()].into(), whole("not-json", 6)),
        ("NaN", OWN.replace("10000", "NaN"), whole("not-json", 22)),
        ("Infinity", OWN.replace("10000", "Infinity"), whole("not-json", 22)),
        ("beyond every float", OWN.replace("10000", "1e999"), whole("not-json", 22)),
        ("a comma too many", OWN.replace("\"USD\",", "\"USD\",,"), whole("not-json", 7)),
        ("a comment", OWN.replace("\"USD\",", "\"USD\", // dollars"), whole("not-json", 7)),
        ("two books", format!("{OWN}{OWN}"), whole("not-json", lines + 1)),
        ("deep", "[".repeat(100_000), whole("not-json", 1)),
        ("deep objects", "{\"a\":".repeat(100_000), whole("not-json", 1)),
        ("deep and closed", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), whole("not-json", 1)),
        ("large", format!("{OWN}{}", " ".repeat(5 << 20)), whole("too-large", 0)),
        ("one byte too large", format!("{OWN}{}", " ".repeat(MAX_BYTES + 1 - OWN.len())), whole("too-large", 0)),
    ] {
        assert_eq!(told(&text), expected, "{why}");
    }
    // at the limit it is read
    assert!(Book::read(&format!("{OWN}{}", " ".repeat(MAX_BYTES - OWN.len()))).is_ok());
    let empty = told("{}");
    assert_eq!(empty.len(), 13, "each key that is missing is named: {empty:?}");
    assert!(empty.iter().all(|(_, code, line)| (*code, *line) == ("missing", 1)));
}

#[test]
fn markup_in_names_is_text_and_kept_to_the_letter() {
    let text = OWN.replace("\"Their letter\"", "\"<script>alert('1')</script> &amp; {{7*7}}\"");
    let mut books = shelf();
    let lent = books.add_local(&text).unwrap();
    assert_eq!(lent.edition.book.provider.name, "Acme & <b>Söhne</b>");
    assert_eq!(lent.edition.book.sources[0].title, "<script>alert('1')</script> &amp; {{7*7}}");
    assert_eq!(lent.edition.text.as_deref(), Some(text.as_str()));
}

#[test]
fn a_published_edition_is_not_shadowed_and_a_local_one_is_replaced() {
    let mut books = shelf();
    let shipped = books.editions().len();
    let (_, json) = Books::shipped_files()[0];
    let cheaper = json.replace("\"2240.00\"", "\"1.00\"");
    let issues = books.add_local(&cheaper).unwrap_err();
    assert_eq!((issues[0].path.as_str(), issues[0].code.as_str()), ("id", "duplicate-id"));
    assert!(issues[0].words.contains("kling-2025-own"), "what to do: {}", issues[0].words);
    assert_eq!(places(&cheaper, &issues)[0].unwrap().line, 3);
    assert_eq!(books.get("kling-2025"), shelf().get("kling-2025"));
    // the very bytes of a published edition are that edition
    let same = books.add_local(json).unwrap();
    assert!(!same.edition.local && !same.replaced);
    assert_eq!(books.editions().len(), shipped);
    // what the words say to do works
    let renamed = cheaper.replacen("\"id\": \"kling-2025\"", "\"id\": \"kling-2025-own\"", 1).replacen(
        "\"edition\": \"2025\"",
        "\"edition\": \"2025-own\"",
        1,
    );
    assert!(books.add_local(&renamed).unwrap().edition.local);

    let first = books.add_local(OWN).unwrap();
    assert!(first.edition.local && !first.replaced);
    assert!(!books.add_local(OWN).unwrap().replaced, "the same bytes change nothing");
    let count = books.editions().len();
    let second = books.add_local(&OWN.replace("1300.00", "1250.00")).unwrap();
    assert!(second.replaced);
    assert_ne!(second.edition.digest, first.edition.digest);
    assert_eq!(books.editions().len(), count);
    assert_eq!(books.get("acme-own"), Some(&second.edition));
    // a host's book cannot take a local one's place either
    assert_eq!(books.add(OWN).unwrap_err()[0].code.as_str(), "duplicate-id");

    assert_eq!(books.remove_local("kling-2025"), None, "a published edition stays");
    assert_eq!(books.remove_local("nobody"), None);
    let removed = books.remove_local("acme-own").unwrap();
    assert!(books.get("acme-own").is_none());
    assert_eq!(books.add_local(removed.text.as_deref().unwrap()).unwrap().edition, removed, "and can be put back");
}

#[test]
fn a_report_says_that_its_book_is_local_and_no_day_chooses_one() {
    let mut books = shelf();
    let own = OWN.replace("\"id\": \"acme\"", "\"id\": \"kling\"").replace("acme-own", "kling-own");
    books.add_local(&own).unwrap();
    let day = packwise_engine::date::read("2026-12-01").unwrap();
    assert_eq!(books.on("kling", day).unwrap().book.id, "kling-2026");
    let mut document = Document::new("kling-own");
    document.lines.push(Line::new("b", "5"));
    assert!(evaluate(&document, &books).book.unwrap().local);
    document.book = "kling-2025".into();
    assert!(!evaluate(&document, &books).book.unwrap().local);
}

#[test]
fn no_more_issues_are_kept_than_one_can_mend_by() {
    let keys: Vec<String> = (0..40_000).map(|nth| format!("\"k{nth}\": 1")).collect();
    let text = format!("{{{}, {}", keys.join(",\n"), &OWN[1..]);
    let issues = told(&text);
    assert_eq!(issues.len(), 2_001);
    assert_eq!(issues.last().unwrap().1, "too-many");
}

/// A chain of equivalents through a book as large as is read: checked in one go, not once for each row.
#[test]
fn a_long_chain_of_equivalents_takes_no_longer() {
    let mut book: Value = serde_json::from_str(OWN).unwrap();
    let row = book["rates"][1].clone();
    let chain = 8_000;
    let rates: Vec<Value> = (0..chain)
        .map(|nth| {
            let mut row = row.clone();
            row["id"] = json!(format!("r{nth}"));
            row["retired"]["equivalent"] = json!(format!("r{}", (nth + 1) % chain));
            row
        })
        .collect();
    book["rates"] = Value::Array(rates);
    let text = book.to_string();
    assert!(text.len() < MAX_BYTES);
    let issues = Book::read(&text).unwrap_err();
    assert!(issues[0].path == "rates[0].retired.equivalent" && issues.len() == 2_001);
}

/// What JSON types each field may have, by its name and what it stands in.
fn allowed(path: &str) -> &'static [&'static str] {
    let key = path.rsplit('.').next().unwrap();
    let name = key.split('[').next().unwrap();
    let entry = key.ends_with(']');
    if path == "job" {
        return &["object", "null"];
    }
    if path.starts_with("job.") {
        return match name {
            "keyframes" | "models" if entry => &["object"],
            "segments" | "retries" | "seconds" => &["object"],
            _ if entry => &["text"],
            "keyframes" | "models" | "freeCaptions" | "customCaptions" | "variants" => &["list"],
            "min" | "max" | "step" | "retryPercent" | "rejectionPercent" => &["number", "text"],
            "square" => &["flag"],
            "source" | "note" => &["text", "null"],
            _ => &["text"],
        };
    }
    if entry || ["provider", "effective"].contains(&name) || path.ends_with(".billing") {
        return &["object"];
    }
    match name {
        "notes" | "sources" | "pools" | "packs" | "rates" | "disputes" => &["list"],
        "units" if path.starts_with("pools") => &["text"],
        "units" => &["number", "text", "null"],
        "format" | "periods" | "count" | "months" | "days" | "step" => &["number", "text"],
        "seconds" => &["number", "text"],
        "concurrency" | "limit" | "min" | "max" => &["number", "text", "null"],
        "life" => &["object", "text"],
        "minimumOrder" | "retired" => &["object", "null"],
        "packsKnown" => &["flag"],
        "from" | "until" | "checked" | "since" | "equivalent" | "source" | "url" | "note" | "quality" | "sound"
        | "listUnitPrice" | "listPrice" | "price" => &["text", "null"],
        _ => &["text"],
    }
}

/// Every value of a book with its path and JSON pointer.
fn fields(value: &Value, path: &str, pointer: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let pointer = format!("{pointer}/{key}");
                found.push((path.clone(), pointer.clone()));
                fields(value, &path, &pointer, found);
            }
        }
        Value::Array(entries) => {
            for (index, value) in entries.iter().enumerate() {
                let (path, pointer) = (format!("{path}[{index}]"), format!("{pointer}/{index}"));
                found.push((path.clone(), pointer.clone()));
                fields(value, &path, &pointer, found);
            }
        }
        _ => {}
    }
}

/// Every field of every sort of row, given every JSON type that it cannot have.
#[test]
fn a_wrong_type_anywhere_is_named_at_its_field_and_line() {
    let mut tried = BTreeSet::new();
    let own: Value = serde_json::from_str(OWN).unwrap();
    let mut books = vec![own];
    books.extend(Books::shipped_files().iter().map(|(_, json)| serde_json::from_str(json).unwrap()));
    for book in &books {
        let mut all = Vec::new();
        fields(book, "", "", &mut all);
        for (path, pointer) in &all {
            // one field of each name and holder is enough of a book with hundreds of rows
            let sort: String = path.chars().filter(|char| !char.is_ascii_digit()).collect();
            let billing = pointer.split("/billing").next().and_then(|row| book.pointer(&format!("{row}/billing/per")));
            if !tried.insert((sort, billing.map(Value::to_string), book.pointer(pointer).unwrap().is_null())) {
                continue;
            }
            for (kind, wrong) in [
                ("null", json!(null)),
                ("flag", json!(true)),
                ("number", json!(1.5)),
                ("text", json!("?! ")),
                ("list", json!([1])),
                ("object", json!({ "?": 1 })),
            ] {
                // a null bound goes with every billing, and says nothing
                let bound = kind == "null"
                    && path.contains(".billing.")
                    && !path.ends_with("step")
                    && !path.ends_with("seconds");
                if allowed(path).contains(&kind) || (bound && !path.ends_with(".per")) {
                    continue;
                }
                let mut bad = book.clone();
                *bad.pointer_mut(pointer).unwrap() = wrong;
                let text = serde_json::to_string_pretty(&bad).unwrap();
                let issues = Book::read(&text).map_or_else(|issues| issues, |_| Vec::new());
                // null in the place of what may be left out is what is left out
                let at = |issue: &Issue| {
                    issue.path == *path || (kind == "null" && path.starts_with(&issue.path) && !issue.path.is_empty())
                };
                let Some(nth) = issues.iter().position(at) else {
                    panic!("{path} as {kind}: {issues:?}");
                };
                let place = places(&text, &issues)[nth].unwrap();
                let line = text.split('\n').nth(usize::try_from(place.line).unwrap() - 1).unwrap();
                let key = issues[nth].path.rsplit('.').next().unwrap();
                if !key.ends_with(']') {
                    assert!(line.contains(&format!("\"{key}\"")), "{path} as {kind}: {line}");
                }
            }
        }
    }
    assert!(tried.len() > 90, "{}", tried.len());
}

proptest! {
    #![proptest_config(Config {
        cases: 300, rng_seed: RngSeed::Fixed(15), failure_persistence: None, ..Config::default()
    })]

    /// Whatever is done to a text, the answer is a book or a list of what is wrong, each with a place or none.
    #[test]
    fn no_text_makes_the_checker_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..30, "[\\PC\n]{0,4}"), 1..6)
    ) {
        let mut chars: Vec<char> = OWN.chars().collect();
        for (place, cut, text) in edits {
            let from = place.index(chars.len());
            let until = (from + cut).min(chars.len());
            chars.splice(from..until, text.chars());
        }
        let text: String = chars.into_iter().collect();
        match Book::read(&text) {
            Ok(book) => prop_assert!(!book.id.is_empty()),
            Err(issues) => {
                prop_assert!(!issues.is_empty());
                prop_assert_eq!(places(&text, &issues).len(), issues.len());
            }
        }
    }
}
