//! The address bar follows the Document, and the Document follows the address bar.
//!
//! Writing the address and the browser's store costs more than the answer itself, so both wait until typing rests. What
//! could need them sooner (the page is left, a link is about to be followed, a key that is no text) does not wait.

use super::{DEFAULT_BOOK, Draft, storage};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use packwise_engine::book::JOINT;
use packwise_engine::document::Document;
use packwise_engine::issue::Code;
use packwise_engine::link::{self, Made, Sealed, View};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// What a page shows that nobody has used yet: something to look at, on the current edition, for as many months as its
/// packs live.
pub(crate) const FIRST: &str = "plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-720p-audio:10s*120x2&months=6";

/// How long typing rests before address and store follow, in milliseconds.
const REST: u32 = 120;

/// What a long link, a file or a scenario was made with, while the price book of now is another one and nobody has chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pinned {
    /// The Document, as it says.
    pub document: Document,
    /// What it was made with.
    pub made: Made,
}

/// A sealed part that nobody has opened yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The part.
    pub sealed: Sealed,
    /// The work beside it, as it was opened.
    pub document: Document,
}

/// Opens what the address asks for and keeps both in step from then on. Gives back a damaged link that is to be opened
/// once the work that the browser kept can be undone to.
pub(super) fn connect(draft: Draft) -> Option<link::Opened> {
    let hash = current_hash();
    let kept = storage::load();
    let mut opened = match (hash.is_empty(), &kept) {
        (false, _) => link::open(&hash, DEFAULT_BOOK),
        (true, Some(kept)) => link::open(kept, DEFAULT_BOOK),
        (true, None) => link::read(FIRST, DEFAULT_BOOK),
    };
    if names_no_work(&hash, &opened) {
        opened.document = link::open(kept.as_deref().unwrap_or(FIRST), DEFAULT_BOOK).document;
        opened.made = None;
    }
    // the same work as this browser had: at the same negotiated prices, which the address leaves out
    if hash.is_empty() || kept.as_deref() == Some(hash.as_str()) {
        restore_negotiated(draft, &mut opened);
    }
    let example = opened.document == link::read(FIRST, DEFAULT_BOOK).document && !storage::touched();
    draft.undo.example.set(example);
    let damaged = opened.issues.iter().any(|issue| issue.code == Code::LINK_DAMAGED);
    let later = match &kept {
        Some(kept) if damaged => {
            take(draft, link::open(kept, DEFAULT_BOOK));
            Some(opened)
        }
        _ => {
            take(draft, opened);
            None
        }
    };

    let written = StoredValue::new(String::new());
    // which work a history entry is of: of this page as it was loaded, so many links later
    let loaded = js_sys::Date::now().to_string();
    let loaded = StoredValue::new(loaded);
    let work = StoredValue::new(0_u32);
    let mark = move || wasm_bindgen::JsValue::from_str(&format!("{} {}", loaded.get_value(), work.get_value()));
    let due = StoredValue::new(true);
    let write = move || {
        // the timer of an edit may find that something else was faster
        if !due.get_value() {
            return;
        }
        due.set_value(false);
        let fragment = draft.fragment();
        let quoted = draft.quote.with_untracked(|quote| storage::save_quote(quote.as_deref()));
        storage::save_negotiated(&draft.book.get_untracked());
        draft.kept.set(storage::save(&fragment) && quoted);
        if let Some(history) = leptos::prelude::window().history().ok().filter(|_| written.get_value() != fragment) {
            // a browser that refuses (a sandboxed frame) leaves the address as it is; the link can still be copied
            let _ = history.replace_state_with_url(&mark(), "", Some(&format!("#{fragment}")));
        }
        written.set_value(fragment);
        draft.rested.notify();
    };
    let pending = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |first: Option<()>| {
        draft.document.track();
        draft.report.track();
        draft.view.track();
        draft.shown.track();
        due.set_value(true);
        // a choice is one change, and the address has it at once; typing is many
        if first.is_none() || !is_typing() {
            write();
        } else {
            // replacing the timer drops, and so cancels, the one before
            pending.set_value(Some(Timeout::new(REST, write)));
        }
    });
    write_early(write);

    let on_change = Closure::<dyn Fn()>::new(move || {
        let hash = current_hash();
        // an empty fragment is an address of nothing (`href="#"`): it asks for no other work
        if !hash.is_empty() && hash != written.get_value() {
            let opened = link::open(&hash, DEFAULT_BOOK);
            // Back and Forward to a view that this page has shown of this work: the view is meant, not the work as it was
            let ours = leptos::prelude::window().history().and_then(|history| history.state());
            let ours = ours.is_ok_and(|state| state.is_string() && state == mark());
            if names_no_work(&hash, &opened) {
                draft.link_issues.set(opened.issues);
            } else if ours || same_work(draft, &opened) {
                // the address of work at negotiated prices leaves them out, and here they are
                let mut opened = opened;
                if draft.book.with_untracked(|book| book.contains(JOINT)) {
                    opened.issues.retain(|issue| issue.code != Code::NEGOTIATED);
                }
                // another view of the same work: nothing that is typed moves
                draft.shown.set(opened.shown);
                draft.view.set(opened.view);
                draft.link_issues.set(opened.issues);
            } else {
                work.update_value(|work| *work += 1);
                take(draft, opened);
                draft.tell("Opened another link in place of your work", true);
            }
        }
    });
    // the page lives as long as its window, and so does this listener
    let _ =
        leptos::prelude::window().add_event_listener_with_callback("hashchange", on_change.as_ref().unchecked_ref());
    on_change.forget();
    later
}

