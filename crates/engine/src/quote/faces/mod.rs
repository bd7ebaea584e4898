//! The other faces of a quote: each a pure function of its report. A face formats and never prices, so all of them say
//! the same total, or that there is none.

mod csv;
mod focus;
mod markdown;
mod ubl;

use super::report::{QuoteLine, QuoteReport};
use super::status::Status;
use crate::money::{self, Cost};
use std::fmt::Display;

/// The kinds of file that a quote can be written as.
pub const FORMATS: [(&str, &str, &str); 5] = [
    ("json", "json", "application/json"),
    ("csv", "csv", "text/csv"),
    ("md", "md", "text/markdown"),
    ("ubl", "ubl.xml", "application/xml"),
    ("focus", "focus.csv", "text/csv"),
];

/// A quote as a file of the kind named; `None` where there is no such kind. `watermark` is said where it is not approved; a
/// quote that was made void says that in its place. FOCUS rows have no place for either.
#[must_use]
pub fn write(report: &QuoteReport, format: &str, watermark: Option<&str>) -> Option<String> {
    let watermark = stamp(report, watermark);
    Some(match format {
        // a plain value, which serde_json always writes
        "json" => serde_json::to_string_pretty(&Stamped { report, watermark }).ok()? + "\n",
        "csv" => csv::write(report, watermark),
        "md" => markdown::write(report, watermark),
        "ubl" => ubl::write(report, watermark),
        "focus" => focus::write(report),
        _ => return None,
    })
}

/// What stands across a quote: that it is void, or what the guard says.
#[must_use]
pub fn stamp<'a>(report: &QuoteReport, watermark: Option<&'a str>) -> Option<&'a str> {
    if report.status == Status::Void { Some("VOID") } else { watermark }
}

#[derive(serde::Serialize)]
struct Stamped<'a> {
    #[serde(flatten)]
    report: &'a QuoteReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    watermark: Option<&'a str>,
}

/// An amount, or nothing where it is not known.
fn known<T: Display>(amount: Option<T>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

/// An amount with the decimals of its currency, or nothing where it is not known.
fn money<T: Display>(amount: Option<T>, currency: &str) -> String {
    amount.map(|amount| money::in_currency(amount, currency)).unwrap_or_default()
}

/// A discount as it was given.
fn discount(percent: Option<&String>, amount: Option<Cost>, currency: &str) -> String {
    match (percent, amount) {
        (Some(percent), _) => format!("{percent}%"),
        (None, Some(Cost::ZERO)) | (None, None) => String::new(),
        (None, Some(amount)) => money::in_currency(amount, currency),
    }
}

/// When a line is bought, in words: `2 in month 1; 1 in each of months 3 to 5`.
#[must_use]
pub fn when(line: &QuoteLine) -> String {
    let mut words = Vec::new();
    // runs of months with the same count are said at once
    let mut at = 0;
    while let Some(first) = line.buys.get(at) {
        let mut end = at;
        while let Some(next) = line.buys.get(end + 1) {
            let follows = line.buys.get(end).is_some_and(|last| next.month == last.month.saturating_add(1));
            if !follows || next.count != first.count || next.after != first.after {
                break;
            }
            end += 1;
        }
        let last = line.buys.get(end).map_or(first.month, |buy| buy.month);
        let months = if last == first.month {
            format!("{} in month {last}", first.count)
        } else {
            format!("{} in each of months {} to {last}", first.count, first.month)
        };
        let after = if first.after { ", after the plan, by its minimum order" } else { "" };
        words.push(format!("{months}{after}"));
        at = end + 1;
    }
    words.join("; ")
}

/// The facts at the head of a quote, as names and values; none is empty.
#[must_use]
pub fn head(report: &QuoteReport) -> Vec<(&'static str, String)> {
    let day = |day: Option<crate::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let until = match report.valid_until {
        Some(until) if report.time_zone.is_empty() => format!("{until}, last day included"),
        Some(until) => format!("{until}, last day included ({})", report.time_zone),
        None => String::new(),
    };
    let exchange = report.exchange.as_ref().map(|exchange| {
        let of = exchange.day.map_or_else(|| "of no stated day".to_owned(), |day| format!("of {day}"));
        format!("1 {} = {} {} {of}; unit prices to six decimals, half up", exchange.from, exchange.rate, exchange.to)
    });
    let mut rows = vec![
        ("Quote", report.number.clone()),
        ("Version", known(report.version)),
        ("Amends", report.amends.clone()),
        ("Status", if report.expired { "expired".to_owned() } else { report.status.as_str().to_owned() }),
        ("Issued", day(report.issued)),
        ("Valid until", until),
        ("Currency", report.currency.clone()),
        ("Exchange rate", exchange.unwrap_or_default()),
        ("Plan begins", day(report.as_of)),
        ("Months", known(report.months)),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

/// The sums below the lines, as names and values; a value is `None` where there is no total.
#[must_use]
pub fn sums(report: &QuoteReport) -> Vec<(String, Option<Cost>)> {
    let mut rows = Vec::new();
    let negative = |cost: Cost| Cost::ZERO.minus(cost).unwrap_or(cost);
    let discounted = report.discount.is_some_and(|discount| discount != Cost::ZERO);
    if discounted || report.tax_percent.is_some() {
        rows.push(("Subtotal".to_owned(), report.subtotal));
    }
    if discounted {
        let percent = report.discount_percent.as_ref().map(|percent| format!(" {percent}%")).unwrap_or_default();
        rows.push((format!("Discount{percent} on {}", report.discount_on), report.discount.map(negative)));
    }
    if report.tax_percent.is_some() {
        if discounted {
            rows.push(("Net".to_owned(), report.net));
        }
        rows.push((report.tax_words(), report.tax));
    }
    if report.rounding.is_some_and(|rounding| rounding != Cost::ZERO) {
        rows.push(("Rounding".to_owned(), report.rounding));
    }
    let name = match report.tax_percent {
        Some(_) => "Total".to_owned(),
        None => format!("Total, {}", report.tax_words()),
    };
    rows.push((name, report.total));
    rows
}

/// What a note of the price book is called among the facts below the sums.
pub const NOTE: &str = "Price book note";

/// The facts below the sums, as names and values.
#[must_use]
pub fn foot(report: &QuoteReport) -> Vec<(&'static str, String)> {
    let mut rows = vec![("Rounding", report.rounding_words.clone())];
    if !report.reason.trim().is_empty() {
        rows.push(("Reason for the discount", report.reason.clone()));
    }
    if report.lines.iter().any(|line| !line.buys.is_empty()) {
        rows.push(("Minimum order", report.order.clone()));
    }
    for assumption in &report.assumptions {
        rows.push(("Assumption", assumption.clone()));
    }
    for note in &report.book_notes {
        rows.push((NOTE, note.clone()));
    }
    if !report.book.id.is_empty() {
        let QuoteReport { book, .. } = report;
        rows.push(("Price book", format!("{} ({}), SHA-256 {}", book.title, book.id, book.digest)));
    }
    rows.push(("Quote digest", format!("SHA-256 {}", report.digest)));
    rows
}
