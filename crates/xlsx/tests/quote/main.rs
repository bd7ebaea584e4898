//! The spreadsheet of a quote, read back by another library and recalculated by another reader of formulas: every golden
//! quote and any number of random ones say the report's figures, and go on saying the engine's when an input is changed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test may assume")]

mod formula;

use calamine::{Data, Reader as _, Xlsx};
use formula::{Book, Cell};
use packwise_engine::book::Books;
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::plan::Options;
use packwise_engine::quote::{Applies, Bundle, LineDiscount, Party, Quote, QuoteReport, Rule, faces};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

const NET: u32 = 14;
const LABEL: u32 = 10;
const QUANTITY: u32 = 7;

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/quote");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<(String, Value)> = files
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn quoted(document: &Document) -> QuoteReport {
    static BOOKS: LazyLock<Books> = LazyLock::new(Books::shipped);
    let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    *evaluate_with(document, &BOOKS, options).quote.unwrap()
}

fn written(report: &QuoteReport) -> Vec<u8> {
    packwise_xlsx::write(&faces::write(report, "json", None).unwrap()).unwrap()
}

/// The cells of a file, and beside each formula what is stored as its result.
fn read(file: &[u8]) -> (Book, Vec<(formula::Place, Cell)>) {
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let (mut book, mut results) = (Book::default(), Vec::new());
    for name in xlsx.sheet_names() {
        let range = xlsx.worksheet_range(&name).unwrap();
        let begins = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let place =
                (name.clone(), begins.0 + u32::try_from(row).unwrap(), begins.1 + u32::try_from(column).unwrap());
            let cell = match data {
                Data::Float(number) => Cell::Number(*number),
                Data::Int(number) => Cell::Number(*number as f64),
                Data::String(text) => Cell::Text(text.clone()),
                other => panic!("{place:?}: {other:?}"),
            };
            book.set(place, cell);
        }
        let formulas = xlsx.worksheet_formula(&name).unwrap();
        let begins = formulas.start().unwrap_or_default();
        for (row, column, text) in formulas.used_cells() {
            let place =
                (name.clone(), begins.0 + u32::try_from(row).unwrap(), begins.1 + u32::try_from(column).unwrap());
            results.push((place.clone(), book.cells.get(&place).cloned().unwrap_or(Cell::Empty)));
            book.set(place, Cell::Formula(text.clone()));
        }
    }
    (book, results)
}

fn close(one: &Cell, other: &Cell) -> bool {
    match (one, other) {
        (Cell::Number(one), Cell::Number(other)) => {
            format!("{:.13e}", one + 0.0) == format!("{:.13e}", other + 0.0) || (one - other).abs() < 1e-6
        }
        _ => one == other,
    }
}

/// The row of a label among the sums.
fn row_of(book: &Book, label: &str) -> (String, u32, u32) {
    let mut found = book.cells.iter().filter(|((sheet, _, column), cell)| {
        sheet == "Quote" && *column == LABEL && matches!(cell, Cell::Text(text) if text.starts_with(label))
    });
    let (place, _) = found.next_back().unwrap_or_else(|| panic!("no row {label}"));
    (place.0.clone(), place.1, NET)
}

fn cents(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => format!("{number:.3}"),
        other => panic!("{other:?}"),
    }
}

/// Every formula comes to its stored result, and every figure of the report stands where it belongs.
fn check(name: &str, report: &QuoteReport) -> (Book, usize) {
    let file = written(report);
    assert_eq!(file, written(report), "{name}: the same bytes");
    let (book, results) = read(&file);
    for (place, stored) in &results {
        let comes_to = book.value(place);
        assert!(
            close(&comes_to, stored),
            "{name}: {place:?} {:?} = {comes_to:?}, stored {stored:?}",
            book.cells[place]
        );
    }
    let total = book.value(&row_of(&book, "Total"));
    match report.total {
        Some(total_due) => {
            let due: f64 = total_due.to_string().parse().unwrap();
            assert_eq!(cents(&total), format!("{due:.3}"), "{name}: total");
            let net: f64 = report.net.unwrap().to_string().parse().unwrap();
            assert!(close(&book.value(&row_of(&book, "Net")), &Cell::Number(net)), "{name}: net");
        }
        None => assert_eq!(total, Cell::Text("incomplete".to_owned()), "{name}"),
    }
    (book, results.len())
}

