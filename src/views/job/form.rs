//! The form of one job: every field of the vendor's estimate endpoint, with the endpoint's defaults. What belongs to quality
//! checks and to review is there once that is switched on, or where something was already entered.

use super::{again, job_at, prices};
use crate::document::Draft;
use crate::format;
use crate::parts::{NumberBox, dynamic};
use crate::views::plan::over_time::{choice, group, select};
use leptos::prelude::*;
use packwise_engine::document::{Entry, JobLine};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::job::Bases;

/// A text box's text, bound to a place in the Document that holds it in canonical form: each follows the other, and what
/// is typed stays as it is typed.
pub(super) fn bound(
    read: impl Fn() -> String + Send + Sync + 'static,
    write: impl Fn(String) + Send + Sync + 'static,
) -> RwSignal<String> {
    let said = Memo::new(move |_| read());
    let typed = RwSignal::new(format::typed(&said.get_untracked()));
    Effect::new(move |_| {
        let said = said.get();
        if typed.with_untracked(|typed| format::canonical(typed) != said) {
            typed.set(format::typed(&said));
        }
    });
    Effect::new(move |first: Option<()>| {
        let text = typed.with(|typed| format::canonical(typed));
        if first.is_some() && said.with_untracked(|said| *said != text) {
            write(text);
        }
    });
    typed
}

/// A number of the job: where it is held, and what it is called.
struct Number {
    field: &'static str,
    name: &'static str,
    unit: &'static str,
    of: fn(&mut JobLine) -> &mut Entry,
}

/// A choice of the job, or free words.
struct Choice {
    field: &'static str,
    name: &'static str,
    of: fn(&mut JobLine) -> &mut String,
    /// What is offered: values, and what they are called.
    offered: fn(Draft) -> Vec<(String, String)>,
}

/// A switch of the job.
struct Switch {
    field: &'static str,
    name: &'static str,
    hint: &'static str,
    of: fn(&mut JobLine) -> &mut bool,
}

const SEGMENTS: Number =
    Number { field: "segment_count", name: "Segments (clips)", unit: "", of: |job| &mut job.segment_count };
const SECONDS: Number =
    Number { field: "duration_seconds", name: "Length of each", unit: "s", of: |job| &mut job.duration_seconds };
const KF_RETRIES: Number =
    Number { field: "max_kf_retries", name: "Keyframe retries", unit: "0 to 5", of: |job| &mut job.max_kf_retries };
const VIDEO_RETRIES: Number =
    Number { field: "max_video_retries", name: "Clip retries", unit: "0 to 5", of: |job| &mut job.max_video_retries };
const ANCHORS: Number = Number {
    field: "hitl_anchor_max_rejections",
    name: "Keyframe rejections",
    unit: "",
    of: |job| &mut job.hitl_anchor_max_rejections,
};
const REJECTIONS: Number = Number {
    field: "hitl_segments_max_rejections",
    name: "Clip rejections",
    unit: "",
    of: |job| &mut job.hitl_segments_max_rejections,
};

fn plain(values: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for value in values {
        found.push(((*value).to_owned(), (*value).to_owned()));
    }
    found
}

fn models(draft: Draft) -> Vec<(String, String)> {
    prices(draft, |prices, book| {
        let words = |model: &packwise_engine::book::JobModel| {
            let retired = book.rate(&model.rate).is_some_and(|rate| rate.retired.is_some());
            let listed = if retired { ", no longer listed" } else { "" };
            format!("{}, {}{listed}", model.id, model.seconds)
        };
        prices.models.iter().map(|model| (model.id.clone(), words(model))).collect()
    })
    .unwrap_or_default()
}

fn variants(draft: Draft) -> Vec<(String, String)> {
    prices(draft, |prices, _| prices.variants.iter().map(|id| (id.clone(), id.clone())).collect()).unwrap_or_default()
}

fn keyframes(draft: Draft) -> Vec<(String, String)> {
    prices(draft, |prices, book| {
        let words = |resolution: &str, rate: &str| {
            let units = book.rate(rate).and_then(|rate| rate.units.known());
            units.map_or_else(
                || resolution.to_owned(),
                |units| format!("{resolution}, {} each", format::quantity(units)),
            )
        };
        let rows = prices.keyframes.iter();
        rows.map(|row| (row.resolution.clone(), words(&row.resolution, &row.rate))).collect()
    })
    .unwrap_or_default()
}

