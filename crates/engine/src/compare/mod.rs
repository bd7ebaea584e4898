//! Packs side by side, for one pool: what each way to buy costs ([`ways`]), how much more or less work would make another
//! pack the better one ([`switch`]), the total against the volume ([`staircase`], [`break_evens`]), and what a budget pays
//! for ([`pays_for`]).
//!
//! Everything rests on one fact: the least cost of a request never falls as its demand grows. So along a line of demands
//! it is a staircase, and its edges are found exactly, by solving, never read off a drawing ([`walk`]).
//! What is found here is proved, or says that it is not.
//!
//! Apart from these, [`providers`] holds the same clip against what everybody else asks for it.
//!
//! This room imports `plan` and the rooms below it.

mod breaks;
mod budget;
pub mod providers;
mod stairs;
mod switch;
mod walk;
mod ways;

pub use breaks::{Interval, break_evens};
pub use budget::{Ask, Inverse, Next, Paid, pays_for};
pub use stairs::{Staircase, Stairs, Step, staircase};
pub use switch::{Holds, LineOf, Reach, Rival, Switch, Switches, switch};
pub use ways::{Way, concurrency, way, ways};

use crate::plan::Request;

/// The same request with one pack only (and what is owned); `None` if it has no such pack.
fn alone(request: &Request, pack: &str) -> Option<Request> {
    let offer = request.packs.iter().find(|offer| offer.id == pack)?;
    Some(Request { packs: vec![offer.clone()], ..request.clone() })
}
