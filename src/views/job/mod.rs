//! The Job view: jobs of a vendor that prices them from parts. The form of one job and what it draws part by part, the
//! rates of models that no price list has, how many such jobs packs and a balance pay for, and what to buy for all of them.
//!
//! Nothing is priced here. The jobs and the rates are the Document's, so the Plan and Compare views plan the same jobs.

mod draws;
mod form;
mod list;
mod rates;
mod within;

use crate::document::Draft;
use crate::format;
use crate::parts::{Notices, dynamic, focus_on};
use crate::views::plan::answer::AnswerCard;
use crate::views::plan::settings::BookLine;
use draws::Draws;
use form::JobForm;
use leptos::prelude::*;
use list::JobList;
pub(crate) use list::JobsOfPlan;
use packwise_engine::book::{Book, JobPrices};
use packwise_engine::document::{JobLine, JobReport};
use packwise_engine::job::Component;
use packwise_engine::link::View;
use packwise_engine::units::Units;
use rates::Rates;
pub(crate) use rates::take_rates;
use within::Within;

/// The book that jobs are begun with.
const BOOK: &str = "u-gen-2026";
/// What a first job is: named, as a link, and in words. Its figures are examples.
const FIRST: [(&str, &str, &str); 3] = [
    (
        "A spot of three clips",
        "jobs=3xkling3_std:5s;voice*20",
        "Three clips of 5 s with voice-over and music, 20 a month",
    ),
    (
        "The same, checked",
        "jobs=3xkling3_std:5s;voice;qa;kfretries=1;videoretries=1*20",
        "With quality checks that may retry keyframes and clips once each",
    ),
    ("As the endpoint has it", "jobs=1xveo3_fast*20", "One clip, and the estimate's own defaults for all else"),
];

/// What is typed into this view and is no part of the Document. It outlives the view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JobPanel {
    /// The job in the form, by its place.
    chosen: RwSignal<usize>,
    /// Credits in hand, as typed.
    in_hand: RwSignal<String>,
    /// The vendor's list of rates, as pasted.
    pasted: RwSignal<String>,
    /// What came of reading it.
    read: RwSignal<Option<rates::Outcome>>,
    /// What the credits of rates are for that have none at the moment: a rate without credits is none of the Document's.
    units: RwSignal<Vec<(rates::Of, String)>>,
}

impl JobPanel {
    /// Makes it for a page and gives it to all below.
    pub(crate) fn provide() {
        let text = || RwSignal::new(String::new());
        let (chosen, read) = (RwSignal::new(0), RwSignal::new(None));
        let units = RwSignal::new(Vec::new());
        provide_context(Self { chosen, in_hand: text(), pasted: text(), read, units });
    }

    /// The panel given by [`JobPanel::provide`].
    pub(crate) fn expect() -> Self {
        expect_context()
    }
}

/// The job at a place of the Document.
fn job_at(draft: Draft, place: usize) -> Option<JobLine> {
    draft.jobs.with(|jobs| jobs.get(place).cloned())
}

/// What is known of it.
fn report_at<T>(draft: Draft, place: usize, read: impl FnOnce(&JobReport) -> T) -> Option<T> {
    draft.report.with(|report| report.jobs.iter().find(|job| job.job == place).map(read))
}

/// How the chosen book prices jobs, if it does.
fn prices<T>(draft: Draft, read: impl FnOnce(&JobPrices, &Book) -> T) -> Option<T> {
    draft.with_book(|book| book.job.as_ref().map(|prices| read(prices, book))).flatten()
}

/// What of its base a retry, and what a rejection adds, in words: `half of`, `all of`, `40 % of`.
fn again(draft: Draft) -> [String; 2] {
    let percents = prices(draft, |prices, _| [prices.retry_percent, prices.rejection_percent]).unwrap_or_default();
    percents.map(|percent| match percent {
        50 => "half of".to_owned(),
        100 => "all of".to_owned(),
        percent => format!("{} of", format::percent(i128::from(percent), 100).unwrap_or_default()),
    })
}

