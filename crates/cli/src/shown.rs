//! What each answer looks like as text for people. Figures stand as the engine counts them: no locale, nothing rounded.
//!
//! This file imports `output` and `table`.

use crate::output::level_of;
use crate::table::{Table, clean, or_dash};
use packwise_engine::balance::{Balance, Provider};
use packwise_engine::book::{Billing, Book, Life};
use packwise_engine::compare::{Next, Paid};
use packwise_engine::deduct::Deduction;
use packwise_engine::document::Report;
use packwise_engine::issue::Issue;
use packwise_engine::job::Estimate;
use packwise_engine::plan::{AlternativeKind, Answer, Purchase, Report as PlanReport, Status};
use packwise_engine::quote::{Guard, QuoteReport, faces};
use packwise_engine::units::Units;
use std::fmt::Write as _;

/// Paragraphs, an empty line between them.
fn paragraphs(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// A figure and its name, on a line of its own.
fn line(text: &mut String, name: &str, figure: impl ToString) {
    // writing to a String cannot fail
    let _ = writeln!(text, "{name:<16} {}", clean(figure.to_string()));
}

/// Issues, one a line.
pub(crate) fn issues(list: &[Issue]) -> String {
    let mut text = String::new();
    for issue in list {
        let at = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
        let told = format!("{}: {at}{} [{}]", level_of(issue.level), issue.words, issue.code);
        let _ = writeln!(text, "{}", clean(told));
    }
    text
}

pub(crate) fn plan(answer: &Answer) -> String {
    match answer {
        Answer::Plan(plan) => plan_of(plan),
        Answer::Infeasible(none) => format!("There is no plan.\n{}", issues(&none.issues)),
    }
}

fn plan_of(plan: &PlanReport) -> String {
    let mut top = String::new();
    match plan.status {
        Status::Optimal => line(&mut top, "status", "optimal: proved, nothing costs less"),
        Status::Bounded => {
            line(&mut top, "status", format!("bounded: the best found; none costs less than {}", plan.lower_bound));
        }
    }
    line(&mut top, "cost", plan.cost);
    if let Some(list) = plan.list_cost {
        line(&mut top, "at list price", list);
    }
    if let Some(each) = plan.unit_cost {
        line(&mut top, "each unit", format!("{each} (rounded)"));
    }
    line(&mut top, "expires", plan.breakage);
    line(&mut top, "left after", plan.leftover);
    if let Some(grow) = plan.headroom.grow.filter(|grow| *grow > Units::ZERO) {
        line(&mut top, "free headroom", format!("{grow} units more cost nothing"));
    }
    if let Some(cut) = plan.headroom.cut {
        line(&mut top, "next saving", format!("{} units less save {}", cut.units, cut.saves));
    }

    let mut buys = Table::new(&[">period", "pack", ">count", ">price", "note"]);
    let mut add = |list: &[Purchase], note: &str| {
        for row in list {
            let cells = [row.period.to_string(), row.pack.clone(), row.count.to_string(), row.price.to_string()];
            let [period, pack, count, price] = cells;
            buys.row([period, pack, count, price, note.to_owned()]);
        }
    };
    add(&plan.purchases, "");
    add(&plan.commitments, "after the last period");

    let mut ledger = Table::new(&[">period", ">opening", ">bought", ">used", ">on demand", ">expired", ">closing"]);
    for (row, on_demand) in plan.ledger.iter().zip(&plan.on_demand) {
        ledger.row([
            row.period.to_string(),
            row.opening.to_string(),
            row.bought.to_string(),
            row.used.to_string(),
            on_demand.to_string(),
            row.expired.to_string(),
            row.closing.to_string(),
        ]);
    }

    let mut others = Table::new(&["other ways", ">cost", ">more", ">expires", "why not"]);
    for other in &plan.alternatives {
        let name = match other.kind {
            AlternativeKind::Single => format!("only {}", or_dash(other.pack.as_ref())),
            AlternativeKind::LargestFirst => "largest first".to_owned(),
            AlternativeKind::BestUnitPrice => "best price a unit".to_owned(),
        };
        let why = other.issues.first().map(|issue| issue.words.clone()).unwrap_or_default();
        others.row([name, or_dash(other.cost), or_dash(other.extra_cost), or_dash(other.breakage), why]);
    }
    paragraphs([top, buys.text(), ledger.text(), others.text()])
}

pub(crate) fn report(report: &Report) -> String {
    let mut top = String::new();
    if let Some(book) = &report.book {
        line(&mut top, "price book", format!("{} ({})", book.title, book.id));
    }
    line(&mut top, "months", or_dash(report.months));
    for total in &report.totals {
        line(&mut top, "total", format!("{} {}", total.currency, or_dash(total.cost)));
        if total.after_horizon.is_some() {
            line(&mut top, "of it later", or_dash(total.after_horizon));
        }
        line(&mut top, "at list price", or_dash(total.list_cost));
    }
    line(&mut top, "complete", if report.complete { "yes" } else { "no: something has no price" });

    let mut lines = Table::new(&["line", "pool", ">units each", ">takes", ">units a month", ">price each"]);
    for row in &report.lines {
        let cells = [row.units_each.to_string(), row.takes.to_string(), row.units.to_string()];
        let [each, takes, units] = cells;
        lines.row([row.name.clone(), row.pool.clone(), each, takes, units, or_dash(row.price_each)]);
    }
    let mut jobs = Table::new(&[">job", "pool", ">count", ">credits each", ">credits a month", ">price each"]);
    for row in &report.jobs {
        jobs.row([
            row.job.to_string(),
            row.pool.clone(),
            or_dash(row.count),
            or_dash(row.total),
            or_dash(row.units),
            or_dash(row.price_each),
        ]);
    }
    let pools = report.pools.iter().map(|pool| {
        let mut text = format!("{}: {} {} a month", pool.name, pool.monthly, pool.units_name);
        text.push_str(if pool.plan.is_some() { "\n" } else { "; no plan, because something is unknown or wrong\n" });
        text.push_str(&pool.plan.as_ref().map(plan).unwrap_or_default());
        text
    });
    let pools: Vec<String> = pools.collect();
    paragraphs([top, lines.text(), jobs.text()].into_iter().chain(pools).chain([issues(&report.issues)]))
}

/// A quote, and what the rules say of it.
pub(crate) fn quote(report: &QuoteReport, judged: Option<&Guard>) -> String {
    let mut top = String::new();
    if let Some(watermark) = judged.and_then(|judged| judged.watermark) {
        top.push_str(&format!("{watermark}\n"));
    }
    for (name, value) in faces::head(report) {
        line(&mut top, &name.to_lowercase(), clean(value));
    }
    for (name, party) in [("seller", &report.seller), ("buyer", &report.buyer)] {
        if !party.name.is_empty() {
            line(&mut top, name, clean(party.name.clone()));
        }
    }
    let mut lines = Table::new(&["line", "what", ">quantity", ">price", ">discount", ">net"]);
    for row in &report.lines {
        lines.row([
            row.id.clone(),
            row.name.clone(),
            or_dash(row.quantity),
            or_dash(row.unit_price),
            or_dash(row.discount),
            or_dash(row.net),
        ]);
    }
    let mut sums = Table::new(&["sum", ">amount"]);
    for (name, amount) in faces::sums(report) {
        let amount = amount.map_or_else(|| "incomplete".to_owned(), |amount| amount.to_string());
        sums.row([name, format!("{amount} {}", report.currency)]);
    }
    let judged = judged.map(guard).unwrap_or_default();
    paragraphs([top, lines.text(), sums.text(), judged, issues(&report.issues)])
}

/// What a seller's rules say of a quote.
pub(crate) fn guard(judged: &Guard) -> String {
    let mut top = String::new();
    line(&mut top, "rules", if judged.cleared { "cleared" } else { "not cleared" });
    let mut findings = Table::new(&["line", "what", "by", "approved", "why"]);
    for row in &judged.findings {
        let whole = if row.line.is_empty() { "the whole".to_owned() } else { row.line.clone() };
        let approved = if row.approved { "yes" } else { "no" };
        let code = row.code.as_str().to_owned();
        findings.row([whole, code, or_dash(row.role.as_ref()), approved.to_owned(), row.words.clone()]);
    }
    paragraphs([top, findings.text()])
}

pub(crate) fn deduction(drawn: &Deduction) -> String {
    let mut lines = Table::new(&["rate", "pool", ">units each", ">units", ">at list price"]);
    for row in &drawn.lines {
        let (each, units) = (row.units_each.to_string(), row.units.to_string());
        lines.row([row.rate.clone(), row.pool.clone(), each, units, or_dash(row.list_cost)]);
    }
    let mut pools = Table::new(&["pool", ">units", ">at list price", "complete"]);
    for row in &drawn.pools {
        let complete = if row.complete { "yes" } else { "no" };
        pools.row([row.pool.clone(), row.units.to_string(), or_dash(row.list_cost), complete.to_owned()]);
    }
    paragraphs([lines.text(), pools.text(), issues(&drawn.issues)])
}

pub(crate) fn estimate(estimate: &Estimate) -> String {
    let mut parts = Table::new(&["part", ">credits"]);
    for part in &estimate.breakdown {
        parts.row([part.component.as_str().to_owned(), or_dash(part.credits)]);
    }
    parts.row(["total".to_owned(), or_dash(estimate.total)]);
    paragraphs([parts.text(), issues(&estimate.issues)])
}

pub(crate) fn paid(paid: &Paid) -> String {
    let mut text = String::new();
    line(&mut text, "budget", paid.budget);
    let sets = if paid.proved { paid.sets.to_string() } else { format!("{} to {}", paid.sets, paid.at_most) };
    line(&mut text, "sets a period", sets);
    line(&mut text, "cost", paid.cost);
    line(&mut text, "left", paid.left);
    let next = match paid.next {
        Next::At { cost, more, sets, .. } => format!("{cost}, {more} more, pays for {sets} a period"),
        Next::Never => "no money buys more".to_owned(),
        Next::Uncounted => "more units than can be counted".to_owned(),
        Next::Unknown => "not settled by the searches".to_owned(),
    };
    line(&mut text, "next step", next);
    text
}

pub(crate) fn balance(balance: &Balance) -> String {
    let mut top = String::new();
    let provider = match balance.provider {
        Provider::Kling => "kling",
        Provider::UGen => "u-gen",
    };
    line(&mut top, "provider", provider);
    if let Some(reserved) = balance.reserved {
        line(&mut top, "reserved", reserved);
    }
    let mut packs = Table::new(&["pack", "pool", ">total", ">remaining", "status", "effective", "expires"]);
    for held in &balance.packs {
        packs.row([
            or_dash(held.name.as_ref().or(held.id.as_ref())),
            or_dash(held.pool.as_ref()),
            or_dash(held.total),
            or_dash(held.remaining),
            or_dash(held.status.as_ref()),
            or_dash(held.effective.as_ref()),
            or_dash(held.expires.as_ref()),
        ]);
    }
    let mut moves = Table::new(&["transaction", ">amount", ">before", ">after"]);
    for row in &balance.transactions {
        moves.row([or_dash(row.kind.as_ref()), or_dash(row.amount.as_ref()), or_dash(row.before), or_dash(row.after)]);
    }
    paragraphs([top, packs.text(), moves.text(), issues(&balance.issues)])
}

pub(crate) fn book(book: &Book) -> String {
    let mut top = String::new();
    line(&mut top, "price book", format!("{} ({})", book.title, book.id));
    line(&mut top, "currency", &book.currency);
    line(&mut top, "holds from", or_dash(book.effective.from));
    line(&mut top, "until", or_dash(book.effective.until));
    let mut packs = Table::new(&["pool", "pack", ">units", ">price", "life", ">at once", "evidence", "source"]);
    for pack in &book.packs {
        packs.row([
            pack.pool.clone(),
            pack.id.clone(),
            or_dash(pack.units.known()),
            or_dash(pack.price.known()),
            match pack.life {
                Life::Months(months) => format!("{months} months"),
                Life::Days(days) => format!("{days} days"),
                Life::Never => "never expires".to_owned(),
                Life::Unknown => "-".to_owned(),
            },
            or_dash(pack.concurrency.known()),
            pack.evidence.as_str().to_owned(),
            or_dash(pack.source.as_ref()),
        ]);
    }
    let mut rates = Table::new(&["pool", "rate", ">units", "per", "retired", "evidence", "source"]);
    for rate in &book.rates {
        rates.row([
            rate.pool.clone(),
            rate.id.clone(),
            or_dash(rate.units.known()),
            match rate.billing {
                Billing::Clip { seconds } => format!("clip of {seconds} s"),
                Billing::Second { .. } => "second".to_owned(),
                Billing::Image => "image".to_owned(),
                Billing::Call => "call".to_owned(),
                Billing::Started { seconds, .. } => format!("started {seconds} s"),
            },
            rate.retired
                .as_ref()
                .map_or_else(String::new, |gone| gone.since.map_or_else(|| "yes".to_owned(), |day| day.to_string())),
            rate.evidence.as_str().to_owned(),
            or_dash(rate.source.as_ref()),
        ]);
    }
    paragraphs([top, packs.text(), rates.text()])
}
