//! What a book says of jobs: how a job's parts are priced from its rates, and what a job may be.
//!
//! A figure stands in one place: each part names the rate that it draws, and that row has the units, the source and the
//! evidence. A model whose rate has no units is one that nobody knows the price of; whoever has it gives it by hand.
//!
//! This file imports `check`, `rows` and what they import.

use super::check::{count, evidence, optional_id, optional_text, rows};
use super::rows::{Billing, Book, Evidence, Rate};
use crate::issue::Code;
use crate::money::Price;
use crate::read::At;
use serde::Serialize;

/// How jobs are priced: a job is several clips with all that belongs to them, made at one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobPrices {
    /// The pool that a job draws on.
    pub pool: String,
    /// What the seller says that one unit stands for on its rate card, which is not what a bought one costs.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub face_value: Price,
    /// How many segments a job can have.
    pub segments: Span,
    /// How many retries of one kind can be budgeted.
    pub retries: Span,
    /// What one budgeted retry adds, in per cent of its base.
    pub retry_percent: u32,
    /// What one budgeted rejection adds, in per cent of its base.
    pub rejection_percent: u32,
    /// What one keyframe draws, by its resolution.
    pub keyframes: Vec<KeyframePrice>,
    /// Id of the rate of a voice-over.
    pub voice: String,
    /// Id of the rate of a voice-over with a voice of one's own, in place of `voice`.
    pub custom_voice: String,
    /// Id of the rate of background music.
    pub music: String,
    /// Id of the rate of captions in a style of one's own.
    pub captions: String,
    /// Id of the rate of what every job draws once.
    pub post_processing: String,
    /// Caption styles that draw nothing.
    pub free_captions: Vec<String>,
    /// Caption styles that draw `captions`.
    pub custom_captions: Vec<String>,
    /// The variants of a model that a source names.
    pub variants: Vec<String>,
    /// The models that a source names.
    pub models: Vec<JobModel>,
    /// How sure the bounds and percentages are.
    pub evidence: Evidence,
    /// Id of their source.
    pub source: Option<String>,
    /// A remark, or null.
    pub note: Option<String>,
}

/// From so many to so many, both in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
}

/// What a keyframe of one resolution draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyframePrice {
    /// The resolution, as the vendor's API has it, e.g. `1k`.
    pub resolution: String,
    /// Id of its rate.
    pub rate: String,
}

/// A model that makes a job's segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobModel {
    /// Its id in the vendor's API, e.g. `veo3_fast`.
    pub id: String,
    /// Id of its rate; billed per second where that is, else per generation.
    pub rate: String,
    /// The lengths of a segment that it makes.
    pub seconds: Lengths,
    /// Whether it makes square pictures.
    pub square: bool,
}

/// Lengths from `min` to `max` in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lengths {
    /// The shortest, in seconds.
    pub min: u32,
    /// The longest.
    pub max: u32,
    /// So many seconds between two lengths.
    pub step: u32,
}

impl Lengths {
    /// Whether a segment can be so long.
    #[must_use]
    pub fn has(self, seconds: u64) -> bool {
        let (min, max, step) = (u64::from(self.min), u64::from(self.max), u64::from(self.step));
        (min..=max).contains(&seconds) && (step == 0 || (seconds - min).is_multiple_of(step))
    }
}

impl std::fmt::Display for Lengths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { min, max, step } = self;
        match max - min {
            0 => write!(f, "{min} s"),
            between if between == *step => write!(f, "{min} or {max} s"),
            _ if *step == 1 => write!(f, "{min} to {max} s"),
            _ => write!(f, "{min} to {max} s in steps of {step} s"),
        }
    }
}

impl JobPrices {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&JobModel> {
        self.models.iter().find(|model| model.id == id)
    }

    /// Every rate that it names: (path, id).
    fn named(&self) -> Vec<(String, &str)> {
        let mut all: Vec<(String, &str)> = [
            ("voice", &self.voice),
            ("customVoice", &self.custom_voice),
            ("music", &self.music),
            ("captions", &self.captions),
            ("postProcessing", &self.post_processing),
        ]
        .into_iter()
        .map(|(key, id)| (format!("job.{key}"), id.as_str()))
        .collect();
        all.extend(
            self.keyframes.iter().enumerate().map(|(n, it)| (format!("job.keyframes[{n}].rate"), it.rate.as_str())),
        );
        all.extend(self.models.iter().enumerate().map(|(n, it)| (format!("job.models[{n}].rate"), it.rate.as_str())));
        all
    }
}

/// Whether a rate is billed by the second.
#[must_use]
pub fn by_second(rate: &Rate) -> bool {
    matches!(rate.billing, Billing::Second { .. } | Billing::Started { .. })
}

