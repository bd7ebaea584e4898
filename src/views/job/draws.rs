//! What one job draws: the sum and its parts, what that is worth on the rate card and what it really costs, what is
//! reserved for retries.

use super::{again, credits, job_at, part_name, prices, report_at};
use crate::document::Draft;
use crate::format;
use crate::parts::{Explained, Notices, SourceLine, Why, dynamic};
use crate::views::plan::others::bought;
use leptos::prelude::*;
use packwise_engine::book::Book;
use packwise_engine::decimal::{Rounding, divide};
use packwise_engine::document::{JobLine, JobReport};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::job::{Bases, Component};
use packwise_engine::money::Cost;
use packwise_engine::plan::{self, Answer, Options, Request};
use packwise_engine::units::Units;

/// Fields whose errors stand at their boxes.
const AT_BOXES: [&str; 12] = [
    "segment_count",
    "model_id",
    "duration_seconds",
    "keyframe_resolution",
    "variant",
    "resolution",
    "aspect_ratio",
    "caption_style",
    "max_kf_retries",
    "max_video_retries",
    "hitl_anchor_max_rejections",
    "hitl_segments_max_rejections",
];
/// The parts of the bar: what they are, and how they look.
const SHARES: [(&str, &str); 4] = [
    ("clips", "video"),
    ("keyframes", "keyframes"),
    ("sound, captions, post-processing", "once"),
    ("retries and rejections", "budget"),
];

/// The card.
#[component]
pub(super) fn Draws(place: Memo<usize>) -> impl IntoView {
    let draft = Draft::expect();
    let report = Memo::new(move |_| report_at(draft, place.get(), JobReport::clone));
    let job = Memo::new(move |_| job_at(draft, place.get()));
    let issues = Memo::new(move |_| {
        report.with(|report| {
            let at_box = |issue: &Issue| {
                let field = issue.path.rsplit_once('.').map_or("", |(_, field)| field);
                issue.level == Level::Error && AT_BOXES.contains(&field)
            };
            let issues = report.iter().flat_map(|report| &report.issues);
            issues.filter(|issue| !at_box(issue)).cloned().collect::<Vec<Issue>>()
        })
    });
    let body = dynamic(move || {
        let (report, job) = (report.get()?, job.get()?);
        Some(body(draft, place.get(), &job, &report))
    });
    view! {
        <section class="card answer draws" aria-label="What the job draws">
            {body}
            <Notices issues=issues/>
        </section>
    }
}

fn body(draft: Draft, place: usize, job: &JobLine, report: &JobReport) -> AnyView {
    let known = report.breakdown.iter().filter_map(|part| part.credits);
    let known = known.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum));
    let (chip, class) =
        if report.total.is_some() { ("all of it known", "chip") } else { ("incomplete", "chip chip--third-party") };
    let total = match report.total {
        Some(total) => {
            let explain = explain(draft, format!("jobs[{place}].total"), "What the job draws");
            view! { <p class="answer__total draws__total"><Why explain=explain>{credits(draft, total)}</Why></p> }
                .into_any()
        }
        None => {
            let all = report.breakdown.iter().all(|part| part.credits.is_some());
            let known = credits(draft, known);
            let words = if all {
                format!("every part is known, {known} in all, but the job as it is asked for cannot be made")
            } else {
                format!("{known} are known, the rest is not")
            };
            view! { <p class="answer__none">"Incomplete"</p><p class="soft">{words}</p> }.into_any()
        }
    };
    let mut rows: Vec<AnyView> = Vec::new();
    for part in &report.breakdown {
        if part.credits == Some(Units::ZERO) {
            continue;
        }
        let figure = match part.credits {
            Some(units) => {
                let explain =
                    explain(draft, format!("jobs[{place}].{}", part.component.as_str()), part_name(part.component));
                view! { <Why explain=explain>{format::quantity(units)}</Why> }.into_any()
            }
            None => view! { <span class="draws__unknown">"not known"</span> }.into_any(),
        };
        let key = format!("key key--{}", SHARES[share_of(part.component)].1);
        rows.push(
            view! {
                <tr>
                    <th scope="row"><i class=key></i>{part_name(part.component)}<small>{how(draft, part.component, job)}</small></th>
                    <td>{figure}</td>
                </tr>
            }
            .into_any(),
        );
    }
    let sum = report.total.map_or_else(|| format!("at least {}", format::quantity(known)), format::quantity);
    view! {
        <div class="answer__head"><h2>"Job "{place + 1}" draws"</h2><span class=class>{chip}</span></div>
        {total}
        {bar(report, known)}
        <table class="table draws__parts">
            <caption class="visually-hidden">"What each part of the job draws, in credits"</caption>
            <thead class="visually-hidden"><tr><th scope="col">"Part"</th><th scope="col">"Credits"</th></tr></thead>
            <tbody>{rows}<tr class="draws__sum"><th scope="row">"Sum"</th><td>{sum}</td></tr></tbody>
        </table>
        {worth(draft, report)}
        {reserve(draft, report)}
    }
    .into_any()
}

