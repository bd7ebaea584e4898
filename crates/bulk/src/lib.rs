//! Files of work in a Web Worker: converts, calls [`packwise_engine::bulk`], converts back.
//!
//! A module of its own, so that nobody downloads it who prices no file. Every function takes the price book and the file
//! anew and holds nothing between two calls: reading a file again takes less time than telling why it should not. Answers
//! are JSON text: the answer, or `{"issues": [...]}`. `web/worker.js` is its only caller in the page.
//!
//! Imports the engine's `book` and `bulk`.

#![allow(missing_docs, reason = "what is exported is documented for JavaScript by its own comments")]

use js_sys::Function;
use packwise_engine::book::Book;
use packwise_engine::bulk::{self, Bulk, Face, Mapping};
use packwise_engine::issue::{Code, Issue};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// Lines between two reports of how far it is.
const AT_ONCE: u64 = 20_000;

/// Which column is what: the engine's `Guess`. `delimiter`: what stands between two cells; empty: to be guessed, too.
#[wasm_bindgen]
#[must_use]
pub fn guess(book: &str, text: &[u8], delimiter: &str) -> String {
    let delimiter = delimiter.chars().next();
    let guessed = Book::read(book).and_then(|book| bulk::guess(&book, text, delimiter).map_err(|issue| vec![issue]));
    told(guessed.map(|guess| json!(guess)))
}

/// What the file comes to: the engine's `Summary`. `progress` is told bytes read and bytes in all.
#[wasm_bindgen]
#[must_use]
pub fn price(book: &str, text: &[u8], mapping: &str, progress: &Function) -> String {
    told(with(book, mapping, text, |bulk| {
        while bulk.step(AT_ONCE) {
            let (read, all) = bulk.progress();
            // whoever does not listen is not waited for
            let _ = progress.call2(&JsValue::NULL, &JsValue::from(read), &JsValue::from(all));
        }
        json!(bulk.summary())
    }))
}

/// The file's lines as CSV: `priced`, or `issues`.
#[wasm_bindgen]
#[must_use]
pub fn write(book: &str, text: &[u8], mapping: &str, face: &str) -> String {
    let face = match face {
        "priced" => Face::Priced,
        "issues" => Face::Issues,
        _ => return told(Err(vec![Issue::error("face", Code::UNKNOWN_VALUE, "priced or issues can be written")])),
    };
    told(with(book, mapping, text, |bulk| json!({ "csv": bulk.write(face) })))
}

fn with(
    book: &str,
    mapping: &str,
    text: &[u8],
    work: impl FnOnce(&mut Bulk<'_, '_>) -> Value,
) -> Result<Value, Vec<Issue>> {
    let book = Book::read(book)?;
    let not_json = |_| vec![Issue::error("mapping", Code::NOT_JSON, "the mapping is no JSON")];
    let mapping: Value = serde_json::from_str(mapping).map_err(not_json)?;
    let mut bulk = Bulk::new(&book, Mapping::read(&mapping)?, text).map_err(|issue| vec![issue])?;
    Ok(work(&mut bulk))
}

fn told(answer: Result<Value, Vec<Issue>>) -> String {
    answer.unwrap_or_else(|issues| json!({ "issues": issues })).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_comes_back_as_issues() {
        let book = r#"{"format": 2}"#;
        let said: Value = serde_json::from_str(&guess(book, b"x", "")).unwrap_or_default();
        assert!(said["issues"].as_array().is_some_and(|issues| !issues.is_empty()), "{said}");
        let said: Value = serde_json::from_str(&write("{}", b"x", "{}", "other")).unwrap_or_default();
        assert_eq!(said["issues"][0]["path"], "face");
    }
}
