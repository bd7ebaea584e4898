//! The dates of a plan: when to buy, what terms oblige one to buy later, what expires.
//!
//! Pure: how things are written comes from the caller. Months are counted from a day; a pack that lives so many days is
//! taken to expire by those days or by the plan's months, whichever comes first.

use super::lots::{Kind, Lot, lots};
use crate::ics::Event;
use packwise_engine::date::{self, Date};
use packwise_engine::money::Cost;
use packwise_engine::places;
use packwise_engine::plan::{Purchase, Report, Request};
use packwise_engine::units::Units;

/// Months after the plan for which purchases of terms are listed.
const LATER: u32 = 60;

/// How things are written, and from which day on.
pub(super) struct Dates<'a> {
    /// Day on which month 0 begins.
    pub(super) day: Date,
    /// The pool's name.
    pub(super) pool: &'a str,
    /// What its units are called.
    pub(super) units: &'a str,
    /// A pack by its id.
    pub(super) pack: &'a dyn Fn(&str) -> String,
    /// Days that a pack lives, where its life is told in days.
    pub(super) days: &'a dyn Fn(&str) -> Option<u32>,
    /// An amount of money.
    pub(super) money: &'a dyn Fn(Cost) -> String,
    /// A quantity, from plain decimal text.
    pub(super) number: &'a dyn Fn(String) -> String,
    /// A day.
    pub(super) date: &'a dyn Fn(Date) -> String,
}

impl Dates<'_> {
    fn packs(&self, rows: &[&Purchase]) -> String {
        let number = |count: u64| (self.number)(count.to_string());
        let packs = rows.iter().map(|row| format!("{} × {}", number(row.count), (self.pack)(&row.pack)));
        packs.collect::<Vec<String>>().join(" + ")
    }

    /// The last day on which a lot can be used; `None`: it never expires, or after the calendar's end.
    fn last_day(&self, lot: &Lot) -> Option<Date> {
        let by_months = date::months_later(self.day, lot.until?)?.yesterday().ok()?;
        let bought = date::months_later(self.day, lot.from)?;
        let mut by_days = bought;
        let days = if matches!(lot.kind, Kind::Owned(_)) { None } else { (self.days)(&lot.pack) };
        for _ in 0..days.unwrap_or(u32::MAX) {
            if by_days >= by_months {
                break;
            }
            by_days = by_days.tomorrow().ok()?;
        }
        Some(by_days)
    }
}

