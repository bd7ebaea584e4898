//! Keyboard shortcuts: one listener for the page, one list of what there is, and a sheet that shows it.
//!
//! A shortcut of a single key never fires while something is being typed or chosen, and all of them can be turned off.
//! While a dialog is open the page's shortcuts rest.

use super::{Sheet, dynamic};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// How long the second key of two may take, in milliseconds.
const PAUSE: u32 = 1_500;

/// One shortcut.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// The keys: `mod+shift+z` (mod is Control, or Command on a Mac), `alt+ArrowUp`, `?`, `g p` (one after the other).
    pub keys: &'static str,
    /// What it does.
    pub words: &'static str,
    /// Does it; is told the line of work that has the focus, if one has. False where there was nothing to do: then the
    /// key keeps its own meaning.
    pub act: Callback<Option<u32>, bool>,
}

impl Shortcut {
    fn is_single(&self) -> bool {
        !self.keys.contains('+')
    }
}

/// The listener and the sheet.
#[component]
pub fn Shortcuts(
    /// Whether the sheet is open.
    open: RwSignal<bool>,
    /// Whether shortcuts of a single key are off.
    off: RwSignal<bool>,
    /// What there is; `?` for the sheet comes with it.
    list: Vec<Shortcut>,
) -> impl IntoView {
    let mut list = list;
    let show = Callback::new(move |_| {
        open.set(true);
        true
    });
    list.push(Shortcut { keys: "?", words: "Show these shortcuts", act: show });
    let shown = list.clone();
    let first = StoredValue::new(String::new());
    let pause = StoredValue::new_local(None::<Timeout>);
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let Some(keys) = pressed(&event) else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let inside = |selector: &str| target.as_ref().and_then(|target| target.closest(selector).ok().flatten());
        if document().query_selector("dialog[open]").ok().flatten().is_some() {
            return;
        }
        let entering = inside("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
        let keys = match first.try_update_value(std::mem::take) {
            Some(before) if !before.is_empty() => format!("{before} {keys}"),
            _ => keys,
        };
        let single = !keys.contains('+') || keys == "+";
        if single && (off.get_untracked() || entering.is_some()) {
            return;
        }
        // other boxes than those of the work have an undoing of their own; in a list of choices Alt and an arrow open it
        let own = entering.filter(|entering| {
            let select = entering.tag_name() == "SELECT";
            if select { keys.starts_with("alt+") } else { !entering.class_list().contains("number__box") }
        });
        if own.is_some() {
            return;
        }
        if let Some(shortcut) = list.iter().find(|shortcut| shortcut.keys == keys) {
            let line = inside("[data-line]").and_then(|line| line.get_attribute("data-line"));
            if shortcut.act.run(line.and_then(|line| line.parse().ok())) {
                event.prevent_default();
            }
        } else if single && list.iter().any(|shortcut| shortcut.keys.starts_with(&format!("{keys} "))) {
            first.set_value(keys);
            pause.set_value(Some(Timeout::new(PAUSE, move || first.set_value(String::new()))));
        }
    });
    on_cleanup(move || listener.remove());
    view! { <ShortcutSheet open=open off=off list=shown/> }
}

/// What is pressed, spelt as [`Shortcut::keys`] are; none while a word is being composed, or of a modifier alone.
fn pressed(event: &KeyboardEvent) -> Option<String> {
    let key = event.key();
    if event.is_composing() || ["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Process"].contains(&&*key) {
        return None;
    }
    let (control, alt) = (event.ctrl_key() || event.meta_key(), event.alt_key());
    // both together type characters on many keyboards
    if control && alt {
        return None;
    }
    // with a modifier, and on keyboards of other scripts, the key counts by its place
    let letter = event.code().strip_prefix("Key").map(str::to_lowercase);
    let key = match letter {
        Some(letter) if !key.is_ascii() || (alt && key.chars().count() == 1) => letter,
        _ if key.chars().count() == 1 => key.to_lowercase(),
        _ => key,
    };
    let mut keys = String::new();
    if control {
        keys.push_str("mod+");
    }
    if alt {
        keys.push_str("alt+");
    }
    // shift is part of what a sign such as `?` is
    if event.shift_key() && (control || alt || key.chars().count() > 1) {
        keys.push_str("shift+");
    }
    keys.push_str(&key);
    Some(keys)
}

#[component]
fn ShortcutSheet(open: RwSignal<bool>, off: RwSignal<bool>, list: Vec<Shortcut>) -> impl IntoView {
    let close = Callback::new(move |()| open.set(false));
    let content = dynamic(move || open.get().then(|| rows(&list, off.get())));
    view! {
        <Sheet open=open close=close title="shortcuts-title">
            <div class="sheet__body">
                <h2 class="sheet__title" id="shortcuts-title">"Keyboard shortcuts"</h2>
                {content}
                <label class="setting--check">
                    <input type="checkbox" prop:checked=move || !off.get()
                        on:change:target=move |event| off.set(!event.target().checked())/>
                    <span>"Shortcuts of a single key"<small class="soft">"They never fire while you type in a box; off, only those with Ctrl or Alt remain. Kept in this browser."</small></span>
                </label>
                <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
            </div>
        </Sheet>
    }
}

fn rows(list: &[Shortcut], off: bool) -> impl IntoView + use<> {
    let mac = window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"));
    let rows: Vec<_> = list
        .iter()
        .map(|shortcut| {
            let class = if off && shortcut.is_single() { "keys keys--off" } else { "keys" };
            let keys: Vec<_> =
                shortcut.keys.split([' ', '+']).map(|key| view! { <kbd>{shown(key, mac)}</kbd> }).collect();
            view! { <tr class=class><th scope="row">{shortcut.words}</th><td>{keys}</td></tr> }
        })
        .collect();
    view! { <table class="keys-table"><tbody>{rows}</tbody></table> }
}

/// A key as it stands on the keyboard.
fn shown(key: &'static str, mac: bool) -> String {
    match key {
        "mod" if mac => "⌘".to_owned(),
        "mod" => "Ctrl".to_owned(),
        "alt" if mac => "⌥".to_owned(),
        "alt" => "Alt".to_owned(),
        "shift" => "Shift".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "Backspace" => "⌫".to_owned(),
        letter => letter.to_uppercase(),
    }
}
