//! The market's book: sound, pinned, and saying what its sources say. The figures here are typed anew from the facts, not
//! read off the book.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may assume")]

use packwise_engine::book::{Billing, Book, Books, Evidence, Figure, MarketOffer, Sound, market, market_file};
use packwise_engine::issue::Issue;
use packwise_engine::money::Price;
use packwise_engine::units::Units;
use serde_json::{Value, json};

/// A published edition never changes: to change a price is to add an edition. No digest is ever edited.
const PINNED: (&str, &str) = ("market-2026.json", "fa5562a80f426e578a04d45ede986dbddcd7f1c862453571bf5ced42ffd56efc");

fn book() -> &'static Book {
    &market().unwrap().book
}

fn offer(id: &str) -> &'static MarketOffer {
    book().offers.iter().find(|offer| offer.id == id).unwrap_or_else(|| panic!("no offer {id}"))
}

fn price(id: &str) -> String {
    offer(id).price.known().unwrap().to_string()
}

#[test]
fn the_book_is_sound_and_pinned() {
    let (file, json) = market_file();
    if let Err(issues) = Book::read(json) {
        let all: Vec<String> = issues.iter().map(Issue::to_string).collect();
        panic!("{file}:\n{}", all.join("\n"));
    }
    assert_eq!((file, market().unwrap().digest.as_str()), PINNED, "to change a price, add an edition");
    assert!(Books::is_built_in("market-2026") && Books::is_built_in("kling-2025") && !Books::is_built_in("market"));
    assert!(Books::shipped().get("market-2026").is_none(), "no work is planned with it");
}

/// What was read is written back as it stood: the reader and the types cannot drift apart.
#[test]
fn the_book_written_back_is_the_same() {
    fn normal(value: &Value) -> Value {
        match value {
            Value::Number(number) => json!(number.as_f64()),
            Value::Array(entries) => entries.iter().map(normal).collect(),
            Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), normal(value))).collect()),
            _ => value.clone(),
        }
    }
    let read: Value = serde_json::from_str(market_file().1).unwrap();
    assert_eq!(normal(&serde_json::to_value(book()).unwrap()), normal(&read));
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_fits_it() {
    let schema = serde_json::to_value(schemars::schema_for!(Book)).unwrap();
    let mut schema = schema;
    schema["properties"]["$schema"] = json!({ "type": "string" });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut value: Value = serde_json::from_str(market_file().1).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    value["offers"][0]["price"] = json!(0.4);
    assert!(!validator.is_valid(&value), "the schema lets a float price through");
}

