//! The views that are not in the page's first load, and how each is fetched when somebody asks for it.
//!
//! In the release page (feature `split`) the code of each view here is a file of its own, cut out of the wasm by
//! `cargo xtask build`; in every other build it is part of the page, and only the asking is the same. A view that is
//! here stays here; one that could not be fetched is fetched anew when it is asked for again.
//!
//! Imports the views, and nothing else of the page.

use leptos::prelude::*;
use packwise_engine::link::View;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Makes the two functions of a view that is fetched: `$fetch`, which sees that its code is here, and `$make`, which
/// then makes the view. Both fail where the code cannot be had.
///
/// What the splitter's macro writes around them crosses from one wasm file to the other; it is the one place where
/// the page's code is not checked by the compiler's rules alone.
macro_rules! later {
    ($part:ident, $fetch:ident, $make:ident, $view:expr) => {
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible, preload($fetch))]
        fn $make() -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
            Ok($view.into_any())
        }

        #[cfg(not(feature = "split"))]
        async fn $fetch() -> Result<(), std::convert::Infallible> {
            Ok(())
        }

        #[cfg(not(feature = "split"))]
        async fn $make() -> Result<AnyView, std::convert::Infallible> {
            Ok($view.into_any())
        }
    };
}

later!(compare, fetch_compare, make_compare, view! { <super::compare::Compare/> });
later!(job, fetch_job, make_job, view! { <super::job::JobView/> });
later!(balance, fetch_balance, make_balance, view! { <super::balance::BalanceView/> });
later!(prices, fetch_prices, make_prices, view! { <super::prices::Prices/> });

/// A view that is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Compare,
    Job,
    Balance,
    Prices,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody asked yet.
    Away,
    /// On its way.
    Coming,
    /// Can be shown at once.
    Here,
    /// Could not be fetched.
    Failed,
}

/// The fetched views of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Later {
    states: [RwSignal<State>; 4],
}

impl Later {
    /// The order in which a page that has nothing else to do fetches them.
    pub(crate) const ALL: [View; 4] = [View::Compare, View::Prices, View::Job, View::Balance];

    /// None is here yet.
    pub(crate) fn new() -> Self {
        Self { states: [(); 4].map(|()| RwSignal::new(State::Away)) }
    }

    /// What became of a view; one that is in the first load is here.
    pub(crate) fn state(self, view: View) -> State {
        part(view).map_or(State::Here, |part| self.of(part).get())
    }

    /// Sees that a view is here, or comes. The future ends when that is decided.
    pub(crate) async fn fetch(self, view: View) {
        let Some(part) = part(view) else {
            return;
        };
        let state = self.of(part);
        if matches!(state.get_untracked(), State::Here | State::Coming) {
            return;
        }
        state.set(State::Coming);
        let is_here = match part {
            Part::Compare => fetch_compare().await.is_ok(),
            Part::Job => fetch_job().await.is_ok(),
            Part::Balance => fetch_balance().await.is_ok(),
            Part::Prices => fetch_prices().await.is_ok(),
        };
        // the page may be gone by now
        let _ = state.try_set(if is_here { State::Here } else { State::Failed });
    }

    /// Fetches without waiting for it.
    pub(crate) fn ask(self, view: View) {
        leptos::task::spawn_local(self.fetch(view));
    }

    fn of(self, part: Part) -> RwSignal<State> {
        let [compare, job, balance, prices] = self.states;
        match part {
            Part::Compare => compare,
            Part::Job => job,
            Part::Balance => balance,
            Part::Prices => prices,
        }
    }
}

/// Makes a view whose code is here. Plan stands for what this build has no view for.
pub(crate) fn make(view: View) -> AnyView {
    let made = match part(view) {
        None => return super::plan::Plan().into_any(),
        Some(Part::Compare) => at_once(make_compare()),
        Some(Part::Job) => at_once(make_job()),
        Some(Part::Balance) => at_once(make_balance()),
        Some(Part::Prices) => at_once(make_prices()),
    };
    made.unwrap_or_else(|| ().into_any())
}

fn part(view: View) -> Option<Part> {
    match view {
        View::Compare => Some(Part::Compare),
        View::Job => Some(Part::Job),
        View::Balance => Some(Part::Balance),
        View::Prices => Some(Part::Prices),
        View::Plan | View::Quote => None,
    }
}

/// What a future has that need not wait, as that of a view whose code is here.
fn at_once<E>(making: impl Future<Output = Result<AnyView, E>>) -> Option<AnyView> {
    match pin!(making).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => made.ok(),
        Poll::Pending => None,
    }
}
