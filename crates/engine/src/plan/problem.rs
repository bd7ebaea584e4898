//! A request as the search sees it: whole numbers, packs in the order of their ids, everything beyond the horizon cut.
//!
//! Units are thousandths x `scale`, costs billionths x `scale`; `scale` is 1 but where a factor on the demand needs
//! fractions of a thousandth (headroom), so that those too are exact.

use super::number::{Whole, gcd};
use super::request::Request;
use crate::book::MinimumOrder;
use crate::places;

/// What a plan costs, in the order of the tie rules: cost, paid units, packs.
pub(super) type Triple<N> = (N, N, N);

pub(super) fn add<N: Whole>(a: Triple<N>, b: Triple<N>) -> Triple<N> {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2)
}

pub(super) fn times<N: Whole>(a: Triple<N>, by: N) -> Triple<N> {
    (a.0 * by, a.1 * by, a.2 * by)
}

/// A pack on offer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<N> {
    /// Index in the request.
    pub(super) offer: usize,
    pub(super) units: N,
    pub(super) cost: N,
    /// Periods of use, at most the horizon.
    pub(super) life: usize,
    /// Whether it gives the concurrency that is asked for.
    pub(super) qualifies: bool,
    pub(super) term: Option<Term<N>>,
    pub(super) least: Option<N>,
    pub(super) limit: Option<N>,
    /// More than this many in one period are never bought, because another pack holds as much for no more.
    pub(super) cap: Option<N>,
}

/// A term, cut at the horizon: `inside` periods of obligation at the most, all `periods` of them paid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<N> {
    pub(super) inside: usize,
    pub(super) periods: N,
}

/// Units that somebody already owns, from the period in whose list they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stock<N> {
    /// First period in which they are gone; at most the horizon.
    pub(super) end: usize,
    pub(super) units: N,
}

#[derive(Clone, Debug)]
pub(super) struct Problem<N> {
    pub(super) demand: Vec<N>,
    /// In the byte order of their ids.
    pub(super) items: Vec<Item<N>>,
    /// Indices of `items` by price per unit, then the larger first: the order in which counts are chosen.
    pub(super) order: Vec<usize>,
    /// What becomes usable in each period.
    pub(super) stock: Vec<Vec<Stock<N>>>,
    /// Whether somebody owns, in that period, a pack that gives the concurrency.
    pub(super) stock_qualifies: Vec<bool>,
    pub(super) concurrency: bool,
    /// Cost of one thousandth on demand.
    pub(super) on_demand: Option<N>,
    /// Longest life of anything, in periods, at most the horizon.
    pub(super) width: usize,
}

impl<N: Whole> Problem<N> {
    pub(super) fn periods(&self) -> usize {
        self.demand.len()
    }
}

/// How a request is scaled: units in packs and all costs x `scale`, the demand x `factor` / `divisor`, where `divisor`
/// divides every period's demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) scale: i128,
    pub(super) factor: i128,
    pub(super) divisor: i128,
}

impl Scale {
    pub(super) const NONE: Self = Self { scale: 1, factor: 1, divisor: 1 };
}

/// Whether every sum that a search of `request` can make can be counted.
pub(super) fn fits(request: &Request, scale: Scale) -> bool {
    most(request, scale).is_some_and(|most| most < <i128 as Whole>::HUGE / 2)
}

/// A bound on every sum and product of a search.
fn most(request: &Request, scale: Scale) -> Option<i128> {
    let periods = i128::try_from(request.demand.len()).ok()?;
    let mut need: i128 = 1;
    for demand in &request.demand {
        need = need.checked_add(i128::from(demand.thousandths()))?;
    }
    let need = (need / scale.divisor).checked_mul(scale.factor)?.checked_add(scale.factor.max(scale.scale))?;
    let mut units = need.checked_mul(periods)?;
    let mut cost = match request.on_demand_price {
        Some(price) => need.checked_mul(i128::from(price.micros()))?,
        None => 0,
    };
    for owned in &request.balance {
        units = units.checked_add(i128::from(owned.units.thousandths()).checked_mul(scale.scale)?)?;
    }
    for offer in &request.packs {
        let size = i128::from(offer.units.thousandths()).max(1).checked_mul(scale.scale)?;
        let (term, least) = match offer.minimum_order {
            Some(MinimumOrder::Term { periods }) => (i128::from(periods), 0),
            Some(MinimumOrder::Packs { count }) => (1, i128::from(count)),
            None => (1, 0),
        };
        let count = (need / size).checked_add(2)?.checked_add(least)?;
        let packs = count.checked_mul(periods)?.checked_mul(term)?;
        units = units.checked_add(packs.checked_mul(size)?)?;
        let price = i128::from(offer.price.micros()).checked_mul(1_000)?.checked_mul(scale.scale)?;
        cost = cost.checked_add(packs.checked_mul(price)?)?;
    }
    // the bounds multiply a cost by a quantity once, so that product must fit too
    let largest = units.max(cost).checked_mul(4)?;
    let dearest = request.packs.iter().map(|offer| i128::from(offer.price.micros())).max().unwrap_or(0);
    let product = units.checked_mul(dearest.checked_mul(1_000)?.checked_mul(scale.scale)?.max(1))?.checked_mul(4)?;
    Some(largest.max(product))
}

