//! Newer price books on the host: the page starts on the built-in ones, then asks the host for `books/v1/index.json`.
//!
//! Everything stays on the host that served the page. A book that is broken, or whose bytes are not those that the index
//! names, is named on the page and not used.

use super::Draft;
use gloo_net::http::Request;
use leptos::prelude::*;
use packwise_engine::book::Books;
use packwise_engine::issue::{Code, Issue};
use serde_json::Value;

/// What came of asking the host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostBooks {
    /// Titles of the books that were added.
    pub added: Vec<String>,
    /// What is wrong with those that could not be.
    pub issues: Vec<Issue>,
    /// Ids of those in whose place a local book of the same id is used.
    pub hidden: Vec<String>,
}

impl HostBooks {
    /// Whether a local book of this id is used in the place of the host's.
    #[must_use]
    pub fn has_hidden(&self, id: &str) -> bool {
        self.hidden.iter().any(|hidden| hidden == id)
    }
}

/// Asks the host for books that are not built in. A host without the folder is no fault.
pub async fn look_for_newer(draft: Draft) {
    let Some(index) = json("books/v1/index.json").await else { return };
    let Some(entries) = index.get("books").and_then(Value::as_array) else { return };
    let mut found = HostBooks::default();
    for entry in entries.iter().take(100) {
        let field = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, file, sha256) = (field("id"), field("file"), field("sha256"));
        let known =
            draft.books.with_untracked(|books| books.get(&id).map(|edition| (edition.local, edition.digest == sha256)));
        if let Some((true, same)) = known {
            // of the same bytes it is the host's book, whoever put it here
            if !same {
                found.issues.push(hidden(&id));
            }
            found.hidden.push(id);
            continue;
        }
        let plain = !file.is_empty() && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if known.is_some() || Books::is_built_in(&id) || !plain {
            continue;
        }
        let Some(text) = text(&format!("books/v1/{file}")).await else { continue };
        let mut books = draft.books.get_untracked();
        match books.add(&text) {
            Ok(edition) if edition.digest == sha256 && edition.book.id == id => {
                found.added.push(edition.book.title.clone());
                draft.books.set(books);
            }
            Ok(_) => {
                let words = format!("{file} on this host is not the file that its index names; it is not used");
                found.issues.push(Issue::warning(format!("books.{file}"), Code::CONTRADICTION, words));
            }
            Err(issues) => {
                // the first of many is enough to say that, and why, the book is not used
                let first = issues.into_iter().next();
                let code = first.as_ref().map_or(Code::NOT_JSON, |issue| issue.code);
                let why = first.map(|issue| issue.to_string()).unwrap_or_default();
                let words = format!("{file} on this host cannot be used: {why}");
                found.issues.push(Issue::warning(format!("books.{file}"), code, words));
            }
        }
    }
    draft.host.set(found);
    draft.lay_again();
}

/// That a person's own book stands in the way of one of the host's.
fn hidden(id: &str) -> Issue {
    let words = format!(
        "This host has a price book “{id}”, and so have you: your own is used, not the host’s. To use the host’s, give yours \
         an id and an edition of its own, or remove it (Prices, “Your own prices”)."
    );
    Issue::warning(format!("books.{id}"), Code::DUPLICATE_ID, words)
}

/// The file of a published book on the host that served the page.
pub(super) async fn file_of(id: &str) -> Option<String> {
    text(&format!("books/v1/{id}.json")).await
}

async fn text(url: &str) -> Option<String> {
    let response = Request::get(url).cache(web_sys::RequestCache::NoCache).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}

async fn json(url: &str) -> Option<Value> {
    serde_json::from_str(&text(url).await?).ok()
}
