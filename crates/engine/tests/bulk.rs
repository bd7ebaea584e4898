//! Files of work: guessed, priced as `deduct` prices lines, named line by line where they are not, written as CSV.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may assume")]

use packwise_engine::book::{Book, Books};
use packwise_engine::bulk::{Bulk, Face, Mapping, Summary, guess};
use packwise_engine::deduct::deduct;
use packwise_engine::issue::Code;
use packwise_engine::workload::WorkLine;
use proptest::prelude::*;
use serde_json::json;

fn book(id: &str) -> Book {
    Books::shipped().get(id).unwrap().book.clone()
}

fn priced(book: &Book, text: &str) -> (Summary, String, String) {
    let mapping = guess(book, text.as_bytes(), None).unwrap().mapping;
    let mut bulk = Bulk::new(book, mapping, text.as_bytes()).unwrap();
    while bulk.step(3) {}
    let before = bulk.summary();
    let faces = (bulk.write(Face::Priced), bulk.write(Face::Issues));
    assert_eq!(bulk.summary(), before, "writing counts nothing twice");
    (before, faces.0, faces.1)
}

#[test]
fn a_file_by_hand() {
    // v2.0-master-10s draws 20 units, v1.6-pro-5s 3.5 (the seeds' table); list price of a unit $0.14
    let text = "\u{feff}Ad,Rate ID,Qty,Takes\r\nspring,v2.0-master-10s,300,\r\n\"summer, late\",V1.6-Pro-5s,\"1,200\",2\r\n\r\n=1+1,nothing,5,1\r\nx,v1.6-pro-5s,2.5,1\r\ny,v1.6-pro-5s,,1\r\nz,v1.6-pro-5s,4,0\r\n";
    let book = book("kling-2025");
    let guessed = guess(&book, text.as_bytes(), None).unwrap();
    let mapping = json!({"delimiter": ",", "head": true, "rate": 1, "seconds": null, "count": 2, "takes": 3});
    assert_eq!(serde_json::to_value(&guessed.mapping).unwrap(), mapping);
    assert_eq!(Mapping::read(&mapping).unwrap(), guessed.mapping);
    assert_eq!(guessed.columns, ["Ad", "Rate ID", "Qty", "Takes"]);
    assert_eq!(guessed.preview[1], ["summer, late", "V1.6-Pro-5s", "1,200", "2"]);
    let (summary, sheet, wrong) = priced(&book, text);
    // 300 x 20 + 1,200 x 3.5 x 2 = 6,000 + 8,400 = 14,400 units, at $0.14: $2,016
    assert_eq!((summary.lines, summary.priced), (6, 2));
    assert_eq!(summary.pools[0].units.to_string(), "14400");
    assert_eq!(summary.pools[0].list_cost.unwrap().to_string(), "2016.00");
    let said: Vec<(u64, &str, &str)> =
        summary.line_issues.iter().map(|of| (of.line, of.issue.path.as_str(), of.issue.code.as_str())).collect();
    assert_eq!(
        said,
        [(5, "rate", "unknown-rate"), (6, "count", "not-whole"), (7, "count", "empty"), (8, "takes", "too-small")]
    );
    assert_eq!(
        sheet.lines().collect::<Vec<_>>()[..4],
        [
            "Ad,Rate ID,Qty,Takes,pool,units each,units,list price,issue",
            "spring,v2.0-master-10s,300,,video,20,6000,840.00,",
            "\"summer, late\",V1.6-Pro-5s,\"1,200\",2,video,3.5,8400,1176.00,",
            "\"'=1+1\",nothing,5,1,,,,,the book kling-2025 has no rate `nothing`",
        ]
    );
    assert_eq!(wrong.lines().next().unwrap(), "line,Ad,Rate ID,Qty,Takes,field,code,issue");
    assert_eq!(wrong.lines().nth(2).unwrap(), "6,x,v1.6-pro-5s,2.5,1,count,not-whole,`2.5` is no whole number");
    assert_eq!(wrong.lines().count(), 5);
}

