//! The search: the least plan in the order of the tie rules, and the proof that none is less.
//!
//! Periods are decided one after the other. A *label* is what some decisions so far lead to: a state
//! ([`super::state`]) and what it cost. Of two labels of one period, one that costs no more and leaves no less to the
//! future makes the other needless. A label whose cost plus a lower bound on the rest ([`super::cover`]) exceeds a plan
//! already found is dropped. A pass that keeps only the most promising labels of each period finds good plans fast;
//! passes get wider until one has dropped nothing for want of room: that pass has seen every plan that could be the
//! answer, and what it found is proved. The work is counted in nodes (counts tried), so it ends at the same place on
//! every machine.
//!
//! Which counts are tried in a period rests on one argument: a pack bought without being drawn on in that period, nor
//! needed for its concurrency, can be bought a period later for the same price, and lives longer for it; and the tie
//! rules prefer the later one. Terms, least orders and limits bend this; each case is at [`Search::most`].
//!
//! A start of a term is charged whole when it is made, so that labels bear what they owe.

use super::cover::{Cover, Supply};
use super::number::Whole;
use super::problem::{Item, Problem, Triple, add, times};
use super::state::{Layout, Suffix, lack};
use crate::places;
use std::cmp::Ordering;

/// What a search found.
#[derive(Clone, Debug)]
pub(super) struct Found<N> {
    /// Counts bought, by period and then by item; `None`: no plan, or none found before the budget ended.
    pub(super) counts: Option<Vec<Vec<N>>>,
    /// Cost of the plan.
    pub(super) cost: Option<N>,
    /// No plan costs less.
    pub(super) lower: N,
    /// Whether the plan is proved to be the answer (or that there is none).
    pub(super) proved: bool,
    /// Counts tried.
    pub(super) nodes: u64,
}

/// What is asked of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The least plan.
    Least,
    /// Any plan that costs no more than this.
    Within(i128),
}

/// How many labels a period keeps in each pass, and how many counts are tried for each; the last keeps and tries all.
const PASSES: [(usize, u64); 5] = [(4, 120), (32, 1_500), (256, 20_000), (2_048, u64::MAX), (usize::MAX, u64::MAX)];

/// Labels compared for dominance at the most; more would cost more than it saves.
const COMPARED: usize = 400;

/// Searches for what `goal` says; `budget` is in nodes.
pub(super) fn search<N: Whole>(problem: &Problem<N>, goal: Goal, budget: u64) -> Found<N> {
    let mut search = Search::new(problem, budget);
    let ceiling = match goal {
        Goal::Least => None,
        // every plan of that cost, whatever its units and packs
        Goal::Within(cost) if cost < 0 => return search.found(None, N::zero(), true),
        Goal::Within(cost) => Some((N::of(cost), N::HUGE, N::HUGE)),
    };
    if search.concurrency_is_out_of_reach() {
        return search.found(None, N::zero(), true);
    }
    // a plan made by simple rules: it bounds the first pass, and is there if the budget ends before a better one
    let mut best: Option<Plan<N>> = search.first_plan().filter(|plan| ceiling.is_none_or(|most| plan.cost <= most));
    if best.is_some() && goal != Goal::Least {
        return search.found(best, N::zero(), false);
    }
    let mut lower = N::zero();
    for (width, tries) in PASSES {
        let most = best.as_ref().map(|plan| plan.cost).or(ceiling);
        search.tries = tries;
        let pass = search.pass(width, most);
        lower = lower.max(pass.lower);
        if let Some(plan) = pass.best
            && best.as_ref().is_none_or(|best| plan.cost <= best.cost)
        {
            best = Some(plan);
        }
        let enough = goal != Goal::Least && best.is_some();
        if pass.complete || enough {
            let lower = best.as_ref().map_or(lower, |plan| plan.cost.0);
            return search.found(best, lower, pass.complete);
        }
        if search.nodes >= budget {
            break;
        }
    }
    let lower = best.as_ref().map_or(lower, |plan| lower.min(plan.cost.0));
    search.found(best, lower, false)
}

struct Plan<N> {
    cost: Triple<N>,
    counts: Vec<Vec<N>>,
}

struct Pass<N> {
    best: Option<Plan<N>>,
    lower: N,
    complete: bool,
}

