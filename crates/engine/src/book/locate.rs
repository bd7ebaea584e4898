//! Where in a file a path points: the line and the column, for a person who has the file open; and keys that stand twice.
//!
//! serde keeps no places, and of two equal keys in one object it keeps the last without a word. So the text is walked
//! once more, and every value's path is made as the reader makes it ([`crate::read`]). The walk judges nothing: what is
//! JSON is serde_json's business. Of a text that is not, the walk knows what stands before the fault.
//!
//! This file imports `issue`, `places` and `read`.

use crate::issue::{Code, Issue};
use crate::places;
use crate::read;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// How deep objects and lists may stand in one another; serde_json reads no deeper either.
const MOST_DEPTH: u32 = 128;

/// A place in a text. Both count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column in that line.
    pub column: u32,
}

/// Where the value stands that a path such as `packs[2].price` names; where there is none, the nearest object or list
/// that should hold it. `None` where the text has no value at all.
#[must_use]
pub fn locate(json: &str, path: &str) -> Option<Place> {
    locate_all(json, &[path]).pop().flatten()
}

/// The same for many paths, in one pass over the text. The answer has an entry for each path, in their order.
#[must_use]
pub fn locate_all(json: &str, paths: &[&str]) -> Vec<Option<Place>> {
    let offsets: Vec<Option<usize>> = find(json, paths).iter().map(|spot| spot.as_ref().map(|it| it.value)).collect();
    lines(json, &offsets)
}

/// Where each issue of a file points, in their order: the value that is wrong, the key that nobody reads or that stands
/// twice, the object that lacks a key, or where the text ceases to be JSON. `None` where the whole file is meant.
#[must_use]
pub fn places(json: &str, issues: &[Issue]) -> Vec<Option<Place>> {
    if json.len() > super::MAX_BYTES {
        return issues.iter().map(|_| None).collect();
    }
    let paths: Vec<&str> = issues.iter().map(|issue| issue.path.as_str()).collect();
    let mut offsets = Vec::new();
    for (spot, issue) in find(json, &paths).iter().zip(issues) {
        let at_key = issue.code == Code::UNKNOWN_KEY || issue.code == Code::DUPLICATE_KEY;
        let of_the_whole = issue.path.is_empty() && issue.code != Code::WRONG_TYPE;
        offsets.push(match spot {
            _ if issue.code == Code::NOT_JSON => {
                serde_json::from_str::<Value>(json).err().map(|error| offset_of(json, &error))
            }
            Some(spot) if !of_the_whole => {
                Some(if at_key && spot.matched == issue.path.len() { spot.key } else { spot.value })
            }
            Some(_) | None => None,
        });
    }
    lines(json, &offsets)
}

/// The issue of a text that is no JSON: its words name the place.
pub(crate) fn not_json(json: &str, error: &serde_json::Error) -> Issue {
    let said = error.to_string();
    // serde_json counts columns in bytes; a person counts characters
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    let place = lines(json, &[Some(offset_of(json, error))]).pop().flatten().unwrap_or(Place { line: 1, column: 1 });
    let words = format!("this is not JSON: {what}, line {} column {}", place.line, place.column);
    Issue::error("", Code::NOT_JSON, words)
}

/// The keys that stand twice in one object, each an issue at its path.
pub(super) fn repeated_keys(json: &str) -> Vec<Issue> {
    let issue = |path: String| {
        let words = "this key stands twice in one object, and only one of its values could hold; keep one";
        Issue::error(path, Code::DUPLICATE_KEY, words)
    };
    repeated_paths(json).into_iter().take(read::MOST_ISSUES).map(issue).collect()
}

/// The path of each key that stands twice in one object.
pub(crate) fn repeated_paths(json: &str) -> Vec<String> {
    walk(json, &mut |_| {})
}

