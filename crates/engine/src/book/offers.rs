//! Offers of the market: what other makers and resellers ask for one clip, second or image, without packs.
//!
//! A book may list sellers and their offers beside pools, packs and rates, or instead of them. An offer says what its
//! source says, in the source's own terms: money for a second or for a clip of a stated length, a minimum, credits. What
//! no source says is unknown (`null`, `unsaid`, an empty list), never a guess.
//!
//! This file imports the number rooms, `issue`, `read`, and the rows and readers beside it.

use super::check::{billing, date, dispute, entries, evidence, figure, ids, optional_id, retirement, rows, text};
use super::rows::{Billing, Dispute, Evidence, Figure, Retirement};
use crate::date::Date;
use crate::issue::{Code, Issue};
use crate::money::Price;
use crate::read::{At, Fields, Problems, brief};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Who sells at the prices of some offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    /// Short id, unique among the sellers of the book, e.g. `fal`.
    pub id: String,
    /// Name, e.g. `fal`.
    pub name: String,
    /// Whether it makes what it sells.
    pub kind: SellerKind,
    /// What one of its credits is worth, where it counts in credits and its packs are not known.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_price: Option<Price>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether a seller makes what it sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SellerKind {
    /// The models are its own.
    Maker,
    /// It sells the models of others; some of them beside its own.
    Reseller,
}

/// The sound of what an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sound {
    /// The price without sound.
    None,
    /// The price with sound, of a model that can do without.
    With,
    /// The price with sound and voice control.
    Voice,
    /// Sound is always made and always in the price.
    Always,
    /// The source does not say.
    Unsaid,
}

/// What a seller asks for one second, clip, image or call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MarketOffer {
    /// Short id, unique among the offers of the book.
    pub id: String,
    /// Id of the seller.
    pub seller: String,
    /// Whose model it is, in a word: offers of one family are sold by several, e.g. `Kling`.
    pub family: String,
    /// The model, e.g. `Kling 3.0 Pro`.
    pub model: String,
    /// What is made, e.g. `Text or image to video`, `Image to video`, `Lip-sync`.
    pub feature: String,
    /// The resolutions that cost this, e.g. `720p`, `4K`; empty where the source does not say.
    pub resolutions: Vec<String>,
    /// The sound.
    pub sound: Sound,
    /// Money for each of what `billing` counts.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub price: Figure<Price>,
    /// What the price is for, and the lengths that are made, where they are known.
    pub billing: Billing,
    /// Whether the source gives the price as the least of several (`from`): the true one may be higher.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from: bool,
    /// The least that one clip costs.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Price>,
    /// What the seller rounds the price of a clip to.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_to: Option<Price>,
    /// The price in the seller's credits, as the source has it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>", range(min = 0)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits: Option<Units>,
    /// How sure the row is: official is what the seller's own page says of its own price.
    pub evidence: Evidence,
    /// Id of its source.
    pub source: Option<String>,
    /// The day on which it was seen, where that differs from the source's own.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// The month or the year in which it was seen, where no day is known: `2026-10` or `2026`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// Set where it is reported to be sold no longer, or its maker to have ended the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired: Option<Retirement>,
    /// What other sources say instead.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A list that a book need not have.
pub(super) fn list<'a, T>(f: &Fields<'a>, key: &str, row: impl Fn(&At<'a>) -> Option<T>) -> Option<Vec<T>> {
    if f.get(key).is_some() { rows(f, key, row) } else { Some(Vec::new()) }
}

/// A field that may be left out.
fn may<'a, T>(f: &Fields<'a>, key: &str, read: impl Fn(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    match f.get(key) {
        None => Some(None),
        Some(at) => read(&at).map(Some),
    }
}

/// Words, where there are some.
fn words(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    if text.trim().is_empty() { at.wrong(Code::EMPTY, "a text was expected here") } else { Some(text.to_owned()) }
}

pub(super) fn seller(at: &At<'_>) -> Option<Seller> {
    let f = at.fields(&["id", "name", "kind", "creditPrice", "note"])?;
    let id = f.need("id").and_then(|at| at.id());
    let name = text(&f, "name");
    let kind = f.need("kind").and_then(|at| match at.text()? {
        "maker" => Some(SellerKind::Maker),
        "reseller" => Some(SellerKind::Reseller),
        _ => at.wrong(Code::UNKNOWN_VALUE, "a seller is a maker or a reseller"),
    });
    let credit_price = may(&f, "creditPrice", At::price);
    let note = may(&f, "note", words);
    Some(Seller { id: id?, name: name?, kind: kind?, credit_price: credit_price?, note: note? })
}

fn sound(at: &At<'_>) -> Option<Sound> {
    match at.text()? {
        "none" => Some(Sound::None),
        "with" => Some(Sound::With),
        "voice" => Some(Sound::Voice),
        "always" => Some(Sound::Always),
        "unsaid" => Some(Sound::Unsaid),
        _ => at.wrong(Code::UNKNOWN_VALUE, "the sound is none, with, voice, always or unsaid"),
    }
}

