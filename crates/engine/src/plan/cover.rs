//! The least that it takes to cover a number of units when nothing expires: the bound of the search.
//!
//! A plan's packs, whenever bought, hold together at least the units that are still missing. So the cheapest set of
//! packs with that many units, lives and terms and periods forgotten, costs no more than the plan: a covering knapsack,
//! solved once for every quantity by dynamic programming over whole quanta. The result is the least *triple* (cost, paid
//! units, packs), so it bounds the ties too. Where the quanta would be too many they are made coarser: packs round up,
//! needs round up of rounded-down pieces, and it stays a lower bound.

use super::number::{Whole, gcd};
use super::problem::{Item, Triple, add, times};

/// The most entries of one table.
const ENTRIES: i128 = 2_048;

/// The most ways to have packs with a limit that are tried one by one beside the table.
const WAYS: usize = 16;

/// Ways to have some packs: the units that they hold, and what they cost.
type Ways<N> = Vec<(N, Triple<N>)>;

#[derive(Clone, Debug)]
pub(super) struct Cover<N> {
    quantum: N,
    /// `table[i]`: least triple that covers any need in ((i-1) quanta, i quanta].
    table: Vec<Triple<N>>,
    /// Beyond the table: the pack that every best cover then has, as (quanta, triple).
    stride: Option<(N, Triple<N>)>,
    /// Units that can be had in any fraction, as (cost, units) of some amount.
    fluid: Option<(N, N)>,
    /// Ways to have the packs of small limits, which are kept out of the table: it stays short and exact without them.
    ways: Ways<N>,
}

/// Packs and fluid as the cover sees them.
pub(super) struct Supply<'a, N> {
    pub(super) packs: Vec<&'a Item<N>>,
    /// (cost, units): what any part of `units` costs in proportion.
    pub(super) fluid: Option<(N, N)>,
    /// The most that will be asked for.
    pub(super) reach: N,
}

impl<N: Whole> Cover<N> {
    /// `None` is returned by [`Cover::at`] for needs that nothing can cover.
    pub(super) fn new(supply: &Supply<'_, N>) -> Self {
        let reach = supply.reach.wide().max(1);
        let (ways, packs) = apart(&supply.packs);
        let packs = &packs;
        let divisor = packs.iter().fold(0, |divisor, item| gcd(divisor, item.units.wide()));
        let best = best_unlimited(packs);
        let fluid_first = match (best, supply.fluid) {
            (Some(item), Some((cost, units))) => cost.wide() * item.units.wide() <= item.cost.wide() * units.wide(),
            (None, _) => true,
            (Some(_), None) => false,
        };
        let limited: i128 = packs
            .iter()
            .filter_map(|item| item.limit.map(|limit| limit.wide().saturating_mul(item.units.wide())))
            .fold(0, i128::saturating_add);

        // with exact quanta, a best cover of more than this holds at least one of `best`
        let turn = best.map(|item| {
            let largest = packs.iter().map(|item| item.units.wide()).max().unwrap_or(1);
            (item.units.wide() / divisor.max(1)).saturating_mul(largest).saturating_add(limited)
        });
        let periodic = turn.filter(|turn| !fluid_first && divisor > 0 && *turn / divisor < ENTRIES && *turn < reach);
        let span = periodic.unwrap_or(reach);
        let quantum = if divisor > 0 && span / divisor < ENTRIES {
            // finer than the divisor only sharpens the fluid's part; keep the table short
            let finer = if supply.fluid.is_some() { (256 / (span / divisor + 1)).max(1) } else { 1 };
            let mut quantum = divisor;
            for by in (1..=finer).rev() {
                if divisor % by == 0 {
                    quantum = divisor / by;
                    break;
                }
            }
            quantum
        } else {
            span / ENTRIES + 1
        };
        let exact = divisor > 0 && divisor % quantum == 0;
        let entries = usize::try_from(span / quantum + 2).unwrap_or(2);
        let mut cover = Self {
            quantum: N::of(quantum),
            table: Vec::with_capacity(entries),
            stride: None,
            fluid: supply.fluid,
            ways,
        };
        cover.fill(packs, entries, quantum);
        if let Some(item) = best.filter(|_| periodic.is_some() && exact) {
            cover.stride = Some((N::of(item.units.wide() / quantum), triple(item)));
        }
        cover
    }

