//! What the past leaves to the future: units in hand by remaining life, terms that run, counts against limits.
//!
//! A state is a row of whole numbers, so that states lie side by side in one vector: first `width` numbers of units
//! (entry j: usable in this period and j more), then for each term pack its count of the period before and the starts
//! that still oblige, then the count bought so far of each pack that has a limit or a least order.

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
                stride += term.inside;
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

    /// How many of a term pack the running terms oblige one to buy now.
    ///
    /// The term part is `[count of the period before, start one period ago, start two ago, ...]`, `inside` numbers.
    pub(super) fn obliged<N: Whole>(&self, problem: &Problem<N>, row: &[N], item: usize) -> N {
        match (self.term[item], problem.items[item].term) {
            (Some(at), Some(term)) => row[at + 1..at + term.inside].iter().fold(N::zero(), |sum, &start| sum + start),
            _ => N::zero(),
        }
    }

    /// The count of a term pack in the period before.
    pub(super) fn before<N: Whole>(&self, row: &[N], item: usize) -> N {
        self.term[item].map_or(N::zero(), |at| row[at])
    }

    /// The row after period `t`: `counts` bought, the demand drawn. Returns what was short.
    pub(super) fn step<N: Whole>(&self, problem: &Problem<N>, t: usize, row: &mut [N], counts: &[N]) -> N {
        let left = problem.periods() - t;
        for (index, item) in problem.items.iter().enumerate() {
            let count = counts[index];
            if count > N::zero() {
                row[item.life.min(left) - 1] += item.units * count;
            }
            if let (Some(at), Some(term)) = (self.term[index], item.term) {
                let start = (count - row[at]).positive();
                for back in (2..term.inside).rev() {
                    row[at + back] = row[at + back - 1];
                }
                if term.inside > 1 {
                    row[at + 1] = start;
                }
                row[at] = count;
            }
            if let Some(at) = self.count[index] {
                row[at] += count;
            }
        }
        let short = draw(&mut row[..self.width], problem.demand[t]);
        row.copy_within(1..self.width, 0);
        row[self.width - 1] = N::zero();
        if t + 1 < problem.periods() {
            enter(problem, t + 1, row);
        }
        short
    }
}

/// Adds what becomes usable in period `t`.
fn enter<N: Whole>(problem: &Problem<N>, t: usize, row: &mut [N]) {
    for stock in &problem.stock[t] {
        row[stock.end - t - 1] += stock.units;
    }
}

/// Draws `demand`, earliest expiry first. Returns what was short.
pub(super) fn draw<N: Whole>(hand: &mut [N], demand: N) -> N {
    let mut open = demand;
    for units in hand.iter_mut() {
        let used = open.min(*units);
        *units -= used;
        open -= used;
        if open == N::zero() {
            break;
        }
    }
    open
}

/// What the future still lacks if nothing more is bought than running terms oblige to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lack<N> {
    /// Over all periods from here.
    pub(super) total: N,
    /// The same, priced segment by segment by `price`: segments end where nothing can be carried over.
    pub(super) by_segment: N,
    /// The part of `by_segment` after this period, if this period is a segment of its own.
    pub(super) after: Option<N>,
}

/// Draws the future's demand from what is in hand and what terms will deliver.
///
/// `price` gives a lower bound on the cost of covering the lack of one segment; `suffix[t]` the sum of that over the
/// periods from t on when nothing is in hand, or nothing where segments are not priced.
pub(super) fn lack<N: Whole>(
    layout: &Layout,
    problem: &Problem<N>,
    t: usize,
    row: &[N],
    price: &dyn Fn(N) -> N,
    suffix: &Suffix<N>,
) -> Lack<N> {
    let periods = problem.periods();
    let mut hand = row[..layout.width].to_vec();
    // first period in which nothing that is known now can still be alive: what this draw uses up early could be saved
    // by buying, so what counts is not what is left but what could be
    let mut alive_until = t + hand.iter().rposition(|&units| units > N::zero()).map_or(0, |slot| slot + 1);
    let mut total = N::zero();
    let mut by_segment = N::zero();
    let mut segment = N::zero();
    let mut first = None;
    for now in t..periods {
        if now > t {
            for stock in &problem.stock[now] {
                hand[stock.end - now - 1] += stock.units;
                alive_until = alive_until.max(stock.end);
            }
        }
        let mut running = false;
        for (index, item) in problem.items.iter().enumerate() {
            let (Some(at), Some(term)) = (layout.term[index], item.term) else {
                continue;
            };
            // a start `back` periods before t obliges until t - back + inside - 1
            let ahead = now - t;
            for back in 1..term.inside {
                let start = row[at + back];
                if start > N::zero() && back + ahead < term.inside {
                    let life = item.life.min(periods - now);
                    hand[life - 1] += item.units * start;
                    alive_until = alive_until.max(now + life);
                    running = true;
                }
            }
        }
        if alive_until <= now && !running && now >= suffix.last_stock {
            // from here on the future is bare: take the sums made once for all
            total += suffix.demand[now];
            by_segment += price(segment);
            if first.is_none() && now == t {
                return Lack { total, by_segment: by_segment + suffix.price[now], after: Some(suffix.price[now + 1]) };
            }
            let after = first.map(|first| by_segment + suffix.price[now] - first);
            return Lack { total, by_segment: by_segment + suffix.price[now], after };
        }
        let carried = alive_until > now + 1;
        let short = draw(&mut hand, problem.demand[now]);
        total += short;
        segment += short;
        if !carried {
            by_segment += price(segment);
            segment = N::zero();
            if now == t {
                first = Some(by_segment);
            }
        }
        hand.copy_within(1.., 0);
        if let Some(last) = hand.last_mut() {
            *last = N::zero();
        }
    }
    by_segment += price(segment);
    Lack { total, by_segment, after: first.map(|first| by_segment - first) }
}

/// Sums over the periods from each one on, when nothing is in hand.
#[derive(Clone, Debug)]
pub(super) struct Suffix<N> {
    pub(super) demand: Vec<N>,
    pub(super) price: Vec<N>,
    /// From this period on no owned pack becomes usable.
    pub(super) last_stock: usize,
}

impl<N: Whole> Suffix<N> {
    pub(super) fn new(problem: &Problem<N>, price: &dyn Fn(N) -> N) -> Self {
        let periods = problem.periods();
        let mut demand = vec![N::zero(); periods + 1];
        let mut prices = vec![N::zero(); periods + 1];
        for t in (0..periods).rev() {
            demand[t] = demand[t + 1] + problem.demand[t];
            prices[t] = prices[t + 1] + price(problem.demand[t]);
        }
        let last_stock = problem.stock.iter().rposition(|stock| !stock.is_empty()).unwrap_or(0);
        Self { demand, price: prices, last_stock }
    }
}
