//! What a plan is asked for (PLANNING.md, Request), and reading it so that every problem is found.

use crate::book::MinimumOrder;
use crate::issue::{Code, Issue};
use crate::money::Price;
use crate::read::{At, Problems};
use crate::units::Units;
use serde_json::Value;
use std::collections::BTreeSet;

/// The most periods of one request.
pub const MAX_PERIODS: usize = 60;
/// The most packs of one request.
pub const MAX_PACKS: usize = 12;
/// The most owned packs of one request; more than an account ever holds.
pub(super) const MAX_OWNED: usize = 1_000;

/// A request for a purchase plan of one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Units needed in each period; 1 to 60 of them.
    pub demand: Vec<Units>,
    /// How many tasks must run at once in every period with demand; `None`: not asked for.
    pub concurrency: Option<u32>,
    /// The packs on offer; at most 12, with unique ids.
    pub packs: Vec<Offer>,
    /// The packs already owned.
    pub balance: Vec<Owned>,
    /// Price of one unit bought in the period it is used, if that is possible.
    pub on_demand_price: Option<Price>,
    /// List price of one unit, for comparison only.
    pub list_unit_price: Option<Price>,
}

/// A pack on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Unique in the request.
    pub id: String,
    /// Units in it; more than zero.
    pub units: Units,
    /// Price of one.
    pub price: Price,
    /// Periods in which it can be used, from the one it is bought for; `None`: it never expires.
    pub life_periods: Option<u32>,
    /// Tasks that it lets run at once; `None`: not known, and then it never satisfies a concurrency that is asked for.
    pub concurrency: Option<u32>,
    /// The least that can be ordered.
    pub minimum_order: Option<MinimumOrder>,
    /// The most that can be bought in all.
    pub limit: Option<u64>,
}

/// A pack already owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned {
    /// Units left in it.
    pub units: Units,
    /// First period in which it can be used.
    pub from: u32,
    /// Periods in which it can be used, from `from`; `None`: it never expires.
    pub periods_left: Option<u32>,
    /// Tasks that it lets run at once; `None`: not known.
    pub concurrency: Option<u32>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// Every problem that was found: unknown keys, wrong types, values out of range, each with its path.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let request = request(&At::root(value, &problems));
        problems.into_result(request)
    }

    /// Checks a request made in Rust against the same bounds as [`Request::read`].
    ///
    /// # Errors
    /// Every problem that was found.
    pub fn check(&self) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        bounds(self, &mut |path, code, words| issues.push(Issue::error(path, code, words)));
        if issues.is_empty() { Ok(()) } else { Err(issues) }
    }

    /// All units that are needed.
    #[must_use]
    pub fn total_demand(&self) -> Option<Units> {
        self.demand.iter().try_fold(Units::ZERO, |sum, units| sum.plus(*units))
    }
}

fn bounds(request: &Request, wrong: &mut impl FnMut(String, Code, &str)) {
    match request.demand.len() {
        0 => wrong("demand".into(), Code::EMPTY, "demand has at least one period"),
        periods if periods > MAX_PERIODS => wrong("demand".into(), Code::TOO_MANY, "demand has at most 60 periods"),
        _ => {}
    }
    if request.total_demand().is_none() {
        wrong("demand".into(), Code::OVERFLOW, "the demand adds up to more than can be counted exactly");
    }
    if request.concurrency == Some(0) {
        wrong("concurrency".into(), Code::TOO_SMALL, "at least 1, or null for none asked");
    }
    if request.packs.len() > MAX_PACKS {
        wrong("packs".into(), Code::TOO_MANY, "at most 12 packs are planned with at once");
    }
    if request.balance.len() > MAX_OWNED {
        wrong("balance".into(), Code::TOO_MANY, "at most 1,000 owned packs are counted");
    }
    let mut ids = BTreeSet::new();
    for (index, pack) in request.packs.iter().enumerate() {
        if !ids.insert(&pack.id) {
            wrong(format!("packs[{index}].id"), Code::DUPLICATE_ID, "this id stands twice");
        }
        if pack.units == Units::ZERO {
            wrong(format!("packs[{index}].units"), Code::TOO_SMALL, "a pack holds more than zero units");
        }
        if pack.life_periods == Some(0) {
            wrong(format!("packs[{index}].lifePeriods"), Code::TOO_SMALL, "at least 1, or null for no expiry");
        }
    }
    for (index, owned) in request.balance.iter().enumerate() {
        if owned.periods_left == Some(0) {
            wrong(format!("balance[{index}].periodsLeft"), Code::TOO_SMALL, "at least 1, or null for no expiry");
        }
    }
}

