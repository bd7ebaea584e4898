//! The packs that are there already, as typed.

use super::months::shown;
use super::{entry, set};
use leptos::prelude::*;
use packwise_engine::document::{Entry, OwnedPack};

/// The texts of an owned pack, in the order in which they are kept: pool, units, months left, from, at once.
pub(super) const TEXTS: usize = 5;

/// One owned pack, as typed.
#[derive(Clone, Copy, Debug)]
pub struct OwnedRow {
    /// Unique on the page; never reused.
    pub id: u32,
    /// Id of the pool; empty: the book's first.
    pub pool: RwSignal<String>,
    /// Units, as typed.
    pub units: RwSignal<String>,
    /// Months left, as typed.
    pub left: RwSignal<String>,
    /// The month from which it can be used, 0 being the first.
    pub from: RwSignal<String>,
    /// Tasks at once, as typed.
    pub at_once: RwSignal<String>,
    /// Whether it never expires; then what stands under months left says nothing.
    pub never: RwSignal<bool>,
}

/// An owned pack, as typed, without its signals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedOwned {
    /// The row's id, which outlives its removal.
    pub(super) id: u32,
    pub(super) texts: [String; TEXTS],
    pub(super) never: bool,
}

impl TypedOwned {
    /// A pack of a Document as it would be typed.
    pub(super) fn of(id: u32, pack: &OwnedPack) -> Self {
        let left = pack.months_left.as_ref().map(shown).unwrap_or_default();
        let texts = [pack.pool.clone(), shown(&pack.units), left, shown(&pack.from), shown(&pack.concurrency)];
        Self { id, texts, never: pack.months_left.is_none() }
    }
}

impl OwnedRow {
    /// Belongs to the present owner.
    pub(super) fn new(typed: &TypedOwned) -> Self {
        let [pool, units, left, from, at_once] = typed.texts.clone().map(RwSignal::new);
        Self { id: typed.id, pool, units, left, from, at_once, never: RwSignal::new(typed.never) }
    }

    fn texts(self) -> [RwSignal<String>; TEXTS] {
        [self.pool, self.units, self.left, self.from, self.at_once]
    }

    /// As typed. Tracks it.
    pub(super) fn typed(self) -> TypedOwned {
        TypedOwned { id: self.id, texts: self.texts().map(|text| text.get()), never: self.never.get() }
    }

    /// Takes a typed state over.
    pub(super) fn restore(self, typed: &TypedOwned) {
        self.texts().into_iter().zip(&typed.texts).for_each(|(signal, text)| set(signal, text));
        if self.never.get_untracked() != typed.never {
            self.never.set(typed.never);
        }
    }

    /// What the Document says of it. Tracks it.
    pub(super) fn pack(self) -> OwnedPack {
        let number = |typed: RwSignal<String>| typed.with(|typed| entry(typed));
        let months_left: Option<Entry> = (!self.never.get()).then(|| number(self.left));
        OwnedPack {
            pool: self.pool.get(),
            units: number(self.units),
            from: number(self.from),
            months_left,
            concurrency: number(self.at_once),
        }
    }
}
