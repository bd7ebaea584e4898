//! The sheet *Quote*: who, what, and the sums.
//!
//! Line by line `net = ROUND(quantity x price x (1 - discount) - discount, decimals)`; below, the sums in the report's own
//! order. A cell that is emptied makes what follows from it say `incomplete`, never zero.
//!
//! Imports `figure`, `look` and `texts`.

use crate::look::{Look, address, put_figure, put_formula, put_name, put_text};
use crate::{figure, texts};
use rust_xlsxwriter::{Worksheet, XlsxError};
use serde_json::Value;

/// What is said where there is no figure.
pub(crate) const INCOMPLETE: &str = "incomplete";

const HEADS: [(&str, f64); 15] = [
    ("Line", 13.0),
    ("Item", 34.0),
    ("Kind", 9.0),
    ("Units each", 11.0),
    ("Units", 10.0),
    ("Life", 14.0),
    ("Tasks at once", 9.0),
    ("Quantity", 10.0),
    ("List price", 16.0),
    ("Price", 16.0),
    ("Amount", 18.0),
    ("Discount, %", 11.0),
    ("Discount, amount", 16.0),
    ("Reason", 22.0),
    ("Net", 20.0),
];
/// Columns that formulas name.
const KIND: u16 = 2;
pub(crate) const QUANTITY: u16 = 7;
pub(crate) const PRICE: u16 = 9;
const AMOUNT: u16 = 10;
const PERCENT: u16 = 11;
const OFF: u16 = 12;
const LABEL: u16 = 10;
const NET: u16 = 14;

/// Notes for the last sheet: what, and the words.
type Notes = Vec<(String, String)>;