const MOST: u64 = 1_000_000_000;

fn count(at: &At<'_>, least: u64) -> Option<u32> {
    at.whole(least, MOST).and_then(|count| u32::try_from(count).ok())
}

fn request(at: &At<'_>) -> Option<Request> {
    let f = at.fields(&["demand", "concurrency", "packs", "balance", "onDemandPrice", "listUnitPrice"])?;
    let demand = f.need("demand").and_then(|at| each(&at, MAX_PERIODS, At::units));
    let concurrency = optional(f.get("concurrency"), |at| count(at, 1));
    let packs = f.need("packs").and_then(|at| each(&at, MAX_PACKS, offer));
    let balance = match f.get("balance") {
        None => Some(Vec::new()),
        Some(at) => each(&at, MAX_OWNED, owned),
    };
    let on_demand_price = optional(f.get("onDemandPrice"), At::price);
    let list_unit_price = optional(f.get("listUnitPrice"), At::price);
    let request = Request {
        demand: demand?,
        concurrency: concurrency?,
        packs: packs?,
        balance: balance?,
        on_demand_price: on_demand_price?,
        list_unit_price: list_unit_price?,
    };
    bounds(&request, &mut |path, code, words| at.problem(path, code, words));
    Some(request)
}

fn optional<'a, T>(at: Option<At<'a>>, read: impl Fn(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    match at {
        None => Some(None),
        Some(at) => read(&at).map(Some),
    }
}

fn each<'a, T>(at: &At<'a>, most: usize, read: impl Fn(&At<'a>) -> Option<T>) -> Option<Vec<T>> {
    let entries = at.list()?;
    if entries.len() > most {
        return at.wrong(Code::TOO_MANY, format!("at most {most} entries are read here, not {}", entries.len()));
    }
    // all are read, so that every problem is found, before the first bad one makes the list unusable
    let read: Vec<Option<T>> = entries.iter().map(read).collect();
    read.into_iter().collect()
}

fn offer(at: &At<'_>) -> Option<Offer> {
    let f = at.fields(&["id", "units", "price", "lifePeriods", "concurrency", "minimumOrder", "limit"])?;
    let id = f.need("id").and_then(|at| match at.text()? {
        "" => at.wrong(Code::EMPTY, "an id is not empty"),
        text => Some(text.to_owned()),
    });
    let units = f.need("units").and_then(|at| at.units());
    let price = f.need("price").and_then(|at| at.price());
    let life_periods = f.nullable("lifePeriods").and_then(|life| optional(life, |at| count(at, 1)));
    let concurrency = optional(f.get("concurrency"), |at| count(at, 0));
    let minimum_order = optional(f.get("minimumOrder"), crate::book::minimum_order);
    let limit = optional(f.get("limit"), |at| at.whole(0, MOST));
    Some(Offer {
        id: id?,
        units: units?,
        price: price?,
        life_periods: life_periods?,
        concurrency: concurrency?,
        minimum_order: minimum_order?,
        limit: limit?,
    })
}

fn owned(at: &At<'_>) -> Option<Owned> {
    let f = at.fields(&["units", "from", "periodsLeft", "concurrency"])?;
    let units = f.need("units").and_then(|at| at.units());
    let from = optional(f.get("from"), |at| count(at, 0));
    let periods_left = f.nullable("periodsLeft").and_then(|left| optional(left, |at| count(at, 1)));
    let concurrency = optional(f.get("concurrency"), |at| count(at, 0));
    Some(Owned { units: units?, from: from?.unwrap_or(0), periods_left: periods_left?, concurrency: concurrency? })
}
