//! What only the printed page says: whose prices, from when, and the link that opens the same work.

use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use leptos::prelude::*;

/// Shown on paper only.
#[component]
pub(super) fn Printed() -> impl IntoView {
    let draft = Draft::expect();
    dynamic(move || {
        let base = window().location().href().unwrap_or_default();
        let link = format!("{}#{}", base.split('#').next().unwrap_or_default(), draft.fragment());
        let prices = draft.with_book(|book| {
            let checked = book.checked.map_or_else(|| "on a day not known".to_owned(), format::day);
            format!("{}, {}, prices checked {checked}", book.provider.name, book.edition)
        });
        let day = draft.document.with(|document| document.as_of).map(|day| format!("Worked out {}", format::day(day)));
        view! { <div class="printed"><p>{prices}</p><p>{day}</p><p>{link}</p></div> }
    })
}
