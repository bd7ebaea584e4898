//! What a demand costs at the least, and which other demands the same packs serve: the questions a comparison asks, a
//! great many of them, each without a report.

use super::problem::Scale;
use super::request::Request;
use super::search::Goal;
use super::solve::solve;
use crate::money::Cost;
use crate::units::Units;

/// The least cost of a request, without the plan's report.
#[derive(Clone, Debug)]
pub struct Priced {
    /// What the best plan found costs; `None`: none was found.
    pub cost: Option<Cost>,
    /// Whether that is proved: no plan is cheaper, or there is none at all.
    pub proved: bool,
    /// What that plan brings; `None` with no plan.
    pub supply: Option<Supply>,
}

/// The least cost of `request`; `budget` is in counts tried. `None` where the request is not a valid one, or its sums
/// cannot be counted exactly.
#[must_use]
pub fn least_cost(request: &Request, budget: u64) -> Option<Priced> {
    request.check().ok()?;
    let solved = solve(request, Scale::NONE, Goal::Least, budget)?;
    Some(Priced {
        cost: solved.cost.map(Cost::from_billionths),
        proved: solved.proved,
        supply: solved.counts.map(|counts| Supply::of(request, &counts)),
    })
}

/// The units that a plan brings (owned and bought, never on demand), and where they give the concurrency asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// For each period what becomes usable in it: the first period in which it is gone, and thousandths.
    arrivals: Vec<Vec<(usize, i128)>>,
    /// Whether the concurrency that is asked for, if one is, can be had in each period.
    gives: Vec<bool>,
}

impl Supply {
    fn of(request: &Request, counts: &[Vec<u64>]) -> Self {
        let periods = request.demand.len();
        let mut supply =
            Self { arrivals: vec![Vec::new(); periods], gives: vec![request.concurrency.is_none(); periods] };
        let mut add = |from: usize, life: Option<u32>, units: i128, concurrency: Option<u32>| {
            let life = life.and_then(|life| usize::try_from(life).ok()).unwrap_or(periods);
            let end = from.saturating_add(life).min(periods);
            if from < end {
                supply.arrivals[from].push((end, units));
                if request.concurrency.is_some_and(|asked| concurrency.is_some_and(|given| given >= asked)) {
                    supply.gives[from..end].fill(true);
                }
            }
        };
        for owned in &request.balance {
            let from = usize::try_from(owned.from).unwrap_or(periods);
            add(from, owned.periods_left, i128::from(owned.units.thousandths()), owned.concurrency);
        }
        for (from, counts) in counts.iter().enumerate() {
            for (offer, &count) in request.packs.iter().zip(counts) {
                if count > 0 {
                    let units = i128::from(offer.units.thousandths()) * i128::from(count);
                    add(from, offer.life_periods, units, offer.concurrency);
                }
            }
        }
        supply
    }

    /// Whether these units alone, drawn by earliest expiry, cover `demand`, with the concurrency wherever there is any.
    #[must_use]
    pub fn serves(&self, demand: &[Units]) -> bool {
        let periods = self.arrivals.len();
        // by the first period in which they are gone
        let mut hand = vec![0; periods + 1];
        demand.len() == periods
            && demand.iter().enumerate().all(|(t, demand)| {
                for &(end, units) in &self.arrivals[t] {
                    hand[end] += units;
                }
                let mut open = i128::from(demand.thousandths());
                let concurrent = open == 0 || self.gives[t];
                for units in &mut hand[t + 1..] {
                    let used = open.min(*units);
                    *units -= used;
                    open -= used;
                }
                open == 0 && concurrent
            })
    }

    /// All its units, in thousandths.
    #[must_use]
    pub fn thousandths(&self) -> i128 {
        self.arrivals.iter().flatten().map(|&(_, units)| units).sum()
    }
}
