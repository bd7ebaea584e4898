//! The sheet *Quote*: who, what, and the sums.
//!
//! Line by line `net = ROUND(quantity x price x (1 - discount) - discount, decimals)`; below, the sums in the report's own
//! order. A cell that is emptied makes what follows from it say `incomplete`, never zero.
//!
//! Imports `figure`, `look` and `texts`.

use crate::look::{Look, address, put_figure, put_formula, put_name, put_text};
use crate::{figure, texts};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
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
        let off = off.map(|off| self.taken_off(line, off));
        let off = off.as_deref().filter(|off| figure::exact(off) != Some(0.0));
        put_figure(sheet, (row, QUANTITY), &line["quantity"], &Look::input(&look.plain), notes)?;
        put_figure(sheet, (row, QUANTITY + 1), &line["listPrice"], &look.money, notes)?;
        put_figure(sheet, (row, PRICE), &line["unitPrice"], &Look::input(&look.money), notes)?;
        put_percent(sheet, (row, PERCENT), percent, look)?;
        put_figure(sheet, (row, OFF), &off.into(), &Look::input(&look.money), notes)?;
        put_name(sheet, (row, OFF + 1), said("reason"), &look.wrapped, notes)?;

        let number = |value: &Value| figure::text(value).and_then(|text| figure::exact(&text));
        let at = |column| address(row, column);
        let (quantity, price, total) = (at(QUANTITY), at(PRICE), at(AMOUNT));
        let amount = number(&line["quantity"]).zip(number(&line["unitPrice"])).map(|(count, price)| count * price);
        let formula = format!("IF(COUNT({quantity},{price})=2,{quantity}*{price},\"{INCOMPLETE}\")");
        let amount = settle(
            sheet,
            (row, AMOUNT),
            &formula,
            amount,
            (line["gross"].as_str(), Digits::Exact),
            &look.money,
            notes,
        )?;

        let (share, off) = (percent.map_or(Some(0.0), figure::share), off.map_or(Some(0.0), figure::exact));
        let net = amount.zip(share.zip(off)).map(|(amount, (share, off))| amount * (1.0 - share) - off);
        let net = net.map(|net| figure::round(net, self.decimals));
        let (share, off, decimals) = (at(PERCENT), at(OFF), self.decimals);
        let formula = format!("IF(COUNT({total})=1,ROUND({total}*(1-{share})-{off},{decimals}),\"{INCOMPLETE}\")");
        let net =
            settle(sheet, (row, NET), &formula, net, (line["net"].as_str(), self.digits(look)), &look.money, notes)?;
        self.nets.push((pack, net));
        Ok(())
    }

    /// The amount off a line as it was typed. The report says amount - net, in which the rounding of the net is, too: in
    /// whole coins that falls away, and where coins do not give the net again, the difference as it is does.
    fn taken_off(&self, line: &Value, difference: &str) -> String {
        let number = |key: &str| line[key].as_str().and_then(figure::exact);
        let coins = figure::exact(difference).map(|off| figure::round(off, self.decimals));
        let again = |coins: &f64| {
            let net = number("gross").map(|gross| figure::round(gross - coins, self.decimals));
            net.zip(number("net")).is_some_and(|(net, known)| net == known)
        };
        coins.filter(again).map_or_else(|| difference.to_owned(), |coins| coins.to_string())
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
        let (nets, kinds) = (self.range(NET, after), self.range(KIND, after));
        let (digits, kept) = (self.decimals, self.digits(look));
        let sum = |among: &dyn Fn(bool) -> bool| -> Option<f64> {
            self.nets.iter().filter(|(pack, _)| among(*pack)).try_fold(0.0, |sum, (_, net)| Some(sum + (*net)?))
        };
        let mut put = |row: u32, label: &str, formula: &str, comes_to: Option<f64>, figure: Option<&str>| {
            let last = label.starts_with("Total");
            let (format, of) = if last { (&look.total, &look.total) } else { (&look.money, &look.label) };
            put_text(sheet, row, LABEL, label, of)?;
            let formula = formula.replace("INCOMPLETE", INCOMPLETE);
            let kept = if last { Digits::Rounded } else { kept };
            settle(sheet, (row, NET), &formula, comes_to, (figure, kept), format, notes)
        };
        let [row, discounted, netted, taxed] = [1, 2, 3, 4].map(|more| after + more);
        let at = |row: u32| address(row, NET);
        let [subtotal, less, net_at, tax_at] = [row, discounted, netted, taxed].map(at);

        let formula = format!("IF(COUNT({nets})=ROWS({nets}),ROUND(SUM({nets}),{digits}),\"INCOMPLETE\")");
        // what is exact in decimals is not in doubles: each sum is rounded to what it is counted in
        let summed = sum(&|_| true).map(|sum| figure::round(sum, digits));
        let all = put(row, "Subtotal", &formula, summed, figure_of("subtotal"))?;

        let percent = report["discountPercent"].as_str();
        let typed = report["discount"].as_str().filter(|_| percent.is_none());
        let typed = typed.filter(|off| figure::exact(off) != Some(0.0));
        let on = texts::of(&report["discountOn"]);
        let (base, of) = match on {
            "packs only" => (format!("SUMIF({kinds},\"pack\",{nets})"), sum(&|pack| pack)),
            "bundles only" => (format!("SUMIF({kinds},\"custom bundle\",{nets})"), sum(&|pack| !pack)),
            _ => (subtotal.clone(), all),
        };
        let (share, amount) = (percent.map_or(Some(0.0), figure::share), typed.map_or(Some(0.0), figure::exact));
        let off = of.zip(share.zip(amount)).map(|(of, (share, amount))| of * share + amount);
        let off = off.filter(|_| all.is_some()).map(|off| 0.0 - figure::round(off, digits));
        let figure = figure_of("discount").map(|off| match figure::exact(off) {
            Some(0.0) => off.to_owned(),
            _ => format!("-{off}"),
        });
        let (share_at, amount_at) = (address(discounted, PERCENT), address(discounted, OFF));
        let formula = format!("IF(COUNT({subtotal})=1,0-ROUND({base}*{share_at}+{amount_at},{digits}),\"INCOMPLETE\")");
        let off = put(discounted, &format!("Discount on {on}"), &formula, off, figure.as_deref())?;

        let net = all.zip(off).map(|(all, off)| figure::round(all + off, digits));
        let formula = format!("IF(COUNT({subtotal},{less})=2,ROUND({subtotal}+{less},{digits}),\"INCOMPLETE\")");
        let net = put(netted, "Net", &formula, net, figure_of("net"))?;

        let tax_name = Some(texts::head(texts::of(&report["taxName"]), 200)).filter(|name| !name.is_empty());
        let tax_name = tax_name.unwrap_or_else(|| "tax".to_owned());
        let mut next = taxed;
        let tax_percent = report["taxPercent"].as_str();
        let (cells, before) = if let Some(percent) = tax_percent {
            let tax = net.zip(figure::share(percent)).map(|(net, share)| figure::round(net * share, digits));
            let share_at = address(taxed, PERCENT);
            let formula = format!("IF(COUNT({net_at})=1,ROUND({net_at}*{share_at},{digits}),\"INCOMPLETE\")");
            let tax = put(taxed, &tax_name, &formula, tax, figure_of("tax"))?;
            next += 1;
            (vec![net_at, tax_at], net.zip(tax).map(|(net, tax)| net + tax))
        } else {
            (vec![net_at], net)
        };
        // where only the total is rounded, what that adds stands above it
        let total_row = if digits == look.decimals { next } else { next + 1 };
        let label = if tax_percent.is_none() { format!("Total, excl. {tax_name}") } else { "Total".to_owned() };
        let (many, added) = (cells.len(), cells.join("+"));
        let total = before.map(|sum| figure::round(sum, look.decimals));
        let formula = format!("IF(COUNT({})={many},ROUND({added},{}),\"INCOMPLETE\")", cells.join(","), look.decimals);
        let total = put(total_row, &label, &formula, total, figure_of("total"))?;
        if total_row > next {
            let rounding = total.zip(before).map(|(total, sum)| figure::round(total - sum, 9));
            let total_at = at(total_row);
            let formula = format!("IF(COUNT({total_at})=1,ROUND({total_at}-({added}),9),\"INCOMPLETE\")");
            put(next, "Rounding", &formula, rounding, figure_of("rounding"))?;
        }

        put_percent(sheet, (discounted, PERCENT), percent, look)?;
        put_figure(sheet, (discounted, OFF), &typed.into(), &Look::input(&look.money), notes)?;
        if tax_percent.is_some() {
            put_percent(sheet, (taxed, PERCENT), tax_percent, look)?;
        }
        Ok(total_row + 1)
    }

    fn digits(&self, look: &Look) -> Digits {
        if self.decimals == look.decimals { Digits::Rounded } else { Digits::Exact }
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

/// What a figure has to agree in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Digits {
    /// To the last: it was rounded to the coin.
    Rounded,
    /// It is exact to the billionth, of which a spreadsheet may lose the last digits on the way to the total.
    Exact,
}

