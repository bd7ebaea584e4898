//! Headroom: how much more work the same money pays for, and how much less would save some.
//!
//! All periods are scaled by one factor, so the least cost is a function of one number that never falls as it grows;
//! each side is found by halving, every step a search of its own. A factor that is not a whole number of thousandths
//! per period is kept exact by scaling units and costs instead ([`Scale`]).

use super::number::gcd;
use super::problem::Scale;
use super::report::{Cut, Headroom};
use super::request::Request;
use super::search::Goal;
use super::solve::{Solved, solve};
use crate::money::Cost;
use crate::units::Units;

/// The headroom of a request whose least cost is `cost`.
pub(super) fn headroom(request: &Request, cost: Cost, budget: u64) -> Headroom {
    let Some(total) = request.total_demand().filter(|&total| total > Units::ZERO) else {
        return Headroom::default();
    };
    let asked = Asked { request, total: i128::from(total.thousandths()), cost: cost.billionths(), budget };
    Headroom { grow: asked.grow(), cut: asked.cut() }
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

    fn grow(&self) -> Option<Units> {
        // everything that this money could possibly hold; nothing larger needs to be tried
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
        let (mut fits, mut fails) = (0, (most - self.total).max(0) + 1);
        while fails - fits > 1 {
            let middle = fits + (fails - fits) / 2;
            if self.within(middle, self.cost)? { fits = middle } else { fails = middle }
        }
        i64::try_from(fits).ok().and_then(Units::from_thousandths)
    }

    fn cut(&self) -> Option<Cut> {
        let below = self.cost - 1;
        // the least that can be paid at all: with no demand left
        if below < 0 || !self.within(-self.total, below)? {
            return None;
        }
        let (mut same, mut saves) = (0, self.total);
        while saves - same > 1 {
            let middle = same + (saves - same) / 2;
            if self.within(-middle, below)? { saves = middle } else { same = middle }
        }
        let (solved, scale) = self.with(-saves, |_| Goal::Least)?;
        let cost = solved.cost?;
        Some(Cut {
            units: i64::try_from(saves).ok().and_then(Units::from_thousandths)?,
            saves: Cost::from_billionths((self.cost.checked_mul(scale)? - cost) / scale),
        })
    }
}
