//! Prices of the units of each period that no pack is worth more than: the bound of the search that knows lives and terms.
//!
//! Give the units that period k needs a price each, and the concurrency that it needs another, so that no pack, whenever it
//! is bought, can serve units and concurrency worth more than it costs. One pack serves at most what a period needs of
//! it, and at most its units in all. Then any plan costs at least what all that it must serve is worth, and a plan that
//! already has some units in hand at least what is left of that. (These are the dual prices of the planner's problem
//! in its strong form, where each pack's units for one period are bounded by that period's demand.)
//!
//! The prices are found by raising one period's after the other as far as all packs let it. A pack with a small limit may
//! be worth more than it costs; what all of them can save is taken off.
//!
//! Prices are whole numbers of `1 / scale` of the search's money, rounded down, so that what follows from them stays a bound.

use super::number::Whole;
use super::problem::{Item, Problem};

#[derive(Clone, Debug)]
pub(super) struct Duals<N> {
    /// Money x `scale` for one unit in each period.
    price: Vec<N>,
    /// Sum of demand x price over the periods from each one on.
    worth: Vec<N>,
    /// Sum of what the concurrency is worth over the periods from each one on.
    quota: Vec<N>,
    /// For each period: the periods from it on, dearest first.
    dearest: Vec<Vec<usize>>,
    /// For each item: what one of it may save beyond its price; zero but for items of small limits.
    pub(super) saves: Vec<N>,
    /// For each item and period: what one whose term has run may save beyond its price if it is bought on from then; empty
    /// where that is nothing. (Only a whole run is sure to cost what it serves: the end of one may be worth more.)
    pub(super) extends: Vec<Vec<N>>,
    scale: N,
}

impl<N: Whole> Duals<N> {
    /// The best of several ways to raise the prices; money is divided into `scale` parts.
    pub(super) fn new(problem: &Problem<N>, scale: N) -> Self {
        let limited = problem.items.iter().any(|item| item.limit.is_some());
        let terms = problem.items.iter().any(|item| item.term.is_some());
        let ways = [(false, false), (true, false), (false, true), (true, true)];
        let mut best: Option<(N, Self)> = None;
        for (rare, peaks) in ways {
            if (rare && !limited) || (peaks && !terms) {
                continue;
            }
            let duals = Self::raised(problem, scale, rare, peaks);
            // what a large limit could save is beyond counting, and such prices are of no use
            let saved = problem.items.iter().zip(&duals.saves).fold(0, |sum: i128, (item, saves)| {
                let most = item.limit.map_or(0, |limit| limit.wide().saturating_mul(saves.wide()));
                sum.saturating_add(most)
            });
            let whole = duals.worth[0] + duals.quota[0];
            if saved > whole.wide() {
                continue;
            }
            let worth = whole - N::of(saved);
            if best.as_ref().is_none_or(|best| worth > best.0) {
                best = Some((worth, duals));
            }
        }
        match best {
            Some((_, duals)) => duals,
            None => Self::raised(problem, scale, false, false),
        }
    }

    /// Raises the prices period by period. `rare`: packs with a limit are left out, and what they may save is taken off;
    /// `peaks`: the periods of most demand first, to which a term's whole run is then charged.
    fn raised(problem: &Problem<N>, scale: N, rare: bool, peaks: bool) -> Self {
        let periods = problem.periods();
        let is_rare = |item: &Item<N>| rare && item.limit.is_some();
        let zero = vec![N::zero(); periods];
        let mut duals = Self {
            price: zero.clone(),
            worth: Vec::new(),
            quota: zero,
            dearest: Vec::new(),
            saves: Vec::new(),
            extends: Vec::new(),
            scale,
        };
        let common: Vec<&Item<N>> = problem.items.iter().filter(|item| !is_rare(item)).collect();
        let unserved = problem.on_demand.is_none() && common.is_empty();
        if !unserved {
            let mut order: Vec<usize> = (0..periods).collect();
            if peaks {
                crate::places::sort(&mut order, &mut |a, b| problem.demand[b].cmp(&problem.demand[a]));
            }
            for terms in [false, true] {
                if peaks && !terms {
                    continue;
                }
                for &k in &order {
                    if problem.demand[k] > N::zero() {
                        duals.raise(problem, &common, k, terms);
                    }
                }
            }
        }
        duals.saves = problem
            .items
            .iter()
            .map(|item| {
                if !is_rare(item) || unserved {
                    return N::zero();
                }
                let most = (0..periods).map(|t| duals.serves(problem, item, t)).max().unwrap_or_default();
                (most - item.cost * scale).positive()
            })
            .collect();
        duals.extends = problem
            .items
            .iter()
            .map(|item| {
                if item.term.is_none() {
                    return Vec::new();
                }
                let mut extends = vec![N::zero(); periods + 1];
                for t in (0..periods).rev() {
                    let more = duals.serves(problem, item, t) - item.cost * scale;
                    extends[t] = (extends[t + 1] + more).positive();
                }
                if extends.iter().all(|&more| more == N::zero()) { Vec::new() } else { extends }
            })
            .collect();
        let mut worth = vec![N::zero(); periods + 1];
        let mut quota = vec![N::zero(); periods + 1];
        for t in (0..periods).rev() {
            worth[t] = worth[t + 1] + problem.demand[t] * duals.price[t];
            quota[t] = quota[t + 1] + duals.quota[t];
        }
        duals.worth = worth;
        duals.quota = quota;
        duals.dearest = (0..periods)
            .map(|t| {
                let mut order: Vec<usize> = (t..periods).collect();
                crate::places::sort(&mut order, &mut |a, b| duals.price[b].cmp(&duals.price[a]));
                order
            })
            .collect();
        duals
    }

