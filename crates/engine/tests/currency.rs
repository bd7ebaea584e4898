//! Money has the decimals of its currency (ISO 4217) wherever a quote is written, and is rounded to its smallest coin.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::date;
use packwise_engine::document::{Document, Entry, Line, evaluate};
use packwise_engine::money::{decimals, in_currency};
use packwise_engine::quote::{Quote, QuoteReport, Rule, faces};

fn quote(currency: &str, rate: &str, rule: Rule) -> QuoteReport {
    let mut document = Document::new("kling-2026");
    document.as_of = date::read("2026-11-20");
    document.lines.push(Line { seconds: Entry::new("5"), ..Line::new("3.0-1080p", "300") });
    document.quote = Some(Box::new(Quote {
        currency: currency.into(),
        rate: rate.into(),
        rate_date: "2026-11-20".into(),
        rounding: rule,
        discount: "7.3%".into(),
        tax_percent: "8.1".into(),
        ..Quote::default()
    }));
    *evaluate(&document, &Books::shipped()).quote.unwrap()
}

#[test]
fn amounts_have_the_decimals_of_their_currency() {
    for (amount, currency, wanted) in [
        ("1500.00", "JPY", "1500"),
        ("1500.50", "JPY", "1500.5"),
        ("-12.00", "KRW", "-12"),
        ("12.30", "USD", "12.30"),
        ("12.00", "EUR", "12.00"),
        ("12", "EUR", "12.00"),
        ("0.0035", "USD", "0.0035"),
        ("12.30", "KWD", "12.300"),
        ("12.00", "CLF", "12.0000"),
        ("12.00", "ZZZ", "12.00"),
        ("100", "JPY", "100"),
    ] {
        assert_eq!(in_currency(amount, currency), wanted, "{amount} {currency}");
    }
}

#[test]
fn a_quote_in_yen_has_no_cents_on_any_face() {
    let report = quote("JPY", "151", Rule::Line);
    assert_eq!(report.decimals, 0);
    // 700 dollars at 151; 7.3 % less, half up, is 97,984; 8.1 % of it 7,937
    assert_eq!(in_currency(report.total.unwrap(), "JPY"), "105921");
    assert!(report.rounding_words.contains("whole unit of the currency"));
    for (format, amounts) in [("csv", "105921"), ("md", "105921"), ("ubl", ">105921<"), ("focus", "105700,\"")] {
        let text = faces::write(&report, format, None).unwrap();
        assert!(text.contains(amounts), "{format}: {text}");
        for amount in ["105700", "105921", "7716", "97984", "7937"] {
            assert!(!text.contains(&format!("{amount}.")), "{format}: {text}");
        }
    }
    let rows = faces::write(&report, "focus", None).unwrap();
    let billed: i64 = rows.lines().skip(1).map(|row| row.split(',').next().unwrap().parse::<i64>().unwrap()).sum();
    assert_eq!(billed, 105_921);
}

#[test]
fn sums_reconcile_to_the_smallest_coin() {
    for (currency, rate) in [("JPY", "151.37"), ("USD", ""), ("EUR", "0.9233"), ("KWD", "0.30719"), ("CLF", "0.0251")] {
        for rule in [Rule::Line, Rule::Total] {
            let report = quote(currency, rate, rule);
            let coin = 10_i128.pow(9 - decimals(currency));
            let sum = report.net.unwrap().plus(report.tax.unwrap()).unwrap().plus(report.rounding.unwrap()).unwrap();
            let total = report.total.unwrap();
            assert_eq!(total, sum, "{currency}");
            assert_eq!(total.billionths() % coin, 0, "{currency}");
            let text = in_currency(total, currency);
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            assert_eq!(places, usize::try_from(decimals(currency)).unwrap(), "{currency} {text}");
        }
    }
}
