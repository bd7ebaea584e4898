//! The answer to a Document and the prices behind it as HTML: what a page shows while its scripts load, and where they are
//! blocked. It has no styles, no scripts and no addresses of its own.
//!
//! This file imports `table` for what is unknown.

use crate::table::or_dash;
use packwise_engine::book::{Billing, Book, Life};
use packwise_engine::document::{Document, Report};
use packwise_engine::plan::Answer;
use std::fmt::Write as _;

/// A part of a page: the answer, then for its book and each of `others` a table of packs and one of rates.
pub(crate) fn of<'a>(
    document: &Document,
    report: &Report,
    book: &Book,
    others: impl Iterator<Item = &'a Book>,
) -> String {
    let mut html = String::new();
    answer(&mut html, document, report, book);
    prices(&mut html, book);
    for other in others {
        prices(&mut html, other);
    }
    html
}

fn answer(html: &mut String, document: &Document, report: &Report, book: &Book) {
    put(html, "<section class=\"static__answer\"><h1>What to buy</h1>");
    let months = report.months.map_or_else(String::new, |months| format!(" for {months} months"));
    put(html, &format!("<p>Each month{months}, at the prices of {}:</p><ul>", text(&book.title)));
    for row in &report.lines {
        let line = document.lines.get(row.line);
        let count = grouped(line.map_or("", |line| line.count.as_str()));
        let seconds = line.map(|line| line.seconds.as_str()).filter(|seconds| !seconds.is_empty());
        let seconds = seconds.map_or_else(String::new, |seconds| format!(", {} s", text(seconds)));
        let takes = if row.takes > 1 { format!(", {} takes each", row.takes) } else { String::new() };
        let plural = if count == "1" { "" } else { "s" };
        put(html, &format!("<li>{count} {}{plural}: {}{seconds}{takes}</li>", row.noun, text(&row.name)));
    }
    put(html, "</ul>");
    for total in &report.totals {
        let cost = total.cost.map_or_else(|| "no total".to_owned(), |cost| money(&total.currency, &cost.to_string()));
        put(html, &format!("<p class=\"static__total\">{cost}</p>"));
        let list = total.list_cost.map(|cost| money(&total.currency, &cost.to_string()));
        let later = total.after_horizon.map(|cost| cost.to_string()).filter(|cost| cost != "0.00");
        let later = later.map(|cost| format!("; {} of it after the months planned", money(&total.currency, &cost)));
        put(html, &format!("<p>{} at list price{}</p>", or_dash(list), later.unwrap_or_default()));
    }
    for pool in &report.pools {
        let Some(Answer::Plan(plan)) = &pool.plan else { continue };
        put(html, &format!("<table><caption>{}: what to buy, and when</caption>", text(&pool.name)));
        put(
            html,
            "<thead><tr><th scope=\"col\" class=\"num\">Month</th><th scope=\"col\">Pack</th><th scope=\"col\" class=\"num\">Count</th><th scope=\"col\" class=\"num\">Price</th></tr></thead><tbody>",
        );
        for row in plan.purchases.iter().chain(&plan.commitments) {
            let name = book.packs_of(&pool.pool).find(|pack| pack.id == row.pack).map_or(&row.pack, |pack| &pack.name);
            let price = money(&book.currency, &row.price.to_string());
            let cells = [(row.period + 1).to_string(), text(name), row.count.to_string(), price];
            put_row(html, &cells, &[0, 2, 3]);
        }
        put(html, "</tbody></table>");
        let unused = grouped(&plan.breakage.to_string());
        let left = grouped(&plan.leftover.to_string());
        put(
            html,
            &format!(
                "<p>{unused} {} expire unused; {left} are left after the months planned.</p>",
                text(&pool.units_name)
            ),
        );
    }
    put(html, "</section>");
}