/// Decisions so far; its state row is at the same index of the stage's rows.
#[derive(Clone, Copy)]
struct Label<N> {
    cost: Triple<N>,
    /// `cost` plus a lower bound on the rest.
    bound: Triple<N>,
    /// Units that all periods from here still lack.
    lack: N,
    /// Lower bound on the cost of the periods after this one, if no more is carried into them than is known here.
    after: Option<N>,
    parent: u32,
    /// Rank among the stage's labels by packs per period, and by counts per period: the last tie rules.
    by_packs: u32,
    by_counts: u32,
    /// First period in which no bought pack gives the concurrency any more.
    qualified_until: u32,
}

struct Stage<N> {
    labels: Vec<Label<N>>,
    rows: Vec<N>,
    /// Counts that led to each label.
    counts: Vec<N>,
}

impl<N: Whole> Stage<N> {
    fn row(&self, index: usize, stride: usize) -> &[N] {
        &self.rows[index * stride..(index + 1) * stride]
    }
}

struct Search<'a, N> {
    problem: &'a Problem<N>,
    layout: Layout,
    /// Covers what all periods lack, by all packs.
    whole: Cover<N>,
    /// Covers what one segment lacks: packs of one period whole, longer ones in fractions.
    segment: Option<Cover<N>>,
    suffix: Suffix<N>,
    /// For each place in `problem.order`: covers by the packs from there on.
    rest: Vec<Cover<N>>,
    /// The same as (cost, units) of the cheapest; `None`: nothing is left that could cover.
    cheapest: Vec<Option<(N, N)>>,
    /// For each place in `problem.order`: the most that the packs from there on can be bought of in one period.
    capacity: Vec<Option<N>>,
    budget: u64,
    nodes: u64,
    /// Counts tried for each label in this pass.
    tries: u64,
}

/// The counts of one period while they are being chosen.
struct Choice<N> {
    counts: Vec<N>,
    /// What the label and the counts cost, terms whole.
    cost: Triple<N>,
    /// The same without what new starts cost after this period.
    now: N,
    /// Units that the counts bring, in this period and by new starts later.
    brought: N,
    /// Units that this period still lacks.
    open: N,
}

struct Children<N> {
    found: Vec<(Triple<N>, Vec<N>)>,
    room: usize,
    /// The greatest bound among `found`, once the room is full.
    worst: Option<Triple<N>>,
    dropped: Option<Triple<N>>,
}

impl<N: Whole> Children<N> {
    fn new(room: usize) -> Self {
        Self { found: Vec::new(), room, worst: None, dropped: None }
    }

    fn drop_one(&mut self, bound: Triple<N>) {
        self.dropped = Some(self.dropped.map_or(bound, |least| least.min(bound)));
    }

    fn add(&mut self, bound: Triple<N>, counts: Vec<N>) {
        if self.found.len() >= self.room {
            let worst = self.found.iter().enumerate().max_by_key(|(_, child)| child.0).map(|(index, _)| index);
            if let Some(worst) = worst {
                let gone = self.found.swap_remove(worst).0;
                self.drop_one(gone);
            }
        }
        self.found.push((bound, counts));
        if self.found.len() >= self.room {
            self.worst = self.found.iter().map(|child| child.0).max();
        }
    }
}

impl<'a, N: Whole> Search<'a, N> {
    fn new(problem: &'a Problem<N>, budget: u64) -> Self {
        let layout = Layout::new(problem);
        let reach = problem.demand.iter().fold(N::zero(), |sum, &units| sum + units);
        let highest = problem.demand.iter().copied().max().unwrap_or_default();
        let on_demand = problem.on_demand.map(|cost| (cost, N::ONE));
        let whole = Cover::new(&Supply { packs: problem.items.iter().collect(), fluid: on_demand, reach });

        let (short, long): (Vec<&Item<N>>, Vec<&Item<N>>) = problem.items.iter().partition(|item| item.life == 1);
        let cheapest_of = |items: &[&Item<N>]| {
            let fluid = items.iter().map(|item| (item.cost, item.units)).chain(on_demand);
            fluid.min_by(|a, b| (a.0.wide() * b.1.wide()).cmp(&(b.0.wide() * a.1.wide())))
        };
        let segment = (problem.periods() > 1 && !short.is_empty())
            .then(|| Cover::new(&Supply { packs: short, fluid: cheapest_of(&long), reach }));

        let ordered: Vec<&Item<N>> = problem.order.iter().map(|&index| &problem.items[index]).collect();
        let places = 0..=ordered.len();
        let rest = places
            .clone()
            .map(|place| Cover::new(&Supply { packs: ordered[place..].to_vec(), fluid: on_demand, reach: highest }))
            .collect();
        let cheapest = places.clone().map(|place| cheapest_of(&ordered[place..])).collect();
        let capacity = places
            .map(|place| {
                ordered[place..].iter().try_fold(N::zero(), |sum, item| {
                    let most = match (item.cap, item.limit) {
                        (Some(cap), Some(limit)) => cap.min(limit),
                        (Some(most), None) | (None, Some(most)) => most,
                        (None, None) => return None,
                    };
                    // more than the highest demand is never needed to cover it
                    Some(sum + (most.min(highest.over_up(item.units)) * item.units))
                })
            })
            .collect();
        let mut search = Self {
            problem,
            layout,
            whole,
            segment,
            suffix: Suffix { demand: Vec::new(), price: Vec::new(), last_stock: 0 },
            rest,
            cheapest,
            capacity,
            budget,
            nodes: 0,
            tries: u64::MAX,
        };
        search.suffix = Suffix::new(problem, &|units| search.segment_price(units));
        search
    }

