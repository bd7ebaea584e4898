//! The search: the least plan in the order of the tie rules, and the proof that none is less.
//!
//! Periods are decided one after the other, and in each period the packs one after the other. A *label* is what some
//! decisions so far lead to: a state ([`super::state`]) and what it cost. Two things keep the labels few.
//!
//! *Dominance.* A label is needless if another one costs no more and leaves no less to the future; also if the other could
//! buy at once what it lacks against it and would still cost less ([`Search::needless`]). So what the labels of a period
//! cost differs by no more than what it costs to replace what they hold, however long the horizon.
//!
//! *Bounds.* A label whose cost plus a lower bound on the rest exceeds a plan already found is dropped.
//!
//! A pass that keeps only the most promising labels finds good plans fast; passes get wider until one has dropped nothing
//! for want of room: that pass has seen every plan that could be the answer, and what it found is proved. The work is
//! counted in nodes (labels made), so it ends at the same place on every machine.
//!
//! Which counts are tried in a period rests on one argument: a pack bought without being drawn on in that period, nor
//! needed for its concurrency, can be bought a period later for the same price, and lives longer for it; and the tie
//! rules prefer the later one. Terms, least orders and limits bend this; each case is at [`Search::most`].
//!
//! A start of a term is charged whole when it is made, so that labels bear what they owe.

use super::cover::{Cover, Supply};
use super::dual::Duals;
use super::number::Whole;
use super::problem::{Item, Problem, Triple, add, times};
use super::state::Layout;
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
    /// Labels made.
    pub(super) nodes: u64,
}

impl<N: Whole> Found<N> {
    /// The same in the widest numbers.
    pub(super) fn wide(self) -> Found<i128> {
        let wide = |counts: Vec<N>| counts.into_iter().map(Whole::wide).collect();
        Found {
            counts: self.counts.map(|counts| counts.into_iter().map(wide).collect()),
            cost: self.cost.map(Whole::wide),
            lower: self.lower.wide(),
            proved: self.proved,
            nodes: self.nodes,
        }
    }
}

/// What is asked of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The least plan.
    Least,
    /// Any plan that costs no more than this.
    Within(i128),
}

/// How many labels a period keeps in each pass, and how many counts of each pack are tried each way from the one that
/// covers the period; the last keeps and tries all.
const PASSES: [(usize, usize); 5] = [(3, 2), (8, 3), (24, 6), (96, 12), (usize::MAX, usize::MAX)];

/// Nodes kept back to bring a pass to its end.
const HURRY: u64 = 3_000;

/// Labels, counts and nodes of a pass for one pack or two.
const FEW: (usize, usize) = (24, 6);
const FEW_NODES: u64 = 4_000;

/// The most labels that are kept at one place, so that memory is bounded too.
const MOST_LABELS: usize = 8_000;

/// Labels that one is compared with for dominance at the most; more cost more than they save.
const COMPARED: usize = 24;

