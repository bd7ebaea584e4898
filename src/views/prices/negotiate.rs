//! The form for negotiated prices: every pack of a published edition, its price, and a box for what is agreed instead.
//!
//! It writes an overlay, the same file that can be dropped here; what it has no box for (rates, remarks) it keeps as it
//! was. A box takes a price (`5,200`) or a discount (`12.5 %`).

use super::own::Panel;
use crate::document::Draft;
use crate::format;
use crate::parts::{dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::book::{Edition, Overlay, Pack};
use packwise_engine::date;
use packwise_engine::issue::Issue;
use serde_json::{Value, json};
use std::sync::Arc;

/// A pack, and what is typed for it.
#[derive(Clone, Debug)]
struct Row {
    pack: Pack,
    /// Its pool's name.
    pool: String,
    typed: RwSignal<String>,
    /// The remark that the file has on it.
    note: Option<String>,
}

/// The form, open on an edition.
#[derive(Clone, Debug)]
pub(super) struct Form {
    edition: Arc<Edition>,
    name: RwSignal<String>,
    until: RwSignal<String>,
    rows: Vec<Row>,
    /// The overlay that is edited; none: a new one.
    before: Option<Overlay>,
}

impl Form {
    /// The form on an edition, with what an overlay of it says.
    pub(super) fn new(edition: Arc<Edition>, before: Option<Overlay>) -> Self {
        let several = |pack: &Pack| edition.book.packs.iter().filter(|other| other.id == pack.id).count() > 1;
        let said = |pack: &Pack| {
            let entry = before
                .as_ref()?
                .packs
                .iter()
                .find(|entry| entry.id == pack.id && (!several(pack) || entry.pool.as_ref() == Some(&pack.pool)))?;
            let typed = match (entry.price, entry.discount_percent) {
                (Some(price), _) => format::typed(&price.to_string()),
                (None, Some(percent)) => format!("{} %", format::typed(&percent.to_string())),
                (None, None) => String::new(),
            };
            Some((typed, entry.note.clone()))
        };
        let rows = edition.book.packs.iter().map(|pack| {
            let (typed, note) = said(pack).unwrap_or_default();
            let pool = edition.book.pool(&pack.pool).map_or(&pack.pool, |pool| &pool.name).clone();
            Row { pack: pack.clone(), pool, typed: RwSignal::new(typed), note }
        });
        let rows = rows.collect();
        let name = before.as_ref().map(|before| before.name.clone()).unwrap_or_default();
        let until = before.as_ref().and_then(|before| before.valid_until).map(|day| day.to_string());
        Self { edition, name: RwSignal::new(name), until: RwSignal::new(until.unwrap_or_default()), rows, before }
    }

    /// What a row says, as the file has it; none of an empty box.
    fn entry(&self, row: &Row) -> Option<Value> {
        let typed = row.typed.get();
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let mut entry = match typed.strip_suffix(['%', '％']) {
            Some(percent) => json!({ "id": row.pack.id, "discountPercent": format::canonical(percent.trim()) }),
            None => json!({ "id": row.pack.id, "price": format::canonical(typed) }),
        };
        if self.edition.book.packs.iter().filter(|other| other.id == row.pack.id).count() > 1 {
            entry["pool"] = json!(row.pack.pool);
        }
        if let Some(note) = &row.note {
            entry["note"] = json!(note);
        }
        Some(entry)
    }

    /// The file of these packs. Tracks what is typed.
    fn text(&self, packs: Vec<Value>, id: &str) -> String {
        let book = &self.edition.book;
        let name = self.name.get();
        let name = if name.trim().is_empty() { "Negotiated".to_owned() } else { name.trim().to_owned() };
        let mut value = json!({ "overlay": 1, "id": id, "name": name, "of": book.id, "currency": book.currency });
        if let Some(before) = &self.before {
            value["validFrom"] = json!(before.valid_from);
            value["note"] = json!(before.note);
            value["rates"] = json!(before.rates);
        }
        let until = self.until.get();
        if !until.is_empty() {
            value["validUntil"] = json!(until);
        }
        if let Some(map) = value.as_object_mut() {
            map.retain(|_, value| !value.is_null());
            map.insert("packs".to_owned(), Value::Array(packs));
        }
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The whole file, under an id that is not another's.
    pub(super) fn whole(&self, draft: Draft) -> String {
        let id = match &self.before {
            Some(before) => before.id.clone(),
            None => {
                let slug = slug(&self.name.get_untracked());
                let taken = |id: &str| {
                    let book = format!("{}+{id}", self.edition.book.id);
                    draft.books.with_untracked(|books| books.get(&book).is_some())
                };
                let mut ids = (1..).map(|at| if at == 1 { slug.clone() } else { format!("{slug}-{at}") });
                ids.find(|id| !taken(id)).unwrap_or_default()
            }
        };
        untrack(|| self.text(self.rows.iter().filter_map(|row| self.entry(row)).collect(), &id))
    }

    /// What becomes of a row: the pack as negotiated, or what is wrong; none of an empty box.
    fn outcome(&self, row: &Row) -> Option<Result<Pack, Issue>> {
        let entry = self.entry(row)?;
        // the row alone, so that what is wrong is of this box
        let text = json!({
            "overlay": 1, "id": "x", "name": "x", "of": self.edition.book.id, "currency": self.edition.book.currency,
            "packs": [entry]
        });
        let laid = Overlay::read(&text.to_string()).and_then(|overlay| overlay.lay(&self.edition));
        Some(match laid {
            Ok((book, _)) => {
                let same = |pack: &&Pack| pack.id == row.pack.id && pack.pool == row.pack.pool;
                Ok(book.packs.iter().find(same).cloned().unwrap_or_else(|| row.pack.clone()))
            }
            Err(issues) => Err(issues.into_iter().next()?),
        })
    }
}

/// An id out of a name: `Acme, 2027` is `acme-2027`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.chars().take(24).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "negotiated".to_owned() } else { slug.to_owned() }
}

/// The form, while it is open.
#[component]
pub(super) fn NegotiateForm(panel: Panel) -> impl IntoView {
    dynamic(move || panel.form.get().map(|form| shown(panel, form)))
}

fn shown(panel: Panel, form: Form) -> AnyView {
    let form = Arc::new(form);
    let currency = form.edition.book.currency.clone();
    let rows: Vec<AnyView> = form.rows.iter().enumerate().map(|(at, row)| line(&form, at, row)).collect();
    let (name, until) = (form.name, form.until);
    let (used, text) = (Arc::clone(&form), Arc::clone(&form));
    let bad_day = Memo::new(move |_| until.with(|until| !until.is_empty() && date::read(until).is_none()));
    view! {
        <form class="negotiate" aria-label="Negotiated prices" on:submit=move |event| { event.prevent_default(); panel.use_form(&used); }>
            <h3 id="negotiate-title" tabindex="-1">"Negotiated prices over "{form.edition.book.title.clone()}</h3>
            <p class="own__about">"A price in "{currency}", or a discount such as 12.5 %. An empty box leaves the published price. Nothing of it goes into links or files."</p>
            <div class="negotiate__head">
                <label>"Whose, or under which contract"<input class="number number--words" id="negotiate-name" maxlength="200" autocomplete="off" prop:value=name
                    on:input:target=move |event| name.set(event.target().value())/></label>
                <label>"Last day, if there is one"<input class="number number--words" id="negotiate-until" type="date" prop:value=until
                    aria-invalid=move || bad_day.get().to_string() on:input:target=move |event| until.set(event.target().value())/></label>
            </div>
            <table class="negotiate__packs">
                <thead><tr><th scope="col">"Pack"</th><th scope="col">"Published"</th><th scope="col">"Negotiated"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="own__ways">
                <button type="submit" class="button button--primary" id="negotiate-use">"Use these prices"</button>
                <button type="button" class="button" on:click=move |_| panel.form_as_text(&text)>"As a file"</button>
                <button type="button" class="button" on:click=move |_| panel.close_form()>"Close the form"</button>
            </div>
        </form>
    }
    .into_any()
}

fn line(form: &Arc<Form>, at: usize, row: &Row) -> AnyView {
    let currency = form.edition.book.currency.clone();
    let published = row.pack.price.known().or(row.pack.list_price.known());
    let published = published.map_or_else(|| "not known".to_owned(), |price| format::money(price, &currency));
    let units = row.pack.units.known().map(format::quantity).unwrap_or_default();
    let (id, issue_id) = (format!("negotiate-{at}"), format!("negotiate-{at}-issue"));
    let label = format!("Negotiated price of {}, {}", row.pack.name, row.pool);
    let typed = row.typed;
    let (of, own) = (Arc::clone(form), row.clone());
    let outcome = Memo::new(move |_| of.outcome(&own));
    let bad =
        Signal::derive(move || if outcome.with(|outcome| matches!(outcome, Some(Err(_)))) { "true" } else { "false" });
    let words = dynamic(move || {
        outcome.get().map(|outcome| match outcome {
            Ok(pack) => {
                let price = pack.price.known();
                let list = pack.list_price.known();
                let off = list.zip(price).and_then(|(list, price)| {
                    let less = i128::from(list.micros()) - i128::from(price.micros());
                    format::percent(less, list.micros().into())
                });
                let words = match price {
                    Some(price) => format::money(price, &currency),
                    None => "not known, as the published price".to_owned(),
                };
                let off = off.map(|off| format!(", {off} below")).unwrap_or_default();
                view! { <span class="soft">{words}{off}</span> }.into_any()
            }
            Err(issue) => view! { <span class="negotiate__wrong" data-code=issue.code.as_str()><span aria-hidden="true">"✕ "</span>{issue.words}</span> }.into_any(),
        })
    });
    view! {
        <tr>
            <th scope="row">{row.pack.name.clone()}<small>{units}" units, "{row.pool.clone()}</small></th>
            <td>{published}</td>
            <td>
                <input class="number number--words" id=id aria-label=label aria-describedby=issue_id.clone() aria-invalid=bad inputmode="decimal"
                    autocomplete="off" prop:value=typed on:input:target=move |event| typed.set(event.target().value())/>
                <small id=issue_id>{words}</small>
            </td>
        </tr>
    }
    .into_any()
}

impl Panel {
    /// Opens the form on an edition, or on what an overlay says of it.
    pub(super) fn open_form(self, edition: Arc<Edition>, before: Option<Overlay>) {
        self.form.set(Some(Form::new(edition, before)));
        focus_on("negotiate-name".to_owned());
    }

    pub(super) fn close_form(self) {
        self.form.set(None);
        focus_on("own-negotiate".to_owned());
    }

    /// The form as the file that it writes, in the editor.
    fn form_as_text(self, form: &Form) {
        let text = form.whole(self.draft);
        self.form.set(None);
        self.edit(text);
    }

    fn use_form(self, form: &Form) {
        let text = form.whole(self.draft);
        // the form stays as it is while something is wrong: each box says what
        let wrong = form.rows.iter().position(|row| untrack(|| matches!(form.outcome(row), Some(Err(_)))));
        match wrong {
            Some(at) => focus_on(format!("negotiate-{at}")),
            None if self.take_overlay(text) => self.form.set(None),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_ids() {
        for (name, id) in [("Acme, 2027", "acme-2027"), ("  ", "negotiated"), ("条件", "negotiated"), ("A & B!", "a-b")]
        {
            assert_eq!(slug(name), id);
        }
        assert!(slug(&"x".repeat(99)).len() <= 32);
    }
}
