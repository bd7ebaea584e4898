//! The long link: `d=1…`, the whole Document and what it was made with, in few characters.
//!
//! It holds the Document as a plain value (whatever fields a Document has, defaults left out), and of its making: the
//! book's digest, the day, the total and the units of each line as their maker saw them. Of the digest the first 16
//! hexadecimal digits: 64 bits tell apart any editions that there will ever be, and a link is no seal: who wants to
//! deceive writes a link of his own.
//!
//! Layers, from the outside: `digits` (characters and their checks), `deflated` (deflate, with the words of version 1 in
//! front), `packed` (the value). All are frozen: a link of version 1 opens for ever, which `tests/golden/links` shows. A
//! new layout is a new version with files of its own.
//!
//! This file imports the other files of this room, and what `link` does.

use super::{Opened, Sealed, View, deflated, digits, packed, sealed};
use crate::book::{Edition, JOINT};
use crate::date::{self, Date};
use crate::decimal;
use crate::document::{Document, Report};
use crate::issue::{Code, Issue};
use crate::money::Cost;
use crate::read::brief;
use crate::units::Units;
use serde_json::{Map, Value, json};

/// What a long link begins with; the version follows.
const HEAD: &str = "d=";
/// The version that is written.
const VERSION: u8 = b'1';
/// How much of a digest a link carries, in hexadecimal digits.
const DIGEST: usize = 16;
/// The longest link that is unfolded, in characters.
const MAX_CHARS: usize = 1 << 18;

/// What a long link was made with, as its maker saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The first digits of the SHA-256 of the price book's file; empty: there was no such book.
    pub digest: String,
    /// The day on which it was made.
    pub day: Option<Date>,
    /// What it cost in all; none where that was not known.
    pub total: Option<Cost>,
    /// The currency of the total, ISO 4217.
    pub currency: String,
    /// Of each line of the Document, the units that one generation drew; none where that was not known. Empty where that
    /// is known of none.
    pub each: Vec<Option<Units>>,
    /// Whether its maker had negotiated prices. They are not in it, and neither is any figure that follows from them.
    pub negotiated: bool,
}

impl Made {
    /// What a Document was made with: its report says it.
    #[must_use]
    pub fn of(document: &Document, report: &Report, day: Option<Date>) -> Self {
        let mut each = vec![None; document.lines.len()];
        for line in &report.lines {
            if let Some(place) = each.get_mut(line.line) {
                *place = Some(line.units_each);
            }
        }
        if each.iter().all(Option::is_none) {
            each.clear();
        }
        let total = report.totals.first();
        let day_only = Self { day, ..Self::default() };
        // what follows from negotiated prices would tell them: the total, the units, a digest of the overlay
        if let Some(laid) = report.book.as_ref().and_then(|book| book.laid.as_ref()) {
            return Self { digest: short(&laid.digest).to_owned(), negotiated: true, ..day_only };
        }
        // an overlay that is not at hand is one all the same
        if document.book.contains(JOINT) {
            return Self { negotiated: true, ..day_only };
        }
        Self {
            digest: report.book.as_ref().map(|book| short(&book.digest).to_owned()).unwrap_or_default(),
            day,
            total: total.and_then(|total| total.cost),
            currency: total.map(|total| total.currency.clone()).unwrap_or_default(),
            each,
            negotiated: false,
        }
    }

    /// Whether it was made with this edition, byte for byte.
    #[must_use]
    pub fn is_of(&self, edition: &Edition) -> bool {
        self.digest == short(edition.told_digest())
    }

    /// The same as a plain value, without the units of the lines.
    pub(super) fn value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, text: String| {
            if !text.is_empty() {
                map.insert(key.to_owned(), Value::String(text));
            }
        };
        put("digest", self.digest.clone());
        put("day", self.day.map(|day| day.to_string()).unwrap_or_default());
        put("total", self.total.map(|total| total.to_string()).unwrap_or_default());
        put("currency", self.currency.clone());
        if self.negotiated {
            map.insert("negotiated".to_owned(), Value::Bool(true));
        }
        Value::Object(map)
    }

    /// Reads what [`Made::value`] wrote, and the units of the lines; what is none of it is not known.
    pub(super) fn read(value: &Value, each: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let units = |value: &Value| match value {
            Value::Number(number) => Units::read(&crate::read::plain(number)).ok(),
            _ => value.as_str().and_then(|text| Units::read(text).ok()),
        };
        Self {
            digest: text("digest").to_owned(),
            day: date::read(text("day")),
            total: decimal::read(text("total"), 9).ok().map(Cost::from_billionths),
            currency: text("currency").to_owned(),
            each: each.as_array().map(|each| each.iter().map(units).collect()).unwrap_or_default(),
            negotiated: value.get("negotiated").and_then(Value::as_bool).unwrap_or_default(),
        }
    }
}

