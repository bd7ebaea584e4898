//! Compare providers: figures by hand, what can and cannot be had as asked, and what always holds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may assume")]

use packwise_engine::book::{Books, market_file};
use packwise_engine::compare::providers::{Asked, Found, Reason, Row, Unit, providers};
use packwise_engine::date;
use packwise_engine::money::Cost;
use packwise_engine::units::Units;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

static BOOKS: LazyLock<Books> = LazyLock::new(Books::shipped);
const BUDGET: u64 = 200_000;

/// 100 clips of 5 s a month at 1080p without sound, for one month, on the day of the browser tests.
fn asked() -> Asked {
    Asked {
        unit: Unit::Clip(5),
        resolution: "1080p".to_owned(),
        sound: false,
        volume: 100,
        takes: 1,
        months: 1,
        day: date::read("2026-11-20").unwrap(),
        currency: "USD".to_owned(),
    }
}

fn found(asked: &Asked) -> Found {
    providers(&BOOKS, asked, BUDGET).unwrap()
}

fn row<'a>(found: &'a Found, id: &str) -> &'a Row {
    found.rows.iter().find(|row| row.row == id).unwrap_or_else(|| panic!("no row {id}"))
}

fn figures(row: &Row) -> [String; 4] {
    let text = |cost: Option<Cost>| cost.map_or("-".to_owned(), |cost| cost.to_string());
    let list = row.list.map_or("-".to_owned(), |list| list.to_string());
    [list, text(row.total), text(row.next), text(row.tenfold)]
}

fn left_out<'a>(found: &'a Found, of: &'a str) -> impl Iterator<Item = (Reason, &'a str)> {
    found.left_out.iter().filter(move |row| row.model.contains(of)).map(|row| (row.reason, row.words.as_str()))
}

#[test]
fn what_is_paid_as_it_is_used_is_price_times_seconds_times_clips() {
    let found = found(&asked());
    // 0.112 x 5 x 100; one more 0.56
    assert_eq!(figures(row(&found, "fal-3.0-pro")), ["0.56", "56.00", "0.56", "560.00"]);
    // 0.0896 x 5 x 100
    assert_eq!(figures(row(&found, "apimart-3.0-1080p")), ["0.448", "44.80", "0.448", "448.00"]);
    // 0.33 a clip
    assert_eq!(figures(row(&found, "piapi-2.6-pro-5s")), ["0.33", "33.00", "0.33", "330.00"]);
    assert_eq!(row(&found, "piapi-2.6-pro-5s").list_second.unwrap().to_string(), "0.066");
    // with 3 takes and 6 months: 0.56 x 3 x 100 x 6; each kept clip 1.68; one more a month 0.56 x 3 x 6
    let more = self::found(&Asked { takes: 3, months: 6, ..asked() });
    let fal = row(&more, "fal-3.0-pro");
    assert_eq!(figures(fal), ["0.56", "1008.00", "10.08", "10080.00"]);
    assert_eq!(fal.each.unwrap().to_string(), "1.68");
}

#[test]
fn a_pack_of_which_something_is_unknown_makes_the_total_doubtful_and_is_said() {
    let mut book: Value = {
        let of_2025 = Books::shipped_files().iter().find(|(name, _)| name.contains("kling-2025")).unwrap();
        serde_json::from_str(of_2025.1).unwrap()
    };
    book["id"] = json!("kling-mine");
    book["edition"] = json!("mine");
    let of = |book: &Value| {
        let mut books = Books::shipped();
        books.add_local(&book.to_string()).unwrap();
        let found = providers(&books, &Asked { resolution: "720p".to_owned(), ..asked() }, BUDGET).unwrap();
        found.rows.into_iter().find(|row| row.book == "kling-mine" && row.total.is_some()).unwrap()
    };
    let whole = of(&book);
    assert!(whole.proved && whole.tenfold_proved, "{whole:?}");
    let video = book["packs"].as_array().unwrap().iter().position(|pack| pack["pool"] == "video").unwrap();
    let name = book["packs"][video]["name"].as_str().unwrap().to_owned();
    book["packs"][video]["price"] = Value::Null;
    let some = of(&book);
    assert!(!some.proved && !some.tenfold_proved, "{some:?}");
    assert!(
        some.differs.iter().any(|words| words.contains(&name) && words.contains("its price")),
        "{:?}",
        some.differs
    );
}

