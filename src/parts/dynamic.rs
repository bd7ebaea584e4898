//! A changing part of a view, behind one type.
//!
//! Every closure in a view is a type of its own, and Leptos compiles its machinery anew for each, some kilobytes of
//! WebAssembly. Boxed, they all share one.

use leptos::prelude::*;

/// A part of a view that is made anew whenever a signal it reads changes.
pub fn dynamic<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || view().into_any())
}
