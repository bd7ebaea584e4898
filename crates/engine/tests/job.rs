//! Jobs: the golden cases of `tests/golden/job`, what always holds of an estimate, and jobs in a Document.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{Book, Books};
use packwise_engine::document::{Document, Entry, JobLine, TypedRate, evaluate};
use packwise_engine::issue::{Code, Level};
use packwise_engine::job::{
    Bases, BillingUnit, Component, Estimate, Job, MAX_PRICING_BYTES, ModelRate, Request, estimate, read_pricing,
};
use packwise_engine::link;
use packwise_engine::plan::Answer;
use packwise_engine::units::Units;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

static BOOK: LazyLock<Book> = LazyLock::new(|| Books::shipped().get("u-gen-2026").unwrap().book.clone());

fn units(text: &str) -> Units {
    Units::read(text).unwrap()
}

/// `10` and `10.0` are one number to JSON.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(entries) => entries.iter().map(normal).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), normal(value))).collect()),
        _ => value.clone(),
    }
}

fn issues(estimate: &Estimate) -> Vec<String> {
    let mut found: Vec<String> = estimate.issues.iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect();
    found.sort();
    found
}

#[test]
fn golden_jobs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/job");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let request = Request::read(&case["request"]).unwrap_or_else(|issues| panic!("{}: {issues:?}", path.display()));
        let got = estimate(&BOOK, &request.job, request.rate.as_ref(), None);
        let written = json!({
            "breakdown": got.breakdown, "total": got.total, "complete": got.complete, "issues": issues(&got),
        });
        if normal(&written) != normal(&case["expect"]) {
            wrong.push(format!("{}:\nexpected {}\ngot      {written}", path.display(), case["expect"]));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count >= 25);
}

/// CATALOG-FACTS.md section 8, row 27: what a credit of each pack costs, and what that saves against the smallest.
#[test]
fn the_packs_of_u_gen_cost_and_save_what_the_page_says() {
    let list = BOOK.pool("credits").unwrap().list_unit_price.known().unwrap();
    for (id, credits, price, each, savings) in [
        ("starter", "200", "10.00", "0.05", 0),
        ("creator", "1000", "45.00", "0.045", 10),
        ("studio", "5000", "175.00", "0.035", 30),
        ("enterprise", "20000", "600.00", "0.03", 40),
    ] {
        let pack = BOOK.packs_of("credits").find(|pack| pack.id == id).unwrap();
        assert_eq!(pack.units.known(), Some(units(credits)));
        assert_eq!(pack.price.known().unwrap().to_string(), price);
        let paid = pack.price.known().unwrap().times(1).unwrap();
        assert_eq!(paid.per(units(credits)).unwrap().to_string(), each);
        let full = list.per_unit(units(credits)).unwrap();
        assert_eq!(pack.list_price.known().unwrap().times(1).unwrap(), full);
        assert_eq!(paid.billionths() * 100, full.billionths() * (100 - savings), "{id}");
    }
}

/// A job without anything wrong, in the order of its numbers, switches and choices.
fn sound() -> impl Strategy<Value = (Job, ModelRate)> {
    let numbers = (1_u64..=10, 3_u64..=10, 0_u64..=5, 0_u64..=5, 0_u64..=9, 0_u64..=9);
    let switches = prop::array::uniform6(any::<bool>());
    let choices = (0_usize..3, any::<bool>(), any::<bool>(), any::<bool>());
    // an even number of thousandths, so that halves are whole
    let credits = (0_i64..500_000).prop_map(|half| Units::from_thousandths(half * 2).unwrap());
    (numbers, switches, choices, credits).prop_map(|(numbers, switches, (keyframe, custom, seconds, job), credits)| {
        let (segments, length, kf, video, anchors, rejections) = numbers;
        let [music, voice, own, qa, gate, review] = switches;
        let job = Job {
            segment_count: Some(segments),
            model_id: "kling3_pro".to_owned(),
            duration_seconds: Some(length),
            keyframe_resolution: ["1k", "2k", "4k"][keyframe].to_owned(),
            caption_style: if custom { "custom" } else { "tiktok_karaoke" }.to_owned(),
            music_enabled: music,
            voice_enabled: voice,
            custom_voice: own,
            qai_enabled: qa,
            max_kf_retries: Some(kf),
            max_video_retries: Some(video),
            human_review_gate: gate,
            hitl_anchor_max_rejections: Some(anchors),
            human_review_videos: review,
            hitl_segments_max_rejections: Some(rejections),
            bases: if job { Bases::Job } else { Bases::Parts },
            ..Job::default()
        };
        let billing_unit = if seconds { BillingUnit::PerSecond } else { BillingUnit::PerGeneration };
        (job, ModelRate { billing_unit, credits, from: "rate".to_owned() })
    })
}

