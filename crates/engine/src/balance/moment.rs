//! Moments as vendors tell them: milliseconds since 1970 in UTC, shown in ISO 8601.
//!
//! This file imports `date`.

use crate::date::{self, Date};
use jiff::civil::date as day;
use serde::{Serialize, Serializer};
use std::fmt;

const DAY: i64 = 86_400_000;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z. Crosses the border as `2024-09-12T07:04:24.368Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds; `None` outside the years 1 to 9998.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        let moment = Self(millis);
        let date = moment.known_date()?;
        (1..=9998).contains(&date.year()).then_some(moment)
    }

    /// The beginning of a day.
    #[must_use]
    pub fn start_of(date: Date) -> Self {
        Self(days_between(day(1970, 1, 1), date) * DAY)
    }

    /// Reads a day (its beginning) or `YYYY-MM-DDThh:mm:ss[.mmm]Z`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let Some((days, clock)) = text.split_once('T') else {
            return date::read(text).map(Self::start_of);
        };
        let clock = clock.strip_suffix('Z')?;
        let (clock, millis) = clock.split_once('.').unwrap_or((clock, "0"));
        let digits = |text: &str, most: usize| {
            let plain = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            if plain { text.parse::<i64>().ok() } else { None }
        };
        let parts: Vec<i64> = clock.split(':').map_while(|part| digits(part, 2)).collect();
        let [hours, minutes, seconds] = parts[..] else { return None };
        if clock.len() != 8 || hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        // `.5` is half a second
        let thousandths = digits(millis, 3)?;
        let thousandths = match millis.len() {
            1 => thousandths * 100,
            2 => thousandths * 10,
            _ => thousandths,
        };
        let start = Self::start_of(date::read(days)?);
        Some(Self(start.0 + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + thousandths))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Its day in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        self.known_date().unwrap_or_default()
    }

    /// Whether it is the beginning of a day.
    #[must_use]
    pub fn is_midnight(self) -> bool {
        self.0.rem_euclid(DAY) == 0
    }

    fn known_date(self) -> Option<Date> {
        let span = jiff::Span::new().try_days(self.0.div_euclid(DAY)).ok()?;
        day(1970, 1, 1).checked_add(span).ok()
    }
}

/// Days from one to the other.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.rem_euclid(DAY);
        let (seconds, millis) = (rest / 1_000, rest % 1_000);
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z", self.date())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_as_they_are() {
        // the seeds' example
        assert_eq!(Moment::from_millis(1_726_124_664_368).unwrap().to_string(), "2024-09-12T07:04:24.368Z");
        assert_eq!(Moment::from_millis(1_727_366_400_000).unwrap().to_string(), "2024-09-26T16:00:00.000Z");
        assert_eq!(Moment::from_millis(-1).unwrap().to_string(), "1969-12-31T23:59:59.999Z");
        for text in ["2024-09-12T07:04:24.368Z", "1969-12-31T23:59:59.999Z", "2000-02-29T00:00:00.000Z"] {
            assert_eq!(Moment::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Moment::read("2024-09-12").unwrap().to_string(), "2024-09-12T00:00:00.000Z");
        assert_eq!(Moment::read("2024-09-12T07:04:24.5Z").unwrap().to_string(), "2024-09-12T07:04:24.500Z");
        for text in [
            "",
            "T",
            "2024-09-12T",
            "2024-09-12T7:04:24Z",
            "2024-09-12T24:00:00Z",
            "2024-09-12T07:04:24",
            "2024-09-12T07:04:24.1234Z",
        ] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
        for millis in [i64::MIN, i64::MAX, 400_000_000_000_000] {
            assert_eq!(Moment::from_millis(millis), None);
        }
    }
}
