//! The staircase of the total against the monthly volume, every step exact.

use super::alone;
use super::walk::{Stop, Stretch, Walk};
use crate::money::Cost;
use crate::plan::Request;
use crate::units::Units;
use serde::Serialize;

/// How many steps downward are looked at in one go.
const STRIDE: i64 = 4;

/// One step: all these monthly volumes cost the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// First monthly volume at this cost.
    pub from: Units,
    /// Last one; `None`: it goes on to the volume beyond which nobody looked.
    pub to: Option<Units>,
    /// Cost of all periods.
    pub cost: Cost,
    /// Whether the cost is proved to be the least, and both ends are exact.
    pub proved: bool,
}

/// The total against the monthly volume, or against that of all periods together ([`Stairs::of_all_periods`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Staircase {
    /// The present monthly volume.
    pub here: Units,
    /// Ascending, without gaps, of rising cost. One of them contains `here`, unless nothing serves it: then they end below.
    pub steps: Vec<Step>,
    /// Whether they begin at zero.
    pub whole: bool,
    /// Whether nothing serves more than the last of them.
    pub ends: bool,
}

/// The staircase of one pack alone, or of the mix (`None`), with at most `around` steps below and above the one that
/// contains the present volume, and no volume above `most` (or the present one, if that is more). `budget` is that of each
/// solve, in counts tried.
///
/// `None` where the total is no staircase of one volume: the demand differs between periods, or units can be bought on
/// demand; and where the request is not valid, or has no such pack.
#[must_use]
pub fn staircase(request: &Request, pack: Option<&str>, around: usize, most: Units, budget: u64) -> Option<Staircase> {
    let mut stairs = Stairs::new(request, pack, around, most, budget)?;
    while stairs.advance(usize::MAX) {}
    Some(stairs.staircase())
}

/// A staircase in the making, in pieces small enough for a page that must not stop.
#[derive(Debug)]
pub struct Stairs {
    walk: Walk,
    here: i64,
    most: i64,
    around: usize,
    /// Thousandths a month that are sure to be within a few steps: to begin the way down with.
    guess: i64,
    /// A place on a step from which to look up and down; known from the first solve on, but where nothing serves `here`.
    anchor: Option<i64>,
    ends: bool,
    up: Side,
    down: Side,
    /// Set where not even the first solve decided anything: the best cost that it found.
    lost: Option<Option<Cost>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Open,
    /// As far as was asked for.
    Done,
    /// A solve was not decided.
    Stuck,
}

impl Stairs {
    /// Solves nothing yet. For the arguments, and `None`, see [`staircase`].
    #[must_use]
    pub fn new(request: &Request, pack: Option<&str>, around: usize, most: Units, budget: u64) -> Option<Self> {
        request.check().ok()?;
        let here = request.demand.first()?.thousandths();
        let alike = request.demand.iter().all(|units| units.thousandths() == here);
        if !alike || request.on_demand_price.is_some() {
            return None;
        }
        let request = match pack {
            Some(pack) => alone(request, pack)?,
            None => request.clone(),
        };
        let periods = i64::try_from(request.demand.len()).ok()?;
        let most = most.thousandths().min(Units::MAX.thousandths() / periods).max(here);
        let guess = request.packs.iter().map(|offer| offer.units.thousandths()).min().unwrap_or(1) / periods;
        let base = vec![(0, true); request.demand.len()];
        Some(Self::of(Walk::new(request, base, 1, most, budget), here, most, around, guess))
    }

    /// The same where the demand differs between periods: every volume is of all periods together, which share it as they
    /// do now, each share rounded up to a thousandth; so is `most`. `None` where nothing is needed, where units can be
    /// bought on demand, and where the request is not valid or has no such pack.
    #[must_use]
    pub fn of_all_periods(
        request: &Request,
        pack: Option<&str>,
        around: usize,
        most: Units,
        budget: u64,
    ) -> Option<Self> {
        request.check().ok()?;
        if request.on_demand_price.is_some() {
            return None;
        }
        let here = request.total_demand()?.thousandths();
        let request = match pack {
            Some(pack) => alone(request, pack)?,
            None => request.clone(),
        };
        // rounded shares add up to a little more than their volume
        let periods = i64::try_from(request.demand.len()).ok()?;
        let most = most.thousandths().min(Units::MAX.thousandths() - periods).max(here);
        let guess = request.packs.iter().map(|offer| offer.units.thousandths()).min().unwrap_or(1);
        Some(Self::of(Walk::shaped(request, most, budget)?, here, most, around, guess))
    }

    fn of(walk: Walk, here: i64, most: i64, around: usize, guess: i64) -> Self {
        Self {
            walk,
            here,
            most,
            around,
            guess: guess.max(1),
            anchor: None,
            ends: false,
            up: Side::Open,
            down: Side::Open,
            lost: None,
        }
    }

    /// Goes on, with at most so many solves. Returns whether there is more to do.
    pub fn advance(&mut self, solves: usize) -> bool {
        let mut left = solves;
        match self.go(&mut left) {
            Ok(()) | Err(Stop::Undecided(_)) => false,
            Err(Stop::Paused) => true,
        }
    }