pub(super) fn problem<N: Whole>(request: &Request, scale: Scale) -> Problem<N> {
    let periods = request.demand.len();
    let within = |count: Option<u32>| {
        count.and_then(|count| usize::try_from(count).ok()).map_or(periods, |count| count.min(periods))
    };
    let asked = request.concurrency;
    let gives = |concurrency: Option<u32>| match (asked, concurrency) {
        (Some(asked), Some(given)) => given >= asked,
        (None, _) | (_, None) => false,
    };

    let mut offers: Vec<usize> = (0..request.packs.len()).collect();
    places::sort(&mut offers, &mut |a, b| request.packs[a].id.as_bytes().cmp(request.packs[b].id.as_bytes()));
    let mut items: Vec<Item<N>> = offers
        .into_iter()
        .map(|index| {
            let offer = &request.packs[index];
            let (term, least) = match offer.minimum_order {
                Some(MinimumOrder::Term { periods }) if periods > 1 => {
                    (Some(Term { inside: within(Some(periods)), periods: N::of(i128::from(periods)) }), None)
                }
                Some(MinimumOrder::Packs { count }) if count > 1 => (None, Some(N::of(i128::from(count)))),
                Some(MinimumOrder::Term { .. } | MinimumOrder::Packs { .. }) | None => (None, None),
            };
            Item {
                offer: index,
                units: N::of(i128::from(offer.units.thousandths()) * scale.scale),
                cost: N::of(i128::from(offer.price.micros()) * 1_000 * scale.scale),
                life: within(offer.life_periods),
                qualifies: gives(offer.concurrency),
                term,
                least,
                limit: offer.limit.map(|limit| N::of(i128::from(limit))),
                cap: None,
            }
        })
        .collect();
    let on_demand = request.on_demand_price.map(|price| N::of(i128::from(price.micros())));
    for index in 0..items.len() {
        items[index].cap = cap(&items, index, on_demand);
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    places::sort(&mut order, &mut |a, b| by_unit_price(&items[a], &items[b]).then(items[b].units.cmp(&items[a].units)));

    let mut stock = vec![Vec::new(); periods];
    let mut stock_qualifies = vec![false; periods];
    for owned in &request.balance {
        let from = within(Some(owned.from));
        if from >= periods {
            continue;
        }
        let end = owned.periods_left.map_or(periods, |left| from.saturating_add(within(Some(left))).min(periods));
        stock[from].push(Stock { end, units: N::of(i128::from(owned.units.thousandths()) * scale.scale) });
        if gives(owned.concurrency) {
            stock_qualifies[from..end].fill(true);
        }
    }
    let longest_stock =
        stock.iter().enumerate().flat_map(|(from, stock)| stock.iter().map(move |stock| stock.end - from)).max();
    let width = items.iter().map(|item| item.life).chain(longest_stock).max().unwrap_or(1).max(1);
    Problem {
        demand: request
            .demand
            .iter()
            .map(|units| N::of(i128::from(units.thousandths()) / scale.divisor * scale.factor))
            .collect(),
        items,
        order,
        stock,
        stock_qualifies,
        concurrency: asked.is_some(),
        on_demand,
        width,
    }
}

pub(super) fn by_unit_price<N: Whole>(a: &Item<N>, b: &Item<N>) -> std::cmp::Ordering {
    (a.cost.wide() * b.units.wide()).cmp(&(b.cost.wide() * a.units.wide()))
}

/// The most of an item that is worth buying in one period, where it is not needed for the concurrency of that period.
///
/// None, where on demand the same units cost no more (but one, if it gives the concurrency), or where another pack holds as much for less. Else: lcm(a, b)
/// units can be bought as so many of either pack. Where the other is free of conditions, lives as long, gives the
/// concurrency if this one does, and comes first (cheaper per unit, or as cheap and larger, or alike and of an earlier
/// id), a plan with that many of this one is never the answer: swap them.
fn cap<N: Whole>(items: &[Item<N>], index: usize, on_demand: Option<N>) -> Option<N> {
    let this = &items[index];
    if this.term.is_some() || this.least.is_some() {
        return None;
    }
    if on_demand.is_some_and(|price| price * this.units <= this.cost) {
        // one may still be worth its concurrency, now or in a later period of its life
        return Some(if this.qualifies { N::ONE } else { N::zero() });
    }
    let worth = |(other, item): (usize, &Item<N>)| {
        let free = item.term.is_none() && item.least.is_none() && item.limit.is_none();
        let as_good = item.life >= this.life && (item.qualifies || !this.qualifies);
        if other == index || !free || !as_good {
            return None;
        }
        if item.units >= this.units && item.cost < this.cost {
            return Some(N::zero());
        }
        let first = match by_unit_price(item, this) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => item.units > this.units || (item.units == this.units && other < index),
            std::cmp::Ordering::Greater => false,
        };
        let (a, b) = (item.units.wide(), this.units.wide());
        first.then(|| N::of(a / gcd(a, b) - 1))
    };
    items.iter().enumerate().filter_map(worth).min()
}
