//! The module behind `<packwise-calculator>`: the engine without quotes, balances and books of its own, so that a page of
//! documentation downloads little for it. `web/element.js` is its only caller.
//!
//! Text goes in, JSON text comes out. Between two calls it holds the price books that were lent to it and nothing else, so
//! any number of elements share one module, and one that is removed leaves nothing behind.
//!
//! Imports the engine's `book`, `link`, `typed` and `document` (with what these need); nothing is priced here.

#![allow(missing_docs, reason = "what is exported is documented for JavaScript by its own comments")]

use packwise_engine::book::{Book, Books, Pack, Rate};
use packwise_engine::date;
use packwise_engine::deduct;
use packwise_engine::document::{self, Document, Entry, Report};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::link::{self, Opened};
use packwise_engine::money::{Cost, Rounded};
use packwise_engine::plan::Options;
use packwise_engine::typed::{Marks, canonical};
use serde::Serialize;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static BOOKS: RefCell<Books> = RefCell::new(Books::empty());
}

/// What stands between two fields of what was typed, and between two of its entries: no keyboard has them.
const FIELD: char = '\u{1f}';
const ENTRY: char = '\u{1e}';

/// Lends a price book, given as the text of its file. `sha256`: what the index says that its digest is.
///
/// Answers `[]`, or every problem of the book as issues; then it is not lent.
#[wasm_bindgen]
#[must_use]
pub fn lend(text: &str, sha256: &str) -> String {
    let lent = BOOKS.with_borrow_mut(|books| {
        // looked at before it is put on the shelf, from which a published edition is never taken
        let edition = Books::empty().add(text)?;
        if edition.digest != sha256 {
            let words = format!("the file of the price book `{}` is not the one that the index names", edition.book.id);
            return Err(vec![Issue::error("book", Code::CONTRADICTION, words)]);
        }
        books.add(text).map(drop)
    });
    json(&lent.err().unwrap_or_default())
}

/// The answer to a short link: `{view, shown, document, address, issues, report}`.
///
/// `book` is the one meant when the link names none. `typed`: what a person has typed over it, entries of `line`, `job` or
/// `months`, which of them, and the text. `marks`: decimal mark and group mark of the reader's locale. `today`: the day from
/// which months are counted where the link says none. `whole`: with headroom, alternatives and working, which takes longer.
/// The `issues` are the link's; the report has its own.
#[wasm_bindgen]
#[must_use]
pub fn answer(fragment: &str, book: &str, typed: &str, marks: &str, today: &str, whole: bool) -> String {
    #[derive(Serialize)]
    struct Answered {
        view: &'static str,
        shown: Vec<(String, String)>,
        address: String,
        document: Document,
        issues: Vec<Issue>,
        report: Report,
    }
    let Opened { view, mut document, shown, issues, .. } = link::read(fragment, book);
    let marks = marks_of(marks);
    for entry in typed.split(ENTRY) {
        type_in(entry, marks, &mut document);
    }
    let address = link::write_shown(view, &document, &shown);
    document.as_of = document.as_of.or_else(|| date::read(today));
    let options = Options { headroom: whole, alternatives: whole, trace: whole, ..Options::default() };
    let report = BOOKS.with_borrow(|books| document::evaluate_with(&document, books, options));
    json(&Answered { view: view.as_str(), shown, address, document, issues, report })
}

/// Puts what a person typed into the Document. What does not fit is left out: the element types into what it was shown.
fn type_in(entry: &str, marks: Marks, document: &mut Document) {
    let mut fields = entry.split(FIELD);
    let (what, at, text) = (fields.next(), fields.next(), fields.next().unwrap_or_default());
    let at = at.and_then(|at| at.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let field = match what {
        Some("line") => document.lines.get_mut(at).map(|line| &mut line.count),
        Some("job") => document.jobs.get_mut(at).map(|job| &mut job.count),
        Some("months") => Some(&mut document.months),
        _ => None,
    };
    if let Some(field) = field {
        *field = Entry::new(canonical(text, marks));
    }
}

/// What was typed as plain decimal text; as typed where it is no number and no sum of the locale.
#[wasm_bindgen]
#[must_use]
pub fn worth(typed: &str, marks: &str) -> String {
    canonical(typed, marks_of(marks))
}

fn marks_of(marks: &str) -> Marks {
    let mut marks = marks.chars();
    Marks { decimal: marks.next().unwrap_or('.'), group: marks.next().unwrap_or(',') }
}

/// The rates of a book with their prices: `[{id, name, list, packs: [price]}]`, prices at each pack in the book's order.
/// Null where something is not known, or the pack is another pool's. `[]` of a book that is not at hand.
#[wasm_bindgen]
#[must_use]
pub fn prices(book: &str) -> String {
    #[derive(Serialize)]
    struct Priced<'a> {
        id: &'a str,
        name: String,
        list: Option<Cost>,
        packs: Vec<Option<Rounded>>,
    }
    BOOKS.with_borrow(|books| {
        let Some(edition) = books.get(book) else { return "[]".to_owned() };
        let book = &edition.book;
        let mut rows: Vec<Priced<'_>> = Vec::new();
        for rate in &book.rates {
            let (list, packs) = (list_price(book, rate), at_packs(book, rate));
            rows.push(Priced { id: &rate.id, name: deduct::name(rate), list, packs });
        }
        json(&rows)
    })
}

