//! What cells of tables say, in words: a figure, how sure it is, where it is from. Unknown is said, never shown as a number.

use super::Piece;
use packwise_engine::book::{Evidence, Source};
use std::fmt::Display;

/// What stands where no source gives a figure.
pub const NOT_KNOWN: &str = "not known";

/// A figure, or that it is not known.
pub fn figure(shown: Option<String>) -> Piece {
    match shown {
        Some(shown) => Piece::Words("grid__figure", shown),
        None => Piece::Words("grid__unknown", NOT_KNOWN.to_owned()),
    }
}

/// Words below, in a softer colour.
pub fn more(words: impl Display) -> Piece {
    Piece::Words("grid__more", words.to_string())
}

/// A word in a frame.
pub fn chip(warns: bool, words: impl Display) -> Piece {
    Piece::Words(if warns { "chip chip--warn" } else { "chip" }, words.to_string())
}

/// How sure a figure is, as a word in a frame.
pub fn evidence(evidence: Evidence) -> Piece {
    chip(evidence >= Evidence::ThirdParty, evidence.as_str())
}

/// The document that a figure is from.
pub fn named(source: Option<&Source>) -> Piece {
    match source.map(|source| (&source.url, &source.title)) {
        Some((Some(url), title)) => Piece::Link(url.clone(), title.clone()),
        Some((None, title)) => Piece::Words("grid__link", title.clone()),
        None => Piece::Words("grid__link", "No source is known".to_owned()),
    }
}
