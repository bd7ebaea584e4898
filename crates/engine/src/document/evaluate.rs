//! From a Document to its Report: read what was entered, deduct, plan each pool, add up.

use super::jobs::{self, Jobs};
use super::months::Shape;
use super::owned::Balance;
use super::quoted;
use super::report::{BookRef, LineReport, PoolReport, Report, Total};
use super::said::{Document, Entry, Order};
use crate::book::{Billing, Book, Books, Edition, Evidence, MinimumOrder, Pack, Pool};
use crate::decimal::{self, DecimalError};
use crate::deduct::{self, Deduction, PoolDeduction};
use crate::issue::{Code, Issue, Level};
use crate::money::Cost;
use crate::plan::{self, Answer, MAX_PACKS, MAX_PERIODS, Offer, Options, Request};
use crate::trace::Trace;
use crate::units::Units;
use crate::workload::WorkLine;
use std::collections::BTreeSet;

/// The most lines of a Document.
pub const MAX_LINES: usize = 1_000;
/// The most packs to leave out that are named, one by one, as unknown; one issue more says how many more there are.
pub(super) const MOST_WITHOUT: usize = 99;
/// The most results a month of one line.
pub const MAX_COUNT: u64 = 1_000_000_000;
/// The most takes of one result.
pub const MAX_TAKES: u64 = 10_000;
/// The longest clip that can be entered, in seconds: a day.
const MAX_SECONDS: u64 = 86_400;

/// Everything that follows from a Document. Pure.
#[must_use]
pub fn evaluate(document: &Document, books: &Books) -> Report {
    evaluate_with(document, books, Options::default())
}

/// The same, with a choice of what each plan reports.
#[must_use]
pub fn evaluate_with(document: &Document, books: &Books, options: Options) -> Report {
    let mut report = Report::default();
    let Some(edition) = books.get(&document.book) else {
        let words = format!(
            "there is no price book `{}` here; if it is one of somebody's own, its file is needed too (Prices, Your own prices)",
            crate::read::brief(&document.book)
        );
        report.issues.push(Issue::error("book", Code::UNKNOWN_BOOK, words));
        return report;
    };
    let book = &edition.book;
    report.book = Some(book_ref(edition));
    negotiated(document, edition, &mut report.issues);
    let months = whole(&document.months, "months", 1, 60, &mut report.issues);
    report.months = months.and_then(|months| u32::try_from(months).ok());
    let concurrency = if document.concurrency.is_empty() {
        Some(None)
    } else {
        whole(&document.concurrency, "concurrency", 1, 100_000, &mut report.issues).map(Some)
    };
    settings(document, book, &mut report.issues);
    let shape = Shape::read(document, book, report.months, &mut report.issues);
    let balance = Balance::read(document, book, &mut report.issues);

    let Read { lines, indices, pools_with_errors, lost } = read_lines(document, book, &mut report.issues);
    let Deduction { lines: priced, pools, issues, trace } =
        deduct::deduct_with(book, &lines, document.as_of, options.trace);
    let unknown_rate = lost || issues.iter().any(|issue| issue.code == Code::UNKNOWN_RATE);
    report.issues.extend(issues.into_iter().map(|issue| relocate(issue, &indices)));
    report.trace = trace
        .into_iter()
        .map(|mut trace| {
            trace.figure = relocated(&trace.figure, &indices);
            for input in &mut trace.inputs {
                input.from = relocated(&input.from, &indices);
            }
            trace
        })
        .collect();
    for line in &priced {
        let Some(rate) = book.rate(&line.rate) else { continue };
        report.lines.push(LineReport {
            line: indices[line.index],
            rate: line.rate.clone(),
            name: deduct::name(rate),
            short_name: deduct::short_name(rate),
            noun: match rate.billing {
                Billing::Clip { .. } | Billing::Second { .. } | Billing::Started { .. } => "clip",
                Billing::Image => "image",
                Billing::Call => "call",
            },
            pool: line.pool.clone(),
            units_each: line.units_each,
            takes: lines[line.index].takes,
            units: line.units,
            list_cost: line.list_cost,
            price_each: None,
            price_kept: None,
        });
    }

    let jobs = Jobs::price(document, book);
    let jobs_complete = jobs.complete;
    let pools = with_jobs(pools, jobs, book, options.trace, &mut report);
    let pools = with_typed(pools, &shape, book);
    balance.idle(&|id| pools.iter().any(|pool| pool.pool == id), report.months, &mut report.issues);
    let some = !lines.is_empty() || shape.pool().is_some() || !document.jobs.is_empty();
    let mut complete = !unknown_rate && pools_with_errors.is_empty() && some && balance.is_whole() && jobs_complete;
    for drawn in &pools {
        let Some(pool) = book.pool(&drawn.pool) else { continue };
        let whole = drawn.complete && !unknown_rate && !pools_with_errors.contains(&pool.id);
        let months = report.months;
        let asked = Asked { document, book, pool, drawn, months, concurrency, whole, shape: &shape, balance: &balance };
        let planned = asked.plan(options, &mut report.issues);
        if options.trace && !planned.demand.is_empty() {
            let trace = shape.trace(&planned.pool, planned.monthly, &planned.demand, planned.total);
            report.trace.extend(trace);
        }
        complete &= planned.plan.as_ref().is_some_and(|answer| answer.plan().is_some());
        if let Some(plan) = planned.plan.as_ref().and_then(Answer::plan) {
            for line in report.lines.iter_mut().filter(|line| line.pool == planned.pool) {
                line.price_each = plan.cost.share(line.units_each, planned.total);
                line.price_kept =
                    line.units_each.times(line.takes).and_then(|units| plan.cost.share(units, planned.total));
            }
            for job in report.jobs.iter_mut().filter(|job| job.pool == planned.pool) {
                job.price_each = job.total.and_then(|total| plan.cost.share(total, planned.total));
            }
        }
        report.pools.push(planned);
    }
    // a line that lost its pool's sum to overflow leaves no pool behind it
    complete &= report.lines.iter().all(|line| report.pools.iter().any(|pool| pool.pool == line.pool));
    complete &= report.jobs.iter().all(|job| report.pools.iter().any(|pool| pool.pool == job.pool));
    complete &= report.months.is_some() && concurrency.is_some();
    report.complete = complete;
    report.totals = vec![total(&report, &book.currency)];
    report.quote = quoted::report(document, edition, &report, options.today);
    report
}

