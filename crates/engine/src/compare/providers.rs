//! The same clip at every provider: what each of them asks for a like unit, and what so many a month come to.
//!
//! Providers sell unlike things. So a row is only there if its source says that it can be had as asked (the resolution,
//! the length, the sound: strictly); what is left out says why, and what still differs stands in [`Row::differs`]. What
//! is sold in packs is bought by the planner, at its cheapest; everything else is paid as it is used. Sums are exact, an
//! unknown price gives no total (and is no zero), and a purchase that is not proved to be the cheapest says so.
//!
//! This file imports `book`, `deduct`, `plan` and the rooms below them.

use crate::book::{
    Billing, Book, Books, Dispute, Edition, Evidence, Figure, MarketOffer, Rate, Retirement, Sound, Source, market,
};
use crate::date::Date;
use crate::decimal::{self, Rounding};
use crate::deduct;
use crate::issue::{Code, Issue};
use crate::money::{Cost, Price, Rounded};
use crate::places;
use crate::plan::{Answer, MAX_PACKS, Offer, Options, Request, Status, least_cost, plan};
use crate::read::{At, Problems};
use crate::units::Units;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// The most clips or seconds a month.
pub const MAX_VOLUME: u64 = 1_000_000_000;
/// The most generations for each kept result.
pub const MAX_TAKES: u64 = 10_000;
/// The most months.
pub const MAX_MONTHS: u32 = 60;
/// The longest clip, in seconds.
pub const MAX_SECONDS: u64 = 86_400;
/// How many times the volume the second look is at.
pub const TENFOLD: u64 = 10;

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// A clip of so many seconds; at least 1.
    Clip(u32),
    /// A second of a clip, whatever its length.
    Second,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The like unit.
    pub unit: Unit,
    /// Its resolution, as offers write it, e.g. `1080p`. Nothing else serves: 4K is not 1080p.
    pub resolution: String,
    /// Whether it must have sound. Without: the price without sound, and models that always make it, which then say so.
    pub sound: bool,
    /// Kept clips, or seconds of them, a month.
    pub volume: u64,
    /// Generations for each kept result; at least 1.
    pub takes: u64,
    /// Months; 1 to 60.
    pub months: u32,
    /// The day on which one buys: it chooses the editions, and decides what has been retired.
    pub day: Date,
    /// ISO 4217 code: prices in another currency are not compared.
    pub currency: String,
}

impl Asked {
    /// Reads `{unit: "clip" | "second", seconds, resolution, sound, volume, takes, months, day, currency}`; `seconds` of a
    /// clip only, `takes` and `months` 1 and `currency` USD where they are absent. Numbers may be text.
    ///
    /// # Errors
    /// Every problem that was found.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let asked = asked(&At::root(value, &problems));
        problems.into_result(asked)
    }

    /// What is out of bounds, with the field's name for a path.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        let mut within = |path: &str, number: u64, least: u64, most: u64| {
            if number < least {
                issues.push(Issue::error(path, Code::TOO_SMALL, format!("{least} is the least here")));
            } else if number > most {
                issues.push(Issue::error(path, Code::TOO_LARGE, format!("{most} is the most here")));
            }
        };
        if let Unit::Clip(seconds) = self.unit {
            within("seconds", u64::from(seconds), 1, MAX_SECONDS);
        }
        within("volume", self.volume, 0, MAX_VOLUME);
        within("takes", self.takes, 1, MAX_TAKES);
        within("months", u64::from(self.months), 1, u64::from(MAX_MONTHS));
        issues
    }
}

fn asked(at: &At<'_>) -> Option<Asked> {
    let f = at.fields(&["unit", "seconds", "resolution", "sound", "volume", "takes", "months", "day", "currency"])?;
    let unit = f.need("unit").and_then(|at| match at.text()? {
        "clip" => {
            f.need("seconds")?.whole(1, MAX_SECONDS).and_then(|seconds| u32::try_from(seconds).ok()).map(Unit::Clip)
        }
        "second" => Some(Unit::Second),
        _ => at.wrong(Code::UNKNOWN_VALUE, "the unit is a clip or a second"),
    });
    let text = |at: At<'_>| at.text().map(str::to_owned);
    let resolution = f.need("resolution").and_then(text);
    let sound = f.need("sound").and_then(|at| at.flag());
    let volume = f.need("volume").and_then(|at| at.whole(0, MAX_VOLUME));
    let takes = f.get("takes").map_or(Some(1), |at| at.whole(1, MAX_TAKES));
    let months = f.get("months").map_or(Some(1), |at| at.whole(1, u64::from(MAX_MONTHS)));
    let day = f.need("day").and_then(|at| at.date());
    let currency = f.get("currency").map_or(Some("USD".to_owned()), text);
    Some(Asked {
        unit: unit?,
        resolution: resolution?,
        sound: sound?,
        volume: volume?,
        takes: takes?,
        months: u32::try_from(months?).ok()?,
        day: day?,
        currency: currency?,
    })
}