    /// What one of an item bought in period `t` serves at the most.
    fn serves(&self, problem: &Problem<N>, item: &Item<N>, t: usize) -> N {
        let end = (t + item.life).min(problem.periods());
        let mut steps: Vec<(N, N)> = Vec::with_capacity(end - t);
        let mut quota = N::zero();
        for k in t..end {
            if item.qualifies {
                quota += self.quota[k];
            }
            let at = steps.partition_point(|step| step.0 >= self.price[k]);
            steps.insert(at, (self.price[k], problem.demand[k]));
        }
        fill(&steps, item.units) + quota
    }

    /// Raises the price of period `k`, then that of its concurrency, as far as every pack lets them.
    fn raise(&mut self, problem: &Problem<N>, common: &[&Item<N>], k: usize, terms: bool) {
        let need = problem.demand[k];
        let mut most = problem.on_demand.map(|price| price * self.scale);
        let keep = |most: &mut Option<N>, price: N| *most = Some(most.map_or(price, |most| most.min(price)));
        for item in common {
            if item.life == 1 {
                let room = self.room(problem, item, k, terms) - if item.qualifies { self.quota[k] } else { N::zero() };
                keep(&mut most, room.positive().over(need.min(item.units)));
                continue;
            }
            for run in runs(problem, item, k, terms) {
                let mut steps: Vec<(N, N)> = Vec::with_capacity(run.end - run.first);
                let mut room = item.cost * run.paid * self.scale;
                for j in run.first..run.end {
                    if item.qualifies {
                        room -= self.quota[j];
                    }
                    if j != k && self.price[j] > N::zero() {
                        let at = steps.partition_point(|step| step.0 >= self.price[j]);
                        steps.insert(at, (self.price[j], problem.demand[j]));
                    }
                }
                let units = item.units * run.packs;
                let whole = need.min(units);
                // the price must hold for every part of its units that the pack may give to this period
                keep(&mut most, (room - fill(&steps, units - whole)).positive().over(whole));
                let mut other = N::zero();
                for &(_, more) in &steps {
                    other += more;
                    let part = units - other;
                    if part <= N::zero() {
                        break;
                    }
                    if part < whole {
                        keep(&mut most, (room - fill(&steps, units - part)).positive().over(part));
                    }
                }
            }
        }
        if let Some(most) = most {
            self.price[k] = self.price[k].max(most);
        }
        if problem.concurrency && !problem.stock_qualifies[k] {
            let mut most: Option<N> = None;
            for item in common.iter().filter(|item| item.qualifies) {
                if item.life == 1 {
                    let worth = fill(&[(self.price[k], need)], item.units);
                    keep(&mut most, self.room(problem, item, k, terms) - worth);
                    continue;
                }
                for run in runs(problem, item, k, terms) {
                    let mut steps: Vec<(N, N)> = Vec::with_capacity(run.end - run.first);
                    let mut room = item.cost * run.paid * self.scale;
                    for j in run.first..run.end {
                        if j != k {
                            room -= self.quota[j];
                        }
                        let at = steps.partition_point(|step| step.0 >= self.price[j]);
                        steps.insert(at, (self.price[j], problem.demand[j]));
                    }
                    keep(&mut most, room - fill(&steps, item.units * run.packs));
                }
            }
            if let Some(most) = most {
                self.quota[k] = self.quota[k].max(most);
            }
        }
    }

