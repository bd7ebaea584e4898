//! U-Gen: credits and billing, by API key.
//!
//! Where the documentation gives an answer's fields, those are checked and the rest is left out. Where it does not
//! (pricing, packs, estimate, payment methods, auto top-up, credit alert), plain values pass under keys that name
//! neither a person nor a credential.
//!
//! Imports `failure` and the rooms beside it.

use super::ask::Ask;
use super::node::{Node, Want, object};
use crate::failure::{Failure, Kind, status_kind};
use reqwest::Url;

const BALANCE: [(&str, Want); 3] =
    [("credit_balance", Want::Number), ("credit_reserved", Want::Number), ("available_credits", Want::Number)];

const PAGE: [(&str, Want); 4] =
    [("total", Want::Number), ("page", Want::Number), ("page_size", Want::Number), ("total_pages", Want::Number)];

const TRANSACTION: [(&str, Want); 8] = [
    ("id", Want::Either),
    ("type", Want::Text),
    ("amount", Want::Number),
    ("balance_before", Want::Number),
    ("balance_after", Want::Number),
    ("job_id", Want::Either),
    ("pack_id", Want::Either),
    ("created_at", Want::Either),
];

/// Parts of keys under which nothing passes.
const PRIVATE: [&str; 14] = [
    "secret",
    "token",
    "password",
    "api_key",
    "apikey",
    "auth",
    "credential",
    "email",
    "phone",
    "address",
    "customer",
    "fingerprint",
    "client",
    "holder",
];

/// Keys of a stored way to pay that pass.
const PAYMENT: [&str; 10] =
    ["id", "type", "payment_type", "brand", "last4", "exp_month", "exp_year", "is_default", "default", "created_at"];

/// The method and the path, from the account's base.
pub(super) fn route(ask: &Ask) -> (reqwest::Method, &'static str) {
    use reqwest::Method;
    match ask {
        Ask::Balance => (Method::GET, "credits/balance"),
        Ask::Transactions { .. } => (Method::GET, "credits/transactions"),
        Ask::Pricing { .. } => (Method::GET, "credits/pricing"),
        Ask::Packs => (Method::GET, "billing/packs"),
        Ask::Estimate(_) => (Method::POST, "credits/estimate"),
        Ask::Checkout(_) => (Method::POST, "billing/checkout"),
        Ask::PaymentMethods => (Method::GET, "billing/payment-methods"),
        Ask::AutoTopup => (Method::GET, "billing/auto-topup"),
        Ask::CreditAlert => (Method::GET, "billing/credit-alert"),
    }
}

/// The query of a question.
pub(super) fn query(ask: &Ask) -> Vec<(&'static str, String)> {
    match ask {
        Ask::Transactions { page, page_size, job_id } => {
            let mut pairs = vec![("page", page.to_string()), ("page_size", page_size.to_string())];
            pairs.extend(job_id.clone().map(|id| ("job_id", id)));
            pairs
        }
        Ask::Pricing { model_id } => model_id.clone().map(|id| ("model_id", id)).into_iter().collect(),
        Ask::Balance
        | Ask::Packs
        | Ask::Estimate(_)
        | Ask::Checkout(_)
        | Ask::PaymentMethods
        | Ask::AutoTopup
        | Ask::CreditAlert => Vec::new(),
    }
}

/// The body of a question.
pub(super) fn body(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Estimate(estimate) => serde_json::to_string(estimate).ok(),
        Ask::Checkout(checkout) => serde_json::to_string(checkout).ok(),
        _ => None,
    }
}

