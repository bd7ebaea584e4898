//! The same clip at every provider: what is asked for, the cheapest in two sentences, a chart and a table of all who sell
//! it, and what is left out and why.
//!
//! Nothing is priced here. The rows come from the engine in slices once typing has rested, and stay, dimmed, until the
//! next ones are there. What is asked for and what narrows the rows stands in the link.

use super::providers_rows as rows;
use crate::document::{AT_ONCE, Draft};
use crate::format;
use crate::parts::{Area, Column, Drawing, MakeLine, NumberBox, Plot, Say, Shape, Table, Twin, dynamic};
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::book::{Evidence, Note, market};
use packwise_engine::compare::providers::{Asked, Cheapest, Found, MAX_MONTHS, Providers as Comparing, Row};
use packwise_engine::decimal;
use packwise_engine::issue::Issue;
use serde_json::json;
use std::sync::Arc;

/// The resolutions that books write, and that can be asked for.
const RESOLUTIONS: [&str; 8] = ["480p", "540p", "720p", "768p", "1024p", "1080p", "2K", "4K"];
/// Bars of the chart.
const BARS: usize = 12;
/// What is compared until somebody says otherwise.
const DEFAULTS: [(&str, &str); 5] =
    [("clip", "5"), ("at", "1080p"), ("sound", "without"), ("count", "400"), ("takes", "1")];

/// What was found, and for what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    pub(super) asked: Asked,
    pub(super) found: Found,
}

impl Shown {
    /// `clip`, or `second`.
    pub(super) fn noun(&self) -> &'static str {
        if self.asked.unit == packwise_engine::compare::providers::Unit::Second { "second" } else { "clip" }
    }
}

/// What the link says of a key, or its default; as typed.
fn said(draft: Draft, key: &str) -> String {
    let said = draft.shown(key);
    let default = DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    match default {
        Some(default) if said.is_empty() => default.to_owned(),
        None if key == "for" && said.is_empty() => months_of_the_work(draft),
        _ => said,
    }
}

/// A number of the link, in plain decimal text; a length as `5` or `5s`.
fn number_of(draft: Draft, key: &str) -> String {
    let said = said(draft, key);
    let plain = said.trim();
    plain.strip_suffix('s').filter(|_| key == "clip").unwrap_or(plain).to_owned()
}

/// As many months as the work is planned for.
fn months_of_the_work(draft: Draft) -> String {
    let months = draft.document.with(|document| decimal::read(document.months.as_str(), 0).ok());
    let months = months.filter(|months| (1..=i128::from(MAX_MONTHS)).contains(months));
    months.map_or_else(|| "6".to_owned(), |months| months.to_string())
}

/// What is asked for, or what is wrong with it.
fn asked(draft: Draft) -> Result<Asked, Vec<Issue>> {
    let number = |key: &str| format::canonical(&said(draft, key));
    let clip = said(draft, "clip");
    let seconds = format::canonical(clip.strip_suffix('s').unwrap_or(&clip));
    let unit =
        if clip == "second" { json!({ "unit": "second" }) } else { json!({ "unit": "clip", "seconds": seconds }) };
    let day = draft.document.with(|document| document.as_of).or_else(format::today);
    let mut request = json!({
        "day": day.map(|day| day.to_string()),
        "resolution": said(draft, "at"), "sound": said(draft, "sound") == "with", "volume": number("count"),
        "takes": number("takes"), "months": number("for"),
    });
    if let (Some(request), Some(unit)) = (request.as_object_mut(), unit.as_object()) {
        for (key, value) in unit {
            request.insert(key.clone(), value.clone());
        }
    }
    Asked::read(&request)
}

