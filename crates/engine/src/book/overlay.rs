//! Negotiated prices: a small file laid over a published edition. It says of some packs and rates what a person pays
//! instead; everything else is the edition's. What comes of it is a book of its own, local, whose id is the edition's, a
//! `+` and the overlay's (`kling-2026+acme`): an id that no file can have.
//!
//! ```json
//! {"overlay": 1, "id": "acme", "name": "Acme, frame contract", "of": "kling-2026", "currency": "USD",
//!  "validUntil": "2027-06-30", "packs": [{"id": "package-3", "price": "5200"}, {"id": "package-4", "discountPercent": 12.5}]}
//! ```
//!
//! A negotiated price stands below the published one, or there is none: a price above it is a problem, not a deal. A
//! discount is taken from the published price, to the currency's smallest coin, half up; of a price that is not known the
//! result is not known either. Every changed row says what was published and by how much it differs.
//!
//! This file imports the number rooms, `issue`, `read` and what `book` does.

use super::check::{self, MAX_BYTES};
use super::locate;
use super::rows::{Book, Evidence, Figure, Note, Pack, Rate, Source};
use super::shelf::Edition;
use crate::date::Date;
use crate::decimal::{self, Rounding};
use crate::issue::{Code, Issue};
use crate::money::{self, Price};
use crate::read::{At, Fields, Problems, brief};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// What stands between the id of the edition and that of the overlay.
pub const JOINT: char = '+';

/// The id of the source that negotiated rows cite.
const SOURCE: &str = "negotiated";

/// Negotiated prices, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Overlay {
    /// The format of this file; 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub overlay: u32,
    /// Short id, e.g. `acme`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9._-]{1,32}$")))]
    pub id: String,
    /// What to call it, e.g. `Acme, frame contract`.
    pub name: String,
    /// Id of the published edition that it is laid over.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9._-]{1,64}$")))]
    pub of: String,
    /// ISO 4217 code of its prices: the edition's.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Z]{3}$")))]
    pub currency: String,
    /// The first day on which these prices hold; absent or null: not said.
    #[cfg_attr(feature = "schema", schemars(default, with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day on which these prices hold, included; absent or null: not said.
    #[cfg_attr(feature = "schema", schemars(default, with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// A remark; absent or null: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The packs that cost something else.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub packs: Vec<OverlayPack>,
    /// The rates that draw something else.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<OverlayRate>,
}

/// What is paid for a pack instead: a price, or a discount on the published one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct OverlayPack {
    /// Its id in the edition.
    pub id: String,
    /// Its pool; needed where two pools have a pack of this id.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// The price of one, as a decimal string.
    #[cfg_attr(feature = "schema", schemars(default, with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// So many per cent less than published; three decimals at the most.
    #[cfg_attr(feature = "schema", schemars(default, with = "Option<f64>", range(min = 0, max = 100)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_percent: Option<Units>,
    /// A remark; absent or null: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a generation draws instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct OverlayRate {
    /// Id of the rate in the edition.
    pub id: String,
    /// Units for each of what the rate is billed by; more than none.
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    pub units: Units,
    /// A remark; absent or null: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// That an edition is a published one with negotiated prices laid over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Laid {
    /// Id of the overlay.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Id of the published edition below.
    pub of: String,
    /// SHA-256 of that edition's file. It says nothing of the negotiated prices, so links and quotes may carry it.
    pub digest: String,
    /// The first day on which the negotiated prices hold; null where not said.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Date>,
    /// The last day, included; null where not said.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<Date>,
}

impl Overlay {
    /// Whether a text is meant as an overlay: JSON with a key `overlay` at its top.
    #[must_use]
    pub fn is_meant(json: &str) -> bool {
        // most books are told apart without being read
        json.len() <= MAX_BYTES
            && json.contains("\"overlay\"")
            && serde_json::from_str::<Value>(json).is_ok_and(|value| value.get("overlay").is_some())
    }