/// A spot check of rows of sections 6 and 7 of the facts: id, seller, price, per, resolutions, sound, evidence.
#[test]
fn rows_say_what_their_sources_say() {
    use Evidence::{Corroborated, Derived, Official, ThirdParty};
    let second = 0;
    for (id, seller, price, per, resolutions, sound, evidence) in [
        ("google-veo-3.1", "Google", "0.40", second, "720p 1080p", Sound::Always, Corroborated),
        ("google-veo-3.1-4k", "Google", "0.60", second, "4K", Sound::Always, Corroborated),
        ("google-veo-3.1-fast-1080p", "Google", "0.12", second, "1080p", Sound::Unsaid, ThirdParty),
        ("google-veo-3.1-lite-720p", "Google", "0.05", second, "720p", Sound::Unsaid, ThirdParty),
        ("openai-sora-2-pro-1024p", "OpenAI", "0.50", second, "1024p", Sound::Unsaid, ThirdParty),
        ("runway-gen4.5", "Runway", "0.12", second, "", Sound::Unsaid, Corroborated),
        ("runway-gen4-turbo", "Runway", "0.05", second, "", Sound::Unsaid, Corroborated),
        ("runway-aleph2", "Runway", "0.28", second, "", Sound::Unsaid, Corroborated),
        ("runway-veo-3.1-fast-audio", "Runway", "0.15", second, "", Sound::With, ThirdParty),
        ("runway-hailuo-3-2k", "Runway", "0.15", second, "2K", Sound::Unsaid, ThirdParty),
        ("runway-seedance-2-4k", "Runway", "1.50", second, "4K", Sound::Unsaid, ThirdParty),
        ("luma-ray-3.2-1080p-5s", "Luma", "1.20", 5, "1080p", Sound::Unsaid, Corroborated),
        ("luma-ray-3.2-540p-10s", "Luma", "0.45", 10, "540p", Sound::Unsaid, Corroborated),
        ("minimax-h3-768p", "MiniMax", "0.08", second, "768p", Sound::Unsaid, ThirdParty),
        ("xai-grok-imagine-1.5-720p", "xAI", "0.14", second, "720p", Sound::Unsaid, ThirdParty),
        ("fal-o3-std-audio", "fal", "0.112", second, "720p", Sound::With, ThirdParty),
        ("fal-4.0-720p-video", "fal", "0.094", second, "720p", Sound::Unsaid, Official),
        ("piapi-3.0-omni-1080p-audio", "PiAPI", "0.20", second, "1080p", Sound::With, Official),
        ("piapi-3.0-turbo-pro", "PiAPI", "0.19", second, "1080p", Sound::Always, Official),
        ("piapi-2.6-std-5s", "PiAPI", "0.20", 5, "720p", Sound::None, Official),
        ("piapi-o1-1080p-10s", "PiAPI", "1.04", 10, "1080p", Sound::Unsaid, Official),
        ("krea-3.0-pro-audio", "Krea", "0.3528", second, "1080p", Sound::With, Official),
        ("krea-3.0-4k", "Krea", "0.441", second, "4K", Sound::Unsaid, Official),
        ("krea-veo-3.1-fast-4k-8s-audio", "Krea", "2.52", 8, "4K", Sound::With, Official),
        ("apimart-3.0-1080p-audio", "APIMart", "0.112", second, "1080p", Sound::With, ThirdParty),
        ("apimart-hailuo-2.3-768p", "APIMart", "0.0488", second, "768p", Sound::Unsaid, ThirdParty),
        ("muapi-3.0-omni-4k", "MuAPI", "0.536", second, "4K", Sound::Unsaid, Official),
        ("siray-4.0-flash-720p", "Siray", "0.094", second, "720p", Sound::Always, ThirdParty),
        ("venice-3.0-std", "Venice", "0.0925", second, "720p", Sound::Unsaid, Official),
        ("runware-2.1-pro-5s", "Runware", "0.3234", 5, "1080p", Sound::Unsaid, ThirdParty),
        ("kie-veo3-fast-8s", "kie.ai", "0.84", 8, "720p", Sound::Unsaid, ThirdParty),
        ("kie-3.0-turbo-1080p", "kie.ai", "0.1125", second, "1080p", Sound::Always, Derived),
        ("comfy-3.0-4k", "Comfy", "0.42", second, "4K", Sound::Unsaid, Derived),
    ] {
        let offer = offer(id);
        assert_eq!(book().seller(&offer.seller).unwrap().name, seller, "{id}");
        assert_eq!(offer.price.known().unwrap().to_string(), price, "{id}");
        match offer.billing {
            Billing::Second { .. } => assert_eq!(per, second, "{id}"),
            Billing::Clip { seconds } => assert_eq!(per, seconds, "{id}"),
            other => panic!("{id}: {other:?}"),
        }
        assert_eq!(offer.resolutions.join(" "), resolutions, "{id}");
        assert_eq!((offer.sound, offer.evidence), (sound, evidence), "{id}");
    }
}

/// The price of a clip as the offer has it: seconds or whole, at least the minimum, rounded where the seller rounds.
fn clip(id: &str, seconds: u64) -> String {
    let offer = offer(id);
    let price = offer.price.known().unwrap();
    let micros = i128::from(price.micros());
    let micros = match offer.billing {
        Billing::Clip { seconds: length } => {
            assert_eq!(u64::from(length), seconds, "{id}");
            micros
        }
        _ => micros * i128::from(seconds),
    };
    let micros = micros.max(offer.minimum.map_or(0, |least| i128::from(least.micros())));
    let step = offer.round_to.map_or(1, |step| i128::from(step.micros()));
    let micros = (micros * 2 + step) / (step * 2) * step;
    Price::from_micros(micros.try_into().unwrap()).unwrap().to_string()
}

