//! At which places of a list a text stands: the rows of a book by their ids or words, without going through all of them.
//!
//! This file imports `places`.

use crate::places;

/// The places of texts, sorted by the texts.
#[derive(Debug)]
pub(super) struct Index {
    texts: Vec<String>,
    order: Vec<usize>,
}

impl Index {
    /// Of texts in the order of their places.
    pub(super) fn new(texts: Vec<String>) -> Self {
        let order = places::sorted(texts.len(), &mut |a, b| texts[a].cmp(&texts[b]));
        Self { texts, order }
    }

    /// Where this very text stands, in ascending order.
    pub(super) fn places(&self, text: &str) -> &[usize] {
        let rest = &self.order[self.order.partition_point(|&at| self.texts[at].as_str() < text)..];
        &rest[..rest.partition_point(|&at| self.texts[at] == text)]
    }

    /// Where it stands first.
    pub(super) fn first(&self, text: &str) -> Option<usize> {
        self.places(text).first().copied()
    }
}
