//! Undo and redo: what was typed, step by step, exactly as it was typed.
//!
//! A step is whatever changed at once: a preset, a removed line, another book. Typing in one box is one step until it
//! rests. History watches the Document's signals, so that no one who edits the work has to think of it.

use super::Draft;
use super::months::TypedMonths;
use super::owned::{TEXTS, TypedOwned};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use packwise_engine::date::Date;
use packwise_engine::document::{Entry, JobLine, Order, TypedRate};
use packwise_engine::quote::Quote;

/// Steps that can be taken back.
const MAX_STEPS: usize = 200;
/// Lines, jobs and rates of all steps together: a bound for the memory of very long work.
const MAX_KEPT_LINES: usize = 60_000;
/// Typing that rests for so long, in milliseconds, is a step of its own.
const REST: u32 = 1_000;
/// How long the words about a step stay, in milliseconds.
const SAID: u32 = 20_000;

/// Everything that a person can change of the work, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Id of the price book.
    pub(super) book: String,
    /// The day from which months are counted.
    pub(super) as_of: Option<Date>,
    /// Months and concurrency.
    pub(super) boxes: [String; 2],
    /// Reading of the minimum order.
    pub(super) order: Order,
    /// Whether the book's limits per buyer hold.
    pub(super) limits: bool,
    /// Packs left out.
    pub(super) without: Vec<String>,
    /// The lines.
    pub(super) lines: Vec<TypedLine>,
    /// How the months differ.
    pub(super) months: TypedMonths,
    /// The packs that are there already.
    pub(super) owned: Vec<TypedOwned>,
    /// The jobs of each month.
    pub(super) jobs: Vec<JobLine>,
    /// The rates of models that were given.
    pub(super) rates: Vec<TypedRate>,
    /// The quote.
    pub(super) quote: Option<Box<Quote>>,
}

impl Typed {
    /// Its lines, jobs and rates, for the bound on memory.
    fn size(&self) -> usize {
        self.lines.len() + self.jobs.len() + self.rates.len()
    }
}

/// One line, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// The row's id, which outlives its removal.
    pub(super) id: u32,
    /// Rate, seconds, count, takes.
    pub(super) texts: [String; 4],
}

/// What differs between two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// One text of a line: its place and which.
    Line(usize, usize),
    /// One box of the settings.
    Setting(usize),
    /// A line more.
    Added,
    /// A line less.
    Removed,
    /// The same lines in another order.
    Moved,
    /// One box of how the months differ.
    Month(usize),
    /// How the months differ.
    Months,
    /// One text of an owned pack: its place and which.
    Owned(usize, usize),
    /// An owned pack more or less, or another life of one.
    Owning,
    /// One number of a job: its place and which.
    Job(usize, usize),
    /// A job more or less, or another choice in one.
    Jobs,
    /// The credits of one rate of a model.
    Rate(usize),
    /// Rates of models.
    Rates,
    /// Something of the quote.
    Quote,
    /// Anything else.
    Other,
}

impl Change {
    fn between(before: &Typed, after: &Typed) -> Self {
        let same_settings = before.book == after.book
            && before.as_of == after.as_of
            && before.order == after.order
            && before.limits == after.limits
            && before.without == after.without;
        if !same_settings {
            return Self::Other;
        }
        if before.quote != after.quote {
            let alike = Typed { quote: after.quote.clone(), ..before.clone() } == *after;
            return if alike { Self::Quote } else { Self::Other };
        }
        let (jobs, rates) = (before.jobs == after.jobs, before.rates == after.rates);
        if !jobs || !rates {
            let alike = before.boxes == after.boxes && before.lines == after.lines && before.months == after.months;
            return match (alike && before.owned == after.owned, jobs, rates) {
                (true, false, true) => Self::of_jobs(&before.jobs, &after.jobs),
                (true, true, false) => Self::of_rates(&before.rates, &after.rates),
                _ => Self::Other,
            };
        }
        if before.months != after.months || before.owned != after.owned {
            let alike = before.boxes == after.boxes && before.lines == after.lines;
            return match (alike, before.owned == after.owned, before.months == after.months) {
                (true, true, false) => Self::of_months(&before.months, &after.months),
                (true, false, true) => Self::of_owned(&before.owned, &after.owned),
                _ => Self::Other,
            };
        }
        let mut boxes = (0..before.boxes.len()).filter(|&at| before.boxes[at] != after.boxes[at]);
        if before.lines == after.lines {
            return match (boxes.next(), boxes.next()) {
                (Some(only), None) => Self::Setting(only),
                _ => Self::Other,
            };
        }
        if boxes.next().is_some() {
            return Self::Other;
        }
        let (old, new) = (&before.lines, &after.lines);
        let holds = |lines: &[TypedLine], id: u32| lines.iter().any(|line| line.id == id);
        if new.len() == old.len() + 1 && old.iter().all(|line| holds(new, line.id)) {
            return Self::Added;
        }
        if new.len() + 1 == old.len() && new.iter().all(|line| holds(old, line.id)) {
            return Self::Removed;
        }
        if new.len() != old.len() {
            return Self::Other;
        }
        let mut differing = (0..old.len()).filter(|&at| old[at] != new[at]);
        match (differing.next(), differing.next()) {
            (Some(line), None) if old[line].id == new[line].id => {
                let mut texts = (0..4).filter(|&text| old[line].texts[text] != new[line].texts[text]);
                match (texts.next(), texts.next()) {
                    (Some(text), None) => Self::Line(line, text),
                    // a model brings its length along
                    _ => Self::Line(line, 0),
                }
            }
            (Some(_), Some(_)) if old.iter().all(|line| new.contains(line)) => Self::Moved,
            _ => Self::Other,
        }
    }

