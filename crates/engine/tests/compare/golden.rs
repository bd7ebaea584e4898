//! The golden cases: each says in `why` how its figures were worked out by hand.

use crate::BUDGET;
use packwise_engine::compare::{Ask, LineOf, Rival, break_evens, pays_for, staircase, switch, ways};
use packwise_engine::plan::Request;
use packwise_engine::units::Units;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn units(value: &Value) -> Units {
    Units::read(&value.to_string()).unwrap()
}

fn pack(value: &Value) -> Option<&str> {
    value.as_str()
}

fn list<'a>(case: &'a Value, key: &str) -> Vec<&'a Value> {
    case[key].as_array().map_or_else(Vec::new, |list| list.iter().collect())
}

/// Whether `got` has all that `expected` has; whole numbers may be written either way, and lists are as long.
fn same(got: &Value, expected: &Value) -> bool {
    match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => {
            expected.iter().all(|(key, expected)| got.get(key).is_some_and(|got| same(got, expected)))
        }
        (Value::Array(got), Value::Array(expected)) => {
            got.len() == expected.len() && got.iter().zip(expected).all(|(got, expected)| same(got, expected))
        }
        (got, expected) => got == expected || (got.is_number() && got.as_f64() == expected.as_f64()),
    }
}

/// What the engine says to one question of a case.
fn answer(case: &Value, request: &Request, kind: &str, asked: &Value) -> Value {
    let around = || usize::try_from(asked["around"].as_u64().unwrap()).unwrap();
    let stairs = |pack: Option<&str>| staircase(request, pack, around(), units(&asked["most"]), BUDGET).unwrap();
    match kind {
        "ways" => json!(ways(request, BUDGET).unwrap()),
        "intervals" => json!(break_evens(&stairs(pack(&asked["of"][0])), &stairs(pack(&asked["of"][1])))),
        "staircases" => json!(stairs(pack(&asked["pack"]))),
        "budgets" => {
            let mut whole = case["request"].clone();
            whole["budget"] = asked["budget"].clone();
            whole["per"] = asked["per"].clone();
            let ask = Ask::read(&whole).unwrap();
            json!(pays_for(&ask.request, ask.money, BUDGET).unwrap())
        }
        _ => {
            let count = asked["count"].as_u64().unwrap();
            let line = LineOf { line: 0, units_kept: units(&asked["unitsKept"]), count };
            let rival = pack(&asked["rival"]).map_or(Rival::Mix, |pack| Rival::Pack(pack.to_owned()));
            json!(switch(request, &line, asked["pack"].as_str().unwrap(), &rival, BUDGET))
        }
    }
}

#[test]
fn golden_comparisons() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/compare");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut wrong, mut asked_in_all) = (Vec::new(), 0);
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let request = Request::read(&case["request"]).unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
        assert!(case["why"].as_str().is_some_and(|why| why.len() > 100), "{name} does not say why");
        let mut check = |what: String, got: Value, expected: &Value| {
            asked_in_all += 1;
            if !same(&got, expected) {
                wrong.push(format!("{name}: {what}:\nexpected {expected}\ngot      {got}"));
            }
        };
        if !case["ways"].is_null() {
            check("ways".to_owned(), answer(&case, &request, "ways", &Value::Null), &case["ways"]);
        }
        for kind in ["budgets", "intervals", "staircases", "switches"] {
            for (index, asked) in list(&case, kind).into_iter().enumerate() {
                check(format!("{kind}[{index}]"), answer(&case, &request, kind, asked), &asked["expect"]);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(asked_in_all >= 25, "only {asked_in_all} questions were asked");
}
