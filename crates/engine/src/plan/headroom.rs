//! Headroom: how much more work the same money pays for, and how much less would save some.
//!
//! All periods are scaled by one factor, so the least cost is a function of one number that never falls as it grows;
//! each side is found by halving, every step a search of its own. A factor that is not a whole number of thousandths
//! per period is kept exact by scaling units and costs instead ([`Scale`]). The halving can be left between two steps
//! ([`Halving`]), so that nobody has to wait for all of it.

use super::number::gcd;
use super::problem::Scale;
use super::report::{Cut, Headroom};
use super::request::Request;
use super::search::Goal;
use super::solve::{Solved, solve};
use crate::money::Cost;
use crate::units::Units;

/// Both sides of the headroom, found step by step; each step is at most one search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Halving {
    /// Units that can be added: the side being looked for, or found.
    grow: Side<Units>,
    cut: Side<Cut>,
}

/// One side, in thousandths of demand in all.
#[derive(Clone, Copy, Debug)]
enum Side<T> {
    /// Nothing is known yet.
    Begin,
    /// The answer lies from `near` (which holds) to before `far` (which does not, or saves).
    Between { near: i128, far: i128 },
    /// Found, or not to be found.
    Done(Option<T>),
}

impl<T: Copy> Side<T> {
    fn is_open(self) -> bool {
        !matches!(self, Self::Done(_))
    }

    fn found(self) -> Option<T> {
        match self {
            Self::Done(found) => found,
            Self::Begin | Self::Between { .. } => None,
        }
    }
}

impl Halving {
    pub(super) const BEGIN: Self = Self { grow: Side::Begin, cut: Side::Begin };

    /// Goes one step further for a request whose least cost is `cost`. False when both sides are found.
    pub(super) fn step(&mut self, request: &Request, cost: Cost, budget: u64) -> bool {
        let Some(total) = request.total_demand().filter(|&total| total > Units::ZERO) else {
            *self = Self { grow: Side::Done(None), cut: Side::Done(None) };
            return false;
        };
        let asked = Asked { request, total: i128::from(total.thousandths()), cost: cost.billionths(), budget };
        if self.grow.is_open() {
            self.grow = asked.grow(self.grow).unwrap_or(Side::Done(None));
        } else if self.cut.is_open() {
            self.cut = asked.cut(self.cut).unwrap_or(Side::Done(None));
        }
        self.grow.is_open() || self.cut.is_open()
    }

    /// What was found so far.
    pub(super) fn headroom(&self) -> Headroom {
        Headroom { grow: self.grow.found(), cut: self.cut.found() }
    }
}

struct Asked<'a> {
    request: &'a Request,
    /// Thousandths of demand in all.
    total: i128,
    /// Least cost, in billionths.
    cost: i128,
    budget: u64,
}

impl Asked<'_> {
    /// Solves with `total + more` thousandths of demand in all; costs come back in billionths x the scale returned.
    fn with(&self, more: i128, goal: impl Fn(i128) -> Goal) -> Option<(Solved, i128)> {
        if let [only] = self.request.demand[..] {
            let demand = i64::try_from(i128::from(only.thousandths()) + more).ok().and_then(Units::from_thousandths)?;
            let request = Request { demand: vec![demand], ..self.request.clone() };
            return Some((solve(&request, Scale::NONE, goal(1), self.budget)?, 1));
        }
        // demand x (total + more) / total, with the demand's common divisor taken out, so that equal months scale by
        // the number of months and no more
        let divisor =
            self.request.demand.iter().fold(0, |divisor, units| gcd(divisor, i128::from(units.thousandths())));
        let scale = Scale { scale: self.total / divisor, factor: self.total.checked_add(more)?, divisor };
        Some((solve(self.request, scale, goal(scale.scale), self.budget)?, scale.scale))
    }

    /// Whether the demand, `more` thousandths larger or smaller, can be had for at most `cost`; `None`: not decided.
    fn within(&self, more: i128, cost: i128) -> Option<bool> {
        let (solved, _) = self.with(more, |scale| Goal::Within(cost.saturating_mul(scale)))?;
        match solved.counts {
            Some(_) => Some(true),
            None if solved.proved => Some(false),
            None => None,
        }
    }

    /// One step towards what can be added; `None`: it cannot be told, or there is no end to it.
    fn grow(&self, side: Side<Units>) -> Option<Side<Units>> {
        let (mut near, mut far) = match side {
            Side::Begin => return Some(Side::Between { near: 0, far: (self.most()? - self.total).max(0) + 1 }),
            Side::Between { near, far } => (near, far),
            Side::Done(_) => return Some(side),
        };
        if far - near > 1 {
            let middle = near + (far - near) / 2;
            if self.within(middle, self.cost)? {
                near = middle
            } else {
                far = middle
            }
            return Some(Side::Between { near, far });
        }
        Some(Side::Done(i64::try_from(near).ok().and_then(Units::from_thousandths)))
    }

    /// Everything that this money could possibly hold; nothing larger needs to be tried. `None`: without end.
    fn most(&self) -> Option<i128> {
        let mut most: i128 = 0;
        if self.request.on_demand_price.is_some_and(|price| price.micros() == 0) {
            return None;
        }
        for offer in &self.request.packs {
            let price = i128::from(offer.price.micros()).checked_mul(1_000)?;
            let count = match (self.cost.checked_div(price), offer.limit) {
                (Some(count), Some(limit)) => count.min(i128::from(limit)),
                (Some(count), None) => count,
                (None, Some(limit)) => i128::from(limit),
                // free and without limit: there is no end to it
                (None, None) => return None,
            };
            most = most.checked_add(count.checked_mul(i128::from(offer.units.thousandths()))?)?;
        }
        for owned in &self.request.balance {
            most = most.checked_add(i128::from(owned.units.thousandths()))?;
        }
        if let Some(price) = self.request.on_demand_price {
            most = most.checked_add(self.cost / i128::from(price.micros()).max(1))?;
        }
        Some(most)
    }

    /// One step towards the least that saves; `None`: it cannot be told, or there is none.
    fn cut(&self, side: Side<Cut>) -> Option<Side<Cut>> {
        let below = self.cost - 1;
        let (mut near, mut far) = match side {
            Side::Begin => {
                // the least that can be paid at all: with no demand left
                let any = below >= 0 && self.within(-self.total, below)?;
                return any.then_some(Side::Between { near: 0, far: self.total });
            }
            Side::Between { near, far } => (near, far),
            Side::Done(_) => return Some(side),
        };
        if far - near > 1 {
            let middle = near + (far - near) / 2;
            if self.within(-middle, below)? {
                far = middle
            } else {
                near = middle
            }
            return Some(Side::Between { near, far });
        }
        let (solved, scale) = self.with(-far, |_| Goal::Least)?;
        let cost = solved.cost?;
        Some(Side::Done(Some(Cut {
            units: i64::try_from(far).ok().and_then(Units::from_thousandths)?,
            saves: Cost::from_billionths((self.cost.checked_mul(scale)? - cost) / scale),
        })))
    }
}
