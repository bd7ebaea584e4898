//! From a Document to its Report: each bad input is named at its field and costs nothing but the total; what is unknown
//! is never zero; readings and settings do what they say.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::document::{Document, Entry, Line, Order, Report, evaluate};
use packwise_engine::issue::Level;
use packwise_engine::link;
use packwise_engine::plan::Answer;
use serde_json::json;

fn report(fragment: &str) -> Report {
    evaluate(&link::read(fragment, "kling-2025").document, &Books::shipped())
}

/// (path, code) of every error.
fn errors(report: &Report) -> Vec<(&str, &str)> {
    let errors = report.issues.iter().filter(|issue| issue.level == Level::Error);
    errors.map(|issue| (issue.path.as_str(), issue.code.as_str())).collect()
}

fn cost(report: &Report) -> Option<String> {
    report.totals[0].cost.map(|cost| cost.to_string())
}

/// One sound line and one field that is wrong: the field is named, the sound line keeps its units, no total is given.
#[test]
fn each_bad_field_is_named_and_withholds_the_total_only() {
    for (text, code) in [
        ("-1", "negative"),
        ("", "empty"),
        ("1.5", "not-whole"),
        ("1e30", "not-a-number"),
        ("abc", "not-a-number"),
        ("1.234,5", "not-a-number"),
        ("NaN", "not-a-number"),
        ("99999999999999999999999999999999999999999999", "too-large"),
        ("1000000001", "too-large"),
    ] {
        let mut document = Document::new("kling-2025");
        document.lines.push(Line::new("v2.0-master-10s", "300"));
        document.lines.push(Line::new("v1.6-pro-5s", text));
        let report = evaluate(&document, &Books::shipped());
        assert_eq!(errors(&report), [("lines[1].count", code)], "{text:?}");
        assert_eq!(report.lines.len(), 1);
        assert_eq!(report.lines[0].units.to_string(), "6000");
        assert!(!report.complete);
        assert_eq!(cost(&report), None);
        assert!(report.pools.iter().all(|pool| pool.plan.is_none() && !pool.complete && pool.list_cost.is_none()));
    }
    for (takes, code) in [("0", "too-small"), ("2.5", "not-whole"), ("x", "not-a-number"), ("10001", "too-large")] {
        let mut document = Document::new("kling-2025");
        document.lines.push(Line::new("v1.6-pro-5s", "1").takes(takes));
        let report = evaluate(&document, &Books::shipped());
        assert_eq!(errors(&report), [("lines[0].takes", code)], "{takes:?}");
    }
}

#[test]
fn lengths_outside_the_model_are_named() {
    for (line, code) in [
        ("3.0-1080p:2s*1", Some("seconds-out-of-range")),
        ("3.0-1080p:3s*1", None),
        ("3.0-1080p:15s*1", None),
        ("3.0-1080p:16s*1", Some("seconds-out-of-range")),
        ("3.0-1080p*1", Some("seconds-missing")),
        ("3.0-1080p:0s*1", Some("too-small")),
        ("2.5-turbo-720p:5s*1", None),
        ("2.5-turbo-720p:7s*1", Some("seconds-out-of-range")),
        ("2.5-turbo-720p:10s*1", None),
        ("image-v3-t2i:5s*1", Some("seconds-not-taken")),
    ] {
        let report = report(&format!("plan?book=kling-2026&lines={line}"));
        let found =
            report.issues.iter().find(|issue| issue.path == "lines[0].seconds").map(|issue| issue.code.as_str());
        assert_eq!(found, code, "{line}");
    }
    let clip = report("plan?book=kling-2025&lines=v1.6-pro-5s:10s*1");
    assert_eq!(errors(&clip), [("lines[0].seconds", "seconds-out-of-range")]);
}

