//! The signals that hold the Document, and what is derived from them.
//!
//! What a person typed is kept as typed; [`Draft::document`] is that with numbers made canonical, [`Draft::report`] what
//! follows. Nothing else is state. The further solves of a plan (headroom, alternatives) come a moment later, so that
//! typing never waits for them.

pub mod balance;
mod further;
mod link;
pub mod months;
pub mod own_books;
mod owned;
mod shelf;
pub mod storage;
mod undo;

pub use balance::{Balances, Removed, Snapshot};
#[cfg(test)]
pub(crate) use link::FIRST;
pub use link::{Pending, Pinned};
pub use months::Months;
pub use own_books::OwnBooks;
pub use owned::OwnedRow;
use owned::TypedOwned;
pub use shelf::HostBooks;
use shelf::look_for_newer;
pub use undo::{Told, Undo};
use undo::{Typed, TypedLine};

use crate::format;
use leptos::prelude::*;
use packwise_engine::book::{Billing, Books, JOINT};
use packwise_engine::date::Date;
use packwise_engine::document::{Document, Entry, JobLine, Line, Order, Report, TypedRate, evaluate_with, retarget};
use packwise_engine::issue::Issue;
use packwise_engine::link::{Made, View};
use packwise_engine::plan::Options;
use packwise_engine::quote::Quote;

/// The edition that a fresh page opens on, unless the day says otherwise.
const DEFAULT_BOOK: &str = "kling-2026";

