//! What differs between two Documents, field by field and line by line. Of equal Documents: nothing.
//!
//! A Document is compared as the plain value that it is, so whatever fields it has are compared.
//!
//! This file imports `align` and `said`.

use super::align::{align, other_kind};
use super::said::Document;
use serde::Serialize;
use serde_json::Value;

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Where it stands in the first Document, e.g. `lines[2].count`; none where it is only in the second.
    pub from: Option<String>,
    /// Where it stands in the second; none where it is only in the first.
    pub to: Option<String>,
    /// What it says in the first; null where it is only in the second.
    pub before: Value,
    /// What it says in the second; null where it is only in the first.
    pub after: Value,
}

/// What differs from one Document to another. An entry of a list that stands elsewhere, and is otherwise the same, is one
/// difference whose two sides say the same.
#[must_use]
pub fn diff(before: &Document, after: &Document) -> Vec<Difference> {
    let value = |document: &Document| serde_json::to_value(document).unwrap_or_default();
    let mut found = Vec::new();
    compare(&value(before), &value(after), ["", ""], &mut found);
    found
}

fn compare(a: &Value, b: &Value, [at_a, at_b]: [&str; 2], found: &mut Vec<Difference>) {
    if a == b {
        return;
    }
    match (a, b) {
        (Value::Object(left), Value::Object(right)) if !other_kind(a, b) => {
            let more = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(more) {
                let (at_a, at_b) = (join(at_a, key), join(at_b, key));
                match (left.get(key), right.get(key)) {
                    (Some(a), Some(b)) => compare(a, b, [&at_a, &at_b], found),
                    (a, b) => field(a, b, [&at_a, &at_b], found),
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => lists(left, right, [at_a, at_b], found),
        _ => found.push(difference(Some((at_a, a)), Some((at_b, b)))),
    }
}

/// A field that only one of the two has; of a list each entry.
fn field(a: Option<&Value>, b: Option<&Value>, [at_a, at_b]: [&str; 2], found: &mut Vec<Difference>) {
    match (a, b) {
        (Some(Value::Array(a)), None) => lists(a, &[], [at_a, at_b], found),
        (None, Some(Value::Array(b))) => lists(&[], b, [at_a, at_b], found),
        _ => found.push(difference(a.map(|a| (at_a, a)), b.map(|b| (at_b, b)))),
    }
}

fn lists(a: &[Value], b: &[Value], [at_a, at_b]: [&str; 2], found: &mut Vec<Difference>) {
    let first = found.len();
    for (left, right) in align(a, b) {
        let of = |list: &[Value], at: &str, place: Option<usize>| {
            place.and_then(|place| Some((format!("{at}[{place}]"), list.get(place)?.clone())))
        };
        match (of(a, at_a, left), of(b, at_b, right)) {
            (Some((at_a, a)), Some((at_b, b))) => compare(&a, &b, [&at_a, &at_b], found),
            (left, right) => found.push(difference(
                left.as_ref().map(|(at, value)| (at.as_str(), value)),
                right.as_ref().map(|(at, value)| (at.as_str(), value)),
            )),
        }
    }
    moves(first, found);
}

/// What was removed here and added there is what moved.
fn moves(first: usize, found: &mut Vec<Difference>) {
    let mut at = first;
    while at < found.len() {
        let here = &found[at];
        let lone = here.from.is_none() != here.to.is_none();
        let gone = here.to.is_none();
        let value = if gone { here.before.clone() } else { here.after.clone() };
        let other = found.iter().enumerate().skip(at + 1).find(|(_, there)| {
            lone && if gone {
                there.from.is_none() && there.after == value
            } else {
                there.to.is_none() && there.before == value
            }
        });
        if let Some((place, _)) = other {
            let there = found.remove(place);
            let here = &mut found[at];
            if gone {
                (here.to, here.after) = (there.to, there.after);
            } else {
                (here.from, here.before) = (there.from, there.before);
            }
        }
        at += 1;
    }
}

fn difference(a: Option<(&str, &Value)>, b: Option<(&str, &Value)>) -> Difference {
    Difference {
        from: a.map(|(at, _)| at.to_owned()),
        to: b.map(|(at, _)| at.to_owned()),
        before: a.map(|(_, value)| value.clone()).unwrap_or_default(),
        after: b.map(|(_, value)| value.clone()).unwrap_or_default(),
    }
}

fn join(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}
