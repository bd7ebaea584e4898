//! What a plan sells, as a quote needs it. The room that holds the Document makes it from the Report.

use crate::date::Date;
use crate::money::Price;
use crate::units::Units;
use serde::Serialize;

/// So many of a pack in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Buy {
    /// The month, from 1 on.
    pub month: u32,
    /// How many.
    pub count: u64,
    /// Whether a term buys it after the last month planned.
    pub after: bool,
}

/// What is drawn from a pack, or expires of it, in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drawn {
    /// The month, from 1 on.
    pub month: u32,
    /// Drawn.
    pub used: Units,
    /// Gone unused.
    pub expired: Units,
}

/// One pack that the plan buys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SoldLine {
    /// Its pool.
    pub pool: String,
    /// Its id.
    pub pack: String,
    /// Its name, with the pool's.
    pub name: String,
    /// What its units are called.
    pub units_name: String,
    /// Units in one.
    pub units: Units,
    /// Price of one before the book's own discount; `None`: not known.
    pub list_price: Option<Price>,
    /// Price of one.
    pub price: Price,
    /// How long one lasts, in words.
    pub life: String,
    /// Months that one lasts; `None`: it does not expire.
    pub life_months: Option<u32>,
    /// Tasks that it lets run at once; `None`: not known.
    pub concurrency: Option<u32>,
    /// When it is bought.
    pub buys: Vec<Buy>,
    /// What becomes of it.
    pub drawn: Vec<Drawn>,
}

/// What one generation deducts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SoldRate {
    /// The rate, or the job, in words.
    pub name: String,
    /// Units each.
    pub units_each: Units,
    /// What they are called.
    pub units_name: String,
    /// Generations for each kept result; 1 for a job.
    pub takes: u64,
}

/// What a plan sells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sold {
    /// Whether there is any work to plan.
    pub work: bool,
    /// Whether every line of work has a price and every pool a plan.
    pub complete: bool,
    /// Id of the price book.
    pub book: String,
    /// SHA-256 of its file.
    pub digest: String,
    /// Its title.
    pub title: String,
    /// Its currency; empty where there is no book.
    pub currency: String,
    /// Whose prices they are.
    pub provider: String,
    /// First day of its prices, where known.
    pub from: Option<Date>,
    /// First day on which they no longer hold, where known.
    pub until: Option<Date>,
    /// The day that the plan begins with.
    pub as_of: Option<Date>,
    /// Months planned.
    pub months: Option<u32>,
    /// How minimum orders are read, in words.
    pub order: String,
    /// What is bought.
    pub lines: Vec<SoldLine>,
    /// What the work deducts.
    pub rates: Vec<SoldRate>,
    /// What a reader must know, in words.
    pub assumptions: Vec<String>,
    /// What the price book says of itself, in words.
    pub book_notes: Vec<String>,
}
