//! What can be typed after `cargo xtask`. The doc comments are the help text.
//!
//! Imports nothing from the crate.

#![allow(unreachable_pub, reason = "the macro writes `pub`; the module is private")]

use std::path::PathBuf;

xflags::xflags! {
    /// Packwise's developer commands: cargo xtask <command>
    cmd xtask {
        /// Build the release page if anything changed, and serve it on this machine.
        cmd serve {
            /// The port to listen on; 8080 unless given.
            optional --port port: u16
            /// Unoptimised, rebuilt and reloaded on every change.
            optional --dev
            /// By the balance proxy, so that the page can fetch balances; docs/proxy.md says how to configure it.
            optional --proxy
        }
        /// Serve dist/ as it is; the browser tests start this one.
        cmd serve-static {
            /// The port to listen on; 8080 unless given.
            optional --port port: u16
            /// The path to serve it under, e.g. /a/b/
            optional --under path: String
        }
        /// Build the release page into dist/, which works on any static host under any path.
        cmd build {
            /// Also as one HTML file that needs no host: target/single/packwise.html
            optional --single-file
            /// A Document (JSON) that the one file opens with.
            optional --document document: PathBuf
            /// Also the guide, in dist/guide/, where its calculators run.
            optional --guide
        }
        /// Run the tests of every push: Rust, the npm package from JavaScript, the page in a browser.
        cmd test {
            /// Also what is too long for every push, in release.
            optional --full
        }
        /// Check formatting and lints, run the tests, report sizes.
        cmd check {}
        /// Build the npm package into target/npm/packwise.
        cmd package {}
        /// Build the guide into target/guide.
        cmd docs {}
        /// Build the sites of examples/ into target/examples/; the browser tests open them.
        cmd examples {
            /// Also those whose generator takes minutes to install.
            optional --full
        }
        /// Measure what the first view loads and how long the engine takes, natively and in WASM.
        cmd bench {}
        /// Let the tests rewrite their golden and generated files, then show what changed.
        cmd bless {}
    }
}
