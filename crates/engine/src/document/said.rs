//! What the user said.

use super::jobs::{self, JobLine, TypedRate};
use super::months::{self, Demand};
use super::owned::{self, OwnedPack};
use crate::date::Date;
use crate::issue::{Code, Issue};
use crate::quote::{self, Quote};
use crate::read::{At, Fields, Problems};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A number as it was entered: canonical decimal text (`300`, `118.5`), or whatever else was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry(String);

impl Entry {
    /// An entry from text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Entry {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<u32>() {
            Ok(number) if number.to_string() == self.0 => serializer.serialize_u32(number),
            Ok(_) | Err(_) => serializer.serialize_str(&self.0),
        }
    }
}

/// One line of work, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Id of the rate.
    pub rate: String,
    /// Length of each clip in seconds; empty where the rate has its own.
    pub seconds: Entry,
    /// Kept results a month.
    pub count: Entry,
    /// Generations for each kept result.
    pub takes: Entry,
}

impl Line {
    /// A line of one take, without a length of its own.
    #[must_use]
    pub fn new(rate: impl Into<String>, count: impl Into<String>) -> Self {
        Self { rate: rate.into(), seconds: Entry::default(), count: Entry::new(count), takes: Entry::new("1") }
    }

    /// The same with a length.
    #[must_use]
    pub fn seconds(self, seconds: impl Into<String>) -> Self {
        Self { seconds: Entry::new(seconds), ..self }
    }

    /// The same with so many takes.
    #[must_use]
    pub fn takes(self, takes: impl Into<String>) -> Self {
        Self { takes: Entry::new(takes), ..self }
    }
}

/// How a minimum order that the book states is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the book has it.
    #[default]
    Book,
    /// Not at all.
    None,
    /// As a term; of the book's own length, or of so many months.
    Term(Option<u32>),
    /// As a least number of packs.
    Packs(u32),
}

impl Order {
    /// Reads `book`, `none`, `term`, `term:3` or `packs:3`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten().filter(|&number| number > 0)
        };
        match text.split_once(':') {
            None => match text {
                "book" => Some(Self::Book),
                "none" => Some(Self::None),
                "term" => Some(Self::Term(None)),
                _ => None,
            },
            Some(("term", months)) => number(months).map(|months| Self::Term(Some(months))),
            Some(("packs", count)) => number(count).map(Self::Packs),
            Some(_) => None,
        }
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Book => f.write_str("book"),
            Self::None => f.write_str("none"),
            Self::Term(None) => f.write_str("term"),
            Self::Term(Some(months)) => write!(f, "term:{months}"),
            Self::Packs(count) => write!(f, "packs:{count}"),
        }
    }
}

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Everything the user said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Version of the format; 1.
    pub version: u32,
    /// Id of the price book.
    pub book: String,
    /// The day on which the work is priced; months are counted from it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub as_of: Option<Date>,
    /// Months to plan.
    pub months: Entry,
    /// The work of each month.
    pub lines: Vec<Line>,
    /// How a minimum order is read.
    pub order: Order,
    /// Tasks that must run at once; empty: not asked for.
    pub concurrency: Entry,
    /// Whether the book's limits per buyer hold (some are assumptions, and the book says which).
    pub limits: bool,
    /// Ids of packs that are not to be bought.
    pub without: Vec<String>,
    /// How the months differ.
    #[serde(skip_serializing_if = "Demand::is_same")]
    pub demand: Demand,
    /// Packs that are there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owned: Vec<OwnedPack>,
    /// The jobs of each month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<JobLine>,
    /// Rates of models that the book does not know, or that are other here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<TypedRate>,
    /// What is offered to a customer, if anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "quote"), serde(serialize_with = "super::report::no_quote"))]
    pub quote: Option<Box<Quote>>,
}

impl Document {
    /// An empty Document for one month.
    #[must_use]
    pub fn new(book: impl Into<String>) -> Self {
        Self {
            version: 1,
            book: book.into(),
            as_of: None,
            months: Entry::new("1"),
            lines: Vec::new(),
            order: Order::Book,
            concurrency: Entry::default(),
            limits: true,
            without: Vec::new(),
            demand: Demand::Same,
            owned: Vec::new(),
            jobs: Vec::new(),
            rates: Vec::new(),
            quote: None,
        }
    }

