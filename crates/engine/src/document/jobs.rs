//! The jobs of each month: what is entered of them and of their models' rates, and what they draw.
//!
//! A job draws its whole estimate, retries and rejections included: that is what must be available when it is created.
//! What cannot be read or is not known withholds the pool's plan; it is never a job of nothing.
//!
//! This file imports `said`, `evaluate`, `months`, `report`, `book`, `job` and the number rooms.

use super::evaluate::{MAX_COUNT, whole};
use super::months::quantity;
use super::report::JobReport;
use super::said::{self, Document, Entry};
use crate::book::{Book, Figure};
use crate::issue::{Code, Issue, Level};
use crate::job::{self, Bases, BillingUnit, Estimate, Job, ModelRate};
use crate::money::Price;
use crate::read::{At, brief};
use crate::trace::Trace;
use crate::units::Units;
use serde::Serialize;

/// The most jobs of a Document.
pub const MAX_JOBS: usize = 100;
/// The most rates of models of a Document.
pub const MAX_RATES: usize = 500;
/// The most that a number of a job is read as.
const MOST: u64 = 1_000_000_000;

/// A kind of job, as entered, and how many of it a month. The fields are those of the vendor's estimate endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobLine {
    /// Clips in the job.
    pub segment_count: Entry,
    /// The model that makes them.
    pub model_id: String,
    /// Its variant.
    pub variant: String,
    /// Length of each clip in seconds.
    pub duration_seconds: Entry,
    /// The resolution of the clips.
    pub resolution: String,
    /// The shape of the picture; empty: not said.
    pub aspect_ratio: String,
    /// The resolution of the keyframes.
    pub keyframe_resolution: String,
    /// The style of the captions.
    pub caption_style: String,
    /// Background music.
    pub music_enabled: bool,
    /// A voice-over.
    pub voice_enabled: bool,
    /// A voice of one's own.
    pub custom_voice: bool,
    /// Whether quality checks may ask for retries.
    pub qai_enabled: bool,
    /// Retries budgeted for the keyframes.
    pub max_kf_retries: Entry,
    /// Retries budgeted for the clips.
    pub max_video_retries: Entry,
    /// Whether a person reviews the keyframes.
    pub human_review_gate: bool,
    /// Rejections budgeted for the keyframes.
    pub hitl_anchor_max_rejections: Entry,
    /// Whether a person reviews the clips.
    pub human_review_videos: bool,
    /// Rejections budgeted for the clips.
    pub hitl_segments_max_rejections: Entry,
    /// What a retry or a rejection multiplies.
    pub bases: Bases,
    /// Such jobs a month.
    pub count: Entry,
}

impl JobLine {
    /// So many jobs a month of so many segments; the rest as the endpoint has it where nothing is said.
    #[must_use]
    pub fn new(segments: impl Into<String>, count: impl Into<String>) -> Self {
        let usual = Job::default();
        let number = |number: Option<u64>| Entry::new(number.unwrap_or_default().to_string());
        Self {
            segment_count: Entry::new(segments),
            model_id: usual.model_id,
            variant: usual.variant,
            duration_seconds: number(usual.duration_seconds),
            resolution: usual.resolution,
            aspect_ratio: usual.aspect_ratio,
            keyframe_resolution: usual.keyframe_resolution,
            caption_style: usual.caption_style,
            music_enabled: usual.music_enabled,
            voice_enabled: usual.voice_enabled,
            custom_voice: usual.custom_voice,
            qai_enabled: usual.qai_enabled,
            max_kf_retries: number(usual.max_kf_retries),
            max_video_retries: number(usual.max_video_retries),
            human_review_gate: usual.human_review_gate,
            hitl_anchor_max_rejections: number(usual.hitl_anchor_max_rejections),
            human_review_videos: usual.human_review_videos,
            hitl_segments_max_rejections: number(usual.hitl_segments_max_rejections),
            bases: usual.bases,
            count: Entry::new(count),
        }
    }

