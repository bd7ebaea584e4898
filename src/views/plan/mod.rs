//! The Plan view: the work on the left, what to buy on the right, how it goes month by month below.

pub(super) mod answer;
pub(crate) mod budget;
mod bulk;
mod calendar;
mod helpers;
mod lots;
mod months;
pub(super) mod others;
pub(super) mod over_time;
mod owned;
mod presets;
mod printed;
mod sentence;
pub(super) mod settings;
mod timeline;
mod work;

use crate::document::Draft;
use crate::parts::{Notices, dynamic, focus_on};
use crate::views::compare::volume::PoolVolume;
use crate::views::job::JobsOfPlan;
use crate::views::later::{self, Later, Part, State};
use answer::AnswerCard;
use budget::BudgetCard;
pub(crate) use bulk::FileOfWork;
use leptos::prelude::*;
use months::Months;
use others::OtherWays;
use over_time::OverTime;
use presets::{Open, Tools};
use printed::Printed;
use settings::{BookLine, Settings};
use work::WorkTable;

/// The Plan view.
#[component]
pub fn Plan() -> impl IntoView {
    let draft = Draft::expect();
    provide_context(Open(RwSignal::new(None)));
    // prices of jobs have jobs where lines would be, unless there are lines
    let lines = Memo::new(move |_| {
        let jobs = draft.with_book(|book| book.job.is_some()).unwrap_or(false);
        !jobs || draft.rows.with(|rows| !rows.is_empty())
    });
    let work = dynamic(move || lines.get().then(|| view! { <WorkTable/> }));
    view! {
        <main class="plan" id="main">
            <div class="plan__work">
                <h1>"What will you make each month?"</h1>
                <FirstExample/>
                <Printed/>
                <BookLine/>
                <Notices issues=draft.link_issues/>
                <JobsOfPlan/>
                {work}
                <Tools/>
                <OverTime/>
                <Settings/>
            </div>
            <AnswerCard/>
            <More/>
        </main>
    }
}

/// Where the part below the answer stands, as soon as it is here.
#[component]
fn More() -> impl IntoView {
    let later = Later::expect();
    Effect::new(move |_| later.ask(Part::Below));
    let state = Memo::new(move |_| later.state(Part::Below));
    let coming = move || (state.get() != State::Here).then_some("true");
    let below = dynamic(move || match state.get() {
        State::Here => later::make(Part::Below),
        State::Failed => later::failed("What goes below the answer", move || later.ask(Part::Below)),
        State::Away | State::Coming => ().into_any(),
    });
    view! { <div class="plan__more" aria-busy=coming>{below}</div> }
}

/// What stands below the answer. It is fetched when the answer is there.
#[component]
pub(super) fn Below() -> impl IntoView {
    view! {
        <Volumes/>
        <BudgetCard/>
        <Months/>
        <OtherWays/>
    }
}

/// The staircase of every pool.
#[component]
fn Volumes() -> impl IntoView {
    let draft = Draft::expect();
    let pools = Memo::new(move |_| {
        draft.report.with(|report| {
            // no total, no other totals: none of them could be the answer
            let planned = report.pools.iter().filter(|pool| report.complete && pool.total.thousandths() > 0);
            planned.map(|pool| pool.pool.clone()).collect::<Vec<String>>()
        })
    });
    dynamic(move || {
        pools.get().into_iter().map(|pool| view! { <PoolVolume pool=pool/> }.into_any()).collect::<Vec<AnyView>>()
    })
}

/// What the first page says of its work, until that is changed.
#[component]
fn FirstExample() -> impl IntoView {
    let draft = Draft::expect();
    let empty = move |_| {
        draft.start_empty();
        focus_on("add-work".to_owned());
    };
    dynamic(move || {
        draft.undo.example.get().then(|| {
            view! {
                <p class="first">
                    <span>"An example: change anything, or "</span>
                    <button type="button" class="linklike" on:click=empty>"Start empty"</button>
                </p>
            }
        })
    })
}
