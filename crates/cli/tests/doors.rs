//! One set of cases through two doors: what the command line writes is what the engine answers, byte for byte.
//! `tests/js/doors.test.mjs` takes the same cases through the npm package.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::compare::{Ask, pays_for};
use packwise_engine::deduct::deduct;
use packwise_engine::document::asked::{self, Work};
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::plan::{Options, Request, plan};
use packwise_engine::quote::{self, Rules, faces};
use packwise_engine::read::{At, Problems};
use packwise_engine::{balance, job};
use serde::Serialize;
use serde_json::{Number, Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// A question: the door, what is asked as it is written, what stands beside it, and what it is called here.
#[derive(Default)]
struct Case {
    door: String,
    text: String,
    parts: Value,
    nodes: Option<u64>,
    /// Of a quote: the kind of file.
    kind: Option<String>,
    /// Of a quote: the seller's rules; null without any.
    rules: Value,
    name: String,
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for case in read(&tests().join("doors/cases.json")).as_array().unwrap() {
        let text = case["text"].as_str().map_or_else(|| case["given"].to_string(), str::to_owned);
        cases.push(Case {
            door: case["door"].as_str().unwrap().to_owned(),
            text,
            parts: case["parts"].clone(),
            nodes: case["nodes"].as_u64(),
            kind: case["kind"].as_str().map(str::to_owned),
            rules: case["rules"].clone(),
            name: case["why"].as_str().unwrap().to_owned(),
        });
    }
    for kind in ["plan", "deduct", "job", "compare"] {
        for entry in fs::read_dir(tests().join("golden").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let case = read(&path);
            let asked = match kind {
                "plan" | "job" => vec![(kind, case["request"].clone())],
                "deduct" => vec![(kind, json!({"book": case["book"], "lines": case["lines"]}))],
                _ => case["budgets"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|budget| ("budget", ask(&case, budget)))
                    .collect(),
            };
            for (door, given) in asked {
                let name = format!("{}, {kind}", path.file_stem().unwrap().to_string_lossy());
                cases.push(Case { door: door.to_owned(), text: given.to_string(), name, ..Case::default() });
            }
        }
    }
    for entry in fs::read_dir(tests().join("golden/quote")).unwrap() {
        let path = entry.unwrap().path();
        let case = read(&path);
        for (kind, _, _) in faces::FORMATS {
            cases.push(Case {
                door: "quote".to_owned(),
                text: case["document"].to_string(),
                kind: Some(kind.to_owned()),
                rules: case["rules"].clone(),
                name: format!("{} as {kind}", path.file_stem().unwrap().to_string_lossy()),
                ..Case::default()
            });
        }
    }
    assert!(cases.len() > 230, "{} cases", cases.len());
    cases
}

fn ask(case: &Value, budget: &Value) -> Value {
    let mut ask = case["request"].clone();
    ask["budget"] = budget["budget"].clone();
    ask["per"] = budget["per"].clone();
    ask
}

/// The engine's own answer as it is written out, or its error as the doors say it.
fn native(case: &Case, books: &Books) -> Result<String, Value> {
    let told = |issues: Vec<Issue>| json!({"code": issues[0].code, "path": issues[0].path, "issues": issues});
    answer(case, books).map_err(told)
}

fn answer(case: &Case, books: &Books) -> Result<String, Vec<Issue>> {
    fn text(answer: &impl Serialize) -> String {
        serde_json::to_string(answer).unwrap() + "\n"
    }
    if case.door == "balance" {
        return balance::read_text(&case.text).map(|balance| text(&balance));
    }
    let given = floats(serde_json::from_str(&case.text).unwrap());
    let options = if case.parts.is_null() {
        Options::default()
    } else {
        asked::parts(&At::root(&case.parts, &Problems::new())).unwrap()
    };
    Ok(match case.door.as_str() {
        "plan" => text(&plan(&Request::read(&given)?, options)?),
        "evaluate" => text(&evaluate_with(&Document::read(&given)?, books, options)),
        "deduct" => {
            let work = Work::read(&given)?;
            text(&deduct(&asked::book_of(books, &work.book, "book")?.book, &work.lines, None))
        }
        "job" => {
            let request = job::Request::read(&given)?;
            let edition = asked::book_of_jobs(books, request.book.as_deref())?;
            text(&job::estimate(&edition.book, &request.job, request.rate.as_ref(), None))
        }
        "budget" => {
            let ask = Ask::read(&given)?;
            text(&pays_for(&ask.request, ask.money, case.nodes.unwrap_or(asked::NODES_OF_MANY))?)
        }
        "quote" => {
            let document = Document::read(&given)?;
            let report = evaluate_with(&document, books, Options::default());
            let Some(said) = &document.quote else {
                return Err(vec![Issue::error("quote", Code::MISSING, "the Document has no quote")]);
            };
            let Some(report) = report.quote else { return Err(report.issues) };
            let rules = (!case.rules.is_null()).then(|| Rules::read(&floats(case.rules.clone()))).transpose();
            let watermark = rules?.and_then(|rules| quote::guard(said, &report, &rules).watermark);
            faces::write(&report, case.kind.as_deref().unwrap(), watermark).unwrap()
        }
        other => panic!("no door {other}"),
    })
}

/// Numbers as JavaScript has them.
fn floats(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(Number::from_f64(number.as_f64().unwrap()).unwrap()),
        Value::Array(list) => Value::Array(list.into_iter().map(floats).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(key, value)| (key, floats(value))).collect()),
        Value::Null | Value::Bool(_) | Value::String(_) => value,
    }
}

#[test]
fn the_command_line_answers_as_the_engine_does() {
    let books = Books::shipped();
    for case in cases() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_packwise"));
        command.arg(&case.door);
        for part in ["headroom", "alternatives", "trace"] {
            if case.parts[part] == json!(false) {
                command.arg(format!("--no-{part}"));
            }
        }
        if let Some(nodes) = case.nodes.or(case.parts["budget"].as_u64()) {
            command.arg("--nodes").arg(nodes.to_string());
        }
        if let Some(kind) = &case.kind {
            command.args(["--as", kind]);
        }
        if !case.rules.is_null() {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("doors-rules.json");
            fs::write(&file, case.rules.to_string()).unwrap();
            command.arg("--rules").arg(file);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(case.text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let (out, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        match native(&case, &books) {
            Ok(text) => {
                assert_eq!(out, text, "{}", case.name);
                assert_eq!(told, "", "{}", case.name);
            }
            Err(error) => {
                assert_eq!(out, "", "{}", case.name);
                assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), error, "{}", case.name);
                assert_eq!(output.status.code(), Some(1), "{}", case.name);
            }
        }
    }
}
