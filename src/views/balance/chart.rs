//! The picture of a burn-down: units in hand over days as a band between the least and the most there can be, with what
//! ends, what begins, and where it runs dry.
//!
//! Pure: gives a drawing as data; how a day and a number are written comes from the caller.

use super::words::{self, Written};
use crate::parts::{Area, Drawing, Shape, ticks};
use packwise_engine::burn::{BurnDown, InHand, PackFate};
use packwise_engine::date::{Date, months_later};
use packwise_engine::units::Units;
use std::sync::Arc;

/// Height of the band, and room above and below, in tenths of a px.
const BAND: i128 = 1_900;
const ABOVE: i128 = 300;

/// The most events that are marked; the table has all of them.
const MOST: usize = 200;

/// Something that happens on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// The day.
    pub(super) date: Date,
    /// What, in words.
    pub(super) words: String,
    /// Class of its line; empty: it has none.
    pub(super) class: &'static str,
}

/// What happens, by day. `fates` come with the pack's name.
pub(super) fn events(burn: &BurnDown, fates: &[(String, PackFate)], written: &Written<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    let inside = |date: Date| burn.as_of <= date && date < burn.until;
    for (name, fate) in fates {
        if let Some(effective) = fate.effective.map(|effective| effective.date()).filter(|date| inside(*date)) {
            events.push(Event { date: effective, words: format!("{name} begins"), class: "burn__begins" });
        }
        let out = fate.runs_out.and_then(|out| Some((out, out.earliest.or(out.latest)?)));
        if let Some((out, date)) = out {
            events.push(Event { date, words: format!("{name} is used up {}", words::when(out, written)), class: "" });
        }
        if let Some(expires) = fate.expires.map(|expires| expires.date()).filter(|date| inside(*date)) {
            let lost = fate.lost.most > Units::ZERO;
            let words = match lost {
                true => format!("{name} ends: {} lost", words::between(fate.lost, written)),
                false => format!("{name} ends, nothing is lost"),
            };
            // the end of a pack that is used up before changes nothing
            events.push(Event { date: expires, words, class: if lost { "burn__ends" } else { "" } });
        }
    }
    if let Some(dry) = burn.runs_dry
        && let Some(date) = dry.earliest.or(dry.latest)
    {
        let words = format!("it runs dry {}", words::when(dry, written));
        events.push(Event { date, words, class: "" });
    }
    let order = packwise_engine::places::sorted(events.len(), &mut |a, b| events[a].date.cmp(&events[b].date));
    order.into_iter().filter_map(|at| events.get(at).cloned()).collect()
}

/// A stretch of days that is read out as one: from a point to before the next that tells something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Units in hand as it begins.
    pub(super) point: InHand,
    /// The day after it.
    pub(super) until: Date,
    /// What happens in it.
    pub(super) events: Vec<String>,
}

/// The stretches. The day before a change is drawn, and is none of its own.
pub(super) fn stretches(burn: &BurnDown, events: &[Event]) -> Vec<Stretch> {
    let days = |from: Date, to: Date| span(from, to);
    let mut points: Vec<InHand> = Vec::new();
    for (at, point) in burn.in_hand.iter().enumerate() {
        let next = burn.in_hand.get(at + 1);
        let told = at == 0 || next.is_none_or(|next| days(point.date, next.date) > 1);
        let happens = events.iter().any(|event| event.date == point.date);
        if (told || happens) && point.date < burn.until {
            points.push(*point);
        }
    }
    let ends = points.iter().skip(1).map(|point| point.date).chain([burn.until]);
    points
        .iter()
        .zip(ends)
        .map(|(point, until)| {
            let within = events.iter().filter(|event| point.date <= event.date && event.date < until);
            Stretch { point: *point, until, events: within.map(|event| event.words.clone()).collect() }
        })
        .collect()
}

/// Days from one to the other.
fn span(from: Date, to: Date) -> i128 {
    i128::from(from.duration_until(to).as_hours() / 24)
}

