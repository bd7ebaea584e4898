//! Jobs: what one draws, and the vendor's list of model rates.
//!
//! This file imports `cross` and the books of this program.

#![expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use crate::BOOKS;
use crate::cross::{failure, give, take, text};
use js_sys::Error;
use packwise_engine::document::asked;
use packwise_engine::issue::Code;
use packwise_engine::job::{self, MAX_PRICING_BYTES, Pricing, Request};
use wasm_bindgen::prelude::*;

/// What a job draws, part by part: `{breakdown, total, complete, issues, trace}`. What is out of bounds or unknown is an
/// issue of the answer.
///
/// @throws an Error with `code`, `path` and `issues` where the request has not the shape of one
#[wasm_bindgen(js_name = job)]
pub fn estimate(request: JsValue) -> Result<JsValue, Error> {
    let request = take(&request).and_then(|request| Request::read(&request)).map_err(|issues| failure(&issues))?;
    BOOKS.with_borrow(|books| {
        let edition = asked::book_of_jobs(books, request.book.as_deref()).map_err(|issues| failure(&issues))?;
        give(&job::estimate(&edition.book, &request.job, request.rate.as_ref(), None))
    })
}

/// The rates in the answer of the vendor's pricing endpoint: `{rates, issues}`. Nothing in the text is an error of the
/// call, not even that it is too long.
///
/// @throws an Error with `code`, `path` and `issues` where it is no text
#[wasm_bindgen(js_name = readPricing)]
pub fn read_pricing(pasted: JsValue) -> Result<JsValue, Error> {
    let most = u32::try_from(MAX_PRICING_BYTES).unwrap_or(u32::MAX);
    match text(&pasted, most) {
        Ok(text) => give(&job::read_pricing(&text)),
        Err(issues) if issues.iter().all(|issue| issue.code == Code::TOO_LARGE) => {
            give(&Pricing { rates: Vec::new(), issues })
        }
        Err(issues) => Err(failure(&issues)),
    }
}
