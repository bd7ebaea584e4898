//! The Plan view: the work on the left, what to buy on the right, how it goes month by month below.

mod answer;
mod months;
mod others;
mod sentence;
pub(super) mod settings;
mod work;

use crate::document::Draft;
use crate::parts::Notices;
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
                <Months/>
                <OtherWays/>
            </div>
        </main>
    }
}
