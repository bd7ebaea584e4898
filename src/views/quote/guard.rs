//! The discount guard: the seller's own rules, from the host's `packwise.json` (`discount_rules`) or from a file that is
//! chosen here. They stay in this page's memory: no link, no file and no paper has them.

use super::field::pick;
use super::{QuotePanel, edit, quoted};
use crate::document::Draft;
use crate::format;
use crate::parts::{Notices, dynamic, focus_on};
use crate::settings;
use crate::views::plan::over_time::{group, tool, words};
use leptos::prelude::*;
use packwise_engine::issue::{Code, Issue, Level};
use packwise_engine::quote::{Approval, MAX_ENTRIES, Rules};
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;

/// The most bytes of a file of rules.
const MOST: f64 = 1_000_000.0;

impl QuotePanel {
    fn take(self, value: &Value, from: &str) {
        match Rules::read(value) {
            Ok(rules) => {
                self.rules.set(Some(rules));
                self.from.set(from.to_owned());
                self.issues.set(Vec::new());
            }
            Err(issues) => {
                let at = |issue: Issue| {
                    let place = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
                    Issue { level: Level::Warning, words: format!("{from}: {place}{}", issue.words), ..issue }
                };
                self.issues.set(issues.into_iter().take(20).map(at).collect());
            }
        }
    }

    fn refuse(self, code: Code, words: &str) {
        self.issues.set(vec![Issue::warning("rules", code, words)]);
    }
}

/// Asks the host for rules, once.
pub(super) fn ask_host(panel: QuotePanel) {
    if panel.asked.get_value() {
        return;
    }
    panel.asked.set_value(true);
    leptos::task::spawn_local(async move {
        let Some(text) = settings::text().await else { return };
        let settings: Value = serde_json::from_str(&text).unwrap_or_default();
        let rules = settings.get("discount_rules").filter(|rules| !rules.is_null());
        // a file that was chosen meanwhile is what the person means
        if let Some(rules) = rules.filter(|_| panel.rules.with_untracked(Option::is_none)) {
            panel.take(rules, "packwise.json");
        }
    });
}

/// What the rules say, and who approves.
#[component]
pub(super) fn GuardCard() -> impl IntoView {
    let draft = Draft::expect();
    let panel = QuotePanel::expect();
    let roles = Memo::new(move |_| {
        panel.rules.with(|rules| {
            let rules = rules.as_ref()?;
            Some(rules.roles.iter().map(|role| (role.id.clone(), role.name.clone())).collect::<Vec<(String, String)>>())
        })
    });
    let approver = RwSignal::new((String::new(), String::new()));
    let who = dynamic(move || {
        let roles = roles.get()?;
        let mut offered = vec![(String::new(), "nobody named".to_owned())];
        offered.extend(roles);
        let present = Signal::derive(move || draft.quote.get().map(|quote| quote.role).unwrap_or_default());
        let choose = Callback::new(move |role: String| edit(draft, |quote| quote.role = role));
        let chosen = Signal::derive(move || approver.get().0);
        let approve = Callback::new(move |role: String| approver.update(|approver| approver.0 = role));
        let by = view! {
            <div class="setting">
                <label for="quote-approver">"Approved by"</label>
                <input class="quote__box" type="text" id="quote-approver" autocomplete="off" prop:value=move || approver.get().1
                    on:input:target=move |event| { let name = event.target().value(); approver.update(|approver| approver.1 = name); }/>
            </div>
        };
        let act = Callback::new(move |()| {
            let (role, by) = approver.get_untracked();
            let Some(report) = untrack(|| quoted(draft)) else { return };
            if role.is_empty() || by.trim().is_empty() {
                focus_on("quote-approver".to_owned());
                return;
            }
            let day = format::today().map(|day| day.to_string()).unwrap_or_default();
            if untrack(|| {
                draft.quote.with(|quote| quote.as_ref().is_some_and(|quote| quote.approvals.len() >= MAX_ENTRIES))
            }) {
                return draft.tell(format!("A quote has at most {MAX_ENTRIES} approvals"), false);
            }
            edit(draft, |quote| quote.approvals.push(Approval { role, by, day, digest: report.digest }));
            draft.tell("Approved", true);
        });
        Some(vec![
            group(
                "quote__fields",
                None,
                vec![
                    pick("quote-role", "You are", present, offered.clone(), choose),
                    pick("quote-approver-role", "Approving role", chosen, offered, approve),
                    by.into_any(),
                ],
            ),
            tool(Some("quote-approve"), "Approve this content", act),
        ])
    });
    let findings = dynamic(move || {
        let guard = panel.judged(draft)?;
        let mut rows = Vec::new();
        for finding in guard.findings {
            let class = if finding.approved { "quote__finding quote__finding--approved" } else { "quote__finding" };
            let mark = if finding.approved { "✓ Approved: " } else { "✕ " };
            rows.push(words(class, Some(finding.code.as_str()), format!("{mark}{}", finding.words)));
        }
        if rows.is_empty() {
            rows.push(words("soft", None, "Within what you may give alone.".to_owned()));
        }
        if let Some(margin) = guard.margin.and_then(|margin| format::percent(margin, 100_000)) {
            rows.push(words("soft", None, format!("Margin of the whole: {margin}")));
        }
        Some(group("quote__findings", None, rows))
    });
    let from = dynamic(move || {
        let from = panel.from.get();
        if from.is_empty() {
            "Rules say who may give how much, the least price of a unit and the least margin. They stay on this machine."
                .to_owned()
        } else {
            format!("Rules from {from}. They stay on this machine.")
        }
    });
    let read = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        if file.size() > MOST {
            panel.refuse(Code::TOO_LARGE, "This file is larger than any rules are.");
            return;
        }
        let name = file.name();
        leptos::task::spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
            match serde_json::from_str::<Value>(&text) {
                Ok(value) => panel.take(&value, &name),
                Err(_) => panel.refuse(Code::NOT_JSON, "This file is no JSON; the rules stay as they were."),
            }
            input.set_value("");
        });
    };
    view! {
        <section class="card quote__card" aria-label="Discount rules">
            <h2>"Discount rules"</h2>
            <p class="soft quote__small">{from}</p>
            <label class="quote__small quote__file">"Load rules (JSON) "<input type="file" id="quote-rules" accept=".json,application/json" on:change=read/></label>
            <Notices issues=panel.issues/>
            {who}
            <div aria-live="polite">{findings}</div>
        </section>
    }
}
