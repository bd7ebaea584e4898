//! The answer: what to buy, as a sentence; what it costs, what that means for a clip, what goes to waste, what is free.

use super::sentence::{self, Clause, Names, clauses};
use crate::document::Draft;
use crate::format;
use crate::parts::{Explained, Notices, SourceLine, Why, dynamic};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use packwise_engine::book::{Book, Pack};
use packwise_engine::decimal::{Rounding, divide};
use packwise_engine::document::{LineReport, PoolReport, Report};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::plan::{self, Alternative, AlternativeKind, Answer, Headroom, Status};
use packwise_engine::trace::Trace;
use packwise_engine::units::Units;

/// Steps of a plan that the card says at once; more are folded away.
const SHOWN: usize = 5;

/// The card that is always in view.
#[component]
pub(in crate::views) fn AnswerCard() -> impl IntoView {
    let draft = Draft::expect();
    // what stands in the card: elements that stay while texts in them change, so that a key touches only the texts
    let shape = texts(draft, |_, report| match total(report) {
        Some(_) => plans(report).map(|(pool, _)| pool.pool.clone()).collect(),
        None => Vec::new(),
    });
    let body = dynamic(move || {
        let pools = shape.get();
        if pools.is_empty() {
            dynamic(move || draft.report.with(incomplete)).into_any()
        } else {
            whole(draft, pools).into_any()
        }
    });
    let issues = Memo::new(move |_| {
        draft.report.with(|report| {
            let mut issues: Vec<Issue> = Vec::new();
            // what is said at a line or a setting is not said twice, but for the warnings that touch the price
            for issue in report.issues.iter().filter(|issue| !is_work(&issue.path) && !is_setting(&issue.path)) {
                if !issues.iter().any(|known| known.words == issue.words) {
                    issues.push(issue.clone());
                }
            }
            let of = |level: Level| issues.iter().filter(move |issue| issue.level == level).cloned();
            of(Level::Error).chain(of(Level::Warning)).chain(of(Level::Note)).collect::<Vec<Issue>>()
        })
    });
    let kept = dynamic(move || {
        (!draft.kept.get()).then(
            || view! { <p class="soft">"This browser does not keep your work; copy the link to come back to it."</p> },
        )
    });
    view! {
        <aside class="card answer" id="answer" aria-label="The answer">
            {body}
            <Notices issues=issues/>
            {kept}
            <Spoken/>
        </aside>
        <MiniAnswer/>
    }
}

/// The answer in one line, kept in view where the card is not: for eyes only, as the card says it all.
#[component]
fn MiniAnswer() -> impl IntoView {
    let draft = Draft::expect();
    let words = texts(draft, |draft, report| {
        let Some(cost) = total(report) else { return vec!["No total yet".to_owned(), String::new()] };
        let months = report.months.unwrap_or(1);
        let first = plans(report)
            .next()
            .and_then(|(pool, plan)| named(draft, pool, |names| clauses(plan, months, names).into_iter().next()));
        let first = first.map(|Clause { when, what }| format!("{when}: {what}")).unwrap_or_default();
        let span = if months == 1 { "one month".to_owned() } else { format!("{months} months") };
        vec![format::money(cost, &currency(report)), format!("for {span} · {first}")]
    });
    view! { <div class="mini" aria-hidden="true"><b>{text(words, 0)}</b><span>{text(words, 1)}</span></div> }
}

/// Whether it is said at a line, a job or a rate.
fn is_work(path: &str) -> bool {
    ["lines[", "jobs[", "rates["].iter().any(|group| path.starts_with(group))
}

fn is_setting(path: &str) -> bool {
    ["months", "concurrency", "order", "book"].contains(&path)
        || path.starts_with("demand")
        || path.starts_with("owned")
}

/// The answer for those who hear it: said once typing has rested.
#[component]
fn Spoken() -> impl IntoView {
    let draft = Draft::expect();
    let said = RwSignal::new(String::new());
    let pending = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        draft.report.track();
        draft.as_of.track();
        pending.set_value(Some(Timeout::new(700, move || {
            said.set(draft.report.with_untracked(|report| spoken(draft, report)));
        })));
    });
    view! { <p class="visually-hidden" role="status" aria-live="polite">{said}</p> }
}

