//! The jobs of each month: how many of each, what they draw; one of them is in the form.

use super::{JobPanel, credits, form::bound, job_at, job_name, report_at};
use crate::document::Draft;
use crate::format;
use crate::parts::{NumberBox, dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::document::{Entry, JobLine, MAX_JOBS};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::link::View;

/// The jobs as a list, with the way to another one.
#[component]
pub(super) fn JobList(place: Memo<usize>) -> impl IntoView {
    let draft = Draft::expect();
    let JobPanel { chosen, .. } = JobPanel::expect();
    let count = Memo::new(move |_| draft.jobs.with(Vec::len));
    let rows = dynamic(move || (0..count.get()).map(|at| row(draft, at, place, chosen)).collect::<Vec<AnyView>>());
    let add = move |_| {
        draft.jobs.update(|jobs| jobs.push(JobLine::new("1", "10")));
        chosen.set(draft.jobs.with_untracked(Vec::len).saturating_sub(1));
        focus_on("job-segment_count".to_owned());
    };
    let add = dynamic(move || {
        (count.get() < MAX_JOBS).then(
            || view! { <button type="button" class="preset preset--add" id="add-job" on:click=add>"+ Add another job"</button> },
        )
    });
    view! {
        <section class="card jobs" aria-label="Jobs a month">
            <ul class="jobs__list" role="list">{rows}</ul>
        </section>
        <div class="presets">{add}</div>
    }
}

fn row(draft: Draft, at: usize, place: Memo<usize>, chosen: RwSignal<usize>) -> AnyView {
    let number = at + 1;
    let name = Memo::new(move |_| job_at(draft, at).map(|job| job_name(&job)).unwrap_or_default());
    let count = bound(
        move || job_at(draft, at).map(|job| job.count.as_str().to_owned()).unwrap_or_default(),
        move |text| {
            draft.jobs.update(|jobs| {
                if let Some(job) = jobs.get_mut(at) {
                    job.count = Entry::new(text);
                }
            });
        },
    );
    let issue = Memo::new(move |_| {
        let path = format!("jobs[{at}].count");
        let wrong = |issue: &&Issue| issue.level == Level::Error && issue.path == path;
        draft.report.with(|report| report.issues.iter().find(wrong).cloned())
    });
    let draws = Memo::new(move |_| {
        report_at(draft, at, |job| (job.total, job.units)).map_or_else(String::new, |(total, units)| {
            match (total, units) {
                (Some(total), Some(units)) => {
                    format!("{} each, {} a month", credits(draft, total), format::quantity(units))
                }
                (Some(total), None) => format!("{} each", credits(draft, total)),
                (None, _) => "incomplete".to_owned(),
            }
        })
    });
    let remove = move |_| {
        draft.jobs.update(|jobs| {
            jobs.remove(at);
        });
        chosen.update(|chosen| *chosen = if *chosen > at { *chosen - 1 } else { *chosen });
        draft.tell(format!("Removed job {number}"), true);
        focus_on("add-job".to_owned());
    };
    let current = Signal::derive(move || (place.get() == at).then_some("true"));
    view! {
        <li class="jobs__row" class:jobs__row--current=move || place.get() == at>
            <button type="button" class="jobs__name" aria-current=current on:click=move |_| chosen.set(at)>
                <span class="soft">{number}</span>" "<b>{name}</b>
            </button>
            <span class="jobs__count">
                <NumberBox value=count label=format!("Jobs a month, job {number}") id=format!("job-{at}-count") issue=issue unit="a month"/>
            </span>
            <span class="jobs__draws soft">{draws}</span>
            <button type="button" class="icon" aria-label=format!("Remove job {number}") title=format!("Remove job {number}") on:click=remove>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8 M12 4l-8 8"/></svg>
            </button>
        </li>
    }
    .into_any()
}

/// On the Plan view, where lines would be: the jobs, and the way to their own view. Nothing where the book prices none.
#[component]
pub(crate) fn JobsOfPlan() -> impl IntoView {
    let draft = Draft::expect();
    let knows = Memo::new(move |_| draft.with_book(|book| book.job.is_some()).unwrap_or(false));
    let jobs = Memo::new(move |_| {
        draft.jobs.with(|jobs| {
            let of = |(at, job): (usize, &JobLine)| {
                let draws = report_at(draft, at, |job| job.units).flatten();
                let draws = draws.map_or_else(|| "incomplete".to_owned(), |units| credits(draft, units));
                let missing = report_at(draft, at, |job| {
                    job.issues.iter().find(|issue| issue.level == Level::Error).map(|issue| issue.words.clone())
                });
                (job_name(job), format::typed(job.count.as_str()), draws, missing.flatten().unwrap_or_default())
            };
            jobs.iter().enumerate().map(of).collect::<Vec<_>>()
        })
    });
    let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Job)));
    dynamic(move || {
        let (knows, jobs) = (knows.get(), jobs.get());
        (knows || !jobs.is_empty()).then(|| {
            let words = if jobs.is_empty() { "These prices are for jobs, priced from their parts." } else { "" };
            let rows: Vec<AnyView> = jobs
                .into_iter()
                .map(|(name, count, draws, missing)| {
                    view! {
                        <li class="jobs__row">
                            <span class="jobs__name"><b>{name}</b></span>
                            <span class="jobs__count">{count}" a month"</span>
                            <span class="jobs__draws soft">{draws}</span>
                            <span class="jobs__missing">{missing}</span>
                        </li>
                    }
                    .into_any()
                })
                .collect();
            view! {
                <section class="card jobs" aria-label="Jobs a month">
                    <ul class="jobs__list" role="list">{rows}</ul>
                    <p class="jobs__way">{words}" "<a href=href>"Set up the jobs"</a></p>
                </section>
            }
        })
    })
}
