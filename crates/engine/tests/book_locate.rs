//! Places in a file: every path of a shipped book leads to the text of its value, and no text makes the search panic.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::{Book, Books, Place, locate, locate_all, places};
use packwise_engine::issue::{Code, Issue};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::Value;

fn config() -> Config {
    let full = std::env::var_os("PACKWISE_FULL").is_some();
    Config {
        cases: if full { 10_000 } else { 500 },
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Every value below, with its path as an issue would have it.
fn values<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    found.push((path.to_owned(), value));
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                values(value, &path, found);
            }
        }
        Value::Array(entries) => {
            for (index, value) in entries.iter().enumerate() {
                values(value, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

/// The text from a place on, found in another way than the search finds it: line by line, character by character.
fn text_at(json: &str, place: Place) -> String {
    let mut lines = json.split('\n').skip(usize::try_from(place.line).unwrap() - 1);
    let first: String = lines.next().unwrap().chars().skip(usize::try_from(place.column).unwrap() - 1).collect();
    std::iter::once(first.as_str()).chain(lines).collect::<Vec<_>>().join("\n")
}

fn at(line: u32, column: u32) -> Option<Place> {
    Some(Place { line, column })
}

#[test]
fn every_path_of_the_shipped_books_leads_to_its_value() {
    for (file, json) in Books::shipped_files() {
        let book: Value = serde_json::from_str(json).unwrap();
        // as it is served, and with a line for each value
        for text in [(*json).to_owned(), serde_json::to_string_pretty(&book).unwrap()] {
            let mut all = Vec::new();
            values(&book, "", &mut all);
            assert!(all.len() > 500, "{file}");
            let paths: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
            for ((path, value), place) in all.iter().zip(locate_all(&text, &paths)) {
                let place = place.unwrap_or_else(|| panic!("{file}: nothing at {path}"));
                let rest = text_at(&text, place);
                let mut found = serde_json::Deserializer::from_str(&rest).into_iter::<Value>();
                assert_eq!(found.next().unwrap().unwrap(), **value, "{file}: {path} at {place:?}");
            }
        }
    }
}

const TEXT: &str = r#"{
  "title": "Ünï \"quoted\" {[,]}", "packs": [
    {"id": "S", "price": 9},
    {"id": "é", "a.b": {"c": [1, 2]},   "pri\u0063e": true}
  ]
}"#;

#[test]
fn places_count_lines_and_characters_from_one() {
    for (path, place) in [
        ("", at(1, 1)),
        ("title", at(2, 12)),
        ("packs", at(2, 45)),
        ("packs[0].price", at(3, 26)),
        ("packs[1].id", at(4, 12)),
        ("packs[1].a.b.c[1]", at(4, 34)),
        // an escaped key is the key that it spells
        ("packs[1].price", at(4, 55)),
    ] {
        assert_eq!(locate(TEXT, path), place, "{path}");
    }
}

#[test]
fn what_is_not_there_is_placed_where_it_should_be() {
    for (path, place) in [
        ("currency", at(1, 1)),
        ("packs[0].life", at(3, 5)),
        ("packs[0].life.months", at(3, 5)),
        ("packs[7].life", at(2, 45)),
        ("packs[0].price.deep[3]", at(3, 26)),
        // a longer name is another name
        ("titles", at(1, 1)),
    ] {
        assert_eq!(locate(TEXT, path), place, "{path}");
    }
    for text in ["", "   \n", "]", "\u{feff}{}"] {
        assert_eq!(locate(text, "packs").map(|place| place.line), locate(text, "").map(|place| place.line), "{text:?}");
    }
}

#[test]
fn an_unknown_or_repeated_key_is_placed_at_the_key() {
    let text = "{\"a\": 1,\n  \"b\": 2,\n  \"a\": 3}";
    let issues = [
        Issue::error("b", Code::UNKNOWN_KEY, ""),
        Issue::error("b", Code::WRONG_TYPE, ""),
        Issue::error("a", Code::DUPLICATE_KEY, ""),
        Issue::error("c", Code::MISSING, ""),
        Issue::error("", Code::TOO_MANY, ""),
        Issue::error("", Code::WRONG_TYPE, ""),
    ];
    assert_eq!(places(text, &issues), [at(2, 3), at(2, 8), at(3, 3), at(1, 1), None, at(1, 1)]);
}

#[test]
fn where_json_ends_is_said_in_words_and_as_a_place() {
    for (text, place, words) in [
        ("{\"id\": \"ü\",\n  \"ä\": nul}", at(2, 11), "line 2 column 11"),
        ("{\n\"id\": 1\n", at(3, 1), "line 3 column 1"),
        ("{\"price\": NaN}", at(1, 11), "line 1 column 11"),
        ("{\"price\": -Infinity}", at(1, 12), "line 1 column 12"),
        ("[1,]", at(1, 4), "line 1 column 4"),
    ] {
        let issues = Book::read(text).unwrap_err();
        assert_eq!(issues.len(), 1, "{text:?}");
        assert_eq!(issues[0].code, Code::NOT_JSON, "{text:?}");
        assert!(issues[0].words.ends_with(words), "{text:?}: {}", issues[0].words);
        assert_eq!(places(text, &issues), [place], "{text:?}");
    }
}

#[test]
fn thousands_of_problems_in_megabytes_are_placed_in_one_pass() {
    let entry = "{\"id\": \"S\", \"price\": 9.5}";
    let text = format!("{{\"packs\":[{}]}}", vec![entry; 100_000].join(",\n"));
    let paths: Vec<String> = (0..2_000).map(|nth| format!("packs[{}].price", nth * 50)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let found = locate_all(&text, &paths);
    for (nth, place) in found.into_iter().enumerate() {
        let line = u32::try_from(nth * 50 + 1).unwrap();
        assert_eq!(place, at(line, if nth == 0 { 32 } else { 22 }));
    }
    let deep = "[".repeat(100_000);
    assert_eq!(locate(&deep, "[0][0]"), at(1, 3));
}

/// A shipped book, cut, doubled, and with bytes that matter to JSON thrown in.
fn mutated() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        "é",
        "\u{1F3AC}",
        "\n",
        "0",
        "nul",
        "\\u00",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, bit), 0..12);
    (0_usize..3_000, edits).prop_map(|(length, edits)| {
        let (_, json) = Books::shipped_files()[0];
        let mut chars: Vec<char> = json.chars().skip(length / 2).take(length).collect();
        for (place, cut, bit) in edits {
            let from = if chars.is_empty() { 0 } else { place.index(chars.len()) };
            let until = (from + cut).min(chars.len());
            chars.splice(from..until, bit.chars());
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_text_makes_it_panic(text in mutated(), path in "[a-z\\[\\]0-9.]{0,12}") {
        let paths = ["", "packs[2].price", "rates[13].retired.equivalent", &path];
        let found = locate_all(&text, &paths);
        prop_assert_eq!(found.len(), paths.len());
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        prop_assert!(found.iter().flatten().all(|place| (1..=lines).contains(&place.line) && place.column >= 1));
        if let Err(issues) = Book::read(&text) {
            prop_assert_eq!(places(&text, &issues).len(), issues.len());
        }
    }

    /// Of any JSON, every value is found, whatever its keys are.
    #[test]
    fn every_value_of_any_json_is_found(tree in json_tree()) {
        for text in [tree.to_string(), serde_json::to_string_pretty(&tree).unwrap()] {
            let mut all = Vec::new();
            values(&tree, "", &mut all);
            let paths: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
            for ((path, value), place) in all.iter().zip(locate_all(&text, &paths)) {
                let rest = text_at(&text, place.unwrap());
                let found = serde_json::Deserializer::from_str(&rest).into_iter::<Value>().next().unwrap().unwrap();
                prop_assert_eq!(&found, *value, "{}", path);
            }
        }
    }
}

fn json_tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a\\\\\"{}\\[\\],:é\n]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            // keys without `.` and `[`, which would spell another path
            prop::collection::btree_map("[a-cé\"\\\\{},:]{1,3}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
