//! Properties of links: writing then reading gives the same Document, whatever was typed into it, and reading takes any
//! text. `PACKWISE_FULL=1` tries ten times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

use packwise_engine::date;
use packwise_engine::document::{Demand, Document, Entry, JobLine, Line, Order, OwnedPack, TypedRate};
use packwise_engine::issue::Code;
use packwise_engine::job::Bases;
use packwise_engine::link::{self, Made, View, long};
use packwise_engine::money::Cost;
use packwise_engine::units::Units;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::collections::BTreeSet;

/// The same cases on every machine and in every run.
fn config() -> Config {
    let full = std::env::var_os("PACKWISE_FULL").is_some();
    Config {
        cases: if full { 20_000 } else { 2_000 },
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Anything that can be typed, and often what means something in a link.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        2 => "[0-9]{0,5}s?",
        2 => "[*x:,&=?#%+;s .0-9a-fA-F-]{0,8}",
        1 => proptest::collection::vec(any::<char>(), 0..4).prop_map(|chars| chars.into_iter().collect()),
        1 => proptest::sample::select(vec!["1", "", "x", "s", "5s", "05s", "%", "%4", "%zz", "%C3", "none", "book"])
            .prop_map(str::to_owned),
    ]
}

fn some_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.is_empty() { ",".to_owned() } else { text })
}

fn entry() -> impl Strategy<Value = Entry> {
    text().prop_map(Entry::new)
}

fn line() -> impl Strategy<Value = Line> {
    let parts = (text(), entry(), entry(), prop_oneof![entry(), Just(Entry::new("1"))]);
    parts.prop_map(|(rate, seconds, count, takes)| Line { rate, seconds, count, takes })
}

/// Every reading of a minimum order that can be typed: its numbers are 1 to 9999.
fn order() -> impl Strategy<Value = Order> {
    prop_oneof![
        Just(Order::Book),
        Just(Order::None),
        Just(Order::Term(None)),
        (1_u32..10_000).prop_map(|months| Order::Term(Some(months))),
        (1_u32..10_000).prop_map(Order::Packs),
    ]
}

fn view() -> impl Strategy<Value = View> {
    proptest::sample::select(vec![View::Plan, View::Compare, View::Job, View::Balance, View::Quote, View::Prices])
}

/// Months as typed; a link leaves out empty ones at the end.
fn months() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec(entry(), 0..6).prop_map(|mut months| {
        while months.last().is_some_and(Entry::is_empty) {
            months.pop();
        }
        months
    })
}

fn demand() -> impl Strategy<Value = Demand> {
    prop_oneof![
        Just(Demand::Same),
        entry().prop_map(|percent| Demand::Growth { percent }),
        months().prop_map(|percents| Demand::Season { percents }),
        months().prop_map(|percents| Demand::Months { percents }),
        (text(), months()).prop_map(|(pool, units)| Demand::Units { pool, units }),
    ]
}

fn owned() -> impl Strategy<Value = OwnedPack> {
    let life = || prop_oneof![entry(), Just(Entry::new("never")), Just(Entry::new("c/@2"))];
    let parts = (text(), entry(), entry(), proptest::option::of(life()), entry());
    parts.prop_map(|(pool, units, from, months_left, concurrency)| OwnedPack {
        pool,
        units,
        from,
        months_left,
        concurrency,
    })
}

fn job() -> impl Strategy<Value = JobLine> {
    let numbers =
        proptest::array::uniform7(prop_oneof![3 => entry(), 1 => Just(Entry::new("0")), 1 => Just(Entry::new("8"))]);
    let usual = || prop_oneof![Just("veo3_fast"), Just("i2v"), Just("standard"), Just("1k"), Just("tiktok_karaoke")];
    let texts = proptest::array::uniform6(prop_oneof![text(), usual().prop_map(str::to_owned)]);
    let switches = proptest::array::uniform7(any::<bool>());
    (numbers, texts, switches).prop_map(|(numbers, texts, switches)| {
        let [model_id, variant, resolution, aspect_ratio, keyframe_resolution, caption_style] = texts;
        let [music_enabled, voice_enabled, custom_voice, qai_enabled, gate, review, whole] = switches;
        let mut job = JobLine {
            model_id,
            variant,
            resolution,
            aspect_ratio,
            keyframe_resolution,
            caption_style,
            music_enabled,
            voice_enabled,
            custom_voice,
            qai_enabled,
            human_review_gate: gate,
            human_review_videos: review,
            bases: if whole { Bases::Job } else { Bases::Parts },
            ..JobLine::new("1", "1")
        };
        job.take_numbers(&numbers);
        job
    })
}

