//! Files that are dropped or chosen: what takes them, and that one dropped beside its place does not take the page away.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use web_sys::{File, FileList};

/// Whether what is dragged is a file: words that are dragged into a box are none of ours.
#[must_use]
pub fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}

/// The files of a list, in its order.
#[must_use]
pub fn files_of(files: Option<FileList>) -> Vec<File> {
    files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect()
}

/// Where a problem is, if it is of one of several files.
#[must_use]
pub fn of_file(name: &str, path: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{name}, {path}") }
}

/// What an element does with files: while they are held over it, `over` says so (its part of `dragover`); when they are
/// dropped, `take` has them (its part of `drop`).
pub fn takes_files(
    over: RwSignal<bool>,
    take: impl Fn(Option<FileList>) + 'static,
) -> (impl Fn(DragEvent), impl Fn(DragEvent)) {
    let held = move |event: DragEvent| {
        if holds_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        over.set(false);
        if holds_files(&event) {
            event.prevent_default();
            take(event.data_transfer().and_then(|data| data.files()));
        }
    };
    (held, dropped)
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