/// One way to have it made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Who sells it.
    pub seller: String,
    /// Whose model it is, in a word, e.g. `Kling`.
    pub family: String,
    /// The model.
    pub model: String,
    /// What is chosen of it, in words: kind, quality, sound.
    pub setting: String,
    /// Id of the book that says so.
    pub book: String,
    /// Id of the row there: a rate's or an offer's.
    pub row: String,
    /// Whether it is bought in packs; else it is paid as it is used.
    pub packs: bool,
    /// One generation of the unit at list, to six decimals; `None` where no source gives it.
    pub list: Option<Rounded>,
    /// One second of it at list, to six decimals.
    pub list_second: Option<Rounded>,
    /// What the source's own figure is for, and so what others say instead: `second`, `clip` or `started block`.
    pub billed: &'static str,
    /// What all of it costs after the best purchase: every take of every month. `None`: no total can be given.
    pub total: Option<Cost>,
    /// That for each kept unit, rounded; `None` without a total or a volume.
    pub each: Option<Rounded>,
    /// What one more unit a month adds to the total; `None` where it is not known, or not settled.
    pub next: Option<Cost>,
    /// The total at ten times the volume.
    pub tenfold: Option<Cost>,
    /// What its units are called, where it is bought in packs.
    pub units: String,
    /// What is bought in all the months, by name, in the book's order; not what terms buy after them.
    pub buys: Vec<(String, u64)>,
    /// Units that expire unused; zero where nothing is bought ahead.
    pub breakage: Units,
    /// Units still usable after the months.
    pub leftover: Units,
    /// What terms cost after the months; a part of the total.
    pub after_months: Cost,
    /// Whether the total is proved to be the least. What is paid as it is used always is.
    pub proved: bool,
    /// The same of [`Row::tenfold`].
    pub tenfold_proved: bool,
    /// Whether the source gives the price as the least of several: the total may be higher.
    pub at_least: bool,
    /// Set where it is no longer to be had on that day, as far as somebody reports.
    pub retired: Option<Retirement>,
    /// How sure the price is.
    pub evidence: Evidence,
    /// Where it is from.
    pub source: Option<Source>,
    /// When it was seen: a day.
    pub checked: Option<Date>,
    /// When it was seen, where no day is known: `2026-10` or `2026`.
    pub seen: Option<String>,
    /// What other sources say instead, each with its source.
    pub disputes: Vec<(Dispute, Option<Source>)>,
    /// What is unlike in it, in words.
    pub differs: Vec<String>,
    /// A remark of the book.
    pub note: Option<String>,
    /// Why there is no total.
    pub issue: Option<Issue>,
}

impl Row {
    /// Whether it can be had on the day at a price that is known, so that it may be called the cheapest.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.total.is_some() && self.retired.is_none() && !self.at_least
    }
}

/// Why something is not among the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// Another resolution, or none that its source says.
    Resolution,
    /// Another sound, or none that its source says.
    Sound,
    /// Another length.
    Length,
    /// Another currency.
    Currency,
    /// It makes something else.
    Kind,
}

/// Something that is not among the rows, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Who sells it.
    pub seller: String,
    /// Whose model it is.
    pub family: String,
    /// The model and what is chosen of it.
    pub model: String,
    /// The kind of reason.
    pub reason: Reason,
    /// In words.
    pub words: String,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// By total, those without one last; equal ones by seller, model, setting and id.
    pub rows: Vec<Row>,
    /// In the order of the books.
    pub left_out: Vec<LeftOut>,
}

