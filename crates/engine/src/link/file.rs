//! A Document as a file: `{"packwise": 1, "document": {…}, "made": {…}}`, named `….packwise.json`.
//!
//! The same in a file as in a long link: the Document, and what it was made with. Scenarios are kept in this form too,
//! with a `name`.
//!
//! This file imports `long`, and what `link` does.

use super::Made;
use crate::document::Document;
use crate::issue::{Code, Issue};
use crate::read::{At, Problems};
use serde_json::{Map, Value, json};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// How the name of such a file ends.
pub const ENDING: &str = ".packwise.json";

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// The Document.
    pub document: Document,
    /// What it was made with.
    pub made: Made,
    /// Its name; empty: none.
    pub name: String,
    /// The Document that it was made from, where that is known: what merging needs.
    pub base: Option<Document>,
}

impl Filed {
    /// The same as whoever gets the file may have it: without what tells negotiated prices or whose they are.
    #[must_use]
    pub fn published(&self) -> Self {
        Self {
            document: super::published(&self.document),
            base: self.base.as_ref().map(super::published),
            ..self.clone()
        }
    }
}

/// Writes a file.
#[must_use]
pub fn write(filed: &Filed) -> String {
    let mut made = filed.made.value();
    if let Some(made) = made.as_object_mut().filter(|_| !filed.made.each.is_empty()) {
        made.insert("each".to_owned(), json!(filed.made.each));
    }
    let mut map = Map::new();
    map.insert("packwise".to_owned(), json!(1));
    map.insert("document".to_owned(), json!(filed.document));
    map.insert("made".to_owned(), made);
    if !filed.name.is_empty() {
        map.insert("name".to_owned(), json!(filed.name));
    }
    if let Some(base) = &filed.base {
        map.insert("base".to_owned(), json!(base));
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(map)).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a file.
///
/// # Errors
/// All that is wrong with it, with paths into the file.
pub fn read(text: &str) -> Result<Filed, Vec<Issue>> {
    let one = |code, words: &str| vec![Issue::error("", code, words)];
    if text.len() > MAX_BYTES {
        return Err(one(Code::TOO_LARGE, "this file is larger than any that is read here (4 MiB)"));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Err(one(Code::NOT_JSON, "this file is not JSON: it was changed or cut, or is another one"));
    };
    if value.get("packwise").is_none() {
        return Err(one(Code::MISSING, "this is no file of Packwise: it does not begin with \"packwise\": 1"));
    }
    let problems = Problems::new();
    let read = fields(&At::root(&value, &problems));
    let (name, made) = problems.into_result(read)?;
    let under = |key: &str, issues: Vec<Issue>| -> Vec<Issue> {
        let at = |issue: Issue| {
            let joint = if issue.path.is_empty() || issue.path.starts_with('[') { "" } else { "." };
            Issue { path: format!("{key}{joint}{}", issue.path), ..issue }
        };
        issues.into_iter().map(at).collect()
    };
    let document = value.get("document").unwrap_or(&Value::Null);
    let document = Document::read(document).map_err(|issues| under("document", issues))?;
    // without its base a scenario is still the scenario
    let base = value.get("base").and_then(|base| Document::read(base).ok());
    Ok(Filed { document, made, name, base })
}

fn fields(at: &At<'_>) -> Option<(String, Made)> {
    let f = at.fields(&["packwise", "document", "made", "name", "base"])?;
    f.need("packwise").and_then(|at| at.whole(1, 1))?;
    f.need("document")?;
    let name = f.get("name").map_or(Some(String::new()), |at| at.text().map(str::to_owned));
    let nothing = Value::Null;
    let made = f.get("made").map(|at| at.value().clone()).unwrap_or_default();
    Some((name?, Made::read(&made, made.get("each").unwrap_or(&nothing))))
}