/// Says which pools, rates and sources the job prices name that the book does not have, and what stands twice. Asked of a
/// book whose rows could all be read: before that, what is lacking may only be misspelt.
pub(super) fn references(at: &At<'_>, book: &Book) {
    let Some(job) = &book.job else { return };
    let dangling = |path: String, what: &str, id: &str| {
        at.problem(path, Code::DANGLING, format!("there is no {what} `{}` in this book", crate::read::brief(id)));
    };
    let pool = book.pool(&job.pool);
    if pool.is_none() {
        dangling("job.pool".to_owned(), "pool", &job.pool);
    }
    for (path, id) in job.named() {
        match book.rate(id) {
            None => dangling(path, "rate", id),
            Some(rate) if pool.is_some_and(|pool| pool.id != rate.pool) => {
                at.problem(path, Code::CONTRADICTION, "this rate draws on another pool than jobs do");
            }
            Some(_) => {}
        }
    }
    if job.source.is_some() && book.source(job.source.as_deref()).is_none() {
        dangling("job.source".to_owned(), "source", job.source.as_deref().unwrap_or_default());
    }
    for (n, model) in job.models.iter().enumerate() {
        if job.models.iter().take(n).any(|other| other.id == model.id) {
            at.problem(format!("job.models[{n}].id"), Code::DUPLICATE_ID, "this model stands twice");
        }
    }
    for (n, keyframe) in job.keyframes.iter().enumerate() {
        if job.keyframes.iter().take(n).any(|other| other.resolution == keyframe.resolution) {
            at.problem(format!("job.keyframes[{n}].resolution"), Code::DUPLICATE_ID, "this resolution stands twice");
        }
    }
}

/// Reads the `job` of a book.
pub(super) fn read(at: &At<'_>) -> Option<JobPrices> {
    let f = at.fields(&[
        "pool",
        "faceValue",
        "segments",
        "retries",
        "retryPercent",
        "rejectionPercent",
        "keyframes",
        "voice",
        "customVoice",
        "music",
        "captions",
        "postProcessing",
        "freeCaptions",
        "customCaptions",
        "variants",
        "models",
        "evidence",
        "source",
        "note",
    ])?;
    let id = |key: &str| f.need(key).and_then(|at| at.id());
    let ids = |key: &str| rows(&f, key, At::id);
    let percent = |key: &str| f.need(key).and_then(|at| count(&at, 0, 1_000));
    let pool = id("pool");
    let face_value = f.need("faceValue").and_then(|at| at.price());
    let segments = f.need("segments").and_then(|at| span(&at));
    let retries = f.need("retries").and_then(|at| span(&at));
    let (retry_percent, rejection_percent) = (percent("retryPercent"), percent("rejectionPercent"));
    let keyframes = rows(&f, "keyframes", |at| {
        let f = at.fields(&["resolution", "rate"])?;
        let (resolution, rate) = (f.need("resolution").and_then(|at| at.id()), f.need("rate").and_then(|at| at.id()));
        Some(KeyframePrice { resolution: resolution?, rate: rate? })
    });
    let (voice, custom_voice, music) = (id("voice"), id("customVoice"), id("music"));
    let (captions, post_processing) = (id("captions"), id("postProcessing"));
    let (free_captions, custom_captions, variants) = (ids("freeCaptions"), ids("customCaptions"), ids("variants"));
    let models = rows(&f, "models", model);
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let note = optional_text(&f, "note");
    Some(JobPrices {
        pool: pool?,
        face_value: face_value?,
        segments: segments?,
        retries: retries?,
        retry_percent: retry_percent?,
        rejection_percent: rejection_percent?,
        keyframes: keyframes?,
        voice: voice?,
        custom_voice: custom_voice?,
        music: music?,
        captions: captions?,
        post_processing: post_processing?,
        free_captions: free_captions?,
        custom_captions: custom_captions?,
        variants: variants?,
        models: models?,
        evidence: evidence?,
        source: source?,
        note: note?,
    })
}

fn span(at: &At<'_>) -> Option<Span> {
    let f = at.fields(&["min", "max"])?;
    let bound = |key: &str| f.need(key).and_then(|at| count(&at, 0, 10_000));
    let (min, max) = (bound("min"), bound("max"));
    let span = Span { min: min?, max: max? };
    if span.min > span.max { at.wrong(Code::CONTRADICTION, "`min` is above `max`") } else { Some(span) }
}

fn model(at: &At<'_>) -> Option<JobModel> {
    let f = at.fields(&["id", "rate", "seconds", "square"])?;
    let (id, rate) = (f.need("id").and_then(|at| at.id()), f.need("rate").and_then(|at| at.id()));
    let seconds = f.need("seconds").and_then(|at| {
        let f = at.fields(&["min", "max", "step"])?;
        let number = |key: &str| f.need(key).and_then(|at| count(&at, 1, 86_400));
        let (min, max, step) = (number("min"), number("max"), number("step"));
        let lengths = Lengths { min: min?, max: max?, step: step? };
        if lengths.min > lengths.max { at.wrong(Code::CONTRADICTION, "`min` is above `max`") } else { Some(lengths) }
    });
    let square = f.need("square").and_then(|at| at.flag());
    Some(JobModel { id: id?, rate: rate?, seconds: seconds?, square: square? })
}
