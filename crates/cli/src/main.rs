//! `packwise` on the command line: reads, calls the engine, writes. Nothing is priced here.
//!
//! What is asked is JSON in a file or on standard input; the answer is the JSON that the npm package's functions give, byte
//! for byte as `JSON.stringify` writes it, or with `--table` text for people. Errors go to standard error. Exit codes: 0
//! answered; 1 an issue of level error, or no plan; 2 the command line is wrong; 3 a file cannot be read or written.
//!
//! It imports `args`, `ask`, `book`, `input`, `output`, `quote`; those import `html`, `shown`, `table` too.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod args;
mod ask;
mod book;
mod html;
mod input;
mod output;
mod quote;
mod shown;
mod table;

use args::{Args, Command};
use clap::{CommandFactory as _, Parser as _};
use output::{Failure, Outcome};
use std::process::ExitCode;

fn main() -> ExitCode {
    // wrong usage ends here, with code 2
    let args = Args::parse();
    let form = output::Form { table: args.table, pretty: args.pretty };
    match run(&args, form) {
        Ok(outcome) => outcome.code(),
        Err(failure) => failure.tell(form),
    }
}

fn run(args: &Args, form: output::Form) -> Result<Outcome, Failure> {
    if let Some(shell) = args.completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Args::command(), "packwise", &mut script);
        output::write(&script)?;
        return Ok(Outcome::Answered);
    }
    let Some(command) = &args.command else {
        let mut help = Args::command();
        output::write(help.render_help().to_string().as_bytes())?;
        return Ok(Outcome::Answered);
    };
    match command {
        Command::Plan { input, parts } => ask::plan(input, *parts, form),
        Command::Evaluate { input, parts } => ask::evaluate(input, *parts, &input::shelf(&args.books)?, form),
        Command::Deduct { input } => ask::deduct(input, &input::shelf(&args.books)?, form),
        Command::Job { input } => ask::job(input, &input::shelf(&args.books)?, form),
        Command::Budget { input, nodes } => ask::budget(input, *nodes, form),
        Command::Balance { input } => ask::balance(input, form),
        Command::Quote { input, form: kind } => quote::quote(input, kind, &input::shelf(&args.books)?, form),
        Command::Link { input } => ask::link(input),
        Command::Html { input, link, all_books } => {
            ask::html(input, link.as_deref(), *all_books, &input::shelf(&args.books)?)
        }
        Command::Fallback { link, page } => ask::fallback(link, page.as_deref(), &input::shelf(&args.books)?),
        Command::Book { command } => book::run(command, &args.books, form),
    }
}
