//! Deduction: the units that a workload draws, line by line and pool by pool, with the working.
//!
//! units of a line = units each x count x takes, where units each follows the rate's billing. Exact, additive over lines
//! and never smaller for more work. A line that cannot be priced is an issue and adds nothing: its pool's sum then says
//! that it is incomplete.
//!
//! This room imports `book`, `workload` and the rooms below them.

use crate::book::{Billing, Book, Evidence, Figure, Rate};
use crate::date::Date;
use crate::decimal::{self, Rounding};
use crate::issue::{Code, Issue};
use crate::money::Cost;
use crate::trace::Trace;
use crate::units::Units;
use crate::workload::WorkLine;
use serde::Serialize;

/// What a workload draws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deduction {
    /// Each line that could be priced, in the workload's order.
    pub lines: Vec<LineDeduction>,
    /// Each pool that is drawn on, in the book's order.
    pub pools: Vec<PoolDeduction>,
    /// What is wrong, and what a reader must know.
    pub issues: Vec<Issue>,
    /// The working of every figure above.
    pub trace: Vec<Trace>,
}

/// What one line draws each month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineDeduction {
    /// Index of the line in the workload.
    #[serde(skip)]
    pub index: usize,
    /// The rate.
    pub rate: String,
    /// The pool that it draws on.
    pub pool: String,
    /// Units for one generation.
    pub units_each: Units,
    /// Units for the line.
    pub units: Units,
    /// Units x the pool's list unit price; null where that is not known.
    pub list_cost: Option<Cost>,
}

/// What one pool is drawn each month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolDeduction {
    /// The pool.
    pub pool: String,
    /// Units of all its lines that could be priced.
    pub units: Units,
    /// Units x the pool's list unit price; null where that is not known.
    pub list_cost: Option<Cost>,
    /// Whether every line of the pool could be priced.
    pub complete: bool,
}

/// Deducts a workload from a book. `as_of` decides whether a retirement has begun; without it, one that has a date
/// counts as begun.
#[must_use]
pub fn deduct(book: &Book, lines: &[WorkLine], as_of: Option<Date>) -> Deduction {
    deduct_with(book, lines, as_of, true)
}

/// The same, with or without the working of every figure.
#[must_use]
pub fn deduct_with(book: &Book, lines: &[WorkLine], as_of: Option<Date>, trace: bool) -> Deduction {
    let mut out = Deduction::default();
    let mut incomplete: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let path = format!("lines[{index}]");
        let Some(rate) = book.rate(&line.rate) else {
            let words = format!("the book {} has no rate `{}`", book.id, crate::read::brief(&line.rate));
            out.issues.push(Issue::error(format!("{path}.rate"), Code::UNKNOWN_RATE, words));
            continue;
        };
        remarks(rate, as_of, &format!("{path}.rate"), &mut out.issues);
        match price_line(book, rate, line, index, trace.then_some(&mut out.trace)) {
            Ok(priced) => out.lines.push(priced),
            Err(issue) => {
                out.issues.push(issue);
                incomplete.push(rate.pool.clone());
            }
        }
    }
    for pool in &book.pools {
        let complete = !incomplete.contains(&pool.id);
        let mut drawn = out.lines.iter().filter(|line| line.pool == pool.id).peekable();
        if drawn.peek().is_none() && complete {
            continue;
        }
        let Some(units) = drawn.try_fold(Units::ZERO, |sum, line| sum.plus(line.units)) else {
            out.issues.push(Issue::error(
                "lines",
                Code::OVERFLOW,
                "the units of these lines add up to more than can be counted exactly",
            ));
            continue;
        };
        let list_cost = list_cost(pool.list_unit_price, units);
        if trace {
            out.trace.push(Trace::new(
                format!("pools.{}.units", pool.id),
                "sum of the units of its lines",
                [(
                    "lines",
                    out.lines
                        .iter()
                        .filter(|line| line.pool == pool.id)
                        .map(|line| line.units.to_string())
                        .collect::<Vec<_>>()
                        .join(" + "),
                    "the lines".to_owned(),
                )],
                units,
            ));
        }
        out.pools.push(PoolDeduction { pool: pool.id.clone(), units, list_cost, complete });
    }
    out
}

fn list_cost(price: Figure<crate::money::Price>, units: Units) -> Option<Cost> {
    price.known().and_then(|price| price.per_unit(units))
}

