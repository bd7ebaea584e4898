//! Two Documents that came from one, made one again.
//!
//! What only one of them changed is taken; what both changed alike is taken once; what both changed differently is a
//! conflict: then mine stays, and theirs is told. Nothing that either entered is lost without a word: what one removed and
//! the other changed is kept, and is a conflict too. Edits that do not touch each other merge in any order to the same.
//!
//! This file imports `align`, `said` and `issue`.

use super::align::{align, other_kind};
use super::said::Document;
use crate::issue::{Code, Issue};
use serde::Serialize;
use serde_json::{Map, Value};

/// What both changed, and not alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// Where it stands in the merged Document.
    pub path: String,
    /// What it said before; null where it was not there.
    pub base: Value,
    /// What it says in mine; null where it is not there.
    pub mine: Value,
    /// What it says in theirs; null where it is not there.
    pub theirs: Value,
}

/// Two Documents, made one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Merged {
    /// The Document.
    pub document: Document,
    /// What both changed differently.
    pub conflicts: Vec<Conflict>,
}

/// Merges what `mine` and `theirs` made of `base`.
///
/// # Errors
/// That what they make together is no Document any more, e.g. because it has too many lines.
pub fn merge(base: &Document, mine: &Document, theirs: &Document) -> Result<Merged, Vec<Issue>> {
    merge_with(base, mine, theirs, &[])
}

/// The same, where theirs is taken of the conflicts at these places of [`Merged::conflicts`]; of all others mine stays.
/// Which conflicts there are, and their order, does not depend on what is taken.
///
/// # Errors
/// As [`merge`].
pub fn merge_with(base: &Document, mine: &Document, theirs: &Document, taken: &[usize]) -> Result<Merged, Vec<Issue>> {
    let value = |document: &Document| serde_json::to_value(document).ok();
    let mut found = Found { conflicts: Vec::new(), taken };
    let (base, mine, theirs) = (value(base), value(mine), value(theirs));
    let merged = of([base.as_ref(), mine.as_ref(), theirs.as_ref()], "", &mut found);
    let lost = || vec![Issue::error("", Code::MISSING, "nothing is left of what was merged")];
    let document = Document::read(&merged.ok_or_else(lost)?)?;
    Ok(Merged { document, conflicts: found.conflicts })
}

/// The conflicts so far, and of which theirs is taken.
struct Found<'a> {
    conflicts: Vec<Conflict>,
    taken: &'a [usize],
}

/// One value of base, mine and theirs, wherever they have it.
fn of(all: [Option<&Value>; 3], path: &str, found: &mut Found<'_>) -> Option<Value> {
    let [base, mine, theirs] = all;
    if mine == theirs || base == theirs {
        return mine.cloned();
    }
    if base == mine {
        return theirs.cloned();
    }
    match (base, mine, theirs) {
        (Some(b @ Value::Object(base)), Some(m @ Value::Object(mine)), Some(t @ Value::Object(theirs)))
            if !other_kind(b, m) && !other_kind(b, t) =>
        {
            let mut merged = Map::new();
            let keys = base.keys().chain(mine.keys()).chain(theirs.keys());
            for key in keys {
                if merged.contains_key(key) {
                    continue;
                }
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if let Some(value) = of([base.get(key), mine.get(key), theirs.get(key)], &at, found) {
                    merged.insert(key.clone(), value);
                }
            }
            Some(Value::Object(merged))
        }
        // a list that was not there before was an empty one
        (None | Some(Value::Array(_)), Some(Value::Array(mine)), Some(Value::Array(theirs))) => {
            let base = base.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            Some(Value::Array(lists(base, mine, theirs, path, found)))
        }
        _ => {
            let value = |side: Option<&Value>| side.cloned().unwrap_or_default();
            let taken = found.taken.contains(&found.conflicts.len());
            found.conflicts.push(Conflict {
                path: path.to_owned(),
                base: value(base),
                mine: value(mine),
                theirs: value(theirs),
            });
            // what one took away and the other changed stays, until somebody chooses
            if taken { theirs.cloned() } else { mine.or(theirs).cloned() }
        }
    }
}

/// What one side made of a list: of each entry of the base, and what it put before it (the last: at the end).
struct Side<'a> {
    kept: Vec<Option<&'a Value>>,
    put: Vec<Vec<&'a Value>>,
}

impl<'a> Side<'a> {
    fn new(base: &[Value], side: &'a [Value]) -> Self {
        let mut kept = vec![None; base.len()];
        let mut put = vec![Vec::new(); base.len() + 1];
        let mut next = 0;
        for (from, to) in align(base, side) {
            let value = to.and_then(|to| side.get(to));
            match from {
                Some(from) => {
                    if let Some(place) = kept.get_mut(from) {
                        *place = value;
                    }
                    next = from + 1;
                }
                None => {
                    if let Some(place) = put.get_mut(next) {
                        place.extend(value);
                    }
                }
            }
        }
        Self { kept, put }
    }
}

fn lists(base: &[Value], mine: &[Value], theirs: &[Value], path: &str, found: &mut Found<'_>) -> Vec<Value> {
    let (mine, theirs) = (Side::new(base, mine), Side::new(base, theirs));
    let mut merged = Vec::new();
    for (at, (put, other)) in mine.put.iter().zip(&theirs.put).enumerate() {
        merged.extend(put.iter().copied().cloned());
        // what both put there is there once
        let mut both = put.clone();
        for value in other {
            match both.iter().position(|known| known == value) {
                Some(at) => {
                    both.swap_remove(at);
                }
                None => merged.push((*value).clone()),
            }
        }
        let Some(entry) = base.get(at) else { continue };
        let side = |side: &Side<'_>| side.kept.get(at).copied().flatten().cloned();
        let (mine, theirs) = (side(&mine), side(&theirs));
        let here = format!("{path}[{}]", merged.len());
        merged.extend(of([Some(entry), mine.as_ref(), theirs.as_ref()], &here, found));
    }
    merged
}