/// The cheapest of some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cheapest<'a> {
    /// The row; the first of equal ones.
    pub row: &'a Row,
    /// Its total, at the volume that was looked at.
    pub total: Cost,
    /// Whether no other of these rows can be cheaper: every total that was compared is proved.
    pub proved: bool,
    /// How many others of these rows cost the same.
    pub ties: usize,
}

impl Found {
    /// The cheapest of the rows that [count](Row::counts) and that `of` takes; at ten times the volume, if asked.
    pub fn cheapest(&self, tenfold: bool, of: &dyn Fn(&Row) -> bool) -> Option<Cheapest<'_>> {
        let mut best: Option<Cheapest<'_>> = None;
        let mut proved = true;
        for row in self.rows.iter().filter(|row| row.counts() && of(row)) {
            let (total, sure) = if tenfold { (row.tenfold, row.tenfold_proved) } else { (row.total, row.proved) };
            proved &= sure;
            let Some(total) = total else { continue };
            match &mut best {
                Some(best) if total == best.total => best.ties += 1,
                Some(best) if total > best.total => {}
                _ => best = Some(Cheapest { row, total, proved: false, ties: 0 }),
            }
        }
        best.map(|best| Cheapest { proved, ..best })
    }
}

/// What every provider asks, all at once. `budget` is that of each solve, in counts tried.
///
/// # Errors
/// What is out of bounds.
pub fn providers(books: &Books, asked: &Asked, budget: u64) -> Result<Found, Vec<Issue>> {
    let mut comparing = Providers::new(books, asked, budget)?;
    while comparing.step() {}
    Ok(comparing.found())
}

/// A comparison in the making, a solve at a time, for a page that must not stop.
#[derive(Debug)]
pub struct Providers {
    asked: Asked,
    rows: Vec<Row>,
    left_out: Vec<LeftOut>,
    /// What is bought in packs: one purchase for all rows that draw the same.
    purchases: Vec<Purchase>,
    /// Ids of the providers whose own books gave rows.
    own: Vec<String>,
    budget: u64,
    /// Solves done of the last purchase.
    done: u8,
}

/// A demand on one pool, and the rows that make it.
#[derive(Debug)]
struct Purchase {
    book: String,
    pool: String,
    /// Ids and names of its packs.
    names: Vec<(String, String)>,
    request: Request,
    /// Whether those are all: else nothing is proved to be the least.
    all: bool,
    /// Units a month at one more, and at ten times the volume; `None` where they cannot be counted.
    more: Option<Units>,
    tenfold: Option<Units>,
    rows: Vec<usize>,
}

impl Providers {
    /// Solves nothing yet: what is paid as it is used has its figures, packs have not.
    ///
    /// # Errors
    /// What is out of bounds.
    pub fn new(books: &Books, asked: &Asked, budget: u64) -> Result<Self, Vec<Issue>> {
        let issues = asked.check();
        if !issues.is_empty() {
            return Err(issues);
        }
        let mut all = Self {
            asked: asked.clone(),
            rows: Vec::new(),
            left_out: Vec::new(),
            purchases: Vec::new(),
            own: Vec::new(),
            budget,
            done: 0,
        };
        for edition in editions(books, asked.day) {
            let before = all.rows.len();
            for rate in &edition.book.rates {
                all.rate(&edition.book, rate, edition.local);
            }
            if all.rows.len() > before {
                all.own.push(edition.book.provider.id.clone());
            }
            for offer in &edition.book.offers {
                all.offer(&edition.book, offer);
            }
        }
        Ok(all)
    }

    /// Does one more solve. False when there is no more to do.
    pub fn step(&mut self) -> bool {
        let Some(purchase) = self.purchases.last() else { return false };
        let of = |units: Option<Units>| {
            let demand = vec![units?; purchase.request.demand.len()];
            least_cost(&Request { demand, ..purchase.request.clone() }, self.budget)
        };
        let rows = self.rows.iter_mut().enumerate().filter(|(at, _)| purchase.rows.contains(at)).map(|(_, row)| row);
        match self.done {
            0 => {
                let options = Options {
                    budget: self.budget,
                    further: 0,
                    headroom: false,
                    alternatives: false,
                    trace: false,
                    today: None,
                };
                let answer = plan(&purchase.request, options);
                rows.for_each(|row| {
                    bought(row, &answer, &purchase.names, &self.asked);
                    row.proved &= purchase.all;
                });
            }
            1 => {
                let more = of(purchase.more).filter(|more| more.proved).and_then(|more| more.cost);
                for row in rows.filter(|row| row.proved) {
                    row.next = more.zip(row.total).and_then(|(more, total)| more.minus(total));
                }
            }
            _ => {
                let tenfold = of(purchase.tenfold);
                for row in rows {
                    row.tenfold = tenfold.as_ref().and_then(|priced| priced.cost);
                    row.tenfold_proved = purchase.all && tenfold.as_ref().is_some_and(|priced| priced.proved);
                }
            }
        }
        self.done += 1;
        if self.done == 3 {
            self.done = 0;
            self.purchases.pop();
        }
        !self.purchases.is_empty()
    }

