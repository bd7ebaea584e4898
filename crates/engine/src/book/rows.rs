//! The rows of a price book, as published. The JSON Schema is made from these types.

use super::job::JobPrices;
use super::offers::{MarketOffer, Seller};
use crate::date::Date;
use crate::money::Price;
use crate::units::Units;
use serde::Serialize;

/// One edition of one provider's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Book {
    /// The format of this file; 1.
    pub format: u32,
    /// `<provider>-<edition>`, e.g. `kling-2025`.
    pub id: String,
    /// Whose prices these are.
    pub provider: Provider,
    /// Which edition, e.g. `2025`.
    pub edition: String,
    /// What to call the book, e.g. `Kling AI API, 2025 price page`.
    pub title: String,
    /// ISO 4217 code of every price in the book, e.g. `USD`.
    pub currency: String,
    /// When these prices hold.
    pub effective: Effective,
    /// When the newest of its sources was checked; null where none is dated.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
    /// What a reader must know of the book as a whole.
    pub notes: Vec<Note>,
    /// The documents that the rows cite.
    pub sources: Vec<Source>,
    /// The pools.
    pub pools: Vec<Pool>,
    /// The packs.
    pub packs: Vec<Pack>,
    /// The rates.
    pub rates: Vec<Rate>,
    /// How jobs are priced; absent where the provider prices none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<JobPrices>,
    /// Who sells at the prices of the offers; most books have none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sellers: Vec<Seller>,
    /// What others ask for one clip or second, without packs; most books have none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<MarketOffer>,
}

/// Whose prices a book holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provider {
    /// Short id, e.g. `kling`.
    pub id: String,
    /// Name, e.g. `Kling AI`.
    pub name: String,
}

/// The interval in which an edition's prices hold: `from` is in, `until` is out, null is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effective {
    /// The first day on which a source saw these prices.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Date>,
    /// The first day on which they no longer held.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<Date>,
}

/// A remark on the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// The remark, in English.
    pub text: String,
    /// Id of the source it rests on; null for a remark of our own.
    pub source: Option<String>,
}

/// A document that rows cite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Short id, unique in the book.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where it can be read; null where no address is known.
    pub url: Option<String>,
    /// When it was read or verified; null where that is not known.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Agreed with the seller by whoever uses it: an overlay says so, no published book does.
    #[cfg_attr(feature = "schema", schemars(skip))]
    Negotiated,
    /// Read on the maker's own page (of an offer: the seller's), or a verbatim copy of it.
    Official,
    /// Two or more independent copies of the maker's page agree.
    Corroborated,
    /// A reseller's page or somebody's notes.
    ThirdParty,
    /// Worked out from other figures, or assumed; not printed in a source.
    Derived,
}

impl Evidence {
    /// The name used in books and on the page.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negotiated => "negotiated",
            Self::Official => "official",
            Self::Corroborated => "corroborated",
            Self::ThirdParty => "third-party",
            Self::Derived => "derived",
        }
    }
}

/// A figure, or the fact that nobody knows it (null in JSON). Unknown is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Figure<T> {
    /// The figure.
    Known(T),
    /// No source gives it.
    Unknown,
}

impl<T: Copy> Figure<T> {
    /// The figure, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(figure) => Some(*figure),
            Self::Unknown => None,
        }
    }
}

/// Units that can pay for one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pool {
    /// Short id, e.g. `video`.
    pub id: String,
    /// Name, e.g. `Video generation`.
    pub name: String,
    /// What one unit is called, e.g. `credit`.
    pub unit: String,
    /// What several are called, e.g. `credits`.
    pub units: String,
    /// The list price of one unit before any discount.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub list_unit_price: Figure<Price>,
    /// Whether the packs of this pool are known. False: there are packs, and no source lists them.
    pub packs_known: bool,
    /// How sure the unit price is.
    pub evidence: Evidence,
    /// Id of the source of the unit price.
    pub source: Option<String>,
    /// When that source was checked for this row, where it differs from the source's own date.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
    /// A remark, or null.
    pub note: Option<String>,
}

/// How long a bought pack can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Life {
    /// Calendar months.
    Months(u32),
    /// Days.
    Days(u32),
    /// It never expires.
    Never,
    /// No source says. Such a pack is left out of plans.
    Unknown,
}

impl Life {
    /// Whole monthly periods: a month or 30 days is 1, 90 days 3, 180 days 6; never is `Known(None)`.
    #[must_use]
    pub fn periods(self) -> Figure<Option<u32>> {
        match self {
            Self::Months(months) => Figure::Known(Some(months)),
            // whole 30-day months only: a pack counts for a month that it covers
            Self::Days(days) => Figure::Known(Some((days / 30).max(1))),
            Self::Never => Figure::Known(None),
            Self::Unknown => Figure::Unknown,
        }
    }
}

/// The least that a seller lets one buy of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum MinimumOrder {
    /// A subscription: each start buys one pack in each of so many consecutive periods.
    Term {
        /// How many periods; at least 1.
        periods: u32,
    },
    /// None, or at least so many packs in all.
    Packs {
        /// How many packs; at least 1.
        count: u64,
    },
}

