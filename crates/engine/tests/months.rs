//! Months that differ and packs that are owned: by hand, by properties, and what is wrong with them named at its field.
//! `PACKWISE_FULL=1` tries ten times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::compare::staircase;
use packwise_engine::date;
use packwise_engine::document::{Demand, Document, Entry, Line, OwnedPack, PoolReport, Report, evaluate, retarget};
use packwise_engine::issue::Level;
use packwise_engine::link;
use packwise_engine::money::Cost;
use packwise_engine::plan::{Answer, Options, Request, least_cost};
use packwise_engine::units::Units;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::json;

fn config() -> Config {
    let full = std::env::var_os("PACKWISE_FULL").is_some();
    Config {
        cases: if full { 1_000 } else { 60 },
        rng_seed: RngSeed::Fixed(17),
        failure_persistence: None,
        ..Config::default()
    }
}

fn quick(document: &Document) -> Report {
    let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    packwise_engine::document::evaluate_with(document, &Books::shipped(), options)
}

fn linked(query: &str) -> Report {
    let opened = link::read(&format!("plan?{query}"), "kling-2025");
    assert_eq!(opened.issues, [], "{query}");
    quick(&opened.document)
}

/// 6,000 credits a whole month.
const MASTER: &str = "book=kling-2025&lines=v2.0-master-10s*300";

fn demand(report: &Report) -> Vec<String> {
    report.pools[0].demand.iter().map(ToString::to_string).collect()
}

/// (path, code) of every issue of a level.
fn issues(report: &Report, level: Level) -> Vec<(&str, &str)> {
    let found = report.issues.iter().filter(|issue| issue.level == level);
    found.map(|issue| (issue.path.as_str(), issue.code.as_str())).collect()
}

fn cost(report: &Report) -> Option<Cost> {
    report.totals[0].cost
}

#[test]
fn growth_is_the_month_before_and_so_much_more_rounded_up() {
    // 6000, 6300, 6615, 6945.75, 7293.0375 → 7293.038, and 7657.6899 of that → 7657.69
    let report = linked(&format!("{MASTER}&months=6&growth=5"));
    assert_eq!(demand(&report), ["6000", "6300", "6615", "6945.75", "7293.038", "7657.69"]);
    assert_eq!(report.pools[0].total.to_string(), "40811.478");
    assert_eq!(report.pools[0].monthly.to_string(), "6000");
    assert!(report.complete && report.pools[0].varies() && !report.pools[0].is_as_lines());

    let shrinks = linked(&format!("{MASTER}&months=4&growth=-33.333"));
    // 6000 x 0.66667 = 4000.02; 2666.693334 → 2666.694; 1777.80488898 → 1777.805
    assert_eq!(demand(&shrinks), ["6000", "4000.02", "2666.694", "1777.805"]);
    let ends = linked(&format!("{MASTER}&months=3&growth=-100"));
    assert_eq!(demand(&ends), ["6000", "0", "0"]);
}

#[test]
fn the_same_every_month_is_what_it_was() {
    let plain = linked(&format!("{MASTER}&months=3"));
    for same in ["growth=0", "shape=100,100,100", "season=100-100-100-100-100-100-100-100-100-100-100-100"] {
        let report = linked(&format!("{MASTER}&months=3&{same}"));
        assert_eq!(report.pools, plain.pools, "{same}");
        assert_eq!(report.totals, plain.totals, "{same}");
    }
    assert!(plain.pools[0].is_as_lines() && !plain.pools[0].varies());
    let document = Document::new("kling-2025");
    let json = serde_json::to_value(&document).unwrap();
    assert!(json.get("demand").is_none() && json.get("owned").is_none(), "{json}");
}

