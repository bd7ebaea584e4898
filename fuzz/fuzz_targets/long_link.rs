//! Any text as a long link, and after its head; and any JSON that is a Document, written as one and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::document::Document;
use packwise_engine::link::{self, View, long};

fuzz_target!(|text: &str| {
    let _ = link::open(text, "kling-2026");
    let _ = link::open(&format!("d=1{text}"), "kling-2026");
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return };
    let Ok(document) = Document::read(&value) else { return };
    if let Some(written) = long::write(View::Plan, &document, &[], None) {
        let again = link::open(&written, "kling-2026");
        assert!(again.issues.is_empty(), "{:?} of {written}", again.issues);
        assert_eq!(again.document, document, "{written}");
    }
});