    /// Whether some period needs a concurrency that nothing owned then and nothing on offer gives.
    fn concurrency_is_out_of_reach(&self) -> bool {
        let problem = self.problem;
        let offered = problem.items.iter().any(|item| item.qualifies && item.limit != Some(N::zero()));
        let lacks = |t: usize| problem.demand[t] > N::zero() && !problem.stock_qualifies[t];
        problem.concurrency && !offered && (0..problem.periods()).any(lacks)
    }

    fn found(&self, best: Option<Plan<N>>, lower: N, proved: bool) -> Found<N> {
        let (cost, counts) = match best {
            Some(plan) => (Some(plan.cost.0), Some(plan.counts)),
            None => (None, None),
        };
        Found { counts, cost, lower, proved, nodes: self.nodes }
    }

    /// A lower bound on the cost of covering what one segment lacks.
    fn segment_price(&self, units: N) -> N {
        match &self.segment {
            // where even the fractions cannot cover it, the whole cover says so; here it bounds nothing
            Some(cover) => cover.at(units).map_or(N::zero(), |bound| bound.0),
            None => N::zero(),
        }
    }

    fn label(&self, t: usize, row: &[N], cost: Triple<N>, parent: u32, qualified_until: u32) -> Option<Label<N>> {
        let lack = lack(&self.layout, self.problem, t, row, &|units| self.segment_price(units), &self.suffix);
        let by_whole = add(cost, self.whole.at(lack.total)?);
        let by_segment = (cost.0 + lack.by_segment, cost.1 + lack.total, cost.2);
        Some(Label {
            cost,
            bound: by_whole.max(by_segment),
            lack: lack.total,
            after: lack.after,
            parent,
            by_packs: 0,
            by_counts: 0,
            qualified_until,
        })
    }

    /// The best of the plans that simple rules make: each pack alone, the cheapest per unit first, nothing but on demand.
    fn first_plan(&self) -> Option<Plan<N>> {
        let orders = self.problem.order.iter().map(|&index| vec![index]);
        let ways = orders.chain([self.problem.order.clone(), Vec::new()]);
        ways.filter_map(|order| self.plan_by_rule(&order)).min_by(|a, b| a.cost.cmp(&b.cost))
    }

