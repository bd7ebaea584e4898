//! Words about what is wrong or worth knowing.

use super::dynamic;
use leptos::prelude::*;
use packwise_engine::issue::{Issue, Level};

/// A list of issues, each with a mark that does not rely on colour.
#[component]
pub fn Notices(
    /// What to say.
    #[prop(into)]
    issues: Signal<Vec<Issue>>,
) -> impl IntoView {
    dynamic(move || {
        let rows: Vec<AnyView> = issues.get().into_iter().map(|issue| notice(issue, None)).collect();
        (!rows.is_empty()).then(|| view! { <ul class="notices" role="list">{rows}</ul> })
    })
}

/// One issue of such a list; `path`: where it is, if that is shown.
pub fn notice(issue: Issue, path: Option<String>) -> AnyView {
    let (class, mark, word) = match issue.level {
        Level::Error => ("notice notice--error", "✕", "Error: "),
        Level::Warning => ("notice notice--warning", "!", "Warning: "),
        Level::Note => ("notice notice--note", "i", "Note: "),
    };
    let path = path.map(|path| view! { <code class="notice__path">{path}</code> });
    view! {
        <li class=class data-code=issue.code.as_str()>
            <span class="notice__mark" aria-hidden="true">{mark}</span>
            <span><span class="visually-hidden">{word}</span>{path}{issue.words}</span>
        </li>
    }
    .into_any()
}

/// The issues of one line, each at its field.
#[component]
pub fn FieldIssues(
    /// What to say.
    #[prop(into)]
    issues: Signal<Vec<Issue>>,
    /// Prefix of the ids that the boxes refer to; the field's name and `-issue` follow.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    dynamic(move || {
        let id = id.clone();
        issues
            .get()
            .into_iter()
            .map(move |issue| {
                let field = issue.path.rsplit('.').next().unwrap_or_default().to_owned();
                let class = match issue.level {
                    Level::Error => "line-issue line-issue--error",
                    Level::Warning => "line-issue line-issue--warning",
                    Level::Note => "line-issue",
                };
                let mark = if issue.level == Level::Error { "✕" } else { "!" };
                let id = (issue.level == Level::Error).then(|| format!("{id}-{field}-issue"));
                view! {
                    <p class=class id=id data-code=issue.code.as_str()>
                        <span aria-hidden="true">{mark}</span>" "{issue.words}
                    </p>
                }
            })
            .collect_view()
    })
}
