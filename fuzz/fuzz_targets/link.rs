//! Any text as a fragment: its good parts are kept, and what was read is written and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::link;

fuzz_target!(|text: &str| {
    let opened = link::read(text, "kling-2026");
    let written = link::write(opened.view, &opened.document);
    let again = link::read(&written, "kling-2026");
    assert_eq!(opened.document, again.document, "{written}");
});
