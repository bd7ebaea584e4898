//! Which parts of a report are wanted: `{headroom?, alternatives?, trace?, budget?}`.
//!
//! This file imports `cross`.

use crate::cross::take;
use packwise_engine::document::asked;
use packwise_engine::issue::Issue;
use packwise_engine::plan::Options;
use packwise_engine::read::{At, Problems};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

/// The options that `parts` says; without it, and for each key that it does not have, the default: everything.
///
/// # Errors
/// Unknown keys and wrong types, each with its path from `parts`.
pub(crate) fn options(parts: &JsValue) -> Result<Options, Vec<Issue>> {
    Ok(read("parts", parts, asked::parts)?.unwrap_or_default())
}

/// A budget for each further search, `{nodes?}` or a number; the default where it is left out.
///
/// # Errors
/// That it is none.
pub(crate) fn budget(budget: &JsValue) -> Result<u64, Vec<Issue>> {
    Ok(read("budget", budget, asked::nodes)?.flatten().unwrap_or(Options::default().further))
}

/// The same where one call makes dozens of searches: a smaller one unless said.
pub(crate) fn budget_of_many(budget: &JsValue) -> Result<u64, Vec<Issue>> {
    Ok(read("budget", budget, asked::nodes)?.flatten().unwrap_or(asked::NODES_OF_MANY))
}

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