#[test]
fn a_season_begins_in_the_month_of_the_day_and_goes_round() {
    let season = "season=10-20-30-40-50-60-70-80-90-100-110-120";
    let mut document = link::read(&format!("plan?{MASTER}&months=14&{season}"), "").document;
    let january = quick(&document);
    assert_eq!(demand(&january)[..3], ["600", "1200", "1800"]);
    assert_eq!(demand(&january)[11..], ["7200", "600", "1200"]);
    document.as_of = date::read("2026-11-20");
    let november = quick(&document);
    assert_eq!(demand(&november)[..4], ["6600", "7200", "600", "1200"]);
    assert_eq!(demand(&november)[12..], ["6600", "7200"]);
    // only the months that are planned are needed
    document.months = Entry::new("2");
    document.demand = Demand::Season { percents: season_of(&[(10, "50"), (11, "150"), (0, "x")]) };
    let report = quick(&document);
    assert_eq!(demand(&report), ["3000", "9000"]);
    assert!(report.complete);
    assert_eq!(issues(&report, Level::Error), []);
    assert_eq!(issues(&report, Level::Warning), [("demand.percents[0]", "not-a-number")]);
    document.months = Entry::new("3");
    let report = quick(&document);
    assert_eq!(issues(&report, Level::Error), [("demand.percents[0]", "not-a-number")]);
    assert_eq!(cost(&report), None);
}

/// A season of these; the rest is not entered.
fn season_of(entries: &[(usize, &str)]) -> Vec<Entry> {
    let mut all = vec![Entry::default(); 12];
    for (month, text) in entries {
        all[*month] = Entry::new(*text);
    }
    all
}

#[test]
fn months_are_shares_of_the_work_rounded_up() {
    // a 5 s clip of v1.6-pro is 3.5 credits; a third of 3.5 is 1.1655 → 1.166
    let report = linked("book=kling-2025&lines=v1.6-pro-5s*1&months=3&shape=33.3,0,250");
    assert_eq!(demand(&report), ["1.166", "0", "8.75"]);
    assert!(report.complete);
    // fewer months than were entered: kept, and said
    let report = linked(&format!("{MASTER}&months=2&shape=100,50,25"));
    assert_eq!(demand(&report), ["6000", "3000"]);
    assert_eq!(issues(&report, Level::Note), [("demand.percents", "too-many")]);
    assert!(report.complete);
}

#[test]
fn a_month_that_is_missing_is_not_nothing() {
    let report = linked(&format!("{MASTER}&months=4&shape=100,50"));
    assert_eq!(issues(&report, Level::Error), [("demand.percents[2]", "empty")]);
    assert!(report.issues.iter().any(|issue| issue.words.contains("2 of 4 months")));
    assert_eq!(cost(&report), None);
    assert!(!report.complete && report.pools[0].plan.is_none() && report.pools[0].demand.is_empty());
    let report = linked(&format!("{MASTER}&months=3&shape=100,,50"));
    assert_eq!(issues(&report, Level::Error), [("demand.percents[1]", "empty")]);
    assert_eq!(cost(&report), None);
    let report = linked(&format!("{MASTER}&months=12&season=100-100-100"));
    assert_eq!(issues(&report, Level::Error)[0], ("demand.percents[3]", "empty"));
    assert_eq!(cost(&report), None);
}

#[test]
fn units_stand_in_place_of_the_lines_of_one_pool() {
    let report =
        linked("book=kling-2025&lines=v2.0-master-10s*300,image-v2-t2i*100&months=3&units=video:12000,0,8000.5");
    assert_eq!(demand(&report), ["12000", "0", "8000.5"]);
    assert_eq!(report.pools[0].monthly.to_string(), "6000");
    let image = &report.pools[1];
    assert_eq!((image.pool.as_str(), image.varies()), ("image", false));
    assert!(report.complete);
    // no line at all, and a pool that the lines do not draw on
    let alone = linked("book=kling-2025&months=1&units=25000&order=none");
    assert_eq!(cost(&alone).unwrap().to_string(), "3290.00");
    assert!(alone.complete);
    let both = linked("book=kling-2025&lines=image-v2-t2i*100&months=1&units=video:5000");
    assert_eq!(both.pools.iter().map(|pool| pool.pool.as_str()).collect::<Vec<_>>(), ["video", "image"]);
    assert!(both.complete);
    let unknown = linked(&format!("{MASTER}&units=gold:5"));
    assert_eq!(issues(&unknown, Level::Error), [("demand.pool", "unknown-pool")]);
    assert_eq!(cost(&unknown), None);
}

