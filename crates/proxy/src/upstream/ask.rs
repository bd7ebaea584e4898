//! The questions that can be put to a vendor: all there is to a request that a caller may decide.
//!
//! A question is made of checked fields only; nothing else that a browser sent reaches a vendor.
//!
//! Imports nothing from the crate.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What is left.
    Balance,
    /// What was booked; a page of it.
    Transactions {
        /// From 1.
        page: u32,
        /// 1 to 100.
        page_size: u32,
        /// Of one job only.
        job_id: Option<String>,
    },
    /// What models draw: the rates, in credits.
    Pricing {
        /// One model only.
        model_id: Option<String>,
    },
    /// The packs on sale.
    Packs,
    /// What a job would cost.
    Estimate(Box<Estimate>),
    /// Starts to buy a pack.
    Checkout(Checkout),
    /// The stored ways to pay.
    PaymentMethods,
    /// Whether packs are bought by themselves.
    AutoTopup,
    /// Whether low credits are told by mail.
    CreditAlert,
}

/// The fields of U-Gen's estimate endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    segment_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyframe_resolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption_style: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    music_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_voice: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qai_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_kf_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_video_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    human_review_gate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hitl_anchor_max_rejections: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    human_review_videos: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hitl_segments_max_rejections: Option<u32>,
}

/// The fields of U-Gen's checkout endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkout {
    /// Which pack.
    pub pack_id: String,
    /// `card` or `paypal`.
    pub payment_type: &'static str,
}

impl Estimate {
    /// Reads a request's body.
    ///
    /// # Errors
    /// In words: what is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, String> {
        // serde's own words may repeat what was sent, which is the caller's own; they get no further than the caller
        let read: Self = serde_json::from_slice(body).map_err(|error| format!("not an estimate: {error}"))?;
        let texts = [&read.model_id, &read.variant, &read.resolution, &read.keyframe_resolution, &read.caption_style];
        if texts.into_iter().flatten().any(|text| !is_id(text)) {
            return Err("a text has characters that no id has, or is too long".to_owned());
        }
        let ranges = [
            ("segment_count", Some(read.segment_count), 1, 100),
            ("duration_seconds", read.duration_seconds, 1, 600),
            ("max_kf_retries", read.max_kf_retries, 0, 100),
            ("max_video_retries", read.max_video_retries, 0, 100),
            ("hitl_anchor_max_rejections", read.hitl_anchor_max_rejections, 0, 100),
            ("hitl_segments_max_rejections", read.hitl_segments_max_rejections, 0, 100),
        ];
        for (name, number, least, most) in ranges {
            if number.is_some_and(|number| !(least..=most).contains(&number)) {
                return Err(format!("{name} must lie between {least} and {most}"));
            }
        }
        Ok(read)
    }
}

/// What a checkout asks for, as the page sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    pack_id: String,
    payment_type: Option<String>,
    confirm: String,
}

impl Checkout {
    /// Reads a request's body. `confirm` must repeat the pack, so that no empty gesture buys anything.
    ///
    /// # Errors
    /// In words: what is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, String> {
        let order: Order = serde_json::from_slice(body).map_err(|error| format!("not a checkout: {error}"))?;
        if !is_id(&order.pack_id) {
            return Err("pack_id has characters that no id has, or is too long".to_owned());
        }
        if order.confirm != order.pack_id {
            return Err("confirm must repeat pack_id".to_owned());
        }
        let payment_type = match order.payment_type.as_deref() {
            None | Some("card") => "card",
            Some("paypal") => "paypal",
            Some(_) => return Err("payment_type must be card or paypal".to_owned()),
        };
        Ok(Self { pack_id: order.pack_id, payment_type })
    }
}