fn captions(draft: Draft) -> Vec<(String, String)> {
    prices(draft, |prices, book| {
        let drawn = book.rate(&prices.captions).and_then(|rate| rate.units.known());
        let drawn = drawn.map(|units| format!(", {}", format::quantity(units))).unwrap_or_default();
        let free = prices.free_captions.iter().map(|id| (id.clone(), format!("{id}, free")));
        free.chain(prices.custom_captions.iter().map(|id| (id.clone(), format!("{id}{drawn}")))).collect()
    })
    .unwrap_or_default()
}

const MODEL: Choice = Choice { field: "model_id", name: "Model", of: |job| &mut job.model_id, offered: models };
const VARIANT: Choice = Choice { field: "variant", name: "Variant", of: |job| &mut job.variant, offered: variants };
const RESOLUTION: Choice = Choice {
    field: "resolution",
    name: "Resolution",
    of: |job| &mut job.resolution,
    offered: |_| plain(&["standard", "720p", "1080p", "4k"]),
};
const RATIO: Choice = Choice {
    field: "aspect_ratio",
    name: "Shape",
    of: |job| &mut job.aspect_ratio,
    offered: |_| {
        let mut found = vec![(String::new(), "not said".to_owned())];
        found.extend(plain(&["9:16", "16:9", "1:1"]));
        found
    },
};
const KEYFRAMES: Choice = Choice {
    field: "keyframe_resolution",
    name: "Keyframes",
    of: |job| &mut job.keyframe_resolution,
    offered: keyframes,
};
const CAPTIONS: Choice =
    Choice { field: "caption_style", name: "Captions", of: |job| &mut job.caption_style, offered: captions };
const BASES: (&str, &str) = ("parts", "job");

const MUSIC: Switch =
    Switch { field: "music_enabled", name: "Background music", hint: "", of: |job| &mut job.music_enabled };
const VOICE: Switch = Switch { field: "voice_enabled", name: "Voice-over", hint: "", of: |job| &mut job.voice_enabled };
const OWN_VOICE: Switch = Switch {
    field: "custom_voice",
    name: "Custom voice",
    hint: "in place of the standard one",
    of: |job| &mut job.custom_voice,
};
const QA: Switch = Switch {
    field: "qai_enabled",
    name: "Quality checks",
    hint: "may ask for retries",
    of: |job| &mut job.qai_enabled,
};
const GATE: Switch = Switch {
    field: "human_review_gate",
    name: "A person reviews the keyframes",
    hint: "",
    of: |job| &mut job.human_review_gate,
};
const REVIEW: Switch = Switch {
    field: "human_review_videos",
    name: "A person reviews the clips",
    hint: "",
    of: |job| &mut job.human_review_videos,
};

/// The form of the job at a place.
#[derive(Clone, Copy)]
struct Form {
    draft: Draft,
    place: usize,
}

impl Form {
    fn edit(self, edit: impl FnOnce(&mut JobLine)) {
        let place = self.place;
        self.draft.jobs.update(|jobs| {
            if let Some(job) = jobs.get_mut(place) {
                edit(job);
            }
        });
    }

    /// A field of the job as it is.
    fn read<T: Default>(self, read: impl FnOnce(&mut JobLine) -> T) -> T {
        job_at(self.draft, self.place).map(|mut job| read(&mut job)).unwrap_or_default()
    }

    fn issue(self, field: &'static str) -> Memo<Option<Issue>> {
        Memo::new(move |_| {
            let path = format!("jobs[{}].{field}", self.place);
            let wrong = |issue: &&Issue| issue.level == Level::Error && issue.path == path;
            self.draft.report.with(|report| report.issues.iter().find(wrong).cloned())
        })
    }

    fn number(self, number: &Number) -> AnyView {
        let Number { field, name, unit, of } = *number;
        let typed = bound(
            move || self.read(|job| of(job).as_str().to_owned()),
            move |text| self.edit(|job| *of(job) = Entry::new(text)),
        );
        let id = format!("job-{field}");
        view! {
            <div class="setting">
                <label for=id.clone()>{name}</label>
                <NumberBox value=typed label=name id=id issue=self.issue(field) unit=unit/>
            </div>
        }
        .into_any()
    }

