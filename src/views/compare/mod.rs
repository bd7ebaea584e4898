//! The Compare view.

use crate::views::plan::settings::BookLine;
use leptos::prelude::*;

/// The Compare view.
#[component]
pub fn Compare() -> impl IntoView {
    view! {
        <main class="compare" id="main">
            <h1>"Which pack for this work?"</h1>
            <BookLine/>
        </main>
    }
}