/// Section 8 of the facts, rows 17 to 26 (those of Kling's own rates are in `tests/golden/deduct`).
#[test]
fn worked_examples_hold() {
    for (id, seconds, expected) in [
        // 17
        ("fal-3.0-pro", 5, "0.56"),
        ("fal-3.0-pro-audio", 5, "0.84"),
        ("fal-3.0-pro-voice", 5, "0.98"),
        ("fal-3.0-pro", 15, "1.68"),
        ("fal-3.0-pro-audio", 15, "2.52"),
        // 18, 19
        ("fal-2.6-pro-audio", 5, "0.70"),
        ("fal-4.0-1080p", 10, "2.35"),
        // 20
        ("siray-4.0-720p", 5, "0.785"),
        ("siray-4.0-1080p", 5, "1.175"),
        ("siray-4.0-flash-720p", 5, "0.47"),
        // 21: rounded to the cent
        ("venice-4.0-720p", 3, "0.59"),
        ("venice-4.0-720p", 5, "0.98"),
        ("venice-4.0-720p", 10, "1.96"),
        ("venice-4.0-720p", 30, "5.89"),
        // 22
        ("runway-gen4.5", 10, "1.20"),
        // 23
        ("openai-sora-2", 10, "1.00"),
        ("openai-sora-2-pro-720p", 10, "3.00"),
        ("openai-sora-2-pro-1024p", 10, "5.00"),
        // 26
        ("luma-ray-3.2-720p-5s", 5, "0.30"),
        ("luma-ray-3.2-720p-10s", 10, "0.90"),
        // 13, 42, 17 of the rows: what a seller charges at least, and what each further second adds
        ("fal-2.6-pro-voice", 10, "1.68"),
        ("fal-2.5-turbo-std", 5, "0.21"),
        ("fal-2.5-turbo-pro", 10, "0.70"),
        ("runway-aleph2", 1, "0.56"),
        ("runway-aleph2", 3, "0.84"),
        ("inference-lip-sync", 3, "0.07"),
        ("inference-2.5-turbo-pro-10s", 10, "0.70"),
    ] {
        assert_eq!(clip(id, seconds), expected, "{id}, {seconds} s");
    }
    // 22: 120 credits
    assert_eq!(offer("runway-gen4.5").credits.unwrap().times(10), Units::read("120").ok());
    // 24: an unnamed reseller's rates, by the same arithmetic
    for (rate, sums) in [("0.125", ["125.00", "625.00", "1250.00"]), ("0.150", ["150.00", "750.00", "1500.00"])] {
        for (videos, sum) in [100, 500, 1_000].into_iter().zip(sums) {
            assert_eq!(Price::read(rate).unwrap().times(10 * videos).unwrap().to_string(), sum);
        }
    }
    // 25: a row of Kling's own list of deductions
    assert_eq!(Units::read("13037.3").unwrap().minus(Units::read("5").unwrap()), Units::read("13032.3").ok());
}

#[test]
fn conflicts_stand_with_both_figures() {
    for (id, here, there) in [
        ("google-veo-3.1-fast-720p", "0.10", "0.15"),
        ("google-veo-3.1-fast-1080p", "0.12", "0.15"),
        ("muapi-3.0-omni-4k", "0.536", "0.42"),
        ("piapi-try-on", "0.007", "0.07"),
        ("kie-veo3-fast-8s", "0.84", "0.40"),
    ] {
        assert_eq!(price(id), here);
        let others: Vec<String> = offer(id).disputes.iter().map(|dispute| dispute.price.unwrap().to_string()).collect();
        assert_eq!(others, [there], "{id}");
    }
    let disputed = book().offers.iter().filter(|offer| !offer.disputes.is_empty());
    assert_eq!(disputed.count(), 5);
}

#[test]
fn what_is_gone_says_since_when() {
    let since = |id: &str| offer(id).retired.as_ref().and_then(|retired| retired.since).unwrap().to_string();
    for id in ["openai-sora-2", "openai-sora-2-pro-720p", "openai-sora-2-pro-1024p"] {
        assert_eq!(since(id), "2026-09-24");
    }
    for id in ["laozhang-veo-3.1", "laozhang-veo-3.1-fast"] {
        assert_eq!(since(id), "2026-05-14");
    }
    // the model's own maker retired it: worked out, not reported of the seller
    for id in ["replicate-2.1-pro", "runware-2.1-pro-5s", "kie-2.1-master-5s", "piapi-2.1-master-5s", "302-image-v1"] {
        assert_eq!(since(id), "2026-09-15");
        assert_eq!(offer(id).retired.as_ref().unwrap().evidence, Evidence::Derived, "{id}");
    }
}