/// The picture. `day` writes a day short, `axis` a quantity.
pub(super) fn drawing(
    burn: &BurnDown,
    stretches: &[Stretch],
    events: &[Event],
    (id, label): (&str, String),
    day: &dyn Fn(Date) -> String,
    axis: &dyn Fn(i128) -> String,
    said: Vec<String>,
) -> Drawing {
    let whole = span(burn.as_of, burn.until).max(1);
    let along = |date: Date| span(burn.as_of, date).clamp(0, whole) * 10_000 / whole;
    let of = |units: Units| i128::from(units.thousandths());
    let most = burn.in_hand.iter().map(|point| of(point.most)).max().unwrap_or(0).max(1_000);
    let foot = ABOVE + BAND;
    let up = |units: Units| foot - of(units) * BAND / most;
    let mut shapes = Vec::new();
    let mut names = Vec::new();
    for tick in ticks(0, most / 1_000) {
        let y = foot - tick * 1_000 * BAND / most;
        shapes.push(Shape::Line("chart__tick", Area { x: 0, y, w: 10_000, h: 0 }));
        names.push((y + 40, axis(tick)));
    }
    months(burn, &along, foot, day, &mut shapes);
    if let Some(dry) = burn.runs_dry
        && let Some(first) = dry.earliest.or(dry.latest)
    {
        // from the day on which it may to the one on which it must
        let (x, last) = (along(first), along(dry.latest.unwrap_or(first)));
        shapes.push(Shape::Rect("burn__dry", Area { x, y: ABOVE, w: (last - x).max(40), h: BAND }));
    }
    let line = |least: bool| {
        let mut path = String::new();
        for point in &burn.in_hand {
            let y = up(if least { point.least } else { point.most });
            path.push_str(&format!("{}{} {y}", if path.is_empty() { 'M' } else { 'L' }, along(point.date)));
        }
        path
    };
    let mut band = line(false);
    for point in burn.in_hand.iter().rev() {
        band.push_str(&format!("L{} {}", along(point.date), up(point.least)));
    }
    band.push('Z');
    shapes.push(Shape::Path("burn__band", band));
    shapes.push(Shape::Path("burn__line burn__line--least", line(true)));
    shapes.push(Shape::Path("burn__line", line(false)));
    for event in events.iter().filter(|event| !event.class.is_empty()).take(MOST) {
        shapes.push(Shape::Line(event.class, Area { x: along(event.date), y: ABOVE, w: 0, h: BAND }));
    }
    if let Some(dry) = burn.runs_dry
        && let Some(first) = dry.earliest.or(dry.latest)
    {
        let x = along(first);
        shapes.push(Shape::Line("burn__edge", Area { x, y: ABOVE - 120, w: 0, h: BAND + 120 }));
        // to the right of its line there may be no room for it
        if x <= 8_800 {
            shapes.push(Shape::Text("burn__word", x, ABOVE - 30, "dry".to_owned()));
        }
    }
    let parts = stretches.iter().map(|stretch| {
        let (x, right) = (along(stretch.point.date), along(stretch.until));
        Area { x, y: ABOVE, w: (right - x).max(20), h: BAND }
    });
    let rest = said.first().cloned().unwrap_or_default();
    Drawing {
        label,
        id: id.to_owned(),
        height: foot / 10 + 6,
        wide: wide(whole),
        names,
        shapes,
        parts: parts.collect(),
        say: Arc::new(move |at| said.get(at).cloned().unwrap_or_default()),
        rest,
    }
}

/// The beginnings of months above the picture, each name as often as there is room.
fn months(
    burn: &BurnDown,
    along: &dyn Fn(Date) -> i128,
    foot: i128,
    day: &dyn Fn(Date) -> String,
    shapes: &mut Vec<Shape>,
) {
    let starts: Vec<Date> =
        (0..=60).filter_map(|month| months_later(burn.as_of, month)).take_while(|date| *date < burn.until).collect();
    let every = match starts.len() {
        0..=7 => 1,
        8..=18 => 3,
        19..=48 => 6,
        _ => 12,
    };
    for (at, start) in starts.into_iter().enumerate() {
        let named = at % every == 0;
        let (x, y) = (along(start), if named { 0 } else { 200 });
        shapes.push(Shape::Line("chart__tick", Area { x, y, w: 0, h: foot - y }));
        if named {
            let class = if at % (2 * every) == 0 { "chart__label" } else { "chart__label chart__label--wide" };
            shapes.push(Shape::Text(class, x, 140, day(start)));
        }
    }
}

