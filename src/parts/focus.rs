//! Where the focus goes when the page changes under it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// Gives the focus to the element of this id once the page has changed.
pub fn focus_on(id: String) {
    request_animation_frame(move || {
        focus(document().get_element_by_id(&id));
    });
}

/// Keeps the focus where it is through a change that moves its element about; should the change take the element away,
/// the focus goes to the element of the id `else_on`.
pub fn keep_focus(else_on: &'static str, change: impl FnOnce()) {
    let before = document().active_element();
    change();
    request_animation_frame(move || {
        let lost = |element: &web_sys::Element| element.tag_name() == "BODY";
        if document().active_element().is_none_or(|present| lost(&present)) {
            let still = before.filter(|element| element.is_connected() && !lost(element));
            focus(still.or_else(|| document().get_element_by_id(else_on)));
        }
    });
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // an element that cannot take the focus leaves it where it was
        let _ = element.focus();
    }
}
