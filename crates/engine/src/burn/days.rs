//! Plays: packs drawn day by day, earliest expiry first.
//!
//! What is not known: how much of the half day before was not told yet, and of every pack whether it can be drawn on the
//! days on which it begins and ends. Less in any pack never leaves more in another ([`play`] draws monotonically), so a
//! pack's bounds are two plays that look at such a day from both sides at once:
//!
//! | | half a day untold | the pack itself, on such a day | for the packs after it |
//! |---|---|---|---|
//! | the least left in each | yes | is drawn | is no help |
//! | the most left in each | no | is not drawn | helps |
//!
//! They contain every combination, and are exact where no pack begins in the middle of a day that is played. Sums over
//! packs are closer than their bounds together: more days on which packs can be drawn mean that more is drawn and less
//! lost, untold use means that less is left, so each sum has its extremes where all packs are alike.
//!
//! This file imports `balance`, `date`, `units`.

use super::{Between, between, span};
use crate::balance::{Held, Moment};
use crate::date::Date;
use crate::units::Units;

/// Whether a day on which a pack begins or ends counts as one on which it can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    In,
    Out,
}

/// A pack in a play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    units: Units,
    /// The first day on which it can perhaps be used, and the first on which it surely can.
    first: [usize; 2],
    /// The first day on which it perhaps cannot be used any more, and the first on which it surely cannot.
    end: Option<[usize; 2]>,
    expires: Option<Moment>,
    effective: Option<Moment>,
    /// Whether it can be used as the first day begins, and so could be in the half day before.
    now: bool,
    /// Whether the vendor says that it has ended; and that it was used up.
    over: bool,
    used_up: bool,
}

impl Hand {
    /// A pack with what is told to be left in it.
    pub(super) fn new(held: &Held, remaining: Units, as_of: Date) -> Self {
        let start = Moment::start_of(as_of);
        let at = |moment: Moment| {
            if moment <= start {
                return [0, 0];
            }
            let day = span(as_of, moment.date());
            [day, day + usize::from(!moment.is_midnight())]
        };
        let used_up = held.status.as_deref() == Some("runOut");
        let over = used_up || held.status.as_deref() == Some("expired");
        Self {
            units: remaining,
            first: held.effective.map_or([0, 0], at),
            end: held.expires.map(at),
            expires: held.expires,
            effective: held.effective.filter(|&effective| effective > start),
            now: !over
                && held.effective.is_none_or(|effective| effective <= start)
                && held.expires.is_none_or(|expires| expires > start),
            over,
            used_up,
        }
    }

    /// What is told to be left in it.
    pub(super) fn units(&self) -> Units {
        self.units
    }

    fn usable(&self, day: usize, edge: Edge) -> bool {
        let (first, end) = match edge {
            Edge::In => (self.first[0], self.end.map(|end| end[1])),
            Edge::Out => (self.first[1], self.end.map(|end| end[0])),
        };
        first <= day && end.is_none_or(|end| day < end)
    }
}

/// What becomes of a pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    pub(super) remaining: Between,
    /// The day on which the last of it is drawn: at the earliest, at the latest.
    pub(super) empty: [Option<usize>; 2],
    pub(super) lost: Between,
}

/// What becomes of all.
#[derive(Clone, Debug)]
pub(super) struct Forecast {
    /// Of each pack.
    pub(super) fates: Vec<Fate>,
    /// The first day on which something is short: at the earliest, at the latest.
    pub(super) dry: [Option<usize>; 2],
    pub(super) lost: Between,
    /// Usable units at the beginning of each day, and after the last.
    pub(super) in_hand: Vec<Between>,
    /// Days on which something begins, ends, or runs out.
    pub(super) turns: Vec<usize>,
}