#[test]
fn what_is_sold_in_packs_is_bought_by_the_planner() {
    let found = found(&asked());
    // 3.0 at 1080p: 0.8 x 5 x 100 = 400 units; both trial packs hold 1,100 and cost 9.80 + 98.00; one alone (L) 98.00
    let kling = row(&found, "3.0-1080p");
    assert_eq!(
        figures(kling),
        ["0.56", "98.00", "0.00", "665.00"].map(|text| match text {
            // 4,000 units: Package 1 alone 700.00; trials hold 1,100 only
            "665.00" => "700.00".to_owned(),
            text => text.to_owned(),
        })
    );
    assert!(kling.packs && kling.proved && kling.tenfold_proved);
    assert_eq!(kling.buys, [("Trial L".to_owned(), 1)]);
    // 1,000 - 400, within the month
    assert_eq!(kling.breakage, Units::read("600").unwrap());
    assert_eq!(kling.each.unwrap().to_string(), "0.98");
    // 2.5 Turbo: 0.5 x 5 x 100 = 250 units: the same pack
    assert_eq!(row(&found, "2.5-turbo-1080p").total, kling.total);
    // where a pack ends: 1,100 units are 275 clips of 4; one more needs Package 1
    let edge = self::found(&Asked { volume: 275, ..asked() });
    let kling = row(&edge, "3.0-1080p");
    assert_eq!(figures(kling)[1..3], ["107.80", "592.20"]);
    // U-Gen and Kling 4.0 are named, and have no total
    for id in ["u-gen-kling3-pro", "4.0-1080p"] {
        let row = row(&found, id);
        assert_eq!(figures(row), ["-", "-", "-", "-"].map(str::to_owned), "{id}");
        assert!(row.issue.as_ref().unwrap().words.contains("no source gives its price") && !row.counts(), "{id}");
    }
}

#[test]
fn the_cheapest_can_be_had_today() {
    let found = found(&asked());
    let any: &dyn Fn(&Row) -> bool = &|_| true;
    let best = found.cheapest(false, any).unwrap();
    // 2.5 Turbo at inference.sh: 0.35 a clip; PiAPI's 2.6: 0.33 a clip; Veo 3.1 Lite 0.08 x 5 = 0.40; Hailuo 0.072 x 5 =
    // 0.36; kie.ai's 2.1 Pro at 0.25 is retired
    assert_eq!(
        (best.row.row.as_str(), best.total.to_string().as_str(), best.proved),
        ("piapi-2.6-pro-5s", "33.00", true)
    );
    assert!(row(&found, "kie-2.1-pro-5s").retired.is_some());
    assert!(row(&found, "kie-2.1-pro-5s").total < best.row.total);
    // a price that its source calls the least of several is not called the cheapest
    assert!(row(&found, "venice-2.5-turbo-pro").at_least);
    // before the day it was sold
    let before = self::found(&Asked { day: date::read("2026-09-14").unwrap(), ..asked() });
    assert_eq!(before.cheapest(false, any).unwrap().row.row, "kie-2.1-pro-5s");
    // of one family only
    let veo = found.cheapest(false, &|row| row.family == "Veo").unwrap();
    // Google's Veo 3.1 Lite costs the same; the first by name is named
    assert_eq!((veo.row.row.as_str(), veo.total.to_string().as_str()), ("apimart-veo-3.1-fast-1080p", "40.00"));
    assert_eq!((veo.ties, best.ties), (1, 0));
    // with sound, 20,000 clips: 1 x 5 x 20,000 = 100,000 units are 2 x Package 3 and 2 x Package 1, none left
    let with = self::found(&Asked { sound: true, volume: 20_000, ..asked() });
    let kling = row(&with, "3.0-omni-1080p-audio");
    assert_eq!(kling.total.unwrap().to_string(), "12740.00");
    assert_eq!(kling.buys, [("Package 1".to_owned(), 2), ("Package 3".to_owned(), 2)]);
    // APIMart: 0.112 x 5 x 20,000
    assert_eq!(with.cheapest(false, any).unwrap().total.to_string(), "11200.00");
}