    /// The numbers that are entered, by their fields' names.
    #[must_use]
    pub fn entries(&self) -> [(&'static str, &Entry); 7] {
        [
            ("segment_count", &self.segment_count),
            ("duration_seconds", &self.duration_seconds),
            ("max_kf_retries", &self.max_kf_retries),
            ("max_video_retries", &self.max_video_retries),
            ("hitl_anchor_max_rejections", &self.hitl_anchor_max_rejections),
            ("hitl_segments_max_rejections", &self.hitl_segments_max_rejections),
            ("count", &self.count),
        ]
    }

    /// Takes numbers over, in the order of [`JobLine::entries`].
    pub fn take_numbers(&mut self, numbers: &[Entry; 7]) {
        let [segments, seconds, keyframes, videos, anchors, rejections, count] = numbers.clone();
        self.segment_count = segments;
        self.duration_seconds = seconds;
        self.max_kf_retries = keyframes;
        self.max_video_retries = videos;
        self.hitl_anchor_max_rejections = anchors;
        self.hitl_segments_max_rejections = rejections;
        self.count = count;
    }

    /// The same job for the estimate; a number that is none is named at its path, and unknown there.
    fn read(&self, at: &str, issues: &mut Vec<Issue>) -> Job {
        let mut number = |entry: &Entry, field: &str| whole(entry, &format!("{at}.{field}"), 0, MOST, issues);
        Job {
            segment_count: number(&self.segment_count, "segment_count"),
            model_id: self.model_id.clone(),
            variant: self.variant.clone(),
            duration_seconds: number(&self.duration_seconds, "duration_seconds"),
            resolution: self.resolution.clone(),
            aspect_ratio: self.aspect_ratio.clone(),
            keyframe_resolution: self.keyframe_resolution.clone(),
            caption_style: self.caption_style.clone(),
            music_enabled: self.music_enabled,
            voice_enabled: self.voice_enabled,
            custom_voice: self.custom_voice,
            qai_enabled: self.qai_enabled,
            max_kf_retries: number(&self.max_kf_retries, "max_kf_retries"),
            max_video_retries: number(&self.max_video_retries, "max_video_retries"),
            human_review_gate: self.human_review_gate,
            hitl_anchor_max_rejections: number(&self.hitl_anchor_max_rejections, "hitl_anchor_max_rejections"),
            human_review_videos: self.human_review_videos,
            hitl_segments_max_rejections: number(&self.hitl_segments_max_rejections, "hitl_segments_max_rejections"),
            bases: self.bases,
        }
    }
}

/// The rate of one variant of one model, as entered: by hand, or out of the vendor's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TypedRate {
    /// The model.
    pub model: String,
    /// Its variant.
    pub variant: String,
    /// `per_generation` or `per_second`.
    pub billing_unit: String,
    /// The credits.
    pub credits: Entry,
}

/// Reads the `jobs` of a Document from JSON.
pub(super) fn read_jobs(at: &At<'_>) -> Option<Vec<JobLine>> {
    let entries = at.list()?;
    if entries.len() > MAX_JOBS {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_JOBS} jobs are read"));
    }
    let read: Vec<Option<JobLine>> = entries.iter().map(read_job).collect();
    read.into_iter().collect()
}

fn read_job(at: &At<'_>) -> Option<JobLine> {
    let f = at.fields(&[&job::FIELDS[..], &["count"]].concat())?;
    let usual = JobLine::new("", "");
    let number = |key: &str, usual: &Entry| said::entry(&f, key, usual.as_str());
    let text = |key: &str, usual: &str| job::text(&f, key, usual);
    let flag = |key: &str, usual: bool| job::flag(&f, key, usual);
    // all are read, so that every problem is found
    let segment_count = f.need("segment_count").and_then(|at| said::entry_of(&at));
    let model_id = text("model_id", &usual.model_id);
    let variant = text("variant", &usual.variant);
    let duration_seconds = number("duration_seconds", &usual.duration_seconds);
    let resolution = text("resolution", &usual.resolution);
    let aspect_ratio = text("aspect_ratio", &usual.aspect_ratio);
    let keyframe_resolution = text("keyframe_resolution", &usual.keyframe_resolution);
    let caption_style = text("caption_style", &usual.caption_style);
    let music_enabled = flag("music_enabled", usual.music_enabled);
    let voice_enabled = flag("voice_enabled", usual.voice_enabled);
    let custom_voice = flag("custom_voice", usual.custom_voice);
    let qai_enabled = flag("qai_enabled", usual.qai_enabled);
    let max_kf_retries = number("max_kf_retries", &usual.max_kf_retries);
    let max_video_retries = number("max_video_retries", &usual.max_video_retries);
    let human_review_gate = flag("human_review_gate", usual.human_review_gate);
    let anchors = number("hitl_anchor_max_rejections", &usual.hitl_anchor_max_rejections);
    let human_review_videos = flag("human_review_videos", usual.human_review_videos);
    let segments = number("hitl_segments_max_rejections", &usual.hitl_segments_max_rejections);
    let bases = job::bases(&f);
    let count = f.need("count").and_then(|at| said::entry_of(&at));
    Some(JobLine {
        segment_count: segment_count?,
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
        count: count?,
    })
}