impl Ask {
    /// Reads the transactions' query.
    ///
    /// # Errors
    /// In words: what is wrong with it.
    pub fn transactions(mut query: BTreeMap<String, String>) -> Result<Self, String> {
        let mut number = |key: &str, otherwise: u32, most: u32| match query.remove(key).map(|text| text.parse()) {
            None => Ok(otherwise),
            Some(Ok(number)) if (1..=most).contains(&number) => Ok(number),
            Some(_) => Err(format!("{key} must be a whole number from 1 to {most}")),
        };
        let page = number("page", 1, 1_000_000)?;
        let page_size = number("page_size", 20, 100)?;
        let job_id = id_of(&mut query, "job_id")?;
        none_left(&query)?;
        Ok(Self::Transactions { page, page_size, job_id })
    }

    /// Reads the pricing's query.
    ///
    /// # Errors
    /// In words: what is wrong with it.
    pub fn pricing(mut query: BTreeMap<String, String>) -> Result<Self, String> {
        let model_id = id_of(&mut query, "model_id")?;
        none_left(&query)?;
        Ok(Self::Pricing { model_id })
    }

    /// What its answer is called, and its part of an address.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Transactions { .. } => "transactions",
            Self::Pricing { .. } => "pricing",
            Self::Packs => "packs",
            Self::Estimate(_) => "estimate",
            Self::Checkout(_) => "checkout",
            Self::PaymentMethods => "paymentMethods",
            Self::AutoTopup => "autoTopup",
            Self::CreditAlert => "creditAlert",
        }
    }

    /// The same for the same question, and for no other.
    #[must_use]
    pub fn key(&self) -> String {
        let name = self.name();
        match self {
            Self::Transactions { page, page_size, job_id } => {
                format!("{name}:{page}:{page_size}:{}", job_id.as_deref().unwrap_or(""))
            }
            Self::Pricing { model_id } => format!("{name}:{}", model_id.as_deref().unwrap_or("")),
            Self::Estimate(estimate) => format!("{name}:{}", serde_json::to_string(estimate).unwrap_or_default()),
            Self::Checkout(checkout) => format!("{name}:{}", checkout.pack_id),
            Self::Balance | Self::Packs | Self::PaymentMethods | Self::AutoTopup | Self::CreditAlert => name.to_owned(),
        }
    }
}

fn id_of(query: &mut BTreeMap<String, String>, key: &str) -> Result<Option<String>, String> {
    match query.remove(key) {
        Some(text) if !is_id(&text) => Err(format!("{key} has characters that no id has, or is too long")),
        other => Ok(other),
    }
}

/// Every parameter is known, or the question is refused: a misspelt one would be ignored in silence.
pub(crate) fn none_left(query: &BTreeMap<String, String>) -> Result<(), String> {
    if query.is_empty() { Ok(()) } else { Err("the address has a parameter that is not known here".to_owned()) }
}

/// Letters, digits, `.`, `_`, `-`, at most 64.
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_is_known_and_in_range_gets_through() {
        assert_eq!(
            Ask::transactions(query(&[("page", "3")])),
            Ok(Ask::Transactions { page: 3, page_size: 20, job_id: None })
        );
        for bad in [("page", "0"), ("page_size", "101"), ("job_id", "a/../b"), ("job_id", ""), ("x", "1")] {
            assert!(Ask::transactions(query(&[bad])).is_err(), "{bad:?}");
        }
        assert!(Ask::pricing(query(&[("model_id", "kling3_std")])).is_ok());
        assert!(Ask::pricing(query(&[("model_id", "a&b")])).is_err());
    }

    #[test]
    fn an_estimate_is_checked() {
        assert!(Estimate::read(br#"{"segment_count":3,"model_id":"veo3_fast","music_enabled":true}"#).is_ok());
        for bad in
            ["{}", r#"{"segment_count":0}"#, r#"{"segment_count":1,"x":1}"#, r#"{"segment_count":1,"model_id":"a b"}"#]
        {
            assert!(Estimate::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_checkout_needs_its_confirmation() {
        let read = Checkout::read(br#"{"pack_id":"creator","confirm":"creator"}"#);
        assert_eq!(read, Ok(Checkout { pack_id: "creator".to_owned(), payment_type: "card" }));
        assert!(Checkout::read(br#"{"pack_id":"creator","confirm":"yes"}"#).is_err());
        assert!(Checkout::read(br#"{"pack_id":"creator"}"#).is_err());
    }
}
