//! Words about what was just done, said politely, with the way back beside them.

use super::dynamic;
use leptos::prelude::*;

/// A line of words over the page. There is always one, empty or not, so that it is heard when it is filled.
#[component]
pub fn Toast(
    /// What was done; empty: nothing to say.
    #[prop(into)]
    words: Signal<String>,
    /// Whether undoing it is offered.
    #[prop(into)]
    undoable: Signal<bool>,
    /// Undoes it.
    undo: Callback<()>,
    /// Takes the words away.
    dismiss: Callback<()>,
) -> impl IntoView {
    let offers = dynamic(move || {
        words.with(|words| !words.is_empty()).then(|| {
            let undo = undoable.get().then(|| {
                view! {
                    <button type="button" class="toast__undo" on:click=move |_| undo.run(())>"Undo"</button>
                }
            });
            view! {
                {undo}
                <button type="button" class="icon" aria-label="Dismiss" on:click=move |_| dismiss.run(())>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8 M12 4l-8 8"/></svg>
                </button>
            }
        })
    });
    view! {
        <div class="toast" class:toast--empty=move || words.with(String::is_empty)>
            <p role="status" aria-live="polite">{words}</p>{offers}
        </div>
    }
}
