//! Engine time, native: `cargo run --release -p packwise-engine --example bench`. `cargo xtask bench` runs it.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a native program whose output is its point")]

use packwise_engine::book::Books;
use packwise_engine::document::{Document, Entry, Line, evaluate_with};
use packwise_engine::plan::Options;
use std::time::Instant;

fn main() {
    let books = Books::shipped();
    for (book, months) in [("kling-2025", "1"), ("kling-2025", "3"), ("kling-2025", "12"), ("kling-2026", "1"), ("kling-2026", "6"), ("kling-2026", "12"), ("kling-2026", "36")] {
        for count in ["3", "300"] {
            let mut document = Document::new(book);
            document.months = Entry::new(months);
            let video: Vec<_> = books.get(book).map(|e| e.book.rates.iter().filter(|rate| rate.pool == "video" && rate.units.known().is_some()).map(|rate| rate.id.clone()).collect()).unwrap_or_default();
            for n in 0..100 {
                document.lines.push(Line::new(&video[n % video.len()], count));
            }
            for line in &mut document.lines {
                if let Some(rate) = books.get(book).and_then(|e| e.book.rate(&line.rate)) {
                    if !matches!(rate.billing, packwise_engine::book::Billing::Clip { .. } | packwise_engine::book::Billing::Call) {
                        line.seconds = Entry::new("5");
                    }
                }
            }
            for (what, options) in [("plan only", Options { headroom: false, alternatives: false, ..Options::default() }), ("whole report", Options::default())] {
                let mut times = Vec::new();
                let mut last = None;
                for _ in 0..7 {
                    let start = Instant::now();
                    last = Some(evaluate_with(&document, &books, options));
                    times.push(start.elapsed());
                }
                times.sort();
                let report = last.as_ref();
                let plan = report.and_then(|r| r.pools.first()).and_then(|p| p.plan.as_ref()).and_then(|a| a.plan());
                println!("{book} {months:>2} months, 100 lines x {count}: {what}: {:?} (median of 7), cost {:?} nodes {:?} {:?}", times[3], plan.map(|p| p.cost.to_string()), plan.map(|p| p.nodes), plan.map(|p| p.status));
            }
        }
    }
}
