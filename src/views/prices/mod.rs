//! The Prices view.

use crate::views::plan::settings::BookLine;
use leptos::prelude::*;

/// The Prices view.
#[component]
pub fn Prices() -> impl IntoView {
    view! {
        <main class="prices" id="main">
            <h1>"What everything costs"</h1>
            <BookLine/>
        </main>
    }
}
