//! Two editions row by row: what was added, removed, made dearer or cheaper, renamed, or changed in its terms.
//!
//! Rows are matched by [`super::counterpart`]; one row may match several (a clip of 5 s and one of 10 s are both the rate
//! a second), and each such pair is a change of its own. Figures are exact and compared at a like unit: in money where
//! the list price of a unit is known on both sides, else in units; never between two currencies. What nobody knows is
//! neither dearer nor cheaper. A remark, or the day on which a row was checked, is no change.
//!
//! This file imports the number rooms, `rows`, `index` and `counterpart`.

use super::counterpart::{Counterparts, allows, kin};
use super::index::Index;
use super::rows::{Billing, Book, Figure, Pack, Pool, Rate};
use crate::decimal::{self, Rounding};
use crate::money::{Cost, Price, Rounded};
use crate::units::Units;
use serde::Serialize;
use std::cmp::Ordering;

/// Which list of a book a row stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// The pools.
    Pools,
    /// The packs.
    Packs,
    /// The rates.
    Rates,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Only the new book has it.
    Added,
    /// Only the old book has it.
    Removed,
    /// Its figure rose; of a rate, at one of the lengths compared.
    Dearer,
    /// Its figure fell; of a rate, at one of the lengths compared.
    Cheaper,
    /// Its id, or the words it is called by, are others.
    Renamed,
    /// Its terms are others: [`Change::fields`] says which.
    Changed,
    /// One book has a figure and the other has none, or the two cannot be counted exactly.
    Unknown,
    /// The books have two currencies, so that no figure is compared.
    OtherCurrency,
}

impl Kind {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Dearer => "dearer",
            Self::Cheaper => "cheaper",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
            Self::Unknown => "unknown",
            Self::OtherCurrency => "other-currency",
        }
    }
}

/// What two figures are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// One unit of a pool, at list price.
    Unit,
    /// A pack; compared by its price a unit.
    Pack,
    /// A clip of [`Figures::seconds`].
    Clip,
    /// A second.
    Second,
    /// A started block of [`Figures::seconds`].
    Block,
    /// An image.
    Image,
    /// A call.
    Call,
}

/// What two figures were compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Money: of a rate, its units x the list price of a unit.
    Money,
    /// Units, because the list price of one is not known on both sides.
    Units,
}

/// The figures of a row in one book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Units; null where not known, and of a pool.
    pub units: Option<Units>,
    /// What it costs: a pack's price, or units x the pool's list price of a unit; null where not known.
    pub money: Option<Cost>,
    /// A pack's price a unit, rounded for show; the comparison is exact. Null elsewhere and where not known.
    pub each: Option<Rounded>,
}

/// A row's figures in both books, at a like unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// What they are for.
    pub of: Of,
    /// The length of the clip or the block, in seconds.
    pub seconds: Option<u32>,
    /// What they were compared by; null where they were not.
    pub by: Option<Basis>,
    /// In the old book; null where the row was added.
    pub old: Option<Side>,
    /// In the new book; null where the row was removed.
    pub new: Option<Side>,
}

/// What became of one row, or of one pair of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The list.
    pub table: Table,
    /// What became of it; at least one kind, each once.
    pub kinds: Vec<Kind>,
    /// Place of the row in the old book's list; null where it was added.
    pub old: Option<usize>,
    /// Place of the row in the new book's list; null where it was removed.
    pub new: Option<usize>,
    /// The keys of a row that differ, as the book's JSON has them. Units of rates billed in two ways are compared at a
    /// like unit.
    pub fields: Vec<&'static str>,
    /// The figures, for each length compared; empty where the two have nothing in common to compare.
    pub figures: Vec<Figures>,
}

