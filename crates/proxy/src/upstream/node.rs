//! JSON with its numbers as they were written.
//!
//! A quantity passes through here digit for digit: no float is made of it. Objects keep their keys in byte order; of a
//! key that comes twice the last holds.
//!
//! Imports `failure` only.

use crate::failure::{Failure, Kind};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How deep an answer may be nested.
const DEPTH: usize = 8;
/// How many entries a list or an object may have.
const ENTRIES: usize = 10_000;
/// How long a text may be, in bytes.
const TEXT: usize = 512;
/// How many characters a number may have.
const DIGITS: usize = 40;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object.
    Object(BTreeMap<String, Node>),
}

/// What a known field may be. `null` and absence are always allowed, and are not the same as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A text.
    Text,
    /// A number, or a text that is one.
    Number,
    /// A number or a text.
    Either,
    /// `true` or `false`.
    Flag,
}

impl Node {
    /// Reads JSON.
    ///
    /// # Errors
    /// Not JSON, or beyond the bounds above.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| Failure::new(Kind::NotJson))?;
        Self::of(raw, 0)
    }

    fn of(raw: &RawValue, depth: usize) -> Result<Self, Failure> {
        let text = raw.get();
        let not_json = |_| Failure::new(Kind::NotJson);
        if depth > DEPTH {
            return Err(Failure::shape("it is nested too deep"));
        }
        let count = |count: usize| {
            if count > ENTRIES { Err(Failure::shape("a list has too many entries")) } else { Ok(()) }
        };
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(not_json)?;
                count(fields.len())?;
                let fields = fields.into_iter().map(|(key, raw)| Ok((key, Self::of(raw, depth + 1)?)));
                Self::Object(fields.collect::<Result<_, Failure>>()?)
            }
            Some(b'[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(not_json)?;
                count(entries.len())?;
                Self::List(entries.into_iter().map(|raw| Self::of(raw, depth + 1)).collect::<Result<_, Failure>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str(text).map_err(not_json)?),
            Some(b't') => Self::Flag(true),
            Some(b'f') => Self::Flag(false),
            Some(b'n') => Self::Null,
            Some(_) => Self::Number(text.to_owned()),
            None => return Err(Failure::new(Kind::NotJson)),
        })
    }

    /// A field of an object; `None` where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.get(key),
            _ => None,
        }
    }

    /// A whole number; `None` where it is none.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// A text; `None` where it is none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An object of the known fields of this one, each checked; what is not known is left out.
    ///
    /// # Errors
    /// Not an object, or a known field that is something else.
    pub fn pick(&self, known: &[(&str, Want)], path: &str) -> Result<Self, Failure> {
        let Self::Object(fields) = self else {
            return Err(Failure::shape(format!("{path} is not an object")));
        };
        let mut picked = BTreeMap::new();
        for (key, want) in known {
            let Some(value) = fields.get(*key) else { continue };
            if !value.is(*want) {
                return Err(Failure::shape(format!("{path}.{key} is not what it should be")));
            }
            picked.insert((*key).to_owned(), value.clone());
        }
        Ok(Self::Object(picked))
    }

    fn is(&self, want: Want) -> bool {
        match (self, want) {
            (Self::Null, _) | (Self::Flag(_), Want::Flag) => true,
            (Self::Number(digits), Want::Number | Want::Either) => digits.len() <= DIGITS,
            (Self::Text(text), Want::Text | Want::Either) => is_plain(text),
            (Self::Text(text), Want::Number) => is_decimal(text),
            _ => false,
        }
    }

    /// What is left when only plain values under the keys that `keep` lets through remain, with the lists and objects
    /// that hold them. For answers of which the documentation gives no fields.
    #[must_use]
    pub fn filter(self, keep: &impl Fn(&str) -> bool) -> Self {
        match self {
            Self::Object(fields) => Self::Object(
                fields
                    .into_iter()
                    .filter(|(key, value)| {
                        is_key(key)
                            && match value {
                                Self::List(_) | Self::Object(_) => true,
                                Self::Null | Self::Flag(_) => keep(key),
                                Self::Number(digits) => keep(key) && digits.len() <= DIGITS,
                                Self::Text(text) => keep(key) && is_plain(text),
                            }
                    })
                    .map(|(key, value)| (key, value.filter(keep)))
                    .collect(),
            ),
            Self::List(entries) => Self::List(
                entries
                    .into_iter()
                    .filter(|entry| matches!(entry, Self::List(_) | Self::Object(_)))
                    .map(|entry| entry.filter(keep))
                    .collect(),
            ),
            plain => plain,
        }
    }

    /// Writes JSON.
    pub fn write(&self, into: &mut String) {
        match self {
            Self::Null => into.push_str("null"),
            Self::Flag(flag) => into.push_str(if *flag { "true" } else { "false" }),
            Self::Number(digits) => into.push_str(digits),
            Self::Text(text) => quote(text, into),
            Self::List(entries) => {
                into.push('[');
                for (at, entry) in entries.iter().enumerate() {
                    if at > 0 {
                        into.push(',');
                    }
                    entry.write(into);
                }
                into.push(']');
            }
            Self::Object(fields) => {
                into.push('{');
                for (at, (key, value)) in fields.iter().enumerate() {
                    if at > 0 {
                        into.push(',');
                    }
                    quote(key, into);
                    into.push(':');
                    value.write(into);
                }
                into.push('}');
            }
        }
    }

    /// As JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

