//! Pictures of a plan over time: each lot of packs as a bar over its life, and the units in hand month by month.
//!
//! Pure: gives drawings as data; how a month, a number and a pack are written comes from the caller.

use super::lots::{Kind, Lot, lanes};
use crate::parts::{Area, Drawing, Say, Shape, ticks};
use packwise_engine::plan::LedgerPeriod;
use packwise_engine::units::Units;

/// Lanes drawn; more are in the table.
pub(super) const MOST_LANES: usize = 24;

/// Height of the row of months, of a lane and of its bars, in tenths of a px.
const TOP: i128 = 260;
const LANE: i128 = 420;
const BAR: i128 = 260;
/// The least height at which something that is there can be seen.
const SEEN: i128 = 15;

/// How things are written on a picture.
pub(super) struct Written<'a> {
    /// Unique on the page.
    pub(super) id: String,
    /// Its accessible name.
    pub(super) label: String,
    /// A month, short.
    pub(super) month: &'a dyn Fn(u32) -> String,
    /// Says a part.
    pub(super) say: Say,
    /// What is said while none is pointed at.
    pub(super) rest: String,
}

/// Where a month begins, in parts of 10,000.
fn along(month: u32, shown: u32) -> i128 {
    i128::from(month.min(shown)) * 10_000 / i128::from(shown.max(1))
}

/// A part of a height that is a share of a whole; never so small that it cannot be seen.
fn share(part: Units, whole: Units, height: i128) -> i128 {
    match i128::from(part.thousandths()) * height / i128::from(whole.thousandths().max(1)) {
        0 if part > Units::ZERO => SEEN,
        share if part > Units::ZERO => share.max(SEEN),
        _ => 0,
    }
}

/// The months above a picture, each name as often as there is room.
fn months_above(shown: u32, height: i128, month: &dyn Fn(u32) -> String, shapes: &mut Vec<Shape>) {
    let every = match shown {
        0..=7 => 1,
        8..=18 => 3,
        19..=48 => 6,
        _ => 12,
    };
    for index in 0..shown {
        let x = along(index, shown);
        let named = index % every == 0 && (x <= 9_200 || shown <= 12);
        // no line runs through a name
        let y = if named { 0 } else { 200 };
        shapes.push(Shape::Line("chart__tick", Area { x, y, w: 0, h: height - y }));
        if named {
            // every second name again where the screen is narrow
            let class = if index % (2 * every) == 0 { "chart__label" } else { "chart__label chart__label--wide" };
            shapes.push(Shape::Text(class, x, 140, month(index)));
        }
    }
}

/// How wide a picture of so many months is at the least.
fn wide(shown: u32) -> &'static str {
    match shown {
        0..=7 => "",
        8..=18 => "plot--18",
        19..=36 => "plot--36",
        37..=48 => "plot--48",
        _ => "plot--72",
    }
}

/// The lots over `shown` months, of which `months` are planned. `name` is what a lane is called.
pub(super) fn timeline(
    lots: &[Lot],
    months: u32,
    shown: u32,
    name: &dyn Fn(&Lot) -> String,
    written: Written<'_>,
) -> (Drawing, Vec<usize>) {
    let mut lanes = lanes(lots);
    lanes.truncate(MOST_LANES);
    let beyond = shown > months;
    let bottom = TOP + LANE * i128::try_from(lanes.len()).unwrap_or(0);
    let height = bottom + if beyond { 200 } else { 40 };
    let mut shapes = Vec::new();
    if beyond {
        let x = along(months, shown);
        shapes.push(Shape::Rect("plot__beyond", Area { x, y: 0, w: 10_000 - x, h: height }));
        // where it has no room the words below say it
        if x <= 8_500 {
            shapes.push(Shape::Text("chart__label", x, height - 60, "after the plan".to_owned()));
        }
    }
    months_above(shown, bottom, written.month, &mut shapes);
    let mut names = Vec::new();
    let mut parts = Vec::new();
    let mut places = Vec::new();
    for (index, lane) in (0..).zip(&lanes) {
        let y = TOP + LANE * index + 130;
        names.push((y + 170, lane.lots.first().and_then(|&first| lots.get(first)).map(name).unwrap_or_default()));
        for &place in &lane.lots {
            let Some(lot) = lots.get(place) else { continue };
            let area = bar(lot, y, shown, &mut shapes);
            if lot.count > 1 && area.w >= 300 {
                shapes.push(Shape::Text("lot__count", area.x, y - 30, format!("{} ×", lot.count)));
            }
            parts.push(area);
            places.push(place);
        }
    }
    if beyond {
        shapes.push(Shape::Line("plot__end", Area { x: along(months, shown), y: 0, w: 0, h: height }));
    }
    let Written { id, label, say, rest, .. } = written;
    let drawing = Drawing { label, id, height: height / 10, wide: wide(shown), names, shapes, parts, say, rest };
    (drawing, places)
}

