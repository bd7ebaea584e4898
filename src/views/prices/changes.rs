//! The chosen edition against another one, row by row: what was added, removed, made dearer or cheaper, renamed. The older
//! one is always "before", whichever of them is chosen. The comparison is the engine's; this shows it.

use super::Chosen;
use super::cells;
use crate::document::Draft;
use crate::format;
use crate::parts::{Column, Line, MakeLine, Piece, Table, dynamic};
use leptos::prelude::*;
use packwise_engine::book::{self, Book, Change, Edition, Figures, Kind, Of, Side};
use packwise_engine::deduct;
use packwise_engine::units::Units;
use std::sync::Arc;

/// The kinds of change, in the order in which they can be picked; with their words.
const KINDS: [(Kind, &str); 8] = [
    (Kind::Dearer, "dearer"),
    (Kind::Cheaper, "cheaper"),
    (Kind::Added, "added"),
    (Kind::Removed, "removed"),
    (Kind::Renamed, "renamed"),
    (Kind::Changed, "other terms"),
    (Kind::Unknown, "not to be compared"),
    (Kind::OtherCurrency, "another currency"),
];

/// The select of the edition that the chosen one is compared with.
#[component]
pub(super) fn Against() -> impl IntoView {
    let draft = Draft::expect();
    let options = dynamic(move || {
        let (present, against) = (draft.book.get(), draft.shown("against"));
        draft.books.with(|books| {
            let strange = (!against.is_empty() && books.get(&against).is_none()).then(|| {
                let shown = packwise_engine::read::brief(&against);
                view! { <option value=against.clone() selected=true>{shown}" (unknown)"</option> }
            });
            let options: Vec<_> = books
                .editions()
                .iter()
                .rev()
                .map(|edition| &edition.book)
                .filter(|book| book.id != present && book.is_of_work())
                .map(|book| {
                    let words = format!("{}, {}", book.provider.name, book.edition);
                    view! { <option selected=book.id == against value=book.id.clone()>{words}</option> }
                })
                .collect();
            view! { <option value="" selected=against.is_empty()>"Compare with edition…"</option>{strange}{options} }
        })
    });
    view! {
        <select class="select" aria-label="Compare with edition" on:change:target=move |event| draft.show("against", &event.target().value())>{options}</select>
    }
}

/// Whether an edition came before another: by the day from which it holds (one that is not known came before all that
/// are), then by its name.
fn is_older(one: &Book, other: &Book) -> bool {
    (one.effective.from, &one.edition) < (other.effective.from, &other.edition)
}

/// What differs between the chosen edition and the one that it is compared with, from the older to the newer.
#[component]
pub(super) fn Changes(edition: Chosen) -> impl IntoView {
    let draft = Draft::expect();
    let against: Chosen = Memo::new(move |_| {
        let id = draft.shown("against");
        draft.books.with(|books| books.get(&id).cloned())
    });
    let turned = Memo::new(move |_| match (against.get(), edition.get()) {
        (Some(against), Some(chosen)) => is_older(&chosen.book, &against.book),
        _ => false,
    });
    let old: Chosen = Memo::new(move |_| if turned.get() { edition.get() } else { against.get() });
    let new: Chosen = Memo::new(move |_| if turned.get() { against.get() } else { edition.get() });
    let changes = Memo::new(move |_| match (old.get(), new.get()) {
        (Some(old), Some(new)) => book::diff(&old.book, &new.book),
        _ => Vec::new(),
    });
    // the kind that is picked; none: all
    let picked = RwSignal::new(None::<Kind>);
    let shown = Memo::new(move |_| {
        let picked = picked.get();
        changes.with(|changes| {
            let fits = |at: &usize| picked.is_none_or(|kind| changes.get(*at).is_some_and(|change| change.is(kind)));
            (0..changes.len()).filter(fits).collect::<Vec<usize>>()
        })
    });
    let kinds = dynamic(move || {
        let counted = |(kind, words): (Kind, &'static str)| {
            let count = changes.with(|changes| changes.iter().filter(|change| change.is(kind)).count());
            let pressed = Signal::derive(move || if picked.get() == Some(kind) { "true" } else { "false" });
            let pick = move |_| picked.update(|picked| *picked = if *picked == Some(kind) { None } else { Some(kind) });
            (count > 0).then(|| {
                view! { <button type="button" class="choice" aria-pressed=pressed on:click=pick>{format::quantity(count)}" "{words}</button> }
            })
        };
        KINDS.into_iter().filter_map(counted).collect_view()
    });
    let table = dynamic(move || {
        let (old, new) = (old.get()?, new.get()?);
        let of = changes.get();
        let columns = columns(&old, &new);
        let line: MakeLine =
            Arc::new(move |at| of.get(at).map(|change| line(&old.book, &new.book, change)).unwrap_or_default());
        Some(view! { <Table label="Changes" columns=columns line=line shown=shown/> })
    });
    let title = dynamic(move || {
        let title = format!("From {} to {}", old.get()?.book.title, new.get()?.book.title);
        Some(view! { <h2>{title}</h2> })
    });
    let count = dynamic(move || match shown.with(Vec::len) {
        0 if against.with(Option::is_none) => "The edition that the link compares with is not at hand.".to_owned(),
        0 if draft.shown("against") == draft.book.get() => {
            "There is nothing that differs: the edition is compared with itself.".to_owned()
        }
        0 => "There is nothing that differs.".to_owned(),
        1 => "1 change".to_owned(),
        count => format!("{} changes", format::quantity(count)),
    });
    view! {
        <section class="section changes" aria-label="Changes between editions">
            {title}
            <div class="choices changes__kinds" role="group" aria-label="Kinds of change">{kinds}</div>
            <div class="prices__count">
                <span class="soft" role="status">{count}</span>
                <button type="button" class="linklike" on:click=move |_| draft.show("against", "")>"Stop comparing"</button>
            </div>
            {table}
        </section>
    }
}

