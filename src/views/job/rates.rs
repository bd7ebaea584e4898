//! The rates of models, which no price list has: typed for each model that a job uses, or read out of the vendor's own
//! list. Every problem of a pasted list is named; its good rows are taken.

use super::{JobPanel, form::bound, prices};
use crate::document::Draft;
use crate::format;
use crate::parts::{NumberBox, dynamic};
use crate::views::plan::over_time::{choice, select};
use leptos::prelude::*;
use packwise_engine::book::by_second;
use packwise_engine::document::{Entry, MAX_RATES, TypedRate};
use packwise_engine::issue::{Code, Issue, Level};
use packwise_engine::job::read_pricing;

/// How many problems are listed.
const TOLD: usize = 60;

/// What came of reading a pasted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    taken: usize,
    issues: Vec<Issue>,
}

/// A row: a variant of a model, and which of several rates for it.
pub(super) type Of = (String, String, usize);

/// Where the rate of a row stands in the Document, if it is given.
fn place(rates: &[TypedRate], (model, variant, nth): &Of) -> Option<usize> {
    let mut same = rates.iter().enumerate().filter(|(_, rate)| rate.model == *model && rate.variant == *variant);
    same.nth(*nth).map(|(at, _)| at)
}

/// The models of the jobs, then all others that have a rate.
fn rows(draft: Draft) -> Vec<Of> {
    let mut rows: Vec<Of> = Vec::new();
    let mut add = |row: Of| {
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    draft.jobs.with(|jobs| jobs.iter().for_each(|job| add((job.model_id.clone(), job.variant.clone(), 0))));
    draft.rates.with(|rates| {
        for (at, rate) in rates.iter().enumerate() {
            let same = |other: &&TypedRate| other.model == rate.model && other.variant == rate.variant;
            add((rate.model.clone(), rate.variant.clone(), rates.iter().take(at).filter(same).count()));
        }
    });
    rows
}

/// How a model is known to be billed; by the generation where nobody knows.
fn usual_unit(draft: Draft, model: &str) -> &'static str {
    let second = untrack(|| {
        prices(draft, |prices, book| {
            prices.model(model).and_then(|model| book.rate(&model.rate)).is_some_and(by_second)
        })
    });
    if second.unwrap_or(false) { "per_second" } else { "per_generation" }
}

/// What the credits of a row are for while it has none: as they were, or as was chosen; else as usual.
fn unit_of(draft: Draft, units: &[(Of, String)], of: &Of) -> String {
    let kept = units.iter().find(|(other, _)| other == of).map(|(_, unit)| unit.clone());
    kept.unwrap_or_else(|| usual_unit(draft, &of.0).to_owned())
}

/// Changes the rate of a row; makes it where there is none, and takes it away where nothing is left of it. Its unit is
/// remembered then: who empties the box in order to type another figure has not said anything of the unit.
fn edit(draft: Draft, panel: JobPanel, of: &Of, edit: impl FnOnce(&mut TypedRate)) {
    let before = panel.units.with_untracked(|units| unit_of(draft, units, of));
    let mut after = None;
    draft.rates.update(|rates| {
        let at = place(rates, of).unwrap_or_else(|| {
            let (model, variant, _) = of.clone();
            rates.push(TypedRate { model, variant, billing_unit: before, credits: Entry::default() });
            rates.len() - 1
        });
        if let Some(rate) = rates.get_mut(at) {
            edit(rate);
            if rate.credits.is_empty() {
                after = Some(rates.remove(at).billing_unit);
            }
        }
    });
    if let Some(unit) = after {
        panel.units.update(|units| {
            units.retain(|(other, _)| other != of);
            units.push((of.clone(), unit));
        });
    }
}

/// The rates, and the place for the vendor's list.
#[component]
pub(super) fn Rates() -> impl IntoView {
    let (draft, panel) = (Draft::expect(), JobPanel::expect());
    let shown = Memo::new(move |_| rows(draft));
    let list = dynamic(move || {
        shown.get().into_iter().enumerate().map(|(at, of)| row(draft, panel, at, of)).collect::<Vec<AnyView>>()
    });
    view! {
        <section class="card rates" aria-label="Rates of models">
            <h2>"Rates of models"</h2>
            <p class="soft rates__hint">"What a model draws is not public. Type what your account shows, in credits; a job without it is incomplete, never free."</p>
            <ul class="rates__list" role="list">{list}</ul>
            <Paste/>
        </section>
    }
}

