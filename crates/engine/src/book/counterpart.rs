//! Which rate of one edition is the same thing in another.
//!
//! A rate is the same if its id is; else if its words are, made alike as the maker itself reads them: a model's leading
//! `V` is dropped, Standard is 720p and Professional 1080p, a Master without a quality is 1080p. A clip of n seconds is
//! the same as n seconds of a rate billed by length. A match is given only where it is the only one, both ways: what is
//! the counterpart of a rate has that rate as its own. What replaces a retired rate ([`present`]) is another thing, and
//! is offered, not assumed.
//!
//! Both books are indexed once ([`Counterparts`]), so that all rates of one can be asked for in the other.
//!
//! This file imports `rows`, `index` and `date`.

use super::index::Index;
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
    Counterparts::new(from, to).of(rate, seconds)
}

/// Two books, indexed: for whoever asks for the counterparts of many rates.
#[derive(Debug)]
pub struct Counterparts<'a> {
    from: Half<'a>,
    to: Half<'a>,
}

impl<'a> Counterparts<'a> {
    /// Of the rates of `from`, in `to`.
    #[must_use]
    pub fn new(from: &'a Book, to: &'a Book) -> Self {
        let ids = |book: &Book| Index::new(book.rates.iter().map(|rate| rate.id.clone()).collect());
        let (from_ids, to_ids) = (ids(from), ids(to));
        let namesakes = |book: &Book, ids: &Index| book.rates.iter().map(|rate| ids.first(&rate.id)).collect();
        let (there, back) = (namesakes(from, &to_ids), namesakes(to, &from_ids));
        Self { from: Half::new(from, from_ids, there, to), to: Half::new(to, to_ids, back, from) }
    }

    /// The counterpart of one rate: see [`counterpart`].
    #[must_use]
    pub fn of(&self, rate: &str, seconds: Option<u32>) -> Option<Counterpart> {
        let at = self.from.ids.first(rate)?;
        let length = length(self.from.book.rates.get(at)?, seconds);
        let (other, how) = same(&self.from, at, length, &self.to)?;
        let other = self.to.book.rates.get(other)?;
        let seconds = if by_length(other.billing) { length } else { None };
        Some(Counterpart { rate: other.id.clone(), seconds, how })
    }

    /// Place in `to` of the rate that is the same as the one at a place in `from`, at its own length or at any. A namesake
    /// that is billed in another way is still the same row.
    pub(super) fn twin(&self, at: usize) -> Option<usize> {
        twin(&self.from, at, &self.to)
    }

    /// The same the other way round.
    pub(super) fn twin_back(&self, at: usize) -> Option<usize> {
        twin(&self.to, at, &self.from)
    }
}

/// One of the two books.
#[derive(Debug)]
struct Half<'a> {
    book: &'a Book,
    ids: Index,
    /// By words, sound and length; see [`key`].
    sounding: Index,
    /// The same without the sound, of those that have none or say nothing of it.
    silent: Index,
    /// Of each rate, the place in the other book of the one with its id.
    namesakes: Vec<Option<usize>>,
}

impl<'a> Half<'a> {
    fn new(book: &'a Book, ids: Index, namesakes: Vec<Option<usize>>, other: &Book) -> Self {
        let keyed = |unsaid: bool| {
            let rates = book.rates.iter().zip(&namesakes).map(|(rate, namesake)| {
                // whoever may have this one finds it spoken for by its namesake: nobody needs to look at it
                let spoken_for =
                    namesake.and_then(|at| other.rates.get(at)).is_some_and(|it| it.billing == rate.billing);
                let key = if spoken_for { None } else { key(rate, &slot(rate.billing), unsaid) };
                key.unwrap_or_default()
            });
            Index::new(rates.collect())
        };
        Self { book, ids, sounding: keyed(false), silent: keyed(true), namesakes }
    }

