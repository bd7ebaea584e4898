//! The signals that hold the Document, and what is derived from them.
//!
//! What a person typed is kept as typed; [`Draft::document`] is that with numbers made canonical, [`Draft::report`] what
//! follows. Nothing else is state. The further solves of a plan (headroom, alternatives) come a moment later, so that
//! typing never waits for them.

mod further;
mod link;
mod shelf;
pub mod storage;

#[cfg(test)]
pub(crate) use link::FIRST;
pub use shelf::HostBooks;
use shelf::look_for_newer;

use crate::format;
use leptos::prelude::*;
use packwise_engine::book::{Billing, Books};
use packwise_engine::document::{Document, Entry, Line, Order, Report, evaluate_with};
use packwise_engine::issue::Issue;
use packwise_engine::link::View;
use packwise_engine::plan::Options;

/// The edition that a fresh page opens on, unless the day says otherwise.
const DEFAULT_BOOK: &str = "kling-2026";

/// One line of work, as typed.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Unique on the page; never reused.
    pub id: u32,
    /// Id of the rate.
    pub rate: RwSignal<String>,
    /// Seconds, as typed.
    pub seconds: RwSignal<String>,
    /// Count a month, as typed.
    pub count: RwSignal<String>,
    /// Takes, as typed.
    pub takes: RwSignal<String>,
    /// The line of the Document. Derived, so that a key reads again only what is typed in its own line.
    line: Memo<Line>,
}

impl Row {
    /// A line of these texts: rate, seconds, count, takes. Belongs to the present owner.
    fn new(id: u32, texts: [&str; 4]) -> Self {
        let [rate, seconds, count, takes] = texts.map(|text| RwSignal::new(text.to_owned()));
        let line = Memo::new(move |_| Line {
            rate: rate.get(),
            seconds: seconds.with(|typed| entry(typed)),
            count: count.with(|typed| entry(typed)),
            takes: takes.with(|typed| entry(typed)),
        });
        Self { id, rate, seconds, count, takes, line }
    }
}

