//! The page's keyboard shortcuts: which keys, in which words, and what they do.

use crate::document::Draft;
use crate::parts::{Shortcut, focus_on, keep_focus};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use packwise_engine::link::View;

/// Every shortcut but the one for the sheet.
pub(crate) fn shortcuts(draft: Draft) -> Vec<Shortcut> {
    let of = |keys: &'static str, words: &'static str, act: Callback<Option<u32>, bool>| Shortcut { keys, words, act };
    let press = |id: &'static str| Callback::new(move |_| press(id));
    let step = move |forth: bool| {
        Callback::new(move |_| {
            travel(draft, forth);
            true
        })
    };
    let at_line =
        |act: fn(Draft, u32)| Callback::new(move |line: Option<u32>| line.map(|line| act(draft, line)).is_some());
    let go = |view: View| {
        Callback::new(move |_| {
            draft.shown.set(Vec::new());
            draft.view.set(view);
            true
        })
    };
    vec![
        of("mod+z", "Undo", step(false)),
        of("mod+shift+z", "Redo", step(true)),
        of("mod+y", "Redo", step(true)),
        of("alt+ArrowUp", "Move the line up", at_line(|draft, line| shift(draft, line, true))),
        of("alt+ArrowDown", "Move the line down", at_line(|draft, line| shift(draft, line, false))),
        of("alt+shift+ArrowDown", "Duplicate the line", at_line(|draft, line| draft.duplicate(line))),
        of("alt+shift+Backspace", "Remove the line", at_line(remove)),
        of("a", "Add a line", Callback::new(move |_| add(draft))),
        of("e", "Start from an example", press("examples-button")),
        of(
            "w",
            "Go to the work",
            Callback::new(|_| {
                crate::app::focus_main();
                true
            }),
        ),
        of("g p", "Go to Plan", go(View::Plan)),
        of("g c", "Go to Compare", go(View::Compare)),
        of("g j", "Go to Job", go(View::Job)),
        of("g b", "Go to Balance", go(View::Balance)),
        of("g q", "Go to Quote", go(View::Quote)),
        of("g r", "Go to Prices", go(View::Prices)),
        of("c", "Copy the link", press("copy-link")),
        of("s", "Scenarios: save, open, compare", press("scenarios")),
        of("t", "Change the colours", press("theme")),
    ]
}

/// One step back or forth; the focus stays where it is, or goes to where lines are added.
pub(crate) fn travel(draft: Draft, forth: bool) {
    keep_focus("add-work", move || {
        if forth {
            draft.step_forth()
        } else {
            draft.step_back()
        };
    });
}

/// Moves a line; the focus goes with it.
pub(crate) fn shift(draft: Draft, line: u32, up: bool) {
    keep_focus("add-work", move || {
        draft.shift(line, up);
    });
}

/// Removes a line and hands the focus to the next one, or to the button that adds one.
pub(crate) fn remove(draft: Draft, id: u32) {
    let next = draft.rows.with_untracked(|rows| {
        let at = rows.iter().position(|row| row.id == id)?;
        rows.get(at + 1).or(at.checked_sub(1).and_then(|before| rows.get(before))).map(|row| row.id)
    });
    draft.remove(id);
    focus_on(next.map_or_else(|| "add-work".to_owned(), |next| format!("line-{next}-count")));
}

/// Adds a line and goes to it, where the work is shown.
fn add(draft: Draft) -> bool {
    let shown = document().get_element_by_id("add-work").is_some();
    if shown {
        draft.add_row();
        let last = draft.rows.with_untracked(|rows| rows.last().map(|row| row.id));
        focus_on(last.map_or_else(|| "add-work".to_owned(), |last| format!("line-{last}-count")));
    }
    shown
}

fn press(id: &str) -> bool {
    let button = document().get_element_by_id(id);
    let button = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
    button.map(|button| button.click()).is_some()
}