fn list_price(book: &Book, rate: &Rate) -> Option<Cost> {
    book.pool(&rate.pool)?.list_unit_price.known()?.per_unit(rate.units.known()?)
}

fn at_packs(book: &Book, rate: &Rate) -> Vec<Option<Rounded>> {
    let at = |pack: &Pack| {
        let cost = pack.price.known().filter(|_| pack.pool == rate.pool)?.times(1)?;
        cost.share(rate.units.known()?, pack.units.known()?)
    };
    book.packs.iter().map(at).collect()
}

/// As JSON text. Every answer can be written; were one not, the caller reads that there is none.
fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_else(|_| "null".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const KLING: &str = include_str!("../../../public/books/v1/kling-2025.json");
    const INDEX: &str = include_str!("../../../public/books/v1/index.json");

    fn digest() -> String {
        let index: Value = serde_json::from_str(INDEX).unwrap_or_default();
        index["books"][0]["sha256"].as_str().unwrap_or_default().to_owned()
    }

    fn said(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_default()
    }

    #[test]
    fn a_book_is_lent_by_its_digest_only() {
        assert_eq!(said(&lend(KLING, "0"))[0]["code"], "contradiction");
        assert_eq!(said(&prices("kling-2025")), said("[]"));
        assert_eq!(lend(KLING, &digest()), "[]");
        assert_eq!(lend(KLING, &digest()), "[]", "the same again is no problem");
        assert_eq!(said(&lend("{}", &digest()))[0]["level"], "error");
        let rows = said(&prices("kling-2025"));
        let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["id"] == "v2.0-master-10s"));
        assert_eq!(row.map(|row| (&row["list"], &row["packs"][0])), Some((&Value::from("2.80"), &Value::from("2.80"))));
    }

    #[test]
    fn what_is_typed_stands_over_the_link() {
        assert_eq!(lend(KLING, &digest()), "[]");
        let fragment = "plan?lines=v2.0-master-10s*1,v1.6-pro-5s*2&months=1&colour=red";
        let typed = format!(
            "line{FIELD}0{FIELD}1,200{ENTRY}line{FIELD}1{FIELD}10*20{ENTRY}months{FIELD}{FIELD}3{ENTRY}line{FIELD}9{FIELD}1"
        );
        let told = said(&answer(fragment, "kling-2025", &typed, ".,", "2026-11-20", true));
        assert_eq!(told["address"], "plan?book=kling-2025&lines=v2.0-master-10s*1200,v1.6-pro-5s*200&months=3");
        assert_eq!(told["document"]["asOf"], "2026-11-20");
        assert_eq!(told["report"]["complete"], true);
        assert_eq!(told["issues"][0]["code"], "unknown-fragment-key");
        assert!(told["report"]["pools"][0]["plan"]["alternatives"].as_array().is_some_and(|all| !all.is_empty()));
    }

    #[test]
    fn the_report_is_the_engines() {
        assert_eq!(lend(KLING, &digest()), "[]");
        let told = said(&answer("plan?lines=v1.6-pro-5s*200", "kling-2025", "", ".,", "2026-11-20", true));
        let document = Document::read(&told["document"]).unwrap_or_else(|_| Document::new("none"));
        let report = BOOKS.with_borrow(|books| document::evaluate(&document, books));
        assert_eq!(told["report"], said(&json(&report)));
    }
}