/// Reads the `rates` of a Document from JSON.
pub(super) fn read_rates(at: &At<'_>) -> Option<Vec<TypedRate>> {
    let entries = at.list()?;
    if entries.len() > MAX_RATES {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_RATES} rates are read"));
    }
    let read: Vec<Option<TypedRate>> = entries.iter().map(read_rate).collect();
    read.into_iter().collect()
}

fn read_rate(at: &At<'_>) -> Option<TypedRate> {
    let f = at.fields(&["model", "variant", "billing_unit", "credits"])?;
    let text = |key: &str| f.need(key).and_then(|at| at.text().map(str::to_owned));
    let (model, variant, billing_unit) = (text("model"), text("variant"), text("billing_unit"));
    let credits = f.need("credits").and_then(|at| said::entry_of(&at));
    Some(TypedRate { model: model?, variant: variant?, billing_unit: billing_unit?, credits: credits? })
}

/// The jobs, priced.
pub(super) struct Jobs {
    /// Each, in the Document's order.
    pub(super) reports: Vec<JobReport>,
    /// What is wrong with them and their rates.
    pub(super) issues: Vec<Issue>,
    /// Their working.
    pub(super) trace: Vec<Trace>,
    /// The pool that they draw on; `None` where there are none, or the book prices none.
    pub(super) pool: Option<String>,
    /// Whether each of them could be priced.
    pub(super) complete: bool,
}

impl Jobs {
    pub(super) fn price(document: &Document, book: &Book) -> Self {
        let mut jobs = Self { reports: Vec::new(), issues: Vec::new(), trace: Vec::new(), pool: None, complete: true };
        let rates = jobs.rates(document);
        if document.jobs.is_empty() {
            return jobs;
        }
        let Some(prices) = &book.job else {
            let words = format!("the book {} prices no jobs; choose one that does, e.g. u-gen-2026", book.id);
            jobs.issues.push(Issue::error("jobs", Code::NO_JOBS, words));
            jobs.complete = false;
            return jobs;
        };
        if document.jobs.len() > MAX_JOBS {
            jobs.issues.push(Issue::error(
                "jobs",
                Code::TOO_MANY,
                format!("at most {MAX_JOBS} jobs are priced at once"),
            ));
            jobs.complete = false;
        }
        for (index, line) in document.jobs.iter().enumerate().take(MAX_JOBS) {
            jobs.one(index, line, document, book, &rates, prices.face_value);
        }
        jobs.pool = Some(prices.pool.clone());
        jobs
    }

