//! What a job draws, part by part, with the working.
//!
//! Exact: a retry's half is held in thousandths; only where a rate is so fine that its half is finer still is it rounded
//! up, and that is said. The total is the sum of the parts; each part never falls when a number of the job grows. What is
//! out of bounds or unknown leaves the parts that depend on it unknown, never zero, and all others as they are.
//!
//! This file imports `said`, `book`, `deduct` and the number rooms.

use super::said::{BillingUnit, Job, MAX_REJECTIONS, ModelRate};
use crate::book::{Book, Figure, JobPrices, Rate, Span, by_second};
use crate::date::Date;
use crate::decimal::{self, Rounding};
use crate::deduct;
use crate::issue::{Code, Issue, Level};
use crate::read::brief;
use crate::trace::Trace;
use crate::units::Units;
use serde::{Serialize, Serializer};

/// A part of a job's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The clips themselves.
    Video,
    /// The pictures between which they are made.
    Keyframes,
    /// The voice-over.
    Voice,
    /// The background music.
    Music,
    /// Captions in a style of one's own.
    Captions,
    /// What every job draws once.
    PostProcessing,
    /// Budget for keyframes that quality checks send back.
    KeyframeRetries,
    /// Budget for clips that quality checks send back.
    VideoRetries,
    /// Budget for keyframes that a person sends back.
    AnchorRejections,
    /// Budget for clips that a person sends back.
    SegmentRejections,
}

impl Component {
    /// All of them, in the order of a breakdown.
    pub const ALL: [Self; 10] = [
        Self::Video,
        Self::Keyframes,
        Self::Voice,
        Self::Music,
        Self::Captions,
        Self::PostProcessing,
        Self::KeyframeRetries,
        Self::VideoRetries,
        Self::AnchorRejections,
        Self::SegmentRejections,
    ];

    /// Its stable name, e.g. `keyframe_retries`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Keyframes => "keyframes",
            Self::Voice => "voice",
            Self::Music => "music",
            Self::Captions => "captions",
            Self::PostProcessing => "post_processing",
            Self::KeyframeRetries => "keyframe_retries",
            Self::VideoRetries => "video_retries",
            Self::AnchorRejections => "anchor_rejections",
            Self::SegmentRejections => "segment_rejections",
        }
    }

    /// Whether it is held back for retries or rejections, and released where they do not happen.
    #[must_use]
    pub fn is_budget(self) -> bool {
        self >= Self::KeyframeRetries
    }
}

impl Serialize for Component {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One part and what it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Which.
    pub component: Component,
    /// Credits; null where they are not known. Zero: the job has none of it.
    pub credits: Option<Units>,
}

/// What a job draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// All ten parts, in the order of [`Component::ALL`].
    pub breakdown: Vec<Part>,
    /// Their sum: what is reserved when the job is created; null where a part is not known.
    pub total: Option<Units>,
    /// Whether every part is known and nothing is wrong.
    pub complete: bool,
    /// What is wrong, and what a reader must know; paths are the fields of the request.
    pub issues: Vec<Issue>,
    /// The working of every part and of the total.
    pub trace: Vec<Trace>,
}

impl Estimate {
    /// What a part draws; `None` where that is not known.
    #[must_use]
    pub fn credits(&self, component: Component) -> Option<Units> {
        self.breakdown.iter().find(|part| part.component == component).and_then(|part| part.credits)
    }
}

/// Prices a job from the book's job prices. `given` is the rate of its model where somebody gave one; else the book's is
/// used, which may be unknown. `as_of` is the day on which it is priced, for what is retired by then.
#[must_use]
pub fn estimate(book: &Book, job: &Job, given: Option<&ModelRate>, as_of: Option<Date>) -> Estimate {
    let mut pricer = Pricer { book, parts: [Some(Units::ZERO); 10], issues: Vec::new(), trace: Vec::new() };
    match &book.job {
        Some(prices) => pricer.price(prices, job, given, as_of),
        None => {
            let words = format!("the book {} prices no jobs; choose one that does, e.g. u-gen-2026", book.id);
            pricer.issues.push(Issue::error("", Code::NO_JOBS, words));
            pricer.parts = [None; 10];
        }
    }
    pricer.finish()
}