fn share_of(part: Component) -> usize {
    match part {
        Component::Video => 0,
        Component::Keyframes => 1,
        part if part.is_budget() => 3,
        _ => 2,
    }
}

/// The parts as one bar, as far as they are known.
fn bar(report: &JobReport, known: Units) -> Option<AnyView> {
    let whole = i128::from(known.thousandths());
    if whole == 0 {
        return None;
    }
    let mut shares = [0_i128; 4];
    for part in &report.breakdown {
        shares[share_of(part.component)] += i128::from(part.credits.unwrap_or_default().thousandths());
    }
    let mut from = 0;
    let (mut parts, mut words): (Vec<AnyView>, Vec<String>) = (Vec::new(), Vec::new());
    let permille = |part: i128| divide(part * 1_000, whole, Rounding::HalfEven).unwrap_or(0);
    let text = |permille: i128| format!("{}.{}%", permille / 10, permille % 10);
    for (share, (name, class)) in shares.into_iter().zip(SHARES) {
        if share == 0 {
            continue;
        }
        let (start, end) = (permille(from), permille(from + share));
        from += share;
        let class = format!("draws__share draws__share--{class}");
        parts.push(view! { <rect class=class x=text(start) width=text(end - start) height="100%"/> }.into_any());
        words.push(format!("{} {name}", format::percent(share, whole).unwrap_or_default()));
    }
    let of = if report.total.is_some() { "" } else { " of what is known" };
    let label = format!("{}{of}", words.join(", "));
    Some(view! { <svg class="bar" role="img" aria-label=label>{parts}</svg> }.into_any())
}

/// How a part comes about, in few words.
fn how(draft: Draft, part: Component, job: &JobLine) -> String {
    let number = |entry: &packwise_engine::document::Entry| format::typed(entry.as_str());
    let base = |part: &str| match job.bases {
        Bases::Parts => part.to_owned(),
        Bases::Job => "the whole job".to_owned(),
    };
    let [retry, rejection] = again(draft);
    match part {
        Component::Video => format!("{} of {} s", number(&job.segment_count), number(&job.duration_seconds)),
        Component::Keyframes => {
            let count = job.segment_count.as_str().parse::<u64>().ok().and_then(|count| count.checked_add(1));
            count
                .map_or_else(String::new, |count| format!("{} of {}", format::quantity(count), job.keyframe_resolution))
        }
        Component::Voice => if job.custom_voice { "custom voice" } else { "standard voice" }.to_owned(),
        Component::Captions => job.caption_style.clone(),
        Component::Music | Component::PostProcessing => "once a job".to_owned(),
        Component::KeyframeRetries => format!("{} × {retry} {}", number(&job.max_kf_retries), base("the keyframes")),
        Component::VideoRetries => format!("{} × {retry} {}", number(&job.max_video_retries), base("the clips")),
        Component::AnchorRejections => {
            format!("{} × {rejection} {}", number(&job.hitl_anchor_max_rejections), base("the keyframes"))
        }
        Component::SegmentRejections => {
            format!("{} × {rejection} {}", number(&job.hitl_segments_max_rejections), base("the clips"))
        }
    }
}