#[test]
fn a_pasted_column_without_a_head_and_what_a_rate_refuses() {
    let book = book("kling-2026");
    // 3.0-1080p draws 0.8 a second and makes 3 to 15 s
    let text = "3.0-1080p\t5s\t400\n3.0-1080p\t5\t100\n3.0-1080p\t99\t1\n3.0-1080p\t\t1\n";
    let guessed = guess(&book, text.as_bytes(), None).unwrap();
    assert_eq!(
        serde_json::to_value(&guessed.mapping).unwrap(),
        json!({"delimiter": "\t", "head": false, "rate": 0, "seconds": 1, "count": 2, "takes": null})
    );
    let (summary, _, _) = priced(&book, text);
    assert_eq!((summary.lines, summary.priced, summary.kinds.len()), (4, 2, 1));
    // 0.8 x 5 x 500
    assert_eq!((summary.kinds[0].count, summary.kinds[0].units.to_string().as_str()), (500, "2000"));
    assert_eq!(summary.line_issues[0].issue.code, Code::SECONDS_OUT_OF_RANGE);
    assert!(summary.line_issues[0].issue.words.contains("15 s"), "{}", summary.line_issues[0].issue.words);
    assert_eq!(summary.line_issues[1].issue.code, Code::SECONDS_MISSING);
    // and read as something else where the reader says so
    assert_eq!(guess(&book, text.as_bytes(), Some(';')).unwrap().columns, ["column 1"]);
    // one column of rates: each line is one
    let (summary, _, _) = priced(&book, "2.5-turbo-720p\n");
    assert_eq!(summary.lines, 1);
}

#[test]
fn what_is_no_text_or_too_much_is_said() {
    let book = book("kling-2025");
    for (bytes, code) in [
        (&b""[..], Code::EMPTY),
        (b" \r\n\t", Code::EMPTY),
        (b"PK\x03\x04...", Code::WRONG_TYPE),
        (b"\xff\xfea\0", Code::WRONG_TYPE),
        (b"a\0b", Code::WRONG_TYPE),
    ] {
        assert_eq!(guess(&book, bytes, None).unwrap_err().code, code);
    }
    // sums beyond what is counted are an issue, never a wrap
    let text = "v2.0-master-10s,450000000000\n".repeat(2);
    let (summary, _, _) = priced(&book, &text);
    assert_eq!(summary.issues[0].code, Code::OVERFLOW);
    assert!(summary.pools.is_empty());
    let (summary, _, _) = priced(&book, "v2.0-master-10s,999999999999999999\n");
    assert_eq!(summary.line_issues[0].issue.code, Code::OVERFLOW);
    for bad in [
        json!({}),
        json!({"delimiter": "x", "head": true, "rate": 0, "seconds": null, "count": null, "takes": null}),
        json!({"delimiter": ",", "head": 1, "rate": -1, "seconds": 0.5, "count": "2", "takes": 256}),
        json!({"delimiter": ",", "head": true, "rate": 0, "seconds": null, "count": null, "takes": null, "x": 1}),
    ] {
        assert!(Mapping::read(&bad).is_err(), "{bad}");
    }
}

#[test]
fn no_cell_is_taken_for_a_formula() {
    let book = book("kling-2025");
    let evil = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "\u{a0}=1"];
    let mut text = "note,rate,count\n".to_owned();
    for cell in evil {
        text.push_str(&format!("\"{}\",v1.6-pro-5s,1\n", cell.replace('"', "\"\"")));
    }
    text.push_str("-12.5,v1.6-pro-5s,1\n<b>x</b>,v1.6-pro-5s,1\n");
    let (summary, sheet, _) = priced(&book, &text);
    assert_eq!(summary.priced, 10);
    for line in sheet.lines().skip(1) {
        let first = line.trim_start_matches('"').trim_start_matches(|mark: char| mark.is_whitespace());
        let number = first.split(',').next().unwrap().parse::<i64>().is_ok() || first.starts_with("-12.5,");
        assert!(number || !first.starts_with(['=', '+', '-', '@', '＝', '\t']), "{line}");
    }
    assert!(sheet.contains("\r\n-12.5,"), "a number stays one");
}

