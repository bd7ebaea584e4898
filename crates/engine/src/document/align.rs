//! Which entry of one list is which of another: what comparing and merging Documents rest on.
//!
//! Entries have no ids. Equal entries are the same; then those that are about the same thing (a line's rate, a pack's pool);
//! what is left between two that were found is matched in order. So a line that was changed is a changed line, and not one
//! removed and one added.
//!
//! This file imports nothing from the crate.

use serde_json::Value;

/// What says what an entry is about, the most telling first.
const ABOUT: [&str; 7] = ["id", "rate", "model_id", "model", "name", "line", "pool"];

/// Pairs of places, in the order of both lists: in both; in the first only (removed); in the second only (added).
pub(super) fn align(a: &[Value], b: &[Value]) -> Vec<(Option<usize>, Option<usize>)> {
    let scalars = |list: &[Value]| list.iter().all(|entry| !entry.is_object());
    if a.len() == b.len() && scalars(a) && scalars(b) {
        // months, one by one: a place is what an entry is about
        return (0..a.len()).map(|at| (Some(at), Some(at))).collect();
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - same;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (end_a, end_b) = (a.len() - tail, b.len() - tail);
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = (0..same).map(|at| (Some(at), Some(at))).collect();
    middle(a, b, (same, end_a), (same, end_b), &mut pairs);
    pairs.extend((0..tail).map(|at| (Some(end_a + at), Some(end_b + at))));
    pairs
}

/// How alike two entries are; nothing: not at all.
fn alike(a: &Value, b: &Value) -> u32 {
    if a == b {
        return 4;
    }
    let about = |entry: &Value| ABOUT.iter().find_map(|key| entry.get(key).filter(|value| !value.is_null()).cloned());
    match (about(a), about(b)) {
        (Some(a), Some(b)) if a == b => 1,
        _ => 0,
    }
}

/// The most alike pairing of what lies between the ends, in order.
fn middle(
    a: &[Value],
    b: &[Value],
    (from_a, end_a): (usize, usize),
    (from_b, end_b): (usize, usize),
    pairs: &mut Vec<(Option<usize>, Option<usize>)>,
) {
    let (rows, columns) = (end_a - from_a, end_b - from_b);
    // best[i][j]: of what is left from i and j on
    let width = columns + 1;
    let mut best = vec![0_u32; (rows + 1) * width];
    let score = |i: usize, j: usize| match (a.get(from_a + i), b.get(from_b + j)) {
        (Some(a), Some(b)) => alike(a, b),
        _ => 0,
    };
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let paired = score(i, j);
            let with = if paired > 0 { paired + best[(i + 1) * width + j + 1] } else { 0 };
            best[i * width + j] = with.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut gap_a, mut gap_b) = (Vec::new(), Vec::new());
    while i < rows && j < columns {
        let paired = score(i, j);
        let here = best[i * width + j];
        if paired > 0 && here == paired + best[(i + 1) * width + j + 1] {
            close(&mut gap_a, &mut gap_b, pairs);
            pairs.push((Some(from_a + i), Some(from_b + j)));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            gap_a.push(from_a + i);
            i += 1;
        } else {
            gap_b.push(from_b + j);
            j += 1;
        }
    }
    gap_a.extend(from_a + i..end_a);
    gap_b.extend(from_b + j..end_b);
    close(&mut gap_a, &mut gap_b, pairs);
}

/// Matches what lies between two pairs in order.
fn close(a: &mut Vec<usize>, b: &mut Vec<usize>, pairs: &mut Vec<(Option<usize>, Option<usize>)>) {
    for at in 0..a.len().max(b.len()) {
        pairs.push((a.get(at).copied(), b.get(at).copied()));
    }
    a.clear();
    b.clear();
}

/// Whether two objects are of different kinds, and so have no fields to compare one by one.
pub(super) fn other_kind(a: &Value, b: &Value) -> bool {
    a.get("kind") != b.get("kind")
}