    /// Reads an overlay; what only the edition below can tell is [`Overlay::lay`]'s.
    ///
    /// # Errors
    /// Every problem that was found, each with its path.
    pub fn read(json: &str) -> Result<Self, Vec<Issue>> {
        if json.len() > MAX_BYTES {
            return Err(vec![Issue::error(
                "",
                Code::TOO_LARGE,
                "this file is larger than any that is read here (4 MiB)",
            )]);
        }
        let value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => return Err(vec![locate::not_json(json, &error)]),
        };
        let mut repeated = locate::repeated_keys(json);
        let problems = Problems::new();
        let read = overlay(&At::root(&value, &problems));
        match problems.into_result(read) {
            Ok(overlay) if repeated.is_empty() => Ok(overlay),
            Ok(_) => Err(repeated),
            Err(issues) => {
                repeated.extend(issues);
                Err(repeated)
            }
        }
    }

    /// The id of the book that it makes.
    #[must_use]
    pub fn book(&self) -> String {
        format!("{}{JOINT}{}", self.of, self.id)
    }

    /// The same as JSON, as a person would write it.
    #[must_use]
    pub fn text(&self) -> String {
        // a plain value, which serde_json always writes
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Lays the prices over a published edition.
    ///
    /// # Errors
    /// Every entry that the edition does not have, or has twice; a currency that is not the edition's; a price above the
    /// published one; that the edition is no published one.
    pub fn lay(&self, edition: &Edition) -> Result<(Book, Laid), Vec<Issue>> {
        let base = &edition.book;
        let mut issues = Vec::new();
        let mut wrong = |path: String, code: Code, words: String| issues.push(Issue::error(path, code, words));
        if edition.local {
            let words = format!(
                "`{}` is a book of your own: negotiated prices are laid over a published edition, so that it can be said what \
                 they differ from; change your own book instead",
                brief(&base.id)
            );
            wrong("of".into(), Code::CONTRADICTION, words);
        }
        if self.currency != base.currency {
            let words =
                format!("the prices of `{}` are in {}, not in {}", base.id, base.currency, brief(&self.currency));
            wrong("currency".into(), Code::CONTRADICTION, words);
        }
        let mut book = base.clone();
        let mut seen = BTreeSet::new();
        for (index, entry) in self.packs.iter().enumerate() {
            let at = format!("packs[{index}]");
            let fits = |pack: &Pack| pack.id == entry.id && entry.pool.as_ref().is_none_or(|pool| pack.pool == *pool);
            let mut found = book.packs.iter().enumerate().filter(|(_, pack)| fits(pack));
            let (Some((place, _)), second) = (found.next(), found.next()) else {
                let pool = entry.pool.as_ref().map(|pool| format!(" in pool `{}`", brief(pool))).unwrap_or_default();
                let words = format!("`{}` has no pack `{}`{pool}", base.id, brief(&entry.id));
                wrong(format!("{at}.id"), Code::UNKNOWN_PACK, words);
                continue;
            };
            if second.is_some() {
                let words = format!("`{}` has several packs `{}`: say in which `pool`", base.id, brief(&entry.id));
                wrong(format!("{at}.pool"), Code::MISSING, words);
                continue;
            }
            if !seen.insert(place) {
                let words = format!("a second price for pack `{}`", brief(&entry.id));
                wrong(format!("{at}.id"), Code::DUPLICATE_ID, words);
                continue;
            }
            let Some(pack) = book.packs.get_mut(place) else { continue };
            let decimals = money::decimals(&base.currency);
            if let Err((key, code, words)) = reprice(pack, entry, &self.name, &base.currency, decimals) {
                wrong(format!("{at}.{key}"), code, words);
            }
        }
        let mut seen = BTreeSet::new();
        for (index, entry) in self.rates.iter().enumerate() {
            let at = format!("rates[{index}]");
            match book.rates.iter_mut().find(|rate| rate.id == entry.id) {
                None => {
                    let words = format!("`{}` has no rate `{}`", base.id, brief(&entry.id));
                    wrong(format!("{at}.id"), Code::UNKNOWN_RATE, words);
                }
                Some(_) if !seen.insert(entry.id.as_str()) => {
                    let words = format!("a second entry for rate `{}`", brief(&entry.id));
                    wrong(format!("{at}.id"), Code::DUPLICATE_ID, words);
                }
                Some(rate) => redraw(rate, entry, &self.name),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        book.id = self.book();
        book.edition = format!("{}, {}", base.edition, self.name);
        book.title = format!("{}, with negotiated prices: {}", base.title, self.name);
        book.sources.retain(|source| source.id != SOURCE);
        let title = format!("Negotiated prices: {}", self.name);
        book.sources.push(Source { id: SOURCE.to_owned(), title, url: None, checked: None });
        if let Some(from) = self.valid_from {
            book.effective.from = Some(book.effective.from.map_or(from, |day| day.max(from)));
        }
        // the last day is in, and the book's own interval ends with the first day that is out
        if let Some(end) = self.valid_until.and_then(|day| day.tomorrow().ok()) {
            book.effective.until = Some(book.effective.until.map_or(end, |day| day.min(end)));
        }
        let count = self.packs.len().saturating_add(self.rates.len());
        let rows = if count == 1 { "1 row has".to_owned() } else { format!("{count} rows have") };
        let remark = self.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        let text = format!(
            "{rows} negotiated figures ({}); all others are as published in {}.{remark}",
            self.name, base.title
        );
        book.notes.insert(0, Note { text, source: None });
        let laid = Laid {
            id: self.id.clone(),
            name: self.name.clone(),
            of: base.id.clone(),
            digest: edition.digest.clone(),
            from: self.valid_from,
            until: self.valid_until,
        };
        Ok((book, laid))
    }
}

/// Puts the negotiated price into a pack. What is wrong is said with the key at which it stands.
fn reprice(
    pack: &mut Pack,
    entry: &OverlayPack,
    name: &str,
    currency: &str,
    decimals: u32,
) -> Result<(), (&'static str, Code, String)> {
    let published = pack.price.known().or(pack.list_price.known());
    let money = |price: Price| format!("{} {currency}", money::in_currency(price, currency));
    let (net, said) = match (entry.price, entry.discount_percent, published) {
        (Some(net), _, Some(published)) if net > published => {
            let (net, published) = (money(net), money(published));
            let words = format!("{net} is more than the published price of {}, {published}", pack.name);
            return Err(("price", Code::CONTRADICTION, words));
        }
        (Some(net), _, Some(published)) => {
            (Some(net), format!("{}; agreed {}{}", money(published), money(net), below(net, published)))
        }
        (Some(net), _, None) => (Some(net), format!("not known; agreed {}", money(net))),
        (None, Some(percent), Some(published)) => {
            let Some(net) = less(published, percent, decimals) else {
                return Err(("discountPercent", Code::OVERFLOW, "this cannot be counted exactly".to_owned()));
            };
            (Some(net), format!("{}; agreed {}, {percent} % below", money(published), money(net)))
        }
        // a share of what nobody knows is not known
        (None, Some(percent), None) => (None, format!("not known; {percent} % below it is not known either")),
        (None, None, _) => (pack.price.known(), String::new()),
    };
    pack.price = net.map_or(Figure::Unknown, Figure::Known);
    pack.list_price = published.map_or(Figure::Unknown, Figure::Known);
    mark(
        &mut pack.evidence,
        &mut pack.source,
        &mut pack.checked,
        &mut pack.note,
        entry.note.as_ref(),
        format!("Negotiated ({name}): published {said}."),
    );
    // what other sources say is of the published price
    pack.disputes.retain(|dispute| dispute.price.is_none());
    Ok(())
}

fn redraw(rate: &mut Rate, entry: &OverlayRate, name: &str) {
    let published = rate.units.known().map_or_else(|| "not known".to_owned(), |units| format!("{units} units"));
    let said = format!("Negotiated ({name}): published {published}; agreed {} units.", entry.units);
    rate.units = Figure::Known(entry.units);
    mark(&mut rate.evidence, &mut rate.source, &mut rate.checked, &mut rate.note, entry.note.as_ref(), said);
    rate.disputes.clear();
}

/// Says of a row that it was negotiated, before what else is remarked on it.
fn mark(
    evidence: &mut Evidence,
    source: &mut Option<String>,
    checked: &mut Option<Date>,
    note: &mut Option<String>,
    remark: Option<&String>,
    said: String,
) {
    *evidence = Evidence::Negotiated;
    *source = Some(SOURCE.to_owned());
    *checked = None;
    let mut words = said;
    for (before, more) in [(" ", remark), (" Of what is published: ", note.as_ref())] {
        if let Some(more) = more {
            words.push_str(before);
            words.push_str(more);
        }
    }
    *note = Some(words);
}

/// `, 12.5 % below`; empty of the same price. Rounded to a thousandth of a per cent, for show.
fn below(net: Price, published: Price) -> String {
    let less = i128::from(published.micros()).saturating_sub(i128::from(net.micros()));
    let share = less
        .checked_mul(100_000)
        .and_then(|less| decimal::divide(less, i128::from(published.micros()), Rounding::HalfEven));
    match share.and_then(|share| i64::try_from(share).ok()).and_then(Units::from_thousandths) {
        Some(share) if share > Units::ZERO => format!(", {share} % below"),
        Some(_) | None => String::new(),
    }
}

/// A price less so many per cent, to the currency's smallest coin, half up. A published price that is finer than that
/// stays as fine as it is.
fn less(published: Price, percent: Units, decimals: u32) -> Option<Price> {
    let left = 100_000_i128.checked_sub(i128::from(percent.thousandths()))?;
    let over = i128::from(published.micros()).checked_mul(left)?;
    let coin = 10_i128.checked_pow(6_u32.saturating_sub(decimals))?;
    let step = if i128::from(published.micros()) % coin == 0 { coin } else { 1 };
    let micros = decimal::divide(over, 100_000_i128.checked_mul(step)?, Rounding::HalfUp)?.checked_mul(step)?;
    i64::try_from(micros).ok().and_then(Price::from_micros)
}

fn overlay(at: &At<'_>) -> Option<Overlay> {
    let known =
        ["$schema", "overlay", "id", "name", "of", "currency", "validFrom", "validUntil", "note", "packs", "rates"];
    let f = at.fields(&known)?;
    let format = f.need("overlay").and_then(|at| at.whole(1, 1));
    let id = f.need("id").and_then(|at| {
        let id = at.id()?;
        if id.len() > 32 {
            at.wrong(Code::TOO_LARGE, "the id of negotiated prices has 32 characters at the most")
        } else {
            Some(id)
        }
    });
    let name = check::text(&f, "name");
    let of = f.need("of").and_then(|at| at.id());
    let currency = f.need("currency").and_then(|at| check::currency(&at));
    let valid_from = day(&f, "validFrom");
    let valid_until = day(&f, "validUntil");
    let note = remark(&f);
    let packs = list(&f, "packs", pack);
    let rates = list(&f, "rates", rate);
    if let (Some(Some(from)), Some(Some(until))) = (valid_from, valid_until)
        && until < from
    {
        at.wrong::<()>(Code::CONTRADICTION, "`validUntil` is before `validFrom`");
    }
    if packs.as_ref().is_some_and(Vec::is_empty) && rates.as_ref().is_some_and(Vec::is_empty) {
        at.wrong::<()>(Code::EMPTY, "no pack and no rate has a negotiated figure yet");
    }
    Some(Overlay {
        overlay: u32::try_from(format?).ok()?,
        id: id?,
        name: name?,
        of: of?,
        currency: currency?,
        valid_from: valid_from?,
        valid_until: valid_until?,
        note: note?,
        packs: packs?,
        rates: rates?,
    })
}

fn pack(at: &At<'_>) -> Option<OverlayPack> {
    let f = at.fields(&["id", "pool", "price", "discountPercent", "note"])?;
    let id = f.need("id").and_then(|at| at.id());
    let pool = f.get("pool").map_or(Some(None), |at| at.id().map(Some));
    let price = f.get("price").map_or(Some(None), |at| at.price().map(Some));
    let discount_percent = f.get("discountPercent").map_or(Some(None), |at| percent(&at).map(Some));
    let note = remark(&f);
    match (f.get("price").is_some(), f.get("discountPercent").is_some()) {
        (true, true) => at.wrong::<()>(Code::CONTRADICTION, "a pack has either a `price` or a `discountPercent`"),
        (false, false) => at.wrong::<()>(Code::MISSING, "a pack needs a `price` or a `discountPercent`"),
        (true, false) | (false, true) => Some(()),
    };
    Some(OverlayPack { id: id?, pool: pool?, price: price?, discount_percent: discount_percent?, note: note? })
}

fn rate(at: &At<'_>) -> Option<OverlayRate> {
    let f = at.fields(&["id", "units", "note"])?;
    let id = f.need("id").and_then(|at| at.id());
    let units = f.need("units").and_then(|at| check::positive_units(&at));
    let note = remark(&f);
    Some(OverlayRate { id: id?, units: units?, note: note? })
}

/// Thousandths of a per cent, 0 to 100 %.
fn percent(at: &At<'_>) -> Option<Units> {
    let percent = at.units()?;
    if percent.thousandths() > 100_000 {
        return at.wrong(Code::TOO_LARGE, "a discount is 100 % at the most");
    }
    Some(percent)
}

fn day(f: &Fields<'_>, key: &str) -> Option<Option<Date>> {
    f.get(key).map_or(Some(None), |at| at.date().map(Some))
}

fn remark(f: &Fields<'_>) -> Option<Option<String>> {
    f.get("note").map_or(Some(None), |at| at.text().map(|text| Some(text.to_owned())))
}

fn list<'a, T>(f: &Fields<'a>, key: &str, row: impl Fn(&At<'a>) -> Option<T>) -> Option<Vec<T>> {
    match f.get(key) {
        None => Some(Vec::new()),
        Some(_) => check::rows(f, key, row),
    }
}
