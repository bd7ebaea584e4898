//! How cells look, and the writing of one cell. Colours mean one thing: a tinted ground is an input.
//!
//! Imports `figure` and `texts`.

use crate::{figure, texts};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};
use serde_json::Value;

/// The ground of an input.
const TINT: Color = Color::RGB(0x00FF_F6DD);

/// The formats of a quote.
pub(crate) struct Look {
    pub(crate) title: Format,
    pub(crate) mark: Format,
    pub(crate) label: Format,
    pub(crate) head: Format,
    pub(crate) text: Format,
    pub(crate) wrapped: Format,
    pub(crate) plain: Format,
    pub(crate) money: Format,
    pub(crate) total: Format,
    pub(crate) percent: Format,
    pub(crate) rule: Format,
    /// Decimals of the currency's smallest coin.
    pub(crate) decimals: i32,
}

impl Look {
    pub(crate) fn new(report: &Value) -> Self {
        let decimals = report["decimals"].as_i64().and_then(|decimals| i32::try_from(decimals).ok()).unwrap_or(2);
        let currency = texts::of(&report["currency"]);
        // any other text is an issue of the report, and no part of a format
        let known = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        let unit = if known { format!("\\ [${currency}]") } else { String::new() };
        let number = money(report, decimals);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let top = Format::new().set_align(FormatAlign::Top);
        let money = top.clone().set_num_format(format!("{number}{unit}"));
        Self {
            title: Format::new().set_bold().set_font_size(16),
            mark: Format::new().set_bold().set_font_size(14).set_font_color(Color::RGB(0x00B0_0020)),
            label: Format::new().set_align(FormatAlign::Top).set_font_color(Color::RGB(0x0059_5959)),
            head: Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin),
            text: top.clone(),
            wrapped,
            plain: top.clone().set_num_format("#,##0"),
            total: money.clone().set_bold().set_border_top(FormatBorder::Thin),
            money,
            percent: top.set_num_format("0.00##%"),
            rule: Format::new().set_border_bottom(FormatBorder::Thin),
            decimals,
        }
    }

    /// An input's ground under another format.
    pub(crate) fn input(of: &Format) -> Format {
        of.clone().set_background_color(TINT).set_border(FormatBorder::Hair)
    }
}

/// The format of amounts: the coin's decimals and what stands after them. Where a currency has no coins, a mark of
/// decimals is shown only if there are any.
fn money(report: &Value, decimals: i32) -> &'static str {
    let keys = ["unitPrice", "listPrice", "gross", "discount", "net"];
    let figures = report["lines"].as_array().into_iter().flatten().flat_map(|line| keys.map(|key| &line[key]));
    let parts = figures.chain(["subtotal", "discount", "net", "tax", "total"].map(|key| &report[key]));
    let broken =
        |figure: &Value| texts::of(figure).split_once('.').is_some_and(|(_, part)| part.bytes().any(|c| c != b'0'));
    match decimals {
        0 if !parts.into_iter().any(broken) => "#,##0",
        0 => "#,##0.0########",
        3 => "#,##0.000######",
        _ => "#,##0.00#######",
    }
}

/// A text cell: never a formula. What looks like one stays text when it is edited, too. Longer texts than a cell holds
/// go on in the rows below; answers the row after.
pub(crate) fn put_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<u32, XlsxError> {
    let guarded = if texts::like_formula(text) { format.clone().set_quote_prefix() } else { format.clone() };
    let mut next = row;
    for piece in texts::pieces(text) {
        sheet.write_string_with_format(next, column, piece, &guarded)?;
        next += 1;
    }
    Ok(next)
}

/// A text in one cell; of one that does not fit, the beginning, and a note that holds all of it.
pub(crate) fn put_name(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
    notes: &mut Vec<(String, String)>,
) -> Result<(), XlsxError> {
    let pieces = texts::pieces(text);
    if pieces.len() > 1 {
        let begun = format!("{}…", texts::head(text, 200));
        notes.push((format!("Whole text of cell {}", address(row, column)), text.to_owned()));
        return put_text(sheet, row, column, &begun, format).map(drop);
    }
    put_text(sheet, row, column, text, format).map(drop)
}

/// A figure: a number where a spreadsheet holds it exactly, else its digits as text, with a note. Nothing where it is null.
pub(crate) fn put_figure(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &Format,
    notes: &mut Vec<(String, String)>,
) -> Result<(), XlsxError> {
    let Some(text) = figure::text(value) else {
        return sheet.write_blank(row, column, format).map(drop);
    };
    match figure::exact(&text) {
        Some(number) => sheet.write_number_with_format(row, column, number, format).map(drop),
        None => {
            let words = format!("{text} has more digits than a spreadsheet's numbers hold, so it stands there as text");
            notes.push((format!("Cell {}", address(row, column)), words));
            sheet.write_string_with_format(row, column, text, &format.clone().set_align(FormatAlign::Right)).map(drop)
        }
    }
}

/// A formula and the figure that it has in the report.
pub(crate) fn put_formula(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formula: &str,
    result: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format).map(drop)
}

/// `A1` of a cell counted from 0; columns up to `Z`.
pub(crate) fn address(row: u32, column: u16) -> String {
    let letter = u8::try_from(column).ok().and_then(|column| b'A'.checked_add(column)).map_or('?', char::from);
    format!("{letter}{}", row + 1)
}
