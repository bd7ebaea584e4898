//! The budget the other way round: how much of a mix of work a sum of money pays for, and what the next step costs.
//!
//! The request's demand is what *one set* of the mix needs in each period; `n` sets need `n` times as much in each of them.
//! The least cost never falls as `n` grows, so the greatest `n` that a budget pays for is found by halving, and every
//! solve tells more than its own place: what its plan serves too, and that nothing beyond it costs less. A solve that was
//! not proved leaves a cost that was found and a bound below it: between them nothing is known, and then the answer is
//! from [`Paid::sets`], which are certain, to [`Paid::at_most`]. What is said of it holds for every budget `x` and every
//! `n`: `total(sets(x)) <= x < total(sets(x) + 1)`, and `sets(total(n)) >= n`.
//!
//! "Credits in hand" is a request with a balance and no packs, and a budget of nothing.
//!
//! This room imports `plan` and the rooms below it.

use crate::issue::{Code, Issue};
use crate::money::Cost;
use crate::plan::{Answer, Options, Request, least_cost, plan};
use crate::read::{At, Problems, brief};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;

/// What a budget pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paid {
    /// The budget, over all periods.
    pub budget: Cost,
    /// So many sets in each period are certain to cost no more.
    pub sets: u64,
    /// More than this many are certain to cost more (or cannot be had, or counted). With `proved` the same as `sets`.
    pub at_most: u64,
    /// Whether `sets` is proved to be the greatest number.
    pub proved: bool,
    /// The best cost found for `sets`, over all periods; the least one where `cost_proved`.
    pub cost: Cost,
    /// Whether no purchase for `sets` costs less.
    pub cost_proved: bool,
    /// What is left of the budget: it less `cost`.
    pub left: Cost,
    /// What would buy more.
    pub next: Next,
    /// How many solves this took.
    pub solves: u64,
}

/// What the next step of the budget is, and brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Next {
    /// A budget of `cost` pays for more, and (where `proved`) no smaller one does.
    #[serde(rename_all = "camelCase")]
    At {
        /// The budget, over all periods.
        cost: Cost,
        /// That less the present one.
        more: Cost,
        /// So many sets in each period are certain to cost no more than it.
        sets: u64,
        /// More than this many are certain to cost more.
        at_most: u64,
        /// Whether `cost` is the least that buys more; `sets` is the greatest number where it is `at_most`.
        proved: bool,
    },
    /// No money buys more: nothing serves it.
    Never,
    /// More sets are more units than can be counted.
    Uncounted,
    /// Not settled in the budget of the solves.
    Unknown,
}

/// A budget and what it is for, as it crosses the border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its demand is what one set needs in each period.
    pub request: Request,
    /// Over all periods.
    pub money: Cost,
}

impl Ask {
    /// Reads a plan request, whose demand is what one set of the mix needs in each period, with two more keys: `budget`, a
    /// decimal text, and `per`, `horizon` (so much for all periods together, the default) or `period` (so much for each of
    /// them, to be spent over all of them as is best).
    ///
    /// # Errors
    /// Every problem that was found.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let mut rest = value.clone();
        let money = match rest.as_object_mut() {
            None => None,
            Some(fields) => {
                let own: serde_json::Map<String, Value> =
                    ["budget", "per"].iter().filter_map(|key| fields.remove_entry(*key)).collect();
                money(&At::root(&Value::Object(own), &problems))
            }
        };
        let (request, money) = match (Request::read(&rest), problems.into_result(Some(()))) {
            (Ok(request), Ok(())) => (request, money),
            (request, money) => {
                let mut issues = request.err().unwrap_or_default();
                issues.extend(money.err().unwrap_or_default());
                return Err(issues);
            }
        };
        let periods = u64::try_from(request.demand.len()).unwrap_or(1);
        let money = money.and_then(|(price, each)| price.times(if each { periods } else { 1 }));
        let money = money.ok_or_else(|| {
            vec![Issue::error("budget", Code::OVERFLOW, "this budget is more than can be counted exactly")]
        })?;
        Ok(Self { request, money })
    }
}

