//! A box for a number. It keeps what is typed as it is typed; what is wrong with it is said below it.
//!
//! A sum (`40*25`) shows its value faintly beneath; a long number at rest is shown in groups. Neither changes what was
//! typed, and neither moves anything.

use super::dynamic;
use crate::format;
use leptos::prelude::*;
use packwise_engine::issue::Issue;

/// A labelled text box for a number.
#[component]
pub fn NumberBox(
    /// What is typed.
    value: RwSignal<String>,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Id of the box; the id of the words about it is this with `-issue`.
    #[prop(into)]
    id: String,
    /// What is wrong with it, if anything is.
    #[prop(into)]
    issue: Signal<Option<Issue>>,
    /// What stands in an empty box.
    #[prop(optional, into)]
    placeholder: String,
    /// What stands after the number, e.g. `s`.
    #[prop(optional, into)]
    unit: String,
    /// Whether the words about it stand right below; else the caller shows them.
    #[prop(default = true)]
    words: bool,
) -> impl IntoView {
    let issue_id = format!("{id}-issue");
    let value_id = format!("{id}-value");
    let code = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| issue.code.as_str().to_owned())));
    let bad = Memo::new(move |_| issue.with(Option::is_some));
    let worth = Signal::derive(move || value.with(|typed| format::worked_out(typed)).map(|worth| format!("= {worth}")));
    let described = {
        let (issue_id, value_id) = (issue_id.clone(), value_id.clone());
        Signal::derive(move || {
            let valued = worth.with(Option::is_some).then(|| value_id.clone());
            if bad.get() { Some(issue_id.clone()) } else { valued }
        })
    };
    let focused = RwSignal::new(false);
    let shown = Signal::derive(move || {
        if focused.get() || bad.get() { value.get() } else { value.with(|typed| format::at_rest(typed)) }
    });
    view! {
        <span class="number" class:number--bad=bad>
            <input
                class="number__box"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                id=id
                placeholder=placeholder
                title=worth
                aria-label=label
                aria-invalid=Signal::derive(move || (if bad.get() { "true" } else { "false" }).to_owned())
                aria-describedby=described
                prop:value=shown
                on:focus:target=move |event| {
                    let typed = value.get_untracked();
                    if event.target().value() != typed {
                        // at once, so that the browser places its caret, or selects all, in what was typed
                        event.target().set_value(&typed);
                        event.target().select();
                    }
                    focused.set(true);
                }
                on:blur=move |_| focused.set(false)
                on:input:target=move |event| value.set(event.target().value())
            />
            {(!unit.is_empty()).then(|| view! { <span class="number__unit" aria-hidden="true">{unit}</span> })}
            {dynamic(move || worth.get().filter(|_| !bad.get()).map(|worth| view! {
                <span class="number__worth" id=value_id.clone()>{worth}</span>
            }))}
        </span>
        {words.then(|| view! {
            <span class="field-issue" id=issue_id data-code=code>{dynamic(move || issue.get().map(|issue| issue.words))}</span>
        })}
    }
}
