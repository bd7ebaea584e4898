//! What it would take for one pack alone to be the better way: how many more or fewer kept results a month.
//!
//! Both costs never fall as the work grows. So where one way does not win, going up only a higher cost of the *other* can
//! change that: the search goes straight to the first place where the other costs enough, and looks again. Nothing
//! between was skipped that could win. Going down it is a lower cost of its own. The answer is the nearest place, exactly;
//! and in the same way the nearest beyond it where that is over again.

use super::alone;
use super::walk::{Stop, Walk};
use crate::money::Cost;
use crate::plan::Request;
use crate::units::Units;
use serde::Serialize;

/// How often one search looks again before it says how far it came.
const JUMPS: usize = 400;

/// One line of the pool's work: what one more kept result a month adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOf {
    /// Its place in the Document.
    pub line: usize,
    /// Units that one kept result takes: units each x takes.
    pub units_kept: Units,
    /// Kept results a month.
    pub count: u64,
}

/// What a pack alone is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rival {
    /// Any way at all. A pack alone wins where nothing is cheaper than it.
    Mix,
    /// This pack alone. The other wins where it is cheaper.
    Pack(String),
}

/// What it would take for a pack alone to win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// With so many more kept results a month.
    pub more: Reach,
    /// With so many fewer.
    pub fewer: Reach,
    /// Where it wins already: how far that holds.
    pub holds: Option<Holds>,
}

/// How far a pack that wins goes on winning: the nearest work at which it no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Holds {
    /// With so many more kept results a month it no longer wins.
    pub more: Reach,
    /// With so many fewer.
    pub fewer: Reach,
}

/// The nearest work at which something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Reach {
    /// It is so there, and nowhere nearer.
    At {
        /// Kept results more or fewer a month; 0: it is so already. With nothing left of the work both may cost nothing.
        clips: u64,
        /// Units a month there; of months that differ, the highest.
        volume: Units,
        /// What the pack alone costs there, in all periods; `None`: it cannot serve.
        cost: Option<Cost>,
        /// What the rival costs there; `None`: it cannot serve.
        rival: Option<Cost>,
        /// Going on from there, the last number of kept results more or fewer up to which it is so without a gap; `None`:
        /// as far as was looked (downward: as long as anything of the line is left), or not settled in the budget.
        last: Option<u64>,
    },
    /// It is not so up to this many, and further nobody looked.
    NotWithin {
        /// Kept results more or fewer a month.
        clips: u64,
    },
    /// However many: it cannot be so.
    Never,
    /// A solve was not proved in its budget, or sums are too large to count, or there is no such pack.
    Unknown,
}

/// What it would take for `pack` alone to be as cheap as any way there is, or cheaper than another pack alone, by more or
/// fewer kept results of one line of the work. `budget` is that of each solve, in counts tried.
///
/// So many kept results more add as many units to every period that needs any. It looks as far as ten times the work, and
/// at least as far as one pack of every size holds.
#[must_use]
pub fn switch(request: &Request, line: &LineOf, pack: &str, rival: &Rival, budget: u64) -> Switch {
    let mut left = usize::MAX;
    Switches::new(request, line, budget).find(pack, rival, &mut left).unwrap_or(UNKNOWN)
}

const UNKNOWN: Switch = Switch { more: Reach::Unknown, fewer: Reach::Unknown, holds: None };

/// The switches of one line of the work, which share what was solved for them; and can be had in pieces.
#[derive(Debug)]
pub struct Switches {
    /// Least place: nothing left of the line.
    least: i64,
    /// Last place: how many more kept results are looked at.
    most: i64,
    /// Whether more of the line means more units at all.
    moves: bool,
    /// The mix, then each pack alone.
    walks: Vec<Walk>,
    /// The packs, in the order of their walks.
    packs: Vec<String>,
}

/// The mix among the walks.
const MIX: usize = 0;

