//! Long work in slices, so that the page never waits for it.
//!
//! A slice is as many steps as fit a few milliseconds; between two slices the browser draws and hears its user. Starting
//! anew, or leaving the view, ends what ran before.
//!
//! Imports nothing from the crate.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// How long one slice may last, in milliseconds: half of what an input may cost.
const SLICE: f64 = 4.0;

/// One piece of long work at a time.
#[derive(Clone, Copy, Debug)]
pub struct Slices(StoredValue<u32>);

impl Default for Slices {
    fn default() -> Self {
        Self(StoredValue::new(0))
    }
}

type Step = Rc<RefCell<Box<dyn FnMut() -> bool>>>;

impl Slices {
    /// After `wait` milliseconds, takes step after step until one says, by `true`, that it was the last. Ends what this
    /// ran before.
    pub fn run(self, wait: u32, step: impl FnMut() -> bool + 'static) {
        let Some(run) = self.0.try_update_value(|run| {
            *run = run.wrapping_add(1);
            *run
        }) else {
            return;
        };
        self.next(wait, run, Rc::new(RefCell::new(Box::new(step))));
    }

    fn next(self, wait: u32, run: u32, step: Step) {
        Timeout::new(wait, move || {
            let performance = window().performance();
            let now = || performance.as_ref().map_or(f64::MAX, web_sys::Performance::now);
            let start = now();
            loop {
                // gone with its view, or replaced
                if self.0.try_get_value() != Some(run) {
                    return;
                }
                if (step.borrow_mut())() {
                    return;
                }
                if now() - start > SLICE {
                    break;
                }
            }
            self.next(0, run, step);
        })
        .forget();
    }
}
