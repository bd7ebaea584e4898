//! What a person says of a quote, kept as it was entered: numbers and days are texts here, and
//! [`crate::quote::evaluate`] reads them and names what is wrong at its field.

use super::status::{Status, status};
use crate::issue::Code;
use crate::read::{At, Fields};
use serde::Serialize;
use serde_json::Value;

/// The most characters of one text of a quote.
pub const MAX_TEXT: usize = 20_000;
/// The most bundles, discounts of single lines, and approvals.
pub const MAX_ENTRIES: usize = 100;

/// Somebody on a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Postal address, in lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Who to ask, and how.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Tax or company number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tax_id: String,
}

impl Party {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A bundle that no price book lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// What it is called.
    pub name: String,
    /// The pool that its units are of, for the rules on discounts; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pool: String,
    /// Units in one of it.
    pub units: String,
    /// Price of one, in the quote's currency; empty: not known.
    pub price: String,
    /// How many are sold.
    pub quantity: String,
    /// Months in which it can be used; empty: it does not expire.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub months: String,
    /// Tasks that it lets run at once; empty: not said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub concurrency: String,
    /// Discount on it: `10%`, or an amount.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub discount: String,
    /// Why the discount is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The discount on one line of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineDiscount {
    /// Id of the line: `pool/pack`.
    pub line: String,
    /// `10%`, or an amount off the line.
    pub discount: String,
    /// Why it is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Somebody's consent to what the rules do not let the seller give alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Approval {
    /// Id of the role.
    pub role: String,
    /// Who.
    pub by: String,
    /// The day, as entered.
    pub day: String,
    /// Digest of the content that was approved: another content needs another approval.
    pub digest: String,
}

/// Which lines the discount on the whole is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Applies {
    /// All lines.
    #[default]
    All,
    /// Packs of the price book only.
    Packs,
    /// Custom bundles only.
    Bundles,
}

impl Applies {
    /// The name in a Document.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Packs => "packs",
            Self::Bundles => "bundles",
        }
    }

    /// Reads `all`, `packs` or `bundles`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        [Self::All, Self::Packs, Self::Bundles].into_iter().find(|applies| applies.as_str() == text)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all lines",
            Self::Packs => "packs only",
            Self::Bundles => "bundles only",
        }
    }
}

/// Where amounts are rounded to the smallest coin, half up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Each line, the discount on the whole and the tax.
    #[default]
    Line,
    /// The total alone.
    Total,
}

impl Rule {
    /// The name in a Document.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Total => "total",
        }
    }

    /// Reads `line` or `total`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        [Self::Line, Self::Total].into_iter().find(|rule| rule.as_str() == text)
    }
}

/// Everything a person says of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Who sells.
    #[serde(skip_serializing_if = "Party::is_empty")]
    pub seller: Party,
    /// Who buys.
    #[serde(skip_serializing_if = "Party::is_empty")]
    pub buyer: Party,
    /// The number; empty: made of `prefix`, day of issue and digest.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What a made number begins with.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Version, from 1 on.
    pub version: String,
    /// Number of the quote that this one amends.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub amends: String,
    /// How far it has come.
    pub status: Status,
    /// Day of issue.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issued: String,
    /// The last day on which it is valid.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub valid_until: String,
    /// In which time zone that day ends, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
    /// Currency, ISO 4217; empty: the book's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// What one unit of the book's currency is in the quote's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rate: String,
    /// The day of that rate.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rate_date: String,
    /// Whether the packs of the plan are lines of the quote.
    pub plan: bool,
    /// Bundles that no book lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// Discounts on lines of the plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<LineDiscount>,
    /// Discount on the whole: `5%`, or an amount.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub discount: String,
    /// What it is taken from.
    pub applies_to: Applies,
    /// Why it is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What the tax is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tax_name: String,
    /// The tax in per cent; empty: all amounts are without tax.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tax_percent: String,
    /// Where amounts are rounded.
    pub rounding: Rule,
    /// Terms, in lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub terms: String,
    /// A word to the buyer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Whether there is a block to sign for acceptance.
    pub acceptance: bool,
    /// Language of the quote's own texts, e.g. `en`.
    pub language: String,
    /// Id of the role of whoever makes the quote, for the rules on discounts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Approvals given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
}