impl Switches {
    /// Solves nothing yet.
    #[must_use]
    pub fn new(request: &Request, line: &LineOf, budget: u64) -> Self {
        let thousandths = |units: Units| i128::from(units.thousandths());
        let highest = request.demand.iter().copied().max().unwrap_or(Units::ZERO);
        let sizes: i128 = request.packs.iter().map(|offer| thousandths(offer.units)).sum();
        let wanted = (thousandths(highest) * 9).max(sizes);
        // no further than the demand can be counted
        let total: i128 = request.demand.iter().map(|&units| thousandths(units)).sum();
        let moving = request.demand.iter().filter(|&&units| units > Units::ZERO).fold(0, |count, _| count + 1);
        let room = (thousandths(Units::MAX) - total).max(0) / i128::max(moving, 1);
        let each = thousandths(line.units_kept);
        let up = |units: i128| (units + each - 1).checked_div(each).unwrap_or(0);
        let most = up(wanted).min(room.checked_div(each).unwrap_or(0));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let base: Vec<(i128, bool)> =
            request.demand.iter().map(|&units| (thousandths(units), units > Units::ZERO)).collect();
        let alone = request.packs.iter().filter_map(|offer| alone(request, &offer.id));
        let requests = std::iter::once(request.clone()).chain(alone);
        Self {
            least: i64::try_from(line.count).map_or(i64::MIN + 1, |count| -count),
            most,
            moves: each > 0 && moving > 0,
            walks: requests.map(|request| Walk::new(request, base.clone(), each, most, budget)).collect(),
            packs: request.packs.iter().map(|offer| offer.id.clone()).collect(),
        }
    }

    fn of(&self, pack: &str) -> Option<usize> {
        self.packs.iter().position(|id| id == pack).map(|at| at + 1)
    }

    /// The switch to `pack`, with at most `left` solves, which are counted down; `None`: they did not suffice. Asked
    /// again, it goes on from there.
    pub fn find(&mut self, pack: &str, rival: &Rival, left: &mut usize) -> Option<Switch> {
        let other = match rival {
            Rival::Mix => Some(MIX),
            Rival::Pack(rival) => self.of(rival),
        };
        let (Some(mine), Some(other)) = (self.of(pack), other) else {
            return Some(UNKNOWN);
        };
        match self.both(mine, other, left) {
            Ok(switch) => Some(switch),
            Err(Stop::Paused) => None,
            Err(Stop::Undecided(_)) => Some(UNKNOWN),
        }
    }

    fn cost(&mut self, walk: usize, place: i64, left: &mut usize) -> Result<Option<Cost>, Stop> {
        Ok(self.walks[walk].at(place, left)?.cost)
    }

    fn both(&mut self, mine: usize, other: usize, left: &mut usize) -> Result<Switch, Stop> {
        let ties = other == MIX;
        let already = wins(ties, self.cost(mine, 0, left)?, self.cost(other, 0, left)?);
        let mut reach = [Reach::Unknown; 2];
        for (reach, up) in reach.iter_mut().zip([true, false]) {
            *reach = match self.change(mine, other, already, (0, up), left) {
                Ok(Nearest::At(at)) => {
                    // where it is over again
                    let last = match self.change(mine, other, !already, (at, up), left) {
                        Ok(Nearest::At(end)) => Some(nearer(end)),
                        Ok(Nearest::NotWithin(_) | Nearest::Never) | Err(Stop::Undecided(_)) => None,
                        Err(Stop::Paused) => return Err(Stop::Paused),
                    };
                    self.told(at, last, mine, other, left)?
                }
                Ok(Nearest::NotWithin(clips)) => Reach::NotWithin { clips: clips.unsigned_abs() },
                Ok(Nearest::Never) => Reach::Never,
                Err(Stop::Undecided(_)) => Reach::Unknown,
                Err(Stop::Paused) => return Err(Stop::Paused),
            };
        }
        let [more, fewer] = reach;
        if already {
            let last = |reach: Reach| match reach {
                Reach::At { clips, .. } => clips.checked_sub(1),
                Reach::NotWithin { .. } | Reach::Never | Reach::Unknown => None,
            };
            return Ok(Switch {
                more: self.told(0, last(more), mine, other, left)?,
                fewer: self.told(0, last(fewer), mine, other, left)?,
                holds: Some(Holds { more, fewer }),
            });
        }
        Ok(Switch { more, fewer, holds: None })
    }