/// All dates of a plan, in their order.
pub(super) fn events(request: &Request, plan: &Report, dates: &Dates<'_>) -> Vec<Event> {
    let months = u32::try_from(request.demand.len()).unwrap_or(u32::MAX);
    let listed = months.saturating_add(LATER);
    let mut found: Vec<Event> = Vec::new();
    for (rows, later) in [(&plan.purchases, false), (&plan.commitments, true)] {
        let end = rows.last().map_or(0, |row| row.period);
        let mut rest: &[Purchase] = rows;
        while let Some(first) = rest.first().filter(|row| row.period < listed) {
            let (month, after) = rest.split_at(rest.iter().take_while(|row| row.period == first.period).count());
            rest = after;
            let Some(day) = date::months_later(dates.day, first.period) else { break };
            let packs = dates.packs(&month.iter().collect::<Vec<&Purchase>>());
            let cost = month.iter().map(|row| row.price).try_fold(Cost::ZERO, Cost::plus);
            let cost = cost.map(|cost| format!(", {}", (dates.money)(cost))).unwrap_or_default();
            let (summary, mut description) = if later {
                (
                    format!("Term: {packs} to pay{cost}"),
                    format!("{}. The minimum order goes on after the {months} months planned.", dates.pool),
                )
            } else {
                (format!("Buy {packs}{cost}"), format!("{}, month {} of {months}.", dates.pool, first.period + 1))
            };
            if let Some(next) = rest.first().filter(|row| row.period >= listed) {
                let last = date::months_later(dates.day, end).map(|day| format!(" until {}", (dates.date)(day)));
                let from = date::months_later(dates.day, next.period).map(|day| (dates.date)(day)).unwrap_or_default();
                description.push_str(&format!(" It goes on from {from}{}.", last.unwrap_or_default()));
            }
            found.push(Event { day, summary, description });
        }
    }
    for lot in lots(request, plan, 0) {
        let unused = lot.expired().plus(lot.left()).unwrap_or_default();
        let Some(day) = dates.last_day(&lot).filter(|_| unused > Units::ZERO) else { continue };
        let units = format!("{} {}", (dates.number)(unused.to_string()), dates.units);
        let of = match lot.kind {
            Kind::Owned(_) => "the packs you own".to_owned(),
            Kind::Bought | Kind::Later if lot.count == 1 => (dates.pack)(&lot.pack),
            Kind::Bought | Kind::Later => {
                format!("{} × {}", (dates.number)(lot.count.to_string()), (dates.pack)(&lot.pack))
            }
        };
        let bought = match (lot.kind, date::months_later(dates.day, lot.from)) {
            (Kind::Bought | Kind::Later, Some(bought)) => format!(", bought on {}", (dates.date)(bought)),
            _ => String::new(),
        };
        let used = if lot.left() > Units::ZERO {
            format!("By the plan they are left after its {months} months.")
        } else {
            "By the plan they are not needed.".to_owned()
        };
        found.push(Event {
            day,
            summary: format!("{units} of {of} expire today if unused"),
            description: format!("{}{bought}. {used}", dates.pool),
        });
    }
    let order = places::sorted(found.len(), &mut |a, b| found[a].day.cmp(&found[b].day));
    order.into_iter().filter_map(|place| found.get(place).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lots::tests::{TERM, UNEQUAL, planned};
    use super::*;
    use crate::ics;

    fn of(request: &str, day: &str, days: Option<u32>) -> Vec<Event> {
        let (request, report) = planned(request);
        let dates = Dates {
            day: date::read(day).unwrap(),
            pool: "Video generation",
            units: "credits",
            pack: &str::to_owned,
            days: &move |_| days,
            money: &|cost| format!("${cost}"),
            number: &|text| text,
            date: &|day| day.to_string(),
        };
        events(&request, &report, &dates)
    }

    fn said(events: &[Event]) -> Vec<String> {
        events.iter().map(|event| format!("{} {}", event.day, event.summary)).collect()
    }

    #[test]
    fn purchases_terms_and_expiry_by_hand() {
        assert_eq!(
            said(&of(TERM, "2026-11-30", None)),
            [
                "2026-11-30 Buy 1 × B1, $1400.00",
                "2026-12-30 Buy 1 × B1, $1400.00",
                // bought for the second month, which needs nothing, because of the term
                "2027-01-29 10000 credits of B1 expire today if unused",
                "2027-01-30 Term: 1 × B1 to pay, $1400.00",
                // February has no 30th
                "2027-02-28 Term: 1 × B1 to pay, $1400.00"
            ]
        );
    }

    #[test]
    fn owned_packs_expire_too_and_what_is_used_up_does_not() {
        let found = of(UNEQUAL, "2026-11-20", None);
        let expiring: Vec<String> = said(&found).into_iter().filter(|words| words.contains("expire")).collect();
        assert!(!expiring.iter().any(|words| words.contains("own")), "all that is owned is used: {expiring:?}");
        let found = of(
            r#"{ "demand": [1], "packs": [], "balance": [{ "units": 5, "periodsLeft": 2 }, { "units": 7, "periodsLeft": null }] }"#,
            "2026-11-20",
            None,
        );
        assert_eq!(said(&found), ["2027-01-19 4 credits of the packs you own expire today if unused"]);
    }

    #[test]
    fn a_life_in_days_ends_by_its_days_where_that_is_earlier() {
        let request = r#"{ "demand": [4], "packs": [{ "id": "P", "units": 10, "price": "1", "lifePeriods": 6 }] }"#;
        let last = |days| of(request, "2026-08-01", days).last().unwrap().day.to_string();
        assert_eq!(last(None), "2027-01-31");
        assert_eq!(last(Some(180)), "2027-01-28");
        assert_eq!(last(Some(200)), "2027-01-31", "by the plan's months");
    }

    #[test]
    fn endless_terms_are_listed_for_a_while_and_say_how_long() {
        let request = TERM.replace("\"periods\": 4", "\"periods\": 900");
        let found = of(&request, "2026-11-20", None);
        assert_eq!(found.iter().filter(|event| event.summary.starts_with("Term")).count(), 60);
        assert!(found.last().unwrap().description.contains("It goes on from 2032-01-20 until 2101-10-20"), "{found:?}");
    }

    /// The file as it is saved. `PACKWISE_BLESS=1` writes it anew; read what changed before keeping it.
    #[test]
    fn the_golden_file() {
        let found = of(TERM, "2026-11-30", None);
        let stamp = date::read("2026-11-30").unwrap();
        let text = ics::write("Packs, Kling AI", stamp, &found);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/calendar/term.ics");
        if std::env::var_os("PACKWISE_BLESS").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/calendar")).unwrap();
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(text, std::fs::read_to_string(path).unwrap());
        let back = ics::tests::read(&text);
        let summaries: Vec<&str> = back.iter().map(|event| ics::tests::of(event, "SUMMARY")).collect();
        assert_eq!(summaries, found.iter().map(|event| event.summary.as_str()).collect::<Vec<_>>());
    }
}