    /// What is known so far: all of it once [`Providers::step`] has said that there is no more.
    #[must_use]
    pub fn found(self) -> Found {
        let Self { rows, left_out, .. } = self;
        let order = places::sorted(rows.len(), &mut |a, b| order(&rows[a], &rows[b]));
        let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
        let rows = order.into_iter().filter_map(|at| rows[at].take()).collect();
        Found { rows, left_out }
    }

    fn leave_out(&mut self, row: &Row, reason: Reason, words: impl Into<String>) {
        let model = if row.setting.is_empty() { row.model.clone() } else { format!("{}, {}", row.model, row.setting) };
        let (seller, family) = (row.seller.clone(), row.family.clone());
        self.left_out.push(LeftOut { seller, family, model, reason, words: words.into() });
    }

    /// Whether it can be had as asked; what it is like is written into the row, or why not into what is left out.
    fn fits(&mut self, row: &mut Row, has: &Has<'_>, currency: &str) -> bool {
        let asked = self.asked.clone();
        let unknown = has.price_unknown;
        match has.feature {
            PLAIN | "Text to video" => {}
            "Image to video" => row.differs.push("from an image only".to_owned()),
            feature => {
                self.leave_out(row, Reason::Kind, format!("makes something else: {feature}"));
                return false;
            }
        }
        if currency != asked.currency {
            self.leave_out(row, Reason::Currency, format!("its prices are in {currency}"));
            return false;
        }
        if !has.resolutions.contains(&asked.resolution.as_str()) {
            let words = match has.resolutions {
                [] => "its source does not say at which resolution".to_owned(),
                some => format!("{} only", some.join(" and ")),
            };
            self.leave_out(row, Reason::Resolution, words);
            return false;
        }
        let differs = match (asked.sound, has.sound) {
            (false, Sound::None) | (true, Sound::With | Sound::Always) => None,
            (false, Sound::Always) => Some("sound is always included"),
            (_, Sound::Unsaid) if !asked.sound || unknown => Some("whether it has sound is not said"),
            (true, Sound::Voice) => Some("with voice control"),
            (asked, has) => {
                let words = match (asked, has) {
                    (false, _) => "this is its price with sound",
                    (true, Sound::None) => "this is its price without sound",
                    (true, _) => "no source says that it has sound",
                };
                self.leave_out(row, Reason::Sound, words);
                return false;
            }
        };
        row.differs.extend(differs.map(str::to_owned));
        match (asked.unit, has.billing) {
            (_, Billing::Image | Billing::Call) => {
                self.leave_out(row, Reason::Length, "priced for a call, of a length that is not said");
                false
            }
            (Unit::Second, Billing::Clip { seconds } | Billing::Started { seconds, .. }) => {
                row.differs.push(format!("sold in clips of {seconds} s, not by the second"));
                true
            }
            (Unit::Second, Billing::Second { .. }) => true,
            (Unit::Clip(asked), Billing::Clip { seconds }) => {
                if asked != seconds {
                    self.leave_out(row, Reason::Length, format!("this is its price for clips of {seconds} s"));
                }
                asked == seconds
            }
            (Unit::Clip(asked), billing @ (Billing::Second { .. } | Billing::Started { .. })) => {
                match deduct::length(billing, Some(asked)) {
                    Ok(_) => {
                        let (Billing::Second { min, max, .. } | Billing::Started { min, max, .. }) = billing else {
                            return true;
                        };
                        if min.is_none() && max.is_none() {
                            row.differs.push("which lengths it makes is not said".to_owned());
                        }
                        true
                    }
                    Err(issue) => {
                        self.leave_out(row, Reason::Length, issue.words);
                        false
                    }
                }
            }
        }
    }

