//! One play: packs drawn day by day, earliest expiry first.
//!
//! This file imports `balance`, `date`, `units`.

use super::span;
use crate::balance::{Held, Moment};
use crate::date::Date;
use crate::units::Units;

/// A pack in a play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    pub(super) units: Units,
    /// The first day on which it can be used, and the first on which it cannot any more.
    first: usize,
    end: Option<usize>,
    /// For the order of drawing: what ends first goes first.
    expires: Option<Moment>,
    /// Whether the vendor says that it has ended.
    over: bool,
}

impl Hand {
    /// A pack at its most and at its least.
    pub(super) fn both(held: &Held, remaining: Units, as_of: Date) -> [Self; 2] {
        let start = Moment::start_of(as_of);
        let over = matches!(held.status.as_deref(), Some("expired" | "runOut"));
        let at = |moment: Moment, up: bool| {
            if moment <= start {
                return 0;
            }
            span(as_of, moment.date()) + usize::from(up && !moment.is_midnight())
        };
        // on the day on which it begins or ends it can be used at the most, and not at the least
        let side = |most: bool| Self {
            units: remaining,
            first: held.effective.map_or(0, |effective| at(effective, !most)),
            end: held.expires.map(|expires| at(expires, most)),
            expires: held.expires,
            over,
        };
        [side(true), side(false)]
    }
}

/// What became of a pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    pub(super) began: Units,
    /// The day on which the last of it was drawn.
    pub(super) empty: Option<usize>,
    pub(super) lost: Units,
}

/// What was played.
#[derive(Clone, Debug)]
pub(super) struct Played {
    pub(super) hands: Vec<Fate>,
    /// The first day on which something was short.
    pub(super) dry: Option<usize>,
    /// Usable units at the beginning of each day, and after the last.
    pub(super) in_hand: Vec<Units>,
    /// Days on which something begins, ends, or runs out.
    pub(super) turns: Vec<usize>,
}

impl Played {
    pub(super) fn lost(&self) -> Units {
        sum(self.hands.iter().map(|hand| hand.lost))
    }
}

/// All of these; they are parts of a sum that was counted before.
fn sum(units: impl Iterator<Item = Units>) -> Units {
    units.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(Units::MAX))
}

/// Draws `daily` from the packs; with `late`, half of the first day's draw has happened already and was not told yet.
pub(super) fn play(hands: Vec<Hand>, daily: &[Units], late: bool) -> Played {
    let mut order: Vec<usize> = (0..hands.len()).collect();
    crate::places::sort(&mut order, &mut |a, b| {
        let key = |at: usize| (hands[at].expires.is_none(), hands[at].expires, hands[at].first, at);
        key(a).cmp(&key(b))
    });
    let mut left: Vec<Units> = hands.iter().map(|hand| if hand.over { Units::ZERO } else { hand.units }).collect();
    let usable = |at: usize, day: usize| hands[at].first <= day && hands[at].end.is_none_or(|end| day < end);
    let draw = |left: &mut [Units], day: usize, mut need: Units, empty: &mut dyn FnMut(usize)| {
        for &at in &order {
            if need == Units::ZERO {
                break;
            }
            if left[at] > Units::ZERO && usable(at, day) {
                let drawn = need.min(left[at]);
                left[at] = left[at].minus(drawn).unwrap_or_default();
                need = need.minus(drawn).unwrap_or_default();
                if left[at] == Units::ZERO {
                    empty(at);
                }
            }
        }
        need
    };
    let mut empty: Vec<Option<usize>> = vec![None; hands.len()];
    if late && let Some(first) = daily.first() {
        let half = Units::from_thousandths((first.thousandths() + 1) / 2).unwrap_or_default();
        draw(&mut left, 0, half, &mut |at| empty[at] = Some(0));
    }
    let began: Vec<Units> =
        hands.iter().zip(&left).map(|(hand, &left)| if hand.over { hand.units } else { left }).collect();
    let mut lost: Vec<Units> = hands.iter().map(|hand| if hand.over { hand.units } else { Units::ZERO }).collect();
    let (mut dry, mut turns, mut in_hand) = (None, Vec::new(), Vec::new());
    for day in 0..=daily.len() {
        for (at, hand) in hands.iter().enumerate() {
            if hand.end.is_some_and(|end| end <= day) && left[at] > Units::ZERO {
                lost[at] = left[at];
                left[at] = Units::ZERO;
                turns.push(day);
            }
            if hand.first == day && day > 0 {
                turns.push(day);
            }
        }
        in_hand.push(sum((0..hands.len()).filter(|&at| usable(at, day)).map(|at| left[at])));
        let Some(&need) = daily.get(day) else { break };
        let mut emptied = false;
        let short = draw(&mut left, day, need, &mut |at| {
            empty[at] = Some(day);
            emptied = true;
        });
        if emptied {
            turns.push(day + 1);
        }
        if short > Units::ZERO && dry.is_none() {
            dry = Some(day);
            turns.push(day);
        }
    }
    let fates = began.into_iter().zip(empty).zip(lost).map(|((began, empty), lost)| Fate { began, empty, lost });
    Played { hands: fates.collect(), dry, in_hand, turns }
}