/// The byte at which serde_json stopped.
fn offset_of(json: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let start = match before.checked_sub(1) {
        None => 0,
        Some(nth) => json.match_indices('\n').nth(nth).map_or(json.len(), |(at, _)| at + 1),
    };
    let mut at = start.saturating_add(error.column().saturating_sub(1)).min(json.len());
    while !json.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Lines and columns of bytes, in one pass over the text.
fn lines(text: &str, offsets: &[Option<usize>]) -> Vec<Option<Place>> {
    let order = places::sorted(offsets.len(), &mut |a, b| offsets[a].cmp(&offsets[b]));
    let mut found = vec![None; offsets.len()];
    let (mut at, mut place) = (0, Place { line: 1, column: 1 });
    for nth in order {
        let Some(offset) = offsets[nth] else { continue };
        for char in text.get(at..offset).unwrap_or_default().chars() {
            place = match char {
                '\n' => Place { line: place.line.saturating_add(1), column: 1 },
                _ => Place { column: place.column.saturating_add(1), ..place },
            };
        }
        at = offset;
        found[nth] = Some(place);
    }
    found
}

/// What was found of a path, in bytes from the start of the text.
#[derive(Clone, Debug)]
struct Spot {
    /// Where the key stands; of a list's entry and of the whole, where the value does.
    key: usize,
    /// Where the value stands.
    value: usize,
    /// How much of the path this is the value of.
    matched: usize,
}

/// The last and deepest value on the way of each path: where a key stands twice, the value that serde_json keeps.
fn find(json: &str, paths: &[&str]) -> Vec<Option<Spot>> {
    let order = places::sorted(paths.len(), &mut |a, b| paths[a].cmp(paths[b]));
    let mut spots: Vec<Option<Spot>> = vec![None; paths.len()];
    walk(json, &mut |seen: Seen<'_>| {
        // the paths that begin with this one stand together
        let first = order.partition_point(|&nth| paths[nth] < seen.path);
        for &nth in order.iter().skip(first) {
            let Some(rest) = paths[nth].strip_prefix(seen.path) else { break };
            let below = rest.is_empty() || seen.path.is_empty() || rest.starts_with(['.', '[']);
            let matched = seen.path.len();
            if below && spots[nth].as_ref().is_none_or(|spot| spot.matched <= matched) {
                spots[nth] = Some(Spot { key: seen.key, value: seen.value, matched });
            }
        }
    });
    spots
}

/// A value that the walk comes to.
struct Seen<'a> {
    path: &'a str,
    key: usize,
    value: usize,
}

/// Walks a text from value to value, and gives the paths of the keys that stand twice.
fn walk(text: &str, see: &mut dyn FnMut(Seen<'_>)) -> Vec<String> {
    let mut walker = Walker { text, at: 0, path: String::new(), see, repeated: Vec::new() };
    walker.blank();
    // a text that is no JSON ends the walk where it ceases to be
    let _ = walker.value(walker.at, 0);
    walker.repeated
}

struct Walker<'a, 's> {
    text: &'a str,
    /// The next byte.
    at: usize,
    /// The path of the value at hand.
    path: String,
    see: &'s mut dyn FnMut(Seen<'_>),
    repeated: Vec<String>,
}

impl<'a> Walker<'a, '_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.next() == Some(byte)).then(|| self.at += 1)
    }

    fn blank(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, key: usize, depth: u32) -> Option<()> {
        (self.see)(Seen { path: &self.path, key, value: self.at });
        if depth == MOST_DEPTH {
            return None;
        }
        match self.next()? {
            b'{' => self.object(depth + 1),
            b'[' => self.list(depth + 1),
            b'"' => self.quoted().map(|_| ()),
            _ => {
                let start = self.at;
                while matches!(self.next(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'+' | b'.')) {
                    self.at += 1;
                }
                (self.at > start).then_some(())
            }
        }
    }

    fn object(&mut self, depth: u32) -> Option<()> {
        self.eat(b'{')?;
        self.blank();
        if self.eat(b'}').is_some() {
            return Some(());
        }
        let mut keys: Vec<Cow<'a, str>> = Vec::new();
        loop {
            let at = self.at;
            let key = plain(self.quoted()?)?;
            self.blank();
            self.eat(b':')?;
            self.blank();
            let above = self.path.len();
            if above > 0 {
                self.path.push('.');
            }
            self.path.push_str(&read::brief(&key));
            let ended = self.value(at, depth);
            self.path.truncate(above);
            keys.push(key);
            ended?;
            self.blank();
            if self.eat(b'}').is_some() {
                break;
            }
            self.eat(b',')?;
            self.blank();
        }
        let order = places::sorted(keys.len(), &mut |a, b| keys[a].cmp(&keys[b]));
        let mut told = None;
        for pair in order.windows(2) {
            let [first, second] = pair else { continue };
            if keys[*first] == keys[*second] && told != Some(&keys[*first]) {
                told = Some(&keys[*first]);
                self.repeated.push(read::join(&self.path, &keys[*first]));
            }
        }
        Some(())
    }

    fn list(&mut self, depth: u32) -> Option<()> {
        self.eat(b'[')?;
        self.blank();
        if self.eat(b']').is_some() {
            return Some(());
        }
        let above = self.path.len();
        for index in 0_usize.. {
            self.path.push_str(&format!("[{index}]"));
            let ended = self.value(self.at, depth);
            self.path.truncate(above);
            ended?;
            self.blank();
            if self.eat(b']').is_some() {
                break;
            }
            self.eat(b',')?;
            self.blank();
        }
        Some(())
    }

    /// A text with its quotes and escapes.
    fn quoted(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(start..self.at)
    }
}

/// What a quoted text says.
fn plain(quoted: &str) -> Option<Cow<'_, str>> {
    if !quoted.contains('\\') {
        return quoted.get(1..quoted.len().checked_sub(1)?).map(Cow::Borrowed);
    }
    match serde_json::from_str(quoted) {
        Ok(Value::String(text)) => Some(Cow::Owned(text)),
        Ok(_) | Err(_) => None,
    }
}
