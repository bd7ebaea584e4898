//! The last work, kept in the browser as its short link. A store that is full, blocked or broken costs nothing but that.

use leptos::prelude::window;
use packwise_engine::book::JOINT;
use packwise_engine::document::Document;
use packwise_engine::quote::Quote;
use serde_json::Value;

const KEY: &str = "packwise.work.v1";
const QUOTE: &str = "packwise.quote.v1";
const UNREAD: &str = "packwise.quote.unread";
const NEGOTIATED: &str = "packwise.negotiated.v1";
const THEME: &str = "packwise.theme";
const TOUCHED: &str = "packwise.touched";
const SINGLE_KEYS: &str = "packwise.single-keys";

/// The browser's store, where it has one for this page.
pub(super) fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The last work, if the browser kept it.
pub(super) fn load() -> Option<String> {
    store()?.get_item(KEY).ok().flatten().filter(|text| !text.is_empty())
}

/// Keeps the work. False where the browser does not.
pub(super) fn save(fragment: &str) -> bool {
    store().is_some_and(|store| store.set_item(KEY, fragment).is_ok())
}

/// The last quote, if the browser kept it: it stands beside the work, whose short link cannot hold it.
pub(super) fn load_quote() -> Option<Box<Quote>> {
    let store = store()?;
    let text = store.get_item(QUOTE).ok().flatten()?;
    let quote = serde_json::from_str::<Value>(&text).ok().and_then(|value| {
        // read as a part of a Document, so that there is one reader of it
        let document = serde_json::json!({ "book": "none", "lines": [], "quote": value });
        Document::read(&document).ok()?.quote
    });
    if quote.is_none() {
        // somebody's work: the next change would write over it, so it is set aside
        let _ = store.set_item(UNREAD, &text);
    }
    quote
}

/// A quote that was kept and can no longer be read, as it was kept.
#[must_use]
pub fn unread_quote() -> Option<String> {
    store()?.get_item(UNREAD).ok().flatten()
}

/// Forgets it.
pub fn forget_unread_quote() {
    if let Some(store) = store() {
        let _ = store.remove_item(UNREAD);
    }
}

/// Keeps the quote; without one, forgets it. False where the browser does not.
pub(super) fn save_quote(quote: Option<&Quote>) -> bool {
    let Some(store) = store() else { return false };
    match quote.map(serde_json::to_string) {
        Some(Ok(text)) => store.set_item(QUOTE, &text).is_ok(),
        Some(Err(_)) => false,
        None => store.remove_item(QUOTE).is_ok(),
    }
}

/// Id of the book of negotiated prices that the last work was priced with; its address leaves that out.
pub(super) fn negotiated() -> Option<String> {
    store()?.get_item(NEGOTIATED).ok().flatten()
}

/// Keeps which book of negotiated prices is in use; of any other, that none is.
pub(super) fn save_negotiated(book: &str) {
    let Some(store) = store() else { return };
    // nothing to do about a store that refuses: the work then opens at published prices, and says so
    let _ = if book.contains(JOINT) { store.set_item(NEGOTIATED, book) } else { store.remove_item(NEGOTIATED) };
}

/// The theme that was chosen, `light` or `dark`; none: the system's.
#[must_use]
pub fn theme() -> Option<String> {
    store()?.get_item(THEME).ok().flatten().filter(|theme| theme == "light" || theme == "dark")
}

/// Keeps the theme that was chosen.
pub fn set_theme(theme: Option<&str>) {
    if let Some(store) = store() {
        // nothing to do about a store that refuses: the choice then lasts as long as the page
        let _ = match theme {
            Some(theme) => store.set_item(THEME, theme),
            None => store.remove_item(THEME),
        };
    }
}

/// Whether work was ever changed in this browser.
pub(crate) fn touched() -> bool {
    flag(TOUCHED)
}

/// Keeps that work was changed.
pub(super) fn set_touched() {
    set_flag(TOUCHED, true);
}

/// Whether shortcuts of a single key are off.
#[must_use]
pub fn single_keys_off() -> bool {
    flag(SINGLE_KEYS)
}

/// Keeps whether shortcuts of a single key are off.
pub fn set_single_keys_off(off: bool) {
    set_flag(SINGLE_KEYS, off);
}

fn flag(key: &str) -> bool {
    store().and_then(|store| store.get_item(key).ok().flatten()).is_some()
}

fn set_flag(key: &str, on: bool) {
    if let Some(store) = store().filter(|_| flag(key) != on) {
        // as with the theme: a store that refuses makes the choice last as long as the page
        let _ = if on { store.set_item(key, "1") } else { store.remove_item(key) };
    }
}