    fn fill(&mut self, packs: &[&Item<N>], entries: usize, quantum: i128) {
        let none = (N::zero(), N::zero(), N::zero());
        self.table.push(none);
        let weights: Vec<(usize, Triple<N>)> = packs
            .iter()
            .filter(|item| item.limit.is_none())
            .map(|item| (quanta(item.units.wide(), quantum), triple(item)))
            .collect();
        for i in 1..entries {
            let mut least = self.fluid_for(i);
            for &(weight, value) in &weights {
                let with = add(self.table[i.saturating_sub(weight)], value);
                if least.is_none_or(|least| with < least) {
                    least = Some(with);
                }
            }
            // packs with a limit may still cover it; a very dear entry marks what cannot be covered without them
            self.table.push(least.unwrap_or((N::HUGE, N::zero(), N::zero())));
        }
        for item in packs.iter().filter(|item| item.limit.is_some()) {
            let weight = quanta(item.units.wide(), quantum);
            let enough = i128::try_from(entries / weight.max(1) + 1).unwrap_or(i128::MAX);
            let mut left = item.limit.map_or(0, Whole::wide).min(enough);
            let mut bundle = 1;
            while left > 0 {
                let size = bundle.min(left);
                left -= size;
                bundle *= 2;
                let value = times(triple(item), N::of(size));
                let weight = weight.saturating_mul(usize::try_from(size).unwrap_or(usize::MAX));
                for i in (1..entries).rev() {
                    let with = add(self.table[i.saturating_sub(weight)], value);
                    if with < self.table[i] {
                        self.table[i] = with;
                    }
                }
            }
        }
    }

    /// What the fluid alone costs for the least need of an entry.
    fn fluid_for(&self, entry: usize) -> Option<Triple<N>> {
        let (cost, units) = self.fluid?;
        let need = self.quantum * N::of(i128::try_from(entry).unwrap_or(0) - 1) + N::ONE;
        Some(((need * cost).over(units), need, N::zero()))
    }

    /// A lower bound on the triple of anything that covers `need`; `None` where nothing can.
    pub(super) fn at(&self, need: N) -> Option<Triple<N>> {
        if need <= N::zero() {
            return Some((N::zero(), N::zero(), N::zero()));
        }
        if self.ways.len() == 1 {
            return self.by_table(need);
        }
        self.ways.iter().filter_map(|&(units, value)| self.by_table(need - units).map(|rest| add(value, rest))).min()
    }

    fn by_table(&self, need: N) -> Option<Triple<N>> {
        if need <= N::zero() {
            return Some((N::zero(), N::zero(), N::zero()));
        }
        let entry = need.over_up(self.quantum);
        let last = N::of(i128::try_from(self.table.len()).unwrap_or(1) - 1);
        let mut sum = (N::zero(), N::zero(), N::zero());
        let mut entry = entry;
        if entry > last {
            match self.stride {
                Some((weight, value)) => {
                    let strides = (entry - last).over_up(weight);
                    sum = times(value, strides);
                    entry = (entry - strides * weight).positive();
                }
                None => entry = last,
            }
        }
        let entry = usize::try_from(entry.wide()).unwrap_or(0).min(self.table.len() - 1);
        let least = add(sum, self.table[entry]);
        (least.0 < N::HUGE).then_some(least)
    }
}

/// Every way to have packs of small limits, as (units, triple), and the packs that remain for the table.
fn apart<'a, N: Whole>(packs: &[&'a Item<N>]) -> (Ways<N>, Vec<&'a Item<N>>) {
    let none = (N::zero(), N::zero(), N::zero());
    let mut ways = vec![(N::zero(), none)];
    let mut rest = Vec::new();
    for &item in packs {
        let more = item.limit.and_then(|limit| usize::try_from(limit.wide()).ok()).map(|limit| limit.saturating_add(1));
        match more.filter(|&more| ways.len().saturating_mul(more) <= WAYS) {
            Some(more) => {
                let so_far = ways.clone();
                for count in 1..more {
                    let count = N::of(i128::try_from(count).unwrap_or(0));
                    let with = |&(units, value): &(N, Triple<N>)| {
                        (units + item.units * count, add(value, times(triple(item), count)))
                    };
                    ways.extend(so_far.iter().map(with));
                }
            }
            None => rest.push(item),
        }
    }
    (ways, rest)
}

fn triple<N: Whole>(item: &Item<N>) -> Triple<N> {
    (item.cost, item.units, N::ONE)
}

fn quanta(units: i128, quantum: i128) -> usize {
    usize::try_from((units + quantum - 1) / quantum).unwrap_or(usize::MAX)
}

/// Of the packs without a limit, the cheapest per unit; of those the largest.
fn best_unlimited<'a, N: Whole>(packs: &[&'a Item<N>]) -> Option<&'a Item<N>> {
    packs
        .iter()
        .copied()
        .filter(|item| item.limit.is_none())
        .min_by(|a, b| super::problem::by_unit_price(a, b).then(b.units.cmp(&a.units)))
}
