//! One sort for all lists: by the places of their entries.
//!
//! A generic sort is compiled anew for every type and every comparison, some 8 kB of WebAssembly each; this one is
//! compiled once.
//!
//! This room imports nothing from the crate.

use std::cmp::Ordering;

/// Sorts places by an order on what stands there; equal things keep the order of their places.
pub fn sort(places: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
}

/// The places of `count` things, sorted.
#[must_use]
pub fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    sort(&mut places, compare);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_keep_their_order() {
        let things = [3, 1, 3, 2, 1];
        assert_eq!(sorted(things.len(), &mut |a, b| things[a].cmp(&things[b])), [1, 4, 3, 0, 2]);
    }
}
