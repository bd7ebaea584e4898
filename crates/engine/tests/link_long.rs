//! The long link: the golden links of every version, which open for ever; how long links are; what was then and what is
//! now.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::date::{self, Date};
use packwise_engine::document::{Document, Line, OwnedPack, evaluate_with};
use packwise_engine::issue::Code;
use packwise_engine::link::file::{self, Filed};
use packwise_engine::link::{self, Basis, Made, View, long, then_now};
use packwise_engine::plan::Options;
use serde_json::{Value, json};
use std::path::Path;

const QUICK: Options =
    Options { budget: 20_000, further: 20_000, headroom: false, alternatives: false, trace: false, today: None };

fn day(text: &str) -> Date {
    date::read(text).unwrap()
}

/// Lines as somebody has them: many of them alike, none quite.
fn lines(count: usize) -> Document {
    let books = Books::shipped();
    let rates = &books.get("kling-2026").unwrap().book.rates;
    let mut document = Document::new("kling-2026");
    for at in 0..count {
        let rate = &rates[at * 7 % rates.len()];
        let takes = ["1", "2", "1", "3", "1"][at % 5];
        let line = Line::new(rate.id.clone(), (17 * (at + 1) * (at % 9 + 1)).to_string()).takes(takes);
        let by_length = serde_json::to_string(&rate.billing).is_ok_and(|billing| billing.contains("second"));
        document.lines.push(if by_length { line.seconds(["5", "10", "7"][at % 3]) } else { line });
    }
    document.months = "6".into();
    document.as_of = Some(day("2026-11-21"));
    document
}

fn made(document: &Document) -> Made {
    Made::of(document, &evaluate_with(document, &Books::shipped(), QUICK), Some(day("2026-11-21")))
}

/// A quote as somebody writes one, every field of it said or empty, as a plain value: whatever fields a Document has, a
/// long link holds them.
fn quote() -> Value {
    let bundle = |name: &str, units: &str, price: &str, months: &str| {
        json!({
            "name": name, "pool": "video", "units": units, "price": price, "quantity": "1", "months": months,
            "concurrency": "10", "discount": "5%", "reason": "launch price"
        })
    };
    let discount =
        |line: &str, discount: &str, reason: &str| json!({"line": line, "discount": discount, "reason": reason});
    json!({
        "seller": {
            "name": "Northlight Media GmbH", "address": "Torstraße 140, 10119 Berlin, Germany",
            "contact": "Ada Brandt, sales@northlight.example", "taxId": "DE812345678"
        },
        "buyer": {
            "name": "Harbour & Sons Ltd.", "address": "3 Quay Road, Floor 2, Bristol BS1 4QA, United Kingdom",
            "contact": "R. Okafor, r.okafor@harbour.example", "taxId": "GB123456789"
        },
        "number": "", "prefix": "Q-2026", "version": "2", "amends": "Q-20261103-91bc", "status": "sent",
        "issued": "2026-11-21", "validUntil": "2026-12-20", "timeZone": "Europe/Berlin", "currency": "EUR",
        "rate": "0.9214", "rateDate": "2026-11-20", "plan": true,
        "bundles": [bundle("Launch bundle", "48000", "5900.00", "6"), bundle("Top-up bundle", "9000", "1250.00", "3")],
        "discounts": [
            discount("video/package-1", "12.5%", "three years"), discount("video/package-2", "10%", "three years"),
            discount("image/package-1", "7.5%", "volume")
        ],
        "discount": "5%", "appliesTo": "all", "reason": "annual agreement", "taxName": "VAT", "taxPercent": "19",
        "rounding": "line",
        "terms": "Payment within 30 days of the invoice by bank transfer. Unused credits expire at the end of their life and are not refunded. Delivery of the credits on receipt of payment.",
        "note": "Two takes for each kept clip. 1080p without sound unless stated. Prices as of 21 November 2026.",
        "acceptance": true, "language": "en", "role": "head",
        "approvals": [{"role": "head", "by": "Ada Brandt", "day": "2026-11-21", "digest": "9f2c41aa07be3d18"}]
    })
}