fn total(job: &Job, rate: &ModelRate) -> Units {
    estimate(&BOOK, job, Some(rate), None).total.unwrap()
}

proptest! {
    #[test]
    fn a_total_is_the_sum_of_its_parts_and_every_part_explains_itself((job, rate) in sound()) {
        let got = estimate(&BOOK, &job, Some(&rate), None);
        let parts: Vec<Component> = got.breakdown.iter().map(|part| part.component).collect();
        prop_assert_eq!(parts, Component::ALL);
        let sum = got.breakdown.iter().fold(Units::ZERO, |sum, part| sum.plus(part.credits.unwrap()).unwrap());
        prop_assert_eq!(got.total, Some(sum));
        prop_assert!(got.complete && got.issues.iter().all(|issue| issue.level != Level::Error));
        for part in &got.breakdown {
            let explained = got.trace.iter().find(|trace| trace.figure == part.component.as_str());
            match explained {
                Some(trace) => prop_assert_eq!(&trace.value, &part.credits.unwrap().to_string()),
                None => prop_assert_eq!(part.credits, Some(Units::ZERO)),
            }
        }
    }

    /// More of anything never draws less.
    #[test]
    fn a_total_never_falls_when_an_input_grows((job, rate) in sound(), which in 0_usize..16) {
        let mut more = job.clone();
        let mut dearer = rate.clone();
        let step = |number: &mut Option<u64>, most: u64| *number = number.map(|number| (number + 1).min(most));
        match which {
            0 => step(&mut more.segment_count, 10),
            1 => step(&mut more.duration_seconds, 10),
            2 => step(&mut more.max_kf_retries, 5),
            3 => step(&mut more.max_video_retries, 5),
            4 => step(&mut more.hitl_anchor_max_rejections, 99),
            5 => step(&mut more.hitl_segments_max_rejections, 99),
            6 => more.music_enabled = true,
            7 => more.voice_enabled = true,
            8 => more.custom_voice = true,
            9 => more.qai_enabled = true,
            10 => more.human_review_gate = true,
            11 => more.human_review_videos = true,
            12 => more.caption_style = "custom".to_owned(),
            13 => more.keyframe_resolution = "4k".to_owned(),
            14 => more.bases = Bases::Job,
            _ => dearer.credits = dearer.credits.plus(units("0.002")).unwrap(),
        }
        prop_assert!(total(&more, &dearer) >= total(&job, &rate));
    }

    /// Where a half is finer than a thousandth, what is set aside is never too little, and it is said.
    #[test]
    fn a_half_that_cannot_be_held_is_rounded_up(thousandths in 1_i64..10_000) {
        let rate = ModelRate {
            billing_unit: BillingUnit::PerGeneration,
            credits: Units::from_thousandths(thousandths).unwrap(),
            from: "rate".to_owned(),
        };
        let job = Job { qai_enabled: true, max_kf_retries: Some(1), max_video_retries: Some(1), ..Job::default() };
        let got = estimate(&BOOK, &job, Some(&rate), None);
        prop_assert_eq!(got.credits(Component::VideoRetries).unwrap().thousandths(), (thousandths + 1) / 2);
        let said = got.issues.iter().any(|issue| issue.code == Code::TOO_MANY_DECIMALS);
        prop_assert_eq!(said, thousandths % 2 == 1);
    }

    /// Whatever is asked, an estimate is whole: all parts, and a total only where all is known.
    #[test]
    fn nothing_asked_of_it_is_too_much(
        numbers in prop::array::uniform6(prop::option::of(any::<u64>())),
        texts in prop::array::uniform6(".{0,8}"),
        flags in prop::array::uniform6(any::<bool>()),
        credits in prop::option::of(0_i64..=9_007_199_254_740_991),
    ) {
        let [segment_count, duration_seconds, max_kf_retries, max_video_retries, anchors, rejections] = numbers;
        let [model_id, variant, resolution, aspect_ratio, keyframe_resolution, caption_style] = texts;
        let [music_enabled, voice_enabled, custom_voice, qai_enabled, human_review_gate, human_review_videos] = flags;
        let job = Job {
            segment_count, model_id, variant, duration_seconds, resolution, aspect_ratio, keyframe_resolution,
            caption_style, music_enabled, voice_enabled, custom_voice, qai_enabled, max_kf_retries, max_video_retries,
            human_review_gate, hitl_anchor_max_rejections: anchors, human_review_videos,
            hitl_segments_max_rejections: rejections, bases: Bases::Parts,
        };
        let rate = credits.map(|credits| ModelRate {
            billing_unit: BillingUnit::PerSecond,
            credits: Units::from_thousandths(credits).unwrap(),
            from: "rate".to_owned(),
        });
        let got = estimate(&BOOK, &job, rate.as_ref(), None);
        prop_assert_eq!(got.breakdown.len(), 10);
        prop_assert_eq!(got.complete, got.total.is_some());
    }

    #[test]
    fn a_pasted_text_is_read_to_its_end_whatever_it_is(text in ".{0,300}") {
        let _ = read_pricing(&text);
    }

    /// Every row is a rate or has an issue, and what is taken is what stands there.
    #[test]
    fn every_row_of_a_list_is_taken_or_named(rows in prop::collection::vec(row(), 0..12)) {
        let text = serde_json::to_string(&rows).unwrap();
        let got = read_pricing(&text);
        for (index, row) in rows.iter().enumerate() {
            let named = got.issues.iter().any(|issue| issue.path.starts_with(&format!("[{index}]")));
            let taken = got.rates.iter().any(|rate| {
                row["model_id"] == json!(rate.model) && row["variant"] == json!(rate.variant)
            });
            prop_assert!(named || taken, "{} in {:?}", row, got);
        }
        prop_assert_eq!(&read_pricing(&text), &got);
    }
}