impl Change {
    /// Whether it is of this kind, among others.
    #[must_use]
    pub fn is(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// What differs between two editions: pools, then packs, then rates; in each, what the old book has in its order, then
/// what was added. A book and itself differ in nothing.
#[must_use]
pub fn diff(old: &Book, new: &Book) -> Vec<Change> {
    let mut changes = Vec::new();
    pools(old, new, &mut changes);
    packs(old, new, &mut changes);
    rates(old, new, &mut changes);
    changes
}

fn pools(old: &Book, new: &Book, changes: &mut Vec<Change>) {
    // an id alone proves nothing between two makers
    let one_maker = old.provider.id == new.provider.id;
    let ids = Index::new(new.pools.iter().map(|pool| pool.id.clone()).collect());
    let same = |own: &Pool| {
        let same = |at: &usize| new.pools.get(*at).is_some_and(|pool| one_maker || pool.name == own.name);
        ids.places(&own.id).iter().copied().find(same)
    };
    for pair in pairs(old.pools.len(), new.pools.len(), &mut |at| same(&old.pools[at]), &mut |_| None) {
        let (a, b) = (pair.0.map(|at| &old.pools[at]), pair.1.map(|at| &new.pools[at]));
        let mut row = Row::new(Table::Pools, pair, old, new);
        row.compare(Of::Unit, None, a.map(unit), b.map(unit));
        if let (Some(a), Some(b)) = (a, b) {
            row.name("name", a.name != b.name);
            row.name("unit", a.unit != b.unit || a.units != b.units);
            row.figure("listUnitPrice", a.list_unit_price != b.list_unit_price);
            row.term("packsKnown", a.packs_known != b.packs_known);
            row.term("evidence", a.evidence != b.evidence);
            row.term("source", a.source != b.source);
        }
        row.end(changes);
    }
}

fn packs(old: &Book, new: &Book, changes: &mut Vec<Change>) {
    let one_maker = old.provider.id == new.provider.id;
    let ids = Index::new(new.packs.iter().map(|pack| pack.id.clone()).collect());
    let same = |own: &Pack| {
        let same = |pack: &Pack| pack.pool == own.pool && (one_maker || pack.name == own.name);
        ids.places(&own.id).iter().copied().find(|&at| new.packs.get(at).is_some_and(same))
    };
    for pair in pairs(old.packs.len(), new.packs.len(), &mut |at| same(&old.packs[at]), &mut |_| None) {
        let (a, b) = (pair.0.map(|at| &old.packs[at]), pair.1.map(|at| &new.packs[at]));
        let mut row = Row::new(Table::Packs, pair, old, new);
        row.compare(Of::Pack, None, a.map(whole), b.map(whole));
        if let (Some(a), Some(b)) = (a, b) {
            row.name("name", a.name != b.name);
            row.term("units", a.units != b.units);
            row.term("listPrice", a.list_price != b.list_price);
            row.figure("price", a.price != b.price);
            row.term("life", a.life != b.life);
            row.term("concurrency", a.concurrency != b.concurrency);
            row.term("minimumOrder", a.minimum_order != b.minimum_order);
            row.term("limit", a.limit != b.limit);
            row.term("evidence", a.evidence != b.evidence);
            row.term("source", a.source != b.source);
            row.term("disputes", a.disputes != b.disputes);
        }
        row.end(changes);
    }
}

fn rates(old: &Book, new: &Book, changes: &mut Vec<Change>) {
    let both = Counterparts::new(old, new);
    let (mut to_new, mut to_old) = (|at: usize| both.twin(at), |at: usize| both.twin_back(at));
    for pair in pairs(old.rates.len(), new.rates.len(), &mut to_new, &mut to_old) {
        let (a, b) = (pair.0.map(|at| &old.rates[at]), pair.1.map(|at| &new.rates[at]));
        let mut row = Row::new(Table::Rates, pair, old, new);
        for (of, seconds, length) in like_units(a, b) {
            let side = |book: &Book, rate: &Rate| at_length(book, rate, length);
            row.compare(of, seconds, a.map(|a| side(old, a)), b.map(|b| side(new, b)));
        }
        if let (Some(a), Some(b)) = (a, b) {
            row.name("id", a.id != b.id);
            row.name("model", a.model != b.model);
            row.name("feature", a.feature != b.feature);
            row.name("quality", a.quality != b.quality);
            row.name("sound", a.sound != b.sound);
            row.term("pool", a.pool != b.pool);
            // of a clip and a second, the units at a like unit are what can differ
            let units = |figures: &Figures| figures.old.map(|side| side.units) != figures.new.map(|side| side.units);
            let none_alike = row.change.figures.is_empty();
            let differ = row.change.figures.iter().any(units) || (none_alike && a.units != b.units);
            row.figure("units", differ);
            row.term("billing", a.billing != b.billing);
            row.term("evidence", a.evidence != b.evidence);
            row.term("source", a.source != b.source);
            row.term("retired", a.retired != b.retired);
            row.term("disputes", a.disputes != b.disputes);
        }
        row.end(changes);
    }
}

/// A row of each book, or of one.
type Pair = (Option<usize>, Option<usize>);

/// Every row of both books, with what it matches and what matches it in the other; alone where there is nothing.
fn pairs(
    old: usize,
    new: usize,
    to_new: &mut dyn FnMut(usize) -> Option<usize>,
    to_old: &mut dyn FnMut(usize) -> Option<usize>,
) -> Vec<Pair> {
    let mut matches: Vec<Vec<usize>> = (0..old).map(|at| to_new(at).into_iter().collect()).collect();
    let mut matched = vec![false; new];
    for at in matches.iter().flatten() {
        matched[*at] = true;
    }
    for (at, matched) in matched.iter_mut().enumerate() {
        if let Some(from) = to_old(at) {
            *matched = true;
            if !matches[from].contains(&at) {
                matches[from].push(at);
            }
        }
    }
    let mut pairs = Vec::new();
    for (at, found) in matches.iter().enumerate() {
        if found.is_empty() {
            pairs.push((Some(at), None));
        }
        pairs.extend(found.iter().map(|&other| (Some(at), Some(other))));
    }
    pairs.extend((0..new).filter(|&at| !matched[at]).map(|at| (None, Some(at))));
    pairs
}

/// At which units a pair of rates can be compared: what for, the length to show, and the length to count at.
fn like_units(a: Option<&Rate>, b: Option<&Rate>) -> Vec<(Of, Option<u32>, u32)> {
    let own = |billing: Billing| match billing {
        Billing::Clip { seconds } => (Of::Clip, Some(seconds), seconds),
        Billing::Second { .. } => (Of::Second, None, 1),
        Billing::Started { seconds, .. } => (Of::Block, Some(seconds), seconds),
        Billing::Image => (Of::Image, None, 1),
        Billing::Call => (Of::Call, None, 1),
    };
    let (Some(a), Some(b)) = (a, b) else {
        return a.or(b).map(|rate| own(rate.billing)).into_iter().collect();
    };
    match (a.billing, b.billing) {
        (a, b) if !kin(a, b) => Vec::new(),
        (Billing::Clip { seconds }, other) | (other, Billing::Clip { seconds }) => {
            if allows(other, seconds) {
                vec![(Of::Clip, Some(seconds), seconds)]
            } else {
                Vec::new()
            }
        }
        (Billing::Started { seconds: one, .. }, Billing::Started { seconds: two, .. }) if one == two => {
            vec![own(a.billing)]
        }
        (one @ Billing::Started { .. }, two) | (one, two @ Billing::Started { .. }) => {
            // in blocks against a second, or in two sorts of blocks: at the usual lengths, else at the shortest of both
            let both = |&length: &u32| allows(one, length) && allows(two, length);
            let usual: Vec<u32> = [5, 10].into_iter().filter(both).collect();
            let lengths = if usual.is_empty() { (1..=600).find(both).into_iter().collect() } else { usual };
            lengths.into_iter().map(|length| (Of::Clip, Some(length), length)).collect()
        }
        (one, _) => vec![own(one)],
    }
}

/// A pool's list price of a unit.
fn unit(pool: &Pool) -> Side {
    let money = pool.list_unit_price.known().and_then(|price| price.per_unit(Units::ONE));
    Side { units: None, money, each: None }
}

/// A pack's units and price.
fn whole(pack: &Pack) -> Side {
    let (units, money) = (pack.units.known(), pack.price.known().and_then(|price| price.times(1)));
    Side { units, money, each: units.and_then(|units| money?.per(units)) }
}

/// What a rate draws for a length, and what that costs at the list price of a unit.
fn at_length(book: &Book, rate: &Rate, length: u32) -> Side {
    let count = match rate.billing {
        Billing::Clip { .. } | Billing::Image | Billing::Call => Some(1),
        Billing::Second { .. } => Some(u64::from(length)),
        Billing::Started { seconds, .. } => {
            decimal::divide(i128::from(length), i128::from(seconds), Rounding::Up).and_then(|it| u64::try_from(it).ok())
        }
    };
    let units = rate.units.known().and_then(|units| units.times(count?));
    let price: Option<Price> = book.pool(&rate.pool).map_or(Figure::Unknown, |pool| pool.list_unit_price).known();
    Side { units, money: price.and_then(|price| price.per_unit(units?)), each: None }
}

/// A change while it is being found.
struct Row {
    change: Change,
    one_currency: bool,
    renamed: bool,
    changed: bool,
    /// Whether a figure differs that the comparison may find equal.
    moved: bool,
}

impl Row {
    fn new(table: Table, pair: Pair, old: &Book, new: &Book) -> Self {
        let one_currency = old.currency == new.currency;
        let change =
            Change { table, kinds: Vec::new(), old: pair.0, new: pair.1, fields: Vec::new(), figures: Vec::new() };
        Self { change, one_currency, renamed: false, changed: false, moved: false }
    }

    fn kind(&mut self, kind: Kind) {
        if !self.change.kinds.contains(&kind) {
            self.change.kinds.push(kind);
        }
    }

    /// Adds the figures of both sides, and says which way they went.
    fn compare(&mut self, of: Of, seconds: Option<u32>, old: Option<Side>, new: Option<Side>) {
        let mut figures = Figures { of, seconds, by: None, old, new };
        if let (Some(old), Some(new)) = (old, new) {
            if !self.one_currency {
                if old != Side::default() || new != Side::default() {
                    self.kind(Kind::OtherCurrency);
                }
            } else if let Some((order, by)) = order(of, old, new) {
                figures.by = Some(by);
                match order {
                    Ordering::Less => self.kind(Kind::Dearer),
                    Ordering::Greater => self.kind(Kind::Cheaper),
                    Ordering::Equal => {}
                }
            } else if !same_unknowns(old, new) {
                self.kind(Kind::Unknown);
            }
        }
        self.change.figures.push(figures);
    }

    fn name(&mut self, key: &'static str, differs: bool) {
        self.field(key, differs);
        self.renamed |= differs;
    }

    fn term(&mut self, key: &'static str, differs: bool) {
        self.field(key, differs);
        self.changed |= differs;
    }

    fn figure(&mut self, key: &'static str, differs: bool) {
        self.field(key, differs);
        self.moved |= differs;
    }

    fn field(&mut self, key: &'static str, differs: bool) {
        if differs {
            self.change.fields.push(key);
        }
    }

    fn end(mut self, changes: &mut Vec<Change>) {
        match (self.change.old, self.change.new) {
            (None, _) => self.kind(Kind::Added),
            (_, None) => self.kind(Kind::Removed),
            (Some(_), Some(_)) => {
                // another figure for the same money is a change of terms
                let told = [Kind::Dearer, Kind::Cheaper, Kind::Unknown].iter().any(|&kind| self.change.is(kind));
                if self.renamed {
                    self.kind(Kind::Renamed);
                }
                if self.changed || (self.moved && !told) {
                    self.kind(Kind::Changed);
                }
            }
        }
        if !self.change.kinds.is_empty() {
            changes.push(self.change);
        }
    }
}

/// Whether no figure decides because both books lack the same one.
fn same_unknowns(old: Side, new: Side) -> bool {
    let lacks = |side: Side| (side.units.is_none(), side.money.is_none());
    lacks(old) == lacks(new) && lacks(old) != (false, false)
}

/// How the old figure stands to the new one, and by what; `None` where they cannot be compared.
fn order(of: Of, old: Side, new: Side) -> Option<(Ordering, Basis)> {
    if let (Of::Pack, Some(old_units), Some(new_units)) = (of, old.units, new.units) {
        // old / its units against new / its units, without dividing
        let across =
            |money: Option<Cost>, units: Units| money?.billionths().checked_mul(i128::from(units.thousandths()));
        let (old, new) = (across(old.money, new_units)?, across(new.money, old_units)?);
        return Some((old.cmp(&new), Basis::Money));
    }
    let same_amount = of != Of::Pack || old.units == new.units;
    match (old.money, new.money, old.units, new.units) {
        (Some(old), Some(new), _, _) if same_amount => Some((old.cmp(&new), Basis::Money)),
        (_, _, Some(old), Some(new)) if of != Of::Pack => Some((old.cmp(&new), Basis::Units)),
        _ => None,
    }
}
