//! What follows from a Document.

use crate::book::Laid;
use crate::date::Date;
use crate::issue::{Issue, Level};
use crate::job::Part;
use crate::money::{Cost, Price, Rounded};
use crate::plan::{Answer, Request};
use crate::quote::QuoteReport;
use crate::trace::Trace;
use crate::units::Units;
use serde::Serialize;

/// Everything that follows from a Document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The book it was priced with; null where there is none of that id.
    pub book: Option<BookRef>,
    /// Months planned; null where that is not a number.
    pub months: Option<u32>,
    /// Each line that could be priced.
    pub lines: Vec<LineReport>,
    /// Each job; one that cannot be priced has the parts that are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<JobReport>,
    /// Each pool that is drawn on, with its plan.
    pub pools: Vec<PoolReport>,
    /// The total of each currency.
    pub totals: Vec<Total>,
    /// Whether every line has a price and every pool a plan. If not, no total is given.
    pub complete: bool,
    /// What is wrong, and what a reader must know.
    pub issues: Vec<Issue>,
    /// The working of the deduction; each plan has its own.
    pub trace: Vec<Trace>,
    /// The quote, with issues of its own; left out where the Document has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "quote"), serde(serialize_with = "no_quote"))]
    pub quote: Option<Box<QuoteReport>>,
}

impl Report {
    /// The issues at a field, or below it when `path` names a group.
    pub fn issues_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Issue> {
        self.issues.iter().filter(move |issue| {
            issue.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// Whether anything keeps it from answering.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues.iter().any(|issue| issue.level == Level::Error)
    }
}

/// Which book a report was priced with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BookRef {
    /// Its id.
    pub id: String,
    /// SHA-256 of its file.
    pub digest: String,
    /// Its title.
    pub title: String,
    /// Its currency.
    pub currency: String,
    /// Whether it is a person's own book: then a link to it opens nowhere else.
    pub local: bool,
    /// When its newest source was checked; null where none is dated.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
    /// Where negotiated prices are laid over a published edition: which, and whose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub laid: Option<Laid>,
}

/// One line of work, priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LineReport {
    /// Its place among the Document's lines.
    pub line: usize,
    /// The rate.
    pub rate: String,
    /// The rate in words.
    pub name: String,
    /// The rate in few words.
    pub short_name: String,
    /// What one result is called: `clip`, `image` or `call`.
    pub noun: &'static str,
    /// The pool that it draws on.
    pub pool: String,
    /// Units for one generation.
    pub units_each: Units,
    /// Generations for each kept result.
    pub takes: u64,
    /// Units a month.
    pub units: Units,
    /// List price of a month of it; null where not known.
    pub list_cost: Option<Cost>,
    /// What one generation costs by the plan: its share of the plan's cost. Rounded; null without a plan.
    pub price_each: Option<Rounded>,
    /// What one kept result costs by the plan: all its takes. Rounded; null without a plan.
    pub price_kept: Option<Rounded>,
}

/// One kind of job, priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobReport {
    /// Its place among the Document's jobs.
    pub job: usize,
    /// The pool that it draws on.
    pub pool: String,
    /// Such jobs a month; null where that is no number.
    pub count: Option<u64>,
    /// All parts of one job; those that are not known have no credits.
    pub breakdown: Vec<Part>,
    /// Credits of one job, which are reserved when it is created; null where a part is not known.
    pub total: Option<Units>,
    /// Credits a month; null with `total` or `count`.
    pub units: Option<Units>,
    /// What the seller's rate card says that one job is worth, which is not what its credits cost; null with `total`.
    pub face_value: Option<Cost>,
    /// What one job costs by the plan: its share of the plan's cost. Rounded; null without a plan.
    pub price_each: Option<Rounded>,
    /// Whether all of it is known.
    pub complete: bool,
    /// What is wrong with it, and what a reader must know; the same are among the report's.
    pub issues: Vec<Issue>,
}

/// One pool and its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PoolReport {
    /// The pool.
    pub pool: String,
    /// Its name.
    pub name: String,
    /// What its units are called.
    pub units_name: String,
    /// Units of a whole month, of all lines that could be priced: what a month needs where the months do not differ.
    pub monthly: Units,
    /// Units of each month planned; none while that is not known.
    pub demand: Vec<Units>,
    /// Whether those are all its lines.
    pub complete: bool,
    /// Units over all months; zero while `demand` is not known.
    pub total: Units,
    /// List price of one unit; null where not known.
    pub list_unit_price: Option<Price>,
    /// List price of all units; null where not known.
    pub list_cost: Option<Cost>,
    /// What the planner was asked.
    #[serde(skip)]
    pub request: Option<Request>,
    /// The plan, or why there is none; null where something is unknown or wrong (see the issues).
    pub plan: Option<Answer>,
}

impl PoolReport {
    /// The least and the most that a month needs; `None` while that is not known.
    #[must_use]
    pub fn span(&self) -> Option<(Units, Units)> {
        Some((*self.demand.iter().min()?, *self.demand.iter().max()?))
    }

    /// Whether the months differ in what they need.
    #[must_use]
    pub fn varies(&self) -> bool {
        self.span().is_some_and(|(least, most)| least != most)
    }

    /// Whether each month needs what the lines draw, no more and no less.
    #[must_use]
    pub fn is_as_lines(&self) -> bool {
        self.demand.iter().all(|units| *units == self.monthly)
    }

    /// Units of it that are owned already, whenever they can be used; zero where that is not known.
    #[must_use]
    pub fn owned(&self) -> Units {
        let owned = self.request.iter().flat_map(|request| &request.balance).map(|owned| owned.units);
        owned.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum))
    }
}

/// The total of one currency over all months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Total {
    /// ISO 4217.
    pub currency: String,
    /// What all plans cost together; null while anything is unknown or wrong.
    pub cost: Option<Cost>,
    /// Of that, what is paid after the last month; null with `cost`.
    pub after_horizon: Option<Cost>,
    /// At list price; null where a list price is not known.
    pub list_cost: Option<Cost>,
}

/// A build without quotes has none to write, so what writes one need not be in it.
#[cfg(not(feature = "quote"))]
pub(super) fn no_quote<T, S: serde::Serializer>(_: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_none()
}
