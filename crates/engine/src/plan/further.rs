//! The further solves of a plan, headroom and alternatives, one search at a time.
//!
//! All of them together may take many times as long as the plan itself. Whoever has other things to do meanwhile goes
//! [`Further::step`] by step; the result is the same as that of [`super::plan`], which goes them all at once.

use super::alternatives::alternative;
use super::headroom::Halving;
use super::report::{Alternative, Headroom};
use super::request::Request;
use crate::money::Cost;

/// Headroom and alternatives of one plan, on the way.
#[derive(Clone, Debug)]
pub struct Further {
    request: Request,
    cost: Cost,
    budget: u64,
    /// `None`: not asked for, or found.
    halving: Option<Halving>,
    /// `None`: not asked for, or all there.
    next: Option<usize>,
    headroom: Headroom,
    alternatives: Vec<Alternative>,
}

impl Further {
    /// Of the plan of `request` that costs `cost`, each search with a budget of `budget` counts.
    #[must_use]
    pub fn new(request: &Request, cost: Cost, budget: u64) -> Self {
        Self {
            request: request.clone(),
            cost,
            budget,
            halving: Some(Halving::BEGIN),
            next: Some(0),
            headroom: Headroom::default(),
            alternatives: Vec::new(),
        }
    }

    /// The same, of the wanted parts only.
    pub(super) fn only(self, headroom: bool, alternatives: bool) -> Self {
        Self { halving: self.halving.filter(|_| headroom), next: self.next.filter(|_| alternatives), ..self }
    }

    /// Does one more search, or less. False when there is no more to do.
    pub fn step(&mut self) -> bool {
        if let Some(halving) = &mut self.halving {
            if !halving.step(&self.request, self.cost, self.budget) {
                self.headroom = halving.headroom();
                self.halving = None;
            }
        } else if let Some(next) = self.next {
            let found = alternative(&self.request, next, self.cost, self.budget);
            self.next = found.is_some().then_some(next + 1);
            self.alternatives.extend(found);
        }
        self.halving.is_some() || self.next.is_some()
    }

    /// What there is: all of it once [`Further::step`] was false.
    #[must_use]
    pub fn found(self) -> (Headroom, Vec<Alternative>) {
        (self.headroom, self.alternatives)
    }
}