/// The pools that lines draw on, with what the jobs draw as well.
fn with_jobs(
    pools: Vec<PoolDeduction>,
    jobs: Jobs,
    book: &Book,
    traced: bool,
    report: &mut Report,
) -> Vec<PoolDeduction> {
    let mut pools = pools;
    let sum_of_jobs = jobs.drawn();
    let Jobs { reports, issues, trace, pool, complete } = jobs;
    report.issues.extend(issues);
    report.jobs = reports;
    let Some(pool) = pool.and_then(|id| book.pool(&id)) else { return pools };
    let of_lines = pools.iter().find(|drawn| drawn.pool == pool.id);
    let (before, whole) = of_lines.map_or((Units::ZERO, true), |drawn| (drawn.units, drawn.complete));
    let sum = sum_of_jobs.and_then(|drawn| drawn.plus(before));
    if sum.is_none() {
        let words = "the credits of these jobs add up to more than can be counted exactly";
        report.issues.push(Issue::error("jobs", Code::OVERFLOW, words));
    }
    let units = sum.unwrap_or(before);
    let complete = whole && complete && sum.is_some();
    let list_cost = jobs::list_cost(pool.list_unit_price, units);
    let drawn = PoolDeduction { pool: pool.id.clone(), units, list_cost, complete };
    if traced {
        let figure = format!("pools.{}.units", pool.id);
        report.trace.retain(|trace| trace.figure != figure);
        let of_jobs: Vec<String> = report.jobs.iter().filter_map(|job| Some(job.units?.to_string())).collect();
        let inputs = [
            ("lines", before.to_string(), "the lines".to_owned()),
            ("jobs", of_jobs.join(" + "), "the jobs".to_owned()),
        ];
        report.trace.extend(trace);
        report.trace.push(Trace::new(figure, "sum of the units of its lines and jobs", inputs, units));
    }
    match pools.iter_mut().find(|known| known.pool == pool.id) {
        Some(known) => *known = drawn,
        None => insert(&mut pools, drawn, book),
    }
    pools
}

/// Puts a pool where the book has it.
fn insert(pools: &mut Vec<PoolDeduction>, drawn: PoolDeduction, book: &Book) {
    let place = |id: &str| book.pools.iter().position(|pool| pool.id == id);
    let at = pools.iter().position(|pool| place(&pool.pool) > place(&drawn.pool)).unwrap_or(pools.len());
    pools.insert(at, drawn);
}

