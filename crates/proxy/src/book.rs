//! U-Gen's packs as a Packwise price book.
//!
//! The documentation names only some of the answer's fields, so a figure is looked for under the names it could have. One
//! that is not found is null, never zero; a pack without an id is a failure, because leaving it out in silence would be one.
//!
//! Imports `clock`, `failure` and `upstream`.

use crate::clock;
use crate::failure::Failure;
use crate::upstream::node::{Node, object};

/// Makes the book, dated to when the packs were fetched.
///
/// # Errors
/// The answer is not a list of packs.
pub fn of_packs(answer: &str, fetched_ms: u64) -> Result<String, Failure> {
    let answer = Node::read(answer)?;
    let rows = match &answer {
        Node::List(rows) => Some(rows),
        Node::Object(_) => ["packs", "items", "data"].into_iter().find_map(|key| match answer.get(key) {
            Some(Node::List(rows)) => Some(rows),
            _ => None,
        }),
        _ => None,
    };
    let rows = rows.ok_or_else(|| Failure::shape("there is no list of packs"))?;
    let time = clock::iso(fetched_ms);
    let day = time.split('T').next().unwrap_or_default();
    let packs: Vec<Node> = rows.iter().enumerate().map(|(at, row)| pack(row, at)).collect::<Result<_, _>>()?;
    let text = |text: &str| Node::Text(text.to_owned());
    let source = || text("u-gen-packs");
    let edition = format!("live-{day}");
    let book = object([
        ("format", Node::Number("1".to_owned())),
        ("id", Node::Text(format!("u-gen-{edition}"))),
        ("provider", object([("id", text("u-gen")), ("name", text("U-Gen"))])),
        ("edition", Node::Text(edition)),
        ("title", Node::Text(format!("U-Gen: packs on sale, fetched {day}"))),
        ("currency", text("USD")),
        ("effective", object([("from", text(day)), ("until", Node::Null)])),
        ("checked", text(day)),
        (
            "notes",
            Node::List(vec![object([
                (
                    "text",
                    text(
                        "Fetched from the vendor by the balance proxy. Packs only: the work's rates are in another book.",
                    ),
                ),
                ("source", source()),
            ])]),
        ),
        (
            "sources",
            Node::List(vec![object([
                ("id", source()),
                ("title", text("U-Gen: credit packs (billing/packs)")),
                ("url", text("https://api.u-gen.ai/api/v1/billing/packs")),
                ("checked", text(day)),
            ])]),
        ),
        (
            "pools",
            Node::List(vec![object([
                ("id", text("credits")),
                ("name", text("Credits")),
                ("unit", text("credit")),
                ("units", text("credits")),
                ("listUnitPrice", Node::Null),
                ("packsKnown", Node::Flag(true)),
                ("evidence", text("official")),
                ("source", source()),
                ("checked", Node::Null),
                ("note", Node::Null),
            ])]),
        ),
        ("packs", Node::List(packs)),
        ("rates", Node::List(Vec::new())),
    ]);
    Ok(book.to_json())
}

fn pack(row: &Node, at: usize) -> Result<Node, Failure> {
    let first = |keys: &[&str]| keys.iter().find_map(|key| row.get(key)).filter(|value| **value != Node::Null);
    let id = match first(&["id", "pack_id", "slug"]) {
        Some(Node::Text(id)) => id.clone(),
        Some(Node::Number(id)) => id.clone(),
        _ => return Err(Failure::shape(format!("packs[{at}] has no id"))),
    };
    let name = match first(&["name", "label", "title", "display_name"]) {
        Some(Node::Text(name)) => name.clone(),
        _ => id.clone(),
    };
    let units = first(&["credits", "credit_amount", "units"]).and_then(decimal).map_or(Node::Null, Node::Number);
    let price = first(&["price_usd", "price", "amount_usd"]).and_then(decimal).map_or(Node::Null, Node::Text);
    let text = |text: &str| Node::Text(text.to_owned());
    Ok(object([
        ("id", Node::Text(id)),
        ("pool", text("credits")),
        ("name", Node::Text(name)),
        ("units", units),
        ("listPrice", Node::Null),
        ("price", price),
        ("life", text("never")),
        ("concurrency", Node::Null),
        ("limit", Node::Null),
        ("minimumOrder", Node::Null),
        ("evidence", text("official")),
        ("source", text("u-gen-packs")),
        ("checked", Node::Null),
        ("disputes", Node::List(Vec::new())),
        ("note", text("That bought credits do not expire is from the vendor's guide, not from this list.")),
    ]))
}

/// A plain decimal as JSON writes one, digit for digit; anything else is not known.
fn decimal(value: &Node) -> Option<String> {
    let (Node::Number(digits) | Node::Text(digits)) = value else { return None };
    let digits = digits.strip_prefix('$').unwrap_or(digits).to_owned();
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = digits.split_once('.').map_or((digits.as_str(), None), |(whole, part)| (whole, Some(part)));
    let is_plain = are_digits(whole) && (whole == "0" || !whole.starts_with('0')) && part.is_none_or(are_digits);
    is_plain.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use packwise_engine::book::Books;

    #[test]
    fn the_engine_reads_the_book() {
        let answer = r#"[{"id":"starter","name":"Starter","credits":200,"price_usd":10,"savings_pct":0},
            {"id":"creator","name":"Creator","credits":1000,"price_usd":45.0,"savings_pct":10},
            {"id":"odd","name":"Odd","credits":null}]"#;
        let json = of_packs(answer, 1_795_000_000_000).unwrap();
        let mut books = Books::empty();
        let edition = books.add(&json).unwrap_or_else(|issues| panic!("{issues:?}\n{json}"));
        assert_eq!(edition.book.packs.len(), 3);
        assert_eq!(edition.book.id, "u-gen-live-2026-11-18");
        assert!(json.contains(r#""price":"45.0""#), "{json}");
        assert!(json.contains(r#""price":null"#), "{json}");
    }

    #[test]
    fn what_is_no_plain_number_is_not_known_and_breaks_nothing() {
        for (credits, price, expected) in [
            (r#""1.2.3""#, r#""9.""#, (None, None)),
            (r#"".""#, r#"".5""#, (None, None)),
            (r#""0200""#, r#""010.00""#, (None, None)),
            (r#""1e3""#, "-1", (None, None)),
            (r#""0.5""#, r#""$0.00""#, (Some("0.5"), Some("0.00"))),
            (r#""200""#, r#""10.50""#, (Some("200"), Some("10.50"))),
        ] {
            let json = of_packs(&format!(r#"[{{"id":"a","credits":{credits},"price_usd":{price}}}]"#), 0).unwrap();
            let book: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
            let pack = &book["packs"][0];
            assert_eq!(pack["units"].as_number().map(ToString::to_string).as_deref(), expected.0, "{credits}");
            assert_eq!(pack["price"].as_str(), expected.1, "{price}");
            Books::empty().add(&json).unwrap_or_else(|issues| panic!("{issues:?} {json}"));
        }
    }

    #[test]
    fn what_is_no_list_of_packs_is_no_book() {
        assert!(of_packs("{}", 0).is_err());
        assert!(of_packs(r#"[{"credits":1}]"#, 0).is_err());
        assert!(of_packs(r#"{"items":[{"pack_id":"a"}]}"#, 0).is_ok());
    }
}