/// The section.
#[component]
pub(super) fn Providers() -> impl IntoView {
    let draft = Draft::expect();
    let asked = Memo::new(move |_| asked(draft));
    let shown = RwSignal::new(None::<Arc<Shown>>);
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let Ok(asked) = asked.get() else { return };
        let books = draft.books.get();
        let mut comparing = None;
        slices.run(if first.is_none() { 0 } else { 140 }, move || {
            let Some(running) = &mut comparing else {
                comparing = Comparing::new(&books, &asked, AT_ONCE).ok();
                return comparing.is_none();
            };
            if running.step() {
                return false;
            }
            if let Some(done) = comparing.take() {
                shown.set(Some(Arc::new(Shown { asked: asked.clone(), found: done.found() })));
            }
            true
        });
    });
    let stale = move || {
        asked.with(|asked| {
            shown.with(|shown| match (asked, shown) {
                (Ok(asked), Some(shown)) => shown.asked != *asked,
                _ => true,
            })
        })
    };
    let places = Memo::new(move |_| {
        shown.with(|shown| {
            shown.as_ref().map(|shown| rows::places(&shown.found.rows, &wanted(draft))).unwrap_or_default()
        })
    });
    let answer = dynamic(move || {
        let wanted = wanted(draft);
        shown.with(|shown| shown.as_ref().map(|shown| sentences(shown, &wanted)))
    });
    let chart = dynamic(move || {
        let places = places.get();
        shown.with(|shown| shown.as_ref().map(|shown| chart(shown, &places)))
    });
    let table = dynamic(move || {
        shown.get().map(|of| {
            let columns: Vec<Column> = rows::columns(of.noun());
            let line: MakeLine = Arc::new(move |at| rows::line(&of, at));
            let sort = Memo::new(move |_| draft.shown("sort"));
            let on_sort = Callback::new(move |sort: String| draft.show("sort", &sort));
            view! { <Table label="Providers" columns=columns line=line shown=places sort=sort on_sort=on_sort/> }
        })
    });
    let rest = dynamic(move || shown.get().map(|shown| left_out(&shown)));
    view! {
        <section class="section providers" class:section--stale=stale aria-busy=move || stale().to_string() aria-label="The same clip at every provider">
            <Controls asked=asked/>
            <div class="card providers__answer" role="status">{answer}</div>
            {chart}
            <Filters shown=shown places=places/>
            {table}
            {rest}
            <p class="soft providers__foot">
                "List prices as their sources had them, none of them read live. What is sold in packs is bought at its cheapest, and all of a pack is paid whether it is used or not; everything else is paid as it is used. Models differ in what they make of a prompt, which no price says."
            </p>
        </section>
    }
}

/// What narrows the rows.
fn wanted(draft: Draft) -> rows::Wanted {
    rows::Wanted {
        words: draft.shown("q").to_lowercase().split_whitespace().map(str::to_owned).collect(),
        family: draft.shown("family"),
        evidence: draft.shown("evidence"),
        gone: draft.shown("gone") == "yes",
        sort: draft.shown("sort"),
    }
}

/// The unit, the volume, the months.
#[component]
fn Controls(asked: Memo<Result<Asked, Vec<Issue>>>) -> impl IntoView {
    let draft = Draft::expect();
    let seconds = Memo::new(move |_| said(draft, "clip") == "second");
    let length = dynamic(move || (!seconds.get()).then(|| boxed(draft, asked, "clip", "seconds", "Clip length", "s")));
    let volume = dynamic(move || {
        let words = if seconds.get() { "Seconds a month" } else { "Clips a month" };
        boxed(draft, asked, "count", "volume", words, "")
    });
    let plain = |key, path, words| boxed(draft, asked, key, path, words, "");
    let unit = move || {
        let second = seconds.get();
        // no value: the length that is asked for without one
        vec![(String::new(), "Clips".to_owned(), !second), ("second".to_owned(), "Finished seconds".to_owned(), second)]
    };
    let resolution = move || {
        let at = said(draft, "at");
        let mut all: Choices =
            RESOLUTIONS.iter().map(|name| ((*name).to_owned(), (*name).to_owned(), *name == at)).collect();
        if !RESOLUTIONS.contains(&at.as_str()) {
            all.push((at.clone(), packwise_engine::read::brief(&at), true));
        }
        all
    };
    let sound = move || {
        let with = said(draft, "sound") == "with";
        vec![(String::new(), "Not needed".to_owned(), !with), ("with".to_owned(), "With sound".to_owned(), with)]
    };
    let unit = choice(draft, "clip", "Compare", Box::new(unit));
    let resolution = choice(draft, "at", "Resolution", Box::new(resolution));
    let sound = choice(draft, "sound", "Sound", Box::new(sound));
    view! {
        <div class="card settings providers__asked" role="group" aria-label="What is compared">
            {unit}{length}{resolution}{sound}{volume}
            {plain("takes", "takes", "Takes for each")}
            {plain("for", "months", "Months")}
        </div>
    }
}