fn spoken(draft: Draft, report: &Report) -> String {
    let Some(cost) = total(report) else {
        let errors = report.issues.iter().filter(|issue| issue.level == Level::Error).count();
        if errors == 0 {
            return "No work to price.".to_owned();
        }
        return format!("No total. {errors} to mend.");
    };
    let currency = currency(report);
    let mut words = format!("{}. ", format::money(cost, &currency));
    for (pool, plan) in plans(report) {
        let (steps, more) = named(draft, pool, |names| {
            let steps = clauses(plan, report.months.unwrap_or(1), names);
            (steps, [sentence::owned(plan, names), sentence::after(plan, names)])
        });
        let rest = steps.len().saturating_sub(SHOWN);
        for Clause { when, what } in steps.into_iter().take(SHOWN) {
            words.push_str(&format!("{when}: {what}. "));
        }
        if rest > 0 {
            words.push_str(&format!("And {rest} more steps. "));
        }
        for sentence in more.into_iter().flatten() {
            words.push_str(&format!("{sentence}. "));
        }
    }
    words
}

/// What the work costs. None of work of nothing: that costs nothing, but is no answer.
fn total(report: &Report) -> Option<packwise_engine::money::Cost> {
    let idle = report.pools.iter().all(|pool| pool.total == Units::ZERO);
    report.totals.first().and_then(|total| total.cost).filter(|_| report.complete && !idle)
}

fn currency(report: &Report) -> String {
    report.totals.first().map(|total| total.currency.clone()).unwrap_or_default()
}

/// Asks for words of a pool's plan, written as the page writes them.
fn named<T>(draft: Draft, pool: &PoolReport, ask: impl FnOnce(&Names<'_>) -> T) -> T {
    ask(&Names {
        day: day(draft),
        units: &pool.units_name,
        pack: &pack_name(draft),
        month: &format::month_in_full,
        number: &|text| format::quantity(text),
    })
}

fn day(draft: Draft) -> Option<packwise_engine::date::Date> {
    draft.as_of.get_untracked()
}

fn plans(report: &Report) -> impl Iterator<Item = (&PoolReport, &plan::Report)> {
    report.pools.iter().filter_map(|pool| Some((pool, pool.plan.as_ref().and_then(Answer::plan)?)))
}

/// Names packs as the chosen book does.
pub(crate) fn pack_name(draft: Draft) -> impl Fn(&str) -> String {
    let names = draft.books.with_untracked(|books| {
        let edition = books.get(&draft.book.get_untracked());
        let packs = edition.into_iter().flat_map(|edition| &edition.book.packs);
        packs.map(|pack| (pack.id.clone(), pack.name.clone())).collect::<Vec<_>>()
    });
    move |id| names.iter().find(|(pack, _)| pack == id).map_or(id, |(_, name)| name).to_owned()
}

/// No total: what stands in the way.
fn incomplete(report: &Report) -> impl IntoView + use<> {
    let errors: Vec<Issue> = report.issues.iter().filter(|issue| issue.level == Level::Error).cloned().collect();
    let nothing = errors.is_empty();
    let mut said: Vec<(String, String)> = Vec::new();
    for issue in errors.into_iter().filter(|issue| is_work(&issue.path) || is_setting(&issue.path)) {
        let words = (place(&issue.path), issue.words);
        // many months may lack the same
        if !said.contains(&words) {
            said.push(words);
        }
    }
    let at_lines: Vec<_> =
        said.into_iter().map(|(place, words)| view! { <li><b>{place}</b>": "{words}</li> }).collect();
    view! {
        <h2>"What to buy"</h2>
        <p class="answer__none">{if nothing { "Nothing to price yet" } else { "No total yet" }}</p>
        <p class="soft">
            {if nothing { "Add work and the packs to buy appear here." }
             else { "What is named here stands in the way of a total; the rest keeps its figures." }}
        </p>
        <ul class="answer__missing">{at_lines}</ul>
    }
}

/// `lines[2].count` as people say it.
fn place(path: &str) -> String {
    let names = |field: &str| match field {
        "count" => "count per month",
        "takes" => "takes",
        "seconds" => "length",
        "rate" => "model",
        "months" => "Months to plan",
        "concurrency" => "Running at once",
        "order" => "Minimum order",
        "book" => "Prices of",
        "owned" => "Packs you already own",
        _ => "value",
    };
    if path.starts_with("demand") {
        return "Month by month".to_owned();
    }
    if let Some((index, _)) = path.strip_prefix("owned[").and_then(|rest| rest.split_once(']')) {
        return format!("Owned pack {}", index.parse::<usize>().map_or(0, |index| index + 1));
    }
    for (group, name) in [("jobs[", "Job"), ("rates[", "Rate")] {
        if let Some((index, _)) = path.strip_prefix(group).and_then(|rest| rest.split_once(']')) {
            return format!("{name} {}", index.parse::<usize>().map_or(0, |index| index + 1));
        }
    }
    match path.strip_prefix("lines[").and_then(|rest| rest.split_once("].")) {
        Some((index, field)) => {
            let line = index.parse::<usize>().map_or(0, |index| index + 1);
            format!("Line {line}, {}", names(field))
        }
        None => names(path).to_owned(),
    }
}

/// Texts that follow from the report. One type for all of them, whatever they say.
fn texts(draft: Draft, make: fn(Draft, &Report) -> Vec<String>) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        // months are named by it, though no figure follows from it
        draft.as_of.track();
        draft.report.with(|report| make(draft, report))
    })
}