#[test]
fn unlike_things_are_left_out_or_say_what_differs() {
    let found = found(&asked());
    let differs = |id: &str| row(&found, id).differs.join("; ");
    assert_eq!(differs("fal-3.0-pro"), "from an image only");
    assert_eq!(differs("google-veo-3.1"), "sound is always included; which lengths it makes is not said");
    assert_eq!(differs("2.5-turbo-1080p"), "whether it has sound is not said");
    assert_eq!(differs("3.0-1080p"), "");
    // 4K is not 1080p, and neither is 720p
    assert!(left_out(&found, "Kling 3.0, 4K, No sound").all(|why| why == (Reason::Resolution, "4K only")));
    assert_eq!(left_out(&found, "MiniMax H3, 768p").next(), Some((Reason::Resolution, "768p only")));
    assert_eq!(
        left_out(&found, "Gen-4.5").next(),
        Some((Reason::Resolution, "its source does not say at which resolution"))
    );
    // clips of the length they state only; per second within the model's bounds
    assert_eq!(
        left_out(&found, "Ray 3.2, 1080p, 10 s").next(),
        Some((Reason::Length, "this is its price for clips of 10 s"))
    );
    assert_eq!(
        left_out(&found, "Kling 3.0 Pro, 1080p, with sound").next(),
        Some((Reason::Sound, "this is its price with sound"))
    );
    assert_eq!(left_out(&found, "Aleph").next(), Some((Reason::Kind, "makes something else: Video editing")));
    let seven = self::found(&Asked { unit: Unit::Clip(7), ..asked() });
    assert!(
        seven.rows.iter().any(|row| row.row == "3.0-1080p") && !seven.rows.iter().any(|row| row.row == "2.6-1080p")
    );
    assert!(
        left_out(&seven, "Kling 2.6, 1080p, No sound")
            .any(|why| why == (Reason::Length, "7 s cannot be made: this model makes 5 or 10 s"))
    );
    assert!(!seven.rows.iter().any(|row| row.row == "piapi-2.6-pro-5s"));

    let sound = self::found(&Asked { sound: true, ..asked() });
    let ids: Vec<&str> = sound.rows.iter().map(|row| row.row.as_str()).collect();
    for id in ["fal-3.0-pro-audio", "3.0-turbo-1080p", "google-veo-3.1", "fal-2.6-pro-voice", "u-gen-kling3-pro"] {
        assert!(ids.contains(&id), "{id} has sound");
    }
    for id in ["fal-3.0-pro", "3.0-1080p", "2.5-turbo-1080p", "google-veo-3.1-fast-1080p"] {
        assert!(!ids.contains(&id), "{id} is not known to have sound");
    }
    assert!(row(&sound, "fal-2.6-pro-voice").differs.contains(&"with voice control".to_owned()));
    assert!(!row(&sound, "3.0-turbo-1080p").differs.contains(&"sound is always included".to_owned()));
}

#[test]
fn rounding_and_minimums_are_the_sellers() {
    let asked = Asked { resolution: "720p".to_owned(), sound: true, unit: Unit::Clip(3), ..asked() };
    // 3 x 0.1963 = 0.5889, which Venice charges as 0.59
    assert_eq!(figures(row(&found(&asked), "venice-4.0-720p")), ["0.59", "59.00", "0.59", "590.00"]);
    let asked = Asked { unit: Unit::Second, volume: 1_000, ..asked };
    let venice = found(&asked);
    let venice = row(&venice, "venice-4.0-720p");
    assert_eq!(figures(venice), ["0.1963", "196.30", "0.1963", "1963.00"]);
    assert!(venice.differs[0].starts_with("each clip is rounded"));
}

#[test]
fn a_finished_second_counts_whole_clips_where_clips_are_sold() {
    let asked = Asked { unit: Unit::Second, resolution: "720p".to_owned(), volume: 12, ..asked() };
    let found = found(&asked);
    let luma = row(&found, "luma-ray-3.2-720p-5s");
    // 12 s are 3 clips of 5 s at 0.30; 13 s too; 120 s are 24; 0.06 a second
    assert_eq!(figures(luma), ["0.06", "0.90", "0.00", "7.20"]);
    assert_eq!(luma.differs[1], "sold in clips of 5 s, not by the second");
    assert_eq!(row(&found, "luma-ray-3.2-720p-10s").total.unwrap().to_string(), "1.80");
    assert_eq!(figures(row(&found, "piapi-3.0-720p")), ["0.10", "1.20", "0.10", "12.00"]);
}

