//! What is said of a pack and of a forecast: status, type, what the plan counts on, what becomes of it, between which
//! days something happens.
//!
//! Pure: how a day and a number are written comes from the caller.

use packwise_engine::balance::{Held, Moment, MonthsOf, Provider, months_of};
use packwise_engine::burn::{Between, PackFate, When};
use packwise_engine::date::{Date, months_later};
use packwise_engine::plan::MAX_PERIODS;
use packwise_engine::units::Units;

/// How things are written.
pub(super) struct Written<'a> {
    /// A day with its year.
    pub(super) day: &'a dyn Fn(Date) -> String,
    /// Two days, the year once where both have it.
    pub(super) days: &'a dyn Fn(Date, Date) -> (String, String),
    /// A quantity.
    pub(super) number: &'a dyn Fn(Units) -> String,
}

/// A vendor's status in words.
pub(super) fn status(held: &Held) -> String {
    match held.status.as_deref() {
        Some("toBeOnline") => "starts later".to_owned(),
        Some("online") => "in use".to_owned(),
        Some("expired") => "expired".to_owned(),
        Some("runOut") => "used up".to_owned(),
        Some(other) => format!("“{}”, not known here", packwise_engine::read::brief(other)),
        None => "not told".to_owned(),
    }
}

/// A vendor's type in words.
pub(super) fn kind(held: &Held) -> String {
    match held.kind.as_deref() {
        Some("decreasing_total") => "one total, drawn down".to_owned(),
        Some("constant_period") => "renewed each period: what is left now is counted".to_owned(),
        Some("credits") => "credits of the account".to_owned(),
        Some(other) => format!("“{}”, not known here", packwise_engine::read::brief(other)),
        None => "type not told".to_owned(),
    }
}

/// Whether the provider says that a pack is used up; a figure above zero is late then, and nothing of it is lost.
pub(super) fn is_used_up(held: &Held) -> bool {
    held.status.as_deref() == Some("runOut")
}

/// Whether a pack is over: what was left in it is lost already, unless it was used up.
pub(super) fn is_over(held: &Held, day: Date) -> bool {
    matches!(held.status.as_deref(), Some("expired" | "runOut"))
        || held.expires.is_some_and(|expires| expires <= Moment::start_of(day))
}

/// What the plan counts on of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Units from a month on (0 is the first), for so many; `None`: it never expires.
    Months(Units, u32, Option<u32>),
    /// Nothing, and why.
    Not(String),
}

/// What the plan counts on of a pack, in months from a day on. `pools`: those of the price book.
pub(super) fn counted(held: &Held, provider: Provider, day: Date, pools: &[String], written: &Written<'_>) -> Counted {
    let not = |words: String| Counted::Not(words);
    let Some(units) = held.remaining else {
        return not("what is left in it is not known".to_owned());
    };
    if is_used_up(held) {
        return not("it is used up".to_owned());
    }
    if is_over(held, day) {
        return not(if units > Units::ZERO { "it has ended".to_owned() } else { "nothing is left".to_owned() });
    }
    if units == Units::ZERO {
        return not("nothing is left".to_owned());
    }
    match &held.pool {
        None => return not("its pool is not known: choose it".to_owned()),
        Some(pool) if !pools.contains(pool) => return not("the price book has no such pool".to_owned()),
        Some(_) => {}
    }
    match months_of(held, provider, day) {
        MonthsOf::Some(from, _) if usize::try_from(from).is_ok_and(|from| from >= MAX_PERIODS) => {
            not(format!("it starts beyond the {MAX_PERIODS} months that can be planned"))
        }
        MonthsOf::Some(from, left) => Counted::Months(units, from, left),
        MonthsOf::Unknown => not("how long it lasts is not known".to_owned()),
        MonthsOf::Never => {
            let ends = held.expires.map(|expires| (written.day)(expires.date()));
            let ends = ends.map_or_else(String::new, |ends| format!(": it ends {ends}"));
            not(format!("no whole month from {} lies inside its validity{ends}", (written.day)(day)))
        }
    }
}

/// The same in words: `5 months from Nov 20, 2026`.
pub(super) fn counted_words(counted: &Counted, day: Date, written: &Written<'_>) -> String {
    match counted {
        Counted::Not(why) => format!("not counted: {why}"),
        Counted::Months(_, from, left) => {
            let from = months_later(day, *from).map(written.day).unwrap_or_default();
            match left {
                Some(1) => format!("1 month from {from}"),
                Some(months) => format!("{months} months from {from}"),
                None => format!("from {from}, never expires"),
            }
        }
    }
}

/// `118`, or `100 to 118`.
pub(super) fn between(units: Between, written: &Written<'_>) -> String {
    let number = written.number;
    if units.least == units.most {
        number(units.most)
    } else {
        format!("{} to {}", number(units.least), number(units.most))
    }
}

/// `on Feb 19, 2027`, `between Feb 19 and Feb 20, 2027`, `on Feb 19, 2027 at the earliest`.
pub(super) fn when(when: When, written: &Written<'_>) -> String {
    match (when.earliest, when.latest) {
        (Some(first), Some(last)) if first < last => {
            let (first, last) = (written.days)(first, last);
            format!("between {first} and {last}")
        }
        (Some(day), Some(_)) => format!("on {}", (written.day)(day)),
        (Some(day), None) => format!("on {} at the earliest", (written.day)(day)),
        (None, Some(day)) => format!("on {} at the latest", (written.day)(day)),
        (None, None) => "not within the months looked at".to_owned(),
    }
}

/// What becomes of a pack that is used up.
pub(super) const USED_UP: &str = "used up: nothing is lost";