/// One month beside sound ones is wrong: it is named, and withholds the total only.
#[test]
fn each_bad_month_is_named() {
    for (text, code) in [
        ("", "empty"),
        ("abc", "not-a-number"),
        ("1.2345", "too-many-decimals"),
        ("-1", "negative"),
        ("99999999999999999999999999999999999999999999999", "too-large"),
        ("1e30", "not-a-number"),
    ] {
        let entries = vec![Entry::new("100"), Entry::new(text), Entry::new("100")];
        for (demand, path) in [
            (Demand::Months { percents: entries.clone() }, "demand.percents[1]"),
            (Demand::Units { pool: "video".to_owned(), units: entries.clone() }, "demand.units[1]"),
        ] {
            let mut document = link::read(&format!("plan?{MASTER}&months=3"), "").document;
            document.demand = demand;
            let report = quick(&document);
            assert_eq!(issues(&report, Level::Error), [(path, code)], "{text:?}");
            assert_eq!(report.lines[0].units.to_string(), "6000");
            assert_eq!((cost(&report), report.complete), (None, false));
        }
    }
    for (text, code) in [("", "empty"), ("x", "not-a-number"), ("-100.001", "too-small"), ("1000000.001", "too-large")]
    {
        let mut document = link::read(&format!("plan?{MASTER}&months=3"), "").document;
        document.demand = Demand::Growth { percent: Entry::new(text) };
        let report = quick(&document);
        assert_eq!(issues(&report, Level::Error), [("demand.percent", code)], "{text:?}");
        assert_eq!(cost(&report), None);
    }
}

#[test]
fn more_than_can_be_counted_is_an_issue_and_no_total() {
    for query in ["months=60&growth=100", "months=60&growth=1000000", "months=2&shape=1000000,100"] {
        let report = linked(&format!("book=kling-2025&lines=v2.0-master-10s*1000000000&{query}"));
        assert_eq!(issues(&report, Level::Error), [("demand", "overflow")], "{query}");
        assert_eq!((cost(&report), report.complete), (None, false));
    }
    let report = linked("book=kling-2025&months=2&units=9007199254740,9007199254740");
    assert_eq!(issues(&report, Level::Error), [("demand", "overflow")]);
    // sums that can be counted, but hardly: never a panic
    let most = "9007199254740.991:video/never,".repeat(60);
    let report = linked(&format!("{MASTER}&months=60&growth=3&owned={most}"));
    assert!(report.complete && cost(&report) == Some(Cost::ZERO) || !issues(&report, Level::Error).is_empty());
}

#[test]
fn what_is_owned_is_used_before_anything_is_bought() {
    // 6,000 a month for two months; 12,000 owned last for both
    let enough = linked(&format!("{MASTER}&months=2&order=none&owned=12000:video/2"));
    assert_eq!(cost(&enough), Some(Cost::ZERO));
    assert!(enough.complete);
    // one month left: the second month buys
    let short = linked(&format!("{MASTER}&months=2&order=none&owned=12000:video/1"));
    assert_eq!(cost(&short).unwrap().to_string(), "1400.00");
    // usable from the second month only
    let late = linked(&format!("{MASTER}&months=2&order=none&owned=12000:video/never@1"));
    assert_eq!(cost(&late).unwrap().to_string(), "1400.00");
    let plan = late.pools[0].plan.as_ref().and_then(Answer::plan).unwrap();
    assert_eq!(plan.purchases[0].period, 0);
    assert_eq!(late.pools[0].owned().to_string(), "12000");
    // another pool's units help nobody here
    let other = linked(&format!("{MASTER}&months=2&order=none&owned=12000:image/2"));
    assert_eq!(cost(&other).unwrap().to_string(), "2800.00");
    assert_eq!(issues(&other, Level::Note), [("owned[0].pool", "no-effect")]);
    let after = linked(&format!("{MASTER}&months=2&order=none&owned=12000:video/2@2"));
    assert_eq!(cost(&after).unwrap().to_string(), "2800.00");
    assert_eq!(issues(&after, Level::Note), [("owned[0].from", "no-effect")]);
}