/// `2026` or `2026-10`.
fn seen(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        _ => format!("{text}-01"),
    };
    if crate::date::read(&day).is_some() {
        Some(text.to_owned())
    } else {
        at.wrong(Code::NOT_A_DATE, "a year as YYYY or a month as YYYY-MM was expected here")
    }
}

pub(super) fn offer(at: &At<'_>) -> Option<MarketOffer> {
    let f = at.fields(&[
        "id",
        "seller",
        "family",
        "model",
        "feature",
        "resolutions",
        "sound",
        "price",
        "billing",
        "from",
        "minimum",
        "roundTo",
        "credits",
        "evidence",
        "source",
        "checked",
        "seen",
        "retired",
        "disputes",
        "note",
    ])?;
    let id = f.need("id").and_then(|at| at.id());
    let seller = f.need("seller").and_then(|at| at.id());
    let family = text(&f, "family");
    let model = text(&f, "model");
    let feature = text(&f, "feature");
    let resolutions = rows(&f, "resolutions", words);
    let sound = f.need("sound").and_then(|at| sound(&at));
    let price = figure(&f, "price", At::price);
    let billing = f.need("billing").and_then(|at| billing(&at));
    let from = may(&f, "from", At::flag);
    let minimum = may(&f, "minimum", At::price);
    let round_to = may(&f, "roundTo", |at| match at.price()? {
        price if price.micros() == 0 => at.wrong(Code::TOO_SMALL, "nothing is rounded to 0"),
        price => Some(price),
    });
    let credits = may(&f, "credits", At::units);
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let checked = if f.get("checked").is_some() { date(&f, "checked") } else { Some(None) };
    let seen = may(&f, "seen", seen);
    let retired = may(&f, "retired", retirement);
    let disputes = list(&f, "disputes", dispute);
    let note = may(&f, "note", words);
    Some(MarketOffer {
        id: id?,
        seller: seller?,
        family: family?,
        model: model?,
        feature: feature?,
        resolutions: resolutions?,
        sound: sound?,
        price: price?,
        billing: billing?,
        from: from?.unwrap_or_default(),
        minimum: minimum?,
        round_to: round_to?,
        credits: credits?,
        evidence: evidence?,
        source: source?,
        checked: checked?,
        seen: seen?,
        retired: retired?,
        disputes: disputes?,
        note: note?,
    })
}

/// What only the lists as a whole show: ids used twice, references to nothing, credits that are not worth the price.
pub(super) fn references(book: &Value, problems: &Problems) {
    let wrong = |path: String, code: Code, words: String| problems.add(Issue::error(path, code, words));
    for list in ["sellers", "offers"] {
        let mut seen = BTreeSet::new();
        for (index, row) in entries(book, list).iter().enumerate() {
            if let Some(id) = row["id"].as_str().filter(|id| !seen.insert(*id)) {
                let words = format!("`{}` stands twice in `{list}`", brief(id));
                wrong(format!("{list}[{index}].id"), Code::DUPLICATE_ID, words);
            }
        }
    }
    let (sources, sellers, offers) = (ids(book, "sources"), ids(book, "sellers"), ids(book, "offers"));
    let refers = |path: String, to: &Value, known: &Option<BTreeSet<&str>>, what: &str| {
        if let (Some(id), Some(known)) = (to.as_str(), known)
            && !known.contains(id)
        {
            wrong(path, Code::DANGLING, format!("there is no {what} `{}` in this book", brief(id)));
        }
    };
    for (index, offer) in entries(book, "offers").iter().enumerate() {
        let at = format!("offers[{index}]");
        let no_sellers = Some(BTreeSet::new());
        let known = if book["sellers"].is_array() { &sellers } else { &no_sellers };
        refers(format!("{at}.seller"), &offer["seller"], known, "seller");
        refers(format!("{at}.source"), &offer["source"], &sources, "source");
        refers(format!("{at}.retired.source"), &offer["retired"]["source"], &sources, "source");
        refers(format!("{at}.retired.equivalent"), &offer["retired"]["equivalent"], &offers, "offer");
        for (n, dispute) in entries(offer, "disputes").iter().enumerate() {
            refers(format!("{at}.disputes[{n}].source"), &dispute["source"], &sources, "source");
        }
        let worth = entries(book, "sellers").iter().find(|seller| seller["id"] == offer["seller"]);
        let worth = worth.and_then(|seller| Price::read(seller["creditPrice"].as_str()?).ok());
        let price = offer["price"].as_str().and_then(|text| Price::read(text).ok());
        let credits = match &offer["credits"] {
            Value::Number(number) => Units::read(&crate::read::plain(number)).ok(),
            Value::String(text) => Units::read(text).ok(),
            _ => None,
        };
        if let (Some(worth), Some(price), Some(credits)) = (worth, price, credits)
            && worth.per_unit(credits) != price.times(1)
        {
            let words = format!("{credits} credits at {worth} each are not {price}");
            wrong(format!("{at}.credits"), Code::CONTRADICTION, words);
        }
    }
}