/// One lot: its life as a frame, what of it is drawn as an area that falls month by month, and below that what expires
/// (in stripes) or is left.
fn bar(lot: &Lot, y: i128, shown: u32, shapes: &mut Vec<Shape>) -> Area {
    let end = lot.until.unwrap_or(shown).clamp(lot.from, shown);
    let (x, right) = (along(lot.from, shown), along(end, shown));
    // a hair between neighbours
    let area = Area { x, y, w: (right - x - 8).max(20), h: BAR };
    if lot.kind == Kind::Later {
        shapes.push(Shape::Rect("lot__later", area));
        return area;
    }
    shapes.push(Shape::Rect("lot__frame", area));
    let base = share(lot.expired(), lot.units, BAR) + share(lot.left(), lot.units, BAR);
    let base = base.min(BAR);
    if lot.expired() > Units::ZERO {
        shapes.push(Shape::Striped("lot__expires", Area { y: y + BAR - base, h: base, ..area }));
    } else if lot.left() > Units::ZERO {
        shapes.push(Shape::Rect("lot__left", Area { y: y + BAR - base, h: base, ..area }));
    }
    if lot.used() > Units::ZERO {
        let floor = y + BAR - base;
        let at = |units: Units| (y + BAR - share(units, lot.units, BAR)).min(floor);
        let mut path = String::new();
        let mut last = x;
        for (month, index) in lot.months.iter().zip(lot.from..) {
            let rest = month.opening.minus(month.used).unwrap_or_default();
            let (from, to) = (along(index, shown), along(index + 1, shown).min(area.x + area.w));
            let begin = if path.is_empty() { 'M' } else { 'L' };
            path.push_str(&format!("{begin}{from} {}L{to} {}", at(month.opening), at(rest)));
            last = to;
        }
        path.push_str(&format!("L{last} {floor}L{x} {floor}Z"));
        shapes.push(Shape::Path("lot__used", path));
    }
    area
}

/// Height of the picture of units in hand above its base line, in tenths of a px, and room above and below.
const HAND: i128 = 1_700;
const ABOVE: i128 = 260;