fn row() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just(json!("veo3")),
        Just(json!("kling3_std")),
        Just(json!("<b>")),
        Just(json!(7)),
        Just(json!(null))
    ];
    let number = prop_oneof![
        Just(json!(60)),
        Just(json!(12.5)),
        Just(json!(-1)),
        Just(json!("60")),
        Just(json!("many")),
        Just(json!(0)),
        Just(json!(1e300)),
        Just(json!(0.0001)),
        Just(json!([]))
    ];
    let unit = prop_oneof![Just("per_second"), Just("per_generation"), Just("per_hour")];
    (name.clone(), name, unit, number, prop::option::of(0_usize..5)).prop_map(|(model, variant, unit, credits, gone)| {
        let mut row = json!({ "model_id": model, "variant": variant, "billing_unit": unit, "credits": credits, "price_usd": 0.6 });
        if let Some(gone) = gone {
            row.as_object_mut().unwrap().remove(["model_id", "variant", "billing_unit", "credits", "price_usd"][gone]);
        }
        row
    })
}

#[test]
fn the_vendors_list_is_read_and_what_is_wrong_with_it_is_named() {
    let good = read_pricing(
        r#"[{"model_id": "veo3_fast", "variant": "i2v", "billing_unit": "per_generation", "kie_cost_usd": 0.4,
             "price_usd": 0.6, "credits": 60},
            {"model_id": "kling3_std", "variant": "i2v", "billing_unit": "per_second", "kie_cost_usd": "0.1",
             "price_usd": "0.125", "credits": 12.5}]"#,
    );
    assert_eq!(good.rates.len(), 2);
    assert_eq!(good.rates[1].credits, units("12.5"));
    assert!(good.issues.iter().all(|issue| issue.level == Level::Note), "{:?}", good.issues);

    let row = |rest: &str| {
        format!(
            r#"[{{"model_id": "a", "variant": "i2v", "billing_unit": "per_second", "kie_cost_usd": 1, "price_usd": 0.1, {rest}}}]"#
        )
    };
    let one = |rest: &str| {
        let got = read_pricing(&row(rest));
        let found: Vec<String> = got.issues.iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect();
        (got.rates.len(), found.join(", "))
    };
    let said = |count: usize, words: &str| (count, words.to_owned());
    assert_eq!(one(r#""credits": 10"#), said(1, ""));
    assert_eq!(one(r#""credits": "10""#), said(1, "[0].credits wrong-type"));
    assert_eq!(one(r#""credits": "ten""#), said(0, "[0].credits not-a-number"));
    assert_eq!(one(r#""credits": -10"#), said(0, "[0].credits negative"));
    assert_eq!(one(r#""credits": null"#), said(0, "[0].credits wrong-type"));
    assert_eq!(one(r#""kredits": 10"#), said(0, "[0].kredits unknown-key, [0].credits missing"));
    assert_eq!(one(r#""credits": 10, "duration": 5"#), said(1, "[0].duration unknown-key"));
    assert_eq!(one(r#""credits": 10, "credits": 12"#), said(0, "[0].credits duplicate-key"));
    assert_eq!(one(r#""credits": 11"#), said(1, "[0].price_usd contradiction"));
    assert_eq!(one(r#""credits": 0"#), said(1, "[0].credits too-small, [0].price_usd contradiction"));
    assert_eq!(one(r#""credits": NaN"#), said(0, " not-json"));
    assert_eq!(one(r#""credits": 1e999"#), said(0, " not-json"));
    assert_eq!(one(r#""credits": 1e300"#), said(0, "[0].credits too-large"));

    let two = |second: &str| {
        let first = r#"{"model_id": "a", "variant": "i2v", "billing_unit": "per_second", "credits": 10}"#;
        let got = read_pricing(&format!("[{first}, {second}, {{}}, 5]"));
        let errors = got.issues.iter().filter(|issue| issue.level != Level::Note);
        let found: Vec<String> = errors.map(|issue| format!("{} {}", issue.path, issue.code)).collect();
        (got.rates.len(), found.join(", "))
    };
    let rest =
        "[2].model_id missing, [2].variant missing, [2].billing_unit missing, [2].credits missing, [3] wrong-type";
    let same = r#"{"model_id": "a", "variant": "i2v", "billing_unit": "per_second", "credits": 10}"#;
    assert_eq!(two(same), said(1, &format!("[1].model_id duplicate-id, {rest}")));
    assert_eq!(two(&same.replace("10}", "12}")), said(0, &format!("[1].model_id duplicate-id, {rest}")));
    assert_eq!(two(&same.replace("i2v", "t2v")), said(2, rest));
    assert_eq!(two(&same.replace("\"a\"", "\"<script>\"")), said(1, &format!("[1].model_id bad-id, {rest}")));

    for (text, code) in [
        ("", "empty"),
        ("[]", "empty"),
        ("{\"data\": []}", "wrong-type"),
        ("null", "wrong-type"),
        ("[{]", "not-json"),
        ("NaN", "not-json"),
    ] {
        let got = read_pricing(text);
        assert_eq!((got.rates.len(), got.issues.len(), got.issues[0].code.as_str()), (0, 1, code), "{text}");
    }
    assert_eq!(read_pricing(&"[".repeat(100_000)).issues[0].code, Code::NOT_JSON);
    assert_eq!(read_pricing(&" ".repeat(MAX_PRICING_BYTES + 1)).issues[0].code, Code::TOO_LARGE);
    let many = read_pricing(&format!("[{}5]", "5,".repeat(60_000)));
    assert_eq!(many.issues.last().unwrap().code, Code::TOO_MANY);
    assert!(many.issues.len() < 3_000);
}

fn document(jobs: Vec<JobLine>, rates: &[(&str, &str, &str)]) -> Document {
    let rate = |&(model, unit, credits): &(&str, &str, &str)| TypedRate {
        model: model.to_owned(),
        variant: "i2v".to_owned(),
        billing_unit: unit.to_owned(),
        credits: Entry::new(credits),
    };
    Document { jobs, rates: rates.iter().map(rate).collect(), ..Document::new("u-gen-2026") }
}

/// 10 jobs of 480: 4,800 credits, for which one Studio is cheapest, and 200 more cost nothing (PLANNING.md).
#[test]
fn jobs_are_planned_for_like_all_work() {
    let job = JobLine { music_enabled: false, ..JobLine::new("3", "10") };
    // 3 x 146 + 4 x 8 + 10 = 480
    let document = document(vec![job], &[("veo3_fast", "per_generation", "146")]);
    let report = evaluate(&document, &Books::shipped());
    assert!(report.complete, "{:?}", report.issues);
    let job = &report.jobs[0];
    assert_eq!((job.total, job.units, job.count), (Some(units("480")), Some(units("4800")), Some(10)));
    assert_eq!(job.face_value.unwrap().to_string(), "4.80", "the rate card's 0.01 a credit");
    assert_eq!(job.price_each.unwrap().to_string(), "17.50", "its share of 175.00");
    let pool = &report.pools[0];
    assert_eq!((pool.monthly, pool.demand.clone()), (units("4800"), vec![units("4800")]));
    let plan = pool.plan.as_ref().and_then(Answer::plan).unwrap();
    assert_eq!(plan.cost.to_string(), "175.00");
    assert_eq!(plan.headroom.grow, Some(units("200")));
    let figures: Vec<&str> = report.trace.iter().map(|trace| trace.figure.as_str()).collect();
    for figure in ["jobs[0].video", "jobs[0].total", "jobs[0].units", "pools.credits.units"] {
        assert_eq!(figures.iter().filter(|known| **known == figure).count(), 1, "{figure} in {figures:?}");
    }
}

#[test]
fn jobs_and_lines_of_one_pool_add_up() {
    let mut document = document(vec![JobLine::new("1", "2")], &[("veo3_fast", "per_generation", "60.5")]);
    document.lines.push(packwise_engine::document::Line::new("keyframe-4k", "3"));
    let report = evaluate(&document, &Books::shipped());
    // (60.5 + 2 x 8 + 15 + 10) x 2 + 3 x 18 = 203 + 54
    assert_eq!(report.pools[0].monthly, units("257"));
    assert_eq!(report.totals[0].cost.unwrap().to_string(), "20.00", "two of Starter");
}

/// What is unknown or wrong withholds the total, is named where it is, and leaves what is known.
#[test]
fn what_is_wrong_with_jobs_is_named_at_its_field() {
    let books = Books::shipped();
    let found = |document: &Document| {
        let report = evaluate(document, &books);
        assert!(!report.complete && report.totals[0].cost.is_none());
        let mut found: Vec<String> = report
            .issues
            .iter()
            .filter(|issue| issue.level == Level::Error)
            .map(|issue| format!("{} {}", issue.path, issue.code))
            .collect();
        found.sort();
        (found.join(", "), report)
    };
    let veo = ("veo3_fast", "per_generation", "60");
    let (said, report) = found(&document(vec![JobLine::new("3", "10")], &[]));
    assert_eq!(said, "jobs[0].rate unknown-price");
    assert_eq!(report.jobs[0].breakdown[1].credits, Some(units("32")), "four keyframes are known");
    assert!(report.pools[0].plan.is_none());
    assert_eq!(
        found(&document(vec![JobLine::new("abc", "")], &[veo])).0,
        "jobs[0].count empty, jobs[0].segment_count not-a-number"
    );
    assert_eq!(found(&document(vec![JobLine::new("11", "1")], &[veo])).0, "jobs[0].segment_count too-large");
    assert_eq!(
        found(&document(vec![JobLine::new("1", "1")], &[("veo3_fast", "per_hour", "-1")])).0,
        "jobs[0].rate unknown-price, rates[0].billing_unit unknown-value, rates[0].credits negative"
    );
    let two = [veo, ("veo3_fast", "per_generation", "61")];
    assert_eq!(
        found(&document(vec![JobLine::new("1", "1")], &two)).0,
        "jobs[0].rate unknown-price, rates[1].model duplicate-id"
    );
    let mut elsewhere = document(vec![JobLine::new("1", "1")], &[veo]);
    elsewhere.book = "kling-2026".to_owned();
    assert_eq!(found(&elsewhere).0, "jobs no-jobs");
    let huge = document(vec![JobLine::new("1", "1000000000")], &[("veo3_fast", "per_generation", "9007199254")]);
    assert_eq!(found(&huge).0, "jobs[0].count overflow");
    // a rate that no job needs withholds nothing
    let report = evaluate(&document(vec![JobLine::new("1", "1")], &[veo, ("kling9", "per_hour", "")]), &books);
    assert!(report.complete && !report.issues.is_empty());
    // what is priced at nothing is said at the rate
    let report = evaluate(&document(vec![JobLine::new("1", "1")], &[("veo3_fast", "per_second", "0")]), &books);
    let paths: Vec<&str> = report.issues.iter().map(|issue| issue.path.as_str()).collect();
    assert_eq!(paths, ["rates[0].credits", "rates[0].billing_unit", "jobs[0].model_id"]);
}

#[test]
fn a_document_with_jobs_reads_back_from_its_json_and_its_link() {
    let job = JobLine { caption_style: "custom".to_owned(), bases: Bases::Job, ..JobLine::new("3", "many") };
    let document = document(vec![job, JobLine::new("1", "2")], &[("veo3_fast", "per_generation", "62.5")]);
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!(json["jobs"][1]["segment_count"], json!(1));
    assert_eq!(
        json["rates"],
        json!([{ "model": "veo3_fast", "variant": "i2v", "billing_unit": "per_generation", "credits": "62.5" }])
    );
    assert_eq!(Document::read(&json).unwrap(), document);
    assert_eq!(link::read(&link::write(link::View::Job, &document), "").document, document);
    let plain = serde_json::to_value(Document::new("u-gen-2026")).unwrap();
    assert!(plain.get("jobs").is_none() && plain.get("rates").is_none());
    let short = json!({ "book": "u-gen-2026", "lines": [], "jobs": [{ "segment_count": 3, "count": 10 }] });
    assert_eq!(Document::read(&short).unwrap().jobs, [JobLine::new("3", "10")]);
    let wrong = json!({
        "book": "u-gen-2026", "lines": [], "rates": [{ "model": 5, "colour": "red" }],
        "jobs": [{ "segment_count": true, "music_enabled": "yes", "bases": "none", "rate": {} }],
    });
    let mut found: Vec<String> =
        Document::read(&wrong).unwrap_err().iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect();
    found.sort();
    let expected = [
        "jobs[0].bases unknown-value",
        "jobs[0].count missing",
        "jobs[0].music_enabled wrong-type",
        "jobs[0].rate unknown-key",
        "jobs[0].segment_count wrong-type",
        "rates[0].billing_unit missing",
        "rates[0].colour unknown-key",
        "rates[0].credits missing",
        "rates[0].model wrong-type",
        "rates[0].variant missing",
    ];
    assert_eq!(found, expected);
}

/// What a book says of jobs is checked like all of it.
#[test]
fn each_hole_in_the_job_prices_of_a_book_is_named() {
    let (_, text) = Books::shipped_files().iter().find(|(file, _)| *file == "u-gen-2026.json").unwrap();
    let sound: Value = serde_json::from_str(text).unwrap();
    for (pointer, value, path, code) in [
        ("/job/pool", json!("nope"), "job.pool", "dangling-reference"),
        ("/job/faceValue", json!(0.01), "job.faceValue", "wrong-type"),
        ("/job/segments", json!({ "min": 5, "max": 1 }), "job.segments", "contradiction"),
        ("/job/retryPercent", json!(-50), "job.retryPercent", "negative"),
        ("/job/voice", json!("nope"), "job.voice", "dangling-reference"),
        ("/job/keyframes/1/rate", json!("nope"), "job.keyframes[1].rate", "dangling-reference"),
        ("/job/keyframes/1/resolution", json!("1k"), "job.keyframes[1].resolution", "duplicate-id"),
        ("/job/models/0/rate", json!("nope"), "job.models[0].rate", "dangling-reference"),
        ("/job/models/1/id", json!("kling3_std"), "job.models[1].id", "duplicate-id"),
        ("/job/models/0/seconds/min", json!(0), "job.models[0].seconds.min", "too-small"),
        ("/job/models/0/square", json!("yes"), "job.models[0].square", "wrong-type"),
        ("/job/freeCaptions", json!([5]), "job.freeCaptions[0]", "wrong-type"),
        ("/job/source", json!("nope"), "job.source", "dangling-reference"),
        ("/job", json!([]), "job", "wrong-type"),
    ] {
        let mut book = sound.clone();
        *book.pointer_mut(pointer).unwrap() = value;
        let found: Vec<String> = match Book::from_value(&book) {
            Ok(_) => Vec::new(),
            Err(issues) => issues.iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect(),
        };
        assert_eq!(found, [format!("{path} {code}")], "{pointer}");
    }
    let mut without = sound.clone();
    without.as_object_mut().unwrap().remove("job");
    assert_eq!(Book::from_value(&without).unwrap().job, None);
}

#[test]
fn a_float_of_the_vendor_is_counted_to_the_nearest_thousandth() {
    let text = "\u{feff}[{\"model_id\": \"kling3_std\", \"variant\": \"i2v\", \"billing_unit\": \"per_second\", \"credits\": 7.000000000000001, \"price_usd\": 0.07, \"kie_cost_usd\": 0.05}]";
    let read = read_pricing(text);
    assert_eq!(read.rates.len(), 1, "{:?}", read.issues);
    assert_eq!(read.rates[0].credits.to_string(), "7");
    let noted = read.issues.iter().any(|issue| issue.code == Code::TOO_MANY_DECIMALS && issue.path == "[0].credits");
    assert!(noted, "{:?}", read.issues);
}

#[test]
fn a_typed_rate_that_cannot_be_read_does_not_fall_back_to_the_books() {
    // a book of one's own that knows what a model draws
    let mut own: serde_json::Value =
        serde_json::from_str(include_str!("../../../public/books/v1/u-gen-2026.json")).unwrap();
    let at = own["rates"].as_array().unwrap().iter().position(|rate| rate["id"] == "veo3_fast").unwrap();
    own["rates"][at]["units"] = json!(146);
    own["rates"][at]["billing"] = json!({ "per": "clip", "seconds": 8 });
    own["id"] = json!("u-gen-own");
    own["edition"] = json!("own");
    let mut books = Books::shipped();
    books.add_local(&own.to_string()).unwrap();
    let of = |rates: &[(&str, &str, &str)]| {
        let job = JobLine { music_enabled: false, ..JobLine::new("3", "10") };
        evaluate(&Document { book: "u-gen-own".to_owned(), ..document(vec![job], rates) }, &books)
    };
    assert!(of(&[]).complete, "{:?}", of(&[]).issues);
    let broken = of(&[("veo3_fast", "per_generation", "abc")]);
    assert!(broken.issues.iter().any(|issue| issue.path == "rates[0].credits"), "{:?}", broken.issues);
    assert!(!broken.complete && broken.jobs[0].total.is_none());
}
