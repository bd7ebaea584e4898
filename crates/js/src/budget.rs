//! What a budget pays for: the planner's question the other way round.
//!
//! This file imports `cross` and `parts`.

use crate::cross::{failure, give, take};
use crate::parts;
use js_sys::Error;
use packwise_engine::compare::{Ask, pays_for};
use wasm_bindgen::prelude::*;

/// The most sets of a mix of work that a budget pays for in each period, and the next step. `ask` is a plan request whose
/// demand is what one set needs in each period, with `budget` (a decimal text) and `per` (`horizon`, the default, or
/// `period`). `search` is `{nodes?}`: the budget of each solve, in counts
/// tried.
///
/// @throws an Error with `code`, `path` and `issues` where that is not valid
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "it is public to JavaScript")]
pub fn budget(ask: JsValue, search: JsValue) -> Result<JsValue, Error> {
    let answer = parts::budget_of_many(&search).and_then(|search| {
        let ask = Ask::read(&take(&ask)?)?;
        pays_for(&ask.request, ask.money, search)
    });
    give(&answer.map_err(|issues| failure(&issues))?)
}
