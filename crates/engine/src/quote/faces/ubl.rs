//! A quote as UBL 2.3 Quotation XML (OASIS, UBL-Quotation-2.3). Elements stand in the order of its schema.

use super::super::report::{QuoteLine, QuoteReport};
use super::super::said::Party;
use super::known;
use crate::money::{Cost, in_currency};

const ROOT: &str = "urn:oasis:names:specification:ubl:schema:xsd:Quotation-2";
const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// A text that XML can hold: marks escaped, characters that XML forbids taken out.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character < ' ' => {}
            character => out.push(character),
        }
    }
    out
}

struct Xml {
    text: String,
    open: Vec<&'static str>,
    currency: String,
}

impl Xml {
    fn indent(&mut self) {
        self.text.push('\n');
        for _ in 0..=self.open.len() {
            self.text.push_str("  ");
        }
    }

    fn begin(&mut self, name: &'static str) {
        self.indent();
        self.text.push_str(&format!("<cac:{name}>"));
        self.open.push(name);
    }

    fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</cac:{name}>"));
        }
    }

    /// A basic element; nothing where there is nothing to say.
    fn say(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.indent();
            self.text.push_str(&format!("<cbc:{name}>{}</cbc:{name}>", escape(value)));
        }
    }

    fn amount(&mut self, name: &str, amount: Option<impl std::fmt::Display>) {
        if let Some(amount) = amount {
            self.indent();
            let amount = in_currency(amount, &self.currency);
            let currency = escape(&self.currency);
            self.text.push_str(&format!("<cbc:{name} currencyID=\"{currency}\">{amount}</cbc:{name}>"));
        }
    }

    fn party(&mut self, outer: &'static str, party: &Party) {
        self.begin(outer);
        self.begin("Party");
        if !party.name.is_empty() {
            self.begin("PartyName");
            self.say("Name", &party.name);
            self.end();
        }
        if !party.address.is_empty() {
            self.begin("PostalAddress");
            for line in party.address.lines().filter(|line| !line.trim().is_empty()) {
                self.begin("AddressLine");
                self.say("Line", line.trim());
                self.end();
            }
            self.end();
        }
        if !party.tax_id.is_empty() {
            self.begin("PartyTaxScheme");
            self.say("CompanyID", &party.tax_id);
            self.begin("TaxScheme");
            self.end();
            self.end();
        }
        if !party.contact.is_empty() {
            self.begin("Contact");
            self.say("Name", &party.contact);
            self.end();
        }
        self.end();
        self.end();
    }

    fn allowance(&mut self, amount: Option<Cost>, base: Option<Cost>, reason: &str) {
        if amount.is_some_and(|amount| amount != Cost::ZERO) {
            self.begin("AllowanceCharge");
            self.say("ChargeIndicator", "false");
            self.say("AllowanceChargeReason", if reason.is_empty() { "Discount" } else { reason });
            self.amount("Amount", amount);
            self.amount("BaseAmount", base);
            self.end();
        }
    }

    fn line(&mut self, number: usize, line: &QuoteLine) {
        self.begin("QuotationLine");
        self.say("ID", &number.to_string());
        self.begin("LineItem");
        self.say("ID", &number.to_string());
        self.say("Quantity", &known(line.quantity));
        self.amount("LineExtensionAmount", line.net);
        self.allowance(line.discount, line.gross, &line.reason);
        if line.unit_price.is_some() {
            self.begin("Price");
            self.amount("PriceAmount", line.unit_price);
            self.end();
        }
        self.begin("Item");
        let life = if line.life.is_empty() { String::new() } else { format!(", {}", line.life) };
        let units = line.units.map(|units| format!("{units} {}", line.units_name)).unwrap_or_default();
        self.say("Description", &format!("{units}{life}"));
        self.say("Name", &line.name);
        self.begin("SellersItemIdentification");
        self.say("ID", &line.id);
        self.end();
        self.end();
        self.end();
        self.end();
    }
}

pub(super) fn write(report: &QuoteReport, watermark: Option<&str>) -> String {
    let mut xml = Xml {
        text: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Quotation xmlns=\"{ROOT}\" xmlns:cac=\"{CAC}\" xmlns:cbc=\"{CBC}\">"
        ),
        open: Vec::new(),
        currency: report.currency.clone(),
    };
    let day = |day: Option<crate::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    xml.say("UBLVersionID", "2.3");
    xml.say("ID", &report.number);
    xml.say("IssueDate", &day(report.issued));
    for note in [watermark.unwrap_or_default(), &report.note, &report.terms, &report.rounding_words] {
        xml.say("Note", note);
    }
    if report.total.is_none() {
        xml.say("Note", "Incomplete: no total can be given.");
    }
    xml.say("PricingCurrencyCode", &report.currency);
    xml.say("LineCountNumeric", &report.lines.len().to_string());
    if report.valid_until.is_some() {
        xml.begin("ValidityPeriod");
        xml.say("StartDate", &day(report.issued));
        xml.say("EndDate", &day(report.valid_until));
        xml.say("Description", &report.time_zone);
        xml.end();
    }
    if !report.book.id.is_empty() {
        xml.begin("AdditionalDocumentReference");
        xml.say("ID", &report.book.id);
        xml.say("DocumentType", "Price book");
        xml.say("DocumentDescription", &format!("{}, SHA-256 {}", report.book.title, report.book.digest));
        xml.end();
    }
    xml.party("SellerSupplierParty", &report.seller);
    xml.party("BuyerCustomerParty", &report.buyer);
    xml.allowance(report.discount, report.discount_base, &report.reason);
    if let (Some(percent), Some(tax)) = (&report.tax_percent, report.tax) {
        xml.begin("TaxTotal");
        xml.amount("TaxAmount", Some(tax));
        xml.begin("TaxSubtotal");
        xml.amount("TaxableAmount", report.net);
        xml.amount("TaxAmount", Some(tax));
        xml.begin("TaxCategory");
        xml.say("Percent", percent);
        xml.begin("TaxScheme");
        xml.say("Name", report.tax_label());
        xml.end();
        xml.end();
        xml.end();
        xml.end();
    }
    if let Some(total) = report.total {
        xml.begin("QuotedMonetaryTotal");
        xml.amount("LineExtensionAmount", report.subtotal);
        xml.amount("TaxExclusiveAmount", report.net);
        let gross = report.net.and_then(|net| net.plus(report.tax.unwrap_or(Cost::ZERO)));
        xml.amount("TaxInclusiveAmount", gross);
        xml.amount("AllowanceTotalAmount", report.discount);
        xml.amount("PayableRoundingAmount", report.rounding.filter(|rounding| *rounding != Cost::ZERO));
        xml.amount("PayableAmount", Some(total));
        xml.end();
    }
    for (place, line) in report.lines.iter().enumerate() {
        xml.line(place + 1, line);
    }
    xml.text.push_str("\n</Quotation>\n");
    xml.text
}
