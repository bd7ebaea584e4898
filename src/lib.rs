//! The Packwise page: edits a Document, shows its Report, and holds nothing else.
//!
//! Rooms: [`document`] (the signals that hold the Document; link, storage), [`views`] (one folder a view), [`parts`]
//! (components that views share), `scenarios` (work kept under names and in files, then and now),
//! `sealed` (negotiated prices in a link, under a passphrase), `settings` (what a host says of its copy),
//! [`slices`] (long work, so that the page never waits), [`format`] (the only place with a locale), [`ics`] (the file of dates for a calendar). All pricing is the engine's.
#![allow(unreachable_pub, reason = "what Leptos makes of a component is always `pub`, however far it reaches")]
#![allow(clippy::must_use_candidate, reason = "components are used by the view macro")]

mod app;
pub mod document;
pub mod format;
pub mod ics;
mod keys;
pub mod parts;
mod scenarios;
mod sealed;
mod settings;
pub mod slices;
pub mod views;

/// Puts the page into the host document, in place of what stood there while it loaded.
pub fn start() {
    if let Some(splash) = leptos::prelude::document().get_element_by_id("splash") {
        splash.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
