//! Any bytes as a file of work: guessed, priced in steps, written twice; nothing is counted twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::book::Books;
use packwise_engine::bulk::{Bulk, Face, guess};
use std::sync::LazyLock;

static BOOKS: LazyLock<Books> = LazyLock::new(Books::shipped);

fuzz_target!(|text: &[u8]| {
    let Some(edition) = BOOKS.get("kling-2026") else { return };
    let Ok(guessed) = guess(&edition.book, text, None) else { return };
    let Ok(mut bulk) = Bulk::new(&edition.book, guessed.mapping, text) else { return };
    while bulk.step(3) {}
    let before = bulk.summary();
    assert!(before.priced <= before.lines);
    let sheet = bulk.write(Face::Priced);
    let wrong = bulk.write(Face::Issues);
    assert!(sheet.len() >= wrong.len() || before.priced < before.lines);
    assert_eq!(bulk.summary(), before);
});