#[test]
fn every_row_has_a_source_and_unknown_is_no_figure() {
    for offer in &book().offers {
        assert!(book().source(offer.source.as_deref()).is_some(), "{}", offer.id);
        assert!(offer.price != Figure::Known(Price::default()), "{}: a price of nothing", offer.id);
        let source = book().source(offer.source.as_deref()).unwrap();
        let dated = offer.checked.or(source.checked).is_some() || offer.seen.is_some();
        // the pages of U-Gen and 302.ai are undated, and so is what was noted of one price of PiAPI's
        assert!(
            dated || ["u-gen", "302"].contains(&offer.seller.as_str()) || offer.id == "piapi-h3-768p",
            "{}: no date",
            offer.id
        );
    }
    let unknown = book().offers.iter().filter(|offer| offer.price == Figure::Unknown);
    assert!(unknown.clone().all(|offer| offer.seller == "u-gen"));
    assert_eq!(unknown.count(), 3);
}

#[test]
fn holes_in_offers_are_named_where_they_are() {
    let json: Value = serde_json::from_str(market_file().1).unwrap();
    let at = |id: &str| json["offers"].as_array().unwrap().iter().position(|offer| offer["id"] == id).unwrap();
    let (turbo, aleph) = (at("runway-gen4.5"), at("runway-aleph2"));
    for (pointer, value, path, code) in [
        ("/offers/0/price".to_owned(), json!(0.4), "offers[0].price".to_owned(), "wrong-type"),
        ("/offers/0/price".to_owned(), json!("-1"), "offers[0].price".to_owned(), "negative"),
        ("/offers/0/seller".to_owned(), json!("nobody"), "offers[0].seller".to_owned(), "dangling-reference"),
        ("/offers/0/source".to_owned(), json!("rumour"), "offers[0].source".to_owned(), "dangling-reference"),
        ("/offers/0/sound".to_owned(), json!("loud"), "offers[0].sound".to_owned(), "unknown-value"),
        ("/offers/0/resolutions".to_owned(), json!("720p"), "offers[0].resolutions".to_owned(), "wrong-type"),
        ("/offers/0/resolutions/0".to_owned(), json!(" "), "offers[0].resolutions[0]".to_owned(), "empty"),
        ("/offers/0/id".to_owned(), json!("google-veo-3.1-4k"), "offers[1].id".to_owned(), "duplicate-id"),
        ("/offers/0/billing".to_owned(), json!({ "per": "hour" }), "offers[0].billing.per".to_owned(), "unknown-value"),
        (format!("/offers/{turbo}/credits"), json!(13), format!("offers[{turbo}].credits"), "contradiction"),
        (format!("/offers/{aleph}/minimum"), json!(1), format!("offers[{aleph}].minimum"), "wrong-type"),
        ("/sellers/0/kind".to_owned(), json!("friend"), "sellers[0].kind".to_owned(), "unknown-value"),
        ("/sellers".to_owned(), json!({}), "sellers".to_owned(), "wrong-type"),
    ] {
        let mut broken = json.clone();
        *broken.pointer_mut(&pointer).unwrap() = value.clone();
        let issues = Book::from_value(&broken).unwrap_err();
        let found: Vec<(&str, &str)> = issues.iter().map(|issue| (issue.path.as_str(), issue.code.as_str())).collect();
        assert!(
            found.contains(&(path.as_str(), code)),
            "{pointer} = {value}: expected {code} at {path}, got {found:?}"
        );
    }
    let mut strange = json.clone();
    strange["offers"][0]["seen"] = json!("last year");
    strange["offers"][0]["colour"] = json!("red");
    let issues = Book::from_value(&strange).unwrap_err();
    let codes: Vec<&str> = issues.iter().map(|issue| issue.code.as_str()).collect();
    assert_eq!(codes, ["unknown-key", "not-a-date"]);
}
