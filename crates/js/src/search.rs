//! The search alone, for benches: a request is read once and searched as often as asked, so that what is timed is the
//! search and not the crossing of JSON.
//!
//! This file imports `cross`.

use crate::cross::{failure, take};
use js_sys::Error;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::plan::{self, Options, Priced, Request};
use wasm_bindgen::prelude::*;

/// A request that was read and checked, and the least cost that was found for it. `run()` does the search and nothing
/// else: no ledger, no report, no JSON.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PlanSearch {
    request: Request,
    budget: u64,
    found: Option<Priced>,
}

#[wasm_bindgen]
impl PlanSearch {
    /// Reads and checks a request.
    ///
    /// @throws a PackwiseError with `code`, `path` and `issues` where the request is not valid
    #[wasm_bindgen(constructor)]
    pub fn new(request: JsValue) -> Result<PlanSearch, Error> {
        let request = take(&request).and_then(|request| Request::read(&request)).map_err(|issues| failure(&issues))?;
        Ok(Self { request, budget: Options::default().budget, found: None })
    }

    /// Searches with the default budget: `optimal`, `bounded`, `infeasible`, or `undecided` where the budget ended before
    /// any plan was found. Every call searches anew.
    ///
    /// @throws a PackwiseError where the sums cannot be counted exactly
    pub fn run(&mut self) -> Result<String, Error> {
        self.found = None;
        let priced = plan::least_cost(&self.request, self.budget).ok_or_else(|| failure(&[overflow()]))?;
        let status = match (priced.cost.is_some(), priced.proved) {
            (true, true) => "optimal",
            (true, false) => "bounded",
            (false, true) => "infeasible",
            (false, false) => "undecided",
        };
        self.found = Some(priced);
        Ok(status.to_owned())
    }

    /// Cost of the plan that the last `run()` found, as a decimal string; undefined before it and without a plan.
    #[wasm_bindgen(getter)]
    pub fn cost(&self) -> Option<String> {
        self.found.as_ref()?.cost.map(|cost| cost.to_string())
    }

    /// Nodes of the search, as the report counts them; undefined without a plan. Searches once more, so do not time it.
    #[wasm_bindgen(getter)]
    pub fn nodes(&self) -> Option<f64> {
        let options =
            Options { budget: self.budget, headroom: false, alternatives: false, trace: false, ..Options::default() };
        let answer = plan::plan(&self.request, options).ok()?;
        // a budget is far below 2^53, so no node is lost
        answer.plan().map(|report| report.nodes as f64)
    }
}

fn overflow() -> Issue {
    let words = "these quantities and prices add up to more than can be counted exactly";
    Issue::error("demand", Code::OVERFLOW, words)
}