/// On the rate card, and paid.
fn worth(draft: Draft, report: &JobReport) -> Option<AnyView> {
    let total = report.total?;
    let (currency, face) = prices(draft, |prices, book| (book.currency.clone(), prices.face_value))?;
    let mut rows: Vec<(String, String, &str)> = Vec::new();
    if let Some(value) = report.face_value {
        rows.push((
            format!("On the rate card, at {} a credit", format::money(face, &currency)),
            format::money(value, &currency),
            "",
        ));
    }
    if let Some(each) = report.price_each {
        rows.push((
            "Paid, as a share of what is bought below".to_owned(),
            format::money_each(each, &currency),
            "rounded for show",
        ));
    }
    if let Some((cost, packs)) = alone(draft, &report.pool, total) {
        rows.push((
            "Paid, bought for one such job alone".to_owned(),
            format!("{} ({packs})", format::money(cost, &currency)),
            "",
        ));
    }
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(name, figure, title)| view! { <div><dt>{name}</dt><dd title=title>{figure}</dd></div> }.into_any())
        .collect();
    Some(view! { <dl class="facts draws__worth">{rows}</dl> }.into_any())
}

/// The least purchase for one job with nothing in hand.
fn alone(draft: Draft, pool: &str, total: Units) -> Option<(Cost, String)> {
    let request = draft.report.with_untracked(|report| {
        let of = report.pools.iter().find(|of| of.pool == pool)?;
        of.request.as_ref().map(|request| Request { demand: vec![total], balance: Vec::new(), ..request.clone() })
    })?;
    let bare = Options {
        budget: crate::document::AT_ONCE,
        headroom: false,
        alternatives: false,
        trace: false,
        ..Options::default()
    };
    let answer = plan::plan(&request, bare).ok()?;
    let plan = Answer::plan(&answer)?;
    let names = crate::views::plan::answer::pack_name(draft);
    Some((plan.cost, bought(&plan.purchases, &names)))
}

/// What is held back for retries, and when a retry is refused.
fn reserve(draft: Draft, report: &JobReport) -> Option<AnyView> {
    let total = report.total?;
    let held = report.breakdown.iter().filter(|part| part.component.is_budget()).filter_map(|part| part.credits);
    let held = held.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum));
    let words = if held == Units::ZERO {
        format!(
            "{} are reserved when the job is created. What it did not use is released when it ends, all of it where it fails.",
            credits(draft, total)
        )
    } else {
        format!(
            "{} are reserved when the job is created, {} of them for retries and rejections. What did not happen is released when the job ends. A retry needs its credits to be available at that moment: without them it is refused (402, insufficient credits).",
            credits(draft, total),
            format::quantity(held)
        )
    };
    Some(view! { <p class="soft draws__reserve">{words}</p> }.into_any())
}

/// The working of a figure of a job, and where its inputs are from.
fn explain(draft: Draft, figure: String, title: &'static str) -> Callback<(), Option<Explained>> {
    Callback::new(move |()| {
        let report = draft.explained();
        let traces: Vec<_> = report.trace.into_iter().filter(|trace| trace.figure == figure).collect();
        let sources = draft.with_book_untracked(|book| sources(book, &traces)).unwrap_or_default();
        Some(Explained { title: title.to_owned(), traces, sources })
    })
}

/// The rows of the book that the inputs name, `u-gen-2026: rate music`; `u-gen-2026: job` is what it says of jobs.
fn sources(book: &Book, traces: &[packwise_engine::trace::Trace]) -> Vec<SourceLine> {
    let mut found: Vec<SourceLine> = Vec::new();
    for input in traces.iter().flat_map(|trace| &trace.inputs) {
        let Some(of) = input.from.strip_prefix(book.id.as_str()).and_then(|rest| rest.strip_prefix(": ")) else {
            continue;
        };
        let rate = of.strip_prefix("rate ").and_then(|id| book.rate(id));
        let row = match (rate, &book.job) {
            (Some(rate), _) => {
                SourceLine::of(book, rate.source.as_deref(), rate.checked, rate.evidence, rate.note.as_deref())
            }
            (None, Some(job)) if of == "job" => {
                SourceLine::of(book, job.source.as_deref(), None, job.evidence, job.note.as_deref())
            }
            (None, _) => continue,
        };
        if !found.contains(&row) {
            found.push(row);
        }
    }
    found
}
