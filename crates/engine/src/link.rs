//! The short fragment: a Document as people type it into an address or a docs page.
//!
//! `#plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-std-5s*200x2&months=3&order=none&concurrency=5`. A line is
//! `rate[:seconds]*count[xTakes]`, count per month, seconds as `5` or `5s`. Absent: months 1, order book, no concurrency.
//! `start=2027-01-31` is the day from which months are counted; absent: the day on which it is opened.
//! `limits=none` lifts the book's limits per buyer; `without=trial-s,trial-l` leaves packs out.
//!
//! How the months differ is one of: `growth=5` (per cent a month), `season=80-90-…` (twelve, January first, per cent of the
//! work), `shape=100,120,90` (the months of the plan, per cent of the work), `units=video:12000,12000,8000.5` (the units
//! of each month for one pool; without a pool, the book's first). Packs that are there already:
//! `owned=118.5:video/2@0c5`, a list of `units[:pool][/monthsLeft|/never][@from][cConcurrency]`.
//!
//! Jobs: `jobs=3xveo3_fast:8s;kf=2k;voice*20`, a list of `segmentsxmodel[/variant][:seconds][;part...]*count`, count per
//! month. The parts, each where it is not as the vendor's endpoint has it: `res=`, `ratio=`, `kf=` (resolution of the
//! keyframes), `captions=`, `nomusic`, `voice`, `customvoice`, `qa`, `kfretries=`, `videoretries=`, `gate`, `anchors=`
//! (rejections of keyframes), `review`, `rejections=` (of clips), `bases=job`. Rates of models:
//! `rates=veo3_fast/i2v:60/gen,kling3_std/i2v:12.5/s`, credits a generation or a second.
//!
//! A view may have keys of its own for what of it is shown (`prices?book=kling-2026&model=3.0&row=3.0-4k`): see
//! [`View::keys`]. They are no part of the Document.
//!
//! Reading never fails: what cannot be read is named, the rest is kept. Writing then reading gives the same Document,
//! whatever was typed into it: characters with a meaning here are percent-encoded; of the packs to leave out, each once and
//! at most [`MOST_WITHOUT`]; of the months, empty ones at the end are left out.
//!
//! What the short form cannot say, the long one does: `#d=1…` ([`long`]). [`open`] reads both; [`address`] writes the short
//! one where it says everything.
//!
//! `prices=negotiated` says that whoever made the link had negotiated prices. They are in no link, and neither is what
//! follows from them, but sealed with a passphrase ([`sealed`]).
//!
//! This room imports `document`, and `book` for what was then and what is now.

mod deflated;
mod digits;
pub mod file;
pub mod long;
mod packed;
pub mod sealed;
mod then_now;

pub use long::Made;
pub use sealed::Sealed;
pub use then_now::{Basis, Side, SideLine, ThenNow, has_changed, then_now};

use crate::book::JOINT;
use crate::date;
use crate::document::{
    Demand, Document, Entry, JobLine, Line, MAX_JOBS, MAX_LINES, MAX_MONTHS, MAX_OWNED, MAX_RATES, Order, OwnedPack,
    TypedRate,
};
use crate::issue::{Code, Issue};
use crate::job::Bases;
use crate::read::brief;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The longest fragment that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The most parts that are named as bad, one by one; one issue more says that there are more.
pub const MOST_ISSUES: usize = 50;
/// The most packs to leave out.
pub const MOST_WITHOUT: usize = 200;

/// What a fragment is the address of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// What to buy.
    #[default]
    Plan,
    /// Packs side by side.
    Compare,
    /// U-Gen jobs.
    Job,
    /// The account's balance.
    Balance,
    /// A quote.
    Quote,
    /// The price tables.
    Prices,
}

impl View {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Plan, "plan"),
        (Self::Compare, "compare"),
        (Self::Job, "job"),
        (Self::Balance, "balance"),
        (Self::Quote, "quote"),
        (Self::Prices, "prices"),
    ];

    /// The view of a name in a fragment.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(view, _)| *view)
    }

    /// The name in a fragment.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(view, _)| *view == self).map_or("plan", |(_, name)| name)
    }

    /// The keys that say what of this view is shown, in the order in which they are written.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            // what the work is compared with: another edition, another pack; or the same clip at every provider: what is
            // asked for, what narrows and sorts the rows
            Self::Compare => &[
                "edition", "pack", "show", "clip", "at", "sound", "count", "takes", "for", "q", "family", "evidence",
                "gone", "sort",
            ],
            // search, filters, order, the row that is pointed at, the edition that it is compared with
            Self::Prices => {
                &["q", "table", "pool", "model", "feature", "quality", "status", "evidence", "sort", "row", "against"]
            }
            // a budget, what it is, and what of the work it is to pay for
            Self::Plan => &["budget", "per", "mix"],
            Self::Job | Self::Balance | Self::Quote => &[],
        }
    }
}

