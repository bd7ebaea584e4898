//! What to buy over time, in words: months that buy the same are said together, single ones by name, purchases that
//! return at equal intervals once; then what terms buy after the months planned, and what owned packs give.
//!
//! Pure: how a month, a number and a pack are written comes from the caller.

use super::lots::runs;
use packwise_engine::date::{self, Date};
use packwise_engine::money::Cost;
use packwise_engine::plan::{Purchase, Report, Status};
use packwise_engine::units::Units;

/// One clause: which months, and what they buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// e.g. `Each month`, `This month`, `April 2027`, `November 2026 to March 2027`, `Months 1 to 3`.
    pub(super) when: String,
    /// e.g. `1 × B1 and 1 × B2 each month`, `nothing to buy`.
    pub(super) what: String,
}

/// How things are written, and from which day on.
pub(super) struct Names<'a> {
    /// Day from which months are counted.
    pub(super) day: Option<Date>,
    /// What units are called.
    pub(super) units: &'a str,
    /// A pack by its id.
    pub(super) pack: &'a dyn Fn(&str) -> String,
    /// The month of a day, with its year or without.
    pub(super) month: &'a dyn Fn(Date, bool) -> String,
    /// A quantity, from plain decimal text.
    pub(super) number: &'a dyn Fn(String) -> String,
}

impl Names<'_> {
    fn date(&self, month: u32) -> Option<Date> {
        self.day.and_then(|day| date::months_later(day, month))
    }

    fn amount(&self, units: Units) -> String {
        format!("{} {}", (self.number)(units.to_string()), self.units)
    }

    /// `March 2027`, or `Month 5` where the day is not known.
    fn one(&self, month: u32) -> String {
        self.date(month).map_or_else(|| format!("Month {}", u64::from(month) + 1), |day| (self.month)(day, true))
    }

    /// `From March 2027`
    fn since(&self, month: u32) -> String {
        let named = self.date(month).map(|day| (self.month)(day, true));
        format!("From {}", named.unwrap_or_else(|| format!("month {}", u64::from(month) + 1)))
    }

    /// Months `from..until`, at least one: `March 2027`, `January to March 2027`, `Months 1 to 3`.
    fn span(&self, from: u32, until: u32) -> String {
        let last = until.saturating_sub(1).max(from);
        if last == from {
            return self.one(from);
        }
        match (self.date(from), self.date(last)) {
            // the year once, where one year has both
            (Some(first), Some(end)) => {
                format!("{} to {}", (self.month)(first, first.year() != end.year()), (self.month)(end, true))
            }
            _ => format!("Months {} to {}", u64::from(from) + 1, u64::from(last) + 1),
        }
    }

    fn packs(&self, rows: &[&Purchase]) -> Vec<String> {
        let number = |count: u64| (self.number)(count.to_string());
        rows.iter().map(|row| format!("{} × {}", number(row.count), (self.pack)(&row.pack))).collect()
    }
}

/// Months `from..until` that buy the same packs.
struct Run<'a> {
    from: u32,
    until: u32,
    rows: Vec<&'a Purchase>,
    /// Least and most that one of its months buys on demand; none of them buys any: zero.
    on_demand: (Units, Units),
}

/// The runs of a plan over `months`.
fn months_alike(plan: &Report, months: u32) -> Vec<Run<'_>> {
    let mut found: Vec<Run<'_>> = Vec::new();
    let mut bought = runs(&plan.purchases).into_iter().peekable();
    for month in 0..months {
        while bought.next_if(|(_, until, _)| *until <= month).is_some() {}
        let rows = bought.peek().filter(|(from, ..)| *from <= month).map(|(.., rows)| rows.clone()).unwrap_or_default();
        let open = usize::try_from(month).ok().and_then(|month| plan.on_demand.get(month)).copied().unwrap_or_default();
        let same = |run: &Run<'_>| {
            run.rows.iter().map(|row| (&row.pack, row.count)).eq(rows.iter().map(|row| (&row.pack, row.count)))
                // how much on demand may differ from month to month, that there is some may not
                && (run.on_demand.1 > Units::ZERO) == (open > Units::ZERO)
        };
        match found.last_mut().filter(|run| same(run)) {
            Some(run) => {
                run.until = month + 1;
                run.on_demand = (run.on_demand.0.min(open), run.on_demand.1.max(open));
            }
            None => found.push(Run { from: month, until: month + 1, rows, on_demand: (open, open) }),
        }
    }
    found
}