/// A formula where it gives the report's figure; else the figure, with a note. Answers the number that stands there then.
fn settle(
    sheet: &mut Worksheet,
    at: (u32, u16),
    formula: &str,
    comes_to: Option<f64>,
    (figure, digits): (Option<&str>, Digits),
    format: &Format,
    notes: &mut Notes,
) -> Result<Option<f64>, XlsxError> {
    let Some(figure) = figure else {
        put_text(sheet, at.0, at.1, INCOMPLETE, format)?;
        return Ok(None);
    };
    let cell = || format!("Cell {}", address(at.0, at.1));
    let near = |number: &f64| digits == Digits::Exact && figure::near(*number, figure);
    if let Some(number) = comes_to.filter(|number| figure::agrees(*number, figure) || near(number)) {
        let held = figure::exact(figure);
        if held.is_none() || !figure::agrees(number, figure) {
            notes.push((cell(), format!("exactly {figure}; a spreadsheet counts fifteen digits")));
        }
        let result = if held.is_some() { figure.to_owned() } else { number.to_string() };
        put_formula(sheet, at, formula, &result, format)?;
        return Ok(Some(number));
    }
    if figure::exact(figure).is_some() {
        let words =
            format!("{figure} is no formula: in a spreadsheet's fifteen digits it would come to another figure");
        notes.push((cell(), words));
    }
    put_figure(sheet, at, &figure.into(), format, notes)?;
    Ok(figure::exact(figure))
}
