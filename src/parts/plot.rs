//! A picture of parts that can be read out one by one: by pointing, by arrow keys, by a screen reader.
//!
//! What is drawn is data (a [`Drawing`]), so a test can read it and every picture shares one piece of code. Along: parts
//! of 10,000 of the width. Down: tenths of a px. Text keeps its size on every screen; a wide picture scrolls in its own box,
//! with its names staying beside it.

use super::dynamic;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::sync::Arc;

/// A rectangle of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// From the left, in parts of 10,000.
    pub x: i128,
    /// From the top, in tenths of a px.
    pub y: i128,
    /// Width.
    pub w: i128,
    /// Height.
    pub h: i128,
}

impl Area {
    fn holds(&self, x: i128, y: i128) -> bool {
        (self.x..self.x + self.w).contains(&x) && (self.y..self.y + self.h).contains(&y)
    }
}

/// One thing that is drawn. The class says how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A rectangle.
    Rect(&'static str, Area),
    /// A rectangle in stripes: told from others without colour.
    Striped(&'static str, Area),
    /// A line from the corner of an area to the opposite one.
    Line(&'static str, Area),
    /// Words that begin at a place, so many tenths of a px to its right.
    Text(&'static str, i128, i128, String),
    /// A path in a box of 10,000 by ten times the height.
    Path(&'static str, String),
}

/// Says a part.
pub type Say = Arc<dyn Fn(usize) -> String + Send + Sync>;

/// A picture.
#[derive(Clone)]
pub struct Drawing {
    /// Its accessible name.
    pub label: String,
    /// Unique on the page; letters, digits and dashes.
    pub id: String,
    /// In px.
    pub height: i128,
    /// Class that says how wide it is at the least.
    pub wide: &'static str,
    /// Names beside it, each with the place of its base line.
    pub names: Vec<(i128, String)>,
    /// What is drawn, from the back.
    pub shapes: Vec<Shape>,
    /// Its parts, in the order of the arrow keys.
    pub parts: Vec<Area>,
    /// Says each of them.
    pub say: Say,
    /// What is said while none is pointed at.
    pub rest: String,
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawing").field("label", &self.label).field("shapes", &self.shapes).finish_non_exhaustive()
    }
}

impl Drawing {
    /// The part at a place; the last drawn where several are.
    #[must_use]
    pub fn part_at(&self, x: i128, y: i128) -> Option<usize> {
        self.parts.iter().rposition(|part| part.holds(x, y))
    }
}

/// Hundredths of a per cent, as a place or a size in a picture.
pub(super) fn percent(parts: i128) -> String {
    format!("{}.{:02}%", parts / 100, parts % 100)
}

/// Tenths of a pixel, as a place or a size in a picture.
pub(super) fn px(tenths: i128) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The picture with its read-out.
#[component]
pub fn Plot(
    /// What is drawn; it never changes.
    drawing: Drawing,
) -> impl IntoView {
    let at = RwSignal::new(None::<usize>);
    let count = drawing.parts.len();
    let Drawing { label, height, wide, .. } = drawing.clone();
    let shapes: Vec<AnyView> = drawing.shapes.iter().map(|shape| shape_view(shape, &drawing)).collect();
    let names: Vec<AnyView> = drawing
        .names
        .iter()
        .map(|(y, name)| {
            view! { <text class="chart__label" x="100%" dx="-8" text-anchor="end" y=px(*y)>{name.clone()}</text> }
                .into_any()
        })
        .collect();
    let id = format!("{}-stripes", drawing.id);
    let drawing = StoredValue::new(drawing);
    let said = Signal::derive(move || {
        drawing.with_value(|drawing| at.get().map_or_else(|| drawing.rest.clone(), |at| (drawing.say)(at)))
    });
    let scroll = NodeRef::<html::Div>::new();
    let point = move |event: web_sys::PointerEvent| {
        let target = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(target) = target else { return };
        let area = target.get_bounding_client_rect();
        let share = ((f64::from(event.client_x()) - area.left()) / area.width().max(1.0)).clamp(0.0, 1.0);
        let down = f64::from(event.client_y()) - area.top();
        // a place on the screen, no quantity: floats are what it is told in
        #[allow(clippy::cast_possible_truncation, reason = "a place on the screen")]
        let (x, y) = (i128::from((share * 9_999.0) as i64), i128::from((down * 10.0) as i64));
        let found = drawing.with_value(|drawing| drawing.part_at(x, y));
        if at.get_untracked() != found {
            at.set(found);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let last = count.saturating_sub(1);
        let present = at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => present.map_or(0, |at| (at + 1).min(last)),
            "ArrowLeft" | "ArrowDown" => present.map_or(0, |at| at.saturating_sub(1)),
            "PageUp" => present.map_or(0, |at| (at + 6).min(last)),
            "PageDown" => present.map_or(0, |at| at.saturating_sub(6)),
            "Home" => 0,
            "End" => last,
            "Escape" => {
                at.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        at.set(Some(to).filter(|_| count > 0));
        // what is read out is in view
        let part = drawing.with_value(|drawing| drawing.parts.get(to).copied());
        if let (Some(part), Some(scroll)) = (part, scroll.get_untracked()) {
            let wide = i128::from(scroll.scroll_width());
            let middle = (part.x + part.w / 2) * wide / 10_000 - i128::from(scroll.client_width()) / 2;
            scroll.set_scroll_left(i32::try_from(middle.max(0)).unwrap_or(0));
        }
    };
    let mark = dynamic(move || {
        let at = at.get()?;
        let Area { x, y, w, h } = drawing.with_value(|drawing| drawing.parts.get(at).copied())?;
        Some(view! { <rect class="plot__at" x=percent(x) y=px(y) width=percent(w) height=px(h) rx="3"/> })
    });
    let now = Signal::derive(move || at.get().map_or(0, |at| at + 1).to_string());
    let class = format!("plot {wide}");
    view! {
        <p class="plot__said">{said}</p>
        <div class="plot__frame">
            <svg class="plot__names" height=height.to_string() aria-hidden="true">{names}</svg>
            <div class="plot__scroll" node_ref=scroll>
                <div class=class tabindex="0" role="slider" aria-label=label aria-valuemin="0"
                    aria-valuemax=count.to_string() aria-valuenow=now aria-valuetext=said on:keydown=key
                    on:pointermove=point on:pointerdown=point on:pointerleave=move |_| at.set(None)>
                    <svg class="plot__picture" width="100%" height=height.to_string() aria-hidden="true">
                        <defs>
                            <pattern id=id width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                                <rect class="stripes__ground" width="6" height="6"/>
                                <rect class="stripes__line" width="2.4" height="6"/>
                            </pattern>
                        </defs>
                        {shapes}{mark}
                    </svg>
                </div>
            </div>
        </div>
    }
}

fn shape_view(shape: &Shape, drawing: &Drawing) -> AnyView {
    let rect = |class: &'static str, Area { x, y, w, h }: Area, fill: Option<String>| {
        view! { <rect class=class x=percent(x) y=px(y) width=percent(w) height=px(h) fill=fill/> }.into_any()
    };
    match shape {
        Shape::Rect(class, area) => rect(class, *area, None),
        Shape::Striped(class, area) => rect(class, *area, Some(format!("url(#{}-stripes)", drawing.id))),
        Shape::Line(class, Area { x, y, w, h }) => {
            view! { <line class=*class x1=percent(*x) y1=px(*y) x2=percent(x + w) y2=px(y + h)/> }.into_any()
        }
        Shape::Text(class, x, y, words) => {
            view! { <text class=*class x=percent(*x) y=px(*y) dx="4">{words.clone()}</text> }.into_any()
        }
        Shape::Path(class, path) => {
            let box_ = format!("0 0 10000 {}", drawing.height * 10);
            let height = drawing.height.to_string();
            view! {
                <svg width="100%" height=height viewBox=box_ preserveAspectRatio="none"><path class=*class d=path.clone()/></svg>
            }
            .into_any()
        }
    }
}

/// A table that says what a picture shows, made when it is first opened.
#[component]
pub fn Twin(
    /// Its accessible name.
    #[prop(into)]
    label: String,
    /// Its heads.
    heads: Vec<String>,
    /// Its rows; the first cell of each names it.
    rows: Arc<dyn Fn() -> Vec<Vec<String>> + Send + Sync>,
    /// Whether it is made at once: paper shows it although nobody opened it.
    #[prop(optional)]
    eager: bool,
    /// What opens it.
    #[prop(default = "The same as a table")]
    summary: &'static str,
) -> impl IntoView {
    let opened = RwSignal::new(eager);
    let caption = label.clone();
    let table = dynamic(move || {
        opened.get().then(|| {
            let heads: Vec<AnyView> =
                heads.iter().map(|head| view! { <th scope="col">{head.clone()}</th> }.into_any()).collect();
            let rows: Vec<AnyView> = rows()
                .into_iter()
                .map(|cells| {
                    let cells: Vec<AnyView> = cells
                        .into_iter()
                        .enumerate()
                        .map(|(at, cell)| match at {
                            0 => view! { <th scope="row">{cell}</th> }.into_any(),
                            _ => view! { <td>{cell}</td> }.into_any(),
                        })
                        .collect();
                    view! { <tr>{cells}</tr> }.into_any()
                })
                .collect();
            view! {
                <table class="table">
                    <caption class="visually-hidden">{caption.clone()}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
        })
    });
    view! {
        <details class="twin" on:toggle=move |_| opened.set(true)>
            <summary>{summary}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=label>{table}</div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_last_part_drawn_there() {
        let part = |x, y, w, h| Area { x, y, w, h };
        let drawing = Drawing {
            label: String::new(),
            id: String::new(),
            height: 10,
            wide: "",
            names: Vec::new(),
            shapes: Vec::new(),
            parts: vec![part(0, 0, 5_000, 100), part(2_000, 50, 8_000, 50)],
            say: Arc::new(|at| at.to_string()),
            rest: String::new(),
        };
        assert_eq!(drawing.part_at(0, 0), Some(0));
        assert_eq!(drawing.part_at(2_500, 60), Some(1));
        assert_eq!(drawing.part_at(9_999, 10), None);
    }
}