fn rate() -> impl Strategy<Value = TypedRate> {
    let unit = prop_oneof![
        text(),
        proptest::sample::select(vec!["per_second", "per_generation", "s", "gen"]).prop_map(str::to_owned)
    ];
    let parts = (text(), text(), unit, entry());
    parts.prop_map(|(model, variant, billing_unit, credits)| TypedRate { model, variant, billing_unit, credits })
}

fn document() -> impl Strategy<Value = Document> {
    let lists = (proptest::collection::vec(line(), 0..8), proptest::collection::vec(some_text(), 0..4));
    let rest = (some_text(), entry(), order(), entry(), any::<bool>(), any::<bool>());
    let time = (demand(), proptest::collection::vec(owned(), 0..4));
    let jobs = (proptest::collection::vec(job(), 0..4), proptest::collection::vec(rate(), 0..4));
    (lists, rest, time, jobs).prop_map(
        |((lines, mut without), (book, months, order, concurrency, limits, dated), time, jobs)| {
            // a link names each once
            let mut named = BTreeSet::new();
            without.retain(|id| named.insert(id.clone()));
            let mut document = Document::new(book);
            document.as_of = if dated { date::read("2026-11-20") } else { None };
            (document.months, document.lines, document.order) = (months, lines, order);
            (document.concurrency, document.limits, document.without) = (concurrency, limits, without);
            (document.demand, document.owned) = time;
            (document.jobs, document.rates) = jobs;
            document
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_written_document_is_read_as_it_was(view in view(), document in document(), sign: bool) {
        let written = link::write(view, &document);
        prop_assert!(written.is_ascii(), "{}", written);
        let opened = link::read(&format!("{}{written}", if sign { "#" } else { "" }), "x");
        prop_assert_eq!(&opened.issues, &[], "{}", written);
        prop_assert_eq!(opened.view, view);
        prop_assert_eq!(&opened.document, &document, "{}", written);
        // and it is written the same again
        prop_assert_eq!(link::write(opened.view, &opened.document), written);
    }

    #[test]
    fn any_text_can_be_read(
        text in prop_oneof![
            any::<String>(),
            "plan\\?(season|shape|units|owned)=[c:/@,%0-9a-fA-F.-]{0,24}",
            "job\\?(jobs|rates)=[x:/;=*,%s0-9a-fgen.-]{0,24}",
            "[a-z]{0,6}\\?([a-z]{0,6}=?[*x:,&=?#%+;s .0-9a-fA-F-]{0,12}&?){0,6}",
            ("#?(plan|quote|)\\?(book|months|order|lines|limits|without|concurrency|growth|season|shape|units|owned|jobs|rates)=", any::<String>())
                .prop_map(|(key, value)| key + &value),
        ],
    ) {
        let opened = link::read(&text, "x");
        // what was understood can be told again
        let again = link::read(&link::write(opened.view, &opened.document), "x");
        let mut understood = opened.document;
        understood.without.retain(|id| !id.is_empty());
        prop_assert_eq!(again.document, understood);
        prop_assert_eq!(again.issues, []);
    }

    /// A link cut short anywhere keeps the lines that were whole before the cut.
    #[test]
    fn a_link_cut_short_keeps_whole_lines(view in view(), document in document(), cut: proptest::sample::Index) {
        let written = link::write(view, &document);
        let end = cut.index(written.len() + 1);
        let opened = link::read(&written[..end], "x");
        let Some(start) = written.find("&lines=").map(|at| at + "&lines=".len()) else { return Ok(()) };
        // a line is whole once the sign after it is there
        let kept = written.get(start..end).unwrap_or("");
        let commas = kept.bytes().filter(|&byte| byte == b',');
        let whole = match kept.find('&') {
            Some(_) => document.lines.len(),
            None => commas.count(),
        };
        let read = &opened.document.lines;
        prop_assert!(read.len() >= whole, "{} of {} is {:?}", end, written, read);
        prop_assert_eq!(&read[..whole], &document.lines[..whole], "{} of {}", end, written);
        prop_assert!(read.len() <= document.lines.len());
    }
}

/// Documents as JSON has them: ids are ids.
fn plain_document() -> impl Strategy<Value = Document> {
    (document(), "[a-zA-Z0-9._-]{1,20}").prop_map(|(mut document, book)| {
        document.book = book;
        let id = |id: &String| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        document.without.retain(id);
        document
    })
}

fn made() -> impl Strategy<Value = Made> {
    let each = proptest::collection::vec(proptest::option::of(0_i64..1 << 53), 0..9);
    let parts = ("[0-9a-f]{0,16}", any::<bool>(), proptest::option::of(0_i64..i64::MAX), "(USD)?", each);
    parts.prop_map(|(digest, dated, total, currency, each)| {
        let mut each: Vec<_> = each.into_iter().map(|units| units.and_then(Units::from_thousandths)).collect();
        if each.iter().all(Option::is_none) {
            each.clear();
        }
        Made {
            digest,
            day: if dated { date::read("2026-11-20") } else { None },
            total: total.map(|total| Cost::from_billionths(i128::from(total))),
            currency,
            each,
            negotiated: false,
        }
    })
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 5, ..config() })]

    #[test]
    fn a_long_link_is_read_as_it_was_written(view in view(), document in plain_document(), made in made(), sign: bool) {
        let written = long::write(view, &document, &[], Some(&made)).unwrap();
        prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte)));
        let opened = link::open(&format!("{}{written}", if sign { "#" } else { "" }), "x");
        prop_assert_eq!(&opened.issues, &[]);
        prop_assert_eq!(opened.view, view);
        prop_assert_eq!(&opened.document, &document);
        prop_assert_eq!(&opened.made, &Some(made.clone()));
        prop_assert_eq!(long::write(view, &opened.document, &[], Some(&made)).unwrap(), written);
    }

    #[test]
    fn one_changed_character_is_found(document in plain_document(), at: proptest::sample::Index, to in "[A-Za-z0-9_-]|\\PC") {
        let written = long::write(View::Plan, &document, &[], None).unwrap();
        let at = 3 + at.index(written.len() - 3);
        prop_assume!(written[at..=at] != to);
        let mut changed = written;
        changed.replace_range(at..=at, &to);
        let opened = link::open(&changed, &document.book);
        let code = opened.issues.first().map(|issue| issue.code);
        prop_assert_eq!(code, Some(Code::LINK_DAMAGED));
        // what was kept is what was said
        prop_assert!(document.lines.starts_with(&opened.document.lines));
    }

    #[test]
    fn one_missing_or_doubled_character_is_found(document in plain_document(), at: proptest::sample::Index, double: bool) {
        let written = long::write(View::Plan, &document, &[], None).unwrap();
        let at = 3 + at.index(written.len() - 3);
        let mut changed = written.clone();
        if double { changed.insert_str(at, &written[at..=at]) } else { changed.remove(at); }
        prop_assert_eq!(link::open(&changed, "x").issues.first().map(|issue| issue.code), Some(Code::LINK_DAMAGED));
    }

    #[test]
    fn a_cut_long_link_is_found(document in plain_document(), at: proptest::sample::Index) {
        let written = long::write(View::Plan, &document, &[], None).unwrap();
        let cut = &written[..at.index(written.len() - 3) + 3];
        let opened = link::open(cut, &document.book);
        prop_assert_eq!(opened.issues.first().map(|issue| issue.code), Some(Code::LINK_DAMAGED));
        prop_assert!(document.lines.starts_with(&opened.document.lines));
    }

    #[test]
    fn any_text_can_be_read_as_a_long_link(text in prop_oneof!["d=1[A-Za-z0-9_-]{0,200}", "d=\\PC{0,40}"]) {
        let opened = link::open(&text, "kling-2026");
        let again = link::open(&link::address(opened.view, &opened.document, &opened.shown, None), "x");
        prop_assert_eq!(again.document, opened.document);
    }

    /// Whichever form the address has.
    #[test]
    fn an_address_says_all(document in document(), view in view()) {
        let opened = link::open(&link::address(view, &document, &[], None), "x");
        prop_assert_eq!(opened.document, document);
        prop_assert_eq!(opened.view, view);
    }
}