#[test]
fn editions_go_by_the_day_and_own_books_stand_beside() {
    // in 2025 Kling sold clips, in packs with terms: 100 x 3.5 units of V1.6 Pro, 3 x B1
    let old = found(&Asked { day: date::read("2025-06-01").unwrap(), ..asked() });
    let pro = row(&old, "v1.6-pro-5s");
    assert_eq!(pro.total.unwrap().to_string(), "4200.00");
    assert_eq!(pro.after_months.to_string(), "2800.00");
    assert_eq!(pro.differs[0], "Professional counts as 1080p");
    assert!(!old.rows.iter().any(|row| row.book == "kling-2026"));
    // a person's own book, cheaper; and one in another currency
    let (_, json) = Books::shipped_files()[1];
    let mut own: Value = serde_json::from_str(json).unwrap();
    (own["id"], own["edition"]) = (json!("kling-ours"), json!("ours"));
    for pack in own["packs"].as_array_mut().unwrap() {
        pack["price"] = json!("1.00");
    }
    let mut books = BOOKS.clone();
    books.add_local(&own.to_string()).unwrap();
    (own["id"], own["edition"], own["currency"]) = (json!("kling-euro"), json!("euro"), json!("EUR"));
    books.add_local(&own.to_string()).unwrap();
    let all = providers(&books, &asked(), BUDGET).unwrap();
    let ours = all.rows.iter().find(|row| row.row == "3.0-1080p" && row.book == "kling-ours").unwrap();
    assert_eq!((ours.seller.as_str(), ours.total.unwrap().to_string().as_str()), ("Kling AI (local)", "1.00"));
    assert!(all.rows.iter().all(|row| row.book != "kling-euro"));
    assert!(all.left_out.iter().any(|row| row.reason == Reason::Currency && row.words == "its prices are in EUR"));
    // offers of one's own
    let mut mine: Value = serde_json::from_str(market_file().1).unwrap();
    (mine["id"], mine["edition"]) = (json!("market-mine"), json!("mine"));
    mine["offers"] =
        json!([mine["offers"].as_array().unwrap().iter().find(|offer| offer["id"] == "fal-3.0-pro").unwrap()]);
    mine["offers"][0]["price"] = json!("0.01");
    let mut books = BOOKS.clone();
    books.add_local(&mine.to_string()).unwrap();
    let all = providers(&books, &asked(), BUDGET).unwrap();
    assert_eq!(all.cheapest(false, &|_| true).unwrap().total.to_string(), "5.00");
}

#[test]
fn bounds_are_named_and_nothing_overflows_in_silence() {
    for (wrong, path, code) in [
        (Asked { unit: Unit::Clip(0), ..asked() }, "seconds", "too-small"),
        (Asked { takes: 0, ..asked() }, "takes", "too-small"),
        (Asked { months: 61, ..asked() }, "months", "too-large"),
        (Asked { volume: 1_000_000_001, ..asked() }, "volume", "too-large"),
    ] {
        let issues = providers(&BOOKS, &wrong, BUDGET).unwrap_err();
        assert_eq!((issues[0].path.as_str(), issues[0].code.as_str()), (path, code));
    }
    let most = Asked { volume: 1_000_000_000, takes: 10_000, months: 60, ..asked() };
    let found = providers(&BOOKS, &most, 2_000).unwrap();
    for row in &found.rows {
        assert!(row.total.is_some() || row.issue.is_some(), "{}: no total, and no word why", row.row);
    }
    // 0.56 x 1e9 x 1e4 x 60
    assert_eq!(row(&found, "fal-3.0-pro").total.unwrap().to_string(), "336000000000000.00");
    let none = self::found(&Asked { volume: 0, ..asked() });
    assert!(none.rows.iter().filter_map(|row| row.total).all(|total| total == Cost::ZERO));
    assert!(none.rows.iter().all(|row| row.each.is_none()));
    assert_eq!(self::found(&Asked { resolution: "12K".to_owned(), ..asked() }).rows, []);
}