/// A fragment, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The view it asks for.
    pub view: View,
    /// The Document; what could not be read has its default.
    pub document: Document,
    /// What of the view is shown: some of [`View::keys`], each with its value.
    pub shown: Vec<(String, String)>,
    /// What could not be read.
    pub issues: Vec<Issue>,
    /// What a long link was made with; none of a short one.
    pub made: Option<Made>,
    /// Whether its maker had negotiated prices, which are not in it.
    pub negotiated: bool,
    /// The sealed part, where it has one.
    pub sealed: Option<Sealed>,
}

/// The longest short link that is still preferred to a long one, in characters: what mails, chats and bookmarks carry.
const LONGEST_SHORT: usize = 2_000;

fn nothing(book: &str) -> Opened {
    let document = Document::new(book);
    Opened {
        view: View::Plan,
        document,
        shown: Vec::new(),
        issues: Vec::new(),
        made: None,
        negotiated: false,
        sealed: None,
    }
}

/// Reads a link of either form, with or without its `#`. `book` is the one meant when it names none.
#[must_use]
pub fn open(fragment: &str, book: &str) -> Opened {
    let mut opened = if long::is_long(fragment) { long::read(fragment, book) } else { read(fragment, book) };
    if opened.negotiated && opened.sealed.is_none() {
        opened.issues.push(left_out());
    }
    opened
}

/// That negotiated prices are not in what was opened.
#[must_use]
pub fn left_out() -> Issue {
    let words = "whoever made this had negotiated prices, which are not in it: everything here is at published prices";
    Issue::note("fragment.prices", Code::NEGOTIATED, words)
}

/// A Document as whoever gets it may have it: in the published edition below negotiated prices, and without the approvals,
/// whose digests follow from those prices.
#[must_use]
pub fn published(document: &Document) -> Document {
    let mut document = document.clone();
    if let Some((of, _)) = document.book.split_once(JOINT) {
        document.book = of.to_owned();
        if let Some(quote) = &mut document.quote {
            quote.approvals.clear();
        }
    }
    document
}

/// The address of a Document: the short form where that says everything and is not longer than links may be, else the long
/// one.
#[must_use]
pub fn address(view: View, document: &Document, shown: &[(String, String)], made: Option<&Made>) -> String {
    let negotiated = made.is_some_and(|made| made.negotiated);
    let told = negotiated.then(|| published(document));
    let document = told.as_ref().unwrap_or(document);
    let mut short = write_shown(view, document, shown);
    if negotiated {
        short.push_str("&prices=negotiated");
    }
    let all = says_all(&short, document);
    if short.len() <= LONGEST_SHORT && all {
        return short;
    }
    match long::write(view, document, shown, made) {
        // what is no id or too long a text is kept by the short form only
        Some(long) if !all || (long.len() < short.len() && long::read(&long, "").document == *document) => long,
        // a Document that no long link holds: most of it is better than none
        Some(_) | None => short,
    }
}

/// Whether a short link says all of a Document.
fn says_all(short: &str, document: &Document) -> bool {
    read(short, "").document == *document
}

/// Reads a short fragment, with or without its `#`. `book` is the one meant when it names none.
#[must_use]
pub fn read(fragment: &str, book: &str) -> Opened {
    let mut opened = nothing(book);
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > MAX_BYTES {
        opened.issues.push(Issue::warning("fragment", Code::TOO_LARGE, "the link is too long to be read"));
        return opened;
    }
    let (view, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    match View::ALL.iter().find(|(_, name)| *name == view) {
        Some((view, _)) => opened.view = *view,
        None if view.is_empty() => {}
        None => bad(&mut opened.issues, "view", format!("“{}” is not a view; this is the plan", brief(view))),
    }
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        field(key, value, &mut opened);
    }
    opened
}

fn bad(issues: &mut Vec<Issue>, at: &str, words: String) {
    tell(issues, Issue::warning(format!("fragment.{at}"), Code::BAD_FRAGMENT, words));
}

fn tell(issues: &mut Vec<Issue>, issue: Issue) {
    match issues.len() {
        MOST_ISSUES => {
            let words = format!("more of the link could not be read; only the first {MOST_ISSUES} parts are named");
            issues.push(Issue::warning("fragment", Code::TOO_MANY, words));
        }
        more if more > MOST_ISSUES => {}
        _ => issues.push(issue),
    }
}