/// What is sold: an amount of units for a price, usable for a life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pack {
    /// Short id, unique in its pool, e.g. `B1`.
    pub id: String,
    /// The pool it fills.
    pub pool: String,
    /// Name as the seller has it.
    pub name: String,
    /// Units in it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>", range(min = 0)))]
    pub units: Figure<Units>,
    /// Price before the discount.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub list_price: Figure<Price>,
    /// Price to pay.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub price: Figure<Price>,
    /// How long it can be used.
    pub life: Life,
    /// How many tasks it lets run at once; null where the source does not say.
    pub concurrency: Figure<u32>,
    /// The minimum order, or null where none is stated.
    pub minimum_order: Option<MinimumOrder>,
    /// The most of it that one buyer can have, or null where no limit is stated.
    pub limit: Option<u64>,
    /// How sure the row is.
    pub evidence: Evidence,
    /// Id of its source.
    pub source: Option<String>,
    /// When that source was checked for this row, where it differs from the source's own date.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
    /// What other sources say instead.
    pub disputes: Vec<Dispute>,
    /// A remark, or null.
    pub note: Option<String>,
}

/// What one generation deducts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// Id that reads like the price page, e.g. `v1.6-pro-5s`, `3.0-1080p-audio`.
    pub id: String,
    /// The pool it draws on.
    pub pool: String,
    /// The model or service, e.g. `V1.6`, `3.0 Turbo`, `Lip-sync`: the first choice on the page.
    pub model: String,
    /// What is made, e.g. `Text or image to video`.
    pub feature: String,
    /// The quality or mode, e.g. `Standard`, `1080p`; null where there is no choice.
    pub quality: Option<String>,
    /// The sound, e.g. `No sound`, `Native audio`; null where there is no choice.
    pub sound: Option<String>,
    /// Units for each clip, second, image, call or started block.
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>", range(min = 0)))]
    pub units: Figure<Units>,
    /// What the units are for.
    pub billing: Billing,
    /// How sure the row is.
    pub evidence: Evidence,
    /// Id of its source.
    pub source: Option<String>,
    /// When that source was checked for this row, where it differs from the source's own date.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub checked: Option<Date>,
    /// Set where the rate is reported retired.
    pub retired: Option<Retirement>,
    /// What other sources say instead.
    pub disputes: Vec<Dispute>,
    /// A remark, or null.
    pub note: Option<String>,
}

/// What a rate's units are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "per", rename_all = "lowercase")]
pub enum Billing {
    /// A clip of a fixed length.
    Clip {
        /// Its length.
        seconds: u32,
    },
    /// Each second of the clip.
    Second {
        /// The shortest clip, or null where not known.
        min: Option<u32>,
        /// The longest clip, or null where not known.
        max: Option<u32>,
        /// Lengths go up in steps of so many seconds, from `min` (or 0).
        step: u32,
    },
    /// An image.
    Image,
    /// A call.
    Call,
    /// Each started block of so many seconds.
    Started {
        /// Length of a block.
        seconds: u32,
        /// The shortest length, or null where not known.
        min: Option<u32>,
        /// The longest length, or null where not known.
        max: Option<u32>,
    },
}

/// That a rate is no longer offered, as far as somebody reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retirement {
    /// The first day without it; null where not known.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub since: Option<Date>,
    /// Id of the rate that does the same today; null where none is known.
    pub equivalent: Option<String>,
    /// How sure the retirement is.
    pub evidence: Evidence,
    /// Id of the source that reports it.
    pub source: Option<String>,
}

/// What another source says instead of a row's figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dispute {
    /// The other figure of units, or null where it is the price that is disputed.
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub units: Option<Units>,
    /// The other price, or null where it is the units that are disputed.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub price: Option<Price>,
    /// How sure the other figure is.
    pub evidence: Evidence,
    /// Id of the source that gives it.
    pub source: Option<String>,
    /// A remark, or null.
    pub note: Option<String>,
}

impl Pack {
    /// Units, price and months of life (`None`: it never expires), which a plan needs.
    ///
    /// # Errors
    /// Which of them no source says, in words.
    pub fn known(&self) -> Result<(Units, Price, Option<u32>), &'static str> {
        match (self.units.known(), self.price.known(), self.life.periods().known()) {
            (Some(units), Some(price), Some(life)) => Ok((units, price, life)),
            (None, ..) => Err("how many units it holds"),
            (_, None, _) => Err("its price"),
            (_, _, None) => Err("how long it lives"),
        }
    }
}

impl Book {
    /// The pool with this id.
    #[must_use]
    pub fn pool(&self, id: &str) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.id == id)
    }

    /// The rate with this id.
    #[must_use]
    pub fn rate(&self, id: &str) -> Option<&Rate> {
        self.rates.iter().find(|rate| rate.id == id)
    }

    /// The packs of one pool, in the book's order.
    pub fn packs_of<'a>(&'a self, pool: &'a str) -> impl Iterator<Item = &'a Pack> {
        self.packs.iter().filter(move |pack| pack.pool == pool)
    }

    /// The seller with this id.
    #[must_use]
    pub fn seller(&self, id: &str) -> Option<&Seller> {
        self.sellers.iter().find(|seller| seller.id == id)
    }

    /// The source with this id.
    #[must_use]
    pub fn source(&self, id: Option<&str>) -> Option<&Source> {
        let id = id?;
        self.sources.iter().find(|source| source.id == id)
    }

    /// Whether work can be planned with it: not where it lists nothing but offers of others.
    #[must_use]
    pub fn is_of_work(&self) -> bool {
        self.offers.is_empty() || !self.pools.is_empty()
    }

    /// The longest term or life, in periods, that any pack of the book has: what a fresh page plans for.
    #[must_use]
    pub fn natural_horizon(&self) -> u32 {
        let term = |pack: &Pack| match pack.minimum_order {
            Some(MinimumOrder::Term { periods }) => periods,
            Some(MinimumOrder::Packs { .. }) | None => 1,
        };
        let life = |pack: &Pack| pack.life.periods().known().flatten().unwrap_or(1);
        self.packs.iter().map(|pack| term(pack).max(life(pack))).max().unwrap_or(1)
    }
}