/// A number that stands in the link.
fn boxed(
    draft: Draft,
    asked: Memo<Result<Asked, Vec<Issue>>>,
    key: &'static str,
    path: &'static str,
    label: &'static str,
    unit: &'static str,
) -> AnyView {
    let value = RwSignal::new(format::typed(&untrack(|| number_of(draft, key))));
    let issue =
        Memo::new(move |_| asked.with(|asked| asked.as_ref().err()?.iter().find(|issue| issue.path == path).cloned()));
    // typing goes into the link, plain whatever the locale; a link that is opened goes into the box
    Effect::new(move |before: Option<String>| {
        let typed = value.with(|typed| format::canonical(typed));
        if before.is_some_and(|before| before != typed) {
            // an empty box is no number and not what would be without it: the link keeps it as a blank
            draft.show(key, if typed.is_empty() { " " } else { &typed });
        }
        typed
    });
    Effect::new(move |_| {
        let said = number_of(draft, key);
        if said != "second" && untrack(|| value.with(|typed| format::canonical(typed))) != said {
            value.set(format::typed(&said));
        }
    });
    let id = format!("providers-{key}");
    view! {
        <div class="setting">
            <label for=id.clone()>{label}</label>
            <NumberBox value=value label=label id=id issue=issue unit=unit/>
        </div>
    }
    .into_any()
}

/// Values of a select, their words, and which is chosen.
type Choices = Vec<(String, String, bool)>;

/// A select whose choice stands in the link.
fn select(draft: Draft, key: &'static str, label: &'static str, all: Box<dyn Fn() -> Choices + Send>) -> AnyView {
    let options = dynamic(move || {
        all()
            .into_iter()
            .map(|(value, words, chosen)| view! { <option value=value selected=chosen>{words}</option> }.into_any())
            .collect::<Vec<_>>()
    });
    view! {
        <select class="select" class:select--on=move || !draft.shown(key).is_empty() id=choice_id(key) aria-label=label
            on:change:target=move |event| draft.show(key, &event.target().value())>{options}</select>
    }
    .into_any()
}

fn choice_id(key: &str) -> String {
    format!("providers-choice-{key}")
}

/// The same under a label that is seen.
fn choice(draft: Draft, key: &'static str, label: &'static str, all: Box<dyn Fn() -> Choices + Send>) -> AnyView {
    view! { <div class="setting"><label for=choice_id(key)>{label}</label>{select(draft, key, label, all)}</div> }
        .into_any()
}

/// The cheapest today, at ten times the volume, and whose price nobody knows.
fn sentences(shown: &Shown, wanted: &rows::Wanted) -> AnyView {
    let found = &shown.found;
    let of = |row: &Row| wanted.takes(row);
    let (now, then) = (found.cheapest(false, &of), found.cheapest(true, &of));
    let mut unknown: Vec<String> = Vec::new();
    // a list price may be unknown where the packs' are not: then it is among them
    for row in found.rows.iter().filter(|row| row.list.is_none() && row.total.is_none() && of(row)) {
        unknown.push(format!("{} ({})", row.model, row.seller));
    }
    let unknown = (!unknown.is_empty()).then(|| {
        view! { <p class="soft">{format!("Not known, so not among them: the price of {}.", unknown.join(", "))}</p> }
    });
    let lead = match now {
        Some(best) => {
            let (who, rest) = named(shown, &best, shown.asked.volume);
            view! { <p class="providers__lead">"Today the cheapest is "<b>{who}</b>{rest}</p> }.into_any()
        }
        None => {
            // what a filter hides is sold all the same
            let words = if found.cheapest(false, &|_| true).is_some() {
                "Nobody here that the search and the filters leave is known to sell this at a price that is known. Others do: clear them to see those."
            } else {
                "Nobody here is known to sell this at a price that is known. Another resolution, length or sound may be sold; what is left out below says why."
            };
            view! { <p class="providers__lead">{words}</p> }.into_any()
        }
    };
    let tenfold = then.map(|best| {
        let (who, rest) = named(shown, &best, shown.asked.volume.saturating_mul(10));
        let same = now.is_some_and(|now| std::ptr::eq(now.row, best.row));
        let lead = if same { "At ten times the volume it is still " } else { "At ten times the volume it is " };
        view! { <p>{lead}<b>{who}</b>{rest}</p> }
    });
    view! { {lead}{tenfold}{unknown} }.into_any()
}