#[test]
fn months_and_concurrency_are_checked() {
    for (months, code) in
        [("0", "too-small"), ("61", "too-large"), ("abc", "not-a-number"), ("", "empty"), ("1.5", "not-whole")]
    {
        let report = report(&format!("plan?lines=v1.6-pro-5s*1&months={months}"));
        assert_eq!(errors(&report), [("months", code)], "{months:?}");
        assert_eq!(cost(&report), None);
        assert_eq!(report.lines[0].units.to_string(), "3.5", "the deduction does not need the months");
    }
    assert_eq!(errors(&report("plan?lines=v1.6-pro-5s*1&concurrency=zero")), [("concurrency", "not-a-number")]);
    let unmet = report("plan?book=kling-2026&lines=3.0-1080p:5s*1&concurrency=21");
    assert_eq!(errors(&unmet), [("concurrency", "concurrency-unmet")]);
    assert!(matches!(unmet.pools[0].plan, Some(Answer::Infeasible(_))));
    assert_eq!(cost(&unmet), None);
    let met = report("plan?book=kling-2026&lines=3.0-1080p:5s*1&concurrency=20");
    assert_eq!(cost(&met).as_deref(), Some("700.00"), "the trial pack would do but for its concurrency");
}

#[test]
fn what_is_unknown_is_never_zero() {
    let rate = report("plan?book=kling-2026&lines=4.0-720p:5s*10,3.0-1080p:5s*10");
    assert_eq!(errors(&rate), [("lines[0].rate", "unknown-price")]);
    assert_eq!(cost(&rate), None);
    let packs = report("plan?lines=try-on-v1*10");
    assert_eq!(errors(&packs), [("pools.try-on", "unknown-packs")]);
    assert_eq!(packs.pools[0].list_cost.unwrap().to_string(), "0.70");
    assert_eq!(cost(&packs), None);
    let life = report("plan?book=kling-2026&lines=image-v3-t2i*10");
    assert_eq!(errors(&life), [("pools.image", "unknown-packs")]);
    assert!(life.issues.iter().any(|issue| issue.code.as_str() == "pack-left-out"));
    // one pool that cannot be priced withholds the total, not the other pool's plan
    let both = report("plan?lines=try-on-v1*10,v1.6-pro-5s*10");
    assert!(both.pools[0].plan.as_ref().is_some_and(|answer| answer.plan().is_some()));
    assert_eq!(cost(&both), None);
}

#[test]
fn what_is_not_there_is_said_not_to_be() {
    let rate = report("plan?lines=v9.9-pro-5s*1,v1.6-pro-5s*1");
    assert_eq!(errors(&rate), [("lines[0].rate", "unknown-rate")]);
    assert_eq!(rate.lines.len(), 1);
    assert_eq!(cost(&rate), None);
    let book = report("plan?book=kling-1999&lines=v1.6-pro-5s*1");
    assert_eq!(errors(&book), [("book", "unknown-book")]);
    let empty = report("plan?book=kling-2025");
    assert!(!empty.complete && errors(&empty).is_empty());
}

/// A retired, disputed or third-party rate is no bad input: it prices, with a warning.
#[test]
fn retired_and_disputed_rates_price_with_a_warning() {
    let retired = report("plan?book=kling-2026&lines=1.6-1080p:5s*100");
    assert!(retired.complete);
    assert!(retired.issues.iter().any(|issue| issue.code.as_str() == "retired" && issue.level == Level::Warning));
    let disputed = report("plan?lines=v1.0-extension-std*100");
    assert!(disputed.complete);
    assert!(disputed.issues.iter().any(|issue| issue.code.as_str() == "disputed"));
}

/// 300 ten-second Master clips and 200 five-second professional clips: 300 x 20 + 200 x 3.5 = 6,700 credits a month.
#[test]
fn the_minimum_order_is_read_as_asked() {
    let work = "plan?lines=v2.0-master-10s*300,v1.6-pro-5s*200";
    for (settings, total, after) in [
        ("", "4200.00", "2800.00"),
        ("&months=3", "4200.00", "0.00"),
        ("&order=none", "1400.00", "0.00"),
        ("&order=term:6", "8400.00", "7000.00"),
        ("&order=term", "4200.00", "2800.00"),
        ("&order=packs:2", "2800.00", "0.00"),
        ("&order=packs:3&months=3", "4200.00", "0.00"),
    ] {
        let report = report(&format!("{work}{settings}"));
        assert_eq!(cost(&report).as_deref(), Some(total), "{settings}");
        assert_eq!(report.totals[0].after_horizon.unwrap().to_string(), after, "{settings}");
    }
    let none_stated = report("plan?book=kling-2026&lines=3.0-1080p:5s*1&order=packs:3");
    assert!(none_stated.issues.iter().any(|issue| issue.code.as_str() == "no-effect" && issue.path == "order"));
}

