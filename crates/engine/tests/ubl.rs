//! The UBL face against the sequences of UBL 2.3 (OASIS, UBL-Quotation-2.3 and UBL-CommonAggregateComponents-2.3): of every
//! element that is written, its children stand in the schema's order, as often as it allows, and none that it asks for is
//! missing. The schema itself is no part of this repository, and no registry that is used here has it; what stands below
//! are its sequences as far as they are used. Types of values are not held against it.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::book::Books;
use packwise_engine::date;
use packwise_engine::document::{Document, Entry, Line, evaluate};
use packwise_engine::quote::{Applies, Bundle, LineDiscount, Party, Quote, QuoteReport, Rule, faces};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// How often an element may stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Often {
    /// Once at the most.
    May,
    /// Once.
    Must,
    /// Any number of times.
    Many,
    /// Once or more.
    Some,
}
use Often::{Many, May, Must, Some as OneOrMore};

type Sequence = &'static [(&'static str, Often)];

/// The element, and its children in the schema's order.
const SEQUENCES: [(&str, Sequence); 22] = [
    (
        "Quotation",
        &[
            ("UBLVersionID", May),
            ("ID", May),
            ("IssueDate", Must),
            ("IssueTime", May),
            ("Note", Many),
            ("PricingCurrencyCode", May),
            ("LineCountNumeric", May),
            ("ValidityPeriod", May),
            ("RequestForQuotationDocumentReference", May),
            ("AdditionalDocumentReference", Many),
            ("Contract", Many),
            ("SellerSupplierParty", Must),
            ("BuyerCustomerParty", May),
            ("AllowanceCharge", Many),
            ("TaxTotal", Many),
            ("QuotedMonetaryTotal", Must),
            ("QuotationLine", OneOrMore),
        ],
    ),
    ("ValidityPeriod", &[("StartDate", May), ("EndDate", May), ("Description", Many)]),
    (
        "AdditionalDocumentReference",
        &[("ID", Must), ("IssueDate", May), ("DocumentType", Many), ("DocumentDescription", Many)],
    ),
    ("SellerSupplierParty", &[("Party", May)]),
    ("BuyerCustomerParty", &[("Party", May)]),
    (
        "Party",
        &[
            ("PartyName", Many),
            ("PostalAddress", May),
            ("PartyTaxScheme", Many),
            ("PartyLegalEntity", Many),
            ("Contact", May),
        ],
    ),
    ("PartyName", &[("Name", Must)]),
    ("PostalAddress", &[("StreetName", May), ("AddressLine", Many), ("Country", May)]),
    ("AddressLine", &[("Line", Must)]),
    ("PartyTaxScheme", &[("RegistrationName", May), ("CompanyID", May), ("TaxScheme", Must)]),
    ("TaxScheme", &[("ID", May), ("Name", May)]),
    ("Contact", &[("ID", May), ("Name", May), ("ElectronicMail", May)]),
    (
        "AllowanceCharge",
        &[
            ("ID", May),
            ("ChargeIndicator", Must),
            ("AllowanceChargeReason", Many),
            ("MultiplierFactorNumeric", May),
            ("Amount", Must),
            ("BaseAmount", May),
        ],
    ),
    ("TaxTotal", &[("TaxAmount", Must), ("RoundingAmount", May), ("TaxSubtotal", Many)]),
    ("TaxSubtotal", &[("TaxableAmount", May), ("TaxAmount", Must), ("Percent", May), ("TaxCategory", Must)]),
    ("TaxCategory", &[("ID", May), ("Name", May), ("Percent", May), ("TaxScheme", Must)]),
    (
        "QuotedMonetaryTotal",
        &[
            ("LineExtensionAmount", May),
            ("TaxExclusiveAmount", May),
            ("TaxInclusiveAmount", May),
            ("AllowanceTotalAmount", May),
            ("ChargeTotalAmount", May),
            ("PayableRoundingAmount", May),
            ("PayableAmount", Must),
        ],
    ),
    ("QuotationLine", &[("ID", May), ("Note", Many), ("Quantity", May), ("LineItem", Must)]),
    (
        "LineItem",
        &[
            ("ID", Must),
            ("Note", Many),
            ("Quantity", May),
            ("LineExtensionAmount", May),
            ("AllowanceCharge", Many),
            ("Price", May),
            ("Item", Must),
        ],
    ),
    ("Price", &[("PriceAmount", Must)]),
    ("Item", &[("Description", Many), ("Name", May), ("SellersItemIdentification", May)]),
    ("SellersItemIdentification", &[("ID", Must)]),
];

#[derive(Debug, Default)]
struct Element {
    name: String,
    prefix: String,
    children: Vec<Element>,
}

/// The elements of a text: enough of XML for what the face writes, and strict about that.
fn parse(text: &str) -> Element {
    let mut stack = vec![Element::default()];
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let closed = stack.pop().unwrap();
            let whole = if closed.prefix.is_empty() {
                closed.name.clone()
            } else {
                format!("{}:{}", closed.prefix, closed.name)
            };
            assert_eq!(whole, name, "tags are nested");
            stack.last_mut().unwrap().children.push(closed);
            continue;
        }
        assert!(!tag.ends_with('/') && !tag.starts_with(['!', '?']), "{tag}");
        let name = tag.split_whitespace().next().unwrap();
        let (prefix, name) = name.split_once(':').unwrap_or(("", name));
        stack.push(Element { name: name.to_owned(), prefix: prefix.to_owned(), children: Vec::new() });
    }
    assert_eq!(stack.len(), 1, "every tag is closed");
    stack.pop().unwrap().children.pop().unwrap()
}