    /// A rate of a book with packs.
    fn rate(&mut self, book: &Book, rate: &Rate, local: bool) {
        // what is no clip of its own is nobody's rival here
        if matches!(rate.billing, Billing::Image | Billing::Call) {
            return;
        }
        let family = book.provider.name.split(' ').next().unwrap_or_default();
        let kind = (rate.feature != PLAIN && rate.feature != rate.model).then_some(&rate.feature);
        let parts: Vec<&str> =
            [kind, rate.quality.as_ref(), rate.sound.as_ref()].into_iter().flatten().map(String::as_str).collect();
        let name = &book.provider.name;
        let seller = if local { format!("{name} (local)") } else { name.clone() };
        let mut row = Row {
            model: if rate.model.starts_with(family) { rate.model.clone() } else { format!("{family} {}", rate.model) },
            setting: parts.join(", "),
            packs: true,
            billed: billed(rate.billing),
            disputes: disputes(book, &rate.disputes),
            note: rate.note.clone(),
            retired: gone(rate.retired.as_ref(), self.asked.day),
            ..row(book, &seller, family, &rate.id, rate.evidence, rate.source.as_deref(), rate.checked)
        };
        let quality = rate.quality.as_deref().unwrap_or_default();
        let resolution = match quality {
            // as Kling's own list of deductions has it
            "Standard" => "720p",
            "Professional" => "1080p",
            other => other,
        };
        if resolution != quality {
            row.differs.push(format!("{quality} counts as {resolution}"));
        }
        let resolutions: &[&str] = if resolution.is_empty() { &[] } else { &[resolution] };
        let price_unknown = rate.units.known().is_none();
        let sound = sound_of(rate.sound.as_deref());
        let has = Has { feature: &rate.feature, resolutions, sound, billing: rate.billing, price_unknown };
        if !self.fits(&mut row, &has, &book.currency) {
            return;
        }
        let pool = book.pool(&rate.pool);
        row.units = pool.map(|pool| pool.units.clone()).unwrap_or_default();
        let each = match rate.units {
            Figure::Unknown => {
                row.issue = Some(unknown_price());
                self.rows.push(row);
                return;
            }
            Figure::Known(units) => units,
        };
        let price = pool.and_then(|pool| pool.list_unit_price.known());
        let generations = Generations::of(self.asked.unit, rate.billing);
        let one = price.and_then(|price| price.per_unit(each.times(generations.in_unit)?));
        listed(&mut row, one, self.asked.unit, rate.billing);
        let monthly = |volume: u64| each.times(generations.count(volume)?.checked_mul(self.asked.takes)?);
        let months = usize::try_from(self.asked.months).unwrap_or(0);
        match monthly(self.asked.volume) {
            None => row.issue = Some(overflow()),
            Some(units) => match offers(book, &rate.pool) {
                Err(issue) => row.issue = Some(issue),
                Ok((packs, left_out)) => {
                    let at = self.rows.len();
                    let all = left_out.is_empty();
                    row.differs.extend(left_out);
                    let (more, tenfold) = (monthly(self.asked.volume + 1), monthly(self.asked.volume * TENFOLD));
                    let same = |purchase: &&mut Purchase| {
                        (&purchase.book, &purchase.pool) == (&book.id, &rate.pool)
                            && purchase.request.demand.first() == Some(&units)
                            && (purchase.more, purchase.tenfold) == (more, tenfold)
                    };
                    if let Some(purchase) = self.purchases.iter_mut().find(same) {
                        purchase.rows.push(at);
                    } else {
                        let demand = vec![units; months];
                        let request = Request { demand, packs, list_unit_price: price, ..Request::default() };
                        let names =
                            book.packs_of(&rate.pool).map(|pack| (pack.id.clone(), pack.name.clone())).collect();
                        let (book, pool) = (book.id.clone(), rate.pool.clone());
                        self.purchases.push(Purchase {
                            book,
                            pool,
                            names,
                            request,
                            all,
                            more,
                            tenfold,
                            rows: vec![at],
                        });
                    }
                }
            },
        }
        self.rows.push(row);
    }

