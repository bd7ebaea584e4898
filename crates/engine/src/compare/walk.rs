//! The least cost along a line of demands, exactly, with as few solves as can be.
//!
//! At place `k` of the line each period needs `base + k x each` thousandths (never below zero; some periods may stay as
//! they are), or its share of `k` thousandths, rounded up, where the periods keep their shape. The least cost never falls as `k` grows. A solve at one place tells more than its cost: the plan that it
//! found serves further places too, at the same cost, up to where its units end. So each solve gives a whole stretch, and
//! two stretches of one cost join, because nothing between them can cost anything else.

use crate::money::Cost;
use crate::plan::{Request, Supply, least_cost};
use crate::units::Units;

/// Why a walk cannot go on now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The solves that it was given are used up; asked again, it goes on from here.
    Paused,
    /// A solve was not proved in its budget, or sums are too large to count. The best cost that was found.
    Undecided(Option<Cost>),
}

/// Places `from ..= to` have this least cost; `None`: nothing serves them. There may be more such places around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) cost: Option<Cost>,
}

#[derive(Clone, Debug)]
pub(super) struct Walk {
    /// Its demand is that of the line's place that was last solved.
    request: Request,
    /// Thousandths of each period at place 0, and whether the period takes part.
    base: Vec<(i128, bool)>,
    /// Thousandths that a place adds.
    each: i128,
    /// Where the periods keep their shape: the thousandths of all of them together that `base` is of. A place is then so
    /// many thousandths in all.
    shape: Option<i128>,
    /// The last place.
    most: i64,
    budget: u64,
    /// Ascending, apart, of rising cost.
    known: Vec<Stretch>,
    /// Whether the next look ahead is a far one: near and far take turns, over pauses too.
    leap: bool,
    /// Places where a solve proved nothing, with the best cost that it found.
    undecided: Vec<(i64, Option<Cost>)>,
}

impl Walk {
    /// `each` thousandths a place in every period that has `moves`; no place above `most` is looked at.
    pub(super) fn new(request: Request, base: Vec<(i128, bool)>, each: i128, most: i64, budget: u64) -> Self {
        Self { request, base, each, shape: None, most, budget, known: Vec::new(), leap: false, undecided: Vec::new() }
    }

    /// A place is so many thousandths of all periods together, which share them as they share the request's demand, each
    /// share rounded up. None where they need nothing.
    pub(super) fn shaped(request: Request, most: i64, budget: u64) -> Option<Self> {
        let base: Vec<(i128, bool)> =
            request.demand.iter().map(|units| (i128::from(units.thousandths()), true)).collect();
        let total = i128::from(request.total_demand()?.thousandths());
        let walk = Self::new(request, base, 1, most, budget);
        (total > 0).then_some(Self { shape: Some(total), ..walk })
    }

    pub(super) fn known(&self) -> &[Stretch] {
        &self.known
    }

    /// The demand at a place; `None` where it is more than can be counted.
    fn demand(&self, place: i64) -> Option<Vec<Units>> {
        let more = i128::from(place) * self.each;
        let at = |&(base, moves): &(i128, bool)| {
            let thousandths = match self.shape {
                // a share, rounded up: it never falls as the place grows, and at the request's own total it is its demand
                Some(total) => (base * more.max(0) + total - 1) / total,
                None if moves => (base + more).max(0),
                None => base,
            };
            i64::try_from(thousandths).ok().and_then(Units::from_thousandths)
        };
        self.base.iter().map(at).collect()
    }

    /// The most that any period needs at a place.
    pub(super) fn highest(&self, place: i64) -> Option<Units> {
        self.demand(place)?.into_iter().max()
    }

    /// The cost at a place, with the places around it that are known to have the same. Solves if it must, and then takes
    /// one from `left`.
    pub(super) fn at(&mut self, place: i64, left: &mut usize) -> Result<Stretch, Stop> {
        let index = self.known.partition_point(|stretch| stretch.to < place);
        if let Some(stretch) = self.known.get(index).filter(|stretch| stretch.from <= place) {
            return Ok(*stretch);
        }
        if let Some((_, cost)) = self.undecided.iter().find(|(at, _)| *at == place) {
            return Err(Stop::Undecided(*cost));
        }
        *left = left.checked_sub(1).ok_or(Stop::Paused)?;
        let priced = self.demand(place).and_then(|demand| {
            self.request.demand = demand;
            least_cost(&self.request, self.budget)
        });
        let priced = match priced {
            Some(priced) if priced.proved => priced,
            other => {
                let cost = other.and_then(|priced| priced.cost);
                self.undecided.push((place, cost));
                return Err(Stop::Undecided(cost));
            }
        };
        let to = match (&priced.supply, priced.cost) {
            (Some(supply), Some(_)) => self.reach(place, supply),
            // what cannot be served here cannot be served beyond
            _ => self.most.max(place),
        };
        Ok(self.learn(Stretch { from: place, to, cost: priced.cost }))
    }

