//! The dialog of the scenarios: keeping, opening, copying, naming, removing, comparing and merging work; files; the link
//! that keeps its prices. And what takes a file that is dropped anywhere on the page.

use super::{Broken, Scenario, Scenarios, differences};
use crate::format;
use crate::parts::{Notices, Sheet, dynamic, focus_on, holds_files, save_file};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use packwise_engine::document::{Document, diff, merge_with};
use packwise_engine::link::file::ENDING;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, FileList};

/// The dialog.
#[component]
pub(crate) fn ScenariosDialog() -> impl IntoView {
    let scenarios = Scenarios::expect();
    take_drops(scenarios);
    let open = scenarios.open;
    let close = Callback::new(move |()| open.set(false));
    let body = dynamic(move || open.get().then(|| body(scenarios)));
    view! {
        <Sheet open=open close=close title="scenarios-title" wide=true>
            <div class="sheet__body">
                <h2 class="sheet__title" id="scenarios-title">"Scenarios"</h2>
                {body}
                <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
            </div>
        </Sheet>
    }
}

fn body(scenarios: Scenarios) -> AnyView {
    let name = RwSignal::new(String::new());
    let save = move || {
        scenarios.save(&name.get_untracked());
        name.set(String::new());
    };
    let trouble = dynamic(move || {
        let words = if scenarios.readable.get() {
            let unkept = scenarios.list.with(|list| list.iter().any(|one| !one.kept));
            unkept.then_some("The browser does not keep what is marked “not kept”: its store is full or closed to this page. It lasts as long as this page is open; save it to a file.")
        } else {
            Some(
                "The browser's store cannot be read here (private windows, blocked site data). Scenarios last as long as this page is open; save them to files.",
            )
        };
        words.map(|words| view! { <p class="notice notice--warning" role="alert"><span class="notice__mark" aria-hidden="true">"!"</span><span>{words}</span></p> })
    });
    let back = dynamic(move || {
        scenarios.before.get().map(|_| {
            view! {
                " "<button type="button" class="linklike" id="scenarios-undo" on:click=move |_| { scenarios.undo(); focus_on("scenario-name".to_owned()); }>"Undo"</button>
            }
        })
    });
    let list = dynamic(move || {
        let mut rows: Vec<AnyView> = Vec::new();
        // the newest first
        for one in scenarios.list.get().iter().rev() {
            rows.push(row(scenarios, one));
        }
        for one in scenarios.broken.get() {
            rows.push(broken_row(scenarios, one));
        }
        if rows.is_empty() {
            return view! { <p class="soft">"None yet. What you save stays in this browser."</p> }.into_any();
        }
        view! { <ul class="scenarios" role="list">{rows}</ul> }.into_any()
    });
    let merged = dynamic(move || {
        // made once for a merge: a choice changes what is chosen, and nothing moves under the finger
        let outcome =
            scenarios.merged.with(|merged| merged.as_ref().map(|one| (one.name.clone(), one.conflicts.clone())));
        outcome.map(|(name, conflicts)| {
            let words = if conflicts.is_empty() {
                format!("All that “{name}” changed since it was copied is in your work now.")
            } else {
                format!("Both changed what is listed here. Yours stays until you choose what “{name}” says.")
            };
            let chosen = (!conflicts.is_empty())
                .then(|| view! { {differences::conflicts(scenarios, &conflicts)}{dynamic(move || totals(scenarios))} });
            view! { <section class="scenarios__told" aria-label="What came of merging"><p>{words}</p>{chosen}</section> }
        })
    });
    let compared = dynamic(move || {
        let id = scenarios.compared.get()?;
        let one = scenarios.list.with(|list| list.iter().find(|one| one.id == id).cloned())?;
        let found = scenarios.draft.document.with(|present| diff(present, &one.filed.document));
        Some(view! {
            <section class="scenarios__told" id="scenario-differences" aria-label="Compared with the work on the screen">
                <h3>"Your work and “"{one.filed.name}"”"</h3>
                {differences::table(&found, ["On the screen", "In the scenario"])}
            </section>
        })
    });
    view! {
        <form class="scenarios__save" on:submit=move |event| { event.prevent_default(); save(); }>
            <label class="scenarios__label" for="scenario-name">"Save the work on the screen as"</label>
            <input class="number number--words" id="scenario-name" maxlength="200" autocomplete="off" prop:value=name
                on:input:target=move |event| name.set(event.target().value())/>
            <button type="submit" class="button button--primary" id="scenario-save">"Save"</button>
        </form>
        <p class="scenarios__said"><span role="status" aria-live="polite">{scenarios.said}</span>{back}</p>
        {trouble}
        <Notices issues=scenarios.issues/>
        {list}{compared}{merged}
        <div class="scenarios__files">
            <button type="button" class="button" id="file-save" on:click=move |_| scenarios.download(None)>"Save to a file"</button>
            <label class="button scenarios__open">"Open a file"
                <input type="file" class="visually-hidden" id="file-open" accept=".json,application/json"
                    on:change:target=move |event| {
                        take_first(scenarios, event.target().files());
                        event.target().set_value("");
                    }/>
            </label>
            <button type="button" class="button" id="copy-long" on:click=move |_| copy_long(scenarios)>"Copy a link that keeps its prices"</button>
        </div>
        <p class="soft">"A file can also be dropped anywhere on the page. The link that keeps its prices holds all of your work, the price book's digest and today's total: opened later, it shows then and now."</p>
    }
    .into_any()
}