    /// Reads a Document from JSON. Numbers may be JSON numbers or text; what is no number is kept as it is, for
    /// [`crate::document::evaluate`] to name.
    ///
    /// # Errors
    /// What is wrong with its shape: unknown keys, wrong types.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let document = document(&At::root(value, &problems));
        problems.into_result(document)
    }
}

fn document(at: &At<'_>) -> Option<Document> {
    let f = at.fields(&[
        "version",
        "book",
        "asOf",
        "months",
        "lines",
        "order",
        "concurrency",
        "limits",
        "without",
        "demand",
        "owned",
        "jobs",
        "rates",
        "quote",
    ])?;
    let _ = f.get("version").and_then(|at| at.whole(1, 1));
    let book = f.need("book").and_then(|at| at.book_id());
    let as_of = match f.get("asOf") {
        None => Some(None),
        Some(at) => at.date().map(Some),
    };
    let months = entry(&f, "months", "1");
    let lines = f.need("lines").and_then(|at| {
        let entries = at.list()?;
        if entries.len() > super::MAX_LINES {
            return at.wrong(Code::TOO_MANY, format!("at most {} lines are read", super::MAX_LINES));
        }
        let read: Vec<Option<Line>> = entries.iter().map(line).collect();
        read.into_iter().collect()
    });
    let order = match f.get("order") {
        None => Some(Order::Book),
        Some(at) => at.text().and_then(|text| {
            Order::read(text)
                .or_else(|| at.wrong(Code::UNKNOWN_VALUE, "an order is book, none, term, term:m or packs:n"))
        }),
    };
    let concurrency = entry(&f, "concurrency", "");
    let limits = match f.get("limits") {
        None => Some(true),
        Some(at) => at.flag(),
    };
    let without = match f.get("without") {
        None => Some(Vec::new()),
        Some(at) => at.list().and_then(|ids| ids.iter().map(At::id).collect()),
    };
    let demand = match f.get("demand") {
        None => Some(Demand::Same),
        Some(at) => months::read(&at),
    };
    let owned = match f.get("owned") {
        None => Some(Vec::new()),
        Some(at) => owned::read(&at),
    };
    let jobs = match f.get("jobs") {
        None => Some(Vec::new()),
        Some(at) => jobs::read_jobs(&at),
    };
    let rates = match f.get("rates") {
        None => Some(Vec::new()),
        Some(at) => jobs::read_rates(&at),
    };
    let quote = match f.get("quote") {
        None => Some(None),
        Some(at) => quote::read(&at).map(|quote| Some(Box::new(quote))),
    };
    Some(Document {
        version: 1,
        book: book?,
        as_of: as_of?,
        months: months?,
        lines: lines?,
        order: order?,
        concurrency: concurrency?,
        limits: limits?,
        without: without?,
        demand: demand?,
        owned: owned?,
        jobs: jobs?,
        rates: rates?,
        quote: quote?,
    })
}

fn line(at: &At<'_>) -> Option<Line> {
    let f = at.fields(&["rate", "seconds", "count", "takes"])?;
    let rate = f.need("rate").and_then(|at| at.text());
    let seconds = entry(&f, "seconds", "");
    let count = f.need("count").and_then(|at| entry_of(&at));
    let takes = entry(&f, "takes", "1");
    Some(Line { rate: rate?.to_owned(), seconds: seconds?, count: count?, takes: takes? })
}

pub(super) fn entry(f: &Fields<'_>, key: &str, absent: &str) -> Option<Entry> {
    match f.get(key) {
        None => Some(Entry::new(absent)),
        Some(at) => entry_of(&at),
    }
}

pub(super) fn entry_of(at: &At<'_>) -> Option<Entry> {
    match at.value() {
        Value::Number(number) => Some(Entry::new(crate::read::plain(number))),
        _ => at.text().map(Entry::new),
    }
}

/// The id of a pool; absent or empty: the book's first.
pub(super) fn pool(f: &Fields<'_>) -> Option<String> {
    match f.get("pool") {
        None => Some(String::new()),
        Some(at) => at.text().map(str::to_owned),
    }
}