#[test]
fn every_golden_quote_recalculates_to_its_report() {
    let cases = cases();
    assert!(cases.len() >= 20);
    for (name, case) in cases {
        let report = quoted(&Document::read(&case["document"]).unwrap());
        let (_, formulas) = check(&name, &report);
        if report.complete {
            assert!(formulas >= 2 * report.lines.len() + 4, "{name}: only {formulas} formulas are live");
        }
    }
}

fn bundle(name: &str, quantity: u64, price: &str, discount: &str) -> Bundle {
    Bundle {
        name: name.to_owned(),
        units: "1000".to_owned(),
        price: price.to_owned(),
        quantity: quantity.to_string(),
        discount: discount.to_owned(),
        ..Bundle::default()
    }
}

fn with(quote: Quote) -> Document {
    let (_, case) = cases().into_iter().find(|(name, _)| name == "one-pack-no-discount").unwrap();
    let mut document = Document::read(&case["document"]).unwrap();
    document.quote = Some(Box::new(quote));
    document
}

#[test]
fn text_is_text_whatever_it_begins_with() {
    let evil = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "=HYPERLINK(\"x\")",
        "\u{202e}1",
        "<x/>&\"",
        "_x0041_",
        "a\u{1}b",
        "\u{fffe}",
        "https://example.invalid/",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{1f600}",
    ];
    for typed in evil.iter().map(|text| (*text).to_owned()).chain(["x".repeat(10_000), "\u{1f600}".repeat(20_000)]) {
        let party =
            Party { name: typed.clone(), address: typed.clone(), contact: typed.clone(), tax_id: typed.clone() };
        let quote = Quote {
            seller: party.clone(),
            buyer: party,
            terms: typed.clone(),
            note: typed.clone(),
            number: typed.clone(),
            tax_name: typed.clone(),
            reason: typed.clone(),
            bundles: vec![Bundle { reason: typed.clone(), ..bundle(&typed, 1, "1", "") }],
            ..Quote::default()
        };
        let report = quoted(&with(quote));
        let (book, _) = read(&written(&report));
        let wanted = typed.replace('\u{fffe}', "\u{fffd}");
        let texts: String = book
            .cells
            .iter()
            .filter_map(|((sheet, ..), cell)| match cell {
                Cell::Text(text) if sheet == "Terms" => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert!(texts.contains(&wanted), "the terms are whole: {}", typed.escape_debug().take(20).collect::<String>());
        for cell in book.cells.values() {
            if let Cell::Formula(formula) = cell {
                assert!(!formula.contains("HYPERLINK") && !formula.contains("SUM(A1)"), "{formula}");
            }
        }
    }
}

#[test]
fn what_fifteen_digits_cannot_hold_is_said_and_not_rounded() {
    let quote = Quote {
        bundles: vec![bundle("large", 3, "1234567890123.456789", ""), bundle("small", 1, "0.10", "")],
        rounding: Rule::Total,
        ..Quote::default()
    };
    let report = quoted(&with(quote));
    let (book, _) = read(&written(&report));
    let exact = report.lines.last().and_then(|_| report.lines.iter().find(|line| line.name == "large")).unwrap();
    let gross = exact.gross.unwrap().to_string();
    assert!(book.cells.values().any(|cell| *cell == Cell::Text(gross.clone())), "{gross} stands as text");
    assert!(book.cells.values().any(|cell| matches!(cell, Cell::Text(text) if text.contains("more digits"))));
    let total = book.value(&row_of(&book, "Total"));
    assert_eq!(total, Cell::Number(report.total.unwrap().to_string().parse().unwrap()));
}

#[test]
fn an_emptied_price_is_no_zero() {
    let report = quoted(&with(Quote { bundles: vec![bundle("one", 2, "3.50", "")], ..Quote::default() }));
    let (mut book, _) = check("before", &report);
    let price =
        book.cells.iter().find(|((_, _, column), cell)| *column == 9 && **cell == Cell::Number(3.5)).unwrap().0.clone();
    book.set(price, Cell::Empty);
    assert_eq!(book.value(&row_of(&book, "Total")), Cell::Text("incomplete".to_owned()));
}

#[test]
fn what_is_no_report_is_an_error() {
    for text in ["", "{", "{}", "[]", "null", r#"{"lines": 1, "currency": "USD"}"#] {
        assert!(packwise_xlsx::write(text).is_err(), "{text}");
    }
    // a report with holes is written all the same: nothing of it ends the writer
    let holes = r#"{"lines": [{}, null, 1, {"quantity": "x", "net": "y", "gross": "-", "buys": [{}, 1]}], "currency": "", "complete": true, "rates": [{}], "total": "1"}"#;
    assert!(packwise_xlsx::write(holes).is_ok());
}

fn percent() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        2 => (0_u32..=100).prop_map(|percent| format!("{percent}%")),
        2 => (0_u32..=100_000).prop_map(|thousandths| format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)),
    ]
}

