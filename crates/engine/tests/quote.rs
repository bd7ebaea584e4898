//! Quotes: the golden cases of `tests/golden/quote`, what always holds of a total, and that every face says the same and
//! none says more than it should.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::date::{self, Date};
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::money::Cost;
use packwise_engine::plan::Options;
use packwise_engine::quote::{
    Applies, Bundle, LineDiscount, Party, Quote, QuoteReport, Rule, Rules, Status, faces, guard,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/quote");
    let mut cases: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn quoted(document: &Document) -> QuoteReport {
    quoted_on(document, None)
}

fn quoted_on(document: &Document, today: Option<Date>) -> QuoteReport {
    static BOOKS: LazyLock<Books> = LazyLock::new(Books::shipped);
    let options = Options { headroom: false, alternatives: false, trace: false, today, ..Options::default() };
    *evaluate_with(document, &BOOKS, options).quote.unwrap()
}

/// What a golden case may expect, out of a report.
fn figure(report: &Value, key: &str) -> Value {
    let of_lines = |key: &str| report["lines"].as_array().unwrap().iter().map(|line| line[key].clone()).collect();
    let issues = |level: &str| -> Value {
        let rows = report["issues"].as_array().unwrap().iter().filter(|issue| issue["level"] == level);
        rows.map(|issue| json!(format!("{} {}", issue["path"].as_str().unwrap(), issue["code"].as_str().unwrap())))
            .collect()
    };
    match key {
        "nets" => of_lines("net"),
        "unitPrices" => of_lines("unitPrice"),
        "quantities" => of_lines("quantity"),
        "errors" => issues("error"),
        "warnings" => issues("warning"),
        _ => report[key].clone(),
    }
}

#[test]
fn golden_quotes() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let document = Document::read(&case["document"]).unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
        let report = quoted_on(&document, case["today"].as_str().and_then(date::read));
        let json = serde_json::to_value(&report).unwrap();
        for (key, expected) in case["expect"].as_object().unwrap() {
            if key == "guard" {
                let rules = Rules::read(&case["rules"]).unwrap();
                let guard = serde_json::to_value(guard(document.quote.as_ref().unwrap(), &report, &rules)).unwrap();
                let findings: Value = guard["findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|row| {
                        let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
                        json!(format!("{} {} {}", text("line"), text("code"), text("role")))
                    })
                    .collect();
                for (key, expected) in expected.as_object().unwrap() {
                    let got = if key == "findings" { &findings } else { &guard[key] };
                    if got != expected {
                        wrong.push(format!("{name}: guard {key}: expected {expected}, got {got}"));
                    }
                }
                continue;
            }
            let got = figure(&json, key);
            if got != *expected {
                wrong.push(format!("{name}: {key}: expected {expected}, got {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_quote_reads_back_from_its_json() {
    for (name, case) in cases() {
        let document = Document::read(&case["document"]).unwrap();
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(Document::read(&json).unwrap(), document, "{name}");
    }
    let fresh = Document { quote: Some(Box::default()), ..Document::new("kling-2025") };
    let json = serde_json::to_value(&fresh).unwrap();
    assert_eq!(Document::read(&json).unwrap(), fresh);
    let wrong = Document::read(&json!({
        "book": "kling-2025", "lines": [],
        "quote": { "status": "gone", "colour": 1, "bundles": [{ "name": {} }], "rounding": "up" }
    }));
    let mut found: Vec<_> = wrong.unwrap_err().into_iter().map(|issue| (issue.path, issue.code.as_str())).collect();
    found.sort();
    let expected = [
        ("quote.bundles[0].name", "wrong-type"),
        ("quote.colour", "unknown-key"),
        ("quote.rounding", "unknown-value"),
        ("quote.status", "unknown-value"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
}

/// What is typed wrongly costs the total and nothing else, and stays as it was typed.
#[test]
fn each_bad_field_is_named_at_its_place() {
    type Field<'a> = (&'a str, fn(&mut Quote, &str), &'a [(&'a str, &'a str)]);
    let fields: [Field<'_>; 6] = [
        ("quote.version", |q, t| q.version = t.to_owned(), &[("0", "too-small"), ("1.5", "not-whole"), ("", "empty")]),
        ("quote.issued", |q, t| q.issued = t.to_owned(), &[("2026-02-30", "not-a-date"), ("soon", "not-a-date")]),
        (
            "quote.discount",
            |q, t| q.discount = t.to_owned(),
            &[("101%", "too-large"), ("-1", "negative"), ("x", "not-a-number")],
        ),
        (
            "quote.taxPercent",
            |q, t| q.tax_percent = t.to_owned(),
            &[("abc", "not-a-number"), ("1.2345", "too-many-decimals")],
        ),
        ("quote.currency", |q, t| q.currency = t.to_owned(), &[("usd", "unknown-value"), ("=1", "unknown-value")]),
        (
            "quote.discounts[0].discount",
            |q, t| q.discounts[0].discount = t.to_owned(),
            &[("2000%", "too-large"), ("1e3", "not-a-number")],
        ),
    ];
    for (path, set, wrong) in fields {
        for (text, code) in wrong {
            let mut quote = Quote { issued: "2026-11-21".into(), ..Quote::default() };
            quote.discounts.push(LineDiscount { line: "video/B1".into(), ..LineDiscount::default() });
            set(&mut quote, text);
            let report = quoted(&work(335, quote));
            let found = report.issue_at(path).map(|issue| issue.code.as_str());
            assert_eq!(found, Some(*code), "{path} {text:?}");
            assert_eq!(report.total, None, "{path} {text:?}");
            assert!(!report.moves.contains(&Status::Sent), "an incomplete quote is not sent");
        }
    }
}

fn work(count: u32, quote: Quote) -> Document {
    let json = json!({
        "book": "kling-2025", "asOf": "2026-11-21", "order": "none",
        "lines": [{ "rate": "v2.0-master-10s", "count": count }],
    });
    Document { quote: Some(Box::new(quote)), ..Document::read(&json).unwrap() }
}

#[test]
fn an_approval_counts_for_just_this_content() {
    let rules = Rules::read(&json!({
        "currency": "USD",
        "roles": [{ "id": "rep", "name": "Sales", "maxPercent": 10 }, { "id": "head", "name": "Head", "maxPercent": 25 }],
    }))
    .unwrap();
    let mut quote = Quote { role: "rep".into(), discount: "12%".into(), ..Quote::default() };
    let before = quoted(&work(335, quote.clone()));
    assert_eq!(guard(&quote, &before, &rules).watermark, Some("NOT APPROVED"));
    quote.approvals.push(packwise_engine::quote::Approval {
        role: "head".into(),
        by: "A. Head".into(),
        day: "2026-11-21".into(),
        digest: before.digest.clone(),
    });
    let approved = quoted(&work(335, quote.clone()));
    assert_eq!(approved.digest, before.digest, "an approval does not change what is approved");
    assert!(guard(&quote, &approved, &rules).cleared);
    quote.discount = "13%".into();
    let changed = quoted(&work(335, quote.clone()));
    assert!(!guard(&quote, &changed, &rules).cleared, "another discount needs another approval");
}

#[test]
fn sending_a_quote_does_not_change_its_digest() {
    let quote = Quote::default();
    let draft = quoted(&work(335, quote.clone()));
    let sent = quoted(&work(335, Quote { status: Status::Sent, number: draft.number.clone(), ..quote.clone() }));
    assert_eq!((&sent.digest, &sent.number), (&draft.digest, &draft.number));
    let other = quoted(&work(335, Quote { discount: "1%".into(), ..quote }));
    assert_ne!(other.digest, draft.digest);
}

/// Fields of one CSV row. Quotes doubled inside quotes, as every reader has it.
fn fields(text: &str) -> Vec<Vec<(String, bool)>> {
    let (mut rows, mut row, mut field, mut inside, mut quoted) = (Vec::new(), Vec::new(), String::new(), false, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if inside && rest.peek() == Some(&'"') => {
                field.push('"');
                rest.next();
            }
            '"' => {
                inside = !inside;
                quoted = true;
            }
            ',' | '\n' if !inside => {
                row.push((std::mem::take(&mut field), quoted));
                quoted = false;
                if c == '\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            '\r' if !inside => {}
            c => field.push(c),
        }
    }
    rows
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("=HYPERLINK(\"http://x\",\"y\")".to_owned()),
        Just("+1+1".to_owned()),
        Just("-2+3".to_owned()),
        Just("@SUM(A1)".to_owned()),
        Just("\t=1".to_owned()),
        Just("\r=1".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("]]></cbc:Note><x/>".to_owned()),
        Just("\u{202e}1,000".to_owned()),
        Just("a\u{0}b\u{1}".to_owned()),
        Just("x".repeat(10_000)),
        "[ -~\\n\"|,=+@-]{0,40}",
    ]
}

fn discount() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), (0_u32..=100_000).prop_map(|p| format!("{}.{:03}%", p / 1_000, p % 1_000))]
}

prop_compose! {
    fn quotes()(
        texts in prop::collection::vec(text(), 8),
        discounts in prop::collection::vec(discount(), 3),
        tax in prop_oneof![Just(String::new()), (0_u32..40_000).prop_map(|p| format!("{}.{:03}", p / 1_000, p % 1_000))],
        rate in prop_oneof![Just(None), (1_u32..9_999_999).prop_map(Some)],
        price in 0_u64..1_000_000_000_000,
        quantity in 0_u32..10_000,
        by_total in any::<bool>(),
        applies in 0_usize..3,
        currency in 0_usize..3,
    ) -> Quote {
        let [a, b, c, d, e, f, g, h] = <[String; 8]>::try_from(texts).unwrap();
        Quote {
            seller: Party { name: a, address: b.clone(), contact: c.clone(), tax_id: String::new() },
            buyer: Party { name: d, address: b, contact: String::new(), tax_id: c },
            number: e,
            issued: "2026-11-21".into(),
            valid_until: "2026-12-01".into(),
            time_zone: f.clone(),
            currency: rate.map(|_| ["EUR", "JPY", "KWD"][currency].to_owned()).unwrap_or_default(),
            rate: rate.map(|rate| format!("{}.{:06}", rate / 1_000_000, rate % 1_000_000)).unwrap_or_default(),
            rate_date: rate.map(|_| "2026-11-20".to_owned()).unwrap_or_default(),
            bundles: vec![Bundle {
                name: g.clone(),
                units: "100.5".into(),
                price: format!("{}.{:06}", price / 1_000_000, price % 1_000_000),
                quantity: quantity.to_string(),
                discount: discounts[0].clone(),
                reason: f,
                ..Bundle::default()
            }],
            discounts: vec![LineDiscount { line: "video/B1".into(), discount: discounts[1].clone(), reason: h.clone() }],
            discount: discounts[2].clone(),
            applies_to: [Applies::All, Applies::Packs, Applies::Bundles][applies],
            reason: g,
            tax_name: h.clone(),
            tax_percent: tax,
            rounding: if by_total { Rule::Total } else { Rule::Line },
            terms: h.clone(),
            note: h,
            ..Quote::default()
        }
    }
}

fn sum(amounts: impl IntoIterator<Item = Cost>) -> Cost {
    amounts.into_iter().try_fold(Cost::ZERO, Cost::plus).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn totals_add_up_and_every_face_says_the_same(quote in quotes(), count in prop::sample::select(vec![335_u32, 1_250, 40])) {
        let rule = quote.rounding;
        let report = quoted(&work(count, quote));
        prop_assert!(report.complete, "{:?}", report.issues);
        let total = report.total.unwrap();
        let coin = 10_i128.pow(9 - report.decimals);
        // the total is the sum of what stands above it, and whole coins
        let nets = sum(report.lines.iter().map(|line| line.net.unwrap()));
        prop_assert_eq!(Some(nets), report.subtotal);
        let above = sum([nets, report.tax.unwrap_or(Cost::ZERO), report.rounding.unwrap()]);
        prop_assert_eq!(above.minus(report.discount.unwrap()), Some(total));
        prop_assert_eq!(total.billionths() % coin, 0);
        if rule == Rule::Line {
            prop_assert_eq!(report.rounding, Some(Cost::ZERO));
            for line in &report.lines {
                prop_assert_eq!(line.net.unwrap().billionths() % coin, 0);
            }
        } else {
            prop_assert!(report.rounding.unwrap().billionths().abs() * 2 <= coin);
        }
        for line in &report.lines {
            prop_assert_eq!(line.gross.unwrap().minus(line.discount.unwrap()), line.net);
            prop_assert!(line.net.unwrap() >= Cost::ZERO);
        }

        // the JSON's amounts have one form; what people read has the decimals of the currency
        let shown = total.to_string();
        let json: Value = serde_json::from_str(&faces::write(&report, "json", None).unwrap()).unwrap();
        prop_assert_eq!(json["total"].as_str(), Some(shown.as_str()));
        let shown = match report.decimals {
            0 => shown.trim_end_matches(".00").to_owned(),
            3 if shown.rsplit('.').next().map(str::len) == Some(2) => format!("{shown}0"),
            _ => shown,
        };

        let csv = faces::write(&report, "csv", Some("NOT APPROVED")).unwrap();
        let rows = fields(csv.trim_start_matches('\u{feff}'));
        let last = rows.iter().rev().find(|row| row.len() == 15 && row[0].0.starts_with("Total")).unwrap();
        prop_assert_eq!(&last[14].0, &shown);
        prop_assert!(!last[14].1, "a number is a number");
        for focus in [csv, faces::write(&report, "focus", None).unwrap()] {
            for (cell, quoted) in fields(focus.trim_start_matches('\u{feff}')).into_iter().flatten() {
                let sign = cell.trim_start_matches(' ').starts_with(['=', '+', '@', '\t', '\r', '-']);
                // a negative amount is a number, unquoted; no text begins like a formula
                prop_assert!(!sign || (!quoted && cell[1..].bytes().all(|b| b.is_ascii_digit() || b == b'.')), "{cell:?}");
            }
        }

        let markdown = faces::write(&report, "md", None).unwrap();
        let last_row = format!("**{shown} {}**", report.currency);
        let marked = markdown.contains('<') || markdown.contains('\u{202e}');
        prop_assert!(markdown.contains(&last_row) && !marked);

        let ubl = faces::write(&report, "ubl", None).unwrap();
        let payable = format!("<cbc:PayableAmount currencyID=\"{}\">{shown}</cbc:PayableAmount>", report.currency);
        prop_assert!(ubl.contains(&payable));
        let marked = ubl.contains("<img") || ubl.contains("<x/>") || ubl.contains('\u{0}');
        prop_assert!(!marked);
        prop_assert_eq!(ubl.matches("<cac:").count(), ubl.matches("</cac:").count());

        let focus = fields(&faces::write(&report, "focus", None).unwrap());
        for column in ["BilledCost", "EffectiveCost"] {
            let place = focus[0].iter().position(|(name, _)| name == column).unwrap();
            let billed = focus[1..].iter().map(|row| {
                let amount = packwise_engine::decimal::read(&row[place].0, 9).unwrap();
                Cost::from_billionths(amount)
            });
            prop_assert_eq!(sum(billed), total, "{}", column);
        }
    }
}

#[test]
fn an_incomplete_quote_has_no_total_on_any_face() {
    let mut quote = Quote::default();
    quote.bundles.push(Bundle { name: "x".into(), units: "1".into(), quantity: "1".into(), ..Bundle::default() });
    let report = quoted(&work(335, quote));
    assert!(!report.complete);
    for (format, _, _) in faces::FORMATS {
        let text = faces::write(&report, format, None).unwrap();
        match format {
            "focus" => assert_eq!(text.lines().count(), 1, "columns only"),
            "json" => assert!(text.contains("\"total\": null")),
            "ubl" => assert!(text.contains("Incomplete") && !text.contains("PayableAmount")),
            _ => assert!(text.contains("incomplete"), "{format}"),
        }
    }
    assert_eq!(faces::write(&report, "pdf", None), None);
}

#[test]
fn moves_lead_nowhere_that_is_not_a_status_and_void_is_the_end() {
    for status in Status::ALL {
        assert_eq!(Status::read(status.as_str()), Some(status));
        assert!(!status.moves().contains(&status));
    }
    assert!(Status::Void.moves().is_empty());
    assert!(Status::Expired.moves().contains(&Status::Accepted), "expired is a label, not a lock");
}

#[test]
fn broken_rules_are_told_with_their_paths() {
    let wrong = Rules::read(&json!({
        "currency": "USD", "roles": [{ "id": "a b", "name": "x", "maxPercent": "200" }], "flors": [],
        "floors": [{ "perUnit": 0.1 }],
    }));
    let mut paths: Vec<_> = wrong.unwrap_err().into_iter().map(|issue| issue.path).collect();
    paths.sort();
    assert_eq!(paths, ["floors[0].perUnit", "flors", "roles[0].id", "roles[0].maxPercent"]);
}

/// The findings of some rules for a quote of one bundle.
fn judged(bundle: Bundle, discount: &str, currency: &str, rules: Value) -> Vec<String> {
    let discount = discount.to_owned();
    let currency = currency.to_owned();
    let quote =
        Quote { plan: false, bundles: vec![bundle], discount, currency, role: "rep".to_owned(), ..Quote::default() };
    let document = Document { quote: Some(Box::new(quote)), ..Document::new("kling-2025") };
    let report = quoted(&document);
    assert!(report.complete, "{:?}", report.issues);
    let rules = Rules::read(&rules).unwrap();
    let said = guard(document.quote.as_ref().unwrap(), &report, &rules);
    assert_eq!(said.cleared, said.findings.is_empty());
    said.findings.into_iter().map(|finding| finding.words).collect()
}

fn bundle(pool: &str, units: &str, price: &str) -> Bundle {
    let text = str::to_owned;
    Bundle {
        name: text("Own"),
        pool: text(pool),
        units: text(units),
        price: text(price),
        quantity: text("1"),
        ..Bundle::default()
    }
}

#[test]
fn a_bundle_that_no_floor_reaches_is_not_cleared() {
    let floors = json!({"currency": "USD", "floors": [{"pool": "video", "perUnit": "0.10"}]});
    for pool in ["", "Video"] {
        let found = judged(bundle(pool, "10000", "1.00"), "", "", floors.clone());
        assert_eq!(found.len(), 1, "{pool}: {found:?}");
        assert!(found[0].contains("floor"), "{found:?}");
    }
    assert!(judged(bundle("video", "10000", "1000.00"), "", "", floors).is_empty());
    let margin = json!({"currency": "USD", "minMarginPercent": "30"});
    assert_eq!(judged(bundle("video", "10000", "1000.00"), "", "", margin).len(), 1);
}

#[test]
fn what_cannot_be_counted_is_not_cleared() {
    let rules = json!({"currency": "VND", "roles": [{"id": "rep", "name": "Sales", "maxPercent": "5"}]});
    let found = judged(bundle("video", "1000", "14000000000"), "10%", "VND", rules.clone());
    assert!(!found.is_empty(), "10 % off where 5 % are allowed");
    assert!(judged(bundle("video", "1000", "1000"), "5%", "VND", rules).is_empty());
}

#[test]
fn rounding_to_the_cent_takes_no_discount_over_its_limit() {
    // 41.96 less 10 % is 37.764, so 37.76: 10.01 % by the cent, and 10 % by what was entered
    let rules = json!({"currency": "USD", "roles": [{"id": "rep", "name": "Sales", "maxPercent": "10"}]});
    let found = judged(Bundle { discount: "10%".to_owned(), ..bundle("video", "1000", "41.96") }, "", "", rules);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_second_discount_for_a_pack_is_named() {
    let twice = |discount: &str| LineDiscount {
        line: "video/B1".to_owned(),
        discount: discount.to_owned(),
        ..LineDiscount::default()
    };
    let quote = Quote { discounts: vec![twice("10%"), twice("20%")], ..Quote::default() };
    let document = Document { quote: Some(Box::new(quote)), ..Document::new("kling-2025") };
    let issues = quoted(&document).issues;
    assert!(
        issues.iter().any(|issue| issue.path == "quote.discounts[1].line" && issue.code.as_str() == "duplicate-key")
    );
}

#[test]
fn a_note_in_markdown_makes_no_heading_and_no_list() {
    let quote = Quote { note: "Offer\n---\n===\n1. first\n- second".to_owned(), ..Quote::default() };
    let document = Document { quote: Some(Box::new(quote)), ..Document::new("kling-2025") };
    let text = faces::write(&quoted(&document), "md", None).unwrap();
    for line in ["\n\\---", "\n\\===", "\n1\\. first", "\n\\- second"] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
}
