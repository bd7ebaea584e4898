//! What the past leaves to the future: units in hand by how long they last, terms that run, counts against limits.
//!
//! A state is a row of whole numbers, so that states lie side by side in one vector: first `width` numbers of units
//! (entry j: those usable `j` periods from now *or later*, so the numbers never rise), then for each term pack its count of
//! the period before and what running terms oblige to (entry j: packs to be bought `j` periods from now), then the count of
//! each pack that has a limit or a least order, with what running terms will still add to it.
//!
//! In this form the earliest expiry is drawn first by capping every number at what is left of the first.

use super::number::Whole;
use super::problem::Problem;

/// Where things stand in a state row.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) width: usize,
    /// For each item: where its term part begins, if it has one.
    pub(super) term: Vec<Option<usize>>,
    /// For each item: where its count stands, if it is counted.
    pub(super) count: Vec<Option<usize>>,
    pub(super) stride: usize,
}

impl Layout {
    pub(super) fn new<N: Whole>(problem: &Problem<N>) -> Self {
        let mut stride = problem.width;
        let mut term = Vec::new();
        for item in &problem.items {
            term.push(item.term.map(|term| {
                let at = stride;
                stride += term.inside.max(2);
                at
            }));
        }
        let mut count = Vec::new();
        for item in &problem.items {
            let counted = item.limit.is_some() || item.least.is_some();
            count.push(counted.then(|| {
                stride += 1;
                stride - 1
            }));
        }
        Self { width: problem.width, term, count, stride }
    }

    /// The state before period 0.
    pub(super) fn start<N: Whole>(&self, problem: &Problem<N>) -> Vec<N> {
        let mut row = vec![N::zero(); self.stride];
        enter(problem, 0, &mut row);
        row
    }

    /// How many of a term pack the running terms oblige one to buy now; they are paid, but not in hand before `buy`.
    pub(super) fn obliged<N: Whole>(&self, row: &[N], item: usize) -> N {
        match self.term[item] {
            Some(at) => row[at + 1],
            None => N::zero(),
        }
    }

    /// The count of a term pack in the period before.
    pub(super) fn before<N: Whole>(&self, row: &[N], item: usize) -> N {
        self.term[item].map_or(N::zero(), |at| row[at])
    }

    /// What running terms oblige to in this period and those after it; none for other packs.
    pub(super) fn obligations<'r, N>(&self, row: &'r [N], item: usize, inside: usize) -> &'r [N] {
        self.term[item].map_or(&[], |at| &row[at + 1..at + inside])
    }

    /// The count so far of a pack that has a limit or a least order.
    pub(super) fn counted<N: Whole>(&self, row: &[N], item: usize) -> N {
        self.count[item].map_or(N::zero(), |at| row[at])
    }

    /// Adds units that last `life` periods.
    pub(super) fn hold<N: Whole>(&self, row: &mut [N], life: usize, units: N) {
        hold(&mut row[..life.min(self.width)], units);
    }

    /// Buys `count` of an item in period `t`, what is obliged included. Each item is bought once a period, also none of it:
    /// its running terms come one period closer to their end.
    pub(super) fn buy<N: Whole>(&self, problem: &Problem<N>, t: usize, row: &mut [N], index: usize, count: N) {
        let item = &problem.items[index];
        let left = problem.periods() - t;
        let obliged = self.obliged(row, index);
        if count > N::zero() {
            hold(&mut row[..item.life.min(left)], item.units * count);
        }
        let mut added = count - obliged;
        if let (Some(at), Some(term)) = (self.term[index], item.term) {
            let start = (count - row[at]).positive();
            row[at] = count;
            let part = &mut row[at + 1..at + term.inside];
            if !part.is_empty() {
                part.rotate_left(1);
            }
            if let Some(last) = part.last_mut() {
                *last = N::zero();
            }
            if start > N::zero() {
                // a term that runs beyond the horizon obliges to nothing there that is counted here
                let inside = part.len().min(left - 1);
                for obliged in &mut part[..inside] {
                    *obliged += start;
                }
                added += start * N::count(inside);
            }
        }
        if let Some(at) = self.count[index] {
            row[at] += added;
        }
    }

    /// Draws the demand of period `t` and goes on to the next. Returns what was short.
    pub(super) fn next<N: Whole>(&self, problem: &Problem<N>, t: usize, row: &mut [N]) -> N {
        let rest = row[0] - problem.demand[t];
        let left = rest.positive();
        let hand = &mut row[..self.width];
        for units in hand.iter_mut() {
            *units = (*units).min(left);
        }
        hand.copy_within(1.., 0);
        hand[self.width - 1] = N::zero();
        if t + 1 < problem.periods() {
            enter(problem, t + 1, row);
        }
        (N::zero() - rest).positive()
    }
}

/// Adds the owned packs that become usable in period `t`.
fn enter<N: Whole>(problem: &Problem<N>, t: usize, row: &mut [N]) {
    for stock in &problem.stock[t] {
        hold(&mut row[..stock.end - t], stock.units);
    }
}

/// Adds units that last as long as `hand` is.
fn hold<N: Whole>(hand: &mut [N], units: N) {
    for held in hand {
        *held += units;
    }
}