/// Units for one generation at `rate`, and the formula that gave them.
///
/// # Errors
/// The issue, with a path relative to the line (`seconds`, `rate`).
pub fn units_each(rate: &Rate, seconds: Option<u32>) -> Result<(Units, &'static str), Issue> {
    let Figure::Known(units) = rate.units else {
        let words =
            format!("no source gives what {} deducts: there is no price, and the total is incomplete", name(rate));
        return Err(Issue::error("rate", Code::UNKNOWN_PRICE, words));
    };
    let overflow =
        || Issue::error("seconds", Code::OVERFLOW, "one clip would draw more units than can be counted exactly");
    match rate.billing {
        Billing::Clip { seconds: length } => match seconds {
            Some(asked) if asked != length => Err(Issue::error(
                "seconds",
                Code::SECONDS_OUT_OF_RANGE,
                format!("this rate is for a clip of {length} s; choose the rate of another length"),
            )),
            Some(_) | None => Ok((units, "units of a clip")),
        },
        Billing::Image | Billing::Call => match seconds {
            Some(_) => Err(Issue::error("seconds", Code::SECONDS_NOT_TAKEN, "this rate is not billed by length")),
            None if rate.billing == Billing::Image => Ok((units, "units of an image")),
            None => Ok((units, "units of a call")),
        },
        Billing::Second { min, max, step } => {
            let length = length_within(seconds, min, max, Some(step))?;
            let each = units.times(u64::from(length)).ok_or_else(overflow)?;
            Ok((each, "units a second x seconds"))
        }
        Billing::Started { seconds: block, min, max } => {
            let length = length_within(seconds, min, max, None)?;
            let blocks = decimal::divide(i128::from(length), i128::from(block), Rounding::Up)
                .and_then(|blocks| u64::try_from(blocks).ok())
                .ok_or_else(overflow)?;
            let each = units.times(blocks).ok_or_else(overflow)?;
            Ok((each, "units a started block x started blocks"))
        }
    }
}

/// The length of a clip that is billed by it, if the model makes clips of this length.
///
/// # Errors
/// The issue, at `seconds`.
pub(crate) fn length(billing: Billing, seconds: Option<u32>) -> Result<Option<u32>, Issue> {
    match billing {
        Billing::Second { min, max, step } => length_within(seconds, min, max, Some(step)).map(Some),
        Billing::Started { min, max, .. } => length_within(seconds, min, max, None).map(Some),
        Billing::Clip { .. } | Billing::Image | Billing::Call => Ok(None),
    }
}

fn length_within(seconds: Option<u32>, min: Option<u32>, max: Option<u32>, step: Option<u32>) -> Result<u32, Issue> {
    let range = match (min, max, step) {
        (Some(min), Some(max), Some(step)) if step > 1 && max.saturating_sub(min) == step => {
            format!("{min} or {max} s")
        }
        (Some(min), Some(max), Some(step)) if step > 1 => format!("{min} to {max} s in steps of {step} s"),
        (Some(min), Some(max), _) => format!("{min} to {max} s"),
        (Some(min), None, _) => format!("at least {min} s"),
        (None, Some(max), _) => format!("at most {max} s"),
        (None, None, _) => "any whole number of seconds".to_owned(),
    };
    let Some(length) = seconds else {
        return Err(Issue::error(
            "seconds",
            Code::SECONDS_MISSING,
            format!("how long is each clip? This model makes {range}"),
        ));
    };
    let outside = length == 0
        || min.is_some_and(|min| length < min)
        || max.is_some_and(|max| length > max)
        || step.is_some_and(|step| step > 1 && !(length - min.unwrap_or(0)).is_multiple_of(step));
    if outside {
        let words = format!("{length} s cannot be made: this model makes {range}");
        return Err(Issue::error("seconds", Code::SECONDS_OUT_OF_RANGE, words));
    }
    Ok(length)
}

