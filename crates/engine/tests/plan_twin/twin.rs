//! The planner's twin: slow, obvious, and written from `PLANNING.md` alone. It tries every way to buy.
//!
//! It shares no code and no idea with the engine: there is no bound on what is still to come, no dominance, no dynamic
//! program. Its one shortcut is to leave out a plan whose purchases alone already cost more than a plan in hand.
//!
//! Why trying 0..=[`most`] packs of each tier in each period is enough. Let B be that number: at least 1, at least the
//! minimum of packs, and enough that B packs hold all the demand of any `life` consecutive periods. Take a feasible plan
//! that buys more than B of some tier in some periods, and buy B there instead. Then
//! - demand is still covered, and no more is bought on demand: the B packs of such a period hold all that the demand of
//!   their whole life can draw, so whatever drew on the others can draw on them, and drawing by earliest expiry draws as
//!   much in all as any way of drawing does;
//! - a minimum of packs still holds, B being at least that; a limit holds the better;
//! - every life that had a pack alive still has one, B being at least 1, so rule 4 holds;
//! - terms still hold and no start is larger. A rise of min(x, B) is at most the rise of x. And where x_t ≤ B,
//!   min(x_t, B) = x_t ≥ the starts of x in the last m periods ≥ those of min(x, B). Where x_t > B, let j ≤ t be the last
//!   rise of min(x, B) in the last m periods. If x_j ≤ B, the starts up to j are at most x_j ≤ B as just said. If x_j > B,
//!   the rise at j is B - x_(j-1), and the starts before it are at most x_(j-1) for the same reason: together at most B.
//!
//! So it costs no more and has fewer paid units: the plan that we took is not the answer.

use crate::case::{Case, Order, Pack};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What is bought, by period and id.
    pub(crate) purchases: BTreeMap<(u32, String), u64>,
    /// What terms buy after the horizon, by period and id.
    pub(crate) commitments: BTreeMap<(u32, String), u64>,
    /// Billionths.
    pub(crate) cost: i64,
    /// Thousandths in each period.
    pub(crate) on_demand: Vec<i64>,
    pub(crate) breakage: i64,
    pub(crate) leftover: i64,
}

/// Rules 1 to 4 of "The answer is", in their order: the least is the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    cost: i64,
    /// Bought, on demand and beyond the horizon.
    paid_units: i64,
    packs: u64,
    packs_by_period: Vec<u64>,
    /// Period by period, tiers by id: the larger count is the better one.
    tiers: Vec<Reverse<u64>>,
}

/// One tier's purchases over the horizon, and what they oblige to.
#[derive(Clone, Debug)]
struct Column {
    /// Packs bought in each period.
    counts: Vec<u64>,
    /// Packs of the term that lie beyond, by period.
    beyond: BTreeMap<u32, u64>,
}

