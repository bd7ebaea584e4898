//! What is asked of an estimate: the body of the vendor's estimate endpoint, with its defaults, and the rate of a model.
//!
//! This file imports `issue`, `read` and `units`.

use crate::issue::{Code, Issue};
use crate::read::{At, Fields, Problems};
use crate::units::Units;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The most rejections of one kind that can be budgeted; no source gives a bound, so this one is only for counting.
pub const MAX_REJECTIONS: u64 = 10_000;
/// The most that a number of the body is read as: far above everything that a job can be.
const MOST: u64 = 1_000_000_000;

/// A job: the fields of the vendor's estimate endpoint. A number is `None` where what was entered is none and has been
/// named already: what depends on it is then unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Clips in the job; N of them need N + 1 keyframes.
    pub segment_count: Option<u64>,
    /// The model that makes them.
    pub model_id: String,
    /// The variant of the model, e.g. `i2v`.
    pub variant: String,
    /// Length of each clip in seconds.
    pub duration_seconds: Option<u64>,
    /// The resolution of the clips; a part of what the model's rate is for.
    pub resolution: String,
    /// The shape of the picture, e.g. `9:16`; empty: not said. It draws nothing, but not every model makes `1:1`.
    pub aspect_ratio: String,
    /// The resolution of the keyframes: `1k`, `2k`, `4k`.
    pub keyframe_resolution: String,
    /// The style of the captions.
    pub caption_style: String,
    /// Background music.
    pub music_enabled: bool,
    /// A voice-over.
    pub voice_enabled: bool,
    /// A voice of one's own in place of the standard one.
    pub custom_voice: bool,
    /// Whether quality checks may ask for retries.
    pub qai_enabled: bool,
    /// Retries budgeted for the keyframes.
    pub max_kf_retries: Option<u64>,
    /// Retries budgeted for the clips.
    pub max_video_retries: Option<u64>,
    /// Whether a person reviews the keyframes.
    pub human_review_gate: bool,
    /// Rejections budgeted for the keyframes.
    pub hitl_anchor_max_rejections: Option<u64>,
    /// Whether a person reviews the clips.
    pub human_review_videos: bool,
    /// Rejections budgeted for the clips.
    pub hitl_segments_max_rejections: Option<u64>,
    /// What a retry or a rejection multiplies.
    pub bases: Bases,
}

impl Default for Job {
    /// One segment, and the endpoint's defaults.
    fn default() -> Self {
        Self {
            segment_count: Some(1),
            model_id: "veo3_fast".to_owned(),
            variant: "i2v".to_owned(),
            duration_seconds: Some(8),
            resolution: "standard".to_owned(),
            aspect_ratio: String::new(),
            keyframe_resolution: "1k".to_owned(),
            caption_style: "tiktok_karaoke".to_owned(),
            music_enabled: true,
            voice_enabled: false,
            custom_voice: false,
            qai_enabled: false,
            max_kf_retries: Some(0),
            max_video_retries: Some(0),
            human_review_gate: false,
            hitl_anchor_max_rejections: Some(0),
            human_review_videos: false,
            hitl_segments_max_rejections: Some(0),
            bases: Bases::Parts,
        }
    }
}

/// What a retry or a rejection multiplies: an assumption, for no source says what its "base cost" is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Bases {
    /// The part that is made anew: all keyframes, or all clips.
    #[default]
    Parts,
    /// The whole job without its retries and rejections.
    Job,
}

impl Bases {
    /// The name in a request, a Document and a link.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parts => "parts",
            Self::Job => "job",
        }
    }

    /// Reads `parts` or `job`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "parts" => Some(Self::Parts),
            "job" => Some(Self::Job),
            _ => None,
        }
    }
}

/// What the credits of a model's rate are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingUnit {
    /// One clip, whatever its length.
    PerGeneration,
    /// Each second of a clip.
    PerSecond,
}

impl BillingUnit {
    /// The name in the vendor's API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PerGeneration => "per_generation",
            Self::PerSecond => "per_second",
        }
    }

    /// Reads the vendor's name of it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "per_generation" => Some(Self::PerGeneration),
            "per_second" => Some(Self::PerSecond),
            _ => None,
        }
    }
}

impl Serialize for BillingUnit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The rate of a model, as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRate {
    /// What the credits are for.
    pub billing_unit: BillingUnit,
    /// The credits.
    pub credits: Units,
    /// Where it was given, for the working: `rate`, `rates[2]`.
    pub from: String,
}

/// An estimate request: a job, and perhaps the rate of its model and the book that prices it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The job.
    pub job: Job,
    /// The rate of its model; without it, the book's, which may be unknown.
    pub rate: Option<ModelRate>,
    /// Id of the book; without it, the newest one that prices jobs.
    pub book: Option<String>,
}

impl Request {
    /// Reads a request from JSON: the endpoint's body, and `rate`, `bases`, `aspect_ratio` and `book` where given. A
    /// number out of the bounds of a job is read: the estimate names it.
    ///
    /// # Errors
    /// What is wrong with its shape: a missing `segment_count`, unknown keys, wrong types, numbers that are none.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let request = request(&At::root(value, &problems));
        problems.into_result(request)
    }
}

