//! A quote as CSV that no spreadsheet takes for formulas ([`crate::csv`]); numbers stay plain numbers.

use super::super::report::QuoteReport;
use super::{discount, foot, head, known, money, sums, when};
use crate::csv;
use crate::money::in_currency;

/// A text cell; a text is always quoted.
pub(super) fn cell(text: &str) -> String {
    let mut out = String::new();
    csv::text(&mut out, text);
    out
}

pub(super) fn row(cells: &[String]) -> String {
    cells.join(",") + "\r\n"
}

pub(super) fn write(report: &QuoteReport, watermark: Option<&str>) -> String {
    let mut text = String::from("\u{feff}");
    let fact = |text: &mut String, name: &str, value: &str| text.push_str(&row(&[cell(name), cell(value)]));
    if let Some(watermark) = watermark {
        fact(&mut text, "Watermark", watermark);
    }
    for (name, value) in head(report) {
        fact(&mut text, name, &value);
    }
    for (name, party) in [("Seller", &report.seller), ("Buyer", &report.buyer)] {
        for value in [&party.name, &party.address, &party.contact, &party.tax_id] {
            if !value.is_empty() {
                fact(&mut text, name, value);
            }
        }
    }
    text.push_str("\r\n");
    let names = [
        "Line",
        "Item",
        "Kind",
        "Units each",
        "Units",
        "When",
        "Life",
        "Concurrency",
        "Quantity",
        "List price",
        "Price",
        "Amount",
        "Discount",
        "Reason",
        "Net",
    ];
    let names: Vec<String> = names.iter().map(|name| cell(name)).collect();
    text.push_str(&row(&names));
    for line in &report.lines {
        let kind = if line.buys.is_empty() { "custom bundle" } else { "pack" };
        text.push_str(&row(&[
            cell(&line.id),
            cell(&line.name),
            cell(kind),
            known(line.units),
            cell(&line.units_name),
            cell(&when(line)),
            cell(&line.life),
            known(line.concurrency),
            known(line.quantity),
            money(line.list_price, &report.currency),
            money(line.unit_price, &report.currency),
            money(line.gross, &report.currency),
            cell(&discount(line.discount_percent.as_ref(), line.discount, &report.currency)),
            cell(&line.reason),
            money(line.net, &report.currency),
        ]));
    }
    text.push_str("\r\n");
    let empty = || vec![String::new(); 13];
    for (name, amount) in sums(report) {
        let mut cells = vec![cell(&name)];
        cells.extend(empty());
        cells.push(amount.map_or_else(|| cell("incomplete"), |amount| in_currency(amount, &report.currency)));
        text.push_str(&row(&cells));
    }
    text.push_str("\r\n");
    for rate in &report.rates {
        let units = format!("{} {} each, {} generations for each kept", rate.units_each, rate.units_name, rate.takes);
        text.push_str(&row(&[cell("Deduction"), cell(&rate.name), cell(&units)]));
    }
    for (name, value) in foot(report) {
        text.push_str(&row(&[cell(name), cell(&value)]));
    }
    for (name, value) in [("Terms", &report.terms), ("Note", &report.note)] {
        if !value.is_empty() {
            text.push_str(&row(&[cell(name), cell(value)]));
        }
    }
    text
}
