//! Links: a Document as one, and one as a Document, with what it meant then and what it means now.
//!
//! This file imports `cross` and `parts`.

#![expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use crate::cross::{failure, give, take, text};
use crate::{BOOKS, parts};
use js_sys::Error;
use packwise_engine::date::Date;
use packwise_engine::document::{self, Document};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::link::{self, Made, View, long};
use packwise_engine::plan::Options;
use packwise_engine::read::At;
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

/// The book that a short link means where it names none.
const DEFAULT_BOOK: &str = "kling-2026";

/// The long link of a Document, without its `#`: `d=1…`.
///
/// @throws a PackwiseError where the Document has not the shape of one, or is larger than a link holds
#[wasm_bindgen(js_name = encodeLink)]
pub fn encode_link(document: JsValue, about: JsValue) -> Result<String, Error> {
    let read = || {
        let about = about_of(&about)?;
        let document = Document::read(&take(&document)?)?;
        let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
        let report = BOOKS.with_borrow(|books| document::evaluate_with(&document, books, options));
        let made = Made::of(&document, &report, Some(about.today));
        let link = long::write(View::Plan, &document, &[], Some(&made));
        link.ok_or_else(|| vec![Issue::error("", Code::TOO_LARGE, "this Document is larger than a link holds")])
    };
    read().map_err(|issues: Vec<Issue>| failure(&issues))
}

/// What a link says, long or short, with or without its `#`: `{document, view, shown, made, then, now, changed, moved,
/// issues}`.
///
/// @throws a PackwiseError where it is no text; a damaged link is read as far as it goes
#[wasm_bindgen(js_name = decodeLink)]
pub fn decode_link(fragment: JsValue, about: JsValue) -> Result<JsValue, Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Decoded {
        document: Document,
        view: &'static str,
        shown: Map<String, Value>,
        then: link::Side,
        now: Now,
        changed: bool,
        moved: Vec<document::Moved>,
        issues: Vec<Issue>,
    }
    #[derive(Serialize)]
    struct Now {
        #[serde(flatten)]
        side: link::Side,
        document: Document,
    }
    let about = about_of(&about).map_err(|issues| failure(&issues))?;
    let most = u32::try_from(link::MAX_BYTES).unwrap_or(u32::MAX);
    let fragment = text(&fragment, most).map_err(|issues| failure(&issues))?;
    let opened = link::open(&fragment, DEFAULT_BOOK);
    let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    let both =
        BOOKS.with_borrow(|books| link::then_now(&opened.document, opened.made.as_ref(), books, about.today, options));
    let mut issues = opened.issues;
    issues.extend(both.issues);
    give(&Decoded {
        view: opened.view.as_str(),
        shown: opened.shown.into_iter().map(|(key, value)| (key, Value::String(value))).collect(),
        document: opened.document,
        then: both.then,
        now: Now { side: both.now, document: both.document },
        changed: both.changed,
        moved: both.moved,
        issues,
    })
}

/// What may be said beside a link.
struct About {
    today: Date,
}

/// `{today?}`: a day, without it the one of this machine's clock.
fn about_of(about: &JsValue) -> Result<About, Vec<Issue>> {
    let said = parts::read("about", about, |at: &At<'_>| {
        let f = at.fields(&["today"])?;
        match f.get("today") {
            None => Some(None),
            Some(at) => at.date().map(Some),
        }
    })?;
    match said.flatten().or_else(clock) {
        Some(today) => Ok(About { today }),
        None => Err(vec![Issue::error("about.today", Code::MISSING, "this machine does not say what day it is")]),
    }
}

/// The day of this machine's clock, where it stands.
fn clock() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let (month, day) = (i8::try_from(now.get_month() + 1).ok()?, i8::try_from(now.get_date()).ok()?);
    Date::new(i16::try_from(now.get_full_year()).ok()?, month, day).ok()
}
