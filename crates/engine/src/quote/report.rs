//! What follows from a quote.

use super::said::Party;
use super::sold::{Buy, Drawn, SoldRate};
use super::status::Status;
use crate::date::Date;
use crate::issue::{Issue, Level};
use crate::money::{Cost, Price};
use crate::units::Units;
use serde::Serialize;

/// Where a line is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A pack of the price book.
    Pack,
    /// A bundle that no book lists.
    Bundle,
}

/// One line of a quote. Amounts are in the quote's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuoteLine {
    /// `pool/pack`, or `bundle/0`.
    pub id: String,
    /// Where it is from.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Pool of its units; may be empty for a bundle.
    pub pool: String,
    /// What its units are called.
    pub units_name: String,
    /// Units in one; null where not known.
    pub units: Option<Units>,
    /// How many; null where that is no number.
    pub quantity: Option<u64>,
    /// When they are bought; empty for a bundle.
    pub buys: Vec<Buy>,
    /// What the plan draws of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<Drawn>,
    /// How long one lasts, in words.
    pub life: String,
    /// Tasks that it lets run at once; null where not said.
    pub concurrency: Option<u32>,
    /// The book's price of one before its own discount; null where not known.
    pub list_price: Option<Price>,
    /// Price of one in the book's currency; null for a bundle.
    pub book_price: Option<Price>,
    /// Price of one; null where not known.
    pub unit_price: Option<Price>,
    /// quantity x unit price; null where one of them is not known.
    pub gross: Option<Cost>,
    /// The discount as a per cent; null where it is an amount, or none.
    pub discount_percent: Option<String>,
    /// What it takes off; null with `gross`.
    pub discount: Option<Cost>,
    /// Why it is given; may be empty.
    pub reason: String,
    /// gross - discount, rounded by the rule; null where not known.
    pub net: Option<Cost>,
}

/// How the book's prices became the quote's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exchange {
    /// The book's currency.
    pub from: String,
    /// The quote's.
    pub to: String,
    /// What one unit of `from` is in `to`.
    pub rate: Price,
    /// The day of the rate; null where it was not said.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub day: Option<Date>,
}

/// The price book behind a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuoteBook {
    /// Its id.
    pub id: String,
    /// SHA-256 of its file.
    pub digest: String,
    /// Its title.
    pub title: String,
    /// Whose prices they are.
    pub provider: String,
}

/// Everything that follows from a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuoteReport {
    /// The number, typed or made.
    pub number: String,
    /// SHA-256 of what is offered: lines, prices, conditions; not of number, status or approvals.
    pub digest: String,
    /// The version, from 1 on; null where that is no number.
    pub version: Option<u64>,
    /// Number of the quote that it amends; may be empty.
    pub amends: String,
    /// How far it has come.
    pub status: Status,
    /// Where it may go from there.
    pub moves: Vec<Status>,
    /// Whether its last day is past. A label; nothing is locked by it.
    pub expired: bool,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// Day of issue; null where not said.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub issued: Option<Date>,
    /// Last day on which it is valid; null where not said.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub valid_until: Option<Date>,
    /// In which time zone that day ends, in words.
    pub time_zone: String,
    /// Currency of every amount.
    pub currency: String,
    /// Decimals of its smallest coin.
    pub decimals: u32,
    /// How the book's prices became these; null where the currency is the book's.
    pub exchange: Option<Exchange>,
    /// First day of the plan, where known.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub as_of: Option<Date>,
    /// Months of the plan; null where they are not known.
    pub months: Option<u32>,
    /// The lines.
    pub lines: Vec<QuoteLine>,
    /// Sum of the lines' net amounts; null while one is not known. So are all sums below.
    pub subtotal: Option<Cost>,
    /// The discount on the whole as a per cent; null where it is an amount, or none.
    pub discount_percent: Option<String>,
    /// What it takes off.
    pub discount: Option<Cost>,
    /// What it is taken from, in words.
    pub discount_on: &'static str,
    /// Sum of the lines that it is taken from.
    pub discount_base: Option<Cost>,
    /// Why it is given; may be empty.
    pub reason: String,
    /// subtotal - discount.
    pub net: Option<Cost>,
    /// What the tax is called; empty: all amounts are without tax.
    pub tax_name: String,
    /// The tax in per cent; null: all amounts are without tax.
    pub tax_percent: Option<String>,
    /// The tax; null without one, or with `net`.
    pub tax: Option<Cost>,
    /// What rounding the total added (or took, below zero). Zero where each line is rounded.
    pub rounding: Option<Cost>,
    /// net + tax + rounding: what is to be paid.
    pub total: Option<Cost>,
    /// What all lines are before any discount of this quote.
    pub gross: Option<Cost>,
    /// The rounding rule, in words.
    pub rounding_words: String,
    /// Where amounts are rounded: `line` or `total`.
    pub rounding_rule: &'static str,
    /// How minimum orders are read, in words.
    pub order: String,
    /// What a reader must know.
    pub assumptions: Vec<String>,
    /// What the price book says of itself; empty where no line is of the plan.
    pub book_notes: Vec<String>,
    /// What the work deducts.
    pub rates: Vec<SoldRate>,
    /// Terms.
    pub terms: String,
    /// A word to the buyer.
    pub note: String,
    /// Whether there is a block to sign.
    pub acceptance: bool,
    /// Language of its own texts.
    pub language: String,
    /// The price book.
    pub book: QuoteBook,
    /// Whether there is a total.
    pub complete: bool,
    /// What is wrong, and what a reader must know; paths begin with `quote`.
    pub issues: Vec<Issue>,
}

impl QuoteReport {
    /// Whether a tax is in the total, in words for a face.
    #[must_use]
    pub fn tax_words(&self) -> String {
        match &self.tax_percent {
            Some(percent) => format!("{} {percent}%", self.tax_label()),
            None => format!("excl. {}", self.tax_label()),
        }
    }

    /// What the tax is called, or `tax`.
    #[must_use]
    pub fn tax_label(&self) -> &str {
        if self.tax_name.is_empty() { "tax" } else { &self.tax_name }
    }

    /// The worst of the issues at a field, or `None`.
    #[must_use]
    pub fn issue_at(&self, path: &str) -> Option<&Issue> {
        let at = || self.issues.iter().filter(|issue| issue.path == path);
        at().find(|issue| issue.level == Level::Error).or_else(|| at().next())
    }
}