fn columns(old: &Edition, new: &Edition) -> Vec<Column> {
    let same = old.book.provider.id == new.book.provider.id;
    let named = |words: &str, edition: &Edition| {
        let book = &edition.book;
        if same {
            format!("{words}, {}", book.edition)
        } else {
            format!("{words}, {} {}", book.provider.name, book.edition)
        }
    };
    vec![
        Column::new("", "Row", "what"),
        Column::new("", "Change", "words"),
        Column::new("", named("Before", old), "source"),
        Column::new("", named("Now", new), "source"),
        Column::new("", "Difference", "words"),
    ]
}

/// A row of a book in the words and id by which it is known.
fn name(book: &Book, table: book::Table, at: usize) -> Option<(String, String)> {
    Some(match table {
        book::Table::Pools => book.pools.get(at).map(|pool| (format!("Pool: {}", pool.name), pool.id.clone()))?,
        book::Table::Packs => book.packs.get(at).map(|pack| (format!("Pack: {}", pack.name), pack.id.clone()))?,
        book::Table::Rates => book.rates.get(at).map(|rate| (deduct::name(rate), rate.id.clone()))?,
    })
}

/// The name of a pack's pool: packs of two pools can have one name and one id.
fn pool_name(book: &Book, table: book::Table, at: usize) -> Option<String> {
    let pack = book.packs.get(at).filter(|_| table == book::Table::Packs)?;
    Some(book.pool(&pack.pool).map_or(&pack.pool, |pool| &pool.name).clone())
}

fn line(old: &Book, new: &Book, change: &Change) -> Line {
    let before = change.old.and_then(|at| name(old, change.table, at));
    let after = change.new.and_then(|at| name(new, change.table, at));
    let mut what = Vec::new();
    for (words, id) in after.iter().chain(before.iter().filter(|_| after.is_none())) {
        what.extend([Piece::Words("grid__name", words.clone()), Piece::Words("grid__id", id.clone())]);
    }
    let pool = |book, at: Option<usize>| pool_name(book, change.table, at?);
    what.extend(pool(new, change.new).or_else(|| pool(old, change.old)).map(cells::more));
    let mut kinds: Vec<Piece> = Vec::new();
    for (kind, words) in KINDS {
        if change.is(kind) {
            kinds.push(cells::chip(
                matches!(kind, Kind::Dearer | Kind::Removed | Kind::Unknown | Kind::OtherCurrency),
                words,
            ));
        }
    }
    if !change.fields.is_empty() {
        kinds.push(cells::more(format!("differs in {}", change.fields.join(", "))));
    }
    let mut sides = [Vec::new(), Vec::new()];
    let mut differences = Vec::new();
    // a row that goes by another name says both
    let renamed = before.is_some() && after.is_some() && before != after;
    for (pieces, (words, id)) in
        sides.iter_mut().zip([&before, &after]).filter_map(|(pieces, name)| Some((pieces, name.as_ref()?)))
    {
        if renamed {
            pieces.push(cells::more(format!("{words} ({id})")));
        }
    }
    for figures in &change.figures {
        let per = per(figures);
        let given = [(figures.old, &old.currency), (figures.new, &new.currency)];
        for (pieces, (side, currency)) in sides.iter_mut().zip(given) {
            if let Some(side) = side {
                pieces.push(cells::figure(shown(&side, currency)));
                pieces.push(cells::more(&per));
            }
        }
        if let (Some(a), Some(b)) = (figures.old, figures.new) {
            let differs = difference(&a, &b, &new.currency, old.currency == new.currency);
            if let Some(words) = differs {
                differences.push(Piece::Words("grid__figure", words));
                differences.push(cells::more(per));
            }
        }
    }
    let [before, after] = sides;
    vec![what, kinds, before, after, differences]
}

fn per(figures: &Figures) -> String {
    let seconds = figures.seconds.map(|seconds| format!("{seconds} s ")).unwrap_or_default();
    match figures.of {
        Of::Unit => "a unit at list".to_owned(),
        Of::Pack => "the pack".to_owned(),
        Of::Clip => format!("per {seconds}clip, at list"),
        Of::Second => "per second, at list".to_owned(),
        Of::Block => format!("per started {seconds}block, at list"),
        Of::Image => "per image, at list".to_owned(),
        Of::Call => "per call, at list".to_owned(),
    }
}

/// The figures of a side, e.g. `3.5 units, $0.49`; none where nothing of it is known.
fn shown(side: &Side, currency: &str) -> Option<String> {
    let units = side.units.map(|units| format!("{} units", format::quantity(units)));
    let money = side.money.map(|money| format::money(money, currency));
    let each = side.each.map(|each| format!("{} a unit", format::money_each(each, currency)));
    let parts: Vec<String> = [units, money, each].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What two sides differ by, exactly, in units and in money; none where they do not, or cannot be compared.
fn difference(old: &Side, new: &Side, currency: &str, one_currency: bool) -> Option<String> {
    let units = old.units.zip(new.units).and_then(|(old, new)| {
        let (sign, by) = if new >= old { ("+", new.minus(old)?) } else { ("−", old.minus(new)?) };
        (by != Units::ZERO).then(|| format!("{sign}{} units", format::quantity(by)))
    });
    let money = old.money.zip(new.money).filter(|_| one_currency).and_then(|(old, new)| {
        let by = new.minus(old)?;
        let sign = if by.billionths() > 0 { "+" } else { "" };
        (by.billionths() != 0).then(|| format!("{sign}{}", format::money(by, currency)))
    });
    let parts: Vec<String> = [units, money].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
