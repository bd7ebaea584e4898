//! The quote of a Document: as a file of any kind it can be written as, as text for people, and what a seller's rules say of
//! it. The same functions of the npm package (`exportQuote`, `guardQuote`) stand in crates/js.
//!
//! This file imports `args`, `ask`, `input`, `output`, `shown`.

use crate::args::QuoteForm;
use crate::ask::plan_alone;
use crate::output::{self, Failure, Form, Outcome, answer};
use crate::{input, shown};
use packwise_engine::book::Books;
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::quote::{Guard, Quote, QuoteReport, Rules, faces, guard};
use std::path::Path;

pub(crate) fn quote(file: &Path, as_form: &QuoteForm, books: &Books, form: Form) -> Result<Outcome, Failure> {
    let (said, report) = quoted(file, books)?;
    let judged = match &as_form.rules {
        Some(rules) => Some(guard(&said, &report, &rules_of(rules)?)),
        None => None,
    };
    match &judged {
        Some(judged) if as_form.guard => answer(judged, form, shown::guard)?,
        _ if form.table => output::write(shown::quote(&report, judged.as_ref()).as_bytes())?,
        _ => output::write(file_of(&report, as_form.kind.as_deref(), judged.as_ref())?.as_bytes())?,
    }
    let refused = judged.is_some_and(|judged| !judged.cleared);
    Ok(Outcome::wrong_if(refused || report.total.is_none() || Outcome::of(&report.issues) == Outcome::Wrong))
}

/// The quote as a file of the kind named, JSON unless said.
fn file_of(report: &QuoteReport, kind: Option<&str>, judged: Option<&Guard>) -> Result<String, Failure> {
    let watermark = judged.and_then(|judged| judged.watermark);
    let unknown = || Failure::from(vec![Issue::error("format", Code::UNKNOWN_VALUE, "there is no such kind of file")]);
    faces::write(report, kind.unwrap_or("json"), watermark).ok_or_else(unknown)
}

fn quoted(file: &Path, books: &Books) -> Result<(Quote, QuoteReport), Failure> {
    let document = Document::read(&input::json(file)?)?;
    let report = evaluate_with(&document, books, plan_alone());
    match (document.quote, report.quote) {
        (Some(said), Some(quoted)) => Ok((*said, *quoted)),
        // no book, no quote: that is said rather than that there is none
        (Some(_), None) => Err(report.issues.into_iter().take(1).collect::<Vec<Issue>>().into()),
        (None, _) => Err(vec![Issue::error("quote", Code::MISSING, "the Document has no quote")].into()),
    }
}

fn rules_of(file: &Path) -> Result<Rules, Failure> {
    let at_rules = |issue: Issue| {
        let dot = if issue.path.is_empty() { "" } else { "." };
        Issue { path: format!("rules{dot}{}", issue.path), ..issue }
    };
    let read = |file| match input::json(file) {
        Ok(value) => Rules::read(&value).map_err(Failure::Asked),
        Err(failure) => Err(failure),
    };
    read(file).map_err(|failure| match failure {
        Failure::Asked(issues) => issues.into_iter().map(at_rules).collect::<Vec<Issue>>().into(),
        Failure::File(words) => Failure::File(words),
    })
}
