//! Files that are dropped or chosen: whether there are any, and that one dropped beside its place does not take the page
//! away.

use leptos::ev::DragEvent;
use leptos::prelude::*;

/// Whether what is dragged is a file: words that are dragged into a box are none of ours.
#[must_use]
pub fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}

/// While the present view is open, a file that is dropped beside it does not take the page away.
pub fn guard_drops() {
    let hold = |event: DragEvent| {
        if holds_files(&event) {
            event.prevent_default();
        }
    };
    let listeners = [window_event_listener(leptos::ev::dragover, hold), window_event_listener(leptos::ev::drop, hold)];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}
