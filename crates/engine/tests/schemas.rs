//! The JSON Schemas of a Document, a Report, a quote and an overlay: made from the types, published in `public/schema`, and
//! true: what the engine writes fits them, and of what a key was taken from or put into, schema and reader say the same.

#![cfg(feature = "schema")]
#![allow(clippy::unwrap_used, reason = "a test may assume")]

use jsonschema::Validator;
use packwise_engine::book::{Books, Overlay};
use packwise_engine::document::{Document, Report, evaluate};
use packwise_engine::quote::{QuoteReport, faces};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Objects have the keys that they name, and no others.
fn close(schema: &mut Value) {
    if let Value::Object(map) = schema {
        if map.contains_key("properties") && !map.contains_key("additionalProperties") {
            map.insert("additionalProperties".to_owned(), json!(false));
        }
        // a default of the type is not the reader's
        map.remove("default");
    }
    match schema {
        Value::Object(map) => map.values_mut().for_each(close),
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

fn of<T: JsonSchema>(title: &str, written: bool) -> Value {
    let settings = SchemaSettings::draft2020_12();
    let settings = if written { settings.for_serialize() } else { settings };
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    schema["title"] = json!(title);
    close(&mut schema);
    schema
}

/// What a reader asks for, where it is not every key of the type.
const NEEDED: [(&str, &[&str]); 9] = [
    ("Line", &["rate", "count"]),
    ("OwnedPack", &["units", "monthsLeft"]),
    ("JobLine", &["segment_count", "count"]),
    ("TypedRate", &["model", "variant", "billing_unit", "credits"]),
    ("Quote", &[]),
    ("Party", &[]),
    ("Bundle", &[]),
    ("LineDiscount", &[]),
    ("Approval", &[]),
];

fn document_schema() -> Value {
    let mut schema = of::<Document>("A Packwise Document", false);
    schema["required"] = json!(["book", "lines"]);
    for (name, needed) in NEEDED {
        let part = &mut schema["$defs"][name];
        assert!(part.is_object(), "{name} is in the schema");
        part["required"] = json!(needed);
    }
    // the first pool of the book is meant where none is named
    for kind in schema["$defs"]["Demand"]["oneOf"].as_array_mut().unwrap() {
        if let Some(required) = kind["required"].as_array_mut() {
            required.retain(|key| key != "pool");
        }
    }
    schema
}

fn quote_schema() -> Value {
    let mut schema = of::<QuoteReport>("A Packwise quote, as its JSON file has it", true);
    schema["properties"]["watermark"] = json!({ "type": "string", "description": "Said where it is not approved." });
    schema
}

fn overlay_schema() -> Value {
    let mut schema = of::<Overlay>("Negotiated prices over a Packwise price book", false);
    schema["properties"]["$schema"] = json!({ "type": "string", "description": "Address of this schema." });
    schema
}

fn all() -> [(&'static str, Value); 4] {
    [
        ("document", document_schema()),
        ("report", of::<Report>("A Packwise Report", true)),
        ("quote", quote_schema()),
        ("overlay", overlay_schema()),
    ]
}

struct Validators {
    document: Validator,
    report: Validator,
    quote: Validator,
    overlay: Validator,
}

static VALIDATORS: LazyLock<Validators> = LazyLock::new(|| {
    let [document, report, quote, overlay] = all().map(|(_, schema)| jsonschema::validator_for(&schema).unwrap());
    Validators { document, report, quote, overlay }
});

fn fits(validator: &Validator, value: &Value, what: &str) {
    let wrong: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

/// `PACKWISE_BLESS=1` writes the schemas anew from the types.
#[test]
fn the_schemas_are_made_from_the_types() {
    let folder = root().join("public/schema");
    for (name, schema) in all() {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = folder.join(format!("{name}.schema.json"));
        if std::env::var_os("PACKWISE_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "run `cargo xtask bless`");
    }
}

/// Every Document among the golden cases, with where it is from.
fn documents() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for folder in ["links", "quote"] {
        for entry in fs::read_dir(root().join("tests/golden").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            if case["document"].is_object() {
                found.push((path.display().to_string(), case["document"].clone()));
            }
        }
    }
    found.push(("everything".to_owned(), everything()));
    found
}

/// A Document in which every key is said.
fn everything() -> Value {
    let mut document = json!({
        "version": 1, "book": "u-gen-2026", "asOf": "2026-11-20", "months": 6, "order": "packs:3", "concurrency": "",
        "limits": false, "without": ["starter"],
        "lines": [{"rate": "x", "seconds": "5", "count": "12*3", "takes": 2}],
        "demand": {"kind": "units", "pool": "credits", "units": [1, "2", "abc"]},
        "owned": [
            {"pool": "", "units": 118.5, "from": 0, "monthsLeft": null, "concurrency": ""},
            {"pool": "credits", "units": "x", "from": 1, "monthsLeft": 3, "concurrency": 2}
        ],
        "jobs": [serde_json::to_value(packwise_engine::document::JobLine::new("veo3_fast", "3")).unwrap()],
        "rates": [{"model": "veo3_fast", "variant": "i2v", "billing_unit": "per_generation", "credits": "60"}]
    });
    document["quote"] = json!({
        "seller": {"name": "A", "address": "B", "contact": "C", "taxId": "D"}, "buyer": {"name": "E"},
        "number": "1", "prefix": "Q", "version": "2", "amends": "0", "status": "sent", "issued": "2026-11-20",
        "validUntil": "2026-12-20", "timeZone": "UTC", "currency": "EUR", "rate": "0.9", "rateDate": "2026-11-20",
        "plan": true, "discount": "5%", "appliesTo": "packs", "reason": "R", "taxName": "VAT", "taxPercent": "19",
        "rounding": "total", "terms": "T", "note": "N", "acceptance": false, "language": "en", "role": "sales",
        "bundles": [{"name": "Z", "pool": "credits", "units": "10", "price": "5", "quantity": "2", "months": "3",
            "concurrency": "1", "discount": "1", "reason": "r"}],
        "discounts": [{"line": "credits/studio", "discount": "3%", "reason": "s"}],
        "approvals": [{"role": "head", "by": "Ada", "day": "2026-11-20", "digest": "00"}]
    });
    document
}

#[test]
fn golden_documents_and_what_follows_from_them_fit() {
    let books = Books::shipped();
    let mut quotes = 0;
    for (name, value) in documents() {
        fits(&VALIDATORS.document, &value, &name);
        let document = Document::read(&value).unwrap();
        fits(&VALIDATORS.document, &serde_json::to_value(&document).unwrap(), &name);
        let report = evaluate(&document, &books);
        fits(&VALIDATORS.report, &serde_json::to_value(&report).unwrap(), &name);
        if let Some(quote) = &report.quote {
            for watermark in [None, Some("NOT APPROVED")] {
                let face = faces::write(quote, "json", watermark).unwrap();
                fits(&VALIDATORS.quote, &serde_json::from_str(&face).unwrap(), &name);
            }
            quotes += 1;
        }
    }
    assert!(quotes > 3, "{quotes}");
}

/// The places of all objects in a value.
fn objects(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.push(path.to_owned());
            map.iter().for_each(|(key, value)| objects(value, &format!("{path}/{key}"), found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| objects(value, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

/// Changes one object of a value.
fn changed(value: &Value, at: usize, change: impl FnOnce(&mut Map<String, Value>)) -> (String, Value) {
    let mut places = Vec::new();
    objects(value, "", &mut places);
    let place = places[at % places.len()].clone();
    let mut value = value.clone();
    if let Some(Value::Object(map)) = value.pointer_mut(&place) {
        change(map);
    }
    (place, value)
}

fn overlay() -> Value {
    json!({
        "overlay": 1, "id": "acme", "name": "Acme", "of": "kling-2026", "currency": "USD", "validFrom": "2026-01-01",
        "validUntil": "2027-06-30", "note": "n",
        "packs": [{"id": "package-1", "pool": "video", "price": "600", "note": "m"}, {"id": "package-2", "discountPercent": 12.5}],
        "rates": [{"id": "3.0-1080p", "units": 3, "note": "o"}]
    })
}

#[test]
fn an_overlay_fits_as_it_is_read_and_written() {
    fits(&VALIDATORS.overlay, &overlay(), "overlay");
    let read = Overlay::read(&overlay().to_string()).unwrap();
    fits(&VALIDATORS.overlay, &serde_json::from_str(&read.text()).unwrap(), "written");
    let mut float = overlay();
    float["packs"][0]["price"] = json!(600.5);
    assert!(!VALIDATORS.overlay.is_valid(&float) && Overlay::read(&float.to_string()).is_err());
}

static REPORT: LazyLock<Value> = LazyLock::new(|| {
    let document = Document::read(&everything()).unwrap();
    serde_json::to_value(evaluate(&document, &Books::shipped())).unwrap()
});

fn config() -> Config {
    Config { cases: 200, rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    /// A key that nobody knows, anywhere, is refused by reader and schema alike.
    #[test]
    fn unknown_keys_are_refused_by_both(at in 0_usize..1_000, key in "[a-z]{1,6}X") {
        let (place, value) = changed(&everything(), at, |map| { map.insert(key.clone(), json!(1)); });
        prop_assert!(!VALIDATORS.document.is_valid(&value), "{place} {key}");
        prop_assert!(Document::read(&value).is_err(), "{place} {key}");
        let (place, value) = changed(&overlay(), at, |map| { map.insert(key.clone(), json!(1)); });
        prop_assert!(!VALIDATORS.overlay.is_valid(&value), "{place} {key}");
        prop_assert!(Overlay::read(&value.to_string()).is_err(), "{place} {key}");
        // what is written says every key, too
        let (place, value) = changed(&REPORT, at, |map| { map.insert(key.clone(), json!(1)); });
        prop_assert!(!VALIDATORS.report.is_valid(&value), "{place} {key}");
    }

    /// Of a Document without one of its keys, schema and reader say the same.
    #[test]
    fn they_agree_on_what_must_be_there(at in 0_usize..1_000, which in 0_usize..100) {
        let (place, value) = changed(&everything(), at, |map| {
            let key = map.keys().nth(which % map.len()).unwrap().clone();
            map.remove(&key);
        });
        prop_assert_eq!(VALIDATORS.document.is_valid(&value), Document::read(&value).is_ok(), "{} {}", place, value);
    }

    /// Whatever is typed into a Document, what is written of it and what follows from it fit.
    #[test]
    fn whatever_is_typed_fits(
        texts in proptest::collection::vec(prop_oneof!["\\PC{0,9}", "[0-9]{0,6}", "[0-9]{1,3}\\.[0-9]{1,4}"], 14),
        book in prop_oneof![Just("kling-2026"), Just("u-gen-2026"), Just("kling-2025"), Just("none-such")],
    ) {
        let mut value = everything();
        value["book"] = json!(book);
        let mut next = texts.iter().cycle();
        let mut take = || json!(next.next().unwrap());
        for path in [
            "/months", "/concurrency", "/lines/0/count", "/lines/0/seconds", "/lines/0/takes", "/demand/units/0",
            "/owned/1/units", "/owned/1/from", "/jobs/0/segment_count", "/jobs/0/count", "/rates/0/credits",
            "/quote/version", "/quote/discount", "/quote/taxPercent", "/quote/issued", "/quote/bundles/0/price",
        ] {
            *value.pointer_mut(path).unwrap() = take();
        }
        value["lines"][0]["rate"] = json!("3.0-1080p");
        let document = Document::read(&value).unwrap();
        fits(&VALIDATORS.document, &serde_json::to_value(&document).unwrap(), "document");
        let report = evaluate(&document, &Books::shipped());
        fits(&VALIDATORS.report, &serde_json::to_value(&report).unwrap(), "report");
        if let Some(quote) = &report.quote {
            let face = faces::write(quote, "json", None).unwrap();
            fits(&VALIDATORS.quote, &serde_json::from_str(&face).unwrap(), "quote");
        }
    }
}