/// How many characters a Document takes, to be read with `--nocapture`.
#[test]
fn thirty_lines_and_a_quote_fit_two_thousand_characters() {
    println!("lines  short   long  long with a quote");
    for count in [1, 10, 30, 100] {
        let document = lines(count);
        let made = made(&document);
        let long = long::write(View::Plan, &document, &[], Some(&made)).unwrap();
        let short = link::write(View::Plan, &document);
        let mut value = serde_json::to_value(&document).unwrap();
        value["quote"] = quote();
        let with_quote = long::write_value(View::Quote, &value, &[], Some(&made)).unwrap();
        println!("{count:5}  {:5}  {:5}  {:5}", short.len(), long.len(), with_quote.len());
        assert_eq!(long::value(&with_quote).unwrap()["quote"], quote());
        if count <= 30 {
            assert!(with_quote.len() <= 2_000);
        }
    }
}

fn golden() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/links")
}

/// What the golden links were made of. `PACKWISE_BLESS=1` writes those that are not there; one that is there never changes.
fn cases() -> Vec<(&'static str, View, Document)> {
    let short = |text: &str| link::read(text, "kling-2026").document;
    let mut dated =
        short("plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-std-5s*200x2&months=3&order=none&concurrency=5");
    dated.as_of = Some(day("2025-08-01"));
    let mut owned = short("plan?book=kling-2026&lines=3.0-1080p:5s*400&months=12&growth=5");
    owned.owned = vec![OwnedPack::new("118.5", "video").months_left("2"), OwnedPack::new("500", "").never_expires()];
    let mut odd = short("plan?book=kling-2026&lines=3.0-1080p:5s*400");
    odd.lines.push(Line::new("no <rate> of \u{202e}any book, 漢字 \u{1}\n", "1.5e3").seconds("five").takes(""));
    vec![
        ("one-line", View::Plan, short("plan?book=kling-2026&lines=3.0-1080p:5s*400")),
        ("no-lines", View::Prices, Document::new("kling-2026")),
        ("design-example-2025", View::Plan, dated),
        ("thirty-lines", View::Plan, lines(30)),
        (
            "season",
            View::Compare,
            short(
                "plan?book=kling-2026&lines=3.0-720p:5s*40&months=12&season=80-90-100-110-120-130-140-130-120-110-100-90",
            ),
        ),
        ("growth-and-owned", View::Balance, owned),
        (
            "months-one-by-one",
            View::Plan,
            short("plan?book=kling-2026&lines=3.0-1080p:5s*400&months=3&shape=100,120.5,90"),
        ),
        ("units", View::Plan, short("plan?book=kling-2025&units=video:12000,12000,8000.5&months=3&order=term:6")),
        (
            "jobs-and-rates",
            View::Job,
            short(
                "job?book=u-gen-2026&jobs=3xveo3_fast:8s;kf=2k;voice*20,10xkling3_std/t2v:5s;nomusic;gate*5&rates=veo3_fast/i2v:60/gen,kling3_std/t2v:12.5/s",
            ),
        ),
        (
            "without-and-limits",
            View::Plan,
            short(
                "plan?book=kling-2026&lines=3.0-1080p:5s*400&without=trial-s,trial-l&limits=none&order=packs:3&concurrency=20",
            ),
        ),
        ("what-is-no-number", View::Plan, odd),
        ("own-book", View::Plan, short("plan?book=kling-2026-own&lines=3.0-1080p:5s*400,3.0-4k:10*20&months=6")),
    ]
}

