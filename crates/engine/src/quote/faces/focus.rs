//! A quote as rows of the FOCUS 1.2 billing format: what is to be bought, month by month, and what the plan draws of it.
//!
//! `BilledCost` of all rows together is the quote's total. A purchase is paid for and has no effective cost of its own;
//! its effective cost falls to the months that draw on it, and to what goes unused, in proportion to units, so that
//! `EffectiveCost` adds up to the same total.

use super::super::report::{QuoteLine, QuoteReport};
use super::csv::{cell, row};
use super::money;
use crate::date;
use crate::decimal::{self, Rounding};
use crate::money::{Cost, in_currency};
use crate::units::Units;

const COLUMNS: [&str; 29] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountStatus",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
];

/// One row, by the names of its columns; what is not set is null.
struct Row {
    set: Vec<(&'static str, String)>,
}

impl Row {
    fn new(report: &QuoteReport, category: &str, month: Option<u32>, billed: Cost, effective: Cost) -> Self {
        let start = report.as_of.or(report.issued);
        let begin = |month: u32| {
            let day = start.and_then(|start| date::months_later(start, month))?;
            Some(format!("{day}T00:00:00Z"))
        };
        let from = month.map_or(0, |month| month.saturating_sub(1));
        let (first, end) = (begin(from).unwrap_or_default(), begin(from.saturating_add(1)).unwrap_or_default());
        let vendor = &report.book.provider;
        let issuer = if report.seller.name.is_empty() { vendor } else { &report.seller.name };
        let provider = if vendor.is_empty() { issuer } else { vendor };
        let buyer = &report.buyer.name;
        let set = vec![
            ("BilledCost", in_currency(billed, &report.currency)),
            ("BillingAccountId", cell(&report.number)),
            ("BillingAccountName", cell(buyer)),
            ("BillingCurrency", cell(&report.currency)),
            ("BillingPeriodStart", first.clone()),
            ("BillingPeriodEnd", end.clone()),
            ("ChargeCategory", cell(category)),
            ("ChargePeriodStart", first),
            ("ChargePeriodEnd", end),
            ("ContractedCost", in_currency(billed, &report.currency)),
            ("EffectiveCost", in_currency(effective, &report.currency)),
            ("InvoiceIssuerName", cell(issuer)),
            ("ListCost", in_currency(billed, &report.currency)),
            ("ProviderName", cell(provider)),
            ("PublisherName", cell(provider)),
            ("ServiceCategory", cell("AI and Machine Learning")),
            ("ServiceName", cell(if report.book.title.is_empty() { "Custom bundle" } else { &report.book.title })),
        ];
        Self { set }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set.retain(|(known, _)| *known != name);
        self.set.push((name, value.into()));
        self
    }

    /// What is common to all rows of a line.
    fn of(self, line: &QuoteLine) -> Self {
        self.with("SkuId", cell(&line.id)).with("PricingCategory", cell("Standard"))
    }

