//! Headroom and alternatives of a plan that is already there, one search at a time.
//!
//! This file imports `cross`.

use crate::cross::{failure, give, take};
use crate::parts;
use js_sys::Error;
use packwise_engine::decimal;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::money::Cost;
use packwise_engine::plan::{Alternative, Further, Headroom, Request};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The headroom and the alternatives of a plan that was made without them. They take many searches; `step()` does one,
/// so that a page can do other things in between.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PlanFurther(Further);

#[wasm_bindgen]
impl PlanFurther {
    /// Of the plan for `request` that costs `cost` (the report's).
    ///
    /// @throws a PackwiseError where the request, the cost or the budget is not valid
    #[wasm_bindgen(constructor)]
    pub fn new(request: JsValue, cost: JsValue, budget: JsValue) -> Result<PlanFurther, Error> {
        let read = || {
            let request = Request::read(&take(&request)?)?;
            let cost = read_cost(&cost)?;
            Ok(Self(Further::new(&request, cost, parts::budget(&budget)?)))
        };
        read().map_err(|issues: Vec<Issue>| failure(&issues))
    }

    /// Does one more search, or less; false when all is found.
    pub fn step(&mut self) -> bool {
        self.0.step()
    }

    /// `{headroom, alternatives}` as in the report: all of it once `step()` was false.
    pub fn found(&self) -> Result<JsValue, Error> {
        #[derive(Serialize)]
        struct Found {
            headroom: Headroom,
            alternatives: Vec<Alternative>,
        }
        let (headroom, alternatives) = self.0.clone().found();
        give(&Found { headroom, alternatives })
    }
}

/// A report's cost: a decimal text of at most nine decimals, not below zero.
fn read_cost(cost: &JsValue) -> Result<Cost, Vec<Issue>> {
    let wrong = |code, words: &str| vec![Issue::error("cost", code, words)];
    let text = cost.as_string().ok_or_else(|| wrong(Code::WRONG_TYPE, "a cost as a decimal text was expected here"))?;
    match decimal::read(&text, 9) {
        Ok(cost) if cost < 0 => Err(wrong(Code::NEGATIVE, "a cost is never below zero")),
        // far above every cost that can be counted, and far enough from the end of the numbers to count on from it
        Ok(cost) if cost > 1 << 110 => Err(wrong(Code::TOO_LARGE, "no plan costs that much")),
        Ok(cost) => Ok(Cost::from_billionths(cost)),
        Err(_) => Err(wrong(Code::NOT_A_NUMBER, "a cost as the report has it was expected here, e.g. \"3290.00\"")),
    }
}