fn money(at: &At<'_>) -> Option<(crate::money::Price, bool)> {
    let f = at.fields(&["budget", "per"])?;
    let money = f.need("budget").and_then(|at| at.price());
    let each = match f.get("per") {
        None => Some(false),
        Some(at) => match at.text()? {
            "horizon" => Some(false),
            "period" => Some(true),
            other => at.wrong(
                Code::UNKNOWN_VALUE,
                format!("`{}` is not one of: horizon (all periods together), period (each of them)", brief(other)),
            ),
        },
    };
    Some((money?, each?))
}

/// The greatest number of sets in each period whose least cost is within `money`, and the next step. The request's demand
/// is what one set needs in each period. `budget` is that of each solve, in counts tried.
///
/// # Errors
/// What is wrong with the request; a set that needs nothing; a budget below zero.
pub fn pays_for(request: &Request, money: Cost, budget: u64) -> Result<Paid, Vec<Issue>> {
    let mut inverse = Inverse::new(request, money, budget)?;
    while inverse.advance(usize::MAX) {}
    // it has ended, so it has an answer
    inverse.paid().ok_or_else(|| vec![Issue::error("", Code::UNDECIDED, "this was not settled")])
}

/// What a budget pays for, in the making: in pieces small enough for a page that must not stop.
#[derive(Debug)]
pub struct Inverse {
    /// Its demand is that of the place that was last solved.
    request: Request,
    /// What one set needs in each period, thousandths.
    set: Vec<i128>,
    money: Cost,
    /// The greatest number of sets that can be counted.
    most: u64,
    budget: u64,
    /// By place.
    known: Vec<Known>,
    solves: u64,
    paid: Option<Paid>,
}

/// What a solve at a place told.
#[derive(Clone, Copy, Debug)]
struct Known {
    place: u64,
    /// No plan for it costs less; `None`: there is none at all.
    least: Option<Cost>,
    /// A plan that was found costs this.
    found: Option<Cost>,
    /// The last place that this plan serves.
    to: u64,
}

/// The solves that it was given are used up.
struct Paused;

/// Whether a budget pays for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Yes,
    No,
    /// Solved, and not decided.
    Open,
    /// Not asked yet.
    Silent,
}

impl Inverse {
    /// Solves nothing yet. For the arguments see [`pays_for`].
    ///
    /// # Errors
    /// What is wrong with the request; a set that needs nothing; a budget below zero.
    pub fn new(request: &Request, money: Cost, budget: u64) -> Result<Self, Vec<Issue>> {
        request.check()?;
        let total = request.total_demand().unwrap_or_default().thousandths();
        let Some(most) = Units::MAX.thousandths().checked_div(total) else {
            let words = "one set needs no units in any period, so any number of them costs the same";
            return Err(vec![Issue::error("demand", Code::TOO_SMALL, words)]);
        };
        if money < Cost::ZERO {
            return Err(vec![Issue::error("budget", Code::NEGATIVE, "a budget is never below zero")]);
        }
        Ok(Self {
            request: request.clone(),
            set: request.demand.iter().map(|units| i128::from(units.thousandths())).collect(),
            money,
            most: u64::try_from(most).unwrap_or(0),
            budget,
            known: Vec::new(),
            solves: 0,
            paid: None,
        })
    }

    /// Goes on, with at most so many solves. Returns whether there is more to do.
    pub fn advance(&mut self, solves: usize) -> bool {
        if self.paid.is_none() {
            let mut left = solves;
            // what was solved is kept, so it goes the same way again, and further
            self.paid = self.go(&mut left).ok();
        }
        self.paid.is_none()
    }

    /// The answer, once [`Inverse::advance`] said that there is no more to do.
    #[must_use]
    pub fn paid(&self) -> Option<Paid> {
        self.paid
    }

