//! What the two price tables share: what of a row is searched, filtered and sorted by. All orders are exact: they compare
//! the engine's figures, never what is shown of them.
//!
//! Imports the engine only.

use packwise_engine::book::{Book, Dispute, Evidence};
use packwise_engine::money::Price;
use packwise_engine::places;
use packwise_engine::units::Units;
use std::cmp::Ordering;

/// What a table can be narrowed by: key in a link, label, and the words for no narrowing.
pub(super) const FACETS: [(&str, &str, &str); 6] = [
    ("pool", "Pool", "All pools"),
    ("model", "Model", "All models"),
    ("feature", "Kind", "All kinds"),
    ("quality", "Quality", "All qualities"),
    ("status", "Status", "Any status"),
    ("evidence", "Evidence", "Any evidence"),
];

/// What a link calls a rate without a choice of quality.
pub(super) const NO_QUALITY: &str = "-";

/// What of a row is searched and filtered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// What a link to the row says.
    pub id: String,
    /// All that a search looks through, in lower case.
    pub hay: String,
    /// What it can be filtered by: key of [`FACETS`] and value; a row can have several statuses.
    pub facets: Vec<(&'static str, String)>,
}

impl Entry {
    /// An entry; `hay` is what a search looks through.
    pub(super) fn new<'a>(id: String, hay: impl Iterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for part in hay {
            text.push_str(&part.to_lowercase());
            text.push('\n');
        }
        Self { id, hay: text, facets: Vec::new() }
    }

    /// Adds a value to filter by.
    pub(super) fn facet(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.facets.push((key, value.into()));
        self
    }

    /// Adds what the status of a row says.
    pub(super) fn status(self, retired: bool, disputed: bool, known: bool) -> Self {
        let said = [(!retired, "current"), (retired, "retired"), (disputed, "disputed"), (!known, "unknown")];
        said.into_iter().filter(|(is, _)| *is).fold(self, |entry, (_, status)| entry.facet("status", status))
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Every one of them occurs in the row; lower case.
    pub words: Vec<String>,
    /// Every one of them is a value of the row.
    pub facets: Vec<(&'static str, String)>,
}

impl Wanted {
    /// Whether a row is what is looked for.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        self.words.iter().all(|word| entry.hay.contains(word.as_str()))
            && self.facets.iter().all(|wanted| entry.facets.contains(wanted))
    }
}

/// The values of a facet, in the order of the book.
pub(super) fn values(entries: &[Entry], facet: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for (key, value) in entries.iter().flat_map(|entry| &entry.facets) {
        if *key == facet && !values.contains(value) {
            values.push(value.clone());
        }
    }
    values
}

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Words, in lower case.
    Words(String),
    /// A figure as a fraction; the lower part is above zero, the upper not below.
    Figure(i128, i128),
    /// Not known: last, whichever way the others go.
    Unknown,
}

impl Key {
    /// A whole figure, if it is known.
    pub(super) fn whole(figure: Option<i128>) -> Self {
        figure.map_or(Self::Unknown, |figure| Self::Figure(figure, 1))
    }

    /// Words.
    pub(super) fn words(words: &str) -> Self {
        Self::Words(words.to_lowercase())
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Words(a), Self::Words(b)) => a.cmp(b),
            // whole parts first: what is left of them is small enough to be multiplied
            (Self::Figure(a, b), Self::Figure(c, d)) => {
                (a / b).cmp(&(c / d)).then_with(|| ((a % b) * d).cmp(&((c % d) * b)))
            }
            (Self::Words(_), Self::Figure(..)) => Ordering::Less,
            (Self::Figure(..), Self::Words(_)) => Ordering::Greater,
            (Self::Unknown, _) | (_, Self::Unknown) => Ordering::Equal,
        }
    }
}

/// The places of rows in the order of their keys; rows of equal keys, and those without, keep the order of the book.
pub(super) fn order(keys: &[Key], falling: bool) -> Vec<usize> {
    places::sorted(keys.len(), &mut |a, b| {
        let (a, b) = (&keys[a], &keys[b]);
        let unknown = (*a == Key::Unknown).cmp(&(*b == Key::Unknown));
        let known = if falling { b.compare(a) } else { a.compare(b) };
        unknown.then(known)
    })
}

/// The sort that a link asks for, without its direction; and whether it falls.
pub(super) fn direction(sort: &str) -> (&str, bool) {
    sort.strip_prefix('-').map_or((sort, false), |key| (key, true))
}

/// What a search looks through of where a row is from.
pub(super) fn source_hay<'a>(
    book: &'a Book,
    source: Option<&str>,
    disputes: &'a [Dispute],
) -> impl Iterator<Item = &'a str> {
    let title = book.source(source).map(|source| source.title.as_str());
    title.into_iter().chain(disputes.iter().filter_map(|dispute| dispute.note.as_deref()))
}

/// How sure a figure is, as a key: the surest first.
pub(super) fn evidence_key(evidence: Evidence) -> Key {
    Key::Figure(
        match evidence {
            Evidence::Negotiated | Evidence::Official => 0,
            Evidence::Corroborated => 1,
            Evidence::ThirdParty => 2,
            Evidence::Derived => 3,
        },
        1,
    )
}

/// The price of `units` at a pack of `pack` units for `price`, in micros, as an exact fraction.
pub(super) fn at_pack(units: Option<Units>, price: Option<Price>, pack: Option<Units>) -> Key {
    let exact = || {
        let upper = i128::from(price?.micros()).checked_mul(i128::from(units?.thousandths()))?;
        let lower = i128::from(pack?.thousandths());
        (lower > 0).then_some(Key::Figure(upper, lower))
    };
    exact().unwrap_or(Key::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_last_both_ways_and_fractions_are_compared_exactly() {
        let most = i128::from(i64::MAX) * i128::from(Units::MAX.thousandths());
        let keys = [
            Key::Unknown,
            Key::Figure(2, 3),
            Key::Figure(1, 3),
            Key::Figure(most, 3),
            Key::Figure(most - 1, 3),
            Key::Figure(2, 6),
        ];
        assert_eq!(order(&keys, false), [2, 5, 1, 4, 3, 0]);
        assert_eq!(order(&keys, true), [3, 4, 1, 2, 5, 0]);
    }

    #[test]
    fn all_words_and_all_facets_must_fit() {
        let entry = Entry::new("a".into(), ["3.0 Omni", "Native audio"].into_iter())
            .facet("pool", "video")
            .status(true, true, true);
        let wanted = |words: &[&str], facets: &[(&'static str, &str)]| Wanted {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            facets: facets.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
        };
        assert!(wanted(&["omni", "audio"], &[("status", "retired"), ("status", "disputed")]).fits(&entry));
        assert!(!wanted(&["omni", "silent"], &[]).fits(&entry));
        assert!(!wanted(&[], &[("status", "current")]).fits(&entry));
    }
}