    fn go(&mut self, left: &mut usize) -> Result<(), Stop> {
        let anchor = match self.anchor {
            Some(anchor) => anchor,
            None => {
                let anchor = self.find_anchor(left);
                if let Err(Stop::Undecided(cost)) = anchor {
                    self.lost = Some(cost);
                }
                let anchor = anchor?;
                self.anchor = Some(anchor);
                anchor
            }
        };
        for up in [true, false] {
            let side = if up { self.up } else { self.down };
            if side != Side::Open {
                continue;
            }
            let gone = if up { self.go_up(anchor, left) } else { self.go_down(anchor, left) };
            let side = match gone {
                Ok(()) => Side::Done,
                Err(Stop::Undecided(_)) => Side::Stuck,
                Err(Stop::Paused) => return Err(Stop::Paused),
            };
            if up { self.up = side } else { self.down = side }
        }
        Ok(())
    }

    /// The present volume, or the last below it that anything serves.
    fn find_anchor(&mut self, left: &mut usize) -> Result<i64, Stop> {
        if self.walk.at(self.here, left)?.cost.is_some() {
            return Ok(self.here);
        }
        self.ends = true;
        // no demand at all can always be served
        let last = self.walk.last_below(0, self.here - 1, &|cost| cost.is_some(), left)?;
        Ok(last.unwrap_or(0))
    }

    fn go_up(&mut self, anchor: i64, left: &mut usize) -> Result<(), Stop> {
        let mut place = anchor;
        for _ in 0..=self.around {
            let cost = self.walk.at(place, left)?.cost;
            let last = self.walk.last(place, self.most, &|beyond| beyond == cost, left)?;
            if last >= self.most {
                break;
            }
            let next = self.walk.at(last + 1, left)?;
            if next.cost.is_none() {
                self.ends = true;
                break;
            }
            place = next.from;
        }
        Ok(())
    }

    fn go_down(&mut self, anchor: i64, left: &mut usize) -> Result<(), Stop> {
        loop {
            let (first, at) = self.chain(anchor);
            let known = self.walk.known();
            let Some(lowest) = known.get(first) else {
                // nothing is known but by a solve
                self.walk.at(anchor, left)?;
                continue;
            };
            // the lowest may begin further down: it takes one more to know
            if lowest.from <= 0 || at - first > self.around {
                return Ok(());
            }
            // as wide as the steps have been, and the lowest may be wider than is known yet
            let served = known[first..].iter().filter(|stretch| stretch.cost.is_some());
            let (steps, top) = served.fold((0, lowest.to), |(steps, _), stretch| (steps + 1, stretch.to));
            let least = if steps > 1 { (top - lowest.from) / steps } else { self.guess };
            let width = least.max(lowest.to - lowest.from).max(1);
            let stride = width.saturating_mul(STRIDE.min(i64::try_from(self.around).unwrap_or(STRIDE) + 1));
            let below = first.checked_sub(1).map_or(-1, |below| known[below].to);
            let place = (below + 1).max(lowest.from.saturating_sub(stride)).max(0);
            self.walk.at(place, left)?;
        }
    }

    /// Among the stretches that are known: the lowest from which there is no gap up to the anchor's, and the anchor's.
    fn chain(&self, anchor: i64) -> (usize, usize) {
        let known = self.walk.known();
        let at = known.partition_point(|stretch| stretch.to < anchor);
        let mut first = at;
        while first > 0 && known.get(first).is_some_and(|stretch| known[first - 1].to + 1 == stretch.from) {
            first -= 1;
        }
        (first, at)
    }

    /// What is known by now. Until all is done the first and the last step may go further, and are not `proved`.
    #[must_use]
    pub fn staircase(&self) -> Staircase {
        let units = |thousandths: i64| Units::from_thousandths(thousandths).unwrap_or(Units::ZERO);
        let here = units(self.here);
        let mut out = Staircase { here, steps: Vec::new(), whole: false, ends: self.ends };
        if let Some(Some(cost)) = self.lost {
            out.steps.push(Step { from: here, to: Some(here), cost, proved: false });
        }
        let Some(anchor) = self.anchor else {
            return out;
        };
        let (first, at) = self.chain(anchor);
        let known: &[Stretch] = self.walk.known();
        let first = first.max(at.saturating_sub(self.around));
        let mut last = at;
        while last < at + self.around
            && let (Some(now), Some(next)) = (known.get(last), known.get(last + 1))
            && now.to + 1 == next.from
            && next.cost.is_some()
        {
            last += 1;
        }
        for (index, stretch) in known.iter().enumerate().take(last + 1).skip(first) {
            let Some(cost) = stretch.cost else { continue };
            let follows = known.get(index + 1).is_some_and(|next| next.from == stretch.to + 1);
            let led = index > 0 && known[index - 1].to + 1 == stretch.from;
            let open = stretch.to >= self.most;
            out.steps.push(Step {
                from: units(stretch.from),
                to: (!open).then(|| units(stretch.to)),
                cost,
                proved: (follows || open) && (led || stretch.from <= 0),
            });
        }
        out.whole = out.steps.first().is_some_and(|step| step.from == Units::ZERO);
        out
    }
}
