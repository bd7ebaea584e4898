//! A box for a number. It keeps what is typed as it is typed; what is wrong with it is said below it.

use super::dynamic;
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
    let code = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| issue.code.as_str().to_owned())));
    let described = {
        let issue_id = issue_id.clone();
        Signal::derive(move || issue.with(Option::is_some).then(|| issue_id.clone()))
    };
    view! {
        <span class="number" class:number--bad=move || issue.with(Option::is_some)>
            <input
                class="number__box"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                id=id
                placeholder=placeholder
                aria-label=label
                aria-invalid=Signal::derive(move || (if issue.with(Option::is_some) { "true" } else { "false" }).to_owned())
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            />
            {(!unit.is_empty()).then(|| view! { <span class="number__unit" aria-hidden="true">{unit}</span> })}
        </span>
        {words.then(|| view! {
            <span class="field-issue" id=issue_id data-code=code>{dynamic(move || issue.get().map(|issue| issue.words))}</span>
        })}
    }
}