/// The clauses of a plan over `months`.
pub(super) fn clauses(plan: &Report, months: u32, names: &Names<'_>) -> Vec<Clause> {
    let found = months_alike(plan, months);
    let mut clauses = Vec::new();
    let mut at = 0;
    while let Some(run) = found.get(at) {
        if let Some((every, count, told)) = returns(&found[at..]) {
            let last = &found[at + 2 * (count - 1)];
            let what = bought(run, names).join(" and ");
            let when = format!("Every {every} months, {}", in_sentence(names.span(run.from, last.until)));
            clauses.push(Clause { when, what });
            at += told;
            continue;
        }
        let when = match (run.from, run.until) {
            (0, 1) if months == 1 => "This month".to_owned(),
            (0, until) if until == months => "Each month".to_owned(),
            (from, until) if until == months && until - from > 1 => names.since(from),
            (from, until) => names.span(from, until),
        };
        let parts = bought(run, names);
        let each = run.until - run.from > 1 && (run.from, run.until) != (0, months);
        let what = match parts.is_empty() {
            true => "nothing to buy".to_owned(),
            false => format!("{}{}", listed(parts), if each { " each month" } else { "" }),
        };
        clauses.push(Clause { when, what });
        at += 1;
    }
    clauses
}

/// Whether the first of these runs returns at equal intervals, with nothing to buy between: every how many months, and
/// how often it is bought, three times at least; then how many runs that tells.
fn returns(found: &[Run<'_>]) -> Option<(u32, usize, usize)> {
    let single = |run: &Run<'_>| run.until - run.from == 1 && run.on_demand.1 == Units::ZERO;
    let idle = |run: &Run<'_>| run.rows.is_empty() && run.on_demand.1 == Units::ZERO;
    let first = found.first().filter(|run| single(run) && !run.rows.is_empty())?;
    let every = found.get(1).filter(|run| idle(run))?.until - first.from;
    let mut count = 1;
    while let Some(next) = found.get(2 * count) {
        let alike =
            next.rows.iter().map(|row| (&row.pack, row.count)).eq(first.rows.iter().map(|row| (&row.pack, row.count)));
        let pause = found.get(2 * count - 1).is_some_and(|run| idle(run) && run.until == next.from);
        if !(alike && single(next) && pause && next.from - found[2 * (count - 1)].from == every) {
            break;
        }
        count += 1;
    }
    // what follows the last of them is its pause, unless that is longer: then it is a step to be told
    let paused = found.get(2 * count - 1).is_some_and(|run| idle(run) && run.until - run.from < every);
    let told = if paused { 2 * count } else { 2 * count - 1 };
    (count >= 3).then_some((every, count, told))
}

/// What one month of a run buys, part by part.
fn bought(run: &Run<'_>, names: &Names<'_>) -> Vec<String> {
    let mut parts = names.packs(&run.rows);
    match run.on_demand {
        (_, most) if most == Units::ZERO => {}
        (least, most) if least == most => parts.push(format!("{} on demand", names.amount(most))),
        (least, most) => {
            parts.push(format!("{} to {} on demand", (names.number)(least.to_string()), names.amount(most)));
        }
    }
    parts
}

fn listed(mut parts: Vec<String>) -> String {
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
}

/// What terms buy after the months planned: `Terms buy on after that: March to April 2027, 1 × B1 each month`. None if
/// they buy nothing.
pub(super) fn after(plan: &Report, names: &Names<'_>) -> Option<String> {
    let shown = 3;
    let found = runs(&plan.commitments);
    let (_, end, _) = found.last()?;
    let mut parts: Vec<String> = found
        .iter()
        .take(shown)
        .map(|(from, until, rows)| {
            let each = if until - from > 1 { " each month" } else { "" };
            format!("{}: {}{each}", in_sentence(names.span(*from, *until)), listed(names.packs(rows)))
        })
        .collect();
    if found.len() > shown {
        parts.push(format!("and so on until {}", in_sentence(names.one(end.saturating_sub(1)))));
    }
    Some(format!("After the months planned, terms also buy: {}", parts.join("; ")))
}

/// `Month 3` within a sentence; a name of a month stays as it is.
fn in_sentence(span: String) -> String {
    match span.strip_prefix("Month") {
        Some(rest) => format!("month{rest}"),
        None => span,
    }
}

/// What owned packs give: `Packs you own give 118.5 credits, November 2026 to January 2027; 3 expire unused`. None without
/// any that could.
pub(super) fn owned(plan: &Report, names: &Names<'_>) -> Option<String> {
    let drawn = |period: &packwise_engine::plan::LedgerPeriod, of: fn(&packwise_engine::plan::LedgerPack) -> Units| {
        let owned = period.packs.iter().filter(|pack| pack.owned).map(of);
        owned.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum))
    };
    plan.ledger.first()?.packs.iter().find(|pack| pack.owned)?;
    let add = |of: fn(&packwise_engine::plan::LedgerPack) -> Units| {
        plan.ledger
            .iter()
            .map(|period| drawn(period, of))
            .fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum))
    };
    let (used, expired) = (add(|pack| pack.used), add(|pack| pack.expired));
    let left = plan.ledger.last().map(|period| drawn(period, |pack| pack.closing)).unwrap_or_default();
    let number = |units: Units| (names.number)(units.to_string());
    let mut parts = Vec::new();
    if used > Units::ZERO {
        let uses = plan.ledger.iter().filter(|period| drawn(period, |pack| pack.used) > Units::ZERO);
        parts.push(format!("{} used, {}", names.amount(used), stretches(uses.map(|period| period.period), names)));
    } else {
        parts.push("nothing used".to_owned());
    }
    if expired > Units::ZERO {
        parts.push(format!("{} expire unused", number(expired)));
    }
    if left > Units::ZERO {
        parts.push(format!("{} left", number(left)));
    }
    Some(format!("Of packs you own: {}", parts.join("; ")))
}

