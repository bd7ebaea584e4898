//! Why a vendor's figures could not be had, as a stable code and in words of our own.
//!
//! Nothing a vendor wrote is part of a [`Failure`]: an error text may repeat what was sent. Codes are stable; words may
//! change.
//!
//! This room imports nothing from the crate.

use std::time::Duration;

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The vendor does not accept the account's keys, or the account may not do this. Asking again is useless.
    Refused,
    /// The vendor does not accept the question.
    BadQuestion,
    /// Too many requests or tasks.
    RateLimited,
    /// The vendor says that it is ill (5xx).
    Down,
    /// No answer in time.
    TimedOut,
    /// No connection, or one that ended in the middle.
    CutOff,
    /// An answer that is not JSON, such as a gateway's page.
    NotJson,
    /// An answer larger than is accepted.
    TooLarge,
    /// JSON of another shape than documented.
    Shape,
    /// A redirection, which is never followed: it would take the key elsewhere.
    Redirected,
    /// The answer repeated a credential, so none of it is passed on.
    Echo,
    /// Too many questions wait for their turn already.
    Busy,
    /// Redis is gone, and how many replicas there are is not known.
    Uncoordinated,
    /// Something broke in here.
    Internal,
}

/// What a failure means for the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Worth another try after a growing wait.
    BackOff,
    /// Useless until somebody acts; asked again no sooner than a cached figure would be.
    Hold,
    /// Concerns this one question only; the account goes on.
    Question,
    /// Says nothing about the vendor.
    Ours,
}

const KINDS: [(Kind, &str, Class, u16); 14] = [
    (Kind::Refused, "refused", Class::Hold, 502),
    (Kind::BadQuestion, "bad-question", Class::Question, 422),
    (Kind::RateLimited, "rate-limited", Class::BackOff, 503),
    (Kind::Down, "vendor-down", Class::BackOff, 502),
    (Kind::TimedOut, "timed-out", Class::BackOff, 504),
    (Kind::CutOff, "cut-off", Class::BackOff, 502),
    (Kind::NotJson, "not-json", Class::BackOff, 502),
    (Kind::TooLarge, "too-large", Class::Question, 502),
    (Kind::Shape, "unexpected-shape", Class::Question, 502),
    (Kind::Redirected, "redirected", Class::Hold, 502),
    (Kind::Echo, "credential-echoed", Class::Hold, 502),
    (Kind::Busy, "busy", Class::Ours, 503),
    (Kind::Uncoordinated, "uncoordinated", Class::Ours, 503),
    (Kind::Internal, "internal", Class::Ours, 500),
];

impl Kind {
    fn row(self) -> (Self, &'static str, Class, u16) {
        KINDS.into_iter().find(|row| row.0 == self).unwrap_or((Self::Internal, "internal", Class::Ours, 500))
    }

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// What it means for the next request.
    #[must_use]
    pub fn class(self) -> Class {
        self.row().2
    }

    /// The status of the answer that says so.
    #[must_use]
    pub fn status(self) -> u16 {
        self.row().3
    }
}

/// One failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind.
    pub kind: Kind,
    /// The vendor's own error number, if it gave one.
    pub vendor_code: Option<i64>,
    /// The HTTP status that the vendor answered with.
    pub vendor_status: Option<u16>,
    /// Where in the answer, for [`Kind::Shape`]: our own field names only.
    pub path: Option<String>,
    /// The wait that the vendor asked for.
    pub asked_wait: Option<Duration>,
    /// When the vendor will be asked again at the earliest, from now.
    pub wait: Option<Duration>,
}

impl Failure {
    /// A failure of which nothing more is known.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, vendor_code: None, vendor_status: None, path: None, asked_wait: None, wait: None }
    }

    /// An answer of an undocumented shape, and where.
    #[must_use]
    pub fn shape(path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..Self::new(Kind::Shape) }
    }

    /// With the HTTP status of the vendor's answer.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { vendor_status: Some(status), ..self }
    }

    /// What happened, for a person.
    #[must_use]
    pub fn words(&self) -> String {
        if let Some(words) = self.vendor_code.and_then(kling_words) {
            return words.to_owned();
        }
        let words = match self.kind {
            Kind::Refused => match self.vendor_status {
                Some(402) => "The vendor says that the credits do not suffice.",
                Some(403) => "The vendor does not let this account do that.",
                _ => "The vendor does not accept this account's key. Whoever runs the proxy has to look at it.",
            },
            Kind::BadQuestion => "The vendor does not accept this question.",
            Kind::RateLimited => "The vendor has had too many requests from this account.",
            Kind::Down => "The vendor's server has an error of its own.",
            Kind::TimedOut => "The vendor did not answer in time.",
            Kind::CutOff => "The connection to the vendor could not be made, or ended in the middle.",
            Kind::NotJson => "The vendor answered with something that is not JSON.",
            Kind::TooLarge => "The vendor's answer is larger than is accepted.",
            Kind::Shape => {
                let path = self.path.as_deref().unwrap_or("the answer");
                return format!("The vendor's answer is not what its documentation says: {path}.");
            }
            Kind::Redirected => {
                "The vendor redirects to another address; that is not followed. Is the account's base right?"
            }
            Kind::Echo => "The vendor's answer repeated a credential, so it was thrown away.",
            Kind::Busy => "Too many questions about this account wait for their turn.",
            Kind::Uncoordinated => {
                "Redis cannot be reached, and the number of replicas is not configured, so the vendor is not asked."
            }
            Kind::Internal => "Something went wrong in the proxy.",
        };
        words.to_owned()
    }

    /// As a line that [`Failure::of_line`] reads back: what replicas tell one another.
    #[must_use]
    pub fn to_line(&self) -> String {
        let number = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
        format!("{} {} {}", self.kind.code(), number(self.vendor_code), number(self.vendor_status.map(i64::from)))
    }

    /// Reads [`Failure::to_line`].
    #[must_use]
    pub fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let code = parts.next()?;
        let kind = KINDS.iter().find(|row| row.1 == code)?.0;
        let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok());
        let vendor_code = number();
        let vendor_status = number().and_then(|status| u16::try_from(status).ok());
        Some(Self { vendor_code, vendor_status, ..Self::new(kind) })
    }
}