    fn go(&mut self, left: &mut usize) -> Result<Paid, Paused> {
        let money = self.money;
        let (sets, at_most) = self.greatest(money, 0, left)?;
        let (cost, cost_proved) = match self.cost(sets, left)? {
            (least, Some(found)) => (found, least == Some(found)),
            // what is certain to be paid for has a plan
            (_, None) => (money, false),
        };
        let next = self.next(sets, at_most, left)?;
        let left = money.minus(cost).unwrap_or(Cost::ZERO);
        Ok(Paid {
            budget: money,
            sets,
            at_most,
            proved: sets == at_most,
            cost,
            cost_proved,
            left,
            next,
            solves: self.solves,
        })
    }

    fn next(&mut self, sets: u64, at_most: u64, left: &mut usize) -> Result<Next, Paused> {
        if sets >= self.most {
            return Ok(Next::Uncounted);
        }
        // no less buys one set more, and so no less buys any more
        let (least, found) = self.cost(sets + 1, left)?;
        let Some(cost) = found else {
            return Ok(if least.is_none() { Next::Never } else { Next::Unknown });
        };
        // the budget may pay for it already, for all that is known
        let more = cost.minus(self.money).filter(|more| *more > Cost::ZERO);
        let Some(more) = more else { return Ok(Next::Unknown) };
        let proved = sets == at_most && least == found;
        let (sets, at_most) = self.greatest(cost, sets + 1, left)?;
        Ok(Next::At { cost, more, sets, at_most, proved })
    }

    /// The greatest place that is certain to cost no more than `money`, and the greatest that is not certain to cost more.
    /// `low` costs no more.
    fn greatest(&mut self, money: Cost, low: u64, left: &mut usize) -> Result<(u64, u64), Paused> {
        let fails = self.out_of_reach(money).max(low.saturating_add(1));
        // first what is not decided taken for too dear, then for within it
        let yes = self.halve(money, (low, fails), Says::No, left)?;
        let at_most = self.halve(money, (yes, fails), Says::Yes, left)?;
        Ok((yes, at_most))
    }

    /// The last place from `low` on, below `fails`, that `money` pays for, with what is not decided taken for `open`.
    fn halve(&mut self, money: Cost, (low, fails): (u64, u64), open: Says, left: &mut usize) -> Result<u64, Paused> {
        let (mut low, mut fails) = (low, fails);
        // the highest place first: a budget may go into units without a remainder
        let mut place = fails - 1;
        while fails - low > 1 {
            if self.says(place, money) == Says::Silent {
                self.solve(place, left)?;
            }
            let says = match self.says(place, money) {
                // solved by now
                Says::Open | Says::Silent => open,
                decided => decided,
            };
            if says == Says::Yes {
                let reach = self.known.iter().filter(|known| known.pays(money)).map(|known| known.to);
                low = reach.fold(place, u64::max).min(fails - 1);
            } else {
                fails = place;
            }
            place = low + (fails - low) / 2;
        }
        Ok(low)
    }

    /// What is known of a place, without a solve.
    fn says(&self, place: u64, money: Cost) -> Says {
        let (mut solved, mut says) = (place == 0, if place == 0 { Says::Yes } else { Says::Silent });
        for known in &self.known {
            if known.to >= place && known.pays(money) {
                return Says::Yes;
            }
            if known.place <= place && known.least.is_none_or(|least| least > money) {
                says = Says::No;
            }
            solved |= known.place == place;
        }
        if says == Says::Silent && solved { Says::Open } else { says }
    }

    /// A bound below the cost of a place and the best cost found, as close as one solve at it makes them. `None` and
    /// `None`: nothing serves it.
    fn cost(&mut self, place: u64, left: &mut usize) -> Result<(Option<Cost>, Option<Cost>), Paused> {
        if place == 0 {
            return Ok((Some(Cost::ZERO), Some(Cost::ZERO)));
        }
        loop {
            let mut least = Some(Cost::ZERO);
            for known in self.known.iter().filter(|known| known.place <= place) {
                least = least.zip(known.least).map(|(a, b)| a.max(b));
            }
            let found = self.known.iter().filter(|known| known.to >= place).filter_map(|known| known.found).min();
            if least == found || least.is_none() || self.known.iter().any(|known| known.place == place) {
                return Ok((least, found));
            }
            self.solve(place, left)?;
        }
    }

