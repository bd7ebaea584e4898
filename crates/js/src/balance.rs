//! The account's balance: what a vendor's answer says, how long it lasts, and how fast it is used.
//!
//! This file imports `cross` and `parts`.

#![expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use crate::cross::{failure, give, take, text};
use crate::parts;
use js_sys::Error;
use packwise_engine::balance::{self, MAX_BYTES};
use packwise_engine::burn::{self, Request, Snapshot};
use packwise_engine::issue::Issue;
use packwise_engine::read::Problems;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a vendor's balance answer says, given as its text or as its JSON value.
///
/// @throws an Error with `code`, `path` and `issues` where it is no JSON, or no answer that is known
#[wasm_bindgen(js_name = readBalance)]
pub fn read_balance(json: JsValue) -> Result<JsValue, Error> {
    let read = if json.is_string() {
        // a text of so many bytes has at most so many UTF-16 units
        let most = u32::try_from(MAX_BYTES).unwrap_or(u32::MAX);
        text(&json, most).and_then(|text| balance::read_text(&text))
    } else {
        take(&json).and_then(|json| balance::read(&json))
    };
    give(&read.map_err(|issues| failure(&issues))?)
}

/// When a balance runs out, what expires unused, and what to buy by when: `{balance, demand, asOf, pool?, packs?,
/// concurrency?, onDemandPrice?}`. `parts` as in `plan`.
///
/// @throws an Error with `code`, `path` and `issues` where that is not its shape
#[wasm_bindgen(js_name = burnDown)]
pub fn burn_down(request: JsValue, parts: JsValue) -> Result<JsValue, Error> {
    let options = parts::options(&parts).map_err(|issues| failure(&issues))?;
    let request = take(&request).and_then(|request| Request::read(&request)).map_err(|issues| failure(&issues))?;
    give(&burn::burn_down(&request, options).map_err(|issues| failure(&issues))?)
}

/// What balances of different times say of the use.
#[derive(Serialize)]
struct Rates {
    rates: Vec<burn::Rate>,
    issues: Vec<Issue>,
}

/// The real rate of use of every pool, from balances of the same account: `[{at, balance}, ...]`.
///
/// @throws an Error with `code`, `path` and `issues` where there are not two of different times
#[wasm_bindgen(js_name = rateOfUse)]
pub fn rate_of_use(snapshots: JsValue) -> Result<JsValue, Error> {
    let problems = Problems::new();
    let snapshots = take(&snapshots).map_err(|issues| failure(&issues))?;
    let read = Snapshot::read_all(&packwise_engine::read::At::root(&snapshots, &problems));
    let snapshots = problems.into_result(read).map_err(|issues| failure(&issues))?;
    let (rates, issues) = burn::rate_of_use(&snapshots).map_err(|issues| failure(&issues))?;
    give(&Rates { rates, issues })
}
