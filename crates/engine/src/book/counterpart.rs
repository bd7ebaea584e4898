//! Which rate of one edition is the same thing in another.
//!
//! A rate is the same if its id is; else if its words are, made alike as the maker itself reads them: a model's leading
//! `V` is dropped, Standard is 720p and Professional 1080p, a Master without a quality is 1080p. A clip of n seconds is
//! the same as n seconds of a rate billed by length. A match is given only where it is the only one, both ways: what is
//! the counterpart of a rate has that rate as its own. What replaces a retired rate ([`present`]) is another thing, and
//! is offered, not assumed.
//!
//! This file imports `rows`, `date` and `decimal`.

use super::rows::{Billing, Book, Rate};
use crate::date::Date;
use serde::Serialize;

/// How a rate was found to be the counterpart of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It has the same id.
    SameId,
    /// Its model, feature, quality, sound and length are the same; that they are the same thing is our reading.
    SameWords,
    /// It is what the book gives as the present equivalent of a retired rate: not the same thing.
    Equivalent,
}

impl How {
    /// The name used in JSON and on the page.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameId => "same-id",
            Self::SameWords => "same-words",
            Self::Equivalent => "equivalent",
        }
    }
}

/// A rate of another edition that is the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counterpart {
    /// Its id in the other book.
    pub rate: String,
    /// The length to ask it for; `None` where it has its own, where it is not billed by length, and where none is known.
    pub seconds: Option<u32>,
    /// How it was found.
    pub how: How,
}

/// The counterpart in `to` of a rate of `from`, for clips of so many seconds where the rate is billed by length. Without
/// a length, a rate billed by length has a counterpart only among rates billed by length. `None` where `to` has nothing
/// that is the same, or more than one thing that could be.
#[must_use]
pub fn counterpart(from: &Book, rate: &str, seconds: Option<u32>, to: &Book) -> Option<Counterpart> {
    let own = from.rate(rate)?;
    let length = length(own, seconds);
    let (other, how) = same(from, own, length, to)?;
    let seconds = if by_length(other.billing) { length } else { None };
    Some(Counterpart { rate: other.id.clone(), seconds, how })
}

/// What does today what a retired rate did, by the book's own reading: the end of its equivalents, if that can be made in
/// so many seconds. `None` where the rate is not retired on that day (without a day, one with a date counts as begun), or
/// where no equivalent is known that makes that length.
#[must_use]
pub fn present<'a>(book: &'a Book, rate: &Rate, seconds: Option<u32>, as_of: Option<Date>) -> Option<&'a Rate> {
    let length = length(rate, seconds);
    let mut here = None;
    let mut equivalent = gone(rate, as_of);
    // the checker lets no circle through; a walk longer than the book would be one
    for _ in 0..book.rates.len() {
        let Some(next) = equivalent.and_then(|id| book.rate(id)) else { break };
        here = Some(next);
        equivalent = gone(next, as_of);
    }
    here.filter(|next| kin(rate.billing, next.billing) && makes(next.billing, length))
}

/// The equivalent of a rate that is retired on a day.
fn gone(rate: &Rate, as_of: Option<Date>) -> Option<&str> {
    let retired = rate.retired.as_ref()?;
    let begun = match (retired.since, as_of) {
        (Some(since), Some(day)) => since <= day,
        (Some(_) | None, _) => true,
    };
    if begun { retired.equivalent.as_deref() } else { None }
}

/// Whether a rate can be asked for clips of so many seconds; true for what is not billed by length.
#[must_use]
pub fn allows(billing: Billing, seconds: u32) -> bool {
    let within = |min: Option<u32>, max: Option<u32>| {
        seconds > 0 && min.is_none_or(|min| min <= seconds) && max.is_none_or(|max| seconds <= max)
    };
    match billing {
        Billing::Clip { seconds: own } => own == seconds,
        Billing::Second { min, max, step } => {
            within(min, max) && (step < 2 || seconds.saturating_sub(min.unwrap_or(0)).is_multiple_of(step))
        }
        Billing::Started { min, max, .. } => within(min, max),
        Billing::Image | Billing::Call => true,
    }
}