    /// Buys what each period lacks from the packs of `order`, the first of them as far as a limit lets it; one more for
    /// the concurrency; on demand where that is no dearer than one more pack. `None` where that is no plan.
    fn plan_by_rule(&self, order: &[usize]) -> Option<Plan<N>> {
        let problem = self.problem;
        let mut row = self.layout.start(problem);
        let mut cost = (N::zero(), N::zero(), N::zero());
        let mut qualified_until = 0;
        let mut plan = Vec::new();
        for t in 0..problem.periods() {
            let last = t + 1 == problem.periods();
            let mut counts: Vec<N> =
                (0..problem.items.len()).map(|index| self.layout.obliged(problem, &row, index)).collect();
            let in_hand = row[..self.layout.width].iter().fold(N::zero(), |sum, &units| sum + units);
            let obliged =
                problem.items.iter().zip(&counts).fold(N::zero(), |sum, (item, &count)| sum + item.units * count);
            let mut open = (problem.demand[t] - in_hand - obliged).positive();
            let left = |index: usize, counts: &[N]| match (problem.items[index].limit, self.layout.count[index]) {
                (Some(limit), Some(at)) => Some((limit - row[at] - counts[index]).positive()),
                _ => None,
            };
            for &index in order {
                let item = &problem.items[index];
                let mut wanted = open.over_up(item.units);
                if problem.on_demand.is_some_and(|price| price * open <= item.cost * wanted) {
                    wanted = open.over(item.units);
                }
                let count = left(index, &counts).map_or(wanted, |left| wanted.min(left));
                counts[index] += count;
                open = (open - item.units * count).positive();
            }
            let gives = |counts: &[N]| {
                problem.items.iter().zip(counts).any(|(item, &count)| item.qualifies && count > N::zero())
            };
            let needed = problem.concurrency && problem.demand[t] > N::zero() && !problem.stock_qualifies[t];
            if needed && qualified_until <= t && !gives(&counts) {
                let cheapest = (0..problem.items.len())
                    .filter(|&index| problem.items[index].qualifies && left(index, &counts) != Some(N::zero()))
                    .min_by_key(|&index| problem.items[index].cost)?;
                counts[cheapest] += N::ONE;
            }
            for (index, item) in problem.items.iter().enumerate() {
                let bought = self.layout.count[index].map_or(N::zero(), |at| row[at]) + counts[index];
                if let Some(least) = item.least.filter(|&least| last && bought > N::zero() && bought < least) {
                    counts[index] += least - bought;
                }
                if item.limit.is_some_and(|limit| bought.max(counts[index]) > limit) {
                    return None;
                }
                if item.qualifies && counts[index] > N::zero() {
                    qualified_until = qualified_until.max(t + item.life);
                }
            }
            cost = self.cost_of(cost, &row, &counts, t);
            let short = self.layout.step(problem, t, &mut row, &counts);
            if short > N::zero() {
                cost = add(cost, (problem.on_demand? * short, short, N::zero()));
            }
            plan.push(counts);
        }
        let within =
            problem.items.iter().enumerate().all(|(index, item)| match (item.limit, self.layout.count[index]) {
                (Some(limit), Some(at)) => row[at] <= limit,
                _ => true,
            });
        (within && self.least_orders_hold(&row)).then_some(Plan { cost, counts: plan })
    }

    fn pass(&mut self, width: usize, mut most: Option<Triple<N>>) -> Pass<N> {
        let periods = self.problem.periods();
        let none = (N::zero(), N::zero(), N::zero());
        let row = self.layout.start(self.problem);
        let Some(first) = self.label(0, &row, none, 0, 0) else {
            return Pass { best: None, lower: N::zero(), complete: true };
        };
        let mut lower = first.bound.0;
        let mut stages = vec![Stage { labels: vec![first], rows: row, counts: Vec::new() }];
        // what was dropped for want of room: the pass proves nothing below the least of it
        let mut dropped: Option<Triple<N>> = None;
        for t in 0..periods {
            let mut next = Stage { labels: Vec::new(), rows: Vec::new(), counts: Vec::new() };
            let stage = &stages[t];
            for index in 0..stage.labels.len() {
                let label = stage.labels[index];
                if most.is_some_and(|most| label.bound > most) {
                    continue;
                }
                if self.nodes >= self.budget {
                    let left = stage.labels[index..].iter().map(|label| label.bound);
                    let open = next.labels.iter().map(|label: &Label<N>| label.bound);
                    let least = left.chain(open).chain(dropped).min();
                    lower = lower.max(least.map_or(lower, |least| least.0));
                    return Pass { best: None, lower, complete: false };
                }
                let parent = u32::try_from(index).unwrap_or(u32::MAX);
                let from = From { t, parent, label: &label, row: stage.row(index, self.layout.stride) };
                let gone = self.expand(&from, width, most, &mut next);
                dropped = dropped.into_iter().chain(gone).min();
            }
            self.rank(&stages[t], &mut next);
            let gone = self.prune(t + 1, &mut next, width);
            dropped = dropped.into_iter().chain(gone).min();
            if t + 1 == periods
                && let Some(least) = next.labels.iter().map(|label| label.cost).min()
            {
                most = Some(most.map_or(least, |most| most.min(least)));
            }
            stages.push(next);
        }
        let best = self.trace_back(&stages);
        // a pass is complete if what it dropped could not have been the answer
        let complete = dropped.is_none_or(|dropped| most.is_some_and(|most| dropped > most));
        let reached = best.as_ref().map(|plan| plan.cost).into_iter().chain(dropped).min();
        lower = lower.max(reached.map_or(lower, |least| least.0));
        Pass { best, lower, complete }
    }