/// A figure of the book or of somebody, and where it is from.
#[derive(Clone, Debug)]
struct Priced {
    credits: Units,
    from: String,
}

struct Pricer<'a> {
    book: &'a Book,
    /// In the order of [`Component::ALL`].
    parts: [Option<Units>; 10],
    issues: Vec<Issue>,
    trace: Vec<Trace>,
}

impl Pricer<'_> {
    fn price(&mut self, prices: &JobPrices, job: &Job, given: Option<&ModelRate>, as_of: Option<Date>) {
        let segments = self.within(job.segment_count, prices.segments, "segment_count", "segments");
        self.video(prices, job, segments, given, as_of);
        self.keyframes(prices, job, segments);
        self.once(prices, job);
        self.retries(prices, job);
    }

    /// A number within bounds; else an issue, and it is unknown.
    fn within(&mut self, number: Option<u64>, span: Span, path: &str, what: &str) -> Option<u64> {
        let number = number?;
        let code = match number {
            low if low < u64::from(span.min) => Code::TOO_SMALL,
            high if high > u64::from(span.max) => Code::TOO_LARGE,
            _ => return Some(number),
        };
        let words = format!("{number} {what}: a job has {} to {}", span.min, span.max);
        self.issues.push(Issue::error(path, code, words));
        None
    }

    fn video(
        &mut self,
        prices: &JobPrices,
        job: &Job,
        segments: Option<u64>,
        given: Option<&ModelRate>,
        as_of: Option<Date>,
    ) {
        let row = prices.model(&job.model_id).and_then(|model| self.book.rate(&model.rate));
        let length = self.length(prices, job, given.is_some());
        let known = match (given, row) {
            (Some(given), _) => {
                self.unlike(given, row);
                Some((Priced { credits: given.credits, from: given.from.clone() }, given.billing_unit))
            }
            (None, Some(rate)) => {
                let unit = if by_second(rate) { BillingUnit::PerSecond } else { BillingUnit::PerGeneration };
                self.figure(rate, &rate.model, "rate").map(|priced| (priced, unit))
            }
            (None, None) => {
                let words = format!("the rate of `{}` is not known: give it to have a total", brief(&job.model_id));
                self.issues.push(Issue::error("rate", Code::UNKNOWN_PRICE, words));
                None
            }
        };
        if let Some(rate) = row {
            let units = if given.is_some() { Figure::Unknown } else { rate.units };
            let mut found = Vec::new();
            deduct::remarks(&Rate { units, ..rate.clone() }, as_of, "model_id", &mut found);
            // a job names its model, not a row of the book
            let name = deduct::name(rate);
            let short = |issue: Issue| Issue { words: issue.words.replace(&name, &rate.model), ..issue };
            self.issues.extend(found.into_iter().map(short));
        }
        let video = match (known, segments, length) {
            (Some((rate, unit)), Some(segments), Some(length)) => self.clips(&rate, unit, segments, length),
            _ => None,
        };
        self.put(Component::Video, video);
    }

    /// What all clips draw.
    fn clips(&mut self, rate: &Priced, unit: BillingUnit, segments: u64, length: u64) -> Option<Units> {
        let each = match unit {
            BillingUnit::PerGeneration => Some(rate.credits),
            BillingUnit::PerSecond => rate.credits.times(length),
        };
        let Some(credits) = each.and_then(|each| each.times(segments)) else { return self.overflow("rate") };
        let rate = ("rate", rate.credits.to_string(), rate.from.clone());
        let segments = ("segments", segments.to_string(), "segment_count".to_owned());
        let trace = match unit {
            BillingUnit::PerGeneration => Trace::new("video", "rate x segments", [rate, segments], credits),
            BillingUnit::PerSecond => {
                let seconds = ("seconds", length.to_string(), "duration_seconds".to_owned());
                Trace::new("video", "rate x seconds x segments", [rate, seconds, segments], credits)
            }
        };
        self.trace.push(trace);
        Some(credits)
    }

    /// The length of a clip where the model makes it; says what is not known of the model, its variant and its pictures.
    fn length(&mut self, prices: &JobPrices, job: &Job, given: bool) -> Option<u64> {
        // with a rate of its own, what the book does not know can still be priced
        let level = if given { Level::Warning } else { Level::Error };
        let mut unknown = |path: &str, words: String| {
            self.issues.push(Issue { path: path.to_owned(), code: Code::UNKNOWN_VALUE, level, words });
        };
        if !prices.variants.contains(&job.variant) {
            let known = prices.variants.join(", ");
            let words = format!("no source names a variant `{}`; known here: {known}", brief(&job.variant));
            unknown("variant", words);
        }
        if job.resolution != "standard" {
            let words = "no source says what another resolution draws; the model's rate is taken as it is given";
            self.issues.push(Issue::note("resolution", Code::ASSUMPTION, words));
        }
        let Some(model) = prices.model(&job.model_id) else {
            let known: Vec<&str> = prices.models.iter().map(|model| model.id.as_str()).collect();
            let words = format!("no source names a model `{}`; known here: {}", brief(&job.model_id), known.join(", "));
            self.issues.push(Issue { path: "model_id".to_owned(), code: Code::UNKNOWN_VALUE, level, words });
            return job.duration_seconds.filter(|&seconds| self.some(seconds));
        };
        if job.aspect_ratio == "1:1" && !model.square {
            let words = format!("{} makes no square pictures (1:1); Kling models do", model.id);
            self.issues.push(Issue::error("aspect_ratio", Code::CONTRADICTION, words));
        }
        let seconds = job.duration_seconds?;
        if model.seconds.has(seconds) {
            return Some(seconds);
        }
        let words = format!("{seconds} s cannot be made: {} makes {}", model.id, model.seconds);
        self.issues.push(Issue::error("duration_seconds", Code::SECONDS_OUT_OF_RANGE, words));
        None
    }

    fn some(&mut self, seconds: u64) -> bool {
        if seconds == 0 {
            self.issues.push(Issue::error("duration_seconds", Code::TOO_SMALL, "a clip has at least one second"));
        }
        seconds > 0
    }

    /// Says where a given rate is not as the model is known to be billed, and where it is nothing.
    fn unlike(&mut self, given: &ModelRate, row: Option<&Rate>) {
        if given.credits == Units::ZERO {
            let words = "a rate of 0 credits: the clips are priced at nothing; leave it out where it is not known";
            self.issues.push(Issue::warning("rate.credits", Code::TOO_SMALL, words));
        }
        let Some(row) = row else { return };
        let unit = if by_second(row) { BillingUnit::PerSecond } else { BillingUnit::PerGeneration };
        if unit != given.billing_unit {
            let words = format!(
                "{} is known to be billed {}, and this rate is {}",
                row.model,
                unit.as_str(),
                given.billing_unit.as_str()
            );
            self.issues.push(Issue::warning("rate.billing_unit", Code::CONTRADICTION, words));
        }
    }

    fn keyframes(&mut self, prices: &JobPrices, job: &Job, segments: Option<u64>) {
        let keyframe = prices.keyframes.iter().find(|keyframe| keyframe.resolution == job.keyframe_resolution);
        let Some(keyframe) = keyframe else {
            let known: Vec<&str> = prices.keyframes.iter().map(|keyframe| keyframe.resolution.as_str()).collect();
            let words = format!("keyframes have {}, not `{}`", known.join(", "), brief(&job.keyframe_resolution));
            self.issues.push(Issue::error("keyframe_resolution", Code::UNKNOWN_VALUE, words));
            return self.put(Component::Keyframes, None);
        };
        let priced = self.row(&keyframe.rate, "keyframe_resolution");
        let credits = match (priced, segments.and_then(|segments| segments.checked_add(1))) {
            (Some(each), Some(count)) => match each.credits.times(count) {
                Some(credits) => {
                    let inputs = [
                        ("each", each.credits.to_string(), each.from),
                        ("keyframes", count.to_string(), "segment_count + 1".to_owned()),
                    ];
                    self.trace.push(Trace::new("keyframes", "each x keyframes", inputs, credits));
                    Some(credits)
                }
                None => self.overflow("segment_count"),
            },
            _ => None,
        };
        self.put(Component::Keyframes, credits);
    }

    /// What a job draws once, whatever its length.
    fn once(&mut self, prices: &JobPrices, job: &Job) {
        if job.custom_voice && !job.voice_enabled {
            self.idle("custom_voice", "voice_enabled");
        }
        let voice = if job.custom_voice { &prices.custom_voice } else { &prices.voice };
        if job.voice_enabled {
            self.flat(Component::Voice, voice, "voice_enabled");
        }
        if job.music_enabled {
            self.flat(Component::Music, &prices.music, "music_enabled");
        }
        let (style, has) = (&job.caption_style, |styles: &[String]| styles.contains(&job.caption_style));
        if has(&prices.custom_captions) {
            self.flat(Component::Captions, &prices.captions, "caption_style");
        } else if !has(&prices.free_captions) {
            let words = format!(
                "whether `{}` is a standard caption style (nothing) or a custom one is not known; known here: {}, {}",
                brief(style),
                prices.free_captions.join(", "),
                prices.custom_captions.join(", ")
            );
            self.issues.push(Issue::error("caption_style", Code::UNKNOWN_VALUE, words));
            self.put(Component::Captions, None);
        }
        self.flat(Component::PostProcessing, &prices.post_processing, "");
    }

    /// A part of one figure.
    fn flat(&mut self, component: Component, rate: &str, path: &str) {
        let priced = self.row(rate, path);
        if let Some(priced) = &priced {
            let inputs = [("credits", priced.credits.to_string(), priced.from.clone())];
            self.trace.push(Trace::new(component.as_str(), "credits", inputs, priced.credits));
        }
        self.put(component, priced.map(|priced| priced.credits));
    }

    fn retries(&mut self, prices: &JobPrices, job: &Job) {
        let rejections = Span { min: 0, max: u32::try_from(MAX_REJECTIONS).unwrap_or(u32::MAX) };
        let retry = (prices.retry_percent, prices.retries);
        let rejection = (prices.rejection_percent, rejections);
        // the whole job as it is before any of it is made anew
        let whole = self.sum();
        let of = |pricer: &Self, part: Component| match job.bases {
            super::Bases::Parts => (pricer.part(part), part.as_str()),
            super::Bases::Job => (whole, "the whole job"),
        };
        let mut any = false;
        for (component, part, on, switch, count, path, (percent, span)) in [
            (
                Component::KeyframeRetries,
                Component::Keyframes,
                job.qai_enabled,
                "qai_enabled",
                job.max_kf_retries,
                "max_kf_retries",
                retry,
            ),
            (
                Component::VideoRetries,
                Component::Video,
                job.qai_enabled,
                "qai_enabled",
                job.max_video_retries,
                "max_video_retries",
                retry,
            ),
            (
                Component::AnchorRejections,
                Component::Keyframes,
                job.human_review_gate,
                "human_review_gate",
                job.hitl_anchor_max_rejections,
                "hitl_anchor_max_rejections",
                rejection,
            ),
            (
                Component::SegmentRejections,
                Component::Video,
                job.human_review_videos,
                "human_review_videos",
                job.hitl_segments_max_rejections,
                "hitl_segments_max_rejections",
                rejection,
            ),
        ] {
            let what = if percent == prices.retry_percent { "retries" } else { "rejections" };
            let count = self.within(count, span, path, what);
            if !on {
                if count.is_some_and(|count| count > 0) {
                    self.idle(path, switch);
                }
                continue;
            }
            any |= count.is_none_or(|count| count > 0);
            let (base, named) = of(self, part);
            let credits = match (count, base) {
                (Some(0), _) => Some(Units::ZERO),
                (Some(count), Some(base)) => self.again(component, (base, named), percent, (count, path)),
                (None, _) | (_, None) => None,
            };
            self.put(component, credits);
        }
        if any {
            let words = match job.bases {
                super::Bases::Parts => {
                    "a retry or a rejection is counted on the part that is made anew (all keyframes, all clips): no source says what its base is"
                }
                super::Bases::Job => {
                    "a retry or a rejection is counted on the whole job without them: no source says what its base is"
                }
            };
            self.issues.push(Issue::note("bases", Code::ASSUMPTION, words));
        }
        if job.qai_enabled && job.max_kf_retries == Some(0) {
            let words = "the estimate takes 0 keyframe retries; the job itself is said to have at least 1 with quality checks on";
            self.issues.push(Issue::note("max_kf_retries", Code::DISPUTED, words));
        }
    }

    /// `count` times so many per cent of a base.
    fn again(
        &mut self,
        component: Component,
        (base, named): (Units, &str),
        percent: u32,
        (count, path): (u64, &str),
    ) -> Option<Units> {
        let whole = i128::from(base.thousandths()) * i128::from(percent) * i128::from(count);
        let rounded = decimal::divide(whole, 100, Rounding::Up)?;
        let Some(credits) = i64::try_from(rounded).ok().and_then(Units::from_thousandths) else {
            return self.overflow(path);
        };
        if whole % 100 != 0 {
            let words = "a share of this rate is finer than a thousandth of a credit; it is rounded up to one";
            self.issues.push(Issue::note("rate", Code::TOO_MANY_DECIMALS, words));
        }
        let inputs = [
            ("base", base.to_string(), named.to_owned()),
            ("per cent", percent.to_string(), format!("{}: job", self.book.id)),
            ("count", count.to_string(), path.to_owned()),
        ];
        self.trace.push(Trace::new(component.as_str(), "base x per cent / 100 x count", inputs, credits));
        Some(credits)
    }

    /// The figure of a row that the job prices name.
    fn row(&mut self, id: &str, path: &str) -> Option<Priced> {
        match self.book.rate(id) {
            Some(rate) => {
                let rate = rate.clone();
                self.figure(&rate, &deduct::name(&rate), path)
            }
            None => {
                let words = format!("the book {} has no rate `{}`", self.book.id, brief(id));
                self.issues.push(Issue::error(path, Code::UNKNOWN_RATE, words));
                None
            }
        }
    }

    fn figure(&mut self, rate: &Rate, name: &str, path: &str) -> Option<Priced> {
        let Figure::Known(credits) = rate.units else {
            let words = format!("no source gives what {name} deducts: give its rate to have a total");
            self.issues.push(Issue::error(path, Code::UNKNOWN_PRICE, words));
            return None;
        };
        Some(Priced { credits, from: format!("{}: rate {}", self.book.id, rate.id) })
    }

    fn idle(&mut self, path: &str, switch: &str) {
        let words = format!("without {switch} this adds nothing");
        self.issues.push(Issue::warning(path, Code::NO_EFFECT, words));
    }

    fn overflow(&mut self, path: &str) -> Option<Units> {
        let words = "this job draws more credits than can be counted exactly";
        self.issues.push(Issue::error(path, Code::OVERFLOW, words));
        None
    }

    fn put(&mut self, component: Component, credits: Option<Units>) {
        for (slot, known) in self.parts.iter_mut().zip(Component::ALL) {
            if known == component {
                *slot = credits;
            }
        }
    }

    fn part(&self, component: Component) -> Option<Units> {
        self.parts.iter().zip(Component::ALL).find(|(_, known)| *known == component).and_then(|(credits, _)| *credits)
    }

    fn sum(&self) -> Option<Units> {
        self.parts.iter().try_fold(Units::ZERO, |sum, credits| sum.plus((*credits)?))
    }

    fn finish(mut self) -> Estimate {
        let known = self.parts.iter().all(Option::is_some);
        let sum = self.sum();
        if known && sum.is_none() {
            self.overflow("");
        }
        let wrong = self.issues.iter().any(|issue| issue.level == Level::Error);
        let total = sum.filter(|_| !wrong);
        if let Some(total) = total {
            let parts: Vec<String> = self.parts.iter().flatten().map(Units::to_string).collect();
            let inputs = [("parts", parts.join(" + "), "the breakdown".to_owned())];
            self.trace.push(Trace::new("total", "sum of the parts", inputs, total));
        }
        let breakdown = self.parts.iter().zip(Component::ALL);
        Estimate {
            breakdown: breakdown.map(|(credits, component)| Part { component, credits: *credits }).collect(),
            total,
            complete: total.is_some(),
            issues: self.issues,
            trace: self.trace,
        }
    }
}