    /// The place nearest to one, going up or down from it, at which `mine` no longer wins, or, where it does not, at
    /// which it does.
    fn change(
        &mut self,
        mine: usize,
        other: usize,
        winning: bool,
        start: (i64, bool),
        left: &mut usize,
    ) -> Result<Nearest, Stop> {
        let ties = other == MIX;
        if winning {
            return self.nearest(other, &[mine], &|other, mine| !wins(ties, mine, other), start, left);
        }
        let mut others = vec![other];
        if ties {
            // no way is cheaper than the mix, so what costs more than another pack alone costs more than the mix: that is
            // sooner known
            others = (1..self.walks.len()).filter(|&walk| walk != mine).collect();
            others.push(MIX);
        }
        self.nearest(mine, &others, &|mine, other| wins(ties, mine, other), start, left)
    }

    fn told(&mut self, at: i64, last: Option<u64>, mine: usize, other: usize, left: &mut usize) -> Result<Reach, Stop> {
        Ok(Reach::At {
            clips: at.unsigned_abs(),
            volume: self.walks[mine].highest(at).unwrap_or(Units::ZERO),
            cost: self.cost(mine, at, left)?,
            rival: self.cost(other, at, left)?,
            last,
        })
    }

    /// The place nearest to a first one, going up or down from it, at which `hopeful` has what it wants against each of the
    /// others; at the first it has it not.
    /// `wants(hopeful, other)` only becomes truer with a lower cost of the hopeful, or a higher one of the other.
    fn nearest(
        &mut self,
        hopeful: usize,
        others: &[usize],
        wants: &dyn Fn(Option<Cost>, Option<Cost>) -> bool,
        (start, up): (i64, bool),
        left: &mut usize,
    ) -> Result<Nearest, Stop> {
        if !self.moves {
            return Ok(Nearest::Never);
        }
        let mut at = start;
        for _ in 0..JUMPS {
            let own = self.cost(hopeful, at, left)?;
            if up && own.is_none() && !wants(None, None) {
                // more work does not make it serve again
                return Ok(Nearest::Never);
            }
            let mut lacks = None;
            for &other in others {
                let cost = self.cost(other, at, left)?;
                if !wants(own, cost) {
                    lacks = Some((other, cost));
                    break;
                }
            }
            let Some((other, cost)) = lacks else {
                return Ok(Nearest::At(at));
            };
            if up {
                let last = self.walks[other].last(at, self.most, &|cost| !wants(own, cost), left)?;
                if last >= self.most {
                    return Ok(Nearest::NotWithin(self.most));
                }
                at = last + 1;
            } else {
                match self.walks[hopeful].last_below(self.least, at - 1, &|own| wants(own, cost), left)? {
                    Some(place) => at = place,
                    None => return Ok(Nearest::Never),
                }
            }
        }
        // what is at this place nobody knows
        Ok(Nearest::NotWithin(if up { at - 1 } else { at + 1 }))
    }
}

/// Whether a pack of one cost wins against a rival of the other; with `ties`, also where they cost the same.
fn wins(ties: bool, mine: Option<Cost>, other: Option<Cost>) -> bool {
    match (mine, other) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(mine), Some(other)) => mine < other || (mine == other && ties),
    }
}

/// How many kept results more or fewer one nearer than a place is.
fn nearer(place: i64) -> u64 {
    place.unsigned_abs().saturating_sub(1)
}

enum Nearest {
    At(i64),
    NotWithin(i64),
    Never,
}
