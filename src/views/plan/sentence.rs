//! What to buy, as a sentence: months that buy the same are said together.

use crate::format;
use packwise_engine::date::{self, Date};
use packwise_engine::plan::{Purchase, Report};

/// One clause: which months, and what they buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// e.g. `Each month`, `This month`, `Nov 2026`, `Dec 2026 to Jan 2027`.
    pub(super) when: String,
    /// e.g. `1 × B1 and 1 × B2`, `nothing`.
    pub(super) what: String,
}

/// The clauses of a plan over `months` from `day` on; `name` gives a pack's name.
pub(super) fn clauses(plan: &Report, months: u32, day: Option<Date>, name: &dyn Fn(&str) -> String) -> Vec<Clause> {
    let bought = |month: u32| plan.purchases.iter().filter(move |row| row.period == month);
    let same = |a: u32, b: u32| bought(a).map(key).eq(bought(b).map(key));
    let mut clauses = Vec::new();
    let mut first = 0;
    for month in 1..=months {
        if month < months && same(first, month) {
            continue;
        }
        let rows: Vec<&Purchase> = bought(first).collect();
        let what = if rows.is_empty() { "nothing".to_owned() } else { listed(&rows, name) };
        clauses.push(Clause { when: when(first, month, months, day), what });
        first = month;
    }
    clauses
}

fn key(row: &Purchase) -> (&str, u64) {
    (&row.pack, row.count)
}

/// What a month of the plan is called: `Nov 2026`, or `Month 1` where the day is not known.
pub(super) fn month_name(day: Option<Date>, month: u32) -> String {
    match day.and_then(|day| date::months_later(day, month)) {
        Some(day) => format::month(day),
        None => format!("Month {}", month + 1),
    }
}

/// Months `from..until`.
fn when(from: u32, until: u32, months: u32, day: Option<Date>) -> String {
    match (from, until) {
        (0, 1) if months == 1 => "This month".to_owned(),
        (0, until) if until == months => "Each month".to_owned(),
        (from, until) if until - from == 1 => month_name(day, from),
        (from, until) => format!("{} to {}", month_name(day, from), month_name(day, until - 1)),
    }
}

fn listed(rows: &[&Purchase], name: &dyn Fn(&str) -> String) -> String {
    let mut parts: Vec<String> = rows.iter().map(|row| format!("{} × {}", row.count, name(&row.pack))).collect();
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
}
