//! Where one of two ways is the cheaper, from their staircases: exact, no solve needed. A step that is not proved says
//! nothing of who is cheaper.

use super::stairs::{Staircase, Step};
use crate::money::Cost;
use crate::units::Units;
use serde::Serialize;
use std::cmp::Ordering;

/// Monthly volumes at which the same way is the cheaper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// First monthly volume.
    pub from: Units,
    /// Last one; `None`: it goes on to the volume beyond which nobody looked.
    pub to: Option<Units>,
    /// Which of the two is the cheaper, 0 or 1; `None`: they cost the same, or, where it is not `proved`, not settled.
    pub cheaper: Option<usize>,
    /// What the two cost at `from`; where it is not `proved`, the best that was found.
    pub costs: (Cost, Cost),
    /// Whether the steps of both are proved over all of it.
    pub proved: bool,
}

/// The intervals of the range that both staircases cover, ascending and without gaps; neighbours differ in who is
/// cheaper, or in whether that is settled.
#[must_use]
pub fn break_evens(a: &Staircase, b: &Staircase) -> Vec<Interval> {
    let mut all: Vec<Interval> = Vec::new();
    let (mut of_a, mut of_b) = (a.steps.iter().peekable(), b.steps.iter().peekable());
    while let (Some(first), Some(second)) = (of_a.peek(), of_b.peek()) {
        let from = first.from.max(second.from);
        let to = ends_first(first, second);
        if to.is_none_or(|to| from <= to) {
            let proved = first.proved && second.proved;
            let cheaper = match first.cost.cmp(&second.cost) {
                // the better of two plans is not the better of two ways while a still better plan may be found
                _ if !proved => None,
                Ordering::Less => Some(0),
                Ordering::Equal => None,
                Ordering::Greater => Some(1),
            };
            match all.last_mut().filter(|last| (last.cheaper, last.proved) == (cheaper, proved)) {
                Some(last) => last.to = to,
                None => all.push(Interval { from, to, cheaper, costs: (first.cost, second.cost), proved }),
            }
        }
        // whichever ends here; both, if both do
        let (first_to, second_to) = (first.to, second.to);
        if to.is_none() {
            break;
        }
        if first_to == to {
            of_a.next();
        }
        if second_to == to {
            of_b.next();
        }
    }
    all
}

fn ends_first(first: &Step, second: &Step) -> Option<Units> {
    match (first.to, second.to) {
        (Some(first), Some(second)) => Some(first.min(second)),
        (to, None) | (None, to) => to,
    }
}