/// The packs to leave out, each once.
fn without(value: &str, issues: &mut Vec<Issue>) -> Vec<String> {
    let mut written = BTreeSet::new();
    let mut ids = Vec::new();
    for part in value.split(',').filter(|part| !part.is_empty()) {
        if !written.insert(part) {
            continue;
        }
        if ids.len() == MOST_WITHOUT {
            bad(issues, "without", format!("only the first {MOST_WITHOUT} packs to leave out are kept"));
            break;
        }
        let id = decoded(part, "without", issues);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// A text, decoded; as it stands, with an issue, where it is not encoded.
fn decoded(value: &str, at: &str, issues: &mut Vec<Issue>) -> String {
    decode(value).unwrap_or_else(|| {
        bad(issues, at, format!("“{}” is not encoded as a link should be; it is kept as it stands", brief(value)));
        value.to_owned()
    })
}

fn field(key: &str, value: &str, opened: &mut Opened) {
    if key == "prices" {
        match value {
            "negotiated" => opened.negotiated = true,
            _ => bad(&mut opened.issues, key, format!("“{}” is nothing that a link says of its prices", brief(value))),
        }
        return;
    }
    let Opened { view, document, shown, issues, .. } = opened;
    let mut text = |value: &str, at: &str| decoded(value, at, issues);
    match key {
        "book" => {
            let book = text(value, key);
            if book.is_empty() {
                bad(issues, key, "the link names no book".to_owned());
            } else {
                document.book = book;
            }
        }
        "start" => match date::read(value) {
            Some(day) => document.as_of = Some(day),
            None => bad(issues, key, format!("“{}” is no day such as 2027-01-31", brief(value))),
        },
        "months" => document.months = Entry::new(text(value, key)),
        "concurrency" => document.concurrency = Entry::new(text(value, key)),
        "order" => {
            let order = text(value, key);
            match Order::read(&order) {
                Some(order) => document.order = order,
                None => bad(
                    issues,
                    key,
                    format!("“{}” is no reading of the minimum order; book's own is used", brief(&order)),
                ),
            }
        }
        "limits" => match value {
            "none" => document.limits = false,
            "book" => document.limits = true,
            _ => bad(issues, key, format!("“{}” is neither book nor none", brief(value))),
        },
        "without" => document.without = without(value, issues),
        "lines" => {
            document.lines = value
                .split(',')
                .filter(|part| !part.is_empty())
                .take(MAX_LINES)
                .map(|part| line(part, issues))
                .collect();
            if value.split(',').count() > MAX_LINES {
                bad(issues, key, format!("only the first {MAX_LINES} lines are kept"));
            }
        }
        "growth" | "season" | "shape" | "units" => {
            if !document.demand.is_same() {
                bad(issues, key, "a link has one way for the months to differ; the last one is used".to_owned());
            }
            document.demand = demand(key, value, issues);
        }
        "owned" => {
            let parts = || value.split(',').filter(|part| !part.is_empty());
            document.owned = parts().take(MAX_OWNED).map(|part| owned(part, issues)).collect();
            if parts().count() > MAX_OWNED {
                bad(issues, key, format!("only the first {MAX_OWNED} owned packs are kept"));
            }
        }
        "jobs" => document.jobs = list(key, value, (MAX_JOBS, "jobs"), &job, issues),
        "rates" => document.rates = list(key, value, (MAX_RATES, "rates"), &rate, issues),
        _ if view.keys().contains(&key) => {
            let value = text(value, key);
            shown.push((key.to_owned(), value));
        }
        _ => {
            let words = format!("“{}” means nothing in a link", brief(key));
            tell(issues, Issue::warning("fragment", Code::UNKNOWN_FRAGMENT_KEY, words));
        }
    }
}

fn line(part: &str, issues: &mut Vec<Issue>) -> Line {
    let (what, amount) = part.split_once('*').unwrap_or_else(|| {
        bad(issues, "lines", format!("“{}” ends before its count", brief(part)));
        (part, "")
    });
    let (rate, seconds) = what.split_once(':').unwrap_or((what, ""));
    let (count, takes) = match amount.split_once('x') {
        Some((count, takes)) => (count, Some(takes)),
        None => (amount, None),
    };
    let seconds = without_s(seconds);
    let mut text = |value: &str| decoded(value, "lines", issues);
    Line {
        rate: text(rate),
        seconds: Entry::new(text(seconds)),
        count: Entry::new(text(count)),
        takes: takes.map_or_else(|| Entry::new("1"), |takes| Entry::new(text(takes))),
    }
}

/// Seconds as `5` or `5s`.
fn without_s(seconds: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    seconds.strip_suffix('s').filter(|rest| digits(rest)).unwrap_or(seconds)
}

/// One of the ways for the months to differ, by its key.
fn demand(key: &str, value: &str, issues: &mut Vec<Issue>) -> Demand {
    match key {
        "growth" => Demand::Growth { percent: Entry::new(decoded(value, key, issues)) },
        "season" => Demand::Season { percents: months(value, '-', key, issues) },
        "shape" => Demand::Months { percents: months(value, ',', key, issues) },
        _ => {
            let (pool, value) = value.split_once(':').unwrap_or(("", value));
            Demand::Units { pool: decoded(pool, key, issues), units: months(value, ',', key, issues) }
        }
    }
}

/// A list of months; empty ones at its end are none.
fn months(value: &str, between: char, key: &str, issues: &mut Vec<Issue>) -> Vec<Entry> {
    let mut entries: Vec<Entry> =
        value.split(between).take(MAX_MONTHS).map(|part| Entry::new(decoded(part, key, issues))).collect();
    if value.split(between).count() > MAX_MONTHS {
        bad(issues, key, format!("only the first {MAX_MONTHS} months are kept"));
    }
    while entries.last().is_some_and(Entry::is_empty) {
        entries.pop();
    }
    entries
}

/// `units[:pool][/monthsLeft|/never][@from][cConcurrency]`. A `c` in the name of a pool is no mark: the concurrency stands
/// after a `/` or an `@`, or after units that name no pool.
fn owned(part: &str, issues: &mut Vec<Issue>) -> OwnedPack {
    let (head, tail) = match part.find(['/', '@']) {
        Some(at) => part.split_at(at),
        None => (part, ""),
    };
    let (head, tail, at_once) = match (head.split_once('c'), tail.split_once('c')) {
        (_, Some((tail, at_once))) => (head, tail, at_once),
        (Some((head, at_once)), None) if tail.is_empty() && !head.contains(':') => (head, tail, at_once),
        (Some(_) | None, None) => (head, tail, ""),
    };
    let (units, pool) = head.split_once(':').unwrap_or((head, ""));
    let (left, from) = tail.split_once('@').map_or((tail, None), |(left, from)| (left, Some(from)));
    let mut text = |value: &str| decoded(value, "owned", issues);
    OwnedPack {
        pool: text(pool),
        units: Entry::new(text(units)),
        from: from.map_or_else(|| Entry::new("0"), |from| Entry::new(text(from))),
        months_left: match left.strip_prefix('/').unwrap_or(left) {
            "never" => None,
            left => Some(Entry::new(text(left))),
        },
        concurrency: Entry::new(text(at_once)),
    }
}

/// Each part of a list, read; empty ones are none, and those past the most are named.
fn list<T>(
    key: &str,
    value: &str,
    (most, what): (usize, &str),
    read: &dyn Fn(&str, &mut Vec<Issue>) -> T,
    issues: &mut Vec<Issue>,
) -> Vec<T> {
    let parts = || value.split(',').filter(|part| !part.is_empty());
    if parts().count() > most {
        bad(issues, key, format!("only the first {most} {what} are kept"));
    }
    let mut found = Vec::new();
    for part in parts().take(most) {
        found.push(read(part, issues));
    }
    found
}

/// `segmentsxmodel[/variant][:seconds][;part...]*count`.
fn job(part: &str, issues: &mut Vec<Issue>) -> JobLine {
    let (what, count) = part.split_once('*').unwrap_or_else(|| {
        bad(issues, "jobs", format!("“{}” ends before its count", brief(part)));
        (part, "")
    });
    let mut parts = what.split(';');
    let head = parts.next().unwrap_or_default();
    let (segments, head) = head.split_once('x').unwrap_or_else(|| {
        bad(
            issues,
            "jobs",
            format!("“{}” does not say how many segments of which model, e.g. 3xveo3_fast", brief(part)),
        );
        ("", head)
    });
    let (head, seconds) = head.split_once(':').map_or((head, None), |(head, seconds)| (head, Some(seconds)));
    let (model, variant) = head.split_once('/').map_or((head, None), |(model, variant)| (model, Some(variant)));
    let mut job = JobLine::new(decoded(segments, "jobs", issues), decoded(count, "jobs", issues));
    job.model_id = decoded(model, "jobs", issues);
    if let Some(variant) = variant {
        job.variant = decoded(variant, "jobs", issues);
    }
    if let Some(seconds) = seconds {
        job.duration_seconds = Entry::new(decoded(without_s(seconds), "jobs", issues));
    }
    for part in parts.filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').map_or((part, None), |(key, value)| (key, Some(value)));
        let value = value.map(|value| decoded(value, "jobs", issues));
        if !job_part(&mut job, key, value) {
            bad(issues, "jobs", format!("“{}” says nothing of a job", brief(part)));
        }
    }
    job
}

/// One part of a job; whether it is one.
fn job_part(job: &mut JobLine, key: &str, value: Option<String>) -> bool {
    let Some(value) = value else {
        match key {
            "nomusic" => job.music_enabled = false,
            "voice" => job.voice_enabled = true,
            "customvoice" => job.custom_voice = true,
            "qa" => job.qai_enabled = true,
            "gate" => job.human_review_gate = true,
            "review" => job.human_review_videos = true,
            _ => return false,
        }
        return true;
    };
    match key {
        "res" => job.resolution = value,
        "ratio" => job.aspect_ratio = value,
        "kf" => job.keyframe_resolution = value,
        "captions" => job.caption_style = value,
        "kfretries" => job.max_kf_retries = Entry::new(value),
        "videoretries" => job.max_video_retries = Entry::new(value),
        "anchors" => job.hitl_anchor_max_rejections = Entry::new(value),
        "rejections" => job.hitl_segments_max_rejections = Entry::new(value),
        "bases" => match Bases::read(&value) {
            Some(bases) => job.bases = bases,
            None => return false,
        },
        _ => return false,
    }
    true
}

/// `model[/variant]:credits/gen` or `/s`.
fn rate(part: &str, issues: &mut Vec<Issue>) -> TypedRate {
    let (head, tail) = part.split_once(':').unwrap_or_else(|| {
        bad(issues, "rates", format!("“{}” ends before its credits", brief(part)));
        (part, "")
    });
    let (model, variant) = head.split_once('/').unwrap_or((head, "i2v"));
    let (credits, unit) = tail.split_once('/').unwrap_or((tail, ""));
    let mut text = |value: &str| decoded(value, "rates", issues);
    TypedRate {
        model: text(model),
        variant: text(variant),
        billing_unit: match unit {
            "gen" => "per_generation".to_owned(),
            "s" => "per_second".to_owned(),
            other => text(other),
        },
        credits: Entry::new(text(credits)),
    }
}

/// The same, with what of the view is shown. Keys that the view does not have, and empty values, are left out.
#[must_use]
pub fn write_shown(view: View, document: &Document, shown: &[(String, String)]) -> String {
    let mut out = write(view, document);
    for key in view.keys() {
        let value = shown.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str()).unwrap_or_default();
        if !value.is_empty() {
            let _ = write!(out, "&{key}={}", encode(value, ""));
        }
    }
    out
}