    /// An offer of the market.
    fn offer(&mut self, book: &Book, offer: &MarketOffer) {
        if matches!(offer.billing, Billing::Image) {
            return;
        }
        let seller = book.seller(&offer.seller).map(|seller| seller.name.clone()).unwrap_or_default();
        let mut row = Row {
            model: offer.model.clone(),
            setting: setting(offer),
            billed: billed(offer.billing),
            disputes: disputes(book, &offer.disputes),
            note: offer.note.clone(),
            at_least: offer.from,
            retired: gone(offer.retired.as_ref(), self.asked.day),
            seen: offer.seen.clone(),
            proved: true,
            tenfold_proved: true,
            ..row(book, &seller, &offer.family, &offer.id, offer.evidence, offer.source.as_deref(), offer.checked)
        };
        let resolutions: Vec<&str> = offer.resolutions.iter().map(String::as_str).collect();
        let has = Has {
            feature: &offer.feature,
            resolutions: &resolutions,
            sound: offer.sound,
            billing: offer.billing,
            price_unknown: offer.price.known().is_none(),
        };
        if !self.fits(&mut row, &has, &book.currency) {
            return;
        }
        if self.asked.unit == Unit::Second {
            if let Some(least) = offer.minimum {
                row.differs.push(format!("at least {least} {} a clip, which is not counted here", book.currency));
            }
            if let Some(to) = offer.round_to {
                row.differs.push(format!("each clip is rounded to {to} {}, which is not counted here", book.currency));
            }
        }
        if offer.from {
            row.differs.push("its source says “from”: it may cost more".to_owned());
        }
        let Figure::Known(price) = offer.price else {
            // the seller's own book says more of itself than that its price is not known
            if self.own.contains(&offer.seller) {
                return;
            }
            row.issue = Some(unknown_price());
            self.rows.push(row);
            return;
        };
        let generations = Generations::of(self.asked.unit, offer.billing);
        // a generation: a clip, or a second where those are what is sold
        let one = match self.asked.unit {
            Unit::Clip(_) => whole_clip(price, generations.in_unit, offer),
            Unit::Second => price.times(1),
        };
        listed(&mut row, one, self.asked.unit, offer.billing);
        let total = |volume: u64| {
            let count = match self.asked.unit {
                Unit::Clip(_) => volume,
                Unit::Second => generations.count(volume)?,
            };
            let count = count.checked_mul(self.asked.takes)?.checked_mul(u64::from(self.asked.months))?;
            times(one?, count)
        };
        row.total = total(self.asked.volume);
        row.tenfold = total(self.asked.volume * TENFOLD);
        row.next = total(self.asked.volume + 1).zip(row.total).and_then(|(more, total)| more.minus(total));
        if row.total.is_none() {
            row.issue = Some(overflow());
        }
        row.each = row.total.and_then(|total| for_each(total, &self.asked));
        self.rows.push(row);
    }
}

/// What plain clips are called in every book.
const PLAIN: &str = "Text or image to video";

/// What an offer or a rate is of.
struct Has<'a> {
    feature: &'a str,
    resolutions: &'a [&'a str],
    sound: Sound,
    billing: Billing,
    price_unknown: bool,
}

/// How many of what is billed go into what is compared.
struct Generations {
    unit: Unit,
    billing: Billing,
    /// Of what is billed, so many in one unit: seconds of the clip, 1 for a clip that is billed whole.
    in_unit: u64,
}

impl Generations {
    fn of(unit: Unit, billing: Billing) -> Self {
        let in_unit = match (unit, billing) {
            (Unit::Clip(seconds), Billing::Second { .. }) => u64::from(seconds),
            (Unit::Clip(seconds), Billing::Started { seconds: block, .. }) => {
                u64::from(seconds).div_ceil(u64::from(block.max(1)))
            }
            (Unit::Clip(_) | Unit::Second, _) => 1,
        };
        Self { unit, billing, in_unit }
    }

    /// Of what is billed, so many in all.
    fn count(&self, volume: u64) -> Option<u64> {
        match (self.unit, self.billing) {
            // whole clips, the last of them perhaps not needed to its end
            (Unit::Second, Billing::Clip { seconds } | Billing::Started { seconds, .. }) => {
                Some(volume.div_ceil(u64::from(seconds.max(1))))
            }
            _ => volume.checked_mul(self.in_unit),
        }
    }
}

