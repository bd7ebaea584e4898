//! The same work in another edition: lines go to their counterparts and come home, and nothing entered is lost.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{Billing, Book, Books, How};
use packwise_engine::date;
use packwise_engine::document::{Document, Line, Order, Retargeted, evaluate, retarget};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::sync::OnceLock;

fn config() -> Config {
    Config { cases: 300, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..Config::default() }
}

fn books() -> &'static Books {
    static BOOKS: OnceLock<Books> = OnceLock::new();
    BOOKS.get_or_init(Books::shipped)
}

fn book(id: &str) -> Book {
    books().get(id).unwrap().book.clone()
}

fn work(book: &str, lines: &[(&str, &str)]) -> Document {
    let mut document = Document::new(book);
    for (rate, seconds) in lines {
        document.lines.push(Line::new(*rate, "300").seconds(*seconds).takes("2"));
    }
    document
}

/// Rate and length of each line.
fn lines(document: &Document) -> Vec<(&str, &str)> {
    document.lines.iter().map(|line| (line.rate.as_str(), line.seconds.as_str())).collect()
}

fn hows(moved: &Retargeted) -> Vec<Option<&'static str>> {
    moved.moved.iter().map(|line| line.how.map(How::as_str)).collect()
}

fn issues(moved: &Retargeted) -> Vec<(&str, &'static str)> {
    moved.issues.iter().map(|issue| (issue.path.as_str(), issue.code.as_str())).collect()
}

#[test]
fn clips_become_seconds_and_what_was_typed_stays() {
    let mut document = work(
        "kling-2025",
        &[("v1.6-pro-5s", ""), ("v2.0-master-10s", "10"), ("lip-sync-10s", ""), ("image-v2-t2i", "")],
    );
    document.lines[0].count = "1.5 or so".into();
    document.months = "3".into();
    document.order = Order::Term(Some(3));
    document.concurrency = "5".into();
    document.as_of = date::read("2026-10-09");
    let there = retarget(&document, &book("kling-2025"), &book("kling-2026"), false);
    assert_eq!(
        lines(&there.document),
        [("1.6-1080p", "5"), ("2.0-master-1080p", "10"), ("lip-sync", "10"), ("image-v2-t2i", "")]
    );
    assert_eq!(hows(&there), [Some("same-words"), Some("same-words"), Some("same-words"), Some("same-id")]);
    assert_eq!(issues(&there), []);
    // all but the book, the rates and the lengths is as it was
    let mut back = there.document.clone();
    back.book.clone_from(&document.book);
    for (line, was) in back.lines.iter_mut().zip(&document.lines) {
        line.rate.clone_from(&was.rate);
        line.seconds = was.seconds.clone();
    }
    assert_eq!(back, document);
}

#[test]
fn seconds_become_the_clip_of_that_length_or_stay() {
    let document = work(
        "kling-2026",
        &[
            ("1.6-1080p", "5"),
            ("1.6-1080p", "10.0"),
            ("1.6-1080p", "7"),
            ("1.6-1080p", ""),
            ("3.0-4k", "5"),
            ("1.6-720p", "x"),
        ],
    );
    let there = retarget(&document, &book("kling-2026"), &book("kling-2025"), false);
    assert_eq!(
        lines(&there.document),
        [
            ("v1.6-pro-5s", ""),
            ("v1.6-pro-10s", ""),
            ("1.6-1080p", "7"),
            ("1.6-1080p", ""),
            ("3.0-4k", "5"),
            ("1.6-720p", "x")
        ]
    );
    let none = |line| (line, "no-counterpart");
    assert_eq!(
        issues(&there),
        [none("lines[2].rate"), none("lines[3].rate"), none("lines[4].rate"), none("lines[5].rate")]
    );
    assert!(there.issues[0].words.contains("at 7 s"), "{}", there.issues[0].words);
    assert_eq!(there.moved[2].to, None);
    // what found nothing comes home by its id
    let home = retarget(&there.document, &book("kling-2025"), &book("kling-2026"), false);
    assert_eq!(lines(&home.document)[2..], lines(&document)[2..]);
    assert_eq!(issues(&home), []);
}

#[test]
fn a_clip_with_another_length_stays_as_it_is() {
    let document = work("kling-2025", &[("v1.6-pro-5s", "7"), ("v1.6-pro-5s", "five")]);
    let there = retarget(&document, &book("kling-2025"), &book("kling-2026"), true);
    assert_eq!(lines(&there.document), lines(&document));
    assert_eq!(issues(&there), [("lines[0].seconds", "no-counterpart"), ("lines[1].seconds", "no-counterpart")]);
}