/// Writes a Document as a fragment, without the `#`. What has its default is left out.
#[must_use]
pub fn write(view: View, document: &Document) -> String {
    let mut out = format!("{}?book={}", view.as_str(), encode(&document.book, ""));
    // writing to a String cannot fail
    if !document.lines.is_empty() {
        out.push_str("&lines=");
        for (index, line) in document.lines.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(&encode(&line.rate, ""));
            if !line.seconds.is_empty() {
                out.push(':');
                out.push_str(&seconds(line.seconds.as_str()));
            }
            let _ = write!(out, "*{}", encode(line.count.as_str(), "x"));
            if line.takes.as_str() != "1" {
                let _ = write!(out, "x{}", encode(line.takes.as_str(), ""));
            }
        }
    }
    if let Some(day) = document.as_of {
        let _ = write!(out, "&start={day}");
    }
    if document.months.as_str() != "1" {
        let _ = write!(out, "&months={}", encode(document.months.as_str(), ""));
    }
    write_demand(&document.demand, &mut out);
    for (index, pack) in document.owned.iter().enumerate() {
        out.push_str(if index == 0 { "&owned=" } else { "," });
        write_owned(pack, &mut out);
    }
    for (index, job) in document.jobs.iter().enumerate() {
        out.push_str(if index == 0 { "&jobs=" } else { "," });
        write_job(job, &mut out);
    }
    for (index, rate) in document.rates.iter().enumerate() {
        let unit = match rate.billing_unit.as_str() {
            "per_generation" => "gen".to_owned(),
            "per_second" => "s".to_owned(),
            // typed, and no word of the link's
            "gen" => "%67en".to_owned(),
            "s" => "%73".to_owned(),
            other => encode(other, ""),
        };
        let before = if index == 0 { "&rates=" } else { "," };
        let [model, variant, credits] =
            [&rate.model, &rate.variant, rate.credits.as_str()].map(|text| encode(text, ""));
        let _ = write!(out, "{before}{model}/{variant}:{credits}/{unit}");
    }
    if document.order != Order::Book {
        let _ = write!(out, "&order={}", document.order);
    }
    if !document.concurrency.is_empty() {
        let _ = write!(out, "&concurrency={}", encode(document.concurrency.as_str(), ""));
    }
    if !document.limits {
        out.push_str("&limits=none");
    }
    if !document.without.is_empty() {
        let ids: Vec<String> = document.without.iter().map(|id| encode(id, "")).collect();
        let _ = write!(out, "&without={}", ids.join(","));
    }
    out
}