fn price_line(
    book: &Book,
    rate: &Rate,
    line: &WorkLine,
    index: usize,
    trace: Option<&mut Vec<Trace>>,
) -> Result<LineDeduction, Issue> {
    let path = format!("lines[{index}]");
    let (each, formula) =
        units_each(rate, line.seconds).map_err(|issue| Issue { path: format!("{path}.{}", issue.path), ..issue })?;
    if line.takes == 0 {
        return Err(Issue::error(
            format!("{path}.takes"),
            Code::TOO_SMALL,
            "a kept result takes at least one generation",
        ));
    }
    let units = each.times(line.count).and_then(|units| units.times(line.takes)).ok_or_else(|| {
        Issue::error(format!("{path}.count"), Code::OVERFLOW, "this line draws more units than can be counted exactly")
    })?;
    if let Some(trace) = trace {
        let row = format!("{}: rate {}", book.id, rate.id);
        let rate_units = rate.units.known().map(|units| units.to_string()).unwrap_or_default();
        trace.push(Trace::new(
            format!("{path}.unitsEach"),
            formula,
            [
                ("units", rate_units, row),
                (
                    "seconds",
                    line.seconds.map_or_else(|| "-".to_owned(), |seconds| seconds.to_string()),
                    format!("{path}.seconds"),
                ),
            ],
            each,
        ));
        trace.push(Trace::new(
            format!("{path}.units"),
            "units each x count x takes",
            [
                ("units each", each.to_string(), format!("{path}.unitsEach")),
                ("count", line.count.to_string(), format!("{path}.count")),
                ("takes", line.takes.to_string(), format!("{path}.takes")),
            ],
            units,
        ));
    }
    let list_cost = book.pool(&rate.pool).and_then(|pool| list_cost(pool.list_unit_price, units));
    Ok(LineDeduction { index, rate: rate.id.clone(), pool: rate.pool.clone(), units_each: each, units, list_cost })
}

/// What a reader must know of a rate: retired, disputed, not official. None of it stops the price.
pub(crate) fn remarks(rate: &Rate, as_of: Option<Date>, path: &str, issues: &mut Vec<Issue>) {
    if let Some(retired) = &rate.retired {
        let begun = match (retired.since, as_of) {
            (Some(since), Some(day)) => since <= day,
            (Some(_) | None, _) => true,
        };
        let since = retired.since.map_or_else(String::new, |day| format!(" since {day}"));
        let instead = retired.equivalent.as_ref().map_or_else(String::new, |id| format!("; today: {id}"));
        let how_sure = match retired.evidence {
            Evidence::Official | Evidence::Negotiated => "",
            Evidence::Corroborated => " (several sources agree)",
            Evidence::ThirdParty => " (third-party source)",
            Evidence::Derived => " (worked out, not printed)",
        };
        let tense = if begun { "is reported retired" } else { "is to be retired" };
        let words = format!("{} {tense}{since}{how_sure}{instead}", name(rate));
        issues.push(Issue::warning(path, Code::RETIRED, words));
    }
    for dispute in &rate.disputes {
        let here = rate.units.known().map_or_else(|| "not known".to_owned(), |units| format!("{units} units"));
        let there = match (dispute.units, dispute.price) {
            (Some(units), _) => format!("{units} units"),
            (None, Some(price)) => format!("a price of {price}"),
            (None, None) => continue,
        };
        let words = format!(
            "sources disagree on {}: {here} here, {there} elsewhere ({})",
            name(rate),
            dispute.evidence.as_str()
        );
        issues.push(Issue::warning(path, Code::DISPUTED, words));
    }
    // a figure that nobody knows has no evidence to warn of
    if rate.units == Figure::Unknown {
        return;
    }
    match rate.evidence {
        Evidence::ThirdParty => {
            issues.push(Issue::warning(
                path,
                Code::THIRD_PARTY,
                format!("the rate of {} was not seen on the maker's own page", name(rate)),
            ));
        }
        Evidence::Derived => {
            issues.push(Issue::warning(
                path,
                Code::DERIVED,
                format!("the rate of {} was worked out, not printed", name(rate)),
            ));
        }
        Evidence::Negotiated => {
            let said = rate.note.clone().unwrap_or_default();
            issues.push(Issue::note(path, Code::NEGOTIATED, format!("{}: {said}", name(rate))));
        }
        Evidence::Official | Evidence::Corroborated => {}
    }
}

/// A rate in few words, for where the kind of work is plain: model, quality, sound, length.
#[must_use]
pub fn short_name(rate: &Rate) -> String {
    let plain = rate.feature == "Text or image to video";
    let feature = (!plain && rate.feature != rate.model).then_some(&rate.feature);
    named(rate, [feature, rate.quality.as_ref(), rate.sound.as_ref()])
}

/// A rate in words, e.g. `V1.6, Text or image to video, Professional, 5 s`.
#[must_use]
pub fn name(rate: &Rate) -> String {
    let feature = (rate.feature != rate.model).then_some(&rate.feature);
    named(rate, [feature, rate.quality.as_ref(), rate.sound.as_ref()])
}

fn named(rate: &Rate, parts: [Option<&String>; 3]) -> String {
    let mut words = rate.model.clone();
    for part in parts.into_iter().flatten() {
        words.push_str(", ");
        words.push_str(part);
    }
    if let Billing::Clip { seconds } = rate.billing {
        words.push_str(&format!(", {seconds} s"));
    }
    words
}
