//! The quote as a spreadsheet: a Web Worker writes it, begun when it is asked for and ended with its answer. Nothing leaves
//! the browser. What the worker is told and answers stands in crates/xlsx/web/worker.js.

use crate::document::Draft;
use crate::parts::save_bytes;
use js_sys::{Object, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A worker at work, and what its messages call; dropping it ends the worker.
pub(super) struct Writer {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Who writes at present.
pub(super) type Desk = StoredValue<Option<Writer>, LocalStorage>;

/// Writes a report's JSON face as a spreadsheet and hands it to the reader of the page.
pub(super) fn save(draft: Draft, desk: Desk, name: String, report: &str) {
    if begin(draft, desk, name, report).is_none() {
        draft.tell("The part that writes spreadsheets could not be started on this host", false);
    }
}

fn begin(draft: Draft, desk: Desk, name: String, report: &str) -> Option<()> {
    let place = document().query_selector("meta[name=packwise-xlsx]").ok().flatten()?.get_attribute("content")?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&place, &options).ok()?;
    // it ends the worker, and itself is dropped when it is no longer being called
    let over = move || gloo_timers::callback::Timeout::new(0, move || desk.set_value(None)).forget();
    let heard = Closure::new(move |event: MessageEvent| {
        let field = |key: &str| Reflect::get(&event.data(), &key.into()).unwrap_or(JsValue::UNDEFINED);
        match field("file").dyn_into::<Uint8Array>() {
            Ok(file) => drop(save_bytes(&name, KIND, &file)),
            Err(_) => {
                let words = field("failed").as_string().unwrap_or_default();
                draft.tell(format!("The spreadsheet could not be written: {words}"), false);
            }
        }
        over();
    });
    // a file that is not there, or a policy that refuses it
    let failed = Closure::new(move |_: JsValue| {
        draft.tell("The part that writes spreadsheets could not be loaded; is the page complete on its host?", false);
        over();
    });
    worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
    let message = Object::new();
    Reflect::set(&message, &"report".into(), &report.into()).ok()?;
    worker.post_message(&message).ok()?;
    desk.set_value(Some(Writer { worker, _heard: heard, _failed: failed }));
    Some(())
}
