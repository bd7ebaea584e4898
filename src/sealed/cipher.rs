//! Sealing with a passphrase, by the browser's own cryptography: PBKDF2-SHA-256 makes the key, AES-256-GCM seals. What is
//! sealed is bound to a text that stays readable; with another text it does not open.
//!
//! The layout of version 1: a random salt (16 bytes), a random nonce (12), then what was encrypted with its tag. The
//! passphrase is normalised (NFC), so that it is the same on every keyboard.
//!
//! Imports nothing from the crate. The browser's interface is called by name: it is asynchronous, small, and not there at
//! all where the page is served without encryption.

use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What the key costs whoever guesses: iterations of PBKDF2-SHA-256, those of version 1.
const ITERATIONS: u32 = 600_000;
const SALT: usize = 16;
const NONCE: usize = 12;
/// The shortest passphrase that seals, in characters.
pub(super) const SHORTEST: usize = 12;

/// Why something was not sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// This page has no cryptography: it is not served over https, or the browser is old.
    Unable,
    /// The passphrase is another one, or what is readable was exchanged.
    Wrong,
}

/// Calls a method by its name; of what it promises, what comes.
fn call(target: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(target, &name.into())?.dyn_into()?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    method.apply(target, &list)
}

async fn ask(target: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    JsFuture::from(call(target, name, arguments)?.dyn_into::<Promise>()?).await
}

fn object(pairs: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (key, value) in pairs {
        Reflect::set(&object, &(*key).into(), value)?;
    }
    Ok(object.into())
}

fn crypto() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"crypto".into())
}

fn subtle() -> Result<JsValue, Failure> {
    let subtle = crypto().and_then(|crypto| Reflect::get(&crypto, &"subtle".into()));
    subtle.ok().filter(JsValue::is_object).ok_or(Failure::Unable)
}

/// So many bytes that nobody can foretell.
fn random(count: usize) -> Result<Vec<u8>, JsValue> {
    let bytes = Uint8Array::new_with_length(u32::try_from(count).unwrap_or(0));
    call(&crypto()?, "getRandomValues", &[bytes.clone().into()])?;
    Ok(bytes.to_vec())
}

fn bytes(of: &[u8]) -> JsValue {
    Uint8Array::from(of).into()
}

async fn key(subtle: &JsValue, passphrase: &str, salt: &[u8]) -> Result<JsValue, JsValue> {
    let normal: String = JsString::from(passphrase).normalize("NFC").into();
    let uses = |name: &str| Array::of1(&name.into()).into();
    let no = JsValue::FALSE;
    let raw = ["raw".into(), bytes(normal.as_bytes()), "PBKDF2".into(), no.clone(), uses("deriveKey")];
    let base = ask(subtle, "importKey", &raw).await?;
    let how = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(salt)),
        ("iterations", ITERATIONS.into()),
    ])?;
    let made = object(&[("name", "AES-GCM".into()), ("length", 256.into())])?;
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into()).into();
    ask(subtle, "deriveKey", &[how, base, made, no, uses]).await
}

fn gcm(nonce: &[u8], bound: &str) -> Result<JsValue, JsValue> {
    object(&[("name", "AES-GCM".into()), ("iv", bytes(nonce)), ("additionalData", bytes(bound.as_bytes()))])
}

/// Seals bytes, bound to a text.
pub(super) async fn seal(plain: &[u8], passphrase: &str, bound: &str) -> Result<Vec<u8>, Failure> {
    let subtle = subtle()?;
    let sealed = async {
        let (salt, nonce) = (random(SALT)?, random(NONCE)?);
        let key = key(&subtle, passphrase, &salt).await?;
        let sealed = ask(&subtle, "encrypt", &[gcm(&nonce, bound)?, key, bytes(plain)]).await?;
        let mut out = salt;
        out.extend(nonce);
        out.extend(Uint8Array::new(&sealed).to_vec());
        Ok::<_, JsValue>(out)
    };
    sealed.await.map_err(|_| Failure::Unable)
}

/// Opens what was sealed, bound to the same text.
pub(super) async fn open(sealed: &[u8], passphrase: &str, bound: &str) -> Result<Vec<u8>, Failure> {
    let subtle = subtle()?;
    let (salt, rest) = sealed.split_at_checked(SALT).ok_or(Failure::Wrong)?;
    let (nonce, rest) = rest.split_at_checked(NONCE).ok_or(Failure::Wrong)?;
    let key = key(&subtle, passphrase, salt).await.map_err(|_| Failure::Unable)?;
    let how = gcm(nonce, bound).map_err(|_| Failure::Unable)?;
    let plain = ask(&subtle, "decrypt", &[how, key, bytes(rest)]).await.map_err(|_| Failure::Wrong)?;
    Ok(Uint8Array::new(&plain).to_vec())
}

/// A passphrase that nobody guesses: 20 characters of 32, 100 bits, in groups of five. None where there is no randomness.
pub(super) fn suggest() -> Option<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random(20).ok()?;
    let mut out = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            out.push('-');
        }
        out.push(char::from(*LETTERS.get(usize::from(byte & 31))?));
    }
    Some(out)
}

/// How good a passphrase is, in words; an error where it does not seal.
pub(super) fn strength(passphrase: &str) -> Result<&'static str, String> {
    let count = passphrase.chars().count();
    let mut seen: Vec<char> = Vec::new();
    for character in passphrase.chars() {
        if !seen.contains(&character) {
            seen.push(character);
        }
    }
    if count < SHORTEST {
        return Err(format!("{SHORTEST} characters at the least; {count} so far"));
    }
    Ok(match (count, seen.len()) {
        (_, 0..6) => "Weak: the same few characters again and again.",
        (0..16, _) => "Fair: whoever has the link can try as long as they like. Longer is better.",
        (16..20, _) => "Good, unless it is a phrase that somebody else has used.",
        _ => "Strong, unless it is a phrase that somebody else has used.",
    })
}
