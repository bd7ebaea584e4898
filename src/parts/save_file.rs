//! Handing a file to whoever sits at the page. It is made in the browser and goes nowhere else.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Saves a text as a file, byte for byte as UTF-8. False where the browser does not.
pub fn save_file(name: &str, media_type: &str, text: &str) -> bool {
    save(name, media_type, &text.into())
}

/// Saves bytes as a file. False where the browser does not.
pub fn save_bytes(name: &str, media_type: &str, bytes: &Uint8Array) -> bool {
    save(name, media_type, bytes)
}

fn save(name: &str, media_type: &str, part: &JsValue) -> bool {
    let save = || -> Result<(), JsValue> {
        let how = BlobPropertyBag::new();
        how.set_type(media_type);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(part), &how)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
        // the browser has begun to read it; a moment later it no longer needs the address
        gloo_timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&url))).forget();
        Ok(())
    };
    save().is_ok()
}
