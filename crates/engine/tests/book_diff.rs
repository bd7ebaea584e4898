//! Two editions row by row: golden files of the shipped ones, hand-made rows with their kinds, and what must hold of any
//! two books: a book differs from itself in nothing, and the way back is the way there in reverse.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{
    Billing, Book, Books, Change, Figure, How, Kind, Life, Retirement, Side, Table, allows, counterpart, diff, present,
};
use packwise_engine::date;
use packwise_engine::money::Price;
use packwise_engine::units::Units;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

fn config() -> Config {
    let full = std::env::var_os("PACKWISE_FULL").is_some();
    Config {
        cases: if full { 20_000 } else { 1_000 },
        rng_seed: RngSeed::Fixed(12),
        failure_persistence: None,
        ..Config::default()
    }
}

fn shipped(id: &str) -> Book {
    Books::shipped().get(id).unwrap().book.clone()
}

/// Compares with a golden file of one entry a line; `PACKWISE_BLESS=1` writes it anew.
fn golden(name: &str, lines: &[String]) {
    let text = format!("[\n  {}\n]\n", lines.join(",\n  "));
    let _: Value = serde_json::from_str(&text).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/diff").join(name);
    if std::env::var_os("PACKWISE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == text, "{name} is not what is found; run `cargo xtask bless` and read what changed");
}

fn id(book: &Book, table: Table, place: Option<usize>) -> Value {
    let Some(at) = place else { return Value::Null };
    match table {
        Table::Pools => json!(book.pools[at].id),
        Table::Packs => json!(format!("{}: {}", book.packs[at].pool, book.packs[at].id)),
        Table::Rates => json!(book.rates[at].id),
    }
}

fn named(old: &Book, new: &Book, change: &Change) -> Value {
    let mut entry = serde_json::to_value(change).unwrap();
    entry["old"] = id(old, change.table, change.old);
    entry["new"] = id(new, change.table, change.new);
    entry
}

/// A change as a line to be read: ids instead of places, and each pair of figures as `old -> new`.
fn line(old: &Book, new: &Book, change: &Change) -> String {
    let side = |side: Option<Side>| {
        let Some(side) = side else { return "-".to_owned() };
        let units = side.units.map(|units| format!("{units} units"));
        let money = side.money.map(|money| money.to_string());
        let each = side.each.map(|each| format!("{each} each"));
        let known: Vec<String> = [units, money, each].into_iter().flatten().collect();
        if known.is_empty() { "unknown".to_owned() } else { known.join(", ") }
    };
    let text = |value: Value| value.as_str().unwrap().to_owned();
    let figures: Vec<String> = change
        .figures
        .iter()
        .map(|it| {
            let seconds = it.seconds.map_or_else(String::new, |seconds| format!(" of {seconds} s"));
            let by = it.by.map_or_else(String::new, |by| format!(", by {}", text(json!(by))));
            format!("{}{seconds}{by}: {} -> {}", text(json!(it.of)), side(it.old), side(it.new))
        })
        .collect();
    format!(
        "{{\"table\": {}, \"old\": {}, \"new\": {}, \"kinds\": {}, \"fields\": {}, \"figures\": {}}}",
        json!(change.table),
        id(old, change.table, change.old),
        id(new, change.table, change.new),
        json!(change.kinds),
        json!(change.fields),
        json!(figures),
    )
}

#[test]
fn shipped_editions_differ_as_the_golden_file_says() {
    let books = Books::shipped();
    let editions = books.editions();
    for (nth, old) in editions.iter().enumerate() {
        for new in &editions[nth + 1..] {
            let (old, new) = (&old.book, &new.book);
            if old.provider.id == new.provider.id {
                let lines: Vec<String> = diff(old, new).iter().map(|change| line(old, new, change)).collect();
                golden(&format!("{}--{}.json", old.id, new.id), &lines);
            }
        }
    }
}

#[test]
fn a_shipped_book_differs_from_itself_in_nothing() {
    for edition in Books::shipped().editions() {
        assert_eq!(diff(&edition.book, &edition.book), [], "{}", edition.book.id);
    }
}

/// Worked out by hand from the two price pages: 2025 in clips, 2026 in seconds, at 0.14 a unit both times.
#[test]
fn of_kling_only_one_figure_rose_from_2025_to_2026() {
    let (old, new) = (shipped("kling-2025"), shipped("kling-2026"));
    let changes = diff(&old, &new);
    let of = |kind: Kind| -> Vec<Value> {
        changes.iter().filter(|it| it.is(kind)).map(|it| id(&old, it.table, it.old)).collect()
    };
    assert_eq!(of(Kind::Dearer), ["v1.0-extension-std"]);
    assert_eq!(of(Kind::Cheaper), Vec::<Value>::new());
    assert_eq!(of(Kind::Unknown), Vec::<Value>::new());
    assert_eq!(of(Kind::OtherCurrency), Vec::<Value>::new());
    assert_eq!(of(Kind::Removed), ["video: B1", "video: B2", "video: B3", "image: B1", "image: B2", "image: B3"]);
    // 26 ids of video went over to new ones; effects, images and try-on kept theirs
    assert_eq!(changes.iter().filter(|it| it.table == Table::Rates && it.is(Kind::Renamed)).count(), 26);
    let added = |table| changes.iter().filter(|it| it.table == table && it.is(Kind::Added)).count();
    assert_eq!(added(Table::Packs), 7);
    // 87 rates, less what the 37 of 2025 became: the two clips of each of ten (eight models and modes, the Master,
    // lip-sync) are one rate
    assert_eq!(added(Table::Rates), 87 - (37 - 10));
    let pair = |from: &str| {
        changes.iter().find(|it| it.old.is_some_and(|at| it.table == Table::Rates && old.rates[at].id == from))
    };
    let shown = |from: &str| named(&old, &new, pair(from).unwrap());
    assert_eq!(
        shown("v1.6-pro-10s")["figures"],
        json!([{ "of": "clip", "seconds": 10, "by": "money",
            "old": { "units": 7, "money": "0.98", "each": null }, "new": { "units": 7, "money": "0.98", "each": null } }])
    );
    assert_eq!(
        shown("v1.0-extension-std")["figures"],
        json!([{ "of": "call", "seconds": null, "by": "money",
            "old": { "units": 1, "money": "0.14", "each": null }, "new": { "units": 2, "money": "0.28", "each": null } }])
    );
    assert_eq!(shown("lip-sync-10s")["new"], "lip-sync");
    assert_eq!(shown("lip-sync-10s")["figures"][0]["new"]["units"], json!(1));
}

/// Every rate of 2025 has its counterpart in 2026 and is its counterpart's own; the way back needs the length.
#[test]
fn the_counterparts_of_kling_are_as_the_golden_file_says() {
    let (old, new) = (shipped("kling-2025"), shipped("kling-2026"));
    let mut entries = Vec::new();
    for rate in &old.rates {
        let there = counterpart(&old, &rate.id, None, &new).unwrap_or_else(|| panic!("{} has none", rate.id));
        let back = counterpart(&new, &there.rate, there.seconds, &old).unwrap();
        assert_eq!((&back.rate, back.seconds), (&rate.id, None), "the way back from {}", there.rate);
        let row = new.rate(&there.rate).unwrap();
        let today = present(&new, row, there.seconds, None).map(|rate| rate.id.as_str());
        entries.push(format!(
            "{{\"kling-2025\": {}, \"kling-2026\": {}, \"seconds\": {}, \"how\": {}, \"today\": {}}}",
            json!(rate.id),
            json!(there.rate),
            json!(there.seconds),
            json!(there.how),
            json!(today),
        ));
    }
    assert_eq!(entries.len(), 37);
    golden("kling-counterparts.json", &entries);
}

/// Said by a person who read both pages, so that the golden file is not its own judge.
#[test]
fn counterparts_are_those_that_a_reader_would_name() {
    let (old, new) = (shipped("kling-2025"), shipped("kling-2026"));
    for (from, seconds, to) in [
        ("v1.6-pro-5s", None, Some(("1.6-1080p", Some(5), How::SameWords))),
        ("v1.0-std-10s", None, Some(("1.0-720p", Some(10), How::SameWords))),
        ("v2.0-master-10s", None, Some(("2.0-master-1080p", Some(10), How::SameWords))),
        ("v1.6-multi-image-std-10s", None, Some(("1.6-multi-image-720p", Some(10), How::SameWords))),
        ("v1.5-extension-pro", None, Some(("1.5-extension-pro", None, How::SameWords))),
        ("lip-sync-5s", None, Some(("lip-sync", Some(5), How::SameWords))),
        ("image-v2-multi", None, Some(("image-v2-multi", None, How::SameId))),
        // a clip has its own length, whatever is said
        ("v1.6-pro-5s", Some(10), Some(("1.6-1080p", Some(5), How::SameWords))),
        ("v9", None, None),
    ] {
        let found = counterpart(&old, from, seconds, &new);
        let found = found.as_ref().map(|it| (it.rate.as_str(), it.seconds, it.how));
        assert_eq!(found, to, "{from}");
    }
    for (from, seconds, to) in [
        ("1.6-1080p", Some(5), Some("v1.6-pro-5s")),
        ("1.6-1080p", Some(10), Some("v1.6-pro-10s")),
        ("1.6-1080p", Some(7), None),
        ("1.6-1080p", None, None),
        ("lip-sync", Some(10), Some("lip-sync-10s")),
        ("lip-sync", Some(7), None),
        ("1.6-multi-elements-720p", Some(5), None),
        ("3.0-1080p", Some(5), None),
        ("2.1-master-1080p", Some(5), None),
        ("effect-dizzydizzy-bloombloom-5s", None, Some("effect-dizzydizzy-bloombloom-5s")),
    ] {
        let found = counterpart(&new, from, seconds, &old);
        assert_eq!(found.map(|it| it.rate).as_deref(), to, "{from} {seconds:?}");
    }
}

#[test]
fn what_replaces_a_retired_rate_is_another_thing() {
    let new = shipped("kling-2026");
    let now = |id: &str, seconds, day: Option<&str>| {
        let day = day.map(|day| date::read(day).unwrap());
        present(&new, new.rate(id).unwrap(), seconds, day).map(|rate| rate.id.as_str())
    };
    assert_eq!(now("1.6-1080p", Some(5), None), Some("3.0-1080p"));
    assert_eq!(now("1.6-1080p", Some(5), Some("2026-09-15")), Some("3.0-1080p"));
    assert_eq!(now("1.6-1080p", Some(5), Some("2026-09-14")), None, "not yet retired");
    assert_eq!(now("1.6-1080p", Some(20), None), None, "3.0 makes no 20 s");
    assert_eq!(now("1.6-multi-image-720p", Some(5), None), None, "none is known");
    assert_eq!(now("3.0-1080p", Some(5), None), None, "not retired");
}

/// An edition of one rate of each sort, to be changed in one way at a time.
fn small() -> Book {
    static SMALL: OnceLock<Book> = OnceLock::new();
    let make = || {
        let mut book = shipped("kling-2026");
        book.rates.retain(|rate| ["3.0-1080p", "lip-sync", "image-v3-t2i", "tts"].contains(&rate.id.as_str()));
        book.packs.truncate(1);
        book.pools.truncate(2);
        book.notes.clear();
        book.sources.clear();
        assert_eq!(book.rates.len(), 4);
        book
    };
    SMALL.get_or_init(make).clone()
}

fn units(text: &str) -> Figure<Units> {
    Figure::Known(Units::read(text).unwrap())
}

fn price(text: &str) -> Figure<Price> {
    Figure::Known(Price::read(text).unwrap())
}

#[test]
fn each_change_has_its_kind() {
    type Edit = fn(&mut Book);
    let cases: [(&str, Edit, &[Kind], &[&str]); 21] = [
        ("a rate for more units", |it| it.rates[0].units = units("0.9"), &[Kind::Dearer], &["units"]),
        ("a rate for fewer units", |it| it.rates[0].units = units("0.799"), &[Kind::Cheaper], &["units"]),
        ("a rate unknown", |it| it.rates[0].units = Figure::Unknown, &[Kind::Unknown], &["units"]),
        (
            "a rate renamed and dearer",
            |it| {
                it.rates[0].id = "3.0-pro".into();
                it.rates[0].model = "v3.0".into();
                it.rates[0].units = units("1");
            },
            &[Kind::Dearer, Kind::Renamed],
            &["id", "model", "units"],
        ),
        (
            "a longer range",
            |it| it.rates[0].billing = Billing::Second { min: Some(3), max: Some(20), step: 1 },
            &[Kind::Changed],
            &["billing"],
        ),
        (
            "a clip of 5 s for the same",
            |it| {
                it.rates[0].billing = Billing::Clip { seconds: 5 };
                it.rates[0].units = units("4");
            },
            &[Kind::Changed],
            &["billing"],
        ),
        (
            "a clip of 5 s for less",
            |it| {
                it.rates[0].billing = Billing::Clip { seconds: 5 };
                it.rates[0].units = units("3.5");
            },
            &[Kind::Cheaper, Kind::Changed],
            &["units", "billing"],
        ),
        (
            "a clip that the seconds do not make",
            |it| it.rates[0].billing = Billing::Clip { seconds: 30 },
            &[Kind::Changed],
            &["billing"],
        ),
        ("an image by the call", |it| it.rates[3].billing = Billing::Call, &[Kind::Changed], &["billing"]),
        (
            "retired",
            |it| {
                it.rates[0].retired =
                    Some(Retirement { since: None, equivalent: None, evidence: it.rates[0].evidence, source: None })
            },
            &[Kind::Changed],
            &["retired"],
        ),
        (
            "only remarked upon",
            |it| {
                it.rates[0].note = Some("A remark.".into());
                it.rates[0].checked = date::read("2026-10-09");
            },
            &[],
            &[],
        ),
        ("a pack for less", |it| it.packs[0].price = price("9.79"), &[Kind::Cheaper], &["price"]),
        (
            "a larger pack for as much a unit",
            |it| {
                it.packs[0].units = units("200");
                it.packs[0].price = price("19.60");
                it.packs[0].list_price = price("28");
            },
            &[Kind::Changed],
            &["units", "listPrice", "price"],
        ),
        (
            "a larger pack for a hair more a unit",
            |it| {
                it.packs[0].units = units("300");
                it.packs[0].price = price("29.400001");
            },
            &[Kind::Dearer, Kind::Changed],
            &["units", "price"],
        ),
        ("a pack of no known price", |it| it.packs[0].price = Figure::Unknown, &[Kind::Unknown], &["price"]),
        ("a pack of another life", |it| it.packs[0].life = Life::Days(60), &[Kind::Changed], &["life"]),
        ("a pack gone", |it| it.packs.clear(), &[Kind::Removed], &[]),
        (
            "a pool of no known unit price",
            |it| it.pools[1].list_unit_price = Figure::Unknown,
            &[Kind::Unknown],
            &["listUnitPrice"],
        ),
        ("a pool by another name", |it| it.pools[1].name = "Pictures".into(), &[Kind::Renamed], &["name"]),
        ("a dispute", |it| it.packs[0].disputes.clear(), &[Kind::Changed], &["disputes"]),
        ("another source", |it| it.packs[0].source = None, &[Kind::Changed], &["source"]),
    ];
    let old = small();
    let index = |id: &str| old.rates.iter().position(|rate| rate.id == id).unwrap();
    // the order that the cases lean on
    assert_eq!((index("3.0-1080p"), index("lip-sync"), index("tts"), index("image-v3-t2i")), (0, 1, 2, 3));
    for (why, edit, kinds, fields) in cases {
        let mut new = old.clone();
        edit(&mut new);
        let changes: Vec<Change> = diff(&old, &new)
            .into_iter()
            // of a pool's unit price, every rate of the pool tells too
            .filter(|it| !(why.contains("unit price") && it.table == Table::Rates))
            .collect();
        match &changes[..] {
            [] => assert!(kinds.is_empty(), "{why}: nothing found"),
            [change] => {
                assert_eq!(change.kinds, kinds, "{why}");
                assert_eq!(change.fields, fields, "{why}");
            }
            _ => panic!("{why}: {changes:?}"),
        }
    }
}

#[test]
fn blocks_are_compared_at_the_usual_lengths() {
    let old = small();
    let mut new = old.clone();
    let at = old.rates.iter().position(|rate| rate.id == "lip-sync").unwrap();
    // 0.5 a started 5 s is 0.5 at 5 s and 1 at 10 s; 0.8 a started 10 s is 0.8 at both
    new.rates[at].billing = Billing::Started { seconds: 10, min: None, max: None };
    new.rates[at].units = units("0.8");
    let changes = diff(&old, &new);
    assert_eq!(changes[0].kinds, [Kind::Dearer, Kind::Cheaper, Kind::Changed]);
    let lengths: Vec<_> = changes[0].figures.iter().map(|figures| figures.seconds).collect();
    assert_eq!(lengths, [Some(5), Some(10)]);
    // by the second, from 11 s on: at the shortest that both make
    new.rates[at].billing = Billing::Second { min: Some(11), max: None, step: 1 };
    new.rates[at].units = units("0.1");
    let changes = diff(&old, &new);
    assert_eq!(changes[0].kinds, [Kind::Cheaper, Kind::Changed], "0.5 x 3 blocks against 0.1 x 11 s");
    assert_eq!(changes[0].figures[0].seconds, Some(11));
}

#[test]
fn units_decide_where_no_unit_has_a_price_and_nothing_between_currencies() {
    let mut old = small();
    old.pools[0].list_unit_price = Figure::Unknown;
    let mut new = old.clone();
    new.rates[0].units = units("0.9");
    let changes = diff(&old, &new);
    assert_eq!(changes[0].kinds, [Kind::Dearer]);
    assert_eq!(serde_json::to_value(&changes[0]).unwrap()["figures"][0]["by"], "units");
    new.currency = "EUR".into();
    for change in diff(&old, &new) {
        assert!(change.is(Kind::OtherCurrency), "{change:?}");
        assert!(!change.is(Kind::Dearer) && !change.is(Kind::Cheaper), "{change:?}");
    }
    // twice the units at half the price each are the same money, and told
    let old = small();
    let mut new = old.clone();
    new.pools[0].list_unit_price = price("0.07");
    new.rates[0].units = units("1.6");
    let told: Vec<Change> =
        diff(&old, &new).into_iter().filter(|it| it.table == Table::Rates && it.old == Some(0)).collect();
    assert_eq!((&told[0].kinds[..], &told[0].fields[..]), (&[Kind::Changed][..], &["units"][..]));
}

#[test]
fn two_makers_have_nothing_in_common_by_an_id_alone() {
    let old = small();
    let mut new = old.clone();
    new.provider.id = "acme".into();
    assert_eq!(diff(&old, &new), [], "the same words under the same ids");
    new.rates[0].model = "Reel".into();
    assert_eq!(counterpart(&old, "3.0-1080p", Some(5), &new), None);
    new.provider.id = old.provider.id.clone();
    assert_eq!(counterpart(&old, "3.0-1080p", Some(5), &new).unwrap().how, How::SameId);
}

/// A book of few words, so that rows of two such books often are the same, nearly the same, or ambiguous.
fn book() -> impl Strategy<Value = Book> {
    let pick = |list: &[&'static str]| prop::sample::select(list.to_vec());
    let billing = prop_oneof![
        (1_u32..3).prop_map(|n| Billing::Clip { seconds: n * 5 }),
        Just(Billing::Second { min: Some(5), max: Some(10), step: 5 }),
        Just(Billing::Second { min: None, max: None, step: 1 }),
        (1_u32..3).prop_map(|n| Billing::Started { seconds: n * 5, min: None, max: None }),
        Just(Billing::Image),
        Just(Billing::Call),
    ];
    let figure = prop_oneof![1 => Just(Figure::Unknown), 6 => (1_i64..4).prop_map(|n| {
        Figure::Known(Units::from_thousandths(n * 500).unwrap())
    })];
    let rate = (
        (0_usize..9, pick(&["1.6", "V1.6", "v1.6", "2.0 Master"])),
        (pick(&["-", "Standard", "720p", "1080p"]), pick(&["-", "No sound", "Native audio"])),
        billing,
        figure,
    );
    let money = prop_oneof![1 => Just(Figure::Unknown), 4 => (1_i64..3).prop_map(|n| {
        Figure::Known(Price::from_micros(n * 70_000).unwrap())
    })];
    (prop::collection::vec(rate, 0..8), money.clone(), prop::collection::vec((0_usize..3, 1_i64..4, money), 0..3))
        .prop_map(|(rates, unit, packs)| {
            let mut book = small();
            let (row, pack) = (book.rates[0].clone(), book.packs[0].clone());
            (book.rates, book.packs) = (Vec::new(), Vec::new());
            book.pools[0].list_unit_price = unit;
            let text = |text: &str| (text != "-").then(|| text.to_owned());
            for ((id, model), (quality, sound), billing, units) in rates {
                let id = format!("r{id}");
                if book.rate(&id).is_none() {
                    let (quality, sound) = (text(quality), text(sound));
                    book.rates.push(packwise_engine::book::Rate {
                        id,
                        model: model.into(),
                        quality,
                        sound,
                        billing,
                        units,
                        ..row.clone()
                    });
                }
            }
            for (id, size, price) in packs {
                let id = format!("p{id}");
                if !book.packs.iter().any(|pack| pack.id == id) {
                    let units = Figure::Known(Units::from_thousandths(size * 1_000).unwrap());
                    book.packs.push(packwise_engine::book::Pack { id, units, price, ..pack.clone() });
                }
            }
            book
        })
}

fn reversed(change: &Change) -> Value {
    let turn = |kind: &Kind| match kind {
        Kind::Added => Kind::Removed,
        Kind::Removed => Kind::Added,
        Kind::Dearer => Kind::Cheaper,
        Kind::Cheaper => Kind::Dearer,
        other => *other,
    };
    let mut kinds: Vec<Kind> = change.kinds.iter().map(turn).collect();
    kinds.sort();
    let figures: Vec<Value> =
        change.figures.iter().map(|it| json!([it.of, it.seconds, it.by, it.new, it.old])).collect();
    json!([change.table, change.new, change.old, kinds, change.fields, figures])
}

fn plain(change: &Change) -> Value {
    let mut kinds = change.kinds.clone();
    kinds.sort();
    let figures: Vec<Value> =
        change.figures.iter().map(|it| json!([it.of, it.seconds, it.by, it.old, it.new])).collect();
    json!([change.table, change.old, change.new, kinds, change.fields, figures])
}

fn set(entries: impl Iterator<Item = Value>) -> Vec<String> {
    let mut entries: Vec<String> = entries.map(|entry| entry.to_string()).collect();
    entries.sort();
    entries
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_book_differs_from_itself_in_nothing(book in book()) {
        prop_assert_eq!(diff(&book, &book), []);
    }

    #[test]
    fn the_way_back_is_the_way_there_in_reverse(old in book(), new in book()) {
        let there = set(diff(&old, &new).iter().map(reversed));
        let back = set(diff(&new, &old).iter().map(plain));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn each_row_is_matched_or_alone_and_every_kind_is_borne_out(old in book(), new in book()) {
        let changes = diff(&old, &new);
        for change in &changes {
            let alone = |kind: Kind, at: fn(&Change) -> Option<usize>| {
                !change.is(kind) || changes.iter().filter(|it| it.table == change.table && at(it) == at(change)).count() == 1
            };
            prop_assert!(alone(Kind::Added, |it| it.new) && alone(Kind::Removed, |it| it.old));
            prop_assert_eq!(change.is(Kind::Added), change.old.is_none());
            prop_assert_eq!(change.is(Kind::Removed), change.new.is_none());
            let mut kinds = change.kinds.clone();
            kinds.dedup();
            prop_assert_eq!(kinds.len(), change.kinds.len());
            prop_assert!(!change.kinds.is_empty());
            prop_assert!(!change.is(Kind::Renamed) || !change.fields.is_empty());
            prop_assert!(!change.is(Kind::Changed) || !change.fields.is_empty());
        }
    }

    #[test]
    fn a_counterpart_has_the_rate_as_its_own(old in book(), new in book(), seconds in prop::option::of(1_u32..12)) {
        for rate in &old.rates {
            let Some(there) = counterpart(&old, &rate.id, seconds, &new) else { continue };
            let row = new.rate(&there.rate).unwrap();
            let own = match rate.billing { Billing::Clip { seconds } => Some(seconds), _ => None };
            let length = own.or(seconds.filter(|&seconds| allows(rate.billing, seconds)));
            if let (Some(length), true) = (length, matches!(rate.billing, Billing::Clip { .. } | Billing::Second { .. })) {
                prop_assert!(allows(row.billing, length));
                let back = counterpart(&new, &there.rate, Some(length), &old).map(|it| it.rate);
                prop_assert_eq!(back.as_ref(), Some(&rate.id), "from {}", there.rate);
            }
        }
    }
}

/// A book of many rates, each made of the first of the shipped book.
fn many(count: usize, edition: &str, change: &dyn Fn(usize, &mut packwise_engine::book::Rate)) -> Book {
    let mut book = shipped("kling-2025");
    book.id = format!("kling-{edition}");
    let one = book.rates[0].clone();
    book.rates = (0..count)
        .map(|at| {
            let mut rate = one.clone();
            rate.id = format!("{edition}-{at}");
            change(at, &mut rate);
            rate
        })
        .collect();
    book
}

/// The largest book that is read has some 8,000 rates: however alike they are, two such books are compared at once.
#[test]
#[allow(clippy::disallowed_methods, reason = "a stopwatch, on a machine that has a clock")]
fn two_of_the_largest_books_are_soon_compared() {
    const MANY: usize = 8_000;
    let begun = std::time::Instant::now();
    let changes = |old: &Book, new: &Book| {
        let lap = std::time::Instant::now();
        let count = diff(old, new).iter().filter(|change| change.table == Table::Rates).count();
        println!("{count} changes in {:?}", lap.elapsed());
        count
    };
    let distinct = |edition: &str| many(MANY, edition, &|at, rate| rate.model = format!("M {at}"));
    // each has one that is the same by its words, under another id
    assert_eq!(changes(&distinct("a"), &distinct("b")), MANY);
    assert_eq!(changes(&distinct("a"), &distinct("a")), 0);
    // all alike: nothing is the only one
    let alike = |edition: &str| many(MANY, edition, &|_, _| ());
    assert_eq!(changes(&alike("a"), &alike("b")), 2 * MANY);
    // alike but for their lengths
    let lengths = |edition: &str| {
        many(MANY, edition, &|at, rate| rate.billing = Billing::Clip { seconds: u32::try_from(at + 1).unwrap() })
    };
    assert_eq!(changes(&lengths("a"), &lengths("b")), MANY);
    // alike, and half of them spoken for by their ids: those that are left are none the only one
    let half = |edition: &str| {
        many(MANY, edition, &|at, rate| {
            if at % 2 == 0 {
                rate.id = format!("both-{at}");
            }
        })
    };
    assert_eq!(changes(&half("a"), &half("b")), MANY);
    // the same, with nothing left in the new one to be the same
    let mut new = half("b");
    new.rates.retain(|rate| rate.id.starts_with("both"));
    assert_eq!(changes(&half("a"), &new), MANY / 2);
    assert!(begun.elapsed().as_secs() < 60, "it took {:?}", begun.elapsed());
}

/// Asked of one index or anew each time, it is the same answer.
#[test]
fn counterparts_of_many_are_those_of_one() {
    let (old, new) = (shipped("kling-2025"), shipped("kling-2026"));
    let both = packwise_engine::book::Counterparts::new(&old, &new);
    for rate in &old.rates {
        for seconds in [None, Some(5), Some(10)] {
            assert_eq!(both.of(&rate.id, seconds), counterpart(&old, &rate.id, seconds, &new));
        }
    }
}