    /// What one of an item of one period may be worth in period `k`: its price; with terms, what the other periods of any run
    /// that a term allows leave of the run's price. (A longer run is two or more shorter ones.)
    fn room(&self, problem: &Problem<N>, item: &Item<N>, k: usize, terms: bool) -> N {
        let cost = item.cost * self.scale;
        let periods = problem.periods();
        let Some(term) = item.term.filter(|term| terms && is_short(term.periods, periods)) else {
            return cost;
        };
        let worth = |t: usize| {
            let quota = if item.qualifies { self.quota[t] } else { N::zero() };
            fill(&[(self.price[t], problem.demand[t])], item.units) + quota
        };
        let whole = usize::try_from(term.periods.wide()).unwrap_or(usize::MAX);
        let mut least: Option<N> = None;
        let longest = whole.saturating_mul(2).saturating_sub(1).min(periods.max(whole));
        for first in (k + 1).saturating_sub(longest)..=k {
            let mut sum = N::zero();
            for length in 1..=longest.min(periods - first) {
                let t = first + length - 1;
                if t != k {
                    sum += worth(t);
                }
                // what a term buys beyond the horizon is paid too
                let beyond = t + 1 == periods && length < whole;
                if t >= k && (length >= whole || beyond) {
                    let paid = if beyond { term.periods } else { N::count(length) };
                    let room = cost * paid - sum;
                    least = Some(least.map_or(room, |least| least.min(room)));
                }
            }
        }
        least.map_or(cost, |least| least.max(N::zero()))
    }

    /// A lower bound on what the periods from `t` on still cost, where what is in hand serves at most `served` units within
    /// `far` periods, and the concurrency is there until period `qualified`.
    pub(super) fn at(&self, problem: &Problem<N>, t: usize, served: N, far: usize, qualified: usize) -> N {
        let last = self.quota.len() - 1;
        let mut sum = self.worth[t] + self.quota[qualified.clamp(t, last)];
        let mut left = served;
        for &k in &self.dearest[t] {
            if left == N::zero() {
                break;
            }
            if k < t + far {
                let used = left.min(problem.demand[k]);
                sum -= used * self.price[k];
                left -= used;
            }
        }
        sum
    }

    /// In the search's money.
    pub(super) fn money(&self, scaled: N) -> N {
        // up, because costs are whole
        scaled.over_up(self.scale)
    }
}

/// Whether the runs of a term are few enough to look at each; of a longer one only single packs are looked at.
fn is_short<N: Whole>(term: N, periods: usize) -> bool {
    term * N::count(periods) <= N::of(440)
}

/// Packs of one item that are bought together: one, or the run of a term.
struct Run<N> {
    first: usize,
    /// First period in which none of them can be used any more.
    end: usize,
    /// Packs within the horizon, and packs paid.
    packs: N,
    paid: N,
}

/// The least sets of packs of an item that could serve period `k` and are all that a price has to be checked against: single
/// packs, or with `terms` runs as a term allows them (a longer run is two or more of these).
fn runs<N: Whole>(problem: &Problem<N>, item: &Item<N>, k: usize, terms: bool) -> Vec<Run<N>> {
    let periods = problem.periods();
    let mut runs = Vec::new();
    let Some(term) = item.term.filter(|term| terms && is_short(term.periods, periods)) else {
        for first in (k + 1).saturating_sub(item.life)..=k {
            let end = (first + item.life).min(periods);
            runs.push(Run { first, end, packs: N::ONE, paid: N::ONE });
        }
        return runs;
    };
    let whole = usize::try_from(term.periods.wide()).unwrap_or(usize::MAX);
    for first in 0..=k {
        let left = periods - first;
        let longest = if left <= whole { left } else { whole.saturating_mul(2).saturating_sub(1).min(left) };
        for length in whole.min(left)..=longest {
            let end = (first + length - 1 + item.life).min(periods);
            if end > k {
                let paid = if length < whole { term.periods } else { N::count(length) };
                runs.push(Run { first, end, packs: N::count(length), paid });
            }
        }
    }
    runs
}

/// What so many units are worth, taken from the dearest steps.
fn fill<N: Whole>(steps: &[(N, N)], units: N) -> N {
    let (mut sum, mut left) = (N::zero(), units);
    for &(price, most) in steps {
        let used = left.min(most);
        sum += price * used;
        left -= used;
        if left == N::zero() {
            break;
        }
    }
    sum
}
