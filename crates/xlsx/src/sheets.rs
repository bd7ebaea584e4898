//! The sheets after the first: what the work deducts, what is bought and drawn when, and what a reader must know.
//!
//! Imports `figure`, `look`, `offer` and `texts`.

use crate::look::{Look, address, put_figure, put_formula, put_name, put_text};
use crate::{figure, offer, texts};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use serde_json::Value;

/// A sheet with a head; columns are (name, width).
fn begun<'b>(
    book: &'b mut Workbook,
    name: &str,
    heads: &[(&str, f64)],
    look: &Look,
) -> Result<&'b mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&L&A&RPage &P of &N");
    for (column, (head, width)) in (0_u16..).zip(heads) {
        sheet.set_column_width(column, *width)?;
        put_text(sheet, 0, column, head, &look.head)?;
    }
    sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
    Ok(sheet)
}

fn list<'r>(report: &'r Value, key: &str) -> impl Iterator<Item = &'r Value> {
    report[key].as_array().into_iter().flatten()
}

/// What one generation deducts, and one kept result.
pub(crate) fn deduction(book: &mut Workbook, report: &Value, look: &Look) -> Result<(), XlsxError> {
    if list(report, "rates").next().is_none() {
        return Ok(());
    }
    let heads = [
        ("Rate", 48.0),
        ("Units each", 14.0),
        ("Generations for each kept", 16.0),
        ("Units for each kept", 14.0),
        ("Units", 14.0),
    ];
    let sheet = begun(book, "Deduction", &heads, look)?;
    let units = look.plain.clone().set_num_format("#,##0.###");
    let mut notes = Vec::new();
    for (row, rate) in (1_u32..).zip(list(report, "rates")) {
        put_name(sheet, (row, 0), texts::of(&rate["name"]), &look.wrapped, &mut notes)?;
        put_figure(sheet, (row, 1), &rate["unitsEach"], &Look::input(&units), &mut notes)?;
        put_figure(sheet, (row, 2), &rate["takes"], &Look::input(&look.plain), &mut notes)?;
        let number = |key: &str| figure::text(&rate[key]).and_then(|text| figure::exact(&text));
        if let Some((each, takes)) = number("unitsEach").zip(number("takes")) {
            let (each_at, takes_at) = (address(row, 1), address(row, 2));
            let formula = format!("IF(COUNT({each_at},{takes_at})=2,{each_at}*{takes_at},\"{}\")", offer::INCOMPLETE);
            // thousandths: a spreadsheet shows what this shows
            put_formula(sheet, (row, 3), &formula, &figure::round(each * takes, 3).to_string(), &units)?;
        }
        put_name(sheet, (row, 4), texts::of(&rate["unitsName"]), &look.wrapped, &mut notes)?;
    }
    Ok(())
}

/// What is bought in which month. `lines`: where they stand on the first sheet.
pub(crate) fn purchases(book: &mut Workbook, report: &Value, look: &Look, lines: (u32, u32)) -> Result<(), XlsxError> {
    if list(report, "lines").all(|line| list(line, "buys").next().is_none()) {
        return Ok(());
    }
    let heads =
        [("Line", 14.0), ("Item", 40.0), ("Month", 8.0), ("Count", 10.0), ("Before discounts", 20.0), ("Why", 34.0)];
    let sheet = begun(book, "Purchases", &heads, look)?;
    let (mut row, mut notes) = (1, Vec::new());
    for (at, line) in (lines.0..lines.1).zip(list(report, "lines")) {
        let price = figure::text(&line["unitPrice"]).and_then(|text| figure::exact(&text));
        for buy in list(line, "buys") {
            put_name(sheet, (row, 0), texts::of(&line["id"]), &look.wrapped, &mut notes)?;
            put_name(sheet, (row, 1), texts::of(&line["name"]), &look.wrapped, &mut notes)?;
            put_figure(sheet, (row, 2), &buy["month"], &look.plain, &mut notes)?;
            put_figure(sheet, (row, 3), &buy["count"], &look.plain, &mut notes)?;
            let count = figure::text(&buy["count"]).and_then(|text| figure::exact(&text));
            if let Some((count, price)) = count.zip(price) {
                let price_at = format!("Quote!{}", address(at, offer::PRICE));
                let formula =
                    format!("IF(COUNT({price_at})=1,{}*{price_at},\"{}\")", address(row, 3), offer::INCOMPLETE);
                put_formula(sheet, (row, 4), &formula, &figure::round(count * price, 9).to_string(), &look.money)?;
            }
            if buy["after"].as_bool() == Some(true) {
                put_text(sheet, row, 5, "after the plan, by its minimum order", &look.text)?;
            }
            row += 1;
        }
    }
    Ok(())
}