/// One of them.
fn text(texts: Memo<Vec<String>>, at: usize) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || texts.with(|texts| texts.get(at).cloned().unwrap_or_default())
}

fn whole(draft: Draft, pools: Vec<String>) -> impl IntoView {
    let several = pools.len() > 1;
    let explain_total = Callback::new(move |()| explain_cost(draft, &draft.explained()));
    let pools: Vec<_> = pools.into_iter().map(|pool| pool_view(draft, pool, several).into_any()).collect();
    let proved =
        Memo::new(move |_| draft.report.with(|report| plans(report).all(|(_, plan)| plan.status == Status::Optimal)));
    let chip = dynamic(move || {
        if proved.get() {
            view! { <span class="chip chip--official" title="No other purchase costs less: the search has shown it">"cheapest, proved"</span> }.into_any()
        } else {
            view! { <span class="chip chip--third-party">"best found, not proved"</span> }.into_any()
        }
    });
    // the total, the months that it is of, what of it is paid later
    let head = texts(draft, head);
    let after = Memo::new(move |_| head.with(|head| head.get(2).is_some_and(|after| !after.is_empty())));
    let after = dynamic(move || {
        after.get().then(|| view! {
        <p class="answer__after">"of which "<b>{text(head, 2)}</b>" is paid after the months planned"<small>" (the prices below bear that too; plan as many months as the term to see them without)"</small></p>
    })
    });
    view! {
        <div class="answer__head"><h2>"What to buy"</h2>{chip}</div>
        <p class="answer__total"><Why explain=explain_total>{text(head, 0)}</Why></p>
        <p class="soft">{text(head, 1)}</p>
        {after}
        {pools}
        <Facts/>
        <RulesOfThumb/>
    }
}

fn head(_: Draft, report: &Report) -> Vec<String> {
    let money = currency(report);
    let months = report.months.unwrap_or(1);
    let cost = total(report).unwrap_or_default();
    let mut span = if months == 1 { "for one month".to_owned() } else { format!("for {months} months") };
    if months > 1
        && let Some(share) = divide(cost.billionths(), i128::from(months), Rounding::HalfEven)
    {
        let share = packwise_engine::money::Cost::from_billionths(share);
        span.push_str(&format!(", {} a month on average", format::money_to(share, &money, 2)));
    }
    let after = report.totals.first().and_then(|total| total.after_horizon).filter(|after| after.billionths() > 0);
    vec![format::money(cost, &money), span, after.map(|after| format::money(after, &money)).unwrap_or_default()]
}

