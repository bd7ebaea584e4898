//! The same clip at every provider.
//!
//! This file imports `cross`, `parts` and the books at hand.

#![expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use crate::BOOKS;
use crate::cross::{failure, give, take};
use crate::parts;
use js_sys::Error;
use packwise_engine::compare::providers::{Asked, Found, providers};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What every provider asks for a like unit, from the built-in books, the market's prices and the books that were added.
/// `budget` is `{nodes?}`: that of each search.
///
/// @throws a PackwiseError with `code`, `path` and `issues` where the request is not valid
#[wasm_bindgen(js_name = compareProviders)]
pub fn compare_providers(request: JsValue, budget: JsValue) -> Result<JsValue, Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        #[serde(flatten)]
        found: Found,
        cheapest: Option<usize>,
        cheapest_tenfold: Option<usize>,
    }
    let asked = take(&request).and_then(|request| Asked::read(&request)).map_err(|issues| failure(&issues))?;
    let budget = parts::budget_of_many(&budget).map_err(|issues| failure(&issues))?;
    let found = BOOKS.with_borrow(|books| providers(books, &asked, budget)).map_err(|issues| failure(&issues))?;
    let place = |tenfold: bool| {
        let best = found.cheapest(tenfold, &|_| true)?;
        found.rows.iter().position(|row| std::ptr::eq(row, best.row))
    };
    let (cheapest, cheapest_tenfold) = (place(false), place(true));
    give(&Answer { found, cheapest, cheapest_tenfold })
}
