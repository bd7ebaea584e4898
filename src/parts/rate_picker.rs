//! Choosing a rate step by step: model, what is made, quality, sound, length.
//!
//! Each step offers what the book has under the steps before it, and is shown only where there is a choice. Changing a
//! step keeps as much of the later ones as the book allows.

use super::dynamic;
use crate::document::default_seconds;
use crate::format;
use leptos::prelude::*;
use packwise_engine::book::{Billing, Book, Rate};
use packwise_engine::issue::Issue;

/// The steps after the model, in order.
const STEPS: [Step; 4] = [Step::Feature, Step::Quality, Step::Sound, Step::Length];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Feature,
    Quality,
    Sound,
    Length,
}

impl Step {
    fn label(self) -> &'static str {
        match self {
            Self::Feature => "Kind",
            Self::Quality => "Quality",
            Self::Sound => "Sound",
            Self::Length => "Length",
        }
    }

    fn of(self, rate: &Rate) -> String {
        match self {
            Self::Feature => rate.feature.clone(),
            Self::Quality => rate.quality.clone().unwrap_or_else(|| "Standard".to_owned()),
            Self::Sound => rate.sound.clone().unwrap_or_else(|| "Default".to_owned()),
            Self::Length => match rate.billing {
                Billing::Clip { seconds } => format!("{seconds} s"),
                Billing::Second { .. } | Billing::Started { .. } => "By the second".to_owned(),
                Billing::Image => "An image".to_owned(),
                Billing::Call => "A call".to_owned(),
            },
        }
    }
}

/// One choice of a step.
#[derive(Clone, PartialEq)]
struct Choice {
    label: String,
    rate: String,
    chosen: bool,
}

/// What one step offers under the steps before it.
fn choices(book: &Book, present: &Rate, step: usize) -> Vec<Choice> {
    let fits = |rate: &&Rate| {
        rate.model == present.model && STEPS[..step].iter().all(|earlier| earlier.of(rate) == earlier.of(present))
    };
    let mut offered: Vec<Choice> = Vec::new();
    for rate in book.rates.iter().filter(fits) {
        let label = STEPS[step].of(rate);
        if offered.iter().any(|choice| choice.label == label) {
            continue;
        }
        // of the rates behind this choice, the one that keeps most of the later steps
        let behind = book.rates.iter().filter(fits).filter(|rate| STEPS[step].of(rate) == label);
        let best = behind.rev().max_by_key(|rate| kept(rate, present, step + 1)).unwrap_or(rate);
        offered.push(Choice { chosen: label == STEPS[step].of(present), rate: best.id.clone(), label });
    }
    offered
}

fn kept(rate: &Rate, present: &Rate, from: usize) -> usize {
    STEPS[from..].iter().filter(|step| step.of(rate) == step.of(present)).count()
}

/// The models of a book, each with the rate that choosing it gives. Models that are no longer offered come last.
fn models(book: &Book, present: Option<&Rate>) -> (Vec<Choice>, Vec<Choice>) {
    let mut current: Vec<Choice> = Vec::new();
    let mut retired: Vec<Choice> = Vec::new();
    for rate in &book.rates {
        let known = current.iter().chain(&retired).any(|choice| choice.label == rate.model);
        if known {
            continue;
        }
        let all_retired =
            book.rates.iter().filter(|other| other.model == rate.model).all(|other| other.retired.is_some());
        let of_model = book.rates.iter().filter(|other| other.model == rate.model);
        let best = match present {
            Some(present) => of_model.rev().max_by_key(|other| kept(other, present, 0)).unwrap_or(rate),
            None => rate,
        };
        let chosen = present.is_some_and(|present| present.model == rate.model);
        let choice = Choice { label: rate.model.clone(), rate: best.id.clone(), chosen };
        if all_retired { retired.push(choice) } else { current.push(choice) }
    }
    (current, retired)
}

/// The boxes that choose a rate.
#[component]
pub fn RatePicker(
    /// Id of the rate; may be one that the book does not have.
    rate: RwSignal<String>,
    /// Seconds of the line, changed only where the new rate needs it.
    seconds: RwSignal<String>,
    /// The chosen book.
    #[prop(into)]
    book: Signal<Option<Book>>,
    /// What to call the line, e.g. `line 2`.
    #[prop(into)]
    name: Signal<String>,
    /// What is wrong with the rate, if anything is.
    #[prop(into)]
    issue: Signal<Option<Issue>>,
    /// Id of the words about that.
    #[prop(into)]
    issue_id: String,
) -> impl IntoView {
    let choose = move |id: String| {
        let billing = book.with_untracked(|book| Some(book.as_ref()?.rate(&id)?.billing));
        rate.set(id);
        match billing {
            Some(billing @ (Billing::Second { min, max, .. } | Billing::Started { min, max, .. })) => {
                let typed = format::canonical(&seconds.get_untracked()).parse::<u32>().ok();
                let fits = typed.is_some_and(|typed| typed >= min.unwrap_or(1) && typed <= max.unwrap_or(u32::MAX));
                if !fits {
                    seconds.set(default_seconds(billing));
                }
            }
            Some(Billing::Clip { .. } | Billing::Image | Billing::Call) => seconds.set(String::new()),
            None => {}
        }
    };
    let invalid = Signal::derive(move || (if issue.with(Option::is_some) { "true" } else { "false" }).to_owned());
    let described = Signal::derive(move || issue.with(Option::is_some).then(|| issue_id.clone()));
    let model_box = dynamic(move || {
        let id = rate.get();
        book.with(|book| {
            let book = book.as_ref()?;
            let present = book.rate(&id);
            let unknown = present.is_none().then(|| {
                let shown = if id.is_empty() {
                    "Choose a model".to_owned()
                } else {
                    format!("{} (unknown)", packwise_engine::read::brief(&id))
                };
                view! { <option value=id.clone() selected=true>{shown}</option> }
            });
            let (current, retired) = models(book, present);
            let retired = (!retired.is_empty())
                .then(|| view! { <optgroup label="Reported retired">{options(retired)}</optgroup> });
            Some(view! {
                <select class="select select--model" aria-invalid=invalid aria-describedby=described aria-label=Signal::derive(move || format!("Model, {}", name.get()))
                    on:change:target=move |event| choose(event.target().value())>
                    {unknown}{options(current)}{retired}
                </select>
            })
        })
    });
    let steps = dynamic(move || {
        let id = rate.get();
        book.with(|book| {
            let book = book.as_ref()?;
            let present = book.rate(&id)?;
            let boxes = (0..STEPS.len())
                .filter_map(|step| {
                    let offered = choices(book, present, step);
                    let label = STEPS[step].label();
                    (offered.len() > 1).then(|| view! {
                        <select class="select select--step" aria-label=Signal::derive(move || format!("{label}, {}", name.get()))
                            on:change:target=move |event| choose(event.target().value())>
                            {options(offered)}
                        </select>
                    })
                })
                .collect_view();
            Some(boxes)
        })
    });
    view! { <div class="rate">{model_box}<div class="rate__steps">{steps}</div></div> }
}

fn options(choices: Vec<Choice>) -> impl IntoView {
    choices
        .into_iter()
        .map(|choice| view! { <option value=choice.rate selected=choice.chosen>{choice.label}</option> })
        .collect_view()
}
