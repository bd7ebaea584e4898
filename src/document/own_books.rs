//! Books of one's own: at hand in this browser only, and kept in it. Nothing here sends anything anywhere.
//!
//! Each is kept under a key of its own, so that two open pages do not undo each other's. What was kept is checked again
//! when it is read; what cannot be used any more is named, and stays where it is until somebody removes it.

use super::storage::store;
use super::{DEFAULT_BOOK, Draft};
use leptos::prelude::*;
use packwise_engine::book::{Books, Edition, JOINT, Lent, MAX_BYTES};
use packwise_engine::issue::{Code, Issue};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the keys of the browser's store begin with; the id of the book follows.
const PREFIX: &str = "packwise.book.v1.";

/// What is to be known of a person's own books, beside the books themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnBooks {
    /// Ids of books that the browser did not keep: they last as long as the page.
    pub unkept: Vec<String>,
    /// What was kept and can no longer be used.
    pub broken: Vec<Broken>,
    /// What was removed since the page was opened: undoing may ask for it.
    pub removed: Vec<Arc<Edition>>,
}

/// A kept file that can no longer be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The id that it was kept under.
    pub id: String,
    /// The file.
    pub text: Arc<str>,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
}

/// Puts the kept books on the shelf.
pub(super) fn load(books: &mut Books) -> OwnBooks {
    let mut own = OwnBooks::default();
    let Some(store) = store() else { return own };
    let mut kept = BTreeMap::new();
    let count = store.length().unwrap_or(0);
    kept.extend((0..count).filter_map(|at| {
        let key = store.key(at).ok().flatten()?;
        let text = store.get_item(&key).ok().flatten()?;
        Some((key.strip_prefix(PREFIX)?.to_owned(), text))
    }));
    // what lies over an edition comes after the editions
    let (laid, whole): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(id, _)| id.contains(JOINT));
    for (id, text) in whole.into_iter().chain(laid) {
        if let Err(issues) = lend(books, &text) {
            own.broken.push(Broken { id, text: Arc::from(text), issues });
        }
    }
    own
}

/// Puts a book on the shelf, unless it is too large to be read at all.
fn lend(books: &mut Books, text: &str) -> Result<Lent, Vec<Issue>> {
    if text.len() > MAX_BYTES {
        return Err(vec![too_large()]);
    }
    books.add_local(text)
}

/// That a file is too large to be read.
#[must_use]
pub fn too_large() -> Issue {
    Issue::error("", Code::TOO_LARGE, "A price book has at most 4 MiB; this is larger and was not read.")
}

/// Keeps a text under an id; without a text, forgets it. False where the browser refuses.
fn keep(id: &str, text: Option<&str>) -> bool {
    let key = format!("{PREFIX}{id}");
    let kept = store().map(|store| match text {
        Some(text) => store.set_item(&key, text),
        None => store.remove_item(&key),
    });
    matches!(kept, Some(Ok(())))
}

impl Draft {
    /// What is wrong with a book of one's own; nothing where it could be used.
    #[must_use]
    pub fn check_own(self, text: &str) -> Vec<Issue> {
        let mut books = self.books.get_untracked();
        lend(&mut books, text).err().unwrap_or_default()
    }

    /// Uses a book of one's own: as [`Draft::add_own`], and chooses it. Of the same provider, the work goes along.
    ///
    /// # Errors
    /// All that is wrong with it; everything is then as it was.
    pub fn use_own(self, text: &str) -> Result<Lent, Vec<Issue>> {
        let lent = self.add_own(text)?;
        let id = &lent.edition.book.id;
        if self.book.get_untracked() != *id {
            self.switch_book(id);
        }
        Ok(lent)
    }

    /// Puts a book of one's own on the shelf and keeps it in the browser.
    ///
    /// # Errors
    /// All that is wrong with it; everything is then as it was.
    pub fn add_own(self, text: &str) -> Result<Lent, Vec<Issue>> {
        let mut books = self.books.get_untracked();
        let lent = lend(&mut books, text)?;
        let id = lent.edition.book.id.clone();
        self.books.set(books);
        if lent.edition.local {
            let kept = keep(&id, Some(text));
            self.own.update(|own| {
                own.removed.retain(|removed| removed.book.id != id);
                own.broken.retain(|broken| broken.id != id);
                own.unkept.retain(|unkept| *unkept != id);
                if !kept {
                    own.unkept.push(id);
                }
            });
        }
        Ok(lent)
    }

    /// Takes a book of one's own away and gives it back, so that it can be used again. Where it was the chosen one, the
    /// page's first book is chosen; of the same provider, the work goes along.
    pub fn remove_own(self, id: &str) -> Option<Arc<Edition>> {
        let mut books = self.books.get_untracked();
        let edition = books.remove_local(id)?;
        keep(id, None);
        // the work finds its way from a book that is still there
        if self.book.get_untracked() == id {
            self.switch_book(edition.laid.as_ref().map_or(DEFAULT_BOOK, |laid| &laid.of));
        }
        self.books.set(books);
        self.own.update(|own| {
            own.unkept.retain(|unkept| unkept != id);
            own.removed.retain(|removed| removed.book.id != id);
            own.removed.push(Arc::clone(&edition));
        });
        // the host may have a book of that id, which this one stood in the way of
        if self.host.with_untracked(|host| host.has_hidden(id)) {
            leptos::task::spawn_local(super::shelf::look_for_newer(self));
        }
        Some(edition)
    }

    /// Puts a book of one's own back that was removed while this page is open: undoing reached work that is priced by it.
    pub(super) fn bring_back_own(self, id: &str) {
        let removed = self.own.with_untracked(|own| own.removed.iter().find(|removed| removed.book.id == id).cloned());
        let text = removed.and_then(|removed| removed.text.clone());
        if let Some(text) = text.filter(|_| self.books.with_untracked(|books| books.get(id).is_none())) {
            // it was used before, so it can be used again; should it not, the page names the unknown book
            let _ = self.add_own(&text);
        }
    }

    /// Tries again what lies over an edition that the host has sent only now.
    pub(super) fn lay_again(self) {
        let waiting: Vec<Broken> = self.own.with_untracked(|own| own.broken.clone());
        for Broken { id, text, .. } in waiting.into_iter().filter(|broken| broken.id.contains(JOINT)) {
            let mut books = self.books.get_untracked();
            if lend(&mut books, &text).is_ok() {
                self.books.set(books);
                self.own.update(|own| own.broken.retain(|broken| broken.id != id));
            }
        }
    }

    /// Forgets a kept file that can no longer be used.
    pub fn forget_broken(self, id: &str) {
        keep(id, None);
        self.own.update(|own| own.broken.retain(|broken| broken.id != id));
    }

    /// The file of an edition as it was given: of shipped and of local ones it is at hand, of others the host has it.
    pub async fn text_of(self, edition: &Edition) -> Option<String> {
        let id = &edition.book.id;
        let file = format!("{id}.json");
        let shipped = Books::shipped_files().iter().find(|(name, _)| *name == file);
        match (&edition.text, shipped) {
            (Some(text), _) => Some(text.to_string()),
            (None, Some((_, text))) => Some((*text).to_owned()),
            (None, None) => super::shelf::file_of(id).await,
        }
    }
}