#[test]
fn limits_and_packs_left_out_change_the_plan() {
    // 1,000 units: one Trial L; without the limit two of them cover 2,000, with it a Package 1 is cheaper
    let work = |units: u32| format!("plan?book=kling-2026&lines=3.0-4k:5s*{}", units / 15);
    assert_eq!(cost(&report(&work(990))).as_deref(), Some("98.00"));
    assert_eq!(cost(&report(&format!("{}&limits=none", work(1_980)))).as_deref(), Some("196.00"));
    assert_eq!(cost(&report(&work(1_980))).as_deref(), Some("700.00"));
    assert_eq!(cost(&report(&format!("{}&without=trial-l,trial-s", work(990)))).as_deref(), Some("700.00"));
    let unknown = report("plan?book=kling-2026&lines=3.0-4k:5s*1&without=nope");
    assert!(unknown.issues.iter().any(|issue| issue.path == "without[0]" && issue.code.as_str() == "unknown-pack"));
    // of very many, some are named and the rest counted
    let ids: Vec<String> = (0..150).map(|id| format!("p{id}")).collect();
    let unknown = report(&format!("plan?book=kling-2026&lines=3.0-4k:5s*1&without={}", ids.join(",")));
    let about: Vec<_> = unknown.issues.iter().filter(|issue| issue.path.starts_with("without")).collect();
    assert_eq!(about.len(), 100);
    assert!(about[99].words.contains("51 more"), "{}", about[99]);
}

/// Pools are planned apart and added up.
#[test]
fn a_workload_may_use_several_pools() {
    let report = report("plan?lines=v1.6-pro-5s*100,image-v2-t2i*1000&order=none");
    let pools: Vec<&str> = report.pools.iter().map(|pool| pool.pool.as_str()).collect();
    assert_eq!(pools, ["video", "image"]);
    assert_eq!(cost(&report).as_deref(), Some("2100.00"), "B1 of video and B1 of images");
}

