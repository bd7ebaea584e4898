//! How a figure came about: its formula, its inputs, and where each input is from.
//!
//! This room imports nothing from the crate.

use serde::Serialize;

/// The working behind one figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// Path of the figure in the report, e.g. `cost` or `lines[0].units`.
    pub figure: String,
    /// The formula in words of the report, e.g. `units each x count x takes`.
    pub formula: String,
    /// What went in, in the order of the formula.
    pub inputs: Vec<Input>,
    /// What came out, as shown.
    pub value: String,
}

/// One input of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// Its name in the formula.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it is from: a row of a book (`kling-2025: rates: v1.6-pro-5s`), the request, or another figure.
    pub from: String,
}

impl Trace {
    /// A trace with its inputs as `(name, value, from)`.
    #[must_use]
    pub fn new<const N: usize>(
        figure: impl Into<String>,
        formula: impl Into<String>,
        inputs: [(&str, String, String); N],
        value: impl ToString,
    ) -> Self {
        let inputs =
            inputs.into_iter().map(|(name, value, from)| Input { name: name.to_owned(), value, from }).collect();
        Self { figure: figure.into(), formula: formula.into(), inputs, value: value.to_string() }
    }
}