/// Plays `daily` with the packs; with `lag`, up to half of the first day's draw has happened before and was not told yet.
pub(super) fn forecast(hands: &[Hand], daily: &[Units], lag: bool) -> Forecast {
    let mut order: Vec<usize> = (0..hands.len()).collect();
    crate::places::sort(&mut order, &mut |a, b| {
        let key = |at: usize| (hands[at].expires.is_none(), hands[at].expires, hands[at].effective, at);
        key(a).cmp(&key(b))
    });
    let half = daily.first().filter(|_| lag).map_or(0, |first| (first.thousandths() + 1) / 2);
    let half = Units::from_thousandths(half).unwrap_or_default();
    let run = |untold: Units, own: Edge, for_others: Edge| play(hands, &order, daily, untold, own, for_others);
    let (least, most) = (run(half, Edge::In, Edge::Out), run(Units::ZERO, Edge::Out, Edge::In));
    let (short, ample) = (run(half, Edge::Out, Edge::Out), run(Units::ZERO, Edge::In, Edge::In));
    let (unused, drawn) = (run(Units::ZERO, Edge::Out, Edge::Out), run(half, Edge::In, Edge::In));
    let fates = (0..hands.len())
        .map(|at| Fate {
            // of what is said to be used up, the figure is late
            remaining: match hands[at].used_up {
                true => Between { least: Units::ZERO, most: hands[at].units },
                false => between(least.began[at], most.began[at]),
            },
            empty: [least.empty[at], most.empty[at]],
            lost: between(least.lost[at], most.lost[at]),
        })
        .collect();
    let in_hand = least.in_hand.iter().zip(&most.in_hand).map(|(&least, &most)| between(least, most)).collect();
    let mut turns = least.turns;
    turns.extend(most.turns);
    turns.extend([short.dry, ample.dry].into_iter().flatten());
    let lost = between(sum(drawn.lost.into_iter()), sum(unused.lost.into_iter()));
    Forecast { fates, dry: [short.dry, ample.dry], lost, in_hand, turns }
}

/// What was played.
#[derive(Clone, Debug)]
struct Played {
    began: Vec<Units>,
    empty: Vec<Option<usize>>,
    lost: Vec<Units>,
    dry: Option<usize>,
    in_hand: Vec<Units>,
    turns: Vec<usize>,
}

/// All of these; they are parts of a sum that was counted before.
fn sum(units: impl Iterator<Item = Units>) -> Units {
    units.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(Units::MAX))
}

/// One play. `own`: how each pack itself is drawn on the days on which it begins and ends; `for_others`: whether what is
/// in it then spares the packs after it.
fn play(hands: &[Hand], order: &[usize], daily: &[Units], untold: Units, own: Edge, for_others: Edge) -> Played {
    let mut left: Vec<Units> = hands.iter().map(|hand| if hand.over { Units::ZERO } else { hand.units }).collect();
    let mut empty: Vec<Option<usize>> = vec![None; hands.len()];
    let mut lost = vec![Units::ZERO; hands.len()];
    let less = |units: Units, by: Units| units.minus(by.min(units)).unwrap_or_default();
    let mut need = untold;
    for &at in order.iter().filter(|&&at| hands[at].now) {
        let had = left[at];
        left[at] = less(had, need);
        need = less(need, had);
        if had > Units::ZERO && left[at] == Units::ZERO {
            empty[at] = Some(0);
        }
    }
    let began = (0..hands.len()).map(|at| if hands[at].over { hands[at].units } else { left[at] }).collect();
    let (mut dry, mut turns, mut in_hand) = (None, Vec::new(), Vec::new());
    for (at, hand) in hands.iter().enumerate() {
        // what was used up is not lost, whatever the late figure says
        if hand.over && !hand.used_up {
            lost[at] = hand.units;
        }
    }
    for day in 0..=daily.len() {
        for (at, hand) in hands.iter().enumerate() {
            if left[at] == Units::ZERO {
                continue;
            }
            if hand.end.is_some_and(|end| end.contains(&day)) || (day > 0 && hand.first.contains(&day)) {
                turns.push(day);
            }
            if hand.end.is_some_and(|end| end[1] <= day) {
                lost[at] = left[at];
                left[at] = Units::ZERO;
            }
        }
        in_hand.push(sum((0..hands.len()).filter(|&at| hands[at].usable(day, for_others)).map(|at| left[at])));
        let Some(&all) = daily.get(day) else { break };
        let (mut need, mut emptied) = (all, false);
        for &at in order {
            if need == Units::ZERO {
                break;
            }
            let had = left[at];
            if had > Units::ZERO && hands[at].usable(day, own) {
                left[at] = less(had, need);
                if left[at] == Units::ZERO {
                    empty[at] = Some(day);
                    emptied = true;
                }
            }
            if hands[at].usable(day, for_others) {
                need = less(need, had);
            }
        }
        if emptied {
            turns.push(day + 1);
        }
        if need > Units::ZERO && dry.is_none() {
            dry = Some(day);
            turns.push(day);
        }
    }
    Played { began, empty, lost, dry, in_hand, turns }
}