/// What becomes of a pack until a day: `used up between …`, `ends …: 45 to 50 lost`, `118 lost`.
pub(super) fn fate(fate: &PackFate, held: &Held, from: Date, until: Date, written: &Written<'_>) -> String {
    let lost = fate.lost.most > Units::ZERO;
    let lost_words = || format!("{} lost", between(fate.lost, written));
    if is_used_up(held) {
        return USED_UP.to_owned();
    }
    if is_over(held, from) {
        return if lost { lost_words() } else { "nothing left to lose".to_owned() };
    }
    let mut said = Vec::new();
    if let Some(out) = fate.runs_out {
        said.push(format!("used up {}", when(out, written)));
    }
    let ends = fate.expires.filter(|expires| *expires <= Moment::start_of(until)).map(|expires| expires.date());
    if lost {
        let ends = ends.map_or_else(String::new, |ends| format!("ends {}: ", (written.day)(ends)));
        said.push(format!("{ends}{}", lost_words()));
    }
    if said.is_empty() && fate.remaining.most == Units::ZERO {
        return "nothing is left".to_owned();
    }
    if said.is_empty() {
        return format!("not used up by {}", (written.day)(until));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use packwise_engine::date;

    fn written() -> Written<'static> {
        Written {
            day: &|day| day.to_string(),
            days: &|first, last| (first.to_string(), last.to_string()),
            number: &|units| units.to_string(),
        }
    }

    fn day(text: &str) -> Date {
        date::read(text).unwrap()
    }

    fn units(number: i64) -> Units {
        Units::from_thousandths(number * 1_000).unwrap()
    }

    fn held() -> Held {
        Held {
            pool: Some("video".to_owned()),
            remaining: Some(units(118)),
            status: Some("online".to_owned()),
            effective: Moment::read("2026-01-01"),
            expires: Moment::read("2027-02-20"),
            ..Held::default()
        }
    }

    fn said(held: &Held) -> String {
        let from = day("2026-11-20");
        let counted = counted(held, Provider::Kling, from, &["video".to_owned()], &written());
        counted_words(&counted, from, &written())
    }

    #[test]
    fn what_counts_is_said_and_why_not() {
        assert_eq!(said(&held()), "3 months from 2026-11-20");
        let later = Held { effective: Moment::read("2026-11-21"), ..held() };
        assert_eq!(said(&later), "2 months from 2026-12-20");
        let one = Held { expires: Moment::read("2026-12-20"), ..held() };
        assert_eq!(said(&one), "1 month from 2026-11-20");
        for (held, why) in [
            (Held { remaining: None, ..held() }, "what is left in it is not known"),
            (Held { remaining: Some(Units::ZERO), ..held() }, "nothing is left"),
            (Held { status: Some("expired".to_owned()), ..held() }, "it has ended"),
            (Held { status: Some("runOut".to_owned()), ..held() }, "it is used up"),
            (Held { expires: Moment::read("2026-11-20"), ..held() }, "it has ended"),
            (Held { pool: None, ..held() }, "its pool is not known: choose it"),
            (Held { pool: Some("credits".to_owned()), ..held() }, "the price book has no such pool"),
            (Held { expires: None, ..held() }, "how long it lasts is not known"),
            (
                Held { expires: Moment::read("2026-12-19"), ..held() },
                "no whole month from 2026-11-20 lies inside its validity: it ends 2026-12-19",
            ),
            (
                Held { effective: Moment::read("2036-01-01"), expires: Moment::read("2037-01-01"), ..held() },
                "it starts beyond the 60 months that can be planned",
            ),
        ] {
            assert_eq!(said(&held), format!("not counted: {why}"));
        }
    }

    #[test]
    fn days_are_intervals() {
        let of = |earliest: Option<&str>, latest: Option<&str>| {
            when(When { earliest: earliest.map(day), latest: latest.map(day) }, &written())
        };
        assert_eq!(of(Some("2027-02-19"), Some("2027-02-20")), "between 2027-02-19 and 2027-02-20");
        assert_eq!(of(Some("2027-02-19"), Some("2027-02-19")), "on 2027-02-19");
        assert_eq!(of(Some("2027-02-19"), None), "on 2027-02-19 at the earliest");
        assert_eq!(of(None, Some("2027-02-19")), "on 2027-02-19 at the latest");
    }

    #[test]
    fn what_becomes_of_a_pack_is_said() {
        let (from, until) = (day("2026-11-20"), day("2027-05-20"));
        let of = |runs_out: Option<When>, lost: (i64, i64), pack: &Held| {
            let some = PackFate {
                index: 0,
                id: None,
                name: None,
                remaining: Between { least: units(100), most: units(118) },
                effective: None,
                expires: pack.expires,
                runs_out,
                lost: Between { least: units(lost.0), most: units(lost.1) },
            };
            fate(&some, pack, from, until, &written())
        };
        assert_eq!(of(None, (118, 118), &Held { status: Some("expired".to_owned()), ..held() }), "118 lost");
        assert_eq!(of(None, (0, 0), &Held { status: Some("runOut".to_owned()), ..held() }), "used up: nothing is lost");
        assert_eq!(of(None, (40, 45), &held()), "ends 2027-02-20: 40 to 45 lost");
        let out = When { earliest: Some(day("2027-02-01")), latest: Some(day("2027-02-02")) };
        assert_eq!(of(Some(out), (0, 0), &held()), "used up between 2027-02-01 and 2027-02-02");
        let perhaps = When { earliest: Some(day("2027-02-19")), latest: None };
        assert_eq!(
            of(Some(perhaps), (0, 2), &held()),
            "used up on 2027-02-19 at the earliest; ends 2027-02-20: 0 to 2 lost"
        );
        assert_eq!(of(None, (0, 0), &held()), "not used up by 2027-05-20");
    }
}