#[test]
fn the_links_of_every_version_open_for_ever() {
    let bless = std::env::var_os("PACKWISE_BLESS").is_some();
    for (name, view, document) in cases() {
        let path = golden().join(format!("{name}.v1.json"));
        if bless && !path.exists() {
            let made = made(&document);
            let link = long::write(view, &document, &[], Some(&made)).unwrap();
            let case = json!({
                "link": link, "view": view.as_str(), "document": document,
                "made": {
                    "digest": made.digest, "day": made.day, "total": made.total, "currency": made.currency,
                    "each": made.each,
                },
            });
            std::fs::create_dir_all(golden()).unwrap();
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&case).unwrap())).unwrap();
        }
    }
    let mut read = 0;
    for file in std::fs::read_dir(golden()).unwrap() {
        let path = file.unwrap().path();
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let opened = link::open(case["link"].as_str().unwrap(), "x");
        assert_eq!(opened.issues, [], "{}", path.display());
        assert_eq!(opened.view.as_str(), case["view"]);
        // fields that came later have their default
        let document = Document::read(&case["document"]).unwrap();
        assert_eq!(opened.document, document, "{}", path.display());
        let made = opened.made.unwrap();
        assert_eq!(serde_json::to_value(made.each).unwrap(), case["made"]["each"]);
        assert_eq!(serde_json::to_value(made.total).unwrap(), case["made"]["total"]);
        assert_eq!(serde_json::to_value(made.day).unwrap(), case["made"]["day"]);
        assert_eq!(
            (made.digest.as_str(), made.currency.as_str()),
            (case["made"]["digest"].as_str().unwrap(), case["made"]["currency"].as_str().unwrap())
        );
        read += 1;
    }
    assert!(read >= cases().len());
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    for (name, _, document) in cases() {
        let made = made(&document);
        let filed = Filed { document, made, name: name.to_owned(), base: Some(lines(2)) };
        assert_eq!(file::read(&file::write(&filed)).unwrap(), filed);
        assert_eq!(file::read(&format!("\u{feff}{}", file::write(&filed))).unwrap(), filed);
    }
    for (text, path, code) in [
        ("", "", Code::NOT_JSON),
        ("{\"packwise\": 1, \"docu", "", Code::NOT_JSON),
        ("[]", "", Code::MISSING),
        ("{\"packwise\": 2, \"document\": {}}", "packwise", Code::TOO_LARGE),
        ("{\"packwise\": 1}", "document", Code::MISSING),
        (
            "{\"packwise\": 1, \"document\": {\"book\": \"b\", \"lines\": [{}]}}",
            "document.lines[0].rate",
            Code::MISSING,
        ),
        ("{\"packwise\": 1, \"document\": {\"book\": \"b\", \"lines\": []}, \"x\": 1}", "x", Code::UNKNOWN_KEY),
    ] {
        let issues = file::read(text).unwrap_err();
        assert_eq!((issues[0].path.as_str(), issues[0].code), (path, code), "{text}");
    }
}

#[test]
fn every_single_changed_character_of_a_golden_link_is_found() {
    let document = lines(30);
    let link = long::write(View::Plan, &document, &[], Some(&made(&document))).unwrap();
    let mut kept = Vec::new();
    for at in 0..link.len() {
        for to in ["A", "z", "_", "%", " "] {
            if &link[at..=at] == to {
                continue;
            }
            let mut changed = link.clone();
            changed.replace_range(at..=at, to);
            let opened = link::open(&changed, "kling-2026");
            assert!(!opened.issues.is_empty(), "{at} {to}");
            if at > 2 {
                assert_eq!(opened.issues[0].code, Code::LINK_DAMAGED, "{at} {to}");
                assert!(document.lines.starts_with(&opened.document.lines));
                kept.push(opened.document.lines.len());
            }
        }
        if at > 2 {
            assert_eq!(link::open(&link[..at], "kling-2026").issues[0].code, Code::LINK_DAMAGED, "{at}");
        }
    }
    // a damage near the end costs next to nothing
    assert_eq!(kept.last(), Some(&30));
}