fn prices(html: &mut String, book: &Book) {
    put(html, &format!("<details><summary>Packs and rates: {}</summary>", text(&book.title)));
    put(
        html,
        "<table><caption>Packs</caption><thead><tr><th scope=\"col\">Pool</th><th scope=\"col\">Pack</th><th scope=\"col\" class=\"num\">Units</th><th scope=\"col\" class=\"num\">Price</th><th scope=\"col\">Usable</th><th scope=\"col\">Evidence</th></tr></thead><tbody>",
    );
    for pack in &book.packs {
        let life = match pack.life {
            Life::Months(months) => format!("{months} months"),
            Life::Days(days) => format!("{days} days"),
            Life::Never => "for ever".to_owned(),
            Life::Unknown => "-".to_owned(),
        };
        put_row(
            html,
            &[
                text(&pack.pool),
                text(&pack.name),
                grouped(&or_dash(pack.units.known())),
                pack.price
                    .known()
                    .map_or_else(|| "-".to_owned(), |price| money(&book.currency, &cents(&price.to_string()))),
                life,
                pack.evidence.as_str().to_owned(),
            ],
            &[2, 3],
        );
    }
    put(
        html,
        "</tbody></table><table><caption>Rates</caption><thead><tr><th scope=\"col\">Model</th><th scope=\"col\">What</th><th scope=\"col\" class=\"num\">Units</th><th scope=\"col\">Per</th><th scope=\"col\">Evidence</th></tr></thead><tbody>",
    );
    for rate in &book.rates {
        let per = match rate.billing {
            Billing::Clip { seconds } => format!("clip of {seconds} s"),
            Billing::Second { .. } => "second".to_owned(),
            Billing::Image => "image".to_owned(),
            Billing::Call => "call".to_owned(),
            Billing::Started { seconds, .. } => format!("started {seconds} s"),
        };
        let what: Vec<&str> = [Some(rate.feature.as_str()), rate.quality.as_deref(), rate.sound.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let retired = if rate.retired.is_some() { ", reported retired" } else { "" };
        put_row(
            html,
            &[
                text(&rate.model),
                text(&what.join(", ")),
                or_dash(rate.units.known()),
                per,
                format!("{}{retired}", rate.evidence.as_str()),
            ],
            &[2],
        );
    }
    put(html, "</tbody></table></details>");
}

/// A piece, on a line of its own.
fn put(html: &mut String, piece: &str) {
    // writing to a String cannot fail
    let _ = writeln!(html, "{piece}");
}

/// A row; the cells at the places of `figures` stand at the right.
fn put_row(html: &mut String, cells: &[String], figures: &[usize]) {
    html.push_str("<tr>");
    for (place, cell) in cells.iter().enumerate() {
        let _ = write!(html, "<td{}>{cell}</td>", if figures.contains(&place) { " class=\"num\"" } else { "" });
    }
    put(html, "</tr>");
}

/// Words as HTML has them.
fn text(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A sum of money: dollars by their sign, all else by its code.
fn money(currency: &str, cost: &str) -> String {
    if currency == "USD" { format!("${}", grouped(cost)) } else { format!("{} {}", grouped(cost), text(currency)) }
}

/// At least two decimals.
fn cents(price: &str) -> String {
    match price.split_once('.') {
        None => format!("{price}.00"),
        Some((_, decimals)) if decimals.len() < 2 => format!("{price}0"),
        Some(_) => price.to_owned(),
    }
}

/// A decimal number with its thousands set apart; anything else as it is.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text(number);
    }
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(&text(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_words_are_written_as_a_page_has_them() {
        assert_eq!(grouped("1234567.5"), "1,234,567.5");
        assert_eq!(grouped("100"), "100");
        assert_eq!(grouped("<b>"), "&lt;b&gt;");
        assert_eq!(money("USD", "3290.00"), "$3,290.00");
        assert_eq!(money("CNY", "1000.00"), "1,000.00 CNY");
        assert_eq!((cents("5"), cents("5.1"), cents("9.80")), ("5.00".into(), "5.10".into(), "9.80".into()));
    }
}
