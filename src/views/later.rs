//! The parts of the page that are not in its first load, and how each is fetched when somebody asks for it: every view
//! but Plan, what stands below Plan's answer, and its panel for files.
//!
//! In the release page (feature `split`) the code of each part here is a file of its own, cut out of the wasm by
//! `cargo xtask build`; in every other build it is part of the page, and only the asking is the same. A part that is
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

later!(below, fetch_below, make_below, view! { <super::plan::Below/> });
later!(compare, fetch_compare, make_compare, view! { <super::compare::Compare/> });
later!(job, fetch_job, make_job, view! { <super::job::JobView/> });
later!(balance, fetch_balance, make_balance, view! { <super::balance::BalanceView/> });
later!(quote, fetch_quote, make_quote, view! { <super::quote::QuoteView/> });
later!(file, fetch_file, make_file, view! { <super::plan::FileOfWork/> });
later!(prices, fetch_prices, make_prices, view! { <super::prices::Prices/> });

/// A part that is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What stands below the answer of Plan: staircases, budget, months, other ways.
    Below,
    Compare,
    Job,
    Balance,
    Prices,
    Quote,
    /// Plan's panel for work from a file.
    File,
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

/// The fetched parts of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Later {
    states: [RwSignal<State>; 7],
}

impl Later {
    /// The order in which a page that has nothing else to do fetches them.
    const ALL: [Part; 7] =
        [Part::Below, Part::Compare, Part::Prices, Part::Job, Part::Balance, Part::Quote, Part::File];

    /// None is here yet. Gives it to all below.
    pub(crate) fn provide() -> Self {
        let later = Self { states: [(); 7].map(|()| RwSignal::new(State::Away)) };
        provide_context(later);
        later
    }

    /// That of the page.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// What became of a part.
    pub(crate) fn state(self, part: Part) -> State {
        self.of(part).get()
    }

    /// What became of a view; one that is in the first load is here.
    pub(crate) fn state_of(self, view: View) -> State {
        part_of(view).map_or(State::Here, |part| self.state(part))
    }

    /// Fetches a part unless it is here or comes, without waiting for it.
    pub(crate) fn ask(self, part: Part) {
        leptos::task::spawn_local(self.fetch(part));
    }

    /// Fetches a view unless it is here or comes, without waiting for it.
    pub(crate) fn ask_for(self, view: View) {
        if let Some(part) = part_of(view) {
            self.ask(part);
        }
    }

    /// Fetches all of them, one after another.
    pub(crate) async fn fetch_all(self) {
        for part in Self::ALL {
            self.fetch(part).await;
        }
    }

    /// Sees that a part is here, or comes.
    async fn fetch(self, part: Part) {
        let state = self.of(part);
        if matches!(state.try_get_untracked(), None | Some(State::Here | State::Coming)) {
            return;
        }
        state.set(State::Coming);
        let is_here = match part {
            Part::Below => fetch_below().await.is_ok(),
            Part::Compare => fetch_compare().await.is_ok(),
            Part::Job => fetch_job().await.is_ok(),
            Part::Balance => fetch_balance().await.is_ok(),
            Part::Prices => fetch_prices().await.is_ok(),
            Part::Quote => fetch_quote().await.is_ok(),
            Part::File => fetch_file().await.is_ok(),
        };
        // the page may be gone by now
        let _ = state.try_set(if is_here { State::Here } else { State::Failed });
    }

    fn of(self, part: Part) -> RwSignal<State> {
        let [below, compare, job, balance, prices, quote, file] = self.states;
        match part {
            Part::Below => below,
            Part::Compare => compare,
            Part::Job => job,
            Part::Balance => balance,
            Part::Prices => prices,
            Part::Quote => quote,
            Part::File => file,
        }
    }
}

/// Makes a view whose code is here. Plan stands for what this build has no view for.
pub(crate) fn make_view(view: View) -> AnyView {
    part_of(view).map_or_else(|| super::plan::Plan().into_any(), make)
}

/// Makes a part whose code is here.
pub(crate) fn make(part: Part) -> AnyView {
    let made = match part {
        Part::Below => at_once(make_below()),
        Part::Compare => at_once(make_compare()),
        Part::Job => at_once(make_job()),
        Part::Balance => at_once(make_balance()),
        Part::Prices => at_once(make_prices()),
        Part::Quote => at_once(make_quote()),
        Part::File => at_once(make_file()),
    };
    made.unwrap_or_else(|| ().into_any())
}

/// Says that something could not be fetched, and offers to try again.
pub(crate) fn failed(name: &str, again: impl Fn() + 'static) -> AnyView {
    view! {
        <p class="banner" role="alert">
            {format!("{name} could not be fetched: there is no connection, or the host has a newer page by now (then reload this one). Nothing that you entered is lost. ")}
            <button type="button" class="button" on:click=move |_| again()>"Try again"</button>
        </p>
    }
    .into_any()
}

fn part_of(view: View) -> Option<Part> {
    match view {
        View::Compare => Some(Part::Compare),
        View::Job => Some(Part::Job),
        View::Balance => Some(Part::Balance),
        View::Prices => Some(Part::Prices),
        View::Quote => Some(Part::Quote),
        View::Plan => None,
    }
}

/// What a future has that need not wait, as that of a view whose code is here.
fn at_once<E>(making: impl Future<Output = Result<AnyView, E>>) -> Option<AnyView> {
    match pin!(making).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => made.ok(),
        Poll::Pending => None,
    }
}