/// List price, what is saved against it, what a result of each line costs: rows whose texts change in place.
#[component]
fn Facts() -> impl IntoView {
    let draft = Draft::expect();
    let facts = texts(draft, facts);
    let rows = Memo::new(move |_| facts.with(|facts| facts.len() / 3));
    let rows = dynamic(move || {
        let row = |row: usize| {
            let (name, figure, title) = (text(facts, 3 * row), text(facts, 3 * row + 1), text(facts, 3 * row + 2));
            view! { <div><dt>{name}</dt><dd title=title>{figure}</dd></div> }.into_any()
        };
        (0..rows.get()).map(row).collect::<Vec<AnyView>>()
    });
    view! { <dl class="facts">{rows}</dl> }
}

/// Three texts a row: what, how much, and what to know of it.
fn facts(_: Draft, report: &Report) -> Vec<String> {
    let money = currency(report);
    let cost = total(report).unwrap_or_default();
    let mut facts = Vec::new();
    if let Some(list) = report.totals.first().and_then(|total| total.list_cost) {
        saving(list, cost, &money, &mut facts);
    }
    prices(report, &money, &mut facts);
    if report.pools.iter().any(|pool| pool.owned() > Units::ZERO) {
        facts.extend(["Packs you own".to_owned(), "count as paid".to_owned(), String::new()]);
    }
    facts
}

/// The list price of the units, and the plan against it.
fn saving(
    list: packwise_engine::money::Cost,
    cost: packwise_engine::money::Cost,
    currency: &str,
    facts: &mut Vec<String>,
) {
    let difference = list.minus(cost).unwrap_or_default();
    let share = format::percent(difference.billionths().abs(), list.billionths()).map(|share| format!(" ({share})"));
    let (words, amount) = if difference.billionths() >= 0 {
        ("You save against it", difference)
    } else {
        ("Above it, as packs and terms are sold whole", cost.minus(list).unwrap_or_default())
    };
    let amount = format!("{}{}", format::money(amount, currency), share.unwrap_or_default());
    facts.extend(["Units at list price".to_owned(), format::money(list, currency), String::new()]);
    facts.extend([words.to_owned(), amount, String::new()]);
}

