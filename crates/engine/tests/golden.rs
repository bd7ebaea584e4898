//! The golden cases of `tests/golden`: one JSON a case, each with `why` it is so.
//!
//! The same files are run through the built package from JavaScript. They are never edited to make a test pass.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::deduct::deduct;
use packwise_engine::plan::{Options, Request, plan};
use packwise_engine::workload::WorkLine;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn cases(kind: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(kind);
    let mut cases: Vec<(String, Value)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}

fn same(got: &Value, expected: &Value) -> bool {
    got == expected || (got.is_number() && got.as_f64() == expected.as_f64())
}

/// Every key of `expect` must equal the report's; a few name a sum or a selection of it.
#[test]
fn plans() {
    let mut wrong = Vec::new();
    for (name, case) in cases("plan") {
        let request = Request::read(&case["request"]).unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
        let answer = plan(&request, Options::default()).unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
        let report = serde_json::to_value(&answer).unwrap();
        for (key, expected) in case["expect"].as_object().unwrap() {
            let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
            let got = match key.as_str() {
                "onDemandTotal" => json!(list("onDemand").iter().filter_map(Value::as_f64).sum::<f64>()),
                "expired" => list("ledger").iter().map(|period| period["expired"].clone()).collect(),
                "alternatives" => named(&list("alternatives"), "cost"),
                "alternativesBreakage" => named(&list("alternatives"), "breakage"),
                _ => report[key].clone(),
            };
            if !same(&got, expected) {
                wrong.push(format!("{name}: {key}: expected {expected}, got {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// One figure of each alternative, by its name.
fn named(alternatives: &[Value], key: &str) -> Value {
    let entries = alternatives.iter().map(|entry| {
        let kind = entry["kind"].as_str().unwrap();
        let name =
            if kind == "single" { format!("single {}", entry["pack"].as_str().unwrap()) } else { kind.to_owned() };
        (name, entry[key].clone())
    });
    Value::Object(entries.collect())
}

#[test]
fn deductions() {
    let books = Books::shipped();
    let mut wrong = Vec::new();
    for (name, case) in cases("deduct") {
        let book = &books.get(case["book"].as_str().unwrap()).unwrap().book;
        let line = |line: &Value| WorkLine {
            rate: line["rate"].as_str().unwrap().to_owned(),
            seconds: line["seconds"].as_u64().map(|seconds| u32::try_from(seconds).unwrap()),
            count: line["count"].as_u64().unwrap(),
            takes: line["takes"].as_u64().unwrap(),
        };
        let lines: Vec<WorkLine> = case["lines"].as_array().unwrap().iter().map(line).collect();
        let got = serde_json::to_value(deduct(book, &lines, None)).unwrap();
        for list in ["lines", "pools"] {
            let expected = case["expect"][list].as_array().unwrap();
            let got = got[list].as_array().unwrap();
            if expected.len() != got.len() {
                wrong.push(format!("{name}: {list}: expected {}, got {}", expected.len(), got.len()));
            }
            for (expected, got) in expected.iter().zip(got) {
                for (key, expected) in expected.as_object().unwrap() {
                    if !same(&got[key], expected) {
                        wrong.push(format!("{name}: {list}: {key}: expected {expected}, got {}", got[key]));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