/// The pools that are drawn on, and the one whose units are entered month by month, in the book's order.
fn with_typed(pools: Vec<PoolDeduction>, shape: &Shape, book: &Book) -> Vec<PoolDeduction> {
    let missing = shape.pool().filter(|id| !pools.iter().any(|pool| pool.pool == *id));
    let Some(missing) = missing else { return pools };
    let mut pools = pools;
    let none = PoolDeduction { pool: missing.to_owned(), units: Units::ZERO, list_cost: None, complete: true };
    insert(&mut pools, none, book);
    pools
}

/// Whether the negotiated prices hold on the day from which months are counted.
fn negotiated(document: &Document, edition: &Edition, issues: &mut Vec<Issue>) {
    let Some((laid, day)) = edition.laid.as_ref().zip(document.as_of) else { return };
    let name = &laid.name;
    let words = match (laid.from, laid.until) {
        (Some(from), _) if day < from => {
            format!("the negotiated prices of {name} hold from {from}, and the plan begins on {day}")
        }
        (_, Some(until)) if day > until => {
            format!("the negotiated prices of {name} held until {until}, and the plan begins on {day}")
        }
        _ => return,
    };
    issues.push(Issue::warning("book", Code::OUTLIVES, words));
}

fn book_ref(edition: &Edition) -> BookRef {
    BookRef {
        id: edition.book.id.clone(),
        digest: edition.digest.clone(),
        title: edition.book.title.clone(),
        currency: edition.book.currency.clone(),
        local: edition.local,
        checked: edition.book.checked,
        laid: edition.laid.clone(),
    }
}

fn total(report: &Report, currency: &str) -> Total {
    let plans = || report.pools.iter().filter_map(|pool| pool.plan.as_ref().and_then(Answer::plan));
    let cost = if report.complete { plans().map(|plan| plan.cost).try_fold(Cost::ZERO, Cost::plus) } else { None };
    let after = || plans().flat_map(|plan| &plan.commitments).map(|row| row.price).try_fold(Cost::ZERO, Cost::plus);
    let list = report.pools.iter().map(|pool| pool.list_cost);
    Total {
        currency: currency.to_owned(),
        cost,
        after_horizon: cost.and_then(|_| after()),
        list_cost: if report.complete {
            list.into_iter().try_fold(Cost::ZERO, |sum, cost| sum.plus(cost?))
        } else {
            None
        },
    }
}

/// A whole number out of an entry, or an issue at its field.
pub(super) fn whole(entry: &Entry, path: &str, least: u64, most: u64, issues: &mut Vec<Issue>) -> Option<u64> {
    let text = entry.as_str();
    let (code, words) = match decimal::read(text, 0) {
        Ok(number) if number < 0 => (Code::NEGATIVE, format!("{text} is below zero; {least} is the least here")),
        Ok(number) => match u64::try_from(number) {
            Ok(number) if (least..=most).contains(&number) => return Some(number),
            Ok(number) if number < least => (Code::TOO_SMALL, format!("{least} is the least here")),
            Ok(_) | Err(_) => (Code::TOO_LARGE, format!("{most} is the most here")),
        },
        Err(DecimalError::Empty) => (Code::EMPTY, "a whole number is needed here".to_owned()),
        Err(DecimalError::TooManyDecimals) => {
            (Code::NOT_WHOLE, format!("{} is not a whole number", crate::read::brief(text)))
        }
        Err(DecimalError::TooLarge) => (Code::TOO_LARGE, format!("{most} is the most here")),
        Err(DecimalError::NotANumber) => {
            (Code::NOT_A_NUMBER, format!("“{}” is not a number", crate::read::brief(text)))
        }
    };
    issues.push(Issue::error(path, code, words));
    None
}

/// Settings that name what the book does not have, or that change nothing.
fn settings(document: &Document, book: &Book, issues: &mut Vec<Issue>) {
    let mut packs = BTreeSet::new();
    packs.extend(book.packs.iter().map(|pack| pack.id.as_str()));
    let unknown = document.without.iter().enumerate().filter(|(_, id)| !packs.contains(id.as_str()));
    let mut more = 0_usize;
    for (index, id) in unknown {
        if more < MOST_WITHOUT {
            let words = format!("the book {} has no pack `{}` to leave out", book.id, crate::read::brief(id));
            issues.push(Issue::warning(format!("without[{index}]"), Code::UNKNOWN_PACK, words));
        }
        more += 1;
    }
    if more > MOST_WITHOUT {
        let words = format!("the book {} has none of {} more packs to leave out", book.id, more - MOST_WITHOUT);
        issues.push(Issue::warning("without", Code::TOO_MANY, words));
    }
    let stated = book.packs.iter().any(|pack| pack.minimum_order.is_some());
    if !stated && !matches!(document.order, Order::Book | Order::None) {
        let words = "this book states no minimum order, so its reading changes nothing";
        issues.push(Issue::note("order", Code::NO_EFFECT, words));
    }
}

