//! Bulk: rows of CSV and TSV draw what the same lines draw one by one; what is wrong is told at its line; and it is fast.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::bulk::{Bulk, MAX_ROWS, Mapping, guess};
use packwise_engine::deduct::deduct_with;
use packwise_engine::issue::Code;
use packwise_engine::workload::WorkLine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::fmt::Write as _;

fn shelf() -> &'static Books {
    static READ: std::sync::OnceLock<Books> = std::sync::OnceLock::new();
    READ.get_or_init(Books::shipped)
}

fn all(bulk: &mut Bulk<'_>) {
    while bulk.step(1_000) {}
}

#[test]
fn rows_are_priced_and_what_is_wrong_is_told_at_its_line() {
    let books = shelf();
    let book = &books.get("kling-2026").unwrap().book;
    let text = "Project,Model,Duration (s),Qty,Takes\r\nA,3.0-1080p,5s,400,\r\nB,3.0-720p-audio,10,120,2\r\n\r\nC,nope,5,1,1\r\nD,3.0-1080p,5,1.5,1\r\nE,3.0-1080p,,10,1\r\n\"F, \"\"g\"\"\",3.0-1080p,5,\"10\",0\r\n";
    let mapping = guess(text, book);
    assert_eq!(
        mapping,
        Mapping { separator: b',', head: true, rate: 1, seconds: Some(2), count: Some(3), takes: Some(4) }
    );
    let mut bulk = Bulk::new(text, book, mapping);
    all(&mut bulk);
    let outcome = bulk.outcome();
    assert_eq!((outcome.rows, outcome.priced, outcome.wrong), (6, 2, 4));
    let told: Vec<(&str, Code)> = outcome.issues.iter().map(|issue| (issue.path.as_str(), issue.code)).collect();
    assert_eq!(
        told,
        [
            ("line 5.rate", Code::UNKNOWN_RATE),
            ("line 6.count", Code::NOT_A_NUMBER),
            ("line 7.seconds", Code::SECONDS_MISSING),
            ("line 8.takes", Code::TOO_SMALL),
        ]
    );
    assert_eq!(outcome.pools.len(), 1);
    assert!(!outcome.pools[0].complete);
    assert!(bulk.csv().starts_with("line,rate,pool,units\r\n2,3.0-1080p,video,"));
    assert_eq!(bulk.issues_csv().lines().count(), 5);
}

#[test]
fn columns_without_a_head_are_guessed() {
    let books = shelf();
    let book = &books.get("kling-2025").unwrap().book;
    for (text, wanted) in [
        (
            "v1.6-pro-5s\t300\nv1.6-std-5s\t20\n",
            Mapping { separator: b'\t', head: false, rate: 0, seconds: None, count: Some(1), takes: None },
        ),
        (
            "v1.6-pro-5s;5;300;2\n",
            Mapping { separator: b';', head: false, rate: 0, seconds: Some(1), count: Some(2), takes: Some(3) },
        ),
        (
            "300,v1.6-pro-5s\n",
            Mapping { separator: b',', head: false, rate: 1, seconds: None, count: Some(0), takes: None },
        ),
        (
            "v1.6-pro-5s\nv1.6-std-5s\n",
            Mapping { separator: b',', head: false, rate: 0, seconds: None, count: None, takes: None },
        ),
    ] {
        assert_eq!(guess(text, book), wanted, "{text}");
    }
}

#[test]
fn more_rows_than_are_priced_are_told_of() {
    let books = shelf();
    let book = &books.get("kling-2025").unwrap().book;
    let text = "v1.6-pro-5s,1\n".repeat(MAX_ROWS + 1);
    let mut bulk = Bulk::new(&text, book, guess(&text, book));
    all(&mut bulk);
    let outcome = bulk.outcome();
    assert_eq!((outcome.rows, outcome.cut, outcome.pools[0].complete), (MAX_ROWS, true, false));
}

/// Rows a second, to be read with `--release -- --nocapture --ignored`.
#[test]
#[ignore = "a measure"]
#[expect(clippy::disallowed_methods, clippy::as_conversions, reason = "a measure")]
fn how_many_rows_a_second() {
    let books = shelf();
    let book = &books.get("kling-2026").unwrap().book;
    let rates = ["3.0-1080p", "3.0-720p-audio", "3.0-omni-1080p-audio", "2.5-turbo-720p"];
    let mut text = String::from("rate,seconds,count,takes\n");
    for at in 0..MAX_ROWS {
        let _ = writeln!(text, "{},{},{},{}", rates[at % 4], [5, 10][at / 4 % 2], at % 997, 1 + at % 3);
    }
    let begun = std::time::Instant::now();
    let mut bulk = Bulk::new(&text, book, guess(&text, book));
    all(&mut bulk);
    let outcome = bulk.outcome();
    let took = begun.elapsed();
    println!(
        "{} rows in {took:?}: {:.1} million a second",
        outcome.rows,
        outcome.rows as f64 / took.as_secs_f64() / 1e6
    );
    assert_eq!(outcome.wrong, 0, "{:?}", outcome.issues.first());
}

proptest! {
    #![proptest_config(Config { cases: 200, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..Config::default() })]

    #[test]
    fn rows_draw_what_lines_draw(
        lines in proptest::collection::vec((0_usize..400, proptest::option::of(0_u32..200), 0_u64..2_000_000, 1_u64..9), 1..40),
        separator in proptest::sample::select(vec![b',', b';', b'\t']),
    ) {
        let books = shelf();
        let book = &books.get("kling-2026").unwrap().book;
        let mut text = String::new();
        let mut work = Vec::new();
        for (rate, seconds, count, takes) in lines {
            let rate = book.rates[rate % book.rates.len()].id.clone();
            let seconds = seconds.filter(|&seconds| seconds > 0);
            let between = char::from(separator);
            let said = seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
            let _ = writeln!(text, "\"{rate}\"{between}{said}{between}{count}{between}{takes}");
            work.push(WorkLine { rate, seconds, count, takes });
        }
        let mapping = Mapping { separator, head: false, rate: 0, seconds: Some(1), count: Some(2), takes: Some(3) };
        let mut bulk = Bulk::new(&text, book, mapping);
        while bulk.step(7) {}
        let wanted = deduct_with(book, &work, None, false);
        let outcome = bulk.outcome();
        prop_assert_eq!(&outcome.pools, &wanted.pools);
        prop_assert_eq!(outcome.priced, wanted.lines.len());
        for line in &wanted.lines {
            prop_assert_eq!(bulk.rows()[line.index].units, Some(line.units));
        }
    }

    #[test]
    fn any_text_can_be_read(text in "[a-z0-9.,;\t\"\r\n\\PC-]{0,300}") {
        let books = shelf();
        let book = &books.get("kling-2025").unwrap().book;
        let mut bulk = Bulk::new(&text, book, guess(&text, book));
        while bulk.step(3) {}
        prop_assert_eq!(bulk.outcome().rows, bulk.rows().len());
    }
}