    fn of_months(before: &TypedMonths, after: &TypedMonths) -> Self {
        if (before.kind, &before.pool) != (after.kind, &after.pool) {
            return Self::Months;
        }
        // empty boxes at the end are not kept
        let text = |of: &TypedMonths, at: usize| of.texts.get(at).cloned().unwrap_or_default();
        let count = before.texts.len().max(after.texts.len());
        let mut differing = (0..count).filter(|&at| text(before, at) != text(after, at));
        match (differing.next(), differing.next()) {
            (Some(only), None) => Self::Month(only),
            _ => Self::Months,
        }
    }

    fn of_owned(before: &[TypedOwned], after: &[TypedOwned]) -> Self {
        let same_rows = before.iter().map(|row| row.id).eq(after.iter().map(|row| row.id));
        let mut differing = (0..before.len()).filter(|&at| before.get(at) != after.get(at));
        match (differing.next(), differing.next()) {
            (Some(row), None) if same_rows && before[row].never == after[row].never => {
                let mut texts = (0..TEXTS).filter(|&text| before[row].texts[text] != after[row].texts[text]);
                match (texts.next(), texts.next()) {
                    (Some(text), None) => Self::Owned(row, text),
                    _ => Self::Owning,
                }
            }
            _ => Self::Owning,
        }
    }

    fn of_jobs(before: &[JobLine], after: &[JobLine]) -> Self {
        let Some(at) = only(before, after) else { return Self::Jobs };
        let numbers = |jobs: &[JobLine]| jobs[at].entries().map(|(_, entry)| entry.clone());
        let (old, new): ([Entry; 7], [Entry; 7]) = (numbers(before), numbers(after));
        let Some(number) = only(&old, &new) else { return Self::Jobs };
        // all else of the job is as it was
        let mut there = before[at].clone();
        there.take_numbers(&new);
        if there == after[at] { Self::Job(at, number) } else { Self::Jobs }
    }

    fn of_rates(before: &[TypedRate], after: &[TypedRate]) -> Self {
        let Some(at) = only(before, after) else { return Self::Rates };
        let there = TypedRate { credits: after[at].credits.clone(), ..before[at].clone() };
        if there == after[at] { Self::Rate(at) } else { Self::Rates }
    }

    /// Whether it is one box that is being typed into.
    fn is_typing(self) -> bool {
        match self {
            Self::Line(_, text) => text > 0,
            Self::Setting(_) | Self::Month(_) | Self::Job(..) | Self::Rate(_) | Self::Quote => true,
            // pool and month are chosen
            Self::Owned(_, text) => text != 0 && text != 3,
            Self::Months | Self::Owning | Self::Jobs | Self::Rates => false,
            Self::Added | Self::Removed | Self::Moved | Self::Other => false,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Line(line, text) => {
                let field = ["model", "length", "count", "takes"].get(text).copied().unwrap_or_default();
                format!("{field} of line {}", line + 1)
            }
            Self::Setting(0) => "months to plan".to_owned(),
            Self::Setting(_) => "running at once".to_owned(),
            Self::Added => "a line added".to_owned(),
            Self::Removed => "a line removed".to_owned(),
            Self::Moved => "the order of lines".to_owned(),
            Self::Month(_) => "a month's share".to_owned(),
            Self::Months => "how the months differ".to_owned(),
            Self::Owned(row, _) => format!("owned pack {}", row + 1),
            Self::Owning => "the packs owned".to_owned(),
            Self::Job(job, _) => format!("job {}", job + 1),
            Self::Jobs => "the jobs".to_owned(),
            Self::Rate(_) | Self::Rates => "the rates of models".to_owned(),
            Self::Quote => "the quote".to_owned(),
            Self::Other => "a change of several things".to_owned(),
        }
    }
}

