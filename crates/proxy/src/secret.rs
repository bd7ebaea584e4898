//! Credentials.
//!
//! A [`Secret`] shows itself to nobody: its `Debug` prints nothing of it, it is not `Display`, not `Serialize`, and its
//! memory is overwritten when it is dropped. `expose` is the word to search for. A caller's token is kept as its digest
//! only ([`TokenDigest`]).
//!
//! This room imports nothing from the crate.

use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// A credential. Everything shorter than [`Secret::SHORTEST`] is refused where it is read, so that looking for it in
/// other texts ([`Secret::is_in`]) means something.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The fewest characters that a credential may have.
    pub const SHORTEST: usize = 8;

    /// Takes the text over; it is not copied.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for a signature or a header.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a text holds this credential. It has no character that JSON would write otherwise.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        !self.0.is_empty() && text.contains(self.0.as_str())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The SHA-256 of a bearer token. A token has to be long and random ([`TokenDigest::SHORTEST`]), so a plain digest of it
/// cannot be turned back.
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The fewest characters that a token may have.
    pub const SHORTEST: usize = 32;

    /// The digest of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether two digests are equal, in a time that does not depend on where they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(..)")
    }
}

/// A new token: 32 bytes from the system, as 64 hexadecimal digits.
///
/// # Errors
/// The system gives no random bytes.
pub fn new_token() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut())?;
    let mut token = Zeroizing::new(String::with_capacity(64));
    for byte in bytes.iter() {
        for digit in [byte >> 4, byte & 15] {
            token.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", Secret::new("k3y-k3y-k3y".to_owned())), "Secret(..)");
        assert_eq!(format!("{:?}", TokenDigest::of("t")), "TokenDigest(..)");
    }

    #[test]
    fn a_digest_is_read_back() {
        let token = new_token().unwrap();
        let digest = TokenDigest::of(&token);
        assert_eq!(token.len(), 64);
        assert!(TokenDigest::from_hex(&digest.to_hex()).unwrap().is(&digest));
        assert!(!TokenDigest::of("other").is(&digest));
        assert!(TokenDigest::from_hex("abc").is_none());
        assert!(TokenDigest::from_hex(&"x".repeat(64)).is_none());
    }
}
