//! Which parts of a report are wanted: `{headroom?, alternatives?, trace?, budget?}`.
//!
//! This file imports `cross`.

use crate::cross::take;
use packwise_engine::issue::Issue;
use packwise_engine::plan::Options;
use packwise_engine::read::{At, Problems};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

/// The largest budget that is taken, in nodes: hours of work, and far from where counting ends.
const MOST_NODES: u64 = 1_000_000_000;

/// The options that `parts` says; without it, and for each key that it does not have, the default: everything.
///
/// # Errors
/// Unknown keys and wrong types, each with its path from `parts`.
pub(crate) fn options(parts: &JsValue) -> Result<Options, Vec<Issue>> {
    read("parts", parts, |at| {
        let f = at.fields(&["headroom", "alternatives", "trace", "budget"])?;
        let flag = |key| f.get(key).map_or(Some(true), |at| at.flag());
        let (headroom, alternatives, trace) = (flag("headroom"), flag("alternatives"), flag("trace"));
        let nodes = f.get("budget").map(|at| at.whole(1, MOST_NODES));
        let (budget, further) = match nodes {
            None => (Options::default().budget, Options::default().further),
            Some(nodes) => (nodes?, nodes?),
        };
        Some(Options { budget, further, headroom: headroom?, alternatives: alternatives?, trace: trace? })
    })
    .map(Option::unwrap_or_default)
}

/// A budget for each further search; the default where it is left out.
///
/// # Errors
/// That it is none.
pub(crate) fn budget(budget: &JsValue) -> Result<u64, Vec<Issue>> {
    Ok(read("budget", budget, |at| at.whole(1, MOST_NODES))?.unwrap_or(Options::default().further))
}

/// The same where one call makes dozens of searches: a smaller one unless said.
pub(crate) fn budget_of_many(budget: &JsValue) -> Result<u64, Vec<Issue>> {
    Ok(read("budget", budget, |at| at.whole(1, MOST_NODES))?.unwrap_or(MANY))
}

/// Nodes of each of many searches unless said.
const MANY: u64 = 20_000;

/// Reads an argument whose paths begin with its name; `None` where it was left out or is null.
pub(crate) fn read<T>(
    name: &str,
    argument: &JsValue,
    read: impl Fn(&At<'_>) -> Option<T>,
) -> Result<Option<T>, Vec<Issue>> {
    if argument.is_undefined() {
        return Ok(None);
    }
    let named = |mut issue: Issue| {
        let joint = if issue.path.is_empty() || issue.path.starts_with('[') { "" } else { "." };
        issue.path = format!("{name}{joint}{}", issue.path);
        issue
    };
    let taken = take(argument).map_err(|issues| issues.into_iter().map(named).collect::<Vec<Issue>>())?;
    let under = Value::Object(Map::from_iter([(name.to_owned(), taken)]));
    let problems = Problems::new();
    let found = At::root(&under, &problems).fields(&[name]).and_then(|f| match f.get(name) {
        None => Some(None),
        Some(at) => read(&at).map(Some),
    });
    problems.into_result(found)
}