/// A job in a few words: `3 × kling3_std, 5 s, voice, music`.
pub(crate) fn job_name(job: &JobLine) -> String {
    let mut words = vec![
        format!("{} × {}", format::typed(job.segment_count.as_str()), job.model_id),
        format!("{} s", format::typed(job.duration_seconds.as_str())),
    ];
    for (is, word) in [
        (job.voice_enabled, "voice"),
        (job.music_enabled, "music"),
        (job.qai_enabled, "checked"),
        (job.human_review_gate || job.human_review_videos, "reviewed"),
    ] {
        if is {
            words.push(word.to_owned());
        }
    }
    words.join(", ")
}

/// A part as people call it.
fn part_name(part: Component) -> &'static str {
    match part {
        Component::Video => "Clips",
        Component::Keyframes => "Keyframes",
        Component::Voice => "Voice-over",
        Component::Music => "Music",
        Component::Captions => "Captions",
        Component::PostProcessing => "Post-processing",
        Component::KeyframeRetries => "Keyframe retries",
        Component::VideoRetries => "Clip retries",
        Component::AnchorRejections => "Keyframe rejections",
        Component::SegmentRejections => "Clip rejections",
    }
}

/// Credits, as the book calls its units.
fn credits(draft: Draft, units: Units) -> String {
    let name = prices(draft, |prices, book| {
        let pool = book.pool(&prices.pool);
        pool.map(|pool| if units == Units::ONE { pool.unit.clone() } else { pool.units.clone() })
    });
    format!("{} {}", format::quantity(units), name.flatten().unwrap_or_else(|| "credits".to_owned()))
}

/// The Job view.
#[component]
pub fn JobView() -> impl IntoView {
    let draft = Draft::expect();
    let knows = Memo::new(move |_| prices(draft, |_, _| ()).is_some());
    let some = Memo::new(move |_| draft.jobs.with(|jobs| !jobs.is_empty()));
    let body = dynamic(move || match (knows.get(), some.get()) {
        (true, true) => view! { <Body/> }.into_any(),
        (knows, _) => view! { <Begin knows=knows/> }.into_any(),
    });
    view! {
        <main class="plan job" id="main">
            <div class="plan__work">
                <h1>"What does a job draw?"</h1>
                <BookLine/>
                <Notices issues=draft.link_issues/>
            </div>
            {body}
        </main>
    }
}

/// How to begin: the book that is chosen prices no jobs, or there is none yet.
#[component]
fn Begin(knows: bool) -> impl IntoView {
    let draft = Draft::expect();
    let words = if knows {
        "A job is several clips with their keyframes, voice, music and captions, made at one go and priced from those parts. There is none yet."
    } else {
        "A job is several clips with their keyframes, voice, music and captions, made at one go and priced from those parts. The chosen prices know no jobs; U-Gen's do. Starting one replaces the work of this page, and Undo brings it back."
    };
    let buttons: Vec<AnyView> = FIRST
        .iter()
        .enumerate()
        .map(|(at, (name, link, words))| {
            let class = if at == 0 { "button button--primary" } else { "button" };
            let start = move |_| {
                // jobs go to the book that is there, if it prices them
                let book = if knows { draft.book.get_untracked() } else { BOOK.to_owned() };
                draft.start_with(&format!("job?book={book}&{link}"));
                focus_on("job-segment_count".to_owned());
            };
            view! {
                <li><button type="button" class=class on:click=start>{*name}</button>" "<span class="soft">{*words}</span></li>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="plan__work job__begin card">
            <p>{words}</p>
            <ul class="job__firsts" role="list">{buttons}</ul>
        </div>
    }
}

#[component]
fn Body() -> impl IntoView {
    let draft = Draft::expect();
    let JobPanel { chosen, .. } = JobPanel::expect();
    // the job that is shown is always one of them
    let place = Memo::new(move |_| {
        let count = draft.jobs.with(Vec::len);
        chosen.get().min(count.saturating_sub(1))
    });
    let form = dynamic(move || view! { <JobForm place=place.get()/> });
    let plan = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Plan)));
    let compare = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Compare)));
    view! {
        <div class="job__form">
            <JobList place=place/>
            {form}
            <Rates/>
        </div>
        <div class="job__side">
            <Draws place=place/>
            <AnswerCard/>
            <p class="soft job__on">"The same jobs: "<a href=plan>"months, owned packs and the plan"</a>", "<a href=compare>"packs side by side"</a>"."</p>
        </div>
        <div class="plan__more"><Within place=place/></div>
    }
}
