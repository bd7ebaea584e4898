//! A quote as Markdown for a mail. Marks in what was typed are taken for text.

use super::super::report::QuoteReport;
use super::{discount, foot, head, known, money, sums, when};
use crate::money::in_currency;

/// A text in one line, with every character that Markdown or HTML could take for a mark made plain.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // marks that turn the direction of reading would turn the figures beside them too
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {}
            character if "\\`*_{}[]()#+!|~".contains(character) => {
                out.push('\\');
                out.push(character);
            }
            character => out.push(character),
        }
    }
    out
}

/// A line of its own, which must not be taken for a rule, a heading's underline or an entry of a list.
fn begun(line: &str) -> String {
    let line = plain(line).trim().to_owned();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.get(digits..).unwrap_or_default();
    if digits > 0 && after.starts_with('.') {
        return format!("{}\\{after}", line.get(..digits).unwrap_or_default());
    }
    if line.starts_with(['-', '=']) { format!("\\{line}") } else { line }
}

/// The same, its lines kept.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(begun).collect();
    lines.join("  \n")
}

pub(super) fn write(report: &QuoteReport, watermark: Option<&str>) -> String {
    let mut text = format!("# Quote {}\n\n", plain(&report.number));
    if let Some(watermark) = watermark {
        text.push_str(&format!("**{}**\n\n", plain(watermark)));
    }
    for (name, value) in head(report).into_iter().skip(1) {
        text.push_str(&format!("- {name}: {}\n", plain(&value)));
    }
    for (name, party) in [("Seller", &report.seller), ("Buyer", &report.buyer)] {
        let parts = [&party.name, &party.address, &party.contact, &party.tax_id];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).map(|part| plain(part)).collect();
        if !parts.is_empty() {
            text.push_str(&format!("- {name}: {}\n", parts.join(", ")));
        }
    }
    if !report.note.is_empty() {
        text.push_str(&format!("\n{}\n", lines(&report.note)));
    }
    text.push_str("\n| Item | Quantity | Price | Discount | Net |\n|---|---:|---:|---:|---:|\n");
    let amount = |amount: String| if amount.is_empty() { "not known".to_owned() } else { amount };
    for line in &report.lines {
        let mut item = plain(&line.name);
        for more in [when(line), line.life.clone()] {
            if !more.is_empty() {
                item.push_str(&format!("; {}", plain(&more)));
            }
        }
        text.push_str(&format!(
            "| {item} | {} | {} | {} | {} |\n",
            known(line.quantity),
            amount(money(line.unit_price, &report.currency)),
            discount(line.discount_percent.as_ref(), line.discount, &report.currency),
            amount(money(line.net, &report.currency))
        ));
    }
    for (name, sum) in sums(report) {
        let sum = sum.map_or_else(
            || "incomplete".to_owned(),
            |sum| format!("{} {}", in_currency(sum, &report.currency), plain(&report.currency)),
        );
        text.push_str(&format!("| **{}** | | | | **{sum}** |\n", plain(&name)));
    }
    if !report.rates.is_empty() {
        text.push_str("\nDeduction for each generation:\n\n");
        for rate in &report.rates {
            let (name, units) = (plain(&rate.name), plain(&rate.units_name));
            text.push_str(&format!("- {name}: {} {units}\n", rate.units_each));
        }
    }
    text.push('\n');
    for (name, value) in foot(report) {
        text.push_str(&format!("- {name}: {}\n", plain(&value)));
    }
    if !report.terms.is_empty() {
        text.push_str(&format!("\n## Terms\n\n{}\n", lines(&report.terms)));
    }
    text
}