    fn one(
        &mut self,
        index: usize,
        line: &JobLine,
        document: &Document,
        book: &Book,
        rates: &[Option<ModelRate>],
        face_value: Price,
    ) {
        let at = format!("jobs[{index}]");
        let mut issues = Vec::new();
        let job = line.read(&at, &mut issues);
        let count = whole(&line.count, &format!("{at}.count"), 0, MAX_COUNT, &mut issues);
        let place = document.rates.iter().position(|rate| rate.model == line.model_id && rate.variant == line.variant);
        let given = place.and_then(|place| rates.get(place)).and_then(Option::as_ref);
        let Estimate { breakdown, total, complete: _, issues: found, trace } =
            job::estimate(book, &job, given, document.as_of);
        // what could not be read has been named, and leaves no total
        let typed = place.is_none() || given.is_some();
        let total = total.filter(|_| typed && issues.iter().all(|issue| issue.path == format!("{at}.count")));
        issues.extend(found.into_iter().map(|issue| Issue { path: relocated(&at, &issue.path, place), ..issue }));
        let monthly = match (total, count) {
            (Some(total), Some(count)) => {
                let monthly = total.times(count);
                if monthly.is_none() {
                    let words = "these jobs draw more credits than can be counted exactly";
                    issues.push(Issue::error(format!("{at}.count"), Code::OVERFLOW, words));
                }
                monthly
            }
            _ => None,
        };
        for mut step in trace {
            step.figure = format!("{at}.{}", step.figure);
            for input in &mut step.inputs {
                // a row of a book, a rate of the Document or words stand for themselves
                let own =
                    !input.from.contains(": ") && !input.from.starts_with("rates[") && !input.from.contains("the ");
                if own {
                    input.from = format!("{at}.{}", input.from);
                }
            }
            self.trace.push(step);
        }
        if let (Some(total), Some(count), Some(monthly)) = (total, count, monthly) {
            let inputs = [
                ("a job", total.to_string(), format!("{at}.total")),
                ("count", count.to_string(), format!("{at}.count")),
            ];
            self.trace.push(Trace::new(format!("{at}.units"), "a job x count", inputs, monthly));
        }
        self.complete &= monthly.is_some();
        self.issues.extend(issues.iter().cloned());
        self.reports.push(JobReport {
            job: index,
            pool: book.job.as_ref().map(|prices| prices.pool.clone()).unwrap_or_default(),
            count,
            breakdown,
            total,
            units: monthly,
            face_value: total.and_then(|total| face_value.per_unit(total)),
            price_each: None,
            complete: monthly.is_some(),
            issues,
        });
    }

    /// The rates of models that could be read, in the Document's order.
    fn rates(&mut self, document: &Document) -> Vec<Option<ModelRate>> {
        if document.rates.len() > MAX_RATES {
            let words = format!("at most {MAX_RATES} rates of models are read");
            self.issues.push(Issue::error("rates", Code::TOO_MANY, words));
        }
        let mut read: Vec<Option<ModelRate>> = Vec::new();
        for (index, typed) in document.rates.iter().enumerate().take(MAX_RATES) {
            let mut found = Vec::new();
            let at = format!("rates[{index}]");
            let unit = BillingUnit::read(&typed.billing_unit);
            if unit.is_none() {
                let words = format!("“{}”: a billing unit is per_generation or per_second", brief(&typed.billing_unit));
                found.push(Issue::error(format!("{at}.billing_unit"), Code::UNKNOWN_VALUE, words));
            }
            let credits = quantity(&typed.credits, &format!("{at}.credits"), &mut found);
            let of = |other: &TypedRate| other.model == typed.model && other.variant == typed.variant;
            if let Some(first) = document.rates.iter().take(index).position(of) {
                let words = if document.rates.get(first) == Some(typed) {
                    "this rate stands twice".to_owned()
                } else {
                    // which of the two holds is not known, so none does
                    if let Some(slot) = read.get_mut(first) {
                        *slot = None;
                    }
                    format!("rates[{first}] says otherwise of the same model and variant: neither is used")
                };
                found.push(Issue::error(format!("{at}.model"), Code::DUPLICATE_ID, words));
            }
            let used = document.jobs.iter().any(|job| job.model_id == typed.model && job.variant == typed.variant);
            // one that no job needs withholds nothing
            let level = if used { Level::Error } else { Level::Warning };
            self.issues.extend(found.into_iter().map(|issue| Issue { level, ..issue }));
            read.push(match (unit, credits) {
                (Some(billing_unit), Some(credits)) => Some(ModelRate { billing_unit, credits, from: at }),
                _ => None,
            });
        }
        read
    }

    /// What they draw of a pool each month; `None` where that is more than can be counted exactly.
    pub(super) fn drawn(&self) -> Option<Units> {
        self.reports.iter().filter_map(|job| job.units).try_fold(Units::ZERO, Units::plus)
    }
}

/// The list price of units, where both are known.
pub(super) fn list_cost(price: Figure<Price>, units: Units) -> Option<crate::money::Cost> {
    price.known().and_then(|price| price.per_unit(units))
}

/// An estimate's path in the Document: what is said of the rate itself belongs to the rate.
fn relocated(at: &str, path: &str, rate: Option<usize>) -> String {
    match (path.strip_prefix("rate."), rate) {
        (Some(rest), Some(place)) => format!("rates[{place}].{rest}"),
        _ if path.is_empty() => at.to_owned(),
        _ => format!("{at}.{path}"),
    }
}
