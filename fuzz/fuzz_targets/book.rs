//! Any text as a price book: it is read whole or refused with issues, and what is read prices without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::book::Books;
use packwise_engine::document::{Document, Line, evaluate};

fuzz_target!(|text: &str| {
    let mut books = Books::empty();
    let Ok(edition) = books.add(text) else { return };
    let mut document = Document::new(&edition.book.id);
    for rate in edition.book.rates.iter().take(3) {
        document.lines.push(Line::new(&rate.id, "3"));
    }
    let _ = evaluate(&document, &books);
});
