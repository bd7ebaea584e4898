//! The sealed part of a long link: `d=1…&sealed=1…`. It holds negotiated prices, encrypted with a passphrase, which is the
//! only way for them into a link.
//!
//! The engine does not know how it is sealed: it takes bytes from whoever seals, writes them as characters, and gives them
//! back where none was changed. Whoever seals binds them to the document part ([`Sealed::bound`]), so that they open with
//! that document alone; so that part stays as it is, and another view is asked for beside it (`&view=prices`).
//!
//! What is sealed is a plain value, made small before it is sealed ([`Content`]).
//!
//! This file imports `digits`, `deflated`, `packed`, and what `link` does.

use super::{View, deflated, digits, packed};
use crate::book::Overlay;
use crate::decimal;
use crate::issue::{Code, Issue};
use crate::money::Cost;
use serde_json::{Value, json};

/// The key of the sealed part.
pub(super) const KEY: &str = "sealed";
/// The key of the view.
pub(super) const VIEW: &str = "view";
/// The version that is written.
const VERSION: u8 = b'1';
/// The most characters of a sealed part: several times the largest overlay that a person writes.
const MAX_CHARS: usize = 1 << 17;

/// A sealed part, and what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The document part, character by character: `d=1…`.
    pub bound: String,
    /// The sealed part, as it stands in the link, with its version.
    text: String,
}

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The negotiated prices, as their file has them.
    pub overlay: Value,
    /// What the work cost its maker; none where that was not known.
    pub total: Option<Cost>,
}

impl Sealed {
    /// Bytes that were sealed, bound to a document part.
    #[must_use]
    pub fn new(bound: &str, bytes: &[u8]) -> Self {
        let text = format!("{}{}", char::from(VERSION), digits::write(VERSION, bytes));
        Self { bound: bound.to_owned(), text }
    }

    /// A sealed part as it was read from a link.
    pub(super) fn read(bound: &str, text: &str) -> Self {
        Self { bound: bound.to_owned(), text: text.to_owned() }
    }

    /// The whole fragment.
    #[must_use]
    pub fn fragment(&self, view: View) -> String {
        let view = if view == View::Plan { String::new() } else { format!("&{VIEW}={}", view.as_str()) };
        format!("{}{view}&{KEY}={}", self.bound, self.text)
    }

    /// The bytes that were sealed.
    ///
    /// # Errors
    /// That the part was changed or cut on its way, or is of a version that is not known here.
    pub fn bytes(&self) -> Result<Vec<u8>, Issue> {
        let wrong = |code, words: &str| Err(Issue::error("fragment.sealed", code, words));
        if self.text.len() > MAX_CHARS {
            return wrong(Code::TOO_LARGE, "the sealed part of this link is too long to be read");
        }
        let mut chars = self.text.chars();
        match chars.next() {
            Some('1') => {}
            Some(version) if version.is_ascii_alphanumeric() => {
                let words = format!(
                    "the sealed part of this link is of version {version}, which this page does not know; the rest is read"
                );
                return wrong(Code::LINK_VERSION, &words);
            }
            Some(_) | None => return damaged(),
        }
        let digits::Undone { bytes, whole } = digits::read(VERSION, chars.as_str());
        if whole { Ok(bytes) } else { damaged() }
    }
}

fn damaged() -> Result<Vec<u8>, Issue> {
    let words = "the sealed part of this link was changed or cut on its way, so its negotiated prices cannot be opened; the \
                 rest is read. Ask for it again where it came from";
    Err(Issue::error("fragment.sealed", Code::LINK_DAMAGED, words))
}

impl Content {
    /// As few bytes, to be sealed; `None` where they are more than a link holds.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let total = self.total.map(|total| total.to_string());
        let mut bytes = Vec::new();
        packed::write(&json!({ "overlay": self.overlay, "total": total }), &mut bytes);
        deflated::write(&bytes)
    }

    /// What was sealed, and the overlay in it as a file.
    ///
    /// # Errors
    /// That it is no such thing, or everything that is wrong with the overlay.
    pub fn read(bytes: &[u8]) -> Result<(Self, String), Vec<Issue>> {
        let (bytes, whole) = deflated::read(bytes);
        let unpacked = packed::read(&bytes);
        let overlay = unpacked.value.get("overlay").cloned();
        let Some(overlay) = overlay.filter(|_| whole && unpacked.whole) else {
            let words = "what was sealed holds no negotiated prices";
            return Err(vec![Issue::error("fragment.sealed", Code::MISSING, words)]);
        };
        let mut text = serde_json::to_string_pretty(&overlay).unwrap_or_default();
        text.push('\n');
        Overlay::read(&text)?;
        let total = unpacked.value.get("total").and_then(Value::as_str);
        let total = total.and_then(|total| decimal::read(total, 9).ok()).map(Cost::from_billionths);
        Ok((Self { overlay, total }, text))
    }
}
