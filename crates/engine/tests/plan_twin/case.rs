//! A planning request as the tests think of it: plain whole numbers, thousandths of units and millionths of money.
//!
//! It reaches the engine as JSON text only, so what a failing test prints is exactly what was asked. Numbers stay small
//! enough that `i64` holds every sum of theirs; where it would not, the test run stops at the overflow.

use packwise_engine::plan::Request;
use std::fmt;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    /// Thousandths needed in each period.
    pub(crate) demand: Vec<i64>,
    pub(crate) concurrency: Option<u32>,
    pub(crate) packs: Vec<Pack>,
    pub(crate) balance: Vec<Own>,
    /// Micros for one unit.
    pub(crate) on_demand: Option<i64>,
}

/// A pack on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pack {
    pub(crate) id: String,
    /// Thousandths.
    pub(crate) units: i64,
    /// Micros.
    pub(crate) price: i64,
    pub(crate) life: Option<u32>,
    pub(crate) concurrency: Option<u32>,
    pub(crate) order: Order,
    pub(crate) limit: Option<u64>,
}

/// The least that can be ordered of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Any,
    Term(u32),
    Packs(u64),
}

/// A pack already owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own {
    /// Thousandths.
    pub(crate) units: i64,
    pub(crate) from: u32,
    pub(crate) left: Option<u32>,
    pub(crate) concurrency: Option<u32>,
}

impl Case {
    /// The number of periods.
    pub(crate) fn periods(&self) -> u32 {
        u32::try_from(self.demand.len()).unwrap()
    }

    /// Thousandths needed in all.
    pub(crate) fn total(&self) -> i64 {
        self.demand.iter().sum()
    }

    /// The request as the engine reads it.
    pub(crate) fn request(&self) -> Request {
        let json = self.to_string();
        let value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        Request::read(&value).unwrap_or_else(|issues| panic!("{issues:?}: {json}"))
    }

    /// The first `periods` periods only.
    pub(crate) fn cut(&self, periods: usize) -> Self {
        Self { demand: self.demand[..periods].to_vec(), ..self.clone() }
    }

    /// The demand of every period times `numerator` / `denominator`, kept in whole numbers: everything else is
    /// multiplied by the denominator instead, and so is the cost of every plan.
    pub(crate) fn stretched(&self, numerator: i64, denominator: i64) -> Self {
        let mut case = self.clone();
        case.demand.iter_mut().for_each(|units| *units *= numerator);
        for pack in &mut case.packs {
            pack.units *= denominator;
            pack.price *= denominator;
        }
        case.balance.iter_mut().for_each(|own| own.units *= denominator);
        case
    }
}

/// `value` / 10^`decimals` as decimal text.
fn decimal(value: i64, decimals: usize) -> String {
    let scale = 10_i64.pow(u32::try_from(decimals).unwrap());
    format!("{}.{:0decimals$}", value / scale, value % scale)
}

/// Thousandths as a JSON number, or as text where a number would lose the last digit.
fn units(thousandths: i64) -> String {
    match decimal(thousandths, 3) {
        text if thousandths > 1_000_000_000_000 => format!("\"{text}\""),
        text => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

fn or_null(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| value.to_string())
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |entries: Vec<String>| format!("[{}]", entries.join(", "));
        let packs = self.packs.iter().map(|pack| {
            let order = match pack.order {
                Order::Any => String::new(),
                Order::Term(periods) => format!(", \"minimumOrder\": {{\"kind\": \"term\", \"periods\": {periods}}}"),
                Order::Packs(count) => format!(", \"minimumOrder\": {{\"kind\": \"packs\", \"count\": {count}}}"),
            };
            let limit = pack.limit.map_or_else(String::new, |limit| format!(", \"limit\": {limit}"));
            format!(
                "{{\"id\": \"{}\", \"units\": {}, \"price\": \"{}\", \"lifePeriods\": {}, \"concurrency\": {}{order}{limit}}}",
                pack.id,
                units(pack.units),
                decimal(pack.price, 6),
                or_null(pack.life),
                or_null(pack.concurrency),
            )
        });
        let balance = self.balance.iter().map(|own| {
            format!(
                "{{\"units\": {}, \"from\": {}, \"periodsLeft\": {}, \"concurrency\": {}}}",
                units(own.units),
                own.from,
                or_null(own.left),
                or_null(own.concurrency),
            )
        });
        write!(f, "{{\"demand\": {}, ", list(self.demand.iter().map(|&demand| units(demand)).collect()))?;
        write!(f, "\"concurrency\": {}, ", or_null(self.concurrency))?;
        write!(f, "\"packs\": {}, \"balance\": {}, ", list(packs.collect()), list(balance.collect()))?;
        write!(f, "\"onDemandPrice\": {}}}", or_null(self.on_demand.map(|price| format!("\"{}\"", decimal(price, 6)))))
    }
}
