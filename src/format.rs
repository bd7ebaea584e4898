//! Numbers, money and dates as people of a locale write them. The only place with a locale.
//!
//! Showing: exact decimal text from the engine goes to `Intl` as text, never as a float. Reading: [`canonical`] turns
//! what a person typed, sums and all, into the engine's plain decimal text where the locale leaves no doubt, and leaves it
//! as it is where it does; the engine then names it.

use js_sys::Intl::{DateTimeFormat, NumberFormat};
use js_sys::{Array, Date as JsDate, Function, Object, Reflect};
use packwise_engine::balance::Moment;
use packwise_engine::date::{self, Date};
use packwise_engine::typed::{self as engine_typed, Marks, Ratio};
use packwise_engine::units::Units;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static FORMATS: RefCell<BTreeMap<String, Function>> = const { RefCell::new(BTreeMap::new()) };
    static MARKS: RefCell<Option<Marks>> = const { RefCell::new(None) };
}

fn locale() -> Array {
    let language = leptos::prelude::window().navigator().language().unwrap_or_else(|| "en".to_owned());
    Array::of1(&language.into())
}

fn options(pairs: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        // setting a plain key of a fresh object cannot fail
        let _ = Reflect::set(&options, &(*key).into(), value);
    }
    options
}

/// Formats exact decimal text by a formatter that is made once.
fn number(key: &str, text: &str, pairs: impl FnOnce() -> Vec<(&'static str, JsValue)>) -> String {
    FORMATS.with_borrow_mut(|formats| {
        let format =
            formats.entry(key.to_owned()).or_insert_with(|| NumberFormat::new(&locale(), &options(&pairs())).format());
        // as text, which Intl reads exactly
        let shown = format.call1(&JsValue::UNDEFINED, &JsValue::from_str(text)).ok();
        shown.and_then(|shown| shown.as_string()).unwrap_or_else(|| text.to_owned())
    })
}

/// An exact amount: at least the decimals that its currency has, all that it has itself.
#[must_use]
pub fn money(amount: impl Display, currency: &str) -> String {
    number(&format!("m{currency}"), &amount.to_string(), || currency_options(currency, coin(currency), 9))
}

/// An amount to so many decimals at most: for figures that are rounded for show anyway.
#[must_use]
pub fn money_to(amount: impl Display, currency: &str, decimals: u32) -> String {
    number(&format!("m{currency}{decimals}"), &amount.to_string(), || {
        let least = coin(currency);
        currency_options(currency, least, decimals.max(least))
    })
}

/// Decimals of a currency's smallest coin. A browser's own table follows what is usual, not ISO 4217.
fn coin(currency: &str) -> u32 {
    packwise_engine::money::decimals(currency)
}

/// The price of one of something, rounded for show: to four decimals, and to six where four would be too coarse (an image
/// unit costs $0.00315 in a larger pack).
#[must_use]
pub fn money_each(amount: impl Display, currency: &str) -> String {
    let text = amount.to_string();
    let decimals = if text.starts_with("0.00") { 6 } else { 4 };
    money_to(text, currency, decimals)
}

/// Where a stretch of volumes begins: `over 10,000` for what begins a thousandth above it, as steps do.
#[must_use]
pub fn begins(from: Units) -> String {
    let before = Units::from_thousandths(1).and_then(|least| from.minus(least));
    let before = before.filter(|before| before.thousandths() % 1_000 == 0);
    before.map_or_else(|| quantity(from), |before| format!("over {}", quantity(before)))
}

/// An amount for an axis: no more decimals than it has, those of its currency at the most.
#[must_use]
pub fn money_short(amount: impl Display, currency: &str) -> String {
    number(&format!("ms{currency}"), &amount.to_string(), || currency_options(currency, 0, coin(currency)))
}

fn currency_options(currency: &str, least: u32, most: u32) -> Vec<(&'static str, JsValue)> {
    vec![
        ("style", "currency".into()),
        ("currency", currency.into()),
        ("minimumFractionDigits", least.into()),
        ("maximumFractionDigits", most.into()),
    ]
}

/// A quantity: all the decimals that it has.
#[must_use]
pub fn quantity(amount: impl Display) -> String {
    number("q", &amount.to_string(), || vec![("maximumFractionDigits", 3.into())])
}

/// A share of a whole in per cent, to one decimal; `None` of nothing.
#[must_use]
pub fn percent(part: i128, whole: i128) -> Option<String> {
    use packwise_engine::decimal::{Rounding, divide};
    let thousandths = divide(part.checked_mul(1_000)?, whole, Rounding::HalfEven)?;
    let text = format!(
        "{}{}.{:03}",
        if thousandths < 0 { "-" } else { "" },
        thousandths.abs() / 1_000,
        thousandths.abs() % 1_000
    );
    Some(number("p", &text, || vec![("style", "percent".into()), ("maximumFractionDigits", 1.into())]))
}

/// A day, e.g. `15 Sep 2026`.
#[must_use]
pub fn day(date: Date) -> String {
    shown_date(date, "d", &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
}

/// A day of a year that is clear from what stands around it, e.g. `15 Sep`.
#[must_use]
pub fn day_of_year(date: Date) -> String {
    shown_date(date, "dm", &[("day", "numeric"), ("month", "short")])
}

/// Two days as one stretch, the year once where both have it, e.g. `15 Sep` and `2 Oct 2026`.
#[must_use]
pub fn days(first: Date, last: Date) -> (String, String) {
    (if first.year() == last.year() { day_of_year(first) } else { day(first) }, day(last))
}

/// A moment where the reader is, e.g. `15 Sep 2026, 12:30`.
#[must_use]
pub fn moment(moment: Moment) -> String {
    let pairs = [("dateStyle", "medium"), ("timeStyle", "short")];
    shown(&moment_of(moment), "t", &pairs, None).unwrap_or_else(|| moment.to_string())
}

/// The time of the day of a moment in UTC, e.g. `16:00 UTC`.
#[must_use]
pub fn clock(moment: Moment) -> String {
    let pairs = [("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")];
    let clock = shown(&moment_of(moment), "c", &pairs, Some("UTC"));
    clock.map_or_else(|| moment.to_string(), |clock| format!("{clock} UTC"))
}

/// The day of a moment where the reader is.
#[must_use]
pub fn day_of(moment: Moment) -> Option<Date> {
    local_day(&moment_of(moment))
}

/// What the browser's clock says.
#[must_use]
pub fn now() -> Option<Moment> {
    // milliseconds of the calendar are far inside what a float holds exactly
    #[allow(clippy::cast_possible_truncation, reason = "whole milliseconds")]
    Moment::from_millis(JsDate::now() as i64)
}

/// A moment where the reader is, to the minute, as a box for day and time holds it: `2026-09-15T12:30`.
#[must_use]
pub fn boxed_moment(moment: Moment) -> String {
    let at = moment_of(moment);
    let (day, hour, minute) = (local_day(&at), at.get_hours(), at.get_minutes());
    day.map(|day| format!("{day}T{hour:02}:{minute:02}")).unwrap_or_default()
}

/// The moment that such a box holds; `None`: it is not filled in, or not to the end.
#[must_use]
pub fn moment_boxed(text: &str) -> Option<Moment> {
    // without a zone it is told where the reader is
    let millis = if text.contains('T') { JsDate::new(&JsValue::from_str(text)).get_time() } else { f64::NAN };
    // milliseconds of the calendar are far inside what a float holds exactly
    #[allow(clippy::cast_possible_truncation, reason = "whole milliseconds, and no others")]
    (millis.is_finite() && millis.fract() == 0.0).then(|| Moment::from_millis(millis as i64))?
}

fn moment_of(moment: Moment) -> JsDate {
    JsDate::new(&JsValue::from_str(&moment.to_string()))
}

/// A month, e.g. `Nov 2026`.
#[must_use]
pub fn month(date: Date) -> String {
    shown_date(date, "M", &[("month", "short"), ("year", "numeric")])
}

/// A month in full, e.g. `March 2027`, or `March` alone.
#[must_use]
pub fn month_in_full(date: Date, year: bool) -> String {
    if year {
        shown_date(date, "My", &[("month", "long"), ("year", "numeric")])
    } else {
        shown_date(date, "Ml", &[("month", "long")])
    }
}

/// A month of any year, January being 1, e.g. `Nov`.
#[must_use]
pub fn calendar_month(month: i8) -> String {
    Date::new(2026, month, 1).map_or_else(|_| month.to_string(), |day| shown_date(day, "m", &[("month", "short")]))
}

fn shown_date(date: Date, key: &str, parts: &[(&str, &str)]) -> String {
    let moment = JsDate::new(&JsValue::from_str(&format!("{date}T00:00:00Z")));
    shown(&moment, key, parts, Some("UTC")).unwrap_or_else(|| date.to_string())
}

/// Formats a moment by a formatter that is made once; without a zone, in the reader's.
fn shown(moment: &JsDate, key: &str, parts: &[(&str, &str)], zone: Option<&str>) -> Option<String> {
    let format = FORMATS.with_borrow_mut(|formats| {
        let make = || {
            let mut pairs: Vec<(&str, JsValue)> =
                parts.iter().map(|(part, how)| (*part, JsValue::from_str(how))).collect();
            pairs.extend(zone.map(|zone| ("timeZone", JsValue::from_str(zone))));
            DateTimeFormat::new(&locale(), &options(&pairs)).format()
        };
        formats.entry(key.to_owned()).or_insert_with(make).clone()
    });
    format.call1(&JsValue::UNDEFINED, moment).ok().and_then(|shown| shown.as_string())
}

/// The day it is where the reader is; the engine is told it and never asks.
#[must_use]
pub fn today() -> Option<Date> {
    local_day(&JsDate::new_0())
}

fn local_day(at: &JsDate) -> Option<Date> {
    date::read(&format!("{:04}-{:02}-{:02}", at.get_full_year(), at.get_month() + 1, at.get_date()))
}

/// The marks of the locale.
fn marks() -> Marks {
    MARKS.with_borrow_mut(|marks| {
        *marks.get_or_insert_with(|| {
            let mut found = Marks { decimal: '.', group: ',' };
            let format = NumberFormat::new(&locale(), &Object::new());
            for part in format.format_to_parts(1_234_567.5).iter() {
                let field = |key: &str| Reflect::get(&part, &key.into()).ok().and_then(|value| value.as_string());
                let mark = field("value").and_then(|value| value.chars().next());
                match (field("type").as_deref(), mark) {
                    (Some("decimal"), Some(mark)) => found.decimal = mark,
                    (Some("group"), Some(mark)) => found.group = mark,
                    _ => {}
                }
            }
            found
        })
    })
}

/// What a person typed, as plain decimal text (`1,200` → `1200` in English, `1.234,5` → `1234.5` in German, `40*25` →
/// `1000` everywhere); as typed where it is no number and no sum of the locale.
#[must_use]
pub fn canonical(typed: &str) -> String {
    engine_typed::canonical(typed, marks())
}

/// What a person typed, worked out exactly: for helpers that go on computing with it.
#[must_use]
pub fn value(typed: &str) -> Option<Ratio> {
    engine_typed::value(typed, marks())
}

/// The value of what was typed, where that does not show it by itself: `40*25`, `1.2k`, but not `1,200`.
#[must_use]
pub fn worked_out(typed: &str) -> Option<String> {
    let Marks { decimal, group } = marks();
    let blank = group.is_whitespace();
    let shows = |c: char| c.is_ascii_digit() || c == decimal || c == group || (blank && c.is_whitespace());
    let typed = typed.trim();
    if typed.strip_prefix('-').unwrap_or(typed).chars().all(shows) {
        return None;
    }
    let canonical = canonical(typed);
    is_plain(canonical.strip_prefix('-').unwrap_or(&canonical)).then(|| quantity(canonical))
}

/// What was typed as it stands in a box at rest: a long whole number in groups, anything else as it is.
#[must_use]
pub fn at_rest(typed: &str) -> String {
    let long = typed.len() > 3 && typed.bytes().all(|byte| byte.is_ascii_digit());
    if long { quantity(typed) } else { typed.to_owned() }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Plain decimal text as it would be typed in the locale.
#[must_use]
pub fn typed(canonical: &str) -> String {
    if is_plain(canonical) {
        canonical.chars().map(|c| if c == '.' { marks().decimal } else { c }).collect()
    } else {
        canonical.to_owned()
    }
}

/// A value of the browser as text, for messages.
#[must_use]
pub fn text_of(value: &JsValue) -> String {
    value.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{value:?}"), |error| String::from(error.message()))
}
