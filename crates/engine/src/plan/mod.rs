//! The planner: the cheapest purchases over time, with a proof. `PLANNING.md` is its contract.
//!
//! [`plan`] takes a [`Request`] and gives an [`Answer`]. The search counts in whole numbers and its work in nodes, so the
//! answer is the same on every machine. What the search says is played through once more, unit by unit, by the ledger,
//! and billed by itself: search, ledger and bill must agree.
//!
//! This room imports `book` (for [`crate::book::MinimumOrder`]) and the rooms below it.

mod alternatives;
mod cover;
mod dual;
mod further;
mod headroom;
mod infeasible;
mod ledger;
mod number;
mod price;
mod probe;
mod problem;
mod report;
mod request;
mod search;
mod solve;
mod state;

pub use further::Further;
pub use ledger::{LedgerPack, LedgerPeriod};
pub use probe::{Priced, Supply, least_cost};
pub use report::{
    Alternative, AlternativeKind, Answer, Cut, Headroom, Infeasible, InfeasibleStatus, Purchase, Report, Status,
};
pub use request::{MAX_PACKS, MAX_PERIODS, Offer, Owned, Request};

use crate::date::Date;
use crate::issue::{Code, Issue};
use crate::money::Cost;
use crate::trace::Trace;
use crate::units::Units;
use problem::Scale;
use search::Goal;
use solve::{Solved, solve};

/// Which parts of a report are made; the further solves can be left for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Budget of the search, in counts tried.
    pub budget: u64,
    /// Budget of each further solve, for the headroom and the alternatives.
    pub further: u64,
    /// Whether to find the headroom.
    pub headroom: bool,
    /// Whether to price the alternatives.
    pub alternatives: bool,
    /// Whether to write down the working of every figure. A page that shows it on request need not make it on every key.
    pub trace: bool,
    /// The day on which the report is looked at, which is not the day that months are counted from: a quote that was valid
    /// until a day before it is expired. `None`: nobody says.
    pub today: Option<Date>,
}

impl Default for Options {
    fn default() -> Self {
        Self { budget: 200_000, further: 200_000, headroom: true, alternatives: true, trace: true, today: None }
    }
}

/// The least plan for a request.
///
/// # Errors
/// What is wrong with the request, or that its sums cannot be counted exactly.
pub fn plan(request: &Request, options: Options) -> Result<Answer, Vec<Issue>> {
    request.check()?;
    let overflow = || {
        vec![Issue::error(
            "demand",
            Code::OVERFLOW,
            "these quantities and prices add up to more than can be counted exactly",
        )]
    };
    let solved = solve(request, Scale::NONE, Goal::Least, options.budget).ok_or_else(overflow)?;
    let Some(counts) = &solved.counts else {
        if !solved.proved {
            return Err(vec![infeasible::undecided()]);
        }
        let issues = infeasible::reasons(request, options.budget);
        return Ok(Answer::Infeasible(Infeasible { status: InfeasibleStatus::Infeasible, issues }));
    };
    let report = report(request, counts, &solved, options).ok_or_else(overflow)?;
    Ok(Answer::Plan(Box::new(report)))
}

fn report(request: &Request, counts: &[Vec<u64>], solved: &Solved, options: Options) -> Option<Report> {
    let played = ledger::play(request, counts)?;
    let bill = price::bill(request, counts, &played.on_demand)?;
    debug_assert_eq!(Some(bill.total.billionths()), solved.cost, "search and bill agree");
    let demand = request.total_demand()?;
    let list_cost = match request.list_unit_price {
        Some(price) => Some(price.per_unit(demand)?),
        None => None,
    };
    let mut further = Further::new(request, bill.total, options.further).only(options.headroom, options.alternatives);
    while further.step() {}
    let (headroom, alternatives) = further.found();
    let mut report = Report {
        status: if solved.proved { Status::Optimal } else { Status::Bounded },
        cost: bill.total,
        lower_bound: if solved.proved { bill.total } else { Cost::from_billionths(solved.lower) },
        nodes: solved.nodes,
        unit_cost: bill.total.per(demand),
        list_cost,
        headroom,
        alternatives,
        trace: Vec::new(),
        purchases: bill.purchases.clone(),
        commitments: bill.commitments.clone(),
        on_demand: played.on_demand,
        ledger: played.ledger,
        breakage: played.breakage,
        leftover: played.leftover,
    };
    if options.trace {
        report.trace = trace(request, &report, &bill, demand);
    }
    Some(report)
}

/// The working of the report's figures.
fn trace(request: &Request, report: &Report, bill: &price::Bill, demand: Units) -> Vec<Trace> {
    let from = |text: &str| text.to_owned();
    let mut all = vec![Trace::new(
        "cost",
        "purchases + commitments + on demand",
        [
            ("purchases", bill.purchased.to_string(), from("purchases")),
            ("commitments", bill.committed.to_string(), from("commitments")),
            ("on demand", bill.on_demand.to_string(), from("onDemand")),
        ],
        report.cost,
    )];
    let rows = |list: &[Purchase], name: &str, all: &mut Vec<Trace>| {
        for (index, row) in list.iter().enumerate() {
            let price = request.packs.iter().find(|pack| pack.id == row.pack).map(|pack| pack.price.to_string());
            all.push(Trace::new(
                format!("{name}[{index}].price"),
                "count x price of the pack",
                [
                    ("count", row.count.to_string(), from("the search")),
                    ("price", price.unwrap_or_default(), format!("packs: {}", row.pack)),
                ],
                row.price,
            ));
        }
    };
    rows(&report.purchases, "purchases", &mut all);
    rows(&report.commitments, "commitments", &mut all);
    if let Some(price) = request.on_demand_price {
        let units: Vec<String> = report.on_demand.iter().map(Units::to_string).collect();
        all.push(Trace::new(
            "onDemand",
            "units bought when used x price on demand",
            [("units", units.join(" + "), from("ledger")), ("price", price.to_string(), from("onDemandPrice"))],
            bill.on_demand,
        ));
    }
    if let Some(unit_cost) = report.unit_cost {
        all.push(Trace::new(
            "unitCost",
            "cost / units needed, rounded half even to six decimals",
            [("cost", report.cost.to_string(), from("cost")), ("units needed", demand.to_string(), from("demand"))],
            unit_cost,
        ));
    }
    if let (Some(list), Some(price)) = (report.list_cost, request.list_unit_price) {
        all.push(Trace::new(
            "listCost",
            "units needed x list unit price",
            [
                ("units needed", demand.to_string(), from("demand")),
                ("list unit price", price.to_string(), from("listUnitPrice")),
            ],
            list,
        ));
    }
    let expired: Vec<String> = report.ledger.iter().map(|period| period.expired.to_string()).collect();
    all.push(Trace::new(
        "breakage",
        "sum of what expires in each period",
        [("expired", expired.join(" + "), from("ledger"))],
        report.breakage,
    ));
    all
}
