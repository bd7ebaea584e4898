//! Quotes: the files that one can be written as, and a seller's rules held against it.
//!
//! This file imports `cross` and the books of this program.

#![expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use crate::cross::{failure, give, take, text};
use crate::{BOOKS, parts};
use js_sys::{Error, Uint8Array};
use packwise_engine::date::Date;
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::plan::Options;
use packwise_engine::quote::{self, Guard, Quote, QuoteReport, Rules, faces};
use packwise_engine::read::At;
use wasm_bindgen::prelude::*;

/// The quote of a Document as a file: `json`, `csv`, `md`, `ubl` or `focus`. With `rules`, one that they do not clear says
/// so across its head; with `about.today`, one that was valid until a day before says that it is expired.
///
/// @throws an Error with `code`, `path` and `issues` where the Document has no quote, or the format is none of these
#[wasm_bindgen(js_name = exportQuote)]
pub fn export_quote(document: JsValue, format: JsValue, rules: JsValue, about: JsValue) -> Result<Uint8Array, Error> {
    let format = text(&format, 100).map_err(|issues| failure(&issues))?;
    let (said, report) = quoted(&document, today(&about).map_err(|issues| failure(&issues))?)?;
    let watermark = match judged(&said, &report, &rules)? {
        Some(guard) => guard.watermark,
        None => None,
    };
    let written = faces::write(&report, &format, watermark).ok_or_else(|| {
        let known: Vec<&str> = faces::FORMATS.iter().map(|(name, _, _)| *name).collect();
        let words = format!("no such format; there are {}", known.join(", "));
        failure(&[Issue::error("format", Code::UNKNOWN_VALUE, words)])
    })?;
    Ok(Uint8Array::from(written.as_bytes()))
}

/// What a seller's rules say of the quote of a Document: `{findings, cleared, watermark, margin}`.
///
/// @throws an Error with `code`, `path` and `issues` where the Document has no quote, or the rules have not their shape
#[wasm_bindgen(js_name = guardQuote)]
pub fn guard_quote(document: JsValue, rules: JsValue) -> Result<JsValue, Error> {
    let (said, report) = quoted(&document, None)?;
    let missing = || failure(&[Issue::error("rules", Code::MISSING, "rules are needed here")]);
    give(&judged(&said, &report, &rules)?.ok_or_else(missing)?)
}

fn judged(said: &Quote, report: &QuoteReport, rules: &JsValue) -> Result<Option<Guard>, Error> {
    if rules.is_undefined() || rules.is_null() {
        return Ok(None);
    }
    let at_rules = |issues: Vec<Issue>| {
        let at = |issue: Issue| {
            let dot = if issue.path.is_empty() { "" } else { "." };
            Issue { path: format!("rules{dot}{}", issue.path), ..issue }
        };
        failure(&issues.into_iter().map(at).collect::<Vec<Issue>>())
    };
    let rules = take(rules).and_then(|rules| Rules::read(&rules)).map_err(at_rules)?;
    Ok(Some(quote::guard(said, report, &rules)))
}

/// The day that `about` says, `{today?}`: without it no quote is expired but by its status.
fn today(about: &JsValue) -> Result<Option<Date>, Vec<Issue>> {
    let said = parts::read("about", about, |at: &At<'_>| match at.fields(&["today"])?.get("today") {
        None => Some(None),
        Some(at) => at.date().map(Some),
    })?;
    Ok(said.flatten())
}

fn quoted(document: &JsValue, today: Option<Date>) -> Result<(Quote, QuoteReport), Error> {
    let document = take(document).and_then(|document| Document::read(&document)).map_err(|issues| failure(&issues))?;
    let options = Options { headroom: false, alternatives: false, trace: false, today, ..Options::default() };
    let report = BOOKS.with_borrow(|books| evaluate_with(&document, books, options));
    let first = report.issues.first().cloned();
    match (document.quote, report.quote) {
        (Some(said), Some(report)) => Ok((*said, *report)),
        // no book, no quote: that is said rather than that there is none
        (Some(_), None) => Err(failure(&first.into_iter().collect::<Vec<Issue>>())),
        (None, _) => Err(failure(&[Issue::error("quote", Code::MISSING, "the Document has no quote")])),
    }
}