    /// All children of one label that can still be part of the answer.
    fn expand(
        &mut self,
        from: &From<'_, N>,
        width: usize,
        most: Option<Triple<N>>,
        next: &mut Stage<N>,
    ) -> Option<Triple<N>> {
        let problem = self.problem;
        let From { t, parent, label, row } = *from;
        let mut hand = row[..self.layout.width].iter().fold(N::zero(), |sum, &units| sum + units);
        for (index, item) in problem.items.iter().enumerate() {
            hand += self.layout.obliged(problem, row, index) * item.units;
        }
        let choice = Choice {
            counts: vec![N::zero(); problem.items.len()],
            cost: label.cost,
            now: label.cost.0,
            brought: N::zero(),
            open: (problem.demand[t] - hand).positive(),
        };
        let period = u32::try_from(t).unwrap_or(u32::MAX);
        let demanded = problem.concurrency && problem.demand[t] > N::zero();
        let unmet = demanded && label.qualified_until <= period && !problem.stock_qualifies[t];
        let mut children = Children::new(width);
        let until = self.nodes.saturating_add(self.tries).min(self.budget);
        let mut frame = Frame { t, label, row, unmet, most, until, children: &mut children };
        let mut choice = choice;
        self.choose(0, &mut frame, &mut choice);

        let Children { found, dropped, .. } = children;
        for (_, counts) in found {
            let mut child = row.to_vec();
            let cost = self.cost_of(label.cost, row, &counts, t);
            let short = self.layout.step(problem, t, &mut child, &counts);
            let cost = match (short > N::zero(), problem.on_demand) {
                (false, _) => cost,
                (true, Some(price)) => add(cost, (price * short, short, N::zero())),
                (true, None) => continue,
            };
            let qualified_until =
                problem.items.iter().zip(&counts).fold(label.qualified_until, |until, (item, &count)| {
                    if item.qualifies && count > N::zero() {
                        until.max(u32::try_from(t + item.life).unwrap_or(u32::MAX))
                    } else {
                        until
                    }
                });
            if demanded && qualified_until <= period && !problem.stock_qualifies[t] {
                continue;
            }
            if t + 1 == problem.periods() && !self.least_orders_hold(&child) {
                continue;
            }
            let Some(made) = self.label(t + 1, &child, cost, parent, qualified_until) else {
                continue;
            };
            if most.is_some_and(|most| made.bound > most) {
                continue;
            }
            next.labels.push(made);
            next.rows.extend_from_slice(&child);
            next.counts.extend_from_slice(&counts);
        }
        dropped
    }

    fn least_orders_hold(&self, row: &[N]) -> bool {
        self.problem.items.iter().enumerate().all(|(index, item)| match (item.least, self.layout.count[index]) {
            (Some(least), Some(at)) => row[at] == N::zero() || row[at] >= least,
            _ => true,
        })
    }

    /// What the counts of a period add to a label's cost: packs, and new starts whole.
    fn cost_of(&self, cost: Triple<N>, row: &[N], counts: &[N], t: usize) -> Triple<N> {
        let mut sum = cost;
        for (index, item) in self.problem.items.iter().enumerate() {
            sum = add(sum, self.added(t, row, index, item, counts[index]).0);
        }
        sum
    }

    /// For `count` of one item in period `t`: (cost with new starts whole, cost that falls into this period alone,
    /// units brought now and by new starts later within the horizon), all beyond what is obliged.
    fn added(&self, t: usize, row: &[N], index: usize, item: &Item<N>, count: N) -> (Triple<N>, N, N) {
        let one = (item.cost, item.units, N::ONE);
        let Some(term) = item.term else {
            return (times(one, count), item.cost * count, item.units * count);
        };
        let extra = count - self.layout.obliged(self.problem, row, index);
        let start = (count - self.layout.before(row, index)).positive();
        let left = self.problem.periods() - t;
        let inside = N::of(i128::try_from(term.inside.min(left)).unwrap_or(0));
        // a start's first pack is among `extra`; the others follow
        let later = term.periods - N::ONE;
        let cost = (
            item.cost * (extra + start * later),
            item.units * (extra + start * later),
            extra + start * (inside - N::ONE),
        );
        (cost, item.cost * extra, item.units * (extra + start * (inside - N::ONE)))
    }

