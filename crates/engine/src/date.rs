//! Days of the calendar: jiff's civil dates, told to the engine and never asked of a clock.
//!
//! This room imports nothing from the crate.

pub use jiff::civil::Date;

/// Reads `YYYY-MM-DD`, and nothing looser.
#[must_use]
pub fn read(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(
            |(at, byte)| {
                if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
    if !shape {
        return None;
    }
    // by its parts: jiff's own parser reads far more than days, and would weigh as much in the page
    Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}

/// The same day `months` later, or the last day of that month where it is shorter; `None` beyond the calendar's end.
#[must_use]
pub fn months_later(date: Date, months: u32) -> Option<Date> {
    let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + i64::from(months);
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    Date::new(first.year(), first.month(), date.day().min(first.days_in_month())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_days_are_dates() {
        assert!(read("2026-09-15").is_some());
        for text in ["2026-9-15", "2026-02-30", "20260915", "2026-09-15T00:00", "", "2026/09/15"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let date = read("2026-08-31").unwrap();
        assert_eq!(months_later(date, 6).unwrap().to_string(), "2027-02-28");
    }
}