/// The one source of truth of a calculator. `Copy`, so closures just take it.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    /// The price books at hand.
    pub books: RwSignal<Books>,
    /// Id of the chosen book.
    pub book: RwSignal<String>,
    /// The lines of work.
    pub rows: RwSignal<Vec<Row>>,
    /// Months, as typed.
    pub months: RwSignal<String>,
    /// Concurrency, as typed.
    pub concurrency: RwSignal<String>,
    /// Reading of the minimum order.
    pub order: RwSignal<Order>,
    /// Whether the book's limits per buyer hold.
    pub limits: RwSignal<bool>,
    /// Packs left out.
    pub without: RwSignal<Vec<String>>,
    /// The view that is open.
    pub view: RwSignal<View>,
    /// What of that view is shown: keys of [`View::keys`] with their values.
    pub shown: RwSignal<Vec<(String, String)>>,
    /// What the link that was opened could not say.
    pub link_issues: RwSignal<Vec<Issue>>,
    /// What the host had to say of its price books.
    pub host: RwSignal<HostBooks>,
    /// Whether the browser keeps the work.
    pub kept: RwSignal<bool>,
    /// Everything the user said. Derived.
    pub document: Memo<Document>,
    /// What follows, without the further solves. Derived.
    pub report: Memo<Report>,
    /// Told when typing has rested and the address follows: for what reads a link and need not be made on every key.
    pub rested: RwSignal<()>,
    /// The whole report, and the Document it is of.
    pub full: RwSignal<Option<(Document, Report)>>,
    next_row: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Draft {
    /// Makes the draft: from the link, else from what the browser kept, else a first example; and gives it to all below.
    pub fn provide() -> Self {
        let books = RwSignal::new(Books::shipped());
        let book = RwSignal::new(DEFAULT_BOOK.to_owned());
        let rows = RwSignal::new(Vec::<Row>::new());
        let months = RwSignal::new(String::from("1"));
        let concurrency = RwSignal::new(String::new());
        let order = RwSignal::new(Order::Book);
        let limits = RwSignal::new(true);
        let without = RwSignal::new(Vec::new());
        let today = format::today();

        let document = Memo::new(move |_| Document {
            version: 1,
            book: book.get(),
            as_of: today,
            months: entry(&months.get()),
            lines: rows.with(|rows| rows.iter().map(|row| row.line.get()).collect()),
            order: order.get(),
            concurrency: entry(&concurrency.get()),
            limits: limits.get(),
            without: without.get(),
        });
        let report = Memo::new(move |_| {
            let quick = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
            document.with(|document| books.with(|books| evaluate_with(document, books, quick)))
        });
        let draft = Self {
            books,
            book,
            rows,
            months,
            concurrency,
            order,
            limits,
            without,
            view: RwSignal::new(View::Plan),
            shown: RwSignal::new(Vec::new()),
            link_issues: RwSignal::new(Vec::new()),
            host: RwSignal::new(HostBooks::default()),
            kept: RwSignal::new(true),
            document,
            report,
            rested: RwSignal::new(()),
            full: RwSignal::new(None),
            next_row: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        provide_context(draft);
        link::connect(draft);
        further::solve_when_rested(draft);
        leptos::task::spawn_local(look_for_newer(draft));
        draft
    }

    /// The draft given by [`Draft::provide`].
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The present report with the working of every figure; made when somebody asks how one came about.
    #[must_use]
    pub fn explained(self) -> Report {
        let traced = Options { headroom: false, alternatives: false, ..Options::default() };
        let document = self.document.get_untracked();
        self.books.with_untracked(|books| evaluate_with(&document, books, traced))
    }

    /// The whole report, if it is of the present Document.
    #[must_use]
    pub fn full_report(self) -> Option<Report> {
        let full = self.is_full();
        self.full.with(|report| report.as_ref().filter(|_| full).map(|(_, report)| report.clone()))
    }

    /// Whether the whole report is of the present Document.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.full.with(|full| {
            full.as_ref().is_some_and(|(document, report)| {
                self.document.with(|present| present == document)
                    && self.report.with(|present| present.book == report.book)
            })
        })
    }

    /// Takes a Document over, as if it had been typed.
    pub fn open(self, document: &Document) {
        let text = |entry: &Entry| format::typed(entry.as_str());
        let rows = document
            .lines
            .iter()
            .map(|line| self.row(&line.rate, &text(&line.seconds), &text(&line.count), &text(&line.takes)))
            .collect();
        self.book.set(document.book.clone());
        self.months.set(text(&document.months));
        self.concurrency.set(text(&document.concurrency));
        self.order.set(document.order);
        self.limits.set(document.limits);
        self.without.set(document.without.clone());
        self.rows.set(rows);
    }

    fn row(self, rate: &str, seconds: &str, count: &str, takes: &str) -> Row {
        let id = self.next_row.get_value();
        self.next_row.set_value(id + 1);
        // the page owns a row, not the button that made it: that may go before the row does
        self.owner.get_value().with(|| Row::new(id, [rate, seconds, count, takes]))
    }

    /// Adds a line at the end: the book's first present video rate, ready to be changed.
    pub fn add_row(self) {
        let rate = self.with_book(|book| {
            let present = |rate: &&packwise_engine::book::Rate| rate.retired.is_none() && rate.units.known().is_some();
            book.rates
                .iter()
                .find(present)
                .or(book.rates.first())
                .map(|rate| (rate.id.clone(), default_seconds(rate.billing)))
        });
        let (rate, seconds) = rate.flatten().unwrap_or_default();
        let row = self.row(&rate, &seconds, "100", "1");
        self.rows.update(|rows| rows.push(row));
    }

    /// Adds a copy below a line.
    pub fn duplicate(self, id: u32) {
        let Some((at, row)) =
            self.rows.with_untracked(|rows| rows.iter().copied().enumerate().find(|(_, row)| row.id == id))
        else {
            return;
        };
        let text = |signal: RwSignal<String>| signal.get_untracked();
        let copy = self.row(&text(row.rate), &text(row.seconds), &text(row.count), &text(row.takes));
        self.rows.update(|rows| rows.insert(at + 1, copy));
    }

    /// Removes a line.
    pub fn remove(self, id: u32) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }

    /// Starts over with lines in short form, on a book.
    pub fn start_with(self, fragment: &str) {
        let opened = packwise_engine::link::read(fragment, DEFAULT_BOOK);
        self.open(&opened.document);
        self.link_issues.set(Vec::new());
    }

    /// Reads the chosen book, if there is one of that id.
    pub fn with_book<T>(self, read: impl FnOnce(&packwise_engine::book::Book) -> T) -> Option<T> {
        let id = self.book.get();
        self.books.with(|books| books.get(&id).map(|edition| read(&edition.book)))
    }

    /// The present short link.
    #[must_use]
    pub fn fragment(self) -> String {
        self.fragment_of(self.view.get())
    }

    /// The short link of the same work in a view; with what of it is shown, if it is the open one.
    #[must_use]
    pub fn fragment_of(self, view: View) -> String {
        let write = packwise_engine::link::write_shown;
        let shown = if view == self.view.get() { self.shown.get() } else { Vec::new() };
        self.document.with(|document| write(view, document, &shown))
    }

    /// The same, made anew only when typing has rested: for the address of a link on the page.
    #[must_use]
    pub fn resting_fragment_of(self, view: View) -> String {
        self.rested.track();
        untrack(|| self.fragment_of(view))
    }

    /// What the view's key says; empty where it says nothing.
    #[must_use]
    pub fn shown(self, key: &str) -> String {
        self.shown.with(|shown| {
            shown.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone()).unwrap_or_default()
        })
    }

    /// Says what of the view is shown; an empty value takes the key away.
    pub fn show(self, key: &str, value: &str) {
        if self.shown.with_untracked(|shown| shown.iter().any(|(name, old)| name == key && old == value)) {
            return;
        }
        self.shown.update(|shown| {
            shown.retain(|(name, _)| name != key);
            if !value.is_empty() {
                shown.push((key.to_owned(), value.to_owned()));
            }
        });
    }
}

fn entry(typed: &str) -> Entry {
    Entry::new(format::canonical(typed))
}

/// The length to begin with for a billing: its shortest that is at least 5 s, or none where length is not asked.
#[must_use]
pub fn default_seconds(billing: Billing) -> String {
    match billing {
        Billing::Second { min, max, .. } | Billing::Started { min, max, .. } => {
            5.max(min.unwrap_or(1)).min(max.unwrap_or(u32::MAX)).to_string()
        }
        Billing::Clip { .. } | Billing::Image | Billing::Call => String::new(),
    }
}