/// Whether a link is of the present work, whatever view it asks for.
fn same_work(draft: Draft, opened: &link::Opened) -> bool {
    let theirs = Document { as_of: pinned_day(opened), ..opened.document.clone() };
    let present = draft.document.get_untracked();
    if opened.negotiated || opened.sealed.is_some() {
        let pending = draft.sealed.with_untracked(|pending| pending.as_ref().map(|pending| pending.sealed.clone()));
        let mine = draft.undated(&link::published(&present));
        // a short link says nothing of the quote
        let theirs = if theirs.quote.is_none() { Document { quote: mine.quote.clone(), ..theirs } } else { theirs };
        let laid = present.book.contains(JOINT);
        return opened.sealed == pending && (laid || pending.is_some()) && mine == draft.undated(&theirs);
    }
    untrack(|| draft.fragment_of_work()) == link::address(View::Plan, &draft.undated(&theirs), &[], None)
}

/// Puts the negotiated prices that this browser had in use with this work back in use.
fn restore_negotiated(draft: Draft, opened: &mut link::Opened) {
    let Some(id) = storage::negotiated().filter(|_| opened.negotiated && opened.sealed.is_none()) else { return };
    let laid = draft.books.with_untracked(|books| books.get(&id).and_then(|edition| edition.laid.clone()));
    if laid.is_some_and(|laid| laid.of == opened.document.book) {
        opened.document.book = id;
        opened.issues.retain(|issue| issue.code != Code::NEGOTIATED);
    }
}

/// The day from which the months of a link are counted: of a long one that says none, the day on which it was made.
fn pinned_day(opened: &link::Opened) -> Option<packwise_engine::date::Date> {
    opened.document.as_of.or(opened.made.as_ref().and_then(|made| made.day))
}

/// Whether the focus is where text is typed.
fn is_typing() -> bool {
    let focused = leptos::prelude::document().active_element();
    focused.is_some_and(|element| {
        let kind = element.get_attribute("type");
        match element.tag_name().as_str() {
            "TEXTAREA" => true,
            "INPUT" => !matches!(kind.as_deref(), Some("checkbox" | "radio" | "button" | "file")),
            _ => false,
        }
    })
}

/// Has `write` run before anything that could need what it writes.
fn write_early(write: impl Fn() + 'static) {
    let on_event = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let typing = event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| {
            let command = event.ctrl_key() || event.meta_key() || event.alt_key();
            let key = event.key();
            !command && (key.chars().count() == 1 || key == "Backspace" || key == "Delete")
        });
        if !typing {
            write();
        }
    });
    for name in ["pagehide", "visibilitychange", "pointerdown", "focusin", "keydown"] {
        // in the capturing phase, before anybody acts on it; the listener lives as long as the page
        let _ = leptos::prelude::window().add_event_listener_with_callback_and_bool(
            name,
            on_event.as_ref().unchecked_ref(),
            true,
        );
    }
    on_event.forget();
}

/// Whether an address is none of ours (a stray anchor, a link cut at its start): it must not wipe out the work.
fn names_no_work(hash: &str, opened: &link::Opened) -> bool {
    !hash.is_empty() && !opened.issues.is_empty() && is_empty(&opened.document) && !hash.contains("book=")
}

/// Whether a Document asks for nothing.
fn is_empty(document: &Document) -> bool {
    document.lines.is_empty()
        && document.demand.is_same()
        && document.owned.is_empty()
        && document.jobs.is_empty()
        && document.rates.is_empty()
}

/// Takes over what was opened, and where the price book of now is another one, shows then and now.
pub(super) fn take(draft: Draft, opened: link::Opened) {
    let document = Document { as_of: pinned_day(&opened), ..opened.document.clone() };
    draft.open(&document);
    draft.pin(&opened.document, opened.made.as_ref());
    let pending = opened.sealed.map(|sealed| Pending { sealed, document: draft.document.get_untracked() });
    draft.sealed.set(pending);
    // the view shows what the link says of it from the start, so that comes first
    draft.shown.set(opened.shown);
    draft.view.set(opened.view);
    draft.link_issues.set(opened.issues);
}

fn current_hash() -> String {
    let hash = leptos::prelude::window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}