    /// The most of an item that is worth buying in period `t`.
    fn most(&self, frame: &Frame<'_, '_, N>, choice: &Choice<N>, index: usize) -> N {
        let problem = self.problem;
        let item = &problem.items[index];
        let (t, row) = (frame.t, frame.row);
        let left = problem.periods() - t;
        let limit = match (item.limit, self.layout.count[index]) {
            (Some(limit), Some(at)) => Some((limit - row[at]).positive()),
            _ => None,
        };
        let mut most = if item.term.is_some() {
            // a running count may be kept through a lull, to save a new term; a start must be of some use in its life
            let end = t + item.life.min(left);
            let window = problem.demand[t..end].iter().fold(N::zero(), |sum, &units| sum + units);
            self.layout.before(row, index).max(window.over_up(item.units))
        } else {
            // the last one must be drawn on now: what expires no later is drawn before it, in hand or just chosen
            let slot = item.life.min(left);
            let mut before =
                row[..slot.min(row.len()).min(self.layout.width)].iter().fold(N::zero(), |sum, &units| sum + units);
            for (other, other_item) in problem.items.iter().enumerate() {
                if other_item.life.min(left) <= slot && other != index {
                    before += other_item.units * choice.counts[other];
                }
            }
            let drawn = (problem.demand[t] - before).positive().over_up(item.units);
            match item.cap {
                Some(cap) => drawn.min(cap),
                None => drawn,
            }
        };
        if frame.unmet && item.qualifies {
            most = most.max(N::ONE);
        }
        if left == 1
            && let (Some(least), Some(at)) = (item.least, self.layout.count[index])
        {
            // a least order is filled up in the last period, where the tie rules want what is not needed
            most = most.max((least - row[at]).positive());
        }
        most = most.max(self.layout.obliged(problem, row, index));
        limit.map_or(most, |limit| most.min(limit))
    }

    /// In the last period: the count that fills a least order up, if it is open and can be.
    fn least_order_gap(&self, frame: &Frame<'_, '_, N>, index: usize) -> Option<N> {
        let last = frame.t + 1 == self.problem.periods();
        match (self.problem.items[index].least, self.layout.count[index]) {
            (Some(least), Some(at)) if last && frame.row[at] < least => Some(least - frame.row[at]),
            _ => None,
        }
    }

    /// Chooses the counts from one place of the order on.
    fn choose(&mut self, place: usize, frame: &mut Frame<'_, '_, N>, choice: &mut Choice<N>) {
        self.nodes += 1;
        if self.nodes > frame.until {
            // what is left untried here is worth at least the label's bound
            let bound = frame.label.bound;
            frame.children.drop_one(bound);
            return;
        }
        let Some(bound) = self.bound(place, frame, choice) else {
            return;
        };
        if frame.most.is_some_and(|most| bound > most) {
            return;
        }
        if frame.children.worst.is_some_and(|worst| bound >= worst) {
            frame.children.drop_one(bound);
            return;
        }
        let Some(&index) = self.problem.order.get(place) else {
            frame.children.add(bound, choice.counts.clone());
            return;
        };
        let item = self.problem.items[index];
        let least = self.layout.obliged(self.problem, frame.row, index);
        let most = self.most(frame, choice, index);
        if most < least {
            // a limit does not leave what a running term obliges to
            return;
        }
        let gap = self.least_order_gap(frame, index);
        let before = (choice.cost, choice.now, choice.brought, choice.open);
        let mut count = most;
        loop {
            let (cost, now, brought) = self.added(frame.t, frame.row, index, &item, count);
            choice.cost = add(before.0, cost);
            choice.now = before.1 + now;
            choice.brought = before.2 + brought;
            choice.open = (before.3 - item.units * (count - least)).positive();
            choice.counts[index] = count;
            let without_start = item.term.is_none() || count <= self.layout.before(frame.row, index);
            if self.hopeless(place + 1, &item, without_start, frame, choice) {
                break;
            }
            if gap.is_none_or(|gap| count == N::zero() || count >= gap) {
                self.choose(place + 1, frame, choice);
            }
            if count == least || self.nodes > frame.until {
                break;
            }
            // in the last period, a count that leaves a least order open is none
            count = match gap {
                Some(gap) if count <= gap => N::zero(),
                _ => count - N::ONE,
            };
        }
        choice.counts[index] = N::zero();
        (choice.cost, choice.now, choice.brought, choice.open) = before;
    }