prop_compose! {
    fn bundles()(rows in prop::collection::vec((0_u64..5_000, 0_u64..2_000_000_000, percent(), 0_u32..8), 1..12)) -> Vec<Bundle> {
        rows.into_iter().enumerate().map(|(at, (quantity, micros, discount, cut))| {
            // prices of few and of many decimals
            let micros = micros / 10_u64.pow(cut.min(6)) * 10_u64.pow(cut.min(6));
            bundle(&format!("bundle {at}"), quantity, &format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000), &discount)
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    /// Whatever is quoted, the spreadsheet's total is the report's, formula by formula; and it still is what the engine
    /// says after a quantity was changed in the sheet.
    #[test]
    fn a_spreadsheet_recalculates_as_the_engine_does(
        bundles in bundles(),
        discount in percent(),
        off in prop_oneof![percent(), (0_u32..400_000).prop_map(|milli| format!("{}.{:03}", milli / 1000, milli % 1000))],
        tax in prop_oneof![Just(String::new()), Just("19".to_owned()), Just("8.875".to_owned())],
        by_total in any::<bool>(),
        applies in 0_usize..3,
        currency in 0_usize..3,
        changed in 1_u64..5_000,
    ) {
        let (currency, rate) = [("USD", ""), ("JPY", "150.25"), ("KWD", "0.3071")][currency];
        let mut quote = Quote {
            bundles,
            discount,
            discounts: vec![LineDiscount { line: "video/B1".to_owned(), discount: off, reason: String::new() }],
            tax_percent: tax,
            rounding: if by_total { Rule::Total } else { Rule::Line },
            applies_to: [Applies::All, Applies::Packs, Applies::Bundles][applies],
            currency: currency.to_owned(),
            rate: rate.to_owned(),
            ..Quote::default()
        };
        let report = quoted(&with(quote.clone()));
        prop_assert!(report.complete, "{:?}", report.issues);
        let (mut book, _) = check("random", &report);
        let live = matches!(book.cells[&row_of(&book, "Total")], Cell::Formula(_));
        prop_assert!(live);

        quote.bundles[0].quantity = changed.to_string();
        let after = quoted(&with(quote));
        let place = book.cells.iter().find(|((sheet, _, column), cell)| {
            sheet == "Quote" && *column == 0 && **cell == Cell::Text("bundle/0".to_owned())
        }).unwrap().0.clone();
        book.set((place.0, place.1, QUANTITY), Cell::Number(changed as f64));
        let due: f64 = after.total.unwrap().to_string().parse().unwrap();
        prop_assert_eq!(cents(&book.value(&row_of(&book, "Total"))), format!("{:.3}", due));
    }
}