/// What is drawn from what is bought, and what expires of it.
pub(crate) fn draw_down(book: &mut Workbook, report: &Value, look: &Look) -> Result<(), XlsxError> {
    if list(report, "lines").all(|line| list(line, "drawn").next().is_none()) {
        return Ok(());
    }
    let heads =
        [("Line", 14.0), ("Item", 40.0), ("Month", 8.0), ("Drawn", 16.0), ("Gone unused", 16.0), ("Units", 14.0)];
    let sheet = begun(book, "Draw-down", &heads, look)?;
    let units = look.plain.clone().set_num_format("#,##0.###");
    let (mut row, mut notes) = (1, Vec::new());
    for line in list(report, "lines") {
        for month in list(line, "drawn") {
            put_name(sheet, (row, 0), texts::of(&line["id"]), &look.wrapped, &mut notes)?;
            put_name(sheet, (row, 1), texts::of(&line["name"]), &look.wrapped, &mut notes)?;
            put_figure(sheet, (row, 2), &month["month"], &look.plain, &mut notes)?;
            put_figure(sheet, (row, 3), &month["used"], &units, &mut notes)?;
            put_figure(sheet, (row, 4), &month["expired"], &units, &mut notes)?;
            put_name(sheet, (row, 5), texts::of(&line["unitsName"]), &look.wrapped, &mut notes)?;
            row += 1;
        }
    }
    Ok(())
}

/// Terms, assumptions, where the prices are from, and what could not be said where it belongs.
pub(crate) fn terms(
    book: &mut Workbook,
    report: &Value,
    look: &Look,
    notes: &[(String, String)],
) -> Result<(), XlsxError> {
    let sheet = begun(book, "Terms", &[("About", 28.0), ("What is agreed and assumed", 110.0)], look)?;
    let mut rows: Vec<(&str, String)> = Vec::new();
    let said = |key: &str| texts::of(&report[key]).to_owned();
    rows.push(("Terms", said("terms")));
    rows.push(("Note", said("note")));
    rows.push(("Rounding", said("roundingWords")));
    rows.push(("Reason for the discount", said("reason")));
    if list(report, "lines").any(|line| list(line, "buys").next().is_some()) {
        rows.push(("Minimum order", said("order")));
    }
    rows.extend(list(report, "assumptions").map(|words| ("Assumption", texts::of(words).to_owned())));
    rows.extend(list(report, "bookNotes").map(|words| ("Price book note", texts::of(words).to_owned())));
    let prices = &report["book"];
    if !texts::of(&prices["id"]).is_empty() {
        let [title, id, digest] = ["title", "id", "digest"].map(|key| texts::of(&prices[key]));
        rows.push(("Price book", format!("{title} ({id}), SHA-256 {digest}")));
    }
    rows.push(("Quote digest", format!("SHA-256 {}", texts::of(&report["digest"]))));
    if report["complete"].as_bool() != Some(true) {
        let wrong = list(report, "issues").filter(|issue| issue["level"].as_str() == Some("error"));
        rows.extend(wrong.map(|issue| ("Why there is no total", texts::of(&issue["words"]).to_owned())));
    }
    rows.extend(notes.iter().map(|(about, words)| (about.as_str(), words.clone())));
    let mut row = 1;
    for (about, words) in rows {
        if !words.trim().is_empty() {
            put_text(sheet, row, 0, about, &look.label)?;
            row = put_text(sheet, row, 1, &words, &look.wrapped)?;
        }
    }
    Ok(())
}