#[test]
fn a_request_is_read_with_every_problem_named() {
    let plain = json!({
        "unit": "clip", "seconds": "5", "resolution": "1080p", "sound": false, "volume": 100, "day": "2026-11-20"
    });
    assert_eq!(Asked::read(&plain), Ok(asked()));
    let wrong = json!({
        "unit": "clip", "seconds": "five", "resolution": 1080, "sound": "yes", "volume": -1, "takes": 0, "months": 1.5,
        "colour": "red"
    });
    let issues = Asked::read(&wrong).unwrap_err();
    let mut found: Vec<(&str, &str)> = issues.iter().map(|issue| (issue.path.as_str(), issue.code.as_str())).collect();
    found.sort_unstable();
    let expected = [
        ("colour", "unknown-key"),
        ("day", "missing"),
        ("months", "not-whole"),
        ("resolution", "wrong-type"),
        ("seconds", "not-a-number"),
        ("sound", "wrong-type"),
        ("takes", "too-small"),
        ("volume", "negative"),
    ];
    assert_eq!(found, expected);
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let unit = prop_oneof![(3_u32..11).prop_map(Unit::Clip), Just(Unit::Clip(5)), Just(Unit::Second)];
    let resolution = prop_oneof![Just("720p"), Just("1080p"), Just("4K"), Just("768p")];
    (unit, resolution, any::<bool>(), 0_u64..3_000, 1_u64..4, 1_u32..4).prop_map(
        |(unit, resolution, sound, volume, takes, months)| Asked {
            unit,
            resolution: resolution.to_owned(),
            sound,
            volume,
            takes,
            months,
            ..asked()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Rows stand by total; nothing is asked for that cannot be had; a total never falls as the volume grows, and the
    /// price of the next one is the difference.
    #[test]
    fn what_always_holds(asked in any_asked(), more in 1_u64..2_000) {
        let found = found(&asked);
        let totals: Vec<Option<Cost>> = found.rows.iter().map(|row| row.total).collect();
        let ascending = totals.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Some(a), Some(b)) => a <= b,
            (None, Some(_)) => false,
            (_, None) => true,
        });
        prop_assert!(ascending);
        let at = |volume: u64| self::found(&Asked { volume, ..asked.clone() });
        let (next, larger) = (at(asked.volume + 1), at(asked.volume + more));
        let tenfold = at(asked.volume * 10);
        for row in found.rows.iter().filter(|row| row.total.is_some()) {
            let of = |found: &Found| found.rows.iter().find(|other| (&other.book, &other.row) == (&row.book, &row.row)).cloned().unwrap();
            let (next, larger, tenfold) = (of(&next), of(&larger), of(&tenfold));
            if row.proved && next.proved {
                prop_assert_eq!(row.next, next.total.unwrap().minus(row.total.unwrap()), "{}", row.row);
            }
            if row.proved && larger.proved {
                prop_assert!(row.total <= larger.total, "{}", row.row);
            }
            if row.tenfold_proved && tenfold.proved {
                prop_assert_eq!(row.tenfold, tenfold.total, "{}", row.row);
            }
        }
        for tenfold in [false, true] {
            if let Some(best) = found.cheapest(tenfold, &|_| true) {
                prop_assert!(best.row.counts());
                let total = |row: &Row| if tenfold { row.tenfold } else { row.total };
                prop_assert!(found.rows.iter().filter(|row| row.counts()).filter_map(total).all(|other| other >= best.total));
            }
        }
    }

    /// No row is both there and left out, and none is lost: every clip of the books is one of the two.
    #[test]
    fn nothing_is_left_out_in_silence(asked in any_asked()) {
        let found = found(&asked);
        let market: Value = serde_json::from_str(market_file().1).unwrap();
        let images = market["offers"].as_array().unwrap().iter().filter(|offer| offer["billing"]["per"] == "image").count();
        let offers = market["offers"].as_array().unwrap().len() - images;
        let book = &BOOKS.get("kling-2026").unwrap().book;
        let rates = book.rates.iter().filter(|rate| !matches!(serde_json::to_value(rate.billing).unwrap()["per"].as_str(), Some("image" | "call"))).count();
        prop_assert_eq!(found.rows.len() + found.left_out.len(), offers + rates);
    }
}