impl Default for Quote {
    fn default() -> Self {
        let text = String::new;
        Self {
            seller: Party::default(),
            buyer: Party::default(),
            number: text(),
            prefix: "Q".to_owned(),
            version: "1".to_owned(),
            amends: text(),
            status: Status::Draft,
            issued: text(),
            valid_until: text(),
            time_zone: "UTC".to_owned(),
            currency: text(),
            rate: text(),
            rate_date: text(),
            plan: true,
            bundles: Vec::new(),
            discounts: Vec::new(),
            discount: text(),
            applies_to: Applies::All,
            reason: text(),
            tax_name: text(),
            tax_percent: text(),
            rounding: Rule::Line,
            terms: text(),
            note: text(),
            acceptance: true,
            language: "en".to_owned(),
            role: text(),
            approvals: Vec::new(),
        }
    }
}

/// Reads a quote out of a Document. What is no number or day is kept, for [`crate::quote::evaluate`] to name.
pub(crate) fn read(at: &At<'_>) -> Option<Quote> {
    let f = at.fields(&[
        "seller",
        "buyer",
        "number",
        "prefix",
        "version",
        "amends",
        "status",
        "issued",
        "validUntil",
        "timeZone",
        "currency",
        "rate",
        "rateDate",
        "plan",
        "bundles",
        "discounts",
        "discount",
        "appliesTo",
        "reason",
        "taxName",
        "taxPercent",
        "rounding",
        "terms",
        "note",
        "acceptance",
        "language",
        "role",
        "approvals",
    ])?;
    let fresh = Quote::default();
    let one_of = |key: &str| f.get(key).map(|at| (at.text().map(str::to_owned), at));
    let applies_to = match one_of("appliesTo") {
        None => Some(fresh.applies_to),
        Some((text, at)) => text.and_then(|text| {
            Applies::read(&text).or_else(|| at.wrong(Code::UNKNOWN_VALUE, "all, packs or bundles was expected here"))
        }),
    };
    let rounding = match one_of("rounding") {
        None => Some(fresh.rounding),
        Some((text, at)) => text.and_then(|text| {
            Rule::read(&text).or_else(|| at.wrong(Code::UNKNOWN_VALUE, "line or total was expected here"))
        }),
    };
    let (seller, buyer) = (party(&f, "seller"), party(&f, "buyer"));
    let (number, prefix) = (text(&f, "number", ""), text(&f, "prefix", ""));
    let (version, amends) = (text(&f, "version", "1"), text(&f, "amends", ""));
    let status = match f.get("status") {
        None => Some(Status::Draft),
        Some(at) => status(&at),
    };
    let (issued, valid_until) = (text(&f, "issued", ""), text(&f, "validUntil", ""));
    let (time_zone, currency) = (text(&f, "timeZone", ""), text(&f, "currency", ""));
    let (rate, rate_date) = (text(&f, "rate", ""), text(&f, "rateDate", ""));
    let flag = |key: &str| match f.get(key) {
        None => Some(true),
        Some(at) => at.flag(),
    };
    let (plan, acceptance) = (flag("plan"), flag("acceptance"));
    let bundles = list(&f, "bundles", bundle);
    let discounts = list(&f, "discounts", line_discount);
    let approvals = list(&f, "approvals", approval);
    let (discount, reason) = (text(&f, "discount", ""), text(&f, "reason", ""));
    let (tax_name, tax_percent) = (text(&f, "taxName", ""), text(&f, "taxPercent", ""));
    let (terms, note) = (text(&f, "terms", ""), text(&f, "note", ""));
    let (language, role) = (text(&f, "language", "en"), text(&f, "role", ""));
    Some(Quote {
        seller: seller?,
        buyer: buyer?,
        number: number?,
        prefix: prefix?,
        version: version?,
        amends: amends?,
        status: status?,
        issued: issued?,
        valid_until: valid_until?,
        time_zone: time_zone?,
        currency: currency?,
        rate: rate?,
        rate_date: rate_date?,
        plan: plan?,
        bundles: bundles?,
        discounts: discounts?,
        discount: discount?,
        applies_to: applies_to?,
        reason: reason?,
        tax_name: tax_name?,
        tax_percent: tax_percent?,
        rounding: rounding?,
        terms: terms?,
        note: note?,
        acceptance: acceptance?,
        language: language?,
        role: role?,
        approvals: approvals?,
    })
}