fn write_job(job: &JobLine, out: &mut String) {
    let usual = JobLine::new("", "");
    let _ = write!(out, "{}x{}", encode(job.segment_count.as_str(), "x"), encode(&job.model_id, ""));
    if job.variant != usual.variant {
        let _ = write!(out, "/{}", encode(&job.variant, ""));
    }
    if job.duration_seconds != usual.duration_seconds {
        let _ = write!(out, ":{}", seconds(job.duration_seconds.as_str()));
    }
    for (is, was, word) in [
        (job.music_enabled, true, "nomusic"),
        (job.voice_enabled, false, "voice"),
        (job.custom_voice, false, "customvoice"),
        (job.qai_enabled, false, "qa"),
        (job.human_review_gate, false, "gate"),
        (job.human_review_videos, false, "review"),
    ] {
        if is != was {
            let _ = write!(out, ";{word}");
        }
    }
    for (is, was, word) in [
        (job.resolution.as_str(), usual.resolution.as_str(), "res"),
        (&job.aspect_ratio, &usual.aspect_ratio, "ratio"),
        (&job.keyframe_resolution, &usual.keyframe_resolution, "kf"),
        (&job.caption_style, &usual.caption_style, "captions"),
        (job.max_kf_retries.as_str(), usual.max_kf_retries.as_str(), "kfretries"),
        (job.max_video_retries.as_str(), usual.max_video_retries.as_str(), "videoretries"),
        (job.hitl_anchor_max_rejections.as_str(), usual.hitl_anchor_max_rejections.as_str(), "anchors"),
        (job.hitl_segments_max_rejections.as_str(), usual.hitl_segments_max_rejections.as_str(), "rejections"),
        (job.bases.as_str(), usual.bases.as_str(), "bases"),
    ] {
        if is != was {
            let _ = write!(out, ";{word}={}", encode(is, ""));
        }
    }
    let _ = write!(out, "*{}", encode(job.count.as_str(), ""));
}