/// The rows of the lines on this sheet: the first, and the one after the last.
pub(crate) fn write(
    sheet: &mut Worksheet,
    report: &Value,
    look: &Look,
    notes: &mut Notes,
) -> Result<(u32, u32), XlsxError> {
    sheet.set_name("Quote")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&RPage &P of &N");
    for (column, (_, width)) in (0_u16..).zip(HEADS) {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    if let Some(mark) = report["watermark"].as_str() {
        row = put_text(sheet, row, 0, mark, &look.mark)?;
    }
    row = put_text(sheet, row, 0, &format!("Quote {}", texts::of(&report["number"])), &look.title)?;
    for (name, value) in head(report) {
        put_text(sheet, row, 0, name, &look.label)?;
        row = put_text(sheet, row, 1, &value, &look.text)?;
    }
    for (name, key) in [("Seller", "seller"), ("Buyer", "buyer")] {
        for field in ["name", "address", "contact", "taxId"] {
            let value = texts::of(&report[key][field]);
            if !value.is_empty() {
                put_text(sheet, row, 0, name, &look.label)?;
                row = put_text(sheet, row, 1, value, &look.text)?;
            }
        }
    }
    row = put_text(sheet, row + 1, 0, "Tinted cells are inputs; the others follow from them by formula.", &look.label)?;
    for (column, (name, _)) in (0_u16..).zip(HEADS) {
        put_text(sheet, row, column, name, &look.head)?;
    }
    sheet.set_repeat_rows(row, row)?;
    let first = row + 1;
    let mut sums = Sums::new(report, look, first);
    for line in report["lines"].as_array().into_iter().flatten() {
        row += 1;
        sums.line(sheet, row, line, look, notes)?;
    }
    let after = row + 1;
    row = sums.below(sheet, after, report, look, notes)?;
    if report["acceptance"].as_bool() == Some(true) {
        row += 1;
        for label in ["Accepted for the buyer by", "Place and day", "Signature"] {
            row += 1;
            put_text(sheet, row, 1, label, &look.label)?;
            for column in 2..6 {
                sheet.write_blank(row, column, &look.rule)?;
            }
            row += 1;
        }
    }
    Ok((first, after))
}

/// The facts at the head, as names and values.
fn head(report: &Value) -> Vec<(&'static str, String)> {
    let said = |key: &str| figure::text(&report[key]).unwrap_or_default();
    let until = match (said("validUntil"), said("timeZone")) {
        (until, _) if until.is_empty() => until,
        (until, zone) if zone.is_empty() => format!("{until}, last day included"),
        (until, zone) => format!("{until}, last day included ({zone})"),
    };
    let exchange = &report["exchange"];
    let rate = match (exchange["rate"].as_str(), exchange["day"].as_str()) {
        (None, _) => String::new(),
        (Some(rate), day) => {
            let of = day.map_or_else(|| "of no stated day".to_owned(), |day| format!("of {day}"));
            let (from, to) = (texts::of(&exchange["from"]), texts::of(&exchange["to"]));
            format!("1 {from} = {rate} {to} {of}; unit prices to six decimals, half up")
        }
    };
    let expired = report["expired"].as_bool() == Some(true);
    let mut rows = vec![
        ("Version", said("version")),
        ("Amends", said("amends")),
        ("Status", if expired { "expired".to_owned() } else { said("status") }),
        ("Issued", said("issued")),
        ("Valid until", until),
        ("Currency", said("currency")),
        ("Exchange rate", rate),
        ("Plan begins", said("asOf")),
        ("Months", said("months")),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

/// The lines and what is below them, worked out beside their formulas as a spreadsheet would.
struct Sums {
    /// Decimals that nets, discount and tax are rounded to.
    decimals: i32,
    first: u32,
    /// What the formulas came to so far; `None`: a net is no number.
    nets: Vec<(bool, Option<f64>)>,
}

/// A row below the lines.
struct Below<'a> {
    label: String,
    formula: String,
    /// What the formula comes to; `None`: it has no figures to work with.
    comes_to: Option<f64>,
    figure: &'a str,
}

impl Sums {
    fn new(report: &Value, look: &Look, first: u32) -> Self {
        let by_line = report["roundingRule"].as_str() == Some("line");
        Self { decimals: if by_line { look.decimals } else { 9 }, first, nets: Vec::new() }
    }

    fn line(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        line: &Value,
        look: &Look,
        notes: &mut Notes,
    ) -> Result<(), XlsxError> {
        let said = |key: &str| texts::of(&line[key]);
        let pack = said("kind") == "pack";
        let names = [said("id"), said("name"), if pack { "pack" } else { "custom bundle" }];
        for (column, text) in (0_u16..).zip(names) {
            put_name(sheet, (row, column), text, &look.wrapped, notes)?;
        }
        put_figure(sheet, (row, 3), &line["units"], &look.plain.clone().set_num_format("#,##0.###"), notes)?;
        put_name(sheet, (row, 4), said("unitsName"), &look.wrapped, notes)?;
        put_name(sheet, (row, 5), said("life"), &look.wrapped, notes)?;
        put_figure(sheet, (row, 6), &line["concurrency"], &look.plain, notes)?;
        let percent = line["discountPercent"].as_str();
        let off = line["discount"].as_str().filter(|_| percent.is_none());
        put_figure(sheet, (row, QUANTITY), &line["quantity"], &Look::input(&look.plain), notes)?;
        put_figure(sheet, (row, QUANTITY + 1), &line["listPrice"], &look.money, notes)?;
        put_figure(sheet, (row, PRICE), &line["unitPrice"], &Look::input(&look.money), notes)?;
        put_percent(sheet, (row, PERCENT), percent, look)?;
        let off = off.filter(|off| figure::exact(off) != Some(0.0));
        put_figure(sheet, (row, OFF), &off.into(), &Look::input(&look.money), notes)?;
        put_name(sheet, (row, OFF + 1), said("reason"), &look.wrapped, notes)?;

        let number = |value: &Value| figure::text(value).and_then(|text| figure::exact(&text));
        let given = (percent.map_or(Some(0.0), figure::share), off.map_or(Some(0.0), figure::exact));
        let amount =
            number(&line["quantity"]).zip(number(&line["unitPrice"])).map(|(quantity, price)| quantity * price);
        let net = match (amount, given) {
            (Some(amount), (Some(share), Some(off))) => {
                Some(figure::round(amount * (1.0 - share) - off, self.decimals))
            }
            _ => None,
        };
        let at = |column| address(row, column);
        let (quantity, price, total) = (at(QUANTITY), at(PRICE), at(AMOUNT));
        let formula = format!("IF(COUNT({quantity},{price})=2,{quantity}*{price},\"{INCOMPLETE}\")");
        let live = settle(sheet, (row, AMOUNT), &formula, amount, line["gross"].as_str(), &look.money, notes)?;
        let formula = format!(
            "IF(COUNT({total})=1,ROUND({total}*(1-{})-{},{}),\"{INCOMPLETE}\")",
            at(PERCENT),
            at(OFF),
            self.decimals
        );
        let net = net.filter(|_| live);
        settle(sheet, (row, NET), &formula, net, line["net"].as_str(), &look.money, notes)?;
        let shown = line["net"].as_str().and_then(figure::exact);
        self.nets.push((pack, shown.map(|shown| net.unwrap_or(shown))));
        Ok(())
    }

    /// The rows below the lines; answers the row after them.
    fn below(
        &self,
        sheet: &mut Worksheet,
        after: u32,
        report: &Value,
        look: &Look,
        notes: &mut Notes,
    ) -> Result<u32, XlsxError> {
        let complete = report["complete"].as_bool() == Some(true) && after > self.first;
        let figure_of = |key: &str| report[key].as_str().filter(|_| complete);
        let off = texts::of(&report["discount"]).to_owned();
        let less = if figure::exact(&off) == Some(0.0) { off } else { format!("-{off}") };
        let (nets, kinds) = (self.range(NET, after), self.range(KIND, after));
        let (on, digits) = (texts::of(&report["discountOn"]), self.decimals);
        let sum = |among: &dyn Fn(bool) -> bool| -> Option<f64> {
            self.nets.iter().filter(|(pack, _)| among(*pack)).try_fold(0.0, |sum, (_, net)| Some(sum + (*net)?))
        };
        let all = sum(&|_| true);
        let mut row = after + 1;
        let at = |row: u32, column: u16| address(row, column);

        let mut rows = Vec::new();
        let subtotal = at(row, NET);
        rows.push(Below {
            label: "Subtotal".to_owned(),
            formula: format!("IF(COUNT({nets})=ROWS({nets}),SUM({nets}),\"{INCOMPLETE}\")"),
            comes_to: all,
            figure: figure_of("subtotal").unwrap_or_default(),
        });

        let discounted = row + 1;
        let percent = report["discountPercent"].as_str();
        let typed =
            report["discount"].as_str().filter(|_| percent.is_none()).filter(|off| figure::exact(off) != Some(0.0));
        put_percent(sheet, (discounted, PERCENT), percent, look)?;
        put_figure(sheet, (discounted, OFF), &typed.into(), &Look::input(&look.money), notes)?;
        let (base, of) = match on {
            "packs only" => (format!("SUMIF({kinds},\"pack\",{nets})"), sum(&|pack| pack)),
            "bundles only" => (format!("SUMIF({kinds},\"custom bundle\",{nets})"), sum(&|pack| !pack)),
            _ => (subtotal.clone(), all),
        };
        let share = percent.map_or(Some(0.0), figure::share);
        let amount = typed.map_or(Some(0.0), figure::exact);
        let off = match (of, share, amount) {
            (Some(of), Some(share), Some(amount)) => Some(figure::round(of * share + amount, digits)),
            _ => None,
        };
        let (share_at, amount_at) = (at(discounted, PERCENT), at(discounted, OFF));
        rows.push(Below {
            label: format!("Discount on {on}"),
            formula: format!(
                "IF(COUNT({subtotal})=1,0-ROUND({base}*{share_at}+{amount_at},{digits}),\"{INCOMPLETE}\")"
            ),
            comes_to: off.map(|off| 0.0 - off),
            figure: if complete { &less } else { "" },
        });

        let net = all.zip(off).map(|(all, off)| all - off);
        let net_at = at(row + 2, NET);
        let less_at = at(discounted, NET);
        rows.push(Below {
            label: "Net".to_owned(),
            formula: format!("IF(COUNT({subtotal},{less_at})=2,{subtotal}+{less_at},\"{INCOMPLETE}\")"),
            comes_to: net,
            figure: figure_of("net").unwrap_or_default(),
        });

        let tax_label = Some(texts::of(&report["taxName"])).filter(|name| !name.is_empty()).unwrap_or("tax");
        let mut before = (net_at.clone(), 1, net);
        if let Some(tax_percent) = report["taxPercent"].as_str() {
            let taxed = row + 3;
            put_percent(sheet, (taxed, PERCENT), Some(tax_percent), look)?;
            let tax = net.zip(figure::share(tax_percent)).map(|(net, share)| figure::round(net * share, digits));
            let (share_at, tax_at) = (at(taxed, PERCENT), at(taxed, NET));
            rows.push(Below {
                label: texts::head(tax_label, 200),
                formula: format!("IF(COUNT({net_at})=1,ROUND({net_at}*{share_at},{digits}),\"{INCOMPLETE}\")"),
                comes_to: tax,
                figure: figure_of("tax").unwrap_or_default(),
            });
            before = (format!("{net_at},{tax_at}"), 2, net.zip(tax).map(|(net, tax)| net + tax));
        }
        let (cells, many, comes_to) = before;
        let added = cells.replace(',', "+");
        if digits != look.decimals {
            let total_at = at(row + u32::try_from(rows.len()).unwrap_or_default() + 1, NET);
            let rounded = comes_to.map(|sum| figure::round(sum, look.decimals));
            let added = comes_to.zip(rounded).map(|(sum, total)| figure::round(total - sum, 9));
            let plus = cells.replace(',', "-");
            rows.push(Below {
                label: "Rounding".to_owned(),
                formula: format!("IF(COUNT({total_at})=1,ROUND({total_at}-{plus},9),\"{INCOMPLETE}\")"),
                comes_to: added,
                figure: figure_of("rounding").unwrap_or_default(),
            });
        }
        let untaxed = report["taxPercent"].is_null();
        rows.push(Below {
            label: if untaxed { format!("Total, excl. {}", texts::head(tax_label, 200)) } else { "Total".to_owned() },
            formula: format!("IF(COUNT({cells})={many},ROUND({added},{}),\"{INCOMPLETE}\")", look.decimals),
            comes_to: comes_to.map(|sum| figure::round(sum, look.decimals)),
            figure: figure_of("total").unwrap_or_default(),
        });

        let last = rows.len() - 1;
        for (place, below) in rows.into_iter().enumerate() {
            let format = if place == last { &look.total } else { &look.money };
            put_text(sheet, row, LABEL, &below.label, if place == last { &look.total } else { &look.label })?;
            let figure = Some(below.figure).filter(|figure| !figure.is_empty());
            settle(sheet, (row, NET), &below.formula, below.comes_to, figure, format, notes)?;
            row += 1;
        }
        Ok(row)
    }

    /// A column of all lines.
    fn range(&self, column: u16, after: u32) -> String {
        format!("{}:{}", address(self.first, column), address(after.max(self.first + 1) - 1, column))
    }
}

/// A per cent as an input; empty where there is none.
fn put_percent(sheet: &mut Worksheet, at: (u32, u16), percent: Option<&str>, look: &Look) -> Result<(), XlsxError> {
    let format = Look::input(&look.percent);
    match percent.and_then(figure::share) {
        Some(share) => sheet.write_number_with_format(at.0, at.1, share, &format).map(drop),
        None => sheet.write_blank(at.0, at.1, &format).map(drop),
    }
}

/// A formula where it gives the report's figure; else the figure, with a note. Answers whether the formula stands.
fn settle(
    sheet: &mut Worksheet,
    at: (u32, u16),
    formula: &str,
    comes_to: Option<f64>,
    figure: Option<&str>,
    format: &rust_xlsxwriter::Format,
    notes: &mut Notes,
) -> Result<bool, XlsxError> {
    let Some(figure) = figure else {
        put_text(sheet, at.0, at.1, INCOMPLETE, format)?;
        return Ok(false);
    };
    if comes_to.is_some_and(|number| figure::agrees(number, figure)) {
        put_formula(sheet, at, formula, figure, format)?;
        return Ok(true);
    }
    if figure::exact(figure).is_some() {
        let words =
            format!("{figure} is no formula: in a spreadsheet's fifteen digits it would come to another figure");
        notes.push((format!("Cell {}", address(at.0, at.1)), words));
    }
    put_figure(sheet, at, &figure.into(), format, notes)?;
    Ok(false)
}
