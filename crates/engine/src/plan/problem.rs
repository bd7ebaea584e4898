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

impl Problem<i128> {
    /// The same problem in the largest units and the largest money that all its figures are whole numbers of, and that
    /// money; `None` where that cannot be counted.
    pub(super) fn reduced(&self) -> Option<(Problem<i128>, i128)> {
        let stock = || self.stock.iter().flatten().map(|stock| stock.units);
        let units = self.items.iter().map(|item| item.units).chain(self.demand.iter().copied()).chain(stock());
        let grain = units.fold(0, gcd).max(1);
        // what is bought on demand is a difference of all those, so a whole number of grains
        let on_demand = match self.on_demand {
            Some(price) => Some(price.checked_mul(grain)?),
            None => None,
        };
        let coin = self.items.iter().map(|item| item.cost).chain(on_demand).fold(0, gcd).max(1);
        let mut problem = self.clone();
        for item in &mut problem.items {
            item.units /= grain;
            item.cost /= coin;
        }
        for demand in &mut problem.demand {
            *demand /= grain;
        }
        for stock in problem.stock.iter_mut().flatten() {
            stock.units /= grain;
        }
        problem.on_demand = on_demand.map(|price| price / coin);
        Some((problem, coin))
    }

    /// A bound on every sum and product of a search; `None` where it cannot be counted itself.
    pub(super) fn most(&self) -> Option<i128> {
        let periods = i128::try_from(self.demand.len()).ok()?;
        let need = self.demand.iter().try_fold(1, |sum: i128, &units| sum.checked_add(units))?;
        let mut units = need.checked_mul(periods)?;
        let mut cost = need.checked_mul(self.on_demand.unwrap_or(0))?;
        for stock in self.stock.iter().flatten() {
            units = units.checked_add(stock.units)?;
        }
        for item in &self.items {
            let term = item.term.map_or(1, |term| term.periods);
            let count = (need / item.units.max(1)).checked_add(2)?.checked_add(item.least.unwrap_or(0))?;
            let packs = count.checked_mul(periods)?.checked_mul(term)?;
            units = units.checked_add(packs.checked_mul(item.units)?)?;
            cost = cost.checked_add(packs.checked_mul(item.cost)?)?;
        }
        let largest = self.items.iter().map(|item| item.units).max().unwrap_or(0);
        let dearest = self.items.iter().map(|item| item.cost).chain(self.on_demand).max().unwrap_or(0);
        products(units, cost, largest, dearest)
    }

    /// The same problem in narrower numbers, which must hold every sum and product of a search.
    pub(super) fn narrow(&self) -> Problem<i64> {
        let item = |item: &Item<i128>| Item {
            offer: item.offer,
            units: i64::of(item.units),
            cost: i64::of(item.cost),
            life: item.life,
            qualifies: item.qualifies,
            term: item.term.map(|term| Term { inside: term.inside, periods: i64::of(term.periods) }),
            least: item.least.map(i64::of),
            limit: item.limit.map(i64::of),
            cap: item.cap.map(i64::of),
        };
        let stock = |stock: &Stock<i128>| Stock { end: stock.end, units: i64::of(stock.units) };
        Problem {
            demand: self.demand.iter().map(|&units| i64::of(units)).collect(),
            items: self.items.iter().map(item).collect(),
            order: self.order.clone(),
            stock: self.stock.iter().map(|period| period.iter().map(stock).collect()).collect(),
            stock_qualifies: self.stock_qualifies.clone(),
            concurrency: self.concurrency,
            on_demand: self.on_demand.map(i64::of),
            width: self.width,
        }
    }
}

impl<N: Whole> Problem<N> {
    /// Puts the packs in the order in which they are decided, and says how many of each are worth buying. The products that
    /// this takes must be known to fit ([`Problem::most`]).
    pub(super) fn arrange(&mut self) {
        for index in 0..self.items.len() {
            self.items[index].cap = cap(&self.items, index, self.on_demand);
        }
        let items = &self.items;
        let mut order: Vec<usize> = (0..items.len()).collect();
        places::sort(&mut order, &mut |a, b| {
            by_unit_price(&items[a], &items[b]).then(items[b].units.cmp(&items[a].units))
        });
        self.order = order;
    }

    /// The same problem with some of its packs only.
    pub(super) fn only(&self, chosen: &[usize]) -> Self {
        let mut problem = self.clone();
        problem.items = chosen.iter().map(|&index| self.items[index]).collect();
        problem.arrange();
        problem
    }

    /// How fine money can be divided so that what a plan costs, times this, can still be counted.
    pub(super) fn fine(&self) -> N {
        let all = self.demand.iter().fold(N::zero(), |sum, &units| sum + units);
        // no dual price exceeds that of the dearest way to have the units
        let mut most = self.on_demand.map_or(N::zero(), |price| price * all);
        for item in &self.items {
            let term = item.term.map_or(N::ONE, |term| term.periods);
            most += item.cost * term * (all.over_up(item.units) + N::count(self.periods()) * N::of(2));
        }
        let mut fine = N::ONE;
        while fine.wide() < 1 << 40 && most.wide().saturating_mul(fine.wide() * 8) < N::HUGE.wide() {
            fine = fine * N::of(2);
        }
        fine
    }

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

/// A bound on all sums of units and costs of `request`; `None` where it cannot be counted itself.
pub(super) fn sums(request: &Request, scale: Scale) -> Option<i128> {
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
    units.max(cost).checked_mul(4)
}

/// A bound on all sums of units and costs, and on products of one such sum and what one pack holds or costs.
fn products(units: i128, cost: i128, largest: i128, dearest: i128) -> Option<i128> {
    let product = units.checked_mul(dearest.max(1))?.max(cost.checked_mul(largest.max(1))?);
    units.max(cost).max(product).checked_mul(4)
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
    let items: Vec<Item<N>> = offers
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
        order: Vec::new(),
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