impl Column {
    fn packs(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn packs_beyond(&self) -> u64 {
        self.beyond.values().sum()
    }
}

/// The answer by definition; `None` where no plan is feasible.
pub(crate) fn answer(case: &Case) -> Option<Found> {
    let columns: Vec<Vec<Column>> = case.packs.iter().map(|pack| columns(case, pack)).collect();
    let mut best = None;
    try_all(case, &columns, &mut Vec::new(), &mut best);
    best.map(|(_, found)| found)
}

/// How many ways to buy there are to try.
pub(crate) fn ways(case: &Case) -> usize {
    let each = |pack: &Pack| {
        let counts = usize::try_from(most(case, pack)).unwrap() + 1;
        counts.saturating_pow(case.periods())
    };
    case.packs.iter().map(each).fold(1, usize::saturating_mul)
}

/// Whether any plan is feasible.
pub(crate) fn feasible(case: &Case) -> bool {
    answer(case).is_some()
}

/// B of the module's proof.
fn most(case: &Case, pack: &Pack) -> u64 {
    let periods = case.demand.len();
    let life = pack.life.map_or(periods, |life| usize::try_from(life).unwrap());
    let window = |from: usize| case.demand[from..periods.min(from + life)].iter().sum::<i64>();
    let needed = (0..periods).map(window).max().unwrap_or(0);
    let packs = u64::try_from((needed + pack.units - 1) / pack.units).unwrap();
    let least = if let Order::Packs(count) = pack.order { count } else { 0 };
    packs.max(least).max(1)
}

/// Every way to buy one tier that keeps rule 3.
fn columns(case: &Case, pack: &Pack) -> Vec<Column> {
    let most = most(case, pack);
    let mut counts = vec![0; case.demand.len()];
    let mut columns = Vec::new();
    loop {
        let all: u64 = counts.iter().sum();
        let enough = if let Order::Packs(least) = pack.order { all == 0 || all >= least } else { true };
        if enough
            && pack.limit.is_none_or(|limit| all <= limit)
            && let Some(beyond) = beyond(case, pack, &counts)
        {
            columns.push(Column { counts: counts.clone(), beyond });
        }
        // count up, the first period fastest
        let Some(period) = counts.iter().position(|&count| count < most) else {
            return columns;
        };
        counts[..period].fill(0);
        counts[period] += 1;
    }
}

/// What the terms of these counts buy beyond the horizon; `None` where no starts explain the counts.
///
/// All starts that the contract allows are tried, and those of least cost taken: of equal cost (a free pack) the fewest.
fn beyond(case: &Case, pack: &Pack, counts: &[u64]) -> Option<BTreeMap<u32, u64>> {
    let Order::Term(term) = pack.order else {
        return Some(BTreeMap::new());
    };
    let mut best: Option<(i64, u64, Vec<u64>)> = None;
    try_starts(case, pack, term, counts, &mut Vec::new(), &mut best);
    let (_, _, starts) = best?;
    let mut beyond = BTreeMap::new();
    for (period, &started) in (0..).zip(&starts) {
        for paid in period.max(case.periods())..period + term {
            if paid >= case.periods() && started > 0 {
                *beyond.entry(paid).or_insert(0) += started;
            }
        }
    }
    Some(beyond)
}

fn try_starts(
    case: &Case,
    pack: &Pack,
    term: u32,
    counts: &[u64],
    starts: &mut Vec<u64>,
    best: &mut Option<(i64, u64, Vec<u64>)>,
) {
    let period = starts.len();
    if period == counts.len() {
        let beyond = |start: u32| u64::from((start + term).saturating_sub(case.periods()));
        let packs: u64 = (0..).zip(starts.iter()).map(|(start, &started)| beyond(start) * started).sum();
        let cost = pack.price * i64::try_from(packs).unwrap();
        if best.as_ref().is_none_or(|(least, fewest, _)| (cost, packs) < (*least, *fewest)) {
            *best = Some((cost, packs, starts.clone()));
        }
        return;
    }
    let before = if period == 0 { 0 } else { counts[period - 1] };
    let running_from = (period + 1).saturating_sub(usize::try_from(term).unwrap());
    for started in counts[period].saturating_sub(before)..=counts[period] {
        starts.push(started);
        if starts[running_from..].iter().sum::<u64>() <= counts[period] {
            try_starts(case, pack, term, counts, starts, best);
        }
        starts.pop();
    }
}

fn try_all<'a>(
    case: &Case,
    columns: &'a [Vec<Column>],
    chosen: &mut Vec<&'a Column>,
    best: &mut Option<(Rank, Found)>,
) {
    if chosen.len() < columns.len() {
        for column in &columns[chosen.len()] {
            chosen.push(column);
            try_all(case, columns, chosen, best);
            chosen.pop();
        }
        return;
    }
    let packs_cost: i64 = case.packs.iter().zip(chosen.iter()).map(|(pack, column)| cost_of(pack, column)).sum();
    if best.as_ref().is_some_and(|(rank, _)| packs_cost > rank.cost) {
        return;
    }
    let Some(played) = play(case, chosen) else { return };
    let bought_late: i64 = played.on_demand.iter().sum();
    let cost = packs_cost + case.on_demand.unwrap_or(0) * bought_late;
    if best.as_ref().is_some_and(|(rank, _)| cost > rank.cost) {
        return;
    }
    let rank = rank(case, chosen, cost, bought_late);
    if best.as_ref().is_none_or(|(least, _)| rank < *least) {
        let found = Found {
            purchases: rows(case, chosen, |column| (0..).zip(column.counts.iter().copied()).collect()),
            commitments: rows(case, chosen, |column| column.beyond.clone()),
            cost,
            on_demand: played.on_demand,
            breakage: played.breakage,
            leftover: played.leftover,
        };
        *best = Some((rank, found));
    }
}