#[test]
fn an_owned_pack_gives_its_concurrency_while_it_lives() {
    let asked = "book=kling-2025&lines=v2.0-master-10s*300&months=2&order=none&concurrency=20";
    let none = linked(asked);
    assert_eq!(issues(&none, Level::Error), [("concurrency", "concurrency-unmet")]);
    let both = linked(&format!("{asked}&owned=100:video/2c20"));
    assert!(both.complete, "{:?}", both.issues);
    let one = linked(&format!("{asked}&owned=100:video/1c20"));
    assert_eq!(issues(&one, Level::Error), [("concurrency", "concurrency-unmet")]);
    assert!(one.issues.iter().any(|issue| issue.words.contains("what you own")), "{:?}", one.issues);
    let unknown = linked(&format!("{asked}&owned=100:video/2"));
    assert_eq!(issues(&unknown, Level::Error), [("concurrency", "concurrency-unmet")]);
}

/// An owned pack that still holds units is not empty, whatever it is called.
#[test]
fn concurrency_of_an_owned_pack_with_units_rests_on_no_empty_one() {
    let report =
        linked("book=kling-2025&lines=v2.0-master-10s*300&months=2&order=none&concurrency=5&owned=12000:video/2c5");
    assert!(report.complete);
    assert_eq!(issues(&report, Level::Note), []);
}

#[test]
fn each_bad_field_of_an_owned_pack_is_named_and_withholds_the_total() {
    for (text, path, code) in [
        ("x:video/2", "owned[0].units", "not-a-number"),
        (":video/2", "owned[0].units", "empty"),
        ("-5:video/2", "owned[0].units", "negative"),
        ("1.2345:video/2", "owned[0].units", "too-many-decimals"),
        ("5:video", "owned[0].monthsLeft", "empty"),
        ("5:video/0", "owned[0].monthsLeft", "too-small"),
        ("5:video/1.5", "owned[0].monthsLeft", "not-whole"),
        ("5:video/2@x", "owned[0].from", "not-a-number"),
        ("5:video/2@%2D1", "owned[0].from", "negative"),
        ("5:video/2c0", "owned[0].concurrency", "too-small"),
    ] {
        let report = linked(&format!("{MASTER}&months=2&owned={text}"));
        assert_eq!(issues(&report, Level::Error), [(path, code)], "{text}");
        assert_eq!((cost(&report), report.complete), (None, false), "{text}");
        assert_eq!(demand(&report), ["6000", "6000"]);
    }
    let gone = linked(&format!("{MASTER}&months=2&owned=5:gold/2"));
    assert_eq!(issues(&gone, Level::Warning), [("owned[0].pool", "unknown-pool")]);
    assert!(gone.complete);
    let mut document = link::read(&format!("plan?{MASTER}"), "").document;
    document.owned = vec![OwnedPack::new("5", "video").months_left("1"); 61];
    assert_eq!(issues(&quick(&document), Level::Error), [("owned", "too-many")]);
}