/// The lines whose numbers could be read.
struct Read {
    lines: Vec<WorkLine>,
    /// The place in the Document of each.
    indices: Vec<usize>,
    /// Pools of lines whose numbers could not be read.
    pools_with_errors: Vec<String>,
    /// Whether a line's pool is not known, so that no pool is whole.
    lost: bool,
}

fn read_lines(document: &Document, book: &Book, issues: &mut Vec<Issue>) -> Read {
    let mut read = Read { lines: Vec::new(), indices: Vec::new(), pools_with_errors: Vec::new(), lost: false };
    if document.lines.len() > MAX_LINES {
        issues.push(Issue::error("lines", Code::TOO_MANY, format!("at most {MAX_LINES} lines are priced at once")));
        read.lost = true;
    }
    for (index, line) in document.lines.iter().enumerate().take(MAX_LINES) {
        let seconds = if line.seconds.is_empty() {
            Some(None)
        } else {
            whole(&line.seconds, &format!("lines[{index}].seconds"), 1, MAX_SECONDS, issues).map(Some)
        };
        let count = whole(&line.count, &format!("lines[{index}].count"), 0, MAX_COUNT, issues);
        let takes = whole(&line.takes, &format!("lines[{index}].takes"), 1, MAX_TAKES, issues);
        match (seconds, count, takes) {
            (Some(seconds), Some(count), Some(takes)) => {
                let seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
                read.lines.push(WorkLine { rate: line.rate.clone(), seconds, count, takes });
                read.indices.push(index);
            }
            _ => match book.rate(&line.rate) {
                Some(rate) => read.pools_with_errors.push(rate.pool.clone()),
                None => {
                    let words = format!("the book {} has no rate `{}`", book.id, crate::read::brief(&line.rate));
                    issues.push(Issue::error(format!("lines[{index}].rate"), Code::UNKNOWN_RATE, words));
                    read.lost = true;
                }
            },
        }
    }
    read
}

/// Deduction counts only the lines it was given; its paths are turned back into the Document's.
fn relocate(issue: Issue, indices: &[usize]) -> Issue {
    Issue { path: relocated(&issue.path, indices), ..issue }
}

fn relocated(path: &str, indices: &[usize]) -> String {
    let Some((index, rest)) = path.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) else {
        return path.to_owned();
    };
    match index.parse::<usize>().ok().and_then(|index| indices.get(index)) {
        Some(index) => format!("lines[{index}]{rest}"),
        None => path.to_owned(),
    }
}

/// What is asked of the planner for one pool.
struct Asked<'a> {
    document: &'a Document,
    book: &'a Book,
    pool: &'a Pool,
    drawn: &'a PoolDeduction,
    months: Option<u32>,
    /// `None`: what was entered is no number.
    concurrency: Option<Option<u64>>,
    /// Whether every line of the pool could be priced.
    whole: bool,
    shape: &'a Shape,
    balance: &'a Balance,
}