/// The units in hand, month by month: what there is (in hand and bought) beside what becomes of it (used, expires, left),
/// with what is needed as a line. `axis` writes a quantity.
pub(super) fn hand(
    ledger: &[LedgerPeriod],
    on_demand: &[Units],
    axis: &dyn Fn(i128) -> String,
    written: Written<'_>,
) -> Drawing {
    let months = u32::try_from(ledger.len()).unwrap_or(u32::MAX);
    let of = |units: Units| i128::from(units.thousandths());
    let needed = |period: &LedgerPeriod, at: usize| of(period.used) + on_demand.get(at).copied().map_or(0, of);
    let most =
        ledger.iter().enumerate().map(|(at, period)| (of(period.opening) + of(period.bought)).max(needed(period, at)));
    let most = most.max().unwrap_or(0).max(1_000);
    let up = |thousandths: i128| thousandths * HAND / most;
    let foot = ABOVE + HAND;
    let mut shapes = Vec::new();
    months_above(months, foot, written.month, &mut shapes);
    let mut names = Vec::new();
    for tick in ticks(0, most / 1_000) {
        let y = foot - up(tick * 1_000);
        shapes.push(Shape::Line("chart__tick", Area { x: 0, y, w: 10_000, h: 0 }));
        names.push((y + 40, axis(tick)));
    }
    let mut parts = Vec::new();
    let mut line = String::new();
    for (at, period) in ledger.iter().enumerate() {
        let (left, right) = (along(period.period, months), along(period.period + 1, months));
        let width = right - left;
        let mut stack = |x: i128, w: i128, pieces: &[(&'static str, Units)]| {
            let mut y = 0;
            for &(class, units) in pieces {
                let next = y + of(units);
                let area = Area { x, y: foot - up(next), w, h: up(next) - up(y) };
                if area.h > 0 {
                    let striped = class == "hand__waste";
                    shapes.push(if striped { Shape::Striped(class, area) } else { Shape::Rect(class, area) });
                }
                y = next;
            }
        };
        let pieces = [("hand__opening", period.opening), ("hand__bought", period.bought)];
        stack(left + width * 12 / 100, width * 22 / 100, &pieces);
        let pieces = [("hand__used", period.used), ("hand__waste", period.expired), ("hand__left", period.closing)];
        stack(left + width * 38 / 100, width * 50 / 100, &pieces);
        let y = foot - up(needed(period, at));
        let begin = if line.is_empty() { 'M' } else { 'L' };
        line.push_str(&format!("{begin}{left} {y}H{right}"));
        parts.push(Area { x: left, y: ABOVE, w: width, h: HAND });
    }
    shapes.push(Shape::Path("hand__needed", line));
    let Written { id, label, say, rest, .. } = written;
    Drawing { label, id, height: foot / 10 + 4, wide: wide(months), names, shapes, parts, say, rest }
}

#[cfg(test)]
mod tests {
    use super::super::lots::tests::{TERM, UNEQUAL, planned};
    use super::super::lots::{lots, shown_months};
    use super::*;
    use std::sync::Arc;

    fn written() -> Written<'static> {
        Written {
            id: "x".to_owned(),
            label: String::new(),
            month: &|month| month.to_string(),
            say: Arc::new(|at| at.to_string()),
            rest: String::new(),
        }
    }

    fn drawn(request: &str) -> (Drawing, Vec<Lot>, Vec<usize>) {
        let (request, report) = planned(request);
        let shown = shown_months(&request, &report);
        let lots = lots(&request, &report, shown);
        let months = u32::try_from(request.demand.len()).unwrap();
        let (drawing, places) = timeline(&lots, months, shown, &|lot| lot.pack.clone(), written());
        (drawing, lots, places)
    }

    fn count(drawing: &Drawing, of: &str) -> usize {
        let class = |shape: &&Shape| match shape {
            Shape::Rect(class, _) | Shape::Striped(class, _) | Shape::Line(class, _) | Shape::Path(class, _) => {
                *class == of
            }
            Shape::Text(class, ..) => *class == of,
        };
        drawing.shapes.iter().filter(class).count()
    }

    #[test]
    fn every_lot_has_a_bar_over_its_life() {
        for request in [UNEQUAL, TERM] {
            let (drawing, lots, places) = drawn(request);
            assert_eq!(drawing.parts.len(), lots.len());
            for (part, &place) in drawing.parts.iter().zip(&places) {
                let shown = 10_000;
                assert!(part.x >= 0 && part.x + part.w <= shown && part.w > 0, "{part:?}");
                assert_eq!(drawing.part_at(part.x + part.w / 2, part.y + 5), places.iter().position(|&at| at == place));
            }
            let waste = lots.iter().filter(|lot| lot.expired() > Units::ZERO).count();
            assert_eq!(count(&drawing, "lot__expires"), waste);
            let later = lots.iter().filter(|lot| lot.kind == Kind::Later).count();
            assert_eq!(count(&drawing, "lot__later"), later);
        }
        let (drawing, ..) = drawn(TERM);
        assert_eq!(count(&drawing, "lot__later"), 2);
        assert_eq!(count(&drawing, "plot__beyond"), 1, "what is bought later stands beyond the plan");
    }

    #[test]
    fn a_bar_falls_by_what_is_drawn() {
        // 10 units for two months, 4 drawn in each: 2 expire
        let (drawing, ..) =
            drawn(r#"{ "demand": [4, 4], "packs": [{ "id": "two", "units": 10, "price": "10", "lifePeriods": 2 }] }"#);
        let paths: Vec<&String> = drawing
            .shapes
            .iter()
            .filter_map(|shape| if let Shape::Path("lot__used", path) = shape { Some(path) } else { None })
            .collect();
        let top = TOP + 130;
        let at = |left: i128| top + BAR - left * BAR / 10;
        let expected =
            format!("M0 {}L5000 {}L5000 {}L9992 {}L9992 {}L0 {}Z", at(10), at(6), at(6), at(2), at(2), at(2));
        assert_eq!(paths, [&expected]);
    }

    #[test]
    fn what_is_in_hand_is_as_high_as_what_becomes_of_it() {
        let (_, report) = planned(UNEQUAL);
        let drawing = hand(&report.ledger, &report.on_demand, &|tick| tick.to_string(), written());
        assert_eq!(drawing.parts.len(), 5);
        for part in &drawing.parts {
            let height = |classes: &[&str]| -> i128 {
                let inside = |area: &Area| area.x >= part.x && area.x + area.w <= part.x + part.w;
                let heights = drawing.shapes.iter().filter_map(|shape| match shape {
                    Shape::Rect(class, area) | Shape::Striped(class, area)
                        if classes.contains(class) && inside(area) =>
                    {
                        Some(area.h)
                    }
                    _ => None,
                });
                heights.sum()
            };
            let (before, after) =
                (height(&["hand__opening", "hand__bought"]), height(&["hand__used", "hand__waste", "hand__left"]));
            assert_eq!(before, after);
            assert!(before <= HAND);
        }
    }
}
