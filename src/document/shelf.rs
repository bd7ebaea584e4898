//! Newer price books on the host: the page starts on the built-in ones, then asks the host for `books/v1/index.json`.
//!
//! Everything stays on the host that served the page. A book that is broken, or whose bytes are not those that the index
//! names, is named on the page and not used.

use super::Draft;
use gloo_net::http::Request;
use leptos::prelude::*;
use serde_json::Value;

/// What came of asking the host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HostBooks {
    /// Not asked yet, or the host has no newer ones.
    #[default]
    Nothing,
    /// Books that were added, by title.
    Added(Vec<String>),
    /// Why one could not be used, in words.
    Refused(String),
}

/// Asks the host for books that are not built in. A host without the folder is no fault.
pub async fn look_for_newer(draft: Draft) -> HostBooks {
    let Some(index) = json("books/v1/index.json").await else {
        return HostBooks::Nothing;
    };
    let Some(entries) = index.get("books").and_then(Value::as_array) else {
        return HostBooks::Nothing;
    };
    let mut added = Vec::new();
    for entry in entries.iter().take(100) {
        let field = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, file, sha256) = (field("id"), field("file"), field("sha256"));
        let known = draft.books.with_untracked(|books| books.get(&id).is_some());
        let plain = !file.is_empty() && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if known || !plain {
            continue;
        }
        let Some(text) = text(&format!("books/v1/{file}")).await else {
            continue;
        };
        let mut books = draft.books.get_untracked();
        match books.add(&text) {
            Ok(edition) if edition.digest == sha256 && edition.book.id == id => {
                added.push(edition.book.title.clone());
                draft.books.set(books);
            }
            Ok(_) => return HostBooks::Refused(format!("{file} on this host is not the file that its index names")),
            Err(issues) => {
                let first = issues.first().map(ToString::to_string).unwrap_or_default();
                return HostBooks::Refused(format!("{file} on this host cannot be used: {first}"));
            }
        }
    }
    if added.is_empty() { HostBooks::Nothing } else { HostBooks::Added(added) }
}

async fn text(url: &str) -> Option<String> {
    let response = Request::get(url).cache(web_sys::RequestCache::NoCache).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}

async fn json(url: &str) -> Option<Value> {
    serde_json::from_str(&text(url).await?).ok()
}
