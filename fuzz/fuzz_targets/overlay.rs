//! Any text as negotiated prices: it is laid over a shipped edition or refused with issues that are in the file, and what
//! is laid prices without a panic. Any bytes as what was sealed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::book::{Books, Overlay, places};
use packwise_engine::document::{Document, Line, evaluate};
use packwise_engine::link::sealed::Content;

fuzz_target!(|text: &str| {
    let _ = Content::read(text.as_bytes());
    let mut books = Books::shipped();
    if !Overlay::is_meant(text) {
        return;
    }
    match books.add_local(text) {
        Ok(lent) => {
            let overlay = Overlay::read(text).expect("it was laid, so it can be read");
            assert_eq!(Overlay::read(&overlay.text()), Ok(overlay), "what is written reads back");
            let mut document = Document::new(&lent.edition.book.id);
            document.lines.extend(lent.edition.book.rates.iter().take(2).map(|rate| Line::new(&rate.id, "3")));
            let _ = evaluate(&document, &books);
        }
        Err(issues) => {
            assert!(!issues.is_empty());
            let _ = places(text, &issues);
        }
    }
});
