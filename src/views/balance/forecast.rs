//! The burn-down of one pool, asked of the engine with what the page knows: the balance, the work or the measured use,
//! and the chosen price book's packs.

use crate::document::{AT_ONCE, Draft};
use crate::format;
use leptos::prelude::*;
use packwise_engine::balance::{Balance, Provider};
use packwise_engine::burn::{self, BurnDown, PackFate, Rate};
use packwise_engine::date::Date;
use packwise_engine::document::{Demand, Document, Entry, Order, PoolReport, Report, evaluate_with};
use packwise_engine::issue::{Code, Level};
use packwise_engine::plan::Options;
use packwise_engine::units::Units;

/// Months looked at where the Document does not say how many.
const MONTHS: u32 = 6;

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Forecast {
    /// Id of the pool.
    pub(super) pool: String,
    /// Its name.
    pub(super) name: String,
    /// What its units are called.
    pub(super) units: String,
    /// ISO 4217.
    pub(super) currency: String,
    /// Months looked at.
    pub(super) months: u32,
    /// Whether what is left is told up to twelve hours late.
    pub(super) late: bool,
    /// Units needed: the least and the most of a month of the work; `None`: the measured use.
    pub(super) monthly: Option<(Units, Units)>,
    /// The engine's answer.
    pub(super) burn: BurnDown,
    /// What becomes of each pack that could be counted, by its place in the balance.
    pub(super) fates: Vec<(usize, PackFate)>,
    /// Packs of the pool that could not be counted, by their place, and why.
    pub(super) left_out: Vec<(usize, String)>,
    /// Why nothing is said of what to buy; empty where it is.
    pub(super) no_offers: String,
    /// What holds of the plan's rules, in words, where the Document asks for them.
    pub(super) rules: Vec<String>,
}

/// How fast units are used.
#[derive(Clone, Copy, Debug)]
pub(super) enum Use<'a> {
    /// As the Document's work needs them.
    Work,
    /// As they were used between two balances.
    Measured(&'a Rate),
}

/// What the work needs, month by month from a day on, of every pool, whatever is owned. Tracks the Document.
pub(super) fn work(draft: Draft, day: Date) -> Report {
    let document = draft.document.get();
    evaluate(draft, &Document { as_of: Some(day), owned: Vec::new(), ..document })
}

fn evaluate(draft: Draft, document: &Document) -> Report {
    // its plan is not looked at: the balance is its start, and that comes with the burn-down
    let quick = Options { headroom: false, alternatives: false, trace: false, budget: 1, ..Options::default() };
    draft.books.with(|books| evaluate_with(document, books, quick))
}

/// What can be bought of a pool that the work does not draw on, or draws on in another way.
fn offers(draft: Draft, day: Date, pool: &str, months: u32) -> Report {
    let document = draft.document.get();
    let units = vec![Entry::new("0"); usize::try_from(months).unwrap_or(1)];
    let demand = Demand::Units { pool: pool.to_owned(), units };
    let months = Entry::new(months.to_string());
    evaluate(draft, &Document { as_of: Some(day), owned: Vec::new(), lines: Vec::new(), demand, months, ..document })
}

/// What is wrong with the part of a report that a pool's plan needs.
fn why(report: &Report, pool: &str) -> String {
    let name = report.pools.iter().find(|of| of.pool == pool).map(|of| of.name.clone());
    let of_another = |path: &str| {
        path.strip_prefix("pools.").is_some_and(|rest| rest != pool && !rest.starts_with(&format!("{pool}.")))
    };
    let errors = report.issues.iter().filter(|issue| issue.level == Level::Error && !of_another(&issue.path));
    let errors: Vec<&str> = errors.map(|issue| issue.words.as_str()).take(3).collect();
    match (errors.is_empty(), name) {
        (false, _) => errors.join("; "),
        (true, Some(name)) => format!("{name} cannot be planned"),
        (true, None) => format!("the chosen price book has no pool “{}”", packwise_engine::read::brief(pool)),
    }
}