/// What a kept result of each line costs by the plan.
fn prices(report: &Report, currency: &str, facts: &mut Vec<String>) {
    let shown = 5;
    // kinds of results: two lines of the same cost the same
    let mut kinds: Vec<(String, String)> = Vec::new();
    for line in &report.lines {
        let Some(price) = line.price_kept else { continue };
        let takes = if line.takes > 1 { format!(", {} takes", line.takes) } else { String::new() };
        let kind = (format!("{}{takes}", each(line)), format::money_each(price, currency));
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for job in &report.jobs {
        let Some(price) = job.price_each else { continue };
        kinds.push((format!("Each of job {}", job.job + 1), format::money_each(price, currency)));
    }
    let more = kinds.len().saturating_sub(shown);
    for (name, price) in kinds.into_iter().take(shown) {
        facts.extend([name, price, "rounded for show".to_owned()]);
    }
    if more > 0 {
        facts.extend([format!("and {more} more kinds"), String::new(), String::new()]);
    }
}

fn each(line: &LineReport) -> String {
    format!("Each {} of {}", line.noun, line.short_name)
}

fn explain_cost(draft: Draft, report: &Report) -> Option<Explained> {
    let mut traces: Vec<Trace> = Vec::new();
    let mut sources = Vec::new();
    for (pool, plan) in plans(report) {
        let ids: Vec<String> = plan.purchases.iter().map(|row| row.pack.clone()).collect();
        sources.extend(explain_packs(draft, &pool.pool, &ids).map(|packs| packs.sources).unwrap_or_default());
        traces.extend(plan.trace.iter().filter(|trace| !trace.figure.starts_with("breakage")).take(40).cloned());
    }
    Some(Explained { title: "What it costs, and how that came about".to_owned(), traces, sources })
}

fn pool_view(draft: Draft, pool: String, several: bool) -> impl IntoView {
    let id = StoredValue::new(pool.clone());
    let of = move |make: fn(Draft, &Report, &PoolReport, &plan::Report) -> Vec<String>| {
        Memo::new(move |_| {
            draft.as_of.track();
            draft.report.with(|report| {
                let found = id.with_value(|id| plans(report).find(|(of, _)| of.pool == *id));
                found.map(|(pool, plan)| make(draft, report, pool, plan)).unwrap_or_default()
            })
        })
    };
    let name = of(|_, report, pool, plan| vec![pool.name.clone(), format::money(plan.cost, &currency(report))]);
    let heading = several.then(|| view! { <h3 class="pool__name">{text(name, 0)}<span>{text(name, 1)}</span></h3> });
    let buy = of(buy);
    // a long list of steps stays open while the work changes
    let opened = RwSignal::new(false);
    let buy = dynamic(move || {
        let mut texts = buy.get().into_iter();
        let mut text = || texts.next().unwrap_or_default();
        let (conditions, remarks) = (text(), [text(), text()]);
        let mut steps: Vec<AnyView> = Vec::new();
        while let (Some(when), Some(what)) = (texts.next(), texts.next()) {
            steps.push(view! { <li><span class="soft">{when}": "</span><b>{what}</b></li> }.into_any());
        }
        let rest = steps.split_off(steps.len().min(SHOWN));
        let rest = (!rest.is_empty()).then(|| {
            let count = rest.len();
            let words = if count == 1 { "and 1 more step".to_owned() } else { format!("and {count} more steps") };
            let toggle = move |event: web_sys::Event| {
                let open = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                opened.set(open.is_some_and(|details| details.has_attribute("open")));
            };
            view! {
                <details class="twin buy__rest" open=opened.get_untracked() on:toggle=toggle>
                    <summary>{words}</summary>
                    <ul class="buy__clauses" role="list">{rest}</ul>
                </details>
            }
        });
        let remarks: Vec<AnyView> = remarks
            .into_iter()
            .filter(|words| !words.is_empty())
            .map(|words| view! { <p class="buy__remark">{words}</p> }.into_any())
            .collect();
        let explain = Callback::new(move |()| {
            let ids = draft.report.with_untracked(|report| {
                let plan = id.with_value(|id| plans(report).find(|(of, _)| of.pool == *id))?.1;
                Some(plan.purchases.iter().map(|row| row.pack.clone()).collect::<Vec<String>>())
            });
            id.with_value(|id| explain_packs(draft, id, &ids.unwrap_or_default()))
        });
        view! {
            <div class="buy">
                <ul class="buy__clauses" role="list">{steps}</ul>
                {rest}
                {remarks}
                <p class="soft">{conditions}" "<Why explain=explain>"where from"</Why></p>
            </div>
        }
    });
    let needed = of(|_, report, pool, plan| {
        let money = currency(report);
        let each = plan.unit_cost.map(|cost| format!(", {} each", format::money_each(cost, &money)));
        vec![format!("{} {} needed{}", format::quantity(pool.total), pool.units_name, each.unwrap_or_default())]
    });
    let proof = of(proof);
    let doubt = Memo::new(move |_| proof.with(|proof| proof.get(1).is_some_and(|doubt| !doubt.is_empty())));
    view! {
        <section class="pool">
            {heading}
            {buy}
            <Bar texts=of(bar) pool=id/>
            <p class="soft pool__units">{text(needed, 0)}</p>
            <HeadroomLines pool=pool/>
            <p class="pool__proof" class:pool__proof--doubt=doubt>{text(proof, 0)}</p>
        </section>
    }
}

/// What to buy, in texts: the conditions, what owned packs give, what terms buy later, then each step: when, what.
fn buy(draft: Draft, report: &Report, pool: &PoolReport, plan: &plan::Report) -> Vec<String> {
    named(draft, pool, |names| {
        let owned = sentence::owned(plan, names).unwrap_or_default();
        let mut texts = vec![conditions(draft, pool, plan), owned, sentence::after(plan, names).unwrap_or_default()];
        for Clause { when, what } in clauses(plan, report.months.unwrap_or(1), names) {
            texts.extend([when, what]);
        }
        texts
    })
}

/// How sure it is that nothing is cheaper: what is said, then whether it is a doubt.
fn proof(_: Draft, report: &Report, _: &PoolReport, plan: &plan::Report) -> Vec<String> {
    let currency = currency(report);
    let share = |part, whole| format::percent(part, whole).unwrap_or_default();
    let words = sentence::proof(plan, &|cost| format::money(cost, &currency), &|text| format::quantity(text), &share);
    let doubt = if plan.status == Status::Optimal { "" } else { "doubt" };
    vec![words, doubt.to_owned()]
}

/// Life, concurrency and minimum order of what is bought, in words.
fn conditions(draft: Draft, pool: &PoolReport, plan: &plan::Report) -> String {
    let Some(request) = &pool.request else {
        return String::new();
    };
    let bought: Vec<_> =
        request.packs.iter().filter(|offer| plan.purchases.iter().any(|row| row.pack == offer.id)).collect();
    let mut parts: Vec<String> = Vec::new();
    // in every month, not only in the best one
    if let Some(certain) = packwise_engine::compare::concurrency(request, plan) {
        parts.push(format!("{certain} at once"));
    }
    draft.books.with_untracked(|books| {
        let edition = books.get(&draft.book.get_untracked());
        let packs =
            bought.iter().filter_map(|offer| edition?.book.packs_of(&pool.pool).find(|pack| pack.id == offer.id));
        for words in packs.map(life) {
            if !parts.contains(&words) {
                parts.push(words);
            }
        }
    });
    let term = bought.iter().find_map(|offer| match offer.minimum_order {
        Some(packwise_engine::book::MinimumOrder::Term { periods }) if periods > 1 => {
            Some(format!("for at least {periods} months"))
        }
        Some(packwise_engine::book::MinimumOrder::Packs { count }) => Some(format!("at least {count} packs")),
        _ => None,
    });
    parts.extend(term);
    parts.join(" · ")
}

/// A pack's life in words.
pub(crate) fn life(pack: &Pack) -> String {
    use packwise_engine::book::Life;
    match pack.life {
        Life::Months(1) => "lives 1 month".to_owned(),
        Life::Months(months) => format!("lives {months} months"),
        Life::Days(30) => "lives 30 days".to_owned(),
        Life::Days(days) => format!("lives {days} days, counted as {} months", days / 30),
        Life::Never => "never expires".to_owned(),
        Life::Unknown => "life not known".to_owned(),
    }
}

/// Days that a pack of the chosen book lives, where its life is told in days.
pub(super) fn life_in_days(draft: Draft, pool: &str, pack: &str) -> Option<u32> {
    use packwise_engine::book::Life;
    draft.with_book_untracked(|book| match book.packs_of(pool).find(|of| of.id == pack)?.life {
        Life::Days(days) => Some(days),
        Life::Months(_) | Life::Never | Life::Unknown => None,
    })?
}

fn explain_packs(draft: Draft, pool: &str, ids: &[String]) -> Option<Explained> {
    let edition = draft.books.with_untracked(|books| books.get(&draft.book.get_untracked()).cloned())?;
    let book: &Book = &edition.book;
    let mut sources = Vec::new();
    for pack in book.packs_of(pool).filter(|pack| ids.contains(&pack.id)) {
        let row = SourceLine::of(book, pack.source.as_deref(), pack.checked, pack.evidence, pack.note.as_deref());
        sources.push(SourceLine { title: format!("{}: {}", pack.name, row.title), ..row });
        for dispute in &pack.disputes {
            let row = SourceLine::of(book, dispute.source.as_deref(), None, dispute.evidence, dispute.note.as_deref());
            sources.push(SourceLine { title: format!("{}, otherwise: {}", pack.name, row.title), ..row });
        }
    }
    Some(Explained { title: "Where these packs and prices are from".to_owned(), traces: Vec::new(), sources })
}

/// Used, expiring and left, in texts: what the bar is called, its two widths, then its words. None of nothing.
fn bar(_: Draft, _: &Report, pool: &PoolReport, plan: &plan::Report) -> Vec<String> {
    let used = plan.ledger.iter().try_fold(Units::ZERO, |sum, period| sum.plus(period.used)).unwrap_or_default();
    let all = used.plus(plan.breakage).and_then(|sum| sum.plus(plan.leftover)).unwrap_or_default();
    let whole = i128::from(all.thousandths());
    if whole == 0 {
        return Vec::new();
    }
    let part = |part: Units| {
        let permille = divide(i128::from(part.thousandths()) * 1_000, whole, Rounding::HalfEven).unwrap_or(0);
        format!("{}.{}%", permille / 10, permille % 10)
    };
    let share = |part: Units| format::percent(i128::from(part.thousandths()), whole).unwrap_or_default();
    let left = if plan.leftover > Units::ZERO { format!("{} left", share(plan.leftover)) } else { String::new() };
    vec![
        format!("{} used, {} expire, {} left", share(used), share(plan.breakage), share(plan.leftover)),
        part(used.plus(plan.breakage).unwrap_or_default()),
        part(used),
        format!("{} used", share(used)),
        format!("{} {} expire", format::quantity(plan.breakage), pool.units_name),
        format!(" ({})", share(plan.breakage)),
        left,
    ]
}

/// Used, expiring and left, as a bar and in words.
#[component]
fn Bar(texts: Memo<Vec<String>>, pool: StoredValue<String>) -> impl IntoView {
    let draft = Draft::expect();
    let explain = Callback::new(move |()| {
        let report = draft.explained();
        let of_pool = pool.with_value(|pool| plans(&report).find(|(of, _)| of.pool == *pool));
        let trace = of_pool.and_then(|(_, plan)| plan.trace.iter().find(|trace| trace.figure == "breakage").cloned());
        Some(Explained {
            title: "What expires unused".to_owned(),
            traces: trace.into_iter().collect(),
            sources: Vec::new(),
        })
    });
    let there = Memo::new(move |_| texts.with(|texts| !texts.is_empty()));
    let left = Memo::new(move |_| texts.with(|texts| texts.get(6).is_some_and(|left| !left.is_empty())));
    let left = move || {
        dynamic(move || left.get().then(|| view! { <span><i class="key key--left"></i>{text(texts, 6)}</span> }))
    };
    dynamic(move || {
        there.get().then(|| {
            view! {
                <svg class="bar" role="img" aria-label=text(texts, 0)>
                    <rect class="bar__left" width="100%" height="100%"/>
                    <rect class="bar__waste" width=text(texts, 1) height="100%"/>
                    <rect class="bar__used" width=text(texts, 2) height="100%"/>
                </svg>
                <p class="bar__words">
                    <span><i class="key key--used"></i>{text(texts, 3)}</span>
                    <span><i class="key key--waste"></i><Why explain=explain>{text(texts, 4)}</Why>{text(texts, 5)}</span>
                    {left()}
                </p>
            }
        })
    })
}

/// Texts of the last whole report, which stay while the next is being solved, and whether they are of another Document
/// than the present one: then they are dimmed, so that nothing flickers and nothing jumps.
fn last_whole(
    draft: Draft,
    make: impl Fn(Option<&Report>) -> Vec<String> + Send + Sync + 'static,
) -> (Memo<Vec<String>>, Memo<bool>) {
    let words = Memo::new(move |_| draft.full.with(|full| make(full.as_ref().map(|(_, report)| report))));
    (words, Memo::new(move |_| !draft.is_full()))
}

/// What more would cost nothing, and what less would save. Comes a moment after the rest.
#[component]
fn HeadroomLines(pool: String) -> impl IntoView {
    let draft = Draft::expect();
    let (words, stale) = last_whole(draft, move |report| {
        let none = || vec!["…".to_owned(); 2];
        let Some(report) = report else { return none() };
        let found = plans(report).find(|(of, _)| of.pool == pool);
        found.map_or_else(none, |(of, plan)| {
            let (grow, cut) = headroom_words(report, of, plan.headroom);
            vec![grow, cut]
        })
    });
    view! {
        <dl class="facts facts--headroom" class:facts--stale=stale aria-busy=Signal::derive(move || stale.get().then_some("true"))>
            <div><dt>"Free headroom"</dt><dd>{text(words, 0)}</dd></div>
            <div><dt>"Cheaper step"</dt><dd>{text(words, 1)}</dd></div>
        </dl>
    }
}

fn headroom_words(report: &Report, pool: &PoolReport, headroom: Headroom) -> (String, String) {
    let money = currency(report);
    let months = i128::from(report.months.unwrap_or(1));
    // in clips of the pool's first line, which people picture more easily than units
    let line = report.lines.iter().find(|line| line.pool == pool.pool).filter(|_| pool.is_as_lines());
    // months that differ grow and shrink in step: so many a month would be another question
    let spread = if pool.varies() { " in all, spread as the months are" } else { "" };
    let clips = |units: Units, rounding: Rounding| {
        let line = line?;
        let each =
            i128::from(line.units_each.thousandths()).checked_mul(i128::from(line.takes))?.checked_mul(months)?;
        let count = divide(i128::from(units.thousandths()), each, rounding)?;
        // more clips fewer than the line has would be no advice
        let made = i128::from(line.units.thousandths()) * months / each.max(1);
        if rounding == Rounding::Up && count > made {
            return None;
        }
        let plural = if count == 1 { "" } else { "s" };
        let model = line.short_name.split(',').next().unwrap_or_default();
        Some((count, format!("{}{plural} of {model}", line.noun)))
    };
    let every = if months == 1 { "" } else { " a month" };
    let grow = match headroom.grow {
        None => "not found".to_owned(),
        Some(grow) if grow == Units::ZERO => "none".to_owned(),
        Some(grow) => match clips(grow, Rounding::Down) {
            Some((count, noun)) if count > 0 => format!("{} more {noun}{every}", format::quantity(count)),
            _ => format!("{} {}{spread}", format::quantity(grow), pool.units_name),
        },
    };
    let cut = match headroom.cut {
        // what costs something is cheaper where less of it is made: it was only not found
        None if pool.plan.as_ref().and_then(Answer::plan).is_some_and(|plan| plan.cost.billionths() > 0) => {
            "not found".to_owned()
        }
        None => "none".to_owned(),
        Some(cut) if cut.units >= pool.total => "none but to make nothing".to_owned(),
        Some(cut) => {
            let all = if months == 1 { "" } else { " in all" };
            let saves = format!("{}{all}", format::money(cut.saves, &money));
            match clips(cut.units, Rounding::Up) {
                Some((count, noun)) => format!(
                    "{} fewer {noun}{every} save{} {saves}",
                    format::quantity(count),
                    if count == 1 { "s" } else { "" }
                ),
                None => format!("{} {} fewer{spread} save {saves}", format::quantity(cut.units), pool.units_name),
            }
        }
    };
    (grow, cut)
}

/// What the usual rules of thumb would pay more.
#[component]
fn RulesOfThumb() -> impl IntoView {
    let draft = Draft::expect();
    let (words, stale) = last_whole(draft, |report| {
        [AlternativeKind::LargestFirst, AlternativeKind::BestUnitPrice].map(|kind| extra_words(report, kind)).to_vec()
    });
    view! {
        <dl class="facts facts--thumb" class:facts--stale=stale aria-busy=Signal::derive(move || stale.get().then_some("true"))>
            <div><dt>"“Largest first, then top up” pays"</dt><dd>{text(words, 0)}</dd></div>
            <div><dt>"“Best price per unit” pays"</dt><dd>{text(words, 1)}</dd></div>
        </dl>
    }
}

/// What a rule of thumb pays more, over all pools.
fn extra_words(report: Option<&Report>, kind: AlternativeKind) -> String {
    let Some(report) = report.filter(|report| plans(report).next().is_some()) else { return "…".to_owned() };
    let of = |plan: &plan::Report| -> Option<Alternative> {
        plan.alternatives.iter().find(|alternative| alternative.kind == kind).cloned()
    };
    let extras: Option<Vec<_>> = plans(report).map(|(_, plan)| of(plan).and_then(|other| other.extra_cost)).collect();
    let sum = extras.and_then(|extras| {
        extras.into_iter().try_fold(packwise_engine::money::Cost::ZERO, packwise_engine::money::Cost::plus)
    });
    match sum {
        None => {
            // the rule names one pack, and that can be had a few times only
            let limited = |pool: &PoolReport| {
                pool.request.as_ref().is_some_and(|request| request.packs.iter().any(|pack| pack.limit.is_some()))
            };
            if plans(report).any(|(pool, _)| limited(pool)) {
                "cannot serve: its pack is limited".to_owned()
            } else {
                "cannot serve".to_owned()
            }
        }
        Some(extra) if extra.billionths() == 0 => "the same".to_owned(),
        Some(extra) => format!("+ {}", format::money(extra, &currency(report))),
    }
}