    /// Whether neither the present count of `item` nor any lower one can lead to the answer, because what this period
    /// then lacks costs too much or cannot be had. Fewer of an item leave more to those after it, which are no cheaper
    /// per unit; that does not hold for starts of terms, nor where buying on demand is cheaper.
    fn hopeless(
        &self,
        place: usize,
        item: &Item<N>,
        without_start: bool,
        frame: &Frame<'_, '_, N>,
        choice: &Choice<N>,
    ) -> bool {
        if choice.open == N::zero() {
            return false;
        }
        if self.problem.on_demand.is_none()
            && let Some(capacity) = self.capacity[place]
            && choice.open > capacity
            && !self.problem.order[place..].iter().any(|&index| self.problem.items[index].least.is_some())
        {
            return true;
        }
        let Some(most) = frame.most else { return false };
        let dearest = self.problem.on_demand.is_none_or(|price| price * item.units >= item.cost);
        if !without_start || !dearest {
            return false;
        }
        match self.fractional(place, frame, choice) {
            Some(cost) => cost > most.0,
            None => true,
        }
    }

    /// What the plan costs at least when all but the counts chosen so far can be bought in fractions; `None` where
    /// nothing can cover what this period lacks.
    fn fractional(&self, place: usize, frame: &Frame<'_, '_, N>, choice: &Choice<N>) -> Option<N> {
        let part = |units: N, (cost, of): (N, N)| (cost * units).over(of);
        let mut sum = choice.cost.0;
        if choice.open > N::zero() {
            sum += part(choice.open, self.cheapest[place]?);
        }
        let later = (frame.label.lack - choice.brought - choice.open).positive();
        if later > N::zero() {
            sum += part(later, self.cheapest[0]?);
        }
        Some(sum)
    }

    /// A lower bound on every plan with the counts chosen so far; `None` where there is no plan.
    fn bound(&self, place: usize, frame: &Frame<'_, '_, N>, choice: &Choice<N>) -> Option<Triple<N>> {
        let mut bound = frame.label.bound;
        bound = bound.max(add(choice.cost, self.whole.at(frame.label.lack - choice.brought)?));
        let rest = self.rest[place].at(choice.open)?;
        if frame.t + 1 == self.problem.periods() {
            bound = bound.max(add(choice.cost, rest));
        } else {
            let fractional = self.fractional(place, frame, choice)?;
            let mut cost = fractional.max(choice.cost.0 + rest.0);
            // where neither the label nor this period's packs carry anything over, later periods pay for themselves
            if let Some(after) = frame.label.after.filter(|_| self.nothing_carries()) {
                cost = cost.max(choice.now + rest.0 + after);
            }
            let paid = (choice.cost.1 + (frame.label.lack - choice.brought).positive(), choice.cost.2 + rest.2);
            bound = bound.max((cost, paid.0, N::zero().max(choice.cost.2)));
        }
        Some(bound)
    }

    fn nothing_carries(&self) -> bool {
        self.problem.items.iter().all(|item| item.life == 1)
    }

    /// Ranks the labels of a stage by the last tie rules: packs period by period, then counts by id.
    fn rank(&self, parents: &Stage<N>, stage: &mut Stage<N>) {
        let items = self.problem.items.len();
        let parent = |label: &Label<N>| parents.labels[usize::try_from(label.parent).unwrap_or(0)];
        let counts = |index: usize| &stage.counts[index * items..(index + 1) * items];
        let packs = |index: usize| counts(index).iter().fold(N::zero(), |sum, &count| sum + count);
        let by_packs = |a: usize, b: usize| {
            let (first, second) = (parent(&stage.labels[a]), parent(&stage.labels[b]));
            first.by_packs.cmp(&second.by_packs).then_with(|| packs(a).cmp(&packs(b)))
        };
        let by_counts = |a: usize, b: usize| {
            let (first, second) = (parent(&stage.labels[a]), parent(&stage.labels[b]));
            // the larger count of the earlier id comes first
            first.by_counts.cmp(&second.by_counts).then_with(|| counts(b).cmp(counts(a)))
        };
        let ranks_by_packs = ranks(stage.labels.len(), &by_packs);
        let ranks_by_counts = ranks(stage.labels.len(), &by_counts);
        for (index, label) in stage.labels.iter_mut().enumerate() {
            label.by_packs = ranks_by_packs[index];
            label.by_counts = ranks_by_counts[index];
        }
    }

