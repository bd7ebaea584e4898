//! The page: header, the view, footer.

use crate::document::{Draft, storage};
use crate::format;
use crate::keys;
use crate::parts::{Notices, Shortcuts, Toast, WhyDialog, dynamic};
use crate::scenarios::{Scenarios, ScenariosDialog, ThenAndNow};
use crate::sealed::Negotiated;
use crate::settings::{Brand, Settings};
use crate::views::balance::BalancePanel;
use crate::views::job::JobPanel;
use crate::views::later::{self, Later, State};
use crate::views::plan::budget::Spending;
use crate::views::prices::Panel;
use crate::views::quote::QuotePanel;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use packwise_engine::link::View;
use wasm_bindgen_futures::JsFuture;

/// The views of this build, as the page names them.
const VIEWS: [(View, &str); 6] = [
    (View::Plan, "Plan"),
    (View::Compare, "Compare"),
    (View::Job, "Job"),
    (View::Balance, "Balance"),
    (View::Quote, "Quote"),
    (View::Prices, "Prices"),
];

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let draft = Draft::provide();
    Panel::provide();
    Spending::provide();
    JobPanel::provide();
    BalancePanel::provide();
    Scenarios::provide(draft);
    QuotePanel::provide();
    Settings::provide(draft);
    let settings = Settings::expect();
    let later = Later::provide();
    Effect::new(move |_| {
        let name = name_of(draft.view.get());
        let brand = settings.brand.with(|brand| brand.name.clone());
        let whose = if brand.is_empty() { "Packwise, what to buy, proved".to_owned() } else { brand };
        document().set_title(&format!("{name}: {whose}"));
    });
    view! {
        <a class="skip" href="#main" on:click=move |event| { event.prevent_default(); focus_main(); }>"Skip to the work"</a>
        <WhyDialog>
            <Header/>
            {dynamic(move || (!VIEWS.iter().any(|(view, _)| *view == draft.view.get())).then(|| view! {
                <p class="banner" role="status">"The view “"{draft.view.get().as_str()}"” that this link asks for is not part of this build; this is the plan for the same work."</p>
            }))}
            <Notices issues=settings.issues/>
            <Negotiated/>
            <ThenAndNow/>
            <Shown later=later/>
            <Footer/>
        </WhyDialog>
        <Ease/>
        <ScenariosDialog/>
    }
}

/// How long the page leaves the connection alone after its start, before it fetches the views that were not asked for.
const SETTLED_MS: u32 = 1_500;

/// The view that was asked for, as soon as its code is here; until then the one before.
#[component]
fn Shown(later: Later) -> impl IntoView {
    let draft = Draft::expect();
    Effect::new(move |_| later.ask_for(draft.view.get()));
    Timeout::new(SETTLED_MS, move || leptos::task::spawn_local(later.fetch_all())).forget();
    let state = Memo::new(move |_| later.state_of(draft.view.get()));
    let shown = Memo::new(move |before: Option<&Option<View>>| match state.get() {
        State::Here => Some(draft.view.get()),
        State::Away | State::Coming | State::Failed => before.copied().flatten(),
    });
    view! {
        {dynamic(move || (state.get() == State::Failed).then(|| {
            let view = draft.view.get();
            later::failed(&format!("“{}”", name_of(view)), move || later.ask_for(view))
        }))}
        {dynamic(move || match shown.get() {
            Some(view) => later::make_view(view),
            None => view! { <div class="plan" id="main" aria-busy="true"><p class="soft" role="status">"Fetching this view…"</p></div> }.into_any(),
        })}
    }
}

/// A view's name on the page.
fn name_of(view: View) -> &'static str {
    VIEWS.iter().find(|(other, _)| *other == view).map_or("Plan", |(_, name)| name)
}

pub(crate) fn focus_main() {
    use leptos::wasm_bindgen::JsCast;
    let main = document().get_element_by_id("main");
    let first = main.and_then(|main| main.query_selector("select, input, button").ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        // an element that cannot take the focus leaves it where it was
        let _ = first.focus();
    }
}

/// Shortcuts and the words about what was just done.
#[component]
fn Ease() -> impl IntoView {
    let draft = Draft::expect();
    let open = RwSignal::new(false);
    let off = RwSignal::new(storage::single_keys_off());
    Effect::new(move |_| storage::set_single_keys_off(off.get()));
    let told = draft.undo.told;
    let words = Signal::derive(move || told.get().map(|told| told.words).unwrap_or_default());
    let undoable = Signal::derive(move || told.with(|told| told.as_ref().is_some_and(|told| told.undo)));
    let undo = Callback::new(move |()| keys::travel(draft, false));
    let dismiss = Callback::new(move |()| crate::parts::keep_focus("add-work", move || told.set(None)));
    view! {
        <p class="keys-hint">
            <button type="button" class="linklike" id="shortcuts" on:click=move |_| open.set(true)>"Shortcuts"</button>
        </p>
        <Shortcuts open=open off=off list=keys::shortcuts(draft)/>
        <Toast words=words undoable=undoable undo=undo dismiss=dismiss/>
    }
}