fn row(draft: Draft, panel: JobPanel, at: usize, of: Of) -> AnyView {
    let name = format!("{}, {}", packwise_engine::read::brief(&of.0), packwise_engine::read::brief(&of.1));
    let id = format!("rate-{at}");
    let given = {
        let of = of.clone();
        Memo::new(move |_| {
            draft.rates.with(|rates| place(rates, &of).and_then(|at| Some((at, rates.get(at)?.clone()))))
        })
    };
    let (reads, writes, chooses) = (of.clone(), of.clone(), of.clone());
    let typed = bound(
        move || {
            draft.rates.with(|rates| {
                let rate = place(rates, &reads).and_then(|at| rates.get(at));
                rate.map(|rate| rate.credits.as_str().to_owned()).unwrap_or_default()
            })
        },
        move |text| edit(draft, panel, &writes, |rate| rate.credits = Entry::new(text)),
    );
    let issues = Memo::new(move |_| {
        let Some((at, _)) = given.get() else { return Vec::new() };
        let path = format!("rates[{at}]");
        draft.report.with(|report| report.issues_at(&path).cloned().collect::<Vec<Issue>>())
    });
    let issue = Signal::derive(move || {
        issues.with(|issues| {
            issues.iter().find(|issue| issue.level != Level::Note && issue.code != Code::CONTRADICTION).cloned()
        })
    });
    let choices = Callback::new(move |()| {
        let given = given.with(|given| given.as_ref().map(|(_, rate)| rate.billing_unit.clone()));
        let present = given.unwrap_or_else(|| panel.units.with(|units| unit_of(draft, units, &of)));
        let mut all = vec![
            choice("per_generation", "a clip", present == "per_generation"),
            choice("per_second", "a second", present == "per_second"),
        ];
        if present != "per_generation" && present != "per_second" {
            all.push(choice(present.clone(), format!("“{}”", packwise_engine::read::brief(&present)), true));
        }
        all
    });
    let choose = Callback::new(move |unit: String| {
        // without credits there is no rate yet, and the choice waits for them
        edit(draft, panel, &chooses, |rate| rate.billing_unit = unit);
    });
    let never = Signal::derive(|| false);
    let label = format!("Credits of {name}");
    let unit =
        select(format!("{id}-unit"), Some(format!("What the credits of {name} are for")), never, None, choices, choose);
    let chip = dynamic(move || {
        given.with(Option::is_none).then(|| view! { <span class="chip chip--third-party">"not known"</span> })
    });
    let doubts = dynamic(move || {
        issues.with(|issues| {
            let doubt = |issue: &&Issue| issue.code == Code::CONTRADICTION;
            let words = issues.iter().find(doubt).map(|issue| issue.words.clone());
            words.map(|words| view! { <span class="line-issue line-issue--warning">"! "{words}</span> })
        })
    });
    view! {
        <li class="rates__row">
            <span class="rates__name"><b>{name}</b>" "{chip}</span>
            <span class="rates__credits"><NumberBox value=typed label=label id=id issue=issue placeholder="not known"/></span>
            <span class="rates__unit"><span class="soft">"credits "</span>{unit}</span>
            {doubts}
        </li>
    }
    .into_any()
}

/// Takes the rates of the vendor's list into the Document: how many, and what is wrong with the others.
pub(crate) fn take_rates(draft: Draft, panel: JobPanel, text: &str) -> (usize, Vec<Issue>) {
    let found = read_pricing(text);
    let mut issues = found.issues;
    let mut taken = 0;
    draft.rates.update(|rates| {
        for priced in found.rates {
            let rate = TypedRate {
                billing_unit: priced.billing_unit.as_str().to_owned(),
                credits: Entry::new(priced.credits.to_string()),
                model: priced.model,
                variant: priced.variant,
            };
            let same = |other: &TypedRate| other.model == rate.model && other.variant == rate.variant;
            match rates.iter().position(same) {
                Some(at) => rates[at] = rate,
                None if rates.len() < MAX_RATES => rates.push(rate),
                None => {
                    let words = format!("at most {MAX_RATES} rates are kept; the rest of the list is not taken");
                    issues.push(Issue::error("", Code::TOO_MANY, words));
                    break;
                }
            }
            taken += 1;
        }
    });
    if taken > 0 {
        draft.tell(if taken == 1 { "Took 1 rate".to_owned() } else { format!("Took {taken} rates") }, true);
    }
    panel.read.set(Some(Outcome { taken, issues: issues.clone() }));
    (taken, issues)
}

/// The place for the vendor's own list.
#[component]
fn Paste() -> impl IntoView {
    let draft = Draft::expect();
    let panel = JobPanel::expect();
    let JobPanel { pasted, read, .. } = panel;
    let take = move |_| {
        take_rates(draft, panel, &pasted.get_untracked());
    };
    let told = dynamic(move || {
        let Outcome { taken, issues } = read.get()?;
        let count = issues.len();
        let problems: Vec<AnyView> = issues
            .into_iter()
            .take(TOLD)
            .map(|issue| {
                let (class, mark) = match issue.level {
                    Level::Error => ("line-issue line-issue--error", "✕ "),
                    Level::Warning => ("line-issue line-issue--warning", "! "),
                    Level::Note => ("line-issue", "i "),
                };
                let path = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
                view! { <li class=class data-code=issue.code.as_str()>{mark}{path}{issue.words}</li> }.into_any()
            })
            .collect();
        let said = match (taken, count) {
            (0, _) => "No rate was taken.".to_owned(),
            (1, _) => "1 rate was taken.".to_owned(),
            (taken, _) => format!("{} rates were taken.", format::quantity(taken)),
        };
        let more = (count > TOLD).then(|| format!("and {} more", format::quantity(count - TOLD)));
        Some(view! {
            <p>{said}</p>
            <ul class="rates__problems" role="list">{problems}</ul>
            <p class="soft">{more}</p>
        })
    });
    view! {
        <details class="twin rates__paste" open=read.with_untracked(Option::is_some)>
            <summary>"Paste the vendor's list of rates"</summary>
            <label for="rates-pasted" class="soft">"The answer of the pricing endpoint, a list that begins with [. It stays in this browser."</label>
            <textarea class="rates__text" id="rates-pasted" rows="5" spellcheck="false"
                prop:value=pasted on:input:target=move |event| pasted.set(event.target().value())></textarea>
            <button type="button" class="button" on:click=take>"Read the rates"</button>
            <div role="status">{told}</div>
        </details>
    }
}
