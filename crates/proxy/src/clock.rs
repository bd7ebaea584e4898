//! What time it is: the one place that asks.
//!
//! Wall-clock time is for signatures, for figures' dates and for the turns that replicas take; everything that waits uses
//! [`tokio::time::Instant`]. This room imports nothing from the crate.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970. A clock set before 1970 says 0.
#[must_use]
pub fn now_ms() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "this program runs on a server, which has a clock")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    millis(since)
}

/// Whole milliseconds of a duration.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Whole seconds of a duration, rounded up: what `Retry-After` says.
#[must_use]
pub fn seconds_up(duration: Duration) -> u64 {
    millis(duration).div_ceil(1000)
}

/// A time in ISO 8601, UTC, with milliseconds, e.g. `2026-11-20T21:38:54.123Z`.
#[must_use]
pub fn iso(ms: u64) -> String {
    let timestamp =
        i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
    format!("{timestamp:.3}")
}

/// How long until a date of HTTP's own form (`Sun, 06 Nov 1994 08:49:37 GMT`); zero if it is past.
#[must_use]
pub fn until_http_date(text: &str) -> Option<Duration> {
    let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Duration::from_millis(millis(date).saturating_sub(now_ms())))
}

/// A number from 0 to `below` - 1 that nobody can tell beforehand; 0 if the system has no random numbers.
#[must_use]
pub fn random_below(below: u64) -> u64 {
    getrandom::u64().unwrap_or_default().checked_rem(below).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(1_726_124_664_368), "2024-09-12T07:04:24.368Z");
        assert_eq!(iso(u64::MAX), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn an_http_date_is_a_wait() {
        assert_eq!(until_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(until_http_date("soon"), None);
        assert_eq!(seconds_up(Duration::from_millis(1001)), 2);
    }
}
