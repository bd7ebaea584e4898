//! The developer's commands: `cargo xtask serve | build | test | check | package | docs | examples | bench | bless`.
//!
//! A command installs the tools it needs, pinned, and either does the whole of what it says or fails and names the
//! next command to run. Nothing is skipped in silence.
//!
//! It imports no crate of the workspace, so it still builds while those do not.

#![allow(clippy::print_stdout, reason = "a command-line program talks on stdout")]

mod apart;
mod bench;
mod embed;
mod examples;
mod fallback;
mod files;
mod fingerprint;
mod first_view;
mod flags;
mod guide;
mod module;
mod offline;
mod package;
mod page;
mod project;
mod say;
mod serve;
mod server;
mod single;
mod split;
mod suite;
mod tools;
mod wasm_opt;

use flags::{Xtask, XtaskCmd};
use project::Project;
use std::process::ExitCode;

fn main() -> ExitCode {
    let flags = Xtask::from_env_or_exit();
    match run(flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: Xtask) -> anyhow::Result<()> {
    let project = Project::find()?;
    match flags.subcommand {
        XtaskCmd::Serve(serve) if serve.dev && serve.proxy => {
            anyhow::bail!("--dev and --proxy do not go together: the proxy serves the release page")
        }
        XtaskCmd::Serve(serve) if serve.dev => serve::dev(&project, serve.port.unwrap_or(serve::PORT)),
        XtaskCmd::Serve(serve) if serve.proxy => serve::by_proxy(&project, serve.port.unwrap_or(serve::PORT)),
        XtaskCmd::Serve(serve) => serve::release(&project, serve.port.unwrap_or(serve::PORT)),
        XtaskCmd::ServeStatic(serve) => {
            serve::built(&project, serve.port.unwrap_or(serve::PORT), serve.under.as_deref().unwrap_or("/"))
        }
        XtaskCmd::Build(build) if build.document.is_some() && !build.single_file => {
            anyhow::bail!("a page on a host has its Document in its address; --document goes with --single-file")
        }
        XtaskCmd::Build(build) => {
            page::ensure(&project)?;
            guide::in_dist(&project, build.guide)?;
            if build.single_file { single::command(&project, build.document.as_deref()) } else { Ok(()) }
        }
        XtaskCmd::Test(test) => suite::test(&project, test.full),
        XtaskCmd::Check(_) => suite::check(&project),
        XtaskCmd::Package(_) => package::command(&project),
        XtaskCmd::Docs(_) => guide::command(&project),
        XtaskCmd::Examples(examples) => {
            page::ensure(&project)?;
            examples::build(&project, examples.full)
        }
        XtaskCmd::Bench(_) => bench::command(&project),
        XtaskCmd::Bless(_) => suite::bless(&project),
    }
}
