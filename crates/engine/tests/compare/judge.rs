//! What the twin says of a request whose demand is moved along a line: the judge of every comparison.

use crate::case::Case;
use crate::{dice::Dice, twin};
use packwise_engine::money::Cost;
use std::collections::BTreeMap;

/// More ways to buy than this are not tried.
pub(crate) const MOST_WAYS: usize = 400;

/// What the twin says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Billionths.
    Cost(i64),
    /// Nothing serves it.
    No,
    /// Too many ways to buy.
    NotAsked,
}

impl Said {
    pub(crate) fn is(self, cost: Option<Cost>) -> bool {
        match self {
            Self::Cost(said) => cost.is_some_and(|cost| cost.billionths() == i128::from(said)),
            Self::No => cost.is_none(),
            Self::NotAsked => true,
        }
    }
}

/// The twin, asked for many demands of one request.
pub(crate) struct Judge {
    case: Case,
    said: BTreeMap<Vec<i64>, Said>,
}

impl Judge {
    /// Of one pack alone, or of all.
    pub(crate) fn new(case: &Case, pack: Option<&str>) -> Self {
        let mut case = case.clone();
        case.packs.retain(|offer| pack.is_none_or(|pack| offer.id == pack));
        Self { case, said: BTreeMap::new() }
    }

    pub(crate) fn cost(&mut self, demand: Vec<i64>) -> Said {
        if let Some(said) = self.said.get(&demand) {
            return *said;
        }
        let case = Case { demand: demand.clone(), ..self.case.clone() };
        let said = if twin::ways(&case) > MOST_WAYS {
            Said::NotAsked
        } else {
            twin::answer(&case).map_or(Said::No, |found| Said::Cost(found.cost))
        };
        self.said.insert(demand, said);
        said
    }

    /// With the same demand in every period.
    pub(crate) fn level(&mut self, volume: i64) -> Said {
        self.cost(vec![volume; self.case.demand.len()])
    }

    /// With so many thousandths more in every period that needs any.
    pub(crate) fn moved(&mut self, more: i64) -> Said {
        let moved = |&units: &i64| if units > 0 { (units + more).max(0) } else { 0 };
        self.cost(self.case.demand.iter().map(moved).collect())
    }
}

/// The thousandths that all packs' sizes are whole multiples of.
pub(crate) fn grain(case: &Case) -> i64 {
    let mut grain = 0;
    for pack in &case.packs {
        let (mut a, mut b) = (grain, pack.units);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        grain = a;
    }
    grain.max(1)
}

/// The pack that a throw chooses, by id.
pub(crate) fn any_pack(case: &Case, dice: &mut Dice) -> Option<String> {
    (!case.packs.is_empty()).then(|| case.packs[dice.index(case.packs.len())].id.clone())
}
