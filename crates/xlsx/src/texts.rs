//! Texts as a cell can hold them.
//!
//! This file imports nothing from the crate.

use serde_json::Value;

/// UTF-16 units that a cell holds: the limit is 32,767.
const MOST: usize = 32_000;

/// A text of the report; empty where there is none.
pub(crate) fn of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What XML can hold of a text: two code points that it forbids stand as replacement characters.
pub(crate) fn clean(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").replace("\r\n", "\n").replace('\r', "\n")
}

/// A text in pieces that a cell holds; one, mostly, and at least one.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut units = 0;
    for letter in clean(text).chars() {
        units += letter.len_utf16();
        if units > MOST {
            units = letter.len_utf16();
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

/// The first characters of a text.
pub(crate) fn head(text: &str, most: usize) -> String {
    clean(text).chars().take(most).collect()
}

/// Whether a spreadsheet would take the text for a formula once somebody edits its cell.
pub(crate) fn like_formula(text: &str) -> bool {
    text.trim_start().chars().next().is_some_and(|first| "=+-@".contains(first))
}