    /// Drops needless labels, then all but the `width` most promising. Returns the least bound of the latter.
    fn prune(&self, t: usize, stage: &mut Stage<N>, width: usize) -> Option<Triple<N>> {
        let stride = self.layout.stride;
        let mut order: Vec<usize> = (0..stage.labels.len()).collect();
        places::sort(&mut order, &mut |a, b| full(&stage.labels[a]).cmp(&full(&stage.labels[b])));
        let mut kept: Vec<usize> = Vec::new();
        for index in order {
            let needless = kept.iter().take(COMPARED).any(|&other| {
                self.leaves_no_less(
                    t,
                    stage.row(other, stride),
                    &stage.labels[other],
                    stage.row(index, stride),
                    &stage.labels[index],
                )
            });
            if !needless {
                kept.push(index);
            }
        }
        let mut dropped = None;
        if kept.len() > width {
            places::sort(&mut kept, &mut |a, b| {
                let (a, b) = (&stage.labels[a], &stage.labels[b]);
                a.bound.cmp(&b.bound).then_with(|| full(a).cmp(&full(b)))
            });
            dropped = kept[width..].iter().map(|&index| stage.labels[index].bound).min();
            kept.truncate(width);
        }
        let items = self.problem.items.len();
        let mut next = Stage {
            labels: Vec::with_capacity(kept.len()),
            rows: Vec::with_capacity(kept.len() * stride),
            counts: Vec::with_capacity(kept.len() * items),
        };
        for index in kept {
            next.labels.push(stage.labels[index]);
            next.rows.extend_from_slice(stage.row(index, stride));
            next.counts.extend_from_slice(&stage.counts[index * items..(index + 1) * items]);
        }
        *stage = next;
        dropped
    }

    /// Whether every continuation of `b` is open to `a` too, for no more.
    fn leaves_no_less(&self, t: usize, a: &[N], first: &Label<N>, b: &[N], second: &Label<N>) -> bool {
        if t == self.problem.periods() {
            return true;
        }
        if self.problem.concurrency && first.qualified_until < second.qualified_until {
            return false;
        }
        let (mut more, mut less) = (N::zero(), N::zero());
        for slot in (0..self.layout.width).rev() {
            more += a[slot];
            less += b[slot];
            if more < less {
                return false;
            }
        }
        self.problem.items.iter().enumerate().all(|(index, item)| {
            let terms = match (self.layout.term[index], item.term) {
                // the same obligations (they are paid alike), and no lower a count to keep
                (Some(at), Some(term)) => a[at] >= b[at] && a[at + 1..at + term.inside] == b[at + 1..at + term.inside],
                _ => true,
            };
            let counts = self.layout.count[index].is_none_or(|at| {
                let limit = item.limit.is_none() || a[at] <= b[at];
                let least = item.least.is_none_or(|least| {
                    // what brings b to its least order must bring a there, and if b needs nothing more, nor may a
                    if b[at] == N::zero() {
                        a[at] == N::zero() || a[at] >= least
                    } else {
                        a[at] >= least || a[at] >= b[at]
                    }
                });
                limit && least
            });
            terms && counts
        })
    }

    fn trace_back(&self, stages: &[Stage<N>]) -> Option<Plan<N>> {
        let items = self.problem.items.len();
        let last = stages.last()?;
        let (mut index, label) = last.labels.iter().enumerate().min_by(|a, b| full(a.1).cmp(&full(b.1)))?;
        let cost = label.cost;
        let mut counts = Vec::new();
        for stage in stages[1..].iter().rev() {
            counts.push(stage.counts[index * items..(index + 1) * items].to_vec());
            index = usize::try_from(stage.labels[index].parent).unwrap_or(0);
        }
        counts.reverse();
        Some(Plan { cost, counts })
    }
}

/// The label that is expanded, with its place and its state.
struct From<'f, N> {
    t: usize,
    parent: u32,
    label: &'f Label<N>,
    row: &'f [N],
}

/// What the choice of one period is about.
struct Frame<'f, 'c, N> {
    t: usize,
    label: &'f Label<N>,
    row: &'f [N],
    /// Whether this period lacks a pack of the concurrency.
    unmet: bool,
    most: Option<Triple<N>>,
    /// Where the count of nodes ends the choice.
    until: u64,
    children: &'c mut Children<N>,
}

/// A label's place in the order of the tie rules, among labels of one period.
fn full<N: Whole>(label: &Label<N>) -> (Triple<N>, u32, u32) {
    (label.cost, label.by_packs, label.by_counts)
}

/// The rank of each of `count` things; equal things rank alike.
fn ranks(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<usize> = (0..count).collect();
    places::sort(&mut order, &mut |a, b| compare(a, b));
    let mut ranks = vec![0; count];
    let mut rank = 0;
    for place in 1..count {
        if compare(order[place - 1], order[place]) == Ordering::Less {
            rank += 1;
        }
        ranks[order[place]] = rank;
    }
    ranks
}