#[test]
fn present_equivalents_are_taken_only_if_asked_for_and_once_retired() {
    let mut document =
        work("kling-2025", &[("v1.6-pro-5s", ""), ("v1.6-multi-image-pro-5s", ""), ("image-v2-multi", "")]);
    let (old, new) = (book("kling-2025"), book("kling-2026"));
    let there = retarget(&document, &old, &new, true);
    assert_eq!(lines(&there.document), [("3.0-1080p", "5"), ("1.6-multi-image-1080p", "5"), ("image-v2.1-multi", "")]);
    assert_eq!(hows(&there), [Some("equivalent"), Some("same-words"), Some("equivalent")]);
    document.as_of = date::read("2026-09-14");
    assert_eq!(lines(&retarget(&document, &old, &new, true).document)[0], ("1.6-1080p", "5"));
    document.as_of = date::read("2026-09-15");
    assert_eq!(lines(&retarget(&document, &old, &new, true).document)[0], ("3.0-1080p", "5"));
    // within one edition too, and only where the length can be made
    let within = work("kling-2026", &[("1.6-1080p", "5"), ("1.6-1080p", "20"), ("3.0-4k", "4")]);
    let there = retarget(&within, &new, &new, true);
    assert_eq!(lines(&there.document), [("3.0-1080p", "5"), ("1.6-1080p", "20"), ("3.0-4k", "4")]);
    assert_eq!(issues(&there), []);
}

#[test]
fn packs_that_the_other_book_lacks_are_dropped_with_a_note() {
    let mut document = work("kling-2025", &[]);
    document.without = vec!["B1".into(), "B3".into()];
    let mut other = book("kling-2026");
    other.packs[0].id = "B3".into();
    let there = retarget(&document, &book("kling-2025"), &other, false);
    assert_eq!(there.document.without, ["B3"]);
    assert_eq!(issues(&there), [("without[0]", "unknown-pack")]);
}

#[test]
fn of_very_many_packs_that_the_other_book_lacks_some_are_named() {
    let mut document = work("kling-2025", &[]);
    document.without = (0..200_000).map(|id| format!("p{id}")).collect();
    let there = retarget(&document, &book("kling-2025"), &book("kling-2026"), false);
    assert!(there.document.without.is_empty());
    assert_eq!(there.issues.len(), 100);
    assert_eq!(issues(&there)[99], ("without", "too-many"));
}

#[test]
fn what_neither_book_knows_is_kept_and_named() {
    let document = work("kling-2025", &[("v9-ultra", "5")]);
    let there = retarget(&document, &book("kling-2025"), &book("kling-2026"), true);
    assert_eq!(lines(&there.document), [("v9-ultra", "5")]);
    assert_eq!(issues(&there), [("lines[0].rate", "no-counterpart")]);
    let report = evaluate(&there.document, books());
    assert!(report.issues.iter().any(|issue| issue.path == "lines[0].rate" && issue.code.as_str() == "unknown-rate"));
}

/// Both price pages come to the same units for every clip but one (CATALOG-FACTS.md, section 3).
#[test]
fn all_work_of_2025_draws_the_same_units_in_2026() {
    let (old, new) = (book("kling-2025"), book("kling-2026"));
    for rate in old.rates.iter().filter(|rate| rate.id != "v1.0-extension-std") {
        let document = work("kling-2025", &[(&rate.id, "")]);
        let there = retarget(&document, &old, &new, false);
        assert_eq!(issues(&there), [], "{}", rate.id);
        let (was, is) = (evaluate(&document, books()), evaluate(&there.document, books()));
        assert_eq!(was.lines[0].units, is.lines[0].units, "{}", rate.id);
        assert_eq!(was.lines[0].list_cost, is.lines[0].list_cost, "{}", rate.id);
    }
}

proptest! {
    #![proptest_config(config())]

    /// Work that a book can price comes home from another as it went.
    #[test]
    fn work_comes_home_as_it_went(
        picks in prop::collection::vec((any::<prop::sample::Index>(), 1_u32..16, "[0-9a-z]{0,3}"), 0..12),
        from_new in any::<bool>(),
    ) {
        let (here, there) = (book("kling-2025"), book("kling-2026"));
        let (here, there) = if from_new { (there, here) } else { (here, there) };
        let mut document = Document::new(here.id.clone());
        for (pick, seconds, count) in picks {
            let rate = pick.get(&here.rates);
            let seconds = match rate.billing {
                Billing::Second { .. } | Billing::Started { .. } => seconds.to_string(),
                Billing::Clip { .. } | Billing::Image | Billing::Call => String::new(),
            };
            document.lines.push(Line::new(rate.id.clone(), count).seconds(seconds));
        }
        let went = retarget(&document, &here, &there, false);
        prop_assert_eq!(went.moved.len(), document.lines.len());
        prop_assert_eq!(went.moved.iter().filter(|line| line.to.is_none()).count(), went.issues.len());
        let home = retarget(&went.document, &there, &here, false);
        prop_assert_eq!(home.document, document);
    }
}
