//! What is wrong with an input: where, a stable code, and words a person understands.
//!
//! An issue is data for a form, not a message for a log. Checks collect all issues and do not stop at the first.
//!
//! This room imports nothing from the crate.

use serde::Serialize;
use std::fmt;

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No answer can be given for what it touches.
    Error,
    /// The answer holds, but the reader must know this.
    Warning,
    /// Worth knowing.
    Note,
}

/// The stable name of a kind of issue, e.g. `not-a-number`. Callers may match on it; words may change, codes do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(&'static str);

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        impl Code {
            $($(#[$doc])* pub const $name: Self = Self($text);)*
            /// Every code there is, for the documentation and the tests.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    /// The field is needed and nothing was entered.
    EMPTY = "empty";
    /// Not a plain decimal number.
    NOT_A_NUMBER = "not-a-number";
    /// A whole number was asked for.
    NOT_WHOLE = "not-whole";
    /// Below zero where that means nothing.
    NEGATIVE = "negative";
    /// Larger than the field can hold.
    TOO_LARGE = "too-large";
    /// Smaller than the field allows.
    TOO_SMALL = "too-small";
    /// More decimals than are counted.
    TOO_MANY_DECIMALS = "too-many-decimals";
    /// More entries than are allowed.
    TOO_MANY = "too-many";
    /// A sum left the range of exact numbers.
    OVERFLOW = "overflow";
    /// Not JSON at all.
    NOT_JSON = "not-json";
    /// Another JSON type was asked for.
    WRONG_TYPE = "wrong-type";
    /// A key that must be there is not.
    MISSING = "missing";
    /// A key that nobody reads, perhaps misspelt.
    UNKNOWN_KEY = "unknown-key";
    /// Not one of the values that are allowed.
    UNKNOWN_VALUE = "unknown-value";
    /// The same id twice.
    DUPLICATE_ID = "duplicate-id";
    /// An id with characters that a link or a file name cannot carry.
    BAD_ID = "bad-id";
    /// Not a day of the calendar as YYYY-MM-DD.
    NOT_A_DATE = "not-a-date";
    /// A reference to something that is not there.
    DANGLING = "dangling-reference";
    /// References that lead back to where they began.
    CYCLE = "cyclic-reference";
    /// Two figures of one row contradict each other.
    CONTRADICTION = "contradiction";
    /// No book with this id.
    UNKNOWN_BOOK = "unknown-book";
    /// No rate with this id in the book.
    UNKNOWN_RATE = "unknown-rate";
    /// No pack with this id in the book.
    UNKNOWN_PACK = "unknown-pack";
    /// No pool with this id in the book.
    UNKNOWN_POOL = "unknown-pool";
    /// The rate is billed by length, and none was given.
    SECONDS_MISSING = "seconds-missing";
    /// The length lies outside what the model makes.
    SECONDS_OUT_OF_RANGE = "seconds-out-of-range";
    /// The rate has a fixed length, and another was given.
    SECONDS_NOT_TAKEN = "seconds-not-taken";
    /// The price is not known: there is no total.
    UNKNOWN_PRICE = "unknown-price";
    /// The packs of this pool are not known: there is no plan.
    UNKNOWN_PACKS = "unknown-packs";
    /// A pack was left out of the plan because a figure of it is not known.
    PACK_LEFT_OUT = "pack-left-out";
    /// The rate is reported retired.
    RETIRED = "retired";
    /// Sources disagree about the figure.
    DISPUTED = "disputed";
    /// The figure was not seen on the maker's own page.
    THIRD_PARTY = "third-party";
    /// The figure was worked out, not printed.
    DERIVED = "derived";
    /// No plan covers the demand within the rules.
    INFEASIBLE = "infeasible";
    /// The budget ended before there was an answer.
    UNDECIDED = "undecided";
    /// No pack gives the concurrency that was asked for.
    CONCURRENCY = "concurrency-unmet";
    /// An assumption that the answer leans on.
    ASSUMPTION = "assumption";
    /// The setting changes nothing here.
    NO_EFFECT = "no-effect";
    /// A part of a link could not be read; the rest was kept.
    BAD_FRAGMENT = "bad-fragment";
    /// A part of a link names nothing that is known.
    UNKNOWN_FRAGMENT_KEY = "unknown-fragment-key";
    /// The same key twice in one object: only one of its values could hold.
    DUPLICATE_KEY = "duplicate-key";
    /// The vendor's own answer is an error.
    VENDOR_ERROR = "vendor-error";
    /// The other price book has nothing that is the same.
    NO_COUNTERPART = "no-counterpart";
    /// The price book prices no jobs.
    NO_JOBS = "no-jobs";
    /// A long link was changed or cut on its way; what stands before that was kept.
    LINK_DAMAGED = "link-damaged";
    /// A long link is of a version that is not known here.
    LINK_VERSION = "link-version";
    /// A quote holds longer than what it sells, or than the prices it rests on.
    OUTLIVES = "outlives";
    /// A discount needs somebody's approval.
    NEEDS_APPROVAL = "needs-approval";
    /// A price or a rate is a negotiated one, or somebody's negotiated ones are not here.
    NEGOTIATED = "negotiated";
    /// A discount needs a reason.
    NEEDS_REASON = "needs-reason";
}

/// One thing wrong with, or worth knowing about, an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Issue {
    /// Path into the input, e.g. `lines[2].count`; empty for the whole.
    pub path: String,
    /// The stable code.
    pub code: Code,
    /// How much it matters.
    pub level: Level,
    /// English words for a person; the page may say it in another language by the code.
    pub words: String,
}

impl Issue {
    /// Something for which no answer can be given.
    #[must_use]
    pub fn error(path: impl Into<String>, code: Code, words: impl Into<String>) -> Self {
        Self { path: path.into(), code, level: Level::Error, words: words.into() }
    }

    /// Something the reader must know.
    #[must_use]
    pub fn warning(path: impl Into<String>, code: Code, words: impl Into<String>) -> Self {
        Self { path: path.into(), code, level: Level::Warning, words: words.into() }
    }

    /// Something worth knowing.
    #[must_use]
    pub fn note(path: impl Into<String>, code: Code, words: impl Into<String>) -> Self {
        Self { path: path.into(), code, level: Level::Note, words: words.into() }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "{}: {}", self.code, self.words)
        } else {
            write!(f, "{}: {}: {}", self.path, self.code, self.words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique() {
        let unique: BTreeSet<_> = Code::ALL.iter().collect();
        assert_eq!(unique.len(), Code::ALL.len());
    }
}