#[test]
fn an_unknown_version_is_named() {
    let opened = link::open("#d=2abc", "kling-2026");
    assert_eq!(opened.issues[0].code, Code::LINK_VERSION);
    assert_eq!(opened.document, Document::new("kling-2026"));
    for text in ["d=", "d=1", "d=1A", "d=%", "d=1\u{202e}"] {
        assert_eq!(link::open(text, "kling-2026").issues[0].code, Code::LINK_DAMAGED, "{text}");
    }
}

#[test]
fn blanks_of_a_mail_do_no_harm() {
    let document = lines(5);
    let link = long::write(View::Plan, &document, &[], None).unwrap();
    let opened = link::open(&format!("#{}\r\n {}).", &link[..70], &link[70..]), "x");
    assert_eq!((opened.issues.len(), opened.document), (0, document));
}

#[test]
fn a_link_of_an_older_edition_shows_then_and_now() {
    let books = Books::shipped();
    let document = link::read("plan?book=kling-2025&lines=v1.6-pro-5s*300,v2.0-master-10s*50&months=3", "x").document;
    let made = made(&document);
    let both = then_now(&document, Some(&made), &books, day("2026-11-21"), QUICK);
    assert!(both.changed);
    assert_eq!((both.then.basis, both.then.book.as_str()), (Basis::Book, "kling-2025"));
    assert_eq!(both.now.book, "kling-2026");
    assert_eq!(both.then.total, made.total);
    assert_eq!(both.then.lines.len(), 2);
    assert_eq!(both.document.book, "kling-2026");
    assert_eq!(both.moved.len(), 2);
    // opened while that edition held, nothing had changed
    let earlier = then_now(&document, Some(&made), &books, day("2025-08-01"), QUICK);
    let changed = earlier.now.book != "kling-2025";
    assert_eq!(earlier.changed, changed);
}

#[test]
fn where_the_book_is_another_one_then_is_what_the_link_says() {
    let books = Books::shipped();
    let document = link::read("plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-4k:10*20x2&months=6", "x").document;
    let mut made = made(&document);
    let right = made.each.clone();
    let same = then_now(&document, Some(&made), &books, day("2026-11-21"), QUICK);
    assert!(!same.changed && same.issues.is_empty(), "{:?}", same.issues);
    assert_eq!(same.then.total, same.now.total);
    made.digest = "0123456789abcdef".to_owned();
    let both = then_now(&document, Some(&made), &books, day("2026-11-21"), QUICK);
    assert!(both.changed);
    assert_eq!(both.then.basis, Basis::Link);
    assert_eq!((both.then.total, both.then.digest.as_deref()), (made.total, Some("0123456789abcdef")));
    assert_eq!(both.then.lines[1].units_each, right[1]);
    assert_eq!(both.then.lines[1].units, both.now.lines[1].units);
    // a book that nobody here has
    let gone = Document { book: "kling-2024".to_owned(), ..document.clone() };
    let both = then_now(&gone, Some(&made), &books, day("2026-11-21"), QUICK);
    assert_eq!((both.changed, both.now.book.as_str(), both.then.total), (true, "kling-2026", made.total));
    let gone = Document { book: "nobody-1".to_owned(), ..document };
    let both = then_now(&gone, Some(&made), &books, day("2026-11-21"), QUICK);
    assert_eq!((both.changed, both.now.total, both.issues[0].code), (false, None, Code::UNKNOWN_BOOK));
    // a link that says another total than its book gives is told of
    let document = link::read("plan?book=kling-2026&lines=3.0-1080p:5s*400", "x").document;
    let mut made = Made::of(&document, &evaluate_with(&document, &books, QUICK), None);
    made.total = None;
    let both = then_now(&document, Some(&made), &books, day("2026-11-21"), QUICK);
    assert_eq!(both.issues[0].code, Code::CONTRADICTION);
}