/// The budget of the search that answers every key, in nodes: some hundredths of a second at the most, so that typing
/// never waits for a rare long one. Where it ends first, the page says how much cheaper a plan could still be.
pub(crate) const AT_ONCE: u64 = 20_000;

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
    /// The day from which months are counted; today until somebody says otherwise.
    pub as_of: RwSignal<Option<Date>>,
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
    /// How the months differ.
    pub shape: Months,
    /// The packs that are there already.
    pub owned: RwSignal<Vec<OwnedRow>>,
    /// The jobs of each month; their numbers as a Document has them.
    pub jobs: RwSignal<Vec<JobLine>>,
    /// The rates of models that were given; their numbers as a Document has them.
    pub rates: RwSignal<Vec<TypedRate>>,
    /// The quote, if one was begun; its numbers as a Document has them.
    pub quote: RwSignal<Option<Box<Quote>>>,
    /// The view that is open.
    pub view: RwSignal<View>,
    /// What of that view is shown: keys of [`View::keys`] with their values.
    pub shown: RwSignal<Vec<(String, String)>>,
    /// What the link that was opened could not say.
    pub link_issues: RwSignal<Vec<Issue>>,
    /// What was opened and was made with another price book than that of now, while nobody has chosen.
    pub pinned: RwSignal<Option<Pinned>>,
    /// The sealed part of the link that was opened, while nobody has opened that.
    pub sealed: RwSignal<Option<Pending>>,
    /// What the host had to say of its price books.
    pub host: RwSignal<HostBooks>,
    /// What is to be known of the person's own books.
    pub own: RwSignal<OwnBooks>,
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
    /// What can be taken back, and what was just done.
    pub undo: Undo,
    next_row: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Draft {
    /// Makes the draft: from the link, else from what the browser kept, else a first example; and gives it to all below.
    pub fn provide() -> Self {
        let mut shelf = Books::shipped();
        let own = own_books::load(&mut shelf);
        let books = RwSignal::new(shelf);
        let book = RwSignal::new(DEFAULT_BOOK.to_owned());
        let rows = RwSignal::new(Vec::<Row>::new());
        let months = RwSignal::new(String::from("1"));
        let concurrency = RwSignal::new(String::new());
        let order = RwSignal::new(Order::Book);
        let limits = RwSignal::new(true);
        let without = RwSignal::new(Vec::new());
        let as_of = RwSignal::new(format::today());
        let shape = Months::new();
        let owned = RwSignal::new(Vec::<OwnedRow>::new());
        let jobs = RwSignal::new(Vec::<JobLine>::new());
        let rates = RwSignal::new(Vec::<TypedRate>::new());
        let quote = RwSignal::new(storage::load_quote());

        let document = Memo::new(move |_| Document {
            version: 1,
            book: book.get(),
            as_of: as_of.get(),
            months: entry(&months.get()),
            lines: rows.with(|rows| rows.iter().map(|row| row.line.get()).collect()),
            order: order.get(),
            concurrency: entry(&concurrency.get()),
            limits: limits.get(),
            without: without.get(),
            demand: shape.demand.get(),
            owned: owned.with(|owned| owned.iter().map(|row| row.pack()).collect()),
            jobs: jobs.get(),
            rates: rates.get(),
            quote: quote.get(),
        });
        let report = Memo::new(move |_| {
            let quick = Options {
                headroom: false,
                alternatives: false,
                trace: false,
                budget: AT_ONCE,
                today: format::today(),
                ..Options::default()
            };
            document.with(|document| books.with(|books| evaluate_with(document, books, quick)))
        });
        let draft = Self {
            books,
            book,
            rows,
            as_of,
            months,
            concurrency,
            order,
            limits,
            without,
            shape,
            owned,
            jobs,
            rates,
            quote,
            view: RwSignal::new(View::Plan),
            shown: RwSignal::new(Vec::new()),
            link_issues: RwSignal::new(Vec::new()),
            pinned: RwSignal::new(None),
            sealed: RwSignal::new(None),
            host: RwSignal::new(HostBooks::default()),
            own: RwSignal::new(own),
            kept: RwSignal::new(true),
            document,
            report,
            rested: RwSignal::new(()),
            full: RwSignal::new(None),
            undo: Undo::new(),
            next_row: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        provide_context(draft);
        let damaged = link::connect(draft);
        draft.undo.watch(draft);
        if let Some(damaged) = damaged {
            // the work that the browser kept is one step back
            draft.undo.note(draft);
            link::take(draft, damaged);
            draft.tell("Opened a damaged link in place of your work", true);
        }
        further::solve_when_rested(draft);
        leptos::task::spawn_local(look_for_newer(draft));
        draft
    }

    /// The draft given by [`Draft::provide`].
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Does something that lasts as long as the page, whoever asked for it.
    pub(crate) fn in_page<T>(self, work: impl FnOnce() -> T) -> T {
        self.owner.get_value().with(work)
    }

    /// The present report with the working of every figure; made when somebody asks how one came about.
    #[must_use]
    pub fn explained(self) -> Report {
        let today = format::today();
        let traced = Options { headroom: false, alternatives: false, budget: AT_ONCE, today, ..Options::default() };
        let document = self.document.get_untracked();
        self.books.with_untracked(|books| evaluate_with(&document, books, traced))
    }

    /// Whether the whole report is of the present Document. Tracks both.
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
        self.as_of.set(document.as_of.or_else(format::today));
        self.months.set(text(&document.months));
        self.concurrency.set(text(&document.concurrency));
        self.order.set(document.order);
        self.limits.set(document.limits);
        self.without.set(document.without.clone());
        self.shape.open(document);
        let owned = document.owned.iter().map(|pack| self.owned_row(&TypedOwned::of(self.next_id(), pack)));
        self.owned.set(owned.collect());
        self.jobs.set(document.jobs.clone());
        self.rates.set(document.rates.clone());
        // a short link cannot hold a quote: one that was begun stays, and follows the work that is opened
        if document.quote.is_some() {
            self.quote.set(document.quote.clone());
        }
        self.rows.set(rows);
    }

    /// An id for a row or an owned pack, never given before.
    fn next_id(self) -> u32 {
        let id = self.next_row.get_value();
        self.next_row.set_value(id + 1);
        id
    }

    fn owned_row(self, typed: &TypedOwned) -> OwnedRow {
        // as with the lines: the page owns it
        self.owner.get_value().with(|| OwnedRow::new(typed))
    }

    /// Adds an owned pack, of which nothing is known yet but that it can be used now. Gives its id.
    pub fn add_owned(self) -> u32 {
        let id = self.next_id();
        // the pool of the work, or the book's first
        let pool = self.report.with_untracked(|report| report.pools.first().map(|pool| pool.pool.clone()));
        let pack = packwise_engine::document::OwnedPack::new("", pool.unwrap_or_default());
        let row = self.owned_row(&TypedOwned::of(id, &pack));
        self.owned.update(|owned| owned.push(row));
        id
    }

    /// Removes an owned pack.
    pub fn remove_owned(self, id: u32) {
        self.owned.update(|owned| owned.retain(|row| row.id != id));
        self.tell("Removed an owned pack", true);
    }

    fn row(self, rate: &str, seconds: &str, count: &str, takes: &str) -> Row {
        self.row_of(self.next_id(), rate, seconds, count, takes)
    }

    fn row_of(self, id: u32, rate: &str, seconds: &str, count: &str, takes: &str) -> Row {
        // the page owns a row, not the button that made it: that may go before the row does
        self.owner.get_value().with(|| Row::new(id, [rate, seconds, count, takes]))
    }

    /// The work as typed. Tracks all of it.
    fn typed(self) -> Typed {
        let lines = self.rows.get().into_iter().map(|row| TypedLine {
            id: row.id,
            texts: [row.rate.get(), row.seconds.get(), row.count.get(), row.takes.get()],
        });
        Typed {
            book: self.book.get(),
            as_of: self.as_of.get(),
            boxes: [self.months.get(), self.concurrency.get()],
            order: self.order.get(),
            limits: self.limits.get(),
            without: self.without.get(),
            lines: lines.collect(),
            months: self.shape.typed(),
            owned: self.owned.get().into_iter().map(OwnedRow::typed).collect(),
            jobs: self.jobs.get(),
            rates: self.rates.get(),
            quote: self.quote.get(),
        }
    }

    /// Takes a typed state over. What does not differ is left untouched, so that boxes keep caret and focus.
    fn restore(self, state: &Typed) {
        let present = self.rows.get_untracked();
        let rows: Vec<Row> = state
            .lines
            .iter()
            .map(|TypedLine { id, texts: [rate, seconds, count, takes] }| {
                let known = present.iter().find(|row| row.id == *id);
                let Some(row) = known.copied() else {
                    return self.row_of(*id, rate, seconds, count, takes);
                };
                let texts = [(row.rate, rate), (row.seconds, seconds), (row.count, count), (row.takes, takes)];
                texts.into_iter().for_each(|(signal, text)| set(signal, text));
                row
            })
            .collect();
        self.bring_back_own(&state.book);
        set(self.book, &state.book);
        self.as_of.set(state.as_of);
        set(self.months, &state.boxes[0]);
        set(self.concurrency, &state.boxes[1]);
        self.order.set(state.order);
        self.limits.set(state.limits);
        self.without.set(state.without.clone());
        self.shape.restore(&state.months);
        let owning = self.owned.get_untracked();
        let owned: Vec<OwnedRow> = state
            .owned
            .iter()
            .map(|typed| match owning.iter().find(|row| row.id == typed.id) {
                Some(row) => {
                    row.restore(typed);
                    *row
                }
                None => self.owned_row(typed),
            })
            .collect();
        if !owned.iter().map(|row| row.id).eq(owning.iter().map(|row| row.id)) {
            self.owned.set(owned);
        }
        if self.jobs.with_untracked(|jobs| *jobs != state.jobs) {
            self.jobs.set(state.jobs.clone());
        }
        if self.rates.with_untracked(|rates| *rates != state.rates) {
            self.rates.set(state.rates.clone());
        }
        if self.quote.with_untracked(|quote| *quote != state.quote) {
            self.quote.set(state.quote.clone());
        }
        let same = rows.iter().map(|row| row.id).eq(present.iter().map(|row| row.id));
        if !same {
            self.rows.set(rows);
        }
    }

    /// Takes the last step back. False where there is none.
    pub fn step_back(self) -> bool {
        self.undo.step(self, false)
    }

    /// Takes again what was undone. False where there is nothing.
    pub fn step_forth(self) -> bool {
        self.undo.step(self, true)
    }

    /// Says what was just done; with `undo`, the way back is offered beside it.
    pub fn tell(self, words: impl Into<String>, undo: bool) {
        self.undo.tell(self, words.into(), undo);
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

    /// Adds a line of this rate at the end; nothing where the chosen book does not have it.
    pub fn add_rate(self, id: &str) {
        let found = self.with_book_untracked(|book| book.rate(id).map(|rate| default_seconds(rate.billing)));
        if let Some(seconds) = found.flatten() {
            let row = self.row(id, &seconds, "100", "1");
            self.rows.update(|rows| rows.push(row));
        }
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
        let Some(place) = self.place(id) else { return };
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        self.tell(format!("Removed line {}", place + 1), true);
    }

    /// Moves a line one place up or down. False where it stands at that end already.
    pub fn shift(self, id: u32, up: bool) -> bool {
        let count = self.rows.with_untracked(Vec::len);
        let Some(place) = self.place(id) else { return false };
        let to = if up { place.checked_sub(1) } else { Some(place + 1).filter(|&to| to < count) };
        let Some(to) = to else { return false };
        self.rows.update(|rows| rows.swap(place, to));
        self.tell(format!("Line moved to place {} of {count}", to + 1), false);
        true
    }

    /// The place of a line among all.
    #[must_use]
    pub fn place(self, id: u32) -> Option<usize> {
        self.rows.with_untracked(|rows| rows.iter().position(|row| row.id == id))
    }

    /// Chooses a book. Of the same provider, the work goes along: each line to the rate of that edition that is the same
    /// thing; one for which it has none stays as it is, and is named. One step to take back.
    pub fn switch_book(self, id: &str) {
        let document = self.document.get_untracked();
        let moved = self.books.with_untracked(|books| {
            let (from, to) = (books.get(&document.book)?, books.get(id)?);
            let alike = from.book.provider.id == to.book.provider.id && !document.lines.is_empty();
            alike.then(|| retarget(&document, &from.book, &to.book, false))
        });
        let Some(moved) = moved else {
            self.book.set(id.to_owned());
            return;
        };
        let went = moved.moved.iter().filter(|line| line.to.as_ref().is_some_and(|to| *to != line.from)).count();
        let stayed = moved.moved.iter().filter(|line| line.to.is_none()).count();
        let edition = self.books.with_untracked(|books| {
            books.get(id).map(|edition| format!("{}, {}", edition.book.provider.name, edition.book.edition))
        });
        let edition = edition.unwrap_or_default();
        let lines = |count: usize, one: &str, several: &str| {
            if count == 1 { format!("1 line {one}") } else { format!("{count} lines {several}") }
        };
        let mut words = Vec::new();
        if went > 0 {
            words.push(format!("{} as {edition} has it", lines(went, "is now", "are now")));
        }
        if stayed > 0 {
            words.push(format!("{} in {edition}", lines(stayed, "is not", "are not")));
        }
        self.open(&moved.document);
        if !words.is_empty() {
            self.tell(words.join("; "), true);
        }
    }

    /// Starts over with lines in short form, on a book; the way back is offered.
    pub fn start_with(self, fragment: &str) {
        let opened = packwise_engine::link::read(fragment, DEFAULT_BOOK);
        self.open(&opened.document);
        self.link_issues.set(Vec::new());
        self.tell("Replaced your work", true);
    }

    /// Starts over with these lines (rate, seconds, count, takes); book and conditions stay.
    pub fn start_with_lines(self, lines: &[[String; 4]]) {
        let rows = lines.iter().map(|[rate, seconds, count, takes]| self.row(rate, seconds, count, takes)).collect();
        self.rows.set(rows);
        self.link_issues.set(Vec::new());
        self.tell("Replaced your work", true);
    }

    /// Starts over with no lines; book and conditions stay.
    pub fn start_empty(self) {
        self.rows.set(Vec::new());
        self.link_issues.set(Vec::new());
        self.tell("Started empty", true);
    }

    /// Reads the chosen book, if there is one of that id.
    pub fn with_book<T>(self, read: impl FnOnce(&packwise_engine::book::Book) -> T) -> Option<T> {
        let id = self.book.get();
        self.books.with(|books| books.get(&id).map(|edition| read(&edition.book)))
    }

    /// The same, for what happens once: nothing follows the book.
    pub fn with_book_untracked<T>(self, read: impl FnOnce(&packwise_engine::book::Book) -> T) -> Option<T> {
        let id = self.book.get_untracked();
        self.books.with_untracked(|books| books.get(&id).map(|edition| read(&edition.book)))
    }

    /// The present link: the short one where that says everything.
    #[must_use]
    pub fn fragment(self) -> String {
        self.fragment_of(self.view.get())
    }

    /// The link of the same work in a view; with what of it is shown, if it is the open one.
    #[must_use]
    pub fn fragment_of(self, view: View) -> String {
        let shown = if view == self.view.get() { self.shown.get() } else { Vec::new() };
        self.written(view, &shown)
    }

    /// The link of the work alone.
    fn fragment_of_work(self) -> String {
        self.written(View::Plan, &[])
    }

    fn written(self, view: View, shown: &[(String, String)]) -> String {
        use packwise_engine::link::{address, long};
        let (pinned, pending) = (self.pinned.get(), self.sealed.get());
        self.document.with(|document| {
            // what is sealed is bound to its document: it stays in the address until that is another one
            if let Some(pending) = pending.filter(|pending| pending.document == *document) {
                return pending.sealed.fragment(view);
            }
            let plain = self.undated(document);
            // until somebody chooses, the address goes on saying what it was made with
            let then = pinned.filter(|pinned| self.is_pinned(pinned, document));
            let long = then.and_then(|pinned| long::write(view, &pinned.document, shown, Some(&pinned.made)));
            long.unwrap_or_else(|| address(view, &plain, shown, Some(&self.made())))
        })
    }

    /// A Document as a link says it: today is said by none; opened tomorrow, a short one counts from tomorrow.
    fn undated(self, document: &Document) -> Document {
        let as_of = document.as_of.filter(|day| Some(*day) != format::today());
        Document { as_of, ..document.clone() }
    }

    /// What the present work is made with.
    #[must_use]
    pub fn made(self) -> Made {
        self.document.with(|document| self.report.with(|report| Made::of(document, report, format::today())))
    }

    /// The long link of the present work: it holds what the work costs today.
    #[must_use]
    pub fn long_link(self) -> Option<String> {
        self.long_link_of(self.view.get_untracked())
    }

    /// The same in a view, with nothing of it shown.
    pub(crate) fn long_link_of(self, view: View) -> Option<String> {
        let document = self.document.get_untracked();
        untrack(|| packwise_engine::link::long::write(view, &document, &[], Some(&self.made())))
    }

    /// Takes note of what was opened and with what it was made: where the price book of now is another one, then and now
    /// are shown.
    pub fn pin(self, document: &Document, made: Option<&Made>) {
        let made = made.filter(|made| !made.digest.is_empty());
        let pinned = made.zip(format::today()).filter(|(made, today)| {
            let has_changed = packwise_engine::link::has_changed;
            self.books.with_untracked(|books| has_changed(document, made, books, *today))
        });
        self.pinned.set(pinned.map(|(made, _)| Pinned { document: document.clone(), made: made.clone() }));
    }

    /// Whether the present work is still what was opened.
    pub(crate) fn is_pinned(self, pinned: &Pinned, present: &Document) -> bool {
        let opened = &pinned.document;
        Document { as_of: opened.as_of.or(pinned.made.day).or_else(format::today), ..opened.clone() } == *present
    }

    /// Takes over a Document that was kept, with what it was made with; the way back is offered.
    pub fn open_kept(self, document: &Document, made: &Made, words: String) {
        let here = self.books.with_untracked(|books| books.get(&document.book).is_some());
        // work at negotiated prices that are not here any more, or never were, is work at the published ones
        let document = if here { document.clone() } else { packwise_engine::link::published(document) };
        let negotiated = made.negotiated && !document.book.contains(JOINT);
        let opened = packwise_engine::link::Opened {
            view: self.view.get_untracked(),
            document,
            shown: Vec::new(),
            issues: if negotiated { vec![packwise_engine::link::left_out()] } else { Vec::new() },
            made: Some(made.clone()),
            negotiated,
            sealed: None,
        };
        link::take(self, opened);
        self.tell(words, true);
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

/// Sets a text where it differs: a signal that is set tells its readers even of the same.
fn set(signal: RwSignal<String>, text: &str) {
    if signal.with_untracked(|present| present != text) {
        signal.set(text.to_owned());
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
