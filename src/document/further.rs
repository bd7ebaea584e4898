//! The further solves of a report (headroom, alternatives), in slices, so that no key ever waits for all of them.

use super::Draft;
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::document::{Document, Report};
use packwise_engine::plan::{Answer, Further};

/// How long typing rests before the further solves begin, in milliseconds.
const REST: u32 = 140;

/// The budget of each search, in counts.
const BUDGET: u64 = 30_000;

/// Solves for headroom and alternatives once the Document has rested for a moment. The next edit ends what is not done.
pub(super) fn solve_when_rested(draft: Draft) {
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        draft.document.track();
        draft.books.track();
        let mut begun = None;
        slices.run(if first.is_none() { 0 } else { REST }, move || {
            let solving = begun
                .get_or_insert_with(|| Solving::begin(draft.document.get_untracked(), draft.report.get_untracked()));
            if solving.step() {
                return false;
            }
            if let Some(Solving { document, report, .. }) = begun.take() {
                draft.full.set(Some((document, report)));
            }
            true
        });
    });
}

/// A report whose pools are being solved further, one after another.
struct Solving {
    document: Document,
    report: Report,
    open: Vec<(usize, Further)>,
}

impl Solving {
    fn begin(document: Document, report: Report) -> Self {
        let pools = report.pools.iter().enumerate();
        let open = pools.filter_map(|(at, pool)| {
            let cost = pool.plan.as_ref()?.plan()?.cost;
            Some((at, Further::new(pool.request.as_ref()?, cost, BUDGET)))
        });
        Self { open: open.collect(), document, report }
    }

    /// Does one more search. False when there is no more to do.
    fn step(&mut self) -> bool {
        let Some((at, mut further)) = self.open.pop() else {
            return false;
        };
        if further.step() {
            self.open.push((at, further));
            return true;
        }
        if let Some(Answer::Plan(plan)) = self.report.pools.get_mut(at).and_then(|pool| pool.plan.as_mut()) {
            (plan.headroom, plan.alternatives) = further.found();
        }
        !self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::AT_ONCE;
    use super::Solving;
    use packwise_engine::book::Books;
    use packwise_engine::document::{Report, evaluate_with};
    use packwise_engine::link;
    use packwise_engine::plan::Options;

    /// What comes in slices is what comes at once.
    #[test]
    fn slices_make_the_whole_report() {
        let books = Books::shipped();
        let works = [
            super::super::FIRST,
            "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200,image-v2-t2i*900&months=3",
            "plan?book=kling-2025&lines=v2.0-master-10s*300&months=1&concurrency=9999",
            "plan?book=kling-2025&lines=",
        ];
        for work in works {
            let document = link::read(work, "").document;
            let quick =
                Options { headroom: false, alternatives: false, trace: false, budget: AT_ONCE, ..Options::default() };
            let whole = Options { further: super::BUDGET, trace: false, budget: AT_ONCE, ..Options::default() };
            let mut solving = Solving::begin(document.clone(), evaluate_with(&document, &books, quick));
            while solving.step() {}
            let whole: Report = evaluate_with(&document, &books, whole);
            assert_eq!(solving.report, whole, "{work}");
        }
    }
}
