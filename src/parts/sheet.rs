//! A sheet over the page: a dialog that a click beside it, Escape and its own buttons close.
//!
//! Imports nothing from the crate.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

/// The sheet.
#[component]
pub fn Sheet(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Told that it is to be closed, or was by the browser.
    close: Callback<()>,
    /// Id of the heading inside that names it.
    title: &'static str,
    /// Class of the dialog beside `sheet`.
    #[prop(optional)]
    wide: bool,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        if let Some(dialog) = dialog.get() {
            if open && !dialog.open() {
                // a dialog that is not in the page cannot be shown; then there is nobody to show it to
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    let beside = move |event: leptos::ev::MouseEvent| {
        // a click on the backdrop lands on the dialog itself, any other on something inside it
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            close.run(());
        }
    };
    view! {
        <dialog class="sheet" class:sheet--wide=wide node_ref=dialog aria-labelledby=title on:close=move |_| close.run(()) on:click=beside>
            {children()}
        </dialog>
    }
}
