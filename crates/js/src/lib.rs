//! The npm package: converts, calls the engine, converts back. Nothing is priced here, and nothing here is called from
//! Rust.
//!
//! Every function takes and returns plain JSON values, so there is no bare number that JavaScript could coerce: a value
//! is turned into [`serde_json::Value`] first, and the engine's own readers then name every problem with its path and
//! reject unknown keys. Money crosses as decimal strings. A failure is an `Error` with `code`, `path` and `issues`.

#![allow(missing_docs, reason = "what is exported is documented for JavaScript by its own comments")]

mod search;

use js_sys::{Error, Reflect};
use packwise_engine::book::Books;
use packwise_engine::deduct;
use packwise_engine::document::{self, Document};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::plan::{self, Options, Request};
use packwise_engine::read::{At, Problems};
use packwise_engine::workload::WorkLine;
use serde::Serialize;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static BOOKS: RefCell<Books> = RefCell::new(Books::shipped());
}

/// Everything that follows from a Document.
///
/// @throws an Error with `code`, `path` and `issues` where the Document has not the shape of one
#[wasm_bindgen]
pub fn evaluate(document: JsValue) -> Result<JsValue, Error> {
    let document = Document::read(&json(document)?).map_err(failure)?;
    give(&BOOKS.with_borrow(|books| document::evaluate(&document, books)))
}

/// The purchase plan for a request (PLANNING.md). `infeasible` is an answer, not an error.
///
/// @throws an Error with `code`, `path` and `issues` where the request is not valid
#[wasm_bindgen]
pub fn plan(request: JsValue) -> Result<JsValue, Error> {
    let request = Request::read(&json(request)?).map_err(failure)?;
    give(&plan::plan(&request, Options::default()).map_err(failure)?)
}

/// Units per line and pool for `{book, lines: [{rate, seconds?, count, takes}]}`.
///
/// @throws an Error with `code`, `path` and `issues` where that is not its shape
#[wasm_bindgen(js_name = deduct)]
pub fn deduct_lines(work: JsValue) -> Result<JsValue, Error> {
    let work = json(work)?;
    let problems = Problems::new();
    let read = workload(&At::root(&work, &problems));
    let (book, lines) = problems.into_result(read).map_err(failure)?;
    BOOKS.with_borrow(|books| {
        let edition = books.get(&book).ok_or_else(|| {
            let words = format!("there is no price book `{book}` here");
            failure(vec![Issue::error("book", Code::UNKNOWN_BOOK, words)])
        })?;
        give(&deduct::deduct(&edition.book, &lines, None))
    })
}

/// The books at hand: `[{id, title, digest}]`.
#[wasm_bindgen]
pub fn books() -> Result<JsValue, Error> {
    #[derive(Serialize)]
    struct Entry<'a> {
        id: &'a str,
        title: &'a str,
        digest: &'a str,
    }
    BOOKS.with_borrow(|books| {
        let entries: Vec<Entry<'_>> = books
            .editions()
            .iter()
            .map(|edition| Entry { id: &edition.book.id, title: &edition.book.title, digest: &edition.digest })
            .collect();
        give(&entries)
    })
}

fn workload(at: &At<'_>) -> Option<(String, Vec<WorkLine>)> {
    let f = at.fields(&["book", "lines"])?;
    let book = f.need("book").and_then(|at| at.id());
    let lines = f.need("lines").and_then(|at| {
        let read: Vec<Option<WorkLine>> = at.list()?.iter().map(line).collect();
        read.into_iter().collect::<Option<Vec<WorkLine>>>()
    });
    Some((book?, lines?))
}

fn line(at: &At<'_>) -> Option<WorkLine> {
    let f = at.fields(&["rate", "seconds", "count", "takes"])?;
    let rate = f.need("rate").and_then(|at| at.text()).map(str::to_owned);
    let seconds = match f.get("seconds") {
        None => Some(None),
        Some(at) => at.whole(1, 86_400).and_then(|seconds| u32::try_from(seconds).ok()).map(Some),
    };
    let count = f.need("count").and_then(|at| at.whole(0, document::MAX_COUNT));
    let takes = f.need("takes").and_then(|at| at.whole(1, document::MAX_TAKES));
    Some(WorkLine { rate: rate?, seconds: seconds?, count: count?, takes: takes? })
}

fn json(value: JsValue) -> Result<Value, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        let words = format!("a plain JSON value was expected: {error}");
        failure(vec![Issue::error("", Code::NOT_JSON, words)])
    })
}

fn give(value: &impl Serialize) -> Result<JsValue, Error> {
    value.serialize(&Serializer::json_compatible()).map_err(|error| {
        failure(vec![Issue::error("", Code::OVERFLOW, format!("the answer cannot be handed over: {error}"))])
    })
}

/// An `Error` whose message is the first issue's words.
fn failure(issues: Vec<Issue>) -> Error {
    let first = issues.first();
    let error = Error::new(&first.map(ToString::to_string).unwrap_or_default());
    let set = |key: &str, value: JsValue| {
        // an Error is an ordinary, extensible object
        let _ = Reflect::set(&error, &key.into(), &value);
    };
    set("code", first.map_or("", |issue| issue.code.as_str()).into());
    set("path", first.map(|issue| issue.path.as_str()).unwrap_or_default().into());
    set("issues", issues.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL));
    error
}

/// Whether the Document of a short link has an answer. For `cargo xtask bench`, which times it: nothing crosses the
/// border but a text and a truth value, so that the engine is measured and not the conversion.
#[wasm_bindgen]
#[must_use]
pub fn measure(fragment: &str, further: bool) -> bool {
    let document = packwise_engine::link::read(fragment, "kling-2026").document;
    let options = Options { headroom: further, alternatives: further, trace: further, ..Options::default() };
    BOOKS.with_borrow(|books| document::evaluate_with(&document, books, options).complete)
}