fn write_demand(demand: &Demand, out: &mut String) {
    let list = |entries: &[Entry], between: &str| {
        let last = entries.iter().rposition(|entry| !entry.is_empty()).map_or(0, |last| last + 1);
        let texts: Vec<String> = entries.iter().take(last).map(|entry| encode(entry.as_str(), between)).collect();
        texts.join(between)
    };
    let _ = match demand {
        Demand::Same => Ok(()),
        Demand::Growth { percent } => write!(out, "&growth={}", encode(percent.as_str(), "")),
        Demand::Season { percents } => write!(out, "&season={}", list(percents, "-")),
        Demand::Months { percents } => write!(out, "&shape={}", list(percents, ",")),
        Demand::Units { pool, units } => write!(out, "&units={}:{}", encode(pool, ""), list(units, ",")),
    };
}

fn write_owned(pack: &OwnedPack, out: &mut String) {
    out.push_str(&encode(pack.units.as_str(), "c"));
    if !pack.pool.is_empty() {
        let _ = write!(out, ":{}", encode(&pack.pool, ""));
    }
    match &pack.months_left {
        None => out.push_str("/never"),
        // a typed `never` is no word of the link's
        Some(left) if left.as_str() == "never" => out.push_str("/%6Eever"),
        Some(left) => {
            let _ = write!(out, "/{}", encode(left.as_str(), "c"));
        }
    }
    if pack.from.as_str() != "0" {
        let _ = write!(out, "@{}", encode(pack.from.as_str(), "c"));
    }
    if !pack.concurrency.is_empty() {
        let _ = write!(out, "c{}", encode(pack.concurrency.as_str(), ""));
    }
}

fn seconds(text: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(text) {
        format!("{text}s")
    } else if text.strip_suffix('s').is_some_and(digits) {
        // a typed `5s` must not be read back as 5
        encode(text, "s")
    } else {
        encode(text, "")
    }
}