/// The rate of `to` that is the same as `own`, which stands in `from`.
pub(super) fn same<'a>(from: &Book, own: &Rate, length: Option<u32>, to: &'a Book) -> Option<(&'a Rate, How)> {
    let one_maker = from.provider.id == to.provider.id;
    let can = |rate: &Rate| kin(own.billing, rate.billing) && makes(rate.billing, length);
    // an id alone proves nothing between two makers
    let namesake =
        to.rate(&own.id).filter(|rate| can(rate) && (one_maker || (alike(own, rate) && sounds_alike(own, rate))));
    if let Some(namesake) = namesake {
        return Some((namesake, How::SameId));
    }
    if !one_maker {
        return None;
    }
    // what has a namesake in the other book is spoken for, on either side
    let free = |rate: &Rate, other: &Book| can(rate) && !other.rate(&rate.id).is_some_and(can);
    // no sound said is no sound, where nothing says it better
    for unsaid in [false, true] {
        let near = |rate: &Rate| {
            alike(own, rate) && if unsaid { silent(own) && silent(rate) } else { sounds_alike(own, rate) }
        };
        let mut fits = to.rates.iter().filter(|rate| near(rate) && free(rate, from));
        let Some(only) = fits.next() else { continue };
        let rival = from.rates.iter().any(|rate| rate.id != own.id && near(rate) && free(rate, to));
        return if rival || fits.next().is_some() { None } else { Some((only, How::SameWords)) };
    }
    None
}

/// The length that a rate is asked for: a clip's own, or what was said.
fn length(rate: &Rate, seconds: Option<u32>) -> Option<u32> {
    match rate.billing {
        Billing::Clip { seconds } => Some(seconds),
        Billing::Second { .. } | Billing::Started { .. } => seconds,
        Billing::Image | Billing::Call => None,
    }
}

/// Whether the length of a clip is for the asker to say.
fn by_length(billing: Billing) -> bool {
    matches!(billing, Billing::Second { .. } | Billing::Started { .. })
}

/// Whether two rates count things of one kind: clips, images or calls.
pub(super) fn kin(a: Billing, b: Billing) -> bool {
    let clips = |billing| matches!(billing, Billing::Clip { .. }) || by_length(billing);
    (clips(a) && clips(b)) || a == b
}

/// Whether a rate makes this length; without one, whether any can be asked for.
fn makes(billing: Billing, length: Option<u32>) -> bool {
    match length {
        Some(seconds) => allows(billing, seconds),
        None => !matches!(billing, Billing::Clip { .. }),
    }
}

/// Whether two rates have the same model, feature and quality, made alike.
pub(super) fn alike(a: &Rate, b: &Rate) -> bool {
    model(a).eq_ignore_ascii_case(model(b))
        && a.feature.eq_ignore_ascii_case(&b.feature)
        && same_text(quality(a), quality(b))
}

fn sounds_alike(a: &Rate, b: &Rate) -> bool {
    same_text(a.sound.as_deref(), b.sound.as_deref())
}

/// Whether a rate has no sound, or says nothing of it.
fn silent(rate: &Rate) -> bool {
    rate.sound.as_deref().is_none_or(|sound| sound.eq_ignore_ascii_case("No sound"))
}

fn same_text(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// `V1.6` is `1.6`.
fn model(rate: &Rate) -> &str {
    let text = rate.model.trim();
    match text.strip_prefix(['V', 'v']) {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
        Some(_) | None => text,
    }
}

/// std = 720p, pro = 1080p (CATALOG-FACTS.md, section 3); a Master comes in 1080p alone.
fn quality(rate: &Rate) -> Option<&str> {
    match rate.quality.as_deref() {
        Some(quality) if quality.eq_ignore_ascii_case("Standard") => Some("720p"),
        Some(quality) if quality.eq_ignore_ascii_case("Professional") => Some("1080p"),
        Some(quality) => Some(quality),
        None if rate.model.ends_with(" Master") => Some("1080p"),
        None => None,
    }
}