/// The forecast; or why there is none, in words. Tracks Document and books.
pub(super) fn forecast(
    draft: Draft,
    balance: &Balance,
    day: Date,
    pool: &str,
    of: Use<'_>,
) -> Result<Forecast, String> {
    let report = work(draft, day);
    let months = report.months.unwrap_or(MONTHS);
    let report = match of {
        Use::Work => report,
        Use::Measured(_) => offers(draft, day, pool, months),
    };
    let found = report.pools.iter().find(|of| of.pool == pool);
    let (demand, monthly) = match of {
        Use::Measured(rate) => {
            let months = usize::try_from(months).unwrap_or(1);
            let Some(units) = rate.going_on() else {
                return Err("So much was used in so short a time that a day of it cannot be counted".to_owned());
            };
            (burn::Demand::Measured { units, days: 1, months }, None)
        }
        Use::Work => match found {
            None if report.has_errors() => return Err(why(&report, pool)),
            None => return Err("Your work draws nothing from it".to_owned()),
            Some(found) if found.demand.is_empty() || !found.complete => return Err(why(&report, pool)),
            Some(found) => (burn::Demand::Monthly(found.demand.clone()), found.span()),
        },
    };
    let (few, places) = of_pool(balance, pool);
    let request = found.and_then(|found| found.request.as_ref());
    let asked = burn::Request {
        balance: few,
        pool: Some(pool.to_owned()),
        demand,
        as_of: day,
        packs: request.map(|request| request.packs.clone()),
        concurrency: request.and_then(|request| request.concurrency),
        on_demand_price: None,
        notes: burn::Request::notes_of(balance),
    };
    let quick = Options { headroom: false, alternatives: false, trace: false, budget: AT_ONCE, ..Options::default() };
    let said = |issues: Vec<packwise_engine::issue::Issue>| {
        issues.iter().map(|issue| issue.words.as_str()).collect::<Vec<&str>>().join("; ")
    };
    // where the planner has no answer, how long the units last is told without one
    let (burn, mut no_offers) = match burn::burn_down(&asked, quick) {
        Ok(burn) => (burn, String::new()),
        Err(issues) if asked.packs.is_some() => {
            let alone = burn::Request { packs: None, ..asked };
            (burn::burn_down(&alone, quick).map_err(said)?, said(issues))
        }
        Err(issues) => return Err(said(issues)),
    };
    if burn.buy.is_none() && no_offers.is_empty() {
        no_offers = why(&report, pool);
    }
    let left_out = left_out(&burn, &places);
    let fates = burn.packs.iter().filter_map(|fate| Some((*places.get(fate.index)?, fate.clone()))).collect();
    Ok(Forecast {
        pool: pool.to_owned(),
        name: found.map_or_else(|| name_of(draft, pool), |found| found.name.clone()),
        units: units_of(draft, found, pool),
        currency: report.book.as_ref().map(|book| book.currency.clone()).unwrap_or_default(),
        months,
        late: balance.provider == Provider::Kling,
        monthly,
        burn,
        fates,
        left_out,
        no_offers,
        rules: rules(draft),
    })
}

/// The packs that are, or may be, of one pool, and the place of each among all.
fn of_pool(balance: &Balance, pool: &str) -> (Balance, Vec<usize>) {
    let of = |place: &usize| {
        balance.packs.get(*place).is_some_and(|held| held.pool.as_deref().is_none_or(|other| other == pool))
    };
    let places: Vec<usize> = (0..balance.packs.len()).filter(of).collect();
    let packs = places.iter().filter_map(|&place| balance.packs.get(place).cloned()).collect();
    let few = Balance {
        provider: balance.provider,
        packs,
        reserved: balance.reserved,
        transactions: Vec::new(),
        issues: Vec::new(),
    };
    (few, places)
}

/// The packs that the burn-down could not count.
fn left_out(burn: &BurnDown, places: &[usize]) -> Vec<(usize, String)> {
    let of = |issue: &packwise_engine::issue::Issue| {
        let place = issue.path.strip_prefix("balance.packs[")?.strip_suffix(']')?.parse::<usize>().ok()?;
        Some((*places.get(place)?, issue.words.clone()))
    };
    let out = |issue: &&packwise_engine::issue::Issue| matches!(issue.code, Code::PACK_LEFT_OUT | Code::DUPLICATE_ID);
    burn.issues.iter().filter(out).filter_map(of).collect()
}

/// What a pool is called.
pub(super) fn name_of(draft: Draft, pool: &str) -> String {
    let known = draft.with_book(|book| book.pool(pool).map(|pool| pool.name.clone())).flatten();
    known.unwrap_or_else(|| packwise_engine::read::brief(pool))
}

fn units_of(draft: Draft, found: Option<&PoolReport>, pool: &str) -> String {
    let known = found.map(|found| found.units_name.clone());
    let known = known.or_else(|| draft.with_book(|book| book.pool(pool).map(|pool| pool.units.clone())).flatten());
    known.unwrap_or_else(|| "units".to_owned())
}

/// What the Document asks of every plan, where that is not the book's own way.
fn rules(draft: Draft) -> Vec<String> {
    draft.document.with(|document| {
        let mut rules = Vec::new();
        if !document.concurrency.is_empty() {
            rules.push(format!("{} running at once", format::typed(document.concurrency.as_str())));
        }
        match document.order {
            Order::Book => {}
            Order::None => rules.push("minimum orders ignored".to_owned()),
            Order::Term(_) | Order::Packs(_) => rules.push("the minimum order as you read it".to_owned()),
        }
        if !document.without.is_empty() {
            rules.push(format!("without {}", document.without.join(", ")));
        }
        rules
    })
}