/// What Kling's documentation says an error number means, and what to do.
fn kling_words(code: i64) -> Option<&'static str> {
    Some(match code {
        1000 => "Kling did not accept this account's keys (1000). Whoever runs the proxy has to look at them.",
        1001 => "Kling saw no authorization at all (1001). Something between the proxy and Kling may remove it.",
        1002 => {
            "Kling does not accept these keys (1002): they are mistyped, deleted, of the other region's host, or of the \
             older kind that new addresses do not take."
        }
        1003 => "Kling says that the signature is not valid yet (1003): the proxy's clock is ahead.",
        1004 => "Kling says that the signature has expired (1004): the proxy's clock is behind.",
        1100 => "Kling reports this account as abnormal (1100). Its owner has to look at it in Kling's console.",
        1101 => "Kling reports this account in arrears (1101): a bill is open.",
        1102 => "Kling reports this account's packs as used up or expired (1102).",
        1103 => "Kling does not let this account use that interface or model (1103).",
        1200 | 1201 => "Kling does not accept the question's parameters (1200 or 1201).",
        1202 => "Kling does not offer that method (1202).",
        1203 => "Kling has nothing at that address (1203). Is the account's base right?",
        1300 | 1301 => "Kling refuses on grounds of policy or content (1300 or 1301).",
        1302 => "Kling has had too many requests from this account (1302).",
        1303 => "Kling counts more tasks or requests than this account's packs allow (1303).",
        1304 => "Kling's list of allowed addresses does not hold the proxy's (1304).",
        5000 => "Kling has an error of its own (5000).",
        5001 => "Kling is under maintenance (5001).",
        5002 => "Kling is overloaded and did not finish in time (5002).",
        _ => return None,
    })
}

/// What a Kling error number means for the next request.
#[must_use]
pub fn kling_kind(code: i64) -> Kind {
    match code {
        1000..=1103 | 1304 => Kind::Refused,
        1302 | 1303 => Kind::RateLimited,
        1200..=1301 => Kind::BadQuestion,
        5002 => Kind::TimedOut,
        5000..=5999 => Kind::Down,
        _ => Kind::Shape,
    }
}

/// What an HTTP status means where the answer says nothing more.
#[must_use]
pub fn status_kind(status: u16) -> Kind {
    match status {
        300..=399 => Kind::Redirected,
        401..=403 => Kind::Refused,
        408 | 504 => Kind::TimedOut,
        425 | 429 => Kind::RateLimited,
        400..=499 => Kind::BadQuestion,
        500..=599 => Kind::Down,
        _ => Kind::Shape,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_meanings_of_429_differ() {
        assert_eq!(kling_kind(1102).class(), Class::Hold);
        assert_eq!(kling_kind(1303).class(), Class::BackOff);
        assert_eq!(kling_kind(1304).class(), Class::Hold);
    }

    #[test]
    fn a_line_is_read_back() {
        for (kind, ..) in KINDS {
            for (vendor_code, vendor_status) in [(None, None), (Some(1302), Some(429)), (None, Some(503))] {
                let failure = Failure { vendor_code, vendor_status, ..Failure::new(kind) };
                assert_eq!(Failure::of_line(&failure.to_line()), Some(failure));
            }
        }
        assert_eq!(Failure::of_line("x"), None);
    }

    #[test]
    fn every_documented_number_has_words() {
        for code in
            [1000, 1001, 1002, 1003, 1004, 1100, 1101, 1102, 1103, 1200, 1201, 1202, 1203, 1300, 1301, 1302, 1303, 1304]
                .into_iter()
                .chain([5000, 5001, 5002])
        {
            assert!(kling_words(code).is_some_and(|words| words.contains("Kling")), "{code}");
        }
    }
}