impl Asked<'_> {
    fn plan(&self, options: Options, issues: &mut Vec<Issue>) -> PoolReport {
        let known = self.shape.is_known_of(&self.pool.id);
        let months = self.months.filter(|_| known).and_then(|months| usize::try_from(months).ok());
        let demand =
            months.and_then(|months| self.shape.demand(&self.pool.id, self.drawn.units, months.min(MAX_PERIODS)));
        let total =
            demand.as_ref().and_then(|demand| demand.iter().try_fold(Units::ZERO, |sum, units| sum.plus(*units)));
        let mut report = PoolReport {
            pool: self.pool.id.clone(),
            name: self.pool.name.clone(),
            units_name: self.pool.units.clone(),
            monthly: self.drawn.units,
            demand: Vec::new(),
            complete: self.whole,
            total: total.unwrap_or_default(),
            list_unit_price: self.pool.list_unit_price.known(),
            list_cost: None,
            request: None,
            plan: None,
        };
        if months.is_some() && total.is_none() {
            let path = if self.document.demand.is_same() { "months" } else { "demand" };
            let words = "the units of all months are more than can be counted exactly";
            issues.push(Issue::error(path, Code::OVERFLOW, words));
        }
        let (Some(demand), Some(total)) = (demand, total) else {
            return report;
        };
        report.demand.clone_from(&demand);
        if !self.whole {
            return report;
        }
        report.list_cost = report.list_unit_price.and_then(|price| price.per_unit(total));
        if !self.pool.packs_known {
            let words = format!(
                "no source lists the packs of {}: what they cost cannot be said, and the total is incomplete",
                self.pool.name
            );
            issues.push(Issue::error(format!("pools.{}", self.pool.id), Code::UNKNOWN_PACKS, words));
            return report;
        }
        let (Some(concurrency), Some(balance)) = (self.concurrency, self.balance.of(&self.pool.id)) else {
            return report;
        };
        let packs = self.offers(issues);
        let listed = self.book.packs_of(&self.pool.id).filter(|pack| !self.document.without.contains(&pack.id)).count();
        if packs.is_empty() && listed > 0 {
            let words = format!(
                "no pack of {} is known well enough to plan with: what it costs cannot be said, and the total is incomplete",
                self.pool.name
            );
            issues.push(Issue::error(format!("pools.{}", self.pool.id), Code::UNKNOWN_PACKS, words));
            return report;
        }
        if packs.len() > MAX_PACKS {
            let words = format!("at most {MAX_PACKS} packs of one pool are planned with at once; leave some out");
            issues.push(Issue::error(format!("pools.{}", self.pool.id), Code::TOO_MANY, words));
            return report;
        }
        let request = Request {
            demand,
            concurrency: concurrency.and_then(|count| u32::try_from(count).ok()),
            packs,
            balance,
            on_demand_price: None,
            list_unit_price: self.pool.list_unit_price.known(),
        };
        match plan::plan(&request, options) {
            Ok(answer) => {
                self.remarks(&request, &answer, issues);
                report.plan = Some(answer);
            }
            Err(found) => issues.extend(
                found
                    .into_iter()
                    .map(|issue| Issue { path: format!("pools.{}.{}", self.pool.id, issue.path), ..issue }),
            ),
        }
        report.request = Some(request);
        report
    }

    /// The pool's packs that can be planned with.
    fn offers(&self, issues: &mut Vec<Issue>) -> Vec<Offer> {
        let mut offers = Vec::new();
        for pack in self.book.packs_of(&self.pool.id) {
            if self.document.without.contains(&pack.id) {
                continue;
            }
            match pack.known() {
                Ok((units, price, life_periods)) => offers.push(Offer {
                    id: pack.id.clone(),
                    units,
                    price,
                    life_periods,
                    concurrency: pack.concurrency.known(),
                    minimum_order: self.minimum_order(pack),
                    limit: pack.limit.filter(|_| self.document.limits),
                }),
                Err(what) => {
                    let words = format!(
                        "{} is left out of the plan: no source says {what}. A cheaper plan may exist",
                        pack.name
                    );
                    issues.push(Issue::warning(format!("packs.{}.{}", pack.pool, pack.id), Code::PACK_LEFT_OUT, words));
                }
            }
        }
        offers
    }

    /// The pack's minimum order as the Document reads it; only a stated one is read at all.
    fn minimum_order(&self, pack: &Pack) -> Option<MinimumOrder> {
        let stated = pack.minimum_order?;
        let own = match stated {
            MinimumOrder::Term { periods } => periods,
            MinimumOrder::Packs { count } => u32::try_from(count).unwrap_or(u32::MAX),
        };
        match self.document.order {
            Order::Book => Some(stated),
            Order::None => None,
            Order::Term(months) => Some(MinimumOrder::Term { periods: months.unwrap_or(own) }),
            Order::Packs(count) => Some(MinimumOrder::Packs { count: u64::from(count) }),
        }
    }

    /// What a reader must know of the packs that the plan buys, and of why there is none.
    fn remarks(&self, request: &Request, answer: &Answer, issues: &mut Vec<Issue>) {
        let plan = match answer {
            Answer::Plan(plan) => plan,
            Answer::Infeasible(none) => {
                let concurrency = none.issues.iter().any(|issue| issue.code == Code::CONCURRENCY);
                let (path, code, words) = if concurrency {
                    let most = request.packs.iter().filter_map(|pack| pack.concurrency).max();
                    let asked = request.concurrency.unwrap_or(0);
                    let words = match most {
                        Some(most) => {
                            let owned = if request.balance.is_empty() {
                                ""
                            } else {
                                ", and what you own does not in every month"
                            };
                            format!("no pack of {} lets {asked} run at once; the most is {most}{owned}", self.pool.name)
                        }
                        None => format!("no pack of {} says how many it lets run at once", self.pool.name),
                    };
                    ("concurrency".to_owned(), Code::CONCURRENCY, words)
                } else {
                    let words = format!("nothing that can be bought covers this work in {}", self.pool.name);
                    (format!("pools.{}", self.pool.id), Code::INFEASIBLE, words)
                };
                issues.push(Issue::error(path, code, words));
                return;
            }
        };
        if let Some(period) = leans_on_empty(request, plan) {
            let words = format!(
                "in month {} only used-up packs give the concurrency asked for; if the seller counts packs with units left only, it may not hold",
                period + 1
            );
            issues.push(Issue::note("concurrency", Code::ASSUMPTION, words));
        }
        let bought = |pack: &Pack| plan.purchases.iter().any(|row| row.pack == pack.id);
        for pack in self.book.packs_of(&self.pool.id).filter(|pack| bought(pack)) {
            let path = format!("packs.{}.{}", pack.pool, pack.id);
            for dispute in &pack.disputes {
                // like beside like: the row's own price beside a price, its units beside units
                let (here, there) = match (dispute.price, dispute.units) {
                    (Some(there), _) => {
                        let currency = &self.book.currency;
                        let here = pack.price.known().map(|price| format!("{price} {currency}"));
                        (here, format!("{there} {currency}"))
                    }
                    (None, Some(there)) => {
                        let here = pack.units.known().map(|units| format!("{units} {}", self.pool.units));
                        (here, format!("{there} {}", self.pool.units))
                    }
                    (None, None) => continue,
                };
                let words = format!(
                    "sources disagree on {}: {} here, {there} elsewhere ({})",
                    pack.name,
                    here.unwrap_or_else(|| "not known".to_owned()),
                    dispute.evidence.as_str()
                );
                issues.push(Issue::warning(&path, Code::DISPUTED, words));
            }
            if pack.limit.is_some() && self.document.limits {
                let limit = pack.limit.unwrap_or(0);
                let words = format!(
                    "that {} can be bought {limit} x at most is an assumption; no source says how often",
                    pack.name
                );
                issues.push(Issue::note(&path, Code::ASSUMPTION, words));
            }
            let code = match pack.evidence {
                Evidence::Negotiated => {
                    let said = pack.note.clone().unwrap_or_default();
                    issues.push(Issue::note(path, Code::NEGOTIATED, format!("{}: {said}", pack.name)));
                    continue;
                }
                Evidence::ThirdParty => Code::THIRD_PARTY,
                Evidence::Derived => Code::DERIVED,
                Evidence::Official | Evidence::Corroborated => continue,
            };
            let words = match pack.evidence {
                Evidence::Derived => format!("the price of {} was worked out, not printed in a source", pack.name),
                _ => format!("the price of {} was not seen on the seller's own page", pack.name),
            };
            issues.push(Issue { path, code, level: Level::Warning, words });
        }
    }
}

