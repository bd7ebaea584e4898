//! Components that several views share. Each takes signals; none reads global state but the dialog that explains figures.

mod dynamic;
mod notices;
mod number_box;
mod rate_picker;
mod slices;
mod stairs;
mod why;

pub use dynamic::dynamic;
pub use notices::{FieldIssues, Notices};
pub use number_box::NumberBox;
pub use rate_picker::RatePicker;
pub use slices::Slices;
pub use stairs::{Curves, StairsChart};
pub use why::{Explained, SourceLine, Why, WhyDialog};
