//! What the plans of a Report sell, as the quote of the Document needs it.
//!
//! This file imports `quote`, `book`, `plan` and the rooms below them.

use super::report::Report;
use super::said::{Document, Order};
use crate::book::{Book, Edition, Life, MinimumOrder};
use crate::date::Date;
use crate::issue::{Code, Level};
use crate::plan::{self, Answer};
use crate::quote::{self, Buy, Drawn, QuoteReport, Sold, SoldLine, SoldRate};
use crate::units::Units;

/// The quote of a Document, if it has one, as it stands on `today`.
pub(super) fn report(
    document: &Document,
    edition: &Edition,
    report: &Report,
    today: Option<Date>,
) -> Option<Box<QuoteReport>> {
    if !cfg!(feature = "quote") {
        return None;
    }
    let said = document.quote.as_ref()?;
    let sold = sold(document, edition, report);
    Some(Box::new(quote::evaluate(said, &sold, today)))
}

fn sold(document: &Document, edition: &Edition, report: &Report) -> Sold {
    let book = &edition.book;
    let work = !document.lines.is_empty() || !document.jobs.is_empty() || !document.demand.is_same();
    let mut sold = Sold {
        work,
        complete: report.complete,
        // a quote names what is published; a digest of negotiated prices would tell them to whoever tries enough
        book: edition.laid.as_ref().map_or(&book.id, |laid| &laid.of).clone(),
        digest: edition.told_digest().to_owned(),
        title: book.title.clone(),
        currency: book.currency.clone(),
        provider: book.provider.name.clone(),
        from: book.effective.from,
        until: book.effective.until,
        as_of: document.as_of,
        months: report.months,
        order: order(document.order, book),
        ..Sold::default()
    };
    for pool in &report.pools {
        let Some(plan) = pool.plan.as_ref().and_then(Answer::plan) else { continue };
        for pack in book.packs_of(&pool.pool) {
            let buys = buys(plan, &pack.id);
            let (Some(units), Some(price)) = (pack.units.known(), pack.price.known()) else { continue };
            if buys.is_empty() {
                continue;
            }
            sold.lines.push(SoldLine {
                pool: pool.pool.clone(),
                pack: pack.id.clone(),
                name: format!("{}, {}", pack.name, pool.name),
                units_name: pool.units_name.clone(),
                units,
                list_price: pack.list_price.known(),
                price,
                life: life(pack.life),
                life_months: pack.life.periods().known().flatten(),
                concurrency: pack.concurrency.known(),
                buys,
                drawn: drawn(plan, &pack.id),
            });
        }
    }
    for line in &report.lines {
        let units_name = book.pool(&line.pool).map(|pool| pool.units.clone()).unwrap_or_default();
        let seconds = document.lines.get(line.line).map(|line| line.seconds.as_str()).unwrap_or_default();
        let length = if seconds.is_empty() { String::new() } else { format!(", {seconds} s") };
        sold.rates.push(SoldRate {
            name: format!("{}{length}", line.name),
            units_each: line.units_each,
            units_name,
            takes: line.takes,
        });
        if line.takes > 1 {
            sold.assumptions.push(format!("{}: {} generations for each kept result", line.short_name, line.takes));
        }
    }
    for job in &report.jobs {
        let (Some(units_each), Some(said)) = (job.total, document.jobs.get(job.job)) else { continue };
        let units_name = book.pool(&job.pool).map(|pool| pool.units.clone()).unwrap_or_default();
        let name = format!("Job of {} x {}", said.segment_count.as_str(), said.model_id);
        sold.rates.push(SoldRate { name, units_each, units_name, takes: 1 });
    }
    let told = [
        Code::NEGOTIATED,
        Code::ASSUMPTION,
        Code::DISPUTED,
        Code::THIRD_PARTY,
        Code::DERIVED,
        Code::RETIRED,
        Code::PACK_LEFT_OUT,
    ];
    for issue in report.issues.iter().filter(|issue| issue.level != Level::Error && told.contains(&issue.code)) {
        if !sold.assumptions.contains(&issue.words) {
            sold.assumptions.push(issue.words.clone());
        }
    }
    sold.book_notes.extend(book.notes.iter().map(|note| note.text.clone()));
    sold
}

fn buys(plan: &plan::Report, pack: &str) -> Vec<Buy> {
    let of = |rows: &[plan::Purchase], after: bool| {
        let rows = rows.iter().filter(|row| row.pack == pack && row.count > 0);
        rows.map(|row| Buy { month: row.period.saturating_add(1), count: row.count, after }).collect::<Vec<Buy>>()
    };
    let mut buys = of(&plan.purchases, false);
    buys.extend(of(&plan.commitments, true));
    buys
}

fn drawn(plan: &plan::Report, pack: &str) -> Vec<Drawn> {
    let mut months = Vec::new();
    for period in &plan.ledger {
        let own = || period.packs.iter().filter(|row| !row.owned && row.id == pack);
        let sum = |part: fn(&plan::LedgerPack) -> Units| {
            own().try_fold(Units::ZERO, |sum, row| sum.plus(part(row))).unwrap_or_default()
        };
        let (used, expired) = (sum(|row| row.used), sum(|row| row.expired));
        if used > Units::ZERO || expired > Units::ZERO {
            months.push(Drawn { month: period.period.saturating_add(1), used, expired });
        }
    }
    months
}

fn life(life: Life) -> String {
    match life {
        Life::Months(1) => "1 month".to_owned(),
        Life::Months(months) => format!("{months} months"),
        Life::Days(days) => format!("{days} days"),
        Life::Never => "does not expire".to_owned(),
        Life::Unknown => "life not known".to_owned(),
    }
}

fn order(order: Order, book: &Book) -> String {
    let stated = book.packs.iter().find_map(|pack| pack.minimum_order);
    let Some(stated) = stated else { return "the price book states none".to_owned() };
    let term = |months: u32| format!("read as a term: each start buys one pack a month for {months} months");
    let own = match stated {
        MinimumOrder::Term { periods } => periods,
        MinimumOrder::Packs { count } => u32::try_from(count).unwrap_or(u32::MAX),
    };
    match (order, stated) {
        (Order::None, _) => "what the price book states is not applied".to_owned(),
        (Order::Book, MinimumOrder::Term { periods }) => term(periods),
        (Order::Book, MinimumOrder::Packs { count }) => format!("at least {count} packs of a kind"),
        (Order::Term(months), _) => term(months.unwrap_or(own)),
        (Order::Packs(count), _) => format!("at least {count} packs of a kind"),
    }
}