/// How wide a picture of so many days is at the least.
fn wide(days: i128) -> &'static str {
    match days {
        0..=220 => "",
        221..=560 => "plot--18",
        561..=1_150 => "plot--36",
        _ => "plot--48",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use packwise_engine::burn::{self, Request};
    use packwise_engine::plan::Options;
    use serde_json::json;

    fn burned(packs: &serde_json::Value) -> BurnDown {
        let request = json!({"balance": {"packs": packs}, "demand": [310, 280], "asOf": "2026-01-01"});
        burn::burn_down(&Request::read(&request).unwrap(), Options::default()).unwrap()
    }

    fn written() -> Written<'static> {
        Written {
            day: &|day| day.to_string(),
            days: &|first, last| (first.to_string(), last.to_string()),
            number: &|units| units.to_string(),
        }
    }

    fn drawn(burn: &BurnDown) -> (Drawing, Vec<Stretch>, Vec<Event>) {
        let fates: Vec<(String, PackFate)> =
            burn.packs.iter().map(|fate| (fate.id.clone().unwrap_or_default(), fate.clone())).collect();
        let events = events(burn, &fates, &written());
        let stretches = stretches(burn, &events);
        let said = stretches.iter().map(|stretch| stretch.point.date.to_string()).collect();
        let drawing = drawing(
            burn,
            &stretches,
            &events,
            ("x", String::new()),
            &|day| day.to_string(),
            &|tick| tick.to_string(),
            said,
        );
        (drawing, stretches, events)
    }

    fn pack(id: &str, remaining: u32, effective: &str, expires: &str) -> serde_json::Value {
        json!({"id": id, "pool": "video", "remaining": remaining, "status": "online", "effective": effective, "expires": expires})
    }

    #[test]
    fn a_drop_is_a_drop_and_not_a_slope() {
        let burn =
            burned(&json!([pack("a", 100, "2025-12-01", "2026-01-06"), pack("b", 1000, "2025-12-01", "2026-06-01")]));
        let (drawing, stretches, events) = drawn(&burn);
        // a ends on the 6th with 45 to 50 lost, b lasts
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].words.as_str(), events[0].class), ("a ends: 45 to 50 lost", "burn__ends"));
        let days: Vec<String> = stretches.iter().map(|stretch| stretch.point.date.to_string()).collect();
        assert_eq!(days, ["2026-01-01", "2026-01-06", "2026-02-01"]);
        assert_eq!(stretches[1].events, ["a ends: 45 to 50 lost"]);
        // 59 days; the 5th is day 4, the 6th day 5
        let Some(Shape::Path(_, line)) =
            drawing.shapes.iter().find(|shape| matches!(shape, Shape::Path("burn__line", _)))
        else {
            panic!("no line");
        };
        let y = |units: i128| ABOVE + BAND - units * BAND / 1_100;
        let begin = format!("M0 {}L{} {}L{} {}", y(1_100), 40_000 / 59, y(1_060), 50_000 / 59, y(1_000));
        assert!(line.starts_with(&begin), "{line} {begin}");
        assert_eq!(drawing.parts.len(), 3);
        assert!(drawing.parts.windows(2).all(|pair| pair[0].x + pair[0].w == pair[1].x));
    }

    #[test]
    fn dry_and_begun_are_marked() {
        let burn = burned(&json!([
            pack("a", 100, "2025-12-01", "2026-03-01"),
            pack("q", 500, "2026-02-01T12:00:00Z", "2026-06-01")
        ]));
        let (drawing, _, events) = drawn(&burn);
        let words: Vec<&str> = events.iter().map(|event| event.words.as_str()).collect();
        assert_eq!(words, ["a is used up on 2026-01-10", "it runs dry between 2026-01-10 and 2026-01-11", "q begins"]);
        let count = |class: &str| {
            let of = |shape: &&Shape| match shape {
                Shape::Rect(of, _) | Shape::Line(of, _) => *of == class,
                Shape::Striped(..) | Shape::Text(..) | Shape::Path(..) => false,
            };
            drawing.shapes.iter().filter(of).count()
        };
        assert_eq!((count("burn__dry"), count("burn__begins"), count("burn__edge"), count("burn__ends")), (1, 1, 1, 0));
    }

    #[test]
    fn nothing_in_hand_is_drawn_too() {
        let (drawing, stretches, _) = drawn(&burned(&json!([])));
        assert!(!stretches.is_empty() && drawing.parts.len() == stretches.len());
    }
}