/// The first period whose concurrency rests on packs that are empty before it begins.
fn leans_on_empty(request: &Request, plan: &plan::Report) -> Option<u32> {
    let asked = request.concurrency?;
    let gives = |pack: &plan::LedgerPack| {
        let given = if pack.owned {
            // the ledger tells an owned pack by its place
            let named = |place: usize| format!("balance[{place}]") == pack.id;
            let place = (0..request.balance.len()).find(|&place| named(place));
            place.and_then(|place| request.balance.get(place)).and_then(|owned| owned.concurrency)
        } else {
            request.packs.iter().find(|offer| offer.id == pack.id).and_then(|offer| offer.concurrency)
        };
        given.is_some_and(|given| given >= asked)
    };
    let rests = |period: &&plan::LedgerPeriod| {
        let alive = |pack: &&plan::LedgerPack| pack.opening > Units::ZERO && pack.period <= period.period;
        period.used > Units::ZERO && !period.packs.iter().filter(alive).any(gives)
    };
    plan.ledger.iter().find(rests).map(|period| period.period)
}

impl PoolReport {
    /// Total units of the plan's demand that its purchases leave unused, for show.
    #[must_use]
    pub fn unused(&self) -> Option<Units> {
        let plan = self.plan.as_ref()?.plan()?;
        plan.breakage.plus(plan.leftover)
    }
}