/// What of an element is not as the schema has it.
fn wrong(element: &Element, path: &str, found: &mut Vec<String>) {
    let path = format!("{path}/{}", element.name);
    let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == element.name) else {
        if !element.children.is_empty() || element.prefix != "cbc" {
            found.push(format!("{path}: no sequence is known"));
        }
        return;
    };
    assert_ne!(element.prefix, "cbc", "{path} has children");
    let mut place = 0;
    for child in &element.children {
        match sequence.iter().position(|(name, _)| *name == child.name) {
            None => found.push(format!("{path}: {} does not stand there", child.name)),
            Some(at) if at < place => found.push(format!("{path}: {} is out of order", child.name)),
            Some(at) => place = at,
        }
    }
    for (name, often) in *sequence {
        let count = element.children.iter().filter(|child| child.name == *name).count();
        let fits = match often {
            May => count <= 1,
            Must => count == 1,
            Many => true,
            OneOrMore => count >= 1,
        };
        if !fits {
            found.push(format!("{path}: {count} x {name}"));
        }
    }
    for child in &element.children {
        wrong(child, &path, found);
    }
}

fn problems(report: &QuoteReport, watermark: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    wrong(&parse(&faces::write(report, "ubl", watermark).unwrap()), "", &mut found);
    found
}

fn quoted(quote: Quote) -> QuoteReport {
    let mut document = Document::new("kling-2026");
    document.as_of = date::read("2026-11-20");
    document.lines.push(Line { seconds: Entry::new("5"), ..Line::new("3.0-1080p", "3000") });
    document.quote = Some(Box::new(quote));
    *evaluate(&document, &Books::shipped()).quote.unwrap()
}

fn party(name: &str) -> Party {
    Party { name: name.into(), address: "A 1\n\nB".into(), contact: "c".into(), tax_id: "T1".into() }
}

fn full() -> Quote {
    Quote {
        seller: party("S & <S>"),
        buyer: party("B"),
        issued: "2026-11-20".into(),
        valid_until: "2026-12-20".into(),
        time_zone: "UTC".into(),
        discount: "3%".into(),
        tax_name: "VAT".into(),
        tax_percent: "8.1".into(),
        rounding: Rule::Total,
        applies_to: Applies::Packs,
        note: "n".into(),
        terms: "t".into(),
        discounts: vec![LineDiscount { line: "video/package-2".into(), discount: "5%".into(), reason: "r".into() }],
        bundles: vec![Bundle {
            name: "Z".into(),
            units: "10".into(),
            price: "5".into(),
            quantity: "2".into(),
            ..Bundle::default()
        }],
        ..Quote::default()
    }
}

#[test]
fn a_whole_quote_is_in_the_order_of_the_schema() {
    let report = quoted(full());
    assert!(report.complete);
    assert_eq!(problems(&report, Some("NOT APPROVED")), Vec::<String>::new());
}

#[test]
fn what_is_out_of_order_is_found() {
    let text = faces::write(&quoted(full()), "ubl", None).unwrap();
    for (from, to) in [
        ("<cbc:UBLVersionID>2.3</cbc:UBLVersionID>", ""),
        ("cbc:IssueDate", "cbc:DueDate"),
        ("cac:TaxTotal", "cac:TaxSum"),
        ("cbc:PricingCurrencyCode", "cbc:IssueTime"),
        ("<cbc:ID>1</cbc:ID>", "<cbc:ID>1</cbc:ID><cbc:ID>1</cbc:ID>"),
    ] {
        let mut found = Vec::new();
        wrong(&parse(&text.replace(from, to)), "", &mut found);
        assert_eq!(found.is_empty(), to.is_empty(), "{from}: {found:?}");
    }
}

#[test]
fn what_the_schema_asks_for_and_nobody_said_is_missing_and_nothing_else() {
    let report = quoted(Quote { issued: String::new(), ..full() });
    assert_eq!(problems(&report, None), ["/Quotation: 0 x IssueDate"]);
    let report = quoted(Quote { tax_percent: "x".into(), ..full() });
    assert!(report.total.is_none());
    assert_eq!(problems(&report, None), ["/Quotation: 0 x QuotedMonetaryTotal"]);
}

proptest! {
    #![proptest_config(Config { cases: 60, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..Config::default() })]

    /// Whichever parts are said, and whatever stands in them.
    #[test]
    fn every_quote_is_in_order(
        texts in proptest::collection::vec("[ -~\\n<>&\"'é]{0,12}", 10), flags in proptest::collection::vec(any::<bool>(), 8),
        rule in prop_oneof![Just(Rule::Line), Just(Rule::Total)], discount in prop_oneof![Just(""), Just("7.3%"), Just("10")],
    ) {
        let said = |at: usize| if flags[at % flags.len()] { texts[at].clone() } else { String::new() };
        let mut quote = full();
        quote.seller = Party { name: said(0), address: said(1), contact: said(2), tax_id: said(3) };
        quote.buyer = Party { name: said(4), address: said(5), contact: said(6), tax_id: said(7) };
        quote.note = said(8);
        quote.terms = said(9);
        quote.rounding = rule;
        quote.discount = discount.to_owned();
        if flags[0] { quote.tax_percent = String::new(); }
        if flags[1] { quote.bundles.clear(); }
        if flags[2] { quote.discounts.clear(); }
        if flags[3] { quote.valid_until = String::new(); }
        let report = quoted(quote);
        prop_assert!(report.complete);
        prop_assert_eq!(problems(&report, None), Vec::<String>::new());
    }
}