    /// Places of the rates that may be near one of these words and can be asked for its length.
    fn near(&self, own: &Rate, length: Option<u32>, unsaid: bool) -> impl Iterator<Item = (usize, &'a Rate)> {
        let index = if unsaid { &self.silent } else { &self.sounding };
        let own_slot = match (own.billing, length) {
            (Billing::Image | Billing::Call, _) => Some(slot(own.billing)),
            (_, Some(seconds)) => Some(slot(Billing::Clip { seconds })),
            (_, None) => None,
        };
        let any = if matches!(own.billing, Billing::Image | Billing::Call) { None } else { Some(ANY.to_owned()) };
        let mut found = Vec::new();
        for slot in [own_slot, any].into_iter().flatten() {
            if let Some(key) = key(own, &slot, unsaid) {
                found.extend_from_slice(index.places(&key));
            }
        }
        let rates = &self.book.rates;
        found.into_iter().filter_map(|at| Some((at, rates.get(at)?)))
    }

    /// Whether a rate is not spoken for by its namesake in the other book.
    fn free(&self, at: usize, other: &Half<'_>, can: &dyn Fn(&Rate) -> bool) -> bool {
        let namesake = self.namesakes.get(at).copied().flatten().and_then(|at| other.book.rates.get(at));
        !namesake.is_some_and(can)
    }
}

/// The slot of rates that are billed by length, whatever it is.
const ANY: &str = "any";

/// What a rate counts, and of a clip its length.
fn slot(billing: Billing) -> String {
    match billing {
        Billing::Clip { seconds } => seconds.to_string(),
        Billing::Second { .. } | Billing::Started { .. } => ANY.to_owned(),
        Billing::Image => "image".to_owned(),
        Billing::Call => "call".to_owned(),
    }
}

/// What is the same text for rates that are near; the reverse need not hold. `None`: unsaid is asked for, and the rate has
/// a sound.
fn key(rate: &Rate, slot: &str, unsaid: bool) -> Option<String> {
    let sound = match rate.sound.as_deref() {
        _ if unsaid => silent(rate).then_some("")?,
        sound => sound.unwrap_or_default(),
    };
    let quality = quality(rate).unwrap_or_default();
    Some(format!("{slot}\n{}\n{}\n{quality}\n{sound}", model(rate), rate.feature).to_ascii_lowercase())
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

/// Place in `to` of the rate that is the same as the one that stands at `at` in `from`.
fn same(from: &Half<'_>, at: usize, length: Option<u32>, to: &Half<'_>) -> Option<(usize, How)> {
    let own = from.book.rates.get(at)?;
    let one_maker = from.book.provider.id == to.book.provider.id;
    let can = |rate: &Rate| kin(own.billing, rate.billing) && makes(rate.billing, length);
    // an id alone proves nothing between two makers
    if let Some(at) = from.namesakes.get(at).copied().flatten()
        && let Some(rate) = to.book.rates.get(at)
        && can(rate)
        && (one_maker || (alike(own, rate) && sounds_alike(own, rate)))
    {
        return Some((at, How::SameId));
    }
    if !one_maker {
        return None;
    }
    // no sound said is no sound, where nothing says it better
    for unsaid in [false, true] {
        let near = |rate: &Rate| {
            alike(own, rate) && if unsaid { silent(own) && silent(rate) } else { sounds_alike(own, rate) }
        };
        // what has a namesake in the other book is spoken for, on either side
        let mut fits = to
            .near(own, length, unsaid)
            .filter(|&(at, rate)| can(rate) && to.free(at, from, &can) && near(rate))
            .map(|(at, _)| at);
        let Some(only) = fits.next() else { continue };
        let rival = from
            .near(own, length, unsaid)
            .any(|(at, rate)| rate.id != own.id && can(rate) && from.free(at, to, &can) && near(rate));
        return if rival || fits.next().is_some() { None } else { Some((only, How::SameWords)) };
    }
    None
}

fn twin(from: &Half<'_>, at: usize, to: &Half<'_>) -> Option<usize> {
    let own = from.book.rates.get(at)?;
    let one_maker = from.book.provider.id == to.book.provider.id;
    let namesake = from.namesakes.get(at).copied().flatten();
    let namesake = namesake.filter(|&at| one_maker || to.book.rates.get(at).is_some_and(|rate| alike(own, rate)));
    let length = match own.billing {
        Billing::Clip { seconds } => Some(seconds),
        Billing::Second { .. } | Billing::Started { .. } | Billing::Image | Billing::Call => None,
    };
    namesake.or_else(|| same(from, at, length, to).map(|(at, _)| at))
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
fn alike(a: &Rate, b: &Rate) -> bool {
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
