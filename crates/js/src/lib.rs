//! The npm package: converts, calls the engine, converts back. Nothing is priced here, and nothing here is called from
//! Rust.
//!
//! Every function takes and returns plain JSON values, so there is no bare number that JavaScript could coerce: a value
//! is turned into [`serde_json::Value`] first (`cross`), and the engine's own readers then name every problem with its
//! path and reject unknown keys. Money crosses as decimal strings. A failure is an `Error` with `code`, `path` and
//! `issues`. What is exported has its types in `npm/index.d.ts`, which tests hold against what really comes back.

#![allow(missing_docs, reason = "what is exported is documented for JavaScript by its own comments")]

mod balance;
mod budget;
mod cross;
mod further;
mod job;
mod link;
mod parts;
mod providers;
mod quote;
mod search;

use cross::{failure, give, take, text};
use js_sys::{Error, JSON};
use packwise_engine::book::{Books, MAX_BYTES};
use packwise_engine::deduct;
use packwise_engine::document::asked::{self, Entry, Work};
use packwise_engine::document::{self, Document};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::plan::{self, Options, Request};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static BOOKS: RefCell<Books> = RefCell::new(Books::shipped());
}

/// Everything that follows from a Document; `parts` as in `plan`.
///
/// @throws an Error with `code`, `path` and `issues` where the Document has not the shape of one
#[wasm_bindgen]
pub fn evaluate(document: JsValue, parts: JsValue) -> Result<JsValue, Error> {
    let options = parts::options(&parts).map_err(|issues| failure(&issues))?;
    let document = take(&document).and_then(|document| Document::read(&document)).map_err(|issues| failure(&issues))?;
    give(&BOOKS.with_borrow(|books| document::evaluate_with(&document, books, options)))
}

/// The purchase plan for a request (PLANNING.md). `infeasible` is an answer, not an error. `parts` says what of the
/// report is made: `{headroom?, alternatives?, trace?, budget?}`.
///
/// @throws an Error with `code`, `path` and `issues` where the request is not valid
#[wasm_bindgen]
pub fn plan(request: JsValue, parts: JsValue) -> Result<JsValue, Error> {
    let options = parts::options(&parts).map_err(|issues| failure(&issues))?;
    let request = take(&request).and_then(|request| Request::read(&request)).map_err(|issues| failure(&issues))?;
    give(&plan::plan(&request, options).map_err(|issues| failure(&issues))?)
}

/// Units per line and pool for `{book, lines: [{rate, seconds?, count, takes}]}`.
///
/// @throws an Error with `code`, `path` and `issues` where that is not its shape
#[wasm_bindgen(js_name = deduct)]
pub fn deduct_lines(work: JsValue) -> Result<JsValue, Error> {
    let work = take(&work).and_then(|work| Work::read(&work)).map_err(|issues| failure(&issues))?;
    BOOKS.with_borrow(|books| {
        let edition = asked::book_of(books, &work.book, "book").map_err(|issues| failure(&issues))?;
        give(&deduct::deduct(&edition.book, &work.lines, None))
    })
}

/// The books at hand: `[{id, title, digest}]`.
#[wasm_bindgen]
pub fn books() -> Result<JsValue, Error> {
    BOOKS.with_borrow(|books| {
        let entries: Vec<Entry<'_>> = books.editions().iter().map(|edition| Entry::of(edition)).collect();
        give(&entries)
    })
}

/// A book at hand, as its file has it.
///
/// @throws an Error with `code`, `path` and `issues` where there is none of that id
#[wasm_bindgen]
pub fn book(id: JsValue) -> Result<JsValue, Error> {
    let id = text(&id, 2_000).map_err(|issues| failure(&issues))?;
    BOOKS.with_borrow(|books| {
        let edition = asked::book_of(books, &id, "").map_err(|issues| failure(&issues))?;
        let file = asked::file_of(edition);
        JSON::parse(file).map_err(|_| failure(&[Issue::error("", Code::NOT_JSON, "the book's file cannot be read")]))
    })
}

/// Lends a price book, given as the text of its file, to this program: `{id, title, digest}`. Another one of the same id
/// that was lent before gives way; a shipped one never does.
///
/// @throws an Error with `code`, `path` and `issues`: every problem of the book
#[wasm_bindgen(js_name = addBook)]
pub fn add_book(json: JsValue) -> Result<JsValue, Error> {
    let most = u32::try_from(MAX_BYTES).unwrap_or(u32::MAX);
    let json = text(&json, most).map_err(|issues| failure(&issues))?;
    BOOKS.with_borrow_mut(|books| {
        let lent = books.add_local(&json).map_err(|issues| failure(&issues))?;
        give(&Entry::of(&lent.edition))
    })
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