/// What a link carries of a digest.
fn short(digest: &str) -> &str {
    digest.get(..DIGEST).unwrap_or(digest)
}

/// Whether a fragment is a long link, whole or not.
#[must_use]
pub fn is_long(fragment: &str) -> bool {
    fragment.strip_prefix('#').unwrap_or(fragment).starts_with(HEAD)
}

/// Writes a Document as a long link, without the `#`; with what of the view is shown, and what it was made with. `None`
/// where it is larger than a link holds (a mebibyte before it is packed).
#[must_use]
pub fn write(view: View, document: &Document, shown: &[(String, String)], made: Option<&Made>) -> Option<String> {
    let told = made.is_some_and(|made| made.negotiated).then(|| super::published(document));
    let document = told.as_ref().unwrap_or(document);
    write_value(view, &serde_json::to_value(document).ok()?, shown, made)
}

/// The same of a Document as a plain value, whatever fields it has.
#[must_use]
pub fn write_value(view: View, document: &Value, shown: &[(String, String)], made: Option<&Made>) -> Option<String> {
    let whole = plain(document)?;
    // the book and the lines first, and words last: what stands first survives the longest when a link is cut
    let mut fields: Vec<(&str, &Value)> = Vec::new();
    let first = ["book", "lines"];
    fields.extend(first.into_iter().filter_map(|key| Some((key, whole.get(key)?))));
    let middle = whole.iter().filter(|(key, _)| !first.contains(&key.as_str()) && *key != "quote");
    fields.extend(middle.map(|(key, value)| (key.as_str(), value)));
    fields.extend(whole.get("quote").map(|quote| ("quote", quote)));
    let mut inner = Vec::new();
    packed::write_fields(&fields, &mut inner);

    let nothing = Made::default();
    let made = made.unwrap_or(&nothing);
    let head = made.value();
    let shown: Vec<Value> = shown.iter().map(|(key, value)| json!([key, value])).collect();
    let (view, shown) = (Value::String(view.as_str().to_owned()), Value::Array(shown));
    let each: Vec<Value> = made.each.iter().map(|units| serde_json::to_value(units).unwrap_or_default()).collect();
    let each = Value::Array(each);
    let list = |value: &Value| value.as_array().is_some_and(|list| !list.is_empty());
    let mut bytes = Vec::new();
    packed::begin(&mut bytes);
    packed::key("made", &mut bytes);
    packed::write(&head, &mut bytes);
    packed::key("document", &mut bytes);
    bytes.append(&mut inner);
    for (key, value, there) in
        [("view", &view, view != "plan"), ("shown", &shown, list(&shown)), ("each", &each, list(&each))]
    {
        if there {
            packed::key(key, &mut bytes);
            packed::write(value, &mut bytes);
        }
    }
    packed::end(&mut bytes);
    let deflated = deflated::write(&bytes)?;
    Some(format!("{HEAD}{}{}", char::from(VERSION), digits::write(VERSION, &deflated)))
}

/// A Document without what has its default.
fn plain(document: &Value) -> Option<Map<String, Value>> {
    let mut whole = document.as_object()?.clone();
    let usual = serde_json::to_value(Document::new("")).ok()?;
    whole.retain(|key, value| key == "lines" || usual.get(key.as_str()) != Some(value));
    Some(whole)
}

/// The Document of a whole long link as a plain value, without what has its default; `None` of any other.
#[must_use]
pub fn value(fragment: &str) -> Option<Value> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment).strip_prefix(HEAD)?;
    let text = text.split('&').next().unwrap_or(text);
    let text = text.strip_prefix(char::from(VERSION)).filter(|text| text.len() <= MAX_CHARS)?;
    let (value, whole) = unfold(text);
    value.get("document").filter(|_| whole).cloned()
}

/// What the characters after the version say, and whether all of it is as it was written.
fn unfold(text: &str) -> (Value, bool) {
    let digits::Undone { bytes, whole } = digits::read(VERSION, text);
    let (bytes, inflated) = deflated::read(&bytes);
    let unpacked = packed::read(&bytes);
    (unpacked.value, whole && inflated && unpacked.whole)
}