/// Reads an answer.
pub(super) fn answer(ask: &Ask, status: u16, body: Node, checkout_hosts: &[String]) -> Result<Node, Failure> {
    if !(200..300).contains(&status) {
        return Err(Failure::new(status_kind(status)).with_status(status));
    }
    let open = |key: &str| {
        let key = key.to_ascii_lowercase();
        !PRIVATE.iter().any(|private| key.contains(private))
    };
    match ask {
        Ask::Balance => {
            let picked = body.pick(&BALANCE, "the balance")?;
            match (picked.get("credit_balance"), picked.get("available_credits")) {
                (None | Some(Node::Null), None | Some(Node::Null)) => Err(Failure::shape("there is no balance in it")),
                _ => Ok(picked),
            }
        }
        Ask::Transactions { .. } => {
            let Some(Node::List(items)) = body.get("items") else { return Err(Failure::shape("items is not a list")) };
            let items = items.iter().enumerate().map(|(at, item)| item.pick(&TRANSACTION, &format!("items[{at}]")));
            let items = items.collect::<Result<_, _>>()?;
            let mut page = body.pick(&PAGE, "the page")?;
            if let Node::Object(fields) = &mut page {
                fields.insert("items".to_owned(), Node::List(items));
            }
            Ok(page)
        }
        Ask::Pricing { .. } => match body {
            Node::List(_) => Ok(body.filter(&open)),
            _ => Err(Failure::shape("the pricing is not a list")),
        },
        Ask::PaymentMethods => match body {
            Node::List(_) | Node::Object(_) => Ok(body.filter(&|key: &str| PAYMENT.contains(&key))),
            _ => Err(Failure::shape("it is neither a list nor an object")),
        },
        Ask::Packs | Ask::Estimate(_) | Ask::AutoTopup | Ask::CreditAlert => match body {
            Node::List(_) | Node::Object(_) => Ok(body.filter(&open)),
            _ => Err(Failure::shape("it is neither a list nor an object")),
        },
        Ask::Checkout(_) => {
            let address = body.get("checkout_url").and_then(Node::text).and_then(|text| Url::parse(text).ok());
            let address = address.ok_or_else(|| Failure::shape("checkout_url is not an address"))?;
            let is_theirs = address.scheme() == "https"
                && address.username().is_empty()
                && address.password().is_none()
                && address.port().is_none()
                && address.host_str().is_some_and(|host| checkout_hosts.iter().any(|known| known == host));
            if !is_theirs {
                return Err(Failure::shape("checkout_url leads to a host that is not configured"));
            }
            Ok(object([("checkoutUrl", Node::Text(address.into()))]))
        }
    }
}

/// What the error envelope adds to a failure: nothing but numbers are taken from it.
pub(super) fn shortage(body: &Node) -> Option<(i64, i64)> {
    let details = body.get("error")?.get("details")?;
    Some((details.get("required")?.whole()?, details.get("available")?.whole()?))
}

/// An answer that could not be read: the status says what it is, if it says anything.
pub(super) fn unread(status: u16, otherwise: Kind) -> Failure {
    let kind = if (200..300).contains(&status) { otherwise } else { status_kind(status) };
    Failure::new(kind).with_status(status)
}

#[cfg(test)]
mod tests {
    use super::super::ask::Checkout;
    use super::*;

    fn read(ask: &Ask, text: &str) -> Result<String, Failure> {
        answer(ask, 200, Node::read(text).unwrap(), &["checkout.stripe.com".to_owned()]).map(|node| node.to_json())
    }

    #[test]
    fn a_balance_has_its_three_numbers() {
        let text = r#"{"credit_balance":1200,"credit_reserved":86.5,"available_credits":1113.5,"user_email":"a@b"}"#;
        let kept = r#"{"available_credits":1113.5,"credit_balance":1200,"credit_reserved":86.5}"#;
        assert_eq!(read(&Ask::Balance, text).unwrap(), kept);
        assert!(read(&Ask::Balance, r#"{"credit_balance":[]}"#).is_err());
        assert!(read(&Ask::Balance, "{}").is_err());
    }

    #[test]
    fn a_checkout_leads_where_it_may() {
        let ask = Ask::Checkout(Checkout { pack_id: "creator".to_owned(), payment_type: "card" });
        let at = |address: &str| read(&ask, &format!(r#"{{"checkout_url":"{address}","session_id":"cs_1"}}"#));
        let good = r#"{"checkoutUrl":"https://checkout.stripe.com/c/pay/cs_1#x"}"#;
        assert_eq!(at("https://checkout.stripe.com/c/pay/cs_1#x").unwrap(), good);
        for bad in [
            "http://checkout.stripe.com/",
            "https://evil.example/",
            "https://checkout.stripe.com.evil.example/",
            "https://checkout.stripe.com@evil.example/",
            "https://checkout.stripe.com:444/",
            "javascript:alert(1)",
            "",
        ] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_way_to_pay_shows_no_more_than_its_last_digits() {
        let text = r#"[{"id":"pm_1","brand":"visa","last4":"4242","name":"A. Person","stripe_customer_id":"cus_1"}]"#;
        assert_eq!(read(&Ask::PaymentMethods, text).unwrap(), r#"[{"brand":"visa","id":"pm_1","last4":"4242"}]"#);
    }
}