/// Who the cheapest is, and what it comes to.
fn named(shown: &Shown, best: &Cheapest<'_>, volume: u64) -> (String, String) {
    let asked = &shown.asked;
    let money = |amount: &dyn std::fmt::Display| format::money(amount, &asked.currency);
    let months = if asked.months == 1 { "one month".to_owned() } else { format!("{} months", asked.months) };
    let noun = shown.noun();
    let plural = if volume == 1 { "" } else { "s" };
    let packs = if best.row.packs { ", bought in packs" } else { "" };
    let ties = match best.ties {
        0 => String::new(),
        1 => "; one other costs the same".to_owned(),
        ties => format!("; {ties} others cost the same"),
    };
    let doubt = if best.proved { "" } else { ", as far as was found" };
    // what a reader must know before going there
    let mut but: Vec<String> = best.row.differs.clone();
    if best.row.evidence >= Evidence::ThirdParty {
        but.push(format!("the evidence is {}", best.row.evidence.as_str()));
    }
    let but: String = but.iter().map(|words| format!("; {words}")).collect();
    let who = format!("{}, {}", best.row.seller, best.row.model);
    let rest = format!(
        ": {} for {} {noun}{plural} a month, {months}{packs}{ties}{doubt}{but}.",
        money(&best.total),
        format::quantity(volume)
    );
    (who, rest)
}

/// The cheapest ones as bars.
fn chart(shown: &Arc<Shown>, places: &[usize]) -> AnyView {
    let rows: Vec<&Row> = places.iter().filter_map(|at| shown.found.rows.get(*at)).collect();
    let mut rows: Vec<&Row> =
        rows.into_iter().filter(|row| row.total.is_some_and(|total| total.billionths() > 0)).collect();
    let order = packwise_engine::places::sorted(rows.len(), &mut |a, b| rows[a].total.cmp(&rows[b].total));
    rows = order.into_iter().map(|at| rows[at]).collect();
    let all = rows.len();
    rows.truncate(BARS);
    let most = rows.iter().filter_map(|row| row.total).map(|total| total.billionths()).max().unwrap_or(0);
    if rows.is_empty() || most == 0 {
        return ().into_any();
    }
    let currency = shown.asked.currency.clone();
    let mut shapes = Vec::new();
    let mut parts = Vec::new();
    let mut said = Vec::new();
    for (index, row) in (0..).zip(&rows) {
        let total = row.total.unwrap_or_default();
        let y = 380 * index;
        let w = (total.billionths() * 9_960 / most).max(20);
        let words = format!("{}, {}: {}", row.seller, row.model, format::money(total, &currency));
        shapes.push(Shape::Text("bars__name", 0, y + 130, words.clone()));
        let area = Area { x: 0, y: y + 180, w, h: 120 };
        let class = match (row.retired.is_some(), row.packs) {
            (true, _) => "bars__gone",
            (false, true) => "bars__packs",
            (false, false) => "bars__used",
        };
        shapes.push(Shape::Rect(class, area));
        parts.push(Area { x: 0, y, w: 10_000, h: 340 });
        let paid = if row.packs { ", bought in packs" } else { ", paid as it is used" };
        said.push(format!("{words}{paid}{}", rows::setting_after(row)));
    }
    let height = 38 * i128::try_from(rows.len()).unwrap_or(0);
    let rest = if all > rows.len() {
        format!("The {} cheapest of {all}, by what all of it costs.", rows.len())
    } else {
        "All of them, by what all of it costs.".to_owned()
    };
    let say: Say = Arc::new(move |at| said.get(at).cloned().unwrap_or_default());
    let drawing = Drawing {
        label: "Totals".to_owned(),
        id: "providers".to_owned(),
        height,
        wide: "",
        names: Vec::new(),
        shapes,
        parts,
        say,
        rest,
    };
    let twin: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let total = row.total.map(|total| format::money(total, &currency)).unwrap_or_default();
            let how = if row.packs { "packs" } else { "as it is used" };
            vec![format!("{}, {}", row.seller, row.model), rows::setting_of(row), how.to_owned(), total]
        })
        .collect();
    let heads = ["Provider and model", "Setting", "Paid", "Total"].map(str::to_owned).to_vec();
    view! {
        <div class="card chart bars">
            <p class="bar__words"><span><i class="key key--used"></i>"bought in packs"</span><span><i class="key key--as-used"></i>"paid as it is used"</span></p>
            <Plot drawing=drawing/>
            <Twin label="Totals, as a table" heads=heads rows=Arc::new(move || twin.clone())/>
        </div>
    }
    .into_any()
}