    fn choice(self, choice_of: &Choice) -> AnyView {
        let Choice { field, name, of, offered } = *choice_of;
        let present = Memo::new(move |_| self.read(|job| of(job).clone()));
        let issue = self.issue(field);
        let id = format!("job-{field}");
        let words_id = format!("{id}-issue");
        let choices = Callback::new(move |()| {
            let present = present.get();
            let mut all = offered(self.draft);
            if !all.iter().any(|(value, _)| *value == present) {
                all.push((present.clone(), format!("{} (not known)", packwise_engine::read::brief(&present))));
            }
            all.into_iter()
                .map(|(value, words)| choice(value.clone(), words, value == present))
                .collect::<Vec<AnyView>>()
        });
        let choose = Callback::new(move |value: String| self.edit(|job| *of(job) = value));
        let invalid = Signal::derive(move || issue.with(Option::is_some));
        let code = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| issue.code.as_str())));
        let select = select(id.clone(), None, invalid, Some(words_id.clone()), choices, choose);
        view! {
            <div class="setting">
                <label for=id>{name}</label>{select}
                <span class="field-issue" id=words_id data-code=code>{dynamic(move || issue.get().map(|issue| issue.words))}</span>
            </div>
        }
        .into_any()
    }

    fn switch(self, switch: &Switch) -> AnyView {
        let Switch { field, name, hint, of } = *switch;
        let on = Memo::new(move |_| self.read(|job| *of(job)));
        view! {
            <label class="setting setting--check">
                <input type="checkbox" id=format!("job-{field}") prop:checked=on
                    on:change:target=move |event| { let on = event.target().checked(); self.edit(|job| *of(job) = on) }/>
                <span>{name}<small class="soft">{hint}</small></span>
            </label>
        }
        .into_any()
    }

    /// What is there only while something holds.
    fn only(self, holds: fn(&mut JobLine) -> bool, make: fn(Self) -> AnyView) -> AnyView {
        let holds = Memo::new(move |_| self.read(holds));
        view! { {dynamic(move || holds.get().then(|| make(self)))} }.into_any()
    }
}

fn counted(entry: &Entry) -> bool {
    !matches!(entry.as_str(), "" | "0")
}

/// Which base a retry multiplies: an assumption, and the other reading.
fn bases(form: Form) -> AnyView {
    let present = Memo::new(move |_| form.read(|job| job.bases));
    let choices = Callback::new(move |()| {
        let job = present.get() == Bases::Job;
        vec![
            choice(BASES.0, "the part made anew: all keyframes, or all clips", !job),
            choice(BASES.1, "the whole job without retries", job),
        ]
    });
    let choose = Callback::new(move |value: String| {
        if let Some(bases) = Bases::read(&value) {
            form.edit(|job| job.bases = bases);
        }
    });
    let never = Signal::derive(|| false);
    let hint = dynamic(move || {
        let [retry, rejection] = again(form.draft);
        format!(
            "An assumption: no source says what its “base cost” is. A retry adds {retry} it, a rejection {rejection} it."
        )
    });
    let select = select("job-bases".to_owned(), None, never, None, choices, choose);
    view! {
        <div class="setting job__bases">
            <label for="job-bases">"A retry or a rejection counts on"</label>{select}
            <small class="soft">{hint}</small>
        </div>
    }
    .into_any()
}

/// The form.
#[component]
pub(super) fn JobForm(place: usize) -> impl IntoView {
    let form = Form { draft: Draft::expect(), place };
    let part = |name: &'static str, inside: Vec<AnyView>| {
        let inside = group("settings job__fields", None, inside);
        view! { <fieldset class="job__part"><legend>{name}</legend>{inside}</fieldset> }.into_any()
    };
    let clips = vec![
        form.number(&SEGMENTS),
        form.choice(&MODEL),
        form.number(&SECONDS),
        form.choice(&KEYFRAMES),
        form.choice(&VARIANT),
        form.choice(&RESOLUTION),
        form.choice(&RATIO),
    ];
    let sound = vec![
        form.switch(&MUSIC),
        form.switch(&VOICE),
        form.only(|job| job.voice_enabled || job.custom_voice, |form| form.switch(&OWN_VOICE)),
        form.choice(&CAPTIONS),
    ];
    let checks = vec![
        form.switch(&QA),
        form.only(|job| job.qai_enabled || counted(&job.max_kf_retries), |form| form.number(&KF_RETRIES)),
        form.only(|job| job.qai_enabled || counted(&job.max_video_retries), |form| form.number(&VIDEO_RETRIES)),
        form.switch(&GATE),
        form.only(
            |job| job.human_review_gate || counted(&job.hitl_anchor_max_rejections),
            |form| form.number(&ANCHORS),
        ),
        form.switch(&REVIEW),
        form.only(
            |job| job.human_review_videos || counted(&job.hitl_segments_max_rejections),
            |form| form.number(&REJECTIONS),
        ),
        form.only(|job| job.qai_enabled || job.human_review_gate || job.human_review_videos, bases),
    ];
    view! {
        <section class="card job__card" aria-label=format!("Job {}", place + 1)>
            {part("Clips and keyframes", clips)}
            {part("Sound and captions", sound)}
            {part("Checks and review", checks)}
        </section>
    }
}
