//! Components that several views share. Each takes signals; none reads global state but the dialog that explains figures.

pub mod cells;
mod drop;
mod dynamic;
mod focus;
mod notices;
mod number_box;
mod plot;
mod rate_picker;
mod save_file;
mod sheet;
mod shortcuts;
mod stairs;
mod table;
mod toast;
mod why;

pub use drop::{files_of, guard_drops, holds_files, of_file, takes_files};
pub use dynamic::dynamic;
pub use focus::{focus_on, keep_focus};
pub use notices::{FieldIssues, Notices, notice};
pub use number_box::NumberBox;
pub use plot::{Area, Drawing, Plot, Say, Shape, Twin};
pub use rate_picker::RatePicker;
pub use save_file::{save_bytes, save_file};
pub use sheet::Sheet;
pub use shortcuts::{Shortcut, Shortcuts};
pub(crate) use stairs::ticks;
pub use stairs::{Curves, StairsChart};
pub use table::{Act, Column, Line, MakeLine, Piece, Table, WINDOW, is_narrow};
pub use toast::Toast;
pub use why::{Explained, SourceLine, Why, WhyDialog};