/// An object of some fields.
#[must_use]
pub fn object<const N: usize>(fields: [(&str, Node); N]) -> Node {
    Node::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Writes a text as JSON does.
pub fn quote(text: &str, into: &mut String) {
    // a text can always be written
    into.push_str(&serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned()));
}

/// Whether a text is short and holds no control characters.
fn is_plain(text: &str) -> bool {
    text.len() <= TEXT && !text.chars().any(char::is_control)
}

/// Whether a text is a plain decimal number.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= DIGITS && is_digits(whole) && is_digits(part)
}

fn is_key(key: &str) -> bool {
    (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pass_through_digit_for_digit() {
        let text = r#"{"a":118.0,"b":[1e3,-0.10],"c":90071992547409931234.5,"d":"x\"y","e":null,"f":true}"#;
        assert_eq!(Node::read(text).unwrap().to_json(), text);
    }

    #[test]
    fn what_is_not_json_is_said_so() {
        for text in ["", "<html>", "{", "[1,]", "{\"a\":}", "nul"] {
            assert_eq!(Node::read(text).unwrap_err().kind, Kind::NotJson, "{text}");
        }
        let deep = format!("{}1{}", "[".repeat(20), "]".repeat(20));
        assert_eq!(Node::read(&deep).unwrap_err().kind, Kind::Shape);
        let deeper = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Node::read(&deeper).is_err());
    }

    #[test]
    fn known_fields_are_checked_and_others_left_out() {
        let node = Node::read(r#"{"a":1,"b":"2.5","c":null,"other":{"x":1}}"#).unwrap();
        let picked =
            node.pick(&[("a", Want::Number), ("b", Want::Number), ("c", Want::Number), ("d", Want::Text)], "it");
        assert_eq!(picked.unwrap().to_json(), r#"{"a":1,"b":"2.5","c":null}"#);
        assert_eq!(node.pick(&[("a", Want::Text)], "it").unwrap_err().kind, Kind::Shape);
        assert!(Node::read("[]").unwrap().pick(&[], "it").is_err());
        assert!(Node::read(r#"{"a":"1e9"}"#).unwrap().pick(&[("a", Want::Number)], "it").is_err());
    }

    #[test]
    fn a_filter_keeps_plain_values_of_good_keys() {
        let node = Node::read(r#"{"items":[{"id":"x","secret":"y"},"z"],"n":1,"bad key":2}"#).unwrap();
        let kept = node.filter(&|key| key != "secret");
        assert_eq!(kept.to_json(), r#"{"items":[{"id":"x"}],"n":1}"#);
    }
}