fn list<T>(f: &Fields<'_>, key: &str, read: fn(&At<'_>) -> Option<T>) -> Option<Vec<T>> {
    let Some(at) = f.get(key) else { return Some(Vec::new()) };
    let entries = at.list()?;
    if entries.len() > MAX_ENTRIES {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_ENTRIES} are read"));
    }
    let read: Vec<Option<T>> = entries.iter().map(read).collect();
    read.into_iter().collect()
}

/// A text of a quote: longer than an ordinary one may be, and a number is taken as its plain text.
fn text(f: &Fields<'_>, key: &str, absent: &str) -> Option<String> {
    let Some(at) = f.get(key) else { return Some(absent.to_owned()) };
    match at.value() {
        Value::Number(number) => Some(crate::read::plain(number)),
        Value::String(text) if text.chars().count() <= MAX_TEXT => Some(text.clone()),
        Value::String(_) => {
            at.wrong(Code::TOO_LARGE, format!("a text of at most {MAX_TEXT} characters was expected here"))
        }
        _ => at.wrong(Code::WRONG_TYPE, "a text was expected here"),
    }
}

fn party(f: &Fields<'_>, key: &str) -> Option<Party> {
    let Some(at) = f.get(key) else { return Some(Party::default()) };
    let f = at.fields(&["name", "address", "contact", "taxId"])?;
    let (name, address) = (text(&f, "name", ""), text(&f, "address", ""));
    let (contact, tax_id) = (text(&f, "contact", ""), text(&f, "taxId", ""));
    Some(Party { name: name?, address: address?, contact: contact?, tax_id: tax_id? })
}

fn bundle(at: &At<'_>) -> Option<Bundle> {
    let f =
        at.fields(&["name", "pool", "units", "price", "quantity", "months", "concurrency", "discount", "reason"])?;
    let (name, pool, units) = (text(&f, "name", ""), text(&f, "pool", ""), text(&f, "units", ""));
    let (price, quantity) = (text(&f, "price", ""), text(&f, "quantity", "1"));
    let (months, concurrency) = (text(&f, "months", ""), text(&f, "concurrency", ""));
    let (discount, reason) = (text(&f, "discount", ""), text(&f, "reason", ""));
    Some(Bundle {
        name: name?,
        pool: pool?,
        units: units?,
        price: price?,
        quantity: quantity?,
        months: months?,
        concurrency: concurrency?,
        discount: discount?,
        reason: reason?,
    })
}

fn line_discount(at: &At<'_>) -> Option<LineDiscount> {
    let f = at.fields(&["line", "discount", "reason"])?;
    let (line, discount, reason) = (text(&f, "line", ""), text(&f, "discount", ""), text(&f, "reason", ""));
    Some(LineDiscount { line: line?, discount: discount?, reason: reason? })
}

fn approval(at: &At<'_>) -> Option<Approval> {
    let f = at.fields(&["role", "by", "day", "digest"])?;
    let (role, by) = (text(&f, "role", ""), text(&f, "by", ""));
    let (day, digest) = (text(&f, "day", ""), text(&f, "digest", ""));
    Some(Approval { role: role?, by: by?, day: day?, digest: digest? })
}
