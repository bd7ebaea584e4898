//! The questions: each reads what is asked, calls the engine and writes its answer. The same functions of the npm package
//! stand in crates/js.

use crate::args::Parts;
use crate::output::{self, Failure, Form, Outcome, answer};
use crate::{html, input, shown};
use packwise_engine::balance as account;
use packwise_engine::book::Books;
use packwise_engine::compare::{Ask, pays_for};
use packwise_engine::deduct::deduct as deduct_lines;
use packwise_engine::document::asked::{NODES_OF_MANY, Work, book_of, book_of_jobs};
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::job as jobs;
use packwise_engine::link::{self, Opened, View};
use packwise_engine::plan::{Answer, Options, Request, plan as plan_for};
use packwise_engine::read::brief;
use std::path::Path;

/// The options that the command line says.
fn options(parts: Parts) -> Options {
    let usual = Options::default();
    Options {
        budget: parts.nodes.unwrap_or(usual.budget),
        further: parts.nodes.unwrap_or(usual.further),
        headroom: !parts.no_headroom,
        alternatives: !parts.no_alternatives,
        trace: !parts.no_trace,
        today: parts.today,
    }
}

pub(crate) fn plan(file: &Path, parts: Parts, form: Form) -> Result<Outcome, Failure> {
    let request = Request::read(&input::json(file)?)?;
    let report = plan_for(&request, options(parts))?;
    answer(&report, form, shown::plan)?;
    Ok(Outcome::wrong_if(matches!(report, Answer::Infeasible(_))))
}

pub(crate) fn evaluate(file: &Path, parts: Parts, books: &Books, form: Form) -> Result<Outcome, Failure> {
    let document = Document::read(&input::json(file)?)?;
    let report = evaluate_with(&document, books, options(parts));
    answer(&report, form, shown::report)?;
    let no_plan = report.pools.iter().any(|pool| matches!(pool.plan, Some(Answer::Infeasible(_))));
    Ok(Outcome::wrong_if(no_plan || report.has_errors()))
}

pub(crate) fn deduct(file: &Path, books: &Books, form: Form) -> Result<Outcome, Failure> {
    let work = Work::read(&input::json(file)?)?;
    let edition = book_of(books, &work.book, "book")?;
    let drawn = deduct_lines(&edition.book, &work.lines, None);
    answer(&drawn, form, shown::deduction)?;
    Ok(Outcome::of(&drawn.issues))
}

pub(crate) fn job(file: &Path, books: &Books, form: Form) -> Result<Outcome, Failure> {
    let request = jobs::Request::read(&input::json(file)?)?;
    let edition = book_of_jobs(books, request.book.as_deref())?;
    let estimate = jobs::estimate(&edition.book, &request.job, request.rate.as_ref(), None);
    answer(&estimate, form, shown::estimate)?;
    Ok(Outcome::of(&estimate.issues))
}

pub(crate) fn budget(file: &Path, nodes: Option<u64>, form: Form) -> Result<Outcome, Failure> {
    let ask = Ask::read(&input::json(file)?)?;
    let paid = pays_for(&ask.request, ask.money, nodes.unwrap_or(NODES_OF_MANY))?;
    answer(&paid, form, shown::paid)?;
    Ok(Outcome::Answered)
}

pub(crate) fn balance(file: &Path, form: Form) -> Result<Outcome, Failure> {
    let balance = account::read_text(&input::text(file)?)?;
    answer(&balance, form, shown::balance)?;
    Ok(Outcome::of(&balance.issues))
}

/// The link of a Document: the short one where that says all of it.
pub(crate) fn link(file: &Path) -> Result<Outcome, Failure> {
    let document = Document::read(&input::json(file)?)?;
    let fragment = link::address(View::Plan, &document, &[], None);
    let opened = link::open(&fragment, &document.book);
    if opened.document != document {
        let words = "no link can say all of this Document";
        return Err(vec![Issue::error("", Code::BAD_FRAGMENT, words)].into());
    }
    output::write(format!("{fragment}\n").as_bytes())?;
    Ok(Outcome::Answered)
}

/// A Document's answer as HTML.
pub(crate) fn html(file: &Path, fragment: Option<&str>, all: bool, books: &Books) -> Result<Outcome, Failure> {
    let document = match fragment {
        None => Document::read(&input::json(file)?)?,
        Some(fragment) => opened(fragment)?.document,
    };
    let edition = book_of(books, &document.book, "book")?;
    let report = evaluate_with(&document, books, plan_alone());
    let others =
        books.editions().iter().rev().map(|other| &other.book).filter(|other| all && other.id != document.book);
    output::write(html::of(&document, &report, &edition.book, others).as_bytes())?;
    Ok(Outcome::wrong_if(report.has_errors()))
}

/// What stands in somebody's page where the calculator does not run. `page` is where Packwise is.
pub(crate) fn fallback(fragment: &str, page: Option<&str>, books: &Books) -> Result<Outcome, Failure> {
    let opened = opened(fragment)?;
    let edition = book_of(books, &opened.document.book, "book")?;
    let unknown = |model: &&str| !edition.book.rates.iter().any(|rate| rate.model == **model);
    let model = opened.shown.iter().find(|(key, _)| key == "model").map(|(_, model)| model.as_str());
    if let Some(model) = model.filter(unknown) {
        let words = format!("the book has no model “{}”", brief(model));
        return Err(vec![Issue::error("model", Code::UNKNOWN_VALUE, words)].into());
    }
    let report = evaluate_with(&opened.document, books, plan_alone());
    let link = page.map(|page| format!("{}#{}", page.trim_end_matches('#'), fragment.trim_start_matches('#')));
    output::write(html::inside(&opened, &report, &edition.book, link.as_deref()).as_bytes())?;
    Ok(Outcome::wrong_if(report.has_errors()))
}

/// What a link says; one that is not understood whole is an error here.
fn opened(fragment: &str) -> Result<Opened, Failure> {
    let opened = link::open(fragment, "");
    if opened.issues.is_empty() { Ok(opened) } else { Err(opened.issues.into()) }
}

/// The plan, and nothing that takes searches of its own.
pub(crate) fn plan_alone() -> Options {
    Options { headroom: false, alternatives: false, trace: false, ..Options::default() }
}