/// The keys of a job: the body of the vendor's estimate endpoint, and what it does not say.
pub(crate) const FIELDS: [&str; 19] = [
    "segment_count",
    "model_id",
    "variant",
    "duration_seconds",
    "resolution",
    "aspect_ratio",
    "keyframe_resolution",
    "caption_style",
    "music_enabled",
    "voice_enabled",
    "custom_voice",
    "qai_enabled",
    "max_kf_retries",
    "max_video_retries",
    "human_review_gate",
    "hitl_anchor_max_rejections",
    "human_review_videos",
    "hitl_segments_max_rejections",
    "bases",
];

fn request(at: &At<'_>) -> Option<Request> {
    let f = at.fields(&[&FIELDS[..], &["rate", "book"]].concat())?;
    let usual = Job::default();
    let number = |key: &str, usual: Option<u64>| f.get(key).map_or(Some(usual), |at| at.whole(0, MOST).map(Some));
    let segment_count = f.need("segment_count").and_then(|at| at.whole(0, MOST));
    let model_id = text(&f, "model_id", &usual.model_id);
    let variant = text(&f, "variant", &usual.variant);
    let duration_seconds = number("duration_seconds", usual.duration_seconds);
    let resolution = text(&f, "resolution", &usual.resolution);
    let aspect_ratio = text(&f, "aspect_ratio", &usual.aspect_ratio);
    let keyframe_resolution = text(&f, "keyframe_resolution", &usual.keyframe_resolution);
    let caption_style = text(&f, "caption_style", &usual.caption_style);
    let music_enabled = flag(&f, "music_enabled", usual.music_enabled);
    let voice_enabled = flag(&f, "voice_enabled", usual.voice_enabled);
    let custom_voice = flag(&f, "custom_voice", usual.custom_voice);
    let qai_enabled = flag(&f, "qai_enabled", usual.qai_enabled);
    let max_kf_retries = number("max_kf_retries", usual.max_kf_retries);
    let max_video_retries = number("max_video_retries", usual.max_video_retries);
    let human_review_gate = flag(&f, "human_review_gate", usual.human_review_gate);
    let anchors = number("hitl_anchor_max_rejections", usual.hitl_anchor_max_rejections);
    let human_review_videos = flag(&f, "human_review_videos", usual.human_review_videos);
    let segments = number("hitl_segments_max_rejections", usual.hitl_segments_max_rejections);
    let bases = bases(&f);
    let rate = match f.get("rate") {
        None => Some(None),
        Some(at) => rate(&at).map(Some),
    };
    let book = match f.get("book") {
        None => Some(None),
        Some(at) => at.id().map(Some),
    };
    let job = Job {
        segment_count: Some(segment_count?),
        model_id: model_id?,
        variant: variant?,
        duration_seconds: duration_seconds?,
        resolution: resolution?,
        aspect_ratio: aspect_ratio?,
        keyframe_resolution: keyframe_resolution?,
        caption_style: caption_style?,
        music_enabled: music_enabled?,
        voice_enabled: voice_enabled?,
        custom_voice: custom_voice?,
        qai_enabled: qai_enabled?,
        max_kf_retries: max_kf_retries?,
        max_video_retries: max_video_retries?,
        human_review_gate: human_review_gate?,
        hitl_anchor_max_rejections: anchors?,
        human_review_videos: human_review_videos?,
        hitl_segments_max_rejections: segments?,
        bases: bases?,
    };
    Some(Request { job, rate: rate?, book: book? })
}

/// A text, or what it is where it is absent.
pub(crate) fn text(f: &Fields<'_>, key: &str, usual: &str) -> Option<String> {
    match f.get(key) {
        None => Some(usual.to_owned()),
        Some(at) => at.text().map(str::to_owned),
    }
}

/// True or false, or which of them where it is absent.
pub(crate) fn flag(f: &Fields<'_>, key: &str, usual: bool) -> Option<bool> {
    f.get(key).map_or(Some(usual), |at| at.flag())
}

/// The assumption on bases; absent: each part for itself.
pub(crate) fn bases(f: &Fields<'_>) -> Option<Bases> {
    match f.get("bases") {
        None => Some(Bases::default()),
        Some(at) => Bases::read(at.text()?).or_else(|| at.wrong(Code::UNKNOWN_VALUE, "bases are parts or job")),
    }
}

fn rate(at: &At<'_>) -> Option<ModelRate> {
    let f = at.fields(&["billing_unit", "credits"])?;
    let billing_unit = f.need("billing_unit").and_then(|at| {
        BillingUnit::read(at.text()?)
            .or_else(|| at.wrong(Code::UNKNOWN_VALUE, "a billing unit is per_generation or per_second"))
    });
    let credits = f.need("credits").and_then(|at| at.units());
    Some(ModelRate { billing_unit: billing_unit?, credits: credits?, from: "rate".to_owned() })
}