/// What the work costs with what is chosen, beside both sides alone.
fn totals(scenarios: Scenarios) -> AnyView {
    let Some(outcome) = scenarios.merged.get() else { return ().into_any() };
    let [base, mine, theirs] = &outcome.sides;
    let merged = merge_with(base, mine, theirs, &outcome.taken).ok();
    let said = |document: Option<&Document>| {
        let total = document.and_then(|document| scenarios.total(document));
        total.map_or_else(|| "no total".to_owned(), |(total, currency)| format::money(total, &currency))
    };
    let all = [said(merged.as_ref().map(|merged| &merged.document)), said(Some(mine)), said(Some(theirs))];
    let [all, mine, theirs] = all;
    view! { <p role="status" id="merge-total"><b>"In all: "{all}</b>" (yours alone "{mine}", theirs alone "{theirs}")"</p> }.into_any()
}

fn row(scenarios: Scenarios, one: &Scenario) -> AnyView {
    let id = StoredValue::new(one.id.clone());
    let name = one.filed.name.clone();
    let act = move |act: fn(Scenarios, &str)| move |_| act(scenarios, &id.get_value());
    let button = |words: &'static str, what: fn(Scenarios, &str)| {
        let label = format!("{words} “{}”", one.filed.name);
        view! { <button type="button" class="linklike" aria-label=label on:click=act(what)>{words}</button> }.into_any()
    };
    let made = &one.filed.made;
    let mut facts = vec![one.filed.document.book.clone(), count(one.filed.document.lines.len(), "line", "lines")];
    facts.extend(made.total.map(|total| format::money(total, &made.currency)));
    facts.extend(made.day.map(format::day));
    let unkept = (!one.kept).then(|| view! { <b class="scenarios__unkept">"not kept"</b>" " });
    let mut acts = vec![
        button("Open", Scenarios::take),
        button("Compare", |scenarios, id| {
            let same = scenarios.compared.get_untracked().as_deref() == Some(id);
            scenarios.compared.set((!same).then(|| id.to_owned()));
        }),
        button("Duplicate", Scenarios::duplicate),
        button("Replace by the work on the screen", Scenarios::replace),
        button("To a file", |scenarios, id| scenarios.download(Some(id))),
    ];
    if one.filed.base.is_some() {
        acts.push(button("Merge into your work", Scenarios::merge));
    }
    acts.push(button("Delete", |scenarios, id| {
        scenarios.remove(id);
        focus_on("scenarios-undo".to_owned());
    }));
    view! {
        <li class="scenario" data-scenario=one.filed.name.clone()>
            <input class="number number--words" aria-label=format!("Name of “{name}”") maxlength="200" autocomplete="off"
                prop:value=name on:change:target=move |event| scenarios.rename(&id.get_value(), &event.target().value())/>
            <p class="scenario__facts soft">{unkept}{facts.join(" · ")}</p>
            <p class="scenario__acts">{acts}</p>
        </li>
    }
    .into_any()
}

fn broken_row(scenarios: Scenarios, one: Broken) -> AnyView {
    let Broken { id, text } = one;
    let file = move |_| {
        save_file(&format!("unreadable{ENDING}"), "application/json", &text);
    };
    view! {
        <li class="scenario">
            <p>"One that can no longer be read"</p>
            <p class="scenario__acts">
                <button type="button" class="linklike" on:click=file>"To a file"</button>
                <button type="button" class="linklike" on:click=move |_| scenarios.forget(id.clone())>"Delete"</button>
            </p>
        </li>
    }
    .into_any()
}

fn count(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", format::quantity(count), if count == 1 { one } else { several })
}

fn copy_long(scenarios: Scenarios) {
    let location = window().location().href().unwrap_or_default();
    let base = location.split('#').next().unwrap_or_default().to_owned();
    let Some(link) = scenarios.draft.long_link() else {
        scenarios.said.set("This work is larger than a link holds; save it to a file".to_owned());
        return;
    };
    let link = format!("{base}#{link}");
    leptos::task::spawn_local(async move {
        let done = JsFuture::from(window().navigator().clipboard().write_text(&link)).await.is_ok();
        let length = format::quantity(link.chars().count());
        scenarios.said.set(if done {
            format!("Copied a link of {length} characters")
        } else {
            "The browser does not copy here; save a file instead".to_owned()
        });
    });
}

fn take_first(scenarios: Scenarios, files: Option<FileList>) {
    if let Some(file) = files.and_then(|files| files.get(0)) {
        scenarios.take_file(file);
    }
}

/// A file of ours that is dropped anywhere is opened, whatever the view does with other files; any other file does not
/// take the page away.
fn take_drops(scenarios: Scenarios) {
    let on_event = Closure::<dyn Fn(DragEvent)>::new(move |event: DragEvent| {
        if !holds_files(&event) {
            return;
        }
        event.prevent_default();
        if event.type_() != "drop" {
            return;
        }
        let files = event.data_transfer().and_then(|data| data.files());
        let ours = (0..files.as_ref().map_or(0, FileList::length))
            .filter_map(|at| files.as_ref()?.get(at))
            .find(|file| file.name().ends_with(ENDING));
        if let Some(file) = ours {
            event.stop_propagation();
            // the view may have got ready for it
            let how = web_sys::EventInit::new();
            how.set_bubbles(true);
            if let (Some(target), Ok(left)) =
                (event.target(), web_sys::Event::new_with_event_init_dict("dragleave", &how))
            {
                // nobody needs to hear it
                let _ = target.dispatch_event(&left);
            }
            scenarios.take_file(file);
        }
    });
    for name in ["dragover", "drop"] {
        // in the capturing phase, before a view acts on it; the listener lives as long as the page
        let _ = window().add_event_listener_with_callback_and_bool(name, on_event.as_ref().unchecked_ref(), true);
    }
    on_event.forget();
}
