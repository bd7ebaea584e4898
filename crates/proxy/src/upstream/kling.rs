//! Kling: `GET /account/costs`, signed.
//!
//! HTTP 200 is not success: the envelope's `code` decides, and `data.code` beside it. The list of packs is absent where an
//! account has none.
//!
//! Imports `clock`, `config`, `failure`, `secret` and the rooms beside it.

use super::node::{Node, Want, object};
use crate::clock;
use crate::config::AccountConfig;
use crate::failure::{Failure, Kind, kling_kind, status_kind};
use crate::secret::Secret;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::sync::Mutex;

/// How long a signature holds, in seconds.
const LIFE: u64 = 1800;
/// How long before its end a new one is made.
const SPARE: u64 = 300;
/// How much earlier than now it begins, so that clocks may differ a little.
const EARLY: u64 = 5;
const DAY_MS: u64 = 24 * 3600 * 1000;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    exp: u64,
    nbf: u64,
}

/// Signs, and keeps the signature for as long as it holds.
#[derive(Debug, Default)]
pub(super) struct Signer {
    last: Mutex<Option<(Secret, u64)>>,
}

impl Signer {
    /// The token for a request at `now` (seconds since 1970).
    pub(super) fn token(&self, access: &Secret, secret: &Secret, now: u64) -> Result<Secret, Failure> {
        let mut last = self.last.lock().map_err(|_| Failure::new(Kind::Internal))?;
        // signed in the future: the clock went back since
        if let Some((token, signed)) = &*last
            && (*signed..signed.saturating_add(LIFE - SPARE)).contains(&now)
        {
            return Ok(token.clone());
        }
        let claims = Claims { iss: access.expose(), exp: now.saturating_add(LIFE), nbf: now.saturating_sub(EARLY) };
        let key = EncodingKey::from_secret(secret.expose().as_bytes());
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
            .map_err(|_| Failure::new(Kind::Internal))?;
        let token = Secret::new(token);
        *last = Some((token.clone(), now));
        Ok(token)
    }

    /// Forgets the signature, so that the next request is signed anew.
    pub(super) fn forget(&self) {
        if let Ok(mut last) = self.last.lock() {
            *last = None;
        }
    }
}

/// The query of the balance: from when to when, in milliseconds.
pub(super) fn window(config: &AccountConfig) -> [(&'static str, String); 2] {
    let now = clock::now_ms();
    let back = u64::from(config.days_back).saturating_mul(DAY_MS);
    let ahead = u64::from(config.days_ahead).saturating_mul(DAY_MS);
    [("start_time", now.saturating_sub(back).to_string()), ("end_time", now.saturating_add(ahead).to_string())]
}

const PACK: [(&str, Want); 9] = [
    ("resource_pack_name", Want::Text),
    ("resource_pack_id", Want::Text),
    ("resource_pack_type", Want::Text),
    ("total_quantity", Want::Number),
    ("remaining_quantity", Want::Number),
    ("purchase_time", Want::Number),
    ("effective_time", Want::Number),
    ("invalid_time", Want::Number),
    ("status", Want::Text),
];

/// Reads an answer: the vendor's envelope again, with the known fields only.
pub(super) fn balance(status: u16, body: &Node) -> Result<Node, Failure> {
    let refuse = |code: i64| {
        let kind = match kling_kind(code) {
            // an unknown number: the status says what it is
            Kind::Shape if !(200..300).contains(&status) => status_kind(status),
            kind => kind,
        };
        Failure { vendor_code: Some(code), path: Some("its error number is unknown".to_owned()), ..Failure::new(kind) }
            .with_status(status)
    };
    match body.get("code").and_then(Node::whole) {
        Some(0) if (200..300).contains(&status) => {}
        Some(0) | None if !(200..300).contains(&status) => {
            return Err(Failure::new(status_kind(status)).with_status(status));
        }
        Some(code) if code != 0 => return Err(refuse(code)),
        _ => return Err(Failure::shape("code is not a number")),
    }
    let data = body.get("data").filter(|data| matches!(data, Node::Object(_)));
    let data = data.ok_or_else(|| Failure::shape("data is not an object"))?;
    match data.get("code") {
        None | Some(Node::Null) => {}
        Some(code) => match code.whole() {
            Some(0) => {}
            Some(code) => return Err(refuse(code)),
            None => return Err(Failure::shape("data.code is not a number")),
        },
    }
    let zero = || Node::Number("0".to_owned());
    let mut kept = object([("code", zero())]);
    let packs = match data.get("resource_pack_subscribe_infos") {
        None | Some(Node::Null) => None,
        Some(Node::List(packs)) => {
            let picked = packs
                .iter()
                .enumerate()
                .map(|(at, pack)| pack.pick(&PACK, &format!("resource_pack_subscribe_infos[{at}]")));
            Some(Node::List(picked.collect::<Result<_, _>>()?))
        }
        Some(_) => return Err(Failure::shape("resource_pack_subscribe_infos is not a list")),
    };
    if let (Node::Object(fields), Some(packs)) = (&mut kept, packs) {
        fields.insert("resource_pack_subscribe_infos".to_owned(), packs);
    }
    Ok(object([("code", zero()), ("data", kept)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation};

    #[test]
    fn a_signature_is_kept_and_made_anew_before_it_ends() {
        let (access, secret) = (Secret::new("access-key-1".to_owned()), Secret::new("secret-key-1".to_owned()));
        let signer = Signer::default();
        let at = |now| signer.token(&access, &secret, now).unwrap().expose().to_owned();
        let first = at(1_000_000);
        assert_eq!(at(1_001_499), first);
        let second = at(1_001_500);
        assert_ne!(second, first);
        assert_ne!(at(900_000), second, "a clock that was put back");

        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        let key = DecodingKey::from_secret(b"secret-key-1");
        let read = jsonwebtoken::decode::<serde_json::Value>(&first, &key, &validation).unwrap();
        assert_eq!(read.claims, serde_json::json!({"iss": "access-key-1", "exp": 1_001_800, "nbf": 999_995}));
    }

    #[test]
    fn an_account_without_packs_has_no_list() {
        let body = Node::read(r#"{"code":0,"message":"SUCCEED","data":{"code":0,"msg":"success"}}"#).unwrap();
        assert_eq!(balance(200, &body).unwrap().to_json(), r#"{"code":0,"data":{"code":0}}"#);
    }

    #[test]
    fn an_inner_code_counts_too() {
        let body = Node::read(r#"{"code":0,"data":{"code":1102}}"#).unwrap();
        assert_eq!(balance(200, &body).unwrap_err().kind, Kind::Refused);
        let body = Node::read(r#"{"code":"0","data":{}}"#).unwrap();
        assert_eq!(balance(200, &body).unwrap_err().kind, Kind::Shape);
        let body = Node::read(r#"{"code":7777}"#).unwrap();
        assert_eq!(balance(500, &body).unwrap_err().kind, Kind::Down);
        assert_eq!(balance(200, &body).unwrap_err().kind, Kind::Shape);
    }
}