/// The only place at which two lists of one length differ.
fn only<T: PartialEq>(before: &[T], after: &[T]) -> Option<usize> {
    let mut differing = (0..before.len()).filter(|&at| before.get(at) != after.get(at));
    let first = differing.next().filter(|_| before.len() == after.len())?;
    differing.next().is_none().then_some(first)
}

/// The steps, without a clock or a page.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Typed>,
    present: Option<Typed>,
    future: Vec<Typed>,
    /// The box that is being typed into, until it rests.
    typing: Option<Change>,
}

impl History {
    /// Takes note of the present state. Says whether a step was made or went on.
    fn observe(&mut self, now: &Typed) -> bool {
        let Some(before) = &self.present else {
            self.present = Some(now.clone());
            return false;
        };
        if before == now {
            return false;
        }
        let change = Change::between(before, now);
        let goes_on = change.is_typing() && self.typing == Some(change);
        let before = self.present.replace(now.clone());
        if !goes_on {
            self.past.extend(before);
            self.forget();
        }
        self.future.clear();
        self.typing = change.is_typing().then_some(change);
        true
    }

    /// Drops the oldest steps beyond the bounds.
    fn forget(&mut self) {
        let mut lines: usize = self.past.iter().map(Typed::size).sum();
        let mut drop = self.past.len().saturating_sub(MAX_STEPS);
        lines -= self.past[..drop].iter().map(Typed::size).sum::<usize>();
        while lines > MAX_KEPT_LINES && drop + 1 < self.past.len() {
            lines -= self.past[drop].size();
            drop += 1;
        }
        self.past.drain(..drop);
    }

    /// The state one step back (or, `forth`, one step on again), and what that changes.
    fn step(&mut self, forth: bool) -> Option<(Typed, Change)> {
        let (from, to) = if forth { (&mut self.future, &mut self.past) } else { (&mut self.past, &mut self.future) };
        let next = from.pop()?;
        let present = self.present.replace(next.clone())?;
        let change = if forth { Change::between(&present, &next) } else { Change::between(&next, &present) };
        to.push(present);
        self.typing = None;
        Some((next, change))
    }
}

/// Words about what was just done, with or without a way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub words: String,
    /// Whether undoing it is offered beside the words.
    pub undo: bool,
}