    /// The last place that `supply`, which serves `place`, serves too.
    fn reach(&self, place: i64, supply: &Supply) -> i64 {
        let serves = |place: i64| self.demand(place).is_some_and(|demand| supply.serves(&demand));
        if place >= self.most || !serves(place) {
            // it leans on buying on demand, which costs more with every thousandth
            return place;
        }
        let moving = self.base.iter().filter(|(_, moves)| *moves);
        let (count, base) = match self.shape {
            // shares add up to the place at least
            Some(_) => (1, 0),
            None => moving.fold((0, 0), |(count, sum), (base, _)| (count + 1, sum + base)),
        };
        let spare = supply.thousandths() - base;
        // all its units drawn to the last: often the answer, never less than it
        let last = match (spare.max(0)).checked_div(self.each * count) {
            Some(last) => i64::try_from(last).map_or(self.most, |last| last.clamp(place, self.most)),
            None => self.most,
        };
        if serves(last) {
            return last;
        }
        let (mut yes, mut no) = (place, last);
        while no - yes > 1 {
            let middle = yes + (no - yes) / 2;
            if serves(middle) { yes = middle } else { no = middle }
        }
        yes
    }

    fn learn(&mut self, new: Stretch) -> Stretch {
        let mut new = new;
        let mut first = self.known.partition_point(|stretch| stretch.to < new.from);
        let mut end = first;
        if let Some(after) = self.known.get(end).filter(|after| after.cost == new.cost) {
            new.to = after.to;
            end += 1;
        }
        if let Some(before) = first.checked_sub(1).map(|at| self.known[at]).filter(|before| before.cost == new.cost) {
            new.from = before.from;
            first -= 1;
        }
        self.known.splice(first..end, [new]);
        new
    }

    /// The last place from `low` to `high` whose cost `holds`; it holds at `low`, and nowhere beyond where it does not.
    pub(super) fn last(
        &mut self,
        low: i64,
        high: i64,
        holds: &dyn Fn(Option<Cost>) -> bool,
        left: &mut usize,
    ) -> Result<i64, Stop> {
        let first = self.at(low, left)?;
        // all that is known already, so that a walk that was paused goes on where it was
        let (mut low, mut fails, mut tried) = (first.to.min(high), high.saturating_add(1), false);
        for stretch in &self.known {
            if stretch.from > low && stretch.from < fails {
                if holds(stretch.cost) {
                    low = stretch.to.min(high);
                } else {
                    (fails, tried) = (stretch.from, true);
                }
            }
        }
        let mut width = first.to - first.from;
        while fails - low > 1 {
            if !self.leap {
                // the end of a stretch is often the answer
                let next = self.at(low + 1, left)?;
                if !holds(next.cost) {
                    return Ok(low);
                }
                low = next.to.min(high);
                width = width.max(next.to - next.from);
                self.leap = true;
                continue;
            }
            let ahead = low.saturating_add(width.max(1).saturating_mul(2));
            let place = if tried || ahead >= fails { low + (fails - low) / 2 } else { ahead };
            let far = self.at(place, left)?;
            self.leap = false;
            width = width.saturating_mul(2);
            if holds(far.cost) {
                low = far.to.min(high);
            } else {
                (fails, tried) = (far.from, true);
            }
        }
        Ok(low)
    }

    /// The last place from `low` to `high` whose cost `holds`, if there is one, looked for from above.
    pub(super) fn last_below(
        &mut self,
        low: i64,
        high: i64,
        holds: &dyn Fn(Option<Cost>) -> bool,
        left: &mut usize,
    ) -> Result<Option<i64>, Stop> {
        let mut fails = high.saturating_add(1);
        let mut width: i64 = 1;
        while fails > low {
            let place = fails.saturating_sub(width).max(low);
            let stretch = self.at(place, left)?;
            if holds(stretch.cost) {
                return self.last(place, fails - 1, holds, left).map(Some);
            }
            width = width.max(fails - stretch.from).saturating_mul(2);
            fails = stretch.from;
        }
        Ok(None)
    }
}