/// Reads a long link, with or without its `#`. `book` is the one meant where it names none. Never fails: what is damaged
/// is named, and what stands before the damage is kept.
#[must_use]
pub fn read(fragment: &str, book: &str) -> Opened {
    let mut opened = super::nothing(book);
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (fragment, further) = fragment.split_once('&').unwrap_or((fragment, ""));
    let text = fragment.strip_prefix(HEAD).unwrap_or(fragment);
    if fragment.len() > MAX_CHARS {
        opened.issues.push(Issue::error("fragment", Code::TOO_LARGE, "the link is too long to be read"));
        return opened;
    }
    let mut chars = text.chars();
    match chars.next() {
        Some('1') => {}
        Some(version) if version.is_ascii_alphanumeric() => {
            let words = format!(
                "this link is of version {version}, which this page does not know: it was made by a newer one, or it was \
                 damaged on its way; nothing of it could be read"
            );
            opened.issues.push(Issue::error("fragment", Code::LINK_VERSION, words));
            return opened;
        }
        Some(_) | None => {
            damaged(&mut opened.issues, "it ends before it says anything");
            return opened;
        }
    }
    let (value, whole) = unfold(chars.as_str());
    take(&value, whole, &mut opened);
    for part in further.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=').unwrap_or((part, "")) {
            (sealed::KEY, text) => opened.sealed = Some(Sealed::read(fragment, text)),
            (sealed::VIEW, view) => match View::ALL.iter().find(|(_, name)| *name == view) {
                Some((view, _)) => opened.view = *view,
                None => super::bad(&mut opened.issues, sealed::VIEW, format!("“{}” is not a view", brief(view))),
            },
            (key, _) => {
                let words = format!("“{}” means nothing in a link", brief(key));
                super::tell(&mut opened.issues, Issue::warning("fragment", Code::UNKNOWN_FRAGMENT_KEY, words));
            }
        }
    }
    // a part that cannot be opened is named, and asks for no passphrase
    if let Some(Err(issue)) = opened.sealed.as_ref().map(Sealed::bytes) {
        opened.issues.push(issue);
        opened.sealed = None;
    }
    opened
}

/// Takes over what a link says.
fn take(value: &Value, whole: bool, opened: &mut Opened) {
    let nothing = Value::Null;
    let get = |key: &str| value.get(key).unwrap_or(&nothing);
    let view = get("view").as_str().unwrap_or("plan");
    opened.view = View::ALL.iter().find(|(_, name)| *name == view).map_or(View::Plan, |(view, _)| *view);
    for pair in get("shown").as_array().into_iter().flatten() {
        if let (Some(key), Some(value)) = (pair.get(0).and_then(Value::as_str), pair.get(1).and_then(Value::as_str))
            && opened.view.keys().contains(&key)
        {
            opened.shown.push((key.to_owned(), value.to_owned()));
        }
    }
    let made = Made::read(get("made"), get("each"));
    opened.negotiated = made.negotiated;
    opened.made = Some(made);
    let mut issues = Vec::new();
    let named = get("document").get("book").is_some();
    if let Some(document) = tolerant(get("document"), &opened.document, &mut issues) {
        opened.document = document;
    }
    if !whole {
        let lines = opened.document.lines.len();
        let kept = match (named, lines) {
            (false, _) => "nothing of it could be read".to_owned(),
            (true, 0) => format!("only its price book, {}, could be read", brief(&opened.document.book)),
            (true, 1) => "one line before the damage was kept".to_owned(),
            (true, lines) => format!("{lines} lines before the damage were kept"),
        };
        damaged(&mut opened.issues, &format!("{kept}; what came after them is missing"));
    }
    opened.issues.extend(issues);
}

fn damaged(issues: &mut Vec<Issue>, kept: &str) {
    let words = format!("this link was changed or cut on its way: {kept}. Ask for it again where it came from");
    issues.push(Issue::error("fragment", Code::LINK_DAMAGED, words));
}

/// The Document of a value; fields that cannot be read are named and have their default, so that one bad or newer field
/// does not cost the rest.
fn tolerant(value: &Value, usual: &Document, issues: &mut Vec<Issue>) -> Option<Document> {
    let Value::Object(map) = value else { return None };
    let mut map = map.clone();
    for key in ["book", "lines"] {
        if !map.contains_key(key) {
            let default = if key == "book" { json!(usual.book) } else { json!([]) };
            map.insert(key.to_owned(), default);
        }
    }
    let mut value = Value::Object(map);
    // each time at least one field goes, so this ends
    for _ in 0..=64 {
        let found = match Document::read(&value) {
            Ok(document) => return Some(document),
            Err(found) => found,
        };
        let map = value.as_object_mut()?;
        for issue in found {
            let field = issue.path.split(['.', '[']).next().unwrap_or_default().to_owned();
            if let Some(place) = map.get_mut(&field) {
                let words = format!("{} of this link could not be read: {}", brief(&field), issue.words);
                issues.push(Issue { path: format!("fragment.{}", issue.path), words, level: issue.level, ..issue });
                match field.as_str() {
                    "book" => *place = json!(usual.book),
                    "lines" => *place = json!([]),
                    _ => drop(map.remove(&field)),
                }
            }
        }
    }
    None
}
