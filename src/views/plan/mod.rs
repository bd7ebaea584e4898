//! The Plan view: the work on the left, what to buy on the right, how it goes month by month below.

pub(super) mod answer;
mod months;
pub(super) mod others;
mod sentence;
pub(super) mod settings;
mod work;

use crate::document::Draft;
use crate::parts::{Notices, dynamic};
use crate::views::compare::volume::PoolVolume;
use answer::AnswerCard;
use leptos::prelude::*;
use months::Months;
use others::OtherWays;
use settings::{BookLine, Settings};
use work::{Presets, WorkTable};

/// The Plan view.
#[component]
pub fn Plan() -> impl IntoView {
    let draft = Draft::expect();
    view! {
        <main class="plan" id="main">
            <div class="plan__work">
                <h1>"What will you make each month?"</h1>
                <BookLine/>
                <Notices issues=draft.link_issues/>
                <WorkTable/>
                <Presets/>
                <Settings/>
            </div>
            <AnswerCard/>
            <div class="plan__more">
                <Volumes/>
                <Months/>
                <OtherWays/>
            </div>
        </main>
    }
}

/// The staircase of every pool.
#[component]
fn Volumes() -> impl IntoView {
    let draft = Draft::expect();
    let pools = Memo::new(move |_| {
        draft.report.with(|report| {
            let planned = report.pools.iter().filter(|pool| pool.total.thousandths() > 0 && pool.plan.is_some());
            planned.map(|pool| pool.pool.clone()).collect::<Vec<String>>()
        })
    });
    dynamic(move || {
        pools.get().into_iter().map(|pool| view! { <PoolVolume pool=pool/> }.into_any()).collect::<Vec<AnyView>>()
    })
}