#[test]
fn json_reads_and_writes_back_and_rejects_what_nobody_reads() {
    for extra in [
        json!({"demand": {"kind": "growth", "percent": "2.5"}}),
        json!({"demand": {"kind": "season", "percents": [80, 90, "", "x"]}}),
        json!({"demand": {"kind": "months", "percents": [100, "120.5"]}}),
        json!({"demand": {"kind": "units", "pool": "video", "units": [12000, "8000.5"]}}),
        json!({"owned": [{"pool": "video", "units": "118.5", "from": 0, "monthsLeft": 2, "concurrency": 5}]}),
        json!({"owned": [{"pool": "video", "units": 7, "from": 1, "monthsLeft": null, "concurrency": ""}]}),
    ] {
        let mut whole = serde_json::to_value(Document::new("kling-2025")).unwrap();
        whole.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let read = Document::read(&whole).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), whole);
    }
    for (extra, path, code) in [
        (json!({"demand": {"kind": "growth", "percents": [1]}}), "demand.percents", "unknown-key"),
        (json!({"demand": {"kind": "growth"}}), "demand.percent", "missing"),
        (json!({"demand": {"percent": 5}}), "demand.percent", "unknown-key"),
        (json!({"demand": {"kind": "weekly"}}), "demand.kind", "unknown-value"),
        (json!({"demand": {"kind": 5}}), "demand.kind", "wrong-type"),
        (json!({"demand": []}), "demand", "wrong-type"),
        (json!({"demand": {"kind": "months", "percents": 5}}), "demand.percents", "wrong-type"),
        (json!({"demand": {"kind": "months", "percents": [[]]}}), "demand.percents[0]", "wrong-type"),
        (json!({"demand": {"kind": "months", "percents": vec![1; 61]}}), "demand.percents", "too-many"),
        (json!({"owned": [{"units": 5}]}), "owned[0].monthsLeft", "missing"),
        (json!({"owned": [{"units": 5, "monthsLeft": 2, "life": 1}]}), "owned[0].life", "unknown-key"),
        (json!({"owned": 5}), "owned", "wrong-type"),
    ] {
        let mut whole = json!({"book": "kling-2025", "lines": []});
        whole.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let found = Document::read(&whole).unwrap_err();
        assert_eq!((found[0].path.as_str(), found[0].code.as_str()), (path, code), "{extra}");
    }
}

#[test]
fn another_edition_keeps_units_and_says_so() {
    let books = Books::shipped();
    let (from, to) = (&books.get("kling-2025").unwrap().book, &books.get("kling-2026").unwrap().book);
    let mut document = link::read("plan?book=kling-2025&units=video:5000&owned=5:video/2,6:gold/2", "").document;
    let moved = retarget(&document, from, to, false);
    assert_eq!((&moved.document.demand, &moved.document.owned), (&document.demand, &document.owned));
    let codes: Vec<_> = moved.issues.iter().map(|issue| (issue.path.as_str(), issue.code.as_str())).collect();
    assert_eq!(codes, [("demand", "no-counterpart"), ("owned[1].pool", "unknown-pool")]);
    document.demand = Demand::Growth { percent: Entry::new("5") };
    document.owned.pop();
    let moved = retarget(&document, from, to, false);
    assert_eq!(moved.issues.iter().map(|issue| issue.path.as_str()).collect::<Vec<_>>(), ["owned"]);
    assert_eq!(retarget(&document, from, from, false).issues, []);
}

#[test]
fn the_working_of_the_months_is_told() {
    let document = link::read(&format!("plan?{MASTER}&months=2&growth=5"), "").document;
    let report = evaluate(&document, &Books::shipped());
    let trace = report.trace.iter().find(|trace| trace.figure == "pools.video.demand").unwrap();
    assert_eq!(trace.value, "12300");
    assert_eq!(trace.inputs.last().unwrap().value, "6000 + 6300");
    let same = link::read(&format!("plan?{MASTER}&months=2"), "").document;
    assert!(evaluate(&same, &Books::shipped()).trace.iter().all(|trace| trace.figure != "pools.video.demand"));
}