#[component]
fn Header() -> impl IntoView {
    let scenarios = Scenarios::expect();
    view! {
        <header class="header">
            {whose_mark()}
            <Views/>
            <ThemeButton/>
            <button type="button" class="button" id="scenarios" on:click=move |_| scenarios.show()>"Scenarios"</button>
            <CopyLink/>
        </header>
    }
}

/// The name at the head of the page: the host's own, where it says one.
fn whose_mark() -> AnyView {
    let brand = Settings::expect().brand;
    dynamic(move || {
        let Brand { name, logo, .. } = brand.get();
        let logo = (!logo.is_empty()).then(|| view! { <img class="mark__logo" src=logo alt=""/> }.into_any());
        let name = if name.is_empty() { view! { "Pack"<i>"wise"</i> }.into_any() } else { view! { {name} }.into_any() };
        view! { <span class="mark">{logo}{name}</span> }.into_any()
    })
    .into_any()
}

/// The way to every view. Each is a link of its own, so it can be copied, and opened beside this one.
#[component]
fn Views() -> impl IntoView {
    let draft = Draft::expect();
    let later = Later::expect();
    let views = Settings::expect().views;
    let links = move |shown: &[View]| {
        VIEWS
            .into_iter()
            .filter(|(view, _)| shown.is_empty() || shown.contains(view))
            .map(|(view, name)| {
                let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(view)));
                let current = Signal::derive(move || (draft.view.get() == view).then_some("page"));
                view! { <a class="views__link" href=href aria-current=current
                on:pointerenter=move |_| later.ask_for(view) on:focus=move |_| later.ask_for(view)>{name}</a> }
                .into_any()
            })
            .collect::<Vec<AnyView>>()
    };
    // a link may ask for any view; the head leads to those that the host shows
    view! { <nav class="views" aria-label="Views">{dynamic(move || views.with(|views| links(views)))}</nav> }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(storage::theme());
    Effect::new(move |_| {
        let Some(root) = document().document_element() else {
            return;
        };
        // a page without a root element has nothing to colour
        let _ = match theme.get() {
            Some(theme) => root.set_attribute("data-theme", &theme),
            None => root.remove_attribute("data-theme"),
        };
    });
    let next = move |_| {
        let next = match theme.get_untracked().as_deref() {
            None => Some("dark".to_owned()),
            Some("dark") => Some("light".to_owned()),
            Some(_) => None,
        };
        storage::set_theme(next.as_deref());
        theme.set(next);
    };
    let words = dynamic(move || match theme.get().as_deref() {
        Some("dark") => "Dark",
        Some(_) => "Light",
        None => "Auto",
    });
    view! {
        <button type="button" class="button" id="theme" on:click=next>
            <span class="visually-hidden">"Colours: "</span>{words}
        </button>
    }
}

#[component]
fn CopyLink() -> impl IntoView {
    let draft = Draft::expect();
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        let location = window().location();
        let base = location.href().unwrap_or_default();
        let base = base.split('#').next().unwrap_or_default().to_owned();
        let link = format!("{base}#{}", draft.fragment());
        leptos::task::spawn_local(async move {
            let done = JsFuture::from(window().navigator().clipboard().write_text(&link)).await.is_ok();
            said.set(Some(if done { "Copied" } else { "Copy it from the address bar" }));
            Timeout::new(2_500, move || said.set(None)).forget();
        });
    };
    view! {
        <button type="button" class="button button--primary" id="copy-link" on:click=copy>
            <span aria-live="polite">{dynamic(move || said.get().unwrap_or("Copy link"))}</span>
        </button>
    }
}

#[component]
fn Footer() -> impl IntoView {
    let draft = Draft::expect();
    let notes = dynamic(move || {
        draft.with_book(|book| {
            let rows: Vec<_> = book
                .notes
                .iter()
                .map(|note| {
                    let source = book.source(note.source.as_deref()).map(|source| format!(" ({})", source.title));
                    view! { <li>{note.text.clone()}<span class="soft">{source}</span></li> }
                })
                .collect();
            let effective = book.effective.from.map(|day| format!("prices first seen {}", format::day(day)));
            view! {
                <details class="about">
                    <summary>"About these prices: "{book.title.clone()}</summary>
                    <p class="soft">{effective}</p>
                    <ul>{rows}</ul>
                </details>
            }
        })
    });
    view! {
        <footer class="footer">
            {notes}
            <p class="soft">"Everything is computed in this browser, in exact numbers; nothing that you enter leaves it."</p>
        </footer>
    }
}
