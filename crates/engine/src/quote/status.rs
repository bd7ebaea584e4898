//! How far a quote has come, and where it may go from there.

use crate::issue::Code;
use crate::read::At;
use serde::Serialize;

/// How far a quote has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// With the buyer.
    Sent,
    /// The buyer said yes.
    Accepted,
    /// The buyer said no.
    Rejected,
    /// Nobody said anything in time.
    Expired,
    /// Taken back.
    Void,
}

impl Status {
    /// All of them, in the order in which a quote may go through them.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Sent, Self::Accepted, Self::Rejected, Self::Expired, Self::Void];

    /// The name in a Document.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Void => "void",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Where it may go. Expired is a label and no lock: a seller may still take a late yes.
    #[must_use]
    pub fn moves(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Sent, Self::Void],
            Self::Sent => &[Self::Accepted, Self::Rejected, Self::Expired, Self::Void],
            Self::Expired => &[Self::Accepted, Self::Rejected, Self::Void],
            Self::Accepted | Self::Rejected => &[Self::Void],
            Self::Void => &[],
        }
    }
}

pub(super) fn status(at: &At<'_>) -> Option<Status> {
    let words = "draft, sent, accepted, rejected, expired or void was expected here";
    at.text().and_then(|text| Status::read(text).or_else(|| at.wrong(Code::UNKNOWN_VALUE, words)))
}
