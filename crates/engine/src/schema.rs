//! JSON Schemas of the types whose JSON is not what their fields say: numbers that cross as text, and the planner's answers.
//!
//! Compiled for the tests that publish the schemas only (`cargo xtask bless`).
//!
//! This room imports `money`, `units`, `issue`, `job`, `document` and `plan`, and nothing imports it.

use crate::document::{Entry, Order};
use crate::issue::Code;
use crate::job::Component;
use crate::money::{Cost, Price, Rounded};
use crate::plan::Answer;
use crate::units::Units;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;
use std::borrow::Cow;

macro_rules! schemas {
    ($($kind:ty, $name:literal, $schema:expr;)*) => {
        $(impl JsonSchema for $kind {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        })*
    };
}

schemas! {
    Price, "Price", json_schema!({
        "type": "string", "pattern": "^[0-9]+\\.[0-9]{2,6}$", "description": "A price: decimal text, never a number."
    });
    Cost, "Cost", json_schema!({
        "type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2,9}$", "description": "An exact amount: decimal text, never a number."
    });
    Rounded, "Rounded", json_schema!({
        "type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2,6}$",
        "description": "An amount that was divided and rounded, for show; never to be summed."
    });
    Units, "Units", json_schema!({
        "type": "number", "minimum": 0, "description": "Units: a number of at most three decimals."
    });
    Entry, "Entry", json_schema!({
        "type": ["string", "number"], "description": "A number as it was entered: a number, or text that is kept as it is."
    });
    Order, "Order", json_schema!({
        "type": "string", "pattern": "^(book|none|term|(term|packs):0*[1-9][0-9]*)$",
        "description": "How a minimum order is read: book, none, term, term:m or packs:n."
    });
    Component, "Component", json_schema!({
        "type": "string", "enum": Component::ALL, "description": "A part of a job."
    });
    Code, "Code", json_schema!({
        "type": "string", "enum": Code::ALL, "description": "The stable name of a kind of issue."
    });
}

impl JsonSchema for Answer {
    fn schema_name() -> Cow<'static, str> {
        "PlanAnswer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let cost = generator.subschema_for::<Cost>();
        let cost_or_null = generator.subschema_for::<Option<Cost>>();
        let rounded_or_null = generator.subschema_for::<Option<Rounded>>();
        let units = generator.subschema_for::<Units>();
        let units_or_null = generator.subschema_for::<Option<Units>>();
        let issues = generator.subschema_for::<Vec<crate::issue::Issue>>();
        let trace = generator.subschema_for::<Vec<crate::trace::Trace>>();
        let whole = json!({ "type": "integer", "minimum": 0 });
        let text = json!({ "type": "string" });
        let object = |properties: serde_json::Value, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
        let purchase = object(
            json!({ "period": whole, "pack": text, "count": whole, "price": cost }),
            &["period", "pack", "count", "price"],
        );
        let purchases = json!({ "type": "array", "items": purchase });
        let headroom = object(
            json!({
                "grow": units_or_null,
                "cut": { "anyOf": [
                    object(json!({ "units": units, "saves": cost }), &["units", "saves"]),
                    { "type": "null" }
                ] }
            }),
            &["grow", "cut"],
        );
        let alternative = object(
            json!({
                "kind": { "enum": ["single", "largest-first", "best-unit-price"] },
                "pack": { "type": ["string", "null"] },
                "purchases": purchases, "commitments": purchases, "onDemand": units, "cost": cost_or_null,
                "extraCost": cost_or_null, "breakage": units_or_null, "issues": issues
            }),
            &["kind", "pack", "purchases", "commitments", "onDemand", "cost", "extraCost", "breakage", "issues"],
        );
        let sums = json!({
            "period": whole, "opening": units, "bought": units, "used": units, "expired": units, "closing": units
        });
        let lot = object(
            json!({
                "id": text, "period": whole, "owned": { "type": "boolean" }, "opening": units, "used": units,
                "expired": units, "closing": units
            }),
            &["id", "period", "owned", "opening", "used", "expired", "closing"],
        );
        let mut period = object(sums, &["period", "opening", "bought", "used", "expired", "closing", "packs"]);
        period["properties"]["packs"] = json!({ "type": "array", "items": lot });
        let plan = object(
            json!({
                "status": { "enum": ["optimal", "bounded"] },
                "cost": cost, "lowerBound": cost, "nodes": whole, "purchases": purchases, "commitments": purchases,
                "onDemand": { "type": "array", "items": units },
                "ledger": { "type": "array", "items": period },
                "breakage": units, "leftover": units, "unitCost": rounded_or_null, "listCost": cost_or_null,
                "headroom": headroom,
                "alternatives": { "type": "array", "items": alternative },
                "trace": trace
            }),
            &[
                "status",
                "cost",
                "lowerBound",
                "nodes",
                "purchases",
                "commitments",
                "onDemand",
                "ledger",
                "breakage",
                "leftover",
                "unitCost",
                "listCost",
                "headroom",
                "alternatives",
                "trace",
            ],
        );
        let none = object(json!({ "status": { "const": "infeasible" }, "issues": issues }), &["status", "issues"]);
        json_schema!({ "anyOf": [plan, none], "description": "A purchase plan, or why there is none." })
    }
}