/// The staircase of work that owned packs serve too is that of the planner at every volume; of months that differ there is
/// none, rather than a wrong one.
#[test]
fn the_staircase_counts_what_is_owned_and_is_none_of_months_that_differ() {
    let report = linked(&format!("{MASTER}&months=3&order=none&owned=7000:video/2,2500.5:video/never@1"));
    let request = report.pools[0].request.clone().unwrap();
    let stairs = staircase(&request, None, 6, Units::read("40000").unwrap(), 200_000).unwrap();
    assert!(stairs.whole && stairs.steps.len() > 4, "{stairs:?}");
    let solved = |volume: Units| {
        let request = Request { demand: vec![volume; 3], ..request.clone() };
        least_cost(&request, 200_000).and_then(|priced| priced.cost)
    };
    for step in &stairs.steps {
        let ends = [Some(step.from), step.to];
        for volume in ends.into_iter().flatten() {
            assert_eq!(solved(volume), Some(step.cost), "{volume} in {step:?}");
        }
        if let Some(beyond) = step.to.and_then(|to| to.plus(Units::from_thousandths(1).unwrap())) {
            assert_ne!(solved(beyond), Some(step.cost), "{step:?}");
        }
    }
    let grows = linked(&format!("{MASTER}&months=3&growth=5"));
    let request = grows.pools[0].request.clone().unwrap();
    assert_eq!(staircase(&request, None, 6, Units::MAX, 200_000), None);
}

/// The first pool of two plans of the same work.
fn costs(documents: [&Document; 2]) -> Option<[Cost; 2]> {
    let [a, b] = documents.map(|document| cost(&quick(document)));
    Some([a?, b?])
}

fn units(thousandths: u32) -> String {
    Units::from_thousandths(i64::from(thousandths)).unwrap().to_string()
}

fn work() -> impl Strategy<Value = Document> {
    let months = 1_u32..6;
    let demand = prop_oneof![
        Just(Demand::Same),
        (-50_i32..80).prop_map(|percent| Demand::Growth { percent: Entry::new(percent.to_string()) }),
        proptest::collection::vec(0_u32..300, 12)
            .prop_map(|all| Demand::Season { percents: all.iter().map(|p| Entry::new(p.to_string())).collect() }),
        proptest::collection::vec(0_u32..40_000_000, 6).prop_map(|all| Demand::Units {
            pool: "video".to_owned(),
            units: all.iter().map(|&thousandths| Entry::new(units(thousandths))).collect(),
        }),
    ];
    (months, demand, 1_u64..2_000, any::<bool>(), any::<bool>()).prop_map(|(months, demand, count, dated, new)| {
        let mut document = Document::new(if new { "kling-2026" } else { "kling-2025" });
        let line = if new {
            Line::new("3.0-1080p", count.to_string()).seconds("5")
        } else {
            Line::new("v2.0-master-10s", count.to_string())
        };
        document.lines.push(line);
        document.months = Entry::new(months.to_string());
        document.as_of = if dated { date::read("2026-11-20") } else { None };
        document.demand = demand;
        document
    })
}

proptest! {
    #![proptest_config(config())]

    /// Owning a pack never makes it dearer, whatever it is; and owning all that is needed makes it free.
    #[test]
    fn owning_never_makes_it_dearer(
        work in work(),
        thousandths in 0_u32..60_000_000,
        from in 0_u32..4,
        left in proptest::option::of(1_u32..4),
    ) {
        let mut owning = work.clone();
        let pack = OwnedPack::new(units(thousandths), "video");
        let pack = OwnedPack { from: Entry::new(from.to_string()), ..pack };
        owning.owned.push(left.map_or_else(|| pack.clone().never_expires(), |left| pack.clone().months_left(left.to_string())));
        if let Some([without, with]) = costs([&work, &owning]) {
            prop_assert!(with <= without, "{with} > {without}");
        }
        let total = quick(&work).pools.first().map(|pool: &PoolReport| pool.total);
        if let Some(total) = total {
            owning.owned = vec![OwnedPack::new(total.to_string(), "").never_expires()];
            prop_assert_eq!(cost(&quick(&owning)), Some(Cost::ZERO));
        }
    }

    /// What the report says of its months is what the planner was asked.
    #[test]
    fn the_months_add_up(work in work()) {
        let report = quick(&work);
        let pool = &report.pools[0];
        let request = pool.request.as_ref().unwrap();
        prop_assert_eq!(&request.demand, &pool.demand);
        prop_assert_eq!(request.total_demand(), Some(pool.total));
        prop_assert_eq!(pool.demand.len(), usize::try_from(report.months.unwrap()).unwrap());
    }
}