/// The editions to compare: of each provider the one that holds on the day, every local one, and the market's. A provider of
/// jobs sells no clips by themselves: the market's rows name it, and that its rates are not known.
fn editions(books: &Books, day: Date) -> Vec<Arc<Edition>> {
    let mut chosen: Vec<Arc<Edition>> = Vec::new();
    for edition in books.editions() {
        let of = &edition.book.provider.id;
        let holds = edition.local || books.on(of, day).is_some_and(|on| on.book.id == edition.book.id);
        if holds && edition.book.job.is_none() {
            chosen.push(Arc::clone(edition));
        }
    }
    if let Some(market) = market()
        && !chosen.iter().any(|edition| !edition.local && edition.book.provider.id == market.book.provider.id)
    {
        chosen.push(Arc::clone(market));
    }
    chosen
}

/// A row without figures.
fn row(
    book: &Book,
    seller: &str,
    family: &str,
    id: &str,
    evidence: Evidence,
    source: Option<&str>,
    checked: Option<Date>,
) -> Row {
    let source = book.source(source).cloned();
    Row {
        seller: seller.to_owned(),
        family: family.to_owned(),
        model: String::new(),
        setting: String::new(),
        book: book.id.clone(),
        row: id.to_owned(),
        packs: false,
        list: None,
        list_second: None,
        billed: "clip",
        total: None,
        each: None,
        next: None,
        tenfold: None,
        units: String::new(),
        buys: Vec::new(),
        breakage: Units::ZERO,
        leftover: Units::ZERO,
        after_months: Cost::ZERO,
        proved: false,
        tenfold_proved: false,
        at_least: false,
        retired: None,
        evidence,
        checked: checked.or(source.as_ref().and_then(|source| source.checked)),
        source,
        seen: None,
        disputes: Vec::new(),
        differs: Vec::new(),
        note: None,
        issue: None,
    }
}

/// Writes the list price of what is sold into a row: of the unit, and of a second.
fn listed(row: &mut Row, sold: Option<Cost>, unit: Unit, billing: Billing) {
    let seconds = match (unit, billing) {
        (Unit::Clip(seconds), _) | (Unit::Second, Billing::Clip { seconds } | Billing::Started { seconds, .. }) => {
            seconds
        }
        (Unit::Second, _) => 1,
    };
    row.list_second = sold.and_then(|cost| cost.per(Units::ONE.times(u64::from(seconds))?));
    row.list = match unit {
        Unit::Clip(_) => sold.and_then(|cost| cost.per(Units::ONE)),
        Unit::Second => row.list_second,
    };
}

/// Writes what was bought into a row.
fn bought(row: &mut Row, answer: &Result<Answer, Vec<Issue>>, names: &[(String, String)], asked: &Asked) {
    match answer {
        Ok(Answer::Plan(plan)) => {
            for (id, name) in names {
                let of = plan.purchases.iter().filter(|bought| bought.pack == *id);
                let count = of.fold(0_u64, |sum, bought| sum.saturating_add(bought.count));
                if count > 0 {
                    row.buys.push((name.clone(), count));
                }
            }
            row.total = Some(plan.cost);
            row.each = for_each(plan.cost, asked);
            row.breakage = plan.breakage;
            row.leftover = plan.leftover;
            let prices = plan.commitments.iter().map(|row| row.price);
            row.after_months = prices.fold(Cost::ZERO, |sum, price| sum.plus(price).unwrap_or(sum));
            row.proved = plan.status == Status::Optimal;
        }
        Ok(Answer::Infeasible(why)) => row.issue = why.issues.first().cloned(),
        Err(issues) => row.issue = issues.first().cloned(),
    }
}

fn unknown_price() -> Issue {
    Issue::warning(
        "price",
        Code::UNKNOWN_PRICE,
        "no source gives its price: it may be cheaper or dearer than any of these",
    )
}

fn overflow() -> Issue {
    Issue::error("volume", Code::OVERFLOW, "so many come to more than can be counted exactly")
}

