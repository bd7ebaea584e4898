//! A balance as the planner counts it: in whole months from a day on.
//!
//! A pack counts only in months that lie wholly inside its validity, so the planner never relies on units that are gone
//! in the middle of a month. What that leaves out is said.

use super::{Balance, Held, Moment, Provider};
use crate::date::{Date, months_later};
use crate::issue::{Code, Issue};
use crate::plan::{MAX_PERIODS, Owned};
use crate::units::Units;

/// In which months a pack can be counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthsOf {
    /// From the month on (0 is the first), for so many; `None`: it never expires.
    Some(u32, Option<u32>),
    /// It lies wholly inside its validity in no month: it ends before the first that it could serve is over, or has ended.
    Never,
    /// Its times are not known.
    Unknown,
}

/// The months from `as_of` in which a pack is valid from beginning to end.
#[must_use]
pub fn months_of(held: &Held, provider: Provider, as_of: Date) -> MonthsOf {
    if matches!(held.status.as_deref(), Some("expired" | "runOut")) {
        return MonthsOf::Never;
    }
    let start = |month: u32| months_later(as_of, month).map(Moment::start_of);
    let first = match (held.effective, provider) {
        (Some(effective), _) => (0..=MAX_MONTHS).find(|&month| start(month).is_some_and(|start| start >= effective)),
        (None, Provider::UGen) => Some(0),
        (None, Provider::Kling) => return MonthsOf::Unknown,
    };
    let Some(first) = first else { return MonthsOf::Never };
    let Some(expires) = held.expires else {
        return if provider == Provider::UGen { MonthsOf::Some(first, None) } else { MonthsOf::Unknown };
    };
    let whole = |month: &u32| start(*month + 1).is_some_and(|end| end <= expires);
    let months = (first..=first.saturating_add(MAX_MONTHS)).take_while(whole).count();
    match u32::try_from(months) {
        Ok(0) | Err(_) => MonthsOf::Never,
        Ok(months) => MonthsOf::Some(first, Some(months)),
    }
}

/// As far ahead as months are counted.
const MAX_MONTHS: u32 = 1_200;

impl Balance {
    /// What the planner may count on of one pool in months from `as_of` on; `concurrency` says what a pack gives, where that
    /// is known. A pack that is listed twice counts once. What is left out or not known is said.
    #[must_use]
    pub fn owned(
        &self,
        pool: &str,
        as_of: Date,
        concurrency: &dyn Fn(&Held) -> Option<u32>,
        issues: &mut Vec<Issue>,
    ) -> Vec<Owned> {
        if let Some(issue) = self.not_whole() {
            let words = format!("not all packs are known: {}", issue.words);
            issues.push(Issue::warning("packs", issue.code, words));
        }
        let of_pool = |index: usize| {
            let held = self.packs.get(index);
            held.is_some_and(|held| held.pool.as_deref() == Some(pool)) && !self.again(index)
        };
        self.owned_of(&of_pool, as_of, concurrency, issues)
    }

    /// The same of the packs at chosen places.
    pub(crate) fn owned_of(
        &self,
        counts: &dyn Fn(usize) -> bool,
        as_of: Date,
        concurrency: &dyn Fn(&Held) -> Option<u32>,
        issues: &mut Vec<Issue>,
    ) -> Vec<Owned> {
        let mut owned = Vec::new();
        for (index, held) in self.packs.iter().enumerate() {
            let path = format!("packs[{index}]");
            if !counts(index) {
                continue;
            }
            match (held.remaining, months_of(held, self.provider, as_of)) {
                (Some(units), _) if units == Units::ZERO => {}
                (None, _) | (_, MonthsOf::Unknown) => {
                    let words = "what is left in it, or how long it lasts, is not known: it is not counted on";
                    issues.push(Issue::warning(path, Code::PACK_LEFT_OUT, words));
                }
                (Some(units), MonthsOf::Never) => {
                    let ended = matches!(held.status.as_deref(), Some("expired" | "runOut"))
                        || held.expires.is_some_and(|expires| expires <= Moment::start_of(as_of));
                    if !ended {
                        let words =
                            format!("its {units} units end before a month is over: the plan does not count on them");
                        issues.push(Issue::note(path, Code::PACK_LEFT_OUT, words));
                    }
                }
                (Some(units), MonthsOf::Some(from, periods_left)) => {
                    if usize::try_from(from).is_ok_and(|from| from < MAX_PERIODS) {
                        owned.push(Owned { units, from, periods_left, concurrency: concurrency(held) });
                    } else {
                        let words = format!(
                            "its {units} units begin beyond the {MAX_PERIODS} months that can be planned: the plan does not count on them"
                        );
                        issues.push(Issue::note(path, Code::PACK_LEFT_OUT, words));
                    }
                }
            }
        }
        owned
    }
}
