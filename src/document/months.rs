//! How the months differ, as typed; and what is pasted into them.
//!
//! Every way keeps its own boxes, so that trying another loses nothing; only those of the chosen way are part of the
//! Document. A box of per cent takes `120%` as 120.

use super::{entry, set};
use crate::format;
use leptos::prelude::*;
use packwise_engine::document::{Demand, Document, Entry, MAX_MONTHS, SEASON};

/// The ways in which months can differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Not at all.
    #[default]
    Same,
    /// So much per cent more each month.
    Growth,
    /// A share for each calendar month.
    Season,
    /// A share for each month of the plan.
    Months,
    /// Units for each month of the plan.
    Units,
}

/// Everything typed of the chosen way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedMonths {
    pub(super) kind: Kind,
    /// The pool whose units are typed.
    pub(super) pool: String,
    /// Its boxes, up to the last that is not empty.
    pub(super) texts: Vec<String>,
}

/// The signals.
#[derive(Clone, Copy, Debug)]
pub struct Months {
    /// The chosen way.
    pub kind: RwSignal<Kind>,
    /// The pool whose units are typed; empty: the book's first.
    pub pool: RwSignal<String>,
    growth: RwSignal<String>,
    season: StoredValue<Vec<RwSignal<String>>>,
    percents: StoredValue<Vec<RwSignal<String>>>,
    units: StoredValue<Vec<RwSignal<String>>>,
    /// What the Document says of it. Derived.
    pub(super) demand: Memo<Demand>,
}

impl Months {
    pub(super) fn new() -> Self {
        let boxes = |count: usize| StoredValue::new((0..count).map(|_| RwSignal::new(String::new())).collect());
        let (kind, pool) = (RwSignal::new(Kind::Same), RwSignal::new(String::new()));
        let growth = RwSignal::new(String::new());
        let (season, percents, units) = (boxes(SEASON), boxes(MAX_MONTHS), boxes(MAX_MONTHS));
        let list = |boxes: StoredValue<Vec<RwSignal<String>>>, read: fn(&str) -> Entry| {
            let mut entries: Vec<Entry> =
                boxes.with_value(|boxes| boxes.iter().map(|typed| typed.with(|typed| read(typed))).collect());
            while entries.last().is_some_and(Entry::is_empty) {
                entries.pop();
            }
            entries
        };
        let demand = Memo::new(move |_| match kind.get() {
            Kind::Same => Demand::Same,
            Kind::Growth => Demand::Growth { percent: growth.with(|typed| percent(typed)) },
            Kind::Season => Demand::Season { percents: list(season, percent) },
            Kind::Months => Demand::Months { percents: list(percents, percent) },
            Kind::Units => Demand::Units { pool: pool.get(), units: list(units, entry) },
        });
        let months = Self { kind, pool, growth, season, percents, units, demand };
        months.open(&Document::new(""));
        months
    }

    /// The boxes of a way, all that there can be.
    #[must_use]
    pub fn boxes(self, kind: Kind) -> Vec<RwSignal<String>> {
        match kind {
            Kind::Same => Vec::new(),
            Kind::Growth => vec![self.growth],
            Kind::Season => self.season.get_value(),
            Kind::Months => self.percents.get_value(),
            Kind::Units => self.units.get_value(),
        }
    }

    /// Fills the boxes of a way from the first on; those beyond are emptied.
    pub fn fill(self, kind: Kind, texts: &[String]) {
        for (at, typed) in self.boxes(kind).into_iter().enumerate() {
            set(typed, texts.get(at).map_or("", String::as_str));
        }
    }

    /// Takes a Document over; the ways that it does not use begin anew.
    pub(super) fn open(self, document: &Document) {
        let texts = |entries: &[Entry]| entries.iter().map(shown).collect::<Vec<String>>();
        self.fill(Kind::Growth, &["5".to_owned()]);
        self.fill(Kind::Season, &vec!["100".to_owned(); SEASON]);
        self.fill(Kind::Months, &[]);
        self.fill(Kind::Units, &[]);
        let kind = match &document.demand {
            Demand::Same => Kind::Same,
            Demand::Growth { percent } => {
                self.fill(Kind::Growth, &[shown(percent)]);
                Kind::Growth
            }
            Demand::Season { percents } => {
                self.fill(Kind::Season, &texts(percents));
                Kind::Season
            }
            Demand::Months { percents } => {
                self.fill(Kind::Months, &texts(percents));
                Kind::Months
            }
            Demand::Units { pool, units } => {
                self.fill(Kind::Units, &texts(units));
                set(self.pool, pool);
                Kind::Units
            }
        };
        self.kind.set(kind);
    }

