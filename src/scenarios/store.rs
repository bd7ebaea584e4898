//! The browser's IndexedDB: texts under keys. A store that is missing, full, broken or slow is an error of the one call,
//! and never more: what is on the screen does not depend on it.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use leptos::prelude::window;
use leptos::wasm_bindgen::prelude::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "packwise";
const STORE: &str = "scenarios.v1";
/// How long the browser may take, in milliseconds: a store that never answers counts as broken.
const PATIENCE: u32 = 5_000;

/// Every text with its key, in the order of the keys.
pub(super) async fn all() -> Result<Vec<(String, String)>, JsValue> {
    let database = open().await?;
    let store = store(&database, IdbTransactionMode::Readonly)?;
    let (keys, texts) = (store.get_all_keys()?, store.get_all()?);
    let keys: Array = answer(&keys).await?.unchecked_into();
    let texts: Array = answer(&texts).await?.unchecked_into();
    database.close();
    let pairs = keys.iter().zip(texts.iter());
    Ok(pairs.filter_map(|(key, text)| Some((key.as_string()?, text.as_string()?))).collect())
}

/// Keeps a text under a key; without a text, forgets it.
pub(super) async fn put(key: &str, text: Option<&str>) -> Result<(), JsValue> {
    let database = open().await?;
    let store = store(&database, IdbTransactionMode::Readwrite)?;
    match text {
        Some(text) => store.put_with_key(&text.into(), &key.into())?,
        None => store.delete(&key.into())?,
    };
    let work = store.transaction();
    // a full store says so when the work ends, not when it is asked
    wait(&mut |done, failed| {
        work.set_oncomplete(Some(done));
        work.set_onabort(Some(failed));
        work.set_onerror(Some(failed));
    })
    .await?;
    database.close();
    Ok(())
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let asked = request.clone();
    let make = Closure::once_into_js(move || {
        if let Ok(database) = asked.result() {
            // should it fail, so does the first use
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    Ok(answer(&request).await?.unchecked_into())
}

fn store(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    database.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    wait(&mut |done, failed| {
        request.set_onsuccess(Some(done));
        request.set_onerror(Some(failed));
    })
    .await?;
    request.result()
}

async fn wait(listen: &mut dyn FnMut(&Function, &Function)) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        listen(&done, &failed);
        // whoever was faster counts; the other changes nothing
        Timeout::new(PATIENCE, move || drop(failed.call0(&JsValue::NULL))).forget();
    });
    JsFuture::from(promise).await
}
