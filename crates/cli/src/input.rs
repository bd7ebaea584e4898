//! What is read: files and standard input, as bytes, text or JSON; the price books at hand.
//!
//! JSON is read as `JSON.parse` and the npm package read it: every number is the nearest float, of two equal keys the last
//! holds, and no more of it is taken than the package takes.

use crate::output::{Failure, not_json};
use packwise_engine::book::Books;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::read::{Problems, brief};
use serde_json::{Map, Number, Value};
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

/// The most bytes of one file; many times what the engine reads of any.
const MOST_BYTES: u64 = 64 << 20;
/// As in the npm package (crates/js/src/cross.rs): the most values, entries of a list, UTF-16 units of a text and of all.
const MOST_VALUES: usize = 200_000;
const MOST_ENTRIES: usize = 100_000;
const MOST_TEXT: usize = 100_000;
const MOST_TEXTS: usize = 4_000_000;
/// The deepest that lists and objects may stand in one another.
const DEEPEST: usize = 32;

/// The text of a file, or of standard input for `-`. A mark of byte order before it is no part of it.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let named = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let cannot = |error: &io::Error| Failure::File(format!("cannot read {named}: {error}"));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        if io::stdin().is_terminal() {
            eprintln!("packwise reads from the terminal; Ctrl-D ends the input");
        }
        take(&mut io::stdin().lock(), &mut bytes).map_err(|error| cannot(&error))?;
    } else {
        let mut file = File::open(path).map_err(|error| cannot(&error))?;
        take(&mut file, &mut bytes).map_err(|error| cannot(&error))?;
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        let words = format!("{named} is larger than anything that is read here ({MOST_BYTES} bytes)");
        return Err(vec![Issue::error("", Code::TOO_LARGE, words)].into());
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::File(format!("{named} is not text in UTF-8")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn take(from: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<usize> {
    from.take(MOST_BYTES + 1).read_to_end(bytes)
}

/// The JSON of a file.
pub(crate) fn json(path: &Path) -> Result<Value, Failure> {
    let text = text(path)?;
    let value = serde_json::from_str(&text).map_err(|error| not_json(&error))?;
    Ok(taken(value)?)
}

/// The shipped books, and those of the files.
pub(crate) fn shelf(files: &[PathBuf]) -> Result<Books, Failure> {
    let mut books = Books::shipped();
    for file in files {
        let json = text(file)?;
        let named = |mut issue: Issue| {
            issue.words = format!("{}: {}", file.display(), issue.words);
            issue
        };
        let lent = books.add_local(&json);
        lent.map_err(|issues| issues.into_iter().map(named).collect::<Vec<Issue>>())?;
    }
    Ok(books)
}

/// A value as the npm package takes it.
fn taken(value: Value) -> Result<Value, Vec<Issue>> {
    let problems = Problems::new();
    let mut walk = Walk { problems: &problems, values: MOST_VALUES, texts: MOST_TEXTS, depth: 0 };
    let read = walk.value(value, "");
    problems.into_result(read)
}

struct Walk<'a> {
    problems: &'a Problems,
    values: usize,
    texts: usize,
    depth: usize,
}

impl Walk<'_> {
    fn wrong<T>(&self, path: &str, code: Code, words: &str) -> Option<T> {
        self.problems.add(Issue::error(path, code, words));
        None
    }

    fn value(&mut self, value: Value, path: &str) -> Option<Value> {
        let Some(values) = self.values.checked_sub(1) else {
            return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
        };
        self.values = values;
        match value {
            Value::Null | Value::Bool(_) => Some(value),
            Value::Number(number) => {
                let nearest = number.as_f64().and_then(Number::from_f64).map(Value::Number);
                nearest.or_else(|| self.wrong(path, Code::NOT_A_NUMBER, "NaN and Infinity are not numbers of JSON"))
            }
            Value::String(text) => self.text(text, path).map(Value::String),
            Value::Array(_) | Value::Object(_) => {
                if self.depth >= DEEPEST {
                    let words = "lists and objects stand deeper in one another here than is read";
                    return self.wrong(path, Code::TOO_LARGE, words);
                }
                self.depth += 1;
                let read = match value {
                    Value::Array(list) => self.list(list, path).map(Value::Array),
                    Value::Object(fields) => self.object(fields, path).map(Value::Object),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
                };
                self.depth -= 1;
                read
            }
        }
    }

    fn text(&mut self, text: String, path: &str) -> Option<String> {
        let length = text.encode_utf16().count();
        let Some(left) = self.texts.checked_sub(length).filter(|_| length <= MOST_TEXT) else {
            return self.wrong(path, Code::TOO_LARGE, "this text is longer than any that is read here");
        };
        self.texts = left;
        Some(text)
    }

    fn list(&mut self, list: Vec<Value>, path: &str) -> Option<Vec<Value>> {
        if list.len() > MOST_ENTRIES {
            return self.wrong(path, Code::TOO_MANY, "this list is longer than any that is read here");
        }
        let mut read = Some(Vec::new());
        for (index, entry) in list.into_iter().enumerate() {
            if self.values == 0 {
                return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
            }
            let entry = self.value(entry, &format!("{path}[{index}]"));
            read = read.zip(entry).map(|(mut read, entry)| {
                read.push(entry);
                read
            });
        }
        read
    }

    fn object(&mut self, fields: Map<String, Value>, path: &str) -> Option<Map<String, Value>> {
        let mut read = Some(Map::new());
        for (key, value) in fields {
            if self.values == 0 {
                return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
            }
            let Some(key) = self.text(key, path) else {
                read = None;
                continue;
            };
            let path = if path.is_empty() { brief(&key) } else { format!("{path}.{}", brief(&key)) };
            let value = self.value(value, &path);
            read = read.zip(value).map(|(mut read, value)| {
                read.insert(key, value);
                read
            });
        }
        read
    }
}