/// Percent-encodes all but letters, digits, `.`, `_` and `-`; also what is in `more`.
fn encode(text: &str, more: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if plain && !more.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Undoes percent-encoding; `None` where an escape is cut short or gives no text.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(high * 16 + low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_design_reads_and_writes_back() {
        let text = "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-std-5s*200x2&months=3&order=none&concurrency=5";
        let opened = read(text, "kling-2026");
        assert_eq!(opened.issues, []);
        assert_eq!(opened.document.book, "kling-2025");
        assert_eq!(opened.document.lines[1], Line::new("v1.6-std-5s", "200").takes("2"));
        assert_eq!(write(opened.view, &opened.document), text);
    }

    #[test]
    fn the_day_from_which_months_are_counted_comes_back() {
        let opened = read("plan?book=kling-2025&lines=v2.0-master-10s*300&start=2027-01-31&months=3", "");
        assert_eq!(opened.document.as_of, date::read("2027-01-31"));
        assert_eq!(read(&write(View::Plan, &opened.document), "").document, opened.document);
        let opened = read("plan?book=kling-2025&lines=v2.0-master-10s*300&start=2027-02-30", "");
        assert_eq!((opened.document.as_of, opened.document.lines.len(), opened.issues.len()), (None, 1, 1));
    }

    #[test]
    fn seconds_are_read_with_and_without_their_s() {
        for text in ["plan?lines=3.0-1080p:5s*300", "#plan?lines=3.0-1080p:5*300"] {
            let opened = read(text, "kling-2026");
            assert_eq!(opened.document.lines, [Line::new("3.0-1080p", "300").seconds("5")]);
        }
    }

    #[test]
    fn a_link_cut_anywhere_keeps_what_can_be_read() {
        let text = "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-std-5s*200x2&months=3&order=packs:2&limits=none&without=B1";
        for end in 0..=text.len() {
            let opened = read(&text[..end], "kling-2026");
            if end >= text.find(",v1").unwrap() {
                assert_eq!(opened.document.lines[0], Line::new("v2.0-master-10s", "300"), "{end}");
            }
        }
        let cut = read("plan?lines=v2.0-master-10s*300,v1.6", "kling-2025");
        assert_eq!(cut.issues[0].code, Code::BAD_FRAGMENT);
        assert_eq!(cut.document.lines[1], Line::new("v1.6", ""));
    }

    #[test]
    fn what_of_a_view_is_shown_comes_back_and_belongs_to_that_view_only() {
        let text = "prices?book=kling-2026&lines=3.0-1080p:5s*300&q=native%20audio&row=3.0-4k";
        let opened = read(text, "kling-2025");
        assert_eq!(opened.issues, []);
        assert_eq!(write_shown(opened.view, &opened.document, &opened.shown), text);
        assert_eq!(read("plan?q=native", "kling-2025").issues[0].code, Code::UNKNOWN_FRAGMENT_KEY);
        let plan = write_shown(View::Plan, &opened.document, &opened.shown);
        assert_eq!(plan, "plan?book=kling-2026&lines=3.0-1080p:5s*300");
    }

    #[test]
    fn what_is_named_and_left_out_is_bounded() {
        let opened = read(&format!("plan?{}", "colour=red&".repeat(90_000)), "kling-2025");
        assert_eq!(opened.issues.len(), MOST_ISSUES + 1);
        assert_eq!(opened.issues[MOST_ISSUES].code, Code::TOO_MANY);
        let opened = read(&format!("plan?lines={}", "%zz,".repeat(90_000)), "kling-2025");
        assert_eq!(opened.issues.len(), MOST_ISSUES + 1);
        assert_eq!(opened.document.lines.len(), MAX_LINES);

        let twice = read("plan?without=a,b,a,%61,b", "kling-2025");
        assert_eq!((twice.document.without, twice.issues), (vec!["a".to_owned(), "b".to_owned()], vec![]));
        let same = read(&format!("plan?without={}", "a,".repeat(400_000)), "kling-2025");
        assert_eq!((same.document.without.len(), same.issues.len()), (1, 0));
        let ids = |count: usize| (0..count).map(|id| format!("p{id}")).collect::<Vec<_>>().join(",");
        let all = read(&format!("plan?without={}", ids(MOST_WITHOUT)), "kling-2025");
        assert_eq!((all.document.without.len(), all.issues.len()), (MOST_WITHOUT, 0));
        let cut = read(&format!("plan?without={}", ids(100_000)), "kling-2025");
        assert_eq!(cut.document.without, all.document.without);
        assert_eq!(cut.issues.iter().map(|issue| issue.path.as_str()).collect::<Vec<_>>(), ["fragment.without"]);
    }

    #[test]
    fn months_that_differ_read_and_write_back() {
        let list = |texts: &[&str]| texts.iter().map(|text| Entry::new(*text)).collect::<Vec<_>>();
        for (text, demand) in [
            ("growth=5", Demand::Growth { percent: Entry::new("5") }),
            ("growth=-2.5", Demand::Growth { percent: Entry::new("-2.5") }),
            (
                "season=80-90-100-100-100-100-100-100-100-120-160-180",
                Demand::Season {
                    percents: list(&["80", "90", "100", "100", "100", "100", "100", "100", "100", "120", "160", "180"]),
                },
            ),
            ("season=%2D5--7", Demand::Season { percents: list(&["-5", "", "7"]) }),
            ("shape=100,120,90", Demand::Months { percents: list(&["100", "120", "90"]) }),
            ("shape=100,,-90", Demand::Months { percents: list(&["100", "", "-90"]) }),
            (
                "units=video:12000,12000,8000.5",
                Demand::Units { pool: "video".to_owned(), units: list(&["12000", "12000", "8000.5"]) },
            ),
            ("units=:1", Demand::Units { pool: String::new(), units: list(&["1"]) }),
        ] {
            let link = format!("plan?book=kling-2025&{text}");
            let opened = read(&link, "");
            assert_eq!(opened.issues, [], "{text}");
            assert_eq!(opened.document.demand, demand, "{text}");
            assert_eq!(write(View::Plan, &opened.document), link);
        }
        let short = read("plan?units=12000,8000,,", "kling-2025").document;
        assert_eq!(short.demand, Demand::Units { pool: String::new(), units: list(&["12000", "8000"]) });
        let two = read("plan?growth=5&shape=100", "kling-2025");
        assert_eq!(two.issues[0].code, Code::BAD_FRAGMENT);
        assert_eq!(two.document.demand, Demand::Months { percents: list(&["100"]) });
        let long = read(&format!("plan?shape={}", "1,".repeat(100)), "kling-2025");
        assert_eq!(long.issues[0].path, "fragment.shape");
        assert_eq!(long.document.demand, Demand::Months { percents: vec![Entry::new("1"); MAX_MONTHS] });
    }

    #[test]
    fn owned_packs_read_and_write_back() {
        let full = OwnedPack { concurrency: Entry::new("5"), ..OwnedPack::new("118.5", "video").months_left("2") };
        for (text, wanted, pack) in [
            ("118.5:video/2@0c5", "118.5:video/2c5", full.clone()),
            ("118.5:video/2c5", "118.5:video/2c5", full.clone()),
            ("500:video/never", "500:video/never", OwnedPack::new("500", "video").never_expires()),
            ("500/6@3", "500/6@3", OwnedPack { from: Entry::new("3"), ..OwnedPack::new("500", "").months_left("6") }),
            ("500c5", "500/c5", OwnedPack { concurrency: Entry::new("5"), ..OwnedPack::new("500", "") }),
            ("500:music", "500:music/", OwnedPack::new("500", "music")),
            (
                "500:music@1c20",
                "500:music/@1c20",
                OwnedPack { from: Entry::new("1"), concurrency: Entry::new("20"), ..OwnedPack::new("500", "music") },
            ),
            ("5/%6Eever", "5/%6Eever", OwnedPack::new("5", "").months_left("never")),
        ] {
            let opened = read(&format!("plan?book=b&owned={text}"), "");
            assert_eq!(opened.issues, [], "{text}");
            assert_eq!(opened.document.owned, [pack], "{text}");
            assert_eq!(write(View::Plan, &opened.document), format!("plan?book=b&owned={wanted}"));
        }
        let many = read(&format!("plan?owned={}", "5/1,".repeat(90)), "kling-2025");
        assert_eq!((many.document.owned.len(), many.issues.len()), (MAX_OWNED, 1));
    }

    #[test]
    fn jobs_and_rates_read_and_write_back() {
        let full = JobLine {
            model_id: "kling3_std".to_owned(),
            variant: "t2v".to_owned(),
            duration_seconds: Entry::new("5"),
            resolution: "1080p".to_owned(),
            aspect_ratio: "1:1".to_owned(),
            keyframe_resolution: "4k".to_owned(),
            caption_style: "custom".to_owned(),
            music_enabled: false,
            voice_enabled: true,
            custom_voice: true,
            qai_enabled: true,
            max_kf_retries: Entry::new("2"),
            max_video_retries: Entry::new("1"),
            human_review_gate: true,
            hitl_anchor_max_rejections: Entry::new("3"),
            human_review_videos: true,
            hitl_segments_max_rejections: Entry::new("4"),
            bases: Bases::Job,
            ..JobLine::new("10", "20")
        };
        for (text, job) in [
            ("3xveo3_fast*20", JobLine::new("3", "20")),
            (
                "3xveo3_fast;voice;kf=2k*20",
                JobLine { voice_enabled: true, keyframe_resolution: "2k".to_owned(), ..JobLine::new("3", "20") },
            ),
            (
                "10xkling3_std/t2v:5s;nomusic;voice;customvoice;qa;gate;review;res=1080p;ratio=1%3A1;kf=4k;captions=custom;\
                 kfretries=2;videoretries=1;anchors=3;rejections=4;bases=job*20",
                full,
            ),
            ("a%78bx%2F%3Bx*%2A,", JobLine { model_id: "/;x".to_owned(), ..JobLine::new("axb", "*") }),
            (
                "x:;kf=*",
                JobLine {
                    model_id: String::new(),
                    duration_seconds: Entry::default(),
                    keyframe_resolution: String::new(),
                    ..JobLine::new("", "")
                },
            ),
        ] {
            let opened = read(&format!("job?book=u-gen-2026&jobs={text}"), "");
            assert_eq!(opened.issues, [], "{text}");
            assert_eq!(opened.document.jobs, [job], "{text}");
            let written = write(View::Job, &opened.document);
            assert_eq!(written, format!("job?book=u-gen-2026&jobs={}", text.trim_end_matches(',')));
        }
        let rate = |model: &str, variant: &str, unit: &str, credits: &str| TypedRate {
            model: model.to_owned(),
            variant: variant.to_owned(),
            billing_unit: unit.to_owned(),
            credits: Entry::new(credits),
        };
        for (text, wanted) in [
            ("veo3_fast/i2v:60/gen", rate("veo3_fast", "i2v", "per_generation", "60")),
            ("kling3_std/t2v:12.5/s", rate("kling3_std", "t2v", "per_second", "12.5")),
            ("a/:abc/%73", rate("a", "", "s", "abc")),
            ("a/b:/%67en", rate("a", "b", "gen", "")),
            ("a/b:/", rate("a", "b", "", "")),
        ] {
            let link = format!("job?book=u-gen-2026&rates={text}");
            let opened = read(&link, "");
            assert_eq!(opened.issues, [], "{text}");
            assert_eq!(opened.document.rates, [wanted], "{text}");
            assert_eq!(write(View::Job, &opened.document), link);
        }
        assert_eq!(read("job?rates=veo3:60/gen", "").document.rates, [rate("veo3", "i2v", "per_generation", "60")]);
        for text in ["jobs=veo3*1", "jobs=3xveo3", "jobs=3xveo3;colour=red*1", "jobs=3xveo3;bases=none*1", "rates=veo3"]
        {
            let opened = read(&format!("job?{text}"), "u-gen-2026");
            assert_eq!(opened.issues.len(), 1, "{text}");
            assert_eq!(opened.issues[0].code, Code::BAD_FRAGMENT, "{text}");
        }
        let many = read(&format!("job?jobs={}", "1xa*1,".repeat(MAX_JOBS + 9)), "u-gen-2026");
        assert_eq!((many.document.jobs.len(), many.issues.len()), (MAX_JOBS, 1));
    }

    #[test]
    fn bad_parts_are_named() {
        let opened = read("#plane?color=red&order=never&limits=x&lines=a%zz*1&months=abc", "kling-2026");
        let codes: Vec<&str> = opened.issues.iter().map(|issue| issue.code.as_str()).collect();
        assert_eq!(codes, ["bad-fragment", "unknown-fragment-key", "bad-fragment", "bad-fragment", "bad-fragment"]);
        assert_eq!(opened.document.months.as_str(), "abc");
        assert_eq!(opened.document.lines[0].rate, "a%zz");
    }
}
