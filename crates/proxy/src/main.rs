//! `packwise-proxy [--config <file>]` serves; `check` looks at the configuration and ends; `token` makes a caller's token.
#![allow(clippy::print_stdout, reason = "a command-line program talks on stdout")]

use packwise_proxy::config::{Config, Sources, load};
use packwise_proxy::http::App;
use packwise_proxy::secret::{TokenDigest, new_token};
use packwise_proxy::{log, server};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "packwise-proxy: fetches account balances for Packwise.

  packwise-proxy [--config <file>]         serve
  packwise-proxy check [--config <file>]   look at the configuration, and end
  packwise-proxy token                     make a token for a caller: the token, and the digest to configure

The file may also be named by PACKWISE_PROXY_CONFIG; docs/proxy.md lists the fields and the variables.
";

enum Command {
    Serve,
    Check,
    Token,
    Help,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let mut command = Command::Serve;
    let mut file = None;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("check") => command = Command::Check,
            Some("token") => command = Command::Token,
            Some("serve") => command = Command::Serve,
            Some("--config") => match arguments.next() {
                Some(path) => file = Some(PathBuf::from(path)),
                None => return fail("--config needs a file"),
            },
            Some("--help" | "-h" | "help") => command = Command::Help,
            // not repeated: it may be a secret in the wrong place
            _ => return fail("that is not an option; --help lists them"),
        }
    }
    match command {
        Command::Help => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Command::Token => match new_token() {
            Ok(token) => {
                println!("token         {}\ntoken_sha256  {}", *token, TokenDigest::of(&token).to_hex());
                ExitCode::SUCCESS
            }
            Err(_) => fail("the system gives no random bytes"),
        },
        Command::Check | Command::Serve => match load(Sources::of_process(file.as_deref())) {
            Err(problems) => {
                eprintln!("The configuration has {} problem(s):", problems.len());
                for problem in problems {
                    eprintln!("  {problem}");
                }
                ExitCode::from(2)
            }
            Ok(config) if matches!(command, Command::Check) => {
                println!(
                    "The configuration is good: {} account(s), {} caller(s).",
                    config.accounts.len(),
                    config.callers.len()
                );
                ExitCode::SUCCESS
            }
            Ok(config) => serve(config),
        },
    }
}

fn fail(words: &str) -> ExitCode {
    eprintln!("error: {words}");
    ExitCode::FAILURE
}

fn serve(config: Config) -> ExitCode {
    log::quiet_panics();
    if tracing::subscriber::set_global_default(log::subscriber(config.log, std::io::stderr)).is_err() {
        return fail("the log does not start");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("no threads: {}", error.kind())),
    };
    runtime.block_on(async move {
        let listen = config.listen;
        let listener = match TcpListener::bind(listen).await {
            Ok(listener) => listener,
            Err(error) => return fail(&format!("cannot listen on {listen}: {}", error.kind())),
        };
        let app = match App::new(config) {
            Ok(app) => app,
            Err(words) => return fail(&words),
        };
        if let Some(shared) = app.shared() {
            shared.beat_once().await;
        }
        let (mut interrupt, mut terminate) = match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
            (Ok(interrupt), Ok(terminate)) => (interrupt, terminate),
            _ => return fail("signals cannot be listened for"),
        };
        let stop = async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        let address = listener.local_addr().map_or_else(|_| listen.to_string(), |address| address.to_string());
        tracing::info!(address, "listening");
        match server::serve(listener, app, stop).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("stopped: {}", error.kind())),
        }
    })
}