    /// What is typed of the chosen way. Tracks it.
    pub(super) fn typed(self) -> TypedMonths {
        let kind = self.kind.get();
        let mut texts: Vec<String> = self.boxes(kind).into_iter().map(|typed| typed.get()).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        TypedMonths { kind, pool: if kind == Kind::Units { self.pool.get() } else { String::new() }, texts }
    }

    /// Takes a typed state over; the boxes of other ways stay.
    pub(super) fn restore(self, state: &TypedMonths) {
        self.fill(state.kind, &state.texts);
        if state.kind == Kind::Units {
            set(self.pool, &state.pool);
        }
        if self.kind.get_untracked() != state.kind {
            self.kind.set(state.kind);
        }
    }
}

/// A percentage as typed, with or without its sign.
fn percent(typed: &str) -> Entry {
    entry(typed.trim().trim_end_matches(['%', '％']))
}

/// An entry as it would be typed.
pub(super) fn shown(entry: &Entry) -> String {
    match entry.as_str().strip_prefix('-') {
        Some(rest) => format!("-{}", format::typed(rest)),
        None => format::typed(entry.as_str()),
    }
}

/// The cells of what is pasted from a spreadsheet or a list; `None` where it is one number, or nothing. A column or a row
/// is told by its ends of lines and tabs, else by semicolons or commas; what stands over a column (`Units`) is left out.
/// `number` tells whether a text is a number of the locale: `1,200` is one, `1200,1300` is a list.
#[must_use]
pub fn cells(pasted: &str, number: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    let pasted = pasted.trim_end_matches(['\r', '\n', '\t', ' ']);
    let between: &[char] = if pasted.contains(['\n', '\t', '\r']) {
        &['\n', '\t']
    } else if number(pasted.trim()) {
        return None;
    } else if pasted.contains(';') {
        &[';']
    } else {
        &[',']
    };
    let cell = |text: &str| text.trim().trim_matches('"').trim().to_owned();
    let mut cells: Vec<String> = pasted.split(between).map(cell).collect();
    let is_name = |cells: &[String]| match cells {
        [first, second, ..] => !first.is_empty() && !number(first) && number(second),
        [] | [_] => false,
    };
    if is_name(&cells) {
        cells.remove(0);
    }
    (cells.len() > 1).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::cells;
    use packwise_engine::typed::{Marks, canonical};

    fn english(text: &str) -> bool {
        let plain = canonical(text, Marks { decimal: '.', group: ',' });
        packwise_engine::decimal::read(&plain, 3).is_ok()
    }

    #[test]
    fn a_pasted_column_row_or_list_is_told_from_one_number() {
        for (pasted, wanted) in [
            ("12000\n12000\n8000.5\n", vec!["12000", "12000", "8000.5"]),
            ("12,000\r\n1.2k\r\n\"8,000\"\r\n", vec!["12,000", "1.2k", "8,000"]),
            ("100\t120\t90", vec!["100", "120", "90"]),
            ("Units\n100\n90", vec!["100", "90"]),
            ("100\n\n90", vec!["100", "", "90"]),
            ("12000,12000,8000.5", vec!["12000", "12000", "8000.5"]),
            ("100, 120, 90", vec!["100", "120", "90"]),
            ("1,200; 1,300", vec!["1,200", "1,300"]),
            ("100\nabc\n90", vec!["100", "abc", "90"]),
        ] {
            assert_eq!(cells(pasted, &english).unwrap(), wanted, "{pasted:?}");
        }
        for one in ["1,200", "1200", "1.2k", "40*25", "abc", "", "1,200\n", "1,200,300"] {
            assert_eq!(cells(one, &english), None, "{one:?}");
        }
    }
}
