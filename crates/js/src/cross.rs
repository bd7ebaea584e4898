//! What crosses the border: a JavaScript value into JSON, and an answer back.
//!
//! JavaScript can hold what JSON cannot: NaN, holes in lists, dates, functions, objects that lead back to themselves,
//! getters that throw. Each is an issue at its path, and none is taken for null. Only what an object has itself is read,
//! so what somebody put on every object's prototype is not. A number is carried as it is; how it is read as a decimal is
//! the engine's business. The engine sees a plain [`Value`] of bounded size.

use js_sys::{Array, Error, JSON, JsString, Reflect};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::read::{Problems, brief};
use serde::Serialize;
use serde_json::{Map, Number, Value};
use wasm_bindgen::prelude::*;

/// The most values in one input; many times what the engine reads of any.
const MOST_VALUES: usize = 200_000;
/// The most entries of one list.
const MOST_ENTRIES: u32 = 100_000;
/// The most UTF-16 units in one text, and in all texts of one input.
const MOST_TEXT: u32 = 100_000;
const MOST_TEXTS: u32 = 4_000_000;
/// The deepest that lists and objects may stand in one another; nothing that is read here goes past eight.
const DEEPEST: usize = 32;

#[wasm_bindgen]
extern "C" {
    // as in js_sys, but what these throw (a proxy's trap may) is caught
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn own_keys(object: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype_of(object: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_list(value: &JsValue) -> Result<bool, JsValue>;
}

/// A JavaScript value as JSON.
///
/// # Errors
/// Everything in it that is not JSON, each with its path.
pub(crate) fn take(value: &JsValue) -> Result<Value, Vec<Issue>> {
    let problems = Problems::new();
    let mut walk = Walk { problems: &problems, values: MOST_VALUES, texts: MOST_TEXTS, inside: Vec::new() };
    let taken = walk.value(value, "");
    problems.into_result(taken)
}

/// A text, e.g. a file's.
///
/// # Errors
/// That it is none, or longer than `most` UTF-16 units.
pub(crate) fn text(value: &JsValue, most: u32) -> Result<String, Vec<Issue>> {
    let problem = |code, words: &str| vec![Issue::error("", code, words)];
    let text = value.dyn_ref::<JsString>().ok_or_else(|| problem(Code::WRONG_TYPE, "a text was expected here"))?;
    if text.length() > most {
        return Err(problem(Code::TOO_LARGE, "this text is longer than any that is read here"));
    }
    Ok(String::from(text))
}

/// An answer as plain JSON values.
///
/// # Errors
/// None that is known of: an answer is always JSON.
pub(crate) fn give(value: &impl Serialize) -> Result<JsValue, Error> {
    let lost = || failure(&[Issue::error("", Code::OVERFLOW, "the answer cannot be handed over")]);
    // one text, and the browser's own reader: several times as fast as making each value from here
    let text = serde_json::to_string(value).map_err(|_| lost())?;
    JSON::parse(&text).map_err(|_| lost())
}

/// An `Error` whose message is the first issue's words.
pub(crate) fn failure(issues: &[Issue]) -> Error {
    let first = issues.first();
    let error = Error::new(&first.map(ToString::to_string).unwrap_or_default());
    let set = |key: &str, value: JsValue| {
        // an Error is an ordinary, extensible object
        let _ = Reflect::set(&error, &key.into(), &value);
    };
    let listed = serde_json::to_string(issues).ok().and_then(|text| JSON::parse(&text).ok());
    set("code", first.map_or("", |issue| issue.code.as_str()).into());
    set("path", first.map(|issue| issue.path.as_str()).unwrap_or_default().into());
    set("issues", listed.unwrap_or_else(|| Array::new().into()));
    error
}

/// A walk through a value: what it may still take, and the objects and lists that it is inside of.
struct Walk<'a> {
    problems: &'a Problems,
    values: usize,
    texts: u32,
    inside: Vec<JsValue>,
}

impl Walk<'_> {
    fn wrong<T>(&self, path: &str, code: Code, words: &str) -> Option<T> {
        self.problems.add(Issue::error(path, code, words));
        None
    }

    /// The value at `path`; `None` with an issue. A list or an object goes on past a bad entry, so that all are found.
    fn value(&mut self, value: &JsValue, path: &str) -> Option<Value> {
        let Some(values) = self.values.checked_sub(1) else {
            return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
        };
        self.values = values;
        if value.is_null() {
            return Some(Value::Null);
        }
        if let Some(flag) = value.as_bool() {
            return Some(Value::Bool(flag));
        }
        if let Some(number) = value.as_f64() {
            let finite = Number::from_f64(number).map(Value::Number);
            return finite.or_else(|| self.wrong(path, Code::NOT_A_NUMBER, "NaN and Infinity are not numbers of JSON"));
        }
        if let Some(text) = value.dyn_ref::<JsString>() {
            return self.text(text, path).map(Value::String);
        }
        if value.is_object() {
            return self.inside(value, path);
        }
        let words = if value.is_undefined() {
            "undefined is not a value of JSON"
        } else if value.is_bigint() {
            "a BigInt is not a value of JSON; a number or a decimal text is"
        } else {
            "a function or symbol is not a value of JSON"
        };
        self.wrong(path, Code::NOT_JSON, words)
    }

    fn text(&mut self, text: &JsString, path: &str) -> Option<String> {
        let length = text.length();
        let left = self.texts.checked_sub(length).filter(|_| length <= MOST_TEXT);
        let Some(left) = left else {
            return self.wrong(path, Code::TOO_LARGE, "this text is longer than any that is read here");
        };
        self.texts = left;
        let read = String::from(text);
        // half of a surrogate pair comes out as U+FFFD, which may also have been said
        if read.contains(char::REPLACEMENT_CHARACTER) && !text.is_valid_utf16() {
            return self.wrong(path, Code::NOT_JSON, "this text has half a character in it (a lone surrogate)");
        }
        Some(read)
    }

    /// A list or an object, unless it stands in itself.
    fn inside(&mut self, value: &JsValue, path: &str) -> Option<Value> {
        if self.inside.contains(value) {
            return self.wrong(path, Code::CYCLE, "this leads back to what it stands in");
        }
        if self.inside.len() >= DEEPEST {
            return self.wrong(
                path,
                Code::TOO_LARGE,
                "lists and objects stand deeper in one another here than is read",
            );
        }
        self.inside.push(value.clone());
        let read = match is_list(value) {
            Ok(true) => self.list(value, path),
            Ok(false) => self.object(value, path),
            Err(_) => self.unreadable(path),
        };
        self.inside.pop();
        read
    }

    fn list(&mut self, list: &JsValue, path: &str) -> Option<Value> {
        let length = Reflect::get(list, &"length".into()).ok().and_then(|length| length.as_f64());
        let Some(length) = length.filter(|length| length.is_finite()) else {
            return self.unreadable(path);
        };
        // such a list is not asked for entry by entry: it could have 4,294,967,295 holes
        if length > f64::from(MOST_ENTRIES) {
            return self.wrong(path, Code::TOO_MANY, "this list is longer than any that is read here");
        }
        let mut read = Some(Vec::new());
        for index in 0..length as u32 {
            if self.values == 0 {
                return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
            }
            let path = format!("{path}[{index}]");
            let entry = match Reflect::get_u32(list, index) {
                Ok(entry) => self.value(&entry, &path),
                Err(_) => self.unreadable(&path),
            };
            read = read.zip(entry).map(|(mut read, entry)| {
                read.push(entry);
                read
            });
        }
        read.map(Value::Array)
    }

    fn object(&mut self, object: &JsValue, path: &str) -> Option<Value> {
        let plain = prototype_of(object).and_then(|prototype| {
            // null, or what has no prototype itself: the Object.prototype of this page or of another frame
            Ok(prototype.is_null() || prototype_of(&prototype)?.is_null())
        });
        match plain {
            Ok(true) => {}
            Ok(false) => {
                let words = "a plain object was expected here, not one of a class (a Date, a Map, ...)";
                return self.wrong(path, Code::NOT_JSON, words);
            }
            Err(_) => return self.unreadable(path),
        }
        let Ok(keys) = own_keys(object) else {
            return self.unreadable(path);
        };
        let mut read = Some(Map::new());
        for key in keys.iter() {
            if self.values == 0 {
                return self.wrong(path, Code::TOO_MANY, "there are more values here than are read");
            }
            let Some(name) = key.dyn_ref::<JsString>().and_then(|name| self.text(name, path)) else {
                read = None;
                continue;
            };
            let path = if path.is_empty() { brief(&name) } else { format!("{path}.{}", brief(&name)) };
            let entry = match Reflect::get(object, &key) {
                // as in JSON, a key without a value is not there
                Ok(value) if value.is_undefined() => continue,
                Ok(value) => self.value(&value, &path),
                Err(_) => self.unreadable(&path),
            };
            read = read.zip(entry).map(|(mut read, entry)| {
                read.insert(name, entry);
                read
            });
        }
        read.map(Value::Object)
    }

    fn unreadable<T>(&self, path: &str) -> Option<T> {
        self.wrong(path, Code::NOT_JSON, "reading this failed: a getter or a proxy threw")
    }
}
