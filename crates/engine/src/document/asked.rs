//! What is asked through a door (the npm package, the command line) and is no room's own: work to be deducted, the parts of
//! a report, the book that prices jobs. The doors read with these, so they accept and refuse the same.
//!
//! This file imports `book`, `issue`, `plan`, `read`, `workload` and the bounds of the Document.

use super::{MAX_COUNT, MAX_LINES, MAX_TAKES};
use crate::book::{Books, Edition};
use crate::issue::{Code, Issue};
use crate::plan::Options;
use crate::read::{At, Problems, brief};
use crate::workload::WorkLine;
use serde::Serialize;
use serde_json::Value;

/// The largest budget of a search that is taken, in nodes: hours of work, and far from where counting ends.
pub const MOST_NODES: u64 = 1_000_000_000;

/// Nodes of each search where one call makes dozens, unless said.
pub const NODES_OF_MANY: u64 = 20_000;

/// `{book, lines: [{rate, seconds?, count, takes}]}`: what `deduct` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Id of the book.
    pub book: String,
    /// The lines.
    pub lines: Vec<WorkLine>,
}

impl Work {
    /// Reads it.
    ///
    /// # Errors
    /// Every problem, with its path.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let read = Self::of(&At::root(value, &problems));
        problems.into_result(read)
    }

    fn of(at: &At<'_>) -> Option<Self> {
        let f = at.fields(&["book", "lines"])?;
        let book = f.need("book").and_then(|at| at.id());
        let lines = f.need("lines").and_then(|at| {
            let entries = at.list()?;
            if entries.len() > MAX_LINES {
                return at.wrong(Code::TOO_MANY, format!("at most {MAX_LINES} lines are read"));
            }
            let read: Vec<Option<WorkLine>> = entries.iter().map(line).collect();
            read.into_iter().collect::<Option<Vec<WorkLine>>>()
        });
        Some(Self { book: book?, lines: lines? })
    }
}

fn line(at: &At<'_>) -> Option<WorkLine> {
    let f = at.fields(&["rate", "seconds", "count", "takes"])?;
    let rate = f.need("rate").and_then(|at| at.text()).map(str::to_owned);
    let seconds = match f.get("seconds") {
        None => Some(None),
        Some(at) => at.whole(1, 86_400).and_then(|seconds| u32::try_from(seconds).ok()).map(Some),
    };
    let count = f.need("count").and_then(|at| at.whole(0, MAX_COUNT));
    let takes = f.need("takes").and_then(|at| at.whole(1, MAX_TAKES));
    Some(WorkLine { rate: rate?, seconds: seconds?, count: count?, takes: takes? })
}

/// `{headroom?, alternatives?, trace?, budget?, today?}`: which parts of a report are made; what is left out has its default.
/// `None` with issues where that is not its shape.
#[must_use]
pub fn parts(at: &At<'_>) -> Option<Options> {
    let f = at.fields(&["headroom", "alternatives", "trace", "budget", "today"])?;
    let flag = |key| f.get(key).map_or(Some(true), |at| at.flag());
    let (headroom, alternatives, trace) = (flag("headroom"), flag("alternatives"), flag("trace"));
    let nodes = f.get("budget").map(|at| at.whole(1, MOST_NODES));
    let (budget, further) = match nodes {
        None => (Options::default().budget, Options::default().further),
        Some(nodes) => (nodes?, nodes?),
    };
    let today = f.get("today").map_or(Some(None), |at| at.date().map(Some))?;
    Some(Options { budget, further, headroom: headroom?, alternatives: alternatives?, trace: trace?, today })
}

/// `{nodes?}`, or the bare number that stood here first: the budget of each search; inner `None` where it is left out.
#[must_use]
pub fn nodes(at: &At<'_>) -> Option<Option<u64>> {
    if !at.value().is_object() {
        return at.whole(1, MOST_NODES).map(Some);
    }
    match at.fields(&["nodes"])?.get("nodes") {
        None => Some(None),
        Some(at) => at.whole(1, MOST_NODES).map(Some),
    }
}

/// The book that is named; `path` is where it was.
///
/// # Errors
/// That there is none of that id.
pub fn book_of<'a>(books: &'a Books, id: &str, path: &str) -> Result<&'a Edition, Vec<Issue>> {
    let unknown = || {
        let words = format!("there is no price book `{}` here", brief(id));
        vec![Issue::error(path, Code::UNKNOWN_BOOK, words)]
    };
    books.get(id).map(AsRef::as_ref).ok_or_else(unknown)
}

/// The book that is named at `book`, or the newest that prices jobs. A person's own is priced with where it is named.
///
/// # Errors
/// That there is none.
pub fn book_of_jobs<'a>(books: &'a Books, named: Option<&str>) -> Result<&'a Edition, Vec<Issue>> {
    if let Some(id) = named {
        return book_of(books, id, "book");
    }
    let mut newest = books.editions().iter().rev();
    let found = newest.find(|edition| !edition.local && edition.book.job.is_some());
    found.map(AsRef::as_ref).ok_or_else(|| vec![Issue::error("book", Code::NO_JOBS, "no price book here prices jobs")])
}

/// A book at hand, in a list.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Entry<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// SHA-256 of its file.
    pub digest: &'a str,
}

impl<'a> Entry<'a> {
    /// Of an edition.
    #[must_use]
    pub fn of(edition: &'a Edition) -> Self {
        Self { id: &edition.book.id, title: &edition.book.title, digest: &edition.digest }
    }
}

/// The text of a book's file, byte for byte.
#[must_use]
pub fn file_of(edition: &Edition) -> &str {
    let shipped = || {
        let mut files = Books::shipped_files().iter();
        files.find(|(file, _)| file.strip_suffix(".json") == Some(edition.book.id.as_str())).map(|(_, text)| *text)
    };
    edition.text.as_deref().or_else(shipped).unwrap_or_default()
}