proptest! {
    /// The file's units are those of the same lines as work.
    #[test]
    fn as_deduct_prices_them(
        lines in prop::collection::vec((0_usize..60, prop::option::of(0_u32..20), 0_u64..5_000, 1_u64..4), 0..60),
        mark in prop::sample::select(vec![',', '\t', ';', '|']),
        edition in prop::sample::select(vec!["kling-2025", "kling-2026"]),
    ) {
        let book = book(edition);
        let mut text = format!("rate{mark}seconds{mark}count{mark}takes\n");
        let mut work = Vec::new();
        for (rate, seconds, count, takes) in lines {
            let rate = book.rates[rate % book.rates.len()].id.clone();
            let told = seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
            text.push_str(&format!("{rate}{mark}{told}{mark}{count}{mark}{takes}\n"));
            work.push(WorkLine { rate, seconds, count, takes });
        }
        let mapping = Mapping { delimiter: mark, head: true, rate: 0, seconds: Some(1), count: Some(2), takes: Some(3) };
        let mut bulk = Bulk::new(&book, mapping, text.as_bytes()).unwrap();
        while bulk.step(7) {}
        let summary = bulk.summary();
        let deduction = deduct(&book, &work, None);
        prop_assert_eq!(summary.lines, work.len() as u64);
        prop_assert_eq!(summary.priced, deduction.lines.len() as u64);
        let ours: Vec<(String, String)> = summary.pools.iter().map(|pool| (pool.pool.clone(), pool.units.to_string())).collect();
        let theirs: Vec<(String, String)> = deduction
            .pools
            .iter()
            .filter(|pool| deduction.lines.iter().any(|line| line.pool == pool.pool))
            .map(|pool| (pool.pool.clone(), pool.units.to_string()))
            .collect();
        prop_assert_eq!(ours, theirs);
        // and the sheet's lines add up to it
        let sheet = bulk.write(Face::Priced);
        let sum: i64 = sheet.lines().skip(1).filter_map(|line| {
            let cell = line.split(',').nth(6)?;
            (!cell.is_empty()).then(|| packwise_engine::units::Units::read(cell).unwrap().thousandths())
        }).sum();
        let all: i64 = deduction.lines.iter().map(|line| line.units.thousandths()).sum();
        prop_assert_eq!(sum, all);
    }

    /// Any text at all: an answer or an issue, and nothing counted twice.
    #[test]
    fn any_text(text in "(\\PC|[,;\t\n\r\"]){0,200}") {
        let book = book("kling-2025");
        if let Ok(guessed) = guess(&book, text.as_bytes(), None) {
            let mut bulk = Bulk::new(&book, guessed.mapping, text.as_bytes()).unwrap();
            while bulk.step(5) {}
            let before = bulk.summary();
            let _ = (bulk.write(Face::Priced), bulk.write(Face::Issues));
            prop_assert_eq!(bulk.summary(), before);
        }
    }
}

#[test]
fn lines_of_empty_cells_before_the_head_are_no_work() {
    let (summary, ..) = priced(&book("kling-2025"), ",,\n , ,\nrate,seconds,count\nv2.0-master-10s,,3\n");
    assert_eq!((summary.lines, summary.priced), (1, 1), "{:?}", summary.line_issues);
}

#[test]
fn a_length_in_seconds_that_a_rate_refuses_is_not_called_missing() {
    let (summary, ..) = priced(&book("kling-2026"), "rate,seconds,count\n3.0-1080p,99s,3\n");
    let words = &summary.line_issues[0].issue.words;
    assert!(words.contains("99") || words.contains("at most"), "{words}");
}