    /// A place from which on everything costs more than `money`, for sure: no unit is cheaper than in the pack of the
    /// best unit price, and no more are owned than are.
    fn out_of_reach(&self, money: Cost) -> u64 {
        let beyond = self.most.saturating_add(1);
        // packs that are limited bring no more than that either way, so they need not be the cheapest unit there is
        let [all, limited] = [false, true].map(|apart| self.units_for(money, apart));
        let units = all.into_iter().chain(limited).min();
        let sets = units.and_then(|units| u64::try_from(units.checked_div(self.set.iter().sum())?).ok());
        // a price of nothing, or more than can be counted, bounds nothing
        sets.map_or(beyond, |sets| sets.saturating_add(1).min(beyond))
    }

    /// No more thousandths than this are owned, bought or had on demand for `money`. With `apart` limited packs count
    /// with all that they can bring.
    fn units_for(&self, money: Cost, apart: bool) -> Option<i128> {
        let mut units: i128 = self.request.balance.iter().map(|owned| i128::from(owned.units.thousandths())).sum();
        let mut bought: i128 = 0;
        for offer in &self.request.packs {
            let holds = i128::from(offer.units.thousandths());
            if let Some(limit) = offer.limit.filter(|_| apart) {
                units = units.checked_add(holds.checked_mul(i128::from(limit))?)?;
                continue;
            }
            let price = i128::from(offer.price.micros()).checked_mul(1_000)?;
            bought = bought.max(money.billionths().checked_mul(holds)?.checked_div(price)?);
        }
        if let Some(price) = self.request.on_demand_price {
            bought = bought.max(money.billionths().checked_div(i128::from(price.micros()))?);
        }
        units.checked_add(bought)
    }

    fn demand(&self, place: u64) -> Option<Vec<Units>> {
        let at = |set: &i128| {
            let thousandths = set.checked_mul(i128::from(place))?;
            i64::try_from(thousandths).ok().and_then(Units::from_thousandths)
        };
        self.set.iter().map(at).collect()
    }

    fn solve(&mut self, place: u64, left: &mut usize) -> Result<(), Paused> {
        *left = left.checked_sub(1).ok_or(Paused)?;
        self.solves += 1;
        let mut known = Known { place, least: Some(Cost::ZERO), found: None, to: 0 };
        if let Some(demand) = self.demand(place) {
            self.request.demand = demand;
            if let Some(priced) = least_cost(&self.request, self.budget) {
                known.found = priced.cost;
                known.least = match priced.cost {
                    cost if priced.proved => cost,
                    Some(_) => Some(self.bound()),
                    None => Some(Cost::ZERO),
                };
                if priced.cost.is_some() {
                    known.to = priced.supply.map_or(place, |supply| self.reach(place, &supply));
                }
            }
        }
        self.known.push(known);
        Ok(())
    }

    /// What no plan for the request as it stands costs less than. Asked only where a solve proved nothing.
    fn bound(&self) -> Cost {
        let options = Options {
            budget: self.budget,
            further: 0,
            headroom: false,
            alternatives: false,
            trace: false,
            today: None,
        };
        match plan(&self.request, options) {
            Ok(Answer::Plan(report)) => report.lower_bound,
            Ok(Answer::Infeasible(_)) | Err(_) => Cost::ZERO,
        }
    }

    /// The last place that `supply`, which serves `place`, serves too.
    fn reach(&self, place: u64, supply: &crate::plan::Supply) -> u64 {
        let serves = |place: u64| self.demand(place).is_some_and(|demand| supply.serves(&demand));
        let last = supply.thousandths().checked_div(self.set.iter().sum());
        let last = last.and_then(|last| u64::try_from(last).ok()).unwrap_or(place).min(self.most);
        if last <= place || !serves(place) {
            // nothing to spare, or it leans on buying on demand, which costs more with every thousandth
            return place;
        }
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
}

impl Known {
    fn pays(&self, money: Cost) -> bool {
        self.found.is_some_and(|found| found <= money)
    }
}