/// What narrows the table.
#[component]
fn Filters(shown: RwSignal<Option<Arc<Shown>>>, places: Memo<Vec<usize>>) -> impl IntoView {
    let draft = Draft::expect();
    let families = Memo::new(move |_| {
        let mut all: Vec<String> = Vec::new();
        shown.with(|shown| {
            for row in shown.iter().flat_map(|shown| &shown.found.rows) {
                if !all.contains(&row.family) {
                    all.push(row.family.clone());
                }
            }
        });
        let order = packwise_engine::places::sorted(all.len(), &mut |a, b| all[a].cmp(&all[b]));
        order.into_iter().map(|at| all[at].clone()).collect::<Vec<String>>()
    });
    let gone = Memo::new(move |_| {
        let of = |shown: &Arc<Shown>| shown.found.rows.iter().filter(|row| row.retired.is_some()).count();
        shown.with(|shown| shown.as_ref().map_or(0, of))
    });
    let with = Memo::new(move |_| draft.shown("gone") == "yes");
    let count = dynamic(move || {
        let all = shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.found.rows.len()));
        format!("{} of {} offers", format::quantity(places.with(Vec::len)), format::quantity(all))
    });
    let families = Box::new(move || families.get());
    let family = facet(draft, "family", "Model family", "All model families", families);
    let evidences = || {
        let all = [Evidence::Official, Evidence::Corroborated, Evidence::ThirdParty, Evidence::Derived];
        all.iter().map(|evidence| evidence.as_str().to_owned()).collect()
    };
    let evidence = facet(draft, "evidence", "Evidence", "Any evidence", Box::new(evidences));
    let ended = dynamic(move || {
        let (gone, with) = (gone.get(), with.get());
        (gone > 0 || with).then(|| {
            let words = format!("with {} no longer sold", format::quantity(gone));
            view! {
                <label class="pick"><input type="checkbox" prop:checked=with
                    on:change:target=move |event| draft.show("gone", if event.target().checked() { "yes" } else { "" })/>{words}</label>
            }
        })
    });
    view! {
        <div class="prices__bar">
            <input class="search" type="search" aria-label="Search the providers" placeholder="Search provider, model…" autocomplete="off"
                spellcheck="false" prop:value=move || draft.shown("q") on:input:target=move |event| draft.show("q", &event.target().value())/>
            {family}{evidence}
            {ended}
            <span class="soft" role="status">{count}</span>
        </div>
    }
}

/// A select of the filters; a value that a link asks for and that is not there stays to be seen.
fn facet(
    draft: Draft,
    key: &'static str,
    label: &'static str,
    all: &'static str,
    values: Box<dyn Fn() -> Vec<String> + Send>,
) -> AnyView {
    let options = move || {
        let picked = draft.shown(key);
        let mut options: Choices = vec![(String::new(), all.to_owned(), picked.is_empty())];
        let mut there = picked.is_empty();
        for value in values() {
            there |= value == picked;
            options.push((value.clone(), value.clone(), value == picked));
        }
        if !there {
            options.push((picked.clone(), format!("{} (none here)", packwise_engine::read::brief(&picked)), true));
        }
        options
    };
    select(draft, key, label, Box::new(options))
}

/// What is not among the rows, and why; and what is to be known of the prices.
fn left_out(shown: &Arc<Shown>) -> AnyView {
    let of = Arc::clone(shown);
    let rows = move || {
        of.found.left_out.iter().map(|row| vec![row.seller.clone(), row.model.clone(), row.words.clone()]).collect()
    };
    let heads = ["Provider", "What it sells", "Why it is left out"].map(str::to_owned).to_vec();
    let about = ["Remark", "Source"].map(str::to_owned).to_vec();
    let notes = || {
        let book = market().map(|edition| &edition.book);
        let note = |note: &Note| {
            let source = book.and_then(|book| book.source(note.source.as_deref()));
            vec![note.text.clone(), source.map(|source| source.title.clone()).unwrap_or_default()]
        };
        book.iter().flat_map(|book| &book.notes).map(note).collect()
    };
    let words =
        format!("{} prices are left out: they are not of this unit.", format::quantity(shown.found.left_out.len()));
    view! {
        <div class="card providers__rest">
            <p class="soft">{words}</p>
            <Twin label="What is left out" heads=heads rows=Arc::new(rows) summary="What is left out, and why"/>
            <Twin label="About these prices" heads=about rows=Arc::new(notes) summary="About the prices of other makers and resellers"/>
        </div>
    }
    .into_any()
}