/// How sure it is that nothing is cheaper, and how much was looked at to say so. `share` writes a part of a whole.
pub(super) fn proof(
    plan: &Report,
    money: &dyn Fn(Cost) -> String,
    number: &dyn Fn(String) -> String,
    share: &dyn Fn(i128, i128) -> String,
) -> String {
    let nodes = number(plan.nodes.to_string());
    let steps = if plan.nodes == 1 { "step" } else { "steps" };
    let gap = plan.cost.minus(plan.lower_bound).unwrap_or_default();
    match plan.status {
        Status::Optimal => format!("Proved in {nodes} {steps} of search: no plan costs less."),
        Status::Bounded if gap <= Cost::ZERO => format!(
            "The search ended after {nodes} {steps}: no plan costs less, but one that costs the same may buy fewer units."
        ),
        Status::Bounded => format!(
            "The search ended after {nodes} {steps}, before the proof: a better plan could be cheaper by {} at the most ({}); none costs less than {}.",
            money(gap),
            share(gap.billionths(), plan.cost.billionths()),
            money(plan.lower_bound)
        ),
    }
}

/// These months, in stretches; of many stretches only where they begin and end.
fn stretches(months: impl Iterator<Item = u32>, names: &Names<'_>) -> String {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for month in months {
        match found.last_mut().filter(|(_, until)| *until == month) {
            Some((_, until)) => *until += 1,
            None => found.push((month, month + 1)),
        }
    }
    match found[..] {
        [(first, _), .., (_, end)] if found.len() > 3 => {
            format!("now and then, {}", in_sentence(names.span(first, end)))
        }
        _ => listed(found.into_iter().map(|(from, until)| in_sentence(names.span(from, until))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lots::tests::{TERM, UNEQUAL, planned};
    use super::*;

    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];

    fn month(day: Date, year: bool) -> String {
        let name = MONTHS[usize::try_from(day.month()).unwrap() - 1];
        if year { format!("{name} {}", day.year()) } else { name.to_owned() }
    }

    /// All clauses, counted from a day, as `when: what`.
    fn said(plan: &Report, months: u32, day: Option<&str>) -> Vec<String> {
        with(day, &mut |names| {
            clauses(plan, months, names).into_iter().map(|Clause { when, what }| format!("{when}: {what}")).collect()
        })
    }

    fn with<T>(day: Option<&str>, ask: &mut dyn FnMut(&Names<'_>) -> T) -> T {
        ask(&Names {
            day: day.map(|day| date::read(day).unwrap()),
            units: "credits",
            pack: &str::to_owned,
            month: &month,
            number: &|text| text,
        })
    }

    /// A plan of these purchases: `(period, pack, count)`.
    fn buying(rows: &[(u32, &str, u64)]) -> Report {
        let mut plan = planned(r#"{ "demand": [0], "packs": [] }"#).1;
        plan.purchases = rows
            .iter()
            .map(|&(period, pack, count)| Purchase { period, pack: pack.to_owned(), count, price: Cost::ZERO })
            .collect();
        plan
    }

    #[test]
    fn one_month_and_the_same_each_month() {
        let one = buying(&[(0, "B1", 1), (0, "B2", 2)]);
        assert_eq!(said(&one, 1, Some("2027-01-15")), ["This month: 1 × B1 and 2 × B2"]);
        assert_eq!(said(&buying(&[]), 1, None), ["This month: nothing to buy"]);
        let each = buying(&[(0, "B1", 1), (1, "B1", 1), (2, "B1", 1)]);
        assert_eq!(said(&each, 3, None), ["Each month: 1 × B1"]);
    }

    #[test]
    fn runs_of_months_by_their_names() {
        let mut rows: Vec<(u32, &str, u64)> = Vec::new();
        for month in 0..3 {
            rows.extend([(month, "B1", 1), (month, "B2", 1)]);
        }
        rows.extend((4..12).map(|month| (month, "B3", 1)));
        let plan = buying(&rows);
        assert_eq!(
            said(&plan, 12, Some("2027-01-01")),
            [
                "January to March 2027: 1 × B1 and 1 × B2 each month",
                "April 2027: nothing to buy",
                "From May 2027: 1 × B3 each month"
            ]
        );
        assert_eq!(
            said(&plan, 12, Some("2026-11-20"))[..2],
            ["November 2026 to January 2027: 1 × B1 and 1 × B2 each month", "February 2027: nothing to buy"]
        );
        assert_eq!(
            said(&plan, 12, None),
            [
                "Months 1 to 3: 1 × B1 and 1 × B2 each month",
                "Month 4: nothing to buy",
                "From month 5: 1 × B3 each month"
            ]
        );
    }

    #[test]
    fn what_returns_at_equal_intervals_is_said_once() {
        let rows: Vec<(u32, &str, u64)> = (0..6).map(|half| (half * 6, "P", 2)).collect();
        assert_eq!(said(&buying(&rows), 36, Some("2026-11-01")), ["Every 6 months, November 2026 to May 2029: 2 × P"]);
        // then something else, and a longer pause
        let rows = [(0, "P", 2), (6, "P", 2), (12, "P", 2), (18, "Q", 1)];
        assert_eq!(
            said(&buying(&rows), 36, None),
            ["Every 6 months, months 1 to 13: 2 × P", "Month 19: 1 × Q", "From month 20: nothing to buy"]
        );
        let rows = [(0, "P", 2), (6, "P", 2), (12, "P", 2), (30, "Q", 1)];
        assert_eq!(
            said(&buying(&rows), 31, None),
            ["Every 6 months, months 1 to 13: 2 × P", "Months 14 to 30: nothing to buy", "Month 31: 1 × Q"]
        );
        // twice is no rhythm
        let rows = [(0, "P", 2), (6, "P", 2)];
        assert_eq!(said(&buying(&rows), 12, None).len(), 4);
    }

    #[test]
    fn sixty_months_are_no_wall_of_text() {
        let each: Vec<(u32, &str, u64)> = (0..60).map(|month| (month, "P", 1)).collect();
        assert_eq!(said(&buying(&each), 60, Some("2026-11-01")), ["Each month: 1 × P"]);
        let by_six: Vec<(u32, &str, u64)> = (0..10).map(|half| (half * 6, "P", 2)).collect();
        assert_eq!(said(&buying(&by_six), 60, Some("2026-11-01")).len(), 1);
    }

    #[test]
    fn on_demand_is_said_with_its_amounts() {
        let (_, plan) = planned(r#"{ "demand": [12000, 12000, 8000.5], "packs": [], "onDemandPrice": "0.14" }"#);
        assert_eq!(said(&plan, 3, None), ["Each month: 8000.5 to 12000 credits on demand"]);
        let (_, plan) = planned(
            r#"{ "demand": [10, 13, 13], "packs": [{ "id": "T", "units": 10, "price": "5", "lifePeriods": 1 }], "onDemandPrice": "1" }"#,
        );
        assert_eq!(said(&plan, 3, None), ["Month 1: 1 × T", "From month 2: 1 × T and 3 credits on demand each month"]);
    }

    #[test]
    fn what_terms_buy_later_is_said_apart() {
        let (_, plan) = planned(TERM);
        assert_eq!(said(&plan, 2, None), ["Each month: 1 × B1"]);
        let words = |day| with(day, &mut |names| after(&plan, names));
        assert_eq!(words(None).unwrap(), "After the months planned, terms also buy: months 3 to 4: 1 × B1 each month");
        assert_eq!(
            words(Some("2026-11-20")).unwrap(),
            "After the months planned, terms also buy: January to February 2027: 1 × B1 each month"
        );
        assert_eq!(with(None, &mut |names| after(&buying(&[]), names)), None);
    }

    #[test]
    fn what_is_not_proved_says_by_how_much() {
        let mut plan = buying(&[]);
        let said = |plan: &Report| {
            proof(plan, &|cost| format!("${cost}"), &|text| text, &|part, whole| format!("{}%", 100 * part / whole))
        };
        (plan.nodes, plan.status) = (1, Status::Optimal);
        assert_eq!(said(&plan), "Proved in 1 step of search: no plan costs less.");
        (plan.nodes, plan.status) = (200_000, Status::Bounded);
        plan.cost = Cost::from_billionths(400_000_000_000);
        plan.lower_bound = Cost::from_billionths(380_000_000_000);
        assert_eq!(
            said(&plan),
            "The search ended after 200000 steps, before the proof: a better plan could be cheaper by $20.00 at the most (5%); none costs less than $380.00."
        );
        plan.lower_bound = plan.cost;
        assert!(said(&plan).contains("no plan costs less, but one that costs the same may buy fewer units"));
    }

    #[test]
    fn owned_packs_are_said_where_they_are_drawn() {
        let (_, plan) = planned(UNEQUAL);
        let words = with(Some("2026-11-20"), &mut |names| owned(&plan, names));
        assert_eq!(words.unwrap(), "Of packs you own: 3 credits used, November 2026; 2 left");
        let (_, plan) = planned(
            r#"{ "demand": [1, 1], "packs": [], "balance": [{ "units": 5, "periodsLeft": 2 }, { "units": 7, "from": 2, "periodsLeft": 9 }] }"#,
        );
        let words = with(None, &mut |names| owned(&plan, names));
        assert_eq!(words.unwrap(), "Of packs you own: 2 credits used, months 1 to 2; 3 expire unused; 7 left");
        assert_eq!(with(None, &mut |names| owned(&buying(&[]), names)), None);
        let (_, plan) =
            planned(r#"{ "demand": [1, 0, 1], "packs": [], "balance": [{ "units": 5, "periodsLeft": 3 }] }"#);
        let words = with(None, &mut |names| owned(&plan, names));
        assert_eq!(words.unwrap(), "Of packs you own: 2 credits used, month 1 and month 3; 3 expire unused");
    }
}