/// The history of a page. `Copy`, as the draft that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Undo {
    /// Whether there is a step to take back.
    pub can_undo: RwSignal<bool>,
    /// Whether there is a step to take again.
    pub can_redo: RwSignal<bool>,
    /// What was just done.
    pub told: RwSignal<Option<Told>>,
    /// Whether the work is the first example, untouched.
    pub example: RwSignal<bool>,
    history: StoredValue<History>,
    rest: StoredValue<Option<Timeout>, LocalStorage>,
    hush: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Undo {
    /// An empty history.
    pub(super) fn new() -> Self {
        Self {
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            told: RwSignal::new(None),
            example: RwSignal::new(false),
            history: StoredValue::new(History::default()),
            rest: StoredValue::new_local(None),
            hush: StoredValue::new_local(None),
        }
    }

    /// Watches the work of `draft` from now on.
    pub(super) fn watch(self, draft: Draft) {
        Effect::new(move |_| {
            let now = draft.typed();
            self.observe(&now);
        });
    }

    /// Takes note of the present work of `draft`: what is opened in its place is one step from it.
    pub(super) fn note(self, draft: Draft) {
        self.observe(&untrack(|| draft.typed()));
    }

    fn observe(self, now: &Typed) {
        let changed = self.history.try_update_value(|history| history.observe(now)).unwrap_or(false);
        if changed {
            if self.example.get_untracked() {
                self.example.set(false);
                super::storage::set_touched();
            }
            // words about an earlier step would offer to undo another one
            self.told.set(None);
            let history = self.history;
            self.rest
                .set_value(Some(Timeout::new(REST, move || history.update_value(|history| history.typing = None))));
        }
        self.show();
    }

    fn show(self) {
        let (undo, redo) = self.history.with_value(|history| (!history.past.is_empty(), !history.future.is_empty()));
        if self.can_undo.get_untracked() != undo {
            self.can_undo.set(undo);
        }
        if self.can_redo.get_untracked() != redo {
            self.can_redo.set(redo);
        }
    }

    /// Says what was just done to `draft`, which is a step by now.
    pub(super) fn tell(self, draft: Draft, words: String, undo: bool) {
        // never part of what was being typed, before it or after
        self.history.update_value(|history| history.typing = None);
        self.observe(&untrack(|| draft.typed()));
        self.history.update_value(|history| history.typing = None);
        self.told.set(Some(Told { words, undo }));
        let told = self.told;
        self.hush.set_value(Some(Timeout::new(SAID, move || told.set(None))));
    }

    /// Goes one step back or forth. False where there is none.
    pub(super) fn step(self, draft: Draft, forth: bool) -> bool {
        // what was typed a moment ago may not have been noted yet
        self.observe(&untrack(|| draft.typed()));
        let Some((state, change)) = self.history.try_update_value(|history| history.step(forth)).flatten() else {
            return false;
        };
        draft.restore(&state);
        let done = if forth { "Redone" } else { "Undone" };
        self.tell(draft, format!("{done}: {}", change.words()), false);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(counts: &[(u32, &str)]) -> Typed {
        let line = |&(id, count): &(u32, &str)| TypedLine {
            id,
            texts: ["rate".to_owned(), String::new(), count.to_owned(), "1".to_owned()],
        };
        Typed {
            book: "a".to_owned(),
            as_of: None,
            boxes: ["1".to_owned(), String::new()],
            order: Order::Book,
            limits: true,
            without: Vec::new(),
            lines: counts.iter().map(line).collect(),
            months: TypedMonths::default(),
            owned: Vec::new(),
            jobs: Vec::new(),
            rates: Vec::new(),
            quote: None,
        }
    }

    fn history(states: &[Typed]) -> History {
        let mut history = History::default();
        for state in states {
            history.observe(state);
        }
        history
    }

    #[test]
    fn typing_in_one_box_is_one_step_until_it_rests() {
        let mut history = history(&[state(&[(0, "1")]), state(&[(0, "12")]), state(&[(0, "12x")])]);
        history.typing = None;
        history.observe(&state(&[(0, "12xy")]));
        assert_eq!(history.step(false), Some((state(&[(0, "12x")]), Change::Line(0, 2))));
        assert_eq!(history.step(false), Some((state(&[(0, "1")]), Change::Line(0, 2))));
        assert_eq!(history.step(false), None);
        assert_eq!(history.step(true).unwrap().0, state(&[(0, "12x")]));
        assert_eq!(history.step(true).unwrap().0, state(&[(0, "12xy")]));
        assert_eq!(history.step(true), None);
    }

    #[test]
    fn another_box_is_another_step() {
        let mut history =
            history(&[state(&[(0, "1"), (1, "1")]), state(&[(0, "2"), (1, "1")]), state(&[(0, "2"), (1, "2")])]);
        assert_eq!(history.past.len(), 2);
        assert_eq!(history.step(false).unwrap().0, state(&[(0, "2"), (1, "1")]));
    }

    #[test]
    fn a_new_step_forgets_what_was_undone() {
        let mut history = history(&[state(&[]), state(&[(0, "1")])]);
        history.step(false);
        history.observe(&state(&[(1, "7")]));
        assert_eq!(history.step(true), None);
        assert_eq!(history.step(false).unwrap().0, state(&[]));
    }

    #[test]
    fn what_was_undone_or_redone_is_no_step() {
        let mut history = history(&[state(&[]), state(&[(0, "1")])]);
        let (back, _) = history.step(false).unwrap();
        assert!(!history.observe(&back));
        assert!(history.step(true).is_some());
    }

    #[test]
    fn steps_are_named() {
        let change = |before: &[(u32, &str)], after: &[(u32, &str)]| Change::between(&state(before), &state(after));
        assert_eq!(change(&[(0, "1")], &[(0, "1"), (1, "2")]), Change::Added);
        assert_eq!(change(&[(0, "1"), (1, "2")], &[(1, "2")]), Change::Removed);
        assert_eq!(change(&[(0, "1"), (1, "2")], &[(1, "2"), (0, "1")]), Change::Moved);
        assert_eq!(change(&[(0, "1"), (1, "2")], &[(0, "2"), (1, "4")]), Change::Other);
        assert_eq!(change(&[(0, "1")], &[(7, "1")]), Change::Other);
        let mut months = state(&[]);
        months.boxes[0] = "6".to_owned();
        assert_eq!(Change::between(&state(&[]), &months), Change::Setting(0));
    }

    #[test]
    fn months_and_owned_packs_are_steps_of_their_own() {
        use super::super::months::Kind;
        let months = |kind: Kind, texts: &[&str]| {
            let texts = texts.iter().map(|&text| text.to_owned()).collect();
            Typed { months: TypedMonths { kind, pool: String::new(), texts }, ..state(&[]) }
        };
        let typed = |texts: &[&str]| months(Kind::Months, texts);
        assert_eq!(Change::between(&state(&[]), &months(Kind::Growth, &["5"])), Change::Months);
        assert_eq!(Change::between(&typed(&["1"]), &typed(&["1", "", "2"])), Change::Month(2));
        assert_eq!(Change::between(&typed(&["1", "2"]), &typed(&["2", "1"])), Change::Months);
        let owned = |rows: &[(u32, &str, bool)]| {
            let pack = |&(id, units, never): &(u32, &str, bool)| TypedOwned {
                id,
                texts: ["", units, "", "0", ""].map(str::to_owned),
                never,
            };
            Typed { owned: rows.iter().map(pack).collect(), ..state(&[]) }
        };
        assert_eq!(Change::between(&owned(&[(1, "5", false)]), &owned(&[(1, "50", false)])), Change::Owned(0, 1));
        assert_eq!(Change::between(&owned(&[(1, "5", false)]), &owned(&[(1, "5", true)])), Change::Owning);
        assert_eq!(Change::between(&owned(&[]), &owned(&[(1, "", false)])), Change::Owning);
        assert_eq!(Change::between(&owned(&[(1, "5", false)]), &owned(&[(2, "5", false)])), Change::Owning);
        let mut both = owned(&[(1, "5", false)]);
        both.boxes[0] = "9".to_owned();
        assert_eq!(Change::between(&state(&[]), &both), Change::Other);
        let mut history = history(&[typed(&["1"]), typed(&["1", "2"]), typed(&["1", "23"])]);
        assert_eq!(history.step(false).unwrap().0, typed(&["1"]));
    }

    #[test]
    fn jobs_and_rates_are_steps_of_their_own() {
        let jobs = |counts: &[&str]| Typed {
            jobs: counts.iter().map(|count| JobLine::new("3", *count)).collect(),
            ..state(&[])
        };
        let mut voiced = jobs(&["1"]);
        voiced.jobs[0].voice_enabled = true;
        assert_eq!(Change::between(&jobs(&["1"]), &jobs(&["12"])), Change::Job(0, 6));
        assert_eq!(Change::between(&jobs(&["1"]), &jobs(&["1", "2"])), Change::Jobs);
        assert_eq!(Change::between(&jobs(&["1"]), &voiced), Change::Jobs);
        assert_eq!(Change::between(&jobs(&["2"]), &voiced), Change::Jobs);
        let rates = |credits: &str| {
            let rate = TypedRate { credits: Entry::new(credits), ..TypedRate::default() };
            Typed { rates: vec![rate], ..state(&[]) }
        };
        assert_eq!(Change::between(&rates("1"), &rates("12")), Change::Rate(0));
        assert_eq!(Change::between(&rates("1"), &state(&[])), Change::Rates);
        assert_eq!(Change::between(&rates("1"), &jobs(&["1"])), Change::Other);
        let mut history = history(&[jobs(&["1"]), jobs(&["12"]), jobs(&["123"])]);
        assert_eq!(history.step(false).unwrap().0, jobs(&["1"]));
    }

    #[test]
    fn steps_are_bounded_in_number_and_in_lines() {
        let mut history = History::default();
        for step in 0..500 {
            history.observe(&state(&[(step, "1")]));
        }
        assert_eq!(history.past.len(), MAX_STEPS);
        let long: Vec<(u32, &str)> = (0..1_000).map(|id| (id, "1")).collect();
        for step in 0..150 {
            let mut state = state(&long);
            state.book = step.to_string();
            history.observe(&state);
        }
        assert!(history.past.iter().map(|state| state.lines.len()).sum::<usize>() <= MAX_KEPT_LINES);
        assert!(history.step(false).is_some());
    }
}