/// Searches for what `goal` says; `budget` is in nodes.
pub(super) fn search<N: Whole>(problem: &Problem<N>, goal: Goal, budget: u64) -> Found<N> {
    let mut search = Search::new(problem, budget - HURRY.min(budget / 4));
    search.last = budget;
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
        search.tries = tries;
        let most = best.as_ref().map(|plan| plan.cost).or(ceiling);
        if search.nodes > 0 && search.duals.is_none() && problem.periods() > 1 {
            // easy requests are done without these prices
            search.duals = Some(Duals::new(problem, problem.fine()));
        }
        search.known = best.as_ref().map_or_else(Vec::new, |plan| {
            plan.counts.iter().map(|counts| counts.iter().fold(N::zero(), |sum, &count| sum + count)).collect()
        });
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
        if width == PASSES[1].0 && problem.items.len() > 2 {
            let few = search.by_few_packs(best.as_ref().map(|plan| plan.cost).or(ceiling));
            best = few.or(best);
        }
        if search.nodes >= search.budget || search.budget == budget {
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
#[derive(Clone, Copy, Debug)]
struct Label<N> {
    cost: Triple<N>,
    /// `cost` plus a lower bound on the rest.
    bound: Triple<N>,
    /// Its place among the labels that were kept of the period before.
    parent: u32,
    /// Rank of that one by packs per period, and by counts per period: the last tie rules.
    by_packs: u32,
    by_counts: u32,
    /// First period in which no bought pack gives the concurrency any more.
    qualified_until: u32,
    /// Packs bought in this period so far.
    packs: N,
    /// Its packs period by period before this one, against those of the best plan so far.
    against: Ordering,
}

/// Labels that stand at the same place.
#[derive(Debug)]
struct Stage<N> {
    labels: Vec<Label<N>>,
    rows: Vec<N>,
    /// Counts of this period, by item.
    counts: Vec<N>,
    stride: usize,
    items: usize,
}

impl<N: Whole> Stage<N> {
    fn new(stride: usize, items: usize) -> Self {
        Self { labels: Vec::new(), rows: Vec::new(), counts: Vec::new(), stride, items }
    }

    fn row(&self, index: usize) -> &[N] {
        &self.rows[index * self.stride..(index + 1) * self.stride]
    }

    fn counts(&self, index: usize) -> &[N] {
        &self.counts[index * self.items..(index + 1) * self.items]
    }

    fn clear(&mut self) {
        self.labels.clear();
        self.rows.clear();
        self.counts.clear();
    }

    fn push(&mut self, label: Label<N>, row: &[N], counts: &[N]) {
        self.labels.push(label);
        self.rows.extend_from_slice(row);
        self.counts.extend_from_slice(counts);
    }

    fn pop(&mut self) {
        self.labels.pop();
        self.rows.truncate(self.labels.len() * self.stride);
        self.counts.truncate(self.labels.len() * self.items);
    }

    fn last_row(&mut self) -> &mut [N] {
        let last = self.rows.len() - self.stride;
        &mut self.rows[last..]
    }

    fn last_counts(&mut self) -> &mut [N] {
        let last = self.counts.len() - self.items;
        &mut self.counts[last..]
    }

    /// Place in the order of the tie rules.
    fn compare(&self, a: usize, b: usize) -> Ordering {
        let (first, second) = (&self.labels[a], &self.labels[b]);
        first
            .cost
            .cmp(&second.cost)
            .then(first.by_packs.cmp(&second.by_packs))
            .then(first.packs.cmp(&second.packs))
            .then(first.by_counts.cmp(&second.by_counts))
            // the larger count of the earlier id comes first
            .then_with(|| self.counts(b).cmp(self.counts(a)))
    }
}

/// What a period decided, for the way back.
struct Decided<N> {
    parents: Vec<u32>,
    counts: Vec<N>,
}

/// Something that a label can buy at once, without any condition, to have what another one has.
struct Spare<N> {
    cost: Triple<N>,
    units: N,
    life: usize,
    qualifies: bool,
}

/// Where the search stands: the period, the place in it, and the plan that must not be exceeded.
#[derive(Clone, Copy)]
struct Here<N> {
    t: usize,
    place: usize,
    most: Option<Triple<N>>,
}

/// What is decided at one place of a period.
enum Place<N> {
    /// The count of one item.
    Item(usize),
    /// What is worth buying of the packs of a group, by units.
    Group(Group<N>),
}

/// Packs without conditions that are alike but for size and price.
struct Group<N> {
    life: usize,
    qualifies: bool,
    /// Cost and units of the cheapest per unit, and the units of the largest.
    rate: (N, N),
    largest: N,
    bundles: Vec<Bundle<N>>,
}

/// Packs of one group.
struct Bundle<N> {
    cost: Triple<N>,
    /// The smallest pack in it.
    smallest: N,
    /// By item.
    counts: Vec<N>,
}

struct Search<'a, N> {
    problem: &'a Problem<N>,
    layout: Layout,
    places: Vec<Place<N>>,
    /// For each place: the items from there on.
    from: Vec<Vec<usize>>,
    /// For each item: its place.
    place_of: Vec<usize>,
    /// Covers what all periods lack, by all packs.
    whole: Cover<N>,
    /// Covers what one period lacks: packs of one period whole, longer ones in fractions.
    single: Option<Cover<N>>,
    /// Cost and units of the cheapest per unit of packs that last longer than a period, and on demand.
    fluid: Option<(N, N)>,
    /// Prices of every period's units, where there are several periods.
    duals: Option<Duals<N>>,
    /// Sum over the periods from each one on of what `single` says of its demand.
    singles: Vec<N>,
    /// Sum of the demand of the periods from each one on.
    demand: Vec<N>,
    /// For each place of a period: covers by the packs from there on.
    rest: Vec<Cover<N>>,
    /// The same as (cost, units) of the cheapest; `None`: nothing is left that could cover.
    cheapest: Vec<Option<(N, N)>>,
    /// Whether no pack lasts longer than a period.
    all_single: bool,
    /// Cost and units of the cheapest per unit of `spares`.
    spare: Option<(N, N)>,
    spares: Vec<Spare<N>>,
    /// For each item with a limit: what its units cost more when had otherwise.
    dearer: Vec<Option<N>>,
    /// Owned packs that become usable after each period, as a hand.
    coming: Vec<Vec<N>>,
    /// Nodes after which a pass hurries to its end, and after which it stops where it is.
    budget: u64,
    last: u64,
    nodes: u64,
    /// Counts tried each way in this pass.
    tries: usize,
    scratch: Vec<N>,
    /// Room for the labels that are kept.
    sifted: Stage<N>,
    /// Packs that the best plan so far buys in each period; empty if there is none.
    known: Vec<N>,
    /// By how much the bound on the whole falls short of the best plan so far, and of how much.
    short: (i128, i128),
    /// Whether the last `lack` counted what is not in hand yet.
    aug: bool,
}

impl<'a, N: Whole> Search<'a, N> {
    fn new(problem: &'a Problem<N>, budget: u64) -> Self {
        let layout = Layout::new(problem);
        let stride = layout.stride;
        let periods = problem.periods();
        let reach = problem.demand.iter().fold(N::zero(), |sum, &units| sum + units);
        let highest = problem.demand.iter().copied().max().unwrap_or_default();
        let on_demand = problem.on_demand.map(|cost| (cost, N::ONE));
        let whole = Cover::new(&Supply { packs: problem.items.iter().collect(), fluid: on_demand, reach });

        let (short, long): (Vec<&Item<N>>, Vec<&Item<N>>) = problem.items.iter().partition(|item| item.life == 1);
        let cheapest_of = |items: &[&Item<N>]| {
            let fluid = items.iter().map(|item| (item.cost, item.units)).chain(on_demand);
            fluid.min_by(|a, b| (a.0.wide() * b.1.wide()).cmp(&(b.0.wide() * a.1.wide())))
        };
        let fluid = cheapest_of(&long);
        let single =
            (periods > 1 && !short.is_empty()).then(|| Cover::new(&Supply { packs: short, fluid, reach: highest }));

        let (places, place_of) = arrange(problem, highest);
        let from: Vec<Vec<usize>> = (0..=places.len())
            .map(|place| problem.order.iter().copied().filter(|&index| place_of[index] >= place).collect())
            .collect();
        let items = |from: &Vec<usize>| from.iter().map(|&index| &problem.items[index]).collect::<Vec<&Item<N>>>();
        let rest = from
            .iter()
            .map(|from| Cover::new(&Supply { packs: items(from), fluid: on_demand, reach: highest }))
            .collect();
        let cheapest = from.iter().map(|from| cheapest_of(&items(from))).collect();

        let mut demand = vec![N::zero(); periods + 1];
        let mut singles = vec![N::zero(); periods + 1];
        for t in (0..periods).rev() {
            demand[t] = demand[t + 1] + problem.demand[t];
            let least =
                single.as_ref().and_then(|cover| cover.at(problem.demand[t])).map_or(N::zero(), |least| least.0);
            singles[t] = singles[t + 1] + least;
        }
        let mut coming = vec![Vec::new(); periods];
        if problem.stock.iter().skip(1).any(|stock| !stock.is_empty()) {
            for (t, hand) in coming.iter_mut().enumerate() {
                hand.resize(periods - t, N::zero());
                for stock in problem.stock[t + 1..].iter().flatten() {
                    for held in &mut hand[..stock.end - t] {
                        *held += stock.units;
                    }
                }
            }
        }
        let mut spares: Vec<Spare<N>> = problem
            .items
            .iter()
            .filter(|item| item.term.is_none() && item.least.is_none() && item.limit.is_none())
            .map(|item| Spare {
                cost: (item.cost, item.units, N::ONE),
                units: item.units,
                life: item.life,
                qualifies: item.qualifies,
            })
            .collect();
        if let Some((cost, _)) = on_demand {
            spares.push(Spare { cost: (cost, N::ONE, N::zero()), units: N::ONE, life: periods, qualifies: false });
        }
        let dearer = problem
            .items
            .iter()
            .map(|item| {
                item.limit?;
                let instead = spares
                    .iter()
                    .filter(|spare| spare.life >= item.life && (spare.qualifies || !item.qualifies))
                    .map(|spare| spare.cost.0 * item.units.over_up(spare.units))
                    .min()?;
                Some((instead - item.cost).positive())
            })
            .collect();
        Self {
            problem,
            layout,
            places,
            from,
            place_of,
            whole,
            single,
            fluid,
            duals: None,
            singles,
            demand,
            rest,
            cheapest,
            all_single: problem.items.iter().all(|item| item.life == 1),
            spare: spares
                .iter()
                .map(|spare| (spare.cost.0, spare.units))
                .min_by(|a, b| (a.0.wide() * b.1.wide()).cmp(&(b.0.wide() * a.1.wide()))),
            spares,
            dearer,
            coming,
            budget,
            last: budget,
            nodes: 0,
            tries: usize::MAX,
            scratch: Vec::new(),
            sifted: Stage::new(stride, problem.items.len()),
            aug: false,
            short: (0, 1),
            known: Vec::new(),
        }
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

    /// The best of the plans that simple rules make: each pack alone, the cheapest per unit first, nothing but on demand.
    fn first_plan(&self) -> Option<Plan<N>> {
        let orders = self.problem.order.iter().map(|&index| vec![index]);
        let ways = orders.chain([self.problem.order.clone(), Vec::new()]);
        ways.filter_map(|order| self.plan_by_rule(&order)).min_by(|a, b| a.cost.cmp(&b.cost))
    }

    /// The best plan of one pack or two that costs less than `most`: where many packs leave narrow passes lost, a plan of
    /// few packs is often far better than what they found.
    fn by_few_packs(&mut self, most: Option<Triple<N>>) -> Option<Plan<N>> {
        let problem = self.problem;
        let items = problem.items.len();
        let until = self.nodes + self.budget.saturating_sub(self.nodes) / 3;
        let (mut best, mut most): (Option<Plan<N>>, _) = (None, most);
        for first in 0..items {
            for second in first..items {
                let chosen = if first == second { vec![first] } else { vec![first, second] };
                let some = problem.only(&chosen);
                let mut search = Search::new(&some, until.saturating_sub(self.nodes).min(FEW_NODES));
                if search.concurrency_is_out_of_reach() {
                    continue;
                }
                search.tries = FEW.1;
                let pass = search.pass(FEW.0, most);
                self.nodes += search.nodes;
                if let Some(plan) = pass.best
                    && most.is_none_or(|most| plan.cost < most)
                {
                    most = Some(plan.cost);
                    let counts = plan.counts.into_iter().map(|few| {
                        let mut all = vec![N::zero(); items];
                        for (&index, count) in chosen.iter().zip(few) {
                            all[index] = count;
                        }
                        all
                    });
                    best = Some(Plan { cost: plan.cost, counts: counts.collect() });
                }
            }
        }
        best
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
            let mut counts: Vec<N> = (0..problem.items.len()).map(|index| self.layout.obliged(&row, index)).collect();
            let mut open = (problem.demand[t] - row[0] - self.pending(0, &row)).positive();
            let left = |index: usize, row: &[N], counts: &[N]| {
                let more = counts[index] - self.layout.obliged(row, index);
                problem.items[index].limit.map(|limit| (limit - self.layout.counted(row, index) - more).positive())
            };
            for &index in order {
                let item = &problem.items[index];
                let mut wanted = open.over_up(item.units);
                if problem.on_demand.is_some_and(|price| price * open <= item.cost * wanted) {
                    wanted = open.over(item.units);
                }
                let count = left(index, &row, &counts).map_or(wanted, |left| wanted.min(left));
                counts[index] += count;
                open = (open - item.units * count).positive();
            }
            let gives = |counts: &[N]| {
                problem.items.iter().zip(counts).any(|(item, &count)| item.qualifies && count > N::zero())
            };
            let needed = problem.concurrency && problem.demand[t] > N::zero() && !problem.stock_qualifies[t];
            if needed && qualified_until <= t && !gives(&counts) {
                let cheapest = (0..problem.items.len())
                    .filter(|&index| problem.items[index].qualifies && left(index, &row, &counts) != Some(N::zero()))
                    .min_by_key(|&index| problem.items[index].cost)?;
                counts[cheapest] += N::ONE;
            }
            for (index, item) in problem.items.iter().enumerate() {
                let bought = self.layout.counted(&row, index) + counts[index];
                if let Some(least) = item.least.filter(|&least| last && bought > N::zero() && bought < least) {
                    counts[index] += least - bought;
                }
                if item.qualifies && counts[index] > N::zero() {
                    qualified_until = qualified_until.max(t + item.life);
                }
                cost = add(cost, self.charge(t, &row, index, counts[index]));
                self.layout.buy(problem, t, &mut row, index, counts[index]);
                if item.limit.is_some_and(|limit| self.layout.counted(&row, index) > limit) {
                    return None;
                }
            }
            let short = self.layout.next(problem, t, &mut row);
            if short > N::zero() {
                cost = add(cost, (problem.on_demand? * short, short, N::zero()));
            }
            plan.push(counts);
        }
        self.least_orders_hold(&row).then_some(Plan { cost, counts: plan })
    }

    fn least_orders_hold(&self, row: &[N]) -> bool {
        self.problem.items.iter().enumerate().all(|(index, item)| {
            let count = self.layout.counted(row, index);
            item.least.is_none_or(|least| count == N::zero() || count >= least)
        })
    }

    fn pass(&mut self, mut width: usize, mut most: Option<Triple<N>>) -> Pass<N> {
        let problem = self.problem;
        let (periods, items, places) = (problem.periods(), problem.items.len(), self.places.len());
        let none = (N::zero(), N::zero(), N::zero());
        let first = Label {
            cost: none,
            bound: none,
            parent: 0,
            by_packs: 0,
            by_counts: 0,
            qualified_until: 0,
            packs: N::zero(),
            against: Ordering::Equal,
        };
        let mut stage = Stage::new(self.layout.stride, items);
        let row = self.layout.start(problem);
        let lack = self.lack(0, 0, &row);
        let open = (problem.demand[0] - row[0]).positive();
        let Some(bound) = self.bound(0, 0, &first, &row, lack, open) else {
            return Pass { best: None, lower: N::zero(), complete: true };
        };
        stage.push(Label { bound, ..first }, &row, &vec![N::zero(); items]);
        let mut lower = bound.0;
        if let Some(most) = most {
            self.short = ((most.0 - bound.0).positive().wide(), bound.0.wide().max(1));
        }
        let mut spare = Stage::new(self.layout.stride, items);
        let mut decided: Vec<Decided<N>> = Vec::with_capacity(periods);
        // what was dropped for want of room: the pass proves nothing below the least of it
        let mut dropped: Option<Triple<N>> = None;
        let mut note = |gone: Option<Triple<N>>| {
            dropped = dropped.into_iter().chain(gone).min();
        };
        let mut end = None;
        for t in 0..periods {
            for place in 0..places {
                spare.clear();
                let (mut untried, mut ended) = self.extend(Here { t, place, most }, &stage, &mut spare);
                if ended && self.budget < self.last {
                    // what is left of the budget brings the most promising labels to the end
                    self.budget = self.last;
                    (width, self.tries) = PASSES[0];
                    note(self.prune(t, &mut stage, width));
                    spare.clear();
                    (untried, ended) = self.extend(Here { t, place, most }, &stage, &mut spare);
                }
                note(untried);
                if ended {
                    // the budget is used up: nothing is proved below what is still open
                    let open = spare.labels.iter().map(|label| label.bound).min();
                    note(open);
                    lower = lower.max(dropped.map_or(lower, |least| least.0));
                    return Pass { best: None, lower, complete: false };
                }
                note(self.prune(t, &mut spare, width.saturating_mul(2)));
                std::mem::swap(&mut stage, &mut spare);
            }
            spare.clear();
            self.close(t, &stage, &mut spare, most);
            note(self.prune(t + 1, &mut spare, width));
            std::mem::swap(&mut stage, &mut spare);
            decided.push(Decided {
                parents: stage.labels.iter().map(|label| label.parent).collect(),
                counts: stage.counts.clone(),
            });
            self.rank(&mut stage);
            if t + 1 == periods {
                end = (0..stage.labels.len()).min_by(|&a, &b| {
                    let (a, b) = (&stage.labels[a], &stage.labels[b]);
                    (a.cost, a.by_packs, a.by_counts).cmp(&(b.cost, b.by_packs, b.by_counts))
                });
                if let Some(end) = end {
                    let least = stage.labels[end].cost;
                    most = Some(most.map_or(least, |most| most.min(least)));
                }
            }
            if stage.labels.is_empty() {
                break;
            }
        }
        let best = end.map(|end| Plan { cost: stage.labels[end].cost, counts: way_back(&decided, end, items) });
        // a pass is complete if what it dropped could not have been the answer
        let complete = dropped.is_none_or(|dropped| most.is_some_and(|most| dropped > most));
        let reached = best.as_ref().map(|plan| plan.cost).into_iter().chain(dropped).min();
        lower = lower.max(reached.map_or(lower, |least| least.0));
        Pass { best, lower, complete }
    }

    /// All labels of `from` with every count at this place that can still be part of the answer. Returns the least bound of
    /// what was not tried, and whether that is because the budget is used up.
    fn extend(&mut self, here: Here<N>, from: &Stage<N>, into: &mut Stage<N>) -> (Option<Triple<N>>, bool) {
        let mut untried: Option<Triple<N>> = None;
        // taken out for a while, so that the search can be changed while it is looked at
        let places = std::mem::take(&mut self.places);
        let mut ended = false;
        for at in 0..from.labels.len() {
            let label = from.labels[at];
            if self.nodes >= self.budget {
                untried = from.labels[at..].iter().map(|label| label.bound).chain(untried).min();
                ended = true;
                break;
            }
            if here.most.is_some_and(|most| label.bound > most) {
                continue;
            }
            let all = match &places[here.place] {
                Place::Item(index) => self.each_count(here, *index, from, at, into),
                Place::Group(group) => self.each_bundle(here, group, from, at, into),
            };
            if !all {
                untried = untried.into_iter().chain([label.bound]).min();
            }
            if into.labels.len() > MOST_LABELS {
                let gone = self.prune(here.t, into, MOST_LABELS / 2);
                untried = untried.into_iter().chain(gone).min();
            }
        }
        self.places = places;
        (untried, ended)
    }

    /// One label with every count of one item. False where some were not tried.
    fn each_count(&mut self, here: Here<N>, index: usize, from: &Stage<N>, at: usize, into: &mut Stage<N>) -> bool {
        let problem = self.problem;
        let Here { t, place, .. } = here;
        let item = &problem.items[index];
        let (label, origin) = (from.labels[at], from.row(at));
        let least = self.layout.obliged(origin, index);
        let before = self.layout.before(origin, index);
        let top = self.most(t, place, &label, origin, index);
        let gap = self.least_order_gap(t, origin, index);
        let mut all = true;
        // upwards from a middle count, then downwards: each way ends where it is hopeless
        let open = (problem.demand[t] - origin[0] - self.pending(place, origin)).positive();
        let middle = (least + open.over_up(item.units)).min(top);
        for (mut count, up) in [(middle, true), (middle - N::ONE, false)] {
            let mut tries = 0;
            while count >= least && count <= top {
                if self.nodes >= self.budget {
                    return false;
                }
                // counts that would leave a least order open are none
                if let Some(gap) = gap.filter(|&gap| count > N::zero() && count < gap) {
                    if up {
                        count = gap;
                        continue;
                    }
                    if least > N::zero() {
                        break;
                    }
                    count = N::zero();
                }
                tries += 1;
                if tries > self.tries {
                    all = false;
                    // as many as before, or none, is often what is best
                    let jump = if count > before { before } else { least };
                    if up || count <= jump || tries > self.tries.saturating_add(2) {
                        break;
                    }
                    count = jump;
                }
                let cost = add(label.cost, self.charge(t, origin, index, count));
                let mut child = Label { cost, packs: label.packs + (count - least), ..label };
                if item.qualifies && count > N::zero() {
                    child.qualified_until = label.qualified_until.max(after(t, item.life));
                }
                into.push(child, origin, from.counts(at));
                self.layout.buy(problem, t, into.last_row(), index, count);
                match self.settle(t, place + 1, into, here.most) {
                    None => into.last_counts()[index] = count,
                    // starts of terms bring units later too, so fewer of them may still cost less
                    Some(lacks) if up || item.term.is_none() || count <= before => {
                        if self.hopeless(here, up, (item.cost, item.units), lacks, cost.0) {
                            break;
                        }
                    }
                    Some(_) => {}
                }
                if up {
                    count += N::ONE;
                } else {
                    count -= N::ONE;
                }
            }
        }
        all
    }

    /// One label with every bundle of a group. False where some were not tried.
    fn each_bundle(
        &mut self,
        here: Here<N>,
        group: &Group<N>,
        from: &Stage<N>,
        at: usize,
        into: &mut Stage<N>,
    ) -> bool {
        let problem = self.problem;
        let Here { t, place, .. } = here;
        let (label, origin) = (from.labels[at], from.row(at));
        let life = group.life.min(problem.periods() - t);
        let drawn = self.drawn(t, place, origin, life);
        let unmet = group.qualifies && self.unmet(t, &label);
        let tries_each_way = self.tries.saturating_mul(2);
        let mut all = true;
        let open = (problem.demand[t] - origin[0] - self.pending(place, origin)).positive();
        let middle = group.bundles.partition_point(|bundle| bundle.cost.1 < open);
        for up in [true, false] {
            let mut next = if up { Some(middle) } else { middle.checked_sub(1) };
            let mut tries = 0;
            while let Some((place_in, bundle)) = next.and_then(|at| Some((at, group.bundles.get(at)?))) {
                next = if up { Some(place_in + 1) } else { place_in.checked_sub(1) };
                if self.nodes >= self.budget {
                    return false;
                }
                tries += 1;
                if tries > tries_each_way {
                    all = false;
                    // nothing at all is often what is best; it is the first
                    if up {
                        break;
                    }
                    if place_in > 0 {
                        next = Some(0);
                        continue;
                    }
                }
                let units = bundle.cost.1;
                let alone = bundle.cost.2 == N::ONE;
                if units > N::zero() && units - bundle.smallest >= drawn && !(unmet && alone) {
                    // a larger one may still end with a larger pack
                    if up && units - group.largest >= drawn {
                        break;
                    }
                    continue;
                }
                let cost = add(label.cost, bundle.cost);
                let mut child = Label { cost, packs: label.packs + bundle.cost.2, ..label };
                if group.qualifies && units > N::zero() {
                    child.qualified_until = label.qualified_until.max(after(t, life));
                }
                into.push(child, origin, from.counts(at));
                self.layout.hold(into.last_row(), life, units);
                match self.settle(t, place + 1, into, here.most) {
                    None => {
                        for (count, &more) in into.last_counts().iter_mut().zip(&bundle.counts) {
                            *count += more;
                        }
                    }
                    Some(lacks) => {
                        // what a bundle of so many units costs at least; bundles themselves are not that even
                        let least = label.cost.0 + (group.rate.0 * units).over(group.rate.1);
                        if self.hopeless(here, up, group.rate, lacks, least) {
                            break;
                        }
                    }
                }
            }
        }
        all
    }

    /// Whether the label comes after the best plan so far by its packs period by period, whatever follows.
    fn ties_lost(&self, t: usize, place: usize, label: &Label<N>) -> bool {
        match label.against {
            Ordering::Less => false,
            Ordering::Greater => true,
            // before the first place its packs are still those of the period before
            Ordering::Equal => place > 0 && self.known.get(t).is_some_and(|&known| label.packs > known),
        }
    }

    /// Bounds the last label of a stage, and drops it if it cannot be part of the answer: then with the units that this
    /// period and all periods lack.
    fn settle(&mut self, t: usize, place: usize, into: &mut Stage<N>, most: Option<Triple<N>>) -> Option<(N, N)> {
        self.nodes += 1;
        let last = into.labels.len() - 1;
        let label = into.labels[last];
        let row = into.row(last);
        let lack = self.lack(t, place, row);
        let open = (self.problem.demand[t] - row[0] - self.pending(place, row)).positive();
        match self.bound(t, place, &label, row, lack, open).map(|bound| bound.max(label.bound)) {
            Some(bound)
                if most.is_none_or(|most| bound < most || (bound == most && !self.ties_lost(t, place, &label))) =>
            {
                into.labels[last].bound = bound;
                None
            }
            _ => {
                into.pop();
                Some((open, lack))
            }
        }
    }

    /// Whether counts further away than one that is worth nothing (`bound` says why) are worth nothing either: the plan
    /// costs too much even if all that is still open could be had in fractions. That never falls with more of an item;
    /// nor with less of it, because what it leaves open is then covered by those after it, which are no cheaper per unit.
    fn hopeless(&self, here: Here<N>, up: bool, rate: (N, N), (open, lack): (N, N), cost: N) -> bool {
        let Some(most) = here.most else { return false };
        let place = here.place + 1;
        let dearest = self.cheapest[place].is_none_or(|next| next.0 * rate.1 >= rate.0 * next.1);
        if !up && !dearest {
            return false;
        }
        match self.fractional(place, open, (lack - open).positive()) {
            Some(rest) => cost + rest > most.0,
            // nothing after it covers what fewer of it leave open
            None => !up,
        }
    }

    /// What `open` units of this period, to be had of the packs from `place` on, and `later` units cost at least.
    fn fractional(&self, place: usize, open: N, later: N) -> Option<N> {
        let part = |units: N, (cost, of): (N, N)| (cost * units).over(of);
        let mut sum = N::zero();
        if open > N::zero() {
            sum += part(open, self.cheapest[place]?);
        }
        if later > N::zero() {
            sum += part(later, self.cheapest[0]?);
        }
        Some(sum)
    }

    /// What `count` of one item costs beyond what is obliged: new starts whole.
    fn charge(&self, t: usize, row: &[N], index: usize, count: N) -> Triple<N> {
        let item = &self.problem.items[index];
        let one = (item.cost, item.units, N::ONE);
        let Some(term) = item.term else {
            return times(one, count);
        };
        let extra = count - self.layout.obliged(row, index);
        let start = (count - self.layout.before(row, index)).positive();
        // a start's first pack is among `extra`; the others follow, those beyond the horizon too
        let paid = extra + start * (term.periods - N::ONE);
        let inside = N::count(term.inside.min(self.problem.periods() - t));
        (item.cost * paid, item.units * paid, extra + start * (inside - N::ONE))
    }

    /// Whether period `t` still needs a pack for its concurrency.
    fn unmet(&self, t: usize, label: &Label<N>) -> bool {
        let problem = self.problem;
        problem.concurrency
            && problem.demand[t] > N::zero()
            && !problem.stock_qualifies[t]
            && u32::try_from(t).is_ok_and(|t| label.qualified_until <= t)
    }

    /// Units of packs of a life that can be drawn on in period `t`: what expires no later is drawn before them.
    fn drawn(&self, t: usize, place: usize, row: &[N], life: usize) -> N {
        let problem = self.problem;
        let longer = if life < self.layout.width { row[life] } else { N::zero() };
        let mut before = row[0] - longer;
        for &other in &self.from[place] {
            let item = &problem.items[other];
            if item.term.is_some() && item.life.min(problem.periods() - t) <= life {
                before += item.units * self.layout.obliged(row, other);
            }
        }
        (problem.demand[t] - before).positive()
    }

    /// The most of an item that is worth buying in period `t`.
    fn most(&self, t: usize, place: usize, label: &Label<N>, row: &[N], index: usize) -> N {
        let problem = self.problem;
        let item = &problem.items[index];
        let left = problem.periods() - t;
        let mut most = if item.term.is_some() {
            // a running count may be kept through a lull, to save a new term; a start must be of some use in its life
            let window = self.demand[t] - self.demand[t + item.life.min(left)];
            self.layout.before(row, index).max(window.over_up(item.units))
        } else {
            let drawn = self.drawn(t, place, row, item.life.min(left)).over_up(item.units);
            item.cap.map_or(drawn, |cap| drawn.min(cap))
        };
        if item.qualifies && self.unmet(t, label) {
            most = most.max(N::ONE);
        }
        let counted = self.layout.counted(row, index);
        if left == 1
            && let Some(least) = item.least
        {
            // a least order is filled up in the last period, where the tie rules want what is not needed
            most = most.max((least - counted).positive());
        }
        let obliged = self.layout.obliged(row, index);
        most = most.max(obliged);
        let Some(limit) = item.limit else {
            return most;
        };
        let room = limit - counted;
        match item.term {
            None => most.min(room),
            Some(term) => {
                let kept = self.layout.before(row, index) - obliged;
                if room <= kept {
                    most.min(obliged + room)
                } else {
                    // a start takes room for all its packs within the horizon
                    most.min(obliged + kept + (room - kept).over(N::count(term.inside.min(left))))
                }
            }
        }
    }

    /// Units that running terms deliver in this period by the packs from `place` on, whose turn has not come yet.
    fn pending(&self, place: usize, row: &[N]) -> N {
        self.from[place].iter().fold(N::zero(), |sum, &index| {
            if self.problem.items[index].term.is_none() {
                return sum;
            }
            sum + self.problem.items[index].units * self.layout.obliged(row, index)
        })
    }

    /// In the last period: the count that fills a least order up, if it is open and can be.
    fn least_order_gap(&self, t: usize, row: &[N], index: usize) -> Option<N> {
        let least = self.problem.items[index].least.filter(|_| t + 1 == self.problem.periods())?;
        let counted = self.layout.counted(row, index);
        (counted < least).then_some(least - counted)
    }

    /// Draws the demand from what is in hand and what running terms and owned packs will bring, as if that were in hand.
    /// Returns the units that all periods from `t` on still lack; leaves in `scratch` the hand.
    fn lack(&mut self, t: usize, place: usize, row: &[N]) -> N {
        let problem = self.problem;
        let left = problem.periods() - t;
        let width = self.layout.width.min(left);
        let mut hand = std::mem::take(&mut self.scratch);
        let mut aug = false;
        if !self.coming[t].is_empty() {
            hand.clear();
            hand.extend_from_slice(&self.coming[t]);
            aug = true;
        }
        for (index, item) in problem.items.iter().enumerate() {
            let Some(term) = item.term else { continue };
            // once it is decided, the obligations begin with the next period
            let decided = usize::from(self.place_of[index] < place);
            let part = self.layout.obligations(row, index, term.inside);
            for (ahead, &count) in part.iter().enumerate() {
                if count == N::zero() {
                    break;
                }
                let from = ahead + decided;
                if from >= left {
                    break;
                }
                if !aug {
                    hand.clear();
                    hand.resize(left, N::zero());
                    aug = true;
                }
                let until = (from + item.life).min(left);
                for held in &mut hand[..until] {
                    *held += item.units * count;
                }
            }
        }
        let mut served = N::zero();
        let mut rest = N::HUGE;
        for j in 0..left {
            let mut now = if j < width { row[j] } else { N::zero() };
            if aug {
                now += hand[j];
            }
            rest = rest.min(now);
            if rest == N::zero() {
                break;
            }
            let used = rest.min(problem.demand[t + j]);
            served += used;
            rest -= used;
        }
        self.scratch = hand;
        self.aug = aug;
        self.demand[t] - served
    }

    /// A lower bound on every plan that goes on from here, with the packs before `place` decided in period `t`; `None`
    /// where there is no plan.
    fn bound(&self, t: usize, place: usize, label: &Label<N>, row: &[N], lack: N, open: N) -> Option<Triple<N>> {
        let mut bound = add(label.cost, self.whole.at(lack)?);
        let rest = self.rest[place].at(open)?;
        if t + 1 == self.problem.periods() {
            return Some(bound.max(add(label.cost, rest)));
        }
        let later = (lack - open).positive();
        let cost = self.fractional(place, open, later)?.max(rest.0);
        bound = bound.max((label.cost.0 + cost, label.cost.1 + lack, label.cost.2));
        if let Some(duals) = &self.duals {
            let width = self.layout.width;
            let far = if self.aug {
                self.problem.periods()
            } else {
                row[..width].partition_point(|&units| units > N::zero())
            };
            // running terms bring more packs that give the concurrency, one period after the other; and what runs can be
            // bought on
            let mut qualified = usize::try_from(label.qualified_until).unwrap_or(usize::MAX);
            let mut saved = N::zero();
            for (index, item) in self.problem.items.iter().enumerate() {
                if let (Some(limit), true) = (item.limit, duals.saves[index] > N::zero()) {
                    saved += duals.saves[index] * (limit - self.layout.counted(row, index)).positive();
                }
                let Some(term) = item.term else { continue };
                let part = self.layout.obligations(row, index, term.inside);
                let first = t + usize::from(self.place_of[index] < place);
                if item.qualifies {
                    let running = part.partition_point(|&count| count > N::zero());
                    if running > 0 {
                        qualified = qualified.max(first + running - 1 + item.life);
                    }
                }
                let extends = &duals.extends[index];
                if !extends.is_empty() {
                    let mut running = self.layout.before(row, index);
                    for (ahead, &obliged) in part.iter().chain([&N::zero()]).enumerate() {
                        let Some(&more) = extends.get(first + ahead) else { break };
                        saved += more * (running - obliged);
                        running = obliged;
                    }
                }
            }
            let rest = duals.at(self.problem, t, self.demand[t] - lack, far, qualified) - saved;
            let cost = duals.money(rest.positive());
            bound = bound.max((label.cost.0 + cost, label.cost.1 + lack, label.cost.2));
        }
        if let Some(cost) = self.by_period(t, place, row, open, lack) {
            bound = bound.max((label.cost.0 + cost, label.cost.1 + lack, label.cost.2));
        }
        Some(bound)
    }

    /// A lower bound on the rest, period by period: packs of one period whole, longer ones in fractions. What is in hand
    /// for longer saves no more than the cheapest of those fractions.
    fn by_period(&self, t: usize, place: usize, row: &[N], open: N, lack: N) -> Option<N> {
        let problem = self.problem;
        let single = self.single.as_ref()?;
        let longer = if self.layout.width > 1 { row[1] } else { N::zero() };
        // packs of one period that running terms bring, now and later
        let brought = |ahead: usize| {
            problem.items.iter().enumerate().fold(N::zero(), |sum, (index, item)| {
                let (1, Some(term)) = (item.life, item.term) else { return sum };
                let decided = usize::from(self.place_of[index] < place);
                let part = self.layout.obligations(row, index, term.inside);
                if ahead < decided {
                    return sum;
                }
                part.get(ahead - decided).map_or(sum, |&count| sum + item.units * count)
            })
        };
        let mut known = (row[0] - longer + brought(0)).min(problem.demand[t]);
        let mut sum = single.at(problem.demand[t] - known)?.0;
        if self.all_single {
            sum = sum.max(self.rest[place].at(open)?.0);
        }
        let mut next = t + 1;
        while next < problem.periods() {
            let brought = brought(next - t);
            if brought == N::zero() {
                break;
            }
            let used = brought.min(problem.demand[next]);
            known += used;
            sum += single.at(problem.demand[next] - used)?.0;
            next += 1;
        }
        sum += self.singles[next];
        let saved = (self.demand[t] - lack - known).positive();
        if saved > N::zero() {
            let (cost, units) = self.fluid?;
            sum -= (cost * saved).over_up(units);
        }
        Some(sum)
    }

    /// Decides a period: every label that keeps the rules goes on to the next one.
    fn close(&mut self, t: usize, from: &Stage<N>, into: &mut Stage<N>, most: Option<Triple<N>>) {
        let problem = self.problem;
        let demanded = problem.concurrency && problem.demand[t] > N::zero() && !problem.stock_qualifies[t];
        let mut row = vec![N::zero(); self.layout.stride];
        for at in 0..from.labels.len() {
            let mut label = from.labels[at];
            if demanded && u32::try_from(t).is_ok_and(|t| label.qualified_until <= t) {
                continue;
            }
            row.copy_from_slice(from.row(at));
            if t + 1 == problem.periods() && !self.least_orders_hold(&row) {
                continue;
            }
            let short = self.layout.next(problem, t, &mut row);
            if short > N::zero() {
                let Some(price) = problem.on_demand else { continue };
                label.cost = add(label.cost, (price * short, short, N::zero()));
            }
            if let (Ordering::Equal, Some(&known)) = (label.against, self.known.get(t)) {
                label.against = label.packs.cmp(&known);
            }
            into.push(label, &row, from.counts(at));
            if t + 1 == problem.periods() {
                if most.is_some_and(|most| label.cost > most) {
                    into.pop();
                }
            } else {
                self.settle(t + 1, 0, into, most);
            }
        }
    }

    /// Ranks the labels of a stage by the last tie rules (packs period by period, then counts by id), and makes them the
    /// parents of the next period.
    fn rank(&self, stage: &mut Stage<N>) {
        let labels = &stage.labels;
        let by_packs = ranks(labels.len(), &|a, b| {
            (labels[a].by_packs, labels[a].packs).cmp(&(labels[b].by_packs, labels[b].packs))
        });
        let by_counts = ranks(labels.len(), &|a, b| {
            let (first, second) = (labels[a].by_counts, labels[b].by_counts);
            first.cmp(&second).then_with(|| stage.counts(b).cmp(stage.counts(a)))
        });
        for (index, label) in stage.labels.iter_mut().enumerate() {
            label.by_packs = by_packs[index];
            label.by_counts = by_counts[index];
            label.packs = N::zero();
            label.parent = u32::try_from(index).unwrap_or(u32::MAX);
            // what running terms oblige to is as good as bought
            for item in 0..stage.items {
                let obliged = self.layout.obliged(&stage.rows[index * stage.stride..], item);
                stage.counts[index * stage.items + item] = obliged;
                label.packs += obliged;
            }
        }
    }

    /// Drops needless labels of period `t`, then all but the `width` most promising. Returns the least bound of the latter.
    fn prune(&mut self, t: usize, stage: &mut Stage<N>, width: usize) -> Option<Triple<N>> {
        if stage.labels.len() < 2 {
            return None;
        }
        let mut order: Vec<usize> = (0..stage.labels.len()).collect();
        places::sort(&mut order, &mut |a, b| stage.compare(a, b));
        // what a label costs less what its units are worth: one can only be needless by another that is no worse off
        let (cost, units) = self.spare.unwrap_or((N::ONE, N::zero()));
        let worth = |at: usize| stage.labels[at].cost.0 * units - stage.rows[at * stage.stride] * cost;
        let mut kept: Vec<usize> = Vec::new();
        // those that are kept, the best off first: they make most of the others needless
        let mut best: Vec<(N, usize)> = Vec::new();
        for index in order {
            let this = worth(index);
            let better = best.iter().take_while(|other| other.0 <= this);
            if !better.map(|other| other.1).any(|at| self.needless(t, stage, at, index)) {
                kept.push(index);
                let at = best.partition_point(|other| other.0 <= this);
                if at < COMPARED {
                    best.truncate(COMPARED - 1);
                    best.insert(at, (this, index));
                }
            }
        }
        let mut dropped = None;
        if kept.len() > width {
            // the bound on the rest falls short by about as much as the bound on the whole does
            let (short, of) = self.short;
            let promise = |at: usize| {
                let label = &stage.labels[at];
                let rest = (label.bound.0 - label.cost.0).wide();
                label.bound.0.wide().saturating_mul(of).saturating_add(rest.saturating_mul(short))
            };
            places::sort(&mut kept, &mut |a, b| promise(a).cmp(&promise(b)).then_with(|| stage.compare(a, b)));
            dropped = kept[width..].iter().map(|&index| stage.labels[index].bound).min();
            kept.truncate(width);
        }
        if kept.len() < stage.labels.len() {
            // not a new one: memory that is given back is in pieces, and the browser never gets it
            let mut next = std::mem::replace(&mut self.sifted, Stage::new(stage.stride, stage.items));
            next.clear();
            for index in kept {
                next.push(stage.labels[index], stage.row(index), stage.counts(index));
            }
            self.sifted = std::mem::replace(stage, next);
        }
        dropped
    }

    /// Whether the label `b` is needless because of `a`, which comes before it in the order of the tie rules: whatever `b`
    /// goes on to, `a` can go on alike, at once having bought what it lacks against `b`, and be the better plan.
    fn needless(&self, t: usize, stage: &Stage<N>, a: usize, b: usize) -> bool {
        let problem = self.problem;
        if t == problem.periods() {
            return true;
        }
        let (first, second) = (&stage.labels[a], &stage.labels[b]);
        let spread = second.cost.0 - first.cost.0;
        let (a, b) = (stage.row(a), stage.row(b));
        let (mut most, mut far) = (N::zero(), 0);
        // what the spread pays for at most, times the same
        let (price, pays) = match self.spare {
            Some((cost, units)) => (cost, spread * units),
            None => (N::ONE, N::zero()),
        };
        let width = self.layout.width;
        for (slot, (&held, &other)) in a[..width].iter().zip(&b[..width]).enumerate() {
            if other > held {
                let lack = other - held;
                if lack > most {
                    most = lack;
                    if most * price > pays || spread == N::zero() {
                        return false;
                    }
                }
                far = slot;
            }
        }
        let unqualified = problem.concurrency && first.qualified_until < second.qualified_until;
        let lacking = most > N::zero() || unqualified;
        if lacking && spread == N::zero() {
            return false;
        }
        let mut cost = first.cost;
        for (index, item) in problem.items.iter().enumerate() {
            if let (Some(at), Some(term)) = (self.layout.term[index], item.term) {
                let short = (at..at + term.inside.max(2)).map(|at| b[at] - a[at]).fold(N::zero(), N::max);
                if short > N::zero() {
                    // starts of its own; a limit may not leave room for them
                    if item.limit.is_some() || spread == N::zero() {
                        return false;
                    }
                    let paid = short * term.periods;
                    cost = add(cost, (item.cost * paid, item.units * paid, paid));
                }
            }
            let Some(at) = self.layout.count[index] else { continue };
            if item.limit.is_some() && a[at] > b[at] {
                match self.dearer[index] {
                    Some(dearer) if item.term.is_none() && item.least.is_none() && spread > N::zero() => {
                        // at least one millionth more, so that units and packs need no look
                        cost.0 += dearer * (a[at] - b[at]) + N::ONE;
                    }
                    _ => return false,
                }
            }
            if let Some(least) = item.least {
                let fill = if a[at] >= least || (b[at] > N::zero() && a[at] >= b[at]) || (a[at] == b[at]) {
                    N::zero()
                } else if b[at] == N::zero() {
                    least - a[at]
                } else {
                    b[at].min(least) - a[at]
                };
                if fill > N::zero() {
                    if item.limit.is_some() || spread == N::zero() {
                        return false;
                    }
                    cost = add(cost, times((item.cost, item.units, N::ONE), fill));
                }
            }
        }
        if !lacking {
            return cost == first.cost || cost < second.cost;
        }
        if cost >= second.cost {
            return false;
        }
        let until = usize::try_from(second.qualified_until).unwrap_or(usize::MAX);
        self.spares.iter().any(|spare| {
            if spare.life <= far || (unqualified && (!spare.qualifies || t + spare.life < until)) {
                return false;
            }
            let count = most.over_up(spare.units).max(if unqualified { N::ONE } else { N::zero() });
            add(cost, times(spare.cost, count)) < second.cost
        })
    }
}

/// The first period in which a pack bought in period `t` is gone.
fn after(t: usize, life: usize) -> u32 {
    u32::try_from(t + life).unwrap_or(u32::MAX)
}

/// The most bundles that a group may have; items of a larger one are decided one by one.
const BUNDLES: usize = 600;

/// What is decided at each place of a period: packs with conditions one by one, then the groups.
fn arrange<N: Whole>(problem: &Problem<N>, highest: N) -> (Vec<Place<N>>, Vec<usize>) {
    let free = |item: &Item<N>| item.term.is_none() && item.least.is_none() && item.limit.is_none();
    let mut places = Vec::new();
    let mut place_of = vec![0; problem.items.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut alone = Vec::new();
    for &index in &problem.order {
        let item = &problem.items[index];
        if !free(item) {
            alone.push(index);
            continue;
        }
        let alike = |group: &&mut Vec<usize>| {
            let other = &problem.items[group[0]];
            other.life == item.life && other.qualifies == item.qualifies
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    let mut made = Vec::new();
    for group in groups {
        match bundles(problem, &group, highest) {
            Some(bundles) => {
                let item = &problem.items[group[0]];
                let largest = group.iter().map(|&index| problem.items[index].units).max().unwrap_or_default();
                let (life, qualifies, rate) = (item.life, item.qualifies, (item.cost, item.units));
                made.push((Place::Group(Group { life, qualifies, rate, largest, bundles }), group));
            }
            None => alone.extend(group),
        }
    }
    for index in alone {
        place_of[index] = places.len();
        places.push(Place::Item(index));
    }
    for (place, group) in made {
        for index in group {
            place_of[index] = places.len();
        }
        places.push(place);
    }
    (places, place_of)
}

/// Everything that is worth buying of some packs that are alike but for size and price, by units: of two bundles, one that
/// holds no more and costs more is not. `None` where there are too many.
fn bundles<N: Whole>(problem: &Problem<N>, group: &[usize], highest: N) -> Option<Vec<Bundle<N>>> {
    let items = problem.items.len();
    let none = (N::zero(), N::zero(), N::zero());
    let mut all = vec![Bundle { cost: none, smallest: N::zero(), counts: vec![N::zero(); items] }];
    for &index in group {
        let item = &problem.items[index];
        let mut next: Vec<Bundle<N>> = Vec::new();
        let (mut old, mut grown) = (all.into_iter().peekable(), 0);
        loop {
            // bundles that end with this item grow from those that do not; both come by units
            let more = next
                .get(grown)
                .filter(|bundle| bundle.cost.1 < highest && item.cap.is_none_or(|cap| bundle.counts[index] < cap));
            if next.get(grown).is_some() && more.is_none() {
                grown += 1;
                continue;
            }
            let longer = more.map(|bundle| bundle.cost.1 + item.units);
            let take_old = match (old.peek(), longer) {
                (None, None) => break,
                (Some(bundle), Some(units)) => bundle.cost.1 <= units,
                (Some(_), None) => true,
                (None, Some(_)) => false,
            };
            let bundle = if take_old {
                match old.next() {
                    Some(bundle) => bundle,
                    None => break,
                }
            } else {
                let from = &next[grown];
                grown += 1;
                let mut counts = from.counts.clone();
                counts[index] += N::ONE;
                let smallest = if from.smallest == N::zero() { item.units } else { from.smallest.min(item.units) };
                Bundle { cost: add(from.cost, (item.cost, item.units, N::ONE)), smallest, counts }
            };
            // of those of the same units the best by the tie rules
            match next.last_mut() {
                Some(last) if last.cost.1 == bundle.cost.1 => {
                    let better = bundle.cost.cmp(&last.cost).then_with(|| last.counts.cmp(&bundle.counts));
                    if better == Ordering::Less {
                        *last = bundle;
                    }
                }
                _ => next.push(bundle),
            }
            if next.len() > BUNDLES * 4 {
                return None;
            }
        }
        let mut least: Option<N> = None;
        let mut kept: Vec<Bundle<N>> = Vec::new();
        for bundle in next.into_iter().rev() {
            if least.is_none_or(|least| bundle.cost.0 <= least) {
                least = Some(bundle.cost.0);
                kept.push(bundle);
            }
        }
        kept.reverse();
        if kept.len() > BUNDLES {
            return None;
        }
        all = kept;
    }
    Some(all)
}

/// The counts of every period that led to the last period's label at `end`.
fn way_back<N: Whole>(decided: &[Decided<N>], end: usize, items: usize) -> Vec<Vec<N>> {
    let mut index = end;
    let mut counts: Vec<Vec<N>> = decided
        .iter()
        .rev()
        .map(|period| {
            let counts = period.counts[index * items..(index + 1) * items].to_vec();
            index = usize::try_from(period.parents[index]).unwrap_or(0);
            counts
        })
        .collect();
    counts.reverse();
    counts
}

/// The rank of each of `count` things; equal things rank alike.
fn ranks(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    if count == 1 {
        return vec![0];
    }
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