    fn write(self, text: &mut String) {
        let value = |name: &&str| {
            self.set.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let cells: Vec<String> = COLUMNS.iter().map(value).collect();
        text.push_str(&row(&cells));
    }
}

/// Parts of an amount in proportion to weights, to the billionth, that add up to it exactly.
fn shares(amount: Cost, weights: &[i128]) -> Vec<Cost> {
    let all: i128 = weights.iter().sum();
    let (mut seen, mut given) = (0_i128, 0_i128);
    let mut parts = Vec::new();
    for weight in weights {
        seen += weight;
        // rounded cumulatively: the last sum is the whole amount
        let reached = if seen == all {
            amount.billionths()
        } else {
            let over = amount.billionths().checked_mul(seen);
            over.and_then(|over| decimal::divide(over, all, Rounding::HalfUp)).unwrap_or(given)
        };
        parts.push(Cost::from_billionths(reached - given));
        given = reached;
    }
    parts
}

pub(super) fn write(report: &QuoteReport) -> String {
    let names: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    let mut text = row(&names);
    if !report.complete {
        return text;
    }
    for line in &report.lines {
        if let (Some(net), Some(quantity)) = (line.net, line.quantity) {
            purchases(report, line, net, quantity, &mut text);
            drawn(report, line, net, quantity, &mut text);
        }
    }
    let zero = |cost: Option<Cost>| cost.filter(|cost| *cost != Cost::ZERO);
    if let Some(discount) = zero(report.discount) {
        let off = Cost::ZERO.minus(discount).unwrap_or(discount);
        let words = format!("Discount on {}", report.discount_on);
        let row = Row::new(report, "Credit", None, off, off);
        row.with("ChargeDescription", cell(&words)).with("ChargeFrequency", cell("One-Time")).write(&mut text);
    }
    if let Some(tax) = zero(report.tax) {
        let row = Row::new(report, "Tax", None, tax, tax);
        row.with("ChargeDescription", cell(&report.tax_words()))
            .with("ChargeFrequency", cell("One-Time"))
            .write(&mut text);
    }
    if let Some(rounding) = zero(report.rounding) {
        let row = Row::new(report, "Adjustment", None, rounding, rounding);
        row.with("ChargeDescription", cell("Rounding of the total"))
            .with("ChargeFrequency", cell("One-Time"))
            .write(&mut text);
    }
    text
}

fn purchases(report: &QuoteReport, line: &QuoteLine, net: Cost, quantity: u64, text: &mut String) {
    let buys: Vec<(u32, u64)> = if line.buys.is_empty() {
        vec![(1, quantity)]
    } else {
        line.buys.iter().map(|buy| (buy.month, buy.count)).collect()
    };
    let weights: Vec<i128> = buys.iter().map(|(_, count)| i128::from(*count)).collect();
    for ((month, count), billed) in buys.iter().zip(shares(net, &weights)) {
        let list = line.unit_price.and_then(|price| price.times(*count));
        // a bundle is drawn on by nothing here, so its cost is effective at once
        let effective = if line.drawn.is_empty() { billed } else { Cost::ZERO };
        Row::new(report, "Purchase", Some(*month), billed, effective)
            .of(line)
            .with("ChargeDescription", cell(&line.name))
            .with("ChargeFrequency", cell(if buys.len() > 1 { "Recurring" } else { "One-Time" }))
            .with("ListCost", money(list, &report.currency))
            .with("ListUnitPrice", money(line.unit_price, &report.currency))
            .with("PricingQuantity", count.to_string())
            .with("PricingUnit", cell("Packs"))
            .write(text);
    }
}

fn drawn(report: &QuoteReport, line: &QuoteLine, net: Cost, quantity: u64, text: &mut String) {
    let Some(bought) = line.units.and_then(|units| units.times(quantity)) else { return };
    if line.drawn.is_empty() {
        return;
    }
    let mut weights = Vec::new();
    let mut left = i128::from(bought.thousandths());
    for month in &line.drawn {
        for units in [month.used, month.expired] {
            weights.push(i128::from(units.thousandths()));
            left -= i128::from(units.thousandths());
        }
    }
    weights.push(left.max(0));
    let parts = shares(net, &weights);
    let last = line.drawn.last().map(|month| month.month);
    let mut places: Vec<(Option<u32>, &str, Units)> = Vec::new();
    for month in &line.drawn {
        places.push((Some(month.month), "Used", month.used));
        places.push((Some(month.month), "Unused", month.expired));
    }
    let left = i64::try_from(left.max(0)).ok().and_then(Units::from_thousandths).unwrap_or_default();
    places.push((last, "Left", left));
    for ((month, state, units), effective) in places.into_iter().zip(parts) {
        if units == Units::ZERO {
            continue;
        }
        let words = match state {
            "Used" => format!("{} drawn from {}", line.units_name, line.name),
            "Unused" => format!("{} of {} that expire unused", line.units_name, line.name),
            _ => format!("{} of {} left after the plan", line.units_name, line.name),
        };
        let status = if state == "Used" { "Used" } else { "Unused" };
        let row = Row::new(report, "Usage", month, Cost::ZERO, effective).of(line);
        let row = if state == "Used" {
            row.with("ConsumedQuantity", units.to_string()).with("ConsumedUnit", cell(&line.units_name))
        } else {
            row
        };
        row.with("ChargeDescription", cell(&words))
            .with("ChargeFrequency", cell("Usage-Based"))
            .with("CommitmentDiscountStatus", cell(status))
            .with("ContractedCost", in_currency(Cost::ZERO, &report.currency))
            .with("PricingCategory", cell("Committed"))
            .with("PricingQuantity", units.to_string())
            .with("PricingUnit", cell(&line.units_name))
            .write(text);
    }
}