/// The packs of a pool that can be planned with, under the book's own limits and minimum orders; and of the others, in
/// words, why they cannot.
fn offers(book: &Book, pool: &str) -> Result<(Vec<Offer>, Vec<String>), Issue> {
    let (mut offers, mut left_out) = (Vec::new(), Vec::new());
    for pack in book.packs_of(pool) {
        match pack.known() {
            Ok((units, price, life_periods)) => offers.push(Offer {
                id: pack.id.clone(),
                units,
                price,
                life_periods,
                concurrency: pack.concurrency.known(),
                minimum_order: pack.minimum_order,
                limit: pack.limit,
            }),
            Err(what) => {
                left_out.push(format!("{} is left out: no source says {what}. It may come cheaper with it", pack.name));
            }
        }
    }
    match offers.len() {
        0 => Err(Issue::error("packs", Code::UNKNOWN_PACKS, "no source lists packs that it could be bought with")),
        many if many > MAX_PACKS => {
            Err(Issue::error("packs", Code::TOO_MANY, format!("at most {MAX_PACKS} packs are planned with at once")))
        }
        _ => Ok((offers, left_out)),
    }
}

fn billed(billing: Billing) -> &'static str {
    match billing {
        Billing::Second { .. } => "second",
        Billing::Started { .. } => "started block",
        Billing::Clip { .. } | Billing::Image | Billing::Call => "clip",
    }
}

/// The price of a clip: for each second or whole, at least the minimum, rounded where the seller rounds.
fn whole_clip(price: Price, seconds: u64, offer: &MarketOffer) -> Option<Cost> {
    let cost = price.times(seconds)?;
    let cost = match offer.minimum {
        Some(least) => cost.max(least.times(1)?),
        None => cost,
    };
    match offer.round_to {
        Some(to) => {
            let step = to.times(1)?.billionths();
            let steps = decimal::divide(cost.billionths(), step, Rounding::HalfEven)?;
            steps.checked_mul(step).map(Cost::from_billionths)
        }
        None => Some(cost),
    }
}

fn times(cost: Cost, count: u64) -> Option<Cost> {
    cost.billionths().checked_mul(i128::from(count)).map(Cost::from_billionths)
}

/// A total for each kept unit of all months.
fn for_each(total: Cost, asked: &Asked) -> Option<Rounded> {
    let kept = asked.volume.checked_mul(u64::from(asked.months))?;
    total.per(Units::ONE.times(kept)?)
}

/// Whether it is gone on a day; without a date it is.
fn gone(retired: Option<&Retirement>, day: Date) -> Option<Retirement> {
    retired.filter(|retired| retired.since.is_none_or(|since| since <= day)).cloned()
}

fn disputes(book: &Book, disputes: &[Dispute]) -> Vec<(Dispute, Option<Source>)> {
    disputes.iter().map(|dispute| (dispute.clone(), book.source(dispute.source.as_deref()).cloned())).collect()
}

/// The sound of a rate, from the words of its book. No words: the model has no choice of it.
fn sound_of(words: Option<&str>) -> Sound {
    let Some(words) = words else { return Sound::Unsaid };
    let words = words.to_ascii_lowercase();
    let says = |some: &[&str]| some.iter().any(|part| words.contains(part));
    if says(&["no sound", "no audio", "silent", "without"]) {
        Sound::None
    } else if says(&["included", "always"]) {
        Sound::Always
    } else if says(&["voice control"]) {
        Sound::Voice
    } else {
        Sound::With
    }
}

/// What is chosen of an offer's model, in words.
fn setting(offer: &MarketOffer) -> String {
    let mut parts = Vec::new();
    if offer.feature != PLAIN {
        parts.push(offer.feature.clone());
    }
    if !offer.resolutions.is_empty() {
        parts.push(offer.resolutions.join(" or "));
    }
    let sound = match offer.sound {
        Sound::None => "no sound",
        Sound::With => "with sound",
        Sound::Voice => "with sound and voice control",
        Sound::Always => "sound included",
        Sound::Unsaid => "",
    };
    if !sound.is_empty() {
        parts.push(sound.to_owned());
    }
    if let Billing::Clip { seconds } = offer.billing {
        parts.push(format!("{seconds} s"));
    }
    parts.join(", ")
}

/// By total, those without one last; then by who and what.
fn order(a: &Row, b: &Row) -> Ordering {
    let of = |row: &Row| (row.total.is_none(), row.total);
    of(a)
        .cmp(&of(b))
        .then_with(|| a.seller.cmp(&b.seller))
        .then_with(|| a.model.cmp(&b.model))
        .then_with(|| a.setting.cmp(&b.setting))
        .then_with(|| a.row.cmp(&b.row))
}