#[test]
fn a_document_reads_back_from_its_json() {
    let document = Document {
        months: Entry::new("3"),
        order: Order::Packs(2),
        concurrency: Entry::new("5"),
        limits: false,
        without: vec!["B2".to_owned()],
        lines: vec![Line::new("3.0-1080p", "300").seconds("5").takes("abc")],
        ..Document::new("kling-2025")
    };
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!(json["lines"][0], json!({ "rate": "3.0-1080p", "seconds": 5, "count": 300, "takes": "abc" }));
    assert_eq!(Document::read(&json).unwrap(), document);
    let wrong = Document::read(&json!({ "book": "a b", "lines": [{ "rate": 5 }], "colour": 1, "order": "later" }));
    let mut found: Vec<_> = wrong.unwrap_err().into_iter().map(|issue| (issue.path, issue.code.as_str())).collect();
    found.sort();
    let expected = [
        ("book", "bad-id"),
        ("colour", "unknown-key"),
        ("lines[0].count", "missing"),
        ("lines[0].rate", "wrong-type"),
        ("order", "unknown-value"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
}

/// 400 clips of 4 units and 120 x 2 of 9 units: 3,760 units a month. Six months: 22,560 units of packs that live six
/// months; five Packages' worth (25,000) in the fewest packs is one of 15,000 and two of 5,000, bought as late as can be.
#[test]
fn packs_of_180_days_serve_six_months() {
    let report = report("plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-720p-audio:10s*120x2&months=6");
    assert_eq!(cost(&report).as_deref(), Some("3500.00"));
    let plan = report.pools[0].plan.as_ref().unwrap().plan().unwrap();
    let bought: Vec<(u32, &str, u64)> =
        plan.purchases.iter().map(|row| (row.period, row.pack.as_str(), row.count)).collect();
    assert_eq!(bought, [(0, "package-2", 1), (3, "package-1", 1), (5, "package-1", 1)]);
    assert_eq!(plan.leftover.to_string(), "2440");
    // shares of 3,500.00 over 22,560 units: 4 units, and 9 units in two takes
    let prices: Vec<(String, String)> = report
        .lines
        .iter()
        .map(|line| (line.price_each.unwrap().to_string(), line.price_kept.unwrap().to_string()))
        .collect();
    let row = |each: &str, kept: &str| (each.to_owned(), kept.to_owned());
    assert_eq!(prices, [row("0.620567", "0.620567"), row("1.396277", "2.792553")]);
    assert_eq!(report.lines[1].takes, 2);
}

/// Totals are over all pools: cost, list price, what is paid after.
#[test]
fn totals_add_every_pool_up() {
    let report = report("plan?lines=v1.6-pro-5s*100,image-v2-t2i*1000");
    let total = &report.totals[0];
    assert_eq!(total.cost.unwrap().to_string(), "6300.00", "3 x 1,400 and 3 x 700");
    assert_eq!(total.after_horizon.unwrap().to_string(), "4200.00", "2 x 1,400 and 2 x 700");
    assert_eq!(total.list_cost.unwrap().to_string(), "63.00", "350 x 0.14 and 4,000 x 0.0035");
    assert_eq!(report.lines[1].noun, "image");
}

/// Paths are the Document's own, whatever lines before could not be read.
#[test]
fn issues_after_an_unreadable_line_keep_their_place() {
    let report = report("plan?book=kling-2026&lines=3.0-1080p:5s*abc,3.0-1080p:2s*5,1.6-1080p:5s*7");
    assert_eq!(errors(&report), [("lines[0].count", "not-a-number"), ("lines[1].seconds", "seconds-out-of-range")]);
    let retired = report.issues.iter().find(|issue| issue.code.as_str() == "retired").unwrap();
    assert_eq!(retired.path, "lines[2].rate");
    assert_eq!(report.lines[0].line, 2);
    assert!(report.trace.iter().any(|trace| trace.figure == "lines[2].units"));
}

/// A retirement begins on its very day.
#[test]
fn a_retirement_begins_on_its_day() {
    for (day, words) in [("2026-09-14", "is to be retired"), ("2026-09-15", "is reported retired")] {
        let mut document = link::read("plan?book=kling-2026&lines=1.6-1080p:5s*1", "").document;
        document.as_of = packwise_engine::date::read(day);
        let report = evaluate(&document, &Books::shipped());
        let retired = report.issues.iter().find(|issue| issue.code.as_str() == "retired").unwrap();
        assert!(retired.words.contains(words), "{day}: {}", retired.words);
    }
}

/// What a reader must know of the packs that are bought is said, and of no others.
#[test]
fn the_packs_that_are_bought_bear_their_warnings() {
    let codes = |fragment: &str| {
        let report = report(fragment);
        let packs = report.issues.into_iter().filter(|issue| issue.path.starts_with("packs."));
        packs.map(|issue| (issue.path, issue.code.as_str())).collect::<Vec<_>>()
    };
    let trial = "packs.video.trial-s".to_owned();
    assert_eq!(
        codes("plan?book=kling-2026&lines=3.0-1080p:5s*10"),
        [(trial.clone(), "disputed"), (trial.clone(), "assumption"), (trial, "third-party")]
    );
    assert_eq!(codes("plan?lines=v1.6-pro-5s*10"), []);
    let empty = report(
        "plan?book=kling-2026&lines=3.0-4k:15s*111&months=2&concurrency=20&without=package-2,package-3,package-4,trial-s,trial-l",
    );
    assert!(empty.complete);
}

#[test]
fn too_many_lines_are_said_to_be_too_many() {
    let mut document = Document::new("kling-2025");
    document.lines = vec![Line::new("v1.6-pro-5s", "1"); 1_001];
    let report = evaluate(&document, &Books::shipped());
    assert_eq!(errors(&report), [("lines", "too-many")]);
    assert_eq!(cost(&report), None);
}