/// In billionths.
fn cost_of(pack: &Pack, column: &Column) -> i64 {
    pack.price * 1_000 * i64::try_from(column.packs() + column.packs_beyond()).unwrap()
}

fn rank(case: &Case, chosen: &[&Column], cost: i64, bought_late: i64) -> Rank {
    let mut by_id: Vec<(&Pack, &Column)> = case.packs.iter().zip(chosen.iter().copied()).collect();
    by_id.sort_by(|a, b| a.0.id.as_bytes().cmp(b.0.id.as_bytes()));
    let units =
        |(pack, column): &(&Pack, &Column)| pack.units * i64::try_from(column.packs() + column.packs_beyond()).unwrap();
    let periods = 0..case.demand.len();
    Rank {
        cost,
        paid_units: bought_late + by_id.iter().map(units).sum::<i64>(),
        packs: by_id.iter().map(|(_, column)| column.packs()).sum(),
        packs_by_period: periods.clone().map(|t| by_id.iter().map(|(_, column)| column.counts[t]).sum()).collect(),
        tiers: periods.flat_map(|t| by_id.iter().map(move |(_, column)| Reverse(column.counts[t]))).collect(),
    }
}

fn rows(
    case: &Case,
    chosen: &[&Column],
    counts: impl Fn(&Column) -> BTreeMap<u32, u64>,
) -> BTreeMap<(u32, String), u64> {
    let mut rows = BTreeMap::new();
    for (pack, column) in case.packs.iter().zip(chosen) {
        for (period, count) in counts(column) {
            if count > 0 {
                rows.insert((period, pack.id.clone()), count);
            }
        }
    }
    rows
}

struct Played {
    on_demand: Vec<i64>,
    breakage: i64,
    leftover: i64,
}

/// Units in one pack, or in several alike that were bought together.
struct Batch<'a> {
    /// First and last period in which they can be used.
    first: u32,
    last: u32,
    /// Its place in the order of drawing, after the last period.
    turn: (bool, usize, u32, &'a str),
    units: i64,
    concurrency: Option<u32>,
}

/// Plays rules 1, 2 and 4 through; `None` where 1 or 4 is broken.
fn play(case: &Case, chosen: &[&Column]) -> Option<Played> {
    let last_of = |first: u32, life: Option<u32>| life.map_or(u32::MAX, |life| first + life - 1);
    let mut batches: Vec<Batch<'_>> = Vec::new();
    for (place, own) in case.balance.iter().enumerate() {
        batches.push(Batch {
            first: own.from,
            last: last_of(own.from, own.left),
            turn: (false, place, 0, ""),
            units: own.units,
            concurrency: own.concurrency,
        });
    }
    for (pack, column) in case.packs.iter().zip(chosen) {
        for (period, &count) in (0..).zip(&column.counts) {
            if count > 0 {
                batches.push(Batch {
                    first: period,
                    last: last_of(period, pack.life),
                    turn: (true, 0, period, &pack.id),
                    units: pack.units * i64::try_from(count).unwrap(),
                    concurrency: pack.concurrency,
                });
            }
        }
    }
    batches.sort_by(|a, b| (a.last, a.turn).cmp(&(b.last, b.turn)));
    let mut played = Played { on_demand: Vec::new(), breakage: 0, leftover: 0 };
    for (period, &demand) in (0..).zip(&case.demand) {
        let alive = |batch: &Batch<'_>| batch.first <= period && period <= batch.last;
        if let Some(asked) = case.concurrency
            && demand > 0
            && !batches.iter().any(|batch| alive(batch) && batch.concurrency.is_some_and(|given| given >= asked))
        {
            return None;
        }
        let mut open = demand;
        for batch in batches.iter_mut().filter(|batch| alive(batch)) {
            let drawn = open.min(batch.units);
            batch.units -= drawn;
            open -= drawn;
        }
        if open > 0 && case.on_demand.is_none() {
            return None;
        }
        played.on_demand.push(open);
        played.breakage += batches.iter().filter(|batch| batch.last == period).map(|batch| batch.units).sum::<i64>();
    }
    played.leftover = batches.iter().filter(|batch| batch.last >= case.periods()).map(|batch| batch.units).sum();
    Some(played)
}
