//! What a plan says (PLANNING.md, Report).

use super::ledger::LedgerPeriod;
use crate::issue::Issue;
use crate::money::{Cost, Rounded};
use crate::trace::Trace;
use crate::units::Units;
use serde::Serialize;

/// The answer to a request: a plan, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A plan.
    Plan(Box<Report>),
    /// No plan covers the demand within the rules.
    Infeasible(Infeasible),
}

impl Answer {
    /// The plan, if there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&Report> {
        match self {
            Self::Plan(report) => Some(report),
            Self::Infeasible(_) => None,
        }
    }
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Infeasible {
    /// Always `infeasible`.
    pub status: InfeasibleStatus,
    /// The rule that cannot be kept, and the first period in which it cannot.
    pub issues: Vec<Issue>,
}

/// The one status of [`Infeasible`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InfeasibleStatus {
    /// No plan covers the demand within the rules.
    Infeasible,
}

/// How sure it is that no plan is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Proved: the bound meets the cost, and the ties are settled.
    Optimal,
    /// The budget ended first: this is the best found, and `lowerBound` says how much better one could be.
    Bounded,
}

/// A purchase plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Whether it is proved.
    pub status: Status,
    /// Purchases, commitments and on demand.
    pub cost: Cost,
    /// No plan costs less.
    pub lower_bound: Cost,
    /// Work of the search, in counts tried.
    pub nodes: u64,
    /// What is bought in the periods of the request, by period and then by id.
    pub purchases: Vec<Purchase>,
    /// What terms buy after them; paid in full, covers nothing here.
    pub commitments: Vec<Purchase>,
    /// Units bought on demand in each period.
    pub on_demand: Vec<Units>,
    /// Units in hand, period by period and pack by pack.
    pub ledger: Vec<LedgerPeriod>,
    /// Units that expire unused.
    pub breakage: Units,
    /// Units still usable after the last period.
    pub leftover: Units,
    /// cost / total demand, rounded half even to six decimals; null without demand.
    pub unit_cost: Option<Rounded>,
    /// Total demand x list unit price; null without one.
    pub list_cost: Option<Cost>,
    /// How much more work costs nothing, and how much less saves something.
    pub headroom: Headroom,
    /// Other ways to buy, with what they cost more.
    pub alternatives: Vec<Alternative>,
    /// The working of every figure above.
    pub trace: Vec<Trace>,
}

/// So many of one pack, bought for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// The period.
    pub period: u32,
    /// The pack.
    pub pack: String,
    /// How many.
    pub count: u64,
    /// count x the pack's price.
    pub price: Cost,
}

/// Room around the demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Headroom {
    /// Units that can be added, all periods growing alike, at the same least cost; null if unbounded, without demand, or
    /// where the search could not tell.
    pub grow: Option<Units>,
    /// The least reduction, all periods shrinking alike, that lowers the least cost; null if there is none.
    pub cut: Option<Cut>,
}

/// A reduction that pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// Units less, rounded up to a thousandth.
    pub units: Units,
    /// What that saves.
    pub saves: Cost,
}

/// Another way to buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// How it chooses.
    pub kind: AlternativeKind,
    /// The pack, where it chooses a single one.
    pub pack: Option<String>,
    /// What it buys in the periods of the request.
    pub purchases: Vec<Purchase>,
    /// What its terms buy after them.
    pub commitments: Vec<Purchase>,
    /// Units it buys on demand in all.
    pub on_demand: Units,
    /// What it costs; null where it cannot serve.
    pub cost: Option<Cost>,
    /// That less the cost of the plan; null where it cannot serve.
    pub extra_cost: Option<Cost>,
    /// Units that expire unused; null where it cannot serve.
    pub breakage: Option<Units>,
    /// Why it cannot serve.
    pub issues: Vec<Issue>,
}

/// How an alternative chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlternativeKind {
    /// The best plan with one pack only.
    Single,
    /// As many of each pack as fit wholly, by falling size, then one of the smallest.
    LargestFirst,
    /// The pack of the least price per unit, as many as needed.
    BestUnitPrice,
}
